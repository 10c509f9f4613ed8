"""The sheets of books 账表: blank ones to be filled in, and books written out, as .xlsx or CSV.

One sheet for the entries and one for each register. Amounts are numbers with two decimals, codes
are text; a drop-down offers what a cell may hold. What is written reads back as it was
(``read.filled``).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from mingzhang.registers import Field, Register
from mingzhang.write.library import xlsxwriter

ROWS = 5000  # rows that have drop-downs and checks
_DIGITS = 15  # that a number of a spreadsheet holds
_LISTED = 255  # characters of a drop-down's own list
_OLDEST = "1900-03-01"  # spreadsheets count days wrongly before
_MARK = "'"  # before a text of a CSV file that a spreadsheet would take for a formula
_FORMULA = ("=", "+", "-", "@", "\t", _MARK)
_TEXTS = ("text", "code", "unit", "project", "function", "economic", "choice", "members", "date")
_FORMATS = {"money": "#,##0.00", "date": "yyyy-mm-dd", "count": "0", "year": "0"}
_WIDTHS = {"money": 16, "date": 12, "count": 10, "year": 8, "project": 24, "function": 22,
           "economic": 22, "number": 10, "unit": 12}  # fmt: skip
_HEAD = {"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "valign": "vcenter",
         "align": "center", "font_name": "宋体"}  # fmt: skip
_RED = {"font_color": "#C00000"}
Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Sheets:
    """What a workbook of books holds: each sheet with its rows in the order of the book.

    ``withdrawn`` is the last field of every register. ``subjects`` are, for the two lists of codes,
    "2101501 行政运行" and so on. ``words`` is ``packs/books.toml``.
    """

    entries: Register
    registers: Sequence[Register]
    withdrawn: Field
    rows: Mapping[str, Rows]
    subjects: Mapping[str, Sequence[str]]
    words: Mapping[str, Any]
    year: int

    def fields(self, register: Register) -> tuple[Field, ...]:
        """The columns of a sheet."""
        own = register.fields
        return own if register.id == self.entries.id else (*own, self.withdrawn)

    def cells(self) -> int:
        """How many cells with something in them the fullest sheet has."""
        return max((sum(len(r) for r in rows) for rows in self.rows.values()), default=0)


def workbook(sheets: Sheets) -> bytes:
    """An .xlsx with a sheet of explanations, the sheets, the subjects and a worked example."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.set_properties({"title": sheets.words["about"]["title"],
                         "created": datetime(sheets.year, 1, 1)})  # fmt: skip
    _Book(book, sheets).written()
    book.close()
    return file.getvalue()


def tables(sheets: Sheets) -> dict[str, str]:
    """The sheets as CSV files by their names; those without rows are left out, but the entries."""
    found = {}
    for register in (sheets.entries, *sheets.registers):
        rows = sheets.rows.get(register.id, ())
        if not rows and register.id != sheets.entries.id:
            continue
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow([field.name for field in register.fields])
        for row in rows:
            writer.writerow([_marked(field, row.get(field.id, "")) for field in register.fields])
        found[f"{register.title}.csv"] = "\ufeff" + out.getvalue()
    return found


def _marked(field: Field, text: str) -> str:
    """A cell of a CSV file that no spreadsheet takes for a formula."""
    return _MARK + text if field.type in _TEXTS and text.startswith(_FORMULA) else text


