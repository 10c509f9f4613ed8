"""句式：照账填，照条件取舍；写错的句式说得清楚。"""

import pytest

from mingzhang.disclosure import Chart, Prose, Stated
from mingzhang.layout import Layout, Unfit
from mingzhang.model import Region
from mingzhang.prose import numeral, passes, told

CHANGE = {
    "up": "比{base}增加{amount}，增长{rate}",
    "up_from_nought": "比{base}增加{amount}",
    "up_slightly": "比{base}增加{amount}",
    "down": "比{base}减少{amount}，下降{rate}",
    "down_slightly": "比{base}减少{amount}",
    "down_from_nought": "比{base}减少{amount}",
    "flat": "与{base}持平",
    "nearly_flat": "与{base}基本持平",
}


class Ledger:
    """Books of a few words 假设的账: an amount in yuan by (words, years before)."""

    def __init__(self, figures, rows=(), **context):
        self.figures, self.given = figures, list(rows)
        self.context = {"year": "2024", **context}

    def rows(self, item, context):
        return [dict(row) for row in self.given]

    def region(self, said, context):
        return Region(1, 2024, project=said + context.get("code", ""))

    def fen(self, region, back=0):
        yuan = self.figures.get((region.project, back))
        return None if yuan is None else 100 * yuan

    def named(self, region):
        return region.project


def tell(line, ledger, charts=None):
    words = {
        "passages": ["one"],
        "usual": {"unit": "万元", "decimals": 2, "percent": 2, "zero": "0"},
        "change": CHANGE,
        "reason": {"text": "，原因是{text}", "asked": [{"percent": 10}]},
        "passage": {"one": {"lines": [line]}},
        "chart": charts or {},
    }
    made = told("", Layout("some", words), ledger)
    return [p.text for p in made.pieces if isinstance(p, Prose)], made


@pytest.mark.parametrize(("number", "said"), [(1, "一"), (10, "十"), (13, "十三"), (21, "二十一")])
def test_headings_count_in_chinese(number, said):
    assert numeral(number) == said


@pytest.mark.parametrize(
    ("fen", "before", "bound", "asked"),
    [
        (110_00, 100_00, {"percent": 10}, True),
        (109_99, 100_00, {"percent": 10}, False),
        (1, 0, {"percent": 10}, True),
        (90_00, 100_00, {"percent": 10}, True),
        (200_00, 100_00, {"percent": 10, "yuan": 101}, False),
        (201_00, 100_00, {"percent": 10, "yuan": 101}, True),
        (101_00, 100_00, {"yuan": 1}, True),
    ],
)
def test_a_reason_is_asked_from_the_threshold_on(fen, before, bound, asked):
    assert passes(fen, before, [bound]) is asked


def test_what_is_not_known_takes_its_brackets_with_it():
    ledger = Ledger({("支出", 0): 10000})
    assert tell("支出{=支出}[，{~支出|上年}]。", ledger)[0] == ["支出1.00万元。"]
    assert tell("支出{=支出}[，其中{=甲}[（{=支出}）]]。", ledger)[0] == ["支出1.00万元。"]


def test_what_must_be_known_is_missing_not_nought():
    texts, made = tell({"text": "支出{=支出}。", "asked": "支出数"}, Ledger({}))
    assert texts == []
    assert [m.asked for m in made.missing] == ["支出数"]
    assert tell({"text": "支出{=支出}。", "optional": True}, Ledger({}))[1].missing == ()


def test_a_share_of_nothing_has_no_rate():
    ledger = Ledger({("甲", 0): 0, ("乙", 0): 0, ("丙", 0): 30000, ("丁", 0): 90000})
    assert tell("甲{=甲}[，占{%甲:乙}]。", ledger)[0] == ["甲0万元。"]
    assert tell("丙{=丙}[，占{%丙:丁}]。", ledger)[0] == ["丙3.00万元，占33.33%。"]


