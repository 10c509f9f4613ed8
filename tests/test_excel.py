"""Workbooks: exact numbers, live sums, and the reader finds in them what was written."""

import io
import re
import zipfile
from decimal import Decimal

import published
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingzhang.disclosure import Disclosure, Sheet, Stated
from mingzhang.read import read
from mingzhang.read.formats import shown
from mingzhang.write import excel, plain, typeset


@pytest.fixture(scope="module")
def made():
    return published.disclosure()


@pytest.fixture(scope="module")
def data(made):
    return excel.xlsx(made, published.WORDS, typeset.pngs)


def part(data: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


def test_reading_undoes_writing(made, data):
    """Law 1: every table, row and cell is found as in the same disclosure as text."""
    text = plain.text(made, published.WORDS).encode()
    found = read(data, "a.xlsx", published.READING)
    wanted = read(text, "a.txt", published.READING)
    assert published.tables(found) == published.tables(wanted)
    assert published.rows(found) == published.rows(wanted)


def test_sheets_have_the_names_of_the_forms(data):
    names = re.findall(r'<sheet name="([^"]*)"', part(data, "xl/workbook.xml"))
    assert names[:4] == ["目录", "文字说明", "表1 收支总表", "表2 收入总表"]
    assert all(len(name) <= 31 for name in names) and len(set(names)) == len(names)


def test_names_of_sheets_are_never_alike():
    sheets = tuple(
        Sheet("a", "", "甲" * 40 + end, "", "", 0, (1,), 0, ()) for end in ("", "乙", "/:*?")
    )
    names = excel.sheet_names(Disclosure("", "丙", 2026, "budget", "", sheets), ("目录",))
    assert len(set(names)) == 3 and all(len(name) <= 31 for name in names)


def test_a_sum_is_a_formula_with_its_value(data):
    sheet = part(data, "xl/worksheets/sheet3.xml")
    found = re.findall(r"<f>([^<]*)</f><v>([^<]*)</v>", sheet)
    assert ("SUM(B6:B14)", "2852.37") in found
    assert ("SUM(B26:B27)", "3609.43") in found


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (((0, 1), (1, 1)), "=SUM(B4:B5)"),
        (((0, 1), (3, 1)), "=B4+B7"),
        (((0, 2), (0, 5)), "=C4+F4"),
        (((0, 2), (0, 3), (0, 4), (0, 7)), "=SUM(C4:E4,H4)"),
        (((0, 1), (2, 1), (4, 1), (6, 1), (8, 1)), "=SUM(B4,B6,B8,B10,B12)"),
    ],
)
def test_the_formula_of_a_sum(parts, said):
    assert excel.formula(parts, 3) == said


@given(st.integers(-(10**15), 10**15), st.sampled_from(["元", "万元"]), st.booleans())
def test_a_number_is_exact_and_is_printed_as_the_form_prints_it(fen, unit, grouped):
    stated = published.stated(fen, "a", unit)
    text = stated.text if grouped else stated.text.replace(",", "")
    value, code = excel.number(Stated(text, "a", unit, 2, fen), False)
    assert value * {"元": 100, "万元": 1_000_000}[unit] == fen or abs(fen) >= 10**14
    stored = f"{value:.16G}"
    assert Decimal(stored) == value or len(str(abs(fen))) > 15
    assert shown(str(value), code) == text or len(str(abs(fen))) > 14


@pytest.mark.parametrize(
    ("text", "fen", "value", "code"),
    [
        ("96.5%", None, "0.965", "0.0%"),
        ("1,024", None, "1024", "#,##0"),
        ("-3.20", -3_200_000, "-3.2", "0.00"),
        ("-", 0, "0", '0;-0;"-"'),
        ("9.95", 9_950_000, "9.95", "0.00"),
    ],
)
def test_figures_of_every_kind(text, fen, value, code):
    assert excel.number(Stated(text, "a", "万元", 2, fen), False) == (Decimal(value), code)


@pytest.mark.parametrize("text", ["", "≥96%", "—", "1,02", "约3"])
def test_what_is_no_number_stays_text(text):
    assert excel.number(Stated(text, "a"), False) is None


def test_pages_are_set_for_print(data):
    sheet = part(data, "xl/worksheets/sheet5.xml")
    assert 'fitToHeight="0"' in sheet and 'paperSize="9"' in sheet and "topLeftCell" in sheet
    names = part(data, "xl/workbook.xml")
    assert "Print_Titles" in names and "Print_Area" in names
    assert 'orientation="landscape"' in part(data, "xl/worksheets/sheet4.xml")


def test_the_same_disclosure_gives_the_same_bytes(made, data):
    assert excel.xlsx(made, published.WORDS, typeset.pngs) == data
