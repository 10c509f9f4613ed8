"""Remarks after an amount 占比、完成率、增减: what they speak of, and the records they give."""

from __future__ import annotations

from mingzhang.lexicon import plain
from mingzhang.model import Interval, Record, Region
from mingzhang.narrative.ledger import (
    Ledger,
    Printed,
    before,
    interval,
    middle,
    placed,
    plainly,
    printed,
    ratio,
    record,
    sum_text,
    total,
    year_in,
)
from mingzhang.narrative.nouns import Mention, Passage

_REMARKS = ("difference", "growth", "share", "completion")


def _inside(part: Region, whole: Region) -> bool:
    return part != whole and not part.mask & ~whole.mask


def _again(own: Record, name: str) -> Printed:
    """A field of a record once more, for another record."""
    value = own.fields[name]
    assert isinstance(value, Interval)
    return Printed(value, own.printed[name], own.places[name])


class Remarks:
    """Shares, completion rates and changes of one document."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def read(self, passage: Passage) -> None:
        """All remarks of one passage."""
        self._remarks(passage)
        self._orders(passage)
        self._flats(passage)

    def _remarks(self, passage: Passage) -> None:
        """Groups of remarks after one amount: they speak of the same subject."""
        group: list[Mention] = []
        for mention in [*passage.mentions, None]:
            if mention is not None and mention.role in _REMARKS:
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
        candidates = chains[0]
        if len(candidates) > 1 and candidates[1] is candidates[0].head:
            candidates = candidates if self._loose(candidates[0], passage) else candidates[:1]
        scores = [sum(self._agrees(m, group, s, passage) for m in group) for s in candidates]
        best = scores.index(max(scores))
        subject = candidates[best]
        doubt = ""
        beside = any(m.base and self._previous(m, subject, passage) for m in group)
        paired = len(candidates) > 1 or (not beside and self._paired(subject, passage))
        if max(scores) == 0 and paired:
            doubt = "这句话说的是前面哪一个数，不能确定"
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

    def _paired(self, last: Mention, passage: Passage) -> bool:
        """True when another amount stands just before it in the same segment, so that a remark
        may be of both: 人员经费、公用经费各若干，占…; not a budget and its actual."""
        at = passage.mentions
        if last not in at or last.among is not None:
            return False
        earlier = [m for m in at[: at.index(last)] if m.role not in ("label", "bare", "count")]
        if not earlier or earlier[-1].role != "amount" or earlier[-1].segment != last.segment:
            return False
        return not self.ledger.is_budget(earlier[-1], "")

    def _loose(self, last: Mention, passage: Passage) -> bool:
        """True when the item before has no remark of its own, so that the remark may be the
        whole's."""
        if last.among is None or len(last.among.items) < 2:
            return False
        items, at = last.among.items, passage.mentions
        before = items[items.index(last) - 1]
        if before not in at or before is items[-1]:
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
            found = ratio(interval(subject), whole.value)
            return found is not None and found.meets(interval(mention))
        if mention.role == "growth":
            at = group.index(mention)
            before = group[at - 1] if at and group[at - 1].role == "difference" else None
            if before is None:
                return False
            difference, current = interval(before), interval(subject)
            sign = 1 if before.word in self.ledger.grammar.words["role"]["up"] else -1
            base = Interval(
                current.lo - (difference.hi if sign > 0 else -difference.lo),
                current.hi - (difference.lo if sign > 0 else -difference.hi),
            )
            found = ratio(difference, base)
            return found is not None and found.meets(interval(mention))
        return False

    def _whole(self, mention: Mention, subject: Mention, passage: Passage) -> Printed | None:
        """The amount that a share is of: named, or the head of the list."""
        head = subject.head
        named = mention.of.strip("，,、 ")
        if not named:
            return printed(head, passage.where) if head is not None else None
        if head is not None and len(plainly(named)) > 3 and plainly(named) in plainly(head.label):
            return printed(head, passage.where)
        region = self._named_region(named, subject)
        if region is None:
            return None
        if head is not None and region in head.regions:
            return printed(head, passage.where)
        exact = self.ledger.index.get(region) or self.ledger.index.get(self._as(region, subject))
        if exact:
            return self.ledger.nearest(exact, mention)
        if self.ledger.is_total(region):
            return self.ledger.nearest(self.ledger.sums(region), mention)
        return self._added(region, passage)

    def _as(self, region: Region, subject: Mention) -> Region:
        """The region of a whole, with what it leaves open taken from its part."""
        if not subject.regions:
            return region
        mask = region.mask
        for dimension in self.ledger.space.dimensions.values():
            if dimension.id != "stage" and self.ledger.space.free(region, dimension.id):
                mask &= ~dimension.field | subject.regions[0].mask
        return region._replace(mask=mask)

    def _added(self, region: Region, passage: Passage) -> Printed | None:
        """The sum of amounts of the passage that are together exactly a region nobody printed."""
        parts = [m for m in passage.amounts if len(m.regions) == 1]
        parts = [m for m in parts if m.regions[0][1:] == region[1:]]
        unique = {m.regions[0]: m for m in parts if not m.regions[0].mask & ~region.mask}
        space = self.ledger.space
        largest = [m for r, m in unique.items() if not any(_inside(r, o) for o in unique)]
        masks = [m.regions[0] for m in largest]
        if len(largest) < 2 or sum(map(space.size, masks)) != space.size(region):
            return None
        if not all(space.disjoint(a, b) for k, a in enumerate(masks) for b in masks[:k]):
            return None
        return Printed(total(largest), sum_text(largest), placed(largest[0].place, passage.where))

    def _named_region(self, phrase: str, subject: Mention) -> Region | None:
        for pattern, said in self.ledger.grammar.aliases:
            phrase = pattern.sub(said, phrase)
        reading = self.ledger.words.read(phrase)
        if reading.unread:
            return None
        start = self.ledger.space.everything
        region, _ = self.ledger.setting.lexicon.compose([reading.terms], start)
        stage = self.ledger.space.part(subject.regions[0], "stage") if subject.regions else 0
        year = subject.regions[0].year if subject.regions else self.ledger.setting.year
        if self.ledger.space.free(region, "stage") or not reading.says:
            region = self.ledger.space.replace(
                region,
                "stage",
                stage or self.ledger.space.members("stage", self.ledger.setting.stage),
            )
        return region._replace(year=reading.years[-1] if reading.years else year)

    def _share(self, mention: Mention, subject: Mention, passage: Passage, doubt: str) -> None:
        whole = self._whole(mention, subject, passage)
        part = self.ledger.sharp(subject, passage.where)
        percent = printed(mention, passage.where)
        self.ledger.checked |= {id(subject), id(mention)}
        if whole is not None and middle(whole.value) == 0:
            self._zero(mention, whole, "share", passage, subject.label)
            return
        ceiling = None
        if whole is None and mention.of:
            region = self._named_region(mention.of, subject)
            wider = self.ledger.around(region) if region is not None else []
            ceiling = self.ledger.nearest(wider, mention)
        values = {"part": part, "whole": whole, "percent": percent, "ceiling": ceiling}
        self.ledger.out.records.append(record("share", subject.label, values, doubt))

    def _zero(
        self, mention: Mention, base: Printed, of: str, passage: Passage, subject: str
    ) -> None:
        values = {"percent": printed(mention, passage.where), "base": base, "of": of}
        self.ledger.out.records.append(record("zero_base", subject, values))

    def _completion(self, mention: Mention, subject: Mention, passage: Passage, doubt: str) -> None:
        """实际 ÷ 预算: the actual is the last amount, the budget stands before it."""
        subject = mention.subjects[0]
        if subject.sentence != mention.sentence:
            return
        amounts = [m for m in passage.amounts if m.mark.start < mention.mark.start]
        budget = self._budget_before(amounts, subject, mention.of)
        if (
            self.ledger.is_budget(subject, "")
            and budget is None
            and not self.ledger.is_actual(subject)
        ):
            return
        found = (
            self.ledger.sharp(budget, passage.where)
            if budget
            else self._budget_of(subject, mention.of)
        )
        found = found or self._implied_budget(mention, subject, passage)
        self.ledger.checked |= {id(subject), id(mention)} | ({id(budget)} if budget else set())
        if found is not None and middle(found.value) == 0:
            self._zero(mention, found, "completion", passage, subject.label)
            return
        values = {
            "actual": self.ledger.sharp(subject, passage.where),
            "budget": found,
            "percent": printed(mention, passage.where),
        }
        name = passage.subject or subject.label
        self.ledger.out.records.append(record("completion", name, values, doubt))
        if budget is not None and self.ledger.grammar.find("project_name", passage.project):
            made = record("project", passage.project, dict(values))
            self.ledger.out.records.append(made)
            self.ledger.projects.setdefault(id(passage), []).append(made)

    def _implied_budget(
        self, mention: Mention, subject: Mention, passage: Passage
    ) -> Printed | None:
        """「比预算增加若干」 in the same sentence says what the budget was."""
        for other in passage.mentions:
            if other.role != "difference" or other.sentence != mention.sentence:
                continue
            if other.subjects[:1] != [subject] or "预算" not in other.base:
                continue
            direction, size = self._direction(other), interval(other)
            if direction == "either" and other.mark.number.digits:
                return None
            value = interval(subject)
            if direction != "either":
                value = before(value, size, direction)
            text = f"{subject.printed}（比预算{other.word}{other.printed}）"
            return Printed(value, text, placed(other.place, passage.where))
        return None

    def _budget_before(self, amounts: list[Mention], subject: Mention, of: str) -> Mention | None:
        """The budget printed just before the actual; the one named 年初 or 全年 when two are."""
        budgets = []
        for other in reversed(amounts):
            if other is subject:
                continue
            if not (self.ledger.is_budget(other, of) and self._same_subject(other, subject)):
                break
            budgets.append(other)
        named = [b for b in budgets if of and of in b.label]
        return (named or budgets or [None])[0]

    def rates_of_projects(self) -> None:
        """「某项目执行率95%」 elsewhere in the text, against that project's own figures."""
        projects = [r for made in self.ledger.projects.values() for r in made]
        names = {plain(r.subject): r for r in projects}
        for passage in self.ledger.passages:
            for mention in passage.mentions:
                if mention.role != "completion" or id(mention) in self.ledger.checked:
                    continue
                words = self.ledger.grammar.patterns["completion_rate"].sub("", mention.label)
                name = plain(words).removesuffix("项目")
                found = [r for n, r in names.items() if len(name) > 3 and (name in n or n in name)]
                if len(found) == 1:
                    own = found[0]
                    values = {
                        "actual": _again(own, "actual"),
                        "budget": _again(own, "budget"),
                        "percent": printed(mention, passage.where),
                    }
                    self.ledger.out.records.append(record("completion", own.subject, values))

    def _same_subject(self, budget: Mention, actual: Mention) -> bool:
        """True when both speak of one thing: regions that differ in the stage only."""
        if not (budget.regions and actual.regions):
            return budget.sentence == actual.sentence
        a, b = (self.ledger.space.replace(m.regions[0], "stage", 0) for m in (budget, actual))
        return a._replace(year=None) == b._replace(year=None)

    def _budget_of(self, actual: Mention, of: str) -> Printed | None:
        if not actual.regions:
            return None
        stages = {"年初": ["original"], "全年": ["revised"], "调整": ["revised"]}.get(
            of, ["original", "revised"]
        )
        found = []
        for stage in stages:
            bits = self.ledger.space.members("stage", stage)
            found += self.ledger.index.get(
                self.ledger.space.replace(actual.regions[0], "stage", bits), []
            )
        return self.ledger.only(found)

    def _change(self, pair: list[Mention], subject: Mention, passage: Passage, doubt: str) -> None:
        first = pair[0]
        if not first.base:
            return
        difference = first if first.role == "difference" else None
        percent = next((m for m in pair if m.role == "growth"), None)
        direction = self._direction(first)
        current = self.ledger.sharp(subject, passage.where)
        previous = self._previous(first, subject, passage)
        base = previous.value if previous else None
        if difference is not None and direction == "either" and not difference.mark.number.digits:
            text = f"{current.text}（{first.printed}）"
            place = placed(first.place, passage.where)
            self.ledger.implied(
                first.named or subject.regions, current.value, first.base, text, place
            )
        if difference is not None and direction != "either":
            implied = before(current.value, interval(difference), direction)
            place = placed(first.place, passage.where)
            text = f"{current.text}{'-' if direction == 'up' else '+'}{first.printed}"
            regions = first.named or subject.regions
            if not doubt:
                self.ledger.implied(regions, implied, first.base, text, place)
            base = base or implied
        self.ledger.checked |= {id(subject), id(first)}
        if base is not None and percent is not None and middle(base) == 0:
            sign = "－" if direction == "up" else "＋"
            text = f"0（{current.text}{sign}{first.printed}）"
            shown = previous or Printed(base, text, current.place)
            self._zero(percent, shown, "growth", passage, subject.label)
            percent = None
        values = {
            "current": current,
            "previous": previous,
            "difference": printed(difference, passage.where) if difference else None,
            "percent": printed(percent, passage.where) if percent else None,
            "direction": direction,
            "word": first.word or None,
            "base": base,
        }
        self.ledger.out.records.append(record("change", subject.label, values, doubt))

    def _direction(self, mention: Mention) -> str:
        if mention.other:
            return "either"
        return "up" if mention.word in self.ledger.grammar.words["role"]["up"] else "down"

    def _previous(self, remark: Mention, subject: Mention, passage: Passage) -> Printed | None:
        """The figure compared with, where the passage prints it beside."""
        for mention in reversed(passage.amounts):
            if mention.mark.start >= remark.mark.start:
                continue
            if mention.role == "previous" and subject in mention.subjects:
                return printed(mention, passage.where)
            if mention is subject or mention.role != "amount":
                continue
            if mention.regions and subject.regions:
                moved = self.ledger.moved(subject.regions[0], remark.base)
                if moved is not None and moved == mention.regions[0]:
                    return printed(mention, passage.where)
            elif mention.sentence == remark.sentence and self._of_base(mention, remark, subject):
                return printed(mention, passage.where)
        return None

    def _of_base(self, mention: Mention, remark: Mention, subject: Mention) -> bool:
        """True when the words of an amount name the year that the change is compared with."""
        year = year_in(remark.base)
        return bool(year) and year == year_in(mention.label) != year_in(subject.label)

    def _flats(self, passage: Passage) -> None:
        """持平: last year's figure is this year's."""
        for found in self.ledger.grammar.patterns["flat"].finditer(passage.plain):
            if self.ledger.grammar.find("loose", found[0]):
                continue
            before = [m for m in passage.amounts if m.mark.start < found.start()]
            subject = before[-1] if before else None
            if subject is None or subject.role != "amount" or not subject.regions:
                continue
            between = passage.plain[subject.mark.stop : found.start()]
            if "。" in between or len(between) > 12:
                continue
            text = f"{subject.printed}（{found[0]}）"
            self.ledger.implied(
                subject.regions,
                interval(subject),
                found["base"],
                text,
                placed(subject.place, passage.where),
            )

    def _orders(self, passage: Passage) -> None:
        """决算数小于预算数: the words against the figures."""
        for key in ("order", "order_flat"):
            for found in self.ledger.grammar.patterns[key].finditer(passage.plain):
                before = [m for m in passage.amounts if m.mark.start < found.start()]
                actual = next((m for m in reversed(before) if self.ledger.is_actual(m)), None)
                budget = next((m for m in reversed(before) if self.ledger.is_budget(m, "")), None)
                if actual is None or budget is None or "上年" in found["right"]:
                    continue
                if budget.mark.start > actual.mark.start or actual is not before[-1]:
                    continue
                words = self.ledger.grammar.words["role"]
                word = "less" if found["word"] in words["less"] else "equal"
                word = "more" if found["word"] in words["more"] else word
                values = {
                    "left": printed(actual, passage.where),
                    "right": printed(budget, passage.where),
                    "word": word,
                }
                self.ledger.out.records.append(record("comparison", found[0], values))
