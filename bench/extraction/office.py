"""How exactly tables are read from Word files, workbooks and web pages.

    python bench/extraction/office.py [--seed N] [--each N]

Prints the tables of ``truth`` with unrelated writers in every format, reads them with this project
and with public libraries, and gives the share of cells whose text is exact at its row and column,
the tables exact as a whole, and seconds for each 100 tables. A library that gives numbers without
their formats is given the two decimals that they have. Needs ``requirements-office.in``.
"""

from __future__ import annotations

import argparse
import html
import io
import re
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import docx
import docx2python
import libreoffice
import mammoth
import openpyxl
import pandas
import pypandoc
import python_calamine
import truth
import xlsxwriter
import xlwt
from measure import Grid, normal, score
from truth import Cell, Truth

from mingzhang.read import doc as doc_reader
from mingzhang.read import docx as docx_reader
from mingzhang.read import html as html_reader
from mingzhang.read import magic, sheet

KINDS = ("plain", "merged", "panels", "wrapped", "continued", "any spans")
MONEY = re.compile(r"-?[\d,]+\.\d\d")
PERCENT = re.compile(r"[\d.]+\.\d\d%")
FORMAT, SHARE = "#,##0.00", "0.00%"


def cells(table: Truth) -> list[tuple[int, int, Cell]]:
    """Row, column and cell of every cell of a table."""
    taken: set[tuple[int, int]] = set()
    made = []
    for r, row in enumerate([*table.header, *table.rows]):
        c = 0
        for cell in row:
            while (r, c) in taken:
                c += 1
            taken |= {(r + y, c + x) for y in range(cell.rows) for x in range(cell.columns)}
            made.append((r, c, cell))
            c += cell.columns
    return made


def expanded(table: Truth) -> Grid:
    """The grid with the text of a merged cell in every field that it covers."""
    made = [[""] * len(table.widths) for _ in table.grid]
    for r, c, cell in cells(table):
        for y in range(r, r + cell.rows):
            made[y][c : c + cell.columns] = [cell.text] * cell.columns
    return made


def page(table: Truth) -> str:
    rows: dict[int, list[str]] = {r: [] for r in range(len(table.grid))}
    for r, _, cell in cells(table):
        text = html.escape(cell.text)
        rows[r].append(f"<td rowspan={cell.rows} colspan={cell.columns}>{text}</td>")
    body = "".join(f"<tr>{''.join(row)}</tr>" for row in rows.values())
    return (
        f"<html><meta charset=utf-8><body><p>{table.title}</p><table>{body}</table></body></html>"
    )


def plain_html(table: Truth) -> bytes:
    return page(table).encode()


def pandoc_html(table: Truth) -> bytes:
    return pypandoc.convert_text(page(table), "html", "html", ["-s", "--wrap=none"]).encode()


def python_docx(table: Truth) -> bytes:
    file = docx.Document()
    file.add_paragraph(table.title)
    made = file.add_table(len(table.grid), len(table.widths))
    for r, c, cell in cells(table):
        box = made.cell(r, c).merge(made.cell(r + cell.rows - 1, c + cell.columns - 1))
        box.text = cell.text
    data = io.BytesIO()
    file.save(data)
    return data.getvalue()


def pandoc_docx(table: Truth) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.docx"
        pypandoc.convert_text(page(table), "docx", "html", outputfile=str(path))
        return path.read_bytes()


def amount(text: str) -> Decimal | None:
    """The number to store for a cell of money or a share; shown so by its format."""
    if PERCENT.fullmatch(text):
        return Decimal(text[:-1]) / 100
    return Decimal(text.replace(",", "")) if MONEY.fullmatch(text) else None


def shown_as(text: str) -> str:
    return SHARE if text.endswith("%") else FORMAT


def openpyxl_xlsx(table: Truth) -> bytes:
    file = openpyxl.Workbook()
    page_ = file.active
    for r, c, cell in cells(table):
        number = amount(cell.text)
        box = page_.cell(r + 1, c + 1, number if number is not None else cell.text or None)
        if number is not None:
            box.number_format = shown_as(cell.text)
        if cell.rows > 1 or cell.columns > 1:
            page_.merge_cells(None, r + 1, c + 1, r + cell.rows, c + cell.columns)
    data = io.BytesIO()
    file.save(data)
    return data.getvalue()


def xlsxwriter_xlsx(table: Truth) -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as file:
        sheet = file.add_worksheet()
        forms = {code: file.add_format({"num_format": code}) for code in (FORMAT, SHARE)}
        for r, c, cell in cells(table):
            number = amount(cell.text)
            value = cell.text if number is None else number
            form = forms[shown_as(cell.text)]
            last = r + cell.rows - 1, c + cell.columns - 1
            if last != (r, c):
                sheet.merge_range(r, c, *last, "", form)
            write = sheet.write_string if number is None else sheet.write_number
            if cell.text:
                write(r, c, value, form)
    return data.getvalue()


def xlwt_xls(table: Truth) -> bytes:
    file = xlwt.Workbook()
    sheet = file.add_sheet("a")
    forms = {code: xlwt.easyxf(num_format_str=code) for code in (FORMAT, SHARE)}
    for r, c, cell in cells(table):
        number = amount(cell.text)
        value = cell.text if number is None else number
        form = forms[shown_as(cell.text)]
        sheet.write_merge(r, r + cell.rows - 1, c, c + cell.columns - 1, value, form)
    data = io.BytesIO()
    file.save(data)
    return data.getvalue()


