"""Joining: findings that one figure explains are one finding, and the figure leads."""

from dataclasses import replace
from fractions import Fraction

from mingzhang import causes
from mingzhang.model import (
    Check,
    Figure,
    Finding,
    Interval,
    Outcome,
    Place,
    Record,
    Severity,
)


def figure(line: int, printed: str) -> Figure:
    return Figure(Place(line, 0), printed)


def finding(rule: str, lead: Figure, *compared: Figure, expected: str = "1") -> Finding:
    spots = {f.printed: f.place for f in (lead, *compared)}
    value = Interval(Fraction(1), Fraction(1))
    record = Record("execution", "某项目", dict.fromkeys(spots, value), {}, spots)
    check = Check(rule, Outcome.DIFFERS, record=record)
    return Finding(
        rule, Severity.ERROR, f"{rule}不符。", "准则", (lead,), expected, "", "", compared, (check,)
    )


BUDGET, SPENT, RATE, SCORE = (figure(n, t) for n, t in enumerate(("600", "800", "95%", "9.5"), 1))


def test_the_figure_that_all_failing_rules_share_leads_one_finding():
    found = causes.joined(
        [
            finding("execution-rate", RATE, SPENT, BUDGET),
            finding("execution-score", SCORE, SPENT),
            finding("execution-over", SPENT, BUDGET),
        ],
        [],
    )
    assert len(found) == 1
    assert found[0].places == (SPENT,)
    assert {f.printed for f in found[0].compared} == {"600", "95%", "9.5"}
    assert "execution-score不符" in found[0].message


def test_findings_that_share_no_figure_stay_apart():
    found = causes.joined([finding("a", RATE, SPENT), finding("b", SCORE, BUDGET)], [])
    assert [f.rule for f in found] == ["a", "b"]


def test_a_single_rule_leads_with_the_figure_that_fewest_agreeing_checks_uphold():
    agreed = Record("list", "合计", {}, {}, {"whole": RATE.place})
    upheld = [Check("list", Outcome.AGREES, record=agreed)]
    (found,) = causes.joined([finding("list-sum", RATE, SPENT)], upheld)
    assert found.places == (SPENT,) and found.compared == (RATE,)


def test_findings_about_words_are_not_joined_to_figures():
    found = causes.joined(
        [finding("met-docked", SPENT, RATE), finding("unit-misfit", SPENT, RATE, expected="")], []
    )
    assert len(found) == 2


def test_a_rule_is_an_echo_only_when_the_figure_it_blames_stands_in_the_relation():
    """A wrong share of a sound part is not explained by a roll-up that the part stands in too."""
    relation = replace(
        finding("rollup", BUDGET, SPENT, SCORE),
        checks=(Check("rollup", Outcome.DIFFERS),),
    )
    share = finding("share", RATE, SPENT, SCORE)
    echo = finding("list-sum", BUDGET, SPENT)
    assert [f.rule for f in causes.joined([relation, share, echo], [])] == ["rollup", "share"]


def share(line: int, difference: str) -> Finding:
    one = finding("share", figure(line, f"{line}%"), SPENT)
    return replace(one, difference=difference)


def test_a_figure_that_no_value_of_mends_all_is_not_their_cause():
    found = causes.joined([share(6, "0.04"), share(7, "-0.07"), share(8, "0.03")], [])
    assert [f.places[0].printed for f in found] == ["6%", "7%", "8%"]
    (found,) = causes.joined([share(6, "0.04"), share(7, "0.07"), share(8, "0.03")], [])
    assert found.places == (SPENT,)
