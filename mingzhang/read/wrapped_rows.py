"""The rows of a table whose cells run down the page, found back by a scored search.

Given the kinds of the value columns (a score is a bare number, a target a number with a unit or a
word of quality, ...) and the closed lists of level names, the cheapest way to cut the flow into
rows is found by a dynamic programme over the pieces. Costs are small integers (hundredths): how
far a cell is from what its column holds, how unlike a wrapped cell its lines are (a line that is
not the last nearly fills the column), how unlikely the gap between two cells is. Floor 3, pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mingzhang.read.wrapped_lines import FULL, GLUE, HALF, PAGE, SPACE, Flow, same

CELL_PIECES = 14
SKIP, BAD = 1400, 2500
_BARE = re.compile(r"[-—]?\d[\d,]*(?:\.\d+)?分?|[-—]+|/")
_MONEY = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:万元|元)?|[-—]+|/")
_HAS_DIGIT = re.compile(r"\d")
_LEADING = re.compile(r"[<>≥≤=]|\d")
_LOOSE = re.compile(r"[<>≥≤=]?-?\d[\d,]*(?:\.\d+)?%?[\u4e00-\u9fff]{1,2}")
_INNER_SIGN = re.compile(r".[≥≤]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_OWN_VALUES = ("score", "money", "sign", "unit", "type", "basis", "prose")
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
    date: re.Pattern[str] = field(default_factory=lambda: re.compile(""))

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
        before, after = ("|".join(map(re.escape, values[k])) for k in ("before", "after"))
        number = re.compile(
            rf"(?:[<>≥≤=~约]|{before}){{0,3}}"
            r"-?\d[\d,]*(?:\.\d+)?%?(?:[-~—至]\d[\d.]*%?)?" + unit + r"{0,2}(?:\([^()]{1,6}\))?"
            r"(?:[/、·每]" + unit + r"{1,2})*" + rf"(?:\(?(?:{after})\)?)?"
        )
        return Words(
            levels,
            rank,
            family,
            tuple(map(same, form["sections"])),
            frozenset(map(same, values["quality"])),
            tuple(map(same, values["bases"])),
            frozenset(map(same, values["signs"])),
            units,
            tuple(map(same, form["projects"]["types"])),
            tuple(values["endings"]),
            number,
            re.compile(values["date"]),
        )


class Cell(NamedTuple):
    """A cell that may be: the piece after it, what it costs, its text, the widths of its lines."""

    stop: int
    cost: int
    text: str
    widths: tuple[int, ...]
    uneven: int  # cost of its lines' widths, the widest of them taken for the column's width


def _uneven(widths: Sequence[int], column: int = 0) -> int:
    """Cost of lines of these widths as one wrapped cell: all but the last nearly full."""
    if len(widths) == 1:
        return 0
    full, cost = max(*widths, column - 1) - 2, 0
    for size in widths[:-1]:
        if size < full:
            short = 70 * (full - size)
            cost += short if short < 240 else 240
    return cost


@dataclass(slots=True)
class Search:
    """One search: the flow, its pieces ``first`` to ``last`` (exclusive), the columns' kinds."""

    flow: Flow
    first: int
    last: int
    kinds: tuple[str, ...]
    words: Words
    least: tuple[int, ...]  # width of each column's header (0: the name), 0 unknown
    cells: dict[int, list[Cell]] = field(default_factory=dict)
    values: dict[tuple[int, int, str], int] = field(default_factory=dict)
    numbers: dict[tuple[int, int], bool] = field(default_factory=dict)
    seen: list[tuple[int, int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """``seen[i]``: digits, and open round and pointed brackets, before piece first + i."""
        flow, digits, round_, pointed = self.flow, 0, 0, 0
        for piece in flow.pieces[self.first : self.last]:
            run = flow.flat[piece.start : piece.end]
            self.seen.append((digits, round_, pointed))
            digits += len(_HAS_DIGIT.findall(run))
            round_ += run.count("(") - run.count(")")
            pointed += run.count("《") - run.count("》")
        self.seen.append((digits, round_, pointed))

    def is_number(self, first: int, last: int) -> bool:
        """Whether the pieces ``first`` to ``last`` are one number; asked from many beginnings."""
        known = self.numbers.get((first, last))
        if known is None:
            pieces = self.flow.pieces
            span = pieces[first].start, pieces[last].end
            known = self.words.number.fullmatch(self.flow.flat, *span) is not None
            self.numbers[first, last] = known
        return known

    def level(self, index: int) -> list[tuple[int, int]]:
        """Where a level name that begins at piece ``index`` may end (piece), and its length."""
        flow, start = self.flow, self.flow.pieces[index].start
        ends = []
        for name in self.words.levels.get(flow.flat[start], ()):
            if flow.flat.startswith(name, start):
                stop = start + len(name)
                scored = re.compile(r"\(\d+(?:\.\d+)?分?\)").match(flow.flat, stop)
                stop = scored.end() if scored else stop
                if flow.is_edge(stop):
                    piece = flow.piece_at(stop) if stop < len(flow.flat) else len(flow.pieces)
                    ends.append((piece, len(name)))
        return [e for e in ends if e[0] <= self.last][:2]

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
        if gap in (SPACE, FULL) and index < len(self.flow.pieces):
            start, cost = self.flow.pieces[index].start, 40 if gap == FULL else 0
            if (
                start
                and self.flow.flat[start - 1].isdigit()
                and self.flow.flat.startswith(self.words.units, start)
            ):
                cost += 200
            return cost
        return 0

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
            return 200 if piece.end - piece.start == 1 and _CHINESE.match(after) else 400
        return {GLUE: 0, FULL: 15, PAGE: 60}[piece.gap]

    def ends(self, index: int) -> list[Cell]:
        """Every cell that may begin at piece ``index``."""
        known = self.cells.get(index)
        if known is not None:
            return known
        flow = self.flow
        flat, pieces, seen, first = flow.flat, flow.pieces, self.seen, self.first
        begin = pieces[index].start
        digits, round_, pointed = seen[index - first]
        joints, line_at = 0, index
        described = self.kinds[:1] == ("basis",)  # words stand between name and value
        widths: list[int] = []
        found: list[Cell] = []
        for stop in range(index, min(index + CELL_PIECES, self.last)):
            piece = pieces[stop]
            if stop > index:
                joints += self.joint(stop)
                if joints > 1000:
                    break
            if stop == index or piece.gap >= HALF:
                widths.append(flow.widths[stop])
                line_at = stop
            else:
                widths[-1] += flow.widths[stop]
            uneven = _uneven(widths)
            if uneven > 480:
                continue
            last = stop if piece.gap == SPACE and described else line_at
            late = last > index and seen[last - first][0] == digits and self.is_number(last, stop)
            after = seen[stop + 1 - first]
            torn = (after[1] != round_) + (after[2] != pointed)
            cost = joints + 250 * torn + (250 if last == line_at else 150) * late
            text = flat[begin : piece.end]
            found.append(Cell(stop + 1, cost, text, tuple(widths), uneven))
        self.cells[index] = found
        return found

    def shape(self, cell: Cell, column: int) -> int:
        """Cost of the cell's lines in this column, which is at least as wide as its header."""
        if len(cell.widths) == 1:
            return 0
        least, cost = self.least[column], cell.uneven
        if least and max(cell.widths) < least - 1:
            cost = _uneven(cell.widths, least)
        return min(cost, 360)

    def name(self, text: str) -> int:
        """Cost of ``text`` as the name of an indicator (or of a project)."""
        cost = 100
        digits = _HAS_DIGIT.search(text) is not None
        if _BARE.fullmatch(text) or (
            digits and (self.words.number.fullmatch(text) or self.words.date.fullmatch(text))
        ):
            return BAD
        leading = _LEADING.match(text) is not None
        if leading:
            cost += 250
        if len(text) < 3:
            cost += 300
        if text in self.words.rank:
            cost += 150
        if "指标".endswith(text):  # the end of a level name, not a name
            cost += 800
        if text in self.words.quality or text in self.words.bases:
            cost += 300
        if digits and not leading:
            cost += 200
        if text.endswith(self.words.endings) or text.endswith(")"):
            cost -= 50
        if text[0] in "、,。)率度数的":
            cost += 200
        return cost

    def named(self, index: int, stop: int, text: str) -> int:
        """``name`` of the cell from ``index`` to ``stop``, kept."""
        key = (index, stop, "name")
        if key not in self.values:
            self.values[key] = self.name(text)
        return self.values[key]

    def valued(self, index: int, stop: int, text: str, kind: str) -> int:
        """``value`` of the cell from ``index`` to ``stop``, kept."""
        kind = kind if kind in _OWN_VALUES else "target"
        known = self.values.get((index, stop, kind))
        if known is None:
            known = self.values[index, stop, kind] = self.value(text, kind)
        return known

    def value(self, text: str, kind: str) -> int:
        """Cost of ``text`` as a cell of a column of ``kind``."""
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
            known = text.startswith(words.bases) or (words.bases and text.endswith(words.bases))
            cost = -100 if known else 150 + 2 * len(text)
            cost += 300 if text[0].isdigit() else 0
            return cost + (700 if words.number.fullmatch(text) else 0)
        if kind == "prose":
            number = _HAS_DIGIT.search(text) and words.number.fullmatch(text)
            return 120 + (500 if number else 0)
        return self.target(text)

    def target(self, text: str) -> int:
        """Cost of ``text`` as 目标值 or 完成值."""
        words = self.words
        digits = _HAS_DIGIT.search(text) is not None
        if digits and (words.number.fullmatch(text) or words.date.fullmatch(text)):
            return -150
        if text in words.quality:
            return -100
        if digits and _LOOSE.fullmatch(text):
            return -60
        cost = 120 + 3 * len(text)
        cost += 300 if _INNER_SIGN.search(text) else 0
        cost += 200 if len(text) == 1 else 0
        if digits:
            cost -= 50
        if text.startswith(words.bases):
            cost += 400
        if any(text.startswith(level) for level in words.levels.get(text[0], ())):
            cost += 220
        if not digits and text.endswith(words.endings):
            cost += 60
        if text[0] in "、,。)":
            cost += 200
        return cost

    def missing(self, column: int) -> int:
        """Cost of a cell that is not printed."""
        return _MISSING.get(self.kinds[column], 600)


class Back(NamedTuple):
    """How a state was reached: from which piece and column, by what, with what text."""

    at: int
    column: int
    kind: str
    text: str


Costs = list[list[int]]
Backs = list[list[Back]]
START = Back(0, 0, "", "")
NEVER, BEAM = 1 << 40, 900
LEAST = -250  # no cell costs less


def rows(search: Search) -> list[Span]:
    """The cheapest cut of the pieces into spans. Columns are "0" (name), "1", "2", ..."""
    return _run(search)


def _run(search: Search) -> list[Span]:
    """Viterbi over (piece, column). The cell to the left is that of the best path so far."""
    size, count = search.last - search.first + 1, len(search.kinds)
    best = [[NEVER] * (count + 1) for _ in range(size)]
    back: list[list[Back]] = [[START] * (count + 1) for _ in range(size)]
    best[0][0] = 0
    for at in range(size):
        costs = best[at]
        limit = min(costs) + BEAM
        for column in (*range(1, count + 1), 0):
            cost = costs[column]
            if cost > limit:
                continue
            if column:
                _cells(search, at, column, cost, best, back)
            elif at < size - 1:
                _openings(search, at, cost, best, back)
    return _trace(search, back)


def _openings(search: Search, at: int, cost: int, best: Costs, back: Backs) -> None:
    """From the start of a row: a level name, a block's label, a piece that is no cell, a name."""
    index, first = search.first + at, search.first
    if not search.kinds:
        return
    border = search.border(index)
    steps = [
        (stop - first, 0, cost - 60 - 20 * size + border, "level")
        for stop, size in search.level(index)
    ]
    stop = search.label(index)
    if stop and stop <= search.last:
        steps.append((stop - first, 0, cost - 150, "label"))
    steps.append((at + 1, 0, cost + SKIP, "skip"))
    for cell in search.ends(index):
        name = search.named(index, cell.stop, cell.text)
        if name < BAD:
            shape = search.shape(cell, 0)
            steps.append((cell.stop - first, 1, cost + border + cell.cost + shape + name, "0"))
    for to, column, total, kind in steps:
        if total < best[to][column]:
            best[to][column] = total
            back[to][column] = Back(at, 0, kind, "")


def _cells(search: Search, at: int, column: int, cost: int, best: Costs, back: Backs) -> None:
    """From within a row: the next value, or none printed."""
    index, first = search.first + at, search.first
    kind, before = search.kinds[column - 1], back[at][column].text
    after = column + 1 if column < len(search.kinds) else 0
    none = cost + search.missing(column - 1)
    if none < best[at][after]:
        best[at][after] = none
        back[at][after] = Back(at, column, "none", "")
    if index >= search.last:
        return
    opened, inline = cost + search.border(index), search.flow.pieces[index].gap == SPACE
    short = kind in ("score", "money", "sign")
    for cell in search.ends(index):  # the innermost loop of reading: no attribute is read twice
        stop, price, text, widths, _ = cell
        if short and len(text) > 16:
            break
        there, total = best[stop - first], opened + price
        if total + LEAST >= there[after]:
            continue
        value = search.valued(index, stop, text, kind)
        if value >= BAD:
            continue
        total += value
        if text == before and kind == "value":
            total -= 100
        if inline and len(widths) > 1:
            total += 150
        if total < there[after]:
            total += search.shape(cell, column) if len(widths) > 1 else 0
            if total < there[after]:
                there[after] = total
                back[stop - first][after] = Back(at, column, str(column), text)


def _trace(search: Search, back: Backs) -> list[Span]:
    at, column, spans = len(back) - 1, 0, []
    while back[at][column].kind:
        step = back[at][column]
        if step.kind != "none":
            start = search.flow.pieces[search.first + step.at].start
            spans.append(Span(step.kind, start, search.flow.pieces[search.first + at - 1].end))
        at, column = step.at, step.column
    return spans[::-1]
