"""Rules 审核公式 as records of a pack: loaded, applied to records, and put into words.

A rule has an id, its sentence, authority, years, severity, and a formula of ``expression`` (or a
pattern over text); ``packs/rules/*.toml`` hold them, ``*.cases.toml`` their cases beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from string import Formatter

from mingzhang.expression import (
    BadRule,
    Computed,
    Condition,
    Given,
    Unknown,
    given,
    measured,
    parse,
    parse_value,
)
from mingzhang.model import (
    Check,
    Figure,
    Finding,
    Interval,
    Outcome,
    Place,
    Record,
    Severity,
    Value,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule 审核公式, compiled. ``names`` gives the Chinese (or English) name of each field.

    ``lines`` is the pattern as it looks through a text of many lines; ``truncated`` the severity
    where a figure was only cut off; ``decimals`` the fewest in which what was expected is shown,
    where that is no round number; ``together`` how many findings in one table
    have one cause and are one finding (0: each stands alone).
    """

    id: str
    on: str
    severity: Severity
    sentence: str
    authority: str
    message: str
    years: tuple[int, int] = (0, 9999)
    subject: str = ""
    name: str = ""
    name_en: str = ""
    sentence_en: str = ""
    message_en: str = ""
    fix: str = ""
    fix_en: str = ""
    when: Condition | None = None
    formula: Condition | None = None
    expected: Computed | None = None
    compare: tuple[str, ...] = ()
    truncated: Severity | None = None
    pattern: re.Pattern[str] | None = None
    lines: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    mask: bool = False
    decimals: int = 0
    together: int = 0
    names: Mapping[str, str] = field(default_factory=dict)
    names_en: Mapping[str, str] = field(default_factory=dict)


_REQUIRED = ("id", "on", "severity", "sentence", "authority", "message")
_TEXTS = (
    *_REQUIRED[:2],
    *_REQUIRED[3:],
    "subject",
    "name",
    "name_en",
    "sentence_en",
    "message_en",
    "fix",
    "fix_en",
)
_OTHER = (
    "severity",
    "years",
    "when",
    "formula",
    "expected",
    "compare",
    "truncated",
    "pattern",
    "unless",
    "mask",
    "decimals",
    "together",
)
_AGREES, _UNCHECKED = Outcome.AGREES, Outcome.UNCHECKED  # members are slow to look up
_SPECIAL = {"subject_name", "field", "expected", "difference", "match", "printed"}


Names = Mapping[str, Mapping[str, Sequence[str]]]


def load(rules: Iterable[Mapping], names: Names | None = None) -> list[Rule]:
    """The rules of a pack, compiled; BadRule names the first that cannot be used.

    ``names`` gives, for a kind of record, the Chinese and English name of each field. For a kind
    that it knows, a rule may speak of no other field.
    """
    return [_compiled(r, (names or {}).get(r.get("on", ""))) for r in rules]


def _compiled(record: Mapping, names: Mapping[str, Sequence[str]] | None) -> Rule:
    label = record.get("id", "（无 id）")
    lacking = [key for key in _REQUIRED if not record.get(key)]
    if lacking:
        raise BadRule(f"规则 {label} 缺少 {'、'.join(lacking)}")
    strange = set(record) - set(_TEXTS) - set(_OTHER)
    if strange:
        raise BadRule(f"规则 {label} 有不认识的项 {'、'.join(sorted(strange))}")
    if ("formula" in record) == ("pattern" in record):
        raise BadRule(f"规则 {label} 须有 formula 或 pattern 之一")
    try:
        rule = Rule(
            **{key: record[key] for key in _TEXTS if key in record},
            severity=Severity(record["severity"]),
            years=tuple(record.get("years", (0, 9999))),
            when=parse(record["when"]) if "when" in record else None,
            formula=parse(record["formula"]) if "formula" in record else None,
            expected=parse_value(record["expected"]) if "expected" in record else None,
            compare=tuple(record.get("compare", ())),
            truncated=Severity(record["truncated"]) if "truncated" in record else None,
            pattern=re.compile(record["pattern"]) if "pattern" in record else None,
            lines=_over_lines(record["pattern"]) if "pattern" in record else None,
            unless=re.compile(record["unless"]) if "unless" in record else None,
            mask=record.get("mask", False),
            decimals=record.get("decimals", 0),
            together=record.get("together", 0),
            names={name: both[0] for name, both in (names or {}).items()},
            names_en={name: both[-1] for name, both in (names or {}).items()},
        )
    except (ValueError, re.error) as error:
        raise BadRule(f"规则 {label}：{error}") from error
    if names is not None:
        unknown = spoken(rule) - set(names)
        if unknown:
            raise BadRule(f"规则 {label} 说到 {rule.on} 没有的项 {'、'.join(sorted(unknown))}")
    return rule


