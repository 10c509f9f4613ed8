"""Which column each number of a money table is in.

Three steps: what the sums in the table allow (``side_of``), what totals and lines of the same name
in other tables say (``prove``), and where several ways are still left, the likeliest (``choose``),
which is marked as not certain. Floor 3, pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mingzhang.read.wrapped_entries import ORDINAL, Entry
from mingzhang.read.wrapped_heads import Panel
from mingzhang.read.wrapped_lines import Flow, same
from mingzhang.read.wrapped_statements import MoneyWords
from mingzhang.read.wrapped_sums import Identity, Placed, holds, settle, ways

PLACES = 6  # amounts are compared between tables in this many decimals
_TOP = re.compile(r"[一二三四五六七八九十廿卅]{1,3}、")
_SECOND = re.compile(r"\([一二三四五六七八九十廿卅]{1,3}\)")
_REMARK = re.compile(r"\([^()]*\)$")

Evidence = dict[tuple[str, str], set[int]]


@dataclass(slots=True)
class Side:
    """The entries with numbers on one side of a table, and the ways left to place them."""

    entries: list[Entry]
    panel: Panel
    number: int  # 0: the left side or the only one
    names: list[str]
    codes: list[str]
    placed: list[Placed]
    ties: list[tuple[int, list[int]]]
    places: int  # decimals of the scaled amounts
    unsure: bool = False  # the header has two readings, and the rows fit both
    misfit: bool = False  # most rows without a blank break the sums that the header asks for


def _amount(text: str) -> tuple[int, int]:
    """(digits, decimals) of a printed number; a dash is zero."""
    bare = text.replace(",", "").rstrip("%")
    if not re.search(r"\d", bare):
        return 0, 0
    whole, _, decimals = bare.partition(".")
    return int(whole + decimals), len(decimals)


def side_of(flow: Flow, entries: list[Entry], panel: Panel, number: int, words: MoneyWords) -> Side:
    """What the sums of the table itself allow."""
    amounts = [[_amount(flow.flat[a:b]) for a, b in e.numbers] for e in entries]
    places = max((d for row in amounts for _, d in row), default=0)
    scaled = [tuple(n * 10 ** (places - d) for n, d in row) for row in amounts]
    placed, unsure = _reading(panel, scaled, words)
    names = ["".join(flow.flat[a:b] for a, b in e.names) for e in entries]
    codes = ["".join(flow.flat[a:b] for a, b in e.codes) for e in entries]
    ties = _ties(names, codes, words)
    broken = _broken(placed, len(panel.columns), panel.identities)
    misfit = len(broken) > 1 and sum(broken) * 2 > len(broken)
    side = Side(entries, panel, number, names, codes, placed, ties, places, unsure, misfit)
    _settle(side)
    return side


def _reading(
    panel: Panel, scaled: list[tuple[int, ...]], words: MoneyWords
) -> tuple[list[Placed], bool]:
    """The rows under the reading of the header that most of them fit; whether two fit alike.

    Of readings that differ only in what stands under which group, the one that puts more amounts
    under this year's groups is taken. ``panel`` is set to the reading.
    """
    best: list[Placed] = []
    score, unsure = (-1, -1), False
    for columns, laws in [(panel.columns, panel.identities), *panel.others]:
        placed = [ways(row, len(columns), laws) for row in scaled]
        present = {n for n, c in enumerate(columns) if any(w in c for w in words.present)}
        now = sum(
            max((sum(c in present for c in way) for way in p.ways), default=0) for p in placed
        )
        mine = sum(p.holds for p in placed) - sum(_broken(placed, len(columns), laws)), now
        alike = mine[0] == score[0] and len(columns) == len(panel.columns)
        if mine[0] > score[0] or (alike and now > score[1]):
            best, score = placed, mine
            panel.columns, panel.identities = columns, laws
        unsure = alike or (unsure and mine[0] <= score[0])
    return best, unsure


def _broken(placed: list[Placed], size: int, laws: list[Identity]) -> list[bool]:
    """For each row that prints a number in every column: whether it breaks a sum."""
    return [
        not all(holds(p.numbers, law, 1) for law in laws) for p in placed if len(p.numbers) == size
    ]


def _settle(side: Side) -> None:
    settle(side.placed, len(side.panel.columns), side.ties)
    for place in side.placed:
        whole = len(place.numbers) == len(side.panel.columns)
        place.certain = place.holds and len(place.ways) == 1 and (whole or not side.unsure)


def prove(sides: list[Side], words: MoneyWords) -> None:
    """Use what other tables print under the same line and the same head.

    A way is proved when every amount in it (totals aside) is printed elsewhere for the same line
    and head, and no other way is. Lines of a left side (一般公共预算拨款收入 100) are totals of
    the head of that name.
    """
    for _ in range(2):
        evidence: Evidence = {}
        for side in sides:
            _collect(side, evidence, words)
            _fiscal(side, evidence, words)
        changed = False
        for side in sides:
            changed |= _prove(side, evidence, words)
        if not changed:
            return


def _key(side: Side, index: int, words: MoneyWords) -> str:
    """What names the line in every table: its code, or that it is the total."""
    if side.codes[index]:
        return side.codes[index]
    return "" if side.names[index] in words.totals else side.names[index]


def _head(column: str, words: MoneyWords) -> str:
    """A column's or a line's name without what differs from table to table."""
    name = ORDINAL.sub("", _REMARK.sub("", same(column.rsplit("/", 1)[-1])))
    return words.noise.sub("", name) or name


def _collect(side: Side, evidence: Evidence, words: MoneyWords) -> None:
    scale = 10 ** (PLACES - side.places)
    totals = {i.total for i in side.panel.identities}
    for index, place in enumerate(side.placed):
        if not place.certain:
            continue
        for number, column in zip(place.numbers, place.ways[0], strict=True):
            if column not in totals:
                key = _key(side, index, words), _head(side.panel.columns[column], words)
                evidence.setdefault(key, set()).add(number * scale)
        if len(side.panel.columns) == 1 and side.panel.name and side.number == 0:
            key = "", _head(side.names[index], words)
            evidence.setdefault(key, set()).add(place.numbers[0] * scale)


def _fiscal(side: Side, evidence: Evidence, words: MoneyWords) -> None:
    """财政拨款 of a left side that prints its three sources as lines."""
    if len(side.panel.columns) > 1 or not side.panel.name or side.number:
        return
    parts: dict[str, int] = {}
    for name, place in zip(side.names, side.placed, strict=True):
        head = _head(name, words)
        if head in words.fiscal_parts and place.certain:
            parts.setdefault(head, place.numbers[0])
    if parts:
        amount = sum(parts.values()) * 10 ** (PLACES - side.places)
        for head in words.fiscal:
            evidence.setdefault(("", head), set()).add(amount)


def _prove(side: Side, evidence: Evidence, words: MoneyWords) -> bool:
    scale = 10 ** (PLACES - side.places)
    totals = {i.total for i in side.panel.identities}
    heads = [_head(c, words) for c in side.panel.columns]
    changed = False
    for index, place in enumerate(() if side.unsure else side.placed):
        if len(place.ways) < 2 or not place.holds:
            continue
        line = _key(side, index, words)
        proved = [
            way
            for way in place.ways
            if all(
                c in totals or n * scale in evidence.get((line, heads[c]), ())
                for n, c in zip(place.numbers, way, strict=True)
            )
        ]
        if len(proved) == 1:
            place.ways, changed = proved, True
    if changed:
        _settle(side)
    return changed


def choose(side: Side, words: MoneyWords) -> None:
    """Where several ways are left: the likeliest, totals first, then codes from the shortest."""
    used: dict[int, int] = {}
    for place in side.placed:
        for column in place.ways[0] if place.certain else ():
            used[column] = used.get(column, 0) + 1
    for n in sorted(range(len(side.placed)), key=lambda n: len(side.codes[n])):
        place = side.placed[n]
        if len(place.ways) > 1:
            place.ways = [_likely(side.names[n], side.codes[n], place, side.panel, words, used)]
            settle(side.placed, len(side.panel.columns), side.ties)


def _ties(names: list[str], codes_of: list[str], words: MoneyWords) -> list[tuple[int, list[int]]]:
    """(whole, parts): a code and the codes right under it; a total and the rows it closes."""
    codes: dict[str, int] = {}
    for n, code in enumerate(codes_of):
        if code:
            codes.setdefault(code, n)
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
    shortest = min(map(len, codes), default=0)
    top = [n for n in top if any(codes.get(c) == n for c in codes if len(c) == shortest)]
    if not codes:
        top = [n for n, name in enumerate(names) if _TOP.match(name)]
    ties = list(parts.items())
    for n, name in enumerate(names):
        if name in words.totals and top:
            ties.append((n, [t for t in top if codes or t < n] or top))
            break
    for n, name in enumerate(names):
        under = []
        for later in range(n + 1, len(names)):
            if not _SECOND.match(names[later]):
                break
            under.append(later)
        if under and _TOP.match(name):
            ties.append((n, under))
    return ties


def _likely(
    name: str, code: str, place: Placed, panel: Panel, words: MoneyWords, used: dict[int, int]
) -> tuple[int, ...]:
    """Of several ways the likeliest: by the nature of the line, then by the columns in use."""
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
