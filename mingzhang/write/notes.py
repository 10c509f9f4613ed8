"""Notes 批注: what is written into a copy of the person's file at the place of each finding."""

from __future__ import annotations

from typing import NamedTuple

from mingzhang.write.audited import Audited, order, rule_name
from mingzhang.write.pins import Ground, Pin, pins
from mingzhang.write.veil import Veil


class Note(NamedTuple):
    """A note: where (``pin``), and its lines; the first says its severity, ordinal and rule."""

    pin: Pin
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)


def notes(audit: Audited, veil: Veil, words: dict) -> list[Note]:
    """A note for every figure that a finding blames, in the order and with the ordinals of the
    report; personal data is masked."""
    findings = [finding for group in order(audit.findings) for finding in group]
    found = []
    for pin in pins(Ground(audit.document), findings):
        if not pin.compared:
            found.append(Note(pin, _lines(pin, veil, words)))
    return found


def _lines(pin: Pin, veil: Veil, words: dict) -> tuple[str, ...]:
    finding, page, said = pin.finding, words["report"], words["note"]
    severity, name = words["severity"][finding.severity], rule_name(finding.rule, words)
    told = [said["subject"].format(severity=severity, n=pin.ordinal, name=name), finding.message]
    rest = (("criterion", finding.criterion), ("expected", finding.expected),
            ("difference", finding.difference), ("fix", finding.fix))  # fmt: skip
    told += [said["line"].format(name=page[key], text=text) for key, text in rest if text]
    return tuple(veil.words(line) for line in told)
