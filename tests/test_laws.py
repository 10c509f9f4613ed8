"""The laws that hold so far, each on a whole document: what is printed is found again, one slip is
named first, every number is accounted for, missing is not zero.

Laws 6 (no float), 7 (imports fall) and 8 (rules have their cases) stand in ``test_house``,
``test_floors``, ``test_rules`` and ``test_relations``.
"""

import re

import pytest

from mingzhang import audit, packs, read
from mingzhang.model import Outcome, Severity, Status

SLIPS = 40  # figures that are changed, spread evenly over the document
DIGITS = re.compile(r"\d+")


def audited(text: str) -> audit.Audit:
    words = packs.words()["forms"] | {"wrapped": packs.words()["wrapped"]}
    return audit.audit(read.read(text.encode(), "某县.txt", words))


@pytest.fixture(scope="module")
def clean(root) -> str:
    return (root / "examples" / "clean.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def sound(clean) -> audit.Audit:
    return audited(clean)


def slipped(printed: str) -> str:
    """The amount with its first significant digit three higher: 16.35 becomes 46.35."""
    at = next((i for i, c in enumerate(printed) if c in "123456789"), None)
    at = at if at is not None else next(i for i, c in enumerate(printed) if c.isdigit())
    return printed[:at] + str((int(printed[at]) + 2) % 9 + 1) + printed[at + 1 :]


def figures(found: audit.Audit) -> list:
    """The facts of tables that are printed and not zero, evenly picked."""
    printed = [f for f in found.facts if f.said == "table" and f.amount.fen]
    printed = [f for f in printed if f.region.topic != "单价"]
    return printed[:: max(1, len(printed) // SLIPS)]


def test_a_slip_is_found_and_the_figure_named_first(clean, sound):
    """Law 3. Where what is printed cannot tell which of a few figures is wrong, all are named."""
    lines = clean.split("\n")
    known = {finding.message for finding in sound.findings}
    missed, unnamed, first = [], [], 0
    changed = figures(sound)
    for fact in changed:
        line, start = lines[fact.place.line - 1], fact.place.offset
        printed = fact.text.strip()
        assert line[start : start + len(printed)] == printed
        wrong = line[:start] + slipped(printed) + line[start + len(printed) :]
        text = "\n".join([*lines[: fact.place.line - 1], wrong, *lines[fact.place.line :]])
        new = [f for f in audited(text).findings if f.message not in known]
        spots = [[(p.place.line, p.place.offset) for p in f.places] for f in new]
        here = (fact.place.line, fact.place.offset)
        what = f"{printed} {fact.place.row} {fact.place.column}"
        missed += [] if any(f.severity is not Severity.NOTE for f in new) else [what]
        unnamed += [] if any(here in s for s in spots) else [what]
        first += bool(spots) and here == spots[0][0]
    assert missed == []
    assert len(unnamed) * 20 <= len(changed), unnamed
    assert first * 10 >= len(changed) * 8


def test_every_number_of_the_page_is_accounted_for(clean, sound):
    """Law 4: each run of digits in the source lies in a number of some status."""
    covered: dict[int, set[int]] = {}
    for number in sound.numbers:
        end = number.end.offset if number.end and number.end.line == number.place.line else 0
        stop = max(end, number.place.offset + len(number.text))
        covered.setdefault(number.place.line, set()).update(range(number.place.offset, stop))
    left = [
        (n, found[0])
        for n, line in enumerate(clean.split("\n"), 1)
        for found in DIGITS.finditer(line)
        if found.start() not in covered.get(n, set())
    ]
    assert left == []


def test_a_number_that_nothing_reads_is_unread_and_the_document_not_clean(clean):
    """Law 4: what is not understood is said, not passed over."""
    strange = clean.replace("一般公共预算支出表\n", "一般某某专款支出表\n", 2)
    found = audited(strange)
    unread = [n for n in found.numbers if n.status is Status.UNREAD]
    assert unread and all("某某专款" in n.why for n in unread)


def test_missing_is_not_zero_and_not_checked_is_not_passed(clean, sound):
    """Law 5: a total that is not printed leaves its sum unchecked, never agreed."""
    table = next(t for t in sound.document.tables if "支出总表" in t.title.text)
    line = table.rows[0].cells["合计"].line
    lines = clean.split("\n")
    cells = lines[line - 1].split("\t")
    at = next(i for i, c in enumerate(cells) if DIGITS.search(c))
    cells[at] = ""
    found = audited("\n".join([*lines[: line - 1], "\t".join(cells), *lines[line:]]))
    ours = [c for c in found.checks if c.terms and c.terms[0][1].place.line == line]
    blank = [c for c in ours if c.terms[0][1].blank]
    assert blank and all(c.outcome is Outcome.UNCHECKED for c in blank)


def test_the_same_input_gives_the_same_findings(clean, sound):
    """Law 9, of what an audit finds; of what is written, see the tests of the report."""
    again = audited(clean)
    assert [f.message for f in again.findings] == [f.message for f in sound.findings]
    assert again.numbers == sound.numbers
