"""The library that reads PDF 底层库: functions of PDFium that take plain addresses.

Called so they are several times faster than through the bindings, which give their addresses.
"""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2_raw as pdfium

Pointer = ctypes.c_void_p


def fast(name: str, result: Any, *arguments: Any) -> Any:
    """A function of the library that takes plain addresses: several times faster to call."""
    return ctypes.PYFUNCTYPE(result, *arguments)(pointer(getattr(pdfium, name)))


def pointer(thing: Any) -> int:
    return ctypes.cast(thing, Pointer).value or 0


char_box = fast("FPDFText_GetLooseCharBox", ctypes.c_int, Pointer, ctypes.c_int, Pointer)
char_angle = fast("FPDFText_GetCharAngle", ctypes.c_float, Pointer, ctypes.c_int)
char_code = fast("FPDFText_GetUnicode", ctypes.c_uint, Pointer, ctypes.c_int)
char_object = fast("FPDFText_GetTextObject", Pointer, Pointer, ctypes.c_int)
page_object = fast("FPDFPage_GetObject", Pointer, Pointer, ctypes.c_int)
form_object = fast("FPDFFormObj_GetObject", Pointer, Pointer, ctypes.c_ulong)
object_type = fast("FPDFPageObj_GetType", ctypes.c_int, Pointer)
object_bounds = fast("FPDFPageObj_GetBounds", ctypes.c_int, Pointer, *[Pointer] * 4)
object_matrix = fast("FPDFPageObj_GetMatrix", ctypes.c_int, Pointer, Pointer)
draw_mode = fast("FPDFPath_GetDrawMode", ctypes.c_int, Pointer, Pointer, Pointer)
path_count = fast("FPDFPath_CountSegments", ctypes.c_int, Pointer)
path_segment = fast("FPDFPath_GetPathSegment", Pointer, Pointer, ctypes.c_int)
segment_point = fast("FPDFPathSegment_GetPoint", ctypes.c_int, Pointer, Pointer, Pointer)
segment_type = fast("FPDFPathSegment_GetType", ctypes.c_int, Pointer)
fill_color = fast("FPDFPageObj_GetFillColor", ctypes.c_int, Pointer, *[Pointer] * 4)
image_size = fast("FPDFImageObj_GetImagePixelSize", ctypes.c_int, Pointer, Pointer, Pointer)
render_mode = fast("FPDFTextObj_GetTextRenderMode", ctypes.c_int, Pointer)


def addresses(buffer: Any, size: int, count: int) -> list[int]:
    first = ctypes.addressof(buffer)
    return [first + size * i for i in range(count)]


FOUR = (ctypes.c_float * 4)()
FOUR_AT = addresses(FOUR, 4, 4)
SIX = (ctypes.c_float * 6)()
SIX_AT = ctypes.addressof(SIX)
TWO = (ctypes.c_int * 2)()
TWO_AT = addresses(TWO, 4, 2)
COLOR = (ctypes.c_uint * 4)()
COLOR_AT = addresses(COLOR, 4, 4)
_clip_path = fast("FPDFPageObj_GetClipPath", Pointer, Pointer)
_clip_count = fast("FPDFClipPath_CountPaths", ctypes.c_int, Pointer)
_clip_size = fast("FPDFClipPath_CountPathSegments", ctypes.c_int, Pointer, ctypes.c_int)
_clip_segment = fast("FPDFClipPath_GetPathSegment", Pointer, Pointer, ctypes.c_int, ctypes.c_int)
Box = tuple[float, float, float, float]


def clip(thing: int) -> Box | None:
    """The box (left, bottom, right, top) outside which an object is not shown; None when all of it
    is. Clips of any other form count as their box."""
    path = _clip_path(thing)
    count = _clip_count(path) if path else 0
    left = bottom = float("-inf")
    right = top = float("inf")
    for k in range(min(max(0, count), 16)):
        xs, ys = [], []
        for n in range(min(_clip_size(path, k), 64)):
            segment_point(_clip_segment(path, k, n), FOUR_AT[0], FOUR_AT[1])
            xs.append(FOUR[0])
            ys.append(FOUR[1])
        if xs:
            left, right = max(left, min(xs)), min(right, max(xs))
            bottom, top = max(bottom, min(ys)), min(top, max(ys))
    return (left, bottom, right, top) if left > float("-inf") else None


Matrix = tuple[float, float, float, float, float, float]
SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def product(inner: Any, outer: Matrix) -> Matrix:
    """One change of place after the other: ``inner`` first."""
    a, b, c, d, e, f = inner
    if outer is SAME:
        return a, b, c, d, e, f
    p, q, r, s, t, u = outer
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Where a matrix puts a point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
