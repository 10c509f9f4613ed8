"""Pages as pictures 页面图: a page of a PDF drawn in greys, and where on it something is printed.

A box of the document holds a whole line or cell. The very characters are found by their order in
the box, since a line was read from the same characters; where they are not (a scan), their place is
reckoned from the widths of Chinese and other characters. What is personal is painted over before
the picture is made.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from typing import Any, NamedTuple

import pypdfium2_raw as pdfium

from mingzhang.model import Box, Page
from mingzhang.original.png import png
from mingzhang.read.paragraphs import width
from mingzhang.read.pdf.sheets import Glyph, Sheet, opened, pages
from mingzhang.write.pins import Picture, Pictures, Sought, Wish

_FINE = 100  # hundredths of a point in a point
_LONGEST = 2600  # pixels of a side
_MOST = 150_000  # bytes of a picture
_WAYS = ((180, 4), (130, 4), (100, 4), (100, 2))  # pixels for 100 points, bits: until small enough
_BESIDE, _ABOVE = 6000, 700  # hundredths of a point shown around a number
_SLACK = 1.0  # points by which a character may stand outside its box
_TWICE = 0.15  # of the height: the same character so near is printed twice (bold)
_WHITE, _BLACK = 0xFFFFFFFF, 0xFF404040


class _Leaf(NamedTuple):
    """A page that is open, and its size and turn as it was read."""

    page: Any
    number: int
    size: Page

    @property
    def area(self) -> Box:
        return Box(self.number, 0, 0, self.size.width, self.size.height)


def drawn(data: bytes, wish: Wish) -> Pictures:
    """The pictures of ``data``, the bytes of a PDF; raises ``model.Unreadable``."""
    numbers = sorted({*wish.pages, *(s.box.page for _, s in wish.crops)})
    shown: list[Picture] = []
    found: list[tuple[Sought, Box]] = []
    crops: list[tuple[int, Picture, Box]] = []
    with opened(data) as file:
        for sheet in pages(file, tuple(numbers)):
            if sheet is None:
                continue
            here = sheet.number
            size = wish.sizes[here - 1]
            own = printed(sheet, size)
            covered = [_covered(own, s) for s in wish.hidden if s.box.page == here]
            page = pdfium.FPDF_LoadPage(file, here - 1)
            try:
                leaf = _Leaf(page, here, size)
                if here in wish.pages:
                    shown.append(_picture(leaf, leaf.area, covered))
                    found += [(s, exact(own, s)) for s in wish.sought if s.box.page == here]
                for index, sought in wish.crops:
                    if sought.box.page == here:
                        at = exact(own, sought)
                        crops.append((index, _picture(leaf, _around(at, leaf.area), covered), at))
            finally:
                pdfium.FPDF_ClosePage(page)
    return Pictures(tuple(shown), tuple(found), tuple(crops))


def _around(box: Box, whole: Box) -> Box:
    """What is shown around a number."""
    return Box(
        box.page,
        max(0, box.left - _BESIDE),
        max(0, box.top - _ABOVE),
        min(whole.right, box.right + _BESIDE),
        min(whole.bottom, box.bottom + _ABOVE),
    )


def _picture(leaf: _Leaf, area: Box, covered: list[Box]) -> Picture:
    """The part of a page as a picture, as fine as its size allows."""
    for scale, bits in _WAYS:
        longest = max(area.right - area.left, area.bottom - area.top, 1)
        scale = min(scale, _LONGEST * 10_000 // longest)
        picture = _drawn(leaf, area, covered, max(1, scale), bits)
        if len(picture.data) <= _MOST:
            break
    return picture


def _drawn(leaf: _Leaf, area: Box, covered: list[Box], scale: int, bits: int) -> Picture:
    """The part of a page drawn with ``scale`` pixels for 100 points."""

    def pixels(hundredths: int) -> int:
        return hundredths * scale // 10_000

    wide = max(1, pixels(area.right - area.left))
    high = max(1, pixels(area.bottom - area.top))
    stride = -(-wide // 8) * 8
    greys = ctypes.create_string_buffer(stride * high)
    bitmap = pdfium.FPDFBitmap_CreateEx(wide, high, pdfium.FPDFBitmap_Gray, greys, stride)
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, wide, high, _WHITE)
        whole = leaf.area
        pdfium.FPDF_RenderPageBitmap(
            bitmap, leaf.page, -pixels(area.left), -pixels(area.top),
            max(1, pixels(whole.right)), max(1, pixels(whole.bottom)), leaf.size.turn, 0,
        )  # fmt: skip
        for box in covered:
            left, top = pixels(box.left - area.left), pixels(box.top - area.top)
            right, low = pixels(box.right - area.left) + 1, pixels(box.bottom - area.top) + 1
            pdfium.FPDFBitmap_FillRect(bitmap, left, top, right - left, low - top, _BLACK)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return Picture(png(greys.raw, wide, high, stride, bits), wide, high, area)


def printed(sheet: Sheet, size: Page) -> list[Glyph]:
    """The characters of a page, as it was read; none where it was read as a picture, turned."""
    return sheet.glyphs if sheet.turn == size.turn else []


def exact(glyphs: list[Glyph], sought: Sought) -> Box:
    """Where on its page a thing sought is printed: the box of its characters, else an estimate."""
    return _by_glyphs(glyphs, sought) or _by_widths(sought)


def _covered(glyphs: list[Glyph], sought: Sought) -> Box:
    """What is to be painted over: the characters with a little around them, or the whole line."""
    page, left, top, right, low = _by_glyphs(glyphs, sought) or sought.box
    return Box(page, left - _FINE, top - _FINE, right + _FINE, low + _FINE)


def _by_glyphs(glyphs: Iterable[Glyph], sought: Sought) -> Box | None:
    """The box of the characters themselves; None when they are not found in their order."""
    _, left, top, right, low = sought.box
    x0, y0, x1, y1 = (n / _FINE for n in (left, top, right, low))
    inside = sorted(
        (g.x0, g)
        for g in glyphs
        if x0 - _SLACK <= (g.x0 + g.x1) / 2 <= x1 + _SLACK and y0 <= (g.y0 + g.y1) / 2 <= y1
    )
    kept: list[Glyph] = []
    for _, glyph in inside:
        last = kept[-1] if kept else None
        near = _TWICE * (glyph.y1 - glyph.y0)
        if last is None or glyph.char != last.char or glyph.x0 - last.x0 >= near:
            kept.append(glyph)
    said = "".join(g.char for g in kept)
    wanted = "".join(sought.text[sought.start : sought.end].split())
    before = len("".join(sought.text[: sought.start].split()))
    at = before if said.startswith(wanted, before) else said.find(wanted)
    if not wanted or at < 0:
        return None
    own = kept[at : at + len(wanted)]
    return Box(
        sought.box.page,
        int(min(g.x0 for g in own) * _FINE),
        int(min(g.y0 for g in own) * _FINE),
        int(max(g.x1 for g in own) * _FINE),
        int(max(g.y1 for g in own) * _FINE),
    )


def _by_widths(sought: Sought) -> Box:
    """Where in its box a text stands if every character is as wide as its kind."""
    box, text = sought.box, sought.text
    whole = width(text)
    if sought.start >= sought.end or not whole:
        return box
    left = (box.right - box.left) * width(text[: sought.start]) // whole
    right = (box.right - box.left) * width(text[: sought.end]) // whole
    return box._replace(left=box.left + left, right=box.left + right)
