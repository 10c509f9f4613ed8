"""The rows of a table whose cells run down the page, found back by a scored search.

Given the kinds of the value columns (a score is a bare number, a target a number with a unit or a
word of quality, ...) and the closed lists of level names, the cheapest way to cut the flow into
rows is found by a dynamic programme over the pieces. Costs are small integers (hundredths): how
far a cell is from what its column holds, how unlike a wrapped cell its lines are (a line that is
not the last nearly fills the column), how unlikely the gap between two cells is. Floor 3, pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mingzhang.read.wrapped_lines import FULL, GLUE, HALF, PAGE, SPACE, Flow, same, width

NAME_PIECES, CELL_PIECES = 14, 14
SKIP, BAD = 1400, 2500
_BARE = re.compile(r"[-—]?\d[\d,]*(?:\.\d+)?分?|[-—]+|/")
_MONEY = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:万元|元)?|[-—]+|/")
_HAS_DIGIT = re.compile(r"\d")
_LEADING = re.compile(r"[<>≥≤=]|\d")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_MISSING = {"prose": 30, "basis": 350, "unit": 300, "sign": 300, "type": 500, "money": 700}


class Span(NamedTuple):
    """``flat[start:end]`` and what it is: "level", "label", "skip", or a column index as text."""

    kind: str
    start: int
    end: int


@dataclass(slots=True)
class Words:
    """The vocabulary of the rows, in one form of punctuation, and the patterns made of it."""

    levels: dict[str, list[str]]  # first character -> level names, longest first
    rank: dict[str, set[int]]  # level name -> {1}, {2} or both
    family: dict[str, str]  # second-level name -> first-level name
    labels: tuple[str, ...]
    quality: frozenset[str]
    bases: tuple[str, ...]
    signs: frozenset[str]
    units: tuple[str, ...]
    types: tuple[str, ...]
    endings: tuple[str, ...]
    number: re.Pattern[str] = field(default_factory=lambda: re.compile(""))

    @staticmethod
    def of(form: dict[str, Any]) -> Words:
        """Made from the pack's table ``form``."""
        rank: dict[str, set[int]] = {}
        family: dict[str, str] = {}
        for name in form["levels"]["first"]:
            for spelling in {name, name.removesuffix("指标")}:
                rank.setdefault(same(spelling), set()).add(1)
        for parent, names in form["levels"]["second"].items():
            for name in names:
                for spelling in {name, name.removesuffix("指标")}:
                    rank.setdefault(same(spelling), set()).add(2)
                    family.setdefault(same(spelling), parent)
        levels: dict[str, list[str]] = {}
        for name in sorted(rank, key=len, reverse=True):
            levels.setdefault(name[0], []).append(name)
        values = form["values"]
        units = tuple(sorted(map(same, values["units"]), key=len, reverse=True))
        unit = "(?:" + "|".join(map(re.escape, units)) + ")"
        number = re.compile(
            r"(?:[<>≥≤=~约]|不低于|不超过|不少于|不高于|大于|小于|等于|超过|低于|高于|达到|至少|每){0,3}"
            r"-?\d[\d,]*(?:\.\d+)?%?(?:[-~—至]\d[\d.]*%?)?" + unit + r"{0,2}(?:\([^()]{1,6}\))?"
            r"(?:[/、·每]" + unit + r"{1,2})*(?:\(?(?:含|以上|以下|以内|左右|内)\)?)?"
        )
        return Words(
            levels, rank, family, tuple(map(same, form["sections"])),
            frozenset(map(same, values["quality"])), tuple(map(same, values["bases"])),
            frozenset(map(same, values["signs"])), units,
            tuple(map(same, form["projects"]["types"])), tuple(values["endings"]), number,
        )


