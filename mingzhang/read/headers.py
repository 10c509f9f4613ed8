"""Header rows to columns 栏: merged cells spread, header paths, and what each column is for.

A blank header cell belongs to the cell at its left as far as the row above lets it. When the
printed header does not fit the data (a column of totals that holds names, several values under
one column), it is moved sideways, or completed from the same form printed elsewhere in the
document, where that makes the sums of the rows hold; the doubt is noted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from mingzhang.model import quantity
from mingzhang.read.blocks import Block, Ruled
from mingzhang.read.vocabulary import (
    LONG,
    Vocabulary,
    bare,
    is_code,
    is_dash,
    is_number,
    is_year,
    tight,
)

LABEL, VALUE, ORDINAL = "label", "value", "ordinal"
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """Printed columns under one lowest header cell: ``at`` are their positions."""

    path: Path
    at: tuple[int, ...]
    role: str

    @property
    def name(self) -> str:
        return "/".join(self.path)


@dataclass(frozen=True, slots=True)
class Panel:
    """One of the tables that stand side by side: its name (收入), label and value columns."""

    name: tuple[int, int] | None  # header row and column of the cell that names the panel
    labels: tuple[Column, ...]
    values: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a block, in panels, and why its reading is in doubt if it is."""

    columns: tuple[Column, ...]
    panels: tuple[Panel, ...]
    section: tuple[int, int] | None = None  # header row and column of a cell that labels all rows
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Kinds:
    """What the data of one printed column are: how many cells of each kind."""

    numbers: int = 0
    codes: int = 0
    texts: int = 0
    long: int = 0
    dashes: int = 0

    @property
    def said(self) -> int:
        return self.numbers + self.codes + self.texts + self.long


def resolve(block: Block, vocabulary: Vocabulary, siblings: list[Block]) -> Header:
    """The header of ``block``; ``siblings`` are the other blocks of the document."""
    data = [r for i, r in enumerate(block.rows) if i not in block.pairs]
    count = _count(block, data)
    kinds = [_kinds(data, c) for c in range(count)]
    rows = _mended(_matrix(block, count, vocabulary), vocabulary)
    if not rows:
        return _headless(kinds, vocabulary)
    paths, groups = _spread(rows, count)
    doubt = ""
    if _misfits(paths, groups, kinds, data, vocabulary):
        paths, groups, doubt = _aligned(block, rows, data, count, vocabulary, siblings)
    columns = _columns(paths, groups, kinds, data, vocabulary)
    section = _section(block, columns, kinds, vocabulary)
    panels = _panels(block, columns, rows, section, vocabulary)
    return Header(tuple(columns), tuple(panels), section, doubt)


def _count(block: Block, data: list[Ruled]) -> int:
    """How many printed columns there are, blank ones at the end left out."""
    rows = [*block.header, *data]
    return max((r.said()[-1][0] + 1 for r in rows if r.said()), default=0)


def _kinds(data: list[Ruled], column: int) -> Kinds:
    counts = dict.fromkeys(("numbers", "codes", "texts", "long", "dashes"), 0)
    for row in data:
        text = row.cells[column].text if column < len(row.cells) else ""
        if not text:
            continue
        if is_dash(text):
            counts["dashes"] += 1
        elif is_code(text):
            counts["codes"] += 1
        elif is_number(text):
            counts["numbers"] += 1
        else:
            counts["long" if len(text) > LONG else "texts"] += 1
    return Kinds(**counts)


def _matrix(block: Block, count: int, vocabulary: Vocabulary) -> list[list[str]]:
    """The words of the header by row and column; of a row that numbers the columns (栏次), only
    the names of label columns (类 款 项)."""
    rows = []
    for row in sorted([*block.header, *block.ordinals]):
        words = [tight(t.text) for t in row.cells[:count]]
        if row in block.ordinals:
            words = [w if bare(w) in vocabulary.labels else "" for w in words]
        words += [""] * (count - len(words))
        rows.append(words)
    return [r for r in rows if any(r)]


