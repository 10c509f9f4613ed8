"""说出来的，读得回来：情况说明由账写成，用审核自己的读法读，没有一处不合、没有一个数读不懂。"""

import re

import booked
import pytest
import told
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingzhang import packs, telling
from mingzhang.compile import Compiled, layout
from mingzhang.disclosure import Chart, Heading, Prose, Stated
from mingzhang.layout import Unfit

ENTRY = booked.entry
QUIET = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
EVERY = [n.removeprefix("prose/").removesuffix(".toml") for n in packs.names("prose")]
BUDGETS = [name for name in EVERY if telling.templates(name).words["kind"] == "budget"]
FINALS = [name for name in EVERY if name not in BUDGETS]


def whole(books, name, form=""):
    """The narrative read back: nothing wrong, nothing unread, nothing lost."""
    made, audited = told.back(books, name, form)
    assert told.wrong(audited) == []
    assert told.unread(audited) == []
    assert told.lost(made, audited) == []


@pytest.mark.parametrize("name", BUDGETS)
@QUIET
@given(told.two_years(told.BUDGET))
def test_what_is_written_from_a_budget_is_read_back(name, books):
    whole(books, name)


@pytest.mark.parametrize("name", FINALS)
@QUIET
@given(told.two_years(told.FINAL))
def test_what_is_written_from_a_final_account_is_read_back(name, books):
    whole(books, name)


@QUIET
@given(told.two_years(told.BUDGET))
def test_it_agrees_with_the_tables_beside_it(books):
    whole(books, "national-budget", "national-budget")


@pytest.mark.parametrize("name", EVERY)
@QUIET
@given(st.data())
def test_every_figure_has_its_own_key_and_names_those_it_is_made_of(name, data):
    kinds = told.BUDGET if name in BUDGETS else told.FINAL
    made, _ = told.back(data.draw(told.two_years(kinds)), name)
    figures = []
    for piece in made.pieces:
        if isinstance(piece, Prose):
            figures += [r for r in piece.runs if isinstance(r, Stated)]
        if isinstance(piece, Chart):
            figures += [v for _, values in piece.series for v in values if v]
    keys = [f.key for f in figures]
    assert len(keys) == len(set(keys))
    assert {k for f in figures for k in f.doing} <= set(keys)


def budget(this, last=None, **registers):
    """A budget of one project, this year's amount and last year's in fen."""
    leaf = dict(fund="general", nature="project", economic="30227", function="2101502")
    entries = []
    for year, fen in ((booked.YEAR, this), (booked.YEAR - 1, last)):
        if fen is not None:
            entries += [
                booked.Entry("360001", year, "appropriation", "expenditure", fen, **leaf),
                booked.Entry("360001", year, "appropriation", "income", fen, fund="general"),
            ]
    return booked.books(entries, assets=(booked.ASSETS,), **registers)


def compiled_of(books):
    return Compiled(books, layout("national-budget"))


def said(books, passage, name="national-budget"):
    made = telling.told(f"{name}/{passage}", compiled_of(books))
    return [p.text for p in made.pieces if isinstance(p, Prose)], list(map(str, made.missing))


@pytest.mark.parametrize(
    ("this", "last", "words"),
    [
        (120_000_00, 100_000_00, "12.00万元，比2023年预算增加2.00万元，增长20%"),
        (80_000_00, 100_000_00, "8.00万元，比2023年预算减少2.00万元，下降20%"),
        (100_000_00, 100_000_00, "10.00万元，与2023年预算持平"),
        (120_000_00, 0, "12.00万元，比2023年预算增加12.00万元"),
        (0, 120_000_00, "0万元，比2023年预算减少12.00万元，下降100%"),
        (100_000_30, 100_000_00, "10.00万元，与2023年预算基本持平。"),
        (30_000_00, 90_000_00, "下降66.67%"),
    ],
)
def test_words_follow_the_figures(this, last, words):
    [paragraph], _ = said(budget(this, last), "general")
    assert words in paragraph


def test_a_reason_is_missing_until_the_bureau_gives_it():
    _, missing = said(budget(120_000_00, 100_000_00), "general")
    [one] = missing
    assert "reason.general" in one and "由10.00万元到12.00万元" in one
    texts = (*booked.TEXTS, {"key": "reason.general", "text": "新增信息系统维护经费。"})
    [paragraph], missing = said(budget(120_000_00, 100_000_00, texts=texts), "general")
    assert paragraph.endswith("增长20%，主要原因是新增信息系统维护经费。")
    assert missing == []


