"""Grids with their text 表格: what every cell says, and tables that go on over pages 续表.

A row of a table becomes one line of the document, its cells parted by tabs; a merged cell is
written at its upper left field and leaves the others blank, as in tab text.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import NamedTuple

from mingzhang.read.pdf.grids import Grid
from mingzhang.read.pdf.lettering import EXACT, WHOLE, Piece, rows, run, said, straddles
from mingzhang.read.pdf.sheets import Glyph

_CLOSE = 0.2  # of the height: characters so near belong to one word across a wall
_TIGHT = 1.0  # points: what stands so near to a wall may run over it
_FREE = 14.0  # points: a line that leaves less free in its cell may be broken by its wall
_MATCH = 3.0  # points between the edges of the same column on two pages


class Field(NamedTuple):
    """A cell with its text, the pieces that it is printed in, and the room at its last line."""

    column: int
    columns: int
    text: str
    pieces: tuple[Piece, ...]
    room: float


class Lined(NamedTuple):
    """A row of a table: the fields that begin in it, and its box."""

    fields: tuple[Field, ...]
    page: int
    box: tuple[float, float, float, float]


class Ruled(NamedTuple):
    """A table of one page: the edges of its columns and its rows."""

    xs: tuple[float, ...]
    rows: tuple[Lined, ...]
    page: int
    box: tuple[float, float, float, float]
    drawn: bool = True


def filled(grid: Grid, glyphs: list[Glyph], page: int, drawn: bool = True) -> Ruled:
    """The grid with the characters that stand in it; ``drawn`` when its upright rules are."""
    homes = _homes(grid, glyphs)
    inside: dict[int, list[Glyph]] = {}
    for glyph, home in zip(glyphs, homes, strict=True):
        inside.setdefault(home, []).append(glyph)
    begun: dict[int, list[Field]] = {}
    for number, cell in enumerate(grid.cells):
        x0, _, x1, _ = grid.edges(number)
        lines = [run(r) for r in rows(inside[number])] if number in inside else []
        text, pieces = said(lines, x1 - x0, page)
        room = x1 - x0 - (lines[-1].x1 - lines[-1].x0) if lines else x1 - x0
        begun.setdefault(cell.row, []).append(
            Field(cell.column, cell.columns, text, tuple(pieces), room)
        )
    left, right = grid.xs[0], grid.xs[-1]
    made = [
        Lined(
            tuple(sorted(begun.get(r, ()), key=lambda f: f.column)), page, (left, top, right, low)
        )
        for r, (top, low) in enumerate(pairwise(grid.ys))
    ]
    return Ruled(grid.xs, tuple(made), page, grid.box, drawn)


def _homes(grid: Grid, glyphs: list[Glyph]) -> list[int]:
    """The cell of each character: that of its middle, or that of most of its word when the word
    runs over a wall."""
    homes = []
    torn = False
    xs, ys, fields = grid.xs, grid.ys, grid.fields
    wide, high = len(xs) - 2, len(ys) - 2
    for x0, y0, x1, y1, _ in glyphs:
        middle = (x0 + x1) / 2
        column = min(max(bisect_right(xs, middle) - 1, 0), wide)
        row = min(max(bisect_right(ys, (y0 + y1) / 2) - 1, 0), high)
        homes.append(fields[row][column])
        if x0 < xs[column] + _TIGHT or x1 > xs[column + 1] - _TIGHT:
            torn = True
    if torn:
        _mend(grid, glyphs, homes)
    return homes


def _mend(grid: Grid, glyphs: list[Glyph], homes: list[int]) -> None:
    """Gives words that run over a wall to one cell, in place."""
    place = {id(g): i for i, g in enumerate(glyphs)}
    walls = list(grid.xs)
    for row in rows(glyphs):
        for word in _words(row):
            own = [homes[place[id(g)]] for g in word]
            if len(set(own)) > 1 and (
                any(straddles(g, walls) and _walled(grid, g) for g in word)
                or _one_figure(word, own)
            ):
                most = max(set(own), key=own.count)
                for g in word:
                    homes[place[id(g)]] = most


def _one_figure(word: list[Glyph], own: list[int]) -> bool:
    """Whether characters at both sides of a wall are one figure: together they make one, and they
    are not a whole figure at each side."""
    parts = [
        "".join(g.char for g, o in zip(word, own, strict=True) if o == home)
        for home in dict.fromkeys(own)
    ]
    return bool(WHOLE.fullmatch("".join(parts))) and not all(EXACT.fullmatch(p) for p in parts)


def _words(row: list[Glyph]) -> list[list[Glyph]]:
    """A line cut where two characters do not touch, or do not stand on one height."""
    words = [[row[0]]]
    for glyph in row[1:]:
        last = words[-1][-1]
        if glyph.x0 - last.x1 <= _CLOSE * (glyph.y1 - glyph.y0) and abs(glyph.y0 - last.y0) <= 1.5:
            words[-1].append(glyph)
        else:
            words.append([glyph])
    return words


def _walled(grid: Grid, glyph: Glyph) -> bool:
    """Whether the wall through a character is one in its row."""
    middle = (glyph.y0 + glyph.y1) / 2
    return grid.cell_at(glyph.x0 + 0.1, middle) != grid.cell_at(glyph.x1 - 0.1, middle)


def same_columns(a: Ruled, b: Ruled) -> list[int] | None:
    """For the column edges of ``b`` their positions among those of ``a``, when ``b`` may continue
    ``a``: every edge of one is an edge of the other. None when not, or when ``b`` has more edges.
    Edges that are not drawn are only known to lie between two columns.
    """
    if not a.drawn and not b.drawn and len(a.xs) == len(b.xs):
        between = zip(a.xs[1:-1], b.xs[1:-1], a.xs[:-2], a.xs[2:], strict=True)
        near = all(low < x < high and low < y < high for x, y, low, high in between)
        return list(range(len(a.xs))) if near else None
    if abs(a.xs[0] - b.xs[0]) > _MATCH or abs(a.xs[-1] - b.xs[-1]) > _MATCH:
        return None
    found = []
    for x in b.xs:
        nearest = min(range(len(a.xs)), key=lambda i: abs(a.xs[i] - x))
        if abs(a.xs[nearest] - x) > _MATCH:
            return None
        found.append(nearest)
    return found if len(set(found)) == len(found) else None


def moved(table: Ruled, positions: list[int], xs: tuple[float, ...]) -> Ruled:
    """The table with its columns at ``positions`` among the edges ``xs``."""
    if len(positions) == len(xs):
        return table._replace(xs=xs)
    rows_ = tuple(
        row._replace(
            fields=tuple(
                f._replace(
                    column=positions[f.column],
                    columns=positions[f.column + f.columns] - positions[f.column],
                )
                for f in row.fields
            )
        )
        for row in table.rows
    )
    return table._replace(xs=xs, rows=rows_)


def aligned(tables: list[Ruled]) -> list[Ruled]:
    """Pages of one table with the same columns: those of the page that has the most."""
    fullest = max(tables, key=lambda t: len(t.xs))
    made = []
    for table in tables:
        positions = same_columns(fullest, table)
        made.append(table if positions is None else moved(table, positions, fullest.xs))
    return made


def continues(before: Ruled, after: Ruled) -> bool:
    """Whether the columns of a table on the next page are those of the table before."""
    return same_columns(before, after) is not None or same_columns(after, before) is not None


def usual(rows_: list[Lined]) -> frozenset[int]:
    """The columns in which nearly every row says something."""
    said = [{f.column for f in row.fields if f.text} for row in rows_]
    said = [s for s in said if len(s) > 1]
    every = {c for s in said for c in s}
    return frozenset(c for c in every if sum(c in s for s in said) * 10 >= len(said) * 9)


def rejoined(last: Lined, first: Lined, filled_: frozenset[int]) -> Lined | None:
    """One row of the two that a page break made of it; None when they are two.

    The lower part says something only in cells whose upper part was broken by the wall, or is
    blank though the column is not (``filled_``, of ``usual``); it leaves blank some cell that the
    upper part fills, and prints no figure of its own.
    """
    upper = {f.column: f for f in last.fields}
    lower = {f.column: f for f in first.fields if f.text}
    full = {c for c, f in upper.items() if f.text}
    if not lower or set(lower) - full - (filled_ & set(upper)) or not (full & filled_) - set(lower):
        return None
    if len(lower) >= len(full):
        return None
    for column, field in lower.items():
        over = upper[column]
        if not over.text:
            if _is_figure(field.text):
                return None
            continue
        if over.columns != field.columns or over.room > _FREE + _height(over):
            return None
        if _is_figure(over.text) and _is_figure(field.text) and "." in over.text[-3:-1]:
            return None
    made = []
    for field in last.fields:
        more = lower.get(field.column)
        if more is None:
            made.append(field)
            continue
        start = len(field.text)
        pieces = [p._replace(start=p.start + start, end=p.end + start) for p in more.pieces]
        made.append(
            field._replace(
                text=field.text + more.text, pieces=(*field.pieces, *pieces), room=more.room
            )
        )
    return last._replace(fields=tuple(made))


def _height(field: Field) -> float:
    last = field.pieces[-1]
    return last.y1 - last.y0


def _is_figure(text: str) -> bool:
    return bool(text) and not text.strip("0123456789.,，-%％ ")


def printed(row: Lined, columns: int) -> tuple[str, list[Piece]]:
    """The row as a line: its cells parted by tabs, and its pieces by their place in the line."""
    parts: list[str] = []
    pieces: list[Piece] = []
    length = 0
    fields = {f.column: f for f in row.fields}
    for column in range(columns):
        if column:
            parts.append("\t")
            length += 1
        field = fields.get(column)
        if field is None or not field.text:
            continue
        text = field.text.replace("\t", " ")
        parts.append(text)
        pieces += [p._replace(start=p.start + length, end=p.end + length) for p in field.pieces]
        length += len(text)
    return "".join(parts), pieces
