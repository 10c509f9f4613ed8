"""Bytes of a PDF to sheets 版面: the characters, drawn rules and pictures of every page.

The file is read by PDFium. All lengths are points of the page as it is read (turned so that its
text stands upright), from its upper left corner, down and to the right. Nothing of the file is
executed or fetched.
"""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2_raw as pdfium

from mingzhang.model import Unreadable
from mingzhang.read.pdf.characters import meant
from mingzhang.read.pdf.library import (
    COLOR,
    COLOR_AT,
    FOUR,
    FOUR_AT,
    SAME,
    SIX,
    SIX_AT,
    TWO,
    TWO_AT,
    Box,
    Matrix,
    char_angle,
    char_box,
    char_code,
    char_object,
    clip,
    draw_mode,
    fill_color,
    form_object,
    image_size,
    moved,
    object_bounds,
    object_matrix,
    object_type,
    page_object,
    path_count,
    path_segment,
    pointer,
    product,
    render_mode,
    segment_point,
    segment_type,
)

MAX_PAGES = 600
MAX_BYTES = 64 * 2**20
MAX_CHARS = 60_000  # on one page
MAX_OBJECTS = 60_000  # on one page, those of forms included
MAX_ALL = 3_000_000  # characters and objects of the whole file
MAX_DEPTH = 6  # of forms in forms
THIN = 3.0  # a filled strip not thicker than this is a rule
SHORT = 3.0  # what is shorter both ways is a dot
_TAIL = 8192
_PASSWORD = 4
_SECURITY = 5
_TEXT, _PATH, _IMAGE, _SHADING, _FORM = 1, 2, 3, 4, 5
_TALL = 1.15  # heights of boxes to their widths that are more than type
_SAMPLES = 12  # characters of a page that are asked whether they are clipped
_COVERED = 50  # percent of a page under a picture
_HIDDEN = 3  # text that is drawn neither filled nor stroked: the layer under a scan


class Glyph(NamedTuple):
    """One printed character: its box (as high as the font, as wide as it advances)."""

    x0: float
    y0: float
    x1: float
    y1: float
    char: str


class Rule(NamedTuple):
    """A drawn line: at ``at`` across, from ``start`` to ``end`` along."""

    at: float
    start: float
    end: float


class Picture(NamedTuple):
    """A picture on a page: its box, and its size in pixels."""

    box: Box
    wide: int
    high: int


class Sheet(NamedTuple):
    """One page as drawn.

    ``shades`` are filled areas; ``hidden`` says its text is a layer under a picture; ``picture`` is
    the share of the page that pictures cover, in percent; ``unmapped`` counts characters without a
    meaning; ``turn`` is how many quarter turns to the right the page as read is from the page as a
    viewer shows it (a table that lies on its side).
    """

    number: int
    width: float
    height: float
    glyphs: list[Glyph]
    level: list[Rule]
    upright: list[Rule]
    shades: list[tuple[float, float, float, float]]
    picture: int
    hidden: bool
    unmapped: int
    turn: int
    pictures: tuple[Picture, ...] = ()


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """The open file; raises ``model.Unreadable`` with a sentence when it cannot be read."""
    if len(data) > MAX_BYTES:
        size, most = len(data) >> 20, MAX_BYTES >> 20
        raise Unreadable(f"PDF 有 {size} MB，超过 {most} MB 的上限，没有读取。")
    if b"%PDF-" not in data[:1024]:
        raise Unreadable("这不是 PDF 文件（开头没有 PDF 的标记）。请核对是不是选错了文件。")
    if b"startxref" not in data[-_TAIL:]:
        raise Unreadable("PDF 不完整：没有文件尾，像是没有传完。请重新取得整个文件。")
    pdfium.FPDF_InitLibrary()
    kept = ctypes.create_string_buffer(data, len(data))
    document = pdfium.FPDF_LoadMemDocument64(kept, len(data), None)
    if not document:
        error = pdfium.FPDF_GetLastError()
        if error in (_PASSWORD, _SECURITY):
            raise Unreadable("PDF 加了密码，打不开。请用没有密码的文件。")
        raise Unreadable("PDF 已损坏，打不开。请重新取得文件。")
    try:
        pages = pdfium.FPDF_GetPageCount(document)
        if pages > MAX_PAGES:
            raise Unreadable(
                f"PDF 有 {pages} 页，超过 {MAX_PAGES} 页的上限，不像一份部门公开件，没有读取。"
            )
        if not pages:
            raise Unreadable("PDF 里一页也没有，没有可读的内容。")
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def pages(document: Any, only: tuple[int, ...] = ()) -> Iterator[Sheet | None]:
    """The pages in order, or ``only`` some; None for a page that is damaged."""
    spent = 0
    for number in only or range(1, pdfium.FPDF_GetPageCount(document) + 1):
        page = pdfium.FPDF_LoadPage(document, number - 1)
        if not page:
            yield None
            continue
        try:
            count = pdfium.FPDFPage_CountObjects(page)
            text = pdfium.FPDFText_LoadPage(page)
            try:
                chars = pdfium.FPDFText_CountChars(text) if text else 0
                if chars > MAX_CHARS or count > MAX_OBJECTS:
                    raise Unreadable(f"PDF 第 {number} 页的内容多得不像一页公开件，没有读取。")
                spent += chars + count
                if spent > MAX_ALL:
                    raise Unreadable("PDF 的内容多得不像一份部门公开件，没有读取。")
                yield _sheet(page, text, chars, number)
            finally:
                if text:
                    pdfium.FPDFText_ClosePage(text)
        finally:
            pdfium.FPDF_ClosePage(page)


