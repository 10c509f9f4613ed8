"""The header of a money table in text without a grid: its columns, their groups, their identities.

The header is printed row by row: groups first, then what stands under them. A closed list of words
(``packs/wrapped.toml``) says what may stand under what. Floor 3, pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from mingzhang.model import Text
from mingzhang.read.wrapped_lines import HALF, SPACE, Flow, same
from mingzhang.read.wrapped_spelling import Spelling, spell
from mingzhang.read.wrapped_sums import Identity
from mingzhang.read.wrapped_words import any_of

MOST_WORDS = 200  # no header of a statement has more
STRANGER = "?"  # a header word that the vocabulary lacks
_DATA = re.compile(
    r"[一二三四五六七八九十廿卅]{1,3}、|\([一二三四五六七八九十廿卅]{1,3}\)|-?[\d,]*\d(?:\.\d+)?$|\d"
)


@dataclass(slots=True)
class MoneyWords:
    """The vocabulary of money tables, compiled."""

    title: re.Pattern[str]
    subject: re.Pattern[str]
    front: re.Pattern[str]
    notes: re.Pattern[str]
    head: re.Pattern[str]
    spelling: Spelling
    labels: frozenset[str]
    numbering: frozenset[str]
    panels: frozenset[str]
    totals: frozenset[str]
    sums: frozenset[str]
    partial: frozenset[str]
    left: tuple[str, ...]
    right: tuple[str, ...]
    under: list[tuple[re.Pattern[str], frozenset[str]]]
    stops: tuple[str, ...]
    openers: tuple[str, ...]
    joiners: str
    present: tuple[str, ...]
    noise: re.Pattern[str]
    fiscal: tuple[str, ...]
    fiscal_parts: frozenset[str]
    natures: list[dict[str, list[str]]]

    @staticmethod
    def of(money: dict[str, Any]) -> MoneyWords:
        """Made from the pack's table ``money``."""

        def words(key: str) -> frozenset[str]:
            return frozenset(map(same, money[key]))

        heads = [*money["columns"], *money["labels"], *money["panels"], *money["under"]]
        return MoneyWords(
            title=re.compile(any_of(money["titles"]) + r"(?:\([^()]{1,20}\))?(?=单位:|金额单位|$)"),
            subject=re.compile(any_of(money["subjects"])),
            front=re.compile(any_of(money["front"])),
            notes=re.compile(any_of(money["notes"]) + r"\d?[:、]"),
            head=re.compile(any_of(heads) + r"(?:\([^()]{1,12}\))?"),
            spelling=Spelling.of(heads, money["labels"], money["sums"]),
            labels=words("labels"),
            numbering=words("numbering"),
            panels=words("panels"),
            totals=words("totals"),
            sums=words("sums"),
            partial=words("partial"),
            left=tuple(map(same, money["left"])),
            right=tuple(map(same, money["right"])),
            under=[
                (re.compile(any_of([k]) + r"(?:\(.*\))?"), frozenset(map(same, v)))
                for k, v in money["under"].items()
            ],
            stops=tuple(money["stops"]),
            openers=tuple(money["openers"]),
            joiners=same(money["joiners"]),
            present=tuple(money["present"]),
            noise=re.compile(any_of(money["noise"])),
            fiscal=tuple(money["fiscal"]),
            fiscal_parts=frozenset(money["fiscal_parts"]),
            natures=money["natures"],
        )


@dataclass(slots=True)
class Node:
    """A word of the header and what stands under it."""

    name: str
    children: list[Node] = field(default_factory=list)

    def leaves(self, path: str = "") -> list[str]:
        """Column paths from left to right."""
        here = f"{path}/{self.name}" if path else self.name
        if not self.children:
            return [here]
        return [leaf for child in self.children for leaf in child.leaves(here)]


@dataclass(slots=True)
class Panel:
    """One side of a table: its name (None when there is one side only), columns, identities.

    Where the header does not say which of two groups a run of words stands under, ``others`` are
    the columns and identities of the other readings; the rows decide.
    """

    name: Text | None
    columns: list[str]
    identities: list[Identity]
    others: list[tuple[list[str], list[Identity]]] = field(default_factory=list)


@dataclass(slots=True)
class Head:
    """A header as read: where it ends, its panels, its texts."""

    end: int  # piece index at which the data begin
    panels: list[Panel]
    words: list[str]
    texts: list[Text]
    furniture: list[Text]
    numbered: bool  # 行次 or 序号: rows carry a number
    name_columns: int  # label columns that are names (not codes, not row numbers)
    beside: bool = False  # entries with codes stand side by side
    leading: bool = False  # the row number stands before the label (序号), not behind it (行次)


