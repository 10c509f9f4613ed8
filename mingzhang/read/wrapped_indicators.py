"""Indicators 绩效指标 of a performance form: header, rows, levels. Floor 3, pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from mingzhang.model import Text
from mingzhang.read.wrapped_blocks import LATE, SHARED, Part, bare, header_words, last_word, ordered
from mingzhang.read.wrapped_lines import Flow, same, width
from mingzhang.read.wrapped_mend import HALF
from mingzhang.read.wrapped_rows import Search, Span, Words, rows
from mingzhang.read.wrapped_words import Mark, Patterns


def kind_of(name: str, form: dict[str, Any]) -> str:
    """The kind of an indicator column by its header's last word."""
    last = same(last_word(name))
    for kind, words in form["indicators"]["kinds"].items():
        for word in words:
            if re.fullmatch(re.escape(same(word)).replace(r"\{year\}", r"\d{4}年?"), last):
                return kind
    return "value"


@dataclass(frozen=True, slots=True)
class Header:
    """The header of an indicator table: its value columns from left to right, and for the name
    (first) and each value column the width of the widest line of its header."""

    names: list[str] = field(default_factory=list)
    widths: tuple[int, ...] = (0,)
    texts: list[Text] = field(default_factory=list)


def _header_width(flow: Flow, start: int, end: int) -> int:
    """The widest line of a header word."""
    lines: list[int] = []
    for index in range(flow.piece_at(start), len(flow.pieces)):
        piece = flow.pieces[index]
        if piece.start >= end:
            break
        size = width(flow.flat[max(start, piece.start) : min(end, piece.end)])
        if lines and piece.gap < HALF:
            lines[-1] += size
        else:
            lines.append(size)
    return max(lines, default=0)


def indicator_header(flow: Flow, mark: Mark, patterns: Patterns) -> Header:
    """The header of an indicator table."""
    thirds = [
        (flow.flat.rfind(same(w), mark.start, mark.end), len(w))
        for w in patterns.form["indicators"]["third"]
    ]
    at, size = max(thirds)
    heads = header_words(flow, Mark("", "", at + size, mark.end), patterns.indicator_word)
    names = ordered([bare(h) for h in heads], patterns.form["indicators"]["under"])
    widths, start = {}, at + size
    for head in heads:
        end = start + len(bare(head))
        widths[bare(head)] = _header_width(flow, start, end)
        start = end
    return Header(
        names,
        (_header_width(flow, at, at + size), *(widths.get(last_word(n), 0) for n in names)),
        [flow.text(mark.start, at + size), *heads],
    )


def indicators(
    flow: Flow,
    start: int,
    end: int,
    head: Header,
    goal: Text | None,
    patterns: Patterns,
    words: Words,
) -> Part:
    """绩效指标: one row for each indicator, labelled (goal, 一级, 二级, 三级)."""
    part, names = Part(), head.names
    part.columns += names
    kinds = tuple(kind_of(n, patterns.form) for n in names)
    stop = flow.piece_at(end) if end < len(flow.flat) else len(flow.pieces)
    search = Search(flow, flow.piece_at(start), stop, kinds, words, head.widths)
    levels = Levels(words)
    row: list[Span] = []
    drafts: list[Line] = []

    def close() -> None:
        if not row:
            return
        cells = {names[int(s.kind) - 1]: flow.text(s.start, s.end) for s in row[1:]}
        shared = "score" in kinds and names[kinds.index("score")] not in cells
        name = flow.text(row[0].start, row[0].end)
        line = flow.text(row[-1].start, row[-1].end).line
        drafts.append(Line(levels.first, levels.second, name, cells, line, SHARED * shared))
        levels.late = False
        row.clear()

    for span in rows(search):
        if span.kind.isdigit():
            if span.kind == "0":
                close()
            row.append(span)
            continue
        close()
        text = flow.text(span.start, span.end)
        if span.kind == "level":
            levels.take(text)
            levels.late = True
        elif goal is None and "目标" in bare(text):
            goal = text
        else:
            part.furniture.append(text)
    close()
    for draft in _assign(drafts, levels):
        label = [t for t in (goal, draft.first, draft.second, draft.name) if t]
        part.add(label, draft.cells, draft.line, draft.doubt)
    return part


@dataclass(slots=True)
class Line:
    """An indicator row being read."""

    first: Text | None
    second: Text | None
    name: Text
    cells: dict[str, Text]
    line: int
    doubt: str = ""


def _assign(drafts: list[Line], levels: Levels) -> list[Line]:
    """Level names that were printed after their rows (a merged cell is centred) go to those rows.

    A first-level name belongs to the rows before it that have none, when their second-level names
    are of its family. A name printed after the last row belongs to that row; that is a guess.
    """
    family = levels.words.family
    for index, draft in enumerate(drafts):
        if draft.first or not draft.second:
            continue
        parent = family.get(same(bare(draft.second)), "")
        later = next((d.first for d in drafts[index + 1 :] if d.first), None)
        if later and parent and parent.startswith(same(bare(later))):
            draft.first = later
    if levels.late and drafts:
        last = drafts[-1]
        last.first, last.second = last.first or last.second, levels.second or levels.first
        last.doubt = last.doubt or LATE
    return drafts


@dataclass(slots=True)
class Levels:
    """The level names that hold for the next row."""

    words: Words
    first: Text | None = None
    second: Text | None = None
    fresh: bool = False  # a first-level name was taken and no second since
    late: bool = False  # a name was taken and no row since

    def take(self, text: Text) -> None:
        """A level name was printed: is it of the first level or the second?"""
        name = re.sub(r"\(.*", "", same(bare(text)))
        rank = self.words.rank.get(name, {2})
        if 1 in rank and (2 not in rank or (not self.fresh and self.starts(name))):
            self.first, self.second, self.fresh = text, None, True
            return
        if self.starts(name) and not self.fresh:
            self.first = None
        self.second, self.fresh = text, False

    def starts(self, name: str) -> bool:
        """A name of both levels opens a first level when the present one is of another family."""
        family = self.words.family.get(name, "")
        now = same(bare(self.first)) if self.first else ""
        return bool(family) and not (family.startswith(now) and now)