class Frame(NamedTuple):
    """How the page is turned, and its edges as stored."""

    turn: int
    left: float
    top: float
    right: float
    bottom: float

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """A stored box (left, bottom, right, top) as it is seen."""
        if self.turn == 0:
            return x0 - self.left, self.top - y1, x1 - self.left, self.top - y0
        if self.turn == 1:
            return y0 - self.bottom, x0 - self.left, y1 - self.bottom, x1 - self.left
        if self.turn == 2:
            return self.right - x1, y0 - self.bottom, self.right - x0, y1 - self.bottom
        return self.top - y1, self.right - x1, self.top - y0, self.right - x0


def _sheet(page: Any, text: Any, chars: int, number: int) -> Sheet:
    edges = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, edges)
    shown = pdfium.FPDFPage_GetRotation(page)
    address = pointer(page)
    things = [page_object(address, i) for i in range(pdfium.FPDFPage_CountObjects(page))]
    texts = [t for t in things if object_type(t) == _TEXT]
    turn, turned = _direction(texts, shown)
    frame = Frame(turn, edges.left, edges.top, edges.right, edges.bottom)
    width, height = edges.right - edges.left, edges.top - edges.bottom
    if turn % 2:
        width, height = height, width
    drawn = Drawn(frame, width, height)
    drawn.turned = turned
    if len(texts) < len(things):
        drawn.all(things)
    picture = min(100, int(drawn.picture * 100 / max(1.0, width * height)))
    glyphs, hidden, unmapped = _glyphs(text, chars, frame, drawn, picture > _COVERED)
    return Sheet(
        number,
        width,
        height,
        glyphs,
        drawn.level,
        drawn.upright,
        drawn.shades,
        picture,
        hidden,
        unmapped,
        (turn - shown) % 4,
        tuple(drawn.pictures),
    )


def _direction(texts: list[int], shown: int) -> tuple[int, bool]:
    """The quarter turns to the right that set most text of a page upright, and whether some text
    stands otherwise (a watermark). Pages without text of their own are read as they are shown."""
    found = [0, 0, 0, 0, 0]
    for thing in texts:
        object_matrix(thing, SIX_AT)
        a, b = SIX[0], SIX[1]
        if a > 0 and abs(b) <= 0.1 * a:
            found[0] += 1
        else:
            found[quarter(a, b)] += 1
    most = max(range(4), key=lambda turn: (found[turn], turn == shown))
    if not found[most]:
        return shown, bool(texts)
    return most, sum(found) > found[most]


def quarter(a: float, b: float) -> int:
    """The turn that sets text along (a, b) upright; 4 when it is slanted."""
    for turn, (along, across) in enumerate(((a, b), (b, a), (-a, b), (-b, a))):
        if along > 0 and abs(across) <= 0.1 * along:
            return turn
    return 4


