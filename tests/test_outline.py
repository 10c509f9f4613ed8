"""The outline: ordinals read as they are printed, places found back through stray spaces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import document

from mingzhang.outline import han, inner_ordinals, numeral, ordinal, outline, squeezed, unsqueezed


@pytest.mark.parametrize(
    ("text", "style", "number"),
    [
        ("第三部分 名词解释", "part", 3),
        ("第十二条 其他职责", "article", 12),
        ("十一、年度任务", "han", 11),
        ("三、2023年度决算情况", "han", 3),
        ("廿三、债务付息支出", "han", 23),
        ("（四）项目支出", "han-bracket", 4),
        ("2.2022年度申报表", "arabic-dot", 2),
        ("3、强化管理", "arabic-comma", 3),
        ("(2)公务用车运行费", "arabic-bracket", 2),
        ("1）其他", "arabic-half", 1),
    ],
)
def test_ordinals(text, style, number):
    found = ordinal(squeezed(text))
    assert (found.style, found.number) == (style, number)


@pytest.mark.parametrize("text", ["3.75万元", "2022年部门预算", "一般公共预算", "第十五届会议", ""])
def test_what_is_no_ordinal(text):
    assert ordinal(text) is None


@given(st.integers(1, 99))
def test_law_a_chinese_ordinal_reads_back(number):
    assert {numeral(printed) for printed in han(number)} == {number}


def test_ordinals_inside_a_paragraph():
    assert [o.number for o in inner_ordinals("主要有：（1）甲；（2）乙，其中丙（3）丁")] == [
        1,
        2,
        3,
    ]


@given(st.text(alphabet="预算 a1。　", max_size=30))
def test_law_positions_lead_back(text):
    tight = squeezed(text)
    assert [text[unsqueezed(text, n)] for n in range(len(tight))] == list(tight)


def test_headings_of_a_document():
    lines = outline(
        document("第一部分 概况", "一、职责", "负责某事，承担某事，并承办上级交办的其他事项。")
    )
    assert [(h.words, h.long) for h in lines.headings] == [("概况", False), ("职责", False)]
    assert lines.over(2).words == "职责"
    assert lines.over(-1) is None
