"""Sheets of an XML workbook of 2003 (an .xls that is XML): what some systems still export."""

from __future__ import annotations

import re

from mingzhang.read.formats import BUILTIN, shown
from mingzhang.read.package import counted, parse
from mingzhang.read.workbook import Merged, Sheet

_NAMED = {
    "Fixed": 2, "Standard": 4, "Percent": 10, "Scientific": 11, "Short Date": 14,
    "General Number": 0, "General": 0, "Currency": 7, "Short Time": 20,
}  # fmt: skip
_MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d)T.*")


def is_xml(data: bytes) -> bool:
    """Whether ``data`` begins as such a workbook does."""
    head = data[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    return head.startswith(b"<?xml") and b"Excel.Sheet" in head


def sheets(data: bytes) -> list[Sheet]:
    """The sheets in order; raises ``model.Unreadable``."""
    walk = _Walk()
    parse(data, walk.start, walk.end, walk.said)
    return walk.sheets


class _Walk:
    """The sheets as the elements of the workbook come."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self._codes: dict[str, str] = {}
        self._style = ""
        self._row = self._column = -1
        self._across = self._down = self._count = 0
        self._cell_style = self._kind = ""
        self._parts: list[str] = []
        self._reading = self._comment = False
        self._visible: list[str] = []

    def start(self, tag: str, said: dict[str, str]) -> None:
        """An element begins."""
        if tag == "Style":
            self._style = said.get("ID", "")
        elif tag == "NumberFormat" and "Format" in said:
            code = said["Format"]
            self._codes[self._style] = BUILTIN[_NAMED[code]] if code in _NAMED else code
        elif tag == "Worksheet":
            self.sheets.append(Sheet(said.get("Name", "")))
            self._row = -1
        elif tag == "Row" and self.sheets:
            self._row = _number(said.get("Index", ""), self._row + 2) - 1
            self._column = -1
            self.sheets[-1].unseen = self.sheets[-1].unseen or said.get("Hidden") == "1"
        elif tag == "Cell":
            self._column = _number(said.get("Index", ""), self._column + 2) - 1
            self._across = _number(said.get("MergeAcross", ""), 0)
            self._down = _number(said.get("MergeDown", ""), 0)
            self._cell_style = said.get("StyleID", "Default")
            self._parts = []
        elif tag == "Data":
            self._kind, self._reading = said.get("Type", "String"), not self._comment
        elif tag == "Comment":
            self._comment = True
        elif tag == "Visible":
            self._visible = [""]

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag == "Data":
            self._reading = False
        elif tag == "Comment":
            self._comment = False
        elif tag == "Visible" and self.sheets:
            self.sheets[-1].hidden = "Hidden" in "".join(self._visible)
            self._visible = []
        elif tag == "Cell" and self.sheets:
            self._take(self.sheets[-1], "".join(self._parts))
            self._column += self._across

    def _take(self, sheet: Sheet, stored: str) -> None:
        text = stored
        if self._kind == "Number":
            text = shown(stored.strip(), self._codes.get(self._cell_style, "General"))
        elif self._kind == "DateTime" and (day := _MOMENT.fullmatch(stored)):
            text = "/".join(str(int(part)) for part in day.groups())
        if text.strip():
            self._count += 1
            counted(self._count)
            sheet.put(self._row, self._column, text)
            if self._across or self._down:
                end = self._row + self._down, self._column + self._across
                sheet.merged.append(Merged(self._row, self._column, *end))

    def said(self, text: str) -> None:
        """Text inside an element."""
        if self._visible:
            self._visible.append(text)
        elif self._reading:
            self._parts.append(text)


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 8 else otherwise