def _mended(rows: list[list[str]], vocabulary: Vocabulary) -> list[list[str]]:
    """Groups whose first child is a total begin where that total is.

    The extractor may put the name of a merged group a column off. Where the row below has as many
    totals as there are wide groups, each near the start of its group, the names are moved there.
    """
    made = [list(r) for r in rows]
    for upper, lower in pairwise(made):
        starts = [c for c, w in enumerate(upper) if w]
        ends = [*starts[1:], len(upper)]
        wide = [s for s, e in zip(starts, ends, strict=True) if e - s > 1 and any(lower[s:e])]
        wide = [s for s in wide if bare(upper[s]) not in vocabulary.labels]
        totals = [c for c, w in enumerate(lower) if bare(w) in vocabulary.totals]
        if len(wide) != len(totals) or not wide or wide == totals:
            continue
        if all(abs(s - t) <= 1 for s, t in zip(wide, totals, strict=True)):
            names = [upper[s] for s in wide]
            for s in wide:
                upper[s] = ""
            if any(upper[t] for t in totals):
                for s, name in zip(wide, names, strict=True):
                    upper[s] = name
                continue
            for t, name in zip(totals, names, strict=True):
                upper[t] = name
    return made


def _spread(rows: list[list[str]], count: int) -> tuple[list[Path], list[int]]:
    """Header paths by column, and for each column the first column of its lowest cell."""
    origins: list[list[int]] = []
    for row in rows:
        origin = list(range(count))
        for c in range(1, count):
            same = all(above[c] == above[c - 1] for above in origins)
            if not row[c] and same:
                origin[c] = origin[c - 1]
        origins.append(origin)
    paths = []
    for c in range(count):
        path: list[str] = []
        for row, origin in zip(rows, origins, strict=True):
            word = row[origin[c]]
            if word and (not path or path[-1] != word):
                path.append(word)
        paths.append(tuple(path))
    groups = list(range(count))
    for c in range(1, count):
        if all(origin[c] == origin[c - 1] for origin in origins):
            groups[c] = groups[c - 1]
    return paths, groups


def _first_value(paths: list[Path], vocabulary: Vocabulary) -> int:
    for c, path in enumerate(paths):
        if path and bare(path[-1]) in vocabulary.values and bare(path[0]) not in vocabulary.labels:
            return c
    return len(paths)


def _misfits(
    paths: list[Path],
    groups: list[int],
    kinds: list[Kinds],
    data: list[Ruled],
    vocabulary: Vocabulary,
) -> bool:
    """Whether names stand under a column of sums, or several numbers under one column."""
    numeric = sum(k.numbers for k in kinds)
    if not numeric:
        return False
    for c, path in enumerate(paths):
        total = bool(path) and bare(path[-1]) in vocabulary.totals
        if total and kinds[c].texts * 2 > len(data) and not kinds[c].numbers:
            return True
    crowded = 0
    for row in data:
        places = [
            groups[c]
            for c, text in row.said()
            if c < len(groups) and is_number(text.text) and not is_code(text.text)
        ]
        crowded += len(places) > len(set(places))
    return crowded * 2 > len(data)


def _aligned(
    block: Block,
    rows: list[list[str]],
    data: list[Ruled],
    count: int,
    vocabulary: Vocabulary,
    siblings: list[Block],
) -> tuple[list[Path], list[int], str]:
    """The header moved sideways or completed so that the sums of the rows hold.

    Among the printed header and those of the same form elsewhere, each moved by up to two columns,
    the one with the fewest broken sums and then the most sums that hold is taken, if it is better
    than the header as printed.
    """
    values = [[_value(row, c) for c in range(count)] for row in data]
    candidates = [(rows, "")]
    candidates += [
        (other, "下级栏名借自本文件同式的另一张表")
        for other in _same_form(rows, siblings, count, vocabulary)
    ]
    best = None
    for given, borrowed in candidates:
        for shift in (0, 1, -1, 2, -2):
            paths, groups = _spread(given, count)
            paths, groups = _moved(paths, groups, shift, vocabulary)
            held, broken = _sums(paths, groups, values, vocabulary)
            crowded = _misfits(
                paths, groups, [_kinds(data, c) for c in range(count)], data, vocabulary
            )
            rank = (broken, crowded, -held, abs(shift), bool(borrowed))
            if best is None or rank < best[0]:
                best = (rank, paths, groups, shift, borrowed, held)
    assert best is not None
    _, paths, groups, shift, borrowed, held = best
    said = []
    if shift:
        said.append(f"表头与数据错开 {abs(shift)} 栏，按各栏合计关系对齐")
    if borrowed:
        said.append(borrowed)
    if said and not held:
        plain, own = _spread(rows, count)
        return plain, own, "表头与数据对不齐"
    return paths, groups, "；".join(said) or "表头与数据对不齐"


