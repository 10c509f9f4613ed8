"""编制：表样的字由术语表读成口径，账上的数填进去。"""

from dataclasses import replace

import booked
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingzhang import compile, packs
from mingzhang.disclosure import Sheet
from mingzhang.figures import Figures, printed, rounded, summed, trimmed
from mingzhang.layout import Layout, Unfit

SPENT = [
    booked.entry("income", 10_000_00, fund="general"),
    booked.entry("expenditure", 6_000_00, fund="general", nature="personnel", function="2101501",
                 economic="30101"),
    booked.entry("expenditure", 1_500_00, fund="general", nature="public", function="2101501",
                 economic="30217"),
    booked.entry("expenditure", 2_500_00, fund="general", nature="project", function="2101502",
                 economic="30227", unit=booked.UNITS[1].code),
]  # fmt: skip


def table(sheet: Sheet) -> dict[str, list[str]]:
    """The rows of a sheet by their label: what stands after it."""
    rows: dict[int, list[str]] = {}
    for cell in sheet.cells:
        rows.setdefault(cell.row, []).append(cell.text)
    return {" ".join(r[:2]).strip(): r[2:] for at, r in rows.items() if at >= sheet.head}


def own(**tables) -> Layout:
    """A layout of the test's own."""
    usual = {"unit": "元", "zero": "", "decimals": 2, "grouped": True}
    return Layout("own", {"kind": "budget", "usual": usual, "table": tables, "tables": [*tables]})


GENERAL = {
    "title": "{year}年一般公共预算支出表",
    "header": [["科目编码", "科目名称", "合计", "基本支出", "<", "<", "项目支出"],
               ["^", "^", "^", "小计", "人员经费", "公用经费", "^"]],
    "labels": 2,
    "rows": [{"labels": ["合计"]}, {"each": "function", "labels": ["{code}", "{name}"]}],
}  # fmt: skip


def test_every_place_holds_what_its_words_mean():
    (sheet,) = compile.Compiled(booked.books(SPENT), own(general=GENERAL)).sheets()["general"]
    assert table(sheet) == {
        "合计": ["10,000.00", "7,500.00", "6,000.00", "1,500.00", "2,500.00"],
        "210 卫生健康支出": ["10,000.00", "7,500.00", "6,000.00", "1,500.00", "2,500.00"],
        "21015 医疗保障管理事务": ["10,000.00", "7,500.00", "6,000.00", "1,500.00", "2,500.00"],
        "2101501 行政运行": ["7,500.00", "7,500.00", "6,000.00", "1,500.00", ""],
        "2101502 一般行政管理事务": ["2,500.00", "", "", "", "2,500.00"],
    }


def test_a_figure_knows_its_name_its_region_and_its_parts():
    (sheet,) = compile.Compiled(booked.books(SPENT), own(general=GENERAL)).sheets()["general"]
    cell = next(c for c in sheet.cells if c.text == "7,500.00" and c.row == 2)
    assert cell.stated.key == "2024年一般公共预算支出表!合计/基本支出/小计"
    assert cell.stated.fen == 7_500_00
    assert cell.stated.name == "2024年·年初预算·本年支出·一般公共预算·人员经费+公用经费"
    assert cell.parts == ((2, 4), (2, 5))


def test_units_projects_and_registers_have_rows():
    three = {
        "title": "{year}年支出总表",
        "header": [["单位编码", "单位名称", "合计"]],
        "labels": 2,
        "rows": [{"each": "unit", "labels": ["{code}", "{name}"]}],
    }
    bought = {
        "title": "{year}年政府采购预算表",
        "header": [["单位名称", "品目", "金额"]],
        "rows": [{"cells": ["合计", "", "{sum.procurement.amount}"]},
                 {"each": "register.procurement", "cells": ["{unit_name}", "{item}", "{amount}"]}],
    }  # fmt: skip
    rows = (
        {"unit": "360001", "item": "A05040101", "amount": "1200.50"},
        {"unit": "360002", "item": "C23030000", "amount": "800"},
    )
    made = compile.Compiled(booked.books(SPENT, procurement=rows), own(a=three, b=bought)).sheets()
    assert table(made["a"][0]) == {
        "360 某县医疗保障局": ["10,000.00"],
        "360001 某县医疗保障局本级": ["7,500.00"],
        "360002 某县医疗保险中心": ["2,500.00"],
    }
    assert table(made["b"][0]) == {
        "合计": ["2000.5"],
        "某县医疗保障局本级 A05040101": ["1200.5"],
        "某县医疗保险中心 C23030000": ["800"],
    }


def test_cells_can_be_worked_from_money_and_registers():
    form = {
        "title": "{year}年项目自评表",
        "columns": 4,
        "per": {"each": "register.projects", "from": 7},
        "number": "表{n}",
        "amounts": {"budget": "支出/预算数", "whole": "预算数/本年支出/基本支出"},
        "bands": {"grade": [[90, "优"], [0, "差"]]},
        "rows": [{"cells": ["{:own_indicators_score|0}", "{:10 * budget / 500000|1%}",
                            "{:own_indicators_score + 3|grade}", "{:score / nobody}"]}],
    }  # fmt: skip
    registers = {
        "projects": ({"code": "P", "name": "甲", "unit": "360001"},),
        "indicators": ({"project": "P", "score": "80.5"}, {"project": "P", "score": "7"},
                       {"project": "", "score": "100"}),
    }  # fmt: skip
    spent = [booked.entry("expenditure", 250_000, fund="general", nature="project", project="P")]
    (sheet,) = compile.Compiled(booked.books(spent, **registers), own(f=form)).sheets()["f"]
    assert sheet.number == "表7"
    assert [cell.text for cell in sheet.cells] == ["88", "5.0%", "优", ""]
    assert [cell.stated and cell.stated.unit for cell in sheet.cells][:2] == ["", "%"]


