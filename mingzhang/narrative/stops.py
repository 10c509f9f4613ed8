"""Stops in a passage 标点: where phrases, segments and sentences end."""

from __future__ import annotations

from bisect import bisect_left

from mingzhang.narrative.marks import Mark
from mingzhang.narrative.nouns import Grammar

_STOPS = ",，、:;。()!?"


class Stops:
    """The stops of a text that are inside no word and no number, by position."""

    def __init__(self, plain: str, marks: list[Mark], grammar: Grammar) -> None:
        self.plain = plain
        self.trim = grammar.patterns["trim_end"]
        kept = [m.span() for m in grammar.patterns["together"].finditer(plain)]
        inside = {i for a, b in [*kept, *((m.start, m.end) for m in marks)] for i in range(a, b)}
        self._places: dict[str, list[int]] = {}
        self.breaks = [i for i, c in enumerate(plain) if c in _STOPS and i not in inside]

    def between(self, start: int, stop: int) -> list[int]:
        """The stops from ``start`` up to but not at ``stop``."""
        return self.breaks[bisect_left(self.breaks, start) : bisect_left(self.breaks, stop)]

    def count(self, stop: int, signs: str) -> int:
        """How many stops of these signs stand before a position."""
        return bisect_left(self._at(signs), stop)

    def closed(self, start: int, signs: str = "。;!?") -> int:
        """Where the last sentence or segment before ``start`` ended."""
        found = self._at(signs)
        at = bisect_left(found, start)
        return found[at - 1] + 1 if at else 0

    def _at(self, signs: str) -> list[int]:
        """The positions of these signs, in order."""
        found = self._places.get(signs)
        if found is None:
            found = self._places[signs] = [b for b in self.breaks if self.plain[b] in signs]
        return found

    def piece(self, edge: int, start: int) -> tuple[str, int]:
        """The words just before a number, back to the last stop that is not inside a word."""
        cuts = self.between(edge, start)
        while cuts:
            piece = self.plain[cuts[-1] + 1 : start]
            bare = self.trim.sub("", piece.strip())
            if bare and not (self.plain[cuts[-1]] == ")" and len(bare) < 2):
                return piece, cuts[-1] + 1
            if self.plain[cuts[-1]] == ")":
                cuts = self._skip_bracket(cuts)
                if not cuts:
                    break
                continue
            cuts.pop()
        return self.plain[edge:start], edge

    def _skip_bracket(self, cuts: list[int]) -> list[int]:
        """Stops before the bracket that closes at the last one."""
        depth = 0
        for i in range(len(cuts) - 1, -1, -1):
            sign = self.plain[cuts[i]]
            depth += (sign == ")") - (sign == "(")
            if depth == 0:
                return cuts[:i]
        return []
