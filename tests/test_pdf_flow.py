"""Pages to reading order: running heads and page numbers apart, paragraphs whole."""

from test_pdf_lettering import glyphs

from mingzhang.read.pdf.flow import Leaf, in_order
from mingzhang.read.pdf.lettering import rows, run

WORDS = {"continued": ["续表"]}
FULL = "本段文字写满一整行以便看出这一页的行到哪里为止没有别的意思仅此而已"


def leaf(number: int, *lines: tuple[float, float, str]) -> Leaf:
    """A page of lines at (left, top)."""
    made = [run(rows(glyphs(text, x, y))[0]) for x, y, text in lines]
    return Leaf(number, 595.0, 842.0, (), tuple(made))


def kinds(*leaves: Leaf) -> list[tuple[str, str]]:
    return [(line.kind, line.text) for line in in_order(list(leaves), WORDS)]


def test_lines_that_fill_the_page_go_on():
    page = leaf(
        1,
        (110, 100, FULL[:-2]),
        (90, 120, FULL),
        (90, 140, FULL),
        (90, 160, "到此为止。"),
        (110, 180, FULL[:-2]),
        (90, 200, "又一段。"),
    )
    assert kinds(page) == [
        ("text", FULL[:-2] + FULL + FULL + "到此为止。"),
        ("text", FULL[:-2] + "又一段。"),
    ]


def test_a_section_begins_anew_wherever_it_stands():
    page = leaf(1, *[(90, 100 + 20 * n, FULL) for n in range(5)], (90, 200, "二、支出情况"))
    assert kinds(page)[-1] == ("text", "二、支出情况")


def test_a_title_over_two_lines_is_one():
    page = leaf(
        1, *[(90, 200 + 20 * n, FULL) for n in range(5)], (90, 100, FULL), (235, 120, "预算表")
    )
    page = page._replace(lines=tuple(sorted(page.lines, key=lambda r: r.y0)))
    assert kinds(page)[0] == ("text", FULL + "预算表")


def test_page_numbers_that_count_are_furniture():
    leaves = [
        leaf(n, (90, 100, "甲乙丙丁"[n] * 4 + "。"), (290, 800, str(n + 4))) for n in range(3)
    ]
    assert [k for k, _ in kinds(*leaves)] == ["text", "head"] * 3


def test_a_lone_year_at_the_foot_is_no_page_number():
    leaves = [leaf(n, (90, 100, "甲乙丙丁"[n] * 4 + "。")) for n in range(3)]
    leaves.append(leaf(3, (90, 100, "正文。"), (290, 800, "2024")))
    assert kinds(*leaves)[-1] == ("text", "2024")


def test_running_heads_are_furniture():
    leaves = [
        leaf(n, (90, 30, "某局部门决算"), (90, 100, "甲乙丙丁"[n] * 4 + "。")) for n in range(4)
    ]
    assert [k for k, _ in kinds(*leaves)] == ["head", "text"] * 4
