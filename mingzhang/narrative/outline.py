"""The outline of one passage 段落的脉络: what stands over it, and which lists are open."""

from __future__ import annotations

import re

from mingzhang.lexicon import without_ordinal
from mingzhang.model import Region, Text
from mingzhang.narrative.marks import Mark
from mingzhang.narrative.nouns import List, Mention, Outer, Phrases
from mingzhang.narrative.stops import Stops
from mingzhang.narrative.words import Words


class Outline:
    """The state of reading a passage from left to right: mentions found, lists open."""

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
        self.topic, self.subject = self.find_topic()
        self.ground = self.find_ground()
        if outer.list is not None:
            self.open.append(outer.list)

    def find_topic(self) -> tuple[Phrases, str]:
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

    def find_ground(self) -> Region:
        region = self.space.everything._replace(year=self.outer.year or self.setting.year)
        for phrases in (*self.outer.phrases, self.topic):
            region, _ = self.words.overlay(region, phrases)
        return region

    def closing(self) -> Phrases:
        """The words after the last number that say what the following passages are about."""
        last = max((m.mark.stop for m in self.found if m.role == "amount"), default=-1)
        tail = self.plain[last:].strip() if last >= 0 else ""
        if not tail.endswith(":"):
            return ()
        words = re.split(r"[。;,，]", tail)[-1]
        words = self.grammar.patterns["lead_end"].sub("", words)
        reading = self.words.read(words) if words.strip() else None
        return reading.terms if reading and reading.says and not reading.unread else ()

    def last(self, role: str = "amount", unit: str = "") -> Mention | None:
        for mention in reversed(self.found):
            if mention.role == role and (not unit or mention.mark.unit == unit):
                return mention
        return None

    def close_lists(self, mention: Mention) -> None:
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
            if top.items and top.sentence >= 0 and self.restarts(top.items[-1], mention):
                self.open.pop()
                continue
            if top.sentence >= 0 and mention.segment > top.segment:
                first = [i for i in top.items if i.segment == top.segment]
                if len(first) != 1 or (len(self.open) > 1 and self.open[-2].sentence >= 0):
                    self.open.pop()
                    continue
            break

    def restarts(self, last: Mention, mention: Mention) -> bool:
        """True when a colon stands between an item and the next number: 完成情况：…; one inside
        brackets does not count."""
        depth = 0
        for b in self.stops.between(last.mark.stop, mention.mark.start):
            sign = self.plain[b]
            depth += (sign == "(") - (sign == ")")
            if sign == ":" and not depth:
                return True
        return False

    def opens(self, mention: Mention, edge: int, role: str) -> None:
        """Open a list when words such as 其中 stand between the last amount and this one."""
        _, at = self.stops.piece(edge, mention.mark.start)
        head = self.last(role, mention.mark.unit if role != "amount" else "")
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
            colon=":" in opened[0],
            sentence=mention.sentence,
            segment=mention.segment,
        )
        self.flow_of(found, tail)
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

    def flow_of(self, found: List, tail: str) -> None:
        """「收入包括：」 says the flow of the items although no number follows it."""
        words = re.sub(r"[,、:(]*\s*(?:主要)?(?:包括|其中|分为)\s*[:,、]?\s*$", "", tail)
        words = re.split(r"[,，。;]", words)[-1]
        reading = self.words.read(words) if words.strip() else None
        if reading and not reading.unread and reading.says:
            found.flow = reading.terms

    def join(self, mention: Mention) -> None:
        """Make the amount an item of the innermost open list."""
        if self.open and mention is not self.open[-1].head:
            found = self.open[-1]
            if found.sentence < 0 and not self.is_item(found, mention):
                return
            found.items.append(mention)
            mention.head, mention.among = found.head, found

    def is_item(self, found: List, mention: Mention) -> bool:
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
