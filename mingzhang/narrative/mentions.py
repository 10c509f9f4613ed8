"""Numbers of one passage bound to their words 数与词: label, role, list, region.

A mention is a number with the words that say what it is. Its role is amount, previous (last
year's figure named beside it), difference, growth, share, completion, percapita, rate, count,
score or label. Items of a list (其中) know their head; remarks (占…, 增长…) follow an amount.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mingzhang.lexicon import Lexicon, Meaning, Reading, Term, plain, without_ordinal
from mingzhang.model import Fact, Place, Region, Text
from mingzhang.narrative.marks import Mark

Phrases = tuple[Term, ...]


class Setting(NamedTuple):
    """What reading needs besides the words: the lexicon, the fiscal year, the stage of the
    document (original, actual), the facts of its tables (to look wholes up), and the codes of the
    economic and functional subjects by plain name."""

    lexicon: Lexicon
    year: int | None
    stage: str
    facts: tuple[Fact, ...] = ()
    economic: Mapping[str, tuple[str, ...]] = {}
    functions: Mapping[str, tuple[str, ...]] = {}


@dataclass(frozen=True, slots=True)
class Grammar:
    """The patterns of the pack, compiled, by their key in ``phrase``, ``role``, ``list``..."""

    patterns: dict[str, re.Pattern[str]]
    words: dict[str, Any]
    both: tuple[tuple[re.Pattern[str], str, str], ...]
    stages: tuple[tuple[re.Pattern[str], str], ...]

    @staticmethod
    def of(words: dict[str, Any]) -> Grammar:
        """Compile the pack ``narrative.toml``."""
        patterns = {
            key: re.compile(value)
            for part in ("phrase", "role", "list", "outside", "score")
            for key, value in words[part].items()
            if isinstance(value, str)
        }
        both = tuple((re.compile(p), a, b) for p, a, b in words["phrase"]["both"])
        stages = tuple((re.compile(p), s) for p, s in words["role"]["stage"])
        return Grammar(patterns, words, both, stages)

    def find(self, key: str, text: str) -> re.Match[str] | None:
        return self.patterns[key].search(text)

    def stage(self, text: str) -> str:
        """The stage that a phrase of comparison names, "" when it names none."""
        return next((stage for pattern, stage in self.stages if pattern.search(text)), "")


@dataclass(frozen=True, slots=True)
class Outer:
    """What stands over a passage: the terms of its headings, a year, the amount whose items
    the passages below are, and the name of a subject that is no term (a project)."""

    phrases: tuple[Phrases, ...] = ()
    year: int | None = None
    list: List | None = None
    subject: str = ""


@dataclass(slots=True, eq=False)
class Mention:
    """One number with its words. ``regions`` is () when the words are not wholly read."""

    mark: Mark
    text: Text
    role: str = "label"
    label: str = ""
    regions: tuple[Region, ...] = ()
    said: Region | None = None
    unread: str = ""
    known: bool = False
    outside: bool = False
    head: Mention | None = None
    among: List | None = None
    of: str = ""
    base: str = ""
    word: str = ""
    other: str = ""
    sentence: int = 0
    segment: int = 0
    passage: int = 0
    subjects: list[Mention] = field(default_factory=list)
    named: tuple[Region, ...] = ()

    @property
    def place(self) -> Place:
        return self.text.at(self.mark.start)

    @property
    def printed(self) -> str:
        return self.text.text[self.mark.start : self.mark.stop].strip()


@dataclass(slots=True, eq=False)
class List:
    """Items 列举 under an amount. ``whole`` is True when the words say that all are named."""

    head: Mention
    items: list[Mention] = field(default_factory=list)
    whole: bool = False
    partial: bool = False
    bracket: bool = False
    sentence: int = 0
    segment: int = 0
    flow: Phrases = ()
    doubt: str = ""
    level: int | None = None
    depth: int = 0


class Passage(NamedTuple):
    """A passage read: its text, every mention in order, its lists."""

    text: Text
    plain: str
    mentions: list[Mention]
    lists: list[List]
    topic: Phrases
    subject: str
    where: Place | None = None
    level: int = 0
    project: str = ""
    closing: Phrases = ()
    close_regions: tuple[Region, ...] = ()

    @property
    def amounts(self) -> list[Mention]:
        return [m for m in self.mentions if m.role in ("amount", "previous")]

    def lead(self, outer: Outer, is_title: bool) -> Outer | None:
        """What this passage says over those that follow, or None."""
        if is_title:
            phrases = (*outer.phrases, self.topic) if self.topic else outer.phrases
            return Outer(phrases, outer.year, outer.list, self.subject or outer.subject)
        top = [m for m in self.amounts if m.role == "amount"]
        if not top or not self.plain.rstrip().endswith((":", "如下。")):
            return None
        phrases = outer.phrases
        if self.closing:
            phrases = (*phrases, self.closing)
            top = [m for m in top if m.regions == self.close_regions]
            if not top:
                return Outer(phrases, outer.year, None, outer.subject)
        under = List(top[-1], sentence=-1, depth=len(phrases))
        self.lists.append(under)
        return Outer(phrases, outer.year, under, outer.subject)


def mentions(
    text: Text,
    plain_text: str,
    marks: list[Mark],
    outer: Outer,
    grammar: Grammar,
    setting: Setting,
    level: int = 0,
) -> Passage:
    """Bind the numbers of one passage, whose ordinal nests ``level`` deep, to their words."""
    return _Reading(text, plain_text, marks, outer, grammar, setting, level).run()


class _Reading:
    """Reading one passage from left to right."""

    def __init__(self, text, plain_text, marks, outer, grammar, setting, level) -> None:
        self.text, self.plain, self.marks = text, plain_text, marks
        self.outer, self.grammar, self.setting = outer, grammar, setting
        self.lexicon: Lexicon = setting.lexicon
        self.space = self.lexicon.space
        self.found: list[Mention] = []
        self.lists: list[List] = []
        self.open: list[List] = []
        self.breaks = self._breaks()
        self.level = level
        self.topic, self.subject = self._topic()
        self.ground = self._ground()
        if outer.list is not None:
            self.open.append(outer.list)

    # -- structure ---------------------------------------------------------------------------

    def _breaks(self) -> list[int]:
        """Positions of stops that end a phrase; those inside a word do not."""
        kept = [m.span() for m in self.grammar.patterns["together"].finditer(self.plain)]
        numbers = [(m.start, m.end) for m in self.marks]
        return [
            i
            for i, c in enumerate(self.plain)
            if c in ",，、:;。()!?"
            and not any(a <= i < b for a, b in kept)
            and not any(a <= i < b for a, b in numbers)
        ]

    def _topic(self) -> tuple[Phrases, str]:
        """The words at the head of the passage that stand over it: a title, 「某项目：」."""
        _, body = without_ordinal(self.plain)
        first = next((m for m in self.marks if m.kind != "label"), None)
        stop = first.start if first else len(self.plain)
        head = re.split(r"[。:]", self.plain[:stop])[0] if first else self.plain
        if first and not re.search(r"[。:]", self.plain[:stop]):
            return (), ""
        _, phrase = without_ordinal(head)
        phrase = self.grammar.patterns["heading_end"].sub("", phrase.strip())
        phrase = self.grammar.patterns["lead_end"].sub("", phrase)
        reading = self._read(phrase) if 0 < len(phrase) <= 60 else None
        if reading is None or not phrase:
            return (), ""
        if not reading.unread and reading.says:
            return reading.terms, ""
        return (), re.sub(r"^\d{1,2}\.(?=20\d\d)", "", phrase)

    def _ground(self) -> Region:
        region = self.space.everything._replace(year=self.outer.year or self.setting.year)
        for phrases in (*self.outer.phrases, self.topic):
            region, _ = self._overlay(region, phrases)
        return region

    # -- words -------------------------------------------------------------------------------

    def _read(self, phrase: str) -> Reading:
        """The reading of a phrase, without the owner's name and words that say nothing."""
        phrase = self.grammar.patterns["trim_start"].sub("", phrase.strip()).strip()
        phrase = self.grammar.patterns["trim_end"].sub("", phrase).strip()
        coded = self._function(phrase)
        if coded is not None:
            return coded
        reading = self.lexicon.read(phrase, "text")
        if not reading.unread:
            return reading
        options = []
        shorter = self.grammar.patterns["remark"].sub("", phrase)
        if shorter != phrase:
            options.append(shorter)
            phrase = shorter
        found = list(re.finditer(r"(?:20\d\d|(?<!\d)\d\d)\s*年(?:度)?", phrase))
        if found:
            options += [phrase[found[-1].start() :]]
        for key in ("owner", "owner_short"):
            for option in (phrase, *options[:2]):
                rest = self.grammar.patterns[key].sub("", option)
                if rest != option:
                    options.append(rest)
        for option in options:
            again = self.lexicon.read(option, "text")
            if not again.unread and again.says:
                return again
        return reading

    def _function(self, phrase: str) -> Reading | None:
        """「某支出（类）某事务（款）某某（项）」 read by the classification, outside in."""
        parts = list(self.grammar.patterns["function_part"].finditer(phrase))
        if not parts:
            return None
        code = ""
        for part in parts:
            size = {"类": 3, "款": 5, "项": 7}[part["level"]]
            name = plain(part["name"])
            options = [
                c
                for text in (name, name + "支出", name.removesuffix("支出"))
                for c in self.setting.functions.get(text, ())
                if len(c) == size and c.startswith(code)
            ]
            if len(set(options)) != 1:
                return None
            code = options[0]
        rest = phrase[: parts[0].start()] + phrase[parts[-1].end() :]
        outside = self.lexicon.read(rest, "text")
        flow = (("flow", self.space.members("flow", "expenditure"), True),)
        term = Term(phrase, frozenset(), (Meaning(flow, function=code),))
        terms = (*outside.terms, term)
        return Reading(phrase, outside.region, outside.unread, terms, years=outside.years)

    def _overlay(self, outer: Region, terms: Phrases) -> tuple[Region, bool]:
        """``terms`` within ``outer``; where they cannot be both the inner wins: True then."""
        region, clash = self.lexicon.compose([terms], outer)
        own, _ = self.lexicon.compose([terms], self.space.everything)
        for dimension in self.space.dimensions.values():
            bits = own.mask & dimension.field
            if bits != dimension.field and not bits & outer.mask:
                region = region._replace(mask=region.mask & ~dimension.field | bits)
                clash = True
        return region, clash

    def _finish(self, region: Region, years: tuple[int, ...]) -> Region:
        if years:
            region = region._replace(year=years[-1])
        if self.space.free(region, "stage") and region.year == self.setting.year:
            bits = self.space.members("stage", self.setting.stage)
            region = self.space.replace(region, "stage", bits)
        return region

    def _own(self, terms: Phrases) -> set[str]:
        """The dimensions that a phrase constrains by itself."""
        own, _ = self.lexicon.compose([terms], self.space.everything)
        names = {d.id for d in self.space.dimensions.values() if not self.space.free(own, d.id)}
        return names | {n for n in ("function", "economic", "topic") if getattr(own, n)}

    # -- the run -----------------------------------------------------------------------------

    def run(self) -> Passage:
        edge = 0
        for mark in self.marks:
            if mark.kind == "label":
                self.found.append(Mention(mark, self.text, label=mark.why))
                if mark.why == "序号":
                    edge = mark.stop
                continue
            edge = max(edge, self._closed(mark.start))
            mention = self._mention(mark, edge)
            mention.sentence = self._count(mark.start, "。!?")
            mention.segment = self._count(mark.start, "。!?;")
            self._bind(mention, edge)
            self.found.append(mention)
            edge = mark.stop
        closing = self._closing()
        regions = (self._finish(self._overlay(self.ground, closing)[0], ()),) if closing else ()
        return Passage(
            self.text, self.plain, self.found, self.lists, self.topic, self.subject,
            closing=closing, close_regions=regions,
        )

    def _closing(self) -> Phrases:
        """The words after the last number that say what the following passages are about."""
        last = max((m.mark.stop for m in self.found if m.role == "amount"), default=-1)
        tail = self.plain[last:].strip() if last >= 0 else ""
        if not tail.endswith(":"):
            return ()
        words = re.split(r"[。;,，]", tail)[-1]
        words = self.grammar.patterns["lead_end"].sub("", words)
        reading = self._read(words) if words.strip() else None
        return reading.terms if reading and reading.says and not reading.unread else ()

    def _count(self, stop: int, signs: str) -> int:
        return sum(1 for b in self.breaks if b < stop and self.plain[b] in signs)

    def _closed(self, start: int) -> int:
        """Where the last sentence or segment before ``start`` ended."""
        return max((b + 1 for b in self.breaks if b < start and self.plain[b] in "。;!?"), default=0)

    def _piece(self, edge: int, start: int) -> tuple[str, int]:
        """The words just before a number, back to the last stop that is not inside a word."""
        cuts = [b for b in self.breaks if edge <= b < start]
        while cuts:
            piece = self.plain[cuts[-1] + 1 : start]
            bare = self.grammar.patterns["trim_end"].sub("", piece.strip())
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

    def _mention(self, mark: Mark, edge: int) -> Mention:
        """The role of a number by the words before it."""
        piece, at = self._piece(edge, mark.start)
        grammar, mention = self.grammar, Mention(mark, self.text)
        mention.label = piece
        if mark.kind == "percent":
            self._percent_role(mention, piece)
        elif mark.kind == "count":
            score = mark.unit == grammar.words["score"]["unit"]
            mention.role = "score" if score else "count"
        elif mark.kind == "bare":
            mention.role = "bare"
        else:
            self._money_role(mention, piece)
        if mention.role in ("difference", "growth"):
            self._base(mention, self.plain[self._closed(mark.start) : mark.start])
            since = [m.mark.stop for m in self.found if m.role not in ("label", "bare", "count")]
            if self.grammar.find("reason", self.plain[max([edge, *since[-1:]]) : mark.start]):
                mention.base = ""
                mention.role = "rate" if mention.role == "growth" else mention.role
            if mention.role == "difference" and not mention.base and self._names(mention.label):
                mention.role, mention.label = "amount", piece
        return mention

    def _names(self, words: str) -> bool:
        """True when words before 增长、提升 name something of its own: 支持促消费提升800万元."""
        reading = self._read(words) if self._bare(words) else None
        return reading is not None and bool(reading.unread)

    def _percent_role(self, mention: Mention, piece: str) -> None:
        find, text = self.grammar.find, piece.strip()
        mention.role = "rate"
        if found := find("completion", text):
            if text[: found.start()].rstrip().endswith(("完成", "占", "为")) or "完成" in found[0]:
                mention.role, mention.of = "completion", found["of"] or ""
                return
        if found := find("share", text):
            mention.role, mention.of = "share", found["whole"].strip()
            mention.label = text[: found.start()]
        elif find("share_word", text):
            mention.role = "share"
        elif (found := find("completion_rate", text)) and not find("not_budget_rate", text):
            mention.role = "completion"
        elif found := find("change", text):
            mention.role, mention.word = "growth", found["word"]
            mention.other, mention.label = found["other"] or "", text[: found.start()]

    def _money_role(self, mention: Mention, piece: str) -> None:
        find, text = self.grammar.find, piece.strip()
        mention.role = "amount"
        if find("per_head", text):
            mention.role = "percapita"
        elif find("previous", text):
            mention.role, mention.base = "previous", find("previous", text)["base"]
        elif found := find("change", text):
            mention.role, mention.word = "difference", found["word"]
            mention.other, mention.label = found["other"] or "", text[: found.start()]

    def _base(self, mention: Mention, clause: str) -> None:
        found = list(self.grammar.patterns["compare"].finditer(clause))
        if found and not self.grammar.find("reason", clause[found[-1].end() :]):
            mention.base = found[-1]["base"]
            mention.label = re.sub(re.escape(found[-1][0]) + ".*", "", mention.label)

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
        _, at = self._piece(edge, mention.mark.start)
        head = self._last(role, mention.mark.unit if role != "amount" else "")
        if head is None:
            return
        between = self.plain[head.mark.stop : at]
        ordinal = next((m for m in reversed(self.marks) if m.stop <= at and m.why == "序号"), None)
        if ordinal and not self.plain[ordinal.stop : at].strip():
            between = self.plain[head.mark.stop : ordinal.start].rstrip("( ")
        trimmed = self.plain[at : mention.mark.start]
        inside = re.match(r"\s*(?:其中|包括)\s*[:,、]?", trimmed)
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
        reading = self._read(words) if words.strip() else None
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
            mention.label = self._bare(label)
            self._join(mention)
            return
        if self.grammar.find("distributive", label.strip()):
            mention.unread = "分别"
            return
        pairs = [(p, a, b) for p, a, b in self.grammar.both if p.search(label)]
        texts = [pairs[0][0].sub(x, label) for x in pairs[0][1:]] if pairs else [label]
        readings = [self._read(text) for text in texts]
        mention.label = self._bare(label)
        subject = self.subject
        if not (subject or self.topic) and self.grammar.find("subject_name", self.outer.subject):
            subject = self.outer.subject
        bound = {"stage", "flow"} if subject and self._elliptic(mention.label) else {"stage"}
        bare = [r for r in readings if self._own(r.terms) <= bound]
        if any(r.unread or not r.says for r in readings) or bare:
            self._unnamed(mention, readings[0])
        else:
            mention.known = True
            regions = tuple(self._region(mention, r) for r in readings)
            mention.regions = () if mention.unread else regions
        self._join(mention)

    def _restated(self, mention: Mention) -> None:
        """「……，合计X」 after a list is the sum of its items once more, and ends it."""
        found = self.open.pop()
        mention.label, mention.among = self._bare(found.head.label), found
        mention.head = found.head
        self.lists.append(List(mention, [*found.items], whole=True, sentence=mention.sentence))

    def _is_outside(self, mention: Mention, edge: int) -> bool:
        """True for money that is not of the department's books: funds run for others, standards,
        sums recovered. It spreads over the sentence that it opens."""
        _, at = self._piece(edge, mention.mark.start)
        begin = max(
            (b + 1 for b in self.breaks if b < at and self.plain[b] in "。!?"), default=0
        )
        if self.grammar.find("funds", self.plain[begin:at]):
            return True
        same = [m for m in self.found if m.role == "amount" and m.sentence == mention.sentence]
        if same and same[0].outside:
            return True
        reading = self._read(mention.label)
        label = self.grammar.patterns["remark"].sub("", mention.label)
        return bool(self.grammar.find("words", label)) and not (
            reading.says and not reading.unread
        )

    def _elliptic(self, label: str) -> bool:
        return bool(self.grammar.find("elliptic", plain(label)))

    def _bare(self, label: str) -> str:
        label = self.grammar.patterns["trim_start"].sub("", label.strip())
        return self.grammar.patterns["trim_end"].sub("", label).strip()

    def _unnamed(self, mention: Mention, reading: Reading) -> None:
        """The words are no terms: an ellipsis of the amount before, or something unread."""
        label = mention.label
        previous = self._last()
        if self._elliptic(label) or not label:
            stage = self.grammar.stage(label)
            bits = self.space.members("stage", stage) if stage else 0
            if previous and previous.sentence == mention.sentence and stage:
                mention.regions = tuple(
                    self.space.replace(r, "stage", bits) for r in previous.regions
                )
                mention.head, mention.known = previous.head, bool(previous.regions)
            elif stage and not self.subject and (self.topic or self.ground.function):
                mention.regions = (self.space.replace(self.ground, "stage", bits),)
                mention.known = True
            elif stage and (first := self._theme()) is not None:
                region = self.space.replace(first.regions[0], "stage", bits)
                years = self.lexicon.read(label, "text").years
                mention.regions = (region._replace(year=years[-1] if years else region.year),)
                mention.known = True
            mention.unread = "" if mention.regions else label or "（无词）"
            return
        mention.unread = reading.unread or label or "（无词）"
        mention.known = reading.says and not self._own(reading.terms) <= {"stage"}

    def _theme(self) -> Mention | None:
        """The first amount of a numbered paragraph that is about one functional subject."""
        first = next((m for m in self.found if m.role == "amount"), None)
        if self.level and first and first.regions and first.regions[0].function:
            return first
        return None

    def _region(self, mention: Mention, reading: Reading) -> Region:
        terms, own = reading.terms, self._own(reading.terms)
        previous = self._last()
        same = previous and previous.regions and previous.segment == mention.segment
        if same and own and own <= {"flow", "layer", "status"} and previous.said is not None:
            kept = self._fund_said(previous)
            if kept:
                base = self.space.replace(previous.regions[0], "flow", 0)
                base = self.space.replace(base, "layer", 0)
                region, _ = self._overlay(base, terms)
                mention.said = region
                return self._finish(region, reading.years)
        if same and self._elliptic(mention.label) and "stage" in own:
            stage = self.space.part(previous.regions[0], "stage")
            region, clash = self._overlay(
                self.space.replace(previous.regions[0], "stage", 0), terms
            )
            if not clash and self.space.part(region, "stage") != stage:
                mention.said = region
                return self._finish(region, reading.years)
        while self.open:
            base = self.open[-1]
            start = base.head.regions[0] if base.head.regions else self.ground
            if base.flow:
                start, _ = self._overlay(start, base.flow)
            if base.sentence < 0:
                for phrases in (*self.outer.phrases[base.depth :], self.topic):
                    start, _ = self._overlay(start, phrases)
            region, clash = self._overlay(start, terms)
            if not clash:
                break
            self.open.pop()
        else:
            start = self.ground
            region, _ = self._overlay(start, terms)
        mention.said = self._overlay(self.space.everything, terms)[0]
        region = self._as_economic(mention, region, start)
        return self._finish(region, reading.years)

    def _as_economic(self, mention: Mention, region: Region, start: Region) -> Region:
        """Under basic spending a name such as 住房公积金 is an economic subject, not a function."""
        basic = self.space.within(start, "nature", "personnel+public")
        if not (basic or start.topic) or not self.space.free(start, "item"):
            return region
        codes = self.setting.economic.get(plain(mention.label), ())
        code = codes[0] if len(codes) == 1 else ""
        if code and code.startswith(start.economic):
            bits = self.space.dimensions["item"].field
            return region._replace(
                economic=code, function=start.function, mask=region.mask | bits
            )
        if region.function != start.function:
            mention.unread = mention.label
        return region

    def _fund_said(self, mention: Mention) -> bool:
        return mention.said is not None and not self.space.free(mention.said, "fund")

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
            readings = [self._read(t) for t in texts if self._bare(t)]
            if readings and all(not r.unread and r.says for r in readings):
                mention.named = tuple(
                    self._finish(self._overlay(self.ground, r.terms)[0], r.years)
                    for r in readings
                )
        if mention.role == "share" and not self.grammar.find("filler", self._bare(mention.label)):
            named = plain(self._bare(mention.label))
            same = [m for m in self.found if m.role == "amount" and plain(m.label) == named]
            mention.subjects = same[-1:]
            return
        last = self._last()
        if last is None:
            return
        mention.subjects = [last]
        if last.head is not None and last.sentence == mention.sentence:
            mention.subjects = [last, last.head]
        if mention.named:
            same = [m for m in self.found if m.role == "amount" and m.regions == mention.named]
            if same:
                mention.subjects = [same[-1]]

    def _counted(self, mention: Mention, edge: int) -> None:
        role = mention.role
        mention.label = self._bare(mention.label)
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
            m for m in self.found
            if m.role == role and m.mark.unit == head.mark.unit and m.among is None
            and m.sentence == head.sentence and m is not head
        ]
        if re.match(r"\s*[,，。;(]*\s*其中\s*[:,、]?", between):
            found = List(
                head, bracket="(" in between[:4], sentence=mention.sentence,
                segment=mention.segment, partial="主要" in between,
            )
            if rivals and not found.bracket:
                found.doubt = "「其中」所指的总数不止一种读法"
            self.open.append(found)
            self.lists.append(found)
