"""The open data package: every figure with its dimensions, described for programs to read."""

import csv
import io
import json
import re
from decimal import Decimal

import published
import pytest
from ledger import CODES, SPACE

from mingzhang.disclosure import Disclosure, Prose, Stated
from mingzhang.write import opendata

NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
TYPES = {"string", "number", "integer"}
REGISTERS = {"projects": [{"code": "甲1", "name": "医疗救助"}, {"code": "甲2", "unit": "局"}]}


def named(kind: str, code: str) -> str:
    lists = {"function": "function", "economic": "economic_department"}
    return CODES.name(lists[kind], code, 2026) or ""


def files(made: Disclosure, registers: dict | None = None) -> dict[str, str]:
    return opendata.package(made, published.WORDS, SPACE, named, registers)


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.fixture(scope="module")
def made():
    return files(published.disclosure(), REGISTERS)


def test_the_description_keeps_the_rules_of_data_packages(made):
    """Data Package 1: names, paths, and fields of known types that are those of the files."""
    told = json.loads(made["datapackage.json"])
    assert NAME.fullmatch(told["name"]) and told["resources"]
    for resource in told["resources"]:
        assert NAME.fullmatch(resource["name"]) and resource["profile"] == "tabular-data-resource"
        text = made[resource["path"]]
        assert text.startswith("\ufeff")
        fields = resource["schema"]["fields"]
        assert next(csv.reader(io.StringIO(text[1:]))) == [f["name"] for f in fields]
        assert {f["type"] for f in fields} <= TYPES
        for row in lines(text):
            for field in fields:
                assert valid(row[field["name"]], field["type"]), (field, row)
    paths = {resource["path"] for resource in told["resources"]}
    assert paths | {"datapackage.json"} == set(made)


def valid(text: str, kind: str) -> bool:
    pattern = {"string": r"(?s).*", "number": r"-?\d+(\.\d+)?", "integer": r"-?\d+"}[kind]
    return text == "" or re.fullmatch(pattern, text) is not None


def test_every_figure_of_tables_and_text_is_there_once_and_exact(made):
    rows = lines(made["figures.csv"])
    pieces = [p for p in published.disclosure().pieces if not hasattr(p, "series")]
    figures = list(Disclosure("", "", 0, "", "", tuple(pieces)).figures())
    assert [(r["key"], r["printed"]) for r in rows] == [(f.key, f.text) for f in figures]
    assert [Decimal(r["amount"]) * 100 for r in rows] == [f.fen for f in figures]
    assert len({r["key"] for r in rows}) == len(rows)


def test_a_figure_says_where_it_stands(made):
    row = next(r for r in lines(made["figures.csv"]) if r["key"] == "表1!3/3")
    assert (row["table"], row["row"], row["column"]) == ("表1", "二、外交支出", "支出/预算数")
    row = next(r for r in lines(made["figures.csv"]) if r["key"] == "表3!3/4")
    assert (row["row"], row["column"]) == ("208 社会保障和就业支出", "基本支出/人员经费")


def test_a_region_is_told_by_its_dimensions():
    region = SPACE.only("fund", "general")._replace(year=2026, function="2101301")
    stated = Stated("9.00", "a", "万元", 2, 9_000_000, region)
    made = files(Disclosure("甲", "乙", 2026, "budget", "x", (Prose((stated,)),)))
    row = lines(made["figures.csv"])[0]
    assert (row["fund"], row["flow"], row["year"]) == ("一般公共预算", "", "2026")
    assert (row["function_code"], row["function_name"]) == ("2101301", "城乡医疗救助")
    assert row["amount"] == "90000.00"


def test_what_is_no_money_has_no_amount():
    made = files(Disclosure("甲", "乙", 2026, "budget", "x", (Prose((Stated("96%", "a"),)),)))
    assert lines(made["figures.csv"])[0]["amount"] == ""


@pytest.mark.parametrize(("fen", "said"), [(0, "0.00"), (-5, "-0.05"), (123_456, "1234.56")])
def test_fen_as_yuan(fen, said):
    assert opendata.yuan(fen) == said
