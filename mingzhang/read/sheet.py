"""Reading a workbook 读表格文件: xlsx, xls (binary or XML) and ods to what they show.

Numbers are printed as their formats show them; formulas give the value that was last computed and
are never run, links and macros are left alone. The address of a cell is ``部门收支总表!B5``.
"""

from __future__ import annotations

from itertools import takewhile

from mingzhang.model import Document, Spot, Unreadable
from mingzhang.read import lined, sheet_ods, sheet_xls, sheet_xlsx, sheet_xml
from mingzhang.read.lined import Cell, Grid, Laid, Line
from mingzhang.read.package import LOCKED, Package, counted, has_macros, is_ole, streams
from mingzhang.read.paragraphs import width
from mingzhang.read.workbook import MAX_COLUMNS, Sheet, at

_BINARY = "这是二进制工作簿（.xlsb），无法直接读取。请另存为 .xlsx 再审核。"
_LABEL = 60  # half characters
_NONE = "这不是 Excel 工作簿，或其中没有工作表，无法读取。"


def read(data: bytes, name: str, words: dict) -> Document:
    """The document of ``data``, the bytes of a workbook; raises ``model.Unreadable``.

    ``words`` is ``packs/forms.toml`` parsed.
    """
    return lined.document(laid(data), name, words)


def laid(data: bytes) -> Laid:
    """What a workbook prints, line by line, with the addresses of cells."""
    kind, sheets, macros = _opened(data)
    items: list[Line | Grid] = []
    warnings = ["工作簿里有宏，没有执行。"] if macros else []
    for sheet in sheets:
        if sheet.hidden:
            if sheet.cells:
                warnings.append(f"工作表「{sheet.name}」是隐藏的，没有读取。")
            continue
        if not sheet.cells:
            continue
        if sheet.unseen:
            warnings.append(f"工作表「{sheet.name}」有隐藏的行或列，也一并读取。")
        if sheet.uncomputed:
            warnings.append(
                f"工作表「{sheet.name}」有 {sheet.uncomputed} 个公式没有存下结果，按空白读取。"
            )
        items.append(Line(sheet.name, "name"))
        items += _laid(sheet)
    return lined.laid(items, kind, "", warnings)


def _opened(data: bytes) -> tuple[str, list[Sheet], bool]:
    """Its format, its sheets, and whether it has macros."""
    if is_ole(data):
        if "EncryptedPackage" in streams(data):
            raise Unreadable(LOCKED)
        return "xls", sheet_xls.sheets(data), "_VBA_PROJECT_CUR" in streams(data)
    if sheet_xml.is_xml(data):
        return "xls", sheet_xml.sheets(data), False
    package = Package(data)
    if "content.xml" in package:
        return "ods", sheet_ods.sheets(package), any(n.startswith("Basic/") for n in package.parts)
    if "xl/workbook.bin" in package:
        raise Unreadable(_BINARY)
    found = sheet_xlsx.sheets(package)
    if not found:
        raise Unreadable(_NONE)
    return "xlsx", found, has_macros(package)


def _laid(sheet: Sheet) -> list[Line | Grid]:
    """A sheet as lines and a grid: what stands alone over and under the table is text."""
    merged = {(m.row, m.column): m for m in sheet.merged}
    rows: dict[int, list[Cell]] = {}
    columns = _kept(sheet)
    counted(len(sheet.cells))
    for (row, column), text in sheet.cells.items():
        span = merged.get((row, column))
        address = f"{sheet.name}!{at(row, column)}"
        first = columns[column]
        last = columns.get(span.last_column, first) if span else first
        down = span.last_row - row + 1 if span else 1
        made = Cell(first, last - first + 1, down, address)
        made.items = [Line(part) for part in text.split("\n") if part.strip()]
        if made.items:
            rows.setdefault(row, []).append(made)
    order = [sorted(rows[r], key=lambda c: c.column) for r in sorted(rows)]
    wide = [i for i, row in enumerate(order) if len(row) > 1]
    if not wide:
        return [i for row in order for c in row for i in _text(c)]
    whole = Grid(order).width
    over = list(takewhile(_stands_over, order))
    body = order[len(over) : wide[-1] + 1]
    below = order[wide[-1] + 1 :]
    while below and not (below[0][0].columns >= whole or _apart(below)):
        body.append(below.pop(0))
    before, after = ([i for row in rows for c in row for i in _text(c)] for rows in (over, below))
    return [*before, Grid(body), *after]


def _stands_over(row: list[Cell]) -> bool:
    """Whether a row over a table is a title, a unit or a sentence: one cell, and no group of
    columns."""
    return len(row) == 1 and (row[0].columns == 1 or row[0].column == 0)


def _apart(below: list[list[Cell]]) -> bool:
    """Whether the first of the rows under a table is a sentence, not the label of a blank row."""
    return width(below[0][0].text) > _LABEL


def _text(cell: Cell) -> list[Line]:
    """The lines of a cell outside the table."""
    found = [i for i in cell.items if isinstance(i, Line)]
    return [i._replace(spots=(Spot(0, len(i.text.strip()), cell.address),)) for i in found]


def _kept(sheet: Sheet) -> dict[int, int]:
    """The columns of a sheet by their place in the grid: from the first with text; where a sheet
    is wider than any table, columns without text are left out."""
    said = {column for _, column in sheet.cells}
    first = min(said)
    last = max([*said, *(m.last_column for m in sheet.merged if (m.row, m.column) in sheet.cells)])
    if last - first < MAX_COLUMNS:
        return {c: c - first for c in range(first, last + 1)}
    return {c: i for i, c in enumerate(sorted(said))}
