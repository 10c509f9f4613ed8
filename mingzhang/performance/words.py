"""The words of performance forms 绩效表用语: what a header means, and what a printed value says.

Pure lookups over the vocabulary ``packs/performance.toml``; no form of any province is known here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from mingzhang.model import Interval, Quantity, quantity

_SPACE = re.compile(r"\s+")
_BRACKET = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_MARKS = re.compile(r"(分|[万亿]?元|[%‰])$")
_SEVERAL = re.compile(r"\d\s+[\d≥≤<>]")
_YEAR = re.compile(r"20\d\d年?度?")
_CLAUSE = re.compile(r"[,，;；。\n]")
_CLAUSES = re.compile(r"[,，;；。\n]|(?<=[%\d])\s*、")


class Target(NamedTuple):
    """A value of an indicator 指标值: ``≥90%`` is sign ">=", number 90, unit "%", kind "percent".

    ``kind`` is number, percent, range, word, text (a sentence, several figures) or "" (blank).
    """

    sign: str
    number: Quantity | None
    unit: str
    kind: str
    text: str = ""
    upper: Quantity | None = None

    @property
    def exact(self) -> Interval | None:
        """The number as an interval of one point: a target is set, not rounded."""
        return Interval(self.number.exact, self.number.exact) if self.number else None


class Levels(NamedTuple):
    """The level names of an indicator, its own name, and what stands before them."""

    first: str
    second: str
    name: str
    before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The compiled vocabulary of performance forms; made once by ``vocabulary``."""

    pack: dict
    roles: dict[str, str]
    first: dict[str, str]
    second: dict[str, str]
    signs: dict[str, str]
    value: re.Pattern[str]
    kinds: tuple[tuple[str, tuple[str, ...]], ...]
    same: dict[str, str]
    patterns: dict[str, re.Pattern[str]]


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Half-width, without white space, thousands separators kept."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=8192)
def bare(text: str) -> str:
    """A header or name without white space, brackets with their content, and colons."""
    return _BRACKET.sub("", plain(text)).replace(":", "").strip("-—·")


def figure(text: str) -> Quantity | None:
    """The one number of a cell that may print its unit: 98.8 分, 788 万元, 94%."""
    return None if _SEVERAL.search(text) else quantity(_MARKS.sub("", plain(text)))


def vocabulary(pack: dict) -> Vocabulary:
    """The vocabulary of ``packs/performance.toml``, ready for lookups."""
    signs = {plain(word): sign for sign, words in pack["signs"].items() for word in words}
    values = pack["values"]
    longest = sorted(signs, key=len, reverse=True)
    any_sign = "|".join(map(re.escape, longest))
    front = "|".join(map(re.escape, sorted(values["before"], key=len, reverse=True)))
    return Vocabulary(
        pack=pack,
        roles=_inverted(pack["roles"]),
        first=_inverted(pack["levels"]["first"]),
        second=_inverted(pack["levels"]["second"]),
        signs=signs,
        value=re.compile(
            rf"(?:{front})*(?P<sign>{any_sign})?(?P<low>{_NUMBER})(?P<mid>%|[^\d\s]{{0,3}})"
            rf"(?:(?:-|~|—|至|到)(?P<high>{_NUMBER}))?(?P<unit>[^\d]{{0,12}})"
        ),
        kinds=tuple((k["kind"], tuple(k["endings"])) for k in pack["names"]["kinds"]),
        same={unit: units[0] for units in values["same"] for unit in units},
        patterns=_patterns(pack),
    )


