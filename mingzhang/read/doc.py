"""Reading a Word file of the old kind 读旧版 Word: a .doc or .wps to the tables and paragraphs that
it prints.

As for a .docx: ordinals that Word prints by itself are put before their paragraphs, text boxes
stand after the paragraph that they hang on, deleted and hidden text and field codes are left out.
Nothing is executed or fetched. Addresses are those of ``docx``.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from mingzhang.model import Document, Unreadable
from mingzhang.read import lined
from mingzhang.read.doc_marks import Marks, Properties, numerals
from mingzhang.read.doc_text import BOXES, SHAPES, File, plc, u32
from mingzhang.read.lined import Grid, Laid, Line
from mingzhang.read.package import counted
from mingzhang.read.word import DEPTH, PICTURES, TOO_DEEP, Table, printed

_PARAGRAPH = re.compile("[^\r\x07\x0c]*[\r\x07\x0c]?")
_FIELD = re.compile("[\x13\x14\x15]")
_PICTURE, _SHAPE, _NOTE, _CELL = "\x01", "\x08", "\x02", "\x07"
_SAID = {c: None for c in range(32)} | {9: " ", 11: "\n", 14: "\n", 30: "-"}
_SLACK = 30  # twentieths of a point: edges of rows that are drawn as one
_SHAPE_SIZE, _BOX_SIZE, _BOX_SHAPE = 26, 22, 14

Items = list[Line | Grid]


@dataclass(slots=True)
class _Row:
    cells: list[Items]
    marks: Marks


@dataclass(slots=True)
class _Open:
    """A table on its way: its rows so far, and the cells of the row that has begun."""

    address: str
    rows: list[_Row] = field(default_factory=list)
    cells: list[Items] = field(default_factory=list)
    cell: Items = field(default_factory=list)


class _Reading:
    """What all texts of a file share: properties, ordinals, counts."""

    def __init__(self, file: File) -> None:
        self.file = file
        self.properties = Properties(file)
        self.numerals = numerals(file)
        self.count: Counter[str] = Counter()
        self.pictures = 0

    def one(self, what: str, more: int = 1) -> int:
        """Counts; raises Unreadable when a file has more than any disclosure."""
        self.count[what] += more
        counted(self.count[what])
        return self.count[what]


class _Body:
    """The paragraphs and tables of one text."""

    def __init__(self, reading: _Reading, kind: str = "") -> None:
        self.items: Items = []
        self._reading = reading
        self._kind = kind
        self._tables: list[_Open] = []
        self._notes = 0

    def take(self, first: int, text: str, boxes: dict[int, Items]) -> Items:
        """All of ``text``, which begins at ``first``; ``boxes`` are the text boxes by place."""
        text = _without_codes(text)
        for found in _PARAGRAPH.finditer(text):
            if found[0]:
                self._paragraph(first + found.start(), found[0], boxes)
        self._close(0)
        return self.items

    def _paragraph(self, first: int, text: str, boxes: dict[int, Items]) -> None:
        marks = self._reading.properties.of(first + len(text) - 1)
        if marks.depth > DEPTH:
            raise Unreadable(TOO_DEEP)
        self._close(marks.depth)
        while len(self._tables) < marks.depth:
            self._tables.append(_Open(f"tbl[{self._reading.one('tables')}]"))
        if marks.row and self._tables:
            self._row(marks)
            return
        flow = self._tables[-1].cell if self._tables else self.items
        flow += self._lines(text, marks)
        for at in range(len(text)) if boxes and _SHAPE in text else ():
            flow += boxes.pop(first + at, [])
        if self._tables and (marks.cell or (marks.depth == 1 and text[-1] == _CELL)):
            table = self._tables[-1]
            table.cells.append(table.cell)
            table.cell = []
            self._reading.one("cells")

    def _lines(self, text: str, marks: Marks) -> list[Line]:
        number = self._reading.one("paragraphs")
        self._reading.pictures += text.count(_PICTURE)
        self._notes += text.count(_NOTE) if self._kind else 0
        address = f"{self._kind}[{self._notes}]" if self._kind else f"p[{number}]"
        body = text.translate(_SAID)
        if not body.isascii():
            body = body.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        if marks.list_ and body.strip():
            body = self._reading.numerals.next(str(marks.list_), marks.at or 0) + body.lstrip()
        made = printed(body, marks.level or 0, address)
        self._reading.one("lines", len(made))
        return made

    def _row(self, marks: Marks) -> None:
        """The row of the innermost table ends."""
        table = self._tables[-1]
        if table.cell:  # no mark ended it
            table.cells.append(table.cell)
        table.rows.append(_Row(table.cells, marks))
        table.cells, table.cell = [], []

    def _close(self, depth: int) -> None:
        """Ends the tables that stand deeper than ``depth``."""
        while len(self._tables) > depth:
            table = self._tables.pop()
            rest = [i for cell in (*table.cells, table.cell) for i in cell]
            flow = self._tables[-1].cell if self._tables else self.items
            flow += _laid(table)
            flow += rest


def _without_codes(text: str) -> str:
    """The text with a zero for each character of a field code 域代码; a field that does not end
    is none."""
    codes: list[tuple[int, int]] = []
    open_: list[list[int]] = []  # start of each field, end of its code
    for found in _FIELD.finditer(text):
        at, mark = found.start(), found[0]
        if mark == "\x13":
            open_.append([at, -1])
        elif open_ and mark == "\x14":
            open_[-1][1] = at
        elif open_:
            start, end = open_.pop()
            codes.append((start, at if end < 0 else end))
    made, at = [], 0
    for start, end in sorted(codes):
        if end > at:
            start = max(start, at)
            made += text[at:start], "\x00" * (end - start)
            at = end
    return "".join([*made, text[at:]])


def _laid(table: _Open) -> Items:
    """The table as an item: its cells by the columns that the edges of all its rows make."""
    columns = _columns([row.marks.edges for row in table.rows])
    made = Table(table.address)
    for row in table.rows:
        made.row()
        edges, merges = row.marks.edges, row.marks.merges
        for k, items in enumerate(row.cells):
            merge = merges[k] if k < len(merges) else ""
            if not columns:
                made.cell(k, 1, merge, items)
                continue
            if k + 1 >= len(edges):
                break
            first, end = columns[edges[k]], columns[edges[k + 1]]
            if end > first:
                made.cell(first, end - first, merge, items)
    return made.closed()


def _columns(rows: list[tuple[int, ...]]) -> dict[int, int]:
    """The column that begins at each edge, from 0; nothing when a row does not say its edges.

    Edges that lie close are one where no row has both.
    """
    if not all(rows):
        return {}
    holders: dict[int, set[int]] = {}
    for number, edges in enumerate(rows):
        for edge in edges:
            holders.setdefault(edge, set()).add(number)
    found: dict[int, int] = {}
    column, first, inside = -1, 0, set[int]()
    for edge in sorted(holders):
        if column < 0 or edge - first > _SLACK or inside & holders[edge]:
            column, first, inside = column + 1, edge, set()
        found[edge] = column
        inside |= holders[edge]
    return found


def _boxes(reading: _Reading) -> tuple[dict[int, Items], list[Items]]:
    """Text boxes by the place that they hang on, and those that hang on nothing."""
    first, text = reading.file.story("box")
    places, parts = plc(reading.file.pair(BOXES), _BOX_SIZE)
    by_shape: dict[int, Items] = {}
    for start, end, part in zip(places, places[1:], parts, strict=False):
        inside = text[start:end] if start < end else ""
        items = _Body(reading).take(first + start, inside, {})
        by_shape.setdefault(u32(part, _BOX_SHAPE), []).extend(items)
    anchors, shapes = plc(reading.file.pair(SHAPES), _SHAPE_SIZE)
    found = {}
    for at, shape in zip(anchors, shapes, strict=False):
        if items := by_shape.pop(u32(shape, 0), []):
            found[at] = items
    return found, list(by_shape.values())


def read(data: bytes, name: str, words: dict) -> Document:
    """The document of ``data``, the bytes of a .doc; raises ``model.Unreadable``.

    ``words`` is ``packs/forms.toml`` parsed.
    """
    return lined.document(laid(data), name, words)


def laid(data: bytes) -> Laid:
    """What a .doc prints, line by line, with the addresses of paragraphs and cells."""
    file = File(data)
    reading = _Reading(file)
    boxes, loose = _boxes(reading)
    reading.count.clear()
    items = _Body(reading).take(*file.story("main"), boxes)
    items += [i for several in (*boxes.values(), *loose) for i in several]
    for kind in ("footnote", "endnote"):
        items += _Body(reading, kind).take(*file.story(kind), {})
    warnings = ["文件里有宏，没有执行。"] if file.macros else []
    if reading.pictures:
        warnings.append(PICTURES.format(reading.pictures))
    return lined.laid(items, "doc", "", warnings)
