"""Lines to paragraphs 行到段落: wrapped lines are joined, headings and list items kept apart.

A printed line that is nearly as wide as the page and does not end a sentence goes on in the next
one. Blank lines say nothing where the extractor put one after every line. A heading has a level:
1 for 第一部分, 2 for 一、, 3 for （一）, 4 for 1. and 5 for （1）; page numbers and running heads
are furniture with level -1.
"""

from __future__ import annotations

import re
from itertools import pairwise

from mingzhang.model import Paragraph, Text
from mingzhang.read.text import stripped

FURNITURE = -1
_NUMERAL = "零〇一二三四五六七八九十廿卅百"
_MARKERS = (
    (1, re.compile(rf"第[{_NUMERAL}\d]+(?:部分|章|篇)|附件\s*[{_NUMERAL}\d]*\s*$")),
    (2, re.compile(rf"[{_NUMERAL}]+\s*[、．.]")),
    (3, re.compile(rf"[（(]\s*[{_NUMERAL}]+\s*[)）]")),
    (4, re.compile(r"\d{1,2}\s*[、．.](?!\d)|\d{1,2}[、．.](?=20\d\d\s*年)")),
    (5, re.compile(r"[（(]\s*\d{1,2}\s*[)）]|[①-⑳]")),
)
_HEAD = re.compile(r"\s*(#{1,6})\s+|\s*[-*•●]\s+(?=\S)")
_END = re.compile(r"[。！？!?]\s*[”」』\"）)]*\s*$")
_PAUSE = re.compile(r"[；;：:]\s*$")
_WIDE = re.compile(r"[^\x00-\xff]")
_PAGE = re.compile(
    r"\s*(?:[-—–－·]+\s*\d{1,4}\s*[-—–－·]+|第\s*\d{1,4}\s*页(?:[\s,，/]*共\s*\d{1,4}\s*页)?"
    r"|[Pp]age\s*\d{1,4}(?:\s*of\s*\d{1,4})?|\d{1,4}\s*/\s*\d{1,4}\s*页?)\s*"
)
_CONTENTS = re.compile(r"\s*目\s*录\s*")
_HEADING = re.compile(r"(?:说明|情况|报告|表)$")
_CLAUSE = re.compile(r"[，,：:；;。]")
_FIELD = re.compile(r"[^：:。；，,、\s]{2,14}[：:][^。；，,]*")
_LONE = re.compile(r"\s*\d{1,4}\s*")


def width(text: str) -> int:
    """Printed width in half characters: a Chinese character is 2 wide, a Latin one 1."""
    return len(text) + len(_WIDE.findall(text))


def marker(text: str) -> int:
    """The level of the ordinal that ``text`` begins with, or 0."""
    start = text.lstrip()
    for level, pattern in _MARKERS:
        if pattern.match(start):
            return level
    return 0


def is_page_number(lines: list[Text], at: int) -> bool:
    """Whether line ``at`` is the number of its page.

    A number in dashes or 第…页 is one; a number alone only where a page plainly breaks: after a
    form feed or between at least three blank lines and the next text.
    """
    line = lines[at].text
    if _PAGE.fullmatch(line):
        return True
    if not _LONE.fullmatch(line):
        return False
    if "\f" in line or (at + 1 < len(lines) and "\f" in lines[at + 1].text):
        return True
    before = lines[max(0, at - 3) : at]
    return len(before) == 3 and not any(b.text.strip() for b in before)


_NEAR = 9  # lines before and after
_UNWRAPPED = 160  # wider lines are whole paragraphs
_NARROW = 12  # half characters: a running head is hardly ever shorter
_BESIDE = 4  # lines between a page break and a running head
_PAGES = 3
_SENTENCE = 30  # half characters: shorter lines are cells and headings, they tell no width


def running(lines: list[Text]) -> set[int]:
    """The positions of running heads 页眉页脚: short lines next to page breaks, on three pages."""
    breaks = [at for at in range(len(lines)) if is_page_number(lines, at) or "\f" in lines[at].text]
    beside: dict[str, set[int]] = {}
    for at in breaks:
        for step in (-1, 1):
            near = at + step
            while 0 <= near < len(lines) and abs(near - at) <= _BESIDE:
                text = lines[near].text.strip()
                if text and near not in breaks:
                    if width(text) <= 60 and not _END.search(text) and "\t" not in text:
                        beside.setdefault(re.sub(r"\d+", "0", text), set()).add(near)
                    break
                near += step
    return {
        at
        for text, same in beside.items()
        if len(same) >= _PAGES and not (width(text) <= _NARROW and _heads_a_table(lines, same))
        for at in same
    }


