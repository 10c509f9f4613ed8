"""An OFD reads as the PDF that prints the same: tables, paragraphs, templates, what is not read."""

import pytest
from grids import compared
from office import zipped
from printed_ofd import Leaf, ofd, page
from printed_pdf import Sheet, pdf

from mingzhang import packs
from mingzhang.model import Document, Unreadable
from mingzhang.original import pictures
from mingzhang.read import magic
from mingzhang.read import ofd as reader
from mingzhang.read import pdf as other
from mingzhang.write.pins import Wish

XS = [60.0, 220.0, 320.0, 420.0]
ROWS = [
    ["项目", "预算数", "决算数"],
    ["一、基本支出", "1,234.56", "1,200.00"],
    ["二、项目支出", "65.44", "60.00"],
]
YS = [110.0, 130.0, 150.0, 170.0]
WORDS = packs.words()["forms"] | {"pdf": packs.load_toml("pdf.toml")}


def opened(*pages: Leaf | str, **parts: str) -> Document:
    return reader.read(ofd(list(pages), **parts), "样本.ofd", WORDS)


def printed(sheet: Sheet) -> Sheet:
    sheet.text(230, 60, "支出决算表", 16).text(400, 90, "单位：万元")
    return sheet.grid(XS, YS, ROWS).text(60, 200, "说明：本表反映本年度支出。")


def merged(sheet: Sheet) -> Sheet:
    """A table drawn with boxes and strips, a cell of it over two rows."""
    for x in XS:
        sheet.strip(x, 110, x + 1, 171)
    for y in (110, 170):
        sheet.strip(60, y, 421, y + 1)
    for y in (130, 150):
        sheet.strip(220, y, 421, y + 1)
    for row, y in zip(ROWS, YS, strict=False):
        for text, x in zip(row[1:], XS[1:], strict=False):
            sheet.text(x + 4, y + 4, text)
    return sheet.text(64, 134, "支出").strip(300, 300, 400, 400, "1 g")


@pytest.mark.parametrize("steps", ["g", ""])
@pytest.mark.parametrize("draw", [printed, merged])
def test_a_page_reads_as_that_of_a_pdf(draw, steps):
    found = opened(draw(Leaf(steps=steps)))
    same = other.read(pdf([draw(Sheet())]), "样本.pdf", WORDS)
    assert found.lines == same.lines
    assert compared(found) == compared(same)
    assert found.tables or draw is merged
    assert found.kind == "ofd" and found.places.sizes[0].width // 100 == 595
    assert magic.kind(ofd([draw(Leaf())])) == "ofd"


def test_a_cell_knows_its_box_on_the_page():
    found = opened(printed(Leaf()))
    place = found.tables[0].rows[0].cells["预算数"].at(0)
    (spot,) = [s for s in found.places.spots()[place.line] if s.start == place.offset]
    assert (spot.box.page, spot.box.left // 100, spot.box.top // 100) == (1, 222, 134)


def test_tables_go_on_over_pages():
    second = Leaf().grid(XS, [60.0, 80.0, 100.0], [ROWS[0], ["三、经营支出", "7.00", "7.00"]])
    (table,) = opened(Leaf().grid(XS, YS, ROWS), second).tables
    assert [row.label[0].text[0] for row in table.rows] == ["一", "二", "三"]


def test_a_template_stands_behind_its_pages():
    back = Leaf().text(60, 60, "底")
    parts = {"Doc_0/Back.xml": back.xml()}
    more = '<CommonData><TemplatePage ID="7" BaseLoc="Back.xml"/></CommonData>'
    front = Leaf().text(60, 90, "面").xml().replace("<Area>", '<Template TemplateID="7"/><Area>')
    assert opened(front, more=more, **parts).lines == ("底", "面")


def test_a_page_without_a_size_has_that_of_its_document():
    more = "<CommonData><PageArea><PhysicalBox>0 0 100 50</PhysicalBox></PageArea></CommonData>"
    code = '<TextCode X="0" Y="4">{}</TextCode></TextObject>'
    text = '<TextObject Boundary="{} 10 9 9" Size="5">' + code
    found = opened(page(text.format(10, "内") + text.format(120, "外")), more=more)
    assert found.lines == ("内",)
    assert found.places.sizes[0].width // 100 == 283


def test_what_is_slanted_white_or_clipped_away_is_not_read():
    white = '<TextObject Boundary="60 60 90 9" Size="5"><FillColor Value="255 255 255"/>'
    white += '<TextCode X="0" Y="4">白</TextCode></TextObject>'
    unseen = white.replace('Size="5"', 'Size="5" Visible="false"').replace("255 255 255", "0")
    leaf = Leaf().text(60, 60, "正文").slanted(200, 400, "水印")
    leaf.parts += [white, unseen]
    assert opened(leaf).lines == ("正文",)


def test_a_page_on_its_side_is_read_upright():
    leaf = Leaf()
    for n, char in enumerate("竖着的字"):
        leaf.code(100, 100 + 10 * n, char, 10, 'CTM="0 1 -1 0 0 0"')
    found = opened(leaf)
    assert (found.lines, found.places.sizes[0].turn) == (("竖着的字",), 3)


def test_pictures_are_said_to_be_unread():
    found = opened(printed(Leaf()), Leaf().picture(0, 0, 595, 842))
    assert any("第 2 页只有图片" in w for w in found.warnings)
    assert "第 2 页已损坏，没有读取。" in opened(printed(Leaf()), "").warnings
    with pytest.raises(Unreadable, match="扫描件"):
        opened(Leaf().picture(0, 0, 595, 842))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (zipped({"OFD.xml": "<OFD/>"}), "没有版面"),
        (zipped({"OFD.xml": "<OFD>"}), "损坏"),
        (zipped({"OFD.xml": "<OFD/>", "Doc_0/Encryptions.xml": ""}), "密码"),
        (ofd(["<!DOCTYPE a [<!ENTITY b 'b'>]><a>&b;</a>"]), "实体"),
        (ofd([page("<TextObject/>" * 70_000)]), "多得"),
        (ofd([""] * 601), "600 页"),
    ],
    ids=["no page", "cut", "locked", "entities", "objects", "pages"],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(data, sentence):
    with pytest.raises(Unreadable, match=sentence):
        reader.read(data, "a.ofd", WORDS)


def test_odd_numbers_are_no_harm():
    odd = '<TextObject Boundary="1e9 nan" Size="-3" CTM="1 2">'
    odd += '<TextCode X="" DeltaX="g 99999999 1 g">一</TextCode></TextObject>'
    odd += '<PathObject Boundary="0 0 9"><AbbreviatedData>C L 1 Z M</AbbreviatedData></PathObject>'
    leaf = Leaf().text(60, 60, "正文")
    leaf.parts.append(odd)
    assert "正文" in opened(leaf).lines


def test_its_pages_are_not_drawn_and_the_report_says_so():
    wish = Wish((1,), (), (), (), ())
    assert "OFD" in pictures(ofd([printed(Leaf())]), wish).remark
