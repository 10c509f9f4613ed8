"""Facts, records and numbers from the mentions of all passages 文字说明的数、审核行与去向.

Kinds of record and their fields (money in 万元, percentages in percent; all intervals):

* share 占比: part, whole, percent, ceiling (an amount that holds the whole; when it is not known)
* change 增减: current, previous, difference, percent, direction (up, down, either), base
  (the previous amount, printed or implied)
* completion 完成率: actual, budget, percent
* percapita 人均: total (元), count, each (元)
* list 列举: whole, added, count, complete (yes, no); split 人数辆数等的列举: the same
* score 得分: total, added, count
* zero_base 零基数: base, percent, of (share, growth, completion)
* comparison 大小: left, right, word (less, more, equal)
* list_unit 单位: value, unit, others; bare_unit 单位不全: text
* project 项目执行: budget, actual, percent; projects 项目合计: stated_count, count, stated, added
* coverage 绩效目标覆盖: amount, whole
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
    Record,
    Region,
    Status,
)
from mingzhang.narrative.mentions import Grammar, List, Mention, Passage, Setting

_UNIT = 1_000_000  # fen in 万元
_NAMES = {
    "difference": "增减额", "growth": "增减率", "share": "占比", "completion": "完成率",
    "percapita": "人均数", "rate": "比率", "count": "数量", "score": "分值",
    "previous": "上年数",
}


@dataclass(frozen=True, slots=True)
class Narrated:
    """What running text says: facts, records for the rules, and every number accounted for."""

    facts: list[Fact] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)


def interval(mention: Mention) -> Interval:
    """The interval of a mention: money in 万元, anything else as printed."""
    number = mention.mark.number
    assert number is not None
    if mention.mark.kind == "count" and not number.decimals:
        return Interval(number.exact, number.exact)
    if mention.mark.kind != "money":
        return number.interval
    scale = Fraction(FEN_PER_UNIT[number.unit], _UNIT)
    return Interval(number.interval.lo * scale, number.interval.hi * scale)


def _of_fact(fact: Fact) -> Interval:
    return Interval(Fraction(fact.amount.lo, _UNIT), Fraction(fact.amount.hi, _UNIT))


def _middle(value: Interval) -> Fraction:
    return (value.lo + value.hi) / 2


def _ratio(part: Interval, whole: Interval) -> Interval | None:
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


def _printed(mention: Mention, where: Place | None) -> Printed:
    return Printed(interval(mention), mention.printed, _placed(mention.place, where))


def _placed(place: Place, where: Place | None) -> Place:
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


def records(passages: list[Passage], grammar: Grammar, setting: Setting) -> Narrated:
    """Everything the passages say."""
    return _Account(passages, grammar, setting).run()


class _Account:
    """Builds the facts first, then the records that need to look amounts up."""

    def __init__(self, passages: list[Passage], grammar: Grammar, setting: Setting) -> None:
        self.passages, self.grammar, self.setting = passages, grammar, setting
        self.space = setting.lexicon.space
        self.out = Narrated()
        self.index: dict[Region, list[Printed]] = {}
        self.checked: set[int] = set()
        self.projects: dict[int, list[Record]] = {}

    def run(self) -> Narrated:
        for fact in self.setting.facts:
            if not fact.blank:
                self._put(fact.region, Printed(_of_fact(fact), fact.text, fact.place))
        for passage in self.passages:
            for mention in passage.mentions:
                if mention.role == "amount":
                    self._facts(mention, passage)
        for passage in self.passages:
            self._remarks(passage)
            self._lists(passage)
            self._covers(passage)
            self._orders(passage)
            self._flats(passage)
            self._heads(passage)
            self._units(passage)
            self._totals(passage)
            self._coverage(passage)
        self._projects()
        for passage in self.passages:
            for mention in passage.mentions:
                self.out.numbers.append(self._number(mention, passage))
        return self.out

    def _put(self, region: Region, printed: Printed) -> None:
        self.index.setdefault(region, []).append(printed)

    # -- facts -------------------------------------------------------------------------------

    def _facts(self, mention: Mention, passage: Passage) -> None:
        number = mention.mark.number
        assert number is not None
        doubt = self._slip(mention) and "单位与同列各项不同"
        for region in mention.regions:
            place = _placed(mention.place, passage.where)
            fact = Fact(
                region, number.fen(), mention.printed, place, (mention.label,),
                unit=number.unit, said="text", doubt=doubt or "",
            )
            self.out.facts.append(fact)
            if not doubt:
                self._put(region, Printed(interval(mention), mention.printed, place))

    def _implied(
        self, regions: Iterable[Region], value: Interval, base: str, text: str, place: Place
    ) -> None:
        """Last year's (or the budget's) figure that a stated change implies."""
        for region in regions:
            moved = self._moved(region, base)
            if moved is None or moved == region:
                continue
            lo, hi = value.lo * _UNIT, value.hi * _UNIT
            low, high = -(-lo.numerator // lo.denominator), hi.numerator // hi.denominator
            middle = ((lo + hi + 1) / 2).__floor__()
            amount = Amount(middle, min(low, middle), max(high, middle))
            self.out.facts.append(
                Fact(moved, amount, text, place, (base, "推算"), unit="万元", said="text")
            )

    def _moved(self, region: Region, base: str) -> Region | None:
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

    # -- remarks -----------------------------------------------------------------------------

    def _remarks(self, passage: Passage) -> None:
        """Groups of remarks after one amount: they speak of the same subject."""
        group: list[Mention] = []
        for mention in [*passage.mentions, None]:
            if mention is not None and mention.role in ("difference", "growth", "share",
                                                        "completion"):
                if group and group[-1].subjects[:1] != mention.subjects[:1]:
                    self._group(group, passage)
                    group = []
                group.append(mention)
                continue
            if mention is None or mention.role in ("amount", "previous"):
                if group:
                    self._group(group, passage)
                group = []

    def _group(self, group: list[Mention], passage: Passage) -> None:
        chains = [m.subjects for m in group if m.subjects]
        if not chains:
            return
        candidates = chains[0] if self._loose(chains[0][0], passage) else chains[0][:1]
        scores = [
            sum(self._agrees(m, group, s, passage) for m in group) for s in candidates
        ]
        best = scores.index(max(scores))
        subject = candidates[best]
        doubt = ""
        if len(candidates) > 1 and max(scores) == 0:
            doubt = "这句话说的是列举的末项还是总数，不能确定"
        done: set[int] = set()
        for mention in group:
            if id(mention) in done:
                continue
            chosen = mention.subjects[0] if mention.named and mention.subjects else subject
            if mention.role == "share":
                self._share(mention, chosen, passage, doubt)
            elif mention.role == "completion":
                self._completion(mention, chosen, passage, doubt)
            else:
                pair = self._pair(mention, group)
                done |= {id(m) for m in pair}
                self._change(pair, chosen, passage, doubt)

    def _loose(self, last: Mention, passage: Passage) -> bool:
        """True when the item before has no remark of its own, so that the remark may be the
        whole's."""
        if last.among is None or len(last.among.items) < 2:
            return False
        items, at = last.among.items, passage.mentions
        before = items[items.index(last) - 1]
        if before not in at:
            return False
        between = at[at.index(before) + 1 : at.index(last)]
        return not any(m.role in ("share", "growth", "difference", "completion") for m in between)

    def _pair(self, mention: Mention, group: list[Mention]) -> list[Mention]:
        at = group.index(mention)
        following = group[at + 1] if at + 1 < len(group) else None
        if (
            mention.role == "difference"
            and following is not None
            and following.role == "growth"
            and following.segment == mention.segment
        ):
            return [mention, following]
        return [mention]

    def _agrees(
        self, mention: Mention, group: list[Mention], subject: Mention, passage: Passage
    ) -> bool:
        """True when the remark fits this subject."""
        if mention.role == "share":
            whole = self._whole(mention, subject, passage)
            if whole is None:
                return False
            found = _ratio(interval(subject), whole.value)
            return found is not None and found.meets(interval(mention))
        if mention.role == "growth":
            at = group.index(mention)
            before = group[at - 1] if at and group[at - 1].role == "difference" else None
            if before is None:
                return False
            difference, current = interval(before), interval(subject)
            sign = 1 if before.word in self.grammar.words["role"]["up"] else -1
            base = Interval(
                current.lo - (difference.hi if sign > 0 else -difference.lo),
                current.hi - (difference.lo if sign > 0 else -difference.hi),
            )
            found = _ratio(difference, base)
            return found is not None and found.meets(interval(mention))
        return False

    # -- shares ------------------------------------------------------------------------------

    def _whole(self, mention: Mention, subject: Mention, passage: Passage) -> Printed | None:
        """The amount that a share is of: named, or the head of the list."""
        head = subject.head
        named = mention.of.strip("，,、 ")
        if not named:
            return _printed(head, passage.where) if head is not None else None
        if head is not None and plainly(named) and plainly(named) in plainly(head.label):
            return _printed(head, passage.where)
        region = self._named_region(named, subject)
        if region is None:
            return None
        if head is not None and region in head.regions:
            return _printed(head, passage.where)
        exact = self.index.get(region)
        if exact:
            return self._nearest(exact, mention)
        return self._nearest(self._sums(region), mention) if self._is_total(region) else None

    def _nearest(self, options: list[Printed], mention: Mention) -> Printed | None:
        """The last amount of the text before the mention; else the one that all agree on."""
        here = mention.place[:2]
        before = [p for p in options if not p.place.table and p.place[:2] < here]
        return max(before, key=lambda p: p.place[:2]) if before else self._only(options)

    def _named_region(self, phrase: str, subject: Mention) -> Region | None:
        reading = self.setting.lexicon.read(phrase, "text")
        if reading.unread:
            return None
        start = self.space.everything
        region, _ = self.setting.lexicon.compose([reading.terms], start)
        stage = self.space.part(subject.regions[0], "stage") if subject.regions else 0
        year = subject.regions[0].year if subject.regions else self.setting.year
        if self.space.free(region, "stage") or not reading.says:
            region = self.space.replace(
                region, "stage", stage or self.space.members("stage", self.setting.stage)
            )
        return region._replace(year=reading.years[-1] if reading.years else year)

    def _is_total(self, region: Region) -> bool:
        free = [d for d in self.space.dimensions if d not in ("stage", "flow")]
        return all(self.space.free(region, d) for d in free) and not any(region[2:])

    def _sums(self, region: Region) -> list[Printed]:
        """The totals of income or expenditure of that year and stage."""
        found = []
        for other, printed in self.index.items():
            if other.year == region.year and self._is_total(other):
                same = self.space.part(other, "stage") == self.space.part(region, "stage")
                if same and self.space.part(other, "flow") & self.space.part(region, "flow"):
                    names = ("opening", "closing", "surplus", "distribution")
                    if not any(self.space.within(other, "flow", n) for n in names):
                        found += printed
        return found

    def _only(self, options: list[Printed]) -> Printed | None:
        """The one value that all these print, None when they differ among themselves."""
        if not options:
            return None
        first = min(options, key=lambda p: p.value.hi - p.value.lo)
        return first if all(first.value.meets(p.value) for p in options) else None

    def _share(self, mention: Mention, subject: Mention, passage: Passage, doubt: str) -> None:
        whole = self._whole(mention, subject, passage)
        part, percent = _printed(subject, passage.where), _printed(mention, passage.where)
        self.checked |= {id(subject), id(mention)}
        if whole is not None and _middle(whole.value) == 0:
            self._zero(mention, whole, "share", passage, subject.label)
            return
        ceiling = None
        if whole is None and mention.of:
            region = self._named_region(mention.of, subject)
            wider = self._around(region) if region is not None else []
            ceiling = self._nearest(wider, mention)
        values = {"part": part, "whole": whole, "percent": percent, "ceiling": ceiling}
        self.out.records.append(record("share", subject.label, values, doubt))

    def _around(self, region: Region) -> list[Printed]:
        """Amounts of all funds, where the region is of some: they are no smaller."""
        field_ = self.space.dimensions["fund"].field
        wider = region._replace(mask=region.mask | field_)
        return self.index.get(wider, []) if wider != region else []

    def _zero(
        self, mention: Mention, base: Printed, of: str, passage: Passage, subject: str
    ) -> None:
        values = {"percent": _printed(mention, passage.where), "base": base, "of": of}
        self.out.records.append(record("zero_base", subject, values))

    # -- completion --------------------------------------------------------------------------

    def _completion(
        self, mention: Mention, subject: Mention, passage: Passage, doubt: str
    ) -> None:
        """实际 ÷ 预算: the actual is the last amount, the budget stands before it."""
        subject = mention.subjects[0]
        amounts = [m for m in passage.amounts if m.mark.start < mention.mark.start]
        budget = self._budget_before(amounts, subject, mention.of)
        if self._is_budget(subject, "") and budget is None and not self._is_actual(subject):
            return
        found = _printed(budget, passage.where) if budget else self._budget_of(subject, mention.of)
        self.checked |= {id(subject), id(mention)} | ({id(budget)} if budget else set())
        if found is not None and _middle(found.value) == 0:
            self._zero(mention, found, "completion", passage, subject.label)
            return
        values = {
            "actual": _printed(subject, passage.where),
            "budget": found,
            "percent": _printed(mention, passage.where),
        }
        name = passage.subject or subject.label
        self.out.records.append(record("completion", name, values, doubt))
        if budget is not None and self.grammar.find("project_name", passage.project):
            made = record("project", passage.project, dict(values))
            self.out.records.append(made)
            self.projects.setdefault(id(passage), []).append(made)

    def _budget_before(
        self, amounts: list[Mention], subject: Mention, of: str
    ) -> Mention | None:
        """The budget printed just before the actual; the one named 年初 or 全年 when two are."""
        budgets = []
        for other in reversed(amounts):
            if other is subject:
                continue
            if not (self._is_budget(other, of) and self._same_subject(other, subject)):
                break
            budgets.append(other)
        named = [b for b in budgets if of and of in b.label]
        return (named or budgets or [None])[0]

    def _is_budget(self, mention: Mention, of: str) -> bool:
        label = mention.label
        return bool(self.grammar.find("budget", label)) and not self._is_actual(mention)

    def _is_actual(self, mention: Mention) -> bool:
        return bool(self.grammar.find("actual", mention.label))

    def _same_subject(self, budget: Mention, actual: Mention) -> bool:
        """True when both speak of one thing: regions that differ in the stage only."""
        if not (budget.regions and actual.regions):
            return budget.sentence == actual.sentence
        a, b = (self.space.replace(m.regions[0], "stage", 0) for m in (budget, actual))
        return a._replace(year=None) == b._replace(year=None)

    def _budget_of(self, actual: Mention, of: str) -> Printed | None:
        if not actual.regions:
            return None
        stages = {"年初": ["original"], "全年": ["revised"], "调整": ["revised"]}.get(
            of, ["original", "revised"]
        )
        found = []
        for stage in stages:
            bits = self.space.members("stage", stage)
            found += self.index.get(self.space.replace(actual.regions[0], "stage", bits), [])
        return self._only(found)

    # -- changes -----------------------------------------------------------------------------

    def _change(
        self, pair: list[Mention], subject: Mention, passage: Passage, doubt: str
    ) -> None:
        first = pair[0]
        if not first.base:
            return
        difference = first if first.role == "difference" else None
        percent = next((m for m in pair if m.role == "growth"), None)
        direction = self._direction(first)
        current = _printed(subject, passage.where)
        previous = self._previous(first, subject, passage)
        base = previous.value if previous else None
        if difference is not None and direction == "either" and not difference.mark.number.digits:
            text = f"{current.text}（{first.printed}）"
            place = _placed(first.place, passage.where)
            self._implied(first.named or subject.regions, current.value, first.base, text, place)
        if difference is not None and direction != "either":
            implied = _back(current.value, interval(difference), direction)
            place = _placed(first.place, passage.where)
            text = f"{current.text}{'-' if direction == 'up' else '+'}{first.printed}"
            regions = first.named or subject.regions
            if not doubt:
                self._implied(regions, implied, first.base, text, place)
            base = base or implied
        self.checked |= {id(subject), id(first)}
        if base is not None and percent is not None and _middle(base) == 0:
            shown = previous or Printed(base, f"{current.text}-{first.printed}", current.place)
            self._zero(percent, shown, "growth", passage, subject.label)
            percent = None
        values = {
            "current": current,
            "previous": previous,
            "difference": _printed(difference, passage.where) if difference else None,
            "percent": _printed(percent, passage.where) if percent else None,
            "direction": direction,
            "base": base,
        }
        self.out.records.append(record("change", subject.label, values, doubt))

    def _direction(self, mention: Mention) -> str:
        if mention.other:
            return "either"
        return "up" if mention.word in self.grammar.words["role"]["up"] else "down"

    def _previous(self, remark: Mention, subject: Mention, passage: Passage) -> Printed | None:
        """The figure compared with, where the passage prints it beside."""
        for mention in reversed(passage.amounts):
            if mention.mark.start >= remark.mark.start:
                continue
            if mention.role == "previous" and subject in mention.subjects:
                return _printed(mention, passage.where)
            if mention is subject or mention.role != "amount":
                continue
            if mention.regions and subject.regions:
                moved = self._moved(subject.regions[0], remark.base)
                if moved is not None and moved == mention.regions[0]:
                    return _printed(mention, passage.where)
            elif mention.sentence == remark.sentence and _year(remark.base):
                if _year(remark.base) == _year(mention.label) != _year(subject.label):
                    return _printed(mention, passage.where)
        return None

    def _flats(self, passage: Passage) -> None:
        """持平: last year's figure is this year's."""
        for found in self.grammar.patterns["flat"].finditer(passage.plain):
            if self.grammar.find("loose", found[0]):
                continue
            before = [m for m in passage.amounts if m.mark.start < found.start()]
            subject = before[-1] if before else None
            if subject is None or subject.role != "amount" or not subject.regions:
                continue
            between = passage.plain[subject.mark.stop : found.start()]
            if "。" in between or len(between) > 12:
                continue
            text = f"{subject.printed}（{found[0]}）"
            self._implied(
                subject.regions, interval(subject), found["base"], text,
                _placed(subject.place, passage.where),
            )

    def _orders(self, passage: Passage) -> None:
        """决算数小于预算数: the words against the figures."""
        for key in ("order", "order_flat"):
            for found in self.grammar.patterns[key].finditer(passage.plain):
                before = [m for m in passage.amounts if m.mark.start < found.start()]
                actual = next((m for m in reversed(before) if self._is_actual(m)), None)
                budget = next((m for m in reversed(before) if self._is_budget(m, "")), None)
                if actual is None or budget is None or "上年" in found["right"]:
                    continue
                if budget.mark.start > actual.mark.start or actual is not before[-1]:
                    continue
                words = self.grammar.words["role"]
                word = "less" if found["word"] in words["less"] else "equal"
                word = "more" if found["word"] in words["more"] else word
                values = {
                    "left": _printed(actual, passage.where),
                    "right": _printed(budget, passage.where),
                    "word": word,
                }
                self.out.records.append(record("comparison", found[0], values))

    # -- lists -------------------------------------------------------------------------------

    def _lists(self, passage: Passage) -> None:
        for found in passage.lists:
            items = [i for i in found.items if i.mark.number is not None]
            if not items:
                continue
            money = found.head.role == "amount"
            if money:
                items = [i for i in items if not self._slip(i)]
                self.checked |= {id(i) for i in items}
            if len(found.head.regions) > 1 and self._both_sides(found.head, items):
                continue
            complete = self._complete(found, items, passage)
            doubt = found.doubt
            unnamed = money and any(not i.regions for i in items)
            if not doubt and unnamed and len({i.segment for i in items}) > 1:
                doubt = self._doubtful(found, items, interval(found.head))
            self._listed(found, items, passage, complete, doubt)

    def _both_sides(self, head: Mention, items: list[Mention]) -> bool:
        """True when 收、支总计 is followed by items of income and of expenditure alike."""
        sides = {
            tuple(not i.regions[0].mask & ~r.mask for r in head.regions)
            for i in items if i.regions
        }
        return len(sides) > 1

    def _doubtful(self, found: List, items: list[Mention], whole: Interval) -> str:
        """A list whose first segment fits but whose rest does not may have ended earlier."""
        first = [interval(i) for i in items if i.segment == items[0].segment]
        if sum((e.lo for e in first), Fraction(0)) <= whole.hi:
            return "列举到哪里为止不能确定"
        return ""

    def _complete(self, found: List, items: list[Mention], passage: Passage) -> bool:
        """True when the items are the whole: by the words, by their shares, or by the regions."""
        last = items[-1]
        after = passage.plain[last.mark.stop : last.mark.stop + 2] if passage else ""
        if after.strip().startswith("等") or found.partial:
            return False
        if found.head.role == "count":
            return bool(self.grammar.find("residual", last.label))
        if found.whole and found.head.role == "amount":
            return True
        return self._by_regions(found, items) or self._by_shares(items, passage)

    def _by_regions(self, found: List, items: list[Mention]) -> bool:
        """The items are disjoint and their sizes add up to that of the head."""
        if len(items) < 2 or len(found.head.regions) != 1:
            return False
        if any(len(i.regions) != 1 for i in items):
            return False
        head = found.head.regions[0]
        regions = [i.regions[0] for i in items]
        if any(r[1:] != head[1:] for r in regions):
            return False
        if any(r.mask & ~head.mask for r in regions):
            return False
        size = sum(self._size(r) for r in regions)
        disjoint = all(
            self.space.disjoint(a, b) for i, a in enumerate(regions) for b in regions[:i]
        )
        return disjoint and size == self._size(head)

    def _covers(self, passage: Passage) -> None:
        """Amounts of one passage that together are exactly another of it, listed or not."""
        amounts = [m for m in passage.amounts if len(m.regions) == 1 and not self._slip(m)]
        listed = {id(m.head) for m in passage.mentions if m.head is not None}
        for head in amounts:
            found = [m for m in amounts if m is not head and self._within(m, head)]
            largest = [m for m in found if not any(self._within(m, o) for o in found)]
            unique = list({m.regions[0]: m for m in largest}.values())
            if len(unique) < 2 or len(unique) != len(largest):
                continue
            if id(head) in listed and not any(m.head is not head for m in unique):
                continue
            under = List(head, unique)
            if self._by_regions(under, unique):
                self._listed(under, unique, passage, True)

    def _within(self, part: Mention, whole: Mention) -> bool:
        a, b = part.regions[0], whole.regions[0]
        return a != b and a[1:] == b[1:] and not a.mask & ~b.mask

    def _listed(
        self, found: List, items: list[Mention], passage: Passage, complete: bool, doubt: str = ""
    ) -> None:
        """The record of a list: its whole against the sum of its items."""
        ends = [interval(i) for i in items]
        total = Interval(sum((e.lo for e in ends), Fraction(0)),
                         sum((e.hi for e in ends), Fraction(0)))
        values = {
            "whole": _printed(found.head, passage.where),
            "added": Printed(total, _sum_text(items), _placed(items[0].place, passage.where)),
            "count": Interval(Fraction(len(items)), Fraction(len(items))),
            "complete": "yes" if complete else "no",
        }
        kind = {"amount": "list", "score": "score"}.get(found.head.role, "split")
        if kind == "score":
            values = {"total": values["whole"], "added": values["added"], "count": values["count"]}
        self.out.records.append(record(kind, found.head.label, values, doubt))

    def _size(self, region: Region) -> int:
        size = 1
        for bits in self.space.fields:
            size *= (region.mask & bits).bit_count()
        return size

    def _by_shares(self, items: list[Mention], passage: Passage) -> bool:
        """Every item prints its share, and the shares add up to 100 %."""
        if len(items) < 2:
            return False
        shares = []
        for mention in passage.mentions:
            if mention.role == "share" and mention.subjects and mention.subjects[0] in items:
                shares.append(interval(mention))
        if len(shares) != len(items) or len(items) < 2:
            return False
        lo, hi = sum(s.lo for s in shares), sum(s.hi for s in shares)
        return lo <= 100 <= hi

    # -- heads, units, totals ----------------------------------------------------------------

    def _heads(self, passage: Passage) -> None:
        """人均: the amount and the number of heads before it in the sentence."""
        for mention in passage.mentions:
            if mention.role != "percapita":
                continue
            same = [m for m in passage.mentions if m.sentence == mention.sentence
                    and m.mark.start < mention.mark.start]
            total = [m for m in same if m.role == "amount" and m.regions]
            units = self.grammar.words["role"]["head_units"]
            count = [m for m in same if m.role == "count" and m.mark.unit in units[:2]]
            if not total or not count:
                continue
            number = total[-1].mark.number
            scale = Fraction(FEN_PER_UNIT[number.unit], 100)
            yuan = Interval(number.interval.lo * scale, number.interval.hi * scale)
            each = mention.mark.number
            to = Fraction(FEN_PER_UNIT[each.unit], 100)
            values = {
                "total": Printed(yuan, total[-1].printed, _placed(total[-1].place, passage.where)),
                "count": _printed(count[-1], passage.where),
                "each": Printed(
                    Interval(each.interval.lo * to, each.interval.hi * to),
                    mention.printed, _placed(mention.place, passage.where),
                ),
            }
            self.out.records.append(record("percapita", total[-1].label, values))

    def _slip(self, mention: Mention) -> bool:
        """True when an item is in 元 and all its fellows, at least two, are in 万元."""
        if mention.among is None or mention.mark.unit != "元":
            return False
        others = {i.mark.unit for i in mention.among.items if i is not mention}
        others.add(mention.among.head.mark.unit)
        return others == {"万元"} and len(mention.among.items) > 2

    def _units(self, passage: Passage) -> None:
        for mention in passage.mentions:
            if mention.mark.kind != "money":
                continue
            shown = _printed(mention, passage.where)
            if self._slip(mention):
                values = {"value": shown, "unit": mention.mark.unit, "others": "万元"}
                self.out.records.append(record("list_unit", mention.label, values))
        short = [m for m in passage.mentions if m.mark.short]
        if short:
            shown = _printed(short[0], passage.where)
            number = Interval(Fraction(len(short)), Fraction(len(short)))
            values = {"text": shown, "count": number}
            self.out.records.append(record("bare_unit", short[0].label, values))

    def _totals(self, passage: Passage) -> None:
        """产出35分……自评总得分94分: the total after its parts."""
        parts: list[Mention] = []
        for mention in passage.mentions:
            if mention.role != "score":
                continue
            if self.grammar.find("score_total", mention.label):
                if len(parts) >= 2 and not any(p.head for p in parts):
                    ends = [interval(p) for p in parts]
                    total = Interval(sum((e.lo for e in ends), Fraction(0)),
                                     sum((e.hi for e in ends), Fraction(0)))
                    values = {
                        "total": _printed(mention, passage.where),
                        "added": Printed(total, _sum_text(parts), parts[0].place),
                        "count": Interval(Fraction(len(parts)), Fraction(len(parts))),
                    }
                    self.out.records.append(record("score", mention.label, values))
                parts = []
            elif mention.head is None:
                parts.append(mention)

    def _coverage(self, passage: Passage) -> None:
        """绩效目标全覆盖，涉及…: the money covered against project spending."""
        found = self.grammar.find("coverage", passage.plain)
        if not found:
            return
        after = [m for m in passage.amounts if m.mark.start >= found.end()]
        if not after:
            return
        region = self.space.only("nature", "project")._replace(year=self.setting.year)
        stage = self.space.members("stage", self.setting.stage)
        region = self.space.replace(region, "stage", stage)
        region = self.space.replace(
            region, "flow", self.space.members("flow", "expenditure")
        )
        whole = self._only(self.index.get(region, []))
        values = {"amount": _printed(after[0], passage.where), "whole": whole}
        self.out.records.append(record("coverage", after[0].label, values))

    def _projects(self) -> None:
        """共涉及项目10个，资金…: against the projects that the text lists after it."""
        for at, passage in enumerate(self.passages):
            for mention in passage.mentions:
                if mention.role != "count" or mention.mark.unit not in ("个", "项"):
                    continue
                before = passage.plain[max(0, mention.mark.start - 24) : mention.mark.start]
                if not self.grammar.find("projects", before):
                    continue
                amounts = [
                    m for m in passage.amounts
                    if m.segment == mention.segment and m.mark.start > mention.mark.start
                ]
                self._stated(mention, amounts[0] if amounts else None, self._run(at), passage)

    def _run(self, at: int) -> tuple[list[Record], str]:
        """The projects listed after a passage, up to a heading above them; a doubt when some
        numbered paragraph among them was not read as a project."""
        found: list[Record] = []
        level = numbered = 0
        for passage in self.passages[at + 1 :]:
            if found and passage.level and passage.level < level:
                break
            made = self.projects.get(id(passage), [])
            if made and not found:
                level = passage.level
            numbered += bool(found or made) and passage.level == level
            found += made
        return found, "" if level and numbered == len(found) else "列出的项目没有全部读出"

    def _stated(
        self, count: Mention, amount: Mention | None, run: tuple[list[Record], str],
        passage: Passage,
    ) -> None:
        after, doubt = run
        sums = [r.fields["budget"] for r in after]
        total = Interval(sum((s.lo for s in sums), Fraction(0)),
                         sum((s.hi for s in sums), Fraction(0))) if sums else None
        values = {
            "stated_count": _printed(count, passage.where),
            "count": Interval(Fraction(len(after)), Fraction(len(after))) if after else None,
            "stated": _printed(amount, passage.where) if amount else None,
            "added": total,
        }
        self.out.records.append(record("projects", count.label, values, doubt if after else ""))

    # -- numbers -----------------------------------------------------------------------------

    def _number(self, mention: Mention, passage: Passage) -> Number:
        mark = mention.mark
        place = _placed(mention.place, passage.where)
        end = _placed(mention.text.at(max(mark.start, mark.end - 1)), passage.where)
        text = mention.text.text[mark.start : mark.end]
        status, why = self._status(mention)
        return Number(text, place, status, why, end._replace(offset=end.offset + 1))

    def _status(self, mention: Mention) -> tuple[Status, str]:
        mark, role = mention.mark, mention.role
        if mark.kind == "label":
            return Status.LABEL, mark.why
        if role == "bare":
            return Status.LABEL, "名称或序列中的数"
        if role in _NAMES:
            return Status.CLAIM, f"{_NAMES[role]} {mark.why or mention.label}".strip()
        if mention.regions:
            return Status.FACT, self.space.describe(mention.regions[0])
        if mention.among is not None:
            return Status.CLAIM, f"「{mention.head.label}」的列举项：{mention.label}"
        if id(mention) in self.checked:
            return Status.CLAIM, f"项目或专项金额：{mention.label}"
        if not mention.known or mention.outside:
            return Status.CLAIM, f"账外金额：{mention.label}"
        return Status.UNREAD, f"「{mention.unread}」没有读懂"


def _year(text: str) -> str:
    found = re.search(r"(?:19|20)\d\d", text)
    return found[0] if found else ""


def plainly(text: str) -> str:
    """A phrase without white space and quotes."""
    return re.sub(r"[\s“”\"'‘’]", "", text)


def _back(current: Interval, difference: Interval, direction: str) -> Interval:
    """The figure before a change of this size and direction."""
    if direction == "up":
        return Interval(current.lo - difference.hi, current.hi - difference.lo)
    return Interval(current.lo + difference.lo, current.hi + difference.hi)


def _sum_text(items: list[Mention]) -> str:
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
