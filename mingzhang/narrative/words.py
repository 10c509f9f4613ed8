"""Words read as regions 词的口径: phrases by the lexicon and the classification."""

from __future__ import annotations

import re

from mingzhang.lexicon import Lexicon, Meaning, Reading, Term, plain
from mingzhang.model import Region
from mingzhang.narrative.nouns import Grammar, Phrases, Setting


class Words:
    """Reads phrases for one document."""

    def __init__(self, grammar: Grammar, setting: Setting) -> None:
        self.grammar, self.setting = grammar, setting
        self.lexicon: Lexicon = setting.lexicon
        self.space = self.lexicon.space
        self._known: dict[str, Reading] = {}

    def read(self, phrase: str) -> Reading:
        """The reading of a phrase, without the owner's name and words that say nothing."""
        found = self._known.get(phrase)
        if found is None:
            found = self._known[phrase] = self._read(phrase)
        return found

    def _read(self, phrase: str) -> Reading:
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

    def overlay(self, outer: Region, terms: Phrases) -> tuple[Region, bool]:
        """``terms`` within ``outer``; where they cannot be both the inner wins: True then.

        So it does where it names more flows than the outer: 收入总计 under the heading 收入情况
        has the opening balance in it as everywhere else.
        """
        region, clash = self.lexicon.compose([terms], outer)
        own, _ = self.lexicon.compose([terms], self.space.everything)
        for dimension in self.space.dimensions.values():
            bits = own.mask & dimension.field
            over = bits & ~outer.mask if dimension.id == "flow" else not bits & outer.mask
            if bits != dimension.field and over:
                region = region._replace(mask=region.mask & ~dimension.field | bits)
                clash = True
        return region, clash

    def finish(self, region: Region, years: tuple[int, ...]) -> Region:
        """The region with the year it names and, this year, the stage of the document."""
        if years:
            region = region._replace(year=years[-1])
        if self.space.free(region, "stage") and region.year == self.setting.year:
            bits = self.space.members("stage", self.setting.stage)
            region = self.space.replace(region, "stage", bits)
        return region

    def own(self, terms: Phrases) -> set[str]:
        """The dimensions that a phrase constrains by itself."""
        own, _ = self.lexicon.compose([terms], self.space.everything)
        names = {d.id for d in self.space.dimensions.values() if not self.space.free(own, d.id)}
        return names | {n for n in ("function", "economic", "topic") if getattr(own, n)}

    def bare(self, label: str) -> str:
        """The label without the words at its ends that say nothing."""
        label = self.grammar.patterns["trim_start"].sub("", label.strip())
        return self.grammar.patterns["trim_end"].sub("", label).strip()

    def elliptic(self, label: str) -> bool:
        """True for labels such as 支出决算, whose subject stands before them."""
        return bool(self.grammar.find("elliptic", plain(label)))
