"""重编：真实决算的账，编出来的每个数都与所印的一样，所印的数有误的除外。"""

from fractions import Fraction

import pytest
import regenerated
from regenerated import At

from mingzhang import audit, compile, publish
from mingzhang.figures import Figures
from mingzhang.model import quantity

MONEY = {str(n) for n in range(1, 10)}
FORMS = {"11", "12", "13", "14", "15"}


@pytest.fixture(scope="module")
def yunnan(shared, root, tmp_path_factory):
    folder = root / "examples/tonghai-2021-final"
    books = regenerated.kept(folder, 2021, tmp_path_factory.mktemp("books"))
    audited = audit.audit_file(shared / "corpus/text/yunnan-tonghai-2021-final.txt")
    made = regenerated.figures(regenerated.compiled(books, "yunnan-final"))
    return books, audited, _numbered(regenerated.figures(audited.document)), made


def test_the_books_publish_without_an_error_and_nothing_is_missing(root, tmp_path):
    books = regenerated.kept(root / "examples/tonghai-2021-final", 2021, tmp_path)
    made = publish.made(books, compile.layout("yunnan-final"))
    assert made.errors == () and made.missing == ()


def _numbered(printed):
    """The fourth project's form has the number of the third: 公开14表 is printed twice."""
    again = {at: at._replace(table="15", column=at.column.rstrip("+")) for at in printed}
    return {again[at] if at.column.endswith("+") else at: text for at, text in printed.items()}


def _places(audited, rule):
    """Every figure that the findings of a rule name, as printed."""
    return {place.printed for f in audited.findings if f.rule == rule for place in f.places}


def test_every_money_table_comes_out_as_printed(yunnan):
    _, _, printed, made = yunnan
    tables = {at: text for at, text in printed.items() if at.table in MONEY}
    assert len(tables) == 234
    assert {at: made.get(at) for at in tables} == tables


def test_only_a_row_that_the_page_has_lost_is_more_than_printed(yunnan):
    """支出决算表 prints its 合计 in the row of 栏次, with no amounts."""
    _, _, printed, made = yunnan
    more = {at for at in made if at.table in MONEY and at not in printed}
    assert more == {At("3", "合计", c) for c in ("本年支出合计", "基本支出", "项目支出")}


def test_the_evaluations_come_out_as_printed_but_for_what_the_audit_finds(yunnan):
    """A task is granted 991.08 where its project has 940.68: total and rate are wrong by it. Two
    indicators of benefits stand under outputs."""
    _, audited, printed, made = yunnan
    forms = {at: text for at, text in printed.items() if at.table in FORMS}
    assert len(forms) == 161
    other = {
        at: (text, made.get(at))
        for at, text in forms.items()
        if quantity(made.get(at, "")) is None or _exact(made[at]) != _exact(text)
    }
    money = ("批复金额万元/总额", "批复金额万元/财政拨款")
    task, first = "医疗救助补助/本级", "产出指标/社会效益指标/"
    normal, known = (
        "确保医保系统正常运转参保职工居民正常享受待遇",
        "建档立卡贫困户医疗救助政策知晓率",
    )
    assert other == {
        **{At("11", "", column): ("1,540.60", "1,490.20") for column in money},
        **{At("11", task, column): ("991.08", "940.68") for column in money},
        At("11", task, "预算执行率"): ("32.80", "34.55"),
        At("11", f"{first}{normal}", "指标值"): ("95", None),
        At("11", f"{first}{normal}", "实际完成值"): ("95", None),
        At("11", f"{first}{known}", "指标值"): ("90", None),
        At("11", f"{first}{known}", "实际完成值"): ("93", None),
    }
    assert _places(audited, "performance.task-project") == {"991.08"}
    assert _exact("1540.60") - _exact("1490.20") == _exact("991.08") - _exact("940.68")
    assert round(_exact("325.04") / _exact("991.08") * 100, 2) == _exact("32.80")
    assert _places(audited, "performance.level") == {"95"}
    for name in (normal, known):
        right = f"效益指标/社会效益指标/{name}"
        assert (
            made[At("11", right, "实际完成值")] == printed[At("11", f"{first}{name}", "实际完成值")]
        )


def test_what_else_is_found_is_a_word_or_a_score_that_the_bureau_gave(yunnan):
    """公开14表 twice, 件 for a rate: right in the books. Scores are the bureau's own."""
    books, audited, _, _ = yunnan
    ours = audit.audit(regenerated.compiled(books, "yunnan-final"))
    found, left = (
        {f.rule for f in a.findings if f.severity.value != "note"} for a in (audited, ours)
    )
    assert left == {"performance.met-docked", "performance.zero-execution"}
    assert found - left == {
        "performance.level",
        "performance.split",
        "performance.task-project",
        "performance.unit-misfit",
        "structure.notice-year",
        "structure.table-number",
    }


def test_every_figure_that_is_read_is_what_the_books_amount_to(yunnan):
    """Table and text alike, by region: what the page says is a sum of the leaves."""
    books, audited, _, _ = yunnan
    sums = Figures(books, compile.layout("yunnan-final").kind).sums
    facts = [f for f in audited.facts if not f.blank and not f.region.project]
    assert len(facts) > 230 and {f.said for f in facts} == {"table", "text"}
    other = set()
    for fact in facts:
        fen = sums.fen(fact.region)
        if fen is None or not fact.amount.lo <= fen <= fact.amount.hi:
            other.add((fact.text, fen))
    assert other == {("1,540.60", 1_490_200_000)}


def _exact(text: str) -> Fraction:
    return quantity(text.replace(",", "")).exact
