"""A PDF as a person would read it: tables with title and unit, paragraphs, what cannot be read."""

import pytest
from printed_pdf import Sheet, pdf

from mingzhang import packs
from mingzhang.model import Page, Unreadable
from mingzhang.read import pdf as reader
from mingzhang.read.pdf.sheets import MAX_PAGES

XS = [60.0, 220.0, 320.0, 420.0]
HEAD = ["项目", "预算数", "决算数"]
ROWS = [["一、基本支出", "1,234.56", "1,200.00"], ["二、项目支出", "65.44", "60.00"]]


def words():
    return packs.words()["forms"] | {"pdf": packs.load_toml("pdf.toml")}


def read(*sheets: Sheet):
    return reader.read(pdf(list(sheets)), "样本.pdf", words())


def ruled(rows: list[list[str]], top: float = 110.0) -> list[float]:
    return [top + 20 * i for i in range(len(rows) + 1)]


def printed(rows: list[list[str]]) -> Sheet:
    sheet = Sheet().text(230, 60, "支出决算表", 16).text(400, 90, "单位：万元")
    return sheet.grid(XS, ruled(rows), rows)


def test_a_table_has_its_title_unit_headers_and_page():
    (table,) = read(printed([HEAD, *ROWS])).tables
    assert (table.title.text, table.unit, table.page) == ("支出决算表", "万元", 1)
    assert table.columns == ("项目", "预算数", "决算数")
    assert [row.cells["决算数"].text for row in table.rows] == ["1,200.00", "60.00"]
    assert [row.label[0].text for row in table.rows] == ["一、基本支出", "二、项目支出"]


