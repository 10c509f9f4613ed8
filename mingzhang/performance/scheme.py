"""The scoring rule 评分办法 that a form prints about itself in its notes.

What a form does not print is None; the national rule is applied only then, and by other rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from fractions import Fraction

from mingzhang.model import Interval
from mingzhang.performance.words import Vocabulary, plain


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scoring rule as printed: full marks of each part, bands of grades, the two formulas.

    ``bands`` are (lowest total, grade), best first.
    """

    execution: Fraction | None = None
    output: Fraction | None = None
    benefit: Fraction | None = None
    satisfaction: Fraction | None = None
    bands: tuple[tuple[Fraction, str], ...] = ()
    positive: bool = False
    negative: bool = False
    principle: bool = False

    def over(self, other: Scheme) -> Scheme:
        """This scheme, with what it does not say taken from ``other``."""
        lacking = [f.name for f in fields(self) if not getattr(self, f.name)]
        return replace(self, **{name: getattr(other, name) for name in lacking})


def read(text: str, words: Vocabulary) -> Scheme:
    """The scoring rule in the notes under a form; an empty Scheme when they print none."""
    said = plain(text)
    numbers = {}
    for part in ("execution", "output", "benefit", "satisfaction"):
        found = words.patterns[f"scoring.{part}"].search(said)
        numbers[part] = Fraction(found[1]) if found else None
    given = [n for n in numbers.values() if n is not None]
    if len(given) < len(numbers) or sum(given) != 100:  # a report of scores, not a rule
        numbers = dict.fromkeys(numbers)
    return Scheme(
        **numbers,
        bands=_bands(said, words),
        positive=bool(words.patterns["scoring.positive"].search(said)),
        negative=bool(words.patterns["scoring.negative"].search(said)),
        principle=bool(words.patterns["scoring.principle"].search(said)),
    )


def _bands(said: str, words: Vocabulary) -> tuple[tuple[Fraction, str], ...]:
    found = [
        (min(Fraction(m[1]), Fraction(m[2])), m[3])
        for m in words.patterns["scoring.band"].finditer(said)
    ]
    floor = words.patterns["scoring.floor"].search(said)
    if not found or not floor or found[-1][0] != Fraction(floor[1]):
        return ()
    return (*found, (Fraction(0), floor[2]))


def national(words: Vocabulary) -> tuple[tuple[Fraction, str], ...]:
    """The bands of the national rule."""
    return tuple(
        (Fraction(low), grade) for low, grade in words.pack["scoring"]["national"]["bands"]
    )


def grade(total: Interval, bands: tuple[tuple[Fraction, str], ...], words: Vocabulary) -> str:
    """The grade of a total; "" when its last printed digit leaves it open."""
    lows = {_band(end, bands) for end in (total.lo, (total.lo + total.hi) / 2)}
    return same_grade(lows.pop(), words) if len(lows) == 1 else ""


def _band(total: Fraction, bands: tuple[tuple[Fraction, str], ...]) -> str:
    return next((name for low, name in bands if total >= low), "")


def same_grade(name: str, words: Vocabulary) -> str:
    """One word for each grade: 优秀 and 优 are one."""
    said = re.sub(r"[“”\"'（）()级等次]", "", plain(name))
    for names in words.pack["scoring"]["national"]["equal"]:
        if said in names:
            return names[0]
    return said
