"""Widths of tables: no figure is wider than its column, in type as large as that allows."""

import published
import pytest

from mingzhang.write import measure

SHEETS = published.disclosure().sheets


@pytest.mark.parametrize("sheet", SHEETS, ids=[s.number for s in SHEETS])
def test_every_figure_fits_into_its_column(sheet):
    fit = measure.fitted(sheet)
    for cell in sheet.cells:
        if cell.role == "figure":
            room = sum(fit.columns[cell.column : cell.column + cell.columns]) - 2 * measure.PADDING
            assert measure.ems(cell.text) * fit.size <= room * 10


@pytest.mark.parametrize("sheet", SHEETS, ids=[s.number for s in SHEETS])
def test_columns_fill_the_page_and_no_more(sheet):
    fit = measure.fitted(sheet)
    assert sum(fit.columns) == (measure.LANDSCAPE if fit.across else measure.PORTRAIT)


def test_a_table_too_wide_to_be_legible_is_turned():
    upright = published.sheet("a", "表1", "甲", [["项目", "金额"], ["甲", 100]], 1)
    row = ["甲", *[10**12] * 13]
    wide = published.sheet("b", "表2", "乙", [["项目"] * 14, row], 1)
    assert not measure.fitted(upright).across and measure.fitted(wide).across


def test_a_table_that_fits_nowhere_is_set_small():
    row = ["甲", *[10**12] * 79]
    sheet = published.sheet("a", "表1", "甲", [["项目"] * 80, row], 1)
    assert measure.fitted(sheet).size == measure.SIZES[-1]


def test_widths_of_text():
    assert measure.ems("医保") == 200
    assert measure.ems("1,024.00") < measure.ems("10240000")


@pytest.mark.parametrize(
    ("number", "title", "said"),
    [
        ("表1", "收支总表", "表1 收支总表"),
        ("", "收支总表", "收支总表"),
        ("表1", "表1 甲", "表1 甲"),
    ],
)
def test_a_number_stands_once_before_its_title(number, title, said):
    sheet = published.sheet("a", number, title, [["项目"]], 1)
    assert measure.caption(sheet) == said
