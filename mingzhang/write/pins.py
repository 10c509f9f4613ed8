"""Pins 落点: where the figures of findings stand in the file, and what is to be hidden there.

A pin leads from a stretch of a line of the document to the boxes of a page, or to the address of
a cell or paragraph. A box holds a whole printed line or cell; which part of it is meant is said
beside it, so that who draws the page can find the very characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from mingzhang.model import (
    Box,
    Document,
    Figure,
    Finding,
    Number,
    Page,
    Paragraph,
    Place,
    Severity,
    Spot,
    Status,
    Table,
    Text,
)
from mingzhang.write.marks import where_printed
from mingzhang.write.veil import Veil

MOST_FIGURES = 40  # of one finding
MOST_PAGES = 30
MOST_CROPS = 120
_ADDRESSES = {
    "cell": re.compile(r"t(?:bl|able)\[(\d+)\]/tr\[(\d+)\]/t[cd]\[(\d+)\]"),
    "paragraph": re.compile(r"p\[(\d+)\]"),
    "footnote": re.compile(r"(?:foot|end)note\[(\d+)\]"),
}
_CELL = re.compile(r"(.*!)([A-Z]+)(\d+)")


class Sought(NamedTuple):
    """``text[start:end]`` of what is printed in ``box``; all of it where the two are equal."""

    box: Box
    text: str
    start: int
    end: int


class Pin(NamedTuple):
    """A figure of the finding ``ordinal`` (from 1), ``compared`` when the finding only compares it.
    It stands in ``sought`` of a file with pages, at ``address`` of another, where ``text`` is the
    ``nth`` of its kind (from 0)."""

    ordinal: int
    finding: Finding
    compared: bool
    figure: Figure
    sought: tuple[Sought, ...]
    address: str
    text: str
    nth: int


class Wish(NamedTuple):
    """What is to be shown of a file with pages: whole ``pages``, and ``crops`` around numbers (the
    index of each, and where it is printed). ``sought`` is to be found on the pages, ``hidden`` to
    be painted over on all that is shown. ``sizes`` has every page of the file."""

    pages: tuple[int, ...]
    sought: tuple[Sought, ...]
    crops: tuple[tuple[int, Sought], ...]
    hidden: tuple[Sought, ...]
    sizes: tuple[Page, ...]


class Picture(NamedTuple):
    """A picture (PNG) of the part ``area`` of a page, ``width`` × ``height`` pixels."""

    data: bytes
    width: int
    height: int
    area: Box


class Pictures(NamedTuple):
    """What is shown of a file: its pages in order, where each thing sought was found, and by the
    index of a number its surroundings and its place in them. ``remark`` says why there is none."""

    pages: tuple[Picture, ...] = ()
    found: tuple[tuple[Sought, Box], ...] = ()
    crops: tuple[tuple[int, Picture, Box], ...] = ()
    remark: str = ""


class Ground:
    """The lines of a document and the spots at which they stand in the file."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._spots = document.places.spots()

    def address(self, place: Place) -> str:
        """The cell, paragraph or node at a place; "" where that is not known."""
        spots = self._spots.get(place.line, [])
        at = [s for s in spots if s.start <= place.offset] or spots[:1]
        if not at:
            return ""
        between = self.line(place.line)[at[-1].end : place.offset].count("\t")
        cell = _CELL.fullmatch(at[-1].address)
        if cell and between:  # a blank cell, so many columns to the right of one that is not
            return f"{cell[1]}{_letters(cell[2], between)}{cell[3]}"
        return at[-1].address

    def line(self, number: int) -> str:
        """The text of a line; "" for a number that no line has."""
        lines = self.document.lines
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def before(self, line: int, offset: int) -> str:
        """What the cell or paragraph at a place prints before it."""
        starts = [s.start for s in self._spots.get(line, ()) if s.start <= offset]
        return self.line(line)[max(starts, default=0) : offset]

    def sought(self, line: int, start: int, end: int) -> tuple[Sought, ...]:
        """Where ``line[start:end]`` is printed; for a blank stretch, the room between its
        neighbours."""
        spots = [s for s in self._spots.get(line, ()) if s.box]
        printed = self.line(line)
        found = [
            Sought(
                s.box, printed[s.start : s.end], max(0, start - s.start), min(end, s.end) - s.start
            )
            for s in spots
            if s.box and s.start < end and start < s.end
        ]
        return tuple(found) or self._room(spots, start)

    @staticmethod
    def _room(spots: list[Spot], at: int) -> tuple[Sought, ...]:
        """The room of a blank cell between the texts beside it, or the nearest of them."""
        before = next((s.box for s in reversed(spots) if s.end <= at and s.box), None)
        after = next((s.box for s in spots if s.start > at and s.box), None)
        if before and after and before.page == after.page and after.left > before.right:
            room = before._replace(left=before.right, right=after.left)
            return (Sought(room, "", 0, 0),)
        near = before or after
        return (Sought(near, "", 0, 0),) if near else ()

    def stretch(self, figure: Figure) -> tuple[int, int]:
        """Which part of its line a figure is; the blank at its place when it is not found."""
        place, line = figure.place, self.line(figure.place.line)
        printed = figure.printed.strip()
        found = where_printed(line, printed, place.offset, 0) if printed else None
        return found or (place.offset, place.offset)


