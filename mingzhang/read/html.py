"""Reading a web page 读网页: HTML to the tables and paragraphs that it prints.

Tables keep their spans; a table that only lays out a page, with tables inside, is taken apart.
The address of a cell is ``table[3]/tr[2]/td[1]`` (the third table of the page, counted by their
start tags; its second row; its first cell), that of a paragraph ``p[7]``.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass, field

from mingzhang.model import Document, Spot, Unreadable
from mingzhang.read import lined
from mingzhang.read.lined import Cell, Grid, Laid, Line
from mingzhang.read.markup import Tag, cut
from mingzhang.read.package import counted
from mingzhang.read.text import MAX_BYTES, MAX_CELLS, MAX_DOUBT, decode

_SPACE = re.compile(r"[ \t\r\n\f]+")
_FOLD = re.compile(r"(?<=[^\x00-\u2fff])[ \t]*[\r\n][ \t\r\n\f]*(?=[^\x00-\u2fff])")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_HEADING = re.compile(r"h([1-6])")


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_UNSEEN = _names("""
    script style head template noscript select button svg math object iframe title textarea xmp
    noembed noframes datalist audio video canvas map
""")
_VOID = _names("area base br col embed hr img input link meta param source track wbr frame")
_BREAKS = _names("""
    p div br li ul ol dl dt dd h1 h2 h3 h4 h5 h6 hr pre section article main header footer nav
    aside form fieldset legend address blockquote center figure figcaption details summary body
    html caption option tr td th table thead tbody tfoot
