"""Regions are products of sets: equal, inside, disjoint."""

from hypothesis import given
from hypothesis import strategies as st
from ledger import SPACE

from mingzhang.model import Region
from mingzhang.regions import inside

MEMBERS = [(d.id, m) for d in SPACE.dimensions.values() for m in d.bits]


@st.composite
def regions(draw):
    region = SPACE.everything._replace(year=draw(st.sampled_from([2021, 2022])))
    for dimension in draw(st.sets(st.sampled_from(sorted(SPACE.dimensions)), max_size=3)):
        names = list(SPACE.dimensions[dimension].bits)
        chosen = draw(st.sets(st.sampled_from(names), min_size=1))
        region = SPACE.replace(region, dimension, SPACE.members(dimension, "+".join(chosen)))
    codes = ["", "210", "21013", "2101301", "208"]
    return region._replace(function=draw(st.sampled_from(codes)))


def test_财政拨款_is_three_funds():
    appropriation = SPACE.only("fund", "general+government+capital")
    assert inside(SPACE.only("fund", "general"), appropriation)
    assert not inside(SPACE.only("fund", "operational"), appropriation)
    assert SPACE.describe(appropriation) == "一般公共预算+政府性基金预算+国有资本经营预算"


def test_a_code_stands_for_all_that_begin_with_it():
    health = SPACE.everything._replace(function="210")
    aid = SPACE.everything._replace(function="2101301")
    assert inside(aid, health) and not inside(health, aid)
    assert SPACE.disjoint(aid, SPACE.everything._replace(function="2101501"))


def test_the_conjunction_of_two_funds_is_nothing():
    assert SPACE.meet(SPACE.only("fund", "general"), SPACE.only("fund", "capital")) is None


@given(regions(), regions())
def test_a_conjunction_lies_inside_both_and_is_none_for_disjoint_regions(a, b):
    both = SPACE.meet(a, b)
    if SPACE.disjoint(a, b):
        assert both is None
    else:
        assert inside(both, a) and inside(both, b)


@given(regions(), regions(), regions())
def test_inside_is_an_order(a, b, c):
    assert inside(a, a)
    if inside(a, b) and inside(b, c):
        assert inside(a, c)
    if inside(a, b) and inside(b, a):
        assert a == b


def test_a_region_that_says_nothing_is_described_by_nothing():
    assert SPACE.describe(Region(SPACE.all)) == ""