def test_a_form_lists_the_subjects_that_its_year_has():
    form = {
        "title": "{year}年一般公共预算基本支出表",
        "header": [["科目编码", "科目名称", "合计"]],
        "labels": 2,
        "rows": [{"each": "economic", "codes": ["39906", "39907", "39909"],
                  "labels": ["{code}", "{name}"]}],
    }  # fmt: skip
    (sheet,) = compile.Compiled(booked.books(SPENT), own(f=form)).sheets()["f"]
    assert [*table(sheet)] == ["39907 国家赔偿费用支出", "39909 经常性赠与"]
    form["rows"][0]["codes"] = ["39977"]
    with pytest.raises(Unfit, match="没有「39977」"):
        compile.Compiled(booked.books(SPENT), own(f=form)).sheets()


def test_words_that_nobody_can_read_are_a_fault_of_the_layout():
    wrong = {**GENERAL, "header": [["科目编码", "科目名称", "糊涂栏"]]}
    with pytest.raises(Unfit, match=r"第 2 行第 3 栏读不懂：.*栏「糊涂栏」"):
        compile.Compiled(booked.books(SPENT), own(general=wrong)).sheets()


def test_a_subject_that_the_books_add_is_printed_by_its_name():
    new = [booked.entry("income", 100_00, fund="general"),
           booked.entry("expenditure", 100_00, fund="general", nature="project",
                        function="2101598", economic="30227")]  # fmt: skip
    own_list = ({"list": "功能科目", "code": "2101598", "name": "医保数据管理"},)
    books = booked.books(new, subjects=own_list)
    (sheet,) = compile.Compiled(books, own(general=GENERAL)).sheets()["general"]
    assert table(sheet)["2101598 医保数据管理"] == ["100.00", "", "", "", "100.00"]
    with pytest.raises(Unfit, match="科目表里没有「2101598」"):
        compile.Compiled(booked.books(new), own(general=GENERAL)).sheets()


def test_a_project_is_not_taken_for_another_whose_code_goes_on():
    spent = dict(fund="general", nature="project", function="2101502", economic="30227")
    both = [booked.entry("expenditure", 100_00, project="P1", **spent),
            booked.entry("expenditure", 30_00, project="P10", **spent)]  # fmt: skip
    figures = Figures(booked.books(both), "budget")
    assert figures.fen("项目支出", {"project": "P1"}) == 100_00
    assert figures.fen("项目支出", {"project": "P10"}) == 30_00
    assert figures.fen("项目支出", {}) == 130_00


def test_a_stage_that_nobody_booked_is_missing_not_nought():
    figures = Figures(booked.books(SPENT), "budget")
    assert figures.fen("一般公共预算/项目支出", {}) == 2_500_00
    assert figures.fen("政府性基金预算/项目支出", {}) == 0
    assert figures.fen("决算数/项目支出", {}) is None
    assert figures.fen("2023年/项目支出", {}) is None


def test_running_expenses_are_the_public_money_of_administrative_units():
    figures = Figures(booked.books(SPENT), "budget")
    assert figures.fen("机关运行经费", {}) == 1_500_00


def test_three_public_expenses_are_told_by_their_economic_subject():
    figures = Figures(booked.books(SPENT), "budget")
    assert figures.fen("公务接待费", {}) == 1_500_00
    assert figures.fen("因公出国（境）费", {}) == 0


@pytest.mark.parametrize("name", [n[8:-5] for n in packs.names("layouts")])
def test_every_layout_of_the_packs_is_read_whole_by_the_lexicon(name):
    form = compile.layout(name)
    paid = (
        [replace(entry, kind="payment") for entry in SPENT[1:]] if form.kind == "final" else SPENT
    )
    made = compile.Compiled(booked.books(paid), form).sheets()
    assert any(cell.stated for sheets in made.values() for s in sheets for cell in s.cells)


@given(st.integers(-(10**15), 10**15), st.sampled_from(("元", "万元", "亿元")), st.integers(0, 4))
def test_a_printed_amount_is_the_nearest_that_its_decimals_allow(fen, unit, decimals):
    scale = {"元": 100, "万元": 1_000_000, "亿元": 10_000_000_000}[unit]
    digits = int(printed(fen, unit, decimals).replace(".", ""))
    assert 2 * abs(digits * scale - fen * 10**decimals) <= scale


def test_numbers_are_printed_as_people_write_them():
    assert printed(-1_234_567_89, "元", 2, grouped=True) == "-1,234,567.89"
    assert printed(-4, "万元", 2) == "0.00"
    assert rounded(100 * 1, 3, 2) == "33.33"
    assert [trimmed(t) for t in ("12.50", "100.00", "0.30", "7")] == ["12.5", "100", "0.3", "7"]
    assert summed([{"a": "1.5", "b": "甲"}, {"a": "2", "b": "3"}]) == {"a": "3.5"}
