"""The libraries that typeset PDF and write workbooks, loaded when they are first used.

Loading them takes a tenth of a second, which who only audits need not wait for.
"""

from mingzhang.loading import when_used

typst = when_used("typst")
xlsxwriter = when_used("xlsxwriter")
