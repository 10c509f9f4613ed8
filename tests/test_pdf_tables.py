"""Grids with their text: words that run over a wall, rows that a page break cut in two."""

from test_pdf_lettering import glyphs

from mingzhang.read.pdf.grids import built
from mingzhang.read.pdf.tables import (
    Field,
    Lined,
    aligned,
    continues,
    filled,
    printed,
    rejoined,
    same_columns,
    usual,
)

XS, YS = [50.0, 110.0, 200.0, 290.0], [100.0, 120.0, 140.0]


def grid(xs: list[float] = XS, ys: list[float] = YS):
    made = built(xs, ys, [[True] * (len(ys) - 1)] * len(xs), [[True] * (len(xs) - 1)] * len(ys))
    assert made is not None
    return made


def texts(table) -> list[list[str]]:
    return [printed(row, len(table.xs) - 1)[0].split("\t") for row in table.rows]


def test_a_figure_that_runs_over_its_wall_stays_whole():
    wide = glyphs("123,456,789.01", 188 - 70, 104) + glyphs("合计", 53, 104)
    wide += glyphs("-1,234,567.89", 286 - 65 - 25, 124)
    table = filled(grid(), wide, 1)
    assert texts(table) == [["合计", "123,456,789.01", ""], ["", "", "-1,234,567.89"]]


def test_two_words_that_nearly_meet_at_a_wall_stay_apart():
    near = glyphs("24,458.43", 199 - 45, 104) + glyphs("一、支出", 202, 104)
    assert texts(filled(grid(), near, 1))[0] == ["", "24,458.43", "一、支出"]


def test_two_whole_figures_that_touch_at_a_wall_stay_two():
    near = glyphs("1.25", 200.3 - 20, 104) + glyphs("7.50", 201, 104)
    assert texts(filled(grid(), near, 1))[0] == ["", "1.25", "7.50"]


def test_the_box_of_a_piece_is_that_of_its_characters():
    table = filled(grid(), glyphs("合计", 53, 104) + glyphs("7.00", 120, 104), 3)
    line, pieces = printed(table.rows[0], 3)
    assert line == "合计\t7.00\t"
    assert [line[p.start : p.end] for p in pieces] == ["合计", "7.00"]
    assert [(p.page, p.x0, p.y0) for p in pieces] == [(3, 53, 104), (3, 120, 104)]


def test_the_columns_of_a_page_may_be_a_part_of_those_before():
    first, second = (
        filled(grid(), glyphs("表", 60, 104), 1),
        filled(grid([50.0, 200.5, 290.0]), glyphs("名", 60, 104) + glyphs("1.00", 210, 104), 2),
    )
    assert same_columns(first, second) == [0, 2, 3]
    assert continues(first, second)
    assert texts(aligned([first, second])[1])[0] == ["名", "", "1.00"]
    other = filled(grid([50.0, 150.0, 290.0]), glyphs("名", 60, 104), 2)
    assert not continues(first, other)


def row(*said: str, room: float = 2.0) -> Lined:
    """A row whose cells are full to ``room`` points."""
    fields = []
    for column, text in enumerate(said):
        table = filled(grid(), glyphs(text, 53, 104), 1) if text else None
        pieces = table.rows[0].fields[0].pieces if table else ()
        fields.append(Field(column, 1, text, pieces, room))
    return Lined(tuple(fields), 1, (0, 0, 0, 0))


def test_a_row_cut_by_a_page_break_is_one():
    last = row("301", "机关事业单位基本养", "5.00")
    whole = rejoined(last, row("", "老保险缴费", ""), usual([last] * 3))
    assert whole is not None
    assert [f.text for f in whole.fields] == ["301", "机关事业单位基本养老保险缴费", "5.00"]


def test_a_name_that_stands_on_the_next_page_only_goes_to_its_row():
    rows = [row("301", "工资", "5.00"), row("302", "办公费", "1.00")]
    whole = rejoined(row("303", "", "5.00"), row("", "退休费", ""), usual(rows))
    assert whole is not None
    assert whole.fields[1].text == "退休费"


def test_rows_of_their_own_stay_apart():
    last = row("301", "机关事业单位基本养", "5.00")
    full = usual([last] * 3)
    assert rejoined(last, row("302", "商品和服务支出", "7.00"), full) is None
    assert rejoined(last, row("", "", "7.00"), full) is None
    assert rejoined(row("301", "工资", "5.00", room=40), row("", "其他", ""), full) is None
