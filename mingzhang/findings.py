"""Findings 疑点 from the causes of failing checks: one slip, one finding, in words for a person."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

from mingzhang.equations import Cause, solve
from mingzhang.model import (
    FEN_PER_UNIT,
    Check,
    Fact,
    Figure,
    Finding,
    Place,
    Region,
    Severity,
)

_WORST = ("rollup", "balance", "identity", "earlier", "inclusion")
_FAR = 10**20
_NAMED = 4  # figures of which one is wrong that a message names
_SHOWN = 6  # findings of one kind that a message spells out


def from_causes(
    causes: list[Cause],
    relations: Mapping[str, Mapping],
    describe: Callable[[Region], str],
    lang: str = "zh",
    lined: bool = True,
) -> list[Finding]:
    """One finding for each cause; causes alike in table and column become one.

    ``lined`` says that a person can count the lines of the file: those of a Word file are ours.
    ``relations`` are the pack's records of relations by id. A cause in which any reading is
    doubtful becomes a note that says so: the bureau is not blamed for what was not read surely.
    """
    found = [_finding(cause, relations, describe, lang, lined) for cause in causes]
    groups: dict[tuple, list[Finding]] = defaultdict(list)
    for cause, finding in zip(causes, found, strict=True):
        groups[_alike(cause, finding)].append(finding)
    return [_merged(group, lang) for group in groups.values()]


def _alike(cause: Cause, finding: Finding) -> tuple:
    check = cause.checks[0]
    if finding.rule == "inclusion":
        pair = tuple((f.place.table, f.place.column) for _, f in check.terms)
        return finding.rule, finding.severity, pair
    tables = tuple(f.place.table for _, f in check.terms)
    if finding.rule == "identity" and len(set(tables)) > 1 and len(cause.checks) == 1:
        return finding.rule, finding.severity, frozenset(tables)
    return finding.rule, id(cause.suspects[0])


def _merged(group: list[Finding], lang: str) -> Finding:
    first = group[0]
    if len(group) == 1:
        return first
    more = len(group) - 1
    words = f" (and {more} more rows alike)" if lang == "en" else f"（另有{more}处同样）"
    if first.rule == "identity":
        pairs = [_pair(f) for f in group[1:5]]
        words = " Likewise: " if lang == "en" else "同样不一致的还有："
        words += ("; " if lang == "en" else "；").join(pairs) + ("." if lang == "en" else "。")
    return replace(
        first,
        message=first.message + words,
        places=tuple(p for f in group for p in f.places),
        compared=tuple(p for f in group for p in f.compared),
        checks=tuple(c for f in group for c in f.checks),
    )


def gathered(
    found: list[Finding], lang: str = "zh", together: Mapping[str, int] | None = None
) -> list[Finding]:
    """Notes of one rule as one finding with all its places: a form that puts rates under 数量指标
    does so in every row. Errors and warnings stay one by one, but where a table has so many of a
    rule as ``together`` says: subjects that were numbered from 01 on are one slip."""
    groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in found:
        groups[_kind(finding)].append(finding)
    least = together or {}
    one: dict[int, list[Finding]] = {}
    for (rule, table), group in groups.items():
        whole = rule and (not table or len(group) >= (least.get(rule) or len(group) + 1))
        one |= {id(f): group if whole else [f] for f in group}
    return [_gathered(one[id(f)], lang) for f in found if one[id(f)][0] is f]


def _kind(finding: Finding) -> tuple[str, str]:
    """The rule of a note over records; the rule and table of what a table prints; else empty."""
    if not any(c.record for c in finding.checks):
        return "", ""
    if finding.severity is Severity.NOTE:
        return finding.rule, ""
    table = finding.places[0].place.table
    return (finding.rule, table) if table else ("", "")


def _gathered(group: list[Finding], lang: str) -> Finding:
    first = group[0]
    if len(group) == 1:
        return first
    others = (" " if lang == "en" else "").join(f.message for f in group[1:_SHOWN])
    left = len(group) - _SHOWN
    more = (f" and {left} more" if lang == "en" else f"……另有{left}处。") if left > 0 else ""
    same = f" {len(group)} alike: " if lang == "en" else f"同类共{len(group)}处："
    return replace(
        first,
        message=first.message + same + others + more,
        places=tuple(p for f in group for p in f.places),
        compared=tuple(p for f in group for p in f.compared),
        checks=tuple(c for f in group for c in f.checks),
    )


def _pair(finding: Finding) -> str:
    """The two amounts of a finding, with the name of the row."""
    (_, one), (_, other) = finding.checks[0].terms
    name = next((f.place.row for f in (one, other) if f.said == "table"), one.place.row)
    return f"「{name}」{_printed(one, '')}↔{_printed(other, '')}"


def _finding(
    cause: Cause, relations: Mapping, describe: Callable, lang: str, lined: bool
) -> Finding:
    check = min(cause.checks, key=lambda c: _WORST.index(c.rule) if c.rule in _WORST else 9)
    relation = relations[check.rule]
    suffix = "_en" if lang == "en" else ""
    suspect = cause.suspects[0]
    others = [f for _, f in check.terms if f is not suspect]
    shown = _shown(check, suspect, others, lang, lined)
    message = relation["message" + suffix].format_map(shown)
    fix = relation["fix" + suffix].format_map(shown)
    if len(cause.suspects) > 1:
        message += _undecided(cause, lang, lined)
        several = len(cause.suspects) > _NAMED and "fix_any" in relation
        fix = relation["fix_any" + suffix].format_map(shown) if several else fix
    severity = Severity(relation["severity"])
    doubts = sorted({f.doubt for c in cause.checks for _, f in c.terms if f.doubt})
    if doubts:
        severity = Severity.NOTE
        said = "读取存疑，先核对原件：" if lang == "zh" else "The reading is doubtful: "
        message = f"{said}{doubts[0]}。{message}" if lang == "zh" else f"{said}{message}"
    places = [_figure(f, describe) for f in cause.suspects]
    compared = _compared(cause, describe)
    return Finding(
        rule=check.rule,
        severity=severity,
        message=message,
        criterion=f"{relation['sentence' + suffix]}（{relation['authority']}）",
        places=tuple(places),
        expected=_expected(suspect, cause),
        difference=shown["difference"],
        fix=fix,
        compared=compared,
        checks=cause.checks,
    )


def _compared(cause: Cause, describe: Callable) -> tuple[Figure, ...]:
    suspects = {id(f) for f in cause.suspects}
    seen: dict[int, Fact] = {}
    for check in cause.checks:
        for _, fact in check.terms:
            if id(fact) not in suspects and not fact.blank:
                seen.setdefault(id(fact), fact)
    return tuple(_figure(f, describe) for f in list(seen.values())[:40])


def _undecided(cause: Cause, lang: str, lined: bool) -> str:
    names = [spot(f, lang, lined) for f in cause.suspects[:_NAMED]]
    left = len(cause.suspects) - len(names)
    if lang == "en":
        more = f" or one of {left} more" if left else ""
        return " One of these is wrong: " + "; ".join(names) + more + "."
    more = f"；或其余{left}处" if left else ""
    return "其中必有一处有误：" + "；".join(names) + more + "。"


def _shown(
    check: Check, suspect: Fact, others: list[Fact], lang: str, lined: bool
) -> dict[str, str]:
    whole = check.terms[0][1]
    rest = sum(-sign * fact.amount.fen for sign, fact in check.terms[1:])
    gap = abs(sum(sign * fact.amount.fen for sign, fact in check.terms))
    other = others[0] if others else suspect
    blank = "空白" if lang == "zh" else "blank"
    return {
        "suspect": spot(suspect, lang, lined),
        "printed": _printed(suspect, blank),
        "others": spot(other, lang, lined),
        "other": _printed(other, blank),
        "whole": spot(whole, lang, lined),
        "whole_printed": _printed(whole, blank),
        "sum": money(rest, whole.unit),
        "difference": money(gap, whole.unit),
    }


def _printed(fact: Fact, blank: str) -> str:
    text = fact.text.strip() or blank
    return text if text[-1] in "元万" or not fact.text.strip() else text + fact.unit


def spot(fact: Fact, lang: str = "zh", lined: bool = True) -> str:
    """Where a figure stands, in words: table, row, column; or the line of the text."""
    place = fact.place
    if fact.said == "text":
        counted = lined or place.page is not None
        where = _line(place, lang) if counted else "text" if lang == "en" else ""
        where += "" if lang == "en" else "正文"
        said = (place.row or (fact.path[-1] if fact.path else "")).strip()
        return f"{where}「{said}」" if said else where
    at = _line(place, lang) + "的" if lined or place.page is not None else ""
    parts = [place.table.strip() or (f"{at}表" if lang == "zh" else "table")]
    return parts[0] + "".join(f"「{name}」" for name in (place.row, place.column) if name)


def _line(place: Place, lang: str) -> str:
    """The page of a place, or its line in a file without pages."""
    if lang == "en":
        return f"line {place.line}" if place.page is None else f"page {place.page}"
    return f"第{place.line}行" if place.page is None else f"第{place.page}页"


def _figure(fact: Fact, describe: Callable[[Region], str]) -> Figure:
    return Figure(fact.place, fact.text, describe(fact.region))


def money(fen: int, unit: str) -> str:
    """Fen in 元, 万元, … with as many decimals as it takes, two at least."""
    value = Fraction(fen, FEN_PER_UNIT.get(unit, 100))
    decimals = 2
    while (value * 10**decimals).denominator != 1 and decimals < 10:
        decimals += 1
    return _decimal(value, decimals) + unit


def _decimal(value: Fraction, decimals: int) -> str:
    scaled = (2 * value * 10**decimals + 1).__floor__() // 2
    sign, digits = ("-" if scaled < 0 else ""), str(abs(scaled)).rjust(decimals + 1, "0")
    return sign + (f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits)


def _expected(suspect: Fact, cause: Cause) -> str:
    """What the suspect should print, at its own precision; "" when that is open."""
    bounds = cause.expected
    if bounds is None or (len(cause.suspects) > 1 and cause.checks[0].rule != "identity"):
        return ""
    low, high = bounds
    if low < -_FAR or high > _FAR:
        return ""
    point = next((exact for c in cause.checks if (exact := _exactly(c, suspect)) is not None), None)
    value = point if point is not None and low <= point <= high else (low + high) // 2
    per_unit = FEN_PER_UNIT.get(suspect.unit, 100)
    printed = re.search(r"[.．](\d+)", suspect.text)
    decimals = len(printed[1]) if printed else 0 if value % per_unit == 0 else 2
    return _decimal(Fraction(value, per_unit), decimals) + suspect.unit


def _exactly(check: Check, suspect: Fact) -> int | None:
    """The suspect's value by the other figures as printed (without their intervals)."""
    bounds = solve(check, suspect)
    if bounds is None or check.relation != "=":
        return None
    sign = sum(s for s, f in check.terms if f is suspect)
    return -sign * sum(s * f.amount.fen for s, f in check.terms if f is not suspect)