def _over_lines(pattern: str) -> re.Pattern[str]:
    """The pattern where "^" and "$" stand for the ends of lines; compiled anew only if it has any,
    for compiling takes longer than looking through a document."""
    anchored = "^" in pattern.replace("[^", "[") or "$" in pattern
    return re.compile(pattern, re.MULTILINE if anchored else 0)


def spoken(rule: Rule) -> set[str]:
    """Every field of the record that a rule speaks of, also in its messages."""
    nodes = [n for n in (rule.when, rule.formula, rule.expected) if n]
    found = set().union(*(n.names for n in nodes), rule.compare)
    for text in (rule.message, rule.message_en):
        found |= {name for _, name, _, _ in Formatter().parse(text) if name} - _SPECIAL
    return found | ({rule.subject} if rule.subject else set())


def evaluate(
    rule: Rule, record: Record, year: int | None = None, known: Given | None = None
) -> Check | None:
    """The check of one record by one rule; None when the rule does not speak about it.

    A record whose reading is doubtful is never said to differ: the check is UNCHECKED. ``known``
    are the record's fields as ``expression.given`` gives them, where several rules need them.
    """
    if record.kind != rule.on or (year and not rule.years[0] <= year <= rule.years[1]):
        return None
    known = given(record.fields) if known is None else known
    if rule.when and rule.when.run(known, rule.names).outcome is not _AGREES:
        return None
    if rule.pattern:
        return _matched(rule, record)
    assert rule.formula is not None
    ended = rule.formula.run(known, rule.names)
    if ended.outcome is _UNCHECKED:
        return Check(rule.id, _UNCHECKED, reason=ended.reason, record=record)
    if ended.outcome is _AGREES:
        return Check(rule.id, _AGREES, record=record)
    if ended.outcome is Outcome.DIFFERS and record.doubt:
        reason = f"读取存疑：{record.doubt}"
        return Check(rule.id, Outcome.UNCHECKED, reason=reason, record=record)
    return Check(rule.id, ended.outcome, record=record, detail=_detail(rule, record))


def _matched(rule: Rule, record: Record) -> Check:
    name = rule.subject or "text"
    text = record.fields.get(name)
    if not isinstance(text, str):
        return Check(
            rule.id, Outcome.UNCHECKED, reason=f"缺「{rule.names.get(name, name)}」", record=record
        )
    assert rule.pattern is not None
    for found in rule.pattern.finditer(text):
        if rule.unless and rule.unless.search(text):
            break
        detail = {"match": found.group(), "start": str(found.start()), "end": str(found.end())}
        return Check(rule.id, Outcome.DIFFERS, record=record, detail=detail)
    return Check(rule.id, Outcome.AGREES, record=record)


def _decimals(printed: str) -> int:
    found = re.findall(r"\d[.．](\d+)", printed)
    return len(found[-1]) if found else 0