def _same_form(
    rows: list[list[str]], siblings: list[Block], count: int, vocabulary: Vocabulary
) -> list[list[list[str]]]:
    """Fuller headers of the same form: the two upper rows are the same, word for word."""
    found = []
    for other in siblings:
        theirs = _mended(_matrix(other, count, vocabulary), vocabulary)
        if len(theirs) >= 2 and len(rows) >= 2 and theirs != rows and theirs[:2] == rows[:2]:
            words = {w for row in theirs for w in row}
            own = {w for row in rows[2:] for w in row if bare(w) not in vocabulary.labels}
            if own <= words and theirs not in found:
                found.append(theirs)
    return found


def _moved(
    paths: list[Path], groups: list[int], shift: int, vocabulary: Vocabulary
) -> tuple[list[Path], list[int]]:
    """The value columns moved by ``shift``; what opens between is taken by the last label."""
    if not shift:
        return paths, groups
    first = _first_value(paths, vocabulary)
    made, own = [], []
    for c in range(len(paths)):
        source = c - shift
        if source >= first and source < len(paths):
            made.append(paths[source])
            own.append(groups[source] + shift)
        elif c < first:
            made.append(paths[c])
            own.append(c)
        else:
            made.append(paths[first - 1] if first and source < first else paths[-1])
            own.append(c if source < first else groups[-1] + shift)
    return made, own


def _value(row: Ruled, column: int) -> Fraction | None:
    text = row.cells[column].text if column < len(row.cells) else ""
    read = quantity(text) if text else None
    return read.exact if read else None


def _sums(
    paths: list[Path],
    groups: list[int],
    values: list[list[Fraction | None]],
    vocabulary: Vocabulary,
) -> tuple[int, int]:
    """How many sums (a total and what stands beside it in its group) hold and are broken."""
    heads = [c for c, g in enumerate(groups) if g == c]
    totals = {
        paths[c][:-1]: c for c in heads if paths[c] and bare(paths[c][-1]) in vocabulary.totals
    }
    held = broken = 0
    for parent, total in totals.items():
        if not parent:
            continue
        parts = []
        for c in heads:
            path = paths[c]
            if c == total or path[: len(parent)] != parent or len(path) <= len(parent):
                continue
            inner = path[: len(parent) + 1]
            if len(path) == len(inner) or totals.get(inner) == c:
                parts.append(c)
        if not parts:
            continue
        for row in values:
            whole, said = row[total], [row[c] for c in parts if row[c] is not None]
            if whole is None or not said:
                broken += whole is None and bool(said)
                continue
            if sum(said) == whole:
                held += 1
            else:
                broken += 1
    return held, broken


def _columns(
    paths: list[Path],
    groups: list[int],
    kinds: list[Kinds],
    data: list[Ruled],
    vocabulary: Vocabulary,
) -> list[Column]:
    """The columns with their roles; columns under one lowest header cell are one value column."""
    first = next(
        (c for c in range(len(paths)) if _holds_sums(paths[c], kinds[c], vocabulary)), len(paths)
    )
    made: list[Column] = []
    for start in (
        c for c, g in enumerate(groups) if g == c or c == 0 or groups[c] != groups[c - 1]
    ):
        end = start + 1
        while end < len(groups) and groups[end] == groups[start]:
            end += 1
        role = _role(paths[start], kinds[start:end], start < first, vocabulary)
        path = paths[start]
        if role == LABEL:
            made += [Column(path, (c,), LABEL) for c in range(start, end)]
            continue
        lead = start
        while role == VALUE and lead < end - 1 and _leads(kinds, lead, end):
            made.append(Column(path, (lead,), LABEL))
            lead += 1
        made.append(Column(path, tuple(range(lead, end)), role))
    return made


def _leads(kinds: list[Kinds], at: int, end: int) -> bool:
    """Whether a column under a merged header names what the columns at its right hold."""
    own = kinds[at]
    rest = kinds[at + 1 : end]
    return (
        own.texts > 0
        and not own.numbers
        and not own.long
        and any(k.long or k.numbers for k in rest)
    )


def _holds_sums(path: Path, kinds: Kinds, vocabulary: Vocabulary) -> bool:
    last = bare(path[-1]) if path else ""
    if last in vocabulary.ordinals or vocabulary.is_code_column("/".join(path)):
        return False
    if last in vocabulary.labels:
        return False
    return kinds.numbers > kinds.texts + kinds.long or (
        kinds.codes > 0 and not kinds.texts and not kinds.long and last in vocabulary.values
    )


