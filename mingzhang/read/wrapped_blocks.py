"""The blocks of a performance form, each read into rows: one function for each kind of block.

A block is a mark (its opening words) and the stretch of flow down to the next mark. Floor 3, pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from mingzhang.model import Row, Text
from mingzhang.read.wrapped_lines import HALF, Flow, same
from mingzhang.read.wrapped_rows import Search, Span, Words, rows
from mingzhang.read.wrapped_words import Mark, Patterns

_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?%?|[-—]+")
_NUMBER_UNIT = re.compile(r"-?\d[\d,]*(?:\.\d+)?%?(?:万元|元)?|[-—]+")
_PARTED = re.compile(r"/(?![^（(]*[）)])")
_PAREN = re.compile(r"\([^()]{1,12}\)")
MOST_WORDS = 40  # no header of a form has more
LATE = "一级指标印在其后（合并单元格），按次序归属"
SHARED = "得分印在相邻两行之间（合并单元格），归入前一行"
ROUGH = "单元格的分界不能确定"


@dataclass(slots=True)
class Part:
    """What a block gives to the table of its form."""

    rows: list[Row] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    headers: list[Text] = field(default_factory=list)
    furniture: list[Text] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)

    def add(self, label: list[Text], cells: dict[str, Text], line: int, doubt: str = "") -> None:
        """One more row; its columns join the block's."""
        self.rows.append(Row(tuple(label), cells, line, 0, doubt))
        self.columns += [c for c in cells if c not in self.columns]


def bare(text: Text) -> str:
    return re.sub(r"\s+", "", text.text)


def key_value(flow: Flow, mark: Mark, end: int, section: Text | None) -> Part:
    """项目名称 | X: one row, labelled by the section (if any) and the key."""
    part = Part()
    key = flow.text(mark.start, mark.end)
    part.headers.append(key)
    if mark.end < end:
        label = [t for t in (section, key) if t]
        value = flow.text(mark.end, end)
        part.add(label, {bare(key).rstrip("：:"): value}, value.line)
    return part


def amount(flow: Flow, mark: Mark, end: int, section: Text | None) -> Part:
    """预算数 | 12.60: as ``key_value``; words on a new line behind it are the section's."""
    for piece in flow.between(mark.end, end):
        run = flow.flat[piece.start : piece.end]
        if piece.gap >= HALF and section and not _NUMBER_UNIT.fullmatch(run):
            part = key_value(flow, mark, piece.start, section)
            rest = flow.text(piece.start, end)
            part.add([section], {bare(section): rest}, rest.line)
            return part
    return key_value(flow, mark, end, section)


def total(flow: Flow, mark: Mark) -> Part:
    """总分 98.8 分: one row under the column 得分; with two numbers, 分值 and 得分."""
    part = Part()
    cut = mark.start + len(mark.name)
    pieces = flow.between(cut, mark.end)
    starts = [max(cut, p.start) for p in pieces if flow.flat[p.start : p.end] != "分"]
    values = [
        flow.text(start, end) for start, end in zip(starts, [*starts[1:], mark.end], strict=True)
    ]
    names = ["总分/分值", "总分/得分"][-len(values) :] if len(values) < 3 else []
    part.add(
        [flow.text(mark.start, cut)],
        dict(zip(names, values, strict=False)),
        values[0].line,
        "" if names else ROUGH,
    )
    part.furniture += values[len(names) :]
    return part


def notes(flow: Flow, mark: Mark, end: int) -> Part:
    """备注: the text under the form, one note for each numbered item."""
    part = Part()
    cuts = [mark.start]
    for index in range(flow.piece_at(mark.start) + 1, len(flow.pieces)):
        piece = flow.pieces[index]
        if piece.start >= end:
            break
        if piece.gap >= HALF and re.match(r"\d[.、]", flow.flat[piece.start : piece.end]):
            cuts.append(piece.start)
    for start, stop in zip(cuts, [*cuts[1:], end], strict=True):
        part.notes.append(flow.text(start, stop))
    return part