def mingzhang(data: bytes) -> Grid:
    """The rows as this project lays them out."""
    readers = {"docx": docx_reader, "doc": doc_reader, "sheet": sheet, "html": html_reader}
    reader = readers[magic.kind(data)]
    return [line.text.split("\t") for line in reader.laid(data).lines if line.kind == "row"]


def of_docx(data: bytes) -> Grid:
    """The cells by their elements, each once: what a careful user of the library does."""
    rows = docx.Document(io.BytesIO(data)).tables[0].rows
    seen = set()
    made: Grid = []
    for row in rows:
        made.append([])
        for cell in row.cells:
            made[-1].append("" if cell._tc in seen else cell.text)
            seen.add(cell._tc)
    return made


def of_docx2python(data: bytes) -> Grid:
    with docx2python.docx2python(io.BytesIO(data), duplicate_merged_cells=False) as file:
        tables = [t for t in file.body if len(t) > 1]
    return [["\n".join(cell) for cell in row] for row in tables[0]] if tables else []


def of_mammoth(data: bytes) -> Grid:
    return of_pandas(mammoth.convert_to_html(io.BytesIO(data)).value.encode())


def of_pandas(data: bytes) -> Grid:
    frame = pandas.read_html(io.BytesIO(data), encoding="utf-8", header=None)[0]
    head = (
        [list(map(str, names)) for names in zip(*frame.columns, strict=True)]
        if hasattr(frame.columns, "levels")
        else []
    )
    return head + [["" if v != v else said(v) for v in row] for row in frame.values.tolist()]


def of_openpyxl(data: bytes) -> Grid:
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    return [[said(v) for v in row] for row in sheet.iter_rows(values_only=True)]


def of_calamine(data: bytes) -> Grid:
    file = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [[said(v) for v in row] for row in file.get_sheet_by_index(0).to_python()]


def said(value: object) -> str:
    """A value as text; numbers with two decimals, as they were printed."""
    if isinstance(value, int | Decimal) or type(value).__name__ == "float":
        return f"{value:,.2f}"
    return "" if value is None else str(value)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--seed", type=int, default=700)
    asked.add_argument("--each", type=int, default=5)
    asked.add_argument("--show", action="store_true")
    options = asked.parse_args()
    drawn = [t for k, t in truth.tables(options.seed, options.each) if k in KINDS]
    print(f"{len(drawn)} tables; cells exact in percent, tables exact, seconds for 100 tables\n")
    for printer, readers in FORMATS.items():
        files = [(t, printer(t)) for t in drawn]
        for reader in (mingzhang, *readers):
            print(f"{printer.__name__:16} {reader.__name__:16}", measured(reader, files, options))
    if not libreoffice.PROGRAM:
        print(libreoffice.ABSENT)
        return
    for (printer, source, kind), readers in CONVERTED.items():
        made = libreoffice.converted([printer(t) for t in drawn], source, kind)
        files = list(zip(drawn, made, strict=True))
        name = f"{source} to {kind.partition(':')[0]}"
        for reader in (mingzhang, *readers):
            print(f"{name:16} {reader.__name__:16}", measured(reader, files, options))


def measured(
    reader: Callable[[bytes], Grid], files: list[tuple[Truth, bytes]], options: argparse.Namespace
) -> str:
    """One reader over all files of one format."""
    cells_exact = cells_all = tables_exact = 0
    start = time.perf_counter()
    grids = []
    for _, data in files:
        try:
            grids.append(reader(data))
        except (ValueError, IndexError, KeyError, TypeError, AttributeError):
            grids.append([])
    seconds = time.perf_counter() - start
    for (table, _), grid in zip(files, grids, strict=True):
        grid = [[normal(t) for t in row] for row in grid]
        own = [r for r in grid if any(r)]
        exact, whole, told = max(
            (score(true, own) for true in (table.grid, expanded(table))),
            key=lambda got: got[0] / max(got[1:]),
        )
        cells_exact += exact
        cells_all += max(whole, told)
        tables_exact += exact == whole == told
        if options.show and reader is mingzhang and not exact == whole == told:
            print(f"  {table.name}: {exact} of {whole}, read {told}")
    share = 100 * cells_exact / cells_all
    return f"{share:7.2f} {tables_exact:4}/{len(files)} {100 * seconds / len(files):7.2f} s"


FORMATS: dict[Callable[[Truth], bytes], tuple[Callable[[bytes], Grid], ...]] = {
    python_docx: (of_docx, of_docx2python, of_mammoth),
    pandoc_docx: (of_docx, of_docx2python, of_mammoth),
    plain_html: (of_pandas,),
    pandoc_html: (of_pandas,),
    openpyxl_xlsx: (of_openpyxl, of_calamine),
    xlsxwriter_xlsx: (of_openpyxl, of_calamine),
    xlwt_xls: (of_calamine,),
}
# What LibreOffice makes of the files of a printer.
CONVERTED: dict[tuple[Callable[[Truth], bytes], str, str], tuple[Callable[[bytes], Grid], ...]] = {
    (python_docx, "docx", "docx"): (of_docx, of_docx2python, of_mammoth),
    (python_docx, "docx", "doc:MS Word 97"): (),
    (python_docx, "docx", "html"): (of_pandas,),
    (xlsxwriter_xlsx, "xlsx", "xlsx"): (of_openpyxl, of_calamine),
    (xlsxwriter_xlsx, "xlsx", "xls"): (of_calamine,),
    (xlsxwriter_xlsx, "xlsx", "ods"): (of_calamine,),
    (xlsxwriter_xlsx, "xlsx", "html"): (of_pandas,),
}


if __name__ == "__main__":
    main()
