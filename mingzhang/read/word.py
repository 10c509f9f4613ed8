"""What both kinds of Word files share 共用: paragraphs to lines, rows of merged cells to grids."""

from __future__ import annotations

from dataclasses import dataclass, field

from mingzhang.model import Spot, Unreadable
from mingzhang.read.lined import Cell, Grid, Line
from mingzhang.read.text import MAX_LINE

DEPTH = 40  # tables in tables
TOO_DEEP = "表中套表的层次太深，不像一份公开文件，没有读取。"
PICTURES = "文件里有 {0} 张图片，图片里的文字没有读取。"


def printed(text: str, level: int, address: str) -> list[Line]:
    """The lines of a paragraph; ``level`` is that of a heading, 0 for none.

    Raises Unreadable when it is longer than any paragraph.
    """
    if len(text) > MAX_LINE:
        raise Unreadable(f"有一段有 {len(text)} 个字符，不像一份公开文件，没有读取。")
    made = []
    for part in text.split("\n"):
        body = " ".join(part.split())
        if body:
            made.append(Line(body, "text", level, (Spot(0, len(body), address),)))
    return made


@dataclass(slots=True)
class Table:
    """A table on its way: its grid, and by column the cells that are merged downwards."""

    address: str
    grid: Grid = field(default_factory=Grid)
    above: dict[int, Cell] = field(default_factory=dict)
    places: int = 0  # cells so far in the row

    def row(self) -> None:
        """A row begins."""
        self.grid.rows.append([])
        self.places = 0

    def cell(self, column: int, columns: int, merge: str, items: list[Line | Grid]) -> None:
        """A cell of the row: it stands alone, or belongs to the one above or at its left.

        ``merge`` is "restart" or "continue" (downwards), "left" or "".
        """
        row = self.grid.rows[-1]
        self.places += 1
        over = self.above.get(column)
        if merge == "left" and row:
            row[-1].columns += columns
            return
        if merge == "continue" and over is not None and over.columns == columns:
            over.rows += 1
            return
        address = f"{self.address}/tr[{len(self.grid.rows)}]/tc[{self.places}]"
        made = Cell(column, columns, 1, address, items)
        row.append(made)
        for c in [c for c in self.above if column <= c < column + columns]:
            del self.above[c]
        if merge == "restart":
            self.above[column] = made

    def closed(self) -> list[Line | Grid]:
        """The table as an item of what it stands in; a table of one cell is only a frame."""
        rows = self.grid.rows
        if sum(len(row) for row in rows) == 1:
            return [i for row in rows for c in row for i in c.items]
        return [self.grid] if any(c.items for row in rows for c in row) else []
