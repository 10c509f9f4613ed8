"""Reading a whole file 读: real documents cell by cell, and laws that hold for any text."""

import json
import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingzhang import packs
from mingzhang.model import Document, Paragraph, Text, Unreadable
from mingzhang.read import read

WORDS = packs.words()["forms"] | {"wrapped": packs.words()["wrapped"]}
DOCUMENTS = [
    "qingshan-2022-budget",
    "tongcheng-2022-budget",
    "tongcheng-2023-final",
    "tonghai-2021-final",
]


def opened(text: str) -> Document:
    return read(text.encode(), "a.txt", WORDS)


def texts(document: Document) -> list[Text]:
    """Every text of a document, wherever it ended."""
    found: list[Text] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            found.append(block.text)
            continue
        found += [block.title, *block.headers, *block.notes, *block.furniture]
        for row in block.rows:
            found += [*row.label, *row.cells.values()]
    return found


def lost(document: Document) -> list[str]:
    """The numbers of the source that no block holds, as "line: number"."""
    held = set()
    for text in texts(document):
        for hit in re.finditer(r"\d", text.text):
            place = text.at(hit.start())
            held.add((place.line, place.offset))
    return [
        f"{line}: {hit[0]}"
        for line, printed in enumerate(document.lines, 1)
        for hit in re.finditer(r"\d+", printed)
        if any((line, at) not in held for at in range(hit.start(), hit.end()))
    ]


def misplaced(document: Document) -> list[str]:
    """Digits that do not stand in the source where their text says."""
    return [
        f"{text.text[:40]!r} at {i}"
        for text in texts(document)
        for i, character in enumerate(text.text)
        if character.isdigit()
        and document.lines[text.at(i).line - 1][text.at(i).offset :][:1] != character
    ]


def as_json(document: Document) -> dict:
    """The tables as ``mingzhang read`` prints them; a row without a label may be any total."""
    return {
        "tables": [
            {
                "number": t.number,
                "title": t.title.text,
                "unit": t.unit,
                "line": t.line,
                "columns": list(t.columns),
                "rows": [
                    {
                        "label": [x.text for x in r.label] or ["~合计", "~指标合计行"],
                        "line": r.line,
                        "cells": {path: cell.text for path, cell in r.cells.items()},
                    }
                    for r in t.rows
                ],
            }
            for t in document.tables
        ]
    }


def found(shared, name: str):
    """A real document whose file name ends with ``name``, and its gold if there is one."""
    (text,) = (shared / "corpus" / "text").glob(f"*{name}.txt")
    gold = shared / "corpus" / "gold" / f"{text.stem}.json"
    return text, gold


@pytest.mark.parametrize(
    ("name", "exact"), [("qingshan-2022-budget", 734), ("tonghai-2021-final", 411)]
)
def test_the_cells_of_a_real_document_are_read(shared, tmp_path, name, exact):
    text, gold = found(shared, name)
    made = tmp_path / "read.json"
    made.write_text(json.dumps(as_json(read(text.read_bytes(), name, WORDS)), ensure_ascii=False))
    said = subprocess.run(
        [sys.executable, shared / "tools" / "match_gold.py", made, gold],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert int(re.match(r"exact (\d+) of", said)[1]) >= exact, said


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_number_of_a_real_document_ends_in_a_block(shared, name):
    text, _ = found(shared, name)
    document = read(text.read_bytes(), name, WORDS)
    assert lost(document) == []
    assert misplaced(document) == []


PRINTED = """
项目 合计 小计 基本支出 项目支出 预算数 决算数 一级指标 二级指标 指标值 产出指标 数量指标
项目名称 主管部门 收入 支出 单位：万元 公开03表 注：无 栏次 行次 表3. 收支总表 支出决算表 210
2101501 1 2 3 -4- 12.50 1,024.00 96% $\\geq90\\%$ <p>8</p> — 2023年 （二）其中 共3次。 2、继续
第5页 |12|
"""
WORD = st.sampled_from(PRINTED.split())
LINE = st.one_of(
    st.lists(WORD | st.just(""), min_size=1, max_size=7).map("\t".join),
    st.lists(WORD, max_size=4).map("".join),
    st.lists(WORD, min_size=1, max_size=5).map(lambda cells: "|" + "|".join(cells) + "|"),
    st.text(alphabet="0123456789.,%<>|$\\\t 年月元表：（）、。\f#-", max_size=20),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(LINE, min_size=1, max_size=30))
def test_whatever_is_printed_every_number_ends_in_a_block(lines):
    try:
        document = opened("\n".join(lines))
    except Unreadable:
        return
    assert lost(document) == []
    assert misplaced(document) == []
