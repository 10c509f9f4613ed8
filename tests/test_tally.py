"""Tallies: one record for a kind, with every place of what is wrong."""

from mingzhang.model import Place
from mingzhang.tally import exact, places, tally


def test_one_record_names_each_wrong_thing_once_and_every_place():
    (record,) = tally("k", 5, [("甲", Place(3)), ("甲", Place(9))], level="县")
    assert record.fields == {
        "looked": exact(5), "wrong": exact(2), "all": "“甲”", "level": "县"
    }  # fmt: skip
    assert record.places == {"wrong": Place(3), "wrong 2": Place(9)}


def test_nothing_looked_at_is_no_record():
    assert list(tally("k", 0, [])) == []


def test_nothing_wrong_is_a_record_that_agrees():
    (record,) = tally("k", 2, [])
    assert record.fields["wrong"] == exact(0) and record.fields["all"] is None
    assert record.places == places("wrong", [])
