"""Tables without upright rules 三线表、无线表: columns told by how the text is aligned.

Rows are told by level rules where there are any, else by the white space between the lines;
columns by the strips of the page that stay white over all rows of the table. What is found is a
grid like any other. Running text has no such strips and is left alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise
from typing import NamedTuple

from mingzhang.read.pdf.grids import Grid, built
from mingzhang.read.pdf.sheets import Glyph, Rule

_APART = 0.7  # of the height: a gap between two columns is wider
_EDGE = 4.0  # points between the ends of rules of one table
_NUMBER = re.compile(r"[-−－+]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:[.．]\d+)?[%％]?|[-—－]{1,2}")
_EXACT = re.compile(r"[-−－+]?[\d,，]+[.．]\d+[%％]?")
_LEAST = 3  # lines of a table without rules
_NEAR = 2.6  # of the height: lines of one table are not further apart
_JUMP = 1.6  # white space between rows is so many times that inside a row
_FORM = re.compile(r"[：:]")


class Word(NamedTuple):
    """Characters that stand together on one line."""

    x0: float
    x1: float
    y0: float
    y1: float
    text: str


class Band(NamedTuple):
    """One printed line: its words."""

    y0: float
    y1: float
    size: float
    words: tuple[Word, ...]


def bands(lines: list[list[Glyph]]) -> list[Band]:
    """The printed lines, cut into words where white space may part two columns."""
    made = []
    for row in lines:
        size = sorted(g.y1 - g.y0 for g in row)[len(row) // 2]
        words: list[list[Glyph]] = [[row[0]]]
        right = row[0].x1
        for glyph in row[1:]:
            if glyph.x0 - right > _APART * size:
                words.append([glyph])
            else:
                words[-1].append(glyph)
            right = max(right, glyph.x1)
        made.append(
            Band(
                min(g.y0 for g in row),
                max(g.y1 for g in row),
                size,
                tuple(
                    Word(
                        w[0].x0,
                        max(g.x1 for g in w),
                        min(g.y0 for g in w),
                        max(g.y1 for g in w),
                        "".join(g.char for g in w),
                    )
                    for w in words
                ),
            )
        )
    return made


def open_grids(printed: list[list[Glyph]], level: list[Rule]) -> list[Grid]:
    """The grids that rules and white space make among the lines outside ruled grids."""
    if not level and not _may_have_columns(printed):
        return []
    lines = bands(printed)
    made: list[Grid] = []
    for rules in _stacks(level):
        grid = _between_rules(lines, rules, level)
        if grid is not None:
            made.append(grid)
            top, low = grid.ys[0], grid.ys[-1]
            lines = [b for b in lines if not top <= (b.y0 + b.y1) / 2 <= low]
    for region in _regions(lines):
        grid = _without_rules([*_over(region, lines), *region])
        if grid is not None:
            made.append(grid)
    return made


def _may_have_columns(lines: list[list[Glyph]]) -> bool:
    """Whether so many lines as a table needs have white space in them at all."""
    found = 0
    for line in lines:
        right = line[0][2]
        for x0, y0, x1, y1, _ in line:
            if x0 - right > _APART * (y1 - y0):
                found += 1
                break
            right = x1
        if found >= _LEAST:
            return True
    return False


def _stacks(level: list[Rule]) -> list[list[Rule]]:
    """Level rules of tables: two or more as wide as each other, and the shorter ones between."""
    wide: list[list[Rule]] = []
    for rule in sorted(level):
        if rule.end - rule.start < 60:
            continue
        for stack in wide:
            if abs(stack[0].start - rule.start) < _EDGE and abs(stack[0].end - rule.end) < _EDGE:
                stack.append(rule)
                break
        else:
            wide.append([rule])
    made = []
    for stack in wide:
        if len(stack) < 2:
            continue
        top, low = stack[0].at, stack[-1].at
        left, right = stack[0].start - _EDGE, stack[0].end + _EDGE
        made.append(
            [r for r in sorted(level) if top <= r.at <= low and left <= r.start <= r.end <= right]
        )
    made.sort(key=len, reverse=True)
    kept: list[list[Rule]] = []
    for stack in made:
        if not any(s[0].at <= stack[0].at <= s[-1].at for s in kept):
            kept.append(stack)
    return kept


def _between_rules(lines: list[Band], rules: list[Rule], level: list[Rule]) -> Grid | None:
    """The grid of a table with level rules only; None when its text has no columns."""
    left, right = rules[0].start, max(r.end for r in rules)
    lines = [b for b in lines if b.words[0].x0 > left - _EDGE and b.words[-1].x1 < right + _EDGE]
    top, low = rules[0].at, rules[-1].at
    inside = [b for b in lines if top < (b.y0 + b.y1) / 2 < low]
    if not inside or sum(len(b.words) > 1 for b in inside) * 4 < len(inside):
        return None
    partial = [r.at for r in level if left - _EDGE < r.start < right]
    above, below_ = _beyond(lines, top, low, partial)
    top = min((b.y0 - 1 for b in above), default=top)
    low = max((b.y1 + 1 for b in below_), default=low)
    if above or below_:
        near = [r for r in level if left - _EDGE < r.start < right and top < r.at < low]
        rules = sorted({*rules, *near})
    inside = [*above, *inside, *below_]
    ys = _distinct([top, *[r.at for r in rules], low])
    edges: list[float] = [ys[0]]
    for high, deep in pairwise(ys):
        here = [b for b in inside if high < (b.y0 + b.y1) / 2 < deep]
        if _several(here):
            edges += _cuts(here)
        edges.append(deep)
    xs = _snapped(_strips(inside, left, right), inside, rules)
    if len(xs) < 3 or len(edges) < 3:
        return None
    below = []
    for k, y in enumerate(edges):
        near = [r for r in rules if abs(r.at - y) < 2.0]
        if k in (0, len(edges) - 1) or not near:
            below.append([True] * (len(xs) - 1))
            continue
        below.append([_covers(near, a, b) for a, b in pairwise(xs)])
    return _grid(xs, edges, below, inside)


def _beyond(
    lines: list[Band], top: float, low: float, partial: list[float]
) -> tuple[list[Band], list[Band]]:
    """The rows of a table above its first rule and under its last, where these are not drawn;
    ``partial`` are the heights of rules under some of the columns."""
    above: list[Band] = []
    for band in sorted((b for b in lines if (b.y0 + b.y1) / 2 < top), reverse=True):
        edge = min([b.y0 for b in above], default=top)
        if edge - band.y1 > 1.2 * band.size or not _apart(band, False):
            break
        above.insert(0, band)
    below: list[Band] = []
    inside = [b for b in lines if top < (b.y0 + b.y1) / 2 < low]
    for band in sorted(b for b in lines if (b.y0 + b.y1) / 2 > low):
        edge = max([b.y1 for b in below], default=low)
        rest = _under(_hull(band), inside)
        row = max((b.y1 for b in below if _apart(b)), default=None)
        ruled = row is not None and any(row - 2 < at < band.y0 + 2 for at in partial)
        whole = row is not None and band.y0 > edge and not ruled
        if band.y0 - edge > 1.2 * band.size or not (rest or (_apart(band) and not whole)):
            break
        below.append(band)
    if not any(_apart(b) for b in below):
        below = []
    return above, below


def _snapped(xs: list[float], lines: list[Band], rules: list[Rule]) -> list[float]:
    """Edges of columns moved to where a rule begins or ends, if no word is between."""
    ends = sorted({x for r in rules for x in (r.start, r.end) if xs[0] + 6 < x < xs[-1] - 6})
    words = [w for b in lines for w in b.words]
    made = list(xs)
    for k in range(1, len(xs) - 1):
        free = [
            x
            for x in ends
            if not any(min(x, xs[k]) + 1 < (w.x0 + w.x1) / 2 < max(x, xs[k]) - 1 for w in words)
            and made[k - 1] < x < xs[k + 1]
        ]
        if free:
            made[k] = min(free, key=lambda x: abs(x - xs[k]))
    return made


def _distinct(at: list[float]) -> list[float]:
    made: list[float] = []
    for y in sorted(at):
        if not made or y - made[-1] > 2.5:
            made.append(y)
    return made


def _covers(rules: list[Rule], a: float, b: float) -> bool:
    return sum(max(0.0, min(r.end, b) - max(r.start, a)) for r in rules) > 0.5 * (b - a)


def _several(lines: list[Band]) -> bool:
    """Whether the lines between two rules are several rows: two figures stand in one column."""
    figures = [w for b in lines for w in b.words if _NUMBER.fullmatch(w.text)]
    return any(
        a.x0 < b.x1 and b.x0 < a.x1 and _EXACT.fullmatch(a.text) and _EXACT.fullmatch(b.text)
        for i, a in enumerate(figures)
        for b in figures[i + 1 :]
        if abs(a.y0 - b.y0) > 1
    )


def _cuts(lines: list[Band]) -> list[float]:
    """Where one row ends and the next begins, by the white space between the lines."""
    groups: list[list[float]] = []
    for band in sorted(lines):
        if groups and band.y0 < groups[-1][1] - 0.1 * band.size:
            groups[-1][1] = max(groups[-1][1], band.y1)
        else:
            groups.append([band.y0, band.y1])
    gaps = [b[0] - a[1] for a, b in pairwise(groups)]
    if not gaps:
        return []
    ranked = sorted(gaps)
    size = lines[0].size
    limit = ranked[0] - 0.01
    for small, large in pairwise(ranked):
        if large > _JUMP * max(small, 0.1 * size) and large - small > 0.15 * size:
            limit = small + 0.01
            break
    return [(a[1] + b[0]) / 2 for a, b in pairwise(groups) if b[0] - a[1] > limit]


def _strips(lines: list[Band], left: float, right: float) -> list[float]:
    """The edges of the columns: left, the middles of the strips that stay white, right.

    Words that stand over several columns (headers of groups) are left out where that opens more
    columns: the lines with the most words say how many there are.
    """
    figures = [any(_NUMBER.fullmatch(w.text) for w in b.words) for b in lines]
    first = figures.index(True) if any(figures) else 0
    body = lines[first:]
    body += [b for b in lines[:first] if len(b.words) == 1 and _under(b.words[0], body)]
    taken: list[list[float]] = []
    strays = _strays(body)
    for x0, x1 in sorted((w.x0, w.x1) for b in body for w in b.words if w not in strays):
        if taken and x0 <= taken[-1][1] + 1.0:
            taken[-1][1] = max(taken[-1][1], x1)
        else:
            taken.append([x0, x1])
    taken = _heads(taken, [b for b in lines if b not in body])
    edges = [left]
    for (_, a), (b, _) in pairwise(taken):
        edges.append(_free(lines, a, b))
    return [*edges, right]


def _strays(body: list[Band]) -> set[Word]:
    """Words that stand in no column, as the name of a total does in the middle of two columns: the
    first of their lines, beginning where no other begins. None where many are like that."""
    starts = sorted(w.x0 for b in body for w in b.words)
    found = set()
    for word in (b.words[0] for b in body if len(b.words) > 1):
        near = bisect_right(starts, word.x0 + 2) - bisect_right(starts, word.x0 - 2)
        if near == 1 and not _NUMBER.fullmatch(word.text):
            found.add(word)
    return found if len(found) * 5 <= len(body) else set()


def _heads(taken: list[list[float]], heads: list[Band]) -> list[list[float]]:
    """Columns with what stands over them: a name beside figures without one is their name, any
    other that stands over nothing has a column of its own."""
    made = [list(t) for t in taken]

    def named(column: list[float], words: tuple[Word, ...]) -> bool:
        return any(column[0] < w.x1 and w.x0 < column[1] for w in words)

    for band in heads:
        for word in band.words if len(band.words) > 1 else ():
            if any(a < word.x1 and word.x0 < b for a, b in made):
                continue
            right = next((c for c in made if c[0] >= word.x1), None)
            left = next((c for c in reversed(made) if c[1] <= word.x0), None)
            if right is not None and not named(right, band.words):
                right[0] = word.x0
            elif left is not None and not named(left, band.words):
                left[1] = word.x1
            else:
                made.append([word.x0, word.x1])
                made.sort()
    return made


def _free(lines: list[Band], a: float, b: float) -> float:
    """The middle of what stays white between ``a`` and ``b``, headers that reach in included."""
    low, high = a, b
    for band in lines:
        for word in band.words:
            if word.x0 <= a and a < word.x1 < b:
                low = max(low, word.x1)
            elif word.x1 >= b and a < word.x0 < b:
                high = min(high, word.x0)
    return (low + high) / 2 if low < high else (a + b) / 2


def _grid(
    xs: list[float], ys: list[float], below: list[list[bool]], lines: list[Band]
) -> Grid | None:
    """The grid with these edges; words that run over an edge merge the cells at its sides."""
    high = len(ys) - 1
    beside = [[True] * high for _ in xs]
    words: dict[int, list[Word]] = {}
    for band in lines:
        row = bisect_right(ys, (band.y0 + band.y1) / 2) - 1
        if not 0 <= row < high:
            continue
        for word in band.words:
            words.setdefault(row, []).append(word)
            for k in range(1, len(xs) - 1):
                if word.x0 < xs[k] - 1 and word.x1 > xs[k] + 1:
                    beside[k][row] = False
    _group(xs, ys, below, beside, words)
    return built(xs, ys, beside, below)


def _group(
    xs: list[float],
    ys: list[float],
    below: list[list[bool]],
    beside: list[list[bool]],
    words: dict[int, list[Word]],
) -> None:
    """Header cells over several columns, in place: a name in the middle of columns without one."""
    first = next(
        (r for r in range(len(ys) - 1) if any(_NUMBER.fullmatch(w.text) for w in words.get(r, ()))),
        0,
    )
    for row in range(first - 1):
        said = sorted(words.get(row, ()))
        owners = [
            next((k for k, w in enumerate(said) if w.x0 < b and w.x1 > a), None)
            for a, b in pairwise(xs)
        ]
        walled = below[row + 1]
        while True:
            grown = [
                (_off(xs, owners, k, c, said[k]), c, k)
                for c, owner in enumerate(owners)
                if owner is None and walled[c]
                for k in {owners[n] for n in (c - 1, c + 1) if 0 <= n < len(owners) and walled[n]}
                if k is not None
            ]
            if not grown:
                break
            _, column, k = min(grown)
            owners[column] = k
        for c, (a, b) in enumerate(pairwise(owners), 1):
            if a is not None and a == b:
                beside[c][row] = False


def _off(xs: list[float], owners: list[int | None], k: int, column: int, word: Word) -> float:
    """How far from the middle of its columns a word would stand, with one more column."""
    mine = [c for c, owner in enumerate(owners) if owner == k or c == column]
    return abs((xs[mine[0]] + xs[mine[-1] + 1]) / 2 - (word.x0 + word.x1) / 2)


def _regions(lines: list[Band]) -> list[list[Band]]:
    """Runs of lines that may be a table without rules: words apart in all of them, figures."""
    made: list[list[Band]] = []
    open_: list[Band] = []
    every = [b for b in lines if _apart(b)]
    for band in lines:
        near = not open_ or band.y0 - max(b.y1 for b in open_[-3:]) < _NEAR * band.size
        if _apart(band) and near:
            open_.append(band)
            continue
        if near and open_ and _under(_hull(band), every):
            open_.append(band)
            continue
        made.append(open_)
        open_ = [band] if _apart(band) else []
    made.append(open_)
    return [m for m in (_trimmed(r) for r in made) if len(m) >= _LEAST]


def _over(region: list[Band], lines: list[Band]) -> list[Band]:
    """The lines right over a table without rules that name groups of its columns."""
    left, right = min(b.words[0].x0 for b in region), max(b.words[-1].x1 for b in region)
    top = min(b.y0 for b in region)
    found: list[Band] = []
    for band in reversed([b for b in lines if (b.y0 + b.y1) / 2 < top]):
        inside = left - 2 < band.words[0].x0 and band.words[-1].x1 < right + 2
        if not inside or top - band.y1 > 1.2 * band.size or not _apart(band, False):
            break
        found.insert(0, band)
        top = band.y0
    return found


def _apart(band: Band, figures: bool = True) -> bool:
    """Whether a line may be a row of a table: several words, none of them a key with a colon; with
    ``figures`` two words only when the second is an exact figure."""
    if len(band.words) < 2 or any(_FORM.search(w.text) for w in band.words):
        return False
    return len(band.words) > 2 or not figures or bool(_EXACT.fullmatch(band.words[-1].text))


def _hull(band: Band) -> Word:
    """All words of a line as one."""
    return Word(band.words[0].x0, band.words[-1].x1, band.y0, band.y1, "")


def _under(word: Word, others: list[Band]) -> bool:
    """Whether a single word goes on with the text of a column: it begins where others of that
    column begin, and ends before the next column."""
    words = [w for b in others if len(b.words) > 1 for w in b.words]
    own = [w.x1 for w in words if abs(w.x0 - word.x0) < 2]
    if not own:
        return False
    return word.x1 < min((w.x0 for w in words if w.x0 >= max(own)), default=word.x0)


def _trimmed(region: list[Band]) -> list[Band]:
    """Without single words at the end; nothing when too few lines hold figures."""
    while region and len(region[-1].words) == 1 and region[-1].y0 > region[-2].y1:
        region = region[:-1]
    with_figures = [b for b in region if any(_NUMBER.fullmatch(w.text) for w in b.words)]
    if len(with_figures) < _LEAST or len(with_figures) * 2 < len(region):
        return []
    return region


def _without_rules(region: list[Band]) -> Grid | None:
    """The grid of lines that stand in columns."""
    left = min(b.words[0].x0 for b in region) - 2
    right = max(b.words[-1].x1 for b in region) + 2
    xs = _strips(region, left, right)
    if len(xs) < 3:
        return None
    top, low = min(b.y0 for b in region) - 1, max(b.y1 for b in region) + 1
    ys = [top, *_cuts(region), low]
    return _grid(xs, ys, [[True] * (len(xs) - 1) for _ in ys], region)
