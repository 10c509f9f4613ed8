"""The bundled examples: one is clean, the other is wrong in ten places and no more."""

import runpy
import tomllib

import pytest

from mingzhang import audit
from mingzhang.model import Outcome, Severity, Status


@pytest.fixture(scope="module")
def examples(root):
    return root / "examples"


@pytest.fixture(scope="module")
def slips(examples):
    return tomllib.loads((examples / "slips.toml").read_text(encoding="utf-8"))["slip"]


@pytest.fixture(scope="module")
def flawed(examples):
    return audit.audit_file(examples / "flawed.txt")


@pytest.fixture(scope="module")
def clean(examples):
    return audit.audit_file(examples / "clean.txt")


def line_of(text: str, slip: dict) -> int:
    """The line, from 1, of ``at``, or of the first character where ``old`` and ``new`` part."""
    if "at" in slip:
        return text.count("\n", 0, text.index("\n" + slip["at"])) + 2
    pairs = enumerate(zip(slip["old"], slip["new"], strict=False))
    same = next((i for i, (a, b) in pairs if a != b), len(slip["new"]))
    return text.count("\n", 0, text.index(slip["new"]) + same) + 1


def lines(found) -> set[int]:
    """The lines of the figures that findings name first, and of those they compare."""
    places = [f.place for finding in found for f in (*finding.places, *finding.compared)]
    return {place.line for place in places}


def test_the_flawed_example_is_the_clean_one_with_its_slips(examples, slips):
    made = runpy.run_path(str(examples / "slip.py"))["flawed"]
    text = (examples / "clean.txt").read_text(encoding="utf-8")
    assert made(text, slips) == (examples / "flawed.txt").read_text(encoding="utf-8")
    assert len(slips) == 10


def test_the_clean_example_is_clean(clean):
    assert [finding.message for finding in clean.findings] == []
    assert not [check for check in clean.checks if check.outcome == Outcome.DIFFERS]
    assert [n.text for n in clean.numbers if n.status == Status.UNREAD] == []


def test_every_slip_is_found_in_its_line(examples, slips, flawed):
    text = (examples / "flawed.txt").read_text(encoding="utf-8")
    named = lines(flawed.findings)
    missed = [slip["kind"] for slip in slips if line_of(text, slip) not in named]
    assert missed == []


def test_no_error_stands_where_there_is_no_slip(examples, slips, flawed):
    text = (examples / "flawed.txt").read_text(encoding="utf-8")
    slipped = {line_of(text, slip) for slip in slips}
    wrong = [f for f in flawed.findings if f.severity == Severity.ERROR]
    assert [f.message for f in wrong if not lines([f]) & slipped] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_message_has_a_hole(examples, language):
    found = audit.audit_file(examples / "flawed.txt", language).findings
    assert [f.message for f in found if "（空）" in f.message or "{" in f.message] == []
