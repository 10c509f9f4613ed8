"""How a disclosure falls into pages 版面: runs that are turned alike, and where a page begins.

Word and PDF follow the same plan, so they break alike.
"""

from __future__ import annotations

from dataclasses import dataclass

from mingzhang.disclosure import Disclosure, Heading, Piece, Sheet
from mingzhang.write import measure


@dataclass(frozen=True, slots=True)
class Run:
    """Pieces on pages that are turned alike; ``breaks`` says which of them begin a page."""

    across: bool
    pieces: tuple[Piece, ...]
    breaks: tuple[bool, ...]


def runs(disclosure: Disclosure) -> list[Run]:
    """The pieces in runs; headings go with what follows them, each run begins a page."""
    found: list[tuple[bool, list[Piece]]] = []
    headings: list[Piece] = []
    for piece in disclosure.pieces:
        if isinstance(piece, Heading):
            headings.append(piece)
            continue
        across = isinstance(piece, Sheet) and measure.fitted(piece).across
        if not found or found[-1][0] != across:
            found.append((across, []))
        found[-1][1].extend([*headings, piece])
        headings = []
    if headings:
        found = found or [(False, [])]
        found[-1][1].extend(headings)
    return [
        Run(across, tuple(pieces), tuple(map(_begins, pieces, [None, *pieces[:-1]])))
        for across, pieces in found
    ]


def _begins(piece: Piece, before: Piece | None) -> bool:
    """Whether a page begins with ``piece``: a part, or a table after another."""
    if before is None:
        return False
    if isinstance(piece, Heading):
        return piece.level == 1
    return isinstance(piece, Sheet) and isinstance(before, Sheet)
