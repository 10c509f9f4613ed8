"""The outline 结构 of a document: ordinals, headings, sections, and text free of stray spaces.

Floor 1, pure. What counts as a heading is its form (第一部分, 一、, （一）, 1., （1）), not a word.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from mingzhang.model import Document, Paragraph, Place, Table, Text

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")}
_HAN = "一二三四五六七八九十廿百〇"
_STYLES = (
    ("part", rf"第([{_HAN}]{{1,3}}|\d{{1,2}})(?:部分|章|篇)"),
    ("article", rf"第([{_HAN}]{{1,4}}|\d{{1,3}})条"),
    ("han", rf"([{_HAN}]{{1,3}})(?:、|[．.](?=\D))"),
    ("han-bracket", rf"[（(]([{_HAN}]{{1,3}})[）)]"),
    ("arabic-dot", r"(\d{1,2})[.．](?=20\d\d年|[^\d.．%％])"),
    ("arabic-comma", r"(\d{1,2})、"),
    ("arabic-bracket", r"[（(](\d{1,2})[）)]"),
    ("arabic-half", r"(\d{1,2})[）)]"),
)
STYLES = tuple(name for name, _ in _STYLES)
_ORDINAL = re.compile("|".join(f"(?:{body})" for _, body in _STYLES))
_INNER = re.compile(
    rf"(?<=[。；：:;，,、？！”])(?:{_ORDINAL.pattern})|[（(](?:\d{{1,2}}|[{_HAN}]{{1,3}})[）)]"
)
_SPACE = re.compile(r"(?<=[^\x00-\x7f])\s+|(?<!\s)\s++(?=[^\x00-\x7f])")
_BULLET = re.compile(r"[-*•·#＊]+\s+")
_STOPS = "。；;！？"
_LONGEST_HEADING = 45
_LONGEST_ENTRY = 200
_MOST_ENTRIES = 300


def numeral(text: str) -> int | None:
    """The value of a Chinese or Arabic ordinal (一, 十二, 廿三, 12), or None."""
    if text.isdecimal():
        return int(text)
    value, unit = 0, 0
    for char in text:
        if char in _DIGITS:
            unit = _DIGITS[char]
        elif char == "十":
            value, unit = value + 10 * (unit or 1), 0
        elif char == "廿":
            value, unit = value + 20, 0
        elif char == "百":
            value, unit = value + 100 * (unit or 1), 0
        else:
            return None
    return value + unit or None


def han(number: int) -> tuple[str, ...]:
    """The Chinese ordinals of a number below 100, as they are printed (二十一, 廿一)."""
    tens, ones = divmod(number, 10)
    digits = "〇一二三四五六七八九"
    last = digits[ones] if ones else ""
    head = "" if tens == 0 else "十" if tens == 1 else digits[tens % 10] + "十"
    return (head + last, "廿" + last) if tens == 2 else (head + last,)


class Ordinal(NamedTuple):
    """An ordinal 序号 at the head of a text: its style, its number, and where the words begin."""

    style: str
    number: int
    end: int


def ordinal(text: str) -> Ordinal | None:
    """The ordinal that ``text`` (without stray spaces) begins with."""
    found = _ORDINAL.match(text)
    return _ordinal(found) if found else None


def _ordinal(found: re.Match[str]) -> Ordinal | None:
    which = found.lastindex or 0
    number = numeral(found.group(which))
    return Ordinal(STYLES[which - 1], number, found.end()) if number else None


def inner_ordinals(text: str) -> Iterator[Ordinal]:
    """The ordinals inside a paragraph: after a stop or comma, and those in brackets anywhere."""
    for found in _INNER.finditer(text):
        one = ordinal(found.group())
        if one:
            yield one


@lru_cache(maxsize=65536)
def squeezed(text: str) -> str:
    """The text without white space beside Chinese characters; "1 000" stays as it is."""
    return _SPACE.sub("", text.strip())


def unsqueezed(text: str, position: int) -> int:
    """The position in ``text`` of the character that is ``squeezed(text)[position]``."""
    offset = len(text) - len(text.lstrip())
    body = text.strip()
    shift = 0
    for gap in _SPACE.finditer(body):
        if gap.start() - shift > position:
            break
        shift += gap.end() - gap.start()
    return offset + min(position + shift, len(body))


class Heading(NamedTuple):
    """A heading 标题 or numbered item. ``text`` is squeezed, ``words`` without its ordinal.

    ``inner`` are the ordinals that run on inside the paragraph; ``long`` when it is an item with
    running text rather than a heading.
    """

    block: int
    place: Place
    ordinal: Ordinal | None
    text: str
    words: str
    inner: tuple[Ordinal, ...] = ()
    long: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """The headings of a document in order, and the part and heading that each block stands in."""

    headings: tuple[Heading, ...]
    _blocks: tuple[int, ...]

    def over(self, block: int) -> Heading | None:
        """The last heading at or before a block."""
        at = bisect_right(self._blocks, block) - 1
        return self.headings[at] if at >= 0 else None


def place(text: Text, position: int, page: int | None = None) -> Place:
    """The place of ``squeezed(text.text)[position]``."""
    found = text.at(unsqueezed(text.text, position))
    return found._replace(page=page)


def cleaned(text: str) -> str:
    """A squeezed line without the bullet or mark of a heading before it."""
    return _BULLET.sub("", squeezed(text), count=1) if text[:1] in "-*•·#＊" else squeezed(text)


def is_short(text: str) -> bool:
    """Whether a squeezed text can be a heading: short, and no sentence."""
    return 0 < len(text) <= _LONGEST_HEADING and not any(stop in text for stop in _STOPS)


def outline(document: Document) -> Outline:
    """Every paragraph that begins with an ordinal, is a marked heading, or is as short as one."""
    found = []
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Paragraph):
            continue
        text = cleaned(block.text.text)
        first = ordinal(text)
        short = is_short(text)
        if not (first or block.level or short):
            continue
        where = place(block.text, 0, block.page)
        words = text[first.end :] if first else text
        inner = tuple(inner_ordinals(text[first.end :])) if first and not short else ()
        found.append(Heading(index, where, first, text, words.strip(), inner, not short))
    return Outline(tuple(found), tuple(h.block for h in found))


def cells(table: Table) -> Iterator[tuple[Text, str, str]]:
    """Every printed text of a table with the row and the column it stands in."""
    for text in (table.title, *table.headers, *table.furniture, *table.notes):
        yield text, "", ""
    for row in table.rows:
        name = "/".join(squeezed(t.text) for t in row.label)
        for label in row.label:
            yield label, name, ""
        for column, cell in row.cells.items():
            if cell.text:
                yield cell, name, column


def contents(document: Document, words: Mapping[str, Any]) -> tuple[int, list[Heading]]:
    """The entries of the contents list and the index of its last block; (-1, []) when none.

    ``words`` is the table ``[contents]`` of ``packs/structure.toml``. The list stands under 目录,
    or is a run of headings of which the first comes again right after it.
    """
    heading = re.compile(words["heading"])
    leader = re.compile(words["leader"])
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Paragraph):
            continue
        text = cleaned(block.text.text)
        named = bool(heading.fullmatch(text))
        first = None if named else ordinal(text)
        if named or (first and first.style == "part"):
            end, entries, again = _entries_from(document, index + named, leader)
            if len(entries) >= 3 and (named or again):
                return end, entries
        if first and first.style == "part":
            break
    return -1, []


def _entries_from(
    document: Document, start: int, leader: re.Pattern[str]
) -> tuple[int, list[Heading], bool]:
    """The run of numbered lines from a block on, its last block, and whether the first repeats."""
    entries: list[Heading] = []
    seen: set[str] = set()
    end, again = start, False
    for index, block in enumerate(document.blocks[start:], start):
        if not isinstance(block, Paragraph):
            break
        text = cleaned(block.text.text)
        if len(text) > _LONGEST_ENTRY or len(entries) > _MOST_ENTRIES:
            break
        text = squeezed(leader.sub("", text)).rstrip("。")
        first = ordinal(text)
        again = text in seen
        if again or not is_short(text) or (not first and index - end > 3):
            break
        if first:
            seen.add(text)
            where = place(block.text, 0, block.page)
            entries.append(Heading(index, where, first, text, text[first.end :].strip()))
            end = index
    return end, entries, again