@dataclass(slots=True)
class Search:
    """One search: the flow, its pieces ``first`` to ``last`` (exclusive), the columns' kinds."""

    flow: Flow
    first: int
    last: int
    kinds: tuple[str, ...]
    words: Words
    widths: tuple[int, ...] = ()  # learnt width of each column (0: the name), 0 unknown

    def level(self, index: int) -> list[int]:
        """Piece indexes at which a level name that begins at ``index`` may end."""
        flow, start = self.flow, self.flow.pieces[index].start
        ends = []
        for name in self.words.levels.get(flow.flat[start], ()):
            if flow.flat.startswith(name, start):
                stop = start + len(name)
                scored = re.compile(r"\(\d+(?:\.\d+)?分?\)").match(flow.flat, stop)
                stop = scored.end() if scored else stop
                if flow.is_edge(stop):
                    ends.append(flow.piece_at(stop) if stop < len(flow.flat) else len(flow.pieces))
        return [e for e in ends if e <= self.last][:2]

    def label(self, index: int) -> int:
        """Piece index after a block's label (年度绩效指标) at ``index``; 0 when there is none."""
        flow, start = self.flow, self.flow.pieces[index].start
        if flow.pieces[index].gap < HALF:
            return 0
        for name in self.words.labels:
            if flow.flat.startswith(name, start) and flow.is_edge(start + len(name)):
                stop = start + len(name)
                return flow.piece_at(stop) if stop < len(flow.flat) else len(flow.pieces)
        return 0

    def border(self, index: int) -> int:
        """Cost of a new cell at piece ``index``."""
        gap = self.flow.pieces[index].gap if index < len(self.flow.pieces) else PAGE
        if gap == GLUE:
            return 300
        if gap == SPACE:
            before = self.flow.flat[self.flow.pieces[index].start - 1]
            here = self.flow.flat[self.flow.pieces[index].start:self.flow.pieces[index].end]
            return 250 if before.isdigit() and here.startswith(self.words.units) else 0
        return 40 if gap == FULL else 0

    def joint(self, index: int) -> int:
        """Cost of keeping piece ``index`` in one cell with the piece before it."""
        piece = self.flow.pieces[index]
        if piece.gap == HALF:
            return 500
        if piece.gap == SPACE:
            before, after = self.flow.flat[piece.start - 1], self.flow.flat[piece.start]
            if before.isdigit() != after.isdigit() and (
                _CHINESE.match(before) or _CHINESE.match(after) or "%" in (before, after)
            ):
                return 30
            return 400
        return {GLUE: 0, FULL: 15, PAGE: 60}[piece.gap]

    def ends(self, index: int, most: int, column: int) -> list[tuple[int, int, str]]:
        """(end piece, cost of the shape, text) of every cell that may begin at ``index``."""
        flow = self.flow
        text, joints = "", 0
        widths: list[int] = []
        found = []
        for stop in range(index, min(index + most, self.last)):
            piece = flow.pieces[stop]
            run = flow.flat[piece.start:piece.end]
            if stop > index:
                joints += self.joint(stop)
                if joints > 1000:
                    break
            if stop == index or piece.gap >= HALF:
                widths.append(width(run))
            else:
                widths[-1] += width(run)
            text += run
            found.append((stop + 1, joints + self.shape(widths, column), text))
        return found

    def shape(self, widths: list[int], column: int) -> int:
        """Cost of lines of these widths as one wrapped cell: all but the last nearly full."""
        known = self.widths[column] if self.widths else 0
        if len(widths) == 1:
            return 60 * max(0, widths[0] - known - 1) if known else 0
        most = max(widths)
        full = max(most, known - 1) if known else most
        cost = sum(70 * max(0, full - w - 2) for w in widths[:-1])
        return cost + (60 * max(0, most - known - 1) if known else 0)

    def name(self, text: str) -> int:
        """Cost of ``text`` as the name of an indicator (or of a project)."""
        cost = 100
        if self.words.number.fullmatch(text) or _BARE.fullmatch(text):
            return BAD
        if _LEADING.match(text):
            cost += 250
        if len(text) < 3:
            cost += 300
        if text in self.words.rank:
            cost += 150
        if text in self.words.quality or text in self.words.bases:
            cost += 300
        if _HAS_DIGIT.search(text) and not _LEADING.match(text):
            cost += 200
        if text.endswith(self.words.endings) or text.endswith(")"):
            cost -= 50
        if text[0] in "、,。)率度数的":
            cost += 200
        return cost

    def value(self, text: str, kind: str, before: str) -> int:
        """Cost of ``text`` as a cell of a column of ``kind``; ``before`` is the cell on its left."""
        words = self.words
        if kind == "score":
            return -100 if _BARE.fullmatch(text) else BAD
        if kind == "money":
            return -100 if _MONEY.fullmatch(text) else BAD
        if kind == "sign":
            return -100 if text in words.signs else BAD
        if kind == "unit":
            return -100 if text in words.units else 200 + 30 * len(text)
        if kind == "type":
            return -100 if text in words.types else 500
        if kind == "basis":
            known = text.startswith(words.bases) or words.bases and text.endswith(words.bases)
            cost = -100 if known else 150 + 2 * len(text)
            return cost + (700 if words.number.fullmatch(text) else 0)
        if kind == "prose":
            return 120 + (500 if words.number.fullmatch(text) else 0)
        return self.target(text, before)

    def target(self, text: str, before: str) -> int:
        """Cost of ``text`` as 目标值 or 完成值."""
        words = self.words
        same_as_left = -100 if text == before else 0
        if words.number.fullmatch(text):
            return -150 + same_as_left
        if text in words.quality:
            return -100 + same_as_left
        cost = 120 + 3 * len(text) + same_as_left
        if _HAS_DIGIT.search(text):
            cost -= 50
        if text.startswith(words.bases):
            cost += 400
        if any(text.startswith(level) for level in words.levels.get(text[0], ())):
            cost += 300
        if text.endswith(words.endings) and not _HAS_DIGIT.search(text):
            cost += 60
        if text[0] in "、,。)":
            cost += 200
        return cost

    def missing(self, column: int) -> int:
        """Cost of a cell that is not printed."""
        return _MISSING.get(self.kinds[column], 600)


