"""Reading a Word file 读 Word: the parts of a .docx to the tables and paragraphs that it prints.

Ordinals that Word prints by itself are put before their paragraphs, text boxes stand after the
paragraph that they hang on, deleted text and field codes are left out. Nothing is executed or
fetched. The address of a paragraph is ``p[7]``, that of a cell ``tbl[3]/tr[2]/tc[1]`` (the second
row of the third table in the order of their starts), of footnotes ``footnote[2]``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from mingzhang.model import Document, Unreadable
from mingzhang.read import lined
from mingzhang.read.lined import Grid, Laid, Line
from mingzhang.read.numerals import Numerals
from mingzhang.read.package import Package, counted, has_macros, parse, related
from mingzhang.read.text import MAX_CELLS
from mingzhang.read.word import DEPTH, PICTURES, TOO_DEEP, Table, printed

_NO_WORD = "这不是 Word 文件，或其中缺少正文，无法读取。"
MARKS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
LOST = frozenset({
    "del", "moveFrom", "Fallback", "instrText", "delText", "delInstrText",
    "rPrChange", "pPrChange", "tblPrChange", "tcPrChange", "trPrChange", "sectPrChange",
})  # fmt: skip
_OF_BODY = LOST | {
    *MARKS, "t", "r", "vanish", "p", "tbl", "tr", "tc", "txbxContent", "footnote", "endnote",
    "blip", "imagedata", "pStyle", "outlineLvl", "numId", "ilvl", "gridBefore", "gridSpan",
    "vMerge", "hMerge",
}  # fmt: skip
_LOOKS = (b"rPr", b"tcBorders", b"tcMar", b"pBdr")
_OF_STYLES = frozenset({"style", "basedOn", "outlineLvl", "numId", "ilvl"})


@dataclass(slots=True)
class _Style:
    base: str = ""
    level: int = 0  # of a heading, from 1
    list_: tuple[str, int] | None = None


@dataclass(slots=True)
class _Paragraph:
    address: str
    style: str = ""
    level: int = 0
    list_: list = field(default_factory=lambda: [None, None])  # number of the list, level in it
    text: list[str] = field(default_factory=list)
    boxes: list[Line | Grid] = field(default_factory=list)


@dataclass(slots=True)
class _Cell:
    columns: int = 1
    merge: str = ""  # "restart", "continue" or ""
    items: list[Line | Grid] = field(default_factory=list)


@dataclass(slots=True)
class _Table(Table):
    column: int = 0
    open: _Cell | None = None


class _Styles:
    """The styles of paragraphs: which are headings, and which are numbered.

    The part is read when the first paragraph has a style.
    """

    def __init__(self, data: bytes) -> None:
        self.by_name: dict[str, _Style] = {}
        self._open = _Style()
        self._data = data

    def _start(self, tag: str, said: dict[str, str]) -> None:
        value = said.get("val", "")
        if tag == "style":
            self._open = self.by_name.setdefault(said.get("styleId", ""), _Style())
        elif tag == "basedOn":
            self._open.base = value
        elif tag == "outlineLvl" and value.isdecimal() and int(value) < 9:
            self._open.level = int(value) + 1
        elif tag == "numId":
            self._open.list_ = (value, self._open.list_[1] if self._open.list_ else 0)
        elif tag == "ilvl" and value.isdecimal():
            self._open.list_ = (self._open.list_[0] if self._open.list_ else "", int(value))

    def found(self, name: str) -> tuple[int, tuple[str, int] | None]:
        """The level of the heading (0 for none) and the list of a style, with what it inherits."""
        if name and self._data:
            own = _without(self._data, b"<w:style ", b"</w:style>", b'w:type="table"', False)
            parse(own, self._start, lambda tag: None, only=_OF_STYLES)
            self._data = b""
        level, list_, seen = 0, None, 0
        while name in self.by_name and seen < 20:
            style = self.by_name[name]
            level = level or style.level
            if list_ is None and style.list_ is not None and style.list_[0]:
                list_ = style.list_
            name, seen = style.base, seen + 1
        return level, list_


class _Body:
    """The paragraphs and tables of a part, as its elements come."""

    def __init__(self, styles: _Styles, numerals: Numerals, kind: str = "") -> None:
        self.flows: list[list[Line | Grid]] = [[]]
        self.kind = kind
        self._styles, self._numerals = styles, numerals
        self._tables: list[_Table] = []
        self._paragraphs: list[_Paragraph] = []
        self._owners: list[str] = []  # what each open flow belongs to: a cell or a box
        self._lost = 0
        self._printed = False
        self._run_hidden = False
        self._run_open = 0
        self._count = {"p": 0, "tbl": 0, "note": 0}
        self.pictures = self._lines = self._cells = 0

    def start(self, tag: str, said: dict[str, str]) -> None:
        """An element begins."""
        if self._lost or tag in LOST:
            self._lost += 1
        elif tag == "t":
            self._printed = not self._run_hidden
        elif tag in MARKS and self._run_open:
            self._say(MARKS[tag])
        elif tag == "r":
            self._run_open += 1
            self._run_hidden = False
        elif tag == "vanish" and self._run_open:
            self._run_hidden = said.get("val", "1") not in ("0", "false", "off")
        elif tag == "p":
            self._count["p"] += 1
            counted(self._count["p"])
            self._paragraphs.append(_Paragraph(self._address()))
        elif tag == "tbl":
            self._table()
        elif tag == "txbxContent":
            self.flows.append([])
            self._owners.append("box")
        elif tag in ("footnote", "endnote"):
            self._count["note"] += 1
        elif tag in ("blip", "imagedata"):
            self.pictures += 1
        elif self._paragraphs and tag in ("pStyle", "outlineLvl", "numId", "ilvl"):
            self._property(self._paragraphs[-1], tag, said.get("val", ""))
        elif self._tables:
            self._in_table(self._tables[-1], tag, said)

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._lost:
            self._lost -= 1
        elif tag == "t":
            self._printed = False
        elif tag == "r":
            self._run_open = max(0, self._run_open - 1)
            self._run_hidden = False
        elif tag == "p" and self._paragraphs:
            self._close(self._paragraphs.pop())
        elif tag == "txbxContent" and self._owners and self._owners[-1] == "box":
            self._owners.pop()
            inside = self.flows.pop()
            owner = self._paragraphs[-1].boxes if self._paragraphs else self.flows[-1]
            owner += inside
        elif tag in ("tc", "tr", "tbl") and self._tables:
            self._end_in_table(tag)

    def said(self, text: str) -> None:
        """Text inside an element."""
        if self._printed and not self._lost:
            self._say(text)

    def _say(self, text: str) -> None:
        if self._paragraphs and not self._run_hidden:
            self._paragraphs[-1].text.append(text)

    def _address(self) -> str:
        if self.kind:
            return f"{self.kind}[{self._count['note']}]"
        return f"p[{self._count['p']}]"

    @staticmethod
    def _property(paragraph: _Paragraph, tag: str, value: str) -> None:
        if tag == "pStyle":
            paragraph.style = value
        elif tag == "outlineLvl" and value.isdecimal():
            paragraph.level = int(value) + 1 if int(value) < 9 else 0
        elif tag == "numId":
            paragraph.list_[0] = value
        elif tag == "ilvl" and value.isdecimal():
            paragraph.list_[1] = int(value)

    def _close(self, paragraph: _Paragraph) -> None:
        text = "".join(paragraph.text)
        level, list_ = self._styles.found(paragraph.style)
        list_ = list_ or self._numerals.by_style.get(paragraph.style)
        number, at = paragraph.list_
        if number is None and list_:
            number, at = list_[0], list_[1] if at is None else at
        if number and number != "0" and text.strip():
            text = self._numerals.next(number, at or 0) + text.lstrip()
        made = printed(text, paragraph.level or level, paragraph.address)
        self._lines += len(made)
        counted(self._lines)
        self.flows[-1] += made
        self.flows[-1] += paragraph.boxes

    def _table(self) -> None:
        if len(self._tables) >= DEPTH:
            raise Unreadable(TOO_DEEP)
        self._count["tbl"] += 1
        self._tables.append(_Table(f"tbl[{self._count['tbl']}]"))

    def _in_table(self, table: _Table, tag: str, said: dict[str, str]) -> None:
        value = said.get("val", "")
        if tag == "tr":
            table.row()
            table.column = 0
        elif tag == "gridBefore":
            table.column = min(int(value), MAX_CELLS) if value.isdecimal() else 0
        elif tag == "tc" and table.grid.rows:
            self._cells += 1
            counted(self._cells)
            table.open = _Cell()
            self.flows.append(table.open.items)
            self._owners.append("cell")
        elif table.open is None:
            return
        elif tag == "gridSpan" and value.isdecimal():
            table.open.columns = max(1, min(int(value), MAX_CELLS))
        elif tag == "vMerge":
            table.open.merge = value or "continue"
        elif tag == "hMerge" and value != "restart":
            table.open.merge = "left"

    def _end_in_table(self, tag: str) -> None:
        table = self._tables[-1]
        cell = table.open
        if tag == "tc" and cell is not None and self._owners[-1:] == ["cell"]:
            self._owners.pop()
            self.flows.pop()
            table.cell(table.column, cell.columns, cell.merge, cell.items)
            table.column += cell.columns
            table.open = None
        elif tag == "tbl":
            self._tables.pop()
            self.flows[-1] += table.closed()


def read(data: bytes, name: str, words: dict) -> Document:
    """The document of ``data``, the bytes of a .docx; raises ``model.Unreadable``.

    ``words`` is ``packs/forms.toml`` parsed.
    """
    return lined.document(laid(data), name, words)


def _bare(data: bytes) -> bytes:
    """A part without what only says how things look: most of what some programs write."""
    for name in _LOOKS:
        data = _without(data, b"<w:%b>" % name, b"</w:%b>" % name, b"vanish", True)
    return data


def _without(data: bytes, start: bytes, end: bytes, mark: bytes, keeps: bool) -> bytes:
    """A part without the elements that begin with ``start``, but for those that have ``mark``
    when it ``keeps`` them, that lack it when not."""
    first, *parts = data.split(start)
    made = [first]
    for part in parts:
        at = part.find(end)
        if at < 0 or (mark in part[:at]) == keeps:
            made += start, part
        else:
            made.append(part[at + len(end) :])
    return b"".join(made)


def laid(data: bytes) -> Laid:
    """What a .docx prints, line by line, with the addresses of paragraphs and cells."""
    package = Package(data)
    main = next((p for kind, p in related(package, "").values() if kind == "officeDocument"), "")
    main = main if main in package else "word/document.xml"
    if main not in package:
        raise Unreadable(_NO_WORD)
    kinds = {kind: part for kind, part in related(package, main).values()}
    styles = _Styles(package.part(kinds.get("styles", "")))
    numerals = Numerals(package.part(kinds.get("numbering", "")))
    items: list[Line | Grid] = []
    warnings = ["文件里有宏，没有执行。"] if has_macros(package) else []
    for part, kind in ((main, ""), *((kinds.get(f"{k}s", ""), k) for k in ("footnote", "endnote"))):
        text = package.part(part)
        if not text:
            continue
        body = _Body(styles, numerals, kind)
        parse(_bare(text), body.start, body.end, body.said, _OF_BODY)
        items += body.flows[0]
        if body.pictures:
            warnings.append(PICTURES.format(body.pictures))
    return lined.laid(items, "docx", "", warnings)