def read_head(flow: Flow, first: int, last: int, words: MoneyWords) -> Head:
    """The header that begins at piece ``first``: words of the vocabulary to the first datum."""
    found: list[tuple[str, int, int]] = []
    furniture: list[Text] = []
    index = first
    while index < last and len(found) < MOST_WORDS:
        piece = flow.pieces[index]
        opened = piece.gap >= HALF
        if opened and words.front.match(flow.flat, piece.start) and not found:
            index = _skip_line(flow, index, last, furniture)
            continue
        stop = _word(flow, index, last, words)
        if stop:
            start, end = piece.start, flow.pieces[stop - 1].end
            found.append((flow.flat[start:end], start, end))
            index = stop
            continue
        more = _several(flow, piece.start, words)
        if piece.end - piece.start < 8 and any(w not in words.panels for w, _, _ in more):
            more = []
        if more:
            found += more
            end = more[-1][2]
            index = flow.piece_at(end) if end < len(flow.flat) else len(flow.pieces)
            continue
        if "单位:" in flow.flat[piece.start : piece.end] or (
            opened
            and not found
            and index - first < 6
            and not _DATA.match(flow.flat[piece.start : piece.end])
        ):
            furniture.append(flow.text(piece.start, piece.end))
            index += 1
            continue
        stop = _stranger(flow, index, last, words) if found else 0
        if not stop:
            break
        found.append((STRANGER, piece.start, flow.pieces[stop - 1].end))
        index = stop
    found, index = _respelled(flow, found, index, last, words)
    index = _give_back(flow, found, index, last, words)
    return _head(flow, found, index, last, furniture, words)


def _respelled(
    flow: Flow, found: list[tuple[str, int, int]], index: int, last: int, words: MoneyWords
) -> tuple[list[tuple[str, int, int]], int]:
    """The same header spelled as a whole, if that reaches as far as word by word; and its end."""
    if not found:
        return found, index
    data = flow.piece_at(found[0][1])
    while data < last and data - flow.piece_at(found[0][1]) < MOST_WORDS:
        piece = flow.pieces[data]
        if _DATA.match(flow.flat[piece.start : piece.end]) and not words.head.match(
            flow.flat, piece.start
        ):
            break
        data += 1
    spelled = spell(flow, found[0][1], data, words.spelling)
    if not spelled:
        return found, index
    end = spelled[-1][2]
    stop = flow.piece_at(end) if end < len(flow.flat) else len(flow.pieces)
    if stop < index:
        return found, index
    return [(flow.flat[a:b] if kind else STRANGER, a, b) for kind, a, b in spelled], stop


def _skip_line(flow: Flow, index: int, last: int, furniture: list[Text]) -> int:
    start = flow.pieces[index].start
    index += 1
    while index < last and flow.pieces[index].gap < HALF:
        index += 1
    furniture.append(flow.text(start, flow.pieces[index - 1].end))
    return index


def _word(flow: Flow, index: int, last: int, words: MoneyWords) -> int:
    """The piece after the header word that begins at piece ``index``; 0 when there is none.

    A word may be broken over lines. On one line a space parts two cells, so the shorter is taken;
    over lines the longer is, but a word of total on its own line is a cell.
    """
    start, best = flow.pieces[index].start, 0
    for stop in range(index + 1, min(index + 7, last + 1)):
        piece = flow.pieces[stop - 1]
        run = flow.flat[piece.start : piece.end]
        spaced = any(p.gap == SPACE for p in flow.pieces[index + 1 : best])
        apart = piece.gap <= SPACE and len(run) > 1 and not spaced
        if best and (apart or run in words.sums):
            break
        if (
            best
            and words.head.fullmatch(flow.flat, piece.start, piece.end)
            and (stop < last and flow.pieces[stop].gap == SPACE)
        ):
            break
        if words.head.fullmatch(flow.flat, start, piece.end):
            best = stop
    return best


def _stranger(flow: Flow, index: int, last: int, words: MoneyWords) -> int:
    """The piece after words that the vocabulary lacks, if the header goes on behind them."""
    for stop in range(index + 1, min(index + 4, last)):
        before = flow.pieces[stop - 1]
        run = flow.flat[before.start : before.end]
        if _DATA.match(run) or run in words.totals:
            return 0
        if _word(flow, stop, last, words):
            return stop
    return 0


def _several(flow: Flow, start: int, words: MoneyWords) -> list[tuple[str, int, int]]:
    """Header words run together without a space: in one piece, or over pieces to an edge."""
    edge = flow.pieces[flow.piece_at(start)].end
    for limit in (edge, len(flow.flat)):
        found, at = [], start
        for _ in range(12):
            hit = words.head.match(flow.flat, at, limit)
            if not hit:
                break
            found.append((hit[0], hit.start(), hit.end()))
            at = hit.end()
            if flow.is_edge(at):
                return found
    return []


