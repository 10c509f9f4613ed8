"""Performance forms 绩效表 (申报表, 目标表, 自评表) in text without a grid.

A form is a title, then blocks one under another: key-value cells, the fund or execution block, the
list of projects, goals with their indicators, a total, notes. Every block is known by the words it
begins with; ``marks`` finds them in the flow whatever the line breaks, and what stands between two
marks belongs to the first. One form gives one table; its columns are those of all its blocks.
Floor 3; the words come from ``packs/wrapped.toml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from mingzhang.model import Table, Text
from mingzhang.read.wrapped_blocks import (
    Part,
    amount,
    execution,
    funds,
    key_value,
    notes,
    projects,
    total,
    two_columns,
)
from mingzhang.read.wrapped_indicators import Header, indicator_header, indicators
from mingzhang.read.wrapped_lines import HALF, Flow, width
from mingzhang.read.wrapped_rows import Words
from mingzhang.read.wrapped_words import Mark, Patterns, marks, once

_STOP = re.compile(
    r"第[一二三四五六七八九十]+部分|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|附件\d?[:：]"
)
_UNIT = re.compile(r"单位:\s*([百千万亿]*元)")

LONGEST = 20_000  # characters: a longer block is cut
_SENTENCE = re.compile(r"[^。]{20}。")
_patterns, _vocabulary = once(Patterns.of), once(Words.of)
FAR = 2500  # characters: no block of a form is longer


def find(flow: Flow, words: dict[str, Any]) -> list[tuple[int, int, Table]]:
    """The forms in the flow: first line, end line (exclusive), table. Ranges are disjoint."""
    patterns, vocabulary = _patterns(words["form"]), _vocabulary(words["form"])
    titles = _titles(flow, patterns)
    found = []
    for order, (start, title_end) in enumerate(titles):
        limit = titles[order + 1][0] if order + 1 < len(titles) else len(flow.flat)
        form = _form(flow, start, title_end, limit, patterns, vocabulary)
        if form:
            found.append(form)
    return found


def _titles(flow: Flow, patterns: Patterns) -> list[tuple[int, int]]:
    """(start, end) in the flow of every line, or pair of lines, that reads as a form's title."""
    found = []
    opening = [p for p in flow.pieces if p.gap >= 3]
    for order, piece in enumerate(opening):
        end = opening[order + 1].start if order + 1 < len(opening) else len(flow.flat)
        line = flow.flat[piece.start : end]
        if not patterns.title.search(line) or len(line) > 60 or _STOP.match(line):
            continue
        if patterns.sections.fullmatch(line):
            continue
        start = piece.start
        if not re.match(r"\d{4}年|.{0,30}年度", line) and order:
            above = opening[order - 1]
            if re.match(r"\d{4}年(?:度)?[^。;:]*$", flow.flat[above.start : piece.start]):
                start = above.start
        found.append((start, end))
    return found


@dataclass(slots=True)
class Draft:
    """A form being read: the parts so far and what carries over from block to block."""

    parts: list[Part] = field(default_factory=list)
    header: Header = field(default_factory=Header)
    goal: Text | None = None
    section: Text | None = None


def _form(
    flow: Flow, start: int, title_end: int, limit: int, patterns: Patterns, words: Words
) -> tuple[int, int, Table] | None:
    """The form under one title, or None when no block of a form follows it."""
    found = marks(flow, title_end, limit, patterns)
    weight = {"indicators": 3, "execution": 3, "funds": 3, "projects": 3, "keys": 1, "amounts": 1}
    strong = [m for m in found if m.kind in weight and m.name not in patterns.form["weak"]]
    if sum(weight[m.kind] for m in strong) < 3:
        return None
    if len(flow.flat[title_end : strong[0].start]) > 90:
        return None
    draft = Draft()
    regions = _regions(flow, found, limit, words)
    for mark, stop in regions:
        _block(flow, mark, stop, draft, patterns, words)
    return _table(flow, start, title_end, found[0].start, regions, draft.parts)


def _block(
    flow: Flow, mark: Mark, stop: int, draft: Draft, patterns: Patterns, words: Words
) -> None:
    """Read one block into the draft."""
    if mark.kind == "sections" or (mark.kind == "prose" and mark.end >= stop):
        draft.section = flow.text(mark.start, stop)
        draft.parts.append(Part(headers=[draft.section]))
    elif mark.kind == "goal":
        draft.goal = flow.text(mark.start, stop)
        draft.parts.append(Part(headers=[draft.goal]))
    elif mark.kind in ("indicators", "body"):
        part = Part()
        start = mark.start
        if mark.kind == "indicators":
            draft.header = indicator_header(flow, mark, patterns)
            part.headers, start = draft.header.texts, mark.end
        body = indicators(flow, start, stop, draft.header, draft.goal, patterns, words)
        draft.parts += [part, body]
    elif mark.kind == "execution":
        draft.parts.append(execution(flow, mark, stop, patterns, draft.section))
    elif mark.kind == "funds":
        draft.parts.append(funds(flow, mark, stop, patterns))
    elif mark.kind == "projects":
        draft.parts.append(projects(flow, mark, stop, patterns, words))
    elif mark.kind == "pair":
        draft.parts.append(two_columns(flow, mark, stop, draft.section))
    elif mark.kind == "total":
        draft.parts.append(total(flow, mark))
    elif mark.kind == "notes":
        draft.parts.append(notes(flow, mark, stop))
    elif mark.kind == "amounts":
        draft.parts.append(amount(flow, mark, stop, draft.section))
    else:
        draft.parts.append(key_value(flow, mark, stop, None))


