"""Tables without upright rules: white strips part the columns, running text has none."""

import pytest
from test_pdf_lettering import glyphs

from mingzhang.read.pdf.columns import open_grids
from mingzhang.read.pdf.lettering import rows
from mingzhang.read.pdf.sheets import Glyph, Rule
from mingzhang.read.pdf.tables import filled, printed

TABLE = [
    ["科目名称", "预算数", "决算数"],
    ["行政运行", "1,204.50", "1,100.25"],
    ["一般行政管理事务", "88.00", "7.15"],
    ["合计", "1,292.50", "1,107.40"],
]


def right(text: str, x: float, y: float) -> list[Glyph]:
    return glyphs(text, x - 5 * len(text), y)


def drawn(table: list[list[str]], pitch: float = 20) -> list[Glyph]:
    made = []
    for r, (name, *values) in enumerate(table):
        y = 100 + pitch * r
        made += glyphs(name, 60, y)
        for c, value in enumerate(values):
            x = 260 + 90 * c
            made += right(value, x, y) if value[-1:].isdigit() else glyphs(value, x - 42, y)
    return made


def read(printed_: list[Glyph], level: list[Rule]) -> list[list[list[str]]]:
    return [
        [printed(row, len(g.xs) - 1)[0].split("\t") for row in filled(g, printed_, 1).rows]
        for g in open_grids(rows(printed_), level)
    ]


def test_a_table_without_rules():
    assert read(drawn(TABLE), []) == [TABLE]


def test_a_table_with_three_rules():
    level = [Rule(y, 55.0, 360.0) for y in (96.0, 116.0, 176.0)]
    assert read(drawn(TABLE), level) == [TABLE]


def test_a_table_with_a_rule_under_every_row():
    level = [Rule(96.0 + 20 * i, 55.0, 360.0) for i in range(5)]
    assert read(drawn(TABLE), level) == [TABLE]


def test_a_group_over_two_columns_stands_at_the_first():
    level = [Rule(76.0, 55.0, 360.0), Rule(96.0, 185.0, 360.0)]
    level += [Rule(116.0 + 20 * i, 55.0, 360.0) for i in range(4)]
    over = glyphs("本年支出", 255, 80)
    first, second, *_ = read(over + drawn(TABLE), level)[0]
    assert first == ["科目名称", "本年支出", ""]
    assert second == ["", "预算数", "决算数"]


@pytest.mark.parametrize("level", [[], [Rule(90.0, 55.0, 500.0), Rule(700.0, 55.0, 500.0)]])
def test_running_text_is_no_table(level):
    text = "本年度收入决算1234.56万元，与上年度相比增加12.30万元，主要原因是人员增加。"
    page = [g for n in range(12) for g in glyphs(text, 60, 100 + 20 * n)]
    assert read(page, level) == []


def test_names_side_by_side_are_no_table():
    page = [g for n in range(6) for x in (60, 200, 340) for g in glyphs("某科室", x, 100 + 20 * n)]
    assert read(page, []) == []


def test_a_list_of_contents_is_no_table():
    lines = ["一、收入决算表", "二、支出决算表", "三、其他事项", "四、名词解释"]
    page = [g for n, s in enumerate(lines) for g in glyphs(s, 60, 100 + 20 * n)]
    page += [g for n in range(4) for g in glyphs(str(n + 3), 480, 100 + 20 * n)]
    assert read(page, []) == []


def rising(broken: list[list[str]]) -> list[Glyph]:
    """Lines equally far apart: a code, a name, two figures that end at one place."""
    made = []
    for r, (code, name, *values) in enumerate(broken):
        y = 100 + 12 * r
        made += glyphs(code, 60, y) if code else []
        made += glyphs(name, 120, y) if name else []
        for c, value in enumerate(values):
            made += right(value, 400 + 100 * c, y) if value else []
    return made


BROKEN = [
    ["20106", "财政委托业务支出及其", "240,483,374.0", "580.76"],
    ["", "他相关支出", "4", ""],
    ["20107", "税收事务", "334.92", "585,613,634.4"],
    ["", "", "", "3"],
    ["20108", "审计事务及其他相关支", "1.00", "2.00"],
    ["", "出", "", ""],
]
WHOLE = [
    ["20106", "财政委托业务支出及其他相关支出", "240,483,374.04", "580.76"],
    ["20107", "税收事务", "334.92", "585,613,634.43"],
    ["20108", "审计事务及其他相关支出", "1.00", "2.00"],
]


def test_lines_equally_far_apart_that_do_not_begin_at_the_left_go_on_with_the_row_above():
    level = [Rule(y, 55.0, 520.0) for y in (97.0, 172.0)]
    assert read(rising(BROKEN), level) == [WHOLE]


def test_a_row_without_a_code_is_a_row_of_its_own():
    rows_ = [*WHOLE, ["", "合计", "1.00", "2.00"]]
    level = [Rule(y, 55.0, 520.0) for y in (97.0, 148.0)]
    assert read(rising(rows_), level) == [rows_]
    assert read(rising(rows_), []) == [rows_]