def located(ground: Ground, place: Place, said: dict) -> str:
    """Where in the file a place is, for a person: its page, its cell or paragraph, or its line, in
    ``said``."""
    if place.page is not None:
        return said["page"].format(n=place.page)
    address = ground.address(place)
    for kind, pattern in _ADDRESSES.items():
        if found := pattern.fullmatch(address):
            return said[kind].format(*found.groups())
    return address or said["line"].format(n=place.line)


def _letters(column: str, more: int) -> str:
    """The letters of the column ``more`` to the right of another."""
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - 64
    number, name = number + more, ""
    while number:
        number, digit = divmod(number - 1, 26)
        name = chr(65 + digit) + name
    return name


def pins(ground: Ground, findings: list[Finding]) -> list[Pin]:
    """The pins of all findings; ``findings`` number 1, 2, ... as the report does."""
    found = []
    for ordinal, finding in enumerate(findings, 1):
        for compared, figures in ((False, finding.places), (True, finding.compared)):
            nowhere = () if compared or finding.places else (Figure(Place(0), ""),)
            for figure in (*figures[:MOST_FIGURES], *nowhere):
                line = figure.place.line
                start, end = ground.stretch(figure)
                text = ground.line(line)[start:end]
                sought = ground.sought(line, start, end)
                address = ground.address(figure.place._replace(offset=start))
                nth = ground.before(line, start).count(text) if text else 0
                found.append(Pin(ordinal, finding, compared, figure, sought, address, text, nth))
    return found


def wish(ground: Ground, found: list[Pin], numbers: tuple[Number, ...], veil: Veil) -> Wish:
    """What the report wants to show of a file with pages: those of the findings, worst first, then
    those of what they compare, ``MOST_PAGES`` at most; and every number that is not read."""
    notes = [p for p in found if p.finding.severity is not Severity.NOTE]
    rest = [p for p in found if p.finding.severity is Severity.NOTE]
    suspect, compared = ([p for p in notes if p.compared is c] for c in (False, True))
    order = [*suspect, *compared, *(p for p in rest if not p.compared)]
    pages = dict.fromkeys(s.box.page for pin in order for s in pin.sought)
    shown = frozenset(list(pages)[:MOST_PAGES])
    sought = dict.fromkeys(s for p in found for s in p.sought if s.box.page in shown)
    crops = []
    for index, number in enumerate(numbers):
        if number.status is Status.UNREAD and len(crops) < MOST_CROPS:
            start, end = ground.stretch(Figure(number.place, number.text))
            crops += [(index, s) for s in ground.sought(number.place.line, start, end)[:1]]
    seen = shown | {s.box.page for _, s in crops}
    covered = tuple(s for s in hidden(ground, veil) if s.box.page in seen) if seen else ()
    sizes = ground.document.places.sizes
    return Wish(tuple(sorted(shown)), tuple(sought), tuple(crops), covered, sizes)


def hidden(ground: Ground, veil: Veil) -> list[Sought]:
    """All that is personal and printed on a page: whoever shows the page must paint it over."""
    stretches: dict[int, set[int]] = {}
    for number, line in enumerate(ground.document.lines, 1):
        shown = veil.words(line) if line else line
        if shown != line:
            stretches.setdefault(number, set()).update(_changed(line, shown))
    for text in _texts(ground.document):
        shown = veil.text(text)
        for at in _changed(text.text, shown) if shown != text.text else ():
            place = text.at(at)
            stretches.setdefault(place.line, set()).add(place.offset)
    return [
        sought
        for number, offsets in sorted(stretches.items())
        for start, end in _runs(sorted(offsets))
        for sought in ground.sought(number, start, end)
    ]


def _changed(before: str, after: str) -> Iterator[int]:
    """The positions of the characters that a mask changed; all of them where that is unclear."""
    if len(before) != len(after):
        return iter(range(len(before)))
    pairs = zip(before, after, strict=True)
    return iter([i for i, (a, b) in enumerate(pairs) if a != b])


def _runs(offsets: list[int]) -> Iterator[tuple[int, int]]:
    for _, group in groupby(enumerate(offsets), lambda pair: pair[1] - pair[0]):
        run = [offset for _, offset in group]
        yield run[0], run[-1] + 1


def _texts(document: Document) -> Iterator[Text]:
    """Every text of the document."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Table):
            yield from (block.title, *block.headers, *block.furniture, *block.notes)
            for row in block.rows:
                yield from (*row.label, *row.cells.values())
