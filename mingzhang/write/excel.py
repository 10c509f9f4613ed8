"""Excel: a disclosure as a workbook whose numbers are numbers and whose sums are live.

One sheet a table, a sheet of contents with links, a sheet of what is said. A number is stored
exactly, as fen over its unit, in the format that prints what the form prints; it goes through no
binary fraction on the way.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

from mingzhang.disclosure import Cell, Chart, Disclosure, Heading, Prose, Sheet, Stated
from mingzhang.model import FEN_PER_UNIT
from mingzhang.write import measure
from mingzhang.write.library import xlsxwriter

_LONGEST = 31  # characters of the name of a sheet
_UNSAFE = re.compile(r"[\[\]:*?/\\']")
_NUMBER = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
_LINE = 16  # points
_PROSE = 84  # characters
_PICTURE = 560  # dots that a chart is wide on the sheet
_SERIF, _SANS = "宋体", "黑体"


def xlsx(
    disclosure: Disclosure, words: dict, png: Callable[[tuple[Chart, ...]], list[bytes]]
) -> bytes:
    """The disclosure as a workbook; ``words`` is ``packs/publish.toml``, ``png`` draws charts."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.set_properties(
        {
            "title": disclosure.title,
            "author": disclosure.department,
            "created": datetime(disclosure.year, 1, 1),
        }
    )
    book.set_calc_mode("auto")
    _Book(book, disclosure, words).written(png)
    book.close()
    return file.getvalue()


def sheet_names(disclosure: Disclosure, taken: tuple[str, ...]) -> list[str]:
    """The names of the sheets: number and title of each table, without what all titles say."""
    names: list[str] = []
    seen = {name.casefold() for name in taken}
    for sheet in disclosure.sheets:
        stem = _UNSAFE.sub("", measure.short(sheet, disclosure))[:_LONGEST].strip()
        name, n = stem, 1
        while not name or name.casefold() in seen:
            n += 1
            name = f"{stem[: _LONGEST - 4]}（{n}）"
        seen.add(name.casefold())
        names.append(name)
    return names


def number(stated: Stated, grouped: bool) -> tuple[Decimal, str] | None:
    """The exact value of a figure and the format that prints its text; None for what is no number.

    ``grouped`` says whether amounts below a thousand stand among such as are parted by commas.
    """
    text = stated.text
    percent = text.endswith("%")
    bare = text.removesuffix("%")
    if text == "-" and stated.fen == 0:
        return Decimal(0), '0;-0;"-"'
    if not _NUMBER.fullmatch(bare):
        return None
    printed = Decimal(bare.replace(",", ""))
    decimals = len(bare.partition(".")[2])
    parted = "," in bare or (grouped and abs(printed) < 1000)
    code = ("#,##0" if parted else "0") + ("." + "0" * decimals if decimals else "")
    if percent:
        return printed.scaleb(-2), f"{code}%"
    value = printed
    if stated.fen is not None and stated.unit in FEN_PER_UNIT:
        exact = Decimal(stated.fen) / FEN_PER_UNIT[stated.unit]
        if exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) == printed:
            value = exact
    return value, code


