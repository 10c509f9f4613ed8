"""Completeness: statutory tables and explanations, empty tables, units of money."""

import pytest
from pages import WORDS, document, findings, grid

from mingzhang import completeness

TITLES = (
    "收支总表", "收入总表", "支出总表", "财政拨款收支总表", "一般公共预算支出表",
    "一般公共预算基本支出表", "一般公共预算“三公”经费支出表", "政府性基金预算支出表",
    "国有资本经营预算支出表",
)  # fmt: skip
ROWS = ("项目⇥预算数⇥合计", "甲⇥1.00⇥2.00", "乙⇥3.00⇥4.00")
HEAD = "某某县教育局2022年部门预算"


def found(*items):
    return findings(document(*items), completeness)


def table(title, *lines, unit="万元", **more):
    return grid(f"2022年{title}", *(lines or ROWS), unit=unit, **more)


def rules_of(*items):
    """The rules that differ, without the note on tables and narrative that stand elsewhere."""
    return set(found(HEAD, *items)) - {"structure.narrative", "structure.tables-not-here"}


def test_nine_tables_are_complete():
    assert rules_of(*(table(t) for t in TITLES)) == set()


@pytest.mark.parametrize("missing", TITLES)
def test_each_statutory_table_is_missed_alone(missing):
    result = found(HEAD, *(table(t) for t in TITLES if t != missing))
    assert len(result["structure.statutory-table"]) == 1


def test_the_newest_table_is_not_asked_of_an_old_budget():
    titles = [grid(f"2018年{t}", *ROWS, unit="万元") for t in TITLES[:-1]]
    assert "structure.statutory-table" not in found("某某县教育局2018年部门预算", *titles)


@pytest.mark.parametrize(
    "title",
    ["部门收支总体情况表", "部门财务收支预算总表", "收支预算总表"],
)
def test_a_table_is_known_under_other_names(title):
    assert rules_of(table(title), *(table(t) for t in TITLES[1:])) == set()


def test_a_table_of_which_only_the_title_is_read_is_a_note():
    result = found(HEAD, "九、国有资本经营预算支出表", *(table(t) for t in TITLES[:-1]))
    assert "structure.statutory-table" not in result
    assert len(result["structure.statutory-table-unread"]) == 1


def test_tables_in_another_file_give_one_note():
    result = found(HEAD, "第四部分 2022年部门预算公开表（另附）", "一、预算收支说明")
    assert "structure.statutory-table" not in result
    assert len(result["structure.tables-not-here"]) == 1


PROSE = (
    "本部门的主要职责是管理某项工作。机构设置为三个股室。本年收入比上年增加一成，主要原因是业务增加。"
    "机关运行经费安排若干。“三公”经费安排若干。政府采购安排若干。共有车辆一辆。绩效目标已经编制。名词解释见后。"
) * 8


def test_a_complete_narrative():
    assert "structure.explanation" not in found(HEAD, PROSE)


@pytest.mark.parametrize("word", ["机关运行经费", "政府采购", "绩效", "名词解释"])
def test_each_explanation_is_missed(word):
    (one,) = found(HEAD, PROSE.replace(word, "某事"))["structure.explanation"]
    assert word[:2] in one.message


def test_tables_without_narrative_give_one_note_and_no_ten():
    result = found(HEAD, *(table(t) for t in TITLES))
    assert len(result["structure.narrative"]) == 1
    assert "structure.explanation" not in result


EMPTY = ("科目编码⇥科目名称⇥合计⇥基本支出", "⇥合计⇥⇥")


def empty(*notes):
    title = "2022年资产配置预算表"
    return rules_of(grid(title, *EMPTY, labels=2, unit="万元", notes=notes))


def test_an_empty_table_needs_a_note_that_says_so():
    assert empty() == {"structure.empty-unnoted"}
    assert empty("注：本表反映资产配置情况。") == {"structure.empty-unnoted"}
    assert empty("注：2022年资产配置预算") == {"structure.empty-note-repeats"}
    assert empty("注：本部门无资产配置预算，本表为空表。") == set()
    assert empty("说明：我单位今年不涉及。") == set()


def test_the_narrative_can_say_that_a_table_is_empty():
    said = "本部门2022年没有使用政府性基金预算安排的支出。"
    one = grid("2022年政府性基金预算支出表", *EMPTY, labels=2, unit="万元")
    assert "structure.empty-unnoted" not in found(HEAD, one, said)
    assert "structure.empty-unnoted" in found(HEAD, one)


def test_units_are_missed_in_one_finding():
    two = [table(t, unit="") for t in TITLES[:2]]
    (one,) = found(HEAD, *two, table(TITLES[2]))["structure.unit-absent"]
    assert len(one.places) == 2 and "3张金额表中有2张" in one.message


@pytest.mark.parametrize("line", ["单位：万元", "金额单位：元", "（单位：元）"])
def test_a_unit_printed_above_a_table(line):
    assert "structure.unit-absent" not in found(HEAD, line, table(TITLES[0], unit=""))


def test_a_table_without_money_needs_no_unit():
    rows = ("指标⇥目标值⇥实际值", "次数⇥4⇥4", "比率⇥95%⇥96%", "人数⇥12⇥13")
    assert "structure.unit-absent" not in found(HEAD, table("绩效目标表", *rows, unit=""))


def test_the_statutory_lists_are_dated_and_named():
    for kind in WORDS["structure"]["statutory"].values():
        for entry in kind:
            assert entry["name"] and entry["years"][0] <= entry["years"][1]


def test_tables_of_which_none_is_filled_in_are_one_finding():
    blank = ("项目⇥预算数⇥合计", "甲⇥⇥", "…⇥⇥")
    result = found(HEAD, *(table(t, *blank) for t in TITLES[:3]))
    assert len(result["structure.blank-form"]) == 1 and "structure.empty-unnoted" not in result
    result = found(HEAD, *(table(t, *blank) for t in TITLES[:2]), table(TITLES[2]))
    assert len(result["structure.empty-unnoted"]) == 2 and "structure.blank-form" not in result


def test_a_zero_told_in_the_text_is_a_note_with_and_without_its_unit():
    blank = table("政府性基金预算支出表", "项目⇥预算数⇥合计", "甲⇥⇥")
    for said in ("政府性基金拨款支出预算为0；其他为5万元。", "政府性基金支出预算0万元。"):
        assert "structure.empty-unnoted" not in found(HEAD, said, blank)
    assert "structure.empty-unnoted" in found(HEAD, "政府性基金拨款支出预算为0.5；", blank)
