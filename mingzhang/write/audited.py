"""What the writers need of an audit 审核结果, and the few sums over it that every output shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Protocol

from mingzhang.model import (
    Check,
    Document,
    Fact,
    Finding,
    Interval,
    Number,
    Outcome,
    Record,
    Region,
    Severity,
    Status,
)

SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


class Profile(Protocol):
    """What a disclosure is 公开件概况: fiscal year, kind (budget, final), entity as printed."""

    year: int | None
    kind: str
    entity: str


class Audited(Protocol):
    """One document with all that was found in it, as ``mingzhang.audit`` hands it over."""

    document: Document
    facts: tuple[Fact, ...]
    numbers: tuple[Number, ...]
    records: tuple[Record, ...]
    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
    profile: Profile
    describe: Callable[[Region], str]
    mask: Callable[[str], str]
    source: bytes


def outcomes(audit: Audited) -> dict[str, int]:
    """How many checks ended in each outcome, in the order of ``Outcome``; zeros are shown."""
    count = Counter(check.outcome for check in audit.checks)
    return {outcome.value: count[outcome] for outcome in Outcome}


def statuses(audit: Audited) -> dict[str, int]:
    """How many numbers of the page ended in each status, in the order of ``Status``."""
    count = Counter(number.status for number in audit.numbers)
    return {status.value: count[status] for status in Status}


def severities(audit: Audited) -> dict[str, int]:
    """How many findings there are of each severity, worst first."""
    count = Counter(finding.severity for finding in audit.findings)
    return {severity.value: count[severity] for severity in SEVERITIES}


def checked(audit: Audited) -> bool:
    """True when figures were read and compared: without that, nothing can be concluded.

    That a page without figures breaks no rule of wording does not make it a sound disclosure.
    """
    status = statuses(audit)
    read = status[Status.FACT] or status[Status.CLAIM]
    return bool(read) and any(_compares(check) for check in audit.checks)


def _compares(check: Check) -> bool:
    """True when the check came to an answer about at least two figures."""
    if check.outcome == Outcome.UNCHECKED:
        return False
    values = check.record.fields.values() if check.record else ()
    return bool(check.terms) or sum(isinstance(value, Interval) for value in values) > 1


def verdict(audit: Audited) -> str:
    """The conclusion 结论 as a key: errors, unchecked, warnings, unread or clean.

    Clean means that nothing differs and that nothing is unread.
    """
    count = severities(audit)
    if count[Severity.ERROR]:
        return "errors"
    if not checked(audit):
        return "unchecked"
    if audit.findings or outcomes(audit)[Outcome.DIFFERS]:
        return "warnings"
    return "unread" if statuses(audit)[Status.UNREAD] else "clean"


def conclusion(audit: Audited, words: dict) -> str:
    """The conclusion as a sentence in the language of ``words``."""
    said, count = words["conclusion"], severities(audit)
    rest = [
        said[key].format(n=count[key]) for key in (Severity.WARNING, Severity.NOTE) if count[key]
    ]
    unread = statuses(audit)[Status.UNREAD]
    if unread:
        rest.append(said["more"]["unread"].format(n=unread))
    main = said[verdict(audit)].format(n=count[Severity.ERROR])
    return main + (said["and"] + words["comma"].join(rest) if rest else "")


def exit_status(audit: Audited) -> int:
    """0 nothing wrong, 1 errors found, 2 nothing could be checked."""
    return {"errors": 1, "unchecked": 2}.get(verdict(audit), 0)


def order(findings: tuple[Finding, ...]) -> list[list[Finding]]:
    """The findings grouped by cause: severity, then rule; worst and most frequent first.

    Inside a group and between groups of one size, the order of the audit is kept.
    """
    groups: dict[tuple[Severity, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.severity, finding.rule), []).append(finding)
    return sorted(groups.values(), key=lambda g: (SEVERITIES.index(g[0].severity), -len(g)))


def rule_name(rule: str, words: dict) -> str:
    """The short name of a rule; ``words["rules"]`` has it by id, from the packs of rules."""
    return words["rules"].get(rule, rule)
