"""Pins: which part of which line, in which box or at which address of the file."""

import pytest

from mingzhang import cli
from mingzhang.model import (
    Box,
    Document,
    Figure,
    Finding,
    Number,
    Page,
    Place,
    Severity,
    Spot,
    Status,
)
from mingzhang.read import placing
from mingzhang.write import pins
from mingzhang.write.pins import Ground, Sought, located
from mingzhang.write.veil import Veil

LINE = "支出\t100.00\t\t7.00"


def cells(*spots: Spot, line: str = LINE) -> Ground:
    return Ground(Document("a", "xlsx", "", (), (line,), (), placing.at_addresses([spots])))


def paged(lines: list[str], pieces: list[list[tuple]], pages: tuple[int, ...]) -> Document:
    sizes = (Page(60000, 80000),) * max(pages)
    return Document("a", "pdf", "", (), tuple(lines), (), placing.on_pages(pieces, pages, sizes))


@pytest.mark.parametrize(
    ("offset", "address"),
    [(0, "表!甲!Y5"), (3, "表!甲!Z5"), (8, "表!甲!Z5"), (10, "表!甲!AA5"), (11, "表!甲!AB5")],
)
def test_a_blank_cell_is_so_many_columns_to_the_right(offset, address):
    ground = cells(Spot(0, 2, "表!甲!Y5"), Spot(3, 9, "表!甲!Z5"), Spot(11, 15, "表!甲!AB5"))
    assert ground.address(Place(1, offset)) == address


def test_a_cell_of_a_word_table_is_the_one_that_begins_last():
    ground = cells(Spot(0, 2, "tbl[1]/tr[2]/tc[1]"), Spot(10, 10, "tbl[1]/tr[2]/tc[3]"))
    assert ground.address(Place(1, 10)) == "tbl[1]/tr[2]/tc[3]"
    assert ground.address(Place(2, 0)) == ""


@pytest.mark.parametrize(
    ("address", "said"),
    [("收支!B5", "收支!B5"), ("tbl[3]/tr[2]/tc[1]", "文件第 3 张表第 2 行第 1 格"),
     ("table[3]/tr[2]/td[1]", "文件第 3 张表第 2 行第 1 格"), ("p[7]", "正文"),
     ("footnote[2]", "注释 2"), ("", "第 1 行")],
)  # fmt: skip
def test_where_a_place_is_for_a_person(address, said):
    assert located(cells(Spot(0, 2, address)), Place(1), cli.spoken("zh")["report"]) == said
    on_page = located(cells(), Place(1, page=4), cli.spoken("zh")["report"])
    assert on_page == "第 4 页"


def test_a_figure_that_goes_on_in_the_next_printed_line_has_two_boxes():
    pieces = [[(0, 6, 1, 10, 10, 60, 20), (6, 12, 2, 10, 10, 60, 20)]]
    ground = Ground(paged(["共计金额一亿二千万元整。"], pieces, (1,)))
    one, other = ground.sought(1, 4, 8)
    assert one == Sought(Box(1, 1000, 1000, 6000, 2000), "共计金额一亿", 4, 6)
    assert other == Sought(Box(2, 1000, 1000, 6000, 2000), "二千万元整。", 0, 2)


def test_a_blank_cell_is_the_room_between_its_neighbours():
    pieces = [[(0, 2, 1, 10, 10, 30, 20), (11, 15, 1, 90, 10, 110, 20)]]
    ground = Ground(paged([LINE], pieces, (1,)))
    assert ground.sought(1, 10, 10) == (Sought(Box(1, 3000, 1000, 9000, 2000), "", 0, 0),)
    assert ground.sought(1, 20, 20)[0].box == Box(1, 9000, 1000, 11000, 2000)
    assert ground.sought(9, 0, 1) == ()


def finding(severity: Severity, line: int) -> Finding:
    return Finding("x", severity, "不符。", "依据", (Figure(Place(line, 0, line), "1.00"),))


def test_errors_are_shown_before_notes_and_no_more_pages_than_may_be(monkeypatch):
    monkeypatch.setattr(pins, "MOST_PAGES", 2)
    lines, pages = ["1.00"] * 4, (1, 2, 3, 4)
    document = paged(lines, [[(0, 4, p, 10, 10, 30, 20)] for p in pages], pages)
    ground = Ground(document)
    notes, warning, error = (
        finding(s, n) for s, n in ((Severity.NOTE, 1), (Severity.WARNING, 4), (Severity.ERROR, 2))
    )
    found = pins.pins(ground, [error, warning, notes])
    number = Number("1.00", Place(3, 0, 3), Status.UNREAD, "")
    wish = pins.wish(ground, found, (number,), Veil(document.lines, str))
    assert wish.pages == (2, 4)
    assert [s.box.page for s in wish.sought] == [2, 4]
    assert [(index, s.box.page) for index, s in wish.crops] == [(0, 3)]


def test_what_is_masked_is_hidden_and_nothing_else():
    lines = ["电话13900000000。", "无"]
    pieces = [[(0, 14, 1, 10, 10, 150, 20)], [(0, 1, 1, 10, 30, 20, 40)]]
    document = paged(lines, pieces, (1, 1))
    veil = Veil(document.lines, lambda text: text.replace("00000000", "********"))
    (sought,) = pins.hidden(Ground(document), veil)
    assert sought.text[sought.start : sought.end] == "00000000"
    shorter = Veil(document.lines, lambda text: text.replace("13900000000", "*"))
    (sought,) = pins.hidden(Ground(document), shorter)
    assert (sought.start, sought.end) == (0, 14)
