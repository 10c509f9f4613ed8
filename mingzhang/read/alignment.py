"""Header paths 表头路径: merged header cells spread over the columns that they stand over.

A blank header cell belongs to the cell at its left as far as the row above lets it. When the
printed header does not fit the data (a column of totals that holds names, several values under
one column), it is moved sideways, or completed from the same form printed elsewhere in the
document, where that makes the sums of the rows hold; the doubt is noted.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from mingzhang.model import quantity
from mingzhang.read.blocks import Block, Ruled
from mingzhang.read.vocabulary import LONG, Vocabulary, bare, is_code, is_dash, is_number, tight

Path = tuple[str, ...]


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


def kinds_of(data: list[Ruled], column: int) -> Kinds:
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


def matrix(block: Block, count: int, vocabulary: Vocabulary) -> list[list[str]]:
    """The words of the header by row and column; of a row that numbers the columns (栏次), only
    the names of label columns (类 款 项)."""
    rows = []
    for row in sorted([*block.header, *block.ordinals]):
        words = [tight(t.text) for t in row.cells[:count]]
        if row in block.ordinals:
            words = [w if vocabulary.is_label(bare(w)) else "" for w in words]
        if rows:
            _merged_again(rows[-1], words, count, vocabulary)
        words += [""] * (count - len(words))
        if rows and vocabulary.is_code_column(rows[-1][0]) and bare(words[0]) in vocabulary.totals:
            words[0] = ""
        rows.append(words)
    return [r for r in rows if any(r)]


def _merged_again(upper: list[str], lower: list[str], count: int, vocabulary: Vocabulary) -> None:
    """Gives the label cell of ``upper`` its width back, in place: merged cells that vanished leave
    no blank, and the names of its columns stand in the row below: 项目 over 科目编码, 科目名称."""
    said = [w for w in upper if w]
    if upper[: len(said)] != said or not said or len(said) - 1 + len(lower) != count:
        return
    if not vocabulary.is_label(bare(said[0])) or len(lower) < 2:
        return
    if all(w and vocabulary.is_label(bare(w)) for w in lower):
        upper[:] = [said[0], *[""] * (len(lower) - 1), *said[1:]]


def mended(rows: list[list[str]], vocabulary: Vocabulary) -> list[list[str]]:
    """Groups whose first child is a total begin where that total is.

    The extractor may put the name of a merged group a column off. Where the row below has as many
    totals as there are wide groups, each near the start of its group, the names are moved there.
    """
    made = [list(r) for r in rows]
    for upper, lower in pairwise(made):
        _over_panels(upper, lower, vocabulary)
        starts = [c for c, w in enumerate(upper) if w]
        ends = [*starts[1:], len(upper)]
        wide = [s for s, e in zip(starts, ends, strict=True) if e - s > 1 and any(lower[s:e])]
        wide = [s for s in wide if not vocabulary.is_label(bare(upper[s]))]
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


def _over_panels(upper: list[str], lower: list[str], vocabulary: Vocabulary) -> None:
    """Names of panels whose merged cells vanished go, in order, to where the panels begin."""
    first = next((w for w in lower if w), "")
    begins = [c for c, w in enumerate(lower) if w == first]
    starts = [c for c, w in enumerate(upper) if w]
    if len(begins) < 2 or begins[1] - begins[0] < 2 or not vocabulary.is_label(bare(first)):
        return
    if set(starts) <= set(begins) or len(starts) > len(begins) or starts[0] != begins[0]:
        return
    names = [upper[c] for c in starts]
    for c in starts:
        upper[c] = ""
    for c, name in zip(begins, names, strict=False):
        upper[c] = name


def spread(rows: list[list[str]], count: int) -> tuple[list[Path], list[int]]:
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
        if path and bare(path[-1]) in vocabulary.values and not vocabulary.is_label(bare(path[0])):
            return c
    return len(paths)


def misfits(
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


def aligned(
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
            paths, groups = spread(given, count)
            paths, groups = _moved(paths, groups, shift, vocabulary)
            held, broken = _sums(paths, groups, values, vocabulary)
            crowded = misfits(
                paths, groups, [kinds_of(data, c) for c in range(count)], data, vocabulary
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
        plain, own = spread(rows, count)
        return plain, own, "表头与数据对不齐"
    return paths, groups, "；".join(said) or "表头与数据对不齐"


def _same_form(
    rows: list[list[str]], siblings: list[Block], count: int, vocabulary: Vocabulary
) -> list[list[list[str]]]:
    """Fuller headers of the same form: the two upper rows are the same, word for word."""
    found = []
    for other in siblings:
        theirs = mended(matrix(other, count, vocabulary), vocabulary)
        if len(theirs) >= 2 and len(rows) >= 2 and theirs != rows and theirs[:2] == rows[:2]:
            words = {w for row in theirs for w in row}
            own = {w for row in rows[2:] for w in row if not vocabulary.is_label(bare(w))}
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
