"""White strips: where columns end, headers that stand to the side, names of totals between."""

from test_pdf_lettering import glyphs

from mingzhang.read.pdf.lettering import rows
from mingzhang.read.pdf.sheets import Rule
from mingzhang.read.pdf.strips import bands, snapped, strips

BODY = [("2080501", 60), ("行政单位离退休", 120), ("1,234.56", 260), ("20.00", 355)]


def lines(*printed: list[tuple[str, float]]):
    made = [
        g for n, line in enumerate(printed) for t, x in line for g in glyphs(t, x, 100 + 20 * n)
    ]
    return bands(rows(made))


def test_words_part_where_white_space_is_wide():
    (band,) = lines([("合计", 60), ("1.00", 90), ("2.00", 112)])
    assert [w.text for w in band.words] == ["合计", "1.002.00"]


def test_strips_lie_between_the_columns():
    found = strips(lines(*[BODY] * 4), 50, 400)
    assert [round(x) for x in found] == [50, 108, 225, 328, 400]


def test_the_name_of_a_total_in_the_middle_of_two_columns_closes_no_strip():
    total = [("合计", 100), ("9.00", 280), ("3.00", 360)]
    assert len(strips(lines(total, *[BODY] * 5), 50, 400)) == 5


def test_a_header_beside_its_figures_names_their_column():
    head = [("编码", 60), ("名称", 120), ("决算", 230), ("预算", 325)]
    assert len(strips(lines(head, *[BODY] * 4), 50, 400)) == 5


def test_an_edge_moves_to_where_a_rule_ends():
    inside = lines(*[BODY] * 4)
    xs = strips(inside, 50, 400)
    moved = snapped(xs, inside, [Rule(95.0, 240.0, 400.0), Rule(95.0, 50.0, 400.0)])
    assert [round(x) for x in moved] == [50, 108, 240, 328, 400]
