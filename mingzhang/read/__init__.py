"""Reading 读: the bytes of a disclosure to a document of tables and paragraphs.

``text`` decodes and cleans, ``tabbed`` finds tables in ruled lines, ``wrapped`` finds them in text
that lost its grid, ``paragraphs`` joins what is left. Every character that bears a digit ends in
some block.
"""

from __future__ import annotations

from mingzhang.model import Block, Document, Text
from mingzhang.read import tabbed, wrapped
from mingzhang.read.paragraphs import page_width, paragraphs
from mingzhang.read.text import clean, decode, split
from mingzhang.read.vocabulary import compiled


def read(data: bytes, name: str, words: dict) -> Document:
    """The document of ``data``, the bytes of a text file; raises ``model.Unreadable``.

    ``words`` is ``packs/forms.toml`` parsed, with ``packs/wrapped.toml`` under "wrapped".
    """
    text, encoding, warnings = decode(data)
    printed = split(text)
    lines = [Text.of(line, number) for number, line in enumerate(printed, 1)]
    vocabulary = compiled(words)
    stretches = tabbed.find(lines, vocabulary)
    plain = [clean(t) if t.text else t for t in lines]
    ruled = {at for s in stretches for at in range(s.start, s.end)}
    full = page_width([t for at, t in enumerate(plain) if at not in ruled])
    blocks: list[Block] = []
    start = 0
    for stretch in stretches:
        kept = [
            t for at, t in enumerate(plain[start : stretch.start], start) if at not in stretch.used
        ]
        blocks += _plain(kept, full, words)
        blocks += stretch.tables
        blocks += paragraphs([plain[at] for at in stretch.loose], full)
        start = stretch.end
    blocks += _plain(plain[start:], full, words)
    return Document(name, "text", encoding, tuple(blocks), tuple(printed), tuple(warnings))


def _plain(lines: list[Text], full: dict[int, int], words: dict) -> list[Block]:
    """Tables and paragraphs of lines that are not ruled."""
    if not any(t.text.strip() for t in lines):
        return []
    made: list[Block] = []
    start = 0
    for first, end, table in wrapped.find(lines, words.get("wrapped", {})):
        if first > start:
            made += paragraphs(lines[start:first], full)
        made.append(table)
        start = max(start, end)
    return made + list(paragraphs(lines[start:], full))
