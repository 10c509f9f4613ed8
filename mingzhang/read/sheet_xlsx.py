"""Sheets of an .xlsx 工作簿: shared strings, formats, merged cells, what is hidden."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from mingzhang.model import Unreadable
from mingzhang.read import sheet_plain
from mingzhang.read.formats import BUILTIN, kept, printed_by
from mingzhang.read.package import Package, counted, parse, related
from mingzhang.read.workbook import MAX_CELLS, Merged, Sheet, place, stretch

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TRUE = ("1", "true", "on")
_MAX_SHEETS = 500
_TOO_MANY = f"工作簿里的单元格（包括空白的）超过 {MAX_CELLS} 个，不像一份公开表，没有读取。"


def sheets(package: Package, exact: bool = False) -> list[Sheet]:
    """The sheets in order; those hidden are not read further than to know whether they are blank.

    Numbers are given as their formats show them, or ``exact`` as they are stored. Raises
    ``model.Unreadable``.
    """
    main = next((p for kind, p in related(package, "").values() if kind == "officeDocument"), "")
    main = main if main in package else "xl/workbook.xml"
    if main not in package:
        return []
    parts = related(package, main)
    order, since_1904 = listed(package.part(main))
    if len(order) > _MAX_SHEETS:
        raise Unreadable(f"工作簿有 {len(order)} 张工作表，不像一份公开文件，没有读取。")
    kinds = {kind: part for kind, part in parts.values()}
    texts = _strings(package.part(kinds.get("sharedStrings", "")))
    styles = _styles(package.part(kinds.get("styles", "")))
    found = []
    count = 0
    for name, state, relation in order:
        kind, part = parts.get(relation, ("", ""))
        if kind != "worksheet":
            continue
        sheet = Sheet(name, hidden=state in ("hidden", "veryHidden"))
        walk = _Walk(sheet, texts, styles, since_1904, count, exact)
        walk.all(package.part(part))
        count = walk.count
        found.append(sheet)
    return found


def listed(data: bytes) -> tuple[list[tuple[str, str, str]], bool]:
    """Name, state and relation of each sheet; whether days are counted from 1904."""
    found: list[tuple[str, str, str]] = []
    since_1904 = False

    def start(tag: str, said: dict[str, str]) -> None:
        nonlocal since_1904
        if tag == "sheet":
            found.append((said.get("name", ""), said.get("state", ""), said.get("id", "")))
        elif tag == "workbookPr":
            since_1904 = said.get("date1904", "0") in _TRUE

    parse(data, start, lambda tag: None)
    return found, since_1904


def _strings(data: bytes) -> list[str]:
    """The shared strings, without formats and phonetic guides."""
    plain = sheet_plain.texts(data)
    if plain is not None:
        counted(len(plain))
        return [_unescaped(text) for text in plain]
    found: list[str] = []
    parts: list[str] = []
    reading = guide = False

    def start(tag: str, said: dict[str, str]) -> None:
        nonlocal reading, guide
        if tag == "si":
            parts.clear()
        elif tag == "rPh":
            guide = True
        elif tag == "t":
            reading = not guide

    def end(tag: str) -> None:
        nonlocal reading, guide
        if tag == "si":
            found.append(_unescaped("".join(parts)))
            counted(len(found))
        elif tag == "rPh":
            guide = False
        elif tag == "t":
            reading = False

    if data:
        parse(data, start, end, lambda text: parts.append(text) if reading else None)
    return found


def _unescaped(text: str) -> str:
    """``_x000D_`` and the like are characters."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda hit: chr(int(hit[1], 16)), text)


class _Style(NamedTuple):
    """The format of a style of cells, and whether its text stands across the blank cells at its
    right 跨列居中."""

    code: str
    across: bool = False


def _styles(data: bytes) -> list[_Style]:
    """The styles of cells in order."""
    own: dict[str, str] = {}
    found: list[_Style] = []
    inside = False

    def start(tag: str, said: dict[str, str]) -> None:
        nonlocal inside
        if tag == "numFmt":
            own[said.get("numFmtId", "")] = said.get("formatCode", "")
        elif tag == "cellXfs":
            inside = True
        elif tag == "xf" and inside:
            number = said.get("numFmtId", "0")
            known = BUILTIN.get(int(number), "General") if number.isdecimal() else "General"
            found.append(_Style(own.get(number) or known))
        elif tag == "alignment" and inside and said.get("horizontal") == "centerContinuous":
            found[-1] = found[-1]._replace(across=True)

    def end(tag: str) -> None:
        nonlocal inside
        inside = inside and tag != "cellXfs"

    if data:
        parse(data, start, end)
    return found


_PLAIN = _Style("General")


