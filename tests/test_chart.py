"""Charts as SVG: every value is printed, lengths are true and whole, nothing is left unsaid."""

import re
from xml.etree import ElementTree

import published
import pytest

from mingzhang.disclosure import Chart, Stated
from mingzhang.write import chart

MARK = "{http://www.w3.org/2000/svg}"
CHARTS = published.charts()


@pytest.mark.parametrize("made", CHARTS, ids=[c.kind for c in CHARTS])
def test_every_known_value_and_every_name_is_printed(made):
    root = ElementTree.fromstring(chart.svg(made))
    said = "".join("".join(t.itertext()) for t in root.iter(f"{MARK}text"))
    assert all(v.text in said for _, values in made.series for v in values if v)
    assert all(name in said for name in made.categories)
    assert root.find(f"{MARK}title").text == made.title
    assert made.text in root.find(f"{MARK}desc").text


@pytest.mark.parametrize("made", CHARTS, ids=[c.kind for c in CHARTS])
def test_every_length_is_whole(made):
    text = re.sub(r"<(text|title|desc)[^>]*>[^<]*<", "<", chart.svg(made))
    assert not re.search(r"\d\.\d", text)


def bars(sizes: list[int | None], kind: str = "pie") -> list[int]:
    """The lengths that are drawn for some amounts."""
    values = tuple(
        None if n is None else Stated(str(n), str(i), fen=n) for i, n in enumerate(sizes)
    )
    names = tuple(f"第{i}项" for i in range(len(sizes)))
    text = chart.svg(Chart(kind, "图", "", names, (("甲", values),)))
    return [int(n) for n in re.findall(r"h(\d+)v16", text)]


def test_lengths_are_in_the_ratio_of_the_amounts():
    long, half, least, nought = bars([1000, 500, 1, 0])
    assert long == 2 * half and least == 1 and nought == 0


def test_what_is_not_known_is_not_drawn():
    assert len(bars([1000, None])) == 1


def test_a_line_is_broken_where_a_value_is_missing():
    lines = CHARTS[2]
    paths = re.findall(r'<path d="(M[^"]*L[^"]*)" stroke="#[^"]*" stroke-width', chart.svg(lines))
    assert [path.count("M") for path in paths] == [1, 2]


@pytest.mark.parametrize("kind", ["pie", "bars", "lines"])
@pytest.mark.parametrize("sizes", [[0, 0], [-5, 5], [None, None], [-3, -1]])
def test_noughts_and_negatives_are_drawn(kind, sizes):
    values = tuple(None if n is None else Stated(str(n), str(n), fen=n) for n in sizes)
    text = chart.svg(Chart(kind, "图", "万元", ("一", "二"), (("甲", values),)))
    ElementTree.fromstring(text)
    assert not re.search(r"[hv]-\d+v16|H-|cy=\"-", text)


def test_text_from_outside_is_no_markup():
    made = Chart("pie", "<b>&", "万元", ("<i>",), (("甲", (Stated("1", "a", fen=1),)),), '"')
    ElementTree.fromstring(chart.svg(made))