def _give_back(
    flow: Flow, found: list[tuple[str, int, int]], index: int, last: int, words: MoneyWords
) -> int:
    """A word of total that stands before a number is the label of the first row, not a header."""
    if (
        len(found) > 1
        and found[-1][0] in words.totals
        and (
            found[-2][0] in ("类", "款", "项")
            or (found[-1][0] in [w for w, _, _ in found[:-1]] and _closes_line(flow, found[-1][1]))
        )
    ):
        start = found.pop()[1]
        return flow.piece_at(start)
    if found and index < last and found[-1][0] in words.totals and len(found) > 1:
        run = flow.flat[flow.pieces[index].start : flow.pieces[index].end]
        start = found[-1][1]
        if (
            re.fullmatch(r"-?[\d,]+(?:\.\d+)?", run)
            and flow.pieces[flow.piece_at(start)].start == start
            and run != "1"
        ):
            found.pop()
            return flow.piece_at(start)
    return index


def _closes_line(flow: Flow, start: int) -> bool:
    """True when the word at ``start`` stands alone on its line."""
    piece = flow.piece_at(start)
    alone = piece + 1 >= len(flow.pieces) or flow.pieces[piece + 1].gap >= HALF
    return alone and flow.pieces[piece].gap >= HALF


def _head(
    flow: Flow,
    found: list[tuple[str, int, int]],
    index: int,
    last: int,
    furniture: list[Text],
    words: MoneyWords,
) -> Head:
    """Panels and columns of the header words found."""
    index = _column_numbers(flow, index, last, furniture)
    texts = [flow.text(a, b) for _, a, b in found]
    plain = [_plain(w) if w not in words.labels else w for w, _, _ in found]
    items = [w for w in plain if _is_item(w)]
    names: dict[str, Text] = {}
    for word, text in zip(plain, texts, strict=True):
        if word in words.panels:
            names.setdefault(word, text)
    sides = [n for n in plain if n in words.panels]
    numbered = any(w in words.numbering for w in plain)
    labels = {w for w in plain if w in words.labels and not _is_code(w, words)}
    pairs = list(zip(plain, texts, strict=True))
    once = _once(pairs, words)
    if len(items) >= 2 and len(sides) >= 2 and not any(map(_is_code_word, plain)):
        panels = _two_panels(plain, texts, sides, names, words)
    else:
        panels = [
            _panel(
                None,
                [
                    (w, t)
                    for w, t in once
                    if w not in words.labels and not (w in words.panels and not _groups(w, words))
                ],
                words,
            )
        ]
    kinds = len(labels - {"项目"})
    order = [w in words.numbering for w in plain if w in words.labels]
    return Head(
        index,
        panels,
        plain,
        texts,
        furniture,
        numbered,
        kinds,
        beside=len(once) < len(pairs),
        leading=bool(order) and order[0],
    )


def _is_item(word: str) -> bool:
    """项目 over the names of one side."""
    return _plain(word) == "项目" or word.endswith(("项目名称", "科目名称"))


def _is_code_word(word: str) -> bool:
    return _plain(word).endswith(("编码", "代码"))


def _once(items: list[tuple[str, Text]], words: MoneyWords) -> list[tuple[str, Text]]:
    """编码 名称 金额 printed two or three times side by side: the columns of one of them."""
    at = [n for n, (w, _) in enumerate(items) if _is_code_word(w)]
    if len(at) < 2:
        return items
    parts = [items[n:m] for n, m in zip(at, [*at[1:], len(items)], strict=True)]
    columns = [[w for w, _ in part if w not in words.labels] for part in parts]
    return parts[0] if columns[0] and all(c == columns[0] for c in columns) else items


def _is_code(word: str, words: MoneyWords) -> bool:
    return word in words.numbering or word in ("类", "款", "项") or word.endswith(("编码", "代码"))


def _groups(word: str, words: MoneyWords) -> bool:
    return any(pattern.fullmatch(word) for pattern, _ in words.under)


def _column_numbers(flow: Flow, index: int, last: int, furniture: list[Text]) -> int:
    """A line 1 2 3 4 ... under the header (栏次) is furniture."""
    stop, expected = index, 1
    while stop < last:
        piece = flow.pieces[stop]
        if flow.flat[piece.start : piece.end] != str(expected):
            break
        stop, expected = stop + 1, expected + 1
    if expected < 3:
        return index
    furniture.append(flow.text(flow.pieces[index].start, flow.pieces[stop - 1].end))
    return stop


