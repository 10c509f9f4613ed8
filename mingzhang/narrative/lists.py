"""Lists and totals 列举与合计: items against their whole, units, heads, projects."""

from __future__ import annotations

from fractions import Fraction

from mingzhang.model import FEN_PER_UNIT, Interval, Record, Region
from mingzhang.narrative.ledger import Ledger, Printed, interval, placed, printed, record, sum_text
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
            if not doubt and unnamed and len({i.segment for i in items}) > 1:
                doubt = self._doubtful(found, items, interval(found.head))
            self._listed(found, items, passage, complete, doubt)

    def _both_sides(self, head: Mention, items: list[Mention]) -> bool:
        """True when 收、支总计 is followed by items of income and of expenditure alike."""
        sides = {
            tuple(not i.regions[0].mask & ~r.mask for r in head.regions) for i in items if i.regions
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
        size = sum(self._size(r) for r in regions)
        disjoint = all(
            self.ledger.space.disjoint(a, b) for i, a in enumerate(regions) for b in regions[:i]
        )
        return disjoint and size == self._size(head)

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
        ends = [interval(i) for i in items]
        total = Interval(
            sum((e.lo for e in ends), Fraction(0)), sum((e.hi for e in ends), Fraction(0))
        )
        values = {
            "whole": printed(found.head, passage.where),
            "added": Printed(total, sum_text(items), placed(items[0].place, passage.where)),
            "count": Interval(Fraction(len(items)), Fraction(len(items))),
            "complete": "yes" if complete else "no",
        }
        kind = {"amount": "list", "score": "score"}.get(found.head.role, "split")
        if kind == "score":
            values = {"total": values["whole"], "added": values["added"], "count": values["count"]}
        self.ledger.out.records.append(record(kind, found.head.label, values, doubt))

    def _size(self, region: Region) -> int:
        size = 1
        for bits in self.ledger.space.fields:
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
            total = [m for m in same if m.role == "amount" and m.regions]
            units = self.ledger.grammar.words["role"]["head_units"]
            count = [m for m in same if m.role == "count" and m.mark.unit in units[:2]]
            if not total or not count:
                continue
            number = total[-1].mark.number
            scale = Fraction(FEN_PER_UNIT[number.unit], 100)
            yuan = Interval(number.interval.lo * scale, number.interval.hi * scale)
            each = mention.mark.number
            to = Fraction(FEN_PER_UNIT[each.unit], 100)
            values = {
                "total": Printed(yuan, total[-1].printed, placed(total[-1].place, passage.where)),
                "count": printed(count[-1], passage.where),
                "each": Printed(
                    Interval(each.interval.lo * to, each.interval.hi * to),
                    mention.printed,
                    placed(mention.place, passage.where),
                ),
            }
            self.ledger.out.records.append(record("percapita", total[-1].label, values))

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
                    ends = [interval(p) for p in parts]
                    total = Interval(
                        sum((e.lo for e in ends), Fraction(0)),
                        sum((e.hi for e in ends), Fraction(0)),
                    )
                    values = {
                        "total": printed(mention, passage.where),
                        "added": Printed(total, sum_text(parts), parts[0].place),
                        "count": Interval(Fraction(len(parts)), Fraction(len(parts))),
                    }
                    self.ledger.out.records.append(record("score", mention.label, values))
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
        values = {"amount": printed(after[0], passage.where), "whole": whole}
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
                self._stated(mention, amounts[0] if amounts else None, self._run(at), passage)

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
        return found, "" if level and numbered == len(found) else "列出的项目没有全部读出"

    def _stated(
        self,
        count: Mention,
        amount: Mention | None,
        run: tuple[list[Record], str],
        passage: Passage,
    ) -> None:
        after, doubt = run
        sums = [r.fields["budget"] for r in after]
        total = (
            Interval(sum((s.lo for s in sums), Fraction(0)), sum((s.hi for s in sums), Fraction(0)))
            if sums
            else None
        )
        values = {
            "stated_count": printed(count, passage.where),
            "count": Interval(Fraction(len(after)), Fraction(len(after))) if after else None,
            "stated": printed(amount, passage.where) if amount else None,
            "added": total,
        }
        self.ledger.out.records.append(
            record("projects", count.label, values, doubt if after else "")
        )
