"""Drawn rules of a page 表格线: found in its picture, and taken out of it.

A rule is darker than what lies over and under it, all along, and longer than a stroke of a
character. What is found has the form that the grids of a PDF are made of.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from mingzhang.read.pdf.sheets import Rule
from mingzhang.read.scan.library import cv2, numpy

_MOST = 2000  # rules of one direction; the longest are kept
_THICK = 2.2  # points: what is thicker is no rule
_DARK = 18  # shades by which a rule is darker than the paper beside it, everywhere
_FAINT = 5  # the same for a pale or dashed rule, on the average
_THERE = 9  # shades by which an upright rule is darker than the paper where rules cross
_SHARE = 0.5  # of how dark a rule is: where it is less, it has ended
_AVERAGE = 10.0  # points over which that is taken
_GAP = 5.5  # points: within so many a dashed rule is drawn somewhere
_CLEAR = 1.4  # points from a pale or dashed rule that are paper
_CLEARER = 2.0  # a pale or dashed rule is so many times darker than that paper
_SHORT = 13.0  # points: shorter pieces are strokes of characters
_PAPER = 190  # shades that are paper, stains included
_ALONE = 0.96  # of a rule that meets no other has paper beside it
_PALE = 26.0  # points: the same for pale and dashed pieces
_LOOSE = 32.0  # points: a rule that meets no other is longer
_TOUCH = 3.0  # points between the end of a rule and the rule it meets
_STEEP = 0.004  # by how much what is called level may rise along its length


class Drawn(NamedTuple):
    """The rules of a page in points, and the picture without them."""

    level: list[Rule]
    upright: list[Rule]
    rest: Any


class _Line(NamedTuple):
    """A rule in pixels, its thickness, its number among the pieces of its picture, and the share of
    it beside which there is paper."""

    at: float
    start: int
    end: int
    thick: float
    piece: int
    clear: float


def drawn(grey: Any, scale: float) -> Drawn:
    """The rules in a picture of ``scale`` pixels to a point."""
    level, level_pieces = _lines(grey, scale)
    standing, standing_pieces = _lines(cv2.transpose(grey), scale)
    level, standing = _met(level, standing, scale), _met(standing, level, scale)
    standing = _crossed(cv2.transpose(grey), standing, level, scale)
    rest = grey.copy()
    _erase(rest, level, level_pieces)
    across = cv2.transpose(rest)
    _erase(across, standing, standing_pieces)
    return Drawn(_rules(level, scale), _rules(standing, scale), cv2.transpose(across))


def _rules(lines: list[_Line], scale: float) -> list[Rule]:
    return [Rule((n.at + 0.5) / scale, n.start / scale, n.end / scale) for n in lines]


def _lines(grey: Any, scale: float) -> tuple[list[_Line], Any]:
    """The level rules of a picture, and for every point the number of the piece it belongs to."""
    reach = max(2, round(_THICK * scale / 2) + 1)
    depth = cv2.subtract(_beside(grey, reach), grey)
    dark = cv2.dilate(depth, numpy.ones((3, 1), numpy.uint8))
    solid = cv2.morphologyEx(dark, cv2.MORPH_OPEN, _run(_SHORT * scale)) >= _DARK
    pale = _pale(grey, scale, reach)
    mask = (solid | pale).astype(numpy.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    found: list[_Line] = []
    for n in sorted(sorted(range(1, count), key=lambda n: -stats[n][2])[:_MOST]):
        x, y, wide, high, _ = stats[n]
        if high > _THICK * scale + 3 + wide * _STEEP:
            continue
        own = labels[y : y + high, x : x + wide] == n
        weight = numpy.where(own, depth[y : y + high, x : x + wide], 0).sum(axis=1, dtype=float)
        if not weight.any():
            continue
        middle = float((weight * numpy.arange(high)).sum() / weight.sum())
        thick = max(1.0, float(own.sum() / wide) - 2)
        start, end = _ends(depth[y : y + high, x : x + wide], scale)
        line = _Line(y + middle, int(x) + start, int(x) + end, thick, n, 0.0)
        found.append(line._replace(clear=_clear(grey, line, scale)))
    return found, labels


def _clear(grey: Any, line: _Line, scale: float) -> float:
    """The share of a rule over and under which there is paper, not the rest of characters."""
    off = line.thick / 2 + max(2.0, 0.9 * scale)
    rows = [r for r in (round(line.at - off), round(line.at + off)) if 0 <= r < grey.shape[0]]
    pale = [grey[r, line.start : line.end] > _PAPER for r in rows]
    return float(numpy.logical_and.reduce(pale).mean()) if pale else 1.0


def _ends(depth: Any, scale: float) -> tuple[int, int]:
    """Where a rule begins and ends in the picture of how dark it is."""
    along = numpy.convolve(
        depth.max(axis=0), numpy.ones(max(3, round(scale))) / max(3, round(scale)), "same"
    )
    there = (along >= _SHARE * along.mean()).nonzero()[0]
    return int(there[0]), int(there[-1]) + 1


def _run(length: float) -> Any:
    return numpy.ones((1, max(5, round(length))), numpy.uint8)


def _pale(grey: Any, scale: float, reach: int) -> Any:
    """Where rules are drawn that are too pale to be seen point by point, or dashed: darker than the
    paper on the average, and the paper at both sides is clean."""
    along = max(3, round(_AVERAGE * scale))
    even = cv2.blur(grey, (along, 1), borderType=cv2.BORDER_REPLICATE).astype(numpy.int16)
    depth = _beside(even, reach) - even
    short = cv2.blur(grey, (max(3, round(_GAP * scale)), 1), borderType=cv2.BORDER_REPLICATE)
    drawn_ = cv2.dilate(cv2.subtract(_beside(short, reach), short), numpy.ones((3, 1), numpy.uint8))
    band = max(2, round(scale))
    shade = cv2.blur(250 - grey.clip(0, 250), (along, band), borderType=cv2.BORDER_REPLICATE)
    off = max(2, round(_CLEAR * scale))
    stain = 255 - _beside(255 - shade, off)
    found = (depth >= _FAINT) & (depth >= _CLEARER * stain) & (drawn_ >= _FAINT)
    found = cv2.dilate(found.astype(numpy.uint8), numpy.ones((3, 1), numpy.uint8))
    return cv2.morphologyEx(found, cv2.MORPH_OPEN, _run(_PALE * scale)) > 0


def _beside(grey: Any, reach: int) -> Any:
    """The darker of what lies over and what lies under each point, ``reach`` away."""
    over = cv2.copyMakeBorder(grey, reach, reach, 0, 0, cv2.BORDER_REPLICATE)
    high = grey.shape[0]
    return numpy.minimum(over[:high], over[2 * reach : 2 * reach + high])


def _met(lines: list[_Line], others: list[_Line], scale: float) -> list[_Line]:
    """Without the short pieces that do not meet rules across at both ends, and those that meet
    none and are no lines by themselves: strokes, feet of figures."""
    touch, loose = _TOUCH * scale, _LOOSE * scale
    made = []
    for line in lines:
        long = line.end - line.start
        if long >= 3 * loose or (long >= loose and line.clear >= _ALONE):
            made.append(line)
            continue
        ends = sum(
            any(
                abs(o.at - end) <= touch and o.start - touch <= line.at <= o.end + touch
                for o in others
            )
            for end in (line.start, line.end)
        )
        if ends == 2 or (ends and long >= loose):
            made.append(line)
    return made


def _crossed(grey: Any, lines: list[_Line], others: list[_Line], scale: float) -> list[_Line]:
    """The lines that meet or cross one of the others, as every upright rule of a table does, and
    that are drawn where they do: strokes of characters end short of the rules between rows."""
    touch, near, far = _TOUCH * scale, round(0.7 * scale), max(2, round(1.7 * scale))
    reach = max(2, round(_THICK * scale / 2) + 1)
    made = []
    for line in lines:
        at = [
            round(o.at)
            for o in others
            if line.start - touch <= o.at <= line.end + touch
            and o.start - touch <= line.at <= o.end + touch
        ]
        low = max(0, round(line.at) - reach - 1)
        strip = grey[low : round(line.at) + reach + 2].astype(numpy.int16)
        parts = [strip[:, max(0, x - far) : x - near + 1] for x in at if x - far >= line.start]
        parts += [strip[:, x + near : x + far + 1] for x in at if x + far <= line.end]
        means = [p.mean(axis=1) for p in parts if p.shape[1] > 0]
        seen = sum(float(min(m[0], m[-1]) - m[1:-1].min()) >= _THERE for m in means)
        if at and seen * 5 >= len(means) * 2:
            made.append(line)
    return made


def _erase(grey: Any, lines: list[_Line], pieces: Any) -> None:
    """Paints the rules over with paper, in place."""
    for line in lines:
        half = line.thick / 2 + 1
        low, high = max(0, round(line.at - half)), round(line.at + half) + 1
        grey[low:high, max(0, line.start - 2) : line.end + 2] = 250
    if lines:
        grey[numpy.isin(pieces, [line.piece for line in lines])] = 250
