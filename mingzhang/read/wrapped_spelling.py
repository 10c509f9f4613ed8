"""A header spelled as a whole: the cheapest way to cut its characters into words of the vocabulary.

A narrow cell breaks its words anywhere, and a space or a line break may stand between two cells or
inside one. Word by word a wrong cut is easily made; over the whole header the cheapest cut is
nearly always the right one. Costs are small integers. Floor 3, pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mingzhang.read.wrapped_lines import HALF, SPACE, Flow, same
from mingzhang.read.wrapped_words import any_of

WORD, BROKEN, SPACED = 10, 2, 4  # a word; a line break in it; a space in it
INSIDE = 15  # a word that begins inside a run of characters
APART = 12  # a space between two words that are also one
LATE = 12  # the word of a label column, or 收入 alone, behind columns of money
MOST_CHARACTERS = 1500
_REMARK = re.compile(r"\([^()]{1,12}\)")
_UNIT = re.compile(r"(?:金额)?单位:[百千万亿]*元")


@dataclass(slots=True)
class Spelling:
    """The words of headers: by their first character, longest first; those that hold a year."""

    words: dict[str, list[str]]
    all: frozenset[str]
    years: re.Pattern[str]
    labels: frozenset[str]
    sums: frozenset[str]

    @staticmethod
    def of(heads: list[str], labels: list[str], sums: list[str], sides: list[str]) -> Spelling:
        """Made from the words of the pack; ``{year}`` stands for a year."""
        plain = {same(w) for w in heads if "{year}" not in w}
        years = [w for w in heads if "{year}" in w]
        words: dict[str, list[str]] = {}
        for word in sorted(plain, key=len, reverse=True):
            words.setdefault(word[0], []).append(word)
        return Spelling(
            words,
            frozenset(plain),
            re.compile(any_of(years)),
            frozenset(map(same, [*labels, *(s for s in sides if len(s) == 2)])),
            frozenset(map(same, sums)),
        )

    def at(self, flat: str, start: int, end: int) -> list[int]:
        """Where a word that begins at ``start`` may end, at most ``end``."""
        ends = [
            start + len(word)
            for word in self.words.get(flat[start], ())
            if flat.startswith(word, start, end)
        ]
        year = self.years.match(flat, start, end) if flat[start].isdigit() else None
        if year:
            ends.append(year.end())
        for stop in ends[:]:
            remark = _REMARK.match(flat, stop, end)
            if remark:
                ends.append(remark.end())
        return ends


def spell(flow: Flow, start: int, data: int, spelling: Spelling) -> list[tuple[bool, int, int]]:
    """(known, start, end) of the words from ``start`` to as near piece ``data`` as they reach.

    Empty when no word begins at ``start``. The last word ends at an edge of a piece.
    """
    stop = flow.pieces[data].start if data < len(flow.pieces) else len(flow.flat)
    stop = min(stop, start + MOST_CHARACTERS)
    best: dict[int, tuple[int, bool]] = {start: (0, False)}  # cost, money seen
    back: dict[int, int] = {}
    for at in range(start, stop):
        if at not in best:
            continue
        cost, money = best[at]
        for end in spelling.at(flow.flat, at, stop):
            word = flow.flat[at:end]
            label = word in spelling.labels
            price = _price(flow, at, end, spelling)
            if price is None:
                continue
            price += cost + (LATE if label and money else 0)
            if end not in best or price < best[end][0]:
                best[end], back[end] = (price, money or not label), at
        unit = _UNIT.match(flow.flat, at, stop)
        if unit and (unit.end() not in best or cost < best[unit.end()][0]):
            best[unit.end()], back[unit.end()] = (cost, money), at
    reached = max((end for end in back if flow.is_edge(end)), default=0)
    spelled = []
    while reached in back:
        begin = back[reached]
        if not _UNIT.fullmatch(flow.flat, begin, reached):
            spelled.append((True, begin, reached))
        reached = begin
    return spelled[::-1]


def _price(flow: Flow, start: int, end: int, spelling: Spelling) -> int | None:
    """Cost of ``flat[start:end]`` as one word; None when it cannot be."""
    price, flat = WORD, flow.flat
    index = flow.piece_at(start)
    if flow.pieces[index].start != start:
        price += INSIDE
    index += 1
    while index < len(flow.pieces) and flow.pieces[index].start < end:
        piece = flow.pieces[index]
        run = flat[piece.start : piece.end]
        whole = piece.end <= end
        if run in spelling.sums and whole:
            return None
        both = flat[start : piece.start] in spelling.all and flat[piece.start : end] in spelling.all
        if piece.gap <= SPACE:
            price += SPACED + (APART if both else 0)
        else:
            after = flow.pieces[index + 1].gap if index + 1 < len(flow.pieces) else HALF
            opens = whole and after == SPACE and run in spelling.all
            price += BROKEN + (WORD if both and opens else 0)
        index += 1
    return price
