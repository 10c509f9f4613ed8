"""Names and codes: subjects against the list of the year, units and projects with one name."""

import pytest
from pages import document, findings, grid

from mingzhang import naming

HEAD = "某某县医疗保障局2022年部门预算"


def found(*items):
    return findings(document(HEAD, *items), naming)


def spending(*rows, **more):
    return grid("2022年支出总表", "科目编码⇥科目名称⇥合计", *rows, labels=2, **more)


def test_names_of_the_list():
    assert found(spending("210⇥卫生健康支出⇥1.00", "2101301⇥城乡医疗救助⇥1.00")) == {}


def test_a_name_that_is_cut_short():
    (one,) = found(spending("2101199⇥其他行政事业单位医疗⇥1.00"))["structure.subject-name"]
    assert one.expected == "其他行政事业单位医疗支出"
    assert one.places[0].place.line == 4


def test_a_name_of_another_year():
    result = found(spending("210⇥医疗卫生与计划生育支出⇥1.00"))
    assert list(result) == ["structure.subject-name-old"]


def test_a_code_and_a_name_that_are_not_side_by_side_are_a_doubt():
    doc = document(HEAD, spending("2101199⇥其他行政事业单位医疗⇥1.00"))
    lines = tuple(line.replace("\t", "") and line.split("\t")[0] for line in doc.lines)
    apart = type(doc)(doc.name, doc.kind, doc.encoding, doc.blocks, lines)
    assert findings(apart, naming) == {}


def test_a_code_that_no_list_knows_needs_one_name():
    result = found(spending("2999901⇥甲事务⇥1.00"), spending("2999901⇥甲事务支出⇥1.00"))
    assert list(result) == ["structure.subject-two-names"]


def test_a_code_of_a_unit_is_no_subject():
    units = grid("收入总表", "单位代码⇥单位名称⇥合计", "202⇥某某县医疗保障局⇥1.00", labels=2)
    assert found(units) == {}


def test_codes_in_brackets():
    rows = ("项目⇥功能科目", "甲⇥[2101301]城乡医疗救助", "乙⇥[2101301]城乡医疗救助费")
    assert len(found(grid("采购表", *rows))["structure.subject-name"]) == 1


UNITS = ("单位代码⇥单位名称⇥合计", "302⇥某某县医疗保障局⇥3.00", "302001⇥某某县医疗保障局本级⇥3.00")


def test_a_unit_whose_name_is_cut():
    cut = grid("项目表", "项目⇥项目单位", "甲⇥某某县医疗保障局本")
    (one,) = found(grid("收入总表", *UNITS, labels=2), cut)["structure.unit-name"]
    assert one.places[0].printed == "某某县医疗保障局本"


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("某某县医疗保障局", True),
        ("医保局", False),
        ("医疗保障局机关", False),
        ("某某县教育局", True),
    ],
)
def test_a_form_that_uses_a_short_name(name, right):
    form = grid("绩效表", f"实施单位⇥{name}", form=True)
    assert ("structure.unit-short" in found(form)) is not right


@pytest.mark.parametrize(("code", "right"), [("302", True), ("302001", True), ("008016", False)])
def test_the_code_of_a_unit(code, right):
    form = grid("申报表", f"主管部门及编码⇥[{code}]某某县医疗保障局", form=True)
    result = found(grid("收入总表", *UNITS, labels=2), form)
    assert ("structure.unit-code" in result) is not right


def projects(*rows):
    return grid("项目支出表", "项目编码⇥项目名称⇥合计", *rows, labels=2)


def application(name, amount):
    return grid("绩效目标表", f"项目名称⇥{name}", f"资金总额⇥{amount}", form=True)


LONG = "困难群众大病医疗救助"


def test_a_project_under_two_names_of_one_amount():
    listed = projects(f"42010722202T000000119⇥{LONG}⇥10.00")
    (one,) = found(listed, application(f"{LONG}工作经费", "10 万元"))["structure.project-name"]
    assert "金额相同" in one.message
    assert found(listed, application(LONG, "10 万元")) == {}
    assert found(listed, application(f"{LONG}工作经费", "12 万元")) == {}


def test_two_projects_of_one_list_are_two():
    listed = projects(
        f"42010722202T000000119⇥{LONG}⇥10.00", f"42010722202T000000120⇥{LONG}工作经费⇥10.00"
    )
    assert found(listed, application(f"{LONG}工作经费", "10 万元")) == {}


def test_subjects_are_no_projects():
    one = grid("收支总表", "项目⇥预算数", "一、社会保障和就业支出⇥3.00")
    other = grid("支出总表", "项目⇥预算数", "社会保障和就业支出⇥3.00")
    assert found(one, other) == {}


def test_an_amount_that_repeats_its_label():
    form = grid("申报表", "资金总额⇥10 万元", "其他资金⇥其他", form=True)
    (one,) = found(form)["structure.cell-repeats-label"]
    assert one.places[0].place.line == 4
    assert found(grid("申报表", "资金总额⇥10 万元", "其他资金⇥0", form=True)) == {}


def test_codes_in_columns_of_their_own_stand_beside_their_names():
    doc = document(HEAD, spending("2101199⇥其他行政事业单位医疗⇥1.00"))
    lines = tuple(line.replace("2101199", "210\t11\t99") for line in doc.lines)
    split = type(doc)(doc.name, doc.kind, doc.encoding, doc.blocks, lines)
    assert list(findings(split, naming)) == ["structure.subject-name"]


def test_a_code_whose_pieces_make_none():
    head = "科目编码/类⇥科目编码/款⇥科目编码/项⇥科目名称⇥合计"
    rows = ("7⇥11⇥02⇥事业单位医疗⇥1.00",)
    (one,) = found(grid("2022年支出总表", head, *rows, labels=4))["structure.subject-code"]
    assert "7-11-02 事业单位医疗，应为2101102" in one.message
    assert one.places[0].place.row == "7-11-02/事业单位医疗"
