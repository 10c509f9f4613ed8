"""Drawn rules to grids 表格线: which rectangles of the page are cells, and which are merged.

Rules that touch make one grid. Where no rule stands between two neighbouring fields they are one
cell, so that merged cells of headers and labels come out with the rows and columns they span.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from mingzhang.read.pdf.sheets import Rule

TOUCH = 3.0  # rules that come so near to each other meet
SAME = 2.5  # rules so near to each other are one (double borders)
GAP = 3.5  # dots and dashes of one rule are not further apart
COVERED = 0.6  # so much of the side of a field must be ruled for a wall
MOST = 2000  # rules of one direction; a page with more is a drawing, its longest are kept
LEAST = 6.0  # narrower columns and lower rows hold no text


class Cell(NamedTuple):
    """A cell of a grid: its first row and column, and how many it spans."""

    row: int
    column: int
    rows: int
    columns: int


class Grid(NamedTuple):
    """A ruled grid: the edges of its columns and rows, its cells, the cell of every field."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Cell, ...]
    fields: tuple[tuple[int, ...], ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def cell_at(self, x: float, y: float) -> int | None:
        """The position in ``cells`` of the cell that holds a point; None outside the grid."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        if 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1:
            return self.fields[row][column]
        return None

    def edges(self, cell: int) -> tuple[float, float, float, float]:
        """The box of a cell."""
        row, column, rows, columns = self.cells[cell]
        return self.xs[column], self.ys[row], self.xs[column + columns], self.ys[row + rows]


def merged(rules: Iterable[Rule]) -> list[Rule]:
    """Rules that continue each other as one: pieces cell by cell, dots and dashes."""
    rows: list[list[Rule]] = []
    for rule in sorted(rules):
        if rows and rule.at - rows[-1][0].at <= SAME and rule.at - rows[-1][-1].at <= SAME / 2:
            rows[-1].append(rule)
        else:
            rows.append([rule])
    made = []
    for row in rows:
        row.sort(key=lambda r: r.start)
        open_: list[Rule] = []
        for rule in row:
            if open_ and rule.start <= open_[-1].end + GAP:
                last = open_[-1]
                open_[-1] = last._replace(end=max(last.end, rule.end))
            else:
                open_.append(rule)
        made += open_
    return made


def ruled_grids(level: list[Rule], upright: list[Rule]) -> tuple[list[Grid], list[Rule]]:
    """The grids of a page from top to bottom, and the level rules that are in none."""
    rows = _longest([r for r in merged(level) if r.end - r.start >= LEAST])
    columns = _longest([r for r in merged(upright) if r.end - r.start >= LEAST / 2])
    made, used = [], set()
    for ours, theirs in _joined(rows, columns):
        if not ours and len(theirs) < 2:
            continue
        grid = _grid([rows[i] for i in ours], [columns[i] for i in theirs])
        if grid is not None:
            made.append(grid)
            used.update(ours)
    made = _outermost(made)
    made.sort(key=lambda g: (g.ys[0], g.xs[0]))
    return made, [r for i, r in enumerate(rows) if i not in used]


def _longest(rules: list[Rule]) -> list[Rule]:
    if len(rules) <= MOST:
        return rules
    return sorted(sorted(rules, key=lambda r: r.start - r.end)[:MOST])


def _outermost(found: list[Grid]) -> list[Grid]:
    """Without the grids that lie wholly inside another."""

    def inside(a: Grid, b: Grid) -> bool:
        return (
            a is not b
            and a.xs[0] >= b.xs[0] - 1
            and a.xs[-1] <= b.xs[-1] + 1
            and a.ys[0] >= b.ys[0] - 1
            and a.ys[-1] <= b.ys[-1] + 1
        )

    return [g for g in found if not any(inside(g, other) for other in found)]


def _joined(rows: list[Rule], columns: list[Rule]) -> list[tuple[list[int], list[int]]]:
    """Groups of rules that touch: positions of level ones, positions of upright ones."""
    parent = list(range(len(rows) + len(columns)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for j, (x, y0, y1) in enumerate(columns, len(rows)):
        for i, (y, x0, x1) in enumerate(rows):
            if x0 - TOUCH <= x <= x1 + TOUCH and y0 - TOUCH <= y <= y1 + TOUCH:
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[int], list[int]]] = {}
    for i in range(len(parent)):
        ours, theirs = groups.setdefault(root(i), ([], []))
        (ours if i < len(rows) else theirs).append(i if i < len(rows) else i - len(rows))
    return list(groups.values())


def _edges(at: list[float]) -> list[float]:
    """Places of rules, those that are one given once."""
    made: list[list[float]] = []
    for x in sorted(at):
        if made and x - made[-1][-1] <= SAME:
            made[-1].append(x)
        else:
            made.append([x])
    return [sum(m) / len(m) for m in made]


def _open_ends(edges: list[float], across: list[Rule]) -> tuple[list[float], list[float]]:
    """The edges completed where the rules across run on beyond the last: a border left out.

    Gives the edges and those of them that are not drawn.
    """
    added = []
    if len(across) >= 2:
        starts, ends = sorted(r.start for r in across), sorted(r.end for r in across)
        low, high = starts[len(starts) // 2], ends[len(ends) // 2]
        if not edges or low < edges[0] - LEAST:
            added.append(min(starts[0], low) if not edges else low)
        if not edges or high > edges[-1] + LEAST:
            added.append(high)
    return sorted([*edges, *added]), added


def _grid(rows: list[Rule], columns: list[Rule]) -> Grid | None:
    """The grid of rules that touch; None when it has no two cells side by side."""
    xs, open_x = _open_ends(_edges([r.at for r in columns]), rows)
    ys, open_y = _open_ends(_edges([r.at for r in rows]), columns)
    if len(xs) < 3 or len(ys) < 2:
        return None
    beside = _walls(xs, ys, columns, open_x)
    below = _walls(ys, xs, rows, open_y)
    return built(xs, ys, beside, below)


def _walls(
    edges: list[float], across: list[float], rules: list[Rule], drawn: list[float]
) -> list[list[bool]]:
    """For each edge and each field along it, whether a wall stands there."""
    made = []
    for k, at in enumerate(edges):
        if at in drawn or k in (0, len(edges) - 1):
            made.append([True] * (len(across) - 1))
            continue
        near = [r for r in rules if abs(r.at - at) <= SAME + 0.5]
        wall = []
        for low, high in pairwise(across):
            length = sum(max(0.0, min(r.end, high) - max(r.start, low)) for r in near)
            wall.append(length >= COVERED * (high - low))
        made.append(wall)
    return made


def built(
    xs: list[float], ys: list[float], beside: list[list[bool]], below: list[list[bool]]
) -> Grid | None:
    """The grid with these edges and walls: ``beside[x][row]``, ``below[y][column]``."""
    wide, high = len(xs) - 1, len(ys) - 1
    fields = [[-1] * wide for _ in range(high)]
    cells: list[Cell] = []
    for row in range(high):
        for column in range(wide):
            if fields[row][column] >= 0:
                continue
            right = column + 1
            while right < wide and not beside[right][row] and fields[row][right] < 0:
                right += 1
            down = row + 1
            while down < high and _goes_down(fields, beside, below, down, column, right):
                down += 1
            for r in range(row, down):
                for c in range(column, right):
                    fields[r][c] = len(cells)
            cells.append(Cell(row, column, down - row, right - column))
    if not any(c.column for c in cells):
        return None
    return Grid(tuple(xs), tuple(ys), tuple(cells), tuple(tuple(r) for r in fields))


def _goes_down(
    fields: list[list[int]],
    beside: list[list[bool]],
    below: list[list[bool]],
    row: int,
    left: int,
    right: int,
) -> bool:
    """Whether the fields from ``left`` to ``right`` of a row belong to the cell above them."""
    if any(below[row][c] or fields[row][c] >= 0 for c in range(left, right)):
        return False
    if any(beside[c][row] for c in range(left + 1, right)):
        return False
    closed = left == 0 or beside[left][row]
    return closed and (right == len(beside) - 1 or beside[right][row])
