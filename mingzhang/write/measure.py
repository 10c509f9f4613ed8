"""How wide text is 字宽, and how wide the columns of a table should be: integers throughout.

Widths of text are hundredths of an em, generous enough for the typefaces that print them (a figure
is at most 0.58 em wide in any of them). Lengths on paper are twips, twentieths of a point.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from mingzhang.disclosure import Cell, Disclosure, Sheet

PORTRAIT = 8845  # the 156 mm that GB/T 9704 leaves for text on A4
LANDSCAPE = 14400  # 254 mm of the 297
PADDING = 70  # at either side of a cell's text
SIZES = (20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8)  # half points, best first
LEGIBLE = 16  # half points: a table that would be set smaller is turned across the page
COMFORTS = ((12, 18), (8, 16), (3, 16), (2, 8))  # characters of a label on a line, in what size
COVERS, TITLES, PARTS = (52, 48, 44, 40, 36), (30, 28, 26, 24), (36, 34, 32, 30)  # half points
USUAL_PAD, LONG_PAD, LEAST_PAD = 70, 50, 20  # twips over and under the text of a cell
HIGH, LOW = 10_700, 7_300  # what a page leaves for the rows of a table, upright and across
INDENT = 80  # hundredths of an em for each level of a label
_NARROW, _DIGIT, _WIDE_LATIN, _FULL = 33, 58, 106, 100
_MOST_LABEL = 16  # characters beyond which a wider column is no better


@lru_cache(maxsize=16384)
def ems(text: str) -> int:
    """The width of ``text`` on one line, in hundredths of an em."""
    total = 0
    for character in text:
        if character > "\u2e7f" or character in "“”‘’—…·×≥≤①②③④⑤⑥⑦⑧⑨⑩":
            total += _FULL
        elif character in " .,:;'|!()[]/-ilj":
            total += _NARROW if character != "-" else _DIGIT
        elif character in "%@mwMW&":
            total += _WIDE_LATIN
        else:
            total += _DIGIT + 10 * character.isupper()
    return total


@dataclass(frozen=True, slots=True)
class Fit:
    """How a table is set: ``size`` in half points, ``columns`` in twips, whether across the page
    横排, and the ``pad`` over and under the text of a cell in twips."""

    size: int
    columns: tuple[int, ...]
    across: bool
    pad: int = USUAL_PAD


@lru_cache(maxsize=256)
def fitted(sheet: Sheet) -> Fit:
    """The largest type in which no figure of the table is wider than its column.

    Upright if that leaves it legible, else across the page. A table that fits in no size is set in
    the smallest. One that would leave but a few rows to a second page is set closer.
    """
    upright = None if sheet.landscape else _best(sheet, PORTRAIT)
    if upright and upright.size >= LEGIBLE:
        return _closed(sheet, upright)
    across = _best(sheet, LANDSCAPE) or Fit(SIZES[-1], _set(sheet, LANDSCAPE, SIZES[-1]), True)
    return _closed(sheet, Fit(across.size, across.columns, True))


def _best(sheet: Sheet, room: int) -> Fit | None:
    """The largest size that fits into ``room``, with labels that are hardly broken if the type
    stays legible; None when none does."""
    for label, least in COMFORTS:
        for size in (n for n in SIZES if n >= least):
            if sum(_needs(sheet, size, label)) <= room:
                return Fit(size, _set(sheet, room, size), False)
    return None


def _closed(sheet: Sheet, fit: Fit) -> Fit:
    """``fit`` with less air, or in type a little smaller, where that saves a page of few rows."""
    room = (LOW if fit.across else HIGH) - 320 * len(sheet.notes)
    if height(sheet, fit) <= room:
        return fit
    for size in (n for n in SIZES if fit.size >= n >= max(LEGIBLE, fit.size - 2)):
        wide = LANDSCAPE if fit.across else PORTRAIT
        columns = fit.columns if size == fit.size else _set(sheet, wide, size)
        for pad in range(USUAL_PAD, LEAST_PAD - 1, -10):
            closer = Fit(size, columns, fit.across, pad)
            if height(sheet, closer) <= room:
                return closer
    return Fit(fit.size, fit.columns, fit.across, LONG_PAD)


def height(sheet: Sheet, fit: Fit) -> int:
    """How high the rows of a table are together, in twips."""
    most = [1] * sheet.rows
    for cell in sheet.cells:
        if cell.rows == 1 and cell.text:
            most[cell.row] = max(most[cell.row], lines(cell, fit))
    return sum(n * leading(fit.size) + 2 * fit.pad + 10 for n in most)


def lines(cell: Cell, fit: Fit) -> int:
    """Over how many lines the text of a cell is broken."""
    room = sum(fit.columns[cell.column : cell.column + cell.columns]) - 2 * PADDING
    return max(1, -(-(ems(cell.text) + INDENT * cell.depth) * fit.size // (10 * max(room, 1))))


def leading(size: int) -> int:
    """From line to line within a cell, in twips, for type of ``size`` half points."""
    return 13 * size


def _twips(hundredths: int, size: int) -> int:
    """A width of text in type of ``size`` half points, with the padding of its cell."""
    return -(-hundredths * size // 10) + 2 * PADDING


def _needs(sheet: Sheet, size: int, label: int = 3) -> list[int]:
    """The least width of each column: its figures whole, ``label`` characters of its labels."""
    needs = [_twips(100, size)] * len(sheet.widths)
    for cell in sheet.cells:
        if cell.text and cell.columns == 1:
            needs[cell.column] = max(needs[cell.column], _twips(_least(cell, label), size))
    for cell in sheet.cells:
        if cell.columns > 1 and cell.role == "figure":
            inside = range(cell.column, cell.column + cell.columns)
            lacking = _twips(_least(cell, label), size) - sum(needs[c] for c in inside)
            needs[cell.column] += max(0, lacking)
    return needs


def _least(cell: Cell, label: int) -> int:
    """The width below which the text of a cell would be broken where it must not."""
    whole = ems(cell.text) + INDENT * cell.depth
    if cell.role == "figure" or (cell.text.isascii() and not cell.text.isalpha()):
        return whole
    most = min(label, 3) if cell.role == "header" else label
    return min(whole, most * _FULL + INDENT * cell.depth)


def natural(sheet: Sheet) -> list[int]:
    """The width at which each column breaks hardly any text, in hundredths of an em."""
    wishes = [200] * len(sheet.widths)
    for cell in sheet.cells:
        if cell.columns == 1:
            whole = ems(cell.text) + INDENT * cell.depth
            if cell.role != "figure":
                most = 6 if cell.role == "header" else _MOST_LABEL
                whole = min(whole, most * _FULL + INDENT * cell.depth)
            wishes[cell.column] = max(wishes[cell.column], whole)
    return wishes


def _set(sheet: Sheet, room: int, size: int) -> tuple[int, ...]:
    """The columns that share ``room``: as the layout weighs them, or by what stands in them; what
    one has over what it can use goes to those that would break their text."""
    needs = _needs(sheet, size)
    wishes = [_twips(n, size) for n in natural(sheet)]
    weights = list(sheet.widths)
    if len(set(weights)) == 1:
        weights = wishes
    total = sum(weights)
    columns = [max(n, room * w // total) for n, w in zip(needs, weights, strict=True)]
    columns = _shrunk(columns, needs, room)
    spare = sum(max(0, c - w) for c, w in zip(columns, wishes, strict=True))
    lacking = sum(max(0, w - c) for c, w in zip(columns, wishes, strict=True))
    moved = min(spare, lacking)
    if moved:
        columns = [
            c - (c - w) * moved // spare if c > w else c + (w - c) * moved // lacking
            for c, w in zip(columns, wishes, strict=True)
        ]
    columns[-1] += room - sum(columns) if sum(columns) < room else 0
    return tuple(_shrunk(columns, needs, room))


def _shrunk(columns: list[int], needs: list[int], room: int) -> list[int]:
    """The columns made narrower in proportion to what they have above their needs, until they fit
    into ``room``; where the needs alone are wider, the needs."""
    over = sum(columns) - room
    free = sum(columns) - sum(needs)
    if over <= 0:
        return columns
    if over >= free:
        return list(needs)
    made = [c - (c - n) * over // free for c, n in zip(columns, needs, strict=True)]
    for at in range(len(made)):
        cut = min(sum(made) - room, made[at] - needs[at])
        made[at] -= max(0, cut)
    return made


def rows(sheet: Sheet) -> list[list[Cell]]:
    """The cells that begin in each row, from left to right."""
    made: list[list[Cell]] = [[] for _ in range(sheet.rows)]
    for cell in sorted(sheet.cells, key=lambda c: (c.row, c.column)):
        made[cell.row].append(cell)
    return made


def cover(disclosure: Disclosure) -> tuple[tuple[str, ...], int]:
    """The lines of the title on the cover, the department on its own, and their size."""
    rest = disclosure.title.removeprefix(disclosure.department)
    both = disclosure.department, rest.strip()
    lines_ = both if rest.strip() and rest != disclosure.title else (disclosure.title,)
    return lines_, min(largest(line, PORTRAIT, COVERS) for line in lines_)


def largest(text: str, room: int, sizes: tuple[int, ...]) -> int:
    """The first of some sizes, in half points, in which ``text`` fits on a line; else the last."""
    return next((n for n in sizes if ems(text) * n <= room * 10), sizes[-1])


def titled(sheet: Sheet, fit: Fit) -> int:
    """The size of the title of a table: as large as leaves it on one line, if that is legible."""
    return largest(caption(sheet), LANDSCAPE if fit.across else PORTRAIT, TITLES)


def over(sheet: Sheet, words: dict) -> tuple[str, str]:
    """What stands between title and table: the department at the left, the unit at the right."""
    by = words["by"].format(by=sheet.by) if sheet.by else ""
    return by, words["unit"].format(unit=sheet.unit) if sheet.unit else ""


def short(sheet: Sheet, disclosure: Disclosure) -> str:
    """As ``caption``, without the department and the year that every title of it says."""
    title = sheet.title.replace(disclosure.department, "")
    title = re.sub(rf"{disclosure.year}年度?", "", title).strip()
    if sheet.number and not title.startswith(sheet.number):
        return f"{sheet.number} {title}"
    return title


def caption(sheet: Sheet) -> str:
    """Number and title of a table in one line; a number that the title begins with stands once."""
    if sheet.number and not sheet.title.startswith(sheet.number):
        return f"{sheet.number} {sheet.title}"
    return sheet.title
