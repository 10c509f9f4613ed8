"""Reading 读: the bytes of a disclosure to a document of tables and paragraphs.

``magic`` tells what a file is. ``pdf``, ``ofd``, ``docx``, ``doc``, ``sheet``, ``html`` and ``mht``
lay out what their files print as lines of text and rows of grids. Of text, ``text`` decodes and
cleans, ``tabbed`` finds tables in ruled lines, ``wrapped`` finds them in text that lost its grid,
``paragraphs`` joins what is left. Every character that bears a digit ends in some block.

What a page shows as a picture is read by ``scan``, where that is installed.

``apart`` does the reading of all but bare text in a process of its own, within limits.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from mingzhang.model import Block, Document, Text, Unreadable
from mingzhang.read import (
    apart,
    doc,
    docx,
    html,
    magic,
    mht,
    ofd,
    pdf,
    scan,
    sheet,
    tabbed,
    wrapped,
)
from mingzhang.read.paragraphs import page_width, paragraphs, running
from mingzhang.read.scan.leaves import as_pdf
from mingzhang.read.scan.seen import seen
from mingzhang.read.text import clean, decode, split
from mingzhang.read.vocabulary import compiled

_READERS = {
    "pdf": pdf.read, "docx": docx.read, "doc": doc.read, "sheet": sheet.read, "html": html.read,
    "mht": mht.read, "ofd": ofd.read,
}  # fmt: skip


def read(data: bytes, name: str, words: dict) -> Document:
    """The document of ``data``, the bytes of a file of any kind; raises ``model.Unreadable``.

    ``words`` is ``packs/forms.toml`` parsed, with ``packs/wrapped.toml`` under "wrapped" and
    ``packs/pdf.toml`` under "pdf". What is a picture is not looked at.
    """
    reader = _READERS.get(magic.kind(data), plain)
    return reader(data, name, words)


def guarded(data: bytes, name: str, words: dict) -> Document:
    """As ``read``, of a file that nobody vouches for: all but bare text is read in a process of its
    own, within ``apart.USUAL``. Pictures on its pages are looked at, within ``scan.LIMITS``."""
    if magic.is_plain(data):
        return plain(data, name, words)
    data = in_pages(data)
    document, unseen = apart.run(partial(_found, data, name, words))
    if unseen and scan.installed():
        return apart.run(partial(pdf.read, data, name, words, seen), scan.LIMITS)
    if document is None:
        raise Unreadable("PDF 里没有文字，像是扫描件或图片。" + scan.MISSING)
    if unseen:
        return replace(document, warnings=(*document.warnings, scan.MISSING))
    return document


def _found(data: bytes, name: str, words: dict) -> tuple[Document | None, bool]:
    """The document, and whether there are pictures on its pages that are still to be looked at;
    None where there is nothing else."""
    if magic.kind(data) != "pdf":
        return read(data, name, words), False
    page = pdf.printed(data, words["pdf"])
    if page.unseen and not any(line.text.strip() for line in page.lines):
        return None, True
    return pdf.document(page, name, "pdf", words), bool(page.unseen)


def in_pages(data: bytes) -> bytes:
    """A file that is a picture as a PDF with the picture in it; any other file as it is."""
    if not magic.is_picture(data):
        return data
    if not scan.installed():
        raise Unreadable("这是图片。" + scan.MISSING)
    return apart.run(partial(as_pdf, data), scan.LIMITS)


def plain(data: bytes, name: str, words: dict) -> Document:
    """As ``read``, of the bytes of a text file 纯文本."""
    text, encoding, warnings = decode(data)
    printed = split(text)
    lines = [Text.of(line, number) for number, line in enumerate(printed, 1)]
    vocabulary = compiled(words)
    heads = frozenset(lines[at].line for at in running(lines))
    stretches = tabbed.find(lines, heads, vocabulary)
    bodies = [clean(t) if t.text else t for t in lines]
    ruled = {at for s in stretches for at in range(s.start, s.end)}
    widths = page_width([t for at, t in enumerate(bodies) if at not in ruled])
    blocks: list[Block] = []
    start = 0
    for stretch in stretches:
        kept = [
            t for at, t in enumerate(bodies[start : stretch.start], start) if at not in stretch.used
        ]
        blocks += _plain(kept, widths, heads, words)
        blocks += stretch.tables
        blocks += paragraphs([bodies[at] for at in stretch.loose], widths, heads)
        warnings += stretch.remarks
        start = stretch.end
    blocks += _plain(bodies[start:], widths, heads, words)
    return Document(name, "text", encoding, tuple(blocks), tuple(printed), tuple(warnings))


def _plain(
    lines: list[Text], widths: dict[int, int], heads: frozenset[int], words: dict
) -> list[Block]:
    """Tables and paragraphs of lines that are not ruled."""
    if not any(t.text.strip() for t in lines):
        return []
    made: list[Block] = []
    start = 0
    bodies = [Text.of("", t.line) if t.line in heads else t for t in lines] if heads else lines
    for first, end, table in wrapped.find(bodies, words.get("wrapped", {})):
        if first > start:
            made += paragraphs(lines[start:first], widths, heads)
        made.append(table)
        made += paragraphs(
            [t for t in lines[max(start, first) : end] if t.line in heads], widths, heads
        )
        start = max(start, end)
    return made + list(paragraphs(lines[start:], widths, heads))
