"""Pieces of text, and their order mended where the print tore a row apart. Floor 3, pure.

A row that goes over a page is printed as the upper parts of its cells, then the lower parts
(``mend``). Some extractors print by height: the upper lines of a wrapped name, then the line with
code and numbers, then the lower lines of the name (``by_height``).
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

GLUE, SPACE, HALF, FULL, PAGE = range(1, 6)
_CODE = re.compile(r"\d{3}(?:\d\d){0,2}|(?=[\dA-Z]*\d{3})[\dA-Z]{4,21}")
_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)")
_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?")
_WORDS = re.compile(r"[\u4e00-\u9fff()（）“”、]+")


class Piece(NamedTuple):
    """A run of visible characters: ``flat[start:end]``, at ``lines[line].text[left:right]``.

    ``gap`` is what stands before it: GLUE (nothing, but a number meets a word), SPACE (same line),
    HALF (a line break of less than a line: another cell), FULL (a line), PAGE (a page break).
    """

    start: int
    end: int
    line: int
    left: int
    right: int
    gap: int


def mend(
    pieces: list[Piece], flat: list[str], wholes: frozenset[str]
) -> tuple[list[Piece], list[str]]:
    """Cells torn by a page break are put together, where a name of ``wholes`` shows the tear."""
    order = list(range(len(pieces)))
    heads = {name[:2] for name in wholes}
    changed = False
    for at in [n for n, piece in enumerate(pieces) if piece.gap == PAGE and n]:
        upper = [n for n in range(max(0, at - 12), at) if pieces[n].line == pieces[at - 1].line]
        lower = [
            n for n in range(at, min(len(pieces), at + 12)) if pieces[n].line == pieces[at].line
        ]
        moved: dict[int, int] = {}
        left = lower[:]
        for n in upper:
            if left and flat[n] + flat[left[0]] in wholes:
                moved[n] = left.pop(0)
        after = lower[-1] + 1
        if moved and len(left) == 1 and after < len(pieces) and flat[after][:2] in heads:
            rest = [n for n in upper if n > max(moved)]
            if rest:
                moved[rest[0]] = left[0]
        if moved:
            changed = True
            block = [m for n in upper for m in ((n, moved[n]) if n in moved else (n,))]
            block += [n for n in lower if n not in moved.values()]
            order[upper[0] : lower[-1] + 1] = block
    if not changed:
        return pieces, flat
    return _in_order(pieces, flat, order)


def _in_order(
    pieces: list[Piece], flat: list[str], order: list[int]
) -> tuple[list[Piece], list[str]]:
    """The pieces in a new order; a piece that came from another line begins a line."""
    placed: list[Piece] = []
    start = 0
    for at, n in enumerate(order):
        size = len(flat[n])
        torn = at > 0 and pieces[n].line != pieces[order[at - 1]].line
        gap = FULL if torn and pieces[n].gap == SPACE else pieces[n].gap
        placed.append(pieces[n]._replace(start=start, end=start + size, gap=gap))
        start += size
    return placed, [flat[n] for n in order]


class _Line(NamedTuple):
    """A line of pieces: ``first`` to ``last`` (exclusive); of a coded one, where its parts end."""

    first: int
    last: int
    words: bool  # nothing but words
    code: int  # the piece after the code (0: no coded line with amounts)
    name: int  # the piece after the name on the same line


def by_height(pieces: list[Piece], flat: list[str]) -> tuple[list[Piece], list[str]]:
    """Names of coded rows that were printed by height are put between code and numbers.

    A centred name has as many lines above its row as below. So the words between two coded lines
    are parted by going down: what is above a row is known from the row before.
    """
    opening = (n for n, p in enumerate(pieces) if p.gap >= HALF)
    if sum(1 for n in opening if _CODE.fullmatch(flat[n])) < 3:
        return pieces, flat
    lines = _lines(pieces, flat)
    between = [
        n
        for n in range(1, len(lines) - 1)
        if lines[n].words and lines[n - 1].code and (lines[n + 1].code or lines[n + 1].words)
    ]
    if len(between) < 2:
        return pieces, flat
    order = list(range(len(pieces)))
    at = 0
    while at < len(lines):
        stretch = at
        while stretch < len(lines) and (lines[stretch].code or lines[stretch].words):
            stretch += 1
        if stretch - at > 2:
            _part(lines[at:stretch], order)
        at = max(stretch, at + 1)
    if order == list(range(len(pieces))):
        return pieces, flat
    return _in_order(pieces, flat, order)


def _lines(pieces: list[Piece], flat: list[str]) -> list[_Line]:
    found, first = [], 0
    while first < len(pieces):
        last = first + 1
        while last < len(pieces) and pieces[last].line == pieces[first].line:
            last += 1
        runs = flat[first:last]
        code = name = 0
        if _CODE.fullmatch(runs[0]):
            code = 1
            while code < len(runs) and re.fullmatch(r"\d\d", runs[code]):
                code += 1
            name = code
            while name < len(runs) and not _NUMBER.fullmatch(runs[name]):
                name += 1
            if not any(_AMOUNT.fullmatch(r) for r in runs[name:]):
                code = 0
        words = len(runs) == 1 and bool(_WORDS.fullmatch(runs[0])) and len(runs[0]) < 30
        found.append(
            _Line(first, last, words, first + code if code else 0, first + name if code else 0)
        )
        first = last
    return found


def _part(lines: list[_Line], order: list[int]) -> None:
    """Part the words of one stretch among its coded lines, and put them in their place."""
    coded = [n for n, line in enumerate(lines) if line.code]
    if len(coded) < 3 or not any(line.name > line.code for line in lines if line.code):
        return
    counts = [coded[0], *(b - a - 1 for a, b in pairwise(coded))]
    tail = len(lines) - 1 - coded[-1]
    for above in range(counts[0] + 1):
        split = [above]
        for count in counts[1:]:
            split.append(count - split[-1])
        bare = [lines[n].name == lines[n].code for n in coded]
        if (
            min(split) >= 0
            and split[-1] <= tail
            and all(s > 0 or not b for s, b in zip(split, bare, strict=True))
        ):
            break
    else:
        return
    if not any(split):
        return
    for n, size in zip(coded, split, strict=True):
        line, block = lines[n], lines[n - size : n + size + 1]
        pieces = [p for part in block if part is not line for p in range(part.first, part.last)]
        cut = sum(part.last - part.first for part in lines[n - size : n])
        merged = [
            *range(line.first, line.code),
            *pieces[:cut],
            *range(line.code, line.name),
            *pieces[cut:],
            *range(line.name, line.last),
        ]
        order[block[0].first : block[-1].last] = merged
