"""Lists and totals 列举与合计: items against their whole, units, heads, projects."""

from __future__ import annotations

from fractions import Fraction

from mingzhang.model import FEN_PER_UNIT, Interval, Record
from mingzhang.narrative.ledger import (
    Ledger,
    Printed,
    interval,
    placed,
    printed,
    record,
    sum_text,
    total,
)
from mingzhang.narrative.nouns import List, Mention, Passage


class Lists:
    """Lists, splits, scores, units and projects of one document."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def read(self, passage: Passage) -> None:
        """All lists and totals of one passage."""
        self._lists(passage)
        self._covers(passage)
        self._heads(passage)
        self._units(passage)
        self._totals(passage)
        self._coverage(passage)

    def _lists(self, passage: Passage) -> None:
        for found in passage.lists:
            items = [i for i in found.items if i.mark.number is not None]
            if not items:
                continue
            money = found.head.role == "amount"
            if money:
                items = [i for i in items if not self.ledger.slip(i)]
                self.ledger.checked |= {id(i) for i in items}
            if len(found.head.regions) > 1 and self._both_sides(found.head, items):
                continue
            complete = self._complete(found, items, passage)
            doubt = found.doubt
            unnamed = money and any(not i.regions for i in items)
            if not doubt and unnamed and not found.whole:
                doubt = self._doubtful(found, items, passage)
            self._listed(found, items, passage, complete, doubt)
            self._nested(found, items, passage)

    def _nested(self, found: List, items: list[Mention], passage: Passage) -> None:
        """Items named as functional subjects lie inside the subject that they are items of."""
        head = found.head.regions[0].function if len(found.head.regions) == 1 else ""
        made: list[Record] = []
        for item in items:
            code = item.regions[0].function if item.regions else ""
            said = item.said.function if item.said is not None else ""
            if not head or not said or said != code:
                continue
            values = {
                "item": printed(item, passage.where),
                "whole": printed(found.head, passage.where),
                "item_name": f"{item.label}（{code}）",
                "whole_name": f"{found.head.label}（{head}）",
                "inside": "yes" if code.startswith(head) else "no",
            }
            made.append(record("nesting", item.label, values))
        self.ledger.out.records.extend(sorted(made, key=lambda r: r.fields["inside"])[:1])

    def _both_sides(self, head: Mention, items: list[Mention]) -> bool:
        """True when 收、支总计 is followed by items of income and of expenditure alike."""
        sides = {
            tuple(not i.regions[0].mask & ~r.mask for r in head.regions) for i in items if i.regions
        }
        return len(sides) > 1

    def _doubtful(self, found: List, items: list[Mention], passage: Passage) -> str:
        """A list whose first items fit but whose rest does not may have ended earlier: where it
        runs over segments, or where its head is itself one of several amounts."""
        whole = interval(found.head)
        before = [m for m in passage.amounts if m.sentence == found.head.sentence]
        inner = bool(before) and before[0] is not found.head
        if (found.colon or len({i.segment for i in items}) == 1) and not inner:
            return ""
        first = [i for i in items if i.segment == items[0].segment]
        lead = total(first[:1] if inner else first)
        return "列举到哪里为止不能确定" if lead.lo <= whole.hi else ""

    def _complete(self, found: List, items: list[Mention], passage: Passage) -> bool:
        """True when the items are the whole: by the words, by their shares, or by the regions."""
        last = items[-1]
        after = passage.plain[last.mark.stop : last.mark.stop + 2] if passage else ""
        if after.strip().startswith("等") or found.partial:
            return False
        if found.head.role == "score":
            return any(self.ledger.grammar.find("score_parts", i.label) for i in items)
        if found.head.role == "count":
            return bool(self.ledger.grammar.find("residual", last.label))
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
        size = sum(self.ledger.space.size(r) for r in regions)
        disjoint = all(
            self.ledger.space.disjoint(a, b) for i, a in enumerate(regions) for b in regions[:i]
        )
        return disjoint and size == self.ledger.space.size(head)

    def _covers(self, passage: Passage) -> None:
        """Amounts of one passage that together are exactly another of it, listed or not."""
        amounts = [m for m in passage.amounts if len(m.regions) == 1 and not self.ledger.slip(m)]
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
        number = found.head.mark.number
        same = all(i.mark.unit == found.head.mark.unit for i in items)
        decimals = number.decimals if number is not None and same else 0
        added = total(items, decimals)
        values = {
            "whole": printed(found.head, passage.where),
            "added": Printed(added, sum_text(items), placed(items[0].place, passage.where)),
            "count": Interval(Fraction(len(items)), Fraction(len(items))),
            "complete": "yes" if complete else "no",
        }
        kind = {"amount": "list", "score": "score"}.get(found.head.role, "split")
        if kind == "score":
            values["total"] = values.pop("whole")
        self.ledger.out.records.append(record(kind, found.head.label, values, doubt))

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

    def _heads(self, passage: Passage) -> None:
        """人均: the amount and the number of heads before it in the sentence."""
        for mention in passage.mentions:
            if mention.role != "percapita":
                continue
            same = [
                m
                for m in passage.mentions
                if m.sentence == mention.sentence and m.mark.start < mention.mark.start
            ]
            money = [m for m in same if m.role == "amount" and m.regions]
            units = self.ledger.grammar.words["role"]["head_units"]
            count = [m for m in same if m.role == "count" and m.mark.unit in units[:2]]
            if not money or not count:
                continue
            values = {
                "total": _yuan(money[-1], passage),
                "count": printed(count[-1], passage.where),
                "each": _yuan(mention, passage),
            }
            self.ledger.out.records.append(record("percapita", money[-1].label, values))

    def _units(self, passage: Passage) -> None:
        for mention in passage.mentions:
            if mention.mark.kind != "money":
                continue
            shown = printed(mention, passage.where)
            if self.ledger.slip(mention):
                values = {"value": shown, "unit": mention.mark.unit, "others": "万元"}
                self.ledger.out.records.append(record("list_unit", mention.label, values))
        short = [m for m in passage.mentions if m.mark.short]
        if short:
            shown = printed(short[0], passage.where)
            number = Interval(Fraction(len(short)), Fraction(len(short)))
            values = {"text": shown, "count": number}
            self.ledger.out.records.append(record("bare_unit", short[0].label, values))

    def _totals(self, passage: Passage) -> None:
        """产出35分……自评总得分94分: the total after its parts."""
        parts: list[Mention] = []
        for mention in passage.mentions:
            if mention.role != "score":
                continue
            if self.ledger.grammar.find("score_total", mention.label):
                if len(parts) >= 2 and not any(p.head for p in parts):
                    whole = self._complete(List(mention), parts, passage)
                    self._listed(List(mention), parts, passage, whole)
                parts = []
            elif mention.head is None:
                parts.append(mention)

    def _coverage(self, passage: Passage) -> None:
        """绩效目标全覆盖，涉及…: the money covered against project spending."""
        found = self.ledger.grammar.find("coverage", passage.plain)
        if not found:
            return
        after = [m for m in passage.amounts if m.mark.start >= found.end()]
        if not after:
            return
        region = self.ledger.space.only("nature", "project")._replace(year=self.ledger.setting.year)
        stage = self.ledger.space.members("stage", self.ledger.setting.stage)
        region = self.ledger.space.replace(region, "stage", stage)
        region = self.ledger.space.replace(
            region, "flow", self.ledger.space.members("flow", "expenditure")
        )
        whole = self.ledger.only(self.ledger.index.get(region, []))
        covered = [m for m in after if m.sentence == after[0].sentence]
        place = placed(after[0].place, passage.where)
        values = {"amount": Printed(total(covered), sum_text(covered), place), "whole": whole}
        self.ledger.out.records.append(record("coverage", after[0].label, values))

    def projects(self) -> None:
        """共涉及项目10个，资金…: against the projects that the text lists after it."""
        for at, passage in enumerate(self.ledger.passages):
            for mention in passage.mentions:
                if mention.role != "count" or mention.mark.unit not in ("个", "项"):
                    continue
                before = passage.plain[max(0, mention.mark.start - 24) : mention.mark.start]
                if not self.ledger.grammar.find("projects", before):
                    continue
                amounts = [
                    m
                    for m in passage.amounts
                    if m.segment == mention.segment and m.mark.start > mention.mark.start
                ]
                self._stated(mention, amounts[0] if amounts else None, at)

    def _run(self, at: int) -> tuple[list[Record], str]:
        """The projects listed after a passage, up to a heading above them; a doubt when some
        numbered paragraph among them was not read as a project."""
        found: list[Record] = []
        level = numbered = 0
        for passage in self.ledger.passages[at + 1 :]:
            if found and passage.level and passage.level < level:
                break
            made = self.ledger.projects.get(id(passage), [])
            if made and not found:
                level = passage.level
            numbered += bool(found or made) and passage.level == level
            found += made
        doubt = "" if level and numbered == len(found) else "列出的项目没有全部读出"
        return found, doubt

    def _stated(self, count: Mention, amount: Mention | None, at: int) -> None:
        passage = self.ledger.passages[at]
        after, doubt = self._run(at)
        said = passage.plain + "".join(
            p.plain for p in self.ledger.passages[at + 1 : at + 4] if not p.project
        )
        sums = [r.fields["budget"] for r in after]
        lo, hi = sum((s.lo for s in sums), Fraction(0)), sum((s.hi for s in sums), Fraction(0))
        values = {
            "every": "yes" if self.ledger.grammar.find("all_projects", said) else "no",
            "stated_count": printed(count, passage.where),
            "count": Interval(Fraction(len(after)), Fraction(len(after))) if after else None,
            "stated": printed(amount, passage.where) if amount else None,
            "added": Interval(lo, hi) if sums else None,
        }
        self.ledger.out.records.append(
            record("projects", count.label, values, doubt if after else "")
        )


def _yuan(mention: Mention, passage: Passage) -> Printed:
    """A money mention in 元, for figures per head."""
    number = mention.mark.number
    assert number is not None
    scale = Fraction(FEN_PER_UNIT[number.unit], 100)
    value = Interval(number.interval.lo * scale, number.interval.hi * scale)
    return Printed(value, mention.printed, placed(mention.place, passage.where))
