"""Sentences 句子: brackets that do not close, sentences that break off, stops left out.

Pure. ``records`` gives registers for the rules of ``packs/rules/structure.toml``, each one record
for a document: ``looked`` (texts), ``wrong`` (count), ``all`` (their words):

* ``brackets``   running texts with an opening mark that is not closed, or the reverse
* ``unfinished`` paragraphs before a heading that end in a comma or in the middle
* ``full-stop``  paragraphs of several sentences before a heading that end without a stop
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mingzhang.model import Document, Paragraph, Record, Table, Text
from mingzhang.outline import cells, cleaned, ordinal, place, squeezed
from mingzhang.profile import Context
from mingzhang.tally import tally

_LONGEST = 24


def records(document: Document, context: Context) -> list[Record]:
    """All records of the sentences of a document."""
    words = context.words["structure"]["sentences"]
    return [*_brackets(document, words), *_endings(document, words)]


def _running(document: Document) -> Iterator[tuple[str, Text, int | None, int]]:
    """Paragraphs and cells of running text: squeezed, as printed, page, index of the block."""
    for index, block in enumerate(document.blocks):
        if isinstance(block, Paragraph):
            yield squeezed(block.text.text), block.text, block.page, index
        elif isinstance(block, Table):
            for text, _, _ in cells(block):
                if "。" in text.text:
                    yield squeezed(text.text), text, block.page, index


def _brackets(document: Document, words: Mapping[str, Any]) -> Iterator[Record]:
    pairs = [(frozenset(a), frozenset(b)) for a, b in words["pairs"]]
    marks = frozenset("".join(a + b for a, b in words["pairs"]))
    marker = re.compile(words["marker"])
    looked, wrong = 0, []
    texts = list(_running(document))
    for at, (text, printed, page, index) in enumerate(texts):
        if not marks & set(text) or not ("。" in text or len(text) > 2 * _LONGEST):
            continue
        looked += 1
        tight = marker.sub(lambda m: "　" * len(m.group()), text)
        for opens, closes in pairs:
            if sum(map(tight.count, opens)) == sum(map(tight.count, closes)):
                continue
            where = _open(tight, opens, closes)
            if where is None or not printed.spans:
                continue
            beside = [texts[n] for n in (at - 1, at + 1) if 0 <= n < len(texts)]
            near = [marker.sub("", t[0]) for t in beside if abs(t[3] - index) <= 1]
            if any(
                _open(joined, opens, closes) is None
                for other in near
                for joined in (other + tight, tight + other)
            ):
                continue
            excerpt = text[max(0, where - 6) : where + _LONGEST - 6]
            wrong.append((excerpt, place(printed, where, page)))
    yield from tally("brackets", looked, wrong)


def _open(text: str, opens: frozenset[str], closes: frozenset[str]) -> int | None:
    """The position of the first mark of a pair that has no partner, or None."""
    stack: list[int] = []
    for at, char in enumerate(text):
        if char in opens:
            stack.append(at)
        elif char in closes:
            if not stack:
                return at
            stack.pop()
    return stack[0] if stack else None


def _endings(document: Document, words: Mapping[str, Any]) -> Iterator[Record]:
    breaks, notes = re.compile(words["breaks_off"]), re.compile(words["note"])
    looked, cut, stops = 0, [], []
    blocks = document.blocks
    for index, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or block.level:
            continue
        text = cleaned(block.text.text)
        if len(text) < 12 or notes.match(text) or not _ends_here(blocks[index + 1 : index + 2]):
            continue
        looked += 1
        at = place(block.text, len(text) - 1, block.page)
        if breaks.search(text):
            cut.append((text[-_LONGEST:], at))
        elif "。" in text[:-1] and len(text) >= 30 and re.search(r"[一-龥%％\d]$", text):
            stops.append((text[-_LONGEST:], at))
    yield from tally("unfinished", looked, cut)
    yield from tally("full-stop", looked, stops)


def _ends_here(following: tuple) -> bool:
    """Whether what follows is a heading, so that a paragraph before it has ended."""
    if not following:
        return True
    after = following[0]
    if not isinstance(after, Paragraph):
        return False
    first = ordinal(cleaned(after.text.text))
    return bool(after.level or first)