def _inverted(table: dict[str, list[str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for role, words in table.items():
        for word in words:
            found.setdefault(bare(word), role)
    return found


def _patterns(pack: dict) -> dict[str, re.Pattern[str]]:
    found = {}
    for section in ("form", "goal", "execution", "scoring", "options", "totals"):
        for name, text in pack[section].items():
            if isinstance(text, str):
                found[f"{section}.{name}"] = re.compile(text)
    found["names.vehicles"] = re.compile(pack["names"]["other"]["vehicles"])
    return found


def role(path: str, words: Vocabulary) -> str:
    """What a column stands for: the last part of its path that the vocabulary knows; "" if none."""
    for part in _parts(path):
        known = words.roles.get(part)
        if known:
            return known
        if _YEAR.fullmatch(part) and words.patterns["totals.near_years"].search(plain(path)):
            return "year"
    return ""


@lru_cache(maxsize=4096)
def _parts(path: str) -> tuple[str, ...]:
    """The parts of a column path from the last to the first; a slash in brackets parts nothing."""
    return tuple(bare(part) for part in reversed(_BRACKET.sub("", plain(path)).split("/")))


def bracket(text: str) -> str:
    """What stands in the brackets of a header: the unit, the letter, the term."""
    return "".join(_BRACKET.findall(plain(text)))


def levels(label: list[str], words: Vocabulary) -> Levels:
    """The level names among the label texts of an indicator row, from left to right."""
    parts = [bare(p) for p in label]
    first = second = ""
    last = at = -1
    for i, part in enumerate(parts):
        if not first and part in words.first:
            first, last = part, i
            at = i if at < 0 else at
        elif not second and part in words.second:
            second, last = part, i
            at = i if at < 0 else at
    after = [plain(p) for p in label[last + 1 :] if p.strip()] if last >= 0 else []
    before = tuple(plain(p) for p in label[: max(at, 0)] if p.strip())
    return Levels(first, second, after[-1] if after else "", before)


def target(text: str, words: Vocabulary) -> Target:
    """What a printed target or actual value says."""
    said = plain(text)
    values = words.pack["values"]
    if said in values["none"]:
        return Target("", None, "", "")
    found = words.value.fullmatch(said)
    if not found or _SEVERAL.search(text):
        return Target("", None, "", "text" if re.search(r"\d", said) else "word", said)
    low = quantity(found["low"])
    unit = (found["mid"] or "") + (found["unit"] or "") if not found["high"] else found["unit"]
    sign = words.signs.get(found["sign"] or "", "")
    unit, sign = _unit(unit, sign, values)
    if unit is None or low is None:
        return Target("", None, "", "text", said)
    if found["high"]:
        return Target("", low, unit, "range", said, quantity(found["high"]))
    percent = unit == "%"
    return Target(sign, low, unit, "percent" if percent else "number", said)


def _unit(unit: str, sign: str, values: dict) -> tuple[str | None, str]:
    """The unit without words of direction; None when it is no unit but a sentence."""
    for words, meaning in ((values["above"], ">="), (values["below"], "<=")):
        for word in sorted(words, key=len, reverse=True):
            if unit.endswith(word):
                unit, sign = unit.removesuffix(word), sign or meaning
                break
    for word in values["after"]:
        unit = unit.removesuffix(word)
    for word in values["idle"]:
        unit = unit.removesuffix(word)
    unit = re.sub(r"^\(?(.*?)\)?$", r"\1", unit)
    if len(unit) > 8 or _CLAUSE.search(unit):
        return None, sign
    return unit, sign


def clauses(text: str, words: Vocabulary) -> list[tuple[str, Target]]:
    """The figures of a sentence such as 「救助 120 人次，资助 30 万元」, with their names."""
    said = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", unicodedata.normalize("NFKC", text))
    front = "|".join(map(re.escape, words.pack["values"]["hopes"]))
    found = []
    for clause in _CLAUSES.split(said):
        match = re.fullmatch(rf"(?:{front})*([^\d≥≤≧≦<>=]+?)((?:[≥≤≧≦<>=]+)?\d.*)", plain(clause))
        value = target(match[2], words) if match else None
        if match and value and value.kind in ("number", "percent"):
            found.append((match[1], value))
    return found


def name_kind(name: str, words: Vocabulary) -> str:
    """What the name of an indicator says it is: satisfaction, rate, count, or plain."""
    said = bare(name)
    for kind, endings in words.kinds:
        if said.endswith(endings):
            return kind
    return "plain"


def unit_of_name(name: str) -> str:
    """The unit in the brackets at the end of a name: 参保人数（人） → 人."""
    found = re.search(r"\(([^()]{1,4})\)$", plain(name))
    return found[1] if found else ""


def same_unit(one: str, other: str, words: Vocabulary) -> bool:
    """True when two units count the same thing; an unprinted unit fits any."""
    return not one or not other or words.same.get(one, one) == words.same.get(other, other)