def _glyphs(
    text: Any, count: int, frame: Frame, drawn: Drawn, under: bool
) -> tuple[list[Glyph], bool, int]:
    """The printed characters; whether they lie hidden under a picture; how many have no meaning."""
    if not count:
        return [], False, 0
    address = pointer(text)
    boxes = (ctypes.c_float * (4 * count))()
    at = ctypes.addressof(boxes)
    read = char_box
    for i in range(count):
        read(address, i, at + 16 * i)
    stored = array("f", bytes(boxes))
    said = meant(_characters(text, address, count))
    turned, plain, new = drawn.turned, frame.turn == 0, tuple.__new__
    left, top = frame.left, frame.top
    edge_x, edge_y = drawn.width + 1, drawn.height + 1
    shown = _shown(address, count, frame)
    made: list[Glyph] = []
    at = 0
    for i, char in enumerate(said):
        if char == " ":
            at += 4
            continue
        x0, y1, x1, y0 = stored[at : at + 4]
        at += 4
        if plain:
            x0, y0, x1, y1 = x0 - left, top - y1, x1 - left, top - y0
        else:
            x0, y0, x1, y1 = frame.box(x0, y0, x1, y1)
        if x1 <= 0 or y1 <= 0 or x0 >= edge_x or y0 >= edge_y or y1 - y0 < 1:
            continue
        if turned and _slanted(char_angle(address, i), frame.turn):
            continue
        if shown is not None:
            x, y = (x0 + x1) / 2, (y0 + y1) / 2
            if not (shown[0] <= x <= shown[2] and shown[1] <= y <= shown[3]):
                own = _clipped(char_object(address, i), frame)
                if own is not None and not (own[0] <= x <= own[2] and own[1] <= y <= own[3]):
                    continue
                shown = own or shown
        made.append(new(Glyph, (x0, y0, x1, y1, char)))
    return _squared(made), under and _is_hidden(address, count), said.count("\ufffd")


