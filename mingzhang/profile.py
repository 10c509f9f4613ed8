"""What a disclosure says that it is: fiscal year 年度, kind, department 部门, level 级次.

Floor 1, pure. All words come from ``packs/wording.toml`` ``[profile]``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mingzhang.model import Document, Paragraph
from mingzhang.outline import Outline, cleaned, is_short, outline, squeezed

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年)")


@dataclass(frozen=True, slots=True)
class Profile:
    """Fiscal ``year`` (None: not said), ``kind`` (budget, final, performance or ""), the longest
    form of the department's own name, all forms of it, and its ``level`` (省 市 县 区 ... or "").
    """

    year: int | None = None
    kind: str = ""
    entity: str = ""
    names: tuple[str, ...] = ()
    level: str = ""


def profile(document: Document, words: Mapping[str, Any], lines: Outline | None = None) -> Profile:
    """Year and kind by the majority of titles, the name by the majority of where it is declared.

    ``words`` is the table ``[profile]`` of the pack.
    """
    lines = lines or outline(document)
    titles = list(_titles(document, lines))
    names = _names(document, titles, words)
    entity = _longest(names)
    forms = sorted({n for n in names if entity.endswith(n) or entity.startswith(n)}, key=len)
    kind = _kind(titles, words)
    return Profile(_year(document, titles, kind, words), kind, entity, tuple(forms),
                   level(entity, words))  # fmt: skip


def _titles(document: Document, lines: Outline) -> Iterator[str]:
    for heading in lines.headings:
        if not heading.long:
            yield heading.text
    for table in document.tables:
        yield squeezed(table.title.text)


def _kind(titles: list[str], words: Mapping[str, Any]) -> str:
    kinds = [(name, re.compile(p)) for name, p in words["kinds"].items()]
    votes: Counter[str] = Counter()
    for title in titles:
        for name, pattern in kinds:
            if pattern.search(title):
                votes[name] += 1
                break
    main = {name: n for name, n in votes.items() if name != "performance"}
    if main:
        return max(main, key=lambda name: main[name])
    return "performance" if votes else ""


def _year(document: Document, titles: list[str], kind: str, words: Mapping[str, Any]) -> int | None:
    votes: Counter[int] = Counter()
    strong = re.compile(words["kinds"][kind]) if kind else None
    for title in titles:
        for found in _YEAR.findall(title)[:1]:
            votes[int(found)] += 3 if strong and strong.search(title) else 1
    if not votes:
        said = re.compile(words["year_said"])
        for block in document.blocks:
            if isinstance(block, Paragraph):
                votes.update(int(y) for y in said.findall(squeezed(block.text.text)))
    if not votes:
        return None
    best = max(votes.values())
    return max(year for year, count in votes.items() if count == best)


def _names(document: Document, titles: list[str], words: Mapping[str, Any]) -> Counter[str]:
    declared = re.compile(words["declared"])
    titled = re.compile(words["titled"])
    votes: Counter[str] = Counter()
    for title in titles:
        votes.update(found.group(1) for found in titled.finditer(title))
    for line in document.lines:
        if "：" in line or ":" in line or "\t" in line:
            text = cleaned(line.replace("\t", "｜"))
            votes.update(found.group(1) for found in declared.finditer(text))
    for block in document.blocks:
        if isinstance(block, Paragraph) and not is_short(block.text.text):
            found = titled.match(squeezed(block.text.text))
            if found:
                votes[found.group(1)] += 1
    return votes


def _longest(names: Counter[str]) -> str:
    """The name said most often; of forms of one name, the longest."""
    if not names:
        return ""
    most = names.most_common(1)[0][0]
    longer = [n for n in names if n.endswith(most) and names[n] * 20 >= names[most]]
    return max(longer, key=len, default=most)


def level(entity: str, words: Mapping[str, Any]) -> str:
    """The administrative level 级次 in a department's name: its innermost place word."""
    found = re.match(words["place"], entity)
    if not found:
        return ""
    last = found.group(0)
    for word, means in words["levels"].items():
        if last.endswith(word):
            return means
    return ""


@dataclass(frozen=True, slots=True)
class Context:
    """What the checks of text need beside the document.

    ``words`` are the vocabularies by name (``packs.words()``); ``classification`` answers
    ``name(kind, code, year)`` and ``codes(name)``, or is None.
    """

    words: Mapping[str, Any]
    profile: Profile
    outline: Outline
    classification: Any = None


def context(document: Document, words: Mapping[str, Any], classification: Any = None) -> Context:
    """The context of a document: its outline and its profile."""
    lines = outline(document)
    return Context(words, profile(document, words["wording"]["profile"], lines), lines,
                   classification)  # fmt: skip


def bare(title: str, profile: Profile, noise: re.Pattern[str]) -> str:
    """What is left of a title without year, department, punctuation and noise words."""
    for name in sorted(profile.names, key=len, reverse=True):
        title = title.replace(name, "")
    return noise.sub("", noise.sub("", title))
