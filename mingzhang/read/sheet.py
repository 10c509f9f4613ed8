"""Reading a workbook 读表格文件: xlsx, xls (binary or XML) and ods to what they show.

Numbers are printed as their formats show them; formulas give the value that was last computed and
are never run, links and macros are left alone. The address of a cell is ``部门收支总表!B5``.
"""

from __future__ import annotations

from itertools import takewhile

from mingzhang.model import Document, Spot, Unreadable
from mingzhang.read import lined, sheet_ods, sheet_xls, sheet_xlsx, sheet_xml
from mingzhang.read.lined import Cell, Grid, Laid, Line, Strip
from mingzhang.read.package import LOCKED, Package, counted, has_macros, is_ole, streams
from mingzhang.read.paragraphs import width
from mingzhang.read.workbook import MAX_COLUMNS, Merged, Sheet, column_name

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
            if sheet.rows:
                warnings.append(f"工作表「{sheet.name}」是隐藏的，没有读取。")
            continue
        if not sheet.rows:
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
        found = streams(data)
        if "EncryptedPackage" in found:
            raise Unreadable(LOCKED)
        return "xls", sheet_xls.sheets(data), "_VBA_PROJECT_CUR" in found
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
    columns = _kept(sheet)
    names = {column: f"{sheet.name}!{column_name(column)}" for column in columns}
    counted(sum(map(len, sheet.rows.values())))
    merged: dict[int, dict[int, Merged]] = {}
    for area in sheet.merged:
        if area[:2] == area[2:]:
            continue
        merged.setdefault(area.row, {})[area.column] = area
    order = [
        _row(sheet.rows[row], row, merged.get(row), columns, names) for row in sorted(sheet.rows)
    ]
    order = [row for row in order if len(row)]
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


def _row(
    own: dict[int, str],
    row: int,
    merged: dict[int, Merged] | None,
    columns: dict[int, int],
    names: dict[int, str],
) -> list[Cell] | Strip:
    """A row of the grid; one with several cells, none of them merged, is a plain one."""
    number = str(row + 1)
    order = sorted(own)
    if merged is None and len(own) > 1:
        texts = [own[column] for column in order]
        addresses = [names[column] + number for column in order]
        return Strip([columns[column] for column in order], texts, addresses)
    made = []
    for column in order:
        span = merged.get(column) if merged else None
        first = columns[column]
        last = columns.get(span.last_column, first) if span else first
        down = span.last_row - row + 1 if span else 1
        cell = Cell(first, last - first + 1, down, names[column] + number)
        cell.items = [Line(part) for part in own[column].split("\n") if part.strip()]
        if cell.items:
            made.append(cell)
    return made


def _stands_over(row: list[Cell] | Strip) -> bool:
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
    said = set().union(*sheet.rows.values())
    first = min(said)
    spread = [m.last_column for m in sheet.merged if m.column in sheet.rows.get(m.row, ())]
    last = max([*said, *spread])
    if last - first < MAX_COLUMNS:
        return {c: c - first for c in range(first, last + 1)}
    return {c: i for i, c in enumerate(sorted(said))}
