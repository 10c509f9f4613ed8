"""Explaining 溯源: how a figure of a disclosure came about, down to the entries of the books.

A figure is asked for by its table and the words of its row and column, as a person reads them off
the page: 「公开05表!2101301/合计」.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mingzhang.books import Leaf, Sums
from mingzhang.disclosure import Cell, Disclosure, Sheet, Stated
from mingzhang.lexicon import plain


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a figure comes from 出处: the ``leaves`` of the books that it is the sum of; ``parts``,
    the figures of the same table that add up to it; ``doing``, those that a share is made from."""

    figure: Stated
    leaves: tuple[Leaf, ...]
    parts: tuple[Stated, ...] = ()
    doing: tuple[Stated, ...] = ()


def found(disclosure: Disclosure, asked: str) -> list[Stated]:
    """The figures that ``asked`` names: the one of that key, or all whose table is the one before
    "!" and whose words hold every word after it; the shortest names first."""
    figures = list(disclosure.figures())
    exact = [f for f in figures if f.key == asked]
    if exact:
        return exact
    table, _, rest = asked.rpartition("!")
    words = [plain(word) for word in rest.split("/") if plain(word)]
    tables = {
        plain(s.number or s.title)
        for s in disclosure.sheets
        if any(_is(name, table) for name in (s.number, s.title, s.id))
    }
    kept = []
    for figure in figures:
        own, _, named = figure.key.partition("!")
        if table and plain(own) not in tables and not _is(own, table):
            continue
        parts = [plain(part) for part in named.replace(" ", "/").split("/")]
        if words and all(any(_says(part, word) for part in parts) for word in words):
            exactly = sum(word in parts for word in words)
            kept.append((-exactly, len(named), figure))
    kept.sort(key=lambda each: each[:2])
    best = kept[0][0] if kept else 0
    return [figure for exactly, _, figure in kept if exactly == best]


def _is(name: str, table: str) -> bool:
    """Whether a table goes by what was asked: its number, or words of its title."""
    own, asked = plain(name), plain(table)
    return own == asked or (len(asked) > 2 and asked in own)


def _says(part: str, word: str) -> bool:
    return part == word or (not word.isdecimal() and word in part)


def origin(disclosure: Disclosure, figure: Stated, sums: Sums) -> Origin:
    """Where a figure of the disclosure comes from."""
    by_key = {f.key: f for f in disclosure.figures()}
    leaves = sums.within(figure.region) if figure.region and figure.fen is not None else []
    parts = next((tuple(_parts(s, c)) for s, c in _cells(disclosure) if c.stated == figure), ())
    doing = tuple(by_key[key] for key in figure.doing if key in by_key)
    return Origin(figure, tuple(leaf for leaf in leaves if leaf.fen), parts, doing)


def _cells(disclosure: Disclosure) -> Iterator[tuple[Sheet, Cell]]:
    for sheet in disclosure.sheets:
        yield from ((sheet, cell) for cell in sheet.cells)


def _parts(sheet: Sheet, whole: Cell) -> Iterator[Stated]:
    at = set(whole.parts)
    for cell in sheet.cells:
        if (cell.row, cell.column) in at and cell.stated:
            yield cell.stated
