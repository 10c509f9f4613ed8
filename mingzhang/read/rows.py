"""Blocks to tables 表: labels carried down, shifted cells put back, panels told apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from mingzhang.model import Row, Text
from mingzhang.read.blocks import Block, Ruled
from mingzhang.read.headers import LABEL, ORDINAL, VALUE, Column, Header, Panel
from mingzhang.read.vocabulary import LONG, Vocabulary, bare, is_code, is_dash, is_number

_SPLIT_CODE = (3, 2, 2)
_CODED = re.compile(r"(\d{3}|\d{5}|\d{7})[\s\-—_]*([^\s\-—_\d.,，年月日个人元万%％、)）].*)", re.S)
_AMOUNT = re.compile(r"-?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|-?\d+\.\d{2}")
_NAMED = 2  # so many labels of its own say what a row is without the cell at its left
_NUMBERED = re.compile(r"\d\s*[:：]?$")


@dataclass(slots=True)
class Made:
    """What the rows of a block have become, while they are read."""

    rows: list[Row] = field(default_factory=list)
    furniture: list[Text] = field(default_factory=list)
    section: tuple[Text, ...] = ()
    carried: dict[int, tuple[Text, ...]] = field(default_factory=dict)


class Restored(NamedTuple):
    """What was put back in a block: the doubt by position of rows that might stand otherwise, and
    remarks on rows that can stand nowhere else."""

    doubts: dict[int, str]
    remarks: list[str]


def restored(block: Block, header: Header, vocabulary: Vocabulary) -> Restored:
    """Puts back the cells of shifted rows of ``block``, in place."""
    types = _types(block, header, vocabulary)
    made = Restored({}, [])
    for position, row in enumerate(block.rows):
        if position not in block.pairs and not _is_long_pair(row, header, vocabulary):
            block.rows[position], moved, alone = _shifted(row, header, types, vocabulary)
            if moved and alone:
                made.remarks.append(f"第{row.line}行{moved}")
            elif moved:
                made.doubts[position] = f"本行{moved}"
    return made


def rows(block: Block, header: Header, doubts: dict[int, str], vocabulary: Vocabulary) -> Made:
    """The rows of ``block`` under ``header``, and what is furniture in it."""
    made = Made()
    if block.caption and (
        _NUMBERED.search(bare(block.caption.text)) or not any(p.labels for p in header.panels)
    ):
        made.section = (block.caption,)
    head: tuple[Text, ...] = ()
    if header.section:
        head = (block.header[header.section[0]].cells[header.section[1]],)
    for position, row in enumerate(block.rows):
        if position in block.pairs or _is_long_pair(row, header, vocabulary):
            _pairs(row, made, head, vocabulary, bool(block.header))
        else:
            _data(row, header, block, made, head, doubts.get(position, ""), vocabulary)
    return made


def _types(block: Block, header: Header, vocabulary: Vocabulary) -> dict[int, str]:
    """What kind of thing each printed column holds, by its role and most of its cells."""
    types: dict[int, str] = {}
    for column in header.columns:
        for c in column.at:
            cells = [
                r.cells[c].text
                for i, r in enumerate(block.rows)
                if i not in block.pairs and c < len(r.cells) and r.cells[c].text
            ]
            percent = sum(t.rstrip().endswith(("%", "％")) and is_number(t) for t in cells)
            numbers = sum(is_number(t) for t in cells)
            if column.role == LABEL:
                whole = sum(t.isdecimal() or is_code(t) for t in cells)
                coded = whole * 2 > len(cells) or vocabulary.is_code_column(column.name)
                types[c] = "code" if coded else LABEL
            elif percent * 2 > len(cells):
                types[c] = "percent"
            elif numbers * 2 > len(cells):
                types[c] = "number"
            elif cells:
                types[c] = "text"
            else:
                types[c] = VALUE
    return types


def _conflicts(
    row: Ruled, shift: int, header: Header, types: dict[int, str], vocabulary: Vocabulary
) -> int:
    """How many cells of ``row``, moved right by ``shift``, stand where they cannot."""
    homes = {bare(column.path[-1]): column.at[0] for column in header.columns if column.path}
    wrong = 0
    for c, text in row.said():
        kind = types.get(c + shift)
        home = homes.get(vocabulary.closed.get(bare(text.text), ""))
        if kind is None:
            wrong += 2
        elif home is not None:
            wrong += 2 * (home != c + shift)
        elif is_dash(text.text):
            continue
        elif is_number(text.text) and not is_code(text.text):
            percent = text.text.rstrip().endswith(("%", "％"))
            if kind == "code":
                wrong += 2 * (not text.text.isdecimal())
            elif kind in (LABEL, "text"):
                wrong += 2
            elif (kind == "percent") != percent and kind != VALUE:
                wrong += 1
        elif kind in ("number", "percent") and not is_number(text.text):
            wrong += 2
        elif kind == VALUE and not is_number(text.text):
            wrong += 1
    return wrong


def _shifted(
    row: Ruled, header: Header, types: dict[int, str], vocabulary: Vocabulary
) -> tuple[Ruled, str, bool]:
    """Puts back the cells of a row whose blank cells at one end have moved to the other.

    The row, what was done, and whether it was the only place where the cells fit.
    """
    said = row.said()
    if len(said) < 2 or not any(c.path for c in header.columns):
        return row, "", False
    here = _conflicts(row, 0, header, types, vocabulary)
    if here < 2:
        return row, "", False
    width = max(types, default=0) + 1
    first, last = said[0][0], said[-1][0]
    ranked = []
    named = not is_number(said[0][1].text)
    for shift in range(-first, width - last):
        if shift and not (named and types.get(first + shift) not in (LABEL, "code")):
            wrong = _conflicts(row, shift, header, types, vocabulary)
            ranked.append((wrong, abs(shift), shift))
    if not ranked or min(ranked)[0]:
        return row, "", False
    shift = min(ranked)[2]
    blank = Text.of("", row.line, 0)
    if shift > 0:
        cells = (*[blank] * shift, *row.cells[: len(row.cells)])[:width]
    else:
        cells = (*row.cells[-shift:], *[blank] * -shift)
    side = "左" if shift > 0 else "右"
    alone = sum(not wrong for wrong, _, _ in ranked) == 1
    done = f"单元格{side}移了 {abs(shift)} 栏，已移回原位"
    return Ruled(row.line, tuple(cells)), done, alone


def _is_long_pair(row: Ruled, header: Header, vocabulary: Vocabulary) -> bool:
    """Whether a row is a key, or a name and a long text, in a table whose columns are for more."""
    said = row.said()
    if len(said) != 2 or not header.columns:
        return False
    if len(said[1][1].text) <= LONG and not vocabulary.is_key(said[0][1].text):
        return False
    if not any(c.path for c in header.columns) or len(said[0][1].text) > LONG:
        return False
    roles = {c: column for column in header.columns for c in column.at}
    column = roles.get(said[1][0])
    if any(p.labels and p.labels[0].at[0] == said[1][0] for p in header.panels[1:]):
        return False  # the name of a row of another panel: 上年结转 | 结转下年
    return column is not None and column.role == LABEL and said[0][0] == 0


def _data(
    row: Ruled,
    header: Header,
    block: Block,
    made: Made,
    head: tuple[Text, ...],
    doubt: str,
    vocabulary: Vocabulary,
) -> None:
    for column in header.columns:
        if column.role == ORDINAL:
            made.furniture += [row.cells[c] for c in column.at if c < len(row.cells)]
    if _collapsed(row, header):
        said = [t for _, t in row.said()]
        for number, panel in enumerate(header.panels[: len(said) // 2]):
            name = (block.header[0].cells[panel.name[1]],) if panel.name else ()
            cells = {panel.values[0].name: said[2 * number + 1]}
            label = (*name, said[2 * number])
            made.rows.append(
                Row(label, cells, row.line, number, "本行合并单元格丢失，依次归入各栏")
            )
        return
    found = []
    for number, panel in enumerate(header.panels):
        labels = _labels(row, panel, made, vocabulary)
        if not labels and not block.header:
            labels = made.carried.get(-1, ())
        cells = _cells(row, panel)
        name = ()
        if panel.name:
            name = (block.header[panel.name[0]].cells[panel.name[1]],)
        found.append((number, name, labels, cells))
    _rejoin(found)
    for number, name, labels, cells in found:
        if not labels and not any(t.text for t in cells.values()):
            continue
        if not labels and not any(not is_dash(t.text) for t in cells.values() if t.text):
            made.furniture += [t for t in cells.values() if t.text]
            continue
        over = head if len(labels) < _NAMED else ()
        label = (*made.section, *name, *over, *labels)
        why = doubt or (_misfit(row, header.panels[number]) if block.header else "")
        made.rows.append(Row(label, cells, row.line, number, why))


def _misfit(row: Ruled, panel: Panel) -> str:
    """Why the cells of a row do not fit its panel, or "": a code cut short, two figures under one
    name, a figure under none or among the names."""
    said = [(c, row.cells[c.at[0]]) for c in panel.labels if c.at[0] < len(row.cells)]
    for at, (_, text) in enumerate(said):
        if _AMOUNT.fullmatch(text.text):
            return f"「{text.text}」印在行名栏里"
        run = [t.text for t in _split_code(said[at:])]
        whole = [len(t) for t in run] == list(_SPLIT_CODE[: len(run)])
        if len(run) > 1 and not whole and not (at and _is_part(said[at - 1][1].text)):
            return f"科目编码印作{'-'.join(run)}，位数不对"
    seen: set[str] = set()
    for column in panel.values:
        texts = [row.cells[c].text for c in column.at if c < len(row.cells)]
        numbers = sum(is_number(t) for t in texts)
        if numbers and column.name in seen:
            return f"有几栏都叫「{column.name}」"
        seen |= {column.name} if numbers else set()
        if numbers > 1:
            return f"「{column.name}」一栏下印了{numbers}个数"
        if numbers and not column.path:
            return "有数的一栏没有栏名"
    return ""


def _collapsed(row: Ruled, header: Header) -> bool:
    """Whether a row of totals over panels lost its merged cells: name, figure, name, figure."""
    said = row.said()
    if len(header.panels) < 2 or len(said) < 4 or len(said) % 2:
        return False
    if any(len(p.values) != 1 or len(p.labels) < 2 for p in header.panels):
        return False
    if len(said) // 2 > len(header.panels) or [c for c, _ in said] != list(range(len(said))):
        return False
    texts = [t.text for _, t in said]
    return all(map(is_number, texts[1::2])) and not any(map(is_number, texts[::2]))


def _rejoin(found: list) -> None:
    """A total whose figure stands in the next panel of the same group gets it back."""
    for i in range(len(found) - 1):
        number, name, labels, cells = found[i]
        _, other, none, theirs = found[i + 1]
        if not labels or any(t.text for t in cells.values()) or none or not name:
            continue
        if name != other or not any(t.text for t in theirs.values()):
            continue
        joined = {p: theirs.get(p, t) if theirs.get(p, t).text else t for p, t in cells.items()}
        for path, text in theirs.items():
            if text.text and path not in joined:
                joined[path] = text
        found[i] = (number, name, labels, joined)
        found[i + 1] = (found[i + 1][0], other, none, {})


def _labels(row: Ruled, panel: Panel, made: Made, vocabulary: Vocabulary) -> tuple[Text, ...]:
    """The label texts of a row, with merged cells above carried down."""
    texts = [row.cells[c.at[0]] if c.at[0] < len(row.cells) else None for c in panel.labels]
    said = [t is not None and bool(t.text) for t in texts]
    last = max((i for i, s in enumerate(said) if s), default=-1)
    total = any(t is not None and bare(t.text) in vocabulary.totals for t in texts)
    labels: list[tuple[Column, Text]] = []
    fresh = False
    for i, (column, text) in enumerate(zip(panel.labels, texts, strict=True)):
        at = column.at[0]
        if text is not None and text.text.isdecimal() and _numbers_rows(column, vocabulary):
            made.furniture.append(text)
            continue
        if text is not None and text.text:
            labels.append((column, text))
            made.carried[at] = (text,)
            fresh = True
            for later in panel.labels[i + 1 :]:
                made.carried.pop(later.at[0], None)
            continue
        if i < last and not fresh and at in made.carried and _carries(column, total, vocabulary):
            labels += [(column, carried) for carried in made.carried[at]]
    return _codes(labels)


def _numbers_rows(column: Column, vocabulary: Vocabulary) -> bool:
    """Whether a label column numbers the rows (序号) where it does not say 合计."""
    return bool(column.path) and bare(column.path[-1]) in vocabulary.ordinals


def _carries(column: Column, total: bool, vocabulary: Vocabulary) -> bool:
    if not column.path:
        return True
    if vocabulary.is_code_column(column.name) or _numbers_rows(column, vocabulary):
        return False
    return not total or bare(column.path[-1]) in vocabulary.levels


def _codes(labels: list[tuple[Column, Text]]) -> tuple[Text, ...]:
    """A code printed in three columns 类 款 项 is one label, one before its name another."""
    if len(labels) == 1 and labels[0][0].path:
        found = _CODED.match(labels[0][1].text)
        if found:
            whole = labels[0][1]
            return whole.cut(0, found.end(1)), whole.cut(found.start(2), len(whole.text))
    made: list[Text] = []
    at = 0
    while at < len(labels):
        run = _split_code(labels[at:])
        if [len(t.text) for t in run] == list(_SPLIT_CODE[: len(run)]):
            made.append(Text.join(run))
        else:
            made += run
        at += len(run)
    return tuple(made)


def _split_code(labels: list[tuple[Column, Text]]) -> list[Text]:
    """The first label, with the next ones if they are the parts of one code: short numbers in
    columns side by side under one header."""
    run = [labels[0][1]]
    for (left, above), (right, text) in pairwise(labels[: len(_SPLIT_CODE)]):
        beside = right.at[0] == left.at[0] + 1 and left.path[:-1] == right.path[:-1]
        if not (beside and _is_part(above.text) and _is_part(text.text)):
            break
        run.append(text)
    return run


def _is_part(text: str) -> bool:
    return text.isdecimal() and len(text) <= _SPLIT_CODE[0]


def _cells(row: Ruled, panel: Panel) -> dict[str, Text]:
    """Cells by column path; a second text under one merged column keeps a path of its own."""
    cells: dict[str, Text] = {}
    for column in panel.values:
        texts = [row.cells[c] for c in column.at if c < len(row.cells)]
        said = [t for t in texts if t.text]
        if not texts:
            texts = [Text.of("", row.line, 0)]
        for i, text in enumerate(said or texts[:1]):
            name = column.name if not i else f"{column.name}（{i + 1}）"
            more = 2
            while name in cells:
                name = f"{column.name}（{i + more}）"
                more += 1
            cells[name] = text
    return cells


def _pairs(
    row: Ruled, made: Made, head: tuple[Text, ...], vocabulary: Vocabulary, within: bool
) -> None:
    """A row of keys and values; an odd text before the first key labels the rows that follow."""
    said = [t for _, t in row.said()]
    first = row.said()[0][0]
    lead: tuple[Text, ...] = ()
    if len(said) > 2 and _led(said, vocabulary):
        lead, said = (said[0],), said[1:]
        made.carried[-1] = lead
    elif first > 0 and -1 in made.carried:
        lead = made.carried[-1]
    else:
        made.carried.pop(-1, None)
    cells: dict[str, Text] = {}
    i = 0
    while i < len(said):
        key = said[i]
        both = i + 1 < len(said) and not (
            vocabulary.is_key(key.text)
            and vocabulary.is_key(said[i + 1].text)
            and len(said) % 2
            and bare(said[i + 1].text) in vocabulary.keys
        )
        value = said[i + 1] if both else Text.of("", key.line, key.at(0).offset)
        name = re.sub(r"\s+", "", key.text)
        cells[name if name not in cells else f"{name}（{i}）"] = value
        made.furniture.append(key)
        i += 2 if both else 1
    section = () if within else made.section
    if len(cells) == 1:
        lead = (*lead, said[0])
    made.rows.append(Row((*section, *lead), cells, row.line))
    if len(cells) == 1 and _NUMBERED.search(bare(said[0].text)):
        made.section = (said[0],)


def _led(said: list[Text], vocabulary: Vocabulary) -> bool:
    """Whether the first cell names the pairs after it: then keys stand at odd places."""

    def wrong(start: int) -> int:
        keys, values = said[start::2], said[start + 1 :: 2]
        return sum(is_number(t.text) for t in keys) + sum(vocabulary.is_key(t.text) for t in values)

    plain, led = wrong(0), wrong(1)
    return led < plain or (led == plain and bool(len(said) % 2) and vocabulary.is_key(said[1].text))


def headers(block: Block) -> tuple[Text, ...]:
    """All texts of the header, of rows that number columns, and of headers printed again."""
    rows = sorted([*block.header, *block.ordinals, *block.repeats])
    return tuple(t for row in rows for _, t in row.said())
