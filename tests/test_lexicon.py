"""The lexicon: what a title, a header, a row name means, and when it is unread."""

import tomllib
from pathlib import Path

import pytest
from ledger import LEXICON, SPACE

from mingzhang import audit
from mingzhang.lexicon import Lexicon, Meaning, without_ordinal


def meaning(phrase: str, scope: str) -> str:
    return SPACE.describe(LEXICON.read(phrase, scope).region)


@pytest.mark.parametrize(
    ("phrase", "scope", "expected"),
    [
        (
            "一般公共预算财政拨款基本支出决算表",
            "title",
            "决算·本年支出·一般公共预算·人员经费+公用经费",
        ),
        ("一般公共预算财政拨款收入支出决算表", "title", "决算·一般公共预算"),
        ("某县医疗保障局 2022 年项目支出表", "title", "本年支出"),
        ("收 入 总 计", "row", "年初结转结余+本年收入+使用结余"),
        ("（一）一般公共预算拨款", "row", "本年收入·一般公共预算"),
        ("因公出国（境）费", "header", "本年支出·因公出国（境）费"),
        ("合 计", "row", ""),
        ("全年预算数", "header", "全年预算"),
    ],
)
def test_a_phrase_means(phrase, scope, expected):
    reading = LEXICON.read(phrase, scope)
    assert reading.unread == ""
    assert SPACE.describe(reading.region) == expected


def test_a_word_that_the_lexicon_lacks_is_unread_and_named():
    assert LEXICON.read("政府基金某某支出表", "title").unread == "政府基金某某"


def test_two_shortest_segmentations_that_differ_leave_the_phrase_unread():
    rows = [
        {"term": "甲乙", "scope": "any", "meaning": "fund=general"},
        {"term": "丙", "scope": "any", "meaning": ""},
        {"term": "甲", "scope": "any", "meaning": ""},
        {"term": "乙丙", "scope": "any", "meaning": "fund=capital"},
    ]
    assert Lexicon(SPACE, rows, ["局"]).read("甲乙丙", "title").unread == "甲乙丙"


def test_the_inner_phrase_wins_a_conflict_and_the_implied_gives_way():
    title = LEXICON.read("支出决算表", "title")
    column = LEXICON.read("预算数", "header")
    region, conflict = LEXICON.compose([title.terms, column.terms], SPACE.everything)
    assert conflict and SPACE.within(region, "stage", "original")
    income = LEXICON.read("本年收入", "header")
    basic = LEXICON.read("基本支出", "header")
    region, conflict = LEXICON.compose([income.terms, basic.terms], SPACE.everything)
    assert not conflict and SPACE.within(region, "flow", "income")


def test_结转结余_over_an_expenditure_table_is_the_money_that_pays_it():
    spent = LEXICON.read("项目支出表", "title")
    carried = LEXICON.read("财政拨款结转结余", "header")
    region, _ = LEXICON.compose([spent.terms, carried.terms], SPACE.everything)
    assert SPACE.within(region, "flow", "expenditure") and SPACE.within(region, "layer", "carried")


def test_a_title_with_two_subjects_says_what_both_have_in_common():
    both = LEXICON.read("“三公”经费、机关运行经费情况表", "title")
    assert both.unread == "" and SPACE.describe(both.region) == "本年支出"


def test_names_of_one_document_are_added_and_known_terms_keep_theirs():
    more = LEXICON.extend(
        {"城乡医疗救助": Meaning(function="2101301"), "合计": Meaning(function="999")}, ["row"]
    )
    assert more.read("城乡医疗救助", "row").region.function == "2101301"
    assert more.read("合计", "row").region.function == ""
    assert LEXICON.read("城乡医疗救助", "row").unread


@pytest.mark.parametrize(
    ("phrase", "ordinal"),
    [
        ("一、本年收入", "一、"),
        ("（二）项目", "(二)"),
        ("1.5万元", ""),
        ("3. 接待费", "3."),
        ("廿一、其他支出", "廿一、"),
    ],
)
def test_ordinals(phrase, ordinal):
    assert without_ordinal(phrase)[0] == ordinal


PHRASES = tomllib.loads((Path(__file__).parent / "data" / "phrases.toml").read_text("utf-8"))


@pytest.mark.parametrize("scope", PHRASES)
def test_what_forms_of_many_provinces_print_is_read(scope):
    terms = audit.lexicon(2022)
    unread = {p: terms.read(p, scope).unread for p in PHRASES[scope].split()}
    assert {phrase: rest for phrase, rest in unread.items() if rest} == {}
