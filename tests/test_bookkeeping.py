"""记账: what was filled in is booked whole or not at all, and once."""

import pytest
from bureau import YEAR

from mingzhang import audit, bookkeeping, packs
from mingzhang.bookkeeping import Mistaken

UNITS = (
    "年度,单位代码,单位名称,级别,单位类别\n"
    "2022,202,某局,部门,行政单位\n2022,202001,本级,单位,行政单位\n"
)
HEAD = "年度,单位代码,业务,收支,金额（元）,资金性质,支出性质,功能科目,经济科目,凭证号,日期,摘要\n"
GRANTED = "2022,202001,年初预算,本年支出,1000,一般公共预算,公用经费,2101501 行政运行,30201,,,\n"
PAID = "2022,202001,支出,本年支出,{0},一般公共预算,公用经费,2101501,30201,{1},2022/3/1,纸\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sheets").mkdir()
    return tmp_path / "sheets"


def brought(folder, entries: str, **sheets: str):
    """The outcome of bringing in these sheets."""
    for name, text in {"单位": UNITS, "分录": HEAD + entries, **sheets}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8-sig")
    with bookkeeping.opened(folder.parent / "books.db", create=True) as store:
        made = bookkeeping.bring(store, folder).accepted
    return len(made.numbers), made.known, made.lines, made.known_lines


def mistakes(folder, entries: str, **sheets: str) -> list[tuple[str, int, str, str]]:
    with pytest.raises(Mistaken) as error:
        brought(folder, entries, **sheets)
    return [wrong[:4] for wrong in error.value.wrong]


def test_the_same_sheets_book_nothing_twice(folder):
    rows = GRANTED + PAID.format("10.5", "记-1") + PAID.format("10.5", "记-1")
    assert brought(folder, rows) == (3, 0, 2, 0)
    assert brought(folder, rows) == (0, 3, 0, 2)
    assert brought(folder, rows + PAID.format("7", "记-2")) == (1, 3, 0, 2)


def test_two_rows_alike_are_two_entries(folder):
    assert brought(folder, GRANTED + PAID.format("10", "") * 2) == (3, 0, 2, 0)
    assert brought(folder, GRANTED + PAID.format("10", "") * 3) == (1, 3, 0, 2)


def test_a_changed_row_of_a_booked_voucher_is_refused(folder):
    brought(folder, GRANTED + PAID.format("10.5", "记-1"))
    found = mistakes(folder, GRANTED + PAID.format("10.6", "记-1"))
    assert found == [("分录", 3, "凭证号", "voucher_booked")]


def test_everything_wrong_is_said_at_once_and_nothing_is_booked(folder):
    rows = (
        GRANTED
        + PAID.format("1.005", "记-1")
        + PAID.format("1", "记-2").replace("2022/3/1", "2022/2/30")
        + PAID.format("1", "记-3").replace("30201", "30201 印刷费")
        + PAID.format("壹元", "记-4").replace("公用经费", "公用")
    )
    assert mistakes(folder, rows, 别的="甲,乙\n1,2\n", 项目="项目编码,项目名称,年度,级\n") == [
        ("分录", 3, "金额（元）", "below_fen"),
        ("分录", 4, "日期", "not_date"),
        ("分录", 5, "经济科目", "code_name"),
        ("分录", 6, "金额（元）", "not_money"),
        ("分录", 6, "支出性质", "not_choice"),
        ("别的", 0, "", "no_sheet"),
        ("项目", 1, "级", "no_column"),
    ]
    with bookkeeping.opened(folder.parent / "books.db") as store:
        assert list(store.entries()) == [] and list(store.lines()) == []


def test_what_control_refuses_is_placed_in_the_sheet(folder):
    rows = GRANTED + PAID.format("900", "记-1") + PAID.format("200", "记-2")
    assert mistakes(folder, rows) == [("分录", 4, "金额（元）", "short")]


def test_figures_of_earlier_years_are_read_from_their_words(folder):
    prior = "所属年度,阶段,口径,金额（元）\n2021,年初预算,基本支出,864500\n"
    brought(folder, GRANTED, 以前年度数=prior)
    books = bookkeeping.books(folder.parent / "books.db", YEAR)
    space = audit.space()
    ((region, fen),) = books.prior.items()
    assert fen == 86_450_000 and region.year == 2021
    assert space.within(region, "nature", "personnel+public")
    assert space.within(region, "stage", "original")
    assert mistakes(folder, "", 以前年度数=prior.replace("基本支出", "鸡本支出")) == [
        ("以前年度数", 2, "口径", "unread")
    ]


def test_every_sentence_of_a_mistake_is_there_in_both_languages():
    zh, en = (packs.load_toml(f"text/{lang}.toml")["books"] for lang in ("zh", "en"))
    for part in ("wrong", "unkept", "broken_ones"):
        assert set(zh[part]) == set(en[part])
