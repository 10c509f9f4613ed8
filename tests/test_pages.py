"""Where a file has pages, what is printed is placed by page, and a person is told the page."""

from dataclasses import replace
from pathlib import Path

from mingzhang import audit, cli
from mingzhang.model import Place, Places
from mingzhang.write import report, terminal
from mingzhang.write.veil import Veil

FLAWED = Path(__file__).resolve().parent.parent / "examples" / "flawed.txt"
LINES = 50  # to a page


def in_pages():
    document = audit.read_file(FLAWED)
    pages = tuple(n // LINES + 1 for n in range(len(document.lines)))
    return audit.audit(replace(document, places=Places(pages)))


def test_a_place_is_on_the_page_of_its_line():
    places = Places((1, 1, 2))
    assert places.on(Place(3, 4)) == Place(3, 4, 2)
    assert places.on(Place(4)) == Place(4)
    assert Places().on(Place(3)) == Place(3)


def test_a_line_that_goes_on_on_the_next_page_is_placed_by_where_it_stands_in_it():
    places = Places((1, 1, 2), turns=((2, 20, 2), (2, 60, 3)))
    at = [places.on(Place(2, offset, 1)).page for offset in (0, 19, 20, 59, 60)]
    assert at == [1, 1, 2, 2, 3]


def test_facts_numbers_and_findings_say_their_page():
    found = in_pages()
    figures = [f for finding in found.findings for f in (*finding.places, *finding.compared)]
    printed = [*found.facts, *found.numbers, *figures]
    assert len(figures) > 10
    assert {(p.place.line - 1) // LINES + 1 - p.place.page for p in printed} == {0}


def test_pages_change_no_check():
    plain, paged = audit.audit_file(FLAWED), in_pages()
    assert [c.outcome for c in plain.checks] == [c.outcome for c in paged.checks]
    assert [f.expected for f in plain.findings] == [f.expected for f in paged.findings]


def test_a_person_is_told_the_page_not_the_line():
    found, said = in_pages(), cli.spoken("zh")
    veil = Veil(found.document.lines, found.mask)
    error = found.findings[0].places[0].place
    page = report.html(found, veil, said)
    assert f"第 {error.page} 页" in page
    assert f"第 {error.line} 行" not in page
    summary = "\n".join(terminal.summary(found, veil, said))
    assert f"第{error.page}页" in summary
    assert f"第{error.line}行" not in summary
