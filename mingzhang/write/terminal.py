"""The summary on the screen: it fits 80 columns and 24 lines, and knows how wide Chinese is."""

from __future__ import annotations

import re
import unicodedata

from mingzhang.model import Finding, Outcome, Place, Severity, Status
from mingzhang.write.audited import (
    Audited,
    conclusion,
    order,
    outcomes,
    rule_name,
    statuses,
    verdict,
)
from mingzhang.write.pins import Ground, located
from mingzhang.write.veil import Veil

_CODES = {"bold": "1", "faint": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34"}
_LOOK = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}
_VERDICT = {"errors": "red", "unchecked": "yellow", "warnings": "yellow", "unread": "yellow"}
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\s]+")
_MOST_PLACE = 16  # columns of a place
_MOST_LINES = 3  # of one message, where there is room
_HEAD = 10  # columns before the first word of a line of the summary


def width(text: str) -> int:
    """Columns that a text takes. Where a terminal may draw one or two (…, ·), it counts two."""
    return len(text) + sum(1 for c in text if unicodedata.east_asian_width(c) in "WFA")


def clip(text: str, columns: int) -> str:
    """The text cut to so many columns, with … where something is left out."""
    if width(text) <= columns:
        return text
    taken, at = 0, 0
    for at, char in enumerate(text):  # noqa: B007
        taken += width(char)
        if taken > columns - 2:
            break
    return text[:at] + "…"


def wrap(text: str, columns: int, most: int) -> list[str]:
    """The text in at most ``most`` lines of so many columns; the last is clipped."""
    lines = []
    while len(lines) < most - 1 and width(text) > columns:
        taken, at = 0, 0
        for at, char in enumerate(text):  # noqa: B007
            taken += width(char)
            if taken > columns:
                break
        if text[at].isascii() and text[at].isalnum():
            back = len(re.split(r"[A-Za-z0-9.,%]*$", text[:at])[0])
            at = back if back > at // 2 else at
        lines.append(text[:at])
        text = text[at:].lstrip()
    return [*lines, clip(text, columns)]


def paint(text: str, look: str, colour: bool) -> str:
    """The text in a colour or weight, where the terminal can show it."""
    return f"\x1b[{_CODES[look]}m{text}\x1b[0m" if colour and look else text


def clean(text: str) -> str:
    """The text without characters that would move the cursor or hide something."""
    return _HIDDEN.sub(" ", text).strip()


def summary(
    audit: Audited,
    veil: Veil,
    words: dict,
    *,
    report: str = "",
    size: tuple[int, int] = (80, 24),
    colour: bool = False,
) -> list[str]:
    """The summary 摘要 of one audit in lines: read, checked, concluded, found, written where."""
    columns, rows = max(40, min(size[0], 110)), max(16, size[1])
    said, profile = words["terminal"], audit.profile
    kind = words["kinds"].get(profile.kind, profile.kind)
    year = words["report"]["year"].format(n=profile.year) if profile.year else ""
    name = clean(veil.words(" ".join(filter(None, (profile.entity, year + kind)))))
    file = clean(veil.words(audit.document.name))
    read, done = statuses(audit), outcomes(audit)
    found = said["found"].format(
        tables=len(audit.document.tables),
        paragraphs=len(audit.document.paragraphs),
        numbers=f"{sum(read.values()):,}",
    )
    kinds = "  ".join(f"{words['status'][s]} {read[s]:,}" for s in Status)
    checks = "  ".join(f"{words['outcome'][o]} {done[o]:,}" for o in Outcome)
    look = _VERDICT.get(verdict(audit), "green")
    room = columns - _HEAD
    lines = [
        paint(clip(name or file, columns), "bold", colour),
        *([paint(clip(file, columns), "faint", colour)] if name else []),
        paint("-" * columns, "faint", colour),
        _head(said["read"], colour) + clip(found, room),
        " " * _HEAD + clip(kinds, room),
        _head(said["checked"], colour) + clip(checks, room),
        _head(said["conclusion"], colour)
        + paint(clip(conclusion(audit, words), room), look, colour),
        paint("-" * columns, "faint", colour),
    ]
    left = rows - len(lines) - (2 if report else 1) - 1
    ground = Ground(audit.document)
    lines += _findings(order(audit.findings), ground, veil, words, columns, left, colour)
    if report:
        lines.append(_head(said["report"], colour) + report)
    return lines