def rows(search: Search) -> list[Span]:
    """The cheapest cut of the pieces into spans. Columns are "0" (name), "1", "2", ..."""
    spans = _run(search)
    widths = _learn(search, spans)
    search.widths = widths
    return _run(search)


def _learn(search: Search, spans: list[Span]) -> tuple[int, ...]:
    """Width of each column: the widest line of its cells that wrap (two or more of them)."""
    widest: list[list[int]] = [[] for _ in range(len(search.kinds) + 1)]
    for span in spans:
        if not span.kind.isdigit():
            continue
        lines: list[int] = []
        for index in range(search.flow.piece_at(span.start), len(search.flow.pieces)):
            piece = search.flow.pieces[index]
            if piece.start >= span.end:
                break
            size = width(search.flow.flat[piece.start:piece.end])
            if lines and piece.gap in (SPACE, GLUE):
                lines[-1] += size
            else:
                lines.append(size)
        if len(lines) > 1:
            widest[int(span.kind)].append(max(lines))
    return tuple(sorted(sizes)[-1] if len(sizes) > 1 else 0 for sizes in widest)


def _run(search: Search) -> list[Span]:
    first, last, count = search.first, search.last, len(search.kinds)
    size = last - first + 1
    best: list[dict[tuple[int, str], int]] = [{} for _ in range(size)]
    back: list[dict[tuple[int, str], tuple[int, tuple[int, str], str]]] = [{} for _ in range(size)]
    best[0][(0, "")] = 0

    def reach(at: int, state: tuple[int, str], cost: int, source: int, old: tuple[int, str],
              kind: str) -> None:
        known = best[at].get(state)
        if known is None or cost < known:
            best[at][state] = cost
            back[at][state] = (source, old, kind)

    for at in range(size):
        for column in (*range(1, count + 1), 0):
            for state in [s for s in best[at] if s[0] == column]:
                cost = best[at][state]
                if column == 0:
                    if at < size - 1:
                        _openings(search, at, state, cost, reach)
                else:
                    _cells(search, at, state, cost, reach)
    return _trace(search, best, back)


def _openings(search: Search, at: int, state: tuple[int, str], cost: int, reach: Any) -> None:
    """From the start of a row: a level name, a block's label, a piece that is no cell, a name."""
    index, first = search.first + at, search.first
    if not search.kinds:
        return
    for stop in search.level(index):
        reach(stop - first, (0, ""), cost - 150 + search.border(index), at, state, "level")
    stop = search.label(index)
    if stop and stop <= search.last:
        reach(stop - first, (0, ""), cost - 150, at, state, "label")
    reach(at + 1, (0, ""), cost + SKIP, at, state, "skip")
    border = search.border(index)
    for stop, shape, text in search.ends(index, NAME_PIECES, 0):
        name = search.name(text)
        if name < BAD:
            reach(stop - first, (1, ""), cost + border + shape + name, at, state, "0")


def _cells(search: Search, at: int, state: tuple[int, str], cost: int, reach: Any) -> None:
    """From within a row: the next value, or none printed."""
    column, before = state
    index, first = search.first + at, search.first
    kind = search.kinds[column - 1]
    after = column + 1 if column < len(search.kinds) else 0
    keeps = kind == "value" and after and search.kinds[column] == "value"
    reach(at, (after, ""), cost + search.missing(column - 1), at, state, "none")
    if index >= search.last:
        return
    border = search.border(index)
    for stop, shape, text in search.ends(index, CELL_PIECES, column):
        if kind in ("score", "money", "sign") and len(text) > 16:
            break
        value = search.value(text, kind, before)
        if value < BAD:
            held = text if keeps else ""
            reach(stop - first, (after, held), cost + border + shape + value, at, state,
                  str(column))


def _trace(search: Search, best: list[Any], back: list[Any]) -> list[Span]:
    at, spans = len(best) - 1, []
    state: tuple[int, str] = (0, "")
    while at or state in back[at]:
        if state not in back[at]:
            break
        source, old, kind = back[at][state]
        if kind != "none":
            start = search.flow.pieces[search.first + source].start
            end_piece = search.first + at
            end = search.flow.pieces[end_piece - 1].end
            spans.append(Span(kind, start, end))
        at, state = source, old
    return spans[::-1]
