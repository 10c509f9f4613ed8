"""What stands around a table 表前表后: number, title, unit, department, notes.

These lines come in any order. Those that are recognised belong to the table; what is not
recognised stays a paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mingzhang.model import FEN_PER_UNIT, Text
from mingzhang.read.paragraphs import marker, width
from mingzhang.read.text import stripped
from mingzhang.read.vocabulary import Vocabulary, bare, tight

_REACH = 16
_MARK = re.compile(r"\s*#{1,6}\s+")
_UNITS = "|".join(sorted(FEN_PER_UNIT, key=len, reverse=True))
_UNIT = re.compile(rf"(?:{_UNITS})(?![a-zA-Z\u4e00-\u9fff])")
_BRACKETED = re.compile(rf"[（(]\s*({_UNITS})\s*[)）]")
_ENDS = re.compile(r"[。；！？;,，、]\s*$")
_ITEM = re.compile(r"\s*\d{1,2}\s*[.、．]")
_KEYED = re.compile(r"[^：:。；]{2,14}[：:][^。；]{0,60}$|[^：:。；]{2,8}时间\s*20\d\d.{0,16}$")


@dataclass(frozen=True, slots=True)
class Front:
    """The lines over a table: ``used`` are the positions of those that belong to it.

    ``title`` is None when no line is one. ``caption`` is a short line between title and table
    that names a section of the form (项目基本信息).
    """

    number: str = ""
    title: Text | None = None
    caption: Text | None = None
    unit: str = ""
    used: frozenset[int] = frozenset()
    furniture: tuple[Text, ...] = ()


def unit_in(text: str, vocabulary: Vocabulary) -> str:
    """The unit of money that a line states (单位：万元), or ""."""
    for said in vocabulary.front["unit"].finditer(text):
        found = _UNIT.match(text, said.end())
        if found:
            return found[0]
    return ""


def bracketed_unit(text: str) -> str:
    """The unit of money in brackets (万元), or ""."""
    found = _BRACKETED.search(text)
    return found[1] if found else ""


def before(lines: list[Text], end: int, start: int, vocabulary: Vocabulary) -> Front:
    """Reads upwards from ``lines[end - 1]``, not above ``start``: the lines over a table."""
    number, unit = "", ""
    title: Text | None = None
    caption: Text | None = None
    used: set[int] = set()
    furniture: list[Text] = []
    seen = 0
    for at in range(end - 1, max(start, end - 4 * _REACH) - 1, -1):
        line = stripped(lines[at])
        if not line.text:
            continue
        seen += 1
        if seen > _REACH:
            break
        body = (
            stripped(line.cut(len(_MARK.match(line.text)[0]), len(line.text)))
            if _MARK.match(line.text)
            else line
        )
        kind = _kind(body, bool(_MARK.match(line.text)), vocabulary)
        if kind == "stop":
            break
        if kind == "keyed":
            if title is not None:
                break
            continue
        if kind in ("unit", "department", "year"):
            unit = unit or unit_in(body.text, vocabulary)
            if title is None or kind != "year":
                used.add(at)
                furniture.append(body)
            continue
        if kind == "number":
            if number:
                break
            number = tight(body.text)
            unit = unit or unit_in(body.text, vocabulary)
            used.add(at)
            furniture.append(body)
            continue
        said = vocabulary.front["titled"].match(body.text)
        if title is not None and said and not number and len(said[0]) < len(body.text):
            number = said[0].strip(" .．、:：\t")
            furniture.append(stripped(body.cut(0, said.end())))
            title = Text.join([stripped(body.cut(said.end(), len(body.text))), title], "—")
            used.add(at)
            break
        if title is not None:
            if kind == "caption" and re.match(r"\s*[（(]", title.text) and width(body.text) <= 60:
                title = Text.join([body, title])
                used.add(at)
                continue
            break
        if kind == "title":
            if said and len(said[0]) < len(body.text):
                number = number or said[0].strip(" .．、:：\t")
                furniture.append(stripped(body.cut(0, said.end())))
                body = stripped(body.cut(said.end(), len(body.text)))
            title = body
            used.add(at)
            if number:
                break
            continue
        if caption is None:
            caption = body
            used.add(at)
        else:
            break
    if title is None:
        title, caption = caption, None
    return Front(number, title, caption, unit, frozenset(used), tuple(reversed(furniture)))


def _kind(line: Text, marked: bool, vocabulary: Vocabulary) -> str:
    """What a line over a table is: number, unit, department, year, title, caption, keyed, stop."""
    text = line.text
    front = vocabulary.front
    rest = text
    if front["number"].fullmatch(re.sub(r"\s+", "", _without_unit(text, vocabulary))):
        return "number"
    if unit_in(text, vocabulary) and len(tight(text)) <= 60:
        return "unit"
    if front["department"].match(text) and width(text) <= 120:
        return "department"
    if front["year"].fullmatch(text):
        return "year"
    if width(rest) > 120 or _ENDS.search(text):
        return "stop"
    if _KEYED.match(text):
        return "keyed"
    if marked or front["titled"].match(text) or _is_title(text, vocabulary):
        return "title"
    if marker(text) or width(text) > 60 or text.endswith(("：", ":")):
        return "stop"
    return "caption"


def _without_unit(text: str, vocabulary: Vocabulary) -> str:
    said = vocabulary.front["unit"].search(text)
    return text[: said.start()] if said else text


def _is_title(text: str, vocabulary: Vocabulary) -> bool:
    word = bare(text)
    return len(word) >= 3 and word.endswith(vocabulary.titles)


def after(
    lines: list[Text], start: int, end: int, vocabulary: Vocabulary
) -> tuple[list[Text], int]:
    """The notes under a table and where they end: 注：… and its numbered items."""
    notes: list[Text] = []
    last = start
    numbered = False
    for at in range(start, end):
        line = stripped(lines[at])
        if not line.text:
            continue
        if vocabulary.front["notes"].match(line.text):
            numbered = bool(re.search(r"[:：]?\s*1\s*[.、．]", line.text[:10]))
        elif not (notes and numbered and _ITEM.match(line.text)):
            break
        notes.append(line)
        last = at + 1
    return notes, last
