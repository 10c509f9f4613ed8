"""Where each number and each finding's figure stands in the texts of a document.

A number is an element ``n<index>`` of the page. What a finding points at is, if it is a number,
that element; else a stretch of text or a blank cell with an element ``p<count>`` of its own; else
the paragraph or row ``L<line>`` that holds its line.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from mingzhang.model import Figure, Finding, Number, Place, Text

_DIGITS = re.compile(r"[-−－]?[\d,，.．]*\d\s*[%％]?")
_UNIT_ROOM = 4  # a printed figure may carry its unit: 788.00万元 is the number 788.00


@dataclass(frozen=True, slots=True)
class Mark:
    """``text[start:end]`` is one element of the page: a number, or what a finding points at."""

    start: int
    end: int
    id: str
    number: int = -1


@dataclass(frozen=True, slots=True)
class Target:
    """What a finding points at that is no number: ``printed`` at an offset of a line."""

    offset: int
    printed: str
    id: str


class Marks:
    """All marks of one document, found by line. ``findings`` number 1, 2, ... as the page does."""

    def __init__(self, numbers: tuple[Number, ...], findings: list[Finding]) -> None:
        self.numbers = numbers
        self._lines: dict[int, list[tuple[int, int]]] = {}
        for index, number in enumerate(numbers):
            self._lines.setdefault(number.place.line, []).append((number.place.offset, index))
        for standing in self._lines.values():
            standing.sort()
        self._targets: dict[int, list[Target]] = {}
        self._ids: dict[tuple[Place, str], str] = {}
        self.struck: dict[str, list[int]] = {}  # element -> ordinals of the findings about it
        self.aliases: dict[str, str] = {}
        self.shown: set[str] = set()
        self.anchors: list[int] = []  # lines that have an element L<line>, in order of writing
        for ordinal, finding in enumerate(findings, 1):
            for figure in finding.places:
                self.struck.setdefault(self._element(figure), []).append(ordinal)
            for figure in finding.compared:
                self._element(figure)

    def number_at(self, place: Place, printed: str = "") -> int | None:
        """The number printed at a place (or around it); by its text where the offset is off."""
        standing = self._lines.get(place.line, ())
        at = bisect_right(standing, (place.offset, len(self.numbers)))
        if at:
            offset, index = standing[at - 1]
            if place.offset < offset + max(1, len(self.numbers[index].text)):
                return index
        wanted = printed.strip()
        same = [i for _, i in standing if wanted and self.numbers[i].text.strip() == wanted]
        inside = [i for i in same if self.numbers[i].place[3:] == place[3:]]
        return next(iter(inside or same), None)

    def _element(self, figure: Figure) -> str:
        key = (figure.place, figure.printed)
        if key not in self._ids:
            self._ids[key] = self._new_element(figure)
        return self._ids[key]

    def _new_element(self, figure: Figure) -> str:
        printed = figure.printed.strip()
        index = self.number_at(figure.place, printed)
        if index is not None and printed:
            number = self.numbers[index].text
            if number in printed and len(printed) <= len(number) + _UNIT_ROOM:
                return f"n{index}"
            masked = "*" in printed and len(printed) <= len(number) + _UNIT_ROOM
            if printed in number or masked:
                return f"n{index}"
        target = Target(figure.place.offset, printed, f"p{len(self._ids)}")
        self._targets.setdefault(figure.place.line, []).append(target)
        return target.id

    def where(self, figure: Figure) -> str:
        """The element to go to for a figure, once the document is written; "" for none."""
        element = self._element(figure)
        element = self.aliases.get(element, element)
        return element if element in self.shown else self.line_anchor(figure.place.line)

    def line_anchor(self, line: int) -> str:
        """The element that holds a line, or the last one before it."""
        at = bisect_right(self.anchors, line)
        return f"L{self.anchors[at - 1]}" if at else ""

    def whole_lines(self) -> dict[str, list[int]]:
        """The elements of lines that findings point at as a whole, with the findings' ordinals."""
        found: dict[str, list[int]] = {}
        for line, targets in sorted(self._targets.items()):
            for target in targets:
                if target.id not in self.shown and target.id not in self.aliases:
                    ordinals = found.setdefault(self.line_anchor(line), [])
                    ordinals += [k for k in self.struck.get(target.id, ()) if k not in ordinals]
        return {name: ordinals for name, ordinals in found.items() if ordinals}

    def open_line(self, line: int) -> str:
        """The attribute that makes an element the anchor of its line; "" when the line has one."""
        at = bisect_left(self.anchors, line)
        if line <= 0 or (at < len(self.anchors) and self.anchors[at] == line):
            return ""
        self.anchors.insert(at, line)
        return f' id="L{line}"'

    def blank(self, text: Text) -> str:
        """The element of a blank cell that a finding points at, or ""."""
        place = text.at(0) if text.spans else Place(0)
        for target in self._targets.get(place.line, ()):
            if not target.printed and target.offset == place.offset and target.id not in self.shown:
                return target.id
        return ""

    def inside(self, text: Text) -> tuple[list[Mark], list[Mark]]:
        """The numbers in a text, and the stretches around or beside them, each without overlap."""
        numbers: list[Mark] = []
        around: list[Mark] = []
        spans, length = text.spans, len(text.text)
        for i, span in enumerate(spans):
            standing, targets = self._lines.get(span.line), self._targets.get(span.line)
            if not standing and not targets:
                continue
            stop = spans[i + 1].start if i + 1 < len(spans) else length
            shift = span.start - span.offset
            if standing:
                first = bisect_left(standing, (span.offset, -1))
                for offset, index in standing[first:]:
                    if offset + shift >= stop:
                        break
                    mark = self._number(text.text, offset + shift, index)
                    if mark and (not numbers or mark.start >= numbers[-1].end):
                        numbers.append(mark)
            for target in targets or ():
                self._around(text.text, span.start, target, shift, around)
        return numbers, _covering(sorted(around, key=lambda m: m.start), numbers)

    def unseen(self) -> list[int]:
        """Lines that bear numbers which no text of the document has shown, in order."""
        lines = {n.place.line for i, n in enumerate(self.numbers) if f"n{i}" not in self.shown}
        return sorted(lines)

    def _number(self, text: str, start: int, index: int) -> Mark | None:
        printed = self.numbers[index].text
        if printed and text.startswith(printed, start):
            return Mark(start, start + len(printed), f"n{index}", index)
        found = _DIGITS.match(text, start)
        return Mark(start, found.end(), f"n{index}", index) if found else None

    def _around(self, text: str, start: int, target: Target, shift: int, found: list[Mark]) -> None:
        if not target.printed or target.id in self.shown or target.id in self.aliases:
            return
        stretch = where_printed(text, target.printed, target.offset + shift, start)
        if stretch is None:
            return
        mark = Mark(*stretch, target.id)
        for other in found:
            if mark.start < other.end and other.start < mark.end:
                self.aliases[mark.id] = other.id
                for ordinal in self.struck.get(mark.id, ()):
                    if ordinal not in self.struck.setdefault(other.id, []):
                        self.struck[other.id].append(ordinal)
                return
        found.append(mark)


