"""Writers of Word files, workbooks and web pages, bare as they may be, for tests of the readers.

A page is a list of texts (paragraphs) and of tables; a table is a list of rows; a cell is a text,
or a ``Box`` that spans rows and columns. What a span covers is left out of its row.
"""

import html
import io
import zipfile
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

WORD = "urn:word"
BOOK = "urn:book"


class Box(NamedTuple):
    """A merged cell."""

    text: str
    rows: int = 1
    columns: int = 1


Table = list[list[str | Box]]
Page = list[str | Table]


def placed(table: Table) -> list[list[tuple[int, Box]]]:
    """The cells of each row with their columns, from 0."""
    taken: set[tuple[int, int]] = set()
    made = []
    for r, row in enumerate(table):
        column, here = 0, []
        for cell in row:
            box = cell if isinstance(cell, Box) else Box(cell)
            while (r, column) in taken:
                column += 1
            taken |= {
                (r + down, column + right)
                for down in range(box.rows)
                for right in range(box.columns)
            }
            here.append((column, box))
            column += box.columns
        made.append(here)
    return made


def tabbed(page: Page) -> str:
    """The page as text: the cells of a row parted by tabs, what a span covers is blank."""
    made = []
    for item in page:
        if isinstance(item, str):
            made.append(item)
            continue
        rows = placed(item)
        wide = max(c + b.columns for row in rows for c, b in row)
        for row in rows:
            cells = [""] * wide
            for column, box in row:
                cells[column] = box.text
            made.append("\t".join(cells))
    return "\n".join(made)


def page(items: Page, head: str = "<meta charset=utf-8>") -> str:
    """A web page."""
    made = [f"<!DOCTYPE html><html><head>{head}<title>空</title></head><body>"]
    for item in items:
        if isinstance(item, str):
            made.append(f"<p>{html.escape(item)}</p>")
            continue
        made.append("<table>")
        for row in placed(item):
            made.append("<tr>")
            for _, box in row:
                made.append(
                    f'<td rowspan="{box.rows}" colspan={box.columns}>{html.escape(box.text)}</td>'
                )
            made.append("</tr>")
        made.append("</table>")
    return "\n".join([*made, "</body></html>"])


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A package of parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return file.getvalue()


