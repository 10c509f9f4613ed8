"""The closed language: what a rule may say, and how it ends on printed figures."""

from fractions import Fraction

import pytest
from cases import record_of
from hypothesis import given
from hypothesis import strategies as st

from mingzhang import expression
from mingzhang.expression import BadRule, parse
from mingzhang.formula import written
from mingzhang.model import Outcome

AGREES, DIFFERS = Outcome.AGREES, Outcome.DIFFERS
ROUNDING, UNCHECKED = Outcome.ROUNDING, Outcome.UNCHECKED


def ends(condition: str, **printed: str) -> Outcome:
    return parse(condition).run(expression.given(record_of("r", printed).fields), {}).outcome


@pytest.mark.parametrize(
    ("printed", "outcome"),
    [
        ("3.46", AGREES),  # 10 × 325.04 ÷ 940.68 = 3.4554
        ("3.45", DIFFERS),
        ("3", AGREES),  # printed without decimals: 3.4554 rounds to it
        ("4", DIFFERS),
    ],
)
def test_score_is_compared_at_its_printed_decimals(printed, outcome):
    assert (
        ends(
            "score = full * actual / budget",
            full="=10",
            actual="325.04",
            budget="940.68",
            score=printed,
        )
        is outcome
    )


def test_intervals_that_only_meet_are_rounding():
    # 1.4 may be 1.449, 0.6 may be 0.649: their sum may be 2.09, printed 2.1
    assert ends("c = a + b", a="1.4", b="0.6", c="2.1") is ROUNDING
    assert ends("c = a + b", a="1.4", b="0.6", c="2.0") is AGREES
    assert ends("c = a + b", a="1.4", b="0.6", c="2.3") is DIFFERS
    assert ends("c = a + b", a="=1.4", b="=0.6", c="2.1") is DIFFERS


@pytest.mark.parametrize(
    ("condition", "outcome"),
    [
        ("a <= b", ROUNDING),
        ("b <= a", AGREES),
        ("a < b", DIFFERS),
        ("a > b", AGREES),
        ("a >= c", DIFFERS),
        ("a != c", AGREES),
        ("a != a", DIFFERS),
    ],
)
def test_order_differs_only_when_the_most_favourable_values_break_it(condition, outcome):
    assert ends(condition, a="10", b="9", c="12") is outcome


@pytest.mark.parametrize(
    ("condition", "outcome"),
    [
        ("x is missing", AGREES),
        ("a is missing", DIFFERS),
        ("w is word", AGREES),
        ("a is number", AGREES),
        ("w is not number", AGREES),
        ('w in ("优", "良")', AGREES),
        ('w not in ("优", "良")', DIFFERS),
        ('w = "差"', DIFFERS),
        ("w > 3", UNCHECKED),
        ("x > 3", UNCHECKED),
        ("a = 5 and x > 3", UNCHECKED),
        ("a = 6 and x > 3", DIFFERS),
        ("a = 5 or x > 3", AGREES),
        ("not x > 3", UNCHECKED),
        ("not (a = 5 and w = '优')", DIFFERS),
        ("max(a, 7) = 7", AGREES),
        ("min(a, 7) = 5", AGREES),
        ("abs(-a) = 5", AGREES),
        ("sum(a, a, 1) = 11", AGREES),
        ("-(a + 1) * 2 = -12", AGREES),
        ("a = w", UNCHECKED),
    ],
)
def test_language(condition, outcome):
    assert ends(condition, a="=5", w="优") is outcome


numbers = st.integers(-(10**9), 10**9)


@given(numbers, numbers, st.integers(0, 4))
def test_law_a_printed_sum_never_differs_from_its_parts(a, b, decimals):
    """Whatever two values are, printing them and their sum with equal decimals is no error."""
    scale = 10**6
    shown = [written(Fraction(n, scale), decimals) for n in (a, b, a + b)]
    assert ends("c = a + b", a=shown[0], b=shown[1], c=shown[2]) in (AGREES, ROUNDING)


@given(numbers, numbers.filter(bool), st.integers(0, 4))
def test_law_a_printed_quotient_never_differs(a, b, decimals):
    rate = written(Fraction(100 * a, b), decimals)
    assert ends("r = 100 * a / b", a=f"={a}", b=f"={b}", r=rate) is AGREES


@pytest.mark.parametrize(
    "text",
    [
        "a +",
        "a",
        "a = ",
        "a is b",
        "a = b c",
        "a < b < c",
        "a.b = 1",
        "f(a) = 1",
        "a == b",
        "a = 1_0",
        "a = 1e3",
        "a = True",
        "a ** 2 = 3",
        "min() = 3",
        "[a] = 3",
        "a = b and c",
    ],
)
def test_whatever_is_not_in_the_language_is_refused(text):
    with pytest.raises(BadRule, match="公式"):
        parse(text)


def test_decimals_are_exact():
    assert ends("a + 0.2 = 0.3", a="=0.1") is AGREES
    assert ends("a + 0.2 = 0.30000000000000001", a="=0.1") is DIFFERS
