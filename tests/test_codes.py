"""科目: names and codes by year, and the packs that hold them."""

import csv
import itertools
import re

import pytest

from mingzhang import packs
from mingzhang.codes import Classification, level, normal, parents

FUNCTION, DEPARTMENT, GOVERNMENT = "function", "economic_department", "economic_government"


@pytest.fixture(scope="module")
def subjects() -> Classification:
    return Classification(packs.codes())


@pytest.mark.parametrize(
    ("code", "year", "name"),
    [
        ("210", 2012, "医疗卫生支出"),
        ("210", 2018, "医疗卫生与计划生育支出"),
        ("210", 2019, "卫生健康支出"),
        ("207", 2018, "文化体育与传媒支出"),
        ("207", 2021, "文化旅游体育与传媒支出"),
        ("215", 2019, "资源勘探信息等支出"),
        ("215", 2020, "资源勘探工业信息等支出"),
        ("220", 2018, "国土海洋气象等支出"),
        ("220", 2022, "自然资源海洋气象等支出"),
        ("20805", 2019, "行政事业单位离退休"),
        ("20805", 2021, "行政事业单位养老支出"),
        ("2101301", 2021, "城乡医疗救助"),
    ],
)
def test_a_code_has_the_name_of_its_year(subjects, code, year, name):
    assert subjects.name(FUNCTION, code, year) == name


@pytest.mark.parametrize(
    ("code", "year"),
    [("224", 2018), ("234", 2019), ("21015", 2018), ("2080504", 2021), ("299", 2021)],
)
def test_a_code_that_its_year_lacks_has_no_name(subjects, code, year):
    assert subjects.entry(FUNCTION, code, year) is None
    assert subjects.name(FUNCTION, code, year) is None


def test_every_year_since_2015_has_its_classes(subjects):
    """The classes 类, as a general table prints them by name only."""
    always = set(range(201, 218)) | {219, 220, 221, 222, 223, 227, 229, 230, 231, 232, 233}
    for year in range(2015, 2028):
        wanted = always | ({224} if year >= 2019 else set()) | ({234} if year >= 2020 else set())
        got = {int(e.code) for e in subjects.entries(FUNCTION, year) if level(e.code) == "类"}
        assert got == wanted, year


def test_one_name_may_have_many_codes_and_an_old_name_none(subjects):
    assert {"2101501", "2010101"} <= set(subjects.find("行政运行", FUNCTION, 2022))
    assert subjects.find("医疗卫生与计划生育支出", FUNCTION, 2022) == ()
    assert subjects.find("其他支出", FUNCTION, 2022) == ("229", "22999", "2299999")
    assert subjects.find("其他支出", DEPARTMENT, 2022) == ("399", "39999")


def test_a_name_is_the_same_however_it_is_spaced_and_bracketed(subjects):
    assert subjects.find("因公出国 (境)\u3000费用", DEPARTMENT, 2021) == ("30212",)
    assert normal("维修（护）费") == normal(" 维修(护) 费")
    assert normal("医疗救助") != normal("医疗救助支出")


def test_a_name_that_official_forms_print_besides_is_borne_too(subjects):
    assert subjects.find("其他个人和家庭的补助支出", DEPARTMENT, 2021) == ("30399",)
    entry = subjects.entry(DEPARTMENT, "30399", 2021)
    assert entry.name == "其他对个人和家庭的补助"
    assert entry.bears("其他个人和家庭的补助支出") and not entry.bears("个人和家庭的补助")


def test_levels_and_what_stands_above():
    assert [level(c) for c in ("210", "21013", "2101301")] == ["类", "款", "项"]
    assert [level(c) for c in ("", "21", "A01", "2101301001", "２１０")] == [""] * 5
    assert parents("2101301") == ("210", "21013")
    assert parents("210") == () == parents("A0101")


@pytest.mark.parametrize("kind", [FUNCTION, DEPARTMENT, GOVERNMENT])
def test_the_lists_hold_together(subjects, kind):
    """One name per code and year; whatever is in force has its parents in force."""
    rows = [row for row in packs.codes() if row["kind"] == kind]
    assert rows
    assert {row["trust"] for row in rows} <= {"verified", "recalled"}
    assert all(level(row["code"]) and row["name"] == _closed(row["name"]) for row in rows)
    for row in rows:
        seen = [int(year) for year in re.findall(r"20\d\d", row["source"])]
        assert all(int(row["year_from"]) <= year <= int(row["year_to"]) for year in seen), row
        assert row["trust"] == "verified" or not seen, row
    for code, group in itertools.groupby(sorted(rows, key=_when), key=lambda row: row["code"]):
        ranges = [(int(row["year_from"]), int(row["year_to"])) for row in group]
        assert all(a <= b for a, b in ranges), code
        assert all(old[1] < new[0] for old, new in itertools.pairwise(ranges)), code
    for year in (2017, 2019, 2021, 2024, 2026):
        for entry in subjects.entries(kind, year):
            for above in parents(entry.code):
                assert subjects.entry(kind, above, year), (year, entry.code, above)


def _when(row):
    return row["code"], int(row["year_from"])


def _closed(name: str) -> str:
    return "".join(name.split())


def test_what_was_seen_in_print_is_found(shared, subjects):
    """Each code, name and year seen in a document, but for one that the document misprints."""
    kinds = {"function": FUNCTION, "econ_dept": DEPARTMENT}
    misprinted = {("30210", "车辆运行费")}
    path = shared / "codes" / "observed_in_documents_2017_2026.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    wrong = {
        (row["year"], row["code"], row["name"])
        for row in rows
        if row["code"] not in subjects.find(row["name"], kinds[row["kind"]], int(row["year"]))
        and (row["code"], row["name"]) not in misprinted
    }
    assert not wrong