def two_columns(flow: Flow, mark: Mark, end: int, section: Text | None) -> Part:
    """年度绩效目标 | 长期绩效目标 over two texts: cut where the second begins.

    Texts that are printed side by side are cut at the spaces; one under the other, where the
    numbering starts again. When neither is seen, the whole text stands in the first column.
    """
    part = Part()
    heads = [flow.text(a, b) for a, b in mark.heads]
    part.headers += heads
    names = [bare(h) for h in heads]
    label = [section] if section else []
    if mark.end >= end:
        return part
    pieces = flow.between(mark.end, end)
    lines: list[list[Any]] = []
    for piece in pieces:
        if not lines or piece.gap >= HALF:
            lines.append([])
        lines[-1].append(piece)
    numbered = re.compile(r"(\d{1,2})[.、]?")
    split = [
        row
        for row in lines
        if sum(1 for p in row if numbered.match(flow.flat, p.start, p.end)) == 2
    ]
    if split and len(split) * 2 >= len(lines):
        for row in lines:
            second = [p for p in row[1:] if numbered.match(flow.flat, p.start, p.end)]
            cut = second[0].start if second else row[-1].end
            cells = {names[0]: flow.text(row[0].start, cut)}
            if second:
                cells[names[1]] = flow.text(cut, row[-1].end)
            part.add(label, cells, flow.lines[row[0].line].line)
        return part
    first = numbered.match(flow.flat, lines[0][0].start)
    for row in lines[1:]:
        here = numbered.match(flow.flat, row[0].start)
        if first and here and here[1] == first[1]:
            cut = row[0].start
            cells = {names[0]: flow.text(mark.end, cut), names[1]: flow.text(cut, end)}
            part.add(label, cells, flow.lines[lines[0][0].line].line)
            return part
    part.add(label, {names[0]: flow.text(mark.end, end)}, flow.lines[lines[0][0].line].line, ROUGH)
    return part


def execution(flow: Flow, mark: Mark, end: int, patterns: Patterns, section: Text | None) -> Part:
    """预算执行: budget, actual, rate and score of each kind of funds."""
    part = Part()
    heads: list[list[Text]] = []
    at = mark.start
    while at < mark.end:
        paren = _PAREN.match(flow.flat, at)
        word = patterns.execution_word.match(flow.flat, at)
        if paren and ("执行率" in paren[0] or "*" in paren[0] or not heads):
            scored = [h for h in heads if "分" in h[0].text] or heads[-1:]
            scored[-1].append(flow.text(at, paren.end()))
            at = paren.end()
        elif paren:
            piece = flow.text(at, paren.end())
            section = Text.join([section, piece]) if section else piece
            at = paren.end()
        else:
            stop = word.end() if word else mark.end
            heads.append([flow.text(at, stop)])
            at = stop
    names = [bare(Text.join(h)) for h in heads]
    part.headers += [Text.join(h) for h in heads]
    part.columns += names
    for label, values in _runs(flow, mark.end, end, _NUMBER_UNIT):
        cells, doubt = _spread(names, values)
        prefix = [section] if section else []
        if label or values:
            part.add(
                [*prefix, *([label] if label else [])],
                cells,
                (values[0] if values else label).line,
                doubt,
            )
    return part


def _runs(flow: Flow, start: int, end: int, pattern: re.Pattern[str]) -> list[Any]:
    """(label, values) one after another: words joined until numbers come, then the numbers."""
    found: list[tuple[Text | None, list[Text]]] = []
    label: int | None = None
    values: list[Text] = []
    label_end = start
    if start >= end:
        return found
    for index in range(flow.piece_at(start), len(flow.pieces)):
        piece = flow.pieces[index]
        if piece.start >= end:
            break
        if pattern.fullmatch(flow.flat, piece.start, piece.end):
            values.append(flow.text(piece.start, piece.end))
            continue
        if values:
            found.append((flow.text(label, label_end) if label is not None else None, values))
            label, values = None, []
        label = piece.start if label is None else label
        label_end = piece.end
    found.append((flow.text(label, label_end) if label is not None else None, values))
    return [f for f in found if f[0] or f[1]]


def _spread(names: list[str], values: list[Text]) -> tuple[dict[str, Text], str]:
    """The values under their columns, when some were not printed: by their form (%, —, 分)."""
    if len(values) >= len(names):
        doubt = ROUGH if len(values) > len(names) else ""
        return dict(zip(names, values, strict=False)), doubt
    costs = [
        (sum(_unlike(n, v.text) for n, v in zip(chosen, values, strict=True)), chosen)
        for chosen in combinations(names, len(values))
    ]
    least = min(cost for cost, _ in costs)
    best = [chosen for cost, chosen in costs if cost == least]
    doubt = ROUGH if len(best) > 1 and values else ""
    return dict(zip(best[0], values, strict=True)), doubt


def _unlike(name: str, text: str) -> int:
    """How unlike a cell of the column ``name`` the printed ``text`` is."""
    if "率" in name or "比" in name:
        return 0 if text.endswith(("%", "％")) else 2
    if text.endswith(("%", "％")):
        return 0 if "分" in name else 9
    if not any(c.isdigit() for c in text):
        return 0 if "分" in name else 3
    return 1 if "分" in name else 0


