"""Ruled lines 有分隔的行 to tables: cells separated by tabs, or by | as in Markdown.

A printed grid is a run of such lines; blank lines and page numbers inside it mean nothing. What
stands over and under it is read by ``front``, what is in it by ``blocks``, ``headers``, ``rows``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from mingzhang.model import Table, Text
from mingzhang.read import front as fronts
from mingzhang.read.blocks import Block, Grid, Ruled, begins_header, blocks
from mingzhang.read.front import Front
from mingzhang.read.headers import LABEL, ORDINAL, resolve
from mingzhang.read.paragraphs import is_page_number, marker
from mingzhang.read.rows import headers as header_texts
from mingzhang.read.rows import restored
from mingzhang.read.rows import rows as read_rows
from mingzhang.read.text import clean
from mingzhang.read.vocabulary import Vocabulary, bare, is_number, tight

_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_BARE_RULE = re.compile(r"\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+")
_BULLET = re.compile(
    r"[一二三四五六七八九十]+[、．.]|[（(][一二三四五六七八九十\d]+[)）]|\d{1,2}[.、．)）]|[•●▪◆■□※*-]"
)
_SENTENCE = 20
_SIBLINGS = 50  # tables of one form that are looked at to complete one header
_CODE = 7  # digits of the code of a subject
_HEADER = 8  # rows at the top of a table among which its header is
_RECENT = 40  # rows before a page break that tell which columns hold numbers
_LONE = re.compile(r"\s*\d{1,4}\s*")
_LEADER = re.compile(r"[.．…·]{4,}|…{2,}")


class Stretch(NamedTuple):
    """Lines ``start`` to ``end`` (exclusive) that ``tables`` were read from."""

    start: int
    end: int
    tables: list[Table]
    used: frozenset[int]  # lines before ``start`` that belong to the tables
    loose: list[int]  # lines inside that are page numbers
    remarks: tuple[str, ...] = ()  # what was mended in the tables, for the warnings


@dataclass(slots=True)
class _Run:
    start: int
    end: int
    rows: list[Ruled]
    loose: list[int]
    grid: Grid | None = None
    front: Front | None = None
    notes: list[Text] | None = None
    stop: int = 0


def _piped(lines: list[Text]) -> set[int]:
    """The source lines of tables ruled with | and no | at the ends: told by their ---|--- line."""
    found: set[int] = set()
    inside = False
    for at, line in enumerate(lines):
        if "|" not in line.text:
            inside = False
        elif _BARE_RULE.fullmatch(line.text):
            inside = True
            if at and "|" in lines[at - 1].text:
                found.add(lines[at - 1].line)
        if inside:
            found.add(line.line)
    return found


def cells(line: Text, piped: bool = False) -> tuple[Text, ...] | None:
    """The cells of a ruled line, cleaned; None when the line is not ruled.

    ``piped`` tells that the line belongs to a table ruled with | though it has none at its ends.
    """
    text = line.text
    if "\t" in text:
        return None if is_indented(text) else _split(line, "\t", 0, len(text))
    body = text.strip()
    if len(body) > 2 and body[0] == "|" and body[-1] == "|":
        if _RULE.fullmatch(body):
            return ()
        left = text.index("|") + 1
        return _split(line, "|", left, text.rindex("|"))
    if piped:
        return () if _BARE_RULE.fullmatch(text) else _split(line, "|", 0, len(text))
    return None


def is_indented(text: str) -> bool:
    """Whether the tabs of a line that has some only indent a sentence or set off its ordinal."""
    if text.endswith("\t"):
        return False
    head, _, body = text.strip().partition("\t")
    if not body:
        return not is_number(head) and (len(head) > _SENTENCE or marker(head) > 0)
    return "\t" not in body and bool(_BULLET.fullmatch(head.strip()))


def _split(line: Text, mark: str, start: int, end: int) -> tuple[Text, ...]:
    found, at = [], start
    text = line.text
    while True:
        stop = text.find(mark, at, end)
        if stop < 0:
            stop = end
        found.append(clean(line.cut(at, stop)) if stop > at else Text.of("", line.line, at))
        if stop >= end:
            return tuple(found)
        at = stop + 1


def find(lines: list[Text], heads: frozenset[int], vocabulary: Vocabulary) -> list[Stretch]:
    """The tables in ``lines`` (as printed, one Text for each source line), in order.

    ``heads`` are the source lines of running heads, which do not end a table.
    """
    whole = _joined(_runs(lines, heads), lines, vocabulary)
    parts = [p for r in whole if not _is_contents(r) for p in _parts(r, lines, vocabulary)]
    runs = []
    for run in parts:
        run.grid = blocks(run.rows, vocabulary)
        if run.grid.blocks:
            runs.append(run)
    last = 0
    for i, run in enumerate(runs):
        run.front = fronts.before(lines, run.start, last, vocabulary)
        limit = runs[i + 1].start if i + 1 < len(runs) else len(lines)
        run.notes, run.stop = fronts.after(lines, run.end, limit, vocabulary)
        last = run.stop
        if i:
            run.front = _within(run, runs[i - 1], lines, vocabulary)
    runs = _rejoined(runs, lines, vocabulary)
    forms: dict[tuple[str, ...], list[Block]] = {}
    for block in (b for r in runs if r.grid for b in r.grid.blocks if b.header):
        forms.setdefault(block.header[0].words(), []).append(block)
    made = []
    for run in runs:
        remarks: list[str] = []
        tables = _tables(run, forms, vocabulary, remarks)
        used = run.front.used if run.front else frozenset()
        made.append(Stretch(run.start, run.stop, tables, used, run.loose, tuple(remarks)))
    return made


def _rejoined(runs: list[_Run], lines: list[Text], vocabulary: Vocabulary) -> list[_Run]:
    """Runs whose title was printed again at the top of the page (续表) are one table."""
    made: list[_Run] = []
    ends = [(r.grid.blocks[0], r.grid.blocks[-1]) for r in runs if r.grid]
    for i, run in enumerate(runs):
        over = made[-1] if made else None
        if over is None or not _again(over, run, (ends[i - 1][1], ends[i][0]), lines, vocabulary):
            made.append(run)
            continue
        assert over.front is not None and run.front is not None
        said = [run.front.title, *run.front.furniture]
        repeated = tuple(t for t in said if t is not None)
        over.front = replace(over.front, furniture=(*over.front.furniture, *repeated))
        between = range(over.stop, run.start)
        loose = [at for at in between if lines[at].text.strip() and at not in run.front.used]
        over.loose += [*loose, *run.loose]
        over.rows += run.rows
        over.grid = None
        over.notes = [*(over.notes or []), *(run.notes or [])]
        over.end, over.stop = run.end, run.stop
    for run in made:
        run.grid = run.grid or blocks(run.rows, vocabulary)
    return made


def _again(
    over: _Run, run: _Run, ends: tuple[Block, Block], lines: list[Text], vocabulary: Vocabulary
) -> bool:
    """Whether ``run`` goes on with the table of ``over`` under its title printed again.

    The header is the same and a code goes on where the other part ended, neither ends in a total.
    """
    one, other = over.front, run.front
    if one is None or other is None or one.title is None or other.title is None:
        return False
    if one.number and other.number and one.number != other.number:
        return False
    first, second = ends
    if not first.header or not second.header or first.pairs or second.pairs:
        return False
    if first.header[0].words() != second.header[0].words() or not first.rows or not second.rows:
        return False
    between = [at for at in range(over.stop, run.start) if at not in other.used]
    said = [at for at in between if lines[at].text.strip()]
    if not all(_LONE.fullmatch(lines[at].text) or is_page_number(lines, at) for at in said):
        return False
    again = vocabulary.front["again"]
    name = again.sub("", tight(one.title.text))
    if name != again.sub("", tight(other.title.text)):
        return False
    if again.search(other.title.text):
        return True
    codes = [_code(r) for r in (first.rows[-1], second.rows[0])]
    return all(codes) and codes[0] < codes[1]


def _code(row: Ruled) -> str:
    """The code that a row begins with, its parts 类 款 项 joined, or ""."""
    code = ""
    for cell in row.cells:
        if not cell.text.isdecimal() or len(code) >= _CODE:
            break
        code += cell.text
    return code if len(code) >= len("201") else ""


def _within(run: _Run, before: _Run, lines: list[Text], vocabulary: Vocabulary) -> Front | None:
    """The front of a table inside a form: it has the number and unit of the table right above."""
    own, over = run.front, before.front
    if own is None or over is None or own.title is None or own.number or own.unit:
        return own
    if over.title is None or not bare(own.title.text).endswith(vocabulary.inner):
        return own
    between = range(before.stop, run.start)
    if any(lines[at].text.strip() and at not in own.used for at in between):
        return own
    title = Text.join([over.title, own.title], "—")
    return replace(own, number=over.number, unit=over.unit, title=title)


def _runs(lines: list[Text], heads: frozenset[int]) -> list[_Run]:
    """The runs of ruled lines; blank lines and page numbers between them do not end a run."""
    runs: list[_Run] = []
    gap: list[int] = []
    piped = _piped(lines)
    open_ = False
    for at, line in enumerate(lines):
        found = cells(line, line.line in piped) if line.text else None
        if found is not None:
            if not open_:
                runs.append(_Run(at, at + 1, [], []))
                open_ = True
            else:
                runs[-1].loose += gap
            gap = []
            if found:
                runs[-1].rows.append(Ruled(line.line, found))
            runs[-1].end = at + 1
        elif line.text.strip():
            if open_ and (line.line in heads or is_page_number(lines, at)):
                gap.append(at)
            else:
                open_, gap = False, []
    return [r for r in runs if r.rows]


def _joined(runs: list[_Run], lines: list[Text], vocabulary: Vocabulary) -> list[_Run]:
    """Runs that a page break cut in two are one: only the number of the page stands between."""
    made: list[_Run] = []
    for run in runs:
        before = made[-1] if made else None
        between = range(before.end, run.start) if before else range(0)
        said = [at for at in between if lines[at].text.strip()]
        numbers = bool(said) and all(_LONE.fullmatch(lines[at].text) for at in said)
        if before and numbers and _goes_on(before.rows, run.rows, vocabulary):
            before.rows += run.rows
            before.loose += [*said, *run.loose]
            before.end = run.end
        else:
            made.append(run)
    return made


def _goes_on(before: list[Ruled], after: list[Ruled], vocabulary: Vocabulary) -> bool:
    """Whether ``after`` goes on with the table that ends in ``before``.

    It has as many columns, and begins with a row or with the same header again.
    """
    first = next((r for r in after if r.said()), None)
    if first is None or len(first.cells) != len(before[-1].cells):
        return False
    if any(first.words() == row.words() for row in before[:_HEADER]):
        return True
    texts = [t for _, t in first.said()]
    if fronts.is_front(texts, vocabulary) or fronts.is_over(texts, vocabulary):
        return False
    numbered = {c for r in before[-_RECENT:] for c, t in r.said() if is_number(t.text)}
    if numbered and not any(c in numbered for c, _ in first.said()):
        return True
    return not begins_header(after, after.index(first), vocabulary, True)


def _parts(run: _Run, lines: list[Text], vocabulary: Vocabulary) -> list[_Run]:
    """A run cut where titles, numbers and units of tables are printed in ruled lines."""
    made: list[_Run] = []
    rows: list[Ruled] = []
    over = [
        fronts.is_front([t for _, t in r.said()], vocabulary) if r.said() else False
        for r in run.rows
    ]
    first = lines[0].line
    apart = _apart(run.rows)
    titles: set[tuple[str, ...]] = set()
    for i, row in enumerate(run.rows):
        said = [t for _, t in row.said()]
        near = over[i] or any(over[i + 1 : i + 4]) or not rows or row.words() in titles
        near = near or i in apart
        if said and near and (over[i] or fronts.is_over(said, vocabulary)):
            titles.add(row.words())
            if rows:
                made.append(_Run(rows[0].line - first, row.line - first, rows, []))
            rows = []
            continue
        rows.append(row)
    if rows:
        made.append(_Run(rows[0].line - first, run.end, rows, []))
    for part in made:
        part.loose = [at for at in run.loose if part.start <= at < part.end]
    return made


def _apart(rows: list[Ruled]) -> set[int]:
    """The rows over which more lines are left blank than between most rows."""
    gaps = [b.line - a.line for a, b in pairwise(rows)]
    usual = sorted(gaps)[len(gaps) // 2] if gaps else 0
    return {i for i, gap in enumerate(gaps, 1) if gap > usual}


def _is_contents(run: _Run) -> bool:
    """Whether a run is no table: a list of contents with page numbers, or one line with a tab."""
    said = [r.said() for r in run.rows]
    if len(run.rows) == 1 and len(said[0]) <= 2 and len(run.rows[0].cells) <= 2:
        return True
    full = [s for s in said if s]
    if not full or any(len(s) > 2 for s in full):
        return False
    if sum(bool(_LEADER.search(s[0][1].text)) for s in full) * 2 > len(full):
        return True
    pages = [int(s[1][1].text) for s in full if len(s) == 2 and s[1][1].text.isdecimal()]
    rising = all(b >= a for a, b in pairwise(pages))
    return len(pages) > 2 and len(pages) * 10 >= len(full) * 8 and rising and len(set(pages)) > 1


def _tables(
    run: _Run,
    forms: dict[tuple[str, ...], list[Block]],
    vocabulary: Vocabulary,
    remarks: list[str],
) -> list[Table]:
    """One table for each block of a run; number, title and unit are those of the whole."""
    assert run.grid is not None and run.front is not None and run.notes is not None
    front = run.front
    made = []
    for i, block in enumerate(run.grid.blocks):
        first, last = i == 0, i == len(run.grid.blocks) - 1
        same = forms.get(block.header[0].words(), []) if block.header else []
        siblings = [b for b in same[:_SIBLINGS] if b is not block]
        table = _table(block, siblings, front, vocabulary, remarks)
        inside = [front.caption] if front.caption and first else []
        notes = [*run.grid.notes, *run.notes] if last else []
        made.append(
            replace(
                table,
                furniture=(*(front.furniture if first else ()), *inside, *table.furniture),
                notes=tuple(notes),
            )
        )
    return made


def _table(
    block: Block,
    siblings: list[Block],
    front: Front,
    vocabulary: Vocabulary,
    remarks: list[str],
) -> Table:
    """The table of one block; what was mended in it goes to ``remarks``."""
    header = resolve(block, vocabulary, siblings)
    mended = restored(block, header, vocabulary)
    remarks += mended.remarks
    if mended.doubts or mended.remarks:
        header = resolve(block, vocabulary, siblings)
    read = read_rows(block, header, mended.doubts, vocabulary)
    line = min((r.line for r in (*block.header, *block.rows)), default=0)
    title = front.title or Text.of("", line, 0)
    unit = front.unit
    texts = header_texts(block)
    if block.caption:
        if bare(block.caption.text) not in bare(title.text):  # 「三公」经费 under its own table
            title = Text.join([title, block.caption], "—" if title.text else "")
        unit = unit or fronts.bracketed_unit(block.caption.text)
    if not unit and texts:
        unit = fronts.bracketed_unit(texts[0].text)
    if front.caption and not block.header:
        read.rows = [replace(row, label=(front.caption, *row.label)) for row in read.rows]
    columns = [c for c in header.columns if c.role != ORDINAL]
    return Table(
        number=front.number,
        title=title,
        unit=unit,
        line=line,
        columns=tuple(dict.fromkeys(c.name for c in columns if c.path)),
        label_columns=tuple(dict.fromkeys(c.name for c in columns if c.path and c.role == LABEL)),
        rows=tuple(read.rows),
        headers=(*texts, *((block.caption,) if block.caption else ())),
        last_line=max((r.line for r in (*block.header, *block.rows)), default=line),
        doubt=header.doubt,
        furniture=tuple(t for t in read.furniture if t.text),
    )
