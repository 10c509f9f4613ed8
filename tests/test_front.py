"""What stands around a table 表前表后: number, title, unit, notes, in any order."""

from itertools import permutations

import pytest
from printed import tables

GRID = "项目⇥预算数⇥决算数\n办公费⇥3.00⇥2.00\n印刷费⇥1.00⇥1.00\n"


@pytest.mark.parametrize("order", list(permutations(["公开03表", "金额单位：元", "部门：甲局"])))
@pytest.mark.parametrize("mark", ["", "## ", "# "])
def test_the_lines_over_a_table_come_in_any_order(order, mark):
    (table,) = tables("\n\n".join([f"{mark}支出决算表", *order, GRID]))
    assert (table.number, table.title.text, table.unit) == ("公开03表", "支出决算表", "元")


@pytest.mark.parametrize(
    ("front", "number", "title", "unit"),
    [
        ("表 5. 甲局 2022 年支出表", "表 5", "甲局 2022 年支出表", ""),
        ("附表3：支出预算表\n单位：万元", "附表3", "支出预算表", "万元"),
        ("公开03表 支出决算表\n单位：元", "公开03表", "支出决算表", "元"),
        ("预算03表\n支出总表\n部门：甲局  单位：万元", "预算03表", "支出总表", "万元"),
        ("支出总表\n预算03表  单位：千元", "预算03表", "支出总表", "千元"),
        ("支出总表⇥⇥\n部门：甲局⇥⇥单位：元", "", "支出总表", "元"),
        ("本年有关情况如下。", "", "", ""),
    ],
)
def test_forms_of_titles(front, number, title, unit):
    (table,) = tables(f"{front}\n{GRID}")
    assert (table.number, table.title.text, table.unit) == (number, title, unit)


def test_a_numbered_title_holds_for_the_form_under_it():
    first, second = tables(
        "表 14. 项目支出绩效目标表\n\n（绩效目标）申报表\n\n2022 年度\n\n编报单位：甲局\n\n"
        "项目名称⇥医疗救助⇥⇥\n主管部门⇥甲局⇥实施单位⇥乙中心\n\n绩效项目指标表\n\n"
        "一级指标⇥二级指标⇥三级指标⇥指标值\n产出指标⇥数量指标⇥次数⇥≥2次\n"
    )
    assert (first.number, first.title.text) == ("表 14", "项目支出绩效目标表—（绩效目标）申报表")
    assert second.number == "表 14"
    assert second.title.text.endswith("绩效项目指标表")


def test_notes_under_a_table_are_its_own():
    (table,) = tables(f"{GRID}\n注：1. 本表为决算数。\n\n2. 以元为单位。\n\n三、下一节\n")
    assert [t.text for t in table.notes] == ["注：1. 本表为决算数。", "2. 以元为单位。"]


def test_an_empty_table_keeps_its_header_and_its_note():
    (table,) = tables("政府性基金预算支出表\n科目编码⇥科目名称⇥合计\n\n注：本单位无此项支出。\n")
    assert table.columns == ("科目编码", "科目名称", "合计")
    assert table.rows == ()
    assert table.notes[0].text == "注：本单位无此项支出。"


def test_title_department_and_unit_in_one_cell():
    (table,) = tables("收支预算总表部门：甲局 单位：万元⇥⇥\n项目⇥预算数⇥决算数\n办公费⇥3.00⇥2.00\n")
    assert (table.title.text, table.unit) == ("收支预算总表", "万元")
    assert [t.text for t in table.furniture] == ["部门：甲局", "单位：万元"]


def test_the_number_of_a_page_is_no_title():
    (table,) = tables("12\n\n项目⇥预算数⇥决算数\n办公费⇥3.00⇥2.00\n")
    assert table.title.text == ""


def test_the_end_of_a_broken_title_is_joined_to_its_line():
    (table,) = tables(
        "十一、一般公共预算三公经费会议费培训费支出预\n“ ”\n算表\n单位：元\n\n"
        "项目⇥预算数⇥决算数\n办公费⇥3.00⇥2.00\n"
    )
    assert table.title.text == "十一、一般公共预算三公经费会议费培训费支出预算表"


def test_words_that_introduce_a_list_are_no_title():
    (table,) = tables("纳入编制范围的\n单位包括：\n\n序号⇥单位名称⇥备注\n1⇥甲局⇥\n2⇥乙中心⇥\n")
    assert table.title.text == ""


def test_department_date_and_unit_in_one_ruled_line():
    (table,) = tables(
        "附件4：\n支出情况表\n编制部门：甲局⇥2024年1月⇥单位：万元\n项目⇥预算数⇥决算数\n办公费⇥3.00⇥2.00\n"
    )
    assert (table.number, table.title.text, table.unit) == ("附件4", "支出情况表", "万元")
    assert table.columns == ("项目", "预算数", "决算数")
