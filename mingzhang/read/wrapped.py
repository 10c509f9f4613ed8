"""Tables in plain text whose grid was lost 无表线文本: performance forms and money tables.

Text got out of a PDF prints a table's cells one after another: a wrapped cell is broken over lines,
an empty cell vanishes, a merged cell is printed once. ``find`` gives the tables back. Where the
reading is not certain, the row says so in ``doubt``.
"""

from __future__ import annotations

from typing import Any

from mingzhang.model import Table, Text
from mingzhang.read import wrapped_form, wrapped_money
from mingzhang.read.wrapped_lines import flow

TITLE = "表"  # every title of a form or a statement holds it


def find(lines: list[Text], words: dict[str, Any]) -> list[tuple[int, int, Table]]:
    """The tables in ``lines`` (lines without tabs, blank ones included, in order).

    ``words`` is ``packs/wrapped.toml``. Gives (first index, end index exclusive, table), in order,
    ranges disjoint. Every character of a range is in the table's title, headers, rows, notes or
    furniture.
    """
    if not any(TITLE in line.text for line in lines):
        return []
    levels = words["form"]["levels"]
    names = frozenset(levels["first"]) | {n for names in levels["second"].values() for n in names}
    stream = flow(lines, tuple(words["form"]["values"]["units"]), names)
    if not stream.pieces:
        return []
    forms = wrapped_form.find(stream, words)
    money = wrapped_money.find(stream, words, [(a, b) for a, b, _ in forms])
    return sorted([*forms, *money], key=lambda found: found[0])