class _Walk:
    """The cells of one sheet, as its elements come."""

    def __init__(
        self, sheet: Sheet, texts: list[str], styles: list[_Style], since_1904: bool, count: int,
        exact: bool,
    ) -> None:  # fmt: skip
        self.sheet, self.texts, self.styles = sheet, texts, styles
        self._wide: Merged | None = None  # a text that stands across the cells so far
        self.since_1904, self.count, self.told, self.exact = since_1904, count, 0, exact
        self._row = self._column = -1
        self._kind = self._style = ""
        self._printers: dict[tuple[str, str], Callable[[str], str]] = {}
        self._parts: list[str] = []
        self._reading = self._guide = self._formula = False
        self._valued = False

    def all(self, data: bytes) -> None:
        """Takes the whole part of a sheet: its rows at once where they are plain."""
        if data.count(b"<c ") > MAX_CELLS:
            raise Unreadable(_TOO_MANY)
        plain = None
        if not any(style.across for style in self.styles):
            plain = sheet_plain.rows(data, self.sheet, self.printer)
        if plain:
            data, more = plain
            self.count += more
            counted(sum(map(len, self.sheet.rows.values())))
            if self.count > MAX_CELLS:
                raise Unreadable(_TOO_MANY)
        parse(data, self.start, self.end, self.said)

    def start(self, tag: str, said: dict[str, str]) -> None:
        """An element begins."""
        if tag == "c":
            self._cell(said)
        elif tag in ("v", "t"):
            self._reading = not self._guide
            self._valued = self._valued or tag == "v"
        elif tag == "f":
            self._formula = True
        elif tag == "rPh":
            self._guide = True
        elif tag == "row":
            number = said.get("r", "")
            self._row = int(number) - 1 if number.isdecimal() else self._row + 1
            self._column = -1
            self.sheet.unseen = self.sheet.unseen or said.get("hidden", "0") in _TRUE
        elif tag == "col":
            self.sheet.unseen = self.sheet.unseen or said.get("hidden", "0") in _TRUE
        elif tag == "mergeCell" and (area := stretch(said.get("ref", ""))):
            self.sheet.merged.append(area)

    def _cell(self, said: dict[str, str]) -> None:
        self.count += 1
        if self.count > MAX_CELLS:
            raise Unreadable(_TOO_MANY)
        known = place(said["r"]) if "r" in said else None
        self._row, self._column = known or (max(self._row, 0), self._column + 1)
        self._kind, self._style = said.get("t", "n"), said.get("s", "0")
        self._parts = []
        self._formula = self._valued = False

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag in ("v", "t"):
            self._reading = False
        elif tag == "rPh":
            self._guide = False
        elif tag == "c":
            text = self.printer(self._kind, self._style)("".join(self._parts))
            if text.strip():
                self.sheet.put(self._row, self._column, text)
                self.told += 1
                counted(self.told)
            elif self._formula and not self._valued:
                self.sheet.uncomputed += 1
            self._widen(bool(text.strip()))

    def _widen(self, told: bool) -> None:
        """A blank cell of the same alignment belongs to the text at its left."""
        last, self._wide = self._wide, None
        if not self._own_style().across:
            return
        if told:
            self._wide = Merged(self._row, self._column, self._row, self._column)
        elif last and (last.row, last.last_column) == (self._row, self._column - 1):
            self._wide = last._replace(last_column=self._column)
            if self.sheet.merged and self.sheet.merged[-1] == last:
                self.sheet.merged.pop()
            self.sheet.merged.append(self._wide)

    def _own_style(self) -> _Style:
        number = int(self._style) if self._style.isdecimal() else 0
        return self.styles[number] if number < len(self.styles) else _PLAIN

    def said(self, text: str) -> None:
        """Text inside an element."""
        if self._reading:
            self._parts.append(text)

    def printer(self, kind: str, style: str) -> Callable[[str], str]:
        """What gives the text of a cell of a kind, with the number of its style, from its value."""
        found = self._printers.get((kind, style))
        if found is None:
            number = int(style) if style.isdecimal() else 0
            own = self.styles[number] if number < len(self.styles) else _PLAIN
            found = self._printers[kind, style] = {
                "n": self._number(own.code),
                "s": self._shared,
                "b": _yes_or_no,
                "str": _unescaped,
                "inlineStr": _unescaped,
            }.get(kind, str)
        return found

    def _number(self, code: str) -> Callable[[str], str]:
        if not self.exact:
            return printed_by(code, self.since_1904)
        return lambda stored: kept(stored.strip(), code, self.since_1904) if stored.strip() else ""

    def _shared(self, stored: str) -> str:
        at = int(stored) if stored.strip().isdecimal() else -1
        return self.texts[at] if 0 <= at < len(self.texts) else ""


def _yes_or_no(stored: str) -> str:
    return "TRUE" if stored.strip() == "1" else "FALSE" if stored.strip() else ""
