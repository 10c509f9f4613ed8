"""Characters to words: gaps are white space, broken lines of a cell are one text."""

import pytest

from mingzhang.read.pdf.lettering import between, rows, run
from mingzhang.read.pdf.sheets import Glyph


def glyphs(text: str, x: float = 50.0, y: float = 100.0, size: float = 10.0) -> list[Glyph]:
    """Characters as wide as type has them; a blank only moves on."""
    made = []
    for char in text:
        wide = size / 2 if char.isascii() else size
        if char != " ":
            made.append(Glyph(x, y, x + wide, y + size, char))
        x += wide
    return made


def test_white_space_is_told_by_the_gap():
    assert run(glyphs("决算 数")).text == "决算 数"
    assert run(glyphs("1,234.56")).text == "1,234.56"


def test_a_character_printed_twice_for_bold_is_read_once():
    twice = sorted([*glyphs("合计"), *glyphs("合计", 50.3)])
    assert run(twice).text == "合计"


def test_the_same_digit_twice_is_two_digits():
    assert run(glyphs("1100")).text == "1100"


def test_lines_are_told_by_their_height_on_the_page():
    printed = glyphs("上一行", y=100) + glyphs("下一行", y=114) + glyphs("小", 90, 102, 8)
    assert [run(line).text.replace(" ", "") for line in rows(printed)] == ["上一行小", "下一行"]


@pytest.mark.parametrize(
    ("before", "after", "room", "said"),
    [
        ("机关事业单位基本养", "老保险缴费", 3, ""),
        ("1,234,56", "7.89", 4, ""),
        ("24,458.", "43", 4, ""),
        ("100.00", "200.00", 4, " "),
        ("100", "200", 60, " "),
        ("Total", "budget", 4, " "),
        ("数量指标完成", "2.质量指标完成", 80, " "),
    ],
)
def test_what_stands_between_two_lines_of_a_cell(before, after, room, said):
    assert between(before, after, room) == said
