"""Places packed by the readers come back as they were, line by line."""

from hypothesis import given
from hypothesis import strategies as st

from mingzhang.model import Box, Page, Places, Spot
from mingzhang.read import placing

OFFSETS = st.integers(0, 10_000)
SPOTS = st.builds(
    lambda a, b, name: Spot(min(a, b), max(a, b), name),
    OFFSETS,
    OFFSETS,
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
)


@given(st.lists(st.lists(SPOTS, max_size=4), max_size=5))
def test_addresses_come_back(lines):
    found = placing.at_addresses(lines).spots()
    assert [found.get(n, []) for n in range(1, len(lines) + 1)] == lines


def test_boxes_come_back_in_hundredths_of_a_point():
    pieces = [[(0, 4, 1, 10.0, 20.5, 30.25, 40.0)], [], [(5, 9, 2, 1.0, 2.0, 3.0, 4.0)]]
    found = placing.on_pages(pieces, (1, 1, 2), (placing.page(595, 842), placing.page(842, 595)))
    assert found.sizes == (Page(59500, 84200), Page(84200, 59500))
    assert found.spots() == {
        1: [Spot(0, 4, "", Box(1, 1000, 2050, 3025, 4000))],
        3: [Spot(5, 9, "", Box(2, 100, 200, 300, 400))],
    }


def test_a_document_without_places_has_no_spots():
    assert Places().spots() == {}
    assert placing.on_pages([[]], (1,), (Page(1, 1),)).spots() == {}


def test_a_line_that_goes_on_on_another_page_says_where():
    pieces = [[(0, 4, 1, 1.0, 2.0, 3.0, 4.0), (4, 9, 2, 1.0, 2.0, 3.0, 4.0)]]
    assert placing.on_pages(pieces, (1,), (Page(1, 1), Page(1, 1))).turns == ((1, 4, 2),)
