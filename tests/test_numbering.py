"""Numbering: headings that run on, tables with numbers of their own."""

import pytest
from pages import document, findings, grid

from mingzhang import numbering


def found(*items):
    return findings(document(*items), numbering)


@pytest.mark.parametrize(
    ("lines", "rule", "line"),
    [
        (("（一）甲事", "（二）乙事", "（二）丙事"), "structure.number-repeated", 3),
        (("一、甲事", "二、乙事", "四、丙事"), "structure.number-skipped", 3),
        (("（一）甲事", "（三）乙事", "（三）丙事"), "structure.number-skipped", 2),
    ],
)
def test_numbers_of_headings(lines, rule, line):
    result = found(*lines)
    assert list(result) == [rule]
    assert [f.places[0].place.line for f in result[rule]] == [line]


@pytest.mark.parametrize(
    "lines",
    [
        ("一、甲事", "（一）乙事", "1.丙事", "2.丁事", "（二）戊事", "二、己事"),
        ("1、甲事", "1.乙事", "2.丙事", "2、丁事"),
        ("一、甲事", "其中主要有：（1）乙；（2）丙。", "（3）丁事", "二、戊事"),
        ("一、甲事", "二、乙事", "一、丙事", "二、丁事"),
        ("（一）甲事。（二）乙事", "（三）丙事"),
        ("（1）甲已完成（2）乙已完成", "（3）丙事"),
        ("二、教育支出", "二、教育支出", "三、国防支出", "五、其他支出"),
        ("2022年部门预算", "12.50万元", "3.75万元"),
    ],
)
def test_numbers_that_are_right_or_none(lines):
    assert found(*lines) == {}


def test_a_number_that_may_stand_in_a_table_is_not_missing():
    assert found("一、甲事", grid("二、乙表", "项目⇥金额", "丙⇥1.00"), "三、丁事") == {}


def form(number, project):
    lines = (number, "项目支出绩效自评表")
    return (*lines, f"项目名称\t{project}", "分值\t10")


def test_one_number_over_two_forms_where_forms_have_their_own():
    forms = (("公开12表", "丙"), ("公开13表", "甲"), ("公开13表", "乙"))
    (one,) = found(*(x for n, p in forms for x in form(n, f"{p}项目经费")))[
        "structure.table-number"
    ]
    assert [f.place.line for f in one.places] == [9, 5]


def test_the_contents_name_a_form_and_not_its_project():
    listed = ("目录", "公开12表 项目支出绩效自评表", "公开13表 项目支出绩效自评表")
    forms = (("公开12表", "甲"), ("公开13表", "乙"))
    assert found(*listed, *(x for n, p in forms for x in form(n, f"{p}项目经费"))) == {}


def test_one_number_over_two_titles():
    result = found("公开03表", "收入决算表", "项目\t金额", "公开03表", "支出决算表", "项目\t金额")
    assert len(result["structure.table-number"]) == 1


def test_a_series_of_forms_may_share_a_number():
    assert found(*form("公开13表", "甲项目经费"), *form("公开13表", "乙项目经费")) == {}


def test_a_table_that_goes_on_under_its_number():
    assert found(*form("公开13表", "甲项目经费"), *form("公开13表", "甲项目经费")) == {}


def test_a_table_named_in_a_list_and_over_itself():
    assert found("表1.收支总表", "表2.收入总表", "表1.某某局2022年收支总表", "项目\t金额") == {}
