"""部门决算表样：各省的表填出来，审核无疑点，再读回来是同样的数。"""

from collections import Counter

import booked
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mingzhang import compile, publish
from mingzhang.audit import read_file
from mingzhang.model import Severity, Status

POINTS = {"national-final": 90, "shanghai-final": 90, "yunnan-final": 90, "hubei-final": 80}
LAYOUTS = {name: compile.layout(name) for name in POINTS}
FORMS = ("evaluation", "whole", "project")  # figures in them are asked for in words, not by place
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
PHASES = [Phase.explicit, Phase.reuse, Phase.generate]


@pytest.mark.parametrize("name", POINTS)
@settings(max_examples=10, deadline=None, suppress_health_check=SLOW, phases=PHASES)
@given(st.data())
def test_accounts_that_balance_audit_clean_and_are_read_back(name, data):
    made = publish.made(data.draw(booked.accounts(POINTS[name])), LAYOUTS[name])
    told = [f.message for f in made.audited.findings if f.severity is not Severity.NOTE]
    assert told == []
    assert [n.text for n in made.audited.numbers if n.status is Status.UNREAD] == []
    sheets = [sheet for sheet in made.disclosure.sheets if sheet.id not in FORMS]
    stated = [cell.stated for sheet in sheets for cell in sheet.cells if cell.stated]
    titles = [sheet.title for sheet in sheets]
    written = Counter((s.region, s.text) for s in stated if s.text and s.fen is not None)
    read = Counter(
        (fact.region, fact.text)
        for fact in made.audited.facts
        if fact.text and any(title in fact.place.table for title in titles)
    )
    assert written == read


@pytest.mark.parametrize("name", ["yunnan-final", "hubei-final"])
def test_scores_follow_from_the_money_and_the_indicators(name):
    spent = [
        booked.entry("expenditure", 60_000_00, "payment", project="36024T01", nature="project",
                     fund="general"),
        booked.entry("expenditure", 80_000_00, project="36024T01", nature="project",
                     fund="general"),
    ]  # fmt: skip
    books = booked.books(spent, **booked.evaluated(POINTS[name]))
    (sheet,) = compile.Compiled(books, LAYOUTS[name]).sheets()["project"]
    texts = [cell.text for cell in sheet.cells]
    rate, score, total = {
        "yunnan-final": ("75.00", "7.50", "97.50"),
        "hubei-final": ("75.00%", "15.00", "95.00"),
    }[name]
    assert texts.index(rate) < texts.index(score) < texts.index(total)
    assert ("优" in texts) == (name == "yunnan-final")


def test_what_has_no_money_is_noted_under_its_table():
    books = booked.books([booked.entry("income", 5_000_00, "receipt", fund="general")])
    sheets = compile.Compiled(books, LAYOUTS["national-final"]).sheets()
    empty = {name for name, (sheet,) in sheets.items() if any("空表" in n for n in sheet.notes)}
    assert empty == {"spending", "general", "basic", "fund", "capital", "three"}


def test_the_forms_of_shanghai_are_those_of_the_official_one(shared):
    """上海市财政局的表样：同样的表、同样的次序、同样的栏和行。"""
    path = shared / "corpus" / "pdf" / "2024决算_普陀区委社会工作部.pdf"
    from_pdf = {t.title.text.split("—")[0]: t for t in read_file(path).tables if t.title.text}
    books = booked.books([booked.entry("income", 5_000_00, "receipt", fund="general")])
    ours = publish.page(publish.made(books, LAYOUTS["shanghai-final"]).disclosure)
    mine = {t.title.text: t for t in ours.tables}
    assert list(mine) == list(from_pdf)
    for title, table in mine.items():
        columns = [c.removeprefix("财政拨款“三公”经费/") for c in table.columns]
        assert columns == [*from_pdf[title].columns], title
    for title in (
        "收入支出决算总表",
        "财政拨款收入支出决算总表",
        "一般公共预算财政拨款基本支出决算表",
    ):
        assert _labels(mine[title]) == _labels(from_pdf[title])


def _labels(table):
    return sorted(tuple(t.text.strip() for t in row.label) for row in table.rows)