def where_printed(text: str, printed: str, at: int, start: int) -> tuple[int, int] | None:
    """Where ``printed`` stands in a text: at its place, else after the start of its line.

    ``printed`` may be masked (a star is any character) or lack the white space of the text.
    """
    piece = text[at : at + len(printed)] if at >= 0 else ""
    if len(piece) == len(printed) and all(
        a in (b, "*") for a, b in zip(printed, piece, strict=True)
    ):
        return at, at + len(printed)
    found = text.find(printed, start)
    if found >= 0:
        return found, found + len(printed)
    kept = [i for i, char in enumerate(text) if not char.isspace()]
    wanted = "".join(printed.split())
    squeezed = "".join(text[i] for i in kept)
    found = squeezed.find(wanted, bisect_left(kept, max(at, start)))
    if found < 0:
        found = squeezed.find(wanted, bisect_left(kept, start))
    return (kept[found], kept[found + len(wanted) - 1] + 1) if wanted and found >= 0 else None


def _covering(around: list[Mark], numbers: list[Mark]) -> list[Mark]:
    """The stretches, each made long enough to hold whole the numbers that it touches."""
    wide: list[Mark] = []
    for mark in around:
        start, end = mark.start, mark.end
        for number in numbers:
            if number.start < end and start < number.end:
                start, end = min(start, number.start), max(end, number.end)
        if wide and start < wide[-1].end:
            continue
        wide.append(Mark(start, end, mark.id))
    return wide