def _heads_a_table(lines: list[Text], same: set[int]) -> bool:
    """True when the next line is the same on every page too: the header of a table, narrow."""
    after = {lines[at + 1].text.strip() for at in same if at + 1 < len(lines)}
    return len(after) == 1 and after != {""}


def page_width(lines: list[Text]) -> dict[int, int]:
    """For each source line the width that wrapped lines near it fill, in half characters; absent
    where nothing looks wrapped. Pages of one file may differ: text, tables, annexes."""
    every = [(t.line, width(t.text.strip())) for t in lines if t.text.strip()]
    wide = [w if w >= _SENTENCE else 0 for _, w in every]
    found: dict[int, int] = {}
    for at, (line, _) in enumerate(every):
        near = wide[max(0, at - _NEAR) : at + _NEAR + 1]
        widest = max(near)
        near.remove(widest)
        full = max(near, default=0)  # a width that two lines near by reach
        if full and widest <= _UNWRAPPED:
            found[line] = full
    return found


def paragraphs(
    lines: list[Text], widths: dict[int, int], heads: frozenset[int] = frozenset()
) -> list[Paragraph]:
    """The paragraphs of ``lines`` (cleaned, blank ones included) on pages as wide as told.

    ``heads`` are the source lines of running heads: furniture, as page numbers are.
    """
    found: list[Paragraph] = []
    open_lines: list[Text] = []
    for at, line in enumerate(lines):
        body = stripped(line)
        if not body.text:
            continue
        if line.line in heads or is_page_number(lines, at):
            found_here = Paragraph(body, FURNITURE)
            if open_lines and not _goes_on(open_lines[-1], widths.get(open_lines[-1].line, 0)):
                found.append(_paragraph(open_lines))
                open_lines = []
            found.append(found_here)
            continue
        if open_lines and not (
            _goes_on(open_lines[-1], widths.get(open_lines[-1].line, 0), body.text)
            and not _starts(line, open_lines)
        ):
            found.append(_paragraph(open_lines))
            open_lines = []
        open_lines.append(body)
    if open_lines:
        found.append(_paragraph(open_lines))
    return found


def _goes_on(line: Text, full: int, after: str = "") -> bool:
    """Whether ``line`` breaks off in the middle of something that ``after`` may go on with.

    A heading that does not quite fill its line goes on only with a short rest that is no sentence.
    """
    text = line.text
    wide = width(text)
    if _HEAD.match(text):
        return False
    if _END.search(text):
        return bool(full) and wide * 100 >= full * 95 and not marker(text)
    if _PAUSE.search(text):
        return bool(full) and wide * 100 >= full * 95
    if full:
        level = marker(text)
        whole = wide * 100 >= full * 97 and not _HEADING.search(text)
        if 0 < level <= 3 and not _CLAUSE.search(text) and not whole:
            rest = bool(after) and not _CLAUSE.search(after) and width(after) * 10 < full * 7
            return wide * 10 >= full * 8 and rest
        return wide * 10 >= full * (8 if level else 7)
    return wide >= 80


def _starts(line: Text, before: list[Text]) -> bool:
    """Whether ``line`` begins something of its own: an ordinal, a list mark, a heading."""
    text = line.text
    if _HEAD.match(text) or _CONTENTS.fullmatch(text):
        return True
    if _FIELD.fullmatch(before[-1].text) and _FIELD.match(text):
        return True
    level = marker(text)
    if not level:
        return False
    return not (level >= 4 and not (_END.search(before[-1].text) or _PAUSE.search(before[-1].text)))


def _paragraph(lines: list[Text]) -> Paragraph:
    """One paragraph of its lines; a space only between two Latin words or numbers."""
    head = _HEAD.match(lines[0].text)
    level = 0
    if head:
        level = len(head[1]) if head[1] else 0
        lines = [stripped(lines[0].cut(head.end(), len(lines[0].text))), *lines[1:]]
    parts = [lines[0]]
    for before, line in pairwise(lines):
        last, first = before.text[-1:], line.text[:1]
        if last.isascii() and first.isascii() and last.isalpha() and first.isalpha():
            end = before.at(len(before.text))
            parts.append(Text.of(" ", end.line, end.offset))
        parts.append(line)
    joined = Text.join(parts)
    text = joined.text
    if not level and width(text) <= 100 and not re.search(r"[。；！？]", text):
        level = marker(text)
    return Paragraph(joined, level)
