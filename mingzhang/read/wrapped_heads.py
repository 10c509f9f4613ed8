"""The header of a money table in text without a grid: its columns, their groups, their identities.

The header is printed row by row: groups first, then what stands under them. A closed list of words
(``packs/wrapped.toml``) says what may stand under what. Floor 3, pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mingzhang.model import Text
from mingzhang.read.wrapped_lines import HALF, SPACE, Flow
from mingzhang.read.wrapped_spelling import spell
from mingzhang.read.wrapped_statements import MoneyWords
from mingzhang.read.wrapped_sums import Identity
from mingzhang.read.wrapped_tree import identities, plain, tree, unique

MOST_WORDS = 200  # no header of a statement has more
STRANGER = "?"  # a header word that the vocabulary lacks
_DATA = re.compile(
    r"[一二三四五六七八九十廿卅]{1,3}、|\([一二三四五六七八九十廿卅]{1,3}\)|-?[\d,]*\d(?:\.\d+)?$|\d"
)


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
    printed: str = ""  # its characters, as they are printed again on the next page


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
        if not found and _page_number(flow, index, last, words):
            furniture.append(flow.text(piece.start, piece.end))
            index += 1
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


def _page_number(flow: Flow, index: int, last: int, words: MoneyWords) -> bool:
    """True when a number stands alone between title and header: the page broke there."""
    piece = flow.pieces[index]
    if index + 1 >= last or piece.gap < HALF or piece.end - piece.start > 3:
        return False
    after = flow.pieces[index + 1]
    alone = flow.flat[piece.start : piece.end].isdigit() and after.gap >= HALF
    return alone and words.head.match(flow.flat, after.start) is not None


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
    said = [plain(w) if w not in words.labels else w for w, _, _ in found]
    items = [w for w in said if _is_item(w)]
    names: dict[str, Text] = {}
    for word, text in zip(said, texts, strict=True):
        if word in words.panels:
            names.setdefault(word, text)
    sides = [n for n in said if n in words.panels]
    numbered = any(w in words.numbering for w in said)
    labels = {w for w in said if w in words.labels and not _is_code(w, words)}
    named = any(w.endswith("名称") for w in labels)
    pairs = list(zip(said, texts, strict=True))
    once = _once(pairs, words)
    if len(items) >= 2 and len(sides) >= 2 and not any(map(_is_code_word, said)):
        panels = _two_panels(said, texts, sides, names, words)
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
    kinds = len({w for w in labels - {"项目"} if not (named and w.endswith(("科目", "分类")))})
    order = [w in words.numbering for w in said if w in words.labels]
    return Head(
        index,
        panels,
        said,
        texts,
        furniture,
        numbered,
        kinds,
        beside=len(once) < len(pairs),
        leading=bool(order) and order[0],
        printed=flow.flat[found[0][1] : _flat(flow, index)] if found else "",
    )


def _flat(flow: Flow, index: int) -> int:
    return flow.pieces[index].start if index < len(flow.pieces) else len(flow.flat)


def _is_item(word: str) -> bool:
    """项目 over the names of one side."""
    return plain(word) == "项目" or word.endswith(("项目名称", "科目名称"))


def _is_code_word(word: str) -> bool:
    return plain(word).endswith(("编码", "代码"))


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
    said: list[str], texts: list[Text], sides: list[str], names: dict[str, Text], words: MoneyWords
) -> list[Panel]:
    """收入 | 支出: the columns after the first 项目 are the left side's."""
    groups: list[list[tuple[str, Text]]] = []
    for word, text in zip(said, texts, strict=True):
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
            columns = unique([leaf for node in nodes for leaf in node.leaves()])
            if columns and (columns, identities(nodes, words)) not in readings:
                readings.append((columns, identities(nodes, words)))
            if not several:
                break
    return Panel(name, *(readings[0] if readings else ([], [])), readings[1:])
