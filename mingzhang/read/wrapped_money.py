"""Money tables 金额表 (收支总表, 支出表, 基本支出表, 三公, ...) in text without a grid.

A title, a header, then entries: code, name, numbers. A line with two sides (收入 | 支出) gives two
entries. Which column a number is in follows from the identities (``wrapped_sums``). Floor 3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from mingzhang.model import Row, Table, Text
from mingzhang.read.wrapped_columns import Side, choose, prove, side_of
from mingzhang.read.wrapped_entries import ORDINAL, Entry, join_tails, read_entries, set_sides
from mingzhang.read.wrapped_heads import Head, Panel, read_head
from mingzhang.read.wrapped_lines import HALF, Flow
from mingzhang.read.wrapped_statements import MoneyWords
from mingzhang.read.wrapped_sums import NONE, SEVERAL, Placed
from mingzhang.read.wrapped_words import once

MORE = "这一行的数多于表头的栏"
MOST_UNKNOWN = 50  # a row that prints still more numbers is no row of a statement
STRAY = "旁边有一段文字不能归入任何一行，本行的名称可能不完整"
TWICE = "表头中同一栏名重复出现，栏的归属不能确定"
UNFIT = "半数以上的行与表头的栏对不上，表头或标题可能不属于这些行"
MISFIT = "多数行的合计与表头各栏之和不符，栏的归属可疑"
_vocabulary = once(MoneyWords.of)
_TOP = re.compile(r"[一二三四五六七八九十廿卅]{1,3}、")
_UNIT = re.compile(r"单位:\s*([百千万亿]*元)")
_NUMBERED_TITLE = re.compile(r"(?:公开)?(?:附?表)?[一二三四五六七八九十\d-]{1,5}(?:表)?[:、.]?")


def find(
    flow: Flow, words: dict[str, Any], taken: list[tuple[int, int]]
) -> list[tuple[int, int, Table]]:
    """The money tables outside the lines ``taken``: first line, end line (exclusive), table."""
    vocabulary = _vocabulary(words["money"])
    titles = _titles(flow, vocabulary)
    drafts: list[Draft] = []
    for order, (start, end) in enumerate(titles):
        limit = titles[order + 1][0] if order + 1 < len(titles) else len(flow.flat)
        line = flow.line_of(start)
        if any(a <= line < b for a, b in taken):
            continue
        after = [a for a, _ in taken if a > line]
        if after:
            limit = min(limit, _flat_at(flow, min(after)))
        draft = _draft(flow, start, end, limit, vocabulary)
        if draft:
            drafts.append(draft)
    sides = [side for draft in drafts for side in draft.sides]
    prove(sides, vocabulary)
    found: list[tuple[int, int, Table]] = []
    for order, draft in enumerate(drafts):
        limit = drafts[order + 1].start if order + 1 < len(drafts) else len(flow.flat)
        draft.furniture += _rest(flow, draft, found[-1][1] if found else 0, limit)
        first, last, table = _table(flow, draft, vocabulary)
        before = found[-1][1] if found else 0
        found.append((max(before, first), max(before, last), table))
    return found


def _flat_at(flow: Flow, line: int) -> int:
    for piece in flow.pieces:
        if piece.line >= line:
            return piece.start
    return len(flow.flat)


def _titles(flow: Flow, words: MoneyWords) -> list[tuple[int, int]]:
    """(start, end) of every line that may be the title of a money table."""
    found = []
    opening = [p for p in flow.pieces if p.gap >= HALF]
    for order, piece in enumerate(opening):
        end = opening[order + 1].start if order + 1 < len(opening) else len(flow.flat)
        line = flow.flat[piece.start : end]
        if len(line) > 70 or "表" not in line:
            continue
        hit = words.title.search(line)
        if not hit or not words.subject.search(line, 0, hit.end()) or hit.end() > 45:
            continue
        if re.search(r"[。;]", line[: hit.end()]):
            continue
        found.append((piece.start, piece.start + hit.end()))
    return found


@dataclass(slots=True)
class Draft:
    """A table being read: its header, its entries, and what is known of their columns."""

    start: int
    title_end: int
    head: Head
    entries: list[Entry]
    stop: int  # the piece after the table
    notes: list[Text]
    furniture: list[Text]  # row numbers, headers printed again
    sides: list[Side]


def _draft(flow: Flow, start: int, title_end: int, limit: int, words: MoneyWords) -> Draft | None:
    """The table under one title, or None when no header of money columns follows it."""
    first = flow.piece_at(title_end) if title_end < len(flow.flat) else len(flow.pieces)
    last = flow.piece_at(limit) if limit < len(flow.flat) else len(flow.pieces)
    head = read_head(flow, first, last, words)
    columns = [c for p in head.panels for c in p.columns]
    if not columns or len(head.words) < 2:
        return None
    entries, stop, notes, extra = read_entries(flow, head, last, words)
    if not any(e.numbers for e in entries) and len(head.words) < 4:
        return None
    join_tails(flow, entries)
    if len(head.panels) > 1:
        set_sides(flow, entries, words)
    sides = [
        side_of(flow, [e for e in entries if e.panel == n and e.numbers], panel, n, words)
        for n, panel in enumerate(head.panels)
    ]
    return Draft(start, title_end, head, entries, stop, notes, extra, sides)


def _table(flow: Flow, draft: Draft, words: MoneyWords) -> tuple[int, int, Table]:
    """The table of a draft, with its range of lines."""
    start, title_end, head, stop = draft.start, draft.title_end, draft.head, draft.stop
    columns = [c for p in head.panels for c in p.columns]
    rows = _rows(flow, draft, words)
    end_piece = flow.pieces[stop - 1] if stop > head.end else flow.pieces[head.end - 1]
    first_line, last_line = flow.line_of(start), end_piece.line + 1
    unit = _UNIT.search(
        flow.flat,
        start,
        flow.pieces[head.end].start if head.end < len(flow.pieces) else len(flow.flat),
    )
    title = flow.text(start, title_end)
    two = len(head.panels) > 1
    paths = [
        f"{re.sub(chr(92) + 's', '', p.name.text)}/{c}" if two and p.name else c
        for p in head.panels
        for c in p.columns
    ]
    pages = [t for n, t in flow.furniture.items() if first_line <= n < last_line]
    unfit = sum(1 for r in rows if r.doubt in (MORE, NONE)) * 2 > sum(1 for r in rows if r.cells)
    misfit = any(side.misfit for side in draft.sides)
    doubt = (
        MISFIT
        if misfit
        else TWICE
        if any(re.search(r"\(\d\)$", c) for c in columns)
        else UNFIT
        if unfit
        else ""
    )
    number = _NUMBERED_TITLE.match(flow.flat, start, title_end)
    table = Table(
        number=number[0] if number and "表" in number[0] else "",
        title=title,
        unit=unit[1] if unit else "",
        line=flow.lines[first_line].line,
        columns=tuple(dict.fromkeys(paths)),
        label_columns=tuple(dict.fromkeys(w for w in head.words if w in words.labels)),
        rows=tuple(rows),
        headers=tuple(head.texts),
        notes=tuple(draft.notes),
        last_line=flow.lines[last_line - 1].line,
        furniture=(*head.furniture, *draft.furniture, *pages),
        doubt=doubt,
    )
    return first_line, last_line, table


def _rest(flow: Flow, draft: Draft, taken: int, limit: int) -> list[Text]:
    """What else stands on the first and the last line of a table."""
    rest = []
    first = flow.piece_at(draft.start)
    before = [
        p for p in flow.pieces[max(0, first - 40) : first] if p.line == flow.pieces[first].line
    ]
    if before and before[0].line >= taken:
        rest.append(flow.text(before[0].start, before[-1].end))
    line = flow.pieces[draft.stop - 1].line
    after = [p for p in flow.pieces[draft.stop : draft.stop + 40] if p.line == line]
    if after and after[0].start < limit:
        rest.append(flow.text(after[0].start, min(after[-1].end, limit)))
    return rest


def _rows(flow: Flow, draft: Draft, words: MoneyWords) -> list[Row]:
    """The entries as rows, every number in its column."""
    placed: dict[int, Placed] = {}
    for side in draft.sides:
        choose(side, words)
        placed |= {id(e): p for e, p in zip(side.entries, side.placed, strict=True)}
    rows = [
        _row(flow, e, placed.get(id(e)), draft.head.panels[e.panel], len(draft.sides) > 1)
        for e in draft.entries
    ]
    for n in _strays(flow, draft.entries, words):
        for beside in (n - 1, n + 1):
            if 0 <= beside < len(rows) and draft.entries[beside].numbers:
                rows[beside] = replace(rows[beside], doubt=rows[beside].doubt or STRAY)
    return rows


def _strays(flow: Flow, entries: list[Entry], words: MoneyWords) -> list[int]:
    """Entries that are no more than words, where lines have codes or ordinals."""
    marked = sum(1 for e in entries if e.codes or ORDINAL.match(flow.flat, e.start()))
    if marked * 2 < len(entries):
        return []
    return [
        n
        for n, e in enumerate(entries)
        if not (e.codes or e.numbers or e.row_number)
        and not ORDINAL.match(flow.flat, e.start())
        and not flow.flat.startswith(words.openers, e.start())
        and flow.flat[e.start() : e.end()] not in words.totals
    ]


def _code_text(flow: Flow, entry: Entry) -> Text:
    """210 13 01 is one code, 2101301."""
    start, end = entry.codes[0][0], entry.codes[-1][1]
    pieces = flow.pieces[flow.piece_at(start) : flow.piece_at(end - 1) + 1]
    return Text.join([flow.text(p.start, p.end) for p in pieces])


def _row(flow: Flow, entry: Entry, place: Placed | None, panel: Panel, two: bool) -> Row:
    label: list[Text] = []
    prefix = ""
    if two and panel.name:
        label.append(panel.name)
        prefix = re.sub(r"\s", "", panel.name.text) + "/"
    if entry.codes:
        label.append(_code_text(flow, entry))
    above = entry.codes and entry.names and entry.names[0][0] < entry.codes[0][0]
    if above or entry.torn:
        label.append(Text.join([flow.text(a, b) for a, b in entry.names]))
    else:
        label += [flow.text(a, b) for a, b in entry.names]
    line = flow.lines[flow.line_of(entry.start())].line
    cells: dict[str, Text] = {}
    doubt = ""
    if place and entry.numbers:
        if not place.ways:
            doubt = MORE
            chosen: tuple[int, ...] = tuple(range(len(panel.columns)))
        else:
            chosen = place.ways[0]
            if not place.holds:
                doubt = NONE
            elif not place.certain:
                doubt = SEVERAL
        texts = [flow.text(a, b) for a, b in entry.numbers]
        line = texts[0].line
        for column, text in zip(chosen, texts, strict=False):
            cells[prefix + panel.columns[column]] = text
        for extra, text in enumerate(texts[len(chosen) :], 1):
            cells[f"{prefix}未知栏{min(extra, MOST_UNKNOWN)}"] = text
    if not doubt:
        for column in panel.columns:
            cells.setdefault(prefix + column, Text.of("", line))
    return Row(tuple(label), cells, line, panel=entry.panel, doubt=doubt)
