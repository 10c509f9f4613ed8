"""Diagnosis: one slip gives one cause, and it names the figure that slipped."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from ledger import SPACE, bound

from mingzhang import check, diagnose
from mingzhang.findings import money
from mingzhang.model import Amount, Line

TABLE = bound(
    "支出总表",
    "科目编码 科目名称 合计 基本支出 项目支出",
    "_ 合计 90.00 40.00 50.00",
    "210 卫生健康支出 70.00 40.00 30.00",
    "21013 医疗救助 30.00 10.00 20.00",
    "21015 医疗保障管理事务 40.00 30.00 10.00",
    "221 住房保障支出 20.00 0.00 20.00",
    "22102 住房改革支出 20.00 0.00 20.00",
    labels=2,
)


def causes_of(changed, slip: int):
    wrong = replace(
        changed, amount=Amount(*(bound + slip for bound in changed.amount)), text="slipped"
    )
    lines = [
        Line(tuple(wrong if f is changed else f for f in line.facts), line.unread, line.across)
        for line in TABLE.lines
    ]
    return diagnose.causes([c for line in lines for c in check.roll_ups(SPACE, line)])


def test_a_table_that_adds_up_has_no_cause():
    assert not diagnose.causes([c for x in TABLE.lines for c in check.roll_ups(SPACE, x)])


@given(st.sampled_from(TABLE.facts), st.sampled_from([-3_000_000, 1_000_000, 90_000_000]))
def test_one_slip_is_one_cause_that_names_the_figure_and_what_it_should_be(fact, slip):
    found = causes_of(fact, slip)
    assert len(found) == 1
    (cause,) = found
    assert any(f.text == "slipped" for f in cause.suspects)
    low, high = cause.expected
    if cause.suspects[0].text == "slipped":
        assert low <= fact.amount.fen <= high


def test_money_is_written_with_its_unit():
    assert money(929_840_000, "万元") == "929.84万元"
    assert money(-50, "元") == "-0.50元"
    assert money(1, "万元") == "0.000001万元"