def _head(word: str, colour: bool) -> str:
    return paint(word, "bold", colour) + " " * max(1, _HEAD - width(word))


def _findings(
    groups: list[list[Finding]],
    ground: Ground,
    veil: Veil,
    words: dict,
    columns: int,
    room: int,
    colour: bool,
) -> list[str]:
    """The findings by cause, in full where they fit, else the worst of each and how many more."""
    for most in range(_MOST_LINES, 0, -1):
        full = [
            _group(group, len(group), most, ground, veil, words, columns, colour)
            for group in groups
        ]
        if sum(map(len, full)) <= room:
            return [line for lines in full for line in lines]
    room -= 1
    shown = [0] * len(groups)
    for wanted in range(1, max(map(len, groups), default=0) + 1):
        for i, group in enumerate(groups):
            cost = 2 if not shown[i] else 1
            if len(group) >= wanted and shown[i] == wanted - 1 and cost <= room:
                shown[i], room = wanted, room - cost
    lines = [
        line
        for group, n in zip(groups, shown, strict=True)
        if n
        for line in _group(group, n, 1, ground, veil, words, columns, colour)
    ]
    rest = sum(map(len, groups)) - sum(shown)
    return [*lines, paint(words["terminal"]["more"].format(n=rest), "faint", colour)]


def _group(
    group: list[Finding],
    n: int,
    most: int,
    ground: Ground,
    veil: Veil,
    words: dict,
    columns: int,
    colour: bool,
) -> list[str]:
    first, said = group[0], words["terminal"]
    severity = words["severity"][first.severity]
    times = said["times"].format(n=len(group))
    name = clip(clean(veil.words(rule_name(first.rule, words))), columns - _HEAD - width(times) - 2)
    gap = " " * max(1, _HEAD - width(severity))
    lines = [
        paint(severity, _LOOK[first.severity], colour)
        + gap
        + paint(name, "bold", colour)
        + "  "
        + times
    ]
    for finding in group[:n]:
        at = _at(ground, finding.places[0].place, words) if finding.places else ""
        indent = " " * 2 + at + " " * max(1, _HEAD - 2 - width(at))
        text = clean(veil.words(finding.message))
        room = columns - width(indent)
        if most == 1 and width(text) > room and finding.expected and finding.places:
            text = _short(finding, veil, words, room)
        for i, line in enumerate(wrap(text, columns - width(indent), most)):
            lines.append((indent if not i else " " * width(indent)) + line)
    return lines


def _at(ground: Ground, place: Place, words: dict) -> str:
    """The page of a place, its cell or paragraph, or its line, as short as may be."""
    where = located(ground, place, words["terminal"])
    return clip(clean(where.rpartition("!")[2]), _MOST_PLACE)


def _short(finding: Finding, veil: Veil, words: dict, room: int) -> str:
    """Where, printed, expected in one line: what a message that is too long says first."""
    figure = finding.places[0]
    where = " › ".join(filter(None, figure.place[3:])) or figure.name
    told = words["terminal"]["short"].format(printed=figure.printed, expected=finding.expected)
    told = clean(veil.words(told))
    if width(told) > room // 2:
        return clean(veil.words(finding.message))
    return clip_front(clean(veil.words(where)), room - width(told)) + told


def clip_front(text: str, columns: int) -> str:
    """The end of the text in so many columns, with … where its beginning is left out."""
    if width(text) <= columns:
        return text
    taken, at = 0, len(text)
    while at and taken + width(text[at - 1]) <= columns - 2:
        at -= 1
        taken += width(text[at])
    return "…" + text[at:]


def columns(rows: list[tuple[str, ...]], right: int) -> list[str]:
    """Rows in columns, the last ``right`` of them set to the right."""
    cells = [[clean(cell) for cell in row] for row in rows]
    widths = [max(width(row[i]) for row in cells) for i in range(len(cells[0]))]
    lines = []
    for row in cells:
        padded = []
        for at, (cell, wide) in enumerate(zip(row, widths, strict=True)):
            gap = " " * (wide - width(cell))
            padded.append(gap + cell if at >= len(row) - right else cell + gap)
        lines.append("  ".join(padded).rstrip())
    return lines
