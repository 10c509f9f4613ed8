"""Publishing 公开: the books to a whole disclosure, audited before anything is written.

The layout's ``outline`` says what stands where: headings, texts that the bureau wrote, tables,
sentences, charts. What the law asks for and nobody gave is listed, never invented; a disclosure
with an error in it is not written.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from mingzhang import __version__, audit, packs, telling
from mingzhang.audit import Audit
from mingzhang.books import Books
from mingzhang.compile import Compiled
from mingzhang.disclosure import Disclosure, Heading, Piece, Prose, Sheet
from mingzhang.layout import Layout, Unfit, filled
from mingzhang.model import Document, Finding, Severity
from mingzhang.read import lined
from mingzhang.write import excel, opendata, plain, typeset, web, word

MANIFEST = "manifest.json"
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]')  # in the name of a file, on one system or another


@dataclass(frozen=True, slots=True)
class Made:
    """A disclosure as compiled, what is ``missing`` of it (in sentences), and its audit."""

    disclosure: Disclosure
    missing: tuple[str, ...]
    audited: Audit

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What may not be published: figures that cannot be right."""
        return tuple(f for f in self.audited.findings if f.severity is Severity.ERROR)


def made(books: Books, form: Layout) -> Made:
    """The disclosure of books in a layout, audited as a reader of the page would.

    Raises ``layout.Unfit`` where the layout cannot be followed.
    """
    compiled = Compiled(books, form)
    sheets = compiled.sheets()
    missing: list[str] = []
    pieces: list[Piece] = []
    for entry in form.words["outline"]:
        pieces += _pieces(entry, compiled, sheets, missing)
    title = filled(form.words["title"], compiled.context)
    department = books.department.name
    disclosure = Disclosure(title, department, books.year, form.kind, form.id, tuple(pieces))
    return Made(disclosure, tuple(missing), audit.audit(page(disclosure)))


def _pieces(
    entry: Mapping[str, str], compiled: Compiled, sheets: dict[str, list[Sheet]], missing: list[str]
) -> Iterator[Piece]:
    """What one entry of the outline stands for."""
    context = compiled.context
    if "heading" in entry:
        yield Heading(filled(entry["heading"], context), int(entry.get("level", 1)))
    elif "table" in entry:
        yield from sheets[entry["table"]]
    elif "text" in entry:
        text = context.get(f"texts.{entry['text']}", "")
        if not text and not entry.get("optional"):
            missing.append(
                f"缺少文字「{entry['name']}」：请在登记簿「文字」中填写「{entry['text']}」。"
            )
        for line in text.splitlines():
            if line.strip():
                yield Prose((line.strip(),))
    elif "prose" in entry:
        told = telling.told(entry["prose"], compiled)
        missing += map(str, told.missing)
        yield from told.pieces
    else:
        raise Unfit(f"表样的目录里有读不懂的一项：{dict(entry)}。")


# -- as a reader sees it ---------------------------------------------------------------------


def page(disclosure: Disclosure) -> Document:
    """The disclosure as a document that was read: what ``audit`` audits, what tests compare."""
    lines = [lined.Line(disclosure.title, level=1)]
    for piece in disclosure.pieces:
        if isinstance(piece, Heading):
            lines.append(lined.Line(piece.text, level=piece.level))
        elif isinstance(piece, Prose):
            lines.append(lined.Line(piece.text))
        elif isinstance(piece, Sheet):
            lines += _sheet(piece)
    words = packs.words()
    vocabulary = words["forms"] | {"wrapped": words["wrapped"]}
    name = f"{disclosure.title}.txt"
    return lined.document(lined.Laid(lines, "text", "", []), name, vocabulary)