def _shown(address: int, count: int, frame: Frame) -> Box | None:
    """The part of the page in which some character is shown; None when nothing is clipped."""
    asked = [char_object(address, i) for i in range(0, count, max(1, count // _SAMPLES))]
    found = [_clipped(thing, frame) for thing in asked if thing]
    return next((box for box in found if box is not None), None)


def _clipped(thing: int, frame: Frame) -> Box | None:
    box = clip(thing) if thing else None
    return frame.box(*box) if box else None


def _squared(glyphs: list[Glyph]) -> list[Glyph]:
    """The characters no higher than their type: some typefaces claim half as much again.

    A Chinese character is as wide as its type is high; the boxes shrink to that about their
    middle.
    """
    ratios = sorted(
        (g[3] - g[1]) / (g[2] - g[0])
        for g in glyphs
        if "\u4e00" <= g[4] <= "\u9fff" and g[2] > g[0]
    )
    ratio = ratios[len(ratios) // 2] if ratios else 1.0
    if ratio < _TALL:
        return glyphs
    made = []
    for x0, y0, x1, y1, char in glyphs:
        cut = (y1 - y0) * (1 - 1 / ratio) / 2
        made.append(Glyph(x0, y0 + cut, x1, y1 - cut, char))
    return made


def _is_hidden(address: int, count: int) -> bool:
    """Whether the text of a page under a picture is not drawn: what another program made out."""
    asked = [char_object(address, i) for i in range(0, count, max(1, count // 20))]
    modes = [render_mode(o) for o in asked if o]
    return bool(modes) and sum(m == _HIDDEN for m in modes) * 2 > len(modes)


def _characters(text: Any, address: int, count: int) -> str:
    """The characters by position; the quick way only where it keeps the positions."""
    units = (ctypes.c_ushort * (count + 1))()
    got = pdfium.FPDFText_GetText(text, 0, count, units)
    if got == count + 1:
        said = bytes(units)[: 2 * count].decode("utf-16-le", "replace")
        if len(said) == count:
            return said
    codes = (char_code(address, i) for i in range(count))
    return "".join(chr(c) if 0 < c < 0x110000 and not 0xD800 <= c < 0xE000 else " " for c in codes)


def _slanted(angle: float, turn: int) -> bool:
    """Whether a character does not stand upright on the page as seen."""
    quarter = 1.5707963
    away = abs((angle - (turn * quarter) + 3.1415927) % (4 * quarter) - 3.1415927)
    return 0.1 < away < 4 * quarter - 0.1


class Drawn:
    """What is drawn on a page but text, gathered object by object."""

    def __init__(self, frame: Frame, width: float, height: float) -> None:
        self.frame, self.width, self.height = frame, width, height
        self.level: list[Rule] = []
        self.upright: list[Rule] = []
        self.shades: list[tuple[float, float, float, float]] = []
        self.picture = 0.0
        self.pictures: list[Picture] = []
        self.turned = False
        self.left = MAX_OBJECTS

    def all(self, things: list[int]) -> None:
        """Gathers from the objects of the page, text left out."""
        for thing in things:
            if object_type(thing) != _TEXT:
                self._object(thing, SAME, 0)

    def _object(self, thing: int, above: Matrix, depth: int) -> None:
        kind = object_type(thing)
        self.left -= 1
        if self.left < 0:
            return
        if kind == _TEXT:
            if not self.turned:
                self.turned = self._is_turned(thing, above)
        elif kind == _PATH:
            self._path(thing, above)
        elif kind == _FORM and depth < MAX_DEPTH:
            object_matrix(thing, SIX_AT)
            inner = product(tuple(SIX), above)
            form = ctypes.cast(thing, pdfium.FPDF_PAGEOBJECT)
            for i in range(max(0, min(pdfium.FPDFFormObj_CountObjects(form), MAX_OBJECTS))):
                self._object(form_object(thing, i), inner, depth + 1)
        elif kind in (_IMAGE, _SHADING):
            box = self._bounds(thing, above)
            if kind == _IMAGE and box and not self.strip(box):
                wide = min(box[2], self.width) - max(box[0], 0)
                high = min(box[3], self.height) - max(box[1], 0)
                self.picture += max(0.0, wide) * max(0.0, high)
                image_size(thing, *TWO_AT)
                self.pictures.append(Picture(box, *TWO))

    def _is_turned(self, thing: int, above: Matrix) -> bool:
        """Whether a text in a form does not stand upright on the page as read."""
        object_matrix(thing, SIX_AT)
        a, b, *_ = product(tuple(SIX), above)
        return quarter(a, b) != self.frame.turn

    def _bounds(self, thing: int, above: Matrix) -> tuple[float, float, float, float] | None:
        if not object_bounds(thing, *FOUR_AT):
            return None
        x0, y0, x1, y1 = FOUR
        if above is not SAME:
            corners = [moved(above, x, y) for x in (x0, x1) for y in (y0, y1)]
            xs, ys = [c[0] for c in corners], [c[1] for c in corners]
            x0, y0, x1, y1 = min(xs), min(ys), max(xs), max(ys)
        return self.frame.box(x0, y0, x1, y1)

    def strip(self, box: tuple[float, float, float, float]) -> bool:
        """Takes a thin box as a rule; False when it is not thin."""
        x0, y0, x1, y1 = box
        wide, high = x1 - x0, y1 - y0
        if high <= THIN and wide > high:
            self.level.append(Rule((y0 + y1) / 2, x0, x1))
            return True
        if wide <= THIN and high > wide:
            self.upright.append(Rule((x0 + x1) / 2, y0, y1))
            return True
        return wide <= SHORT and high <= SHORT

    def _path(self, thing: int, above: Matrix) -> None:
        draw_mode(thing, *TWO_AT)
        fill, stroke = TWO
        if not fill and not stroke:
            return
        box = self._bounds(thing, above)
        if box is None:
            return
        white = bool(fill) and not stroke and self._is_white(thing)
        if white or box[0] > self.width or box[1] > self.height or box[2] < 0 or box[3] < 0:
            return
        if self.strip(box):
            return
        self.strokes(self._parts(thing, above), bool(stroke))

    def strokes(self, parts: list[list[tuple[float, float]]], stroke: bool) -> None:
        """Takes the parts of a path, each a way from point to point: rules, boxes, shades."""
        for part in parts:
            self._part(part, stroke)

    def _is_white(self, thing: int) -> bool:
        return bool(fill_color(thing, *COLOR_AT)) and (
            min(COLOR[0], COLOR[1], COLOR[2]) > 250 or not COLOR[3]
        )

    def _parts(self, thing: int, above: Matrix) -> list[list[tuple[float, float]]]:
        """The strokes of a path, as seen; curves by their end points."""
        matrix = above
        if object_matrix(thing, SIX_AT):
            matrix = product(tuple(SIX), above)
        parts: list[list[tuple[float, float]]] = []
        count = min(path_count(thing), max(0, self.left))
        self.left -= count
        for i in range(count):
            segment = path_segment(thing, i)
            segment_point(segment, FOUR_AT[0], FOUR_AT[1])
            x, y = moved(matrix, FOUR[0], FOUR[1])
            point = self.frame.box(x, y, x, y)[:2]
            if segment_type(segment) == 2 or not parts:  # a move begins a new part
                parts.append([])
            parts[-1].append(point)
        return parts

    def _part(self, points: list[tuple[float, float]], stroke: bool) -> None:
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        box = (min(xs), min(ys), max(xs), max(ys))
        if self.strip(box):
            return
        square = all(abs(a[0] - b[0]) < 1 or abs(a[1] - b[1]) < 1 for a, b in pairwise(points))
        if not square or len(points) < 2:
            return
        if not stroke:
            if len(points) >= 4:
                self.shades.append(box)
            return
        closed = [*points, points[0]] if len(points) >= 4 else points
        for (ax, ay), (bx, by) in pairwise(closed):
            self.strip((min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)))
