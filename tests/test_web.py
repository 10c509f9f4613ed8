"""Web pages: what the reader finds is what was written; every figure leads to its origin."""

import json
import re

import published
import pytest

from mingzhang.disclosure import Disclosure, Heading, Prose, Stated
from mingzhang.read import read
from mingzhang.write import plain, web

ENTRY = web.Origin("7", "记-0007", "2026-01-15", "年初<预算>", "1,024.00")


@pytest.fixture(scope="module")
def made():
    return published.disclosure()


@pytest.fixture(scope="module")
def page(made):
    first = next(made.figures())
    return web.html(made, published.WORDS, {first.key: [ENTRY]})


def told(page: str) -> dict:
    return json.loads(re.search(r'id="data">(.*?)</script>', page, re.DOTALL)[1])


def test_reading_undoes_writing(made, page):
    """Law 1: every table, row and cell is found as in the same disclosure as text."""
    text = plain.text(made, published.WORDS).encode()
    found = read(page.encode(), "a.html", published.READING)
    wanted = read(text, "a.txt", published.READING)
    assert published.tables(found) == published.tables(wanted)
    assert published.rows(found) == published.rows(wanted)


def test_every_figure_that_is_printed_is_an_anchor(made, page):
    anchors = re.findall(r'<a id="f(\d+)" href="#f\1">([^<]+)</a>', page)
    inside = [f for p in made.pieces if not hasattr(p, "series") for f in figures(p)]
    assert [text for _, text in anchors] == [f.text for f in inside]
    assert len(told(page)["figures"]) == len(inside)


def figures(piece: object) -> list[Stated]:
    return list(Disclosure("", "", 0, "", "", (piece,)).figures())


def test_a_figure_tells_its_entries_and_its_parts(made, page):
    data = told(page)
    assert data["entries"] == [list(ENTRY)] and data["figures"][0][4] == [0]
    keys = [f.key for f in made.sheets[0].cells if f.stated for f in [f.stated]]
    whole = next(c for c in made.sheets[0].cells if c.parts)
    parts = data["figures"][keys.index(whole.stated.key)][3]
    at = {(c.row, c.column): c.stated.key for c in made.sheets[0].cells if c.stated}
    assert [keys[n] for n in parts] == [at[p] for p in whole.parts if p in at]


def test_a_share_tells_what_it_is_made_from():
    whole, share = Stated("10.00", "a", "万元", 2, 10_000_000), Stated("50%", "b", doing=("a",))
    made = Disclosure("甲", "乙", 2026, "budget", "", (Prose((whole, "，占", share)),))
    assert told(web.html(made, published.WORDS))["figures"][1][3] == [0]


def test_headers_have_scopes_and_tables_captions(made, page):
    assert page.count("<caption>") == len(made.sheets)
    assert all("scope=" in tag for tag in re.findall(r"<th\b[^>]*>", page))
    assert '<html lang="zh-CN">' in page and page.count("<main") == page.count("<nav") == 1


def test_the_contents_lead_to_what_is_there(page):
    nav = re.search(r"<nav.*?</nav>", page, re.DOTALL)[0]
    targets = re.findall(r'href="#(\w+)"', nav)
    assert targets and all(f'id="{target}"' in page for target in targets)


def test_nothing_is_fetched_and_nothing_from_outside_is_markup():
    evil = '</script><img src="x" onerror=1>'
    made = Disclosure(evil, evil, 2026, "budget", "", (Heading(evil), Prose((evil,))))
    page = web.html(made, published.WORDS)
    assert "<img" not in page and page.count("</script>") == 2
    assert not re.search(r'(?:src|href)="(?!#)', page)
    assert "default-src 'none'" in page


def test_the_same_disclosure_gives_the_same_page(made):
    assert web.html(made, published.WORDS) == web.html(made, published.WORDS)
