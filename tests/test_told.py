"""Projects that the text and their own form both tell of."""

from fractions import Fraction

from mingzhang.model import Interval, Place, Record
from mingzhang.performance import told


def amount(text: str) -> Interval:
    value = Fraction(text)
    return Interval(value, value)


def project(subject: str, budget: str, line: int, form: bool = False) -> Record:
    fields = {"budget": amount(budget)} | ({"name": subject} if form else {})
    return Record("project", subject, fields, {"budget": budget}, {"budget": Place(line)})


def test_the_text_is_put_beside_the_form_whose_whole_name_it_holds():
    records = [
        project("门诊统筹补助", "10", 1, form=True),
        project("门诊统筹补助资金", "20", 2, form=True),
        project("门诊统筹补助资金项目自评综述", "25", 3),
    ]
    (found,) = told(records)
    assert found.kind == "told" and found.subject == "门诊统筹补助资金"
    assert found.printed == {"text_budget": "25", "form_budget": "20"}


def test_another_project_and_a_short_name_are_not_compared():
    records = [
        project("网络建设费用", "10", 1, form=True),
        project("经费", "10", 2, form=True),
        project("网络运行维护经费", "12", 3),
    ]
    assert told(records) == []


def test_the_same_amount_in_another_unit_is_not_a_difference():
    records = [project("门诊统筹补助资金", "250000", 1, form=True)]
    (found,) = told([*records, project("门诊统筹补助资金", "25", 3)])
    assert found.fields == {}


def stated(count: str, money: str) -> Record:
    fields = {"stated_count": amount(count), "stated": amount(money)}
    at = {"stated_count": Place(9), "stated": Place(9, 5)}
    return Record("projects", "项目", fields, {"stated_count": count, "stated": money}, at)


def test_the_money_of_as_many_projects_as_there_are_forms():
    forms = [
        project("甲项目支出", "12000", 1, form=True),
        project("乙项目支出", "9000", 2, form=True),
    ]
    (found,) = told([*forms, stated("2", "2.2")])
    assert found.kind == "told_forms" and found.fields["added"] == amount("2.1")
    assert [p.line for n, p in found.places.items() if n.startswith("added")] == [1, 2]
    assert told([*forms, stated("3", "2.2")]) == []
    assert told([*forms, stated("2", "80")]) == []  # in no unit are they of one size
