"""The lexicon 术语表: what each printed term means as a constraint on dimensions.

A phrase is segmented as a whole into terms; when two shortest segmentations mean different things,
or a word is left over, the phrase is unread. Phrases compose from the outside in (title, header
path, row label): strong constraints intersect, the inner wins a conflict, implied ones give way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from mingzhang.model import Region
from mingzhang.regions import Space

_ORDINAL = re.compile(
    r"^(?:[一二三四五六七八九十廿卅]{1,4}[、.．]|\([一二三四五六七八九十廿]{1,4}\)|\(\d{1,2}\)"
    r"|\d{1,2}[.．、](?!\d)|[①-⑳]|第[一二三四五六七八九十]+[部分章节]+)"
)
_BRACKETS = re.compile(r"[\s()\[\]{}<>《》「」【】“”\"'‘’:：,，;；。．.·…*#—_-]+")
_LETTER = re.compile(r"\([A-Z](?:[/÷*×+-][A-Z])*\)")
_UNIT = re.compile(r"\((?:单位[:：])?(万元|元|亿元|千元|个|人|辆|台|次|批|人次|平方米|%)\)")


class Meaning(NamedTuple):
    """One alternative of a term: (dimension, bits, implied) triples, year shift, codes, topic.

    ``when`` is a (dimension, bits) that the context must already be within for it to be meant.
    """

    constraints: tuple[tuple[str, int, bool], ...] = ()
    year: int = 0
    function: str = ""
    economic: str = ""
    topic: str = ""
    when: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A printed term 术语 with its scopes and the alternatives it may mean, in order."""

    text: str
    scopes: frozenset[str]
    meanings: tuple[Meaning, ...]

    @property
    def noise(self) -> bool:
        return self.meanings == (Meaning(),)


@dataclass(frozen=True, slots=True)
class Reading:
    """How one phrase was read. ``unread`` is what no term covers ("" when wholly read)."""

    phrase: str
    region: Region
    unread: str
    terms: tuple[Term, ...]
    partial: bool = False
    unit: str = ""
    years: tuple[int, ...] = ()

    @property
    def says(self) -> bool:
        """True when the phrase constrains anything at all."""
        return any(not term.noise for term in self.terms) or bool(self.years)


@lru_cache(maxsize=65536)
def plain(phrase: str) -> str:
    """The phrase as it is looked up: NFKC, without white space, brackets, quotes and stops."""
    return _BRACKETS.sub("", unicodedata.normalize("NFKC", phrase))


@lru_cache(maxsize=65536)
def without_ordinal(phrase: str) -> tuple[str, str]:
    """The ordinal at the head (normalised; "" if none) and the rest of the phrase."""
    text = unicodedata.normalize("NFKC", phrase).strip().replace(" ", "")
    found = _ORDINAL.match(text)
    return (found[0], text[found.end() :]) if found else ("", text)


def _alternatives(meaning: Meaning | tuple[Meaning, ...]) -> tuple[Meaning, ...]:
    return (meaning,) if isinstance(meaning, Meaning) else meaning


class Composed(NamedTuple):
    """Phrases composed so far: the region by what is said outright, whether it was contradicted,
    and the (dimension, bits) that are implied and narrow it in the end."""

    region: Region
    conflict: bool = False
    implied: tuple[tuple[str, int], ...] = ()


_Beginning = list[tuple[int, dict[str, list[tuple[int, Term]]]]]


