"""The parts of the reader of text without a grid: sums, headers, torn rows, bad input."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wrapping import Style, print_table

from mingzhang import packs
from mingzhang.model import Text
from mingzhang.read import wrapped
from mingzhang.read.wrapped_lines import flow
from mingzhang.read.wrapped_statements import MoneyWords
from mingzhang.read.wrapped_sums import Identity, Placed, settle, ways
from mingzhang.read.wrapped_tree import identities, tree

WORDS = packs.words()["wrapped"]
MONEY = MoneyWords.of(WORDS["money"])
WHOLE = Identity(0, (1, 2))  # 合计 = 基本支出 + 项目支出


def lines(text: str) -> list[Text]:
    return [Text.of(line, number) for number, line in enumerate(text.split("\n"), 1)]


def rows(text: str) -> dict[str, tuple[dict[str, str], str]]:
    """By last label, over all tables: printed cells by last header word, and the doubt."""
    return {
        row.label[-1].text: (
            {k.rsplit("/", 1)[-1]: v.text for k, v in row.cells.items() if v.text},
            row.doubt,
        )
        for _, _, table in wrapped.find(lines(text), WORDS)
        for row in table.rows
    }


# --- sums


def test_one_number_fewer_has_the_ways_that_add_up():
    assert ways((70, 70), 3, [WHOLE]).ways == [(0, 1), (0, 2)]
    assert ways((100, 70, 30), 3, [WHOLE]).ways == [(0, 1, 2)]
    assert not ways((100, 70), 3, [WHOLE]).holds


def test_a_sum_that_holds_but_for_rounding_is_taken_when_none_is_exact():
    placed = ways((101, 50, 50), 4, [Identity(0, (1, 2, 3))])
    assert placed.holds
    assert (0, 1, 2) in placed.ways


def test_more_numbers_than_columns_are_not_placed():
    assert ways((1, 2, 3), 2, []).ways == []


def test_a_whole_settles_its_parts():
    rows = [Placed((100, 60, 40), [(0, 1, 2)], True)] + [
        ways(numbers, 3, [WHOLE]) for numbers in ((60, 60), (40, 40))
    ]
    settle(rows, 3, [(0, [1, 2])])
    assert [row.ways for row in rows] == [[(0, 1, 2)], [(0, 1)], [(0, 2)]]


def test_a_part_stays_within_its_whole_though_the_sum_is_broken():
    rows = [Placed((60, 60), [(0, 1)], True), ways((50, 50), 3, [WHOLE])]
    settle(rows, 3, [(0, [1])])
    assert rows[1].ways == [(0, 1)]


@given(st.lists(st.integers(0, 50), min_size=2, max_size=5))
def test_the_true_placement_is_never_struck_out(parts):
    """Whatever cells of a row that adds up vanish, the way it was printed is among the ways."""
    amounts = [sum(parts), *parts]
    law = Identity(0, tuple(range(1, len(amounts))))
    printed = tuple(n for n, amount in enumerate(amounts) if amount)
    if printed:
        found = ways(tuple(amounts[n] for n in printed), len(amounts), [law])
        assert printed in found.ways


# --- headers


@pytest.mark.parametrize(
    ("printed", "columns"),
    [
        (
            ["合计", "基本支出", "项目支出", "小计", "人员经费", "公用经费"],
            ["合计", "基本支出/小计", "基本支出/人员经费", "基本支出/公用经费", "项目支出"],
        ),
        (
            ["本年收入合计", "财政拨款收入", "事业收入", "其他收入", "小计", "其中：教育收费"],
            [
                "本年收入合计",
                "财政拨款收入",
                "事业收入/小计",
                "事业收入/其中：教育收费",
                "其他收入",
            ],
        ),
        (
            ["合计", "本年拨款", "上年结转", "小计", "一般公共预算", "小计", "一般公共预算"],
            [
                "合计",
                "本年拨款/小计",
                "本年拨款/一般公共预算",
                "上年结转/小计",
                "上年结转/一般公共预算",
            ],
        ),
    ],
)
def test_words_printed_row_by_row_are_a_tree(printed, columns):
    nodes, _ = tree(printed, MONEY)
    assert [leaf for node in nodes for leaf in node.leaves()] == columns


def test_identities_follow_from_the_tree_and_leave_out_parts_of_parts():
    nodes, _ = tree(["合计", "基本支出", "项目支出", "小计", "人员经费", "公用经费"], MONEY)
    assert identities(nodes, MONEY) == [Identity(1, (2, 3)), Identity(0, (1, 4))]


# --- the flow


def test_a_word_set_with_spaces_is_one_word_and_keeps_its_places():
    stream = flow(lines("收 入 总 计 9.00\n类 款 项"))
    assert [stream.flat[p.start : p.end] for p in stream.pieces] == [
        "收入总计",
        "9.00",
        "类",
        "款",
        "项",
    ]
    assert stream.text(0, 2).text == "收 入"
    assert stream.text(2, 4).text == "总 计"


def test_a_single_line_break_is_another_cell_where_lines_are_parted_by_blank_ones():
    spaced = flow(lines("甲\n\n乙\n丙\n\n丁\n\n戊\n\n己"))
    assert [p.gap for p in spaced.pieces[1:4]] == [4, 3, 4]
    close = flow(lines("甲\n乙\n丙\n丁"))
    assert {p.gap for p in close.pieces} == {4}


def test_page_numbers_are_no_cells():
    text = (
        "部门支出总表\n科目编码 科目名称 合计 基本支出 项目支出\n"
        "201 甲类支出 5.00 5.00\n- 3 -\n\f202 乙类支出 7.00 7.00\n"
    )
    found = rows(text)
    assert set(found) == {"甲类支出", "乙类支出"}


def test_names_printed_by_height_are_put_to_their_code():
    text = """部门支出总表
