"""What of a page is a picture 页面图片: scanned pages and pictures of tables, drawn in greys.

Where a page prints text of its own it is read as text; the rest of it, and a page whose text was
put under its picture by another program, is for eyes. Whoever has them is given as ``look``.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable
from typing import Any, NamedTuple

import pypdfium2_raw as pdfium

from mingzhang.read.pdf.library import Box
from mingzhang.read.pdf.sheets import Glyph, Rule, Sheet

MOST_PAGES = 120  # pages of a file that are looked at
MOST_PIXELS = 80_000_000  # of all pictures of a page
_LONGEST = 5000  # pixels of a side of a picture
_LEAST, _MOST = 200 / 72, 300 / 72  # pixels to a point
_FEW = 12  # characters: a picture with fewer on it says something by itself
_LARGE = 4  # percent of the page: smaller pictures are emblems
_SIDE = 40.0  # points: the same
_WHOLE = 30  # percent of a page under pictures that make one when it has no text
_WHITE = 0xFFFFFFFF


class Raster(NamedTuple):
    """A picture in greys, row by row without gaps; ``scale`` pixels to a point."""

    width: int
    height: int
    greys: bytes
    scale: float


class Seen(NamedTuple):
    """What is printed in a picture, in points from its upper left corner, turned by ``turn``
    quarters to the right and set level: it lay ``slope`` degrees askew. ``unclear`` counts the
    words that could not be read; ``crowded`` when there was too much for a page."""

    glyphs: list[Glyph]
    level: list[Rule]
    upright: list[Rule]
    width: float
    height: float
    slope: float = 0.0
    turn: int = 0
    unclear: int = 0
    crowded: bool = False


class Looked(NamedTuple):
    """A page with what was seen on it; ``whole`` when all of it is a picture."""

    sheet: Sheet
    unclear: int
    crowded: bool
    whole: Seen | None

    def back(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """A box of the page as read, as a viewer shows the page."""
        if self.whole is None:
            return x0, y0, x1, y1
        wide, high = self.whole.width, self.whole.height
        slope = math.radians(self.whole.slope)
        sine, cosine = math.sin(slope), math.cos(slope)
        xs, ys = [], []
        for x, y in ((x0, y0), (x1, y0), (x0, y1), (x1, y1)):
            across, down = x - wide / 2, y - high / 2
            x = wide / 2 + across * cosine - down * sine
            y = high / 2 + across * sine + down * cosine
            w, h = wide, high
            for _ in range(self.whole.turn):
                x, y, w, h = y, w - x, h, w
            xs.append(x)
            ys.append(y)
        return min(xs), min(ys), max(xs), max(ys)


Look = Callable[[Raster, bool], Seen]


def is_bare(sheet: Sheet) -> bool:
    """Whether a page is a picture and nothing else."""
    return sheet.picture > _WHOLE and len(sheet.glyphs) < _FEW


def parts(sheet: Sheet) -> list[Box]:
    """The parts of a page that only eyes can read; the whole page where that is one."""
    whole = [(0.0, 0.0, sheet.width, sheet.height)]
    if sheet.hidden or is_bare(sheet):
        return whole
    found = []
    for (x0, y0, x1, y1), _, _ in sheet.pictures:
        x0, y0, x1, y1 = max(0.0, x0), max(0.0, y0), min(sheet.width, x1), min(sheet.height, y1)
        area = (x1 - x0) * (y1 - y0) * 100
        if min(x1 - x0, y1 - y0) < _SIDE or area < _LARGE * sheet.width * sheet.height:
            continue
        own = sum(x0 < (g.x0 + g.x1) / 2 < x1 and y0 < (g.y0 + g.y1) / 2 < y1 for g in sheet.glyphs)
        if own < _FEW:
            found.append((x0, y0, x1, y1))
    return found


def looked(file: Any, look: Look, sheet: Sheet, boxes: list[Box]) -> Looked:
    """The page with what ``look`` sees in these parts of it."""
    if sum(p.wide * p.high for p in sheet.pictures) > MOST_PIXELS:
        return Looked(sheet, 0, True, None)
    alone = len(boxes) == 1 and boxes[0][2:] == (sheet.width, sheet.height)
    glyphs = [] if sheet.hidden else list(sheet.glyphs)
    level, upright = list(sheet.level), list(sheet.upright)
    own = list(glyphs)
    unclear, crowded = 0, False
    for box in boxes:
        seen = look(drawn(file, sheet, box), alone)
        unclear += seen.unclear
        crowded |= seen.crowded
        x, y = box[:2]
        new = [Glyph(g.x0 + x, g.y0 + y, g.x1 + x, g.y1 + y, g.char) for g in seen.glyphs]
        glyphs += [g for g in new if not _printed(g, own)]
        level += [Rule(r.at + y, r.start + x, r.end + x) for r in seen.level]
        upright += [Rule(r.at + x, r.start + y, r.end + y) for r in seen.upright]
    read = sheet._replace(glyphs=glyphs, level=level, upright=upright)
    if alone:
        return Looked(read._replace(width=seen.width, height=seen.height), unclear, crowded, seen)
    return Looked(read, unclear, crowded, None)


def _printed(glyph: Glyph, own: list[Glyph]) -> bool:
    """Whether a character is one that the page prints as text."""
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.y0 + glyph.y1) / 2
    return any(g.x0 <= x <= g.x1 and g.y0 <= y <= g.y1 for g in own)


def _fineness(sheet: Sheet) -> float:
    """Pixels to a point of the finest picture of a page."""
    sizes = (
        (p.box[2] - p.box[0], p.box[3] - p.box[1], max(p.wide, p.high)) for p in sheet.pictures
    )
    return max((pixels / max(1.0, wide, high) for wide, high, pixels in sizes), default=0.0)


def drawn(file: Any, sheet: Sheet, box: Box) -> Raster:
    """A part of a page as a viewer shows it, as fine as its pictures are, within bounds."""
    page = pdfium.FPDF_LoadPage(file, sheet.number - 1)
    try:
        scale = min(max(_LEAST, _fineness(sheet)), _MOST, _LONGEST / max(sheet.width, sheet.height))
        x0, y0, x1, y1 = box
        wide, high = max(1, round((x1 - x0) * scale)), max(1, round((y1 - y0) * scale))
        stride = -(-wide // 4) * 4
        greys = ctypes.create_string_buffer(stride * high)
        bitmap = pdfium.FPDFBitmap_CreateEx(wide, high, pdfium.FPDFBitmap_Gray, greys, stride)
        try:
            pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, wide, high, _WHITE)
            pdfium.FPDF_RenderPageBitmap(
                bitmap, page, -round(x0 * scale), -round(y0 * scale),
                max(1, round(sheet.width * scale)), max(1, round(sheet.height * scale)),
                sheet.turn, 0,
            )  # fmt: skip
        finally:
            pdfium.FPDFBitmap_Destroy(bitmap)
    finally:
        pdfium.FPDF_ClosePage(page)
    rows = greys.raw[: stride * high]
    if stride != wide:
        rows = b"".join(rows[k * stride : k * stride + wide] for k in range(high))
    return Raster(wide, high, rows, scale)
