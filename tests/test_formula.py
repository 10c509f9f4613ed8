"""Rules as records: refused, applied, and put into words."""

from fractions import Fraction

import pytest
from cases import record_of
from hypothesis import given
from hypothesis import strategies as st

from mingzhang import formula
from mingzhang.expression import BadRule
from mingzhang.formula import load
from mingzhang.model import Outcome, Record, Severity

AGREES, DIFFERS, UNCHECKED = Outcome.AGREES, Outcome.DIFFERS, Outcome.UNCHECKED
NAMES = {
    "full": ("分值", "full marks"),
    "actual": ("执行数", "actual"),
    "budget": ("预算数", "budget"),
    "score": ("得分", "score"),
    "difference": ("增减额", "difference"),
}


def rule(**changes):
    record = {
        "id": "t.score",
        "on": "execution",
        "severity": "error",
        "sentence": "得分按比例。",
        "authority": "试",
        "formula": "score = full * actual / budget",
        "subject": "score",
        "expected": "full * actual / budget",
        "compare": ["actual", "budget"],
        "message": "{subject_name}得分印为{score}，应为{expected}，差{difference}。",
        "when": "full > 0",
    } | changes
    return load([{k: v for k, v in record.items() if v is not None}], {"execution": NAMES})[0]


def test_missing_and_zero_are_unchecked_with_a_reason_that_names_the_field():
    one = rule()
    missing = formula.evaluate(
        one, record_of("execution", {"full": "10", "actual": "3", "score": "3"})
    )
    assert (missing.outcome, missing.reason) == (UNCHECKED, "缺「预算数」")
    zero = formula.evaluate(
        one, record_of("execution", {"full": "10", "actual": "3", "budget": "0.00", "score": "3"})
    )
    assert (zero.outcome, zero.reason) == (UNCHECKED, "分母为零")


def test_rule_speaks_only_of_its_kind_years_and_condition():
    one = rule(years=[2020, 2022])
    said = {"full": "10", "actual": "1", "budget": "2", "score": "5"}
    assert formula.evaluate(one, record_of("execution", said), 2021).outcome is AGREES
    assert formula.evaluate(one, record_of("execution", said), 2023) is None
    assert formula.evaluate(one, record_of("form", said), 2021) is None
    assert formula.evaluate(one, record_of("execution", said | {"full": "0"}), 2021) is None
    del said["full"]
    assert formula.evaluate(one, record_of("execution", said), 2021) is None


def test_finding_shows_expected_and_difference_at_printed_decimals():
    one = rule()
    record = record_of(
        "execution", {"full": "=20", "actual": "36.9", "budget": "200", "score": "3.9"}, "征缴经费"
    )
    check = formula.evaluate(one, record)
    found = formula.finding(one, check)
    assert found.message == "征缴经费得分印为3.9，应为3.7，差0.2。"
    assert (found.expected, found.difference, found.criterion) == (
        "3.7",
        "0.2",
        "得分按比例。（试）",
    )
    assert [f.name for f in found.places + found.compared] == ["得分", "执行数", "预算数"]


def test_a_printed_difference_is_shown_as_printed():
    one = rule(
        when=None,
        formula="score = 100 * difference / budget",
        expected="100 * difference / budget",
        message="增加{difference}，印为{score}，应为{expected}。",
    )
    said = {"difference": "20.00", "budget": "100.00", "score": "16.67"}
    record = record_of("execution", said)
    check = formula.evaluate(one, record)
    assert formula.message(one, record, check) == "增加20.00，印为16.67，应为20.00。"


def test_a_figure_that_was_cut_off_is_milder():
    one = rule(truncated="note", when=None, formula="score = actual", expected="actual")
    cut = formula.evaluate(one, record_of("execution", {"actual": "3.773", "score": "3.7"}))
    far = formula.evaluate(one, record_of("execution", {"actual": "3.773", "score": "3.6"}))
    over = formula.evaluate(one, record_of("execution", {"actual": "3.673", "score": "3.8"}))
    assert formula.severity(one, cut) is Severity.NOTE
    assert formula.severity(one, far) is formula.severity(one, over) is Severity.ERROR


def test_doubtful_reading_never_differs():
    said = {"full": "=10", "actual": "=1", "budget": "=2", "score": "9"}
    sure = record_of("execution", said)
    doubtful = Record(sure.kind, sure.subject, sure.fields, sure.printed, sure.places, "列不定")
    assert formula.evaluate(rule(), sure).outcome is DIFFERS
    check = formula.evaluate(rule(), doubtful)
    assert (check.outcome, check.reason) == (UNCHECKED, "读取存疑：列不定")


def test_rules_over_text():
    one = load(
        [
            {
                "id": "t.template",
                "on": "line",
                "severity": "warning",
                "sentence": "二选一。",
                "authority": "试",
                "pattern": r"增加[（(]减少[)）]",
                "unless": "如有",
                "message": "未选：{match}",
                "subject": "text",
            }
        ]
    )[0]
    hit = formula.evaluate(one, record_of("line", {"text": "比上年增加（减少）0万元"}))
    assert formula.message(one, hit.record, hit) == "未选：增加（减少）"
    assert formula.finding(one, hit).places[0].place.offset == 3
    assert formula.evaluate(one, record_of("line", {"text": "比上年减少"})).outcome is AGREES
    assert formula.evaluate(one, record_of("line", {"text": "如有增加（减少）"})).outcome is AGREES
    assert formula.evaluate(one, record_of("line", {})).outcome is UNCHECKED


@pytest.mark.parametrize(
    "changes",
    [
        {"formula": "score = = full"},
        {"formula": "score + full"},
        {"formula": "score = round(full)"},
        {"formula": "score = __import__"},
        {"severity": "fatal"},
        {"sentence": ""},
        {"formula": None},
        {"weight": 3},
        {"message": "{nobody}"},
        {"compare": ["other"]},
        {"formula": "score = full ** 2"},
        {"formula": "score.real = full"},
        {"formula": "a = 1e3"},
    ],
)
def test_a_bad_rule_is_refused_with_its_id(changes):
    with pytest.raises(BadRule, match=r"t\.score"):
        rule(**changes)


numbers = st.integers(-(10**9), 10**9)


@given(numbers, st.integers(0, 6))
def test_law_written_is_within_half_a_digit(n, decimals):
    number = Fraction(n, 10**6)
    assert abs(Fraction(formula.written(number, decimals)) - number) <= Fraction(
        1, 2 * 10**decimals
    )
