"""Running text 文字说明: every number of a paragraph becomes a fact, a claim, a label or unread.

Pure. ``read`` takes the document, a ``Setting`` (lexicon, fiscal year, stage, facts of the tables)
and the pack ``narrative.toml``. Money of the department's books becomes a Fact (``said`` "text");
what can be checked by arithmetic becomes a Record. See ``narrative.records`` for kinds and fields.

The region of an amount is composed of the words before it, the amount it is an item of (其中), the
heading it stands under, the fiscal year and the stage; the inner word wins a conflict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from mingzhang.lexicon import without_ordinal
from mingzhang.model import Block, Document, Paragraph, Place, Table, Text
from mingzhang.narrative.ledger import Narrated
from mingzhang.narrative.marks import Scan, plain_width
from mingzhang.narrative.nouns import Grammar, Outer, Passage, Setting
from mingzhang.narrative.reading import mentions
from mingzhang.narrative.records import records
from mingzhang.narrative.words import Words

__all__ = ["Narrated", "Setting", "is_running", "read"]

_LEVELS = (
    re.compile(r"^第[一二三四五六七八九十]+(?:部分|章|节|篇)"),
    re.compile(r"^[一二三四五六七八九十廿]{1,4}\s*[、.]"),
    re.compile(r"^\(\s*[一二三四五六七八九十]{1,3}\s*\)"),
    re.compile(r"^\d{1,2}\s*[.、](?!\d(?!\d{3}\s*年))"),
    re.compile(r"^\(\s*\d{1,2}\s*\)"),
    re.compile(r"^[①-⑳]"),
)
_END = re.compile(r"[。；;：:！!？?）)”」]$")
_LONGEST = 3000  # characters read as one passage
_DIGITS = "0123456789.,，０１２３４５６７８９．"
_PART = 2  # the level of 第一部分
_LINE = 20  # characters: shorter lines are headings or cells, not lines of a paragraph
_TITLE = re.compile(r"(?:情况|说明|分析|结论|目标|措施|概况|表)$")
_STOP = re.compile(r"[,，。；;：:、]")
_CHINESE = re.compile(r"[一-龥]")


def is_running(text: str) -> bool:
    """True when the text of a table cell is a sentence, not a label or a value."""
    return len(_CHINESE.findall(text)) >= 12 and bool(_STOP.search(text))


def level_of(text: str) -> int:
    """How deep the ordinal at the head of a paragraph nests (even); 0 when there is none."""
    return next((2 * i for i, p in enumerate(_LEVELS, 1) if p.match(text)), 0)


def read(document: Document, setting: Setting, words: dict[str, Any]) -> Narrated:
    """Facts, records and numbers of the paragraphs and of the long texts in table cells."""
    spoken, scan = Words(Grammar.of(words), setting), Scan.of(words)
    passages: list[Passage] = []
    stack: list[tuple[int, Outer]] = []
    for block in _whole(document.blocks):
        if isinstance(block, Table):
            passages += _cells(block, scan, spoken)
            continue
        passages.append(_paragraph(block, stack, scan, spoken))
    return records(passages, spoken)


def _whole(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """The blocks, with paragraphs that break off in the middle of a sentence joined."""
    held: Paragraph | None = None
    for block in blocks:
        if held is not None:
            if isinstance(block, Paragraph) and _goes_on(held, block):
                held = replace(held, text=Text.join([held.text, block.text]))
                continue
            yield from _pieces(held)
            held = None
        if isinstance(block, Paragraph):
            held = block
        else:
            yield block
    if held is not None:
        yield from _pieces(held)


def _pieces(block: Paragraph) -> Iterator[Paragraph]:
    """A paragraph of some thousand characters in pieces, cut at full stops where it has any."""
    text = block.text
    start = 0
    while len(text.text) - start > _LONGEST:
        end = start + _LONGEST
        cut = text.text.rfind("。", start, end)
        if cut < 0:
            while end < min(len(text.text), start + 2 * _LONGEST) and text.text[end] in _DIGITS:
                end += 1
        stop = cut + 1 if cut >= 0 else end
        yield replace(block, text=text.cut(start, stop))
        start = stop
    if start < len(text.text):
        yield replace(block, text=text.cut(start, len(text.text)) if start else text)


def _goes_on(before: Paragraph, after: Paragraph) -> bool:
    """True when ``after`` is the rest of a sentence that ``before`` leaves open."""
    text = before.text.text.rstrip()
    if len(text) < _LINE or _END.search(text) or after.level:
        return False
    if level_of(plain_width(after.text.text).strip()):
        return False
    words = without_ordinal(plain_width(text))[1]
    level = level_of(plain_width(text).strip())
    if level and not _STOP.search(words) and (level < 8 or _TITLE.search(words)):
        return False
    return after.text.line - before.text.at(len(text) - 1).line <= 3


def _paragraph(
    block: Paragraph, stack: list[tuple[int, Outer]], scan: Scan, words: Words
) -> Passage:
    """One paragraph under the headings and leads on the stack; keeps the stack."""
    plain = plain_width(block.text.text)
    bare = plain.strip()
    level = level_of(bare)
    if level:
        while stack and stack[-1][0] >= level:
            stack.pop()
    elif block.level:
        stack.clear()
    outer = stack[-1][1] if stack else Outer()
    passage = mentions(block.text, plain, scan.find(plain), outer, words, level)
    passage = passage._replace(level=level, project=passage.subject or outer.subject)
    grand = not level and _is_grand(bare, passage, words)
    title = grand or _is_heading(block, bare, level, passage)
    inner = passage.lead(outer, title, grand and _of_project(bare, words))
    if grand:
        stack[:] = [s for s in stack if s[0] <= _PART]
        inner = passage.lead(stack[-1][1] if stack else Outer(), True, _of_project(bare, words))
    if inner is not None:
        while title and not level and stack and stack[-1][0] % 2:
            stack.pop()
        stack.append((level or (stack[-1][0] // 2 * 2 + 1 if stack else 1), inner))
    return passage


def _is_grand(bare: str, passage: Passage, words: Words) -> bool:
    """True for the unnumbered title of a report or a form."""
    short = len(bare) <= 45 and not _STOP.search(bare) and not passage.amounts
    return short and bool(words.grammar.find("title", bare.replace(" ", "")))


def _of_project(bare: str, words: Words) -> bool:
    """True when a title speaks of one project, not of the department."""
    find = words.grammar.find
    return bool(find("project_scope", bare)) and not find("whole_scope", bare)


def _is_heading(block: Paragraph, bare: str, level: int, passage: Passage) -> bool:
    if passage.amounts:
        return False
    if block.level:
        return True
    _, rest = without_ordinal(bare)
    short = len(rest) <= 60 and "。" not in rest.rstrip("。:")
    return short and (bool(level) or bool(passage.topic) or rest.endswith(":"))


def _cells(table: Table, scan: Scan, words: Words) -> Iterator[Passage]:
    """The long texts inside the cells of a table, each a passage of its own."""
    name = " ".join(filter(None, (table.number, table.title.text.strip())))
    of_project = _of_project(table.title.text, words)
    for row in table.rows:
        label = " ".join(t.text.strip() for t in row.label)
        for column, cell in row.cells.items():
            if cell.spans and is_running(cell.text):
                plain = plain_width(cell.text)
                outer = Outer(year=_year(column), project=of_project)
                found = mentions(cell, plain, scan.find(plain), outer, words)
                yield found._replace(where=Place(0, 0, table.page, name, label, column))


def _year(column: str) -> int | None:
    found = re.findall(r"(20\d\d)\s*年", column)
    return int(found[-1]) if found else None
