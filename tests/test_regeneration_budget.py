"""重编：真实预算的账，编出来的每个数都与所印的一样，所印的数有误的除外。"""

import pytest
import regenerated
from regenerated import At

from mingzhang import audit

MONEY = {str(n) for n in range(1, 10)}
FORM = "青山区医疗保障局"


@pytest.fixture(scope="module")
def wuhan(shared, root, tmp_path_factory):
    folder = root / "examples/qingshan-2022-budget"
    books = regenerated.kept(folder, 2022, tmp_path_factory.mktemp("books"))
    real = regenerated.real(shared / "corpus/text/hubei-qingshan-2022-budget.txt")
    one = {"贫困群众大病医疗救助工作经费": "贫困群众大病医疗救助"}
    made = regenerated.figures(regenerated.compiled(books, "wuhan-budget"), one)
    return real, regenerated.figures(real, one), made


def test_every_money_table_comes_out_as_printed_but_for_the_last_digit(wuhan):
    """人员经费 is printed 101.13 in one table and 101.14 in another: no one amount is both."""
    _, printed, made = wuhan
    tables = {at: text for at, text in printed.items() if at.table in MONEY}
    other = {at: (text, made.get(at)) for at, text in tables.items() if made.get(at) != text}
    basic, spent = "本年一般公共预算基本支出", "基本支出/人员经费"
    assert len(tables) > 570
    assert other == {
        At("5", "合计", spent): ("101.13", "101.14"),
        At("5", "210", spent): ("101.13", "101.14"),
        At("6", "30199", f"{basic}/合计"): ("2.42", "2.41"),
        At("6", "30199", f"{basic}/人员经费"): ("2.42", "2.41"),
    }


def test_what_the_purchases_say_else_is_what_the_audit_finds(wuhan):
    """Money for micro firms is no part of that for small firms in print; prices are added up."""
    real, printed, made = wuhan
    bought = {at: text for at, text in printed.items() if at.table == "10"}
    other = {at for at, text in bought.items() if made.get(at, "") != text}
    small = {at for at in other if at.column == "采购金额/其中面向中小企业元"}
    price = {at for at in other if at.column == "单价元"}
    junk = {at for at in other if at.column == "计量单位"}
    assert len(small) == 11 and len(price) == 3 and len(junk) == 8
    assert other == small | price | junk
    found = {f.rule: f for f in audit.audit(real).findings}
    assert "其中面向中小企业(元)" in {
        p.place.column.split("/")[-1] for p in found["inclusion"].places
    }
    assert found["performance.price-total"].places[0].place.column == "单价(元)"
    assert found["performance.measure-word"].places[0].place.column == "计量单位"


def test_the_form_of_the_whole_department_comes_out_as_printed(wuhan):
    _, printed, made = wuhan
    form = {at: text for at, text in printed.items() if at.table == "13" and at.row}
    other = {at: (text, made.get(at)) for at, text in form.items() if made.get(at) != text}
    assert len(form) == 23
    assert other == {}
