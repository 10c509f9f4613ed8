"""The ledger of running text 文字说明的账: facts by region, implied figures, how values are shown.

Money is in 万元 here, exact; percentages in percent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from mingzhang.model import (
    FEN_PER_UNIT,
    Amount,
    Fact,
    Interval,
    Number,
    Place,
    Quantity,
    Record,
    Region,
)
from mingzhang.narrative.nouns import Mention, Passage
from mingzhang.narrative.words import Words

_UNIT = 1_000_000  # fen in 万元


@dataclass(frozen=True, slots=True)
class Narrated:
    """What running text says: facts, records for the rules, and every number accounted for."""

    facts: list[Fact] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)


def interval(mention: Mention, decimals: int = 0) -> Interval:
    """The interval of a mention: money in 万元, anything else as printed; read as printed to at
    least so many ``decimals``."""
    number = mention.mark.number
    assert number is not None
    if decimals > number.decimals:
        digits = number.digits * 10 ** (decimals - number.decimals)
        number = Quantity(digits, decimals, number.unit)
    if mention.mark.kind == "count" and not number.decimals:
        return Interval(number.exact, number.exact)
    if mention.mark.kind != "money":
        return number.interval
    scale = Fraction(FEN_PER_UNIT[number.unit], _UNIT)
    return Interval(number.interval.lo * scale, number.interval.hi * scale)


def of_fact(fact: Fact) -> Interval:
    return Interval(Fraction(fact.amount.lo, _UNIT), Fraction(fact.amount.hi, _UNIT))


def middle(value: Interval) -> Fraction:
    return (value.lo + value.hi) / 2


def ratio(part: Interval, whole: Interval) -> Interval | None:
    """100 × part ÷ whole, None when the whole may be zero."""
    if whole.lo <= 0:
        return None
    ends = [100 * a / b for a in part for b in whole]
    return Interval(min(ends), max(ends))


class Printed:
    """A value with how and where it is printed."""

    __slots__ = ("place", "text", "value")

    def __init__(self, value: Interval, text: str, place: Place) -> None:
        self.value, self.text, self.place = value, text, place


def printed(mention: Mention, where: Place | None) -> Printed:
    return Printed(interval(mention), mention.printed, placed(mention.place, where))


def placed(place: Place, where: Place | None) -> Place:
    if where is None:
        return place
    return place._replace(page=where.page, table=where.table, row=where.row, column=where.column)


def record(
    kind: str, subject: str, values: dict[str, Printed | Interval | str | None], doubt: str = ""
) -> Record:
    """A record from printed and plain values."""
    fields, printed, places = {}, {}, {}
    for name, value in values.items():
        if isinstance(value, Printed):
            fields[name], printed[name], places[name] = value.value, value.text, value.place
        else:
            fields[name] = value
    return Record(kind, subject, fields, printed, places, doubt)


class Ledger:
    """What the passages have said so far, and what the tables say, by region."""

    def __init__(self, passages: list[Passage], words: Words) -> None:
        self.passages, self.words = passages, words
        self.grammar, self.setting, self.space = words.grammar, words.setting, words.space
        self.out = Narrated()
        self.index: dict[Region, list[Printed]] = {}
        self.checked: set[int] = set()
        self.projects: dict[int, list[Record]] = {}
        numbers = [m.mark.number for p in passages for m in p.amounts]
        self.fine = any(n is not None and n.decimals for n in numbers)
        for fact in self.setting.facts:
            if not fact.blank:
                self.put(fact.region, Printed(of_fact(fact), fact.text, fact.place))
        for passage in passages:
            for mention in passage.mentions:
                if mention.role == "amount":
                    self.facts(mention, passage)

    def put(self, region: Region, printed: Printed) -> None:
        self.index.setdefault(region, []).append(printed)

    def facts(self, mention: Mention, passage: Passage) -> None:
        number = mention.mark.number
        assert number is not None
        doubt = self.slip(mention) and "单位与同列各项不同"
        amount = number.fen()
        if not number.digits and not number.decimals and self.fine:
            amount = Amount(0, 0, 0)
        for region in mention.regions:
            place = placed(mention.place, passage.where)
            fact = Fact(
                region,
                amount,
                mention.printed,
                place,
                (mention.label,),
                unit=number.unit,
                said="text",
                doubt=doubt or "",
            )
            self.out.facts.append(fact)
            if not doubt:
                self.put(region, Printed(interval(mention), mention.printed, place))

    def implied(
        self, regions: Iterable[Region], value: Interval, base: str, text: str, place: Place
    ) -> None:
        """Last year's (or the budget's) figure that a stated change implies."""
        for region in regions:
            moved = self.moved(region, base)
            if moved is None or moved == region:
                continue
            lo, hi = value.lo * _UNIT, value.hi * _UNIT
            low, high = -(-lo.numerator // lo.denominator), hi.numerator // hi.denominator
            middle = ((lo + hi + 1) / 2).__floor__()
            amount = Amount(middle, min(low, middle), max(high, middle))
            self.out.facts.append(
                Fact(moved, amount, text, place, (base, "推算"), unit="万元", said="text")
            )

    def moved(self, region: Region, base: str) -> Region | None:
        """The region that a base such as 上年, 2022年度决算数, 年初预算 turns this one into."""
        year = region.year
        found = re.search(r"((?:19|20)\d\d)|(?<!\d)(\d\d)\s*年", base)
        if found:
            year = int(found[1] or "20" + found[2])
        elif self.grammar.find("last_year", base):
            year = year - 1 if year else None
        stage = self.grammar.stage(base)
        if year is None or (not found and year == region.year and not stage):
            return None
        if stage:
            region = self.space.replace(region, "stage", self.space.members("stage", stage))
        return region._replace(year=year)

    def nearest(self, options: list[Printed], mention: Mention) -> Printed | None:
        """The last amount of the text before the mention; else the one that all agree on."""
        here = mention.place[:2]
        before = [p for p in options if not p.place.table and p.place[:2] < here]
        return max(before, key=lambda p: p.place[:2]) if before else self.only(options)

    def only(self, options: list[Printed]) -> Printed | None:
        """The one value that all these print, None when they differ among themselves."""
        if not options:
            return None
        first = min(options, key=lambda p: p.value.hi - p.value.lo)
        return first if all(first.value.meets(p.value) for p in options) else None

    def sharp(self, mention: Mention, where: Place | None) -> Printed:
        """The amount with the value that a table prints more precisely: 110 in the text is 110.00
        where a table says so. A rate may have been computed from the figure of the table or from
        the number as the text writes it, so both are within the value."""
        rough, number = printed(mention, where), mention.mark.number
        if number is None or mention.mark.kind != "money" or len(mention.regions) != 1:
            return rough
        finer = self.only([p for p in self.index.get(mention.regions[0], []) if p.place.table])
        if finer is None or not finer.value.meets(rough.value):
            return rough
        written = number.exact * Fraction(FEN_PER_UNIT[number.unit], _UNIT)
        low = max(rough.value.lo, min(finer.value.lo, written))
        high = min(rough.value.hi, max(finer.value.hi, written))
        return Printed(Interval(low, high), rough.text, rough.place)

    def is_total(self, region: Region) -> bool:
        free = [d for d in self.space.dimensions if d not in ("stage", "flow")]
        return all(self.space.free(region, d) for d in free) and not any(region[2:])

    def sums(self, region: Region) -> list[Printed]:
        """The totals of income or expenditure of that year and stage."""
        found = []
        for other, printed in self.index.items():
            if other.year == region.year and self.is_total(other):
                same = self.space.part(other, "stage") == self.space.part(region, "stage")
                if same and self.space.part(other, "flow") & self.space.part(region, "flow"):
                    names = ("opening", "closing", "surplus", "distribution")
                    if not any(self.space.within(other, "flow", n) for n in names):
                        found += printed
        return found

    def around(self, region: Region) -> list[Printed]:
        """Amounts of all funds, where the region is of some: they are no smaller."""
        field_ = self.space.dimensions["fund"].field
        wider = region._replace(mask=region.mask | field_)
        return self.index.get(wider, []) if wider != region else []

    def slip(self, mention: Mention) -> bool:
        """True when an item is in 元 and all its fellows, at least two, are in 万元."""
        if mention.among is None or mention.mark.unit != "元" or not mention.regions:
            return False
        others = {i.mark.unit for i in mention.among.items if i is not mention}
        others.add(mention.among.head.mark.unit)
        return others == {"万元"} and len(mention.among.items) > 2

    def is_budget(self, mention: Mention, of: str) -> bool:
        label = mention.label
        return bool(self.grammar.find("budget", label)) and not self.is_actual(mention)

    def is_actual(self, mention: Mention) -> bool:
        return bool(self.grammar.find("actual", mention.label))


def year_in(text: str) -> str:
    """The four-digit year that a text names, "" when none."""
    found = re.search(r"(?:19|20)\d\d", text)
    return found[0] if found else ""


def plainly(text: str) -> str:
    """A phrase without white space and quotes."""
    return re.sub(r"[\s“”\"'‘’]", "", text)


def before(current: Interval, difference: Interval, direction: str) -> Interval:
    """The figure before a change of this size and direction."""
    if direction == "up":
        return Interval(current.lo - difference.hi, current.hi - difference.lo)
    return Interval(current.lo + difference.lo, current.hi + difference.hi)


def total(items: list[Mention], decimals: int = 0) -> Interval:
    """The sum of the intervals of the items. Beside a whole printed to so many ``decimals`` an
    item with fewer has lost its zeros only: 37 beside 8726.43 is 37.00."""
    ends = [interval(i, decimals) for i in items]
    zero = Fraction(0)
    return Interval(sum((e.lo for e in ends), zero), sum((e.hi for e in ends), zero))


def sum_text(items: list[Mention]) -> str:
    """The sum as it would be written, in the unit of the items when they share one."""
    numbers = [i.mark.number for i in items]
    decimals = max(n.decimals for n in numbers)
    units = {n.unit for n in numbers}
    if len(units) > 1:
        return "+".join(i.printed for i in items)
    total = sum((n.exact for n in numbers), Fraction(0)) * 10**decimals
    digits = str(total.numerator).rjust(decimals + 1, "0")
    text = f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits
    return text + units.pop()
