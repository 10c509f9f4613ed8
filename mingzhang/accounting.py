"""Accounting 逐数交代: every number of the page ends in fact, claim, label or unread.

What the readers of tables and sentences have said of a number is kept; what stands in titles,
headers, row labels, codes and ordinals is a label; what nothing has claimed is unread, and said so.
"""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator

from mingzhang.model import UNCLEAR, Block, Document, Number, Paragraph, Place, Status, Table, Text

_DIGITS = re.compile(r"\d[\d,，]*(?:[.．]\d+)*[%％]?")
_UNCLEAR = re.compile(f"{UNCLEAR}+")
_PAGE = re.compile(r"^[\s\-—–第共页/／·.]*\d{1,4}[\s\-—–第共页/／·.\d]*$")
_RANK = {Status.FACT: 0, Status.CLAIM: 1, Status.LABEL: 2, Status.UNREAD: 3}


def account(document: Document, claimed: Iterable[Number]) -> tuple[Number, ...]:
    """All numbers in order of place. Where two readers speak of one number, the one that made
    most of it is heard."""
    kept: dict[tuple[int, int], Number] = {}
    for number in claimed:
        key = number.place.line, number.place.offset
        other = kept.get(key)
        if other is None or _RANK[number.status] < _RANK[other.status]:
            kept[key] = number
    covered = _covered(kept.values())
    for text, place, role in _texts(document):
        for found in _DIGITS.finditer(text.text):
            at = text.at(found.start())
            if not _is_covered(covered, at.line, at.offset):
                kept[at.line, at.offset] = _left(found[0], at, place, role)
            size = found.end() - found.start()
            if len(text.spans) == 1:  # most texts are one run, which needs no cutting
                insort(covered[at.line], (at.offset, at.offset + size))
                continue
            for span in text.cut(found.start(), found.end()).spans:
                insort(covered[span.line], (span.offset, span.offset + size - span.start))
    for line, printed in enumerate(document.lines, 1):
        for found in _DIGITS.finditer(printed):
            if not _is_covered(covered, line, found.start()):
                page = _PAGE.match(printed)  # the line is a page number and nothing else
                status = Status.LABEL if page else Status.UNREAD
                why = "页码" if page else "没有归入任何段落或表格"
                at = Place(line, found.start())
                kept[line, found.start()] = Number(found[0], at, status, why)
        for found in _UNCLEAR.finditer(printed):
            at = Place(line, found.start())
            kept[line, found.start()] = Number(found[0], at, Status.UNREAD, "扫描件上看不清")
    return tuple(kept[key] for key in sorted(kept))


def _left(printed: str, at: Place, place: Place, role: str) -> Number:
    place = place._replace(line=at.line, offset=at.offset)
    if role:
        return Number(printed, place, Status.LABEL, role)
    return Number(printed, place, Status.UNREAD, "没有读懂这个数说的是什么")


def _covered(numbers: Iterable[Number]) -> dict[int, list[tuple[int, int]]]:
    """For each line the stretches of it that numbers take up."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number in numbers:
        place, end = number.place, number.end
        if end is not None and end.line > place.line:
            found[place.line].append((place.offset, 10**9))
            for line in range(place.line + 1, end.line):
                found[line].append((0, 10**9))
            found[end.line].append((0, end.offset))
        else:
            size = end.offset - place.offset if end else len(number.text)
            found[place.line].append((place.offset, place.offset + max(1, size)))
    return defaultdict(list, {line: sorted(stretches) for line, stretches in found.items()})


def _is_covered(covered: dict[int, list[tuple[int, int]]], line: int, offset: int) -> bool:
    stretches = covered.get(line)
    if not stretches:
        return False
    i = bisect_right(stretches, (offset, 10**9))
    near = stretches[max(0, i - 4) : i]
    return bool([1 for start, end in near if start <= offset < end])  # a list beats a generator


def _texts(document: Document) -> Iterator[tuple[Text, Place, str]]:
    """Every text of the document, where it stands, and what numbers in it are if nobody says."""
    for block in document.blocks:
        yield from _of(block)


def _of(block: Block) -> Iterator[tuple[Text, Place, str]]:
    if isinstance(block, Paragraph):
        yield block.text, Place(block.text.line, page=block.page), "标题序号" if block.level else ""
        return
    name = " ".join(filter(None, (block.number, block.title.text.strip())))
    place = Place(block.line, page=block.page, table=name)
    yield block.title, place, "表名"
    yield from ((text, place, "表头") for text in block.headers)
    yield from ((text, place, "行次、编号、单位") for text in block.furniture)
    yield from ((text, place, "注释") for text in block.notes)
    yield from _rows(block, place)


def _rows(table: Table, place: Place) -> Iterator[tuple[Text, Place, str]]:
    line, offset, page, title = place[:4]
    for row in table.rows:
        name = " ".join(t.text.strip() for t in row.label)
        for text in row.label:
            yield text, Place(line, offset, page, title, name), "科目编码、行名"
        for path, cell in row.cells.items():
            yield cell, Place(line, offset, page, title, name, path), ""