def _regions(flow: Flow, found: list[Mark], limit: int, words: Words) -> list[tuple[Mark, int]]:
    """Every mark with the end of its block, to the end of the form.

    A block's label beside indicators (年度绩效指标) opens a stretch of indicators without header
    after a goal, and is part of the stretch that it stands in.
    """
    regions: list[tuple[Mark, int]] = []
    for order, mark in enumerate(found):
        stop = found[order + 1].start if order + 1 < len(found) else limit
        before = regions[-1][0].kind if regions else ""
        if (
            mark.kind == "sections"
            and mark.name.startswith(("年度", "长期", "绩效"))
            and not (mark.name.endswith("表"))
        ):
            if before in ("indicators", "body"):
                mark = regions.pop()[0]
            elif before == "goal":
                mark = mark._replace(kind="body")
        if mark.kind == "amounts" and before in ("funds", "execution"):
            mark = regions.pop()[0]
        weak = order + 1 == len(found) or stop - mark.end > FAR
        end = _content_end(flow, mark, stop, weak)
        regions.append((mark, end))
        if end < stop and not _bridges(flow, end, stop):
            break
    return regions


def _bridges(flow: Flow, end: int, stop: int) -> bool:
    """True when what is left over between two blocks is no more than a scrap (a unit, a label)."""
    return stop - end <= 12


def _content_end(flow: Flow, mark: Mark, stop: int, weak: bool) -> int:
    """Where the content of a block ends, at most ``stop``."""
    if mark.kind == "total":
        return mark.end
    if mark.kind == "notes":
        return _notes_end(flow, mark, stop)
    if mark.kind in ("sections", "goal", "pair", "prose", "keys", "amounts") and not weak:
        return stop
    prose = mark.kind in ("prose", "pair", "sections", "goal")
    stop = min(stop, mark.end + LONGEST)
    for number, (start, end) in enumerate(_line_spans(flow, mark.end, stop)):
        if _STOP.match(flow.flat, start) and (not prose or flow.flat.startswith("第", start)):
            return start
        if mark.kind in ("keys", "amounts") and number and flow.opens_full_line(start):
            return start
        if not prose and weak and _SENTENCE.search(flow.flat, start, end):
            return start
    return stop


def _line_spans(flow: Flow, start: int, stop: int) -> list[tuple[int, int]]:
    """(start, end) of the lines that begin between ``start`` and ``stop``."""
    starts = []
    for index in range(flow.piece_at(start - 1) + 1, len(flow.pieces)):
        piece = flow.pieces[index]
        if piece.start >= stop:
            break
        if piece.gap >= HALF:
            starts.append(piece.start)
    return list(zip(starts, [*starts[1:], stop], strict=False))


def _notes_end(flow: Flow, mark: Mark, stop: int) -> int:
    """Notes go on while a line is numbered or the line before it is full and unfinished."""
    spans = _line_spans(flow, mark.end, min(stop, mark.end + LONGEST))
    before = flow.flat[mark.start : spans[0][0] if spans else stop]
    widest = width(before)
    for start, end in spans:
        line = flow.flat[start:end]
        numbered = re.match(r"\d{1,2}[.、]|\(\d", line)
        going = before.endswith((":", ";")) or (
            width(before) * 10 >= widest * 8 and not before.endswith("。")
        )
        if not numbered and not going:
            return start
        widest, before = max(widest, width(line)), line
    return min(stop, len(flow.flat))


def _table(
    flow: Flow,
    start: int,
    title_end: int,
    first: int,
    regions: list[tuple[Mark, int]],
    parts: list[Part],
) -> tuple[int, int, Table]:
    """One table of all the parts of a form."""
    columns = list(dict.fromkeys(c for part in parts for c in part.columns))
    rows = [row for part in parts for row in part.rows]
    end = regions[-1][1]
    first_line, last_line = flow.line_of(start), flow.line_of(end - 1) + 1
    front = [flow.text(title_end, first)] if first > title_end else []
    unit = _UNIT.search(flow.flat, start, first)
    pages = [t for n, t in flow.furniture.items() if first_line <= n < last_line]
    table = Table(
        number="",
        title=flow.text(start, title_end),
        unit=unit[1] if unit else "",
        line=flow.lines[first_line].line,
        columns=tuple(columns),
        label_columns=(),
        rows=tuple(rows),
        headers=tuple(h for p in parts for h in p.headers),
        notes=tuple(n for p in parts for n in p.notes),
        last_line=flow.lines[last_line - 1].line,
        furniture=(*front, *(f for p in parts for f in p.furniture), *pages),
    )
    return first_line, last_line, table
