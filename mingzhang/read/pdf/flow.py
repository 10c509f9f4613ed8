"""Printed lines to lines of meaning 版面到行文: paragraphs, page numbers, running heads, tables.

A line of the document is a whole paragraph, or one row of a table; it knows in which boxes of
which pages it is printed.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from mingzhang.read.paragraphs import marker
from mingzhang.read.pdf.lettering import Piece, Run
from mingzhang.read.pdf.tables import Lined, Ruled, aligned, continues, printed, rejoined, usual

_BAND = 0.12  # of the height of a page: where its head and its foot stand
_OFTEN = 3  # pages
_SECTIONS = 3  # levels of ordinals that begin a paragraph wherever they stand: 第一部分 一、（一）
_NUMBER = re.compile(
    r"[-—–－―·\s]*\d{1,4}[-—–－―·\s]*|第?\s*\d{1,4}\s*页?(?:[\s/,，]*共?\s*\d{1,4}\s*页)?"
)
_LEADER = re.compile(r"[.．…·]{4,}|\s{4,}")
_END = re.compile(r"[。！？!?；;：:]\s*[”」』\")）]*$")
_TOKEN = re.compile(r"[0-9A-Za-z.,，%％\-－〔〕]+[，。；、：）)》”]*|.[，。；、：）)》”]*")


class Leaf(NamedTuple):
    """A page as read: its tables and the lines outside them, from top to bottom."""

    number: int
    width: float
    height: float
    tables: tuple[Ruled, ...]
    lines: tuple[Run, ...]


@dataclass(slots=True)
class Line:
    """A line of the document: ``kind`` is "text", "row", "head" (furniture) or "end" (of a
    table)."""

    kind: str
    text: str
    page: int
    pieces: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class _Printed:
    """A line of text on its way into a paragraph."""

    run: Run
    page: int
    head: bool = False


def in_order(leaves: list[Leaf], words: dict) -> list[Line]:
    """The lines of the document in reading order."""
    heads = _heads(leaves)
    stream: list[_Printed | Ruled] = []
    for leaf in leaves:
        here: list[tuple[float, float, _Printed | Ruled]] = [
            (t.box[1], t.box[0], t) for t in leaf.tables
        ]
        for run in leaf.lines:
            here.append((run.y0, run.x0, _Printed(run, leaf.number, id(run) in heads)))
        here.sort(key=lambda item: item[:2])
        stream += [item for _, _, item in here]
    _repeated_fronts(stream, frozenset(words["continued"]))
    margins = _margins(leaves)
    made: list[Line] = []
    for group in _groups(stream):
        lines = [item for item in group if not isinstance(item, Ruled)]
        if len(lines) < len(group):
            made += _table(group)
        else:
            made += _paragraphs(lines, margins)
    return made


def _heads(leaves: list[Leaf]) -> set[int]:
    """The ids of the runs that are page numbers and running heads."""
    found: set[int] = set()
    seen: dict[str, list[tuple[int, int]]] = {}
    numbers: list[tuple[int, Run]] = []
    for leaf in leaves:
        if not leaf.lines:
            continue
        high, low = leaf.height * _BAND, leaf.height * (1 - _BAND)
        for at in {0, 1, len(leaf.lines) - 2, len(leaf.lines) - 1}:
            if not 0 <= at < len(leaf.lines):
                continue
            run = leaf.lines[at]
            if not (run.y1 < high or run.y0 > low):
                continue
            if _NUMBER.fullmatch(run.text.strip()):
                numbers.append((leaf.number, run))
            else:
                key = re.sub(r"[\d\s]+", "0", run.text)
                seen.setdefault(f"{key}@{round(run.y0 / 12)}", []).append((leaf.number, id(run)))
    steps = Counter(int(re.findall(r"\d+", run.text)[0]) - page for page, run in numbers)
    for page, run in numbers:
        step = int(re.findall(r"\d+", run.text)[0]) - page
        if steps[step] >= 2 or not run.text.strip().isdecimal() or len(leaves) < 3:
            found.add(id(run))
    for places in seen.values():
        if len(places) >= _OFTEN and len(places) * 2 >= len(leaves):
            found.update(i for _, i in places)
    return found


def _repeated_fronts(stream: list[_Printed | Ruled], marks: frozenset[str]) -> None:
    """Marks as furniture what is printed again over a table that goes on: title, unit, 续表."""
    before: list[str] = []
    last: Ruled | None = None
    over: list[_Printed] = []
    for item in stream:
        if not isinstance(item, Ruled):
            if not item.head:
                over.append(item)
            continue
        texts = [re.sub(r"\s+", "", p.run.text).strip("()（）") for p in over]
        goes_on = last is not None and last.page + 1 == item.page and continues(last, item)
        again = {t for t in texts if t not in marks}
        if goes_on and all(p.page == item.page for p in over) and again <= set(before):
            for p in over:
                p.head = True
        else:
            before = texts[-6:]
        last, over = item, []


def _groups(stream: list[_Printed | Ruled]) -> list[list[_Printed | Ruled]]:
    """Runs of the stream: lines of text, or tables with the furniture between their pages."""
    made: list[list[_Printed | Ruled]] = []
    last: Ruled | None = None  # the table that the last run ends in
    pending: list[_Printed | Ruled] = []  # furniture after it
    for item in stream:
        if isinstance(item, Ruled):
            if last is not None and continues(last, item):
                made[-1] += [*pending, item]
            else:
                made += [*([pending] if pending else []), [item]]
            last, pending = item, []
        elif last is not None and item.head:
            pending.append(item)
        elif last is not None or not made:
            made.append([*pending, item])
            last, pending = None, []
        else:
            made[-1].append(item)
    if pending:
        made.append(pending)
    return made


def _table(group: list[_Printed | Ruled]) -> list[Line]:
    """The rows of a table of one or more pages, and the furniture between its pages."""
    parts = aligned([g for g in group if isinstance(g, Ruled)])
    columns = len(parts[0].xs) - 1
    kept: list[tuple[Lined, list[_Printed]]] = []
    heads: list[_Printed] = []
    order = iter(parts)
    for item in group:
        if not isinstance(item, Ruled):
            heads.append(item)
            continue
        part = next(order)
        last = len(kept) - 1
        rest = list(part.rows)
        while rest and last >= 0 and _again(rest[0], kept, len(part.rows) - len(rest)):
            kept.append((rest.pop(0), heads))
            heads = []
        if rest and last >= 0 and kept[last][0].page < part.page:
            whole = rejoined(kept[last][0], rest[0], usual([k for k, _ in kept]))
            if whole is not None:
                kept[last] = (whole, kept[last][1])
                rest.pop(0)
        for row in rest:
            kept.append((row, heads))
            heads = []
    made: list[Line] = []
    for row, over in kept:
        made += [_furniture(p) for p in over]
        text, pieces = printed(row, max(columns, len(row.fields)))
        made.append(Line("row", text, row.page, pieces))
    made += [_furniture(p) for p in heads]
    return made


def _again(row: Lined, kept: list[tuple[Lined, list[_Printed]]], at: int) -> bool:
    """Whether a row at the top of a page is that row of the table's header printed again."""
    said = [f.text for f in row.fields if f.text]
    first = [f.text for f in kept[at][0].fields if f.text] if at < len(kept) else []
    return bool(said) and said == first


