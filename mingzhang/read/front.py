"""What stands around a table 表前表后: number, title, unit, department, notes.

These lines come in any order. Those that are recognised belong to the table; what is not
recognised stays a paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from mingzhang.model import FEN_PER_UNIT, Text
from mingzhang.read.paragraphs import is_page_number, marker, width
from mingzhang.read.text import clean, stripped
from mingzhang.read.vocabulary import Vocabulary, bare, tight

_REACH = 16
_MOST = 4  # texts in one ruled line over a table
_MARK = re.compile(r"\s*#{1,6}\s+")
_UNITS = "|".join(sorted(FEN_PER_UNIT, key=len, reverse=True))
_UNIT = re.compile(rf"(?:{_UNITS})(?![a-zA-Z\u4e00-\u9fff])")
_BRACKETED = re.compile(rf"[（(]\s*({_UNITS})\s*[)）]")
_ENDS = re.compile(r"[。；！？;,，、]\s*$")
_ITEM = re.compile(r"\s*\d{1,2}\s*[.、．]")
_LONE = re.compile(r"\s*\d{1,4}\s*")
_QUOTES = re.compile(r"[“”\"‘’'《》\s]+")
_REST = 3  # a title of so few characters is the rest of the line above
_BROKEN = 30  # half characters that such a line fills
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


@dataclass(slots=True)
class _Reading:
    """What has been read so far on the way up from a table."""

    number: str = ""
    unit: str = ""
    title: Text | None = None
    caption: Text | None = None
    furniture: list[Text] = field(default_factory=list)
    apart: bool = False  # a blank line stands between here and what was read last


def before(lines: list[Text], end: int, start: int, vocabulary: Vocabulary) -> Front:
    """Reads upwards from ``lines[end - 1]``, not above ``start``: the lines over a table."""
    read = _Reading()
    used: set[int] = set()
    seen = 0
    for at in range(end - 1, max(start, end - 4 * _REACH) - 1, -1):
        pieces = [p for t in _pieces(lines[at]) for p in _torn(t, vocabulary)]
        if not pieces:
            read.apart = True
            continue
        if is_page_number(lines, at) or _LONE.fullmatch(lines[at].text):
            break
        seen += 1
        if seen > _REACH:
            break
        before_line = replace(read, furniture=list(read.furniture))
        taken = [_take(piece, read, vocabulary) for piece in reversed(pieces)]
        if all(took for _, took in taken):
            used.add(at)
        else:
            read = before_line
        read.apart = False
        if not all(goes_on for goes_on, _ in taken):
            break
    if read.title is None:
        read.title = read.caption
    furniture = tuple(reversed(read.furniture))
    return Front(read.number, read.title, read.caption, read.unit, frozenset(used), furniture)


def _pieces(line: Text) -> list[Text]:
    """The texts of a line over a table: its cells if it is ruled, else the line."""
    if "\t" not in line.text:
        body = clean(line)
        return [body] if body.text else []
    found, at = [], 0
    for part in line.text.split("\t"):
        if part.strip():
            found.append(clean(line.cut(at, at + len(part))))
        at += len(part) + 1
    return found


def _torn(text: Text, vocabulary: Vocabulary) -> list[Text]:
    """A title that was printed in one cell with the department and unit lines, cut from them."""
    starts = {0}
    found = vocabulary.front["department"].search(text.text)
    if found and found.start():
        starts.add(found.start())
    for said in vocabulary.front["unit"].finditer(text.text):
        if _UNIT.match(text.text, said.end()):
            starts.add(said.start())
    ends = [*sorted(starts)[1:], len(text.text)]
    parts = [stripped(text.cut(a, b)) for a, b in zip(sorted(starts), ends, strict=True)]
    if len(parts) < 2 or not _is_title(_unmarked(parts[0]).text, vocabulary):
        return [text]
    return [p for p in parts if p.text]


def is_front(cells: list[Text], vocabulary: Vocabulary) -> bool:
    """Whether a ruled line holds only what stands over tables: number, unit, department."""
    if len(cells) > _MOST:
        return False
    parts = [p for t in cells for p in _torn(t, vocabulary)]
    kinds = [_kind(_unmarked(t), False, vocabulary) for t in parts]
    plain = ("number", "unit", "department", "year", "title")
    return all(k in plain for k in kinds) and any(k in plain[:3] for k in kinds)


def is_over(cells: list[Text], vocabulary: Vocabulary) -> bool:
    """Whether a ruled line with one cell is a title, number or year, where a table may begin."""
    kinds = ("number", "unit", "department", "year", "title")
    return len(cells) == 1 and _kind(_unmarked(cells[0]), False, vocabulary) in kinds


def _unmarked(line: Text) -> Text:
    mark = _MARK.match(line.text)
    return line.cut(mark.end(), len(line.text)) if mark else line


def _take(line: Text, read: _Reading, vocabulary: Vocabulary) -> tuple[bool, bool]:
    """Takes one text over a table: whether to read on, and whether it belongs to the table."""
    body = _unmarked(line)
    kind = _kind(body, body is not line, vocabulary)
    if _goes_over(body, read, vocabulary):
        read.title = Text.join([body, *(t for t in (read.title or read.caption,) if t)])
        read.caption = None
        return False, True
    if _QUOTES.fullmatch(body.text) and (read.title or read.caption) and not read.apart:
        read.furniture.append(body)
        return True, True
    if kind == "stop":
        return False, False
    if kind == "keyed":
        return read.title is None, False
    if kind in ("unit", "department", "year", "number"):
        if kind == "number" and read.number:
            return False, False
        read.number = read.number or _number_in(body.text, vocabulary)
        read.unit = read.unit or unit_in(body.text, vocabulary)
        if kind == "year" and read.title is not None:
            return True, False
        read.furniture.append(body)
        return True, True
    said = vocabulary.front["titled"].match(body.text)
    if said and len(said[0]) >= len(body.text):
        said = None
    if read.title is not None:
        return _take_over_title(body, kind, said, read)
    if kind == "title":
        if said:
            read.number = read.number or said[0].strip(" .．、:：\t")
            read.furniture.append(stripped(body.cut(0, said.end())))
            body = stripped(body.cut(said.end(), len(body.text)))
        read.title = body
        return not said, True
    if read.caption is None:
        read.caption = body
        return True, True
    return False, False


def _goes_over(body: Text, read: _Reading, vocabulary: Vocabulary) -> bool:
    """Whether ``body`` is the first line of the title whose last characters were read below it."""
    rest = read.title or read.caption
    if rest is None or read.apart or len(bare(rest.text)) > _REST:
        return False
    if not bare(rest.text).endswith(vocabulary.titles) or _ENDS.search(body.text):
        return False
    return width(body.text) >= _BROKEN and not _is_title(body.text, vocabulary)


def _take_over_title(
    body: Text, kind: str, said: re.Match[str] | None, read: _Reading
) -> tuple[bool, bool]:
    """Takes a line above the title: its first half, or the numbered title of the whole form."""
    assert read.title is not None
    if said and not read.number:
        read.number = said[0].strip(" .．、:：\t")
        read.furniture.append(stripped(body.cut(0, said.end())))
        rest = stripped(body.cut(said.end(), len(body.text)))
        read.title = Text.join([rest, read.title], "—")
        return False, True
    half = re.match(r"\s*[（(]", read.title.text) and width(body.text) <= 60
    if kind == "caption" and half:
        read.title = Text.join([body, read.title])
        return True, True
    return False, False


def _number_in(text: str, vocabulary: Vocabulary) -> str:
    """The table number among the words of a line, or ""."""
    if vocabulary.front["number"].fullmatch(tight(_without_unit(text, vocabulary))):
        return tight(_without_unit(text, vocabulary))
    for part in text.split():
        if vocabulary.front["number"].fullmatch(part):
            return part
    return ""


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
    if front["lead"].search(text):
        return "stop"
    if _KEYED.match(text) and not front["titled"].match(text):
        return "keyed"
    if marked or front["titled"].match(text) or _is_title(text, vocabulary):
        return "title"
    if marker(text) or width(text) > 60 or text.endswith(("：", ":")):
        return "stop"
    return "caption"


def _without_unit(text: str, vocabulary: Vocabulary) -> str:
    said = vocabulary.front["unit"].search(text)
    return (text[: said.start()] if said else text).rstrip(" \t：:")


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
