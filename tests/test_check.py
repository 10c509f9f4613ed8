"""Checks that follow from regions, on tables small enough to see."""

from ledger import SPACE, bound, fact

from mingzhang import check
from mingzhang.equations import outcome
from mingzhang.model import Line, Outcome

SPENT = ("支出总表", "科目编码 科目名称 合计 基本支出 项目支出")


def sums(found) -> list[tuple[str, Outcome]]:
    checks = [c for line in found.lines for c in check.roll_ups(SPACE, line)]
    return [(c.terms[0][1].place.row + "|" + c.terms[0][1].place.column, c.outcome) for c in checks]


def test_class_is_the_sum_of_its_sections_and_total_the_sum_of_its_columns():
    found = bound(
        *SPENT,
        "_ 合计 9.00 4.00 5.00",
        "210 卫生健康支出 9.00 4.00 5.00",
        "21013 医疗救助 5.00 _ 5.00",
        "21015 医疗保障管理事务 4.00 4.00 _",
        labels=2,
    )
    assert {o for _, o in sums(found)} == {Outcome.AGREES}
    assert ("210 卫生健康支出|合计", Outcome.AGREES) in sums(found)


def test_a_sum_that_only_rounding_parts_is_rounding():
    found = bound("支出总表", "项目 合计 基本支出 项目支出", "合计 0.33 0.17 0.17")
    assert sums(found) == [("合计|合计", Outcome.ROUNDING)]


def test_a_sum_that_no_rounding_explains_differs():
    found = bound("支出总表", "项目 合计 基本支出 项目支出", "合计 0.40 0.17 0.17")
    assert sums(found) == [("合计|合计", Outcome.DIFFERS)]


def test_an_unread_number_in_the_line_leaves_the_sum_unchecked():
    found = bound("支出总表", "项目 合计 基本支出 某某专款", "合计 5.00 3.00 2.00")
    line = next(x for x in found.lines if x.across)
    (one,) = check.roll_ups(SPACE, Line((*line.facts, line.facts[1]), True)) or [None]
    assert one is None or one.outcome is Outcome.UNCHECKED


def test_a_blank_total_is_unchecked_not_passed():
    found = bound("支出总表", "项目 合计 基本支出 项目支出", "合计 _ 3.00 2.00")
    assert sums(found) == [("合计|合计", Outcome.UNCHECKED)]


def test_其中_may_leave_parts_out_but_is_never_above_the_whole():
    ok = bound("收入总表", "项目 事业收入/小计 事业收入/其中：教育收费", "合计 5.00 3.00")
    assert sums(ok) == []
    wrong = bound(
        "政府采购预算表", "项目 采购金额/合计 采购金额/其中面向小微企业", "合计 5.00 7.00"
    )
    (differs,) = [c for line in wrong.lines for c in check.roll_ups(SPACE, line)]
    assert differs.rule == "inclusion" and differs.outcome is Outcome.DIFFERS


def test_without_a_government_fund_the_general_budget_is_all_there_is():
    total = bound(
        "收支总表",
        "面 项目 预算数",
        "收入 一、一般公共预算拨款收入 9.00",
        "收入 二、政府性基金预算拨款收入 0.00",
        "收入 本年收入合计 9.00",
        "收入 上年结转结余 0.00",
        "收入 收入总计 9.00",
        labels=2,
    )
    every = bound("支出总表", "项目 合计", "合计 9.00")
    general = bound("一般公共预算支出表", "项目 合计", "合计 8.00")
    facts = [*total.facts, *every.facts, *general.facts]
    agreed = [c for line in total.lines for c in check.roll_ups(SPACE, line)]
    zero = check.zeros(SPACE, facts, agreed)
    found = check.identities(SPACE, facts, zero)
    assert any(
        c.outcome is Outcome.DIFFERS and {f.text for _, f in c.terms} == {"9.00", "8.00"}
        for c in found
    )


def test_an_opening_balance_of_unknown_fund_unties_the_totals():
    total = bound(
        "收支总表",
        "面 项目 决算数",
        "收入 一、一般公共预算拨款收入 9.00",
        "收入 二、事业收入 0.00",
        "收入 本年收入合计 9.00",
        "收入 年初结转和结余 2.00",
        "收入 总计 11.00",
        labels=2,
        stage="actual",
    )
    appropriation = bound(
        "财政拨款收支总表", "面 项目 决算数", "收入 总计 9.00", labels=2, stage="actual"
    )
    facts = [*total.facts, *appropriation.facts]
    zero = check.zeros(SPACE, facts, [])
    assert not [c for c in check.identities(SPACE, facts, zero) if c.outcome is Outcome.DIFFERS]


