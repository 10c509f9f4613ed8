"""Laid out text 版面 to a document: lines of text and rows of grids, from whatever file they are.

Readers of Word files, workbooks and web pages give paragraphs and grids of cells with their
addresses. A line of the document is a paragraph or a row of a grid; a row's cells are parted by
tabs, a merged cell stands at its upper left and leaves the others blank. From there a table takes
the same way as one in tab text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from mingzhang.model import Block, Document, Paragraph, Spot, Text, Unreadable
from mingzhang.read import placing, tabbed
from mingzhang.read.paragraphs import FURNITURE, marker, width
from mingzhang.read.text import MAX_ALL_CELLS, MAX_CELLS, MAX_LINE, MAX_LINES, clean
from mingzhang.read.vocabulary import compiled

_HEADING = 100  # half characters
_STOPS = "。；！？"


class Line(NamedTuple):
    """A line of the document. ``kind`` is "text", "row" (of a grid) or "name" (of a sheet: no text
    of the document, but a title where there is no other).

    ``level`` is that of a heading by its style, 0 when it has none.
    """

    text: str
    kind: str = "text"
    level: int = 0
    spots: tuple[Spot, ...] = ()


@dataclass(slots=True)
class Cell:
    """A cell that begins at ``column`` and spans ``columns`` and ``rows``; what stands in it."""

    column: int
    columns: int = 1
    rows: int = 1
    address: str = ""
    items: list[Line | Grid] = field(default_factory=list)

    @property
    def text(self) -> str:
        return joined([i.text for i in self.items if isinstance(i, Line)])


class Strip:
    """A row of several cells, none of them merged, each with one text: what most rows of a sheet
    are. It stands for a list of cells, and takes a tenth of the time."""

    __slots__ = ("addresses", "columns", "texts")

    def __init__(self, columns: list[int], texts: list[str], addresses: list[str]) -> None:
        self.columns, self.texts, self.addresses = columns, texts, addresses

    def __len__(self) -> int:
        return len(self.texts)

    def line(self, columns: int) -> Line:
        """The row as a line: its cells parted by tabs."""
        texts = [t if " " not in t and t.isprintable() else joined([t]) for t in self.texts]
        fields = [""] * columns
        spots: list[Spot] = []
        before = 0
        for column, text, address in zip(self.columns, texts, self.addresses, strict=True):
            fields[column] = text
            start = column + before
            before += len(text)
            spots.append(_spot((start, column + before, address, None)))
        line = "\t".join(fields)
        if len(texts) == 2 and tabbed.is_indented(line):
            line += "\t"
        return Line(line, "row", 0, tuple(spots))


_spot = partial(tuple.__new__, Spot)  # without the cost of naming its fields


@dataclass(slots=True)
class Grid:
    """A table as laid out: for each row the cells that begin in it."""

    rows: list[list[Cell] | Strip] = field(default_factory=list)

    @property
    def width(self) -> int:
        """How many columns there are; only up to the last with text where they are very many."""
        strips = [row.columns[-1] + 1 for row in self.rows if isinstance(row, Strip)]
        cells = [c for row in self.rows if not isinstance(row, Strip) for c in row]
        ruled = max([*strips, *(c.column + c.columns for c in cells)], default=0)
        if ruled <= MAX_CELLS:
            return ruled
        return max([*strips, *(c.column + c.columns for c in cells if c.items)], default=0)


class Laid(NamedTuple):
    """What a file prints, line by line, before any of it is understood."""

    lines: list[Line]
    kind: str
    encoding: str
    warnings: list[str]


def joined(parts: list[str]) -> str:
    """The paragraphs of a cell as one text; tabs and line ends in them are spaces."""
    return " ".join(" ".join(part.split()) for part in parts if part.strip())


def lines(items: list[Line | Grid]) -> list[Line]:
    """Paragraphs and grids in reading order as lines of the document."""
    made: list[Line] = []
    cells = 0
    for item in items:
        if isinstance(item, Line):
            text = " ".join(item.text.split())
            if text:
                made.append(item._replace(text=text))
            continue
        cells += item.width * len(item.rows)
        if cells > MAX_ALL_CELLS:
            raise Unreadable(
                f"表格的单元格超过 {MAX_ALL_CELLS} 个的上限，不像一份公开文件，没有读取。"
            )
        made += _rows(item)
    longest = max((len(line.text) for line in made), default=0)
    if longest > MAX_LINE:
        raise Unreadable(f"有一段有 {longest} 个字符，不像一份公开文件，没有读取。")
    if len(made) > MAX_LINES:
        raise Unreadable(f"文件有 {len(made)} 行，超过 {MAX_LINES} 行的上限，没有读取。")
    return made


def _rows(grid: Grid) -> Iterator[Line]:
    """The rows of a grid; a title that spans the whole grid is a line of text over it."""
    whole = grid.width
    if whole > MAX_CELLS:
        raise Unreadable(f"一张表有 {whole} 栏，超过 {MAX_CELLS} 栏的上限，没有读取。")
    over = True
    for row in grid.rows:
        if isinstance(row, Strip):
            over = False
            yield row.line(whole)
            continue
        said = [c for c in row if c.items]
        if any(isinstance(i, Grid) for c in said for i in c.items):
            yield from lines([i for c in said for i in c.items])
            continue
        if not any(c.text for c in said):
            if whole > 1:
                yield _row([], whole)
            continue
        if len(said) == 1 and over and said[0].columns >= whole:
            for item in said[0].items:
                if isinstance(item, Line) and item.text.strip():
                    text = " ".join(item.text.split())
                    spot = Spot(0, len(text), said[0].address)
                    yield item._replace(text=text, spots=(spot,))
            continue
        over = False
        yield _row(row, whole)


def _row(cells: list[Cell], columns: int) -> Line:
    """The row as a line: its cells parted by tabs."""
    parts: list[str] = []
    spots: list[Spot] = []
    at = length = 0
    for cell in sorted(cells, key=lambda c: c.column):
        text = cell.text
        if not text:  # a blank cell has a place as well
            blank = length + cell.column - at
            spots += [Spot(blank, blank, cell.address)] if cell.address else []
            continue
        parts.append("\t" * (cell.column - at))
        length += cell.column - at
        at = cell.column
        parts.append(text)
        spots.append(Spot(length, length + len(text), cell.address))
        length += len(text)
    parts.append("\t" * max(0, columns - 1 - at))
    line = "".join(parts)
    if columns > 1 and tabbed.is_indented(line):
        line += "\t"  # a grid tells that these are cells, a tab alone would not
    return Line(line, "row", 0, tuple(spots))


def laid(items: list[Line | Grid], kind: str, encoding: str, warnings: list[str]) -> Laid:
    """The lines of ``items``; raises Unreadable when there are none or far too many."""
    made = lines(items)
    if not any(line.kind != "name" for line in made):
        raise Unreadable("文件里没有文字，没有可读的内容。")
    return Laid(made, kind, encoding, warnings)


def document(page: Laid, name: str, words: dict) -> Document:
    """The document that is laid out so; ``words`` is ``packs/forms.toml`` parsed."""
    warnings = list(page.warnings)
    blocks = _blocks(page.lines, words, warnings)
    texts = tuple(line.text for line in page.lines)
    places = placing.at_addresses([line.spots for line in page.lines])
    return Document(name, page.kind, page.encoding, tuple(blocks), texts, tuple(warnings), places)


def _blocks(made: list[Line], words: dict, warnings: list[str]) -> list[Block]:
    """Tables, and paragraphs of the lines that are left."""
    texts = [Text.of(line.text, number) for number, line in enumerate(made, 1)]
    found: list[Block] = []
    start = 0
    for stretch in tabbed.find(texts, frozenset(), compiled(words)):
        before = [at for at in range(start, stretch.start) if at not in stretch.used]
        found += [p for at in before for p in _paragraph(texts[at], made[at])]
        found += stretch.tables
        warnings += stretch.remarks
        found += [p for at in stretch.loose for p in _paragraph(texts[at], made[at])]
        start = stretch.end
    found += [p for at in range(start, len(made)) for p in _paragraph(texts[at], made[at])]
    return found


def _paragraph(text: Text, line: Line) -> Iterator[Paragraph]:
    body = clean(text)
    if not body.text:
        return
    level = line.level
    if line.kind == "name":
        level = FURNITURE
    elif width(body.text) <= _HEADING and not any(c in body.text for c in _STOPS):
        level = marker(body.text) or level
    else:
        level = 0
    yield Paragraph(body, level)
