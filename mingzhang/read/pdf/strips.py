"""Columns by white strips 空白带: words of printed lines, and the strips that part them.

Where no upright rule is drawn, a column ends where every line of the table leaves white, and where
a level rule under part of the columns begins or ends.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise
from typing import NamedTuple

from mingzhang.read.pdf.sheets import Glyph, Rule

APART = 0.7  # of the height: a gap between two columns is wider
NUMBER = re.compile(r"[-−－+]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:[.．]\d+)?[%％]?|[-—－]{1,2}")


class Word(NamedTuple):
    """Characters that stand together on one line."""

    x0: float
    x1: float
    y0: float
    y1: float
    text: str


class Band(NamedTuple):
    """One printed line: its words."""

    y0: float
    y1: float
    size: float
    words: tuple[Word, ...]


def bands(lines: list[list[Glyph]]) -> list[Band]:
    """The printed lines, cut into words where white space may part two columns."""
    made = []
    for row in lines:
        size = sorted(g.y1 - g.y0 for g in row)[len(row) // 2]
        words: list[list[Glyph]] = [[row[0]]]
        right = row[0].x1
        for glyph in row[1:]:
            if glyph.x0 - right > APART * size:
                words.append([glyph])
            else:
                words[-1].append(glyph)
            right = max(right, glyph.x1)
        made.append(
            Band(
                min(g.y0 for g in row),
                max(g.y1 for g in row),
                size,
                tuple(
                    Word(
                        w[0].x0,
                        max(g.x1 for g in w),
                        min(g.y0 for g in w),
                        max(g.y1 for g in w),
                        "".join(g.char for g in w),
                    )
                    for w in words
                ),
            )
        )
    return made


def strips(lines: list[Band], left: float, right: float) -> list[float]:
    """The edges of the columns: left, the middles of the strips that stay white, right.

    Words that stand over several columns (headers of groups) are left out where that opens more
    columns: the lines with the most words say how many there are.
    """
    figures = [any(NUMBER.fullmatch(w.text) for w in b.words) for b in lines]
    first = figures.index(True) if any(figures) else 0
    body = lines[first:]
    body += [b for b in lines[:first] if len(b.words) == 1 and under(b.words[0], body)]
    taken: list[list[float]] = []
    strays = _strays(body)
    for x0, x1 in sorted((w.x0, w.x1) for b in body for w in b.words if w not in strays):
        if taken and x0 <= taken[-1][1] + 1.0:
            taken[-1][1] = max(taken[-1][1], x1)
        else:
            taken.append([x0, x1])
    taken = _heads(taken, [b for b in lines if b not in body])
    edges = [left]
    for (_, a), (b, _) in pairwise(taken):
        edges.append(_free(lines, a, b))
    return [*edges, right]


def _strays(body: list[Band]) -> set[Word]:
    """Words that stand in no column, as the name of a total does in the middle of two columns: the
    first of their lines, beginning where no other begins. None where many are like that."""
    starts = sorted(w.x0 for b in body for w in b.words)
    found = set()
    for word in (b.words[0] for b in body if len(b.words) > 1):
        near = bisect_right(starts, word.x0 + 2) - bisect_right(starts, word.x0 - 2)
        if near == 1 and not NUMBER.fullmatch(word.text):
            found.add(word)
    return found if len(found) * 5 <= len(body) else set()


def _heads(taken: list[list[float]], heads: list[Band]) -> list[list[float]]:
    """Columns with what stands over them: a name beside figures without one is their name, any
    other that stands over nothing has a column of its own."""
    made = [list(t) for t in taken]

    def named(column: list[float], words: tuple[Word, ...]) -> bool:
        return any(column[0] < w.x1 and w.x0 < column[1] for w in words)

    for band in heads:
        for word in band.words if len(band.words) > 1 else ():
            if any(a < word.x1 and word.x0 < b for a, b in made):
                continue
            right = next((c for c in made if c[0] >= word.x1), None)
            left = next((c for c in reversed(made) if c[1] <= word.x0), None)
            if right is not None and not named(right, band.words):
                right[0] = word.x0
            elif left is not None and not named(left, band.words):
                left[1] = word.x1
            else:
                made.append([word.x0, word.x1])
                made.sort()
    return made


def _free(lines: list[Band], a: float, b: float) -> float:
    """The middle of what stays white between ``a`` and ``b``, headers that reach in included."""
    low, high = a, b
    for band in lines:
        for word in band.words:
            if word.x0 <= a and a < word.x1 < b:
                low = max(low, word.x1)
            elif word.x1 >= b and a < word.x0 < b:
                high = min(high, word.x0)
    return (low + high) / 2 if low < high else (a + b) / 2


def snapped(xs: list[float], lines: list[Band], rules: list[Rule]) -> list[float]:
    """Edges of columns moved to where a rule begins or ends, if no word is between."""
    ends = sorted({x for r in rules for x in (r.start, r.end) if xs[0] + 6 < x < xs[-1] - 6})
    words = [w for b in lines for w in b.words]
    made = list(xs)
    for k in range(1, len(xs) - 1):
        free = [
            x
            for x in ends
            if not any(min(x, xs[k]) + 1 < (w.x0 + w.x1) / 2 < max(x, xs[k]) - 1 for w in words)
            and made[k - 1] < x < xs[k + 1]
        ]
        if free:
            made[k] = min(free, key=lambda x: abs(x - xs[k]))
    return made


def hull(band: Band) -> Word:
    """All words of a line as one."""
    return Word(band.words[0].x0, band.words[-1].x1, band.y0, band.y1, "")


def under(word: Word, others: list[Band]) -> bool:
    """Whether a single word goes on with the text of a column: it begins where others of that
    column begin, and ends before the next column."""
    words = [w for b in others for w in b.words]
    own = [w.x1 for w in words if abs(w.x0 - word.x0) < 2]
    if not own:
        return False
    return word.x1 < min((w.x0 for w in words if w.x0 >= max(own)), default=word.x0)