def _role(path: Path, kinds: list[Kinds], before: bool, vocabulary: Vocabulary) -> str:
    last = bare(path[-1]) if path else ""
    whole = "/".join(path)
    numbers = sum(k.numbers for k in kinds)
    texts = sum(k.texts + k.long for k in kinds)
    if last in vocabulary.ordinals and not texts:
        return ORDINAL
    if vocabulary.is_code_column(whole) or last in vocabulary.labels:
        return LABEL
    if any(bare(part) in vocabulary.values for part in path) or is_year(last):
        return VALUE
    if numbers > texts:
        return VALUE
    if before and (texts or sum(k.codes for k in kinds) or not numbers):
        return LABEL
    return VALUE


def _section(
    block: Block, columns: list[Column], kinds: list[Kinds], vocabulary: Vocabulary
) -> tuple[int, int] | None:
    """The first header cell when nothing is printed below it: it labels the rows at its right."""
    if not columns or columns[0].at[0] != 0 or kinds[0].said or kinds[0].dashes:
        return None
    cell = block.header[0].cells[0] if block.header else None
    if cell is None or not cell.text or bare(cell.text) in vocabulary.labels:
        return None
    if not any(k.said for k in kinds[1:]):
        return None
    return 0, 0


def _panels(
    block: Block,
    columns: list[Column],
    rows: list[list[str]],
    section: tuple[int, int] | None,
    vocabulary: Vocabulary,
) -> list[Panel]:
    """Cuts the columns into panels: each begins with labels that the first panel has too."""
    parts: list[tuple[list[Column], list[Column]]] = [([], [])]
    for column in columns:
        labels, values = parts[-1]
        if column.role == ORDINAL:
            continue
        if column.role == LABEL and values:
            if _restarts(column, parts[0][0], vocabulary):
                parts.append(([column], []))
            else:
                values.append(replace(column, role=VALUE))
        elif column.role == LABEL:
            labels.append(column)
        else:
            values.append(column)
    if section:
        labels, values = parts[0]
        parts[0] = ([c for c in labels if c.at != (0,)], [c for c in values if c.at != (0,)])
    if len(parts) == 1:
        return [Panel(None, tuple(parts[0][0]), tuple(parts[0][1]))]
    shared = _shared(parts, vocabulary)
    return [
        Panel(
            _panel_name(block, labels[0].at[0], len(rows)),
            tuple([*shared, *labels] if i else labels),
            tuple(values),
        )
        for i, (labels, values) in enumerate(parts)
    ]


def _restarts(column: Column, first: list[Column], vocabulary: Vocabulary) -> bool:
    """Whether a label column begins the next panel: its word is one of the first panel's."""
    words = {bare(c.path[-1]) for c in first if c.path}
    last = bare(column.path[-1]) if column.path else ""
    if last in words:
        return True
    return any(w.endswith("项目") and last.endswith("项目") for w in words)


def _shared(parts: list[tuple[list[Column], list[Column]]], vocabulary: Vocabulary) -> list[Column]:
    """Label columns of the first panel that hold for the others too (一级指标)."""
    ours = [bare(c.path[-1]) for c in parts[0][0] if c.path]
    theirs = [bare(c.path[-1]) for c in parts[1][0] if c.path]
    ahead = len(ours) - len(theirs)
    if ahead > 0 and ours[ahead:] == theirs:
        lead = parts[0][0][:ahead]
        if not any(vocabulary.is_code_column(c.name) for c in lead):
            return lead
    return []


def _panel_name(block: Block, column: int, depth: int) -> tuple[int, int] | None:
    """The cell of the first header row that spans the panel."""
    if depth < 2 or not block.header:
        return None
    cells = block.header[0].cells
    at = min(column, len(cells) - 1)
    while at > 0 and not cells[at].text:
        at -= 1
    return (0, at) if cells[at].text else None


def _headless(kinds: list[Kinds], vocabulary: Vocabulary) -> Header:
    """Columns of a block without a header: short texts at the left are labels, the rest content."""
    first = len(kinds)
    for c, k in enumerate(kinds):
        if k.numbers or k.long:
            first = c
            break
    if first == len(kinds):
        first = max(0, max((c for c, k in enumerate(kinds) if k.said), default=0))
    columns = [Column((), (c,), LABEL) for c in range(first)]
    said = 0
    for c in range(first, len(kinds)):
        if kinds[c].said or kinds[c].dashes:
            said += 1
            path = vocabulary.content if said == 1 else f"{vocabulary.content}（{said}）"
            columns.append(Column((path,), (c,), VALUE))
    labels = tuple(c for c in columns if c.role == LABEL)
    values = tuple(c for c in columns if c.role == VALUE)
    return Header(tuple(columns), (Panel(None, labels, values),))
