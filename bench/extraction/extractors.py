"""Extractors by name: a file to the tables of its pages, each a list of rows of texts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pypdfium2

Tables = list[list[list[str]]]


def mingzhang(file: Path) -> Tables:
    """This project: the rows that its tables are made of."""
    from mingzhang import packs  # noqa: PLC0415
    from mingzhang.read import pdf  # noqa: PLC0415

    lines = pdf.printed(file.read_bytes(), packs.load_toml("pdf.toml")).lines
    rows = [(line.page, line.text.split("\t")) for line in lines if line.kind == "row"]
    pages = sorted({page for page, _ in rows})
    return [[row for at, row in rows if at == page] for page in pages]


def pdfplumber(file: Path) -> Tables:
    import pdfplumber as library  # noqa: PLC0415

    with library.open(file) as opened:
        return [
            [[t or "" for t in row] for row in table]
            for page in opened.pages
            for table in page.extract_tables()
        ]


def pdfplumber_text(file: Path) -> Tables:
    """pdfplumber told to find rows and columns by text."""
    import pdfplumber as library  # noqa: PLC0415

    how = {"vertical_strategy": "text", "horizontal_strategy": "text"}
    with library.open(file) as opened:
        return [
            [[t or "" for t in row] for row in table]
            for page in opened.pages
            for table in page.extract_tables(how)
        ]


def camelot(file: Path) -> Tables:
    return _camelot(file, "lattice")


def camelot_hybrid(file: Path) -> Tables:
    return _camelot(file, "hybrid")


def _camelot(file: Path, flavor: str) -> Tables:
    import camelot as library  # noqa: PLC0415

    found = library.read_pdf(str(file), pages="all", flavor=flavor)
    return [table.df.values.tolist() for table in found]


def img2table(file: Path) -> Tables:
    from img2table.document import PDF  # noqa: PLC0415

    found = PDF(src=str(file)).extract_tables()
    tables = []
    for page in sorted(found):
        for table in found[page]:
            rows, seen = [], set()
            for cells in table.content.values():
                row = []
                for cell in cells:
                    box = (cell.bbox.x1, cell.bbox.y1, cell.bbox.x2, cell.bbox.y2)
                    new = box not in seen
                    seen.add(box)
                    row.append((cell.value or "") if new else "")
                rows.append(row)
            tables.append(rows)
    return tables


@cache
def page_count(file: Path) -> int:
    opened = pypdfium2.PdfDocument(file)
    try:
        return len(opened)
    finally:
        opened.close()


EXTRACTORS = {
    "mingzhang": mingzhang,
    "pdfplumber": pdfplumber,
    "pdfplumber text": pdfplumber_text,
    "camelot": camelot,
    "camelot hybrid": camelot_hybrid,
    "img2table": img2table,
}
NEEDS = {
    "mingzhang": "mingzhang",
    "pdfplumber": "pdfplumber",
    "pdfplumber text": "pdfplumber",
    "camelot": "camelot",
    "camelot hybrid": "camelot",
    "img2table": "img2table",
}