def address(row: int, column: int) -> str:
    """The address of a cell, both counted from 0: B4."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def formula(parts: tuple[tuple[int, int], ...], down: int) -> str:
    """The sum of cells at (row, column) of a table that begins ``down`` rows under the top."""
    names = []
    columns = sorted(parts, key=lambda p: (p[1], p[0]))
    lines = sorted(parts)
    along = len({r for r, _ in parts}) < len({c for _, c in parts})
    for _, group in groupby(
        enumerate(lines if along else columns),
        key=lambda item: (
            (item[1][0], item[1][1] - item[0]) if along else (item[1][1], item[1][0] - item[0])
        ),
    ):
        places = [place for _, place in group]
        first, last = (address(r + down, c) for r, c in (places[0], places[-1]))
        names.append([first] if first == last else [first, last])
    if all(len(n) == 1 for n in names) and len(names) < 5:
        return "=" + "+".join(n[0] for n in names)
    return f"=SUM({','.join(':'.join(n) for n in names)})"


class _Book:
    """A workbook while it is written: its formats, made once each."""

    def __init__(self, book: Any, disclosure: Disclosure, words: dict) -> None:
        self.book, self.disclosure, self.words = book, disclosure, words
        self._formats: dict[tuple, Any] = {}

    def written(self, png: Callable[[tuple[Chart, ...]], list[bytes]]) -> None:
        contents = self.words["contents"].replace(" ", "")
        names = sheet_names(self.disclosure, (contents, self.words["told"]))
        self._contents(self.book.add_worksheet(contents), names)
        self._told(self.book.add_worksheet(self.words["told"]), png)
        for name, sheet in zip(names, self.disclosure.sheets, strict=True):
            _Table(self, self.book.add_worksheet(name), sheet).written()

    def format(self, **how: object) -> Any:
        """A format of these properties."""
        key = tuple(sorted(how.items()))
        if key not in self._formats:
            usual = {"font_name": _SERIF, "font_size": 10, "valign": "vcenter"}
            self._formats[key] = self.book.add_format(usual | how)
        return self._formats[key]

    def _contents(self, page: Any, names: list[str]) -> None:
        """The tables by number and title, each a link to its sheet."""
        page.set_column(0, 0, _PROSE)
        title = self.format(font_name=_SANS, font_size=18, align="center")
        page.set_row(0, 40)
        page.write_string(0, 0, self.disclosure.title, title)
        link = self.format(font_size=12, font_color="#1d4f8c", underline=1, indent=2)
        listed = [(self.words["told"], self.words["told"])]
        tables = [measure.caption(s) for s in self.disclosure.sheets]
        for row, (name, text) in enumerate(listed + list(zip(names, tables, strict=True)), 2):
            page.set_row(row, 22)
            page.write_url(row, 0, f"internal:'{name}'!A1", link, text)
        _printed(page, row + 1, 1)
        page.hide_gridlines(2)

    def _told(self, page: Any, png: Callable[[tuple[Chart, ...]], list[bytes]]) -> None:
        """Headings, paragraphs and charts in order."""
        page.set_column(0, 0, _PROSE)
        page.hide_gridlines(2)
        pictures = iter(png(tuple(p for p in self.disclosure.pieces if isinstance(p, Chart))))
        row = 0
        for piece in self.disclosure.pieces:
            if isinstance(piece, Heading):
                size = {1: 16, 2: 13}.get(piece.level, 12)
                side = "center" if piece.level == 1 else "left"
                style = self.format(font_name=_SANS, font_size=size, align=side, text_wrap=True)
                page.set_row(row, 34 if piece.level == 1 else 26)
                page.write_string(row, 0, piece.text, style)
            elif isinstance(piece, Prose):
                lines = -(-(measure.ems(piece.text) + 200) // (_PROSE * 43))
                style = self.format(font_size=12, text_wrap=True, align="left")
                page.set_row(row, 20 * lines + 4)
                page.write_string(row, 0, piece.text, style)
            elif isinstance(piece, Chart):
                style = self.format(font_name=_SANS, font_size=12, align="center")
                page.write_string(row, 0, piece.title, style)
                row += 1
                data = next(pictures)
                wide, high = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
                page.set_row(row, min(409, high * _PICTURE // wide * 3 // 4 + 12))
                scale = Fraction(_PICTURE, wide)
                how = {"image_data": io.BytesIO(data), "description": piece.text}
                how |= {"x_scale": scale, "y_scale": scale, "x_offset": 8, "y_offset": 4}
                page.insert_image(row, 0, f"{row}.png", how)
            else:
                continue
            row += 1
        _printed(page, row, 1)


def _printed(page: Any, rows: int, columns: int, across: bool = False) -> None:
    """On A4, as wide as a page, numbered below; ``rows`` × ``columns`` from the top are printed."""
    page.print_area(0, 0, rows - 1, columns - 1)
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.center_horizontally()
    page.set_footer("&C— &P —")
    if across:
        page.set_landscape()


class _Table:
    """A table on its sheet: its title above, its notes below."""

    def __init__(self, book: _Book, page: Any, sheet: Sheet) -> None:
        self.book, self.page, self.sheet = book, page, sheet
        self.wide = len(sheet.widths)
        self.top = 3 if sheet.unit or sheet.by else 2  # rows above the table
        self.fit = measure.fitted(sheet)
        self.columns = [max(4, w * 2 // (self.fit.size * 11) + 1) for w in self.fit.columns]
        self.grouped = any(c.stated and "," in c.stated.text for c in sheet.cells)
        self.fen = {(c.row, c.column): c.stated.fen or 0 for c in sheet.cells if c.stated}

    def written(self) -> None:
        sheet, page, last = self.sheet, self.page, self.wide - 1
        for column, wide in enumerate(self.columns):
            page.set_column(column, column, wide)
        page.set_row(0, 18)
        page.write_string(0, 0, sheet.number, self.book.format(font_name=_SANS, font_size=11))
        page.set_row(1, 32)
        title = self.book.format(font_name=_SANS, font_size=16, align="center")
        self._over(1, 0, last, sheet.title, title)
        self._line()
        for row in range(sheet.rows):
            page.set_row(self.top + row, self._height(row))
        for cell in sheet.cells:
            self._cell(cell)
        below = self.top + sheet.rows
        note = self.book.format(text_wrap=True, align="left")
        for n, said in enumerate(sheet.notes):
            lines = -(-measure.ems(said) // (sum(self.columns) * 50))
            page.set_row(below + n, _LINE * lines + 4)
            self._over(below + n, 0, last, said, note)
        _printed(page, below + len(sheet.notes), self.wide, self.fit.across)
        if sheet.head:
            page.repeat_rows(self.top, self.top + sheet.head - 1)
            page.freeze_panes(self.top + sheet.head, 0)
        page.hide_gridlines(2)

    def _line(self) -> None:
        """编制单位 at the left, the unit at the right."""
        sheet, last = self.sheet, self.wide - 1
        if self.top < 3:
            return
        self.page.set_row(2, 18)
        by, unit = measure.over(sheet, self.book.words)
        right = self.book.format(align="right")
        if by and unit and last:
            middle = max(0, last // 2)
            self._over(2, 0, middle, by, self.book.format(align="left"))
            self._over(2, middle + 1, last, unit, right)
        elif unit:
            self._over(2, 0, last, unit, right)
        else:
            self._over(2, 0, last, by, self.book.format(align="left"))

    def _over(self, row: int, first: int, last: int, text: str, style: Any) -> None:
        if last > first:
            self.page.merge_range(row, first, row, last, text, style)
        else:
            self.page.write_string(row, first, text, style)

    def _height(self, row: int) -> int:
        """Enough for the texts of a row, each broken over the width that it has."""
        lines = [
            measure.lines(cell, self.fit)
            for cell in self.sheet.cells
            if cell.row == row and cell.rows == 1 and cell.text
        ]
        return min(409, _LINE * max(lines, default=1) + 4)

    def _cell(self, cell: Cell) -> None:
        """A cell with its border, its number or its text."""
        how: dict[str, object] = {"border": 1, "align": cell.align, "text_wrap": True}
        if cell.strong:
            how |= {"bold": True}
        if cell.role == "header":
            how |= {"bg_color": "#f2f2f2"}
        if cell.depth:
            how |= {"indent": cell.depth}
        row, column = self.top + cell.row, cell.column
        found = number(cell.stated, self.grouped) if cell.stated else None
        if found:
            how |= {"num_format": found[1], "text_wrap": False}
        style = self.book.format(**how)
        if cell.rows > 1 or cell.columns > 1:
            last = row + cell.rows - 1, column + cell.columns - 1
            self.page.merge_range(row, column, *last, "", style)
        if not found:
            if cell.text:
                self.page.write_string(row, column, cell.text, style)
            else:
                self.page.write_blank(row, column, None, style)
        elif cell.parts and sum(self.fen.get(p, 0) for p in cell.parts) == cell.stated.fen:
            self.page.write_formula(row, column, formula(cell.parts, self.top), style, found[0])
        else:
            self.page.write_number(row, column, found[0], style)
