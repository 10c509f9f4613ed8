"""A printed grid 表格线内 to blocks: header and data rows, key-value rows, notes.

One printed form often holds several tables one under the other, each with a header of its own
(资金, 执行情况, 指标, 总分). A row is judged by its words and by what kinds of cells it has,
never by the document it is from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from mingzhang.model import Text
from mingzhang.read.paragraphs import marker
from mingzhang.read.vocabulary import LONG, Vocabulary, bare, is_code, is_dash, is_number, tight

_SENTENCE = re.compile(r"[。；！？]")
_BRACKETS = re.compile(r"\s*[（(][^（()）]*[)）]\s*")
_BARE_YEAR = re.compile(r"20\d\d")
_MAX_HEADER = 8


class Ruled(NamedTuple):
    """One printed line of a grid: its number in the source and its cells, blank ones included."""

    line: int
    cells: tuple[Text, ...]

    def said(self) -> list[tuple[int, Text]]:
        """The cells that are not blank, with their columns."""
        return [(c, t) for c, t in enumerate(self.cells) if t.text]

    def words(self) -> tuple[str, ...]:
        """The cells without white space and without blank ones at the end, to compare rows."""
        words = [tight(t.text) for t in self.cells]
        while words and not words[-1]:
            words.pop()
        return tuple(words)


@dataclass(slots=True)
class Block:
    """A header with its rows. ``caption`` is the section row printed above the header, if any.

    ``pairs`` are the positions in ``rows`` of key-value rows; ``ordinals`` are header rows that
    only number the columns (栏次).
    """

    header: list[Ruled] = field(default_factory=list)
    ordinals: list[Ruled] = field(default_factory=list)
    rows: list[Ruled] = field(default_factory=list)
    pairs: set[int] = field(default_factory=set)
    repeats: list[Ruled] = field(default_factory=list)
    caption: Text | None = None


class Grid(NamedTuple):
    """The blocks of one printed grid, in order, and the notes printed inside it."""

    blocks: list[Block]
    notes: list[Text]


def blocks(rows: list[Ruled], vocabulary: Vocabulary) -> Grid:
    """Cuts the rows of one printed grid into blocks."""
    made: list[Block] = []
    notes: list[Text] = []
    at = 0
    while at < len(rows):
        row = rows[at]
        said = row.said()
        if not said:
            at += 1
            continue
        if _is_note(said, notes, vocabulary):
            notes.append(said[0][1])
            at += 1
            continue
        current = made[-1] if made else None
        end = _header_end(rows, at, vocabulary, current)
        if end > at:
            block = _opened(rows[at:end], vocabulary)
            if current and _same_header(current, block):
                current.repeats += rows[at:end]
            else:
                block.caption = _caption(made, vocabulary)
                made.append(block)
            at = end
            continue
        if current is None:
            current = Block()
            made.append(current)
        if _is_pair(said, current, vocabulary):
            current.pairs.add(len(current.rows))
        current.rows.append(row)
        at += 1
    for block in made:
        _pair_with_others(block)
    return Grid([_closed(b) for b in made if b.header or b.rows], notes)


def _pair_with_others(block: Block) -> None:
    """A name and a text among rows of keys and values are a key and a value too."""
    if block.header or not block.pairs:
        return
    for i, row in enumerate(block.rows):
        said = row.said()
        keys, values = [t.text for _, t in said[::2]], [t.text for _, t in said[1::2]]
        if not said or said[0][0] or len(keys) != len(values) or not all(map(_plain, keys)):
            continue
        if len(said) == 2 or (all(map(is_number, values)) and not any(map(is_number, keys))):
            block.pairs.add(i)


def is_ordinal_row(row: Ruled, vocabulary: Vocabulary) -> bool:
    """Whether a header row numbers its columns (栏次 1 2 3 …, or 类 款 项 1 2 3 …)."""
    said = row.said()
    numbers = [int(t.text) for _, t in said if t.text.isdecimal() and len(t.text) <= 3]
    rest = [bare(t.text) for _, t in said if not t.text.isdecimal()]
    if any(w not in vocabulary.headers for w in rest):
        return False
    named = any(w in vocabulary.ordinals for w in rest)
    if not numbers:
        return named and all(w in vocabulary.ordinals | vocabulary.totals for w in rest)
    rising = all(b > a for a, b in pairwise(numbers))
    if not rising or numbers[0] > 2:
        return False
    return named or (len(numbers) >= 2 and numbers[:2] == [1, 2] and (len(numbers) > 2 or rest))


def _is_note(said: list[tuple[int, Text]], notes: list[Text], vocabulary: Vocabulary) -> bool:
    """Whether a row with one cell is a note 注 of the form, or its second item."""
    if len(said) != 1:
        return False
    text = said[0][1].text
    if vocabulary.front["notes"].match(text):
        return True
    return bool(notes) and bool(re.match(r"\d{1,2}\s*[.、．]", text)) and len(text) > 12


def _header_end(rows: list[Ruled], at: int, vocabulary: Vocabulary, current: Block | None) -> int:
    """Where the header that begins at ``rows[at]`` ends; ``at`` when none begins there."""
    first = current is None or _only_named(current)
    again = bool(current and current.header and rows[at].words() == current.header[0].words())
    if current and not again and _labels_panels(rows[at].said(), current, vocabulary):
        return at
    grouped = first and _groups_below(rows, at, vocabulary)
    if not again and not grouped and not begins_header(rows, at, vocabulary, first):
        return at
    end = at + 1
    while end < len(rows) and end - at < _MAX_HEADER and _continues(rows, at, end, vocabulary):
        end += 1
    return end


def _only_named(block: Block) -> bool:
    """Whether a block is no more than one cell over all columns, which names what is below it."""
    said = block.rows[0].said() if len(block.rows) == 1 else []
    return not block.header and not block.pairs and len(said) == 1 and said[0][0] == 0


def _plain(text: str) -> bool:
    """Whether a cell may stand in a header at all: short, and no sentence."""
    return len(text) <= LONG and not _SENTENCE.search(text)


def begins_header(rows: list[Ruled], at: int, vocabulary: Vocabulary, first: bool) -> bool:
    """Whether ``rows[at]`` begins a header; less is asked of the ``first`` row of a grid."""
    said = rows[at].said()
    texts = [t.text for _, t in said]
    if any(is_number(t) and not _BARE_YEAR.fullmatch(t) for t in texts):
        return False
    if not all(_plain(t) for t in texts):
        return False
    if _in_turn(texts, vocabulary) or any(map(vocabulary.front["unit"].match, texts)):
        return False
    strong = sum(vocabulary.is_strong(t) for t in texts)
    known = sum(vocabulary.is_header(t) for t in texts)
    likely = sum(vocabulary.is_header(t) or vocabulary.may_head(t) for t in texts)
    if len(texts) >= 2 and strong >= 2 and likely >= len(texts) - (said[0][0] == 0):
        return True
    if known == len(texts) and known >= 4:
        return True
    if _over_numbers(rows, at):
        return True
    if not first:
        return False
    if known and _same_shape(rows, at, vocabulary):
        return True
    if strong >= 2 and len(texts) > 3 and known * 2 >= len(texts):
        return True
    if vocabulary.is_key(texts[0]) and (len(texts) < 2 or not vocabulary.is_header(texts[1])):
        return False
    if len(texts) >= 2 and known * 2 >= len(texts):
        return True
    if known and len(texts) >= 2 and likely * 3 >= len(texts) * 2:
        return True
    return len(texts) >= 2 and _numbers_follow(rows, at)


def _in_turn(texts: list[str], vocabulary: Vocabulary) -> bool:
    """Whether the cells of a row are keys and values in turn: 项目名称 | … | 项目类别 | …."""
    if len(texts) % 2 or not all(map(vocabulary.is_key, texts[::2])):
        return False
    return not any(vocabulary.is_key(t) or vocabulary.is_header(t) for t in texts[1::2])


def _labels_panels(said: list[tuple[int, Text]], block: Block, vocabulary: Vocabulary) -> bool:
    """Whether a row only fills label columns of panels side by side: 年初结转 | 年末结转."""
    if len(said) < 2:
        return False
    labels = [vocabulary.is_label(bare(_lowest(block.header, c))) for c in range(said[-1][0] + 1)]
    if not all(labels[c] for c, _ in said):
        return False
    return all(not all(labels[a:b]) for (a, _), (b, _) in pairwise(said))


def _lowest(header: list[Ruled], column: int) -> str:
    """The lowest header word printed in ``column``, or ""."""
    cells = (r.cells[column].text for r in reversed(header) if column < len(r.cells))
    return next((text for text in cells if text), "")


def _groups_below(rows: list[Ruled], at: int, vocabulary: Vocabulary) -> bool:
    """Whether a row names groups of the columns that the header in the next row names.

    Each of its cells spans several cells of that header, or is merged down over none.
    """
    said = rows[at].said()
    below = next((i for i in range(at + 1, min(at + 3, len(rows))) if rows[i].said()), 0)
    if len(said) < 2 or said[0][0] != 0 or not below:
        return False
    if not all(_plain(t.text) and vocabulary.may_head(t.text) for _, t in said):
        return False
    if any(is_number(t.text) for _, t in said) or not begins_header(rows, below, vocabulary, True):
        return False
    columns = [c for c, _ in rows[below].said()]
    ends = [c for c, _ in said[1:]] + [max(len(rows[at].cells), columns[-1] + 1)]
    wide = [sum(c <= k < end for k in columns) for (c, _), end in zip(said, ends, strict=True)]
    return max(wide) > 1 and all(n != 1 for n in wide)


def _over_numbers(rows: list[Ruled], at: int) -> bool:
    """Whether the next row has a number under every word but the first, and nothing else."""
    below = next((r.said() for r in rows[at + 1 : at + 3] if r.said()), [])
    columns = [c for c, _ in rows[at].said()]
    if len(columns) < 3 or columns[0] != 0 or [c for c, _ in below] != columns[1:]:
        return False
    return all(is_number(t.text) for _, t in below)


def _same_shape(rows: list[Ruled], at: int, vocabulary: Vocabulary) -> bool:
    """Whether the next two rows fill the same columns as this one, and begin with no key."""
    columns = [c for c, _ in rows[at].said()]
    below = [r.said() for r in rows[at + 1 : at + 3]]
    if len(columns) < 3 or not below or any(not said for said in below):
        return False
    return all(
        [c for c, _ in said] == columns and not vocabulary.is_key(said[0][1].text) for said in below
    )


def _numbers_follow(rows: list[Ruled], at: int) -> bool:
    """Whether the rows below have numbers under the words of ``rows[at]``, in most columns."""
    columns = {c for c, _ in rows[at].said()}
    for row in rows[at + 1 : at + 5]:
        numbers = {c for c, t in row.said() if is_number(t.text) and (c or not is_code(t.text))}
        if numbers:
            return bool(numbers & columns) and 0 not in numbers
    return False


def _number_below(rows: list[Ruled], at: int, column: int) -> bool:
    """Whether the next printed row has a number in ``column``."""
    below = next((r for r in rows[at + 1 : at + 3] if r.said()), None)
    return below is not None and any(c == column and is_number(t.text) for c, t in below.said())


def _continues(rows: list[Ruled], start: int, at: int, vocabulary: Vocabulary) -> bool:
    """Whether ``rows[at]`` is a further row of the header that began at ``start``."""
    row = rows[at]
    said = row.said()
    if not said or is_ordinal_row(row, vocabulary):
        return bool(said)
    texts = [t.text for _, t in said]
    if any(is_number(t) and not _BARE_YEAR.fullmatch(t) for t in texts):
        return False
    if not all(_plain(t) for t in texts):
        return False
    if any(vocabulary.closed.get(bare(t)) is not None for t in texts):
        return False
    above = [r for r in rows[start:at] if not is_ordinal_row(r, vocabulary)]
    if len(said) == 1:
        column, text = said[0]
        if not vocabulary.is_header(text.text) or not above:
            return False
        over, wide = _over(above, column)
        labels = vocabulary.is_label(bare(over))
        if bare(text.text) in vocabulary.totals:
            return column > 0 and not labels
        if labels and not vocabulary.is_label(bare(text.text)):
            return column > 0 and _number_below(rows, at, column)
        return wide > 1 or _number_below(rows, at, column)
    known = sum(vocabulary.is_header(t) for t in texts)
    if known == len(texts) or (known * 4 >= len(texts) * 3 and len(texts) > 3):
        return not _is_total_row(texts, vocabulary)
    if not above or any(_over(above, c)[1] == 1 for c, _ in said):
        return False
    if any("，" in t for t in texts):  # clauses, as under 项目总目标 | 年度总体目标
        return False
    if all(not vocabulary.is_label(bare(_over(above, c)[0])) for c, _ in said):
        return len(said) > 2 or said[0][0] > 0
    if said[0][0] > 0:
        return _numbers_follow(rows, at)
    over, wide = _over(above, 0)
    grouped = wide > 1 and vocabulary.is_label(bare(over)) and len(texts) > 2
    return grouped and known * 2 >= len(texts) and _numbers_follow(rows, at)


def _is_total_row(texts: list[str], vocabulary: Vocabulary) -> bool:
    return all(bare(t) in vocabulary.totals for t in texts) and len(set(map(bare, texts))) == 1


def _over(above: list[Ruled], column: int) -> tuple[str, int]:
    """The first header word over ``column`` and how many columns it spans (merged to its right)."""
    cells = above[0].cells
    left = min(column, len(cells) - 1)
    while left > 0 and not cells[left].text:
        left -= 1
    right = left + 1
    while right < len(cells) and not cells[right].text:
        right += 1
    right = max(right, column + 1) if right == len(cells) else right
    return cells[left].text, right - left


def _opened(header: list[Ruled], vocabulary: Vocabulary) -> Block:
    ordinals = [r for r in header if is_ordinal_row(r, vocabulary)]
    return Block(header=[r for r in header if r not in ordinals], ordinals=ordinals)


def _closed(block: Block) -> Block:
    """The block with the end of its first header cell put back: 项目资金 over （万元）."""
    if not block.header or not block.rows or not block.header[0].cells[0].text:
        return block
    head, first = block.header[0], block.rows[0]
    if not first.cells[0].text or not _BRACKETS.fullmatch(first.cells[0].text):
        return block
    whole = Text.join([head.cells[0], first.cells[0]])
    block.header[0] = Ruled(head.line, (whole, *head.cells[1:]))
    block.rows[0] = Ruled(first.line, (Text.of("", first.line, 0), *first.cells[1:]))
    return block


def _same_header(current: Block, new: Block) -> bool:
    """Whether the header is printed again, as at the top of a new page or for the next goal.

    The first row must be the same; lower rows may be misprinted but add no word.
    """
    if not current.header or not new.header or not current.rows:
        return False
    if current.header[0].words() != new.header[0].words():
        return False
    old = {w for row in current.header for w in row.words()}
    return all(w in old for row in new.header for w in row.words())


def _caption(made: list[Block], vocabulary: Vocabulary) -> Text | None:
    """The section row right above a header: taken from the block before, which it closes."""
    if not made or not made[-1].rows:
        return None
    position = len(made[-1].rows) - 1
    said = made[-1].rows[-1].said()
    column, first = said[0]
    if len(said) == 1 and column == 0 and _names_section(first.text, made[-1], vocabulary):
        made[-1].rows.pop()
        made[-1].pairs.discard(position)
        if not made[-1].rows and not made[-1].header:
            made.pop()
        return first
    if position in made[-1].pairs and len(said) == 2 and re.search(r"\d", first.text):
        return first
    return None


def _names_section(text: str, block: Block, vocabulary: Vocabulary) -> bool:
    """Whether a row of one cell names the table under it, and is not a row left blank."""
    if is_number(text) or not _plain(text) or vocabulary.is_key(text):
        return False
    if not block.header:
        return True
    return bool(marker(text)) or bare(text).endswith(vocabulary.captions)


def _is_pair(said: list[tuple[int, Text]], block: Block, vocabulary: Vocabulary) -> bool:
    """Whether a row is a line of keys and values 键值, not of the columns of its header."""
    if not block.header:
        return any(vocabulary.is_key(t.text) for _, t in said)
    column, first = said[0]
    if column != 0 or len(said) < 2 or not vocabulary.is_key(first.text):
        return False
    if _labels_panels(said, block, vocabulary):
        return False
    return not any(is_number(t.text) or is_dash(t.text) for _, t in said[1:])
