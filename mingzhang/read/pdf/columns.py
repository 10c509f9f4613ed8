"""Tables without upright rules 三线表、无线表: columns told by how the text is aligned.

Rows are told by level rules where there are any, else by the white space between the lines;
columns by the strips of the page that stay white over all rows of the table. What is found is a
grid like any other. Running text has no such strips and is left alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise

from mingzhang.read.pdf.grids import Grid, built
from mingzhang.read.pdf.sheets import Glyph, Rule
from mingzhang.read.pdf.strips import APART, NUMBER, Band, Word, bands, hull, snapped, strips, under

_EDGE = 4.0  # points between the ends of rules of one table
_EXACT = re.compile(r"[-−－+]?[\d,，]+[.．]\d+[%％]?")
_CENTS = re.compile(r"[.．]\d\d[%％]?$")
_CLOSE = 0.9  # of the height: lines of one cell are not further apart
_LEAST = 3  # lines of a table without rules
_NEAR = 2.6  # of the height: lines of one table are not further apart
_JUMP = 1.6  # white space between rows is so many times that inside a row
_FORM = re.compile(r"[：:]")


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
            if x0 - right > APART * (y1 - y0):
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
    xs = snapped(strips(inside, left, right), inside, rules)
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
        rest = under(hull(band), inside)
        row = max((b.y1 for b in below if _apart(b)), default=None)
        ruled = row is not None and any(row - 2 < at < band.y0 + 2 for at in partial)
        whole = row is not None and band.y0 > edge and not ruled
        if band.y0 - edge > 1.2 * band.size or not (rest or (_apart(band) and not whole)):
            break
        below.append(band)
    if not any(_apart(b) for b in below):
        below = []
    return above, below


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
    figures = [w for b in lines for w in b.words if NUMBER.fullmatch(w.text)]
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
    for small, large in pairwise(ranked):
        if large > _JUMP * max(small, 0.1 * size) and large - small > 0.15 * size:
            limit = small + 0.01
            return [(a[1] + b[0]) / 2 for a, b in pairwise(groups) if b[0] - a[1] > limit]
    own = [[w for b in lines if low <= (b.y0 + b.y1) / 2 <= high for w in b.words]
           for low, high in groups]  # fmt: skip
    on = _going_on(own, size)
    if any(on):
        return [
            (a[1] + b[0]) / 2 for (a, b), more in zip(pairwise(groups), on, strict=True) if not more
        ]
    return _around(lines, groups)


def _going_on(lines: list[list[Word]], size: float) -> list[bool]:
    """For every line but the first whether it goes on with the row above, where all lines are
    equally far apart and every row begins at the left; no line does where one row does not."""
    left = min(w.x0 for words in lines for w in words) + size
    found = []
    for above, words in pairwise(lines):
        begins = min(w.x0 for w in words) < left
        if not begins and not all(_rest(w, above) for w in words):
            return [False] * (len(lines) - 1)
        found.append(not begins)
    return found


def _rest(word: Word, above: list[Word]) -> bool:
    """Whether a word can be the rest of one in the line above it: text of text, digits of a figure
    that lacks some."""
    over = [w for w in above if w.x0 < word.x1 + 1 and word.x0 < w.x1 + 1]
    if len(over) != 1:
        return False
    if not NUMBER.fullmatch(word.text):
        return not NUMBER.fullmatch(over[0].text)
    return bool(NUMBER.fullmatch(over[0].text)) and not _CENTS.search(over[0].text)


def _around(lines: list[Band], groups: list[list[float]]) -> list[float]:
    """Where rows end when all lines are equally far apart: a line of one word belongs to the row
    whose other cells it stands beside, in the middle or, where none stands over the first, above.
    """
    whole = [
        any(len(b.words) > 1 and low <= (b.y0 + b.y1) / 2 <= high for b in lines)
        for low, high in groups
    ]
    rows = [k for k, w in enumerate(whole) if w]
    if not rows or len(rows) == len(groups):
        return [(a[1] + b[0]) / 2 for a, b in pairwise(groups)]
    middle = rows[0] > 0
    owner = []
    for k in range(len(groups)):
        before = max((r for r in rows if r <= k), default=rows[0])
        after = min((r for r in rows if r >= k), default=rows[-1])
        owner.append(after if middle and after - k < k - before else before)
    for k, home in enumerate(owner):  # in the middle means as many lines over a row as under it
        over = sum(o == home for o in owner[:home])
        if middle and whole[k] is False and home < k and k - home > over:
            after = min((r for r in rows if r > k), default=home)
            owner[k] = after
    return [
        (a[1] + b[0]) / 2
        for (a, b), (x, y) in zip(pairwise(groups), pairwise(owner), strict=True)
        if x != y
    ]


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
        (r for r in range(len(ys) - 1) if any(NUMBER.fullmatch(w.text) for w in words.get(r, ()))),
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
    rows = [b for b in lines if _apart(b)]
    every = [b for b in lines if any(b.y0 < r.y1 and r.y0 < b.y1 for r in rows)]
    for band in lines:
        near = not open_ or band.y0 - max(b.y1 for b in open_[-3:]) < _NEAR * band.size
        if _apart(band) and near:
            open_.append(band)
            continue
        if near and open_ and under(hull(band), every):
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


def _trimmed(region: list[Band]) -> list[Band]:
    """Without single words at the end; nothing when too few lines hold figures."""
    while (
        region
        and len(region[-1].words) == 1
        and region[-1].y0 > region[-2].y1
        and not _ends(region[-2], region[-1])
    ):
        region = region[:-1]
    with_figures = [b for b in region if any(NUMBER.fullmatch(w.text) for w in b.words)]
    if len(with_figures) < _LEAST or len(with_figures) * 4 < len(region):
        return []
    return region


def _ends(row: Band, last: Band) -> bool:
    """Whether a line of one word is the end of a name in the row above it, right under its
    beginning, and not of the first, which sentences stand under."""
    word = last.words[0]
    over = [w for w in row.words[1:] if abs(w.x0 - word.x0) < _EDGE and word.x1 < w.x1 + _EDGE]
    near = last.y0 - row.y1 < _CLOSE * last.size
    return near and len(row.words) > 1 and bool(over) and _rest(word, row.words)


def _without_rules(region: list[Band]) -> Grid | None:
    """The grid of lines that stand in columns."""
    left = min(b.words[0].x0 for b in region) - 2
    right = max(b.words[-1].x1 for b in region) + 2
    xs = strips(region, left, right)
    if len(xs) < 3:
        return None
    top, low = min(b.y0 for b in region) - 1, max(b.y1 for b in region) + 1
    ys = [top, *_cuts(region), low]
    return _grid(xs, ys, [[True] * (len(xs) - 1) for _ in ys], region)
