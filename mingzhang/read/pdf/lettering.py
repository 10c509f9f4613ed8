"""Characters to words and lines 字到行: what is printed side by side, and what a cell says.

White space is told by the gaps between the characters, not by the blanks that a file stores.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from mingzhang.read.pdf.sheets import Glyph

APART = 0.3  # of the height: a wider gap is white space
_LEVEL = 0.5  # of the height: characters whose middles are closer stand on one line
_TWICE = 0.15  # of the height: the same character so near is printed twice (bold)
_MARK = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、．.](?!\d)|[①-⑳]")
_ROOM = 13.0  # points that a cell may keep free at its two sides together
_NUMBER = re.compile(r"[-−－+]?[\d,，.．]+[%％]?")
WHOLE = re.compile(r"[-−－+]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:[.．]\d+)?[%％]?")
EXACT = re.compile(r"[-−－+]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)[.．]\d{2}[%％]?")


class Run(NamedTuple):
    """Characters of one line and their box; ``size`` is the height of most of them."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float


class Piece(NamedTuple):
    """``text[start:end]`` of a line of the document is printed in this box of a page."""

    start: int
    end: int
    page: int
    x0: float
    y0: float
    x1: float
    y1: float


def rows(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """The characters by printed line, from top to bottom, each line from left to right."""
    if len({g[1] for g in glyphs}) == 1 and len({g[3] for g in glyphs}) == 1:
        return [sorted(glyphs)]
    made: list[list[Glyph]] = []
    middles: list[float] = []
    heights: list[float] = []
    order = sorted(range(len(glyphs)), key=lambda i: glyphs[i].y0 + glyphs[i].y1)
    for i in order:
        glyph = glyphs[i]
        middle, height = (glyph.y0 + glyph.y1) / 2, glyph.y1 - glyph.y0
        if made and middle - middles[-1] <= _LEVEL * max(height, heights[-1]):
            made[-1].append(glyph)
            count = len(made[-1])
            middles[-1] += (middle - middles[-1]) / count
            heights[-1] = max(heights[-1], height)
        else:
            made.append([glyph])
            middles.append(middle)
            heights.append(height)
    for row in made:
        row.sort(key=lambda g: g.x0)
    return made


def run(glyphs: list[Glyph]) -> Run:
    """The run of characters of one line, white space where they stand apart."""
    parts: list[str] = []
    size = sorted([g[3] - g[1] for g in glyphs])[len(glyphs) // 2]
    twice = _TWICE * size
    before, right, said = glyphs[0][0] - size, glyphs[0][2], ""
    for x0, y0, x1, y1, char in glyphs:
        gap = x0 - right
        if gap < 0 and char == said and x0 - before < twice:
            continue
        if gap > APART * min(size, y1 - y0):
            parts.append(" " * min(8, max(1, round(gap / size * 2))))
        parts.append(char)
        before, right, said = x0, x1, char
    return Run(
        "".join(parts),
        glyphs[0][0],
        min([g[1] for g in glyphs]),
        max([g[2] for g in glyphs]),
        max([g[3] for g in glyphs]),
        size,
    )


def between(before: str, after: str, room: float) -> str:
    """What stands between two lines of one cell: nothing, or a space where they are two texts.

    ``room`` is how much of the line was left free, in points, when it was broken.
    """
    left = before.rstrip().rsplit(" ", 1)[-1]
    right = after.split(" ", 1)[0]
    if left[-1:].isascii() and right[:1].isascii() and left[-1:].isalpha() and right[:1].isalpha():
        return " "
    if _NUMBER.fullmatch(left) and _NUMBER.fullmatch(right):
        if EXACT.fullmatch(left) and WHOLE.fullmatch(right):
            return " "
        fits = room > _ROOM and WHOLE.fullmatch(left) and WHOLE.fullmatch(right)
        return " " if fits and not re.fullmatch(r"\d{1,2}", right) else ""
    if room > _ROOM + 12 and (_MARK.match(after) or (left[-1:].isdigit() and right[:1].isdigit())):
        return " "
    return ""


def said(lines: list[Run], wide: float, page: int) -> tuple[str, list[Piece]]:
    """The text of a cell, ``wide`` points between its walls, and where its pieces are printed."""
    text, pieces = "", []
    last: Run | None = None
    for line in lines:
        if last is not None:
            text += between(text, line.text, wide - (last.x1 - last.x0))
        pieces.append(
            Piece(len(text), len(text) + len(line.text), page, line.x0, line.y0, line.x1, line.y1)
        )
        text += line.text
        last = line
    return text, pieces


def straddles(glyph: Glyph, walls: list[float]) -> bool:
    """Whether one of the sorted ``walls`` goes right through a character."""
    width = glyph.x1 - glyph.x0
    at = bisect_left(walls, glyph.x0 + 0.25 * width)
    return at < len(walls) and walls[at] < glyph.x1 - 0.25 * width
