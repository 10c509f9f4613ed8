"""Columns found back by what the identities allow.

A row printed fewer numbers than the table has columns, because its blank cells vanished. The
numbers keep their order, so there are finitely many ways to place them; a placement is possible
when every total in the row (合计 over its parts) is the sum of its parts, a blank one being zero.
Rows are further tied to each other: a row is the sum of the rows that its code contains, in every
column. What is left after both is the reading: one placement is certain, several are doubtful.
Integers only (fen, or the last printed digit). Floor 3, pure, bounded: past ``MOST`` ways a row is
not searched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import add, sub

MOST = 3000  # placements of one row
MOST_SUMS = 500  # sums of the rows under one whole
SEVERAL = "空白单元格未印出，有多种排法能使合计成立"
NONE = "空白单元格未印出，没有一种排法能使合计成立"

Vector = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """Column ``total`` is the sum of columns ``parts``."""

    total: int
    parts: tuple[int, ...]


@dataclass(slots=True)
class Placed:
    """The placements still possible for one row: for each, the column of every number."""

    numbers: tuple[int, ...]
    ways: list[tuple[int, ...]]
    holds: bool  # False when no way makes the row's own sums hold
    certain: bool = False  # the one way left by the sums alone

    def vector(self, way: tuple[int, ...], size: int) -> Vector:
        """The row's amounts by column under one way; a blank is zero."""
        amounts = [0] * size
        for number, column in zip(self.numbers, way, strict=True):
            amounts[column] = number
        return tuple(amounts)


def holds(amounts: Sequence[int], identity: Identity, slack: int) -> bool:
    """True when the total is the sum of its parts; ``slack`` is what rounding can leave open."""
    parts = sum(amounts[p] for p in identity.parts)
    return abs(amounts[identity.total] - parts) <= slack * (len(identity.parts) + 1) // 2


def ways(numbers: tuple[int, ...], size: int, identities: Sequence[Identity]) -> Placed:
    """The placements of ``numbers`` in ``size`` columns, in order, that the identities allow.

    Sums that hold exactly are preferred to sums that hold but for rounding.
    """
    count = len(numbers)
    if count > size or not count:
        return Placed(numbers, [], not count)
    if count == size:
        return Placed(numbers, [tuple(range(size))], True)
    due: list[list[Identity]] = [[] for _ in range(size)]
    for identity in identities:
        due[max(identity.total, *identity.parts)].append(identity)
    for slack in (0, 1):
        found = _search(numbers, size, due, slack)
        if found is None:
            break
        if found:
            return Placed(numbers, found, True)
    return Placed(numbers, [tuple(range(count))], False)


def _search(
    numbers: tuple[int, ...], size: int, due: list[list[Identity]], slack: int
) -> list[tuple[int, ...]] | None:
    """All placements whose sums hold, column by column; None when there are too many to try."""
    open_ways: list[tuple[tuple[int, ...], Vector]] = [((), ())]
    for column in range(size):
        reached = []
        for way, amounts in open_ways:
            used = len(way)
            if used < len(numbers):
                with_next = (*amounts, numbers[used])
                if all(holds(with_next, i, slack) for i in due[column]):
                    reached.append(((*way, column), with_next))
            if len(numbers) - used < size - column:
                blank = (*amounts, 0)
                if all(holds(blank, i, slack) for i in due[column]):
                    reached.append((way, blank))
        if len(reached) > MOST:
            return None
        open_ways = reached
    return [way for way, _ in open_ways]


def settle(rows: list[Placed], size: int, ties: list[tuple[int, list[int]]]) -> None:
    """Strike out the ways that no sum of rows allows. ``ties``: (whole row, its part rows)."""
    for _ in range(3):
        struck = False
        for whole, parts in ties:
            struck |= _tie(rows, size, whole, parts) or _within(rows, size, whole, parts)
        if not struck:
            return


def _tie(rows: list[Placed], size: int, whole: int, parts: list[int]) -> bool:
    """Keep the ways of a whole and its parts that some common choice makes add up."""
    members = [whole, *parts]
    if all(len(rows[m].ways) <= 1 for m in members) or any(not rows[m].ways for m in members):
        return False
    vectors = {m: [rows[m].vector(w, size) for w in rows[m].ways] for m in members}
    ahead: list[set[Vector]] = [{(0,) * size}]
    for part in parts:
        reached = {_plus(v, w) for v in ahead[-1] for w in vectors[part]}
        if len(reached) > MOST_SUMS:
            return False
        ahead.append(reached)
    goals = set(vectors[whole]) & ahead[-1]
    if not goals:
        return False
    keep = {whole: [w for w, v in zip(rows[whole].ways, vectors[whole], strict=True) if v in goals]}
    for order in range(len(parts) - 1, -1, -1):
        part, before = parts[order], set()
        kept = []
        for way, vector in zip(rows[part].ways, vectors[part], strict=True):
            from_here = {_minus(g, vector) for g in goals} & ahead[order]
            if from_here:
                kept.append(way)
                before |= from_here
        keep[part], goals = kept, before
    struck = any(len(keep[m]) < len(rows[m].ways) for m in members)
    for member in members:
        rows[member].ways = keep[member]
    return struck


def _within(rows: list[Placed], size: int, whole: int, parts: list[int]) -> bool:
    """A part is not above a certain whole in any column (nothing here is negative)."""
    if len(rows[whole].ways) != 1 or any(n < 0 for p in parts for n in rows[p].numbers):
        return False
    limit, struck = rows[whole].vector(rows[whole].ways[0], size), False
    for part in parts:
        kept = [
            w
            for w in rows[part].ways
            if all(a <= b for a, b in zip(rows[part].vector(w, size), limit, strict=True))
        ]
        if kept and len(kept) < len(rows[part].ways):
            rows[part].ways, struck = kept, True
    return struck


def _plus(a: Vector, b: Vector) -> Vector:
    return tuple(map(add, a, b))


def _minus(a: Vector, b: Vector) -> Vector:
    return tuple(map(sub, a, b))