def written(number: Fraction, decimals: int) -> str:
    """The number in decimal digits, rounded half up away from zero."""
    scaled = abs(number) * 10**decimals
    digits = str((2 * scaled + 1).__floor__() // 2).rjust(decimals + 1, "0")
    sign = "-" if number < 0 and digits.strip("0") else ""
    return sign + (f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits)


def _detail(rule: Rule, record: Record) -> dict[str, str]:
    if rule.expected is None:
        return {}
    wanted = rule.expected.run(given(record.fields), rule.names)
    if isinstance(wanted, Unknown):
        return {}
    if isinstance(wanted, str):
        return {"expected": wanted}
    printed = record.printed.get(rule.subject, "")
    decimals, percent = _decimals(printed), "%" if printed.rstrip().endswith(("%", "％")) else ""
    exactly = wanted.exact
    if exactly * 10**decimals % 1:
        decimals = max(decimals, rule.decimals)
    detail = {"expected": written(exactly, decimals) + percent}
    said = record.fields.get(rule.subject)
    if isinstance(said, Interval):
        mid = measured(said).exact
        detail["difference"] = written(mid - Fraction(written(exactly, decimals)), decimals)
        short = abs(exactly) - abs(mid)
        if 0 < short < Fraction(1, 10 ** _decimals(printed)) and exactly * mid >= 0:
            detail["truncated"] = "去尾"
    return detail


def severity(rule: Rule, check: Check) -> Severity:
    """The severity of a check that differs: milder when the figure was only cut off 去尾."""
    return rule.truncated if rule.truncated and "truncated" in check.detail else rule.severity


class _Shown(dict):
    def __missing__(self, key: str) -> str:
        return "（空）"


def _text(value: Value) -> str:
    """A field that is printed nowhere, such as a sum: a word, or a number without idle zeros."""
    if not isinstance(value, Interval):
        return value or ""
    digits = written(measured(value).exact, 2)
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _masked(text: str) -> str:
    keep = 3 if len(text) >= 7 else 1
    return text[:keep] + "*" * (len(text) - keep)


def message(rule: Rule, record: Record, check: Check, lang: str = "zh") -> str:
    """The sentence of a finding. Fields appear as printed, a missing one as （空）."""
    english = lang == "en" and rule.message_en
    names = rule.names_en if english else rule.names
    shown = _Shown({k: _text(v) for k, v in record.fields.items() if v is not None})
    shown.update({k: v for k, v in record.printed.items() if v})
    match = check.detail.get("match", "")
    shown.update(
        subject_name=record.subject,
        field=names.get(rule.subject, rule.subject),
        printed=record.printed.get(rule.subject, "") or shown[rule.subject],
        match=_masked(match) if rule.mask else match,
    )
    for computed in ("expected", "difference"):  # a field of that name is what the page prints
        if record.fields.get(computed) is None and computed in check.detail:
            shown[computed] = check.detail[computed]
    return (rule.message_en if english else rule.message).format_map(shown)


def finding(rule: Rule, check: Check, lang: str = "zh") -> Finding:
    """The finding of a check that differs: the subject leads, the compared fields follow."""
    record = check.record
    assert record is not None
    english = lang == "en"
    names = rule.names_en if english and rule.names_en else rule.names
    order = [f for f in (rule.subject or "text", *rule.compare) if f in record.places]
    order = order or list(record.places)[:1]
    figures = [Figure(record.places[f], _printed(rule, record, f), names.get(f, f)) for f in order]
    if rule.pattern and figures:
        start = int(check.detail.get("start", "0"))
        place = figures[0].place
        match = check.detail.get("match", "")
        shown = _masked(match) if rule.mask else match
        moved: Place = place._replace(offset=place.offset + start)
        figures[0] = Figure(moved, shown, figures[0].name)
    return Finding(
        rule=rule.id,
        severity=severity(rule, check),
        message=message(rule, record, check, lang),
        criterion=((english and rule.sentence_en) or rule.sentence) + f"（{rule.authority}）",
        places=tuple(figures[:1]),
        expected=check.detail.get("expected", ""),
        difference=check.detail.get("difference", ""),
        fix=(english and rule.fix_en) or rule.fix,
        compared=tuple(figures[1:]),
        checks=(check,),
    )


def _printed(rule: Rule, record: Record, name: str) -> str:
    text = record.printed.get(name, "") or _text(record.fields.get(name))
    return _masked(text) if rule.mask else text
