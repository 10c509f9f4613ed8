"""Writing 写出: an audit as a page for the eye, as lists for a spreadsheet, as JSON for a program.

``report`` writes report.html, ``listing`` the JSON and CSV files, ``terminal`` the summary on the
screen, ``folder`` puts files in place. Nothing here reads packs, the clock or the network: the
words come as an argument (``packs/text/<language>.toml``), and the same audit gives the same bytes.
"""
