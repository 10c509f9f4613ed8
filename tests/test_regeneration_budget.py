"""重编：真实预算的账，编出来的每个数都与所印的一样，所印的数有误的除外。"""

import pytest
import regenerated
from regenerated import At

from mingzhang import audit

MONEY = {str(n) for n in range(1, 10)}


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


@pytest.fixture(scope="module")
def county(shared, root, tmp_path_factory):
    folder = root / "examples/tongcheng-2022-budget"
    books = regenerated.kept(folder, 2022, tmp_path_factory.mktemp("books"))
    real = regenerated.real(shared / "corpus/text/hubei-tongcheng-2022-budget.txt")
    return real, regenerated.told(real, books, "budget")


def test_what_a_county_tells_without_tables_is_what_its_books_say(county):
    """The form of the whole department was filled in for a part of its money; what the audit finds
    there, in the sum of the public expenses and in a total of parts is all that differs."""
    real, told = county
    other = {place: both for place, both in told.items() if both[0] != both[1]}
    assert len(told) > 70
    form = {words: both for (table, words), both in other.items() if table.startswith("部门整体")}
    assert form == {
        "当年金额 收入构成 财政拨款709.5": ("709.5", "2170.1"),
        "当年金额 收入构成 其他资金0": ("0", "406"),
        "当年金额 收入构成 合计879.5": ("879.5", "9660.9"),
        "当年金额 支出构成 基本支出459.9": ("459.9", "1077.5"),
        "当年金额 支出构成 项目支出249.6": ("249.6", "8583.4"),
        "当年金额 支出构成 合计709.5": ("709.5", "9660.9"),
    }
    # 财政拨款 of projects of insurance funds; two lines of one subject (50, 33); 三公 with 会议费
    rest = {words: both for (table, words), both in other.items() if words not in form}
    assert sorted(rest.values()) == [("39.5", "33.5"), ("4847", "0"), ("50", "83"), ("500", "0")]
    rules = {f.rule: f.message for f in audit.audit(real).findings}
    assert "459.9" in rules["identity"] and "709.5" in rules["identity"]
    assert "879.5" in rules["rollup"]
    assert "33.5" in rules["narrative.list-sum"]


def test_the_forms_of_a_county_compile_with_the_money_of_its_projects(county, root, tmp_path):
    books = regenerated.kept(root / "examples/tongcheng-2022-budget", 2022, tmp_path)
    made = regenerated.figures(regenerated.compiled(books, "hubei-budget"))
    money = {at: text for at, text in made.items() if at.table == "12" and "资金" in at.row}
    assert {"4847", "500"} <= set(money.values())