def _sheet(sheet: Sheet) -> Iterator[lined.Line]:
    """A table as lines: title, unit and department over it, its notes under it."""
    yield lined.Line(" ".join(filter(None, (sheet.number, sheet.title))))
    for said in (
        f"部门：{sheet.by}" if sheet.by else "",
        f"单位：{sheet.unit}" if sheet.unit else "",
    ):
        if said:
            yield lined.Line(said)
    rows: list[list[lined.Cell]] = [[] for _ in range(sheet.rows)]
    for cell in sheet.cells:
        items = [lined.Line(part) for part in cell.text.split("\n") if part.strip()]
        address = f"{sheet.id}:{cell.row}:{cell.column}"
        rows[cell.row].append(lined.Cell(cell.column, cell.columns, cell.rows, address, items))
    yield from lined.lines([lined.Grid(rows)])
    yield from (lined.Line(note) for note in sheet.notes)


# -- files ----------------------------------------------------------------------------------

Origins = Mapping[str, list[web.Origin]]  # by the key of a figure, the entries it is made of
FORMATS = ("docx", "pdf", "xlsx", "html", "txt", "data")


def files(
    disclosure: Disclosure, formats: Iterable[str] = FORMATS, origins: Origins | None = None
) -> dict[str, bytes]:
    """The files of a disclosure by their names, in the formats asked for of ``FORMATS``."""
    words = packs.words()["publish"]
    name = _UNFIT.sub("_", disclosure.title)
    made: dict[str, bytes] = {}
    for kind in formats:
        if kind == "docx":
            made[f"{name}.docx"] = word.docx(disclosure, words, typeset.pngs)
        elif kind == "pdf":
            made[f"{name}.pdf"] = typeset.pdf(disclosure, words)
        elif kind == "xlsx":
            made[f"{name}.xlsx"] = excel.xlsx(disclosure, words, typeset.pngs)
        elif kind == "html":
            made[f"{name}.html"] = web.html(disclosure, words, origins).encode()
        elif kind == "txt":
            made[f"{name}.txt"] = text(disclosure).encode()
        else:
            named = partial(_subject, year=disclosure.year)
            package = opendata.package(disclosure, words, audit.space(), named)
            made |= {f"data/{file}": text.encode() for file, text in package.items()}
    return made


def text(disclosure: Disclosure) -> str:
    """All that a disclosure says, as plain text."""
    return plain.text(disclosure, packs.words()["publish"])


def _subject(kind: str, code: str, year: int) -> str:
    which = {"function": "function", "economic": "economic_department"}[kind]
    return audit.classification().name(which, code, year) or ""


def write(disclosure: Disclosure, books: Books, made: Mapping[str, bytes], to: Path) -> list[Path]:
    """Puts the files and their manifest into a folder: all of them or none; returns their paths.

    They are made in a folder beside it and moved when they are whole. ``manifest.json`` says of
    each its SHA-256, and which books, layout, packs and version they are made from. The same
    books give the same bytes. Raises OSError when the folder cannot be written.
    """
    whole = {**made, MANIFEST: manifest(disclosure, books, made)}
    to.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".mingzhang-", dir=to))
    try:
        for name, data in whole.items():
            (aside / name).parent.mkdir(parents=True, exist_ok=True)
            (aside / name).write_bytes(data)
        for name in whole:
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(aside / name, to / name)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return [to / name for name in whole]


def manifest(disclosure: Disclosure, books: Books, files: Mapping[str, bytes]) -> bytes:
    """What the files are made from, and the hash of each, as JSON."""
    said = {
        "title": disclosure.title,
        "department": disclosure.department,
        "year": disclosure.year,
        "layout": disclosure.layout,
        "mingzhang": __version__,
        "packs": packs_hash(),
        "books": books.seal,
        "files": {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)},
    }
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()


def packs_hash() -> str:
    """One SHA-256 over every pack that the program knows by, names and bytes."""
    whole = hashlib.sha256()
    for path in sorted(packs.FOLDER.rglob("*")):
        if path.is_file() and not path.name.endswith(packs.CASES):
            whole.update(path.relative_to(packs.FOLDER).as_posix().encode() + b"\0")
            whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()
