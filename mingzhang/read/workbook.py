"""Sheets 工作表 as workbooks of any format give them: texts by row and column, merged cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

MAX_COLUMNS = 400  # beyond, blank columns are left out
MAX_CELLS = 2_000_000  # cells that are styled or not, blank or not


class Merged(NamedTuple):
    """A merged cell by its first and last row and column, counted from 0."""

    row: int
    column: int
    last_row: int
    last_column: int


@dataclass(slots=True)
class Sheet:
    """A sheet: ``rows`` holds the texts as shown by row and column from 0, blank ones absent.

    ``unseen`` tells that rows or columns are hidden; ``uncomputed`` counts formulas without a
    stored value.
    """

    name: str
    hidden: bool = False
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)
    unseen: bool = False
    uncomputed: int = 0

    def put(self, row: int, column: int, text: str) -> None:
        """Takes the text of a cell."""
        self.rows.setdefault(row, {})[column] = text


@lru_cache(maxsize=1024)
def column_name(column: int) -> str:
    """The letters of a column counted from 0: A, B, ..., Z, AA."""
    name = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        name = chr(ord("A") + digit) + name
    return name


def at(row: int, column: int) -> str:
    """The address of a cell: row 0, column 1 is B1."""
    return f"{column_name(column)}{row + 1}"


def place(address: str) -> tuple[int, int] | None:
    """Row and column, from 0, of an address such as B1; None when it is none."""
    letters = address.rstrip("0123456789")
    digits = address[len(letters) :]
    if not letters.isascii() or not letters.isalpha() or not digits or len(address) > 12:
        return None
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(digits) - 1, column - 1


def stretch(area: str) -> Merged | None:
    """The rows and columns of an area such as A1:D2."""
    first, _, last = area.partition(":")
    begin, end = place(first), place(last or first)
    if begin is None or end is None or min(begin) < 0 or end[0] < begin[0] or end[1] < begin[1]:
        return None
    return Merged(*begin, *end)
