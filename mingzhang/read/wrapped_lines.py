"""Text without a grid as a flow 文字流: its visible characters in order, and the gaps between.

A PDF text extractor prints the cells of a table one after another. Cells on one baseline are
joined by a space; a cell that wraps is broken over lines. What is between two runs of characters
says how likely it is that a new cell begins there. Floor 3: source lines in, positions out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise
from typing import NamedTuple

from mingzhang.model import Text
from mingzhang.read.wrapped_mend import FULL, GLUE, HALF, PAGE, SPACE, Piece, by_height, mend

LEAST_PAGES = 4  # so many page numbers in a row show that pages are counted
PAGES_MISSED = 3  # a count of pages goes on over so many pages without a number
_APART = set("类款项")  # heads of three columns, one character each
_SOLID = re.compile(r"\S+")
_RUN = re.compile(r"(?<!\S)[\u4e00-\u9fff](?:[ \u3000]{1,6}[\u4e00-\u9fff](?!\S))+|\S+")
_GLUED = re.compile(r"\d+(?:\.\d+)?(?=[\u4e00-\u9fff]{3})")
_PAGE_NUMBER = re.compile(
    r"\s*(?:[-—–]\s*\d{1,4}\s*[-—–]|第?\s*\d{1,4}\s*页?(?:\s*[/共]\s*\d+\s*页?)?)\s*"
)
_MARKED_PAGE = re.compile(r"\s*(?:[-—–]\s*\d{1,4}\s*[-—–]|第\s*\d{1,4}\s*页.{0,12})\s*")
_SAME = str.maketrans(
    "（）：，％＝＞＜≧≦⩾⩽／＊－０１２３４５６７８９．［］、｡“”‘’",
    "():,%=><≥≤≥≤/*-0123456789.[]、。\"\"''",
)
_WIDE = re.compile(r"[^\x00-\xff]")


def same(text: str) -> str:
    """``text`` in one form of punctuation, character for character."""
    return text.translate(_SAME)


def width(text: str) -> int:
    """Printed width in half characters: a Chinese character is 2 wide, a Latin one 1."""
    return len(text) + len(_WIDE.findall(text))


class Flow(NamedTuple):
    """The flow of ``lines``. ``flat`` is in one form of punctuation, ``raw`` as printed."""

    lines: list[Text]
    flat: str
    raw: str
    pieces: list[Piece]
    starts: list[int]
    furniture: dict[int, Text]  # index of the line -> page number
    widths: list[int]  # printed width of each piece

    def piece_at(self, position: int) -> int:
        """Index of the piece that holds ``flat[position]``."""
        return bisect_right(self.starts, position) - 1

    def is_edge(self, position: int) -> bool:
        """True when a piece begins at ``position`` or the flow ends there."""
        if position >= len(self.flat):
            return True
        return self.pieces[self.piece_at(position)].start == position

    def between(self, start: int, end: int) -> list[Piece]:
        """The pieces that touch ``flat[start:end]``."""
        return self.pieces[self.piece_at(start) : self.piece_at(end - 1) + 1] if start < end else []

    def opens_full_line(self, position: int) -> bool:
        """True when ``flat[position]`` begins a line a whole line below the one before."""
        piece = self.pieces[self.piece_at(position)]
        return piece.start == position and piece.gap > HALF

    def line_of(self, position: int) -> int:
        """Index of the line of ``flat[position]`` (or of the end)."""
        if position >= len(self.flat):
            return len(self.lines)
        return self.pieces[self.piece_at(position)].line

    def _offset(self, piece: Piece, position: int) -> int:
        """Where in its line ``flat[position]`` of ``piece`` is printed (spaces are not counted)."""
        if piece.right - piece.left == piece.end - piece.start:
            return piece.left + position - piece.start
        printed = self.lines[piece.line].text
        seen = [n for n in range(piece.left, piece.right) if not printed[n].isspace()]
        return seen[position - piece.start]

    def text(self, start: int, end: int) -> Text:
        """The characters ``start`` to ``end`` with their places; broken lines are joined."""
        parts: list[tuple[int, int, int]] = []
        for index in range(self.piece_at(start), len(self.pieces)):
            piece = self.pieces[index]
            if piece.start >= end:
                break
            left = piece.left if start <= piece.start else self._offset(piece, start)
            right = piece.right if end >= piece.end else self._offset(piece, end - 1) + 1
            if parts and parts[-1][0] == piece.line:
                parts[-1] = (piece.line, parts[-1][1], right)
            else:
                parts.append((piece.line, left, right))
        return Text.join([self.lines[n].cut(a, b) for n, a, b in parts])


def _is_page_number(text: str, gap: int, gap_after: int) -> bool:
    bare = text.strip()
    if not bare or not _PAGE_NUMBER.fullmatch(bare):
        return False
    if _MARKED_PAGE.fullmatch(bare):
        return True
    return PAGE in (gap, gap_after)


def _runs(text: str) -> list[tuple[int, int]]:
    """Spans of visible characters; a word set with spaces (合 计) is one."""
    spans: list[tuple[int, int]] = []
    for hit in _RUN.finditer(text):
        letters = set(hit[0]) - {" ", "\u3000"}
        if (len(letters) > 1 and not letters <= _APART) or len(hit[0]) == 1:
            spans.append(hit.span())
        else:
            spans += [m.span() for m in _SOLID.finditer(text, *hit.span())]
    return spans


def flow(
    lines: list[Text], glue_stop: tuple[str, ...] = (), wholes: frozenset[str] = frozenset()
) -> Flow:
    """The flow of ``lines``. ``glue_stop`` are units: a number before one of them is not cut off.

    ``wholes`` are names that a page break may tear: a row that goes over the page is printed as
    the upper parts of its cells, then the lower parts; those are put back behind the upper.
    """
    full = [n for n, line in enumerate(lines) if not (line.text.isspace() or not line.text)]
    gaps, counted = _line_gaps(lines, full), _page_count(lines, full)
    flat: list[str] = []
    pieces: list[Piece] = []
    furniture: dict[int, Text] = {}
    at = 0
    for order, number in enumerate(full):
        text, gap = lines[number].text, gaps[order]
        after = gaps[order + 1] if order + 1 < len(full) else PAGE
        if number in counted or _is_page_number(text, gap, after):
            furniture[number] = lines[number]
            if order + 1 < len(full):
                gaps[order + 1] = PAGE
            continue
        reached = 0
        for left, right in _runs(text):
            if reached and "\f" in text[reached:left]:
                gap = PAGE
            reached = right
            glued = _GLUED.match(text, left, right)
            if glued and not text.startswith(glue_stop, glued.end()) and gap >= HALF:
                middle = glued.end()
                pieces.append(Piece(at, at + middle - left, number, left, middle, gap))
                flat.append(text[left:middle])
                at, left, gap = at + middle - left, middle, GLUE
            run = text[left:right]
            if " " in run or "\u3000" in run:
                run = run.replace(" ", "").replace("\u3000", "")
            pieces.append(Piece(at, at + len(run), number, left, right, gap))
            flat.append(run)
            at += len(run)
            gap = SPACE
    pieces, flat = by_height(*mend(pieces, flat, wholes))
    raw = "".join(flat)
    starts, widths = [p.start for p in pieces], [width(run) for run in flat]
    return Flow(lines, same(raw), raw, pieces, starts, furniture, widths)


def _page_count(lines: list[Text], full: list[int]) -> set[int]:
    """Lines that count the pages: numbers alone before a blank line, in rising order."""
    parted = {before for before, after in pairwise([*full, len(lines) + 1]) if after - before > 1}
    if 2 * len(parted) > len(full):
        return set()
    bare = [(n, lines[n].text.strip()) for n in full if n in parted]
    alone = [(n, int(text)) for n, text in bare if len(text) < 5 and text.isdecimal()]
    best: list[int] = []
    for first, (_, opening) in enumerate(alone[:PAGES_MISSED]):
        chain, last = [], opening - 1
        for n, value in alone[first:]:
            if last < value <= last + PAGES_MISSED:
                chain.append(n)
                last = value
        best = max(best, chain, key=len)
    return set(best) if len(best) >= LEAST_PAGES else set()


def _line_gaps(lines: list[Text], full: list[int]) -> list[int]:
    """The gap before every line that is not blank.

    Where most lines are parted by a blank one, a single line break is a step of less than a line.
    """
    blanks = [0]
    for before, number in pairwise(full):
        blanks.append(max(number - before, lines[number].line - lines[before].line) - 1)
    indented = {n for n in full if lines[n].text[0] in " \f\x0c" or lines[n].spans[0].offset}
    breaks = [n for n, line in enumerate(lines) if "\f" in line.text and line.text.isspace()]
    after_break = {full[at] for at in (bisect_right(full, n) for n in breaks) if at < len(full)}
    marked = (
        indented
        if len(indented) * 8 < len(full)
        else {n for n in indented if "\f" in lines[n].text[:2]}
    )
    spaced = 2 * sum(1 for b in blanks if b) > len(full)
    gaps = []
    for number, blank in zip(full, blanks, strict=True):
        if number in marked or number in after_break or (spaced and blank >= 3):
            gaps.append(PAGE)
        elif spaced and not blank:
            gaps.append(HALF)
        else:
            gaps.append(FULL)
    return gaps
