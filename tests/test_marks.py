"""Numbers of running text: where each stands, its unit, and what is only a label."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingzhang import packs
from mingzhang.narrative.marks import Mark, Scan, plain_width


@cache
def scan() -> Scan:
    return Scan.of(packs.load_toml("narrative.toml"))


def marks(text: str) -> list[Mark]:
    return scan().find(plain_width(text))


def kinds(text: str) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.kind) for m in marks(text)]


@pytest.mark.parametrize(
    "text",
    [
        "根据《关于编报决算的通知》（某财〔2022〕45号）",
        "2022年9月30日至10月8日",
        "截至2023年12月31日止",
        "联系电话：13900000000",
        "（3）加强管理",
        "见附件2、表 12",
        "第十五届第3次会议",
        "单位价值100万元以上的设备",
        "“123”专项活动在45社区开展",
        "2101301城乡医疗救助支出科目",
    ],
)
def test_dates_numbers_of_documents_ordinals_and_limits_are_labels(text):
    assert {kind for _, kind in kinds(text)} == {"label"}


def test_counts_and_rates():
    text = "全年办结投诉37件，满意率98.5%，走访2.6万人次，宣传3场次。"
    assert kinds(text) == [("37", "count"), ("98.5", "percent"), ("2.6", "count"), ("3", "count")]


def test_a_score_after_the_word_target_is_no_ordinal():
    assert kinds("产出指标35分，目标2：提升服务") == [("35", "count"), ("2", "label")]


@pytest.mark.parametrize(
    ("text", "digits", "unit"),
    [
        ("合计１２．５ 万元", 125, "万元"),
        ("合计1,234.50万元", 123450, "万元"),
        ("合计3亿元", 3, "亿元"),
        ("合计88 元", 88, "元"),
        ("增加-5.2万元", -52, "万元"),
        ("印刷费6万，", 6, "万元"),
    ],
)
def test_money(text, digits, unit):
    (mark,) = marks(text)
    assert (mark.kind, mark.number.digits, mark.unit) == ("money", digits, unit)


def test_ten_thousand_without_yuan_is_marked_so_and_of_persons_is_no_money():
    assert [m.short for m in marks("印刷费6万，电费2万元")] == [True, False]
    assert [m.kind for m in marks("6万余人次，3万公里，20万以上")] == ["count"] * 3


def test_a_rate_per_person_is_no_amount_of_the_books():
    assert [m.kind for m in marks("补助标准640元/人")] == ["count"]


ALPHABET = ["收入", "支出", "其中：", "占", "增加", "，", "。", "（", "）", "万元", "%", "人"]
ALPHABET += ["2023年", "12.5", "0", "7", "1,000", " ", "比上年", "、", "；", "为", "预算", "图"]


@given(st.lists(st.sampled_from(ALPHABET), max_size=30).map("".join))
def test_every_digit_of_a_text_is_accounted_for_once(text):
    found = marks(text)
    covered = [False] * len(text)
    for mark in found:
        for i in range(mark.start, mark.end):
            assert not covered[i]
            covered[i] = True
    assert all(covered[i] for i, c in enumerate(text) if c.isdigit())