单位：万元
科目编码 科目名称 合计 基本支出 项目支出
机关事业单位基本养
2080505 5.00 4.00 1.00
老保险缴费支出
机关事业单位职业年
2080506 7.00 6.00 1.00
金缴费支出
2080599 其他行政支出 3.00 2.00 1.00
"""
    assert set(rows(text)) == {
        "机关事业单位基本养老保险缴费支出",
        "机关事业单位职业年金缴费支出",
        "其他行政支出",
    }


# --- between tables


def test_what_another_table_prints_proves_a_column():
    sides = ["收入/项目", "收入/预算数", "支出/项目", "支出/预算数"]
    whole = print_table(
        "部门收支总表",
        "万元",
        sides,
        1,
        [
            ["一、一般公共预算拨款收入", "60.00", "一、一般公共服务支出", "60.00"],
            ["二、事业收入", "", "二、外交支出", ""],
            ["收入总计", "60.00", "支出总计", "60.00"],
        ],
        Style(),
    )
    income = print_table(
        "部门收入总表",
        "万元",
        ["科目编码", "科目名称", "合计", "一般公共预算", "政府性基金预算", "事业收入"],
        2,
        [["", "合计", "60.00", "60.00", "", ""], ["201", "某类事务", "60.00", "60.00", "", ""]],
        Style(),
    )
    assert "多种排法" in rows(income)["某类事务"][1]
    assert rows(whole + "\n" + income)["某类事务"] == (
        {"合计": "60.00", "一般公共预算": "60.00"},
        "",
    )


# --- bad input


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\f\n \n",
        "部门支出总表",
        "部门支出总表\n" + "合计 基本支出 " * 3000,
        "部门支出总表\n科目编码 合计 基本支出 项目支出\n合计 " + "1.00 " * 20000,
        "2022年项目自评表\n项目名称 甲\n一级指标 二级指标 三级指标" + " 指标值 得分" * 2000,
        "2022年项目自评表\n项目名称 甲\n一级指标 二级指标 三级指标 指标值 得分\n"
        + "甲乙丙\n" * 2000,
        "部门支出总表\n科目编码 科目名称 合计 基本支出 项目支出\n" * 300,
    ],
    ids=["empty", "blank", "title", "header", "columns", "heads", "words", "titles"],
)
def test_bad_input_is_read_without_an_error(text):
    for first, end, table in wrapped.find(lines(text), WORDS):
        assert 0 <= first <= end
        assert re.search("表", table.title.text)
