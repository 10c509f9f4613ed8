"""One passage read from left to right: each number gets its words, role, list and region."""

from __future__ import annotations

import re

from mingzhang.lexicon import Reading, plain, without_ordinal
from mingzhang.model import Region, Text
from mingzhang.narrative.marks import Mark
from mingzhang.narrative.nouns import List, Mention, Outer, Passage, Phrases
from mingzhang.narrative.roles import money_role, percent_role
from mingzhang.narrative.stops import Stops
from mingzhang.narrative.words import Words


def mentions(
    text: Text, plain_text: str, marks: list[Mark], outer: Outer, words: Words, level: int = 0
) -> Passage:
    """Bind the numbers of one passage, whose ordinal nests ``level`` deep, to their words."""
    return _Reading(text, plain_text, marks, outer, words, level).run()


class _Reading:
    """Reading one passage from left to right."""

    def __init__(
        self, text: Text, plain_text: str, marks: list[Mark], outer: Outer, words: Words, level: int
    ) -> None:
        self.text, self.plain, self.marks = text, plain_text, marks
        self.outer, self.grammar, self.setting = outer, words.grammar, words.setting
        self.words = words
        self.space = words.space
        self.found: list[Mention] = []
        self.lists: list[List] = []
        self.open: list[List] = []
        self.stops = Stops(plain_text, marks, self.grammar)
        self.breaks = self.stops.breaks
        self.level = level
        self.topic, self.subject = self._topic()
        self.ground = self._ground()
        if outer.list is not None:
            self.open.append(outer.list)

    def _topic(self) -> tuple[Phrases, str]:
        """The words at the head of the passage that stand over it: a title, 「某项目：」."""
        first = next((m for m in self.marks if m.kind != "label"), None)
        stop = first.start if first else len(self.plain)
        head = re.split(r"[。:]", self.plain[:stop])[0] if first else self.plain
        if first and not re.search(r"[。:]", self.plain[:stop]):
            return (), ""
        _, phrase = without_ordinal(head)
        phrase = self.grammar.patterns["heading_end"].sub("", phrase.strip())
        phrase = self.grammar.patterns["lead_end"].sub("", phrase)
        reading = self.words.read(phrase) if 0 < len(phrase) <= 60 else None
        if reading is None or not phrase:
            return (), ""
        if not reading.unread:
            return (reading.terms if reading.says else ()), ""
        return (), re.sub(r"^\d{1,2}\.(?=20\d\d)", "", phrase)

    def _ground(self) -> Region:
        region = self.space.everything._replace(year=self.outer.year or self.setting.year)
        for phrases in (*self.outer.phrases, self.topic):
            region, _ = self.words.overlay(region, phrases)
        return region

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
        closing = self._closing()
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

    def _closing(self) -> Phrases:
        """The words after the last number that say what the following passages are about."""
        last = max((m.mark.stop for m in self.found if m.role == "amount"), default=-1)
        tail = self.plain[last:].strip() if last >= 0 else ""
        if not tail.endswith(":"):
            return ()
        words = re.split(r"[。;,，]", tail)[-1]
        words = self.grammar.patterns["lead_end"].sub("", words)
        reading = self.words.read(words) if words.strip() else None
        return reading.terms if reading and reading.says and not reading.unread else ()

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
        self._close_lists(mention)
        if mention.role in ("difference", "growth", "share", "completion"):
            self._remark(mention)
        elif mention.role == "previous":
            self._previous(mention)
        elif mention.role == "amount":
            self._amount(mention, edge)
        elif mention.role in ("count", "score"):
            self._counted(mention, edge)

    def _last(self, role: str = "amount", unit: str = "") -> Mention | None:
        for mention in reversed(self.found):
            if mention.role == role and (not unit or mention.mark.unit == unit):
                return mention
        return None

    def _close_lists(self, mention: Mention) -> None:
        """End the lists that a full stop, a semicolon or a bracket ends."""
        while self.open:
            top = self.open[-1]
            if top.bracket:
                depth = self.plain.count(")", top.head.mark.stop, mention.mark.start)
                depth -= self.plain.count("(", top.head.mark.stop, mention.mark.start)
                if depth >= 0:
                    self.open.pop()
                    continue
            if top.sentence >= 0 and mention.sentence > top.sentence:
                self.open.pop()
                continue
            if top.items and top.sentence >= 0 and self._restarts(top.items[-1], mention):
                self.open.pop()
                continue
            if top.sentence >= 0 and mention.segment > top.segment:
                first = [i for i in top.items if i.segment == top.segment]
                if len(first) != 1 or (len(self.open) > 1 and self.open[-2].sentence >= 0):
                    self.open.pop()
                    continue
            break

    def _restarts(self, last: Mention, mention: Mention) -> bool:
        """True when a colon stands between an item and the next number: 完成情况：…"""
        return any(
            self.plain[b] == ":" and last.mark.stop <= b < mention.mark.start for b in self.breaks
        )

    def _opens(self, mention: Mention, edge: int, role: str) -> None:
        """Open a list when words such as 其中 stand between the last amount and this one."""
        _, at = self.stops.piece(edge, mention.mark.start)
        head = self._last(role, mention.mark.unit if role != "amount" else "")
        if head is None:
            return
        between = self.plain[head.mark.stop : at]
        ordinal = next((m for m in reversed(self.marks) if m.stop <= at and m.why == "序号"), None)
        if ordinal and not self.plain[ordinal.stop : at].strip():
            between = self.plain[head.mark.stop : ordinal.start].rstrip("( ")
        trimmed = self.plain[at : mention.mark.start]
        inside = self.grammar.patterns["opens"].match(trimmed)
        gap = between + (inside[0] if inside else "")
        tail = re.split(r"[。;]", gap)[-1]
        opened = self.grammar.find("open", tail)
        if not opened or (head.sentence < mention.sentence - 3):
            return
        found = List(
            head,
            whole=bool(self.grammar.find("whole", tail)),
            partial="主要" in tail,
            bracket=opened[0].startswith("("),
            sentence=mention.sentence,
            segment=mention.segment,
        )
        self._flow_of(found, tail)
        tops = [m for m in self.found if m.role == role and m.among is None]
        if found.flow and head.sentence < mention.sentence and tops:
            found.head = tops[0]
        elif head.sentence < mention.sentence:
            same = [m for m in tops if m.sentence == head.sentence]
            if len(same) > 1:
                found.doubt = "「其中」所指的总数不止一种读法"
            elif same:
                found.head = same[0]
        self.open.append(found)
        self.lists.append(found)

    def _flow_of(self, found: List, tail: str) -> None:
        """「收入包括：」 says the flow of the items although no number follows it."""
        words = re.sub(r"[,、:(]*\s*(?:主要)?(?:包括|其中|分为)\s*[:,、]?\s*$", "", tail)
        words = re.split(r"[,，。;]", words)[-1]
        reading = self.words.read(words) if words.strip() else None
        if reading and not reading.unread and reading.says:
            found.flow = reading.terms

    def _amount(self, mention: Mention, edge: int) -> None:
        self._opens(mention, edge, "amount")
        label = mention.label
        if self.open and self.open[-1].items and self.grammar.find("restated", label):
            self._restated(mention)
            return
        previous = self._last()
        if previous and previous.segment == mention.segment and previous.outside:
            mention.outside = bool(self.grammar.find("spread", previous.label))
        mention.outside = mention.outside or self._is_outside(mention, edge)
        if mention.outside:
            mention.label = self.words.bare(label)
            self._join(mention)
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
        bare = bare or vague
        if any(r.unread or not r.says for r in readings) or bare:
            self._unnamed(mention, readings[0])
            mention.known = mention.known and not vague
        else:
            mention.known = True
            mention.label = mention.label if pairs else self.words.bare(readings[0].phrase)
            regions = tuple(self._region(mention, r) for r in readings)
            mention.regions = () if mention.unread else regions
        self._join(mention)

    def _vague(self, mention: Mention) -> bool:
        """True for 共计支出 in the middle of a sentence: it is of what stands before it."""
        before = self.plain[self.stops.closed(mention.mark.start) : mention.mark.start]
        begins = plain(without_ordinal(before)[1]).startswith(plain(mention.label))
        previous = self._last()
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
        begin = max((b + 1 for b in self.breaks if b < at and self.plain[b] in "。!?"), default=0)
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
        previous = self._last()
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
        previous = self._last()
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
            if not clash:
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

    def _join(self, mention: Mention) -> None:
        """Make the amount an item of the innermost open list."""
        if self.open and mention is not self.open[-1].head:
            found = self.open[-1]
            if found.sentence < 0 and not self._is_item(found, mention):
                return
            found.items.append(mention)
            mention.head, mention.among = found.head, found

    def _is_item(self, found: List, mention: Mention) -> bool:
        """True when an amount of a passage under a lead is one of the items of the lead."""
        if found.level is None:
            found.level = self.level
        if self.level != found.level or any(m.among is found for m in self.found):
            return self.level == found.level == 0 and not mention.sentence
        head, budget = found.head, self.grammar.patterns["budget"]
        actual = self.grammar.patterns["actual"]
        if bool(budget.search(mention.label)) != bool(budget.search(head.label)):
            return bool(actual.search(mention.label)) and bool(actual.search(head.label))
        return True

    def _previous(self, mention: Mention) -> None:
        subject = self._last()
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
        last = self._last()
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
            stops = [b + 1 for b in self.breaks if b < last.mark.start and self.plain[b] in "。!?"]
            start = max(stops, default=0)
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
        head = self._last(role, mention.mark.unit)
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