""")
_GROUPS = frozenset({"thead", "tbody", "tfoot"})
_MOST = 1_000_000  # tags and texts
_DEPTH = 40  # tables in tables; deeper ones are text
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAME = ("utf-8", "utf8", "gb2312", "gbk", "gb18030", "gb_2312-80")


@dataclass(slots=True)
class _Flow:
    """Text on its way into paragraphs."""

    items: list[Line | Grid] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    level: int = 0
    address: str = ""

    def close(self) -> None:
        """Ends the paragraph."""
        if self.open:
            text = _FOLD.sub("", "".join(self.open)).replace("\xa0", " ")
            text = _SPACE.sub(" ", text).strip()
            if text:
                spots = (Spot(0, len(text), self.address),) if self.address else ()
                self.items.append(Line(text, level=self.level, spots=spots))
            self.open = []


@dataclass(slots=True)
class _Table:
    """A table on its way: its grid, and how far cells from above still reach down."""

    address: str
    grid: Grid = field(default_factory=Grid)
    group: int = 0
    groups: list[int] = field(default_factory=list)  # of each row
    reach: dict[int, int] = field(default_factory=dict)  # column: first row that is free again
    cell: _Flow | None = None

    def row(self) -> None:
        self.cell = None
        self.grid.rows.append([])
        self.groups.append(self.group)

    def begin(self, columns: int, rows: int) -> None:
        """A cell at the first free column of the row."""
        if not self.grid.rows:
            self.row()
        at, row = len(self.grid.rows) - 1, self.grid.rows[-1]
        column = row[-1].column + row[-1].columns if row else 0
        while self.reach.get(column, 0) > at:
            column += 1
        last = at + rows if rows else 1 << 30
        for c in range(column, min(column + columns, MAX_CELLS)) if last > at + 1 else ():
            self.reach[c] = last
        address = f"{self.address}/tr[{at + 1}]/td[{len(row) + 1}]"
        made = Cell(column, columns, max(rows, 1), address)
        row.append(made)
        self.cell = _Flow(made.items)

    def section(self) -> None:
        """A group of rows begins or ends: no cell reaches beyond it."""
        self.group += 1
        self.cell = None
        self.reach = {}


class _Page:
    """The flows and tables that are open while a page is walked."""

    def __init__(self) -> None:
        self.flow = _Flow()
        self.tables: list[_Table] = []
        self.deeper = 0  # tables beyond the depth that is kept
        self.unseen = ""  # the element that hides what is read
        self.inside = 0  # how many of its name are open
        self.count: Counter[str] = Counter()
        self.texts = self.pictures = self.pre = 0

    @property
    def here(self) -> _Flow:
        for table in reversed(self.tables):
            if table.cell is not None:
                return table.cell
        return self.flow

    def take(self, piece: Tag | str) -> None:
        """The next tag or text."""
        if self.unseen:
            if isinstance(piece, Tag) and piece.name == self.unseen:
                self.inside += -1 if piece.ends or piece.name == "p" else 1
                if not self.inside:
                    self.unseen = ""
            return
        if isinstance(piece, str):
            self._text(piece)
        elif piece.ends:
            self._end(piece.name)
        else:
            self._start(piece)

    def _one_more(self) -> None:
        self.texts += 1
        counted(self.texts)

    def _text(self, text: str) -> None:
        if not text.isspace():
            self._one_more()
        if not self.pre:
            self.here.open.append(text)
            return
        for number, part in enumerate(text.splitlines()):
            if number:
                self._one_more()
                self.here.close()
            self.here.open.append(part)

    def _start(self, tag: Tag) -> None:
        name = tag.name
        self.count[name] += 1
        hidden = "hidden" in tag.said or _HIDDEN.search(tag.said.get("style", ""))
        kept = name in _VOID or name in ("html", "body") or (name == "head" and self.flow.items)
        if (name in _UNSEEN or hidden) and not kept:
            self.unseen, self.inside = name, 1
            return
        if name == "img":
            self.pictures += 1
        if name in _BREAKS:
            self.here.close()
            level = _HEADING.fullmatch(name)
            self.here.level = int(level[1]) if level else self.here.level
            self.here.address = f"{name}[{self.count[name]}]"
        if name == "pre":
            self.pre += 1
        elif name == "table":
            self._table()
        elif not self.tables or self.deeper:
            return
        elif name == "tr":
            self.tables[-1].row()
        elif name in ("td", "th"):
            self._cell(tag)
        elif name in _GROUPS:
            self.tables[-1].section()
        elif name == "caption":
            self.tables[-1].cell = None

    def _table(self) -> None:
        if len(self.tables) >= _DEPTH:
            self.deeper += 1
            return
        self.tables.append(_Table(f"table[{self.count['table']}]"))

    def _cell(self, tag: Tag) -> None:
        self._one_more()
        columns = _span(tag.said.get("colspan", ""), MAX_CELLS) or 1
        self.tables[-1].begin(columns, _span(tag.said.get("rowspan", "1"), 65_534))

    def _end(self, name: str) -> None:
        if name in _BREAKS and name != "br":
            self.here.close()
            if _HEADING.fullmatch(name):
                self.here.level = 0
        if name == "pre":
            self.pre = max(0, self.pre - 1)
        elif name == "table" and self.deeper:
            self.deeper -= 1
        elif not self.tables or self.deeper:
            return
        elif name == "table":
            self.close_table()
        elif name in ("td", "th", "tr"):
            self.tables[-1].cell = None
        elif name in _GROUPS:
            self.tables[-1].section()

    def close_table(self) -> None:
        """The innermost table ends and becomes an item of what it stands in."""
        table = self.tables.pop()
        for row in table.grid.rows:
            for cell in row:
                cell.items = [i for i in cell.items if isinstance(i, Grid) or i.text]
        grid = table.grid
        self.here.close()
        if sum(len(row) for row in grid.rows) == 1:
            self.here.items += [i for row in grid.rows for c in row for i in c.items]
        elif any(c.items for row in grid.rows for c in row):
            self.here.items.append(grid)

    def closed(self) -> list[Line | Grid]:
        """All that was read; what is still open ends."""
        self.here.close()
        while self.tables:
            self.close_table()
        self.flow.close()
        return self.flow.items


def _span(text: str, most: int) -> int:
    """The number of a span; 0 for rows means to the end of the group, anything else odd is 1."""
    digits = re.match(r"\s*(\d{1,6})", text)
    return min(int(digits[1]), most) if digits else 1


def read(data: bytes, name: str, words: dict) -> Document:
    """The document of ``data``, the bytes of a web page; raises ``model.Unreadable``.

    ``words`` is ``packs/forms.toml`` parsed.
    """
    return lined.document(laid(data), name, words)


def laid(data: bytes) -> Laid:
    """What a web page prints, line by line, with the addresses of paragraphs and cells."""
    found, encoding, warnings = items(data)
    return lined.laid(found, "html", encoding, warnings)


def items(data: bytes) -> tuple[list[Line | Grid], str, list[str]]:
    """The paragraphs and tables of a web page, its encoding, and warnings."""
    text, encoding, warnings = _decoded(data)
    page = _Page()
    for number, piece in enumerate(cut(text)):
        if number > _MOST:
            raise Unreadable(f"网页里的标记超过 {_MOST} 个的上限，不像一份公开文件，没有读取。")
        page.take(piece)
    found = page.closed()
    if page.pictures and not any(isinstance(i, Grid) for i in found):
        warnings.append(f"网页里没有表格，有 {page.pictures} 张图片，图片里的文字没有读取。")
    return found, encoding, warnings


def _decoded(data: bytes) -> tuple[str, str, list[str]]:
    """The text of a page by the encoding that it declares, where that is right."""
    said = _CHARSET.search(data[:4096])
    declared = said[1].decode("ascii").lower() if said else ""
    if len(data) > MAX_BYTES or declared in _SAME[2:] or data.startswith(_MARKS):
        return decode(data)
    try:
        encoding = codecs.lookup(declared).name if declared else ""
    except LookupError:
        encoding = ""
    if not encoding or not data.strip():
        return decode(data)
    try:
        text = data.decode(encoding, "replace").lstrip("\ufeff")
    except (LookupError, UnicodeError):
        return decode(data)
    bad = text.count("\ufffd")
    if bad * MAX_DOUBT > len(text) or "\x00" in text:
        return decode(data)
    return text, encoding, [f"有 {bad} 个字符无法辨认，已略去。"] if bad else []
