"""溯源：按表、行、栏的字问一个数，答它由哪些分录、哪些数而来。"""

import booked
import pytest

from mingzhang import compile, explain, publish
from mingzhang.figures import Figures

BOOKS = booked.books(
    [
        booked.entry("income", 10_000_00, fund="general"),
        booked.entry("expenditure", 6_000_00, fund="general", nature="personnel",
                     function="2101501", economic="30101"),
        booked.entry("expenditure", 1_500_00, fund="general", nature="public", function="2101501",
                     economic="30217"),
        booked.entry("expenditure", 2_500_00, fund="general", nature="project", function="2101502",
                     economic="30227"),
    ]
)  # fmt: skip


@pytest.fixture(scope="module")
def disclosure():
    return publish.made(BOOKS, compile.layout("national-budget")).disclosure


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ("表5!2101501/项目支出", "表5!2101501 行政运行/项目支出"),
        ("一般公共预算支出表!行政运行/合计", "表5!2101501 行政运行/合计"),
        ("表6!30217/公用经费", "表6!30217 公务接待费/本年一般公共预算基本支出/公用经费"),
        ("表1!收入总计", "表1!收入总计/收入/预算数"),
    ],
)
def test_a_figure_is_found_by_the_words_on_the_page(disclosure, asked, key):
    assert [f.key for f in explain.found(disclosure, asked)] == [key]


def test_words_that_name_several_figures_give_them_all(disclosure):
    keys = {f.key for f in explain.found(disclosure, "2101502/项目支出")}
    assert keys == {
        "表3!2101502 一般行政管理事务/项目支出",
        "表5!2101502 一般行政管理事务/项目支出",
    }
    assert explain.found(disclosure, "表5!没有这一行/合计") == []


def test_a_figure_is_the_sum_of_its_leaves_and_of_its_parts(disclosure):
    (figure,) = explain.found(disclosure, "表5!2101501/合计")
    origin = explain.origin(disclosure, figure, Figures(BOOKS, "budget").sums)
    assert [leaf.fen for leaf in origin.leaves] == [6_000_00, 1_500_00]
    assert [part.text for part in origin.parts] == ["0.75", ""]


def test_every_figure_of_every_table_has_a_name_of_its_own(disclosure):
    keys = [figure.key for figure in disclosure.figures()]
    assert len(keys) == len(set(keys)) > 200