class _Book:
    """A workbook in the making, with its formats."""

    def __init__(self, book: Any, sheets: Sheets) -> None:
        self.book, self.sheets, self.words = book, sheets, sheets.words
        self.head = book.add_format(_HEAD)
        self.asked = book.add_format({**_HEAD, **_RED})
        self.bold = book.add_format(
            {"bold": True, "font_size": 12, "font_name": "宋体", "valign": "top"}
        )
        self.wrap = book.add_format({"text_wrap": True, "valign": "top", "font_name": "宋体"})
        self.lack = book.add_format({"bg_color": "#FFC7CE"})
        self.formats = {
            kind: book.add_format({"num_format": _FORMATS.get(kind, "@"), "font_name": "宋体"})
            for kind in (*_TEXTS, "money", "count", "year", "number")
        }
        self.titles = {r.id: r.title for r in sheets.registers}

    def written(self) -> None:
        """All sheets, the explanations first."""
        self._about()
        for register in (self.sheets.entries, *self.sheets.registers):
            sheet = self.book.add_worksheet(register.title)
            fields = self.sheets.fields(register)
            self._headed(sheet, fields)
            rows = self.sheets.rows.get(register.id, ())
            for number, row in enumerate(rows, 1):
                for column, field in enumerate(fields):
                    if text := row.get(field.id, ""):
                        self._cell(sheet, number, column, field, text)
            self._checked(sheet, fields, max(ROWS, len(rows)))
        self._subjects()
        self._worked()

    def _headed(self, sheet: Any, fields: Sequence[Field]) -> None:
        sheet.set_row(0, 32)
        for column, field in enumerate(fields):
            wide = _WIDTHS.get(field.type) or max(12, 2 * len(field.name) + 2)
            sheet.set_column(column, column, wide, self.formats[field.type])
            sheet.write_string(0, column, field.name, self.asked if field.required else self.head)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, 0, len(fields) - 1)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)

    def _cell(self, sheet: Any, row: int, column: int, field: Field, text: str) -> None:
        """A cell as the number or the day that it is, where a spreadsheet can hold it exactly."""
        shown = self.formats[field.type]
        digits = sum(letter.isdigit() for letter in text)
        if field.type in ("money", "number", "count", "year") and digits <= _DIGITS:
            sheet.write_number(row, column, Decimal(text), shown)
        elif field.type == "date" and text >= _OLDEST:
            sheet.write_datetime(row, column, date.fromisoformat(text), shown)
        else:
            sheet.write_string(row, column, text, shown)

    def _checked(self, sheet: Any, fields: Sequence[Field], last: int) -> None:
        """The drop-downs and checks of every column, and a mark on what is asked for and blank."""
        end = xlsxwriter.utility.xl_col_to_name(len(fields) - 1)
        for column, field in enumerate(fields):
            rule = self._rule(field)
            if field.note:
                rule |= {"input_title": field.name[:32], "input_message": field.note[:_LISTED]}
            if rule:
                sheet.data_validation(1, column, last, column, {"validate": "any", **rule})
            if field.required:
                name = xlsxwriter.utility.xl_col_to_name(column)
                lacking = f'=AND(COUNTA($A2:${end}2)>0,${name}2="")'
                sheet.conditional_format(
                    1, column, last, column,
                    {"type": "formula", "criteria": lacking, "format": self.lack},
                )  # fmt: skip

    def _rule(self, field: Field) -> dict[str, Any]:
        """The check of a column."""
        refusal = {"error_title": field.name[:32]}
        if field.choices and len(",".join(field.choices)) <= _LISTED:
            several = {"error_type": "warning"} if field.type == "members" else {}
            return {"validate": "list", "source": list(field.choices), **refusal, **several}
        if source := self._source(field.type):
            return {"validate": "list", "source": source, "error_type": "warning", **refusal}
        if field.type == "money":
            most = Decimal(10) ** 13
            return {"validate": "decimal", "criteria": "between", "minimum": -most,
                    "maximum": most, **refusal}  # fmt: skip
        if field.type in ("count", "year"):
            limits = (1990, 2100) if field.type == "year" else (0, 10**9)
            return {"validate": "integer", "criteria": "between", "minimum": limits[0],
                    "maximum": limits[1], **refusal}  # fmt: skip
        return {}

    def _source(self, kind: str) -> str:
        """The cells that a drop-down of codes takes its list from."""
        if kind in self.sheets.subjects:
            column = xlsxwriter.utility.xl_col_to_name(list(self.sheets.subjects).index(kind))
            last = len(self.sheets.subjects[kind]) + 1
            return f"='{self.words['sheets']['subjects']}'!${column}$2:${column}${last}"
        registers = {"unit": "units", "project": "projects"}
        if kind not in registers:
            return ""
        register = next(r for r in self.sheets.registers if r.id == registers[kind])
        at = [f.id for f in register.fields].index("code")
        column = xlsxwriter.utility.xl_col_to_name(at)
        return f"='{register.title}'!${column}$2:${column}${ROWS}"

    def _about(self) -> None:
        sheet = self.book.add_worksheet(self.words["sheets"]["about"])
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 96)
        sheet.set_portrait()
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, self.words["about"]["title"], self.bold)
        row = 1
        for line in self.words["about"]["lines"]:
            if line.startswith("#"):
                sheet.write_string(row + 1, 0, line.lstrip("# "), self.bold)
                row += 2
            else:
                sheet.merge_range(row, 0, row, 1, line, self.wrap)
                sheet.set_row(row, 16 * (1 + len(line) // 56))
                row += 1
        row += 1
        for register in self.sheets.registers:
            sheet.write_string(row, 0, register.title, self.bold)
            sheet.write_string(row, 1, register.note, self.wrap)
            sheet.set_row(row, 16 * (1 + len(register.note) // 48))
            row += 1

    def _subjects(self) -> None:
        sheet = self.book.add_worksheet(self.words["sheets"]["subjects"])
        names = {field.type: field.name for field in self.sheets.entries.fields}
        for column, (kind, subjects) in enumerate(self.sheets.subjects.items()):
            sheet.set_column(column, column, 44)
            sheet.write_string(0, column, names[kind], self.head)
            for row, subject in enumerate(subjects, 1):
                sheet.write_string(row, column, subject)
        sheet.freeze_panes(1, 0)

    def _worked(self) -> None:
        sheet = self.book.add_worksheet(self.words["sheets"]["example"])
        said = self.words["worked"]
        fields = (*self.sheets.entries.fields, Field("said", said["said"]))
        self._headed(sheet, fields)
        sheet.set_column(len(fields) - 1, len(fields) - 1, 48, self.wrap)
        for number, row in enumerate(said["rows"], 1):
            for column, field in enumerate(fields):
                if text := row.get(field.id, ""):
                    self._cell(sheet, number, column, field, text)
