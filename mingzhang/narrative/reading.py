"""One passage read from left to right: each number gets its words, role, list and region."""

from __future__ import annotations

import re

from mingzhang.lexicon import Reading, plain, without_ordinal
from mingzhang.model import Region, Text
from mingzhang.narrative.marks import Mark
from mingzhang.narrative.nouns import List, Mention, Outer, Passage
from mingzhang.narrative.outline import Outline
from mingzhang.narrative.roles import money_role, percent_role
from mingzhang.narrative.words import Words

_HEADING = 90  # characters: a longer passage without numbers says nothing over others


def mentions(
    text: Text, plain_text: str, marks: list[Mark], outer: Outer, words: Words, level: int = 0
) -> Passage:
    """Bind the numbers of one passage, whose ordinal nests ``level`` deep, to their words."""
    if not marks and len(plain_text) > _HEADING:
        return Passage(text, plain_text, [], [], (), "")
    return _Reading(text, plain_text, marks, outer, words, level).run()


class _Reading(Outline):
    """Reading one passage from left to right."""

    # -- the run -----------------------------------------------------------------------------

    def run(self) -> Passage:
        edge = 0
        for mark in self.marks:
            if mark.kind == "label":
                self.found.append(Mention(mark, self.text, label=mark.why))
                if mark.why == "序号":
                    edge = mark.stop
                continue
            edge = max(edge, self.stops.closed(mark.start))
            mention = self._mention(mark, edge)
            mention.sentence = self.stops.count(mark.start, "。!?")
            mention.segment = self.stops.count(mark.start, "。!?;")
            self._bind(mention, edge)
            self.found.append(mention)
            edge = mark.stop
        closing = self.closing()
        regions = (
            (self.words.finish(self.words.overlay(self.ground, closing)[0], ()),) if closing else ()
        )
        return Passage(
            self.text,
            self.plain,
            self.found,
            self.lists,
            self.topic,
            self.subject,
            closing=closing,
            close_regions=regions,
        )

    def _mention(self, mark: Mark, edge: int) -> Mention:
        """The role of a number by the words before it."""
        piece, _ = self.stops.piece(edge, mark.start)
        grammar, mention = self.grammar, Mention(mark, self.text)
        mention.label = piece
        if mark.kind == "percent":
            percent_role(mention, piece, grammar)
        elif mark.kind == "count":
            score = mark.unit == grammar.words["score"]["unit"]
            mention.role = "score" if score else "count"
        elif mark.kind == "bare":
            mention.role = "bare"
        else:
            money_role(mention, piece, grammar)
        if mention.role in ("difference", "growth"):
            self._base(mention, self.plain[self.stops.closed(mark.start) : mark.start])
            since = [m.mark.stop for m in self.found if m.role not in ("label", "bare", "count")]
            if self.grammar.find("reason", self.plain[max([edge, *since[-1:]]) : mark.start]):
                mention.base = ""
                mention.role = "rate" if mention.role == "growth" else mention.role
            if mention.role == "difference" and not mention.base and self._names(mention.label):
                mention.role, mention.label = "amount", piece
        return mention

    def _names(self, words: str) -> bool:
        """True when words before 增长、提升 name something of its own: 支持促消费提升800万元."""
        reading = self.words.read(words) if self.words.bare(words) else None
        return reading is not None and bool(reading.unread)

    def _base(self, mention: Mention, clause: str) -> None:
        found = list(self.grammar.patterns["compare"].finditer(clause))
        if found and not self.grammar.find("reason", clause[found[-1].end() :]):
            mention.base = re.split("相比|对比|相较|比较", found[-1]["base"])[0]
            own = self.grammar.patterns["compare"].search(mention.label)
            extra = self.grammar.patterns["base_words"].sub("", mention.base)
            mention.label = (mention.label[: own.start()] if own else mention.label) or extra

    # -- binding -----------------------------------------------------------------------------

    def _bind(self, mention: Mention, edge: int) -> None:
        self.close_lists(mention)
        if mention.role in ("difference", "growth", "share", "completion"):
            self._remark(mention)
        elif mention.role == "previous":
            self._previous(mention)
        elif mention.role == "amount":
            self._amount(mention, edge)
        elif mention.role in ("count", "score"):
            self._counted(mention, edge)

    def _amount(self, mention: Mention, edge: int) -> None:
        self.opens(mention, edge, "amount")
        label = mention.label
        if self.open and self.open[-1].items and self.grammar.find("restated", label):
            self._restated(mention)
            return
        previous = self.last()
        if previous and previous.segment == mention.segment and previous.outside:
            mention.outside = bool(self.grammar.find("spread", previous.label))
        mention.outside = mention.outside or self._is_outside(mention, edge)
        if mention.outside:
            mention.label = self.words.bare(label)
            self.join(mention)
            return
        if self.grammar.find("distributive", label.strip()):
            mention.unread = "分别"
            return
        pairs = [(p, a, b) for p, a, b in self.grammar.both if p.search(label)]
        texts = [pairs[0][0].sub(x, label) for x in pairs[0][1:]] if pairs else [label]
        readings = [self.words.read(text) for text in texts]
        mention.label = self.words.bare(label)
        subject = self.subject
        if not (subject or self.topic) and self.grammar.find("subject_name", self.outer.subject):
            subject = self.outer.subject
        bound = {"stage", "flow"} if subject and self.words.elliptic(mention.label) else {"stage"}
        bare = [r for r in readings if self.outer.project or self.words.own(r.terms) <= bound]
        vague = self._vague(mention) or bool(self.grammar.find("unclear", label))
        bare = bare or vague or any(len(set(r.years)) > 1 for r in readings)
        if any(r.unread or not r.says for r in readings) or bare:
            self._unnamed(mention, readings[0])
            mention.known = mention.known and not vague
        else:
            mention.known = True
            mention.label = mention.label if pairs else self.words.bare(readings[0].phrase)
            regions = tuple(self._region(mention, r) for r in readings)
            if self.grammar.find("unit_scope", label):
                regions = tuple(r._replace(entity=r.entity or "本级") for r in regions)
            mention.regions = () if mention.unread else regions
        self.join(mention)

    def _vague(self, mention: Mention) -> bool:
        """True for 共计支出 in the middle of a sentence: it is of what stands before it."""
        before = self.plain[self.stops.closed(mention.mark.start) : mention.mark.start]
        begins = plain(without_ordinal(before)[1]).startswith(plain(mention.label))
        previous = self.last()
        same = previous is not None and previous.sentence == mention.sentence
        label = plain(mention.label)
        return (
            bool(self.grammar.find("vague", label)) and not begins and (not same or len(label) > 2)
        )

    def _restated(self, mention: Mention) -> None:
        """「……，合计X」 after a list is the sum of its items once more, and ends it."""
        found = self.open.pop()
        mention.label, mention.among = self.words.bare(found.head.label), found
        mention.head = found.head
        self.lists.append(List(mention, [*found.items], whole=True, sentence=mention.sentence))

    def _is_outside(self, mention: Mention, edge: int) -> bool:
        """True for money that is not of the department's books: funds run for others, standards,
        sums recovered. It spreads over the sentence that it opens."""
        _, at = self.stops.piece(edge, mention.mark.start)
        begin = self.stops.closed(at, "。!?")
        if self.grammar.find("funds", self.plain[begin:at]):
            return True
        same = [m for m in self.found if m.role == "amount" and m.sentence == mention.sentence]
        if same and same[0].outside:
            return True
        reading = self.words.read(mention.label)
        label = self.grammar.patterns["remark"].sub("", mention.label)
        return bool(self.grammar.find("words", label)) and not (reading.says and not reading.unread)

    def _unnamed(self, mention: Mention, reading: Reading) -> None:
        """The words are no terms: an ellipsis of the amount before, or something unread."""
        label = mention.label
        if self.words.elliptic(label) or not label:
            stage = self.grammar.stage(label)
            if stage and not self.outer.project:
                mention.regions = self._elliptic_regions(mention, label, stage)
            mention.known = bool(mention.regions)
            mention.unread = "" if mention.regions else label or "（无词）"
            return
        mention.unread = reading.unread or label or "（无词）"
        mention.known = reading.says and not self.words.own(reading.terms) <= {"stage"}

    def _elliptic_regions(self, mention: Mention, label: str, stage: str) -> tuple[Region, ...]:
        """The regions of 支出决算, 2022年预算执行数: what the amount before it, the title or the
        paragraph is about, in that stage and year; () when nothing says."""
        previous = self.last()
        if previous and previous.regions and previous.sentence == mention.sentence:
            bases, mention.head = previous.regions, previous.head
        elif not self.subject and (self.topic or self.ground.function):
            bases = (self.ground,)
        elif (first := self._theme()) is not None:
            bases = first.regions
        else:
            return ()
        bits = self.space.members("stage", stage)
        years = self.words.lexicon.read(label, "text").years
        return tuple(
            self.space.replace(r, "stage", bits)._replace(year=years[-1] if years else r.year)
            for r in bases
        )

    def _theme(self) -> Mention | None:
        """The first amount of a numbered paragraph that is about one functional subject."""
        first = next((m for m in self.found if m.role == "amount"), None)
        if self.level and first and first.regions and first.regions[0].function:
            return first
        return None

    def _region(self, mention: Mention, reading: Reading) -> Region:
        terms, own = reading.terms, self.words.own(reading.terms)
        previous = self.last()
        same = previous and previous.regions and previous.segment == mention.segment
        if same and own and own <= {"flow", "layer", "status"} and previous.said is not None:
            kept = not self.space.free(previous.said, "fund")
            if kept:
                base = self.space.replace(previous.regions[0], "flow", 0)
                base = self.space.replace(base, "layer", 0)
                region, _ = self.words.overlay(base, terms)
                mention.said = region
                return self.words.finish(region, reading.years)
        if same and self.words.elliptic(mention.label) and "stage" in own:
            stage = self.space.part(previous.regions[0], "stage")
            region, clash = self.words.overlay(
                self.space.replace(previous.regions[0], "stage", 0), terms
            )
            if not clash and self.space.part(region, "stage") != stage:
                mention.said = region
                return self.words.finish(region, reading.years)
        while self.open:
            base = self.open[-1]
            start = base.head.regions[0] if base.head.regions else self.ground
            if base.flow:
                start, _ = self.words.overlay(start, base.flow)
            if base.sentence < 0:
                for phrases in (*self.outer.phrases[base.depth :], self.topic):
                    start, _ = self.words.overlay(start, phrases)
            region, clash = self.words.overlay(start, terms)
            if not clash and not self._other_code(start, region, base):
                break
            self.open.pop()
        else:
            start = self.ground
            region, _ = self.words.overlay(start, terms)
        mention.said = self.words.overlay(self.space.everything, terms)[0]
        region = self._as_economic(mention, region, start)
        if (region.function or region.economic) and self.space.free(region, "flow"):
            bits = self.space.members("flow", "expenditure")
            region = self.space.replace(region, "flow", bits)
        return self.words.finish(region, reading.years)

    def _other_code(self, start: Region, region: Region, found: List) -> bool:
        """True when a subject is none of those under the head of a list: it ends the list. A
        functional subject that comes first is kept, to be told that it stands in a wrong place."""
        if start.economic and not region.economic.startswith(start.economic):
            return True
        head = start.function
        outside = bool(head) and not region.function.startswith(head)
        first = found.items[0].regions if found.items else ()
        kept = bool(first) and first[0].function.startswith(head)
        return outside and (kept or found.sentence < 0)

    def _as_economic(self, mention: Mention, region: Region, start: Region) -> Region:
        """Under basic spending a name such as 住房公积金 is an economic subject, not a function."""
        basic = self.space.within(start, "nature", "personnel+public")
        if not (basic or start.topic) or not self.space.free(start, "item"):
            return region
        codes = self.setting.economic.get(plain(mention.label), ())
        code = codes[0] if len(codes) == 1 else ""
        if code and code.startswith(start.economic):
            bits = self.space.dimensions["item"].field
            return region._replace(economic=code, function=start.function, mask=region.mask | bits)
        if region.function != start.function:
            mention.unread = mention.label
        return region

    def _previous(self, mention: Mention) -> None:
        subject = self.last()
        if subject:
            mention.subjects = [subject]

    def _remark(self, mention: Mention) -> None:
        """What the share, change or completion may speak of: the nearest first."""
        pairs = [(p, a, b) for p, a, b in self.grammar.both if p.search(mention.label)]
        texts = [pairs[0][0].sub(x, mention.label) for x in pairs[0][1:]] if pairs else []
        if mention.role in ("difference", "growth"):
            texts = texts or [mention.label]
            readings = [self.words.read(t) for t in texts if self.words.bare(t)]
            if readings and all(not r.unread and r.says for r in readings):
                mention.named = tuple(
                    self.words.finish(self.words.overlay(self.ground, r.terms)[0], r.years)
                    for r in readings
                )
        if mention.role == "share" and not self.grammar.find(
            "filler", self.words.bare(mention.label)
        ):
            named = plain(self.words.bare(mention.label))
            same = [m for m in self.found if m.role == "amount" and plain(m.label) == named]
            mention.subjects = same[-1:]
            return
        beside = self.found[-1] if self.found else None
        if (
            mention.role == "growth"
            and not mention.named
            and beside is not None
            and (beside.role, beside.segment) == ("difference", mention.segment)
        ):  # 增加…万元，增长…%: one change of one subject
            mention.subjects = beside.subjects
            return
        last = self.last()
        if last is None or self._of_count(mention, last):
            return
        mention.subjects = [last]
        if last.head is not None and last.sentence == mention.sentence:
            mention.subjects = [last, last.head]
        elif last.head in self.found:
            top = last
            while top.head in self.found:
                top = top.head
            mention.subjects = [top, last]
        if mention.role == "share" and not mention.of and last.head is None:
            start = self.stops.closed(last.mark.start, "。!?")
            found = self.grammar.find("among", self.plain[start : last.mark.start])
            mention.of = found["whole"] if found else ""
        if mention.named and self._means(mention.named, last):
            mention.named = ()
        elif mention.named:
            same = [m for m in self.found if m.role == "amount" and m.regions == mention.named]
            mention.subjects = same[-1:]

    def _of_count(self, mention: Mention, last: Mention) -> bool:
        """True when a percentage follows a count: it is not of the money before it."""
        after = self.found[self.found.index(last) + 1 :]
        nearest = [m for m in after if m.role not in ("label", "bare")]
        same = bool(nearest) and nearest[-1].segment == mention.segment
        return mention.mark.kind == "percent" and same and nearest[-1].role == "count"

    def _means(self, named: tuple[Region, ...], last: Mention) -> bool:
        """True when words such as 支出决算 before 减少 are about the amount before them."""
        return any(
            a.mask & b.mask == b.mask and a[1:] == b[1:] for a in named for b in last.regions
        )

    def _counted(self, mention: Mention, edge: int) -> None:
        role = mention.role
        mention.label = self.words.bare(mention.label)
        self._opens_count(mention, edge, role)
        top = self.open[-1] if self.open else None
        if top and top.head.role == role and top.head.mark.unit == mention.mark.unit:
            top.items.append(mention)
            mention.head, mention.among = top.head, top

    def _opens_count(self, mention: Mention, edge: int, role: str) -> None:
        head = self.last(role, mention.mark.unit)
        if head is None:
            return
        between = self.plain[head.mark.stop : mention.mark.start]
        if re.search(r"\d", between):
            return
        rivals = [
            m
            for m in self.found
            if m.role == role
            and m.mark.unit == head.mark.unit
            and m.among is None
            and m.segment == head.segment
            and m is not head
        ]
        if re.match(r"\s*[,，。;(]*\s*其中\s*[:,、]?", between):
            found = List(
                head,
                bracket="(" in between[:4],
                sentence=mention.sentence,
                segment=mention.segment,
                partial="主要" in between,
            )
            if rivals and not found.bracket:
                found.doubt = "「其中」所指的总数不止一种读法"
            self.open.append(found)
            self.lists.append(found)
