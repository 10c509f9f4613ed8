"""Sheets of an .xls or .et 旧版工作簿, by the library xlrd: values, formats, merged cells."""

from __future__ import annotations

import io

import xlrd

from mingzhang.model import Unreadable
from mingzhang.read.formats import shown
from mingzhang.read.package import LOCKED, counted
from mingzhang.read.workbook import Merged, Sheet

_BLANK = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)
_BROKEN = "文件不完整或已损坏，或者不是 Excel 工作簿，打不开。请另存为 .xlsx 再审核。"


def sheets(data: bytes) -> list[Sheet]:
    """The sheets in order; raises ``model.Unreadable``."""
    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, logfile=io.StringIO(), ragged_rows=True
        )
        return [_sheet(book, sheet) for sheet in book.sheets()]
    except xlrd.XLRDError as error:
        locked = "encrypted" in str(error).lower()
        raise Unreadable(LOCKED if locked else _BROKEN) from error
    except (MemoryError, Unreadable):
        raise
    except Exception as error:  # whatever a broken file makes the library stumble on
        raise Unreadable(_BROKEN) from error


def _sheet(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> Sheet:
    found = Sheet(sheet.name, hidden=bool(sheet.visibility))
    count = 0
    for row in range(sheet.nrows):
        own: dict[int, str] = {}
        for column, kind in enumerate(sheet.row_types(row)):
            if kind in _BLANK:
                continue
            text = _text(book, sheet.cell(row, column))
            if text.strip():
                own[column] = text
        if own:
            found.rows[row] = own
            count += len(own)
            counted(count)
    found.merged = [Merged(r, c, r1 - 1, c1 - 1) for r, r1, c, c1 in sheet.merged_cells]
    found.unseen = any(
        one.hidden for one in (*sheet.rowinfo_map.values(), *sheet.colinfo_map.values())
    )
    return found


def _text(book: xlrd.Book, cell: xlrd.sheet.Cell) -> str:
    """The text of a cell as shown."""
    kind, value = cell.ctype, cell.value
    if kind == xlrd.XL_CELL_TEXT:
        return value
    if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        form = book.format_map.get(book.xf_list[cell.xf_index].format_key)
        code = form.format_str if form else "General"
        return shown(repr(value), code, bool(book.datemode))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    if kind == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(value, "#ERR!")
    return ""
