"""Sheets of an .ods 开放文档表格: cells print the text that they carry, repeated cells included."""

from __future__ import annotations

from mingzhang.model import Unreadable
from mingzhang.read.package import LOCKED, Package, counted, parse
from mingzhang.read.workbook import Merged, Sheet

_REPEATED = 4096  # a text repeated further is a background
_OUTSIDE = frozenset({"annotation", "shapes", "frame", "custom-shape", "tracked-changes"})


def sheets(package: Package) -> list[Sheet]:
    """The sheets in order; raises ``model.Unreadable``."""
    locked = "encryption-data" in package.part("META-INF/manifest.xml").decode("utf-8", "replace")
    if locked:
        raise Unreadable(LOCKED)
    walk = _Walk()
    parse(package.part("content.xml"), walk.start, walk.end, walk.said)
    return walk.sheets


class _Walk:
    """The sheets as the elements of the content come."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self._styles: set[str] = set()  # of tables that are not displayed
        self._style = ""
        self._row = self._rows = self._column = 0
        self._columns = 1
        self._span: tuple[int, int] | None = None
        self._lines: list[list[str]] = []
        self._outside = self._paragraphs = self._count = 0

    def start(self, tag: str, said: dict[str, str]) -> None:
        """An element begins."""
        if self._outside or tag in _OUTSIDE:
            self._outside += 1
        elif tag == "style":
            self._style = said.get("name", "")
        elif tag == "table-properties" and said.get("display") == "false":
            self._styles.add(self._style)
        elif tag == "table":
            hidden = said.get("style-name", "") in self._styles
            self.sheets.append(Sheet(said.get("name", ""), hidden))
            self._row = 0
        elif tag == "table-row":
            self._rows = _times(said.get("number-rows-repeated", ""))
            self._column = 0
            self._unseen(said)
        elif tag == "table-column":
            self._unseen(said)
        elif tag in ("table-cell", "covered-table-cell"):
            self._columns = _times(said.get("number-columns-repeated", ""))
            wide, down = (_times(said.get(f"number-{x}-spanned", "")) for x in ("columns", "rows"))
            self._span = (down, wide) if wide > 1 or down > 1 else None
            self._lines = []
        elif tag == "p":
            self._paragraphs += 1
            self._lines.append([])
        elif tag in ("s", "tab", "line-break"):
            self.said("\n" if tag == "line-break" else " " * _times(said.get("c", "")))

    def _unseen(self, said: dict[str, str]) -> None:
        if self.sheets and said.get("visibility", "visible") != "visible":
            self.sheets[-1].unseen = True

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._outside:
            self._outside -= 1
        elif tag == "p":
            self._paragraphs -= 1
        elif tag == "table-row":
            self._row += self._rows
        elif tag in ("table-cell", "covered-table-cell") and self.sheets:
            text = "\n".join("".join(parts) for parts in self._lines)
            if text.strip() and tag == "table-cell":
                self._take(self.sheets[-1], text)
            self._column += self._columns

    def _take(self, sheet: Sheet, text: str) -> None:
        rows, columns = min(self._rows, _REPEATED), min(self._columns, _REPEATED)
        self._count += rows * columns
        counted(self._count)
        for row in range(self._row, self._row + rows):
            for column in range(self._column, self._column + columns):
                sheet.put(row, column, text)
        if self._span:
            down, wide = self._span
            end = self._row + down - 1, self._column + wide - 1
            sheet.merged.append(Merged(self._row, self._column, *end))

    def said(self, text: str) -> None:
        """Text inside an element."""
        if self._paragraphs and self._lines and not self._outside:
            self._lines[-1].append(text)


def _times(text: str) -> int:
    return max(1, int(text)) if text.isdecimal() and len(text) < 9 else 1
