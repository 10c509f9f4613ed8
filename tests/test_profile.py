"""The profile of a disclosure: year, kind, department and level by the majority."""

import pytest
from pages import WORDS, document

from mingzhang import wording
from mingzhang.profile import level


def profile(*lines):
    return wording.context(document(*lines), WORDS).profile


@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("某某县医疗保障局", "县"),
        ("某某市某某区教育局", "区"),
        ("某某省财政厅", "省"),
        ("某某县城市管理局", "县"),
        ("某某县市场监督管理局", "县"),
        ("某某县乡村振兴局", "县"),
        ("某某市民政局", "市"),
        ("某某市人民政府办公室", "市"),
        ("某某街道办事处", "街道"),
        ("财政局", ""),
    ],
)
def test_level_of_a_department(name, means):
    assert level(name, WORDS["wording"]["profile"]) == means


def test_year_kind_and_name_by_the_majority_of_titles():
    found = profile(
        "某某县民政局2023年度部门决算",
        "第一部分 某某县民政局概况",
        "一、2023年度收入支出决算总体情况说明",
        "二、2022年度工作总结",
        "2023年度收入合计与2022年度相比增加1万元。",
    )
    assert (found.year, found.kind, found.entity, found.level) == (
        2023,
        "final",
        "某某县民政局",
        "县",
    )


def test_a_budget_that_speaks_much_of_execution_is_a_budget():
    found = profile("某某县民政局2022年部门预算", "一、预算绩效情况", "二、2022年收支预算情况说明")
    assert (found.year, found.kind) == (2022, "budget")


def test_without_titles_a_sentence_says_the_year():
    found = profile(
        "按照有关规定，2024年部门收入预算为12.50万元，全部为财政拨款，没有其他收入来源。"
    )
    assert (found.year, found.kind) == (2024, "")


def test_the_name_is_the_longest_form():
    found = profile(
        "编制单位：某某市某某区教育局", "某某区教育局2022年部门预算", "编制单位：某某区教育局"
    )
    assert found.entity == "某某市某某区教育局"
    assert found.names == ("某某区教育局", "某某市某某区教育局")


def test_nothing_is_guessed():
    found = profile("一份与预算没有关系的文字，讲的是别的事情。")
    assert (found.year, found.kind, found.entity, found.level) == (None, "", "", "")
