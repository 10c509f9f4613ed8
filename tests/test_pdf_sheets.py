"""What is drawn on a page: characters upright and in place, rules however they are drawn."""

import pytest
from printed_pdf import Sheet, pdf

from mingzhang.read.pdf.sheets import opened, pages


def drawn(*sheets: Sheet):
    with opened(pdf(list(sheets))) as file:
        return list(pages(file))


def said(sheet) -> str:
    return "".join(g.char for g in sorted(sheet.glyphs, key=lambda g: (round(g.y0), g.x0)))


def test_a_character_has_the_box_of_its_type():
    (sheet,) = drawn(Sheet().text(100, 200, "收1", 12))
    first, second = sheet.glyphs
    assert [round(v) for v in first[:4]] == [100, 200, 112, 212]
    assert [round(v) for v in second[:4]] == [112, 200, 118, 212]


def test_blanks_are_left_out():
    (sheet,) = drawn(Sheet().text(100, 200, "收 支\u3000表\u00a01"))
    assert said(sheet) == "收支表1"


@pytest.mark.parametrize("how", ["", "[2 2] 0 d", "[.6 1.5] 0 d 1 J", "0.6 G"])
def test_a_stroke_is_a_rule_however_it_is_drawn(how):
    (sheet,) = drawn(Sheet().text(9, 9, "表").line(50, 100, 300, 100, how))
    (rule,) = sheet.level
    assert round(rule.at) == 100
    assert abs(rule.start - 50) < 1.5
    assert abs(rule.end - 300) < 1.5


def test_a_thin_strip_is_a_rule_and_a_wide_one_is_shade():
    sheet = Sheet().text(9, 9, "表").strip(50, 100, 300, 101).strip(50, 110, 300, 140, ".8 g")
    (found,) = drawn(sheet)
    assert [round(r.at) for r in found.level] == [100]
    assert [[round(v) for v in s] for s in found.shades] == [[50, 110, 300, 140]]


def test_white_on_white_draws_nothing():
    (sheet,) = drawn(Sheet().text(9, 9, "表").strip(50, 100, 300, 101, "1 g"))
    assert not sheet.level


def test_the_share_of_a_page_under_pictures_is_told():
    (sheet,) = drawn(Sheet().text(9, 9, "表").picture(0, 0, 595, 421))
    assert sheet.picture == 50


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_text_is_set_upright_whatever_the_page_says(turn):
    (sheet,) = drawn(Sheet(turn=turn).text(100, 200, "正文在此"))
    assert said(sheet) == "正文在此"
    assert (sheet.width, sheet.height) == (595, 842)
    assert sheet.turn == -turn // 90 % 4


def test_letters_aslant_are_a_watermark():
    (sheet,) = drawn(Sheet().text(100, 200, "正文在此").slanted(200, 600, "样张"))
    assert said(sheet) == "正文在此"
