"""Pages of a PDF as pictures: the very figure is boxed, what is personal is painted over."""

import io

import pytest
from office import page
from PIL import Image
from printed_pdf import Sheet, pdf

from mingzhang import audit, cli, original
from mingzhang.model import Box, Figure, Finding, Page, Place, Severity
from mingzhang.original import pages
from mingzhang.write import report
from mingzhang.write.leaves import Leaves
from mingzhang.write.pins import Ground, Pictures, Sought, Wish, hidden, pins
from mingzhang.write.veil import Veil

XS = [60.0, 220.0, 320.0, 420.0]
SIZES = (Page(59500, 84200),)
ROWS = [["项目", "预算数", "决算数"], ["一、基本支出", "1,234.56", "1,200.00"]]


def table(**size: float) -> Sheet:
    sheet = Sheet(**size).text(230, 60, "支出决算表", 16).text(400, 90, "单位：万元")
    return sheet.grid(XS, [110.0, 130.0, 150.0], ROWS)


def read(*sheets: Sheet):
    data = pdf(list(sheets))
    return data, audit.read_bytes(data, "样本.pdf")


def sought(document, printed: str) -> Sought:
    """Where a text that is printed once stands."""
    (number,) = [n for n, line in enumerate(document.lines, 1) if printed in line]
    at = document.lines[number - 1].index(printed)
    (found,) = Ground(document).sought(number, at, at + len(printed))
    return found


def image(picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.data)).convert("L")


def ink(picture, box: Box) -> float:
    """How dark a part of the page is in its picture, from 0 to 1."""
    shown, area = image(picture), picture.area
    share = shown.width / (area.right - area.left)
    edges = (box.left - area.left, box.top - area.top, box.right - area.left, box.bottom - area.top)
    part = shown.crop(tuple(round(edge * share) for edge in edges))
    return 1 - sum(part.tobytes()) / 255 / (part.width * part.height)


def test_the_characters_of_a_figure_are_boxed_not_its_line():
    said = "本年支出合计1,234.56万元，比上年增加12.30%，其中：基本支出200.00万元。"
    data, document = read(Sheet().text(60, 100, said).text(60, 300, "第二段。"))
    wanted = sought(document, "12.30%")
    (_, found), *_ = pages.drawn(data, Wish((1,), (wanted,), (), (), SIZES)).found
    before = said.index("12.30%")  # the typeface is as wide as it is high, for every character
    assert found.left // 100 == pytest.approx(60 + 10 * before, abs=12 * before)
    assert wanted.box.left < found.left < found.right < wanted.box.right
    assert found.bottom - found.top < 1700


def test_a_text_that_is_not_on_the_page_is_reckoned_by_widths():
    box = Box(1, 1000, 0, 3000, 500)
    data, _ = read(table())
    lost = (Sought(box, "支出12", 2, 4), Sought(box, "支出12", 0, 4), Sought(box, "", 0, 0))
    found = dict(pages.drawn(data, Wish((1,), lost, (), (), SIZES)).found)
    assert [found[s][1::2] for s in lost] == [(2333, 3000), (1000, 3000), (1000, 3000)]


def test_a_page_that_lies_on_its_side_is_shown_upright():
    turned = Sheet()
    turned.parts.append("0 1 -1 0 595 0 cm")
    turned.parts += table(width=842, height=595).parts
    data, document = read(turned)
    wanted = sought(document, "1,200.00")
    shown = pages.drawn(data, Wish((1,), (wanted,), (), (), document.places.sizes))
    (picture,) = shown.pages
    assert picture.width > picture.height
    assert ink(picture, shown.found[0][1]) > 0.02
    assert ink(picture, picture.area._replace(top=30_000)) == 0