def _furniture(line: _Printed) -> Line:
    return Line("head", line.run.text, line.page, [_piece(line, 0)])


def _piece(line: _Printed, start: int) -> Piece:
    run = line.run
    return Piece(start, start + len(run.text), line.page, run.x0, run.y0, run.x1, run.y1)


class _Margin(NamedTuple):
    left: float
    right: float
    indented: bool


def _margins(leaves: list[Leaf]) -> dict[int, _Margin]:
    """The edges of the running text of each page; those of pages of the same size where a page
    has too few lines to tell."""
    by_size: dict[tuple[int, int], list[Run]] = {}
    for leaf in leaves:
        size = (round(leaf.width), round(leaf.height))
        by_size.setdefault(size, []).extend(leaf.lines)
    whole = {size: _margin(runs) for size, runs in by_size.items()}
    made = {}
    for leaf in leaves:
        own = _margin(list(leaf.lines))
        shared = whole[(round(leaf.width), round(leaf.height))]
        made[leaf.number] = own or shared or _Margin(0, leaf.width, True)
    return made


def _margin(runs: list[Run]) -> _Margin | None:
    """Where most long lines begin and end; None when fewer than four lines say so."""
    if len(runs) < 4:
        return None
    ends = sorted(r.x1 for r in runs)
    long = [r for r in runs if r.x1 > ends[-1] - 3 * r.size]
    if len(long) < 4:
        return None
    right = sorted(r.x1 for r in long)[len(long) * 9 // 10]
    lefts = Counter(round(r.x0 / 3) for r in long)
    most = max(lefts.values())
    left = min(x for x, n in lefts.items() if n * 3 >= most) * 3.0
    begins = [r for r in runs if r.x0 > left + 1.2 * r.size]
    return _Margin(left, right, len(begins) * 12 >= len(runs))


def _paragraphs(lines: list[_Printed], margins: dict[int, _Margin]) -> list[Line]:
    """Lines of text joined to paragraphs; furniture between them stands after the paragraph."""
    made: list[Line] = []
    open_: list[_Printed] = []
    after: list[_Printed] = []

    def close() -> None:
        nonlocal open_, after
        if open_:
            made.append(_joined(open_))
        made.extend(_furniture(p) for p in after)
        open_, after = [], []

    for line in lines:
        if line.head:
            if open_:
                after.append(line)
            else:
                made.append(_furniture(line))
            continue
        if open_ and not _goes_on(open_, line, margins):
            close()
        open_.append(line)
    close()
    return made


def _joined(lines: list[_Printed]) -> Line:
    text, pieces = "", []
    for line in lines:
        said = line.run.text
        if text and text[-1].isascii() and said[0].isascii():
            text += " " if text[-1].isalpha() and said[0].isalpha() else ""
        pieces.append(_piece(line, len(text)))
        text += said
    return Line("text", text, lines[0].page, pieces)


def _goes_on(open_: list[_Printed], line: _Printed, margins: dict[int, _Margin]) -> bool:
    """Whether ``line`` continues the paragraph: the line before is full, and it is not indented."""
    last, run = open_[-1].run, line.run
    size = run.size
    if abs(last.size - size) > 0.18 * max(last.size, size):
        return False
    if _LEADER.search(last.text) or _LEADER.search(run.text):
        return False
    same = open_[-1].page == line.page
    if same and (run.y0 - last.y0 > 3.2 * size or run.y0 <= last.y0):
        return False
    before, here = margins[open_[-1].page], margins[line.page]
    level = marker(run.text)
    if 0 < level <= _SECTIONS:
        return False
    if len(open_) == 1 and same and _one_title(last, run, before):
        return True
    if len(open_) == 1 and _centred(last, before):
        return False
    inset = run.x0 - here.left
    hanging = inset > 0.9 * size
    if hanging and abs(run.x0 - last.x0) > 0.5 * size:
        return False
    if hanging and here.indented and len(open_) == 1 and abs(inset - 2 * size) < size:
        return False
    token = _TOKEN.match(run.text)
    need = sum(0.5 if c.isascii() else 1.0 for c in token[0]) * size if token else size
    free = before.right - last.x1
    if free > need + 0.7 * size:
        return False
    return not (_END.search(last.text) and (hanging or not here.indented))


def _centred(run: Run, margin: _Margin) -> bool:
    left, right = run.x0 - margin.left, margin.right - run.x1
    return left > 2.5 * run.size and abs(left - right) < 1.2 * run.size


def _one_title(last: Run, run: Run, margin: _Margin) -> bool:
    """Whether a long line and the short centred one under it are one title."""
    wide = margin.right - margin.left
    return (
        _centred(run, margin)
        and (_centred(last, margin) or last.x0 < margin.left + 1.5 * last.size)
        and last.x1 - last.x0 > 0.6 * wide
        and run.x1 - run.x0 < 0.7 * (last.x1 - last.x0)
        and not _END.search(last.text)
        and run.y0 - last.y0 < 2.4 * run.size
    )
