"""PDF files: what the reader finds in them is what was written; they are tagged and whole."""

import re
from dataclasses import replace

import published
import pytest

from mingzhang.disclosure import Disclosure, Heading, Prose
from mingzhang.read import read
from mingzhang.write import plain, typeset


@pytest.fixture(scope="module")
def made():
    return published.disclosure()


@pytest.fixture(scope="module")
def data(made):
    return typeset.pdf(made, published.WORDS)


def test_reading_undoes_writing(made, data):
    """Law 1: every table, row and cell is found as in the same disclosure as text, though tables
    run over pages and stand across them."""
    text = plain.text(made, published.WORDS).encode()
    found = read(data, "a.pdf", published.READING)
    wanted = read(text, "a.txt", published.READING)
    assert published.tables(found) == published.tables(wanted)
    assert published.rows(found) == published.rows(wanted)


def test_a_long_table_runs_over_pages_and_a_wide_one_across(made, data):
    found = read(data, "a.pdf", published.READING)
    long = next(t for t in found.tables if t.number == "表3")
    assert len({found.pages[row.line - 1] for row in long.rows}) > 2
    assert b"/MediaBox[0 0 841.88" in data and b"/MediaBox[0 0 595.27" in data


def test_it_is_tagged_and_has_bookmarks_title_and_language(data):
    assert b"/StructTreeRoot" in data and b"/Outlines" in data
    assert re.search(rb"/Lang\s*\(zh-CN\)", data) and b"/Marked true" in data


def test_charts_are_no_text(made, data):
    """What a chart shows is told in its alternative text, not read a second time as figures."""
    found = read(data, "a.pdf", published.READING)
    charts = {p.title for p in made.pieces if hasattr(p, "series")}
    said = " ".join(p.text.text for p in found.paragraphs)
    assert all(title in said for title in charts)
    assert "8.13" not in said


def test_every_chart_is_a_picture():
    pictures = typeset.pngs(tuple(published.charts()))
    assert [data[:8] for data in pictures] == [b"\x89PNG\r\n\x1a\n"] * 3
    assert typeset.pngs(()) == []


def test_the_letters_of_a_chart_are_drawn():
    made = published.charts()[0]
    mute = replace(made, categories=("",) * len(made.categories))
    with_names, without = typeset.pngs((made, mute))
    assert len(with_names) > len(without) * 5 // 4


def test_the_same_disclosure_gives_the_same_bytes(made, data):
    assert typeset.pdf(made, published.WORDS) == data


@pytest.mark.parametrize(
    "pieces",
    [(published.summary(),), (Heading("（一）收入", 3), published.assets()), (Heading("一", 2),),
     (Heading("一"), Heading("（一）", 3)), ()],
)  # fmt: skip
def test_headings_in_any_order_make_a_tagged_file(pieces):
    """PDF/UA wants the first heading to be of level 1 and no level left out."""
    made = Disclosure("甲2026年部门预算", "甲", 2026, "budget", "", pieces)
    assert b"/StructTreeRoot" in typeset.pdf(made, published.WORDS)


@pytest.mark.parametrize("strange", ["\ue000", "😀", "\x07", "\ud800", "\uffff", "ﷺ"])
def test_what_no_typeface_has_spoils_nothing(strange):
    prose = Prose((f"甲{strange}乙",))
    made = Disclosure("甲", "甲", 2026, "budget", "", (Heading("一"), prose))
    found = read(typeset.pdf(made, published.WORDS), "a.pdf", published.READING)
    said = [p.text.text for p in found.paragraphs if "乙" in p.text.text]
    assert said in (["甲〓乙"], ["甲乙"])
