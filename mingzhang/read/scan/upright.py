"""Pictures of pages set straight 摆正: an even background, level lines.

A picture is an array of grey: 0 is black, 255 is the paper.
"""

from __future__ import annotations

from typing import Any

from mingzhang.read.scan.library import cv2, numpy

_STEEPEST = 12.0  # degrees that a page may lie askew
_LEVEL = 0.02  # degrees that nobody sees
_SMALL = 900  # pixels of the longer side of the picture in which the slope is looked for
_FINE = 1800
_DARK = 25  # what is darker than its surroundings by so much is drawn


def flattened(grey: Any) -> Any:
    """The picture with shades of the paper taken out."""
    high, wide = grey.shape
    factor = max(1, max(high, wide) // 600)
    small = cv2.resize(
        grey, (wide // factor or 1, high // factor or 1), interpolation=cv2.INTER_AREA
    )
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, numpy.ones((15, 15), numpy.uint8))
    paper = cv2.GaussianBlur(paper, (0, 0), 8)
    paper = cv2.resize(paper, (wide, high), interpolation=cv2.INTER_LINEAR)
    return cv2.divide(grey, numpy.maximum(paper, 1), scale=250)


def slope(grey: Any) -> float:
    """By how many degrees the lines of a page fall to the right; 0 when nothing tells."""
    coarse = _drawn(grey, _SMALL)
    found = _best(coarse, 0.0, _STEEPEST, 0.5)
    found = _best(coarse, found, 0.5, 0.1)
    return _best(_drawn(grey, _FINE), found, 0.1, 0.02)


def _drawn(grey: Any, most: int) -> Any:
    """Where something is drawn, in a smaller picture."""
    high, wide = grey.shape
    factor = max(1.0, max(high, wide) / most)
    size = (max(1, round(wide / factor)), max(1, round(high / factor)))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    paper = cv2.GaussianBlur(small, (0, 0), 12)
    dark = cv2.subtract(paper, small)
    return numpy.where(dark > _DARK, dark, 0).astype(numpy.float32)


def _best(drawn: Any, middle: float, reach: float, step: float) -> float:
    """The slope near ``middle`` at which rows and columns differ most from their neighbours."""
    count = round(reach / step)
    high, wide = drawn.shape

    def sharp(degrees: float) -> float:
        turn = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1.0)
        level = cv2.warpAffine(drawn, turn, (wide, high), flags=cv2.INTER_LINEAR)
        return sum(
            float((numpy.diff(level.sum(axis=axis, dtype=numpy.float64)) ** 2).sum())
            for axis in (0, 1)
        )

    angles = [middle + step * k for k in range(-count, count + 1)]
    return max(angles, key=lambda a: (sharp(a), -abs(a)))


def levelled(grey: Any, degrees: float) -> Any:
    """The picture turned so that its lines are level, in its own size."""
    if abs(degrees) < _LEVEL:
        return grey
    high, wide = grey.shape
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1.0)
    return cv2.warpAffine(
        grey, turn, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )


def turned(grey: Any, quarters: int) -> Any:
    """The picture turned to the right by quarters."""
    return numpy.ascontiguousarray(numpy.rot90(grey, -quarters % 4))
