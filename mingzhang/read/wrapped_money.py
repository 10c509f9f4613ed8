"""Money tables 金额表 (收支总表, 支出表, 基本支出表, 三公, ...) in text without a grid.

A title, a header, then entries: code, name, numbers. A line with two sides (收入 | 支出) gives two
entries. Which column a number is in follows from the identities (``wrapped_sums``). Floor 3.
"""

from __future__ import annotations

import re
from typing import Any

from mingzhang.model import Row, Table, Text
from mingzhang.read.wrapped_entries import Entry, join_tails, read_entries, set_sides
from mingzhang.read.wrapped_heads import Head, MoneyWords, Panel, read_head
from mingzhang.read.wrapped_lines import HALF, Flow
from mingzhang.read.wrapped_sums import NONE, SEVERAL, Placed, settle, ways

MORE = "这一行的数多于表头的栏"
TWICE = "表头中同一栏名重复出现，栏的归属不能确定"
UNFIT = "半数以上的行与表头的栏对不上，表头或标题可能不属于这些行"
_TOP = re.compile(r"[一二三四五六七八九十廿卅]{1,3}、")
_UNIT = re.compile(r"单位:\s*([百千万亿]*元)")
_NUMBERED_TITLE = re.compile(r"(?:公开)?(?:附?表)?[一二三四五六七八九十\d-]{1,5}(?:表)?[:、.]?")


def find(
    flow: Flow, words: dict[str, Any], taken: list[tuple[int, int]]
) -> list[tuple[int, int, Table]]:
    """The money tables outside the lines ``taken``: first line, end line (exclusive), table."""
    vocabulary = MoneyWords.of(words["money"])
    titles = _titles(flow, vocabulary)
    found: list[tuple[int, int, Table]] = []
    for order, (start, end) in enumerate(titles):
        limit = titles[order + 1][0] if order + 1 < len(titles) else len(flow.flat)
        line = flow.line_of(start)
        if any(a <= line < b for a, b in taken):
            continue
        after = [a for a, _ in taken if a > line]
        if after:
            limit = min(limit, _flat_at(flow, min(after)))
        table = _table(flow, start, end, limit, vocabulary)
        if table:
            before = found[-1][1] if found else 0
            found.append((max(before, table[0]), max(before, table[1]), table[2]))
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


def _table(
    flow: Flow, start: int, title_end: int, limit: int, words: MoneyWords
) -> tuple[int, int, Table] | None:
    first = flow.piece_at(title_end) if title_end < len(flow.flat) else len(flow.pieces)
    last = flow.piece_at(limit) if limit < len(flow.flat) else len(flow.pieces)
    head = read_head(flow, first, last, words)
    columns = [c for p in head.panels for c in p.columns]
    if not columns or len(head.words) < 2:
        return None
    entries, stop, notes = read_entries(flow, head, last, words)
    if not any(e.numbers for e in entries) and len(head.words) < 4:
        return None
    rows, extra = _rows(flow, head, entries, words)
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
    doubt = TWICE if any(re.search(r"\(\d\)$", c) for c in columns) else UNFIT if unfit else ""
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
        notes=tuple(notes),
        last_line=flow.lines[last_line - 1].line,
        furniture=(*head.furniture, *extra, *pages),
        doubt=doubt,
    )
    return first_line, last_line, table


def _rows(
    flow: Flow, head: Head, entries: list[Entry], words: MoneyWords
) -> tuple[list[Row], list[Text]]:
    """The entries as rows, every number in its column."""
    two = len(head.panels) > 1
    join_tails(flow, entries)
    if two:
        set_sides(flow, entries, words)
    placed: list[Placed | None] = [None] * len(entries)
    for side, panel in enumerate(head.panels):
        _place(flow, entries, placed, side, panel, words)
    rows = []
    for entry, place in zip(entries, placed, strict=True):
        panel = head.panels[entry.panel]
        rows.append(_row(flow, entry, place, panel, two))
    extra = [flow.text(*e.row_number) for e in entries if e.row_number]
    return rows, extra


def _amount(text: str) -> tuple[int, int]:
    """(digits, decimals) of a printed number; a dash is zero."""
    bare = text.replace(",", "").rstrip("%")
    if not re.search(r"\d", bare):
        return 0, 0
    whole, _, decimals = bare.partition(".")
    return int(whole + decimals), len(decimals)


