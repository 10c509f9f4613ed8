"""Sheets that somebody filled in 填好的账表: a workbook or a folder of CSV files to rows of cells.

Nothing is laid out and no number is rounded: a cell is the text that is stored in it. Row and
column are remembered, so that whoever filled it in can be told where something is wrong.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from mingzhang.model import Unreadable
from mingzhang.read import sheet_xlsx
from mingzhang.read.magic import kind
from mingzhang.read.package import Package

_OTHER = "这不是 .xlsx 工作簿。请用 Excel 或 WPS 另存为 .xlsx 再登记。"
_QUOTED = "'"  # before a text in a CSV file that a spreadsheet would take for a formula


@dataclass(frozen=True, slots=True)
class Filled:
    """A sheet: its rows by their number (from 1), each with its cells by column (from 0), blank
    ones absent. ``uncomputed`` counts formulas without a stored value."""

    name: str
    rows: Mapping[int, Mapping[int, str]]
    uncomputed: int = 0


def workbook(data: bytes) -> list[Filled]:
    """The sheets of an .xlsx that are not hidden. Raises ``model.Unreadable``."""
    if kind(data) != "sheet" or not data.startswith(b"PK"):
        raise Unreadable(_OTHER)
    found = []
    for sheet in sheet_xlsx.sheets(Package(data), exact=True):
        if sheet.hidden:
            continue
        rows = {row + 1: sheet.rows[row] for row in sorted(sheet.rows)}
        found.append(Filled(sheet.name, rows, sheet.uncomputed))
    if not found:
        raise Unreadable(_OTHER)
    return found


def table(name: str, data: bytes) -> Filled:
    """One CSV file, in UTF-8 or GB18030. Raises ``model.Unreadable``."""
    text = _text(data)
    rows: dict[int, dict[int, str]] = {}
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            said = {at: plain(cell) for at, cell in enumerate(cells) if cell.strip()}
            if said:
                rows[number] = said
    except csv.Error as error:
        raise Unreadable(f"第 {reader.line_num} 行起不像 CSV：{error}") from error
    return Filled(name, rows)


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("文件既不是 UTF-8 也不是 GB18030 编码，无法读取。请另存为 CSV UTF-8。")


def plain(cell: str) -> str:
    """A cell of a CSV file without the mark that keeps it from being a formula."""
    return cell[1:] if cell.startswith(_QUOTED) else cell