def test_a_cell_knows_its_box_on_the_page():
    document = read(printed([HEAD, *ROWS]))
    (table,) = document.tables
    place = table.rows[0].cells["预算数"].at(0)
    spots = [s for s in document.places.spots()[place.line] if s.start == place.offset]
    assert [(s.box.page, s.box.left // 100, s.box.top // 100) for s in spots] == [(1, 223, 134)]
    assert document.lines[place.line - 1][spots[0].start : spots[0].end] == "1,234.56"
    assert document.places.sizes == (Page(59500, 84200, 0),)


def test_a_table_goes_on_over_pages_with_its_header_printed_again():
    more = [HEAD, ["三、经营支出", "7.00", "7.00"]]
    second = Sheet().grid(XS, ruled(more, 60), more).text(290, 800, "2")
    (table,) = read(printed([HEAD, *ROWS]).text(290, 800, "1"), second).tables
    assert [row.label[0].text[0] for row in table.rows] == ["一", "二", "三"]


def test_a_row_split_by_the_page_break_is_one_row():
    long = [HEAD, ["三、上缴上级和对附属单位补助支", "7.00", "7.00"]]
    second = Sheet().grid(XS, [60, 80, 100], [["出", "", ""], ["四、经营支出", "1.00", "1.00"]])
    (table,) = read(printed([*long]), second).tables
    labels = [row.label[0].text for row in table.rows]
    assert labels == ["三、上缴上级和对附属单位补助支出", "四、经营支出"]


def test_a_title_and_unit_printed_again_over_the_next_page_are_furniture():
    again = printed([["三、经营支出", "7.00", "7.00"]]).text(240, 40, "续表")
    (table,) = read(printed([HEAD, *ROWS]), again).tables
    assert len(table.rows) == 3


def test_two_tables_of_one_page_keep_apart():
    sheet = printed([HEAD, *ROWS]).text(230, 200, "收入决算表", 16).text(400, 230, "单位：元")
    sheet.grid(XS, ruled([HEAD, *ROWS], 250), [HEAD, ["事业收入", "9.00", "8.00"], ROWS[1]])
    first, second = read(sheet).tables
    assert (first.title.text, first.unit) == ("支出决算表", "万元")
    assert (second.title.text, second.unit) == ("收入决算表", "元")


def test_a_figure_broken_over_two_lines_is_one_figure():
    sheet = Sheet().text(230, 60, "支出决算表", 16).text(400, 90, "单位：元")
    sheet.grid([60, 220, 266, 420], [110, 130, 160], [HEAD, ["基本支出", "", "5.00"]])
    sheet.text(223, 134, "1,234,56").text(223, 146, "7.89")
    (table,) = read(sheet).tables
    assert table.rows[0].cells["预算数"].text == "1,234,567.89"


def test_two_figures_of_one_cell_do_not_become_one():
    sheet = Sheet().text(230, 60, "支出决算表", 16).text(400, 90, "单位：元")
    sheet.grid(XS, [110, 130, 160], [HEAD, ["基本支出", "", "5.00"]])
    sheet.text(223, 134, "34.56").text(223, 146, "7.89")
    (table,) = read(sheet).tables
    assert table.rows[0].cells["预算数"].text == "34.56 7.89"


def test_a_paragraph_is_joined_over_lines_and_pages_and_its_figure_too():
    full = "本年度收入合计与上年度相比增加的主要原因是人员调整和项目增多，合计为一千余万元即1435."
    filler = "本段只是为了说明这一页的行有多宽，没有别的意思，也不含任何数，写满一整行为止即可。"
    first = Sheet()
    for at in range(6):
        first.text(90, 100 + 20 * at, filler, 10)
    first.text(110, 740, full[:-2], 10).text(290, 800, "1")
    second = Sheet().text(90, 60, "14万元。", 10).text(110, 80, "另起一段。", 10)
    second.text(290, 800, "2")
    texts = [p.text.text for p in read(first, second).paragraphs if p.level >= 0]
    assert full[:-2] + "14万元。" in texts
    assert "另起一段。" in texts


def test_page_numbers_are_furniture_and_not_figures():
    words_ = "甲乙丙"
    document = read(
        *[Sheet().text(90, 90, words_[n] * 5).text(290, 800, f"- {n} -") for n in range(3)]
    )
    assert [p.text.text for p in document.paragraphs if p.level < 0] == ["- 0 -", "- 1 -", "- 2 -"]


def test_a_page_on_its_side_is_read_upright():
    flat = Sheet(width=842, height=595)
    flat.text(100, 60, "支出决算表", 16).text(400, 90, "单位：万元")
    flat.grid(XS, ruled([HEAD, *ROWS]), [HEAD, *ROWS])
    turned = Sheet()
    turned.parts.append("0 1 -1 0 595 0 cm")
    turned.parts += flat.parts
    document = read(turned)
    (table,) = document.tables
    assert table.rows[1].cells["预算数"].text == "65.44"
    assert document.places.sizes[0][:2] == (84200, 59500)


def test_a_watermark_is_not_text():
    (table,) = read(printed([HEAD, *ROWS]).slanted(200, 300, "草稿")).tables
    assert table.rows[0].label[0].text == "一、基本支出"


def test_pages_that_are_pictures_are_named_in_a_warning():
    picture = Sheet().picture(20, 20, 560, 800)
    document = read(printed([HEAD, *ROWS]), picture, picture)
    assert document.warnings == ("第 2—3 页只有图片，没有文字，没有读取。",)


LOCKED = (
    "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4"
    f" /O ({'a' * 32}) /U ({'b' * 32}) >> /ID [(a) (b)] "
)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"not a file of pages", "不是 PDF"),
        (pdf([Sheet().text(50, 50, "正文")])[:-60], "不完整"),
        (pdf([Sheet().text(50, 50, "正文")], LOCKED), "加了密码"),
        (pdf([Sheet()] * (MAX_PAGES + 1)), "页的上限"),
        (pdf([Sheet().picture(20, 20, 560, 800)]), "没有文字"),
        (b"%PDF-1.5\n" + b"0" * 300 + b"\nstartxref\n0\n%%EOF\n", "已损坏"),
    ],
    ids=["other", "cut", "locked", "long", "scanned", "broken"],
)
def test_what_cannot_be_read_says_why(data, said):
    with pytest.raises(Unreadable, match=said):
        reader.read(data, "样本.pdf", words())


def test_the_real_documents_have_their_tables_with_title_and_unit(shared):
    for path in sorted((shared / "corpus" / "pdf").glob("*.pdf")):
        document = reader.read(path.read_bytes(), path.name, words())
        money = [t for t in document.tables if t.page and len(t.columns) > 2 and t.unit]
        assert all(t.title.text for t in money), path.name
        assert not any("没有读取" in w for w in document.warnings), path.name
