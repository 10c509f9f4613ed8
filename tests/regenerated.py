"""Regeneration 重编: a real disclosure beside what its books compile to, figure by figure."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from mingzhang import audit, bookkeeping, compile, publish
from mingzhang.books import Books, project_path
from mingzhang.figures import Figures
from mingzhang.lexicon import plain
from mingzhang.model import FEN_PER_UNIT, Document
from mingzhang.printing import printed

_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?%?")
_CODE = re.compile(r"[0-9A-Z]{3,21}(?=/|$)")


class At(NamedTuple):
    """Where a figure is printed: the number of its table, its row and its column."""

    table: str
    row: str
    column: str


def kept(folder: Path, year: int, aside: Path) -> Books:
    """The books of an example, booked into a file of their own."""
    with bookkeeping.opened(aside / "books.db", create=True) as store:
        bookkeeping.bring(store, folder / "books.xlsx")
        return store.books(year, bookkeeping.region)


def compiled(books: Books, layout: str) -> Document:
    """What the books compile to, as a reader sees it."""
    return publish.page(publish.made(books, compile.layout(layout)).disclosure)


def figures(document: Document, spellings: dict[str, str] | None = None) -> dict[At, str]:
    """Every printed number of the tables by its place. A row goes by its code where it has one: a
    name may be cut off on the page; ``spellings`` are other names of one row or column."""
    found: dict[At, str] = {}
    for at, text in _cells(document, spellings or {}):
        while at in found:
            at = at._replace(column=at.column + "+")
        found[at] = text
    return {at: text for at, text in found.items() if _NUMBER.fullmatch(text)}


def _cells(document: Document, spellings: dict[str, str]) -> Iterator[tuple[At, str]]:
    for table in document.tables:
        ordinal = re.search(r"\d+", table.number or "")
        number = ordinal[0].lstrip("0") if ordinal else plain(table.title.text)
        for row in table.rows:
            label = "/".join(filter(None, (plain(t.text) for t in row.label)))
            for old, new in spellings.items():
                label = label.replace(old, new)
            code = _CODE.match(label)
            for path, cell in row.cells.items():
                column = "/".join(plain(part) for part in path.split("/"))
                text = "".join(cell.text.split())
                yield At(number, code[0] if code else label, column), text


def real(path: Path) -> Document:
    """The real disclosure as it is read."""
    return audit.read_file(path)


def told(document: Document, books: Books, kind: str) -> dict[tuple[str, str], tuple[str, str]]:
    """Every figure of money that a disclosure prints in tables or text, by its place and words: as
    it is printed, and what the books say of the same region at the same unit and decimals ("" where
    they do not know). Projects go by their names on the page, by their codes in the books."""
    sums = Figures(books, kind).sums
    paths = {plain(row["name"]): project_path(row) for row in books.registers["projects"]}
    found = {}
    for fact in audit.audit(document).facts:
        if fact.blank or fact.unit not in FEN_PER_UNIT:
            continue
        decimals = len(re.search(r"\d+(?:,\d+)*(?:\.(\d+))?", fact.text)[1] or "")
        region = fact.region
        if region.project:
            region = region._replace(project=paths.get(region.project, region.project))
        fen = sums.fen(region)
        said = "" if fen is None else printed(fen, fact.unit, decimals)
        where = fact.place.table or f"第{fact.place.line}行"
        own = printed(fact.amount.fen, fact.unit, decimals)
        found[where, " ".join(fact.path[1:]) + fact.text] = (own, said)
    return found
