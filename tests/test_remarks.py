"""Shares, changes and completion rates that the text states."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from sentences import (
    checks,
    decimal,
    document,
    money,
    rules,
    said,
    setting,
    words,
    wrong,
)

from mingzhang import formula
from mingzhang.model import Amount, Fact, Outcome, Place, Severity
from mingzhang.narrative import read


def test_a_share_of_the_list_it_stands_in():
    good = "2023年度支出合计80.00万元，其中：基本支出20.00万元，占25%；项目支出60.00万元，占75%。"
    assert wrong(good) == set()
    assert wrong(good.replace("25%", "35%")) == {"share"}


def test_a_share_that_was_cut_off_is_a_milder_finding():
    text = "2023年度支出合计3000.00万元，其中：基本支出2000.00万元，占66.66%。"
    record = next(r for r in said(text).records if r.kind == "share")
    rule = next(r for r in rules() if r.id == "narrative.share")
    check = formula.evaluate(rule, record, 2023)
    assert check.outcome is Outcome.DIFFERS
    assert formula.severity(rule, check) is Severity.WARNING is not rule.severity


@given(st.integers(1, 10**7), st.integers(1, 10**7), st.integers(0, 2))
def test_a_rounded_share_is_never_an_error(a, b, decimals):
    part, whole = min(a, b), max(a, b)
    share = decimal(Fraction(100 * part, whole), decimals)
    text = f"2023年度支出合计{money(whole)}万元，其中：基本支出{money(part)}万元，占{share}%。"
    assert Outcome.DIFFERS not in checks(text).get("share", [])


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_rounded_change_is_never_an_error(before, rise):
    rate = decimal(Fraction(100 * rise, before), 2) if before else "0"
    text = f"2023年度支出合计{money(before + rise)}万元，比上年增加{money(rise)}万元，增长{rate}%。"
    assert wrong(text) <= {"zero-base"}


def test_a_wrong_rate_of_change():
    assert wrong("2023年度收入合计120.00万元，比上年增加20.00万元，增长16.67%。") == {"change-rate"}


def test_a_change_against_last_years_figure_printed_beside_it():
    good = "公务接待费支出1.20万元，比2022年度的2.00万元减少0.80万元，下降40%。"
    assert wrong(good) == set()
    assert wrong(good.replace("0.80", "0.50")) == {"change-difference", "change-rate"}
    assert wrong(good.replace("1.20", "3.20")) >= {"change-down"}


def test_an_increase_larger_than_the_figure_itself():
    assert wrong("政府性基金预算支出5万元，比上年增加30万元。") == {"change-exceeds"}


def test_a_rate_on_nothing():
    assert wrong("机关运行经费支出8万元，比上年增加8万元，增长100%。") == {"zero-base"}


def test_a_cut_named_among_the_reasons_is_no_rate_of_change():
    text = "2023年度会议费支出9万元，比上年增加1万元，主要原因是专项增加2万元，公用经费压减10%。"
    assert wrong(text) == set()


def test_a_remark_after_a_long_list_speaks_of_the_whole_when_only_that_fits():
    text = (
        "2023年机关运行经费50万元，其中办公费20万元，印刷费10万元，电费20万元，"
        "比上年增加10万元，增长25%。"
    )
    record = next(r for r in said(text).records if r.kind == "change")
    assert record.printed["current"] == "50万元"
    assert wrong(text) == set()


def test_completion_of_the_budget():
    good = "2023年度公务接待费年初预算为4.00万元，支出决算为3.00万元，完成年初预算的75%。"
    assert wrong(good) == set()
    assert wrong(good.replace("75%", "57%")) == {"completion"}


def test_words_of_comparison_against_the_figures():
    good = "培训费年初预算为4.0万元，支出决算为3.0万元，决算数小于年初预算数的主要原因是厉行节约。"
    assert wrong(good) == set()
    assert wrong(good.replace("小于", "大于")) == {"order-more"}
    assert wrong(good.replace("小于", "等于")) == {"order-equal"}


def test_a_share_of_an_amount_that_a_table_prints_more_precisely():
    text = "2023年度支出合计584.35万元，其中：基本支出110万元，占18.85%。"
    assert wrong(text) == set()  # 109.6 would be 18.85 %
    region = next(f.region for f in said(text).facts if f.text.startswith("110"))
    printed = Fact(
        region, Amount(110_000_000, 109_995_000, 110_005_000), "110.00", Place(9, table="表")
    )
    known = setting(2023)._replace(facts=(printed,))
    record = next(r for r in read(document(text), known, words()).records if r.kind == "share")
    rule = next(r for r in rules() if r.id == "narrative.share")
    assert formula.evaluate(rule, record, 2023).outcome is Outcome.DIFFERS
