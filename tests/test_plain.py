"""A disclosure as plain text: what the reader of text finds in it is what was written."""

import published
import pytest

from mingzhang.read import read
from mingzhang.write import plain


@pytest.fixture(scope="module")
def made():
    return published.disclosure()


@pytest.fixture(scope="module")
def found(made):
    return read(plain.text(made, published.WORDS).encode(), "a.txt", published.READING)


def test_every_row_is_found_again(made, found):
    """All but the rows that only head a form and ordinals, which the reader keeps apart."""
    rows = {tuple(row) for row in published.rows(found)}
    lost = [row for row in published.printed(made) if row not in rows]
    assert [row for row in lost if not row[0].isdecimal() or len(row[0]) > 2] == [
        ("部门名称", published.DEPARTMENT),
        ("年度总体目标", published.AIM),
        ("一级指标", "二级指标", "三级指标", "指标值", "备注"),
    ]
    assert {row[1:] for row in lost if row[0].isdecimal()} <= rows


def test_titles_and_units_are_those_of_the_forms(made, found):
    titles = dict.fromkeys((t.number, t.title.text, t.unit) for t in found.tables)
    assert list(titles) == [(s.number, s.title, s.unit) for s in made.sheets]


def test_what_is_said_stands_in_order(made, found):
    said = "\n".join(p.text.text for p in found.paragraphs)
    written = [p.text for p in made.pieces if hasattr(p, "runs")]
    places = [said.index(text) for text in written]
    assert places == sorted(places)


def test_a_tab_or_a_line_end_in_a_cell_parts_nothing():
    sheet = published.sheet("a", "表1", "甲表", [["项目", "金额"], ["甲\t乙\n丙", 100_000_000]], 1)
    made = published.Disclosure("甲", "甲", 2026, "budget", "", (sheet,))
    lines = plain.text(made, published.WORDS).splitlines()
    assert "甲 乙 丙\t100.00" in lines
