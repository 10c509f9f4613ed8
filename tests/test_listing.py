"""The lists: the JSON of ``read``, findings.json, facts.csv and numbers.csv."""

import csv
import io
import json
from dataclasses import replace

import invented
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingzhang import cli
from mingzhang.model import Number, Place, Status
from mingzhang.write import listing
from mingzhang.write.veil import Veil

WORDS = {language: cli.spoken(language) for language in cli.LANGUAGES}


def veil(audit):
    return Veil(audit.document.lines, audit.mask)


def rows(text):
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_read_json_has_the_tables_as_printed():
    audit = invented.audit()
    read = json.loads(listing.reading(audit, veil(audit)))
    assert set(read) == {"document", "tables", "facts", "numbers"}
    first, second = read["tables"]
    assert (first["number"], first["title"], first["unit"]) == ("表1", "支出决算表", "万元")
    assert first["columns"][-1] == "基本支出/公用"
    assert first["rows"][1]["label"] == ["210", "卫生健康支出"]
    assert first["rows"][1]["line"] == 7
    cells = {"合计": "788.00", "基本支出/人员": "700.00", "基本支出/公用": "88.00"}
    assert first["rows"][1]["cells"] == cells
    blank = [row for row in second["rows"] if row["label"] == ["收入", "二、其他收入"]]
    assert [row["cells"] for row in blank] == [{"收入/金额": ""}]


def test_read_json_accounts_for_every_number():
    """Law 4: text, place, status, region or reason of each."""
    audit = invented.audit()
    numbers = json.loads(listing.reading(audit, veil(audit)))["numbers"]
    assert len(numbers) == len(audit.numbers)
    for said, number in zip(numbers, audit.numbers, strict=True):
        assert (said["line"], said["offset"]) == number.place[:2]
        assert said["status"] in {"fact", "claim", "label", "unread"}
        assert said["why"]


def test_facts_are_in_fen_with_their_interval():
    audit = invented.audit()
    fact = json.loads(listing.reading(audit, veil(audit)))["facts"][0]
    assert (fact["text"], fact["unit"], fact["fen"]) == ("788.00", "万元", 788_000_000)
    assert fact["interval"] == [787_995_000, 788_005_000]


def test_findings_json_has_what_a_finding_has():
    audit = invented.audit()
    found = json.loads(listing.findings(audit, veil(audit), WORDS["zh"]))
    assert found["conclusion"].startswith("发现错误 1 处")
    assert found["checks"] == {"agrees": 1, "differs": 2, "rounding": 0, "unchecked": 1}
    error = next(f for f in found["findings"] if f["severity"] == "error")
    assert error["rule"] == "rollup"
    assert error["places"] == [
        {
            "line": 6,
            "offset": 18,
            "table": "表1",
            "row": "合计",
            "column": "公",
            "printed": "78.00",
            "name": "公用经费",
        }
    ]
    assert (error["expected"], error["difference"]) == ("88.00", "-10.00")
    assert [figure["printed"] for figure in error["compared"]] == ["88.00", "788.00"]
    assert error["criterion"] and error["message"] and error["fix"]


def test_a_page_is_said_where_there_is_one():
    place = listing.place(Place(3, 4, 12, "表1"), veil(invented.audit()))
    assert place == {"page": 12, "line": 3, "offset": 4, "table": "表1"}


@pytest.mark.parametrize("language", cli.LANGUAGES)
def test_csv_opens_in_a_spreadsheet(language):
    audit = invented.audit()
    for text in (
        listing.numbers_csv(audit, veil(audit), WORDS[language]),
        listing.facts_csv(audit, veil(audit), WORDS[language]),
    ):
        assert text.startswith("\ufeff")
        assert text.count("\r\n") == len(text.splitlines())
        assert len({len(row) for row in csv.reader(io.StringIO(text))}) == 1


def test_numbers_csv_names_place_status_and_reason():
    audit = invented.audit()
    said = rows(listing.numbers_csv(audit, veil(audit), WORDS["en"]))
    assert len(said) == len(audit.numbers)
    unread = [row for row in said if row["status"] == "unread"]
    assert [(row["text"], row["line"], row["offset"]) for row in unread] == [("7", "12", "10")]


def test_personal_data_is_masked_in_every_list():
    audit = invented.audit()
    for text in (
        listing.reading(audit, veil(audit)),
        listing.findings(audit, veil(audit), WORDS["zh"]),
        listing.numbers_csv(audit, veil(audit), WORDS["zh"]),
        listing.facts_csv(audit, veil(audit), WORDS["zh"]),
    ):
        assert "13900000000" not in text
    assert "139****0000" in listing.numbers_csv(audit, veil(audit), WORDS["zh"])


def test_a_number_is_masked_by_the_words_before_it_on_its_line():
    """A cell with a bare number is a telephone number only because its line says so."""

    def by_context(text):
        return text.replace("联系电话\t1234567", "联系电话\t12***67")

    audit = invented.audit()
    line = "联系电话\t1234567"
    number = Number("1234567", Place(1, 5), Status.LABEL, "")
    audit = replace(audit, document=replace(audit.document, lines=(line,)), numbers=(number,))
    shown = Veil((line,), by_context)
    assert shown.number(number) == "12***67"
    assert rows(listing.numbers_csv(audit, shown, WORDS["en"]))[0]["text"] == "12***67"


FORMULAS = ("=1+1", "+A1", "-A1", "@x", "\t=1", "＝1+1", "＋x", "－x", "＠x", "=cmd|'/c'!A1")
NUMBERS = ("-12.50", "+3", "－7.00", "-1,234.00", "-5%", "0.00")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_taken_for_a_formula(text):
    audit = invented.hostile(text)
    for row in csv.reader(io.StringIO(listing.facts_csv(audit, veil(audit), WORDS["en"]))):
        assert not any(
            cell.startswith(("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")) for cell in row
        )


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_stays_a_number(text):
    audit = replace(invented.audit(), numbers=(Number(text, Place(1), Status.FACT, ""),))
    assert rows(listing.numbers_csv(audit, veil(audit), WORDS["en"]))[0]["text"] == text


@given(st.text(max_size=12))
def test_whatever_a_cell_says_the_csv_gives_it_back(text):
    audit = invented.hostile(text)
    said = rows(listing.facts_csv(audit, veil(audit), WORDS["en"]))
    assert said[0]["text"].removeprefix("'") == text.removeprefix("'")
