"""Figures of a scan: what readings and ink must agree on before one is taken as read."""

import pytest

pytest.importorskip("cv2", reason="reading of pictures is an extra of the package")

import numpy
from scanned import Paper

from mingzhang.model import UNCLEAR
from mingzhang.read.scan import figures


def signs(said: str) -> list[str]:
    return figures.signs(numpy.asarray(Paper(120, 30).text(10, 8, said, 10).picture))


@pytest.mark.parametrize(
    ("said", "wanted"),
    [("1,234.56", "D,DDD,DD"), ("-357.64", "-DDD,DD"), ("2010301", "DDDDDDD"), ("0.00", "D,DD")],
)
def test_the_signs_of_a_figure_are_counted_in_its_ink(said, wanted):
    assert wanted in signs(said)


@pytest.mark.parametrize(
    ("said", "misread"),
    [("-41.66", "41.66"), ("1,234.56", "1234.56"), ("1,234.56", "1,234,56.7"), ("100", "1000")],
)
def test_a_reading_that_the_ink_does_not_bear_out_is_not_taken(said, misread):
    assert figures.agreed([said, said], signs(said)) == said
    assert figures.agreed([misread, misread], signs(said)) is None


def test_readings_that_differ_are_not_taken():
    assert figures.agreed(["41.66", "41.68"], ["DD,DD"]) is None
    assert figures.agreed(["41.66", "41.68", "41.66"], ["DD,DD"]) == "41.66"
    assert figures.agreed(["41.6G", "41.6G"], ["DD,DD"]) is None


def test_the_characters_of_figures_are_one():
    assert figures.plain("－１，２３４．５６％") == "-1,234.56%"
    assert figures.is_figure("1,234.56") and figures.is_figure("(5)")
    assert not figures.is_figure("2024年度") and not figures.is_figure("合计")


def test_a_number_in_a_sentence_is_unclear_where_two_readings_differ():
    said = ["收入12.5万元，支出3万元", "收入12.6万元，支出3万元"]
    assert figures.merged(said) == f"收入{UNCLEAR}万元，支出3万元"
    assert figures.merged([said[0], said[0]]) == said[0]
