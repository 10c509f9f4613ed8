"""The nouns of running text 文字里的名词: mentions, lists, passages, and what reading needs.

A mention is a number with the words that say what it is. Its role is amount, previous (last
year's figure named beside it), difference, growth, share, completion, percapita, rate, count,
score or label. Items of a list (其中) know their head; remarks (占…, 增长…) follow an amount.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from mingzhang.lexicon import Lexicon, Term
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
    aliases: tuple[tuple[re.Pattern[str], str], ...]

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
        aliases = tuple((re.compile(p), s) for p, s in words["role"]["aliases"])
        return Grammar(patterns, words, both, stages, aliases)

    def find(self, key: str, text: str) -> re.Match[str] | None:
        return self.patterns[key].search(text)

    def stage(self, text: str) -> str:
        """The stage that a phrase of comparison names, "" when it names none."""
        return next((stage for pattern, stage in self.stages if pattern.search(text)), "")


@dataclass(frozen=True, slots=True)
class Outer:
    """What stands over a passage: the terms of its headings, a year, the amount whose items
    the passages below are, and the name of a subject that is no term (a project). Under the title
    of a project nothing is the department's: ``project`` then."""

    phrases: tuple[Phrases, ...] = ()
    year: int | None = None
    list: List | None = None
    subject: str = ""
    project: bool = False


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
    colon: bool = False


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

    def lead(self, outer: Outer, is_title: bool, of_project: bool) -> Outer | None:
        """What this passage says over those that follow, or None."""
        if is_title:
            phrases = (*outer.phrases, self.topic) if self.topic else outer.phrases
            subject = self.subject or outer.subject
            return Outer(phrases, outer.year, outer.list, subject, of_project or outer.project)
        top = [m for m in self.amounts if m.role == "amount"]
        if not top or not self.plain.rstrip().endswith((":", "如下。")):
            return None
        phrases = outer.phrases
        if self.closing:
            phrases = (*phrases, self.closing)
            top = [m for m in top if m.regions == self.close_regions]
            if not top:
                return replace(outer, phrases=phrases, list=None)
        under = List(top[-1], sentence=-1, depth=len(phrases))
        self.lists.append(under)
        return replace(outer, phrases=phrases, list=under)
