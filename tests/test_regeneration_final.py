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
# A task that pays two projects is printed under the name of one of them.
TASK = {f"{name}/本级": f"两批{name}/本级" for name in ("中央财政医疗服务与保障能力提升补助资金",)}


@pytest.fixture(scope="module")
def yunnan(shared, root, tmp_path_factory):
    folder = root / "examples/tonghai-2021-final"
    books = regenerated.kept(folder, 2021, tmp_path_factory.mktemp("books"))
    audited = audit.audit_file(shared / "corpus/text/yunnan-tonghai-2021-final.txt")
    made = regenerated.figures(regenerated.compiled(books, "yunnan-final"))
    return books, audited, _numbered(regenerated.figures(audited.document, TASK)), made


@pytest.mark.parametrize(
    ("example", "year", "layout"),
    [("tonghai-2021-final", 2021, "yunnan-final"), ("tongcheng-2023-final", 2023, "hubei-final")],
)
def test_the_books_publish_without_an_error(root, tmp_path, example, year, layout):
    books = regenerated.kept(root / "examples" / example, year, tmp_path)
    assert publish.made(books, compile.layout(layout)).errors == ()


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
    assert _places(audited, "identity") <= {"9.00", "5.00"}  # two projects under one name
    assert found - left - {"identity"} == {
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


# -- a county whose page prints no tables of money: sentences and eleven self-evaluations --------

WHOLE = "整体"
FIELDS = {"form": ("budget", "actual", "rate", "execution_score", "total"),
          "indicator": ("target", "actual", "score")}  # fmt: skip


@pytest.fixture(scope="module")
def hubei(shared, root, tmp_path_factory):
    folder = root / "examples/tongcheng-2023-final"
    books = regenerated.kept(folder, 2023, tmp_path_factory.mktemp("books"))
    audited = audit.audit_file(shared / "corpus/text/hubei-tongcheng-2023-final.txt")
    return books, audited, audit.audit(regenerated.compiled(books, "hubei-final"))


def _forms(audited):
    """What the performance forms print, by form, indicator and field."""
    found = {}
    for record in audited.records:
        if record.kind in FIELDS:
            form = str(record.fields["form"] if record.kind == "indicator" else record.subject)
            form = WHOLE if WHOLE in form else form
            name = record.subject if record.kind == "indicator" else ""
            while (form, name, FIELDS[record.kind][0]) in found:
                name += "+"
            for field in FIELDS[record.kind]:
                text = record.printed.get(field, "").replace("≧", "≥").replace(" ", "")
                found[form, name, field] = text.removesuffix("分").removeprefix("≥")
    return found


def _agrees(printed: str, made: str) -> bool:
    """Whether what was printed may stand for what is made: equal words, or a number whose last
    digit leaves the other open."""
    number, exact = quantity(printed), quantity(made)
    if number is None or exact is None:
        return printed == made
    return number.interval.lo <= exact.exact <= number.interval.hi


def _bare(figure) -> str:
    """The number of a fact, or of a figure in a finding, without its unit."""
    text = figure.text if hasattr(figure, "text") else figure.printed
    return "".join(text.split()).removesuffix("万元")


def test_the_sentences_say_what_the_books_amount_to_but_for_what_the_audit_finds(hubei):
    """Appropriations are printed with a subsidy and without, spending of a subject under another
    class, budgets of the evaluation as if they had been spent."""
    books, audited, _ = hubei
    sums = Figures(books, "final").sums
    facts = [f for f in audited.facts if not f.blank and not f.region.project]
    assert len(facts) == 102
    other = [
        fact
        for fact in facts
        if (fen := sums.fen(fact.region)) is None or not fact.amount.lo <= fen <= fact.amount.hi
    ]
    assert sorted(map(_bare, other)) == sorted(
        ["8689.43", "37", *["8726.43"] * 2, "12329.48", "8518.2"]
        + ["1001.37", "8055.11"] * 2
        + ["9056.48"] * 3
    )
    named = {
        _bare(place)
        for f in audited.findings
        if f.rule == "identity"
        for place in (*f.places, *f.compared)
    }
    classes = [fact for fact in other if fact.region.function.startswith("201")]
    left = {_bare(f) for f in other if f not in classes} - named
    assert left == {"37"}  # what parts the two appropriations
    assert _places(audited, "structure.class") >= {"一般公共服务"} and len(classes) == 3


def test_the_self_evaluations_come_out_as_printed_but_for_what_the_audit_finds(hubei):
    """Where the page says how a score follows from target and result, the books hold that score."""
    _, audited, ours = hubei
    printed, made = _forms(audited), _forms(ours)
    assert len(printed) == 98 * 3 + 11 * 5 and printed.keys() == made.keys()
    other = {at: (text, made[at]) for at, text in printed.items() if not _agrees(text, made[at])}
    subsidy, gap = "城乡居民基本医疗保险补助-县级配套财政补助收入", "伤残军人和离休干部医保基金缺口"
    assert other == {
        (WHOLE, "", "budget"): ("9056.48", "9402.46"),
        (WHOLE, "", "actual"): ("8518.2", "8726.43"),
        (WHOLE, "", "rate"): ("94", "92.81%"),
        (WHOLE, "", "execution_score"): ("18.8", "18.56"),
        (WHOLE, "", "total"): ("98.8", "98.56"),
        (subsidy, "参保人数(人)", "score"): ("0", "4.81"),
        (subsidy, "", "total"): ("94", "98.81"),
        (gap, "伤残军人和离休干部享受待遇人数", "score"): ("5", "8.31"),
        (gap, "", "total"): ("95", "98.31"),
    }
    assert {"8518.2", "9056.48万元"} <= _places(audited, "identity")
    assert _places(audited, "performance.zero-score") == {"0"}
    assert _places(audited, "performance.score-formula-up") >= {"5"}