def test_what_is_personal_is_painted_over():
    said = "联系人：周明，联系电话：0999-87654321，本年支出100.00万元。"
    data, document = read(Sheet().text(60, 100, said))
    veil = Veil(document.lines, audit.audit(document).mask)
    covered = hidden(Ground(document), veil)
    assert "".join(s.text[s.start : s.end] for s in covered) not in ("", said)
    wanted, number = sought(document, "100.00"), covered[-1]
    assert number.text[number.start : number.end] in "0999-87654321"
    wish = Wish((1,), (wanted, number), ((7, wanted),), tuple(covered), SIZES)
    shown = pages.drawn(data, wish)
    at = dict(shown.found)
    bare = pages.drawn(data, wish._replace(hidden=()))
    assert ink(bare.pages[0], at[number]) < 0.5 < 0.7 < ink(shown.pages[0], at[number])
    assert ink(bare.pages[0], at[wanted]) == ink(shown.pages[0], at[wanted])
    ((index, crop, _),) = shown.crops
    assert index == 7
    assert crop.width < shown.pages[0].width


def test_a_number_is_shown_with_what_stands_around_it():
    data, document = read(table())
    wanted = sought(document, "1,234.56")
    ((_, crop, at),) = pages.drawn(data, Wish((), (), ((0, wanted),), (), SIZES)).crops
    assert crop.area.left < at.left < at.right < crop.area.right
    assert ink(crop, at) > 0.02


def test_a_picture_is_no_larger_than_it_may_be(monkeypatch):
    data, _ = read(table())
    whole = pages.drawn(data, Wish((1,), (), (), (), SIZES)).pages[0]
    monkeypatch.setattr(pages, "_MOST", len(whole.data) - 1)
    smaller = pages.drawn(data, Wish((1,), (), (), (), SIZES)).pages[0]
    assert smaller.width < whole.width
    assert len(smaller.data) < len(whole.data)


def finding(document, blamed: str, *compared: str) -> Finding:
    figures = []
    for printed in (blamed, *compared):
        (line,) = [n for n, text in enumerate(document.lines, 1) if printed in text]
        figures.append(Figure(Place(line, document.lines[line - 1].index(printed), 1), printed))
    first, *rest = figures
    return Finding("x", Severity.ERROR, "不符。", "依据", (first,), compared=tuple(rest))


def test_the_report_shows_the_page_with_its_boxes():
    data, document = read(table())
    found = audit.audit(document)
    object.__setattr__(found, "findings", (finding(document, "1,200.00", "1,234.56"),))
    veil = Veil(document.lines, found.mask)
    pictures = original.pictures(data, report.wished(found, veil))
    shown = report.html(found, veil, cli.spoken("zh"), pictures)
    assert shown.count('<figure class="leaf"') == 1
    assert 'class="hit e" id="b0" href="#k1"' in shown
    assert 'class="hit c" id="b1" href="#k1"' in shown
    assert '<a href="#b0">第 1 页</a>' in shown
    assert shown == report.html(found, veil, cli.spoken("zh"), pictures)


def test_pictures_are_the_same_every_time():
    data, document = read(table())
    wish = Wish((1,), (sought(document, "1,200.00"),), (), (), SIZES)
    assert original.pictures(data, wish) == pages.drawn(data, wish)


def test_what_cannot_be_drawn_is_said():
    pictures = original.pictures(b"%PDF-1.4 startxref", Wish((1,), (), (), (), SIZES))
    assert pictures.pages == ()
    assert "打不开" in pictures.remark
    said = Leaves(pictures, [], cli.spoken("zh")["report"]).html(None)
    assert "打不开" in said


def test_nothing_is_drawn_where_nothing_is_wished():
    assert original.pictures(b"", Wish((), (), (), (), SIZES)) == Pictures()


def test_pins_of_a_file_without_pages_have_addresses():
    document = audit.read_bytes(page(["支出", [["项目", "数"], ["甲", "3.00"]]]).encode(), "a")
    blamed = finding(document, "3.00", "甲")
    one, other = pins(Ground(document), [blamed])
    assert (one.address, one.text, one.sought) == ("table[1]/tr[2]/td[2]", "3.00", ())
    assert (other.address, other.compared) == ("table[1]/tr[2]/td[1]", True)


def test_a_page_that_was_read_as_a_picture_is_shown_as_it_was_read():
    """A scan that lies on its side is turned by who reads it."""
    data, _ = read(table())
    wanted = Sought(Box(1, 0, 0, 100, 100), "甲", 0, 1)
    shown = pages.drawn(data, Wish((1,), (wanted,), (), (), (Page(84200, 59500, 1),)))
    assert shown.pages[0].width > shown.pages[0].height
    assert shown.found == ((wanted, wanted.box),)
