"""Notes say what the report says of a finding: severity, message, criterion, expected, fix."""

from dataclasses import replace
from pathlib import Path

import pytest

from mingzhang import audit, cli
from mingzhang.model import Figure, Finding, Severity
from mingzhang.write.audited import order
from mingzhang.write.notes import notes
from mingzhang.write.veil import Veil

FLAWED = Path(__file__).resolve().parent.parent / "examples" / "flawed.txt"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_figure_that_is_blamed_has_a_note(language):
    found = audit.audit_file(FLAWED, language)
    said = cli.spoken(language)
    made = notes(found, Veil(found.document.lines, found.mask), said)
    findings = [f for group in order(found.findings) for f in group]
    assert [n.pin.figure for n in made] == [p for f in findings for p in f.places]
    for note in made:
        finding = findings[note.pin.ordinal - 1]
        assert f"{said['severity'][finding.severity]} {note.pin.ordinal} · " in note.lines[0]
        for text in filter(None, (finding.criterion, finding.expected, finding.fix)):
            assert any(line.endswith(text) for line in note.lines)


def test_personal_data_is_masked():
    found = audit.audit_file(FLAWED)
    phone = "13900000000"
    place = replace(found.findings[0].places[0])
    own = Finding("x", Severity.NOTE, f"印有电话{phone}。", "依据", (Figure(place.place, phone),))
    shown = replace(found, findings=(own,))
    (note,) = notes(shown, Veil(found.document.lines, found.mask), cli.spoken("zh"))
    assert phone not in note.text
    assert "139****" in note.text
