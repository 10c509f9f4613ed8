"""Binding: a cell's region is title, header path and row label together."""

from dataclasses import replace

from ledger import LEXICON, SPACE, bound, fact, frame, said, table

from mingzhang.facts import bind
from mingzhang.lexicon import Meaning
from mingzhang.model import Status


def test_a_cell_of_the_basic_expenditure_table():
    facts = bound(
        "一般公共预算基本支出表",
        "科目编码 科目名称 合计 人员经费 公用经费",
        "_ 合计 30.00 20.00 10.00",
        "301 工资福利支出 20.00 20.00 _",
        labels=2,
    ).facts
    wages = fact(facts, "工资福利支出", "人员经费")
    assert said(wages) == "2022年·年初预算·本年支出·一般公共预算·人员经费·经济科目301"
    assert wages.amount == (20_000_000, 19_995_000 + 0, 20_005_000)
    assert fact(facts, "工资福利支出", "公用经费").blank


def test_a_code_counts_only_with_its_name_or_under_its_header():
    facts = bound(
        "收入总表",
        "部门（单位）代码 部门（单位）名称 合计",
        "202 某县医疗保障局 5.00",
        labels=2,
    ).facts
    assert facts[0].region.entity == "202" and not facts[0].region.function


def test_two_panels_are_two_tables():
    facts = bound(
        "收支总表",
        "面 项目 预算数",
        "收入 一、事业收入 3.00",
        "支出 一、一般公共服务支出 1.00",
        "支出 二、外交支出 0.50",
        "支出 三、卫生健康支出 1.50",
        "收入 收入总计 3.00",
        "支出 支出总计 3.00",
        labels=2,
    ).facts
    assert said(fact(facts, "卫生健康支出", "预算数")) == "2022年·年初预算·本年支出·功能科目210"
    assert SPACE.within(fact(facts, "收入总计", "预算数").region, "flow", "opening+income+surplus")
    assert SPACE.within(
        fact(facts, "支出总计", "预算数").region, "flow", "expenditure+distribution+closing"
    )


def test_ordinals_nest_and_a_heading_without_one_restarts_them():
    facts = bound(
        "财政拨款收入支出决算总表",
        "项目 金额",
        "一、一般公共预算财政拨款 5.00",
        "二、政府性基金预算财政拨款 _",
        "本年收入合计 5.00",
        "年初财政拨款结转和结余 2.00",
        "一、一般公共预算财政拨款 2.00",
        "总计 7.00",
        stage="actual",
    ).facts
    now, before = [f for f in facts if f.place.row.startswith("一、")]
    assert SPACE.within(now.region, "flow", "income")
    assert SPACE.within(before.region, "flow", "opening")


def test_an_unread_word_in_the_title_leaves_every_cell_unread():
    found = bound("某某补助明细账支出表", "项目 金额", "合计 5.00", "基本支出 5.00")
    assert not found.facts
    assert {n.status for n in found.numbers} == {Status.UNREAD}


def test_the_letter_of_the_project_code_gives_the_nature():
    facts = bound(
        "项目支出表",
        "项目编码 项目名称 合计",
        "_ _ 8.00",
        "11010122202R000000100 基本工资 3.00",
        "11010122202T000000101 某项工作 5.00",
        labels=2,
    ).facts
    assert [SPACE.part(f.region, "nature") for f in facts[1:]] == [
        SPACE.members("nature", "personnel"),
        SPACE.members("nature", "project"),
    ]


def test_blank_is_not_zero_and_a_dash_is_no_figure():
    found = bound("支出总表", "项目 合计 基本支出", "合计 5.00 _", "基本支出 — 0.00")
    blank = fact(found.facts, "合计", "/基本支出".strip("/"))
    assert blank.blank and not any(f.text == "—" for f in found.facts)
    assert not fact(found.facts, "基本支出", "基本支出").blank


def test_a_table_without_a_unit_says_that_its_unit_was_inferred():
    found = bound("支出总表", "项目 合计", "合计 5.00", unit="")
    assert [unit for _, unit in found.inferred] == ["万元"]


def test_shares_and_scores_are_claims_not_money():
    found = bound("支出总表", "项目 合计 占比", "基本支出 5.00 50%")
    assert [(n.text, n.status) for n in found.numbers] == [
        ("5.00", Status.FACT),
        ("50%", Status.CLAIM),
    ]


def test_a_code_under_another_name_is_a_subject_of_its_own():
    facts = bound(
        "一般公共预算基本支出表",
        "科目编码 科目名称 合计",
        "302 商品和服务支出 9.00",
        "30212 机关退休人员活动费 4.00",
        "30217 公务接待费 5.00",
        labels=2,
    ).facts
    assert fact(facts, "公务接待费", "合计").region.economic == "30217"
    assert fact(facts, "机关退休人员活动费", "合计").region.economic != "30212"
    assert fact(facts, "机关退休人员活动费", "合计").region.economic.startswith("302")


def test_a_subtotal_of_what_is_not_printed_is_unread():
    found = bound("收入总表", "项目 金额", "小计 5.00", "收入总计 9.00")
    assert [(n.text, n.status) for n in found.numbers] == [
        ("5.00", Status.UNREAD),
        ("9.00", Status.FACT),
    ]


def test_a_code_in_pieces_that_make_none_leaves_the_name():
    head = "功能科目编码/类 功能科目编码/款 功能科目编码/项 科目名称 合计"
    terms = LEXICON.extend({"某单位医疗": Meaning(function="2101101")}, ("row",))
    misprinted = table("支出总表", head, "7 11 02 某单位医疗 5.00", labels=4)
    (one,) = bind(misprinted, replace(frame(), lexicon=terms)).facts
    assert one.region.function == "2101101"


def test_a_total_under_a_subtotal_and_what_is_carried_over_is_of_both():
    rows = ("当年收入小计 3.00", "上年结转 1.00", "收入合计 4.00")
    whole = fact(bound("收支总表", "项目 金额", *rows).facts, "收入合计", "金额")
    assert SPACE.within(whole.region, "flow", "opening+income+surplus")
    assert not SPACE.within(whole.region, "flow", "income")
    alone = fact(bound("收支总表", "项目 金额", *rows[::2]).facts, "收入合计", "金额")
    assert SPACE.within(alone.region, "flow", "income")


def test_a_bare_zero_beside_figures_with_decimals_is_zero_and_nothing_else():
    fine = bound("支出总表", "项目 合计 基本支出 项目支出", "合计 6.4 6.4 0").facts
    assert fact(fine, "合计", "项目支出").amount == (0, 0, 0)
    said = bound("支出总表", "项目 合计 基本支出 项目支出", "合计 6.40 6.40 0.00").facts
    assert fact(said, "合计", "项目支出").amount.hi > 0  # 0.00 may be 0.004
    coarse = bound("支出总表", "项目 合计 基本支出 项目支出", "合计 6 6 0").facts
    assert fact(coarse, "合计", "项目支出").amount.hi > 0
