"""Reading a PDF 读 PDF: the pages of a born-digital disclosure to tables and paragraphs.

``sheets`` gives what is drawn on a page, ``grids`` and ``columns`` find the tables in it,
``lettering`` and ``tables`` say what their cells print, ``flow`` puts pages together. A table then
takes the same way as one in tab text. A line of the document is a paragraph or a row of a table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mingzhang.model import Block, Document, Page, Paragraph, Table, Text, Unreadable
from mingzhang.read import placing, tabbed
from mingzhang.read.paragraphs import FURNITURE, marker, width
from mingzhang.read.pdf.columns import open_grids
from mingzhang.read.pdf.flow import Leaf, Line, in_order
from mingzhang.read.pdf.grids import Grid, ruled_grids
from mingzhang.read.pdf.lettering import rows, run
from mingzhang.read.pdf.sheets import Glyph, Sheet, opened, pages
from mingzhang.read.pdf.tables import Ruled, filled
from mingzhang.read.text import clean
from mingzhang.read.vocabulary import compiled

_FEW = 12  # characters: a page with fewer under a picture is a picture
_PICTURE = 30  # percent of the page
_HEADING = 100  # half characters


def read(data: bytes, name: str, words: dict) -> Document:
    """The document of ``data``, the bytes of a PDF; raises ``model.Unreadable``.

    ``words`` is ``packs/forms.toml`` parsed, with ``packs/pdf.toml`` under "pdf".
    """
    return document(*printed(data, words["pdf"]), name, "pdf", words)


def document(
    lines: list[Line], sizes: list[Page], warnings: list[str], name: str, kind: str, words: dict
) -> Document:
    """The document of what ``laid`` gives, from a file of a kind."""
    blocks = _blocks(lines, words, warnings)
    pages = tuple(line.page for line in lines)
    return Document(
        name,
        kind,
        "",
        tuple(blocks),
        tuple(line.text for line in lines),
        tuple(warnings),
        placing.on_pages([line.pieces for line in lines], pages, tuple(sizes)),
    )


def printed(data: bytes, words: dict) -> tuple[list[Line], list[Page], list[str]]:
    """The lines of a PDF with their boxes, the sizes of its pages, and warnings.

    ``words`` is ``packs/pdf.toml``. Raises ``model.Unreadable``.
    """
    with opened(data) as file:
        return laid(pages(file), words, "PDF")


def laid(
    sheets: Iterable[Sheet | None], words: dict, kind: str
) -> tuple[list[Line], list[Page], list[str]]:
    """As ``printed``, of the pages of a file; None is a page that is damaged."""
    leaves: list[Leaf] = []
    sizes: list[Page] = []
    damaged, pictures, layers, unmapped = [], [], [], 0
    for number, sheet in enumerate(sheets, 1):
        if sheet is None:
            damaged.append(number)
            sizes.append(Page(0, 0))
            continue
        sizes.append(placing.page(sheet.width, sheet.height, sheet.turn))
        if sheet.picture > _PICTURE and len(sheet.glyphs) < _FEW:
            pictures.append(number)
        if sheet.hidden:
            layers.append(number)
        unmapped += sheet.unmapped
        leaves.append(_leaf(sheet))
    lines = in_order(leaves, words)
    if not any(line.text.strip() for line in lines):
        raise Unreadable(
            f"{kind} 的 {len(sizes)} 页里没有文字，像是扫描件或图片。目前只能读有文字的 {kind}。"
        )
    warnings = []
    if damaged:
        warnings.append(f"第 {_listed(damaged)} 页已损坏，没有读取。")
    if pictures:
        warnings.append(f"第 {_listed(pictures)} 页只有图片，没有文字，没有读取。")
    if layers:
        warnings.append(f"第 {_listed(layers)} 页是扫描件，所读的是随附的识别文字，可能有误。")
    if unmapped:
        warnings.append(f"有 {unmapped} 个字符在 {kind} 里没有对应的文字，读作「\ufffd」。")
    return lines, sizes, warnings


def _listed(numbers: list[int]) -> str:
    """Page numbers as a person writes them: 3、5—8."""
    parts: list[list[int]] = []
    for n in numbers:
        if parts and n == parts[-1][-1] + 1:
            parts[-1].append(n)
        else:
            parts.append([n])
    return "、".join(f"{p[0]}—{p[-1]}" if len(p) > 1 else str(p[0]) for p in parts)


def _leaf(sheet: Sheet) -> Leaf:
    """The tables of a page and the lines outside them."""
    ruled, loose = ruled_grids(sheet.level, sheet.upright)
    tables, outside = _taken(ruled, sheet.glyphs, sheet.number)
    lined = rows(outside)
    more, left = _taken(open_grids(lined, loose), outside, sheet.number, False)
    if more:
        tables, lined = sorted([*tables, *more], key=lambda t: t.box[1]), rows(left)
    plain = tuple(run(line) for line in lined)
    return Leaf(sheet.number, sheet.width, sheet.height, tuple(tables), plain)


def _taken(
    grids: list[Grid], glyphs: list[Glyph], page: int, drawn: bool = True
) -> tuple[list[Ruled], list[Glyph]]:
    """The grids filled with the characters in them, and the characters that are left."""
    if not grids:
        return [], glyphs
    inside: list[list[Glyph]] = [[] for _ in grids]
    outside: list[Glyph] = []
    boxes = [(*grid.box, said) for grid, said in zip(grids, inside, strict=True)]
    for glyph in glyphs:
        x, y = (glyph[0] + glyph[2]) / 2, (glyph[1] + glyph[3]) / 2
        for left, top, right, low, said in boxes:
            if left <= x <= right and top <= y <= low:
                said.append(glyph)
                break
        else:
            outside.append(glyph)
    return [
        filled(g, said, page, drawn) for g, said in zip(grids, inside, strict=True) if said
    ], outside


def _blocks(lines: list[Line], words: dict, warnings: list[str]) -> list[Block]:
    """Tables and paragraphs of the lines."""
    texts = [Text.of(line.text, number) for number, line in enumerate(lines, 1)]
    heads = frozenset(n for n, line in enumerate(lines, 1) if line.kind == "head")
    made: list[Block] = []
    start = 0

    def plain(at: int) -> None:
        body = clean(texts[at])
        if body.text:
            made.append(_paragraph(body, at + 1 in heads, lines[at].page))

    for stretch in tabbed.find(texts, heads, compiled(words)):
        for at in range(start, stretch.start):
            if at not in stretch.used:
                plain(at)
        made += [_on_page(table, lines) for table in stretch.tables]
        warnings += stretch.remarks
        for at in stretch.loose:
            plain(at)
        start = stretch.end
    for at in range(start, len(texts)):
        plain(at)
    return made


def _on_page(table: Table, lines: list[Line]) -> Table:
    return replace(table, page=lines[table.line - 1].page) if table.line else table


def _paragraph(body: Text, head: bool, page: int) -> Paragraph:
    text = body.text
    level = FURNITURE if head else 0
    if not head and width(text) <= _HEADING and not any(c in text for c in "。；！？"):
        level = marker(text)
    return Paragraph(body, level, page)