def relations(targets: dict[str, tuple[str, str]]) -> str:
    """A part of relations: id to kind and target."""
    rows = [
        f'<Relationship Id="{key}" Type="urn:x/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    ]
    return f'<Relationships xmlns="urn:r">{"".join(rows)}</Relationships>'


def paragraph(text: str, properties: str = "") -> str:
    """A paragraph of a Word file."""
    said = f'<w:t xml:space="preserve">{escape(text)}</w:t>'
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r>{said}</w:r></w:p>"


def word_table(table: Table) -> str:
    """A table of a Word file, with a cell for each row that a span covers."""
    rows = placed(table)
    down: dict[int, tuple[int, int]] = {}  # column: rows to come, columns
    made = ["<w:tbl>"]
    for row in rows:
        cells = {column: (box, "") for column, box in row}
        for column, (left, wide) in list(down.items()):
            cells[column] = (Box("", 1, wide), "<w:vMerge/>")
            down[column] = (left - 1, wide)
            if left == 1:
                del down[column]
        made.append("<w:tr>")
        for column, (box, merge) in sorted(cells.items()):
            if box.rows > 1:
                merge = '<w:vMerge w:val="restart"/>'
                down[column] = (box.rows - 1, box.columns)
            span = f'<w:gridSpan w:val="{box.columns}"/>'
            made.append(f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{paragraph(box.text)}</w:tc>")
        made.append("</w:tr>")
    return "".join([*made, "</w:tbl>"])


def docx(body: str, **parts: str) -> bytes:
    """A Word file of the XML of its body; ``parts`` are styles, numbering, footnotes."""
    kinds = {f"i{n}": (name, f"{name}.xml") for n, name in enumerate(parts)}
    return zipped(
        {
            "_rels/.rels": relations({"a": ("officeDocument", "word/document.xml")}),
            "word/document.xml": f'<w:x xmlns:w="{WORD}"><w:body>{body}</w:body></w:x>',
            "word/_rels/document.xml.rels": relations(kinds),
            **{f"word/{name}.xml": text for name, text in parts.items()},
        }
    )


def word(items: Page) -> bytes:
    """A Word file of a page."""
    return docx("".join(paragraph(i) if isinstance(i, str) else word_table(i) for i in items))


def letters(column: int) -> str:
    """A, B, ..., Z, AA, ..."""
    return (letters(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)


def sheet(cells: dict[str, str], merged: list[str] = (), more: str = "") -> str:
    """The part of a sheet: the XML of each cell by its address, in order; merged areas."""
    rows: dict[int, list[str]] = {}
    for address, cell in cells.items():
        number = int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        rows.setdefault(number, []).append(cell.replace("<c", f'<c r="{address}"', 1))
    data = "".join(f'<row r="{n}">{"".join(rows[n])}</row>' for n in sorted(rows))
    areas = "".join(f'<mergeCell ref="{area}"/>' for area in merged)
    return (
        f'<worksheet xmlns="{BOOK}">{more}<sheetData>{data}</sheetData>'
        f"<mergeCells>{areas}</mergeCells></worksheet>"
    )


def said(text: str) -> str:
    """A cell of a sheet that holds a text."""
    return f"<c t='inlineStr'><is><t>{escape(text)}</t></is></c>"


def xlsx(
    sheets: dict[str, str], formats: list[str] = (), states: dict[str, str] | None = None, **parts
) -> bytes:
    """A workbook of the parts of its sheets by name; ``formats`` are those of styles 1, 2, ..."""
    listed = "".join(
        f'<sheet name={quoteattr(name)} state="{(states or {}).get(name, "visible")}" id="i{n}"/>'
        for n, name in enumerate(sheets)
    )
    codes = "".join(
        f'<numFmt numFmtId="{200 + n}" formatCode={quoteattr(f)}/>' for n, f in enumerate(formats)
    )
    styles = "".join(f'<xf numFmtId="{200 + n}"/>' for n in range(len(formats)))
    kinds = {f"i{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in range(len(sheets))}
    kinds |= {"s": ("styles", "styles.xml"), "t": ("sharedStrings", "sharedStrings.xml")}
    return zipped(
        {
            "_rels/.rels": relations({"a": ("officeDocument", "xl/workbook.xml")}),
            "xl/workbook.xml": f'<workbook xmlns="{BOOK}"><sheets>{listed}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(kinds),
            "xl/styles.xml": f'<styleSheet xmlns="{BOOK}"><numFmts>{codes}</numFmts><cellXfs>'
            f'<xf numFmtId="0"/>{styles}</cellXfs></styleSheet>',
            **{f"xl/worksheets/sheet{n}.xml": text for n, text in enumerate(sheets.values())},
            **parts,
        }
    )


def area(row: int, column: int, box: Box) -> str:
    """The area of a merged cell, from row and column counted from 0."""
    last = f"{letters(column + box.columns - 1)}{row + box.rows}"
    return f"{letters(column)}{row + 1}:{last}"


def book(items: Page, name: str = "表") -> bytes:
    """A workbook of one sheet: texts in the first column, tables under them."""
    cells, merged, at = {}, [], 0
    for item in items:
        for row in placed(item) if not isinstance(item, str) else [[(0, Box(item))]]:
            for column, box in row:
                if box.text:
                    cells[f"{letters(column)}{at + 1}"] = said(box.text)
                if box.rows > 1 or box.columns > 1:
                    merged.append(area(at, column, box))
            at += 1
    return xlsx({name: sheet(cells, merged)})


def ods(items: Page, name: str = "表") -> bytes:
    """An OpenDocument workbook of one sheet."""
    made = [f'<x xmlns="urn:o"><table name={quoteattr(name)}>']
    for item in items:
        for row in placed(item) if not isinstance(item, str) else [[(0, Box(item))]]:
            made.append("<table-row>")
            at = 0
            for column, box in row:
                if column > at:
                    made.append(f'<covered-table-cell number-columns-repeated="{column - at}"/>')
                spans = f'number-columns-spanned="{box.columns}" number-rows-spanned="{box.rows}"'
                text = f"<p>{escape(box.text)}</p>" if box.text else ""
                made.append(f"<table-cell {spans}>{text}</table-cell>")
                covered = '<covered-table-cell number-columns-repeated="{}"/>'
                if box.columns > 1:
                    made.append(covered.format(box.columns - 1))
                at = column + box.columns
            made.append("</table-row>")
    return zipped({"content.xml": "".join([*made, "</table></x>"])})
