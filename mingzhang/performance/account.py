"""Numbers 逐数交代 of performance forms: what each number of a form's cells is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mingzhang.model import Number, Place, Status, Table, Text
from mingzhang.performance.words import Vocabulary, levels, role

_DIGITS = re.compile(r"\d[\d,，]*(?:[.．]\d+)*\s*[%％]?")
_DATED = re.compile(r"^\s*(?:年|月|日|号|[.\-—–/]\d|[、.．](?!\d))")
_DATE = re.compile(r"(?:19|20)\d\d[./\-]\d{1,2}(?:[./\-]\d{1,2})?")
_LONG = re.compile(r"0\d{5,}|\d{7,}")
_NAMED = re.compile(r"[〔【\[（(]\s*$|第\s*$|[\d.\-—–/年月]\s*$")
_SHORT = 60


def numbers(tables: Iterable[Table], words: Vocabulary) -> list[Number]:
    """Every number of the cells: a claim (target, actual, weight, score, rate) where the column
    or the indicator says what it is; a label where it is a date, a code or a document number.

    What is neither is left out, for others to read. Long texts are read as sentences.
    """
    return [n for table in tables for n in _of(table, words)]


def _of(table: Table, words: Vocabulary) -> Iterator[Number]:
    name = " ".join(filter(None, (table.number, table.title.text.strip())))
    for row in table.rows:
        label = [t.text for t in row.label]
        indicator = bool(levels(label, words).first or levels(label, words).second)
        for path, cell in row.cells.items():
            known = role(path, words)
            place = Place(row.line, 0, table.page, name, " ".join(label), path)
            yield from _cell(cell, known, indicator, place)


def _cell(cell: Text, known: str, indicator: bool, place: Place) -> Iterator[Number]:
    text = cell.text
    for found in _DIGITS.finditer(text):
        at = cell.at(found.start())
        spot = place._replace(line=at.line, offset=at.offset)
        printed = found[0].strip()
        end = cell.at(found.start() + len(printed) - 1)
        end = end._replace(offset=end.offset + 1)
        after, before = text[found.end() :], text[: found.start()]
        if _DATED.match(after) or _NAMED.search(before) or _DATE.fullmatch(printed):
            yield Number(printed, spot, Status.LABEL, "日期、序号、文号", end)
        elif _LONG.fullmatch(printed) and not known:
            yield Number(printed, spot, Status.LABEL, "编码、电话", end)
        elif (known or indicator) and len(text) <= 2 * _SHORT:
            yield Number(printed, spot, Status.CLAIM, known or "指标值", end)