def test_in_equals_out():
    found = bound(
        "收支总表",
        "面 项目 决算数",
        "收入 本年收入合计 9.00",
        "收入 年初结转和结余 2.00",
        "支出 本年支出合计 10.00",
        "支出 年末结转和结余 2.00",
        labels=2,
        stage="actual",
    )
    (balance,) = [c for line in found.lines for c in check.balances(SPACE, line)]
    assert balance.outcome is Outcome.DIFFERS


def test_an_economic_subject_of_basic_spending_is_not_above_the_three_expenses():
    basic = bound(
        "一般公共预算基本支出表", "科目编码 科目名称 合计", "30217 公务接待费 3.00", labels=2
    )
    three = bound("一般公共预算“三公”经费支出表", "项目 公务接待费", "合计 2.00")
    rule = {
        "id": "inclusion",
        "part": {"economic": "30217"},
        "whole": {"item": "reception_home+reception_foreign_affairs+reception_overseas"},
    }
    (found,) = check.inclusions(SPACE, [*basic.facts, *three.facts], [rule])
    assert found.outcome is Outcome.DIFFERS


def test_outcome_reads_the_interval_off_the_printed_digits():
    coarse = bound("支出总表", "项目 合计", "合计 5.0").facts[0]
    fine = bound("支出总表", "项目 合计", "合计 5.04").facts[0]
    other = bound("支出总表", "项目 合计", "合计 5.06").facts[0]
    assert outcome([(1, coarse), (-1, fine)]) is Outcome.ROUNDING
    assert outcome([(1, coarse), (-1, other)]) is Outcome.DIFFERS
    assert fact([fine], "合计", "合计").text == "5.04"


def zero(*rows: str) -> check.Zeros:
    """What a table of this year's income tells to be zero."""
    found = bound("收支总表", "面 项目 金额", *rows, "收入 本年收入合计 7.00", labels=2)
    agreed = [c for line in found.lines for c in check.roll_ups(SPACE, line)]
    return next(iter(check.zeros(SPACE, found.facts, agreed).values()), check.Zeros())


def test_a_fund_that_the_complete_parts_of_the_appropriation_leave_out_is_zero():
    parts = ("收入 1.一般公共预算 7.00", "收入 2.政府性基金 _")
    told = zero("收入 一、财政拨款 7.00", *parts)
    assert told.income & SPACE.members("fund", "capital")
    assert not told.flow  # what one fund lacks others may have


def test_a_fund_is_not_told_by_parts_that_do_not_add_up():
    parts = ("收入 1.一般公共预算 6.00", "收入 2.政府性基金 _")
    assert not zero("收入 一、财政拨款 7.00", *parts).income & SPACE.members("fund", "capital")


def test_the_three_public_expenses_are_paid_by_appropriations_where_nothing_else_is_said():
    head = ("三公经费支出表", "项目 金额")
    plain = bound(*head, "公务接待费 3.00").facts
    said = bound("财政拨款三公经费支出表", "项目 金额", "公务接待费 4.00").facts
    funds = {"fund": "general+government+capital"}
    items = "reception_home+reception_foreign_affairs+reception_overseas"
    assert check.identities(SPACE, [*plain, *said], {}) == []
    (one,) = check.identities(SPACE, [*plain, *said], {}, [{"item": items, **funds}])
    assert one.outcome is Outcome.DIFFERS
    assert check.identities(SPACE, [*plain, *said], {}, [{"item": "abroad", **funds}]) == []


BOUGHT = ("政府采购预算表", "品目 项目 物品 金额")


def test_a_group_of_purchases_is_the_sum_of_the_rows_under_it():
    rows = ("一、货物 _ _ 9.00", "一、货物 甲 _ 9.00", "一、货物 甲 桌 4.00")
    found = bound(*BOUGHT, *rows, "一、货物 甲 椅 5.00", labels=3)
    assert {o for _, o in sums(found)} == {Outcome.AGREES}
    wrong = sums(bound(*BOUGHT, *rows, "一、货物 甲 椅 6.00", labels=3))
    assert ("一、货物 甲|金额", Outcome.DIFFERS) in wrong


def test_purchases_without_a_row_for_their_group_are_added_to_nothing():
    rows = ("一、货物 _ _ 9.00", "一、货物 甲 桌 4.00", "二、工程 乙 路 6.00")
    found = bound(*BOUGHT, *rows, labels=3)
    assert Outcome.DIFFERS not in {o for _, o in sums(found)}


def test_the_running_costs_of_an_office_are_paid_by_appropriations_too():
    plain = bound("机关运行经费表", "项目 金额", "合计 3.00").facts
    said = bound("财政拨款机关运行经费表", "项目 金额", "合计 4.00").facts
    rule = {"topic": "机关运行经费", "fund": "general+government+capital"}
    assert check.identities(SPACE, [*plain, *said], {}) == []
    assert len(check.identities(SPACE, [*plain, *said], {}, [rule])) == 1
