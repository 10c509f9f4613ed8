"""Header rows to columns 栏: what each printed column is for, and the panels 并列的表.

The words of the header and what kinds of cells stand under it say whether a column labels the
rows, holds values, or only numbers the lines (行次).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from mingzhang.read.alignment import Kinds, Path, aligned, kinds_of, matrix, mended, misfits, spread
from mingzhang.read.blocks import Block, Ruled
from mingzhang.read.vocabulary import Vocabulary, bare, is_year, tight

LABEL, VALUE, ORDINAL = "label", "value", "ordinal"


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


def resolve(block: Block, vocabulary: Vocabulary, siblings: list[Block]) -> Header:
    """The header of ``block``; ``siblings`` are the other blocks of the document."""
    data = [r for i, r in enumerate(block.rows) if i not in block.pairs]
    count = _count(block, data)
    kinds = [kinds_of(data, c) for c in range(count)]
    rows = mended(matrix(block, count, vocabulary), vocabulary)
    if not rows:
        return _headless(kinds, vocabulary)
    paths, groups = spread(rows, count)
    doubt = ""
    if misfits(paths, groups, kinds, data, vocabulary):
        paths, groups, doubt = aligned(block, rows, data, count, vocabulary, siblings)
    columns = _columns(paths, groups, kinds, data, vocabulary)
    if any(_last(c) in vocabulary.names for c in columns):
        columns = [
            replace(c, role=VALUE) if _last(c) in vocabulary.described else c for c in columns
        ]
    section = _section(block, columns, kinds, vocabulary)
    panels = _panels(block, columns, rows, section, vocabulary)
    own = {c.at for p in panels for c in p.values}
    columns = [replace(c, role=VALUE) if c.at in own else c for c in columns]
    return Header(tuple(columns), tuple(panels), section, doubt)


def _last(column: Column) -> str:
    return bare(column.path[-1]) if column.path else ""


def _count(block: Block, data: list[Ruled]) -> int:
    """How many printed columns there are, blank ones at the end left out."""
    rows = [*block.header, *data]
    return max((r.said()[-1][0] + 1 for r in rows if r.said()), default=0)


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
    if vocabulary.is_label(last):
        return False
    return kinds.numbers > kinds.texts + kinds.long or (
        kinds.codes > 0 and not kinds.texts and not kinds.long and last in vocabulary.values
    )


def _role(path: Path, kinds: list[Kinds], before: bool, vocabulary: Vocabulary) -> str:
    last = bare(path[-1]) if path else ""
    whole = "/".join(path)
    numbers = sum(k.numbers for k in kinds)
    texts = sum(k.texts + k.long for k in kinds)
    if last in vocabulary.ordinals:
        return LABEL if texts else ORDINAL
    if vocabulary.is_code_column(whole) or vocabulary.is_label(last):
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
    if cell is None or not cell.text or vocabulary.is_label(bare(cell.text)):
        return None
    if vocabulary.is_code_column(tight(cell.text)):
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
            if _restarts(column, columns, parts[0]):
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
    if not parts[0][1] and len(parts[0][0]) > 1 and block.rows:
        parts[0] = _named_once(parts[0][0], vocabulary)
    if len(parts) == 1:
        return [Panel(None, tuple(parts[0][0]), tuple(parts[0][1]))]
    shared = _shared(parts, vocabulary)
    parts = [(labels, values) for labels, values in parts if labels or values]
    return [
        Panel(
            _panel_name(block, min(c.at[0] for c in [*labels, *values]), len(rows)),
            tuple([*shared, *labels] if i else labels),
            tuple(values),
        )
        for i, (labels, values) in enumerate(parts)
    ]


def _named_once(labels: list[Column], vocabulary: Vocabulary) -> tuple[list[Column], list[Column]]:
    """Columns of a list without numbers: the first name labels the row, the rest are its cells."""
    first = next(
        (i for i, c in enumerate(labels) if not vocabulary.is_code_column(c.name)), len(labels) - 1
    )
    return labels[: first + 1], [replace(c, role=VALUE) for c in labels[first + 1 :]]


def _restarts(
    column: Column, columns: list[Column], first: tuple[list[Column], list[Column]]
) -> bool:
    """Whether a label column begins the next panel.

    Its word is one of the first panel's labels, or its values begin with the same word, or it
    stands under another group 收入 | 支出 than the first panel, which is one group.
    """
    labels, values = first
    words = {_last(c) for c in labels}
    if _last(column) in words:
        return True
    after = (c for c in columns if c.at[0] > column.at[0] and c.role == VALUE)
    following = next(after, None)
    if following is None or not labels or not values:
        return False
    if _last(following) == _last(values[0]) and following.path != values[0].path[:-1]:
        return following.path[:-1] == column.path[:-1]
    group = next(iter(values[0].path), "")
    if any(len(c.path) < 2 or c.path[0] != group for c in [*labels, *values]):
        return False
    return len(column.path) > 1 and column.path[0] != group


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