def test_last_years_figure_that_the_law_compares_with_is_asked_for():
    _, missing = said(budget(120_000_00), "general")
    assert ["以前年度数" in m for m in missing] == [True]


def test_terms_that_do_not_occur_are_not_explained():
    [*terms], _ = said(budget(120_000_00), "glossary")
    assert [re.match("[一二三]、(.+?)：", t)[1] for t in terms] == [
        "一般公共预算拨款收入",
        "项目支出",
    ]


def test_a_template_that_is_not_there_is_said():
    with pytest.raises(Unfit, match="没有说明文字模板「某省」"):
        telling.templates("某省")


@pytest.mark.parametrize("name", EVERY)
def test_templates_name_their_passages_and_charts(name):
    words = telling.templates(name).words
    assert set(words["passages"]) <= set(words["passage"])
    lines = [line for p in words["passage"].values() for line in p["lines"]]
    assert {x["chart"] for x in lines if "chart" in x} <= set(words["chart"])


def test_sections_are_counted_as_they_stand():
    made = telling.told("national-budget", Compiled(budget(1000000), layout("national-budget")))
    heads = [p.text[:2] for p in made.pieces if isinstance(p, Heading)]
    assert heads[:3] == ["一、", "二、", "三、"]


@pytest.mark.parametrize("name", packs.names("layouts"))
def test_every_layout_finds_its_sentences(name):
    form = layout(name.removeprefix("layouts/").removesuffix(".toml"))
    for entry in form.words["outline"]:
        if "prose" in entry:
            which, _, passage = entry["prose"].partition("/")
            words = telling.templates(which).words
            assert words["kind"] == form.kind
            assert not passage or passage in words["passage"]


def projects(kinds):
    """Two projects of two years, one of them named like a subject of the classification."""
    entries = []
    for code, budgeted, paid in (("P1", 500, 450), ("P2", 70, 70)):
        leaf = dict(fund="general", function="2101502", nature="project", project=code)
        for year in (booked.YEAR, booked.YEAR - 1):
            for (into, out), million in zip(kinds, (budgeted, paid), strict=False):
                fen = million * 1_000_000
                entries += [
                    booked.Entry("360001", year, out, "expenditure", fen, **leaf),
                    booked.Entry("360001", year, into, "income", fen, fund="general"),
                ]
    named = {"P1": "医疗救助经费", "P2": "基金监管工作经费"}
    rows = tuple({"code": c, "name": n, "unit": "360001"} for c, n in named.items())
    return booked.books(entries, projects=rows)


def test_each_project_of_a_final_account_is_reviewed():
    made, audited = told.back(projects(told.FINAL), "hubei-final/performance")
    said = [p.text for p in made.pieces if isinstance(p, Prose)]
    assert said[0].endswith("共涉及项目2个，资金570.00万元。")
    assert said[1] == (
        "1. 医疗救助经费绩效自评综述：项目全年预算数500.00万元，执行数450.00万元，完成预算的90%。"
    )
    assert (told.wrong(audited), told.unread(audited)) == ([], [])


def test_projects_of_a_budget_are_read_as_projects():
    made, audited = told.back(projects(told.BUDGET), "wuhan-budget/public")
    assert (told.wrong(audited), told.unread(audited)) == ([], [])
    assert told.lost(made, audited) == []


def test_three_years_of_the_three_expenses_stand_side_by_side():
    leaf = dict(fund="general", nature="public", economic="30217", function="2101501")
    entries = []
    for year, fen in ((2024, 3_000_000), (2023, 5_000_000), (2022, 4_000_000)):
        entries += [
            booked.Entry("360001", year, "appropriation", "expenditure", fen, **leaf),
            booked.Entry("360001", year, "appropriation", "income", fen, fund="general"),
        ]
    made = telling.told("national-budget/three", compiled_of(booked.books(entries)))
    [chart] = [p for p in made.pieces if isinstance(p, Chart)]
    assert chart.categories == ("2022年", "2023年", "2024年")
    assert [(n, [v.text for v in vs]) for n, vs in chart.series] == [
        ("公务接待费", ["4.00", "5.00", "3.00"])
    ]
    assert chart.text == "“三公”经费：2022年4.00万元；2023年5.00万元；2024年3.00万元。"
