"""How a disclosure falls into pages: parts begin pages, wide tables are turned with their heads."""

import published

from mingzhang.disclosure import Disclosure, Heading, Prose
from mingzhang.write import paging

SMALL = published.sheet("a", "表1", "甲", [["项目", "金额"], ["甲", 100]], 1)
WIDE = published.income()


def runs(*pieces: object) -> list[paging.Run]:
    return paging.runs(Disclosure("", "", 2026, "budget", "", pieces))


def test_a_heading_goes_with_what_follows_it():
    head, part = Heading("第二部分"), Heading("一、收入", 2)
    made = runs(Prose(("一",)), head, part, WIDE, Prose(("二",)))
    assert [run.across for run in made] == [False, True, False]
    assert made[1].pieces == (head, part, WIDE)


def test_a_part_begins_a_page_and_so_does_a_table_after_another():
    made = runs(Heading("一"), Prose(("甲",)), SMALL, SMALL, Heading("二"), Prose(("乙",)))
    assert made[0].breaks == (False, False, False, True, True, False)


def test_a_disclosure_of_headings_is_still_a_page():
    assert [run.pieces for run in runs(Heading("一"))] == [(Heading("一"),)]


def test_nothing_is_lost():
    made = published.disclosure()
    assert tuple(p for run in paging.runs(made) for p in run.pieces) == made.pieces
