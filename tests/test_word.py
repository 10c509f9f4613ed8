"""Word files: what the reader finds in them is what was written, in a form that offices can use."""

import io
import re
import zipfile

import published
import pytest

from mingzhang.disclosure import Disclosure, Prose
from mingzhang.read import read
from mingzhang.write import measure, paging, plain, typeset, word


@pytest.fixture(scope="module")
def made():
    return published.disclosure()


@pytest.fixture(scope="module")
def data(made):
    return word.docx(made, published.WORDS, typeset.pngs)


@pytest.fixture(scope="module")
def body(data):
    return part(data, "word/document.xml")


def part(data: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


def test_reading_undoes_writing(made, data):
    """Law 1: every table, row and cell is found as in the same disclosure as text."""
    text = plain.text(made, published.WORDS).encode()
    found = read(data, "a.docx", published.READING)
    wanted = read(text, "a.txt", published.READING)
    assert published.tables(found) == published.tables(wanted)
    assert published.rows(found) == published.rows(wanted)


def test_headings_are_headings(made, data):
    found = read(data, "a.docx", published.READING)
    levels = {p.text.text: p.level for p in found.paragraphs if p.level}
    headings = {p.text: p.level for p in made.pieces if hasattr(p, "level")}
    assert {text: levels.get(text) for text in headings} == headings


def test_every_header_row_repeats_and_no_row_is_split(made, body):
    assert body.count("<w:tblHeader/>") == sum(s.head for s in made.sheets)
    assert body.count("<w:cantSplit/>") == sum(s.rows for s in made.sheets)


def test_every_row_fills_the_grid(body, made):
    for table, sheet in zip(re.findall(r"<w:tbl>.*?</w:tbl>", body), made.sheets, strict=True):
        for row in re.findall(r"<w:tr>.*?</w:tr>", table):
            spans = [int(n) for n in re.findall(r'gridSpan w:val="(\d+)"', row)]
            assert row.count("<w:tc>") - len(spans) + sum(spans) == len(sheet.widths)


def test_wide_tables_stand_across_the_page(made, body):
    turned = [run for run in paging.runs(made) if run.across]
    assert turned and body.count('w:orient="landscape"') == len(turned)
    assert any(measure.fitted(s).across for s in made.sheets)


def test_the_contents_are_right_without_being_updated(made, body, data):
    entries = re.findall(r'<w:hyperlink w:anchor="(\w+)"[^>]*>.*?<w:t [^>]*>([^<]*)<', body)
    wanted = [p.text for p in made.pieces if getattr(p, "level", 3) < 3]
    wanted += [measure.caption(s) for s in made.sheets]
    assert sorted(text for _, text in entries) == sorted(wanted)
    marks = re.findall(r'<w:bookmarkStart w:id="\d+" w:name="(\w+)"', body)
    assert [mark for mark, _ in entries] == marks
    assert "updateFields" not in part(data, "word/settings.xml")


def test_every_chart_is_told_in_words(body):
    told = re.findall(r'descr="([^"]*)"', body)
    assert len(told) == 3 and all("万元" in text for text in told)


def test_the_same_disclosure_gives_the_same_bytes(made, data):
    assert word.docx(made, published.WORDS, typeset.pngs) == data
    dates = {item.date_time for item in zipfile.ZipFile(io.BytesIO(data)).infolist()}
    assert dates == {(1980, 1, 1, 0, 0, 0)}


def test_what_xml_cannot_hold_does_not_spoil_the_file():
    made = Disclosure("甲<乙>&", "丙", 2026, "budget", "", (Prose(("一\x0b二<&>",)),))
    data = word.docx(made, published.WORDS, typeset.pngs)
    found = read(data, "a.docx", published.READING)
    assert [p.text.text for p in found.paragraphs][-1] == "一二<&>"