def test_shares_are_rounded_half_up():
    ledger = Ledger({("甲", 0): 1, ("乙", 0): 8, ("丙", 0): 1, ("丁", 0): 20000})
    assert tell("{%甲:乙}", ledger)[0] == ["12.5%"]
    assert tell("{%丙:丁}", ledger)[0] == ["0.01%"]


def test_a_change_names_the_figures_that_it_is_made_from():
    ledger = Ledger({("支出", 0): 30000, ("支出", 1): 20000})
    _, made = tell("上年{=<支出}，本年{=支出}，{~支出|上年}。", ledger)
    figures = [r for r in made.pieces[0].runs if isinstance(r, Stated)]
    assert [f.text for f in figures] == ["2.00", "3.00", "1.00", "50%"]
    assert figures[2].doing == (figures[1].key, figures[0].key)
    assert figures[2].fen == 1_000_000


def test_a_list_leaves_out_what_its_condition_says():
    ledger = Ledger({("甲", 0): 10000, ("乙", 0): 0, ("丙", 0): 20000})
    items = {"of": ["甲", "乙", "丙"], "when": "{said} != 0", "text": "{n}{name}{={said}}"}
    line = {"text": "其中：{items}。", "items": items}
    assert tell(line, ledger)[0] == ["其中：1甲1.00万元、2丙2.00万元。"]


def test_inside_a_loop_a_roof_means_outside_of_it():
    ledger = Ledger({("甲1", 0): 10000, ("甲", 0): 40000}, [{"code": "1", "name": "子"}])
    line = {"each": "row", "text": "{name}{=甲}，占{%甲:^甲}。"}
    assert tell(line, ledger)[0] == ["子1.00万元，占25%。"]


@pytest.mark.parametrize(
    ("test", "holds"),
    [
        ("甲 > 0", True), ("甲 = 乙", False), ("甲 >= 乙", True), ("甲 < 乙", False),
        ("丙 = 0", False), ("known 甲", True), ("known 丙", False), ("given year", True),
        ("given month", False), ("cars > 2", True), ("cars <= 2", False), ("cars != 3", False),
    ],
)  # fmt: skip
def test_conditions(test, holds):
    ledger = Ledger({("甲", 0): 2, ("乙", 0): 1}, cars="3")
    assert tell({"text": "有。", "when": test}, ledger)[0] == (["有。"] if holds else [])


@pytest.mark.parametrize("text", ["支出[{=支出}", "支出{=支出}]"])
def test_brackets_that_do_not_match_are_said(text):
    with pytest.raises(Unfit, match="方括号不成对"):
        tell(text, Ledger({("支出", 0): 1}))


def test_conditions_that_cannot_be_read_are_said():
    with pytest.raises(Unfit, match="条件「支出很多」读不懂"):
        tell({"text": "有。", "when": "支出很多"}, Ledger({}))


def test_a_passage_that_is_not_there_is_said():
    with pytest.raises(Unfit, match="没有「别的」一节"):
        told("别的", Layout("some", {"usual": {}, "passage": {}}), Ledger({}))


CHART = {
    "kind": "bars",
    "title": "{year}年收支",
    "categories": {"of": ["甲", "乙", "丙"]},
    "series": [{"name": "上年", "said": "<{said}"}, {"name": "本年", "said": "{said}"}],
    "text": "见图。",
}


def test_a_chart_leaves_out_what_is_not_known_and_what_is_nought():
    figures = {("甲", 0): 10000, ("甲", 1): 20000, ("乙", 0): 0, ("丙", 0): 30000}
    _, made = tell({"chart": "sums"}, Ledger(figures), {"sums": CHART})
    [chart] = made.pieces
    assert isinstance(chart, Chart)
    assert chart.categories == ("甲", "丙")
    shown = {name: [v and v.text for v in values] for name, values in chart.series}
    assert shown == {"上年": ["2.00", None], "本年": ["1.00", "3.00"]}


def test_a_chart_of_too_little_is_no_chart():
    ledger = Ledger({("甲", 0): 10000})
    _, made = tell({"chart": "sums"}, ledger, {"sums": {**CHART, "least": 2}})
    assert made.pieces == ()