class Lexicon:
    """All terms, by scope, and how they compose. Immutable after it is built."""

    def __init__(self, space: Space, rows: Iterable[dict], entity_ends: Iterable[str] = ()) -> None:
        self.space = space
        self._terms: dict[str, list[Term]] = {}
        self._scoped: dict[str, dict[str, _Beginning]] = {}
        self._base: Lexicon | None = None
        self._added: set[str] = set()  # first characters of the terms that the base lacks
        self._cache: dict[tuple[str, str], Reading] = {}
        ends = "|".join(entity_ends)
        self._owner = re.compile(rf"^.{{0,40}}?(?:{ends})(?:本级)?(?=\d{{2,4}}年|的)")
        self._year = re.compile(r"((?:19|20)\d\d)\s*(?:年度|年)?|(?<!\d)(\d\d)\s*年(?!\d)")
        for row in rows:
            self._add(self._term(row))

    def _term(self, row: dict) -> Term:
        scope = row["scope"].split("|")
        scopes = frozenset(("title", "header", "row", "text") if scope == ["any"] else scope)
        alternatives = tuple(self.meaning(part) for part in row["meaning"].split("|"))
        return Term(plain(row["term"]), scopes, alternatives)

    def meaning(self, text: str) -> Meaning:
        """One alternative written as in the pack: "fund=general;~flow=income"."""
        constraints, rest = [], {}
        for part in filter(None, (p.strip() for p in text.split(";"))):
            name, _, value = part.partition("=")
            implied = name.startswith("~")
            name = name.lstrip("~")
            if name in self.space.dimensions:
                constraints.append((name, self.space.members(name, value), implied))
            else:
                rest[name] = int(value) if name == "year" else value
        return Meaning(tuple(constraints), **rest)

    def _add(self, term: Term) -> None:
        if term.text:
            self._terms.setdefault(term.text[0], []).append(term)

    def extend(
        self, names: dict[str, Meaning | tuple[Meaning, ...]], scopes: Iterable[str]
    ) -> Lexicon:
        """A lexicon with further names, such as the subjects of a year or a document, each with
        its meaning or alternatives in order; known terms keep theirs."""
        known = {(t.text, s) for terms in self._terms.values() for t in terms for s in t.scopes}
        other = Lexicon.__new__(Lexicon)
        other.__dict__.update(self.__dict__)
        other._cache = {}
        other._scoped, other._base, other._added = {}, self, set()
        other._terms = {first: list(terms) for first, terms in self._terms.items()}
        for name, meaning in names.items():
            text = plain(name)
            free = frozenset(s for s in scopes if (text, s) not in known)
            if text and free:
                other._add(Term(text, free, _alternatives(meaning)))
                other._added.add(text[0])
        return other

    def read(self, phrase: str, scope: str) -> Reading:
        """Segment one phrase. Deterministic; cached."""
        key = (phrase, scope)
        found = self._cache.get(key)
        if found is None:
            found = self._cache[key] = self._read(phrase, scope)
        return found

    def _read(self, phrase: str, scope: str) -> Reading:
        _, text = without_ordinal(phrase)
        units = _UNIT.findall(text)
        text = _LETTER.sub("", _UNIT.sub("", text))
        partial = text.startswith("其中")
        if partial:
            _, text = without_ordinal(text[2:].lstrip(":：,，、"))
        if scope == "title":
            text = self._owner.sub("", text)
        years = tuple(int(a or f"20{b}") for a, b in self._year.findall(text))
        if scope != "row" or years:
            text = self._year.sub("", text)
        text = plain(text)
        terms, unread = self._segment(text, scope)
        if scope == "title" and ("、" in unread or self._two_subjects(terms)):
            terms, unread = self._listed(text)
        region, _ = self.compose_terms(terms, self.space.everything)
        return Reading(phrase, region, unread, terms, partial, units[0] if units else "", years)

    def _in_scope(self, scope: str) -> dict[str, _Beginning]:
        """The terms of one scope by first character, length and text, each with its rank."""
        found = self._scoped.get(scope)
        if found is None:
            changed: Iterable[str] = self._terms
            found = self._scoped[scope] = {}
            if self._base:  # a document adds a few names to the thousands of its year
                changed = self._added
                found |= self._base._in_scope(scope)
            for first in changed:
                found[first] = self._beginning(first, scope)
        return found

    def _beginning(self, first: str, scope: str) -> _Beginning:
        sized: dict[int, dict[str, list[tuple[int, Term]]]] = {}
        for rank, term in enumerate(self._terms[first]):
            if scope in term.scopes:
                same = sized.setdefault(len(term.text), {})
                same.setdefault(term.text, []).append((rank, term))
        return list(sized.items())

    def _segment(self, text: str, scope: str) -> tuple[tuple[Term, ...], str]:
        size, begins = len(text), self._in_scope(scope)
        best: list[tuple[int, tuple[Term, ...], str]] = [(0, (), "")] * (size + 1)
        ambiguous = [False] * (size + 1)
        for start in range(size - 1, -1, -1):
            cost, terms, rest = best[start + 1]
            gap = 100 if rest.startswith(text[start + 1 : start + 2]) and rest else 140
            here: list[tuple[int, Term]] = []
            for length, texts in begins.get(text[start], ()):
                here += texts.get(text[start : start + length], ())
            if not here:
                best[start] = cost + gap, terms, text[start] + rest
                ambiguous[start] = ambiguous[start + 1]
                continue
            least, same = cost + gap, [(terms, text[start] + rest, ambiguous[start + 1])]
            for _, term in sorted(here, key=itemgetter(0)) if len(here) > 1 else here:
                end = start + len(term.text)
                cost, terms, rest = best[end]
                if cost + 10 < least:
                    least, same = cost + 10, []
                if cost + 10 == least:
                    same.append(((term, *terms), rest, ambiguous[end]))
            terms, rest, unsure = same[0]
            best[start] = least, terms, rest
            ambiguous[start] = unsure or any(
                self._meant(other[0]) != self._meant(terms) for other in same[1:]
            )
        _, terms, rest = best[0]
        if ambiguous[0] and not rest:
            return terms, text
        return terms, rest

    def _two_subjects(self, terms: tuple[Term, ...]) -> bool:
        """True for 「甲和乙情况表」 where one is a register of its own and the other is not."""
        if not any(term.text in ("和", "及", "与") for term in terms):
            return False
        meant = [m for term in terms for m in term.meanings]
        items = any(name == "item" for m in meant for name, _, _ in m.constraints)
        return items and any(m.topic for m in meant)

    def _listed(self, text: str) -> tuple[tuple[Term, ...], str]:
        """A title that lists several subjects 「甲、乙情况表」 says what they have in common: of
        each dimension the union."""
        regions, unread = [], ""
        for part in re.split("[、和及与]", text):
            terms, rest = self._segment(part, "title")
            regions.append(self.compose_terms(terms, self.space.everything)[0])
            unread = unread or rest
        common = []
        for name, dimension in self.space.dimensions.items():
            bits = 0
            for region in regions:
                bits |= region.mask & dimension.field
            if bits != dimension.field:
                common.append((name, bits, True))
        return (Term(text, frozenset(), (Meaning(tuple(common)),)),), unread

    def _meant(self, terms: tuple[Term, ...]) -> Region:
        return self.compose_terms(terms, self.space.everything)[0]

    def compose_terms(self, terms: Iterable[Term], start: Region) -> tuple[Region, bool]:
        """The conjunction of terms in order over ``start``; the flag tells of a conflict."""
        return self.compose([tuple(terms)], start)

    def compose(self, phrases: Iterable[tuple[Term, ...]], start: Region) -> tuple[Region, bool]:
        """Compose phrases from the outside in. Strong constraints intersect; where they cannot,
        the inner wins and the conflict is kept; implied ones narrow only what allows it."""
        return self.settled(self.within(phrases, Composed(start)))

    def within(self, phrases: Iterable[tuple[Term, ...]], outer: Composed) -> Composed:
        """Phrases inside others: a column is composed once, and every row of it inside."""
        region, mask, conflict = outer.region, outer.region.mask, outer.conflict
        implied, dimensions = list(outer.implied), self.space.dimensions
        for terms in phrases:
            for term in terms:
                meaning = term.meanings[0]
                if len(term.meanings) > 1:
                    meaning = self._alternative(term, mask)
                constraints, year, function, economic, topic, _ = meaning
                for name, bits, weak in constraints:
                    if weak:
                        implied.append((name, bits))
                        continue
                    common = mask & bits
                    conflict |= not common
                    mask = mask & ~dimensions[name].field | (common or bits)
                if year or function or economic or topic:
                    region = self._named(region, meaning)
        if mask != region.mask:
            region = Region(mask, *region[1:])
        return Composed(region, conflict, tuple(implied))

    def settled(self, composed: Composed) -> tuple[Region, bool]:
        """The region in the end, and whether anything was contradicted."""
        region, mask = composed.region, composed.region.mask
        for name, bits in composed.implied:
            common = mask & bits
            if common:
                mask = mask & ~self.space.dimensions[name].field | common
        return (region if mask == region.mask else Region(mask, *region[1:])), composed.conflict

    def _alternative(self, term: Term, mask: int) -> Meaning:
        for meaning in term.meanings:
            if meaning.when and not self._is_within(mask, *meaning.when):
                continue
            if all(mask & bits for _, bits, weak in meaning.constraints if not weak):
                return meaning
        return term.meanings[0]

    def _is_within(self, mask: int, name: str, bits: int) -> bool:
        return not mask & self.space.dimensions[name].field & ~bits

    def _named(self, region: Region, meaning: Meaning) -> Region:
        if meaning.year and region.year:
            region = region._replace(year=region.year + meaning.year)
        if meaning.function:
            region = region._replace(function=meaning.function)
        if meaning.economic:
            region = region._replace(economic=meaning.economic)
        if meaning.topic:
            region = region._replace(topic=meaning.topic)
        return region
