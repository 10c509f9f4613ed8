"""Reading a PDF 读 PDF: the pages of a born-digital disclosure to tables and paragraphs.

``sheets`` gives what is drawn on a page, ``grids`` and ``columns`` find the tables in it,
``lettering`` and ``tables`` say what their cells print, ``flow`` puts pages together. A table then
takes the same way as one in tab text. A line of the document is a paragraph or a row of a table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import NamedTuple

from mingzhang.model import UNCLEAR, Block, Document, Page, Paragraph, Table, Text, Unreadable
from mingzhang.printing import listed
from mingzhang.read import placing, tabbed
from mingzhang.read.paragraphs import FURNITURE, marker, width
from mingzhang.read.pdf.columns import open_grids
from mingzhang.read.pdf.flow import Leaf, Line, in_order
from mingzhang.read.pdf.grids import Grid, ruled_grids
from mingzhang.read.pdf.lettering import Piece, rows, run
from mingzhang.read.pdf.pictured import MOST_PAGES, Box, Look, Looked, is_bare, looked, parts
from mingzhang.read.pdf.sheets import Glyph, Sheet, opened, pages
from mingzhang.read.pdf.tables import Ruled, filled
from mingzhang.read.text import clean
from mingzhang.read.vocabulary import compiled

_HEADING = 100  # half characters


class Laid(NamedTuple):
    """What the pages of a file print: lines with their boxes, the sizes of the pages, warnings, and
    the pages that were not read as far as they are pictures."""

    lines: list[Line]
    sizes: list[Page]
    warnings: list[str]
    unseen: tuple[int, ...]


def read(data: bytes, name: str, words: dict, look: Look | None = None) -> Document:
    """The document of ``data``, the bytes of a PDF; raises ``model.Unreadable``.

    ``words`` is ``packs/forms.toml`` parsed, with ``packs/pdf.toml`` under "pdf". ``look`` reads
    what is a picture; without it that is left out, and said so.
    """
    return document(printed(data, words["pdf"], look), name, "pdf", words)


def document(page: Laid, name: str, kind: str, words: dict) -> Document:
    """The document of what ``laid`` gives, from a file of a kind."""
    lines, warnings = page.lines, list(page.warnings)
    if not any(line.text.strip() for line in lines):
        why = "，像是扫描件或图片" if page.unseen else ""
        raise Unreadable(f"{kind.upper()} 的 {len(page.sizes)} 页里没有文字{why}。")
    blocks = _blocks(lines, words, warnings)
    pages = tuple(line.page for line in lines)
    return Document(
        name,
        kind,
        "",
        tuple(blocks),
        tuple(line.text for line in lines),
        tuple(warnings),
        placing.on_pages([line.pieces for line in lines], pages, tuple(page.sizes)),
    )


def printed(data: bytes, words: dict, look: Look | None = None) -> Laid:
    """What the pages of a PDF print; ``words`` is ``packs/pdf.toml``. Raises Unreadable."""
    with opened(data) as file:
        eyes = partial(looked, file, look) if look else None
        return laid(pages(file), words, "PDF", eyes)


def laid(
    sheets: Iterable[Sheet | None],
    words: dict,
    kind: str,
    eyes: Callable[[Sheet, list[Box]], Looked] | None = None,
) -> Laid:
    """As ``printed``, of the pages of a file; None is a page that is damaged. ``eyes`` see what is
    in parts of a page that are pictures."""
    leaves: list[Leaf] = []
    sizes: list[Page] = []
    told = _Told()
    for number, sheet in enumerate(sheets, 1):
        if sheet is None:
            told.damaged.append(number)
            sizes.append(Page(0, 0))
            continue
        sizes.append(placing.page(sheet.width, sheet.height, sheet.turn))
        boxes = parts(sheet)
        if boxes and eyes is not None and len(told.seen) < MOST_PAGES:
            told.seen[number] = eyes(sheet, boxes)
            sheet = told.seen[number].sheet
        elif boxes:
            told.unseen.append(number)
            kind_ = told.layers if sheet.hidden else told.bare if is_bare(sheet) else told.parts
            kind_.append(number)
        told.unmapped += sheet.unmapped
        leaves.append(_leaf(sheet))
    lines = in_order(leaves, words)
    for line in lines if told.seen else ():
        line.pieces = [_shown(piece, told.seen.get(piece.page)) for piece in line.pieces]
    return Laid(lines, sizes, told.sentences(kind, eyes is not None), tuple(told.unseen))


def _shown(piece: Piece, page: Looked | None) -> Piece:
    """A piece where a viewer shows it."""
    if page is None or page.whole is None:
        return piece
    x0, y0, x1, y1 = page.back(piece.x0, piece.y0, piece.x1, piece.y1)
    return piece._replace(x0=x0, y0=y0, x1=x1, y1=y1)


@dataclass(slots=True)
class _Told:
    """What is to be said of the pages of a file."""

    damaged: list[int] = field(default_factory=list)
    unseen: list[int] = field(default_factory=list)
    layers: list[int] = field(default_factory=list)
    bare: list[int] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    seen: dict[int, Looked] = field(default_factory=dict)
    unmapped: int = 0

    def sentences(self, kind: str, looking: bool) -> list[str]:
        made = []
        if self.damaged:
            made.append(f"第 {listed(self.damaged)} 页已损坏，没有读取。")
        if self.seen:
            made.append(f"第 {listed(list(self.seen))} 页有图片（扫描），其中的文字是识别出来的。")
        if unclear := sum(page.unclear for page in self.seen.values()):
            made.append(f"识别时有 {unclear} 处数字看不清，标作「{UNCLEAR}」，没有猜。")
        if crowded := [n for n, page in self.seen.items() if page.crowded]:
            made.append(f"第 {listed(crowded)} 页的图片里东西太多，不像印出的一页，没有识别。")
        why = f"超过一次识别 {MOST_PAGES} 页的上限，" if looking else ""
        if self.bare:
            made.append(f"第 {listed(self.bare)} 页只有图片，没有文字，{why}没有读取。")
        if self.parts:
            made.append(f"第 {listed(self.parts)} 页有图片，{why}图片里的文字没有读取。")
        if self.layers:
            layers = listed(self.layers)
            made.append(f"第 {layers} 页是扫描件，所读的是随附的识别文字，可能有误。")
        if self.unmapped:
            made.append(f"有 {self.unmapped} 个字符在 {kind} 里没有对应的文字，读作「\ufffd」。")
        return made


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
