"""Law 1 in every layout and every format: what books print is read back as it was compiled."""

import csv
import io
import json

import booked
import published
import pytest
from grids import pages
from hypothesis import HealthCheck, assume, given, settings
from office import Page, placed

from mingzhang import audit, compile, packs, publish
from mingzhang.disclosure import Heading, Prose
from mingzhang.layout import Layout
from mingzhang.read import read

LAYOUTS = [name.removeprefix("layouts/").removesuffix(".toml") for name in packs.names("layouts")]
KINDS = ("docx", "pdf", "xlsx", "html", "txt")


def entries() -> list:
    """Spending of two units by nature and subject, as much as comes in, as planned and as done."""
    made, n = [], 0
    for function in booked.FUNCTIONS:
        for nature, subjects in {**booked.BASIC, "project": ("30227", "31002")}.items():
            for economic in subjects:
                n += 1
                fen, unit = (n * 7919 % 9973 + 100) * 12_345, booked.UNITS[n % 2].code
                leaf = {"nature": nature, "function": function, "economic": economic}
                leaf |= {"unit": unit, "fund": "general", "layer": "current"}
                paid = {"fund": "general", "unit": unit}
                made.append(booked.entry("expenditure", fen, **leaf))
                made.append(booked.entry("expenditure", fen, "payment", **leaf))
                made.append(booked.entry("income", fen, **paid))
                made.append(booked.entry("income", fen, "receipt", **paid))
    return made


@pytest.fixture(scope="module", params=LAYOUTS)
def made(request):
    form = compile.layout(request.param)
    return publish.made(booked.books(entries()), told(form))


def told(form: Layout) -> Layout:
    """The layout, but for the prose that has no template yet."""
    known = packs.names("prose")
    entries_ = form.words["outline"]
    kept = [
        e for e in entries_ if "prose" not in e or f"prose/{e['prose'].split('/')[0]}.toml" in known
    ]
    return Layout(form.id, {**form.words, "outline": kept})


@pytest.mark.parametrize("kind", KINDS)
def test_reading_undoes_writing(made, kind):
    ((name, data),) = publish.files(made.disclosure, (kind,)).items()
    assert name == f"{made.disclosure.title}.{kind}"
    found = read(data, name, published.READING)
    wanted = publish.page(made.disclosure)
    over = published.spanning(made.disclosure)
    assert published.tables(found, over) == published.tables(wanted, over)
    assert published.rows(found) == published.rows(wanted)


def is_a_table(page: Page) -> bool:
    """Whether a reader can see that it is one: rows of several cells, more than two of them."""
    tables = [placed(item) for item in page if not isinstance(item, str)]
    return all(
        len(table) > 2 and all(sum(bool(box.text) for _, box in row) > 1 for row in table)
        for table in tables
    )


def is_ruled(page: Page) -> bool:
    """Whether every column of its tables begins some cell: paper shows a column by its rule."""
    for table in (placed(item) for item in page if not isinstance(item, str)):
        starts = {column for row in table for column, _ in row}
        width = max(column + box.columns for row in table for column, box in row)
        if starts != set(range(width)):
            return False
    return True


def undone(page: Page, kind: str) -> None:
    """Reading undoes writing, for any table with merged cells."""
    assume(is_a_table(page))
    made = published.of_page(page)
    ((name, data),) = publish.files(made, (kind,)).items()
    found = published.tables(read(data, name, published.READING))
    text = publish.files(made, ("txt",))[f"{made.title}.txt"]
    assert found == published.tables(read(text, "a.txt", published.READING))


@pytest.mark.parametrize("kind", ["docx", "xlsx", "html"])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(page=pages())
def test_reading_undoes_writing_of_any_table(kind, page):
    undone(page, kind)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(page=pages())
def test_reading_undoes_typesetting_of_any_table(page):
    assume(is_ruled(page))
    undone(page, "pdf")


@pytest.mark.parametrize("kind", KINDS)
def test_every_cell_and_every_sentence_is_somewhere(made, kind):
    ((name, data),) = publish.files(made.disclosure, (kind,)).items()
    found = published.texts(read(data, name, published.READING))
    said = [c.text for s in made.disclosure.sheets for c in s.cells]
    said += [p.text for p in made.disclosure.pieces if isinstance(p, Heading | Prose)]
    assert [text for text in said if "".join(text.split()) not in found] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_fact_is_found_again(made, kind):
    ((name, data),) = publish.files(made.disclosure, (kind,)).items()
    facts = audit.audit(read(data, name, published.READING)).facts

    def known(found: tuple) -> list:
        return [(f.region, f.amount, f.text) for f in found if f.said == "table"]

    assert known(facts) == known(made.audited.facts)


def test_the_package_tells_the_dimensions_of_every_amount(made):
    told = publish.files(made.disclosure, ("data",))
    assert json.loads(told["data/datapackage.json"])["title"] == made.disclosure.title
    text = told["data/figures.csv"].decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) > 100
    assert all(row["year"] and row["stage"] for row in rows if row["amount"])