def funds(flow: Flow, mark: Mark, end: int, patterns: Patterns) -> Part:
    """收支构成: 财政拨款, 其他资金, ... of 收入构成 and 支出构成, this year and two before."""
    part = Part()
    words = header_words(flow, mark, patterns.funds_word)
    part.headers += [t for t in words]
    names = ordered([bare(t) for t in words], patterns.form["funds"]["under"])[1:]
    part.columns += names
    sides = [same(s) for s in patterns.form["funds"]["sides"]]
    side: Text | None = None
    pieces = flow.between(mark.end, end)
    label: list[Text] = []
    values: list[Text] = []
    for piece in [*pieces, None]:
        run = flow.flat[piece.start : piece.end] if piece else ""
        if piece and _NUMBER.fullmatch(run):
            values.append(flow.text(piece.start, piece.end))
            continue
        if values:
            cells, doubt = _spread(names, values)
            part.add([*([side] if side else []), Text.join(label)], cells, values[0].line, doubt)
            label, values = [], []
        if not piece:
            break
        text = flow.text(piece.start, piece.end)
        opened = [s for s in sides if s.startswith(run) and len(run) >= 2]
        closes = [s for s in sides if s.endswith(run) and s != run and len(run) >= 2]
        if opened and not label:
            side = text
        elif closes and not label:
            whole = Text.join([side, text]) if side and side.text + run in sides else None
            if whole:
                part.rows = [
                    replace(r, label=(whole, *r.label[1:])) if r.label[0] is side else r
                    for r in part.rows
                ]
                side = whole
            else:
                part.furniture.append(text)
        else:
            label.append(text)
    part.furniture += label
    return part


def header_words(flow: Flow, mark: Mark, word: re.Pattern[str]) -> list[Text]:
    """The words of a block's header; past ``MOST_WORDS`` the rest is one word."""
    found, at = [], mark.start
    while at < mark.end:
        hit = word.match(flow.flat, at)
        stop = hit.end() if hit and len(found) < MOST_WORDS else mark.end
        found.append(flow.text(at, stop))
        at = stop
    return found


def last_word(path: str) -> str:
    """The last word of a column path; a slash in brackets, as in 执行率（B/A）, parts nothing."""
    return _PARTED.split(path)[-1]


def ordered(names: list[str], under: dict[str, list[str]]) -> list[str]:
    """Header words in order of print -> column paths from left to right.

    ``under`` says which words may stand below a group (指标值 over 前年, 上年, ...); a group
    that has some below it takes their place and is no column itself.
    """
    parents: dict[int, int] = {}
    for index, name in enumerate(names):
        below = [re.compile(same(w).replace("{year}", r"\d{4}年?")) for w in under.get(name, ())]
        for later in range(index + 1, len(names)):
            if any(b.fullmatch(same(names[later])) for b in below):
                parents[later] = index

    def leaves(index: int, path: str) -> list[str]:
        here = f"{path}/{names[index]}" if path else names[index]
        children = [c for c, p in parents.items() if p == index]
        return [leaf for c in children for leaf in leaves(c, here)] if children else [here]

    return [leaf for n in range(len(names)) if n not in parents for leaf in leaves(n, "")]


def projects(flow: Flow, mark: Mark, end: int, patterns: Patterns, words: Words) -> Part:
    """项目支出情况: name, type, amounts and use of every project."""
    part = Part()
    heads = header_words(flow, mark, patterns.projects_word)
    part.headers += heads
    names = [bare(h) for h in heads]
    part.columns += names[1:]
    kinds = tuple(
        "type" if "类型" in n or "级次" in n else "prose" if "方向" in n or "用途" in n else "money"
        for n in names[1:]
    )
    stop = flow.piece_at(end) if end < len(flow.flat) else len(flow.pieces)
    search = Search(flow, flow.piece_at(mark.end), stop, kinds, words, (0,) * len(names))
    row: list[Span] = []
    spans = rows(search)
    for span in [*spans, Span("0", end, end)]:
        if span.kind == "0" and row:
            cells = {names[int(s.kind)]: flow.text(s.start, s.end) for s in row[1:]}
            part.add(
                [flow.text(row[0].start, row[0].end)],
                cells,
                flow.text(row[-1].start, row[-1].end).line,
            )
            row = []
        if span.kind.isdigit():
            row.append(span)
        else:
            part.furniture.append(flow.text(span.start, span.end))
    return part
