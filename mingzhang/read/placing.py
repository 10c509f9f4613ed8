"""Packing of places 出处: where the lines of a document stand in its file, as readers say it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import Any

from mingzhang.model import Page, Places, Spot

_FINE = 100  # to a point


def on_pages(
    lines: Sequence[Iterable[tuple]], pages: tuple[int, ...], sizes: tuple[Page, ...]
) -> Places:
    """The places of a file with pages. Of each line its page, and its pieces: start, end, page, and
    left, top, right, bottom in points."""
    packed = array("i")
    add = packed.extend
    turns: list[tuple[int, int, int]] = []
    for number, pieces in enumerate(lines, 1):
        last = pages[number - 1]
        for start, end, page, x0, y0, x1, y1 in pieces:
            add((number, start, end, page))
            add((int(x0 * _FINE), int(y0 * _FINE), int(x1 * _FINE), int(y1 * _FINE)))
            if page != last:
                turns.append((number, start, page))
                last = page
    return Places(pages, sizes, packed.tobytes(), turns=tuple(turns))


def page(width: Any, height: Any, turn: int = 0) -> Page:
    """A page by its size in points."""
    return Page(int(width * _FINE), int(height * _FINE), turn)


def at_addresses(lines: Sequence[Iterable[Spot]]) -> Places:
    """The places of a file without pages: for each line its spots with their addresses."""
    packed = array("i")
    addresses: list[str] = []
    for number, spots in enumerate(lines, 1):
        for spot in spots:
            packed.extend((number, spot.start, spot.end))
            addresses.append(spot.address.replace("\0", ""))
    return Places(packed=packed.tobytes(), addresses="\0".join(addresses))