def _two_panels(
    plain: list[str], texts: list[Text], sides: list[str], names: dict[str, Text], words: MoneyWords
) -> list[Panel]:
    """收入 | 支出: the columns after the first 项目 are the left side's."""
    groups: list[list[tuple[str, Text]]] = []
    for word, text in zip(plain, texts, strict=True):
        if _is_item(word):
            groups.append([])
        elif groups and word not in words.labels and word not in words.panels:
            groups[-1].append((word, text))
    chosen = list(dict.fromkeys(sides))[:2]
    panels = []
    for order, name in enumerate(chosen):
        group = (
            groups[order]
            if order < len(groups) - 1
            else [g for later in groups[order:] for g in later]
        )
        if order + 1 < len(chosen):
            group = groups[order]
        panels.append(_panel(names[name], group, words))
    return panels


def _panel(name: Text | None, items: list[tuple[str, Text]], words: MoneyWords) -> Panel:
    """Columns of one side. Words that the vocabulary lacks are columns only if the rows say so."""
    readings = []
    for known in (True, False):
        names = [re.sub(r"\s+", "", t.text) for w, t in items if w != STRANGER or not known]
        for turn in range(3):
            nodes, several = tree(names, words, turn)
            columns = _unique([leaf for node in nodes for leaf in node.leaves()])
            if columns and (columns, identities(nodes, words)) not in readings:
                readings.append((columns, identities(nodes, words)))
            if not several:
                break
    return Panel(name, *(readings[0] if readings else ([], [])), readings[1:])


def _unique(columns: list[str]) -> list[str]:
    """Column paths made distinct: a second 合计 becomes 合计(2)."""
    seen: dict[str, int] = {}
    out = []
    for column in columns:
        seen[column] = seen.get(column, 0) + 1
        out.append(column if seen[column] == 1 else f"{column}({seen[column]})")
    return out


def tree(names: list[str], words: MoneyWords, turn: int = 0) -> tuple[list[Node], bool]:
    """The header words as a forest: each goes under the group that may hold it.

    Words come row by row, so the children of one group are printed together: a word stays with
    the group of the word before it until that group holds it already or may not. Where a run of
    words fits several groups equally, ``turn`` says which of them; the second value says whether
    there was such a run.
    """
    several = False
    top: list[Node] = []
    groups: list[tuple[Node, frozenset[str]]] = []
    current = -1
    for index, name in enumerate(names):
        node, key = Node(name), _plain(name)
        fits = [
            n
            for n, (group, may) in enumerate(groups)
            if key in may and all(same(c.name) != same(name) for c in group.children)
        ]
        order = [n for n in fits if n >= current] + [n for n in fits if n < current]
        if order and key in words.sums:
            run = [key]
            for later in map(_plain, names[index + 1 :]):
                if later in words.sums or not any(later in may for _, may in groups):
                    break
                run.append(later)
            order.sort(key=lambda n: -sum(1 for w in run if w in groups[n][1]))
            fit = [sum(1 for w in run if w in groups[n][1]) for n in order]
            equal = [
                n
                for n, f in zip(order, fit, strict=True)
                if f == fit[0] and len(run) > 1 and groups[n][0].name == groups[order[0]][0].name
            ]
            several |= len(equal) > 1
            order = [equal[turn % len(equal)]] if equal else order
        if order:
            current = order[0]
            groups[current][0].children.append(node)
        else:
            top.append(node)
        for pattern, may in words.under:
            if pattern.fullmatch(key):
                groups.append((node, may))
    return top, several


def identities(nodes: list[Node], words: MoneyWords) -> list[Identity]:
    """合计 = the other columns beside it, in every group of the header."""
    found: list[Identity] = []
    counter = [0]

    def walk(siblings: list[Node]) -> list[tuple[Node, list[int]]]:
        """(node, the columns whose sum is its value) of each sibling; notes the identities."""
        held = []
        for node in siblings:
            if node.children:
                below = walk(node.children)
                total = [c for n, c in below if _plain(n.name) in words.sums]
                held.append((node, total[0] if total else [x for _, c in below for x in c]))
            else:
                held.append((node, [counter[0]]))
                counter[0] += 1
        totals = [(n, c) for n, c in held if _plain(n.name) in words.sums and not n.children]
        if len(totals) == 1:
            parts = [
                x
                for n, c in held
                if n is not totals[0][0] and _plain(n.name) not in words.partial
                for x in c
            ]
            if len(parts) > 1:
                found.append(Identity(totals[0][1][0], tuple(parts)))
        return held

    walk(nodes)
    return found


def _plain(name: str) -> str:
    """The word without a remark in brackets at its end: 预算数(万元) is 预算数."""
    return re.sub(r"\([^()]*\)$", "", same(name))