def _place(
    flow: Flow,
    entries: list[Entry],
    placed: list[Placed | None],
    side: int,
    panel: Panel,
    words: MoneyWords,
) -> None:
    """Find the columns of one panel's numbers."""
    mine = [n for n, e in enumerate(entries) if e.panel == side and e.numbers]
    size = len(panel.columns)
    amounts = {n: [_amount(flow.flat[a:b]) for a, b in entries[n].numbers] for n in mine}
    places = max((d for v in amounts.values() for _, d in v), default=0)
    scaled = [tuple(digits * 10 ** (places - d) for digits, d in amounts[n]) for n in mine]
    local = [ways(row, size, panel.identities) for row in scaled]
    for columns, laws in panel.others:
        if len(columns) == size:
            other = [ways(row, size, laws) for row in scaled]
            if sum(p.holds for p in other) > sum(p.holds for p in local):
                local, panel.columns, panel.identities = other, columns, laws
    ties = _ties(flow, [entries[n] for n in mine], words)
    settle(local, size, ties)
    for n, place in zip(mine, local, strict=True):
        place.certain = place.holds and len(place.ways) == 1
        placed[n] = place
    used: dict[int, int] = {}
    for place in local:
        for column in place.ways[0] if place.certain else ():
            used[column] = used.get(column, 0) + 1
    for n, place in sorted(
        zip(mine, local, strict=True), key=lambda p: _depth(flow, entries[p[0]])
    ):
        if len(place.ways) > 1:
            place.ways = [_likely(flow, entries[n], place, panel, words, used)]
            settle(local, size, ties)


def _depth(flow: Flow, entry: Entry) -> int:
    """Totals first, then codes from the shortest: a choice above settles what is below."""
    return sum(b - a for a, b in entry.codes)


def _ties(flow: Flow, entries: list[Entry], words: MoneyWords) -> list[tuple[int, list[int]]]:
    """(whole, parts): a code and the codes right under it; a total and the rows it closes."""
    codes: dict[str, int] = {}
    for n, entry in enumerate(entries):
        if entry.codes:
            codes.setdefault("".join(flow.flat[a:b] for a, b in entry.codes), n)
    parts: dict[int, list[int]] = {}
    top = []
    for code, n in codes.items():
        parent = next(
            (codes[code[:k]] for k in range(len(code) - 1, 2, -1) if code[:k] in codes), None
        )
        if parent is None:
            top.append(n)
        else:
            parts.setdefault(parent, []).append(n)
    names = ["".join(flow.flat[a:b] for a, b in e.names) for e in entries]
    shortest = min(map(len, codes), default=0)
    top = [n for n in top if any(codes.get(c) == n for c in codes if len(c) == shortest)]
    if not codes:
        top = [n for n, name in enumerate(names) if _TOP.match(name)]
    ties = list(parts.items())
    for n, name in enumerate(names):
        if name in words.totals and top:
            ties.append((n, [t for t in top if codes or t < n] or top))
            break
    return ties


def _code_text(flow: Flow, entry: Entry) -> Text:
    """210 13 01 is one code, 2101301."""
    start, end = entry.codes[0][0], entry.codes[-1][1]
    pieces = flow.pieces[flow.piece_at(start) : flow.piece_at(end - 1) + 1]
    return Text.join([flow.text(p.start, p.end) for p in pieces])


def _likely(
    flow: Flow, entry: Entry, place: Placed, panel: Panel, words: MoneyWords, used: dict[int, int]
) -> tuple[int, ...]:
    """Of several ways the likeliest: by the nature of the line, then by the columns in use."""
    name = "".join(flow.flat[a:b] for a, b in entry.names)
    code = "".join(flow.flat[a:b] for a, b in entry.codes)
    liked: dict[int, int] = {}
    for nature in words.natures:
        if any(code.startswith(c) for c in nature.get("codes", ())) or any(
            n in name for n in nature.get("names", ())
        ):
            for n, column in enumerate(panel.columns):
                last = re.sub(r"\([^()]*\)$", "", column.rsplit("/", 1)[-1])
                if last in nature["columns"]:
                    liked.setdefault(n, len(liked))
    totals = {i.total for i in panel.identities}

    present = {n for n, c in enumerate(panel.columns) if any(w in c for w in words.present)}

    def rank(way: tuple[int, ...]) -> tuple[int, int, int, tuple[int, ...]]:
        now = sum(1 for c in way if c in present)
        best = min((liked.get(c, 999) for c in way if c not in totals), default=999)
        return -now, best, -sum(used.get(c, 0) for c in way), way

    return min(place.ways, key=rank)


def _row(flow: Flow, entry: Entry, place: Placed | None, panel: Panel, two: bool) -> Row:
    label: list[Text] = []
    prefix = ""
    if two and panel.name:
        label.append(panel.name)
        prefix = re.sub(r"\s", "", panel.name.text) + "/"
    if entry.codes:
        label.append(_code_text(flow, entry))
    if entry.codes and entry.names and entry.names[0][0] < entry.codes[0][0]:
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
            cells[f"{prefix}未知栏{extra}"] = text
    if not doubt:
        for column in panel.columns:
            cells.setdefault(prefix + column, Text.of("", line))
    return Row(tuple(label), cells, line, panel=entry.panel, doubt=doubt)
