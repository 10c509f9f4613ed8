"""Web pages: what they print is read as if it were text, whatever the markup."""

import time

import pytest
from grids import WORDS, compared, pages, split
from hypothesis import given, settings
from office import page, tabbed

from mingzhang.model import Document, Unreadable
from mingzhang.read import html, read


def opened(text: str, encoding: str = "utf-8") -> Document:
    return html.read(text.encode(encoding), "a.html", WORDS)


def rows(text: str) -> list[str]:
    """The lines that a page prints."""
    return list(opened(text).lines)


@settings(max_examples=150, deadline=None)
@given(pages())
def test_tables_of_a_page_are_those_of_the_text(items):
    assert compared(opened(page(items))) == compared(read(tabbed(items).encode(), "a", WORDS))


@pytest.mark.parametrize("example", ["clean", "flawed"])
def test_an_example_printed_as_a_page_is_the_same(root, example):
    text = (root / "examples" / f"{example}.txt").read_text(encoding="utf-8")
    found = opened(page(split(text)))
    assert compared(found) == compared(read(text.encode(), "a", WORDS))
    assert [p.level for p in found.paragraphs if p.level > 1]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("gb2312", "gb18030"), ("gbk", "gb18030"), ("utf-8", "utf-8"), ("big5", "big5"),
     ("", "utf-8"), ("", "gb18030"), ("utf-8", "gb18030"), ("nothing", "utf-8")],
)  # fmt: skip
def test_encodings(declared, encoding):
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
    document = opened(page(["收支總表，共二頁。"], head), encoding)
    assert document.lines == ("收支總表，共二頁。",)


def test_a_merged_header_stands_over_its_columns():
    table = opened(
        "<p>表2 收入总表</p><table><tr><th rowspan=2>项目<th colspan=2>财政拨款"
        "<tr><th>预算数<th>决算数<tr><td>合计<td>3.00<td>2.00</table>"
    ).tables[0]
    assert table.columns == ("项目", "财政拨款/预算数", "财政拨款/决算数")
    assert [(p, t.text) for p, t in table.rows[0].cells.items()] == [
        ("财政拨款/预算数", "3.00"),
        ("财政拨款/决算数", "2.00"),
    ]


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        ("<p>一<b>二</b>\n三</p>四", ["一二三", "四"]),
        ("<p>a\n b</p>", ["a b"]),
        ("甲<br>乙<div>丙<p>丁", ["甲", "乙", "丙", "丁"]),
        ("3&nbsp;&lt;&nbsp;5&#65311;", ["3 < 5？"]),
        ("a < b<p>c", ["a < b", "c"]),
        ("<script>'<p>一</p>'</script><style>二</style><!-- 三 --><p>四", ["四"]),
        ("<p style='display: none'>一</p><p hidden>二<p>三</p><td hidden>四</td>五", ["三", "五"]),
        ("<pre>一\n二</pre>", ["一", "二"]),
        ("<table><tr><td><p>一</p><p>二</p></td></tr></table>", ["一", "二"]),
        ("<table><tr><td>一<td>二</table>三", ["一\t二", "三"]),
        ("<table><tr><td>一</td><td>二<br>三</td></tr></table>", ["一\t二 三"]),
        ("<table><tr><td colspan=2>一<tr><td>二<td>三<tr><td>四</table>", ["一", "二\t三", "四\t"]),
        (
            "<table><tr><td>导航<td><table><tr><td>项目<td>数<tr><td>甲<td>1</table></table>",
            ["导航", "项目\t数", "甲\t1"],
        ),
        (
            "<table><tbody><tr><td rowspan=9>甲<td>1</tbody><tbody><tr><td>乙<td>2</table>",
            ["甲\t1", "乙\t2"],
        ),
        ("<table><tr><td rowspan=0>甲<td>1<tr><td>2</table>", ["甲\t1", "\t2"]),
        ("<table><caption>表1</caption><tr><td>甲<td>1", ["表1", "甲\t1"]),
        ("<!DOCTYPE x [<!ENTITY a '一一'>]><p>&a;二</p>", ["]>", "&a;二"]),
    ],
)
def test_what_a_page_prints(markup, lines):
    assert rows(markup) == lines


def test_a_heading_by_its_tag():
    found = opened("<h2>部门概况</h2><h2>一、职责</h2><p>正文。</p>").paragraphs
    assert [p.level for p in found] == [2, 2, 0]


def test_addresses():
    found = html.read(
        "<p>甲</p><table><tr><td>一<td>二<tr><td>三<td>四</table>".encode(), "a", WORDS
    )
    assert [s.address for spots in found.places.spots().values() for s in spots] == [
        "p[1]", "table[1]/tr[1]/td[1]", "table[1]/tr[1]/td[2]",
        "table[1]/tr[2]/td[1]", "table[1]/tr[2]/td[2]",
    ]  # fmt: skip
    for line, spots in found.places.spots().items():
        assert all(found.lines[line - 1][s.start : s.end].strip() for s in spots)


@pytest.mark.parametrize(
    "markup",
    ["", "   ", "<p></p>", "<script>一", "<title>一</title>", "<img src=x>"],
)
def test_a_page_that_prints_nothing_is_refused(markup):
    with pytest.raises(Unreadable):
        opened(markup)


HOSTILE = {
    "tables in tables": "<table><tr><td>" * 50_000 + "一",
    "elements in elements": "<div>" * 300_000 + "一",
    "open tags": "<" * 500_000 + "一",
    "open comments": "<!--" * 300_000 + "一",
    "open quotes": "<a b='" * 200_000 + "一",
    "long attributes": "<a " + "b " * 500_000 + ">一",
    "wide spans": "<table>" + "<tr><td colspan=9999999 rowspan=9999999>1" * 2000 + "</table>一",
    "entities": "&" * 500_000 + "&amp" * 100_000 + "一",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_take_no_long(name):
    start = time.monotonic()
    try:
        opened("<p>二</p>" + HOSTILE[name])
    except Unreadable as error:
        assert len(str(error)) < 200
    assert time.monotonic() - start < 10
