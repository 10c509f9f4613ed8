"""数的印法：四舍五入、页码的写法。"""

import pytest

from mingzhang.printing import listed, printed


@pytest.mark.parametrize(
    ("pages", "said"), [([3], "3"), ([3, 5, 6, 7], "3、5—7"), ([1, 2], "1—2"), ([], "")]
)
def test_pages_are_listed_as_people_write_them(pages, said):
    assert listed(pages) == said


def test_half_goes_away_from_zero():
    assert printed(1_000_500_000, "万元", 2) == "1000.50"
    assert printed(5_000, "万元", 2) == "0.01" and printed(4_999, "万元", 2) == "0.00"
    assert printed(-5_000, "万元", 2) == "-0.01"
