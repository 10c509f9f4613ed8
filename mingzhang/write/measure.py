"""How wide text is 字宽, and how wide the columns of a table should be: integers throughout.

Widths of text are hundredths of an em, generous enough for the typefaces that print them (a figure
is at most 0.58 em wide in any of them). Lengths on paper are twips, twentieths of a point.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from mingzhang.disclosure import Cell, Sheet

MM = 57  # twips, rounded up; a margin need not be exact
PORTRAIT = 8845  # the 156 mm that GB/T 9704 leaves for text on A4
LANDSCAPE = 14400  # 254 mm of the 297
PADDING = 57  # at either side of a cell's text
SIZES = (20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8)  # half points, best first
LEGIBLE = 16  # half points: a table that would be set smaller is turned across the page
_NARROW, _DIGIT, _WIDE_LATIN, _FULL = 30, 58, 95, 100
_LEAST_LABEL = 3  # characters of a label or a header on one line
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
    """How a table is set: ``size`` in half points, ``columns`` in twips, and whether across the
    page 横排."""

    size: int
    columns: tuple[int, ...]
    across: bool


def fitted(sheet: Sheet) -> Fit:
    """The largest type in which no figure of the table is wider than its column.

    Upright if that leaves it legible, else across the page. A table that fits in no size is set in
    the smallest.
    """
    upright = None if sheet.landscape else _best(sheet, PORTRAIT)
    if upright and upright[0] >= LEGIBLE:
        return Fit(*upright, False)
    across = _best(sheet, LANDSCAPE) or _set(sheet, LANDSCAPE, SIZES[-1])
    return Fit(*across, True)


def _best(sheet: Sheet, room: int) -> tuple[int, tuple[int, ...]] | None:
    """The largest size and its columns that fit into ``room``; None when none does."""
    for size in SIZES:
        if sum(_needs(sheet, size)) <= room:
            return _set(sheet, room, size)
    return None


def _twips(hundredths: int, size: int) -> int:
    """A width of text in type of ``size`` half points, with the padding of its cell."""
    return -(-hundredths * size // 10) + 2 * PADDING


def _needs(sheet: Sheet, size: int) -> list[int]:
    """The least width of each column: its figures on one line, a few characters of its labels."""
    needs = [_twips(100, size)] * len(sheet.widths)
    for cell in sheet.cells:
        if cell.text and cell.columns == 1:
            needs[cell.column] = max(needs[cell.column], _twips(_least(cell), size))
    for cell in sheet.cells:
        if cell.columns > 1 and cell.role == "figure":
            inside = range(cell.column, cell.column + cell.columns)
            lacking = _twips(_least(cell), size) - sum(needs[c] for c in inside)
            needs[cell.column] += max(0, lacking)
    return needs


def _least(cell: Cell) -> int:
    """The width below which the text of a cell would be broken where it must not."""
    whole = ems(cell.text)
    if cell.role == "figure" or (cell.text.isascii() and not cell.text.isalpha()):
        return whole
    least = 2 if cell.role == "header" else _LEAST_LABEL
    return min(whole, least * _FULL + 50 * cell.depth)


def natural(sheet: Sheet) -> list[int]:
    """The width at which each column breaks hardly any text, in hundredths of an em."""
    wishes = [200] * len(sheet.widths)
    for cell in sheet.cells:
        if cell.columns == 1:
            whole = ems(cell.text) + 100 * cell.depth
            if cell.role != "figure":
                most = 6 if cell.role == "header" else _MOST_LABEL
                whole = min(whole, most * _FULL)
            wishes[cell.column] = max(wishes[cell.column], whole)
    return wishes


def _set(sheet: Sheet, room: int, size: int) -> tuple[int, tuple[int, ...]]:
    """The columns that share ``room``: as the layout weighs them, or by what stands in them, and
    none below what it needs while there is room."""
    needs = _needs(sheet, size)
    weights = list(sheet.widths)
    if len(set(weights)) == 1:
        weights = natural(sheet)
    fixed: set[int] = set()
    columns = list(needs)
    while len(fixed) < len(columns):
        free = room - sum(needs[c] for c in fixed)
        total = sum(w for c, w in enumerate(weights) if c not in fixed)
        shares = {c: free * w // total for c, w in enumerate(weights) if c not in fixed}
        short = {c for c, share in shares.items() if share < needs[c]}
        if not short:
            for c, share in shares.items():
                columns[c] = share
            break
        fixed |= short
    columns[-1] += max(0, room - sum(columns))
    return size, tuple(columns)


def rows(sheet: Sheet) -> list[list[Cell]]:
    """The cells that begin in each row, from left to right."""
    made: list[list[Cell]] = [[] for _ in range(sheet.rows)]
    for cell in sorted(sheet.cells, key=lambda c: (c.row, c.column)):
        made[cell.row].append(cell)
    return made


def over(sheet: Sheet, words: dict) -> tuple[str, str]:
    """What stands between title and table: the department at the left, the unit at the right."""
    by = words["by"].format(by=sheet.by) if sheet.by else ""
    return by, words["unit"].format(unit=sheet.unit) if sheet.unit else ""


def caption(sheet: Sheet) -> str:
    """Number and title of a table in one line; a number that the title begins with stands once."""
    if sheet.number and not sheet.title.startswith(sheet.number):
        return f"{sheet.number} {sheet.title}"
    return sheet.title
