"""情况说明：句子跟着账上的数走；原因不编造；写出来的，自己的读法都读得回来。"""

import pytest

from mingzhang.prose import numeral, passes


@pytest.mark.parametrize(("number", "said"), [(1, "一"), (10, "十"), (13, "十三"), (21, "二十一")])
def test_headings_count_in_chinese(number, said):
    assert numeral(number) == said


@pytest.mark.parametrize(
    ("fen", "before", "asked"),
    [(110_00, 100_00, True), (109_99, 100_00, False), (1, 0, True), (90_00, 100_00, True)],
)
def test_a_reason_is_asked_from_the_threshold_on(fen, before, asked):
    assert passes(fen, before, [{"percent": 10}]) is asked
