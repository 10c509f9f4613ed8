"""Drawn rules to cells: any tiling of a grid by merged cells comes back from its rules."""

from hypothesis import given
from hypothesis import strategies as st

from mingzhang.read.pdf.grids import Cell, merged, ruled_grids
from mingzhang.read.pdf.sheets import Rule


def rules(xs: list[float], ys: list[float], cells: list[Cell]) -> tuple[list[Rule], list[Rule]]:
    """The rules around every cell, side by side, as a spreadsheet prints them."""
    level, upright = [], []
    for row, column, rows, columns in cells:
        left, right = xs[column], xs[column + columns]
        top, low = ys[row], ys[row + rows]
        level += [Rule(top, left, right), Rule(low, left, right)]
        upright += [Rule(left, top, low), Rule(right, top, low)]
    return level, upright


@st.composite
def tilings(draw):
    """A grid cut into rectangles: edges and cells."""
    wide, high = draw(st.integers(2, 6)), draw(st.integers(1, 6))
    steps = st.integers(12, 90)
    xs, ys = [50.0], [80.0]
    for _ in range(wide):
        xs.append(xs[-1] + draw(steps))
    for _ in range(high):
        ys.append(ys[-1] + draw(steps))
    taken, cells = set(), []
    for row in range(high):
        for column in range(wide):
            if (row, column) in taken:
                continue
            columns = draw(st.integers(1, 3))
            rows = draw(st.integers(1, 3))
            while column + columns > wide or any(
                (row, column + k) in taken for k in range(columns)
            ):
                columns -= 1
            rows = min(rows, high - row)
            cells.append(Cell(row, column, rows, columns))
            taken |= {(row + r, column + c) for r in range(rows) for c in range(columns)}
    return xs, ys, cells


def used(cells: list[Cell]) -> bool:
    """Whether every edge inside is the edge of some cell: others cannot be seen."""
    across = {c.column for c in cells} | {c.column + c.columns for c in cells}
    down = {c.row for c in cells} | {c.row + c.rows for c in cells}
    wide = max(c.column + c.columns for c in cells)
    high = max(c.row + c.rows for c in cells)
    return across == set(range(wide + 1)) and down == set(range(high + 1)) and wide > 1


@given(tilings())
def test_merged_cells_come_back_from_their_rules(tiling):
    xs, ys, cells = tiling
    if not used(cells):
        return
    (grid,), loose = ruled_grids(*rules(xs, ys, cells))
    assert sorted(grid.cells) == sorted(cells)
    assert not loose


SQUARE = [Cell(r, c, 1, 1) for r in range(3) for c in range(3)]
XS, YS = [50.0, 150.0, 250.0, 350.0], [100.0, 120.0, 140.0, 160.0]


def test_dashes_and_dots_are_one_rule():
    dots = [Rule(100.0, x, x + 1.5) for x in range(50, 350, 4)]
    assert [(r.start, r.end) for r in merged(dots)] == [(50, 347.5)]


def test_double_borders_are_one():
    level, upright = rules(XS, YS, SQUARE)
    level += [r._replace(at=r.at + 1.6) for r in level]
    upright += [r._replace(at=r.at + 1.6) for r in upright]
    (grid,), _ = ruled_grids(level, upright)
    assert sorted(grid.cells) == SQUARE


def test_borders_left_out_at_the_sides_are_put_back():
    level, upright = rules(XS, YS, SQUARE)
    (grid,), _ = ruled_grids(level, [r for r in upright if 60 < r.at < 340])
    assert sorted(grid.cells) == SQUARE
    assert [round(x) for x in grid.xs] == XS


def test_a_frame_around_text_is_no_table():
    assert ruled_grids(*rules([50.0, 350.0], [100.0, 200.0], [Cell(0, 0, 1, 1)]))[0] == []


def test_an_underline_is_no_table():
    grids, loose = ruled_grids([Rule(100.0, 50.0, 200.0)], [])
    assert not grids
    assert loose == [Rule(100.0, 50.0, 200.0)]


def test_two_tables_that_do_not_touch_are_two():
    level, upright = rules(XS, YS, SQUARE)
    lower = rules(XS, [y + 100 for y in YS], SQUARE)
    grids, _ = ruled_grids(level + lower[0], upright + lower[1])
    assert [g.ys[0] for g in grids] == [100, 200]
