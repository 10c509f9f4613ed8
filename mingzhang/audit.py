"""Audit 审核 from bytes to findings: the only wiring of readers, binding, checks and diagnosis."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mingzhang import (
    accounting,
    check,
    diagnose,
    facts,
    findings,
    formula,
    narrative,
    packs,
    performance,
    read,
    structure,
    wording,
)
from mingzhang.codes import Classification
from mingzhang.lexicon import Lexicon, Meaning, plain
from mingzhang.model import (
    FEN_PER_UNIT,
    Check,
    Document,
    Fact,
    Finding,
    Line,
    Number,
    Outcome,
    Record,
    Region,
    Severity,
    Unreadable,
    quantity,
)
from mingzhang.profile import Profile
from mingzhang.regions import Space

_KINDS = {"function": "function", "economic": "economic_department"}
_MONEY = re.compile(r"(\d[\d,，]*(?:\.\d+)?)\s*(万元|亿元|元)")
_SEVERITIES = list(Severity)
LATEST_YEAR = 2026
LARGEST_FILE = 64 * 1024 * 1024


@dataclass(frozen=True)
class Audit:
    """One disclosure with all that was found in it. ``describe`` puts a region in words; ``mask``
    hides personal data in a text that is to be shown."""

    document: Document
    facts: tuple[Fact, ...]
    numbers: tuple[Number, ...]
    records: tuple[Record, ...]
    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
    profile: Profile
    describe: Callable[[Region], str]
    mask: Callable[[str], str]


@cache
def space() -> Space:
    """The dimensions of the pack."""
    return Space(packs.load_toml("dimensions.toml")["dimension"])


@cache
def classification() -> Classification:
    """All code lists of the packs."""
    return Classification(packs.codes())


@cache
def lexicon(year: int) -> Lexicon:
    """The terms of the pack, and the names of the subjects of a year that name one code only."""
    words = packs.load_toml("columns.toml")
    base = Lexicon(space(), packs.terms(), words["entity"]["ends"])
    named: dict[str, Meaning] = {}
    for kind, list_ in _KINDS.items():
        for entry in classification().entries(list_, year):
            alone = classification().find(entry.name, list_, year)
            if len(alone) == 1 and plain(entry.name) not in named:
                named[plain(entry.name)] = Meaning(**{kind: entry.code})
    return base.extend(named, ("row", "text"))


@cache
def rules() -> list[formula.Rule]:
    """The compiled rules of all packs."""
    return formula.load([r for r in packs.rules() if "on" in r])


def read_file(path: Path) -> Document:
    """Read a file into tables and paragraphs; Unreadable with a sentence when it cannot."""
    try:
        if path.is_dir():
            raise Unreadable(f"「{path}」是文件夹，请给出其中的一个文件。")
        if path.stat().st_size > LARGEST_FILE:
            size = path.stat().st_size // (1024 * 1024)
            raise Unreadable(
                f"「{path.name}」有 {size} MB，超过可读的 {LARGEST_FILE >> 20} MB："
                "部门公开件不会这么大，请核对是不是选错了文件。"
            )
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise Unreadable(f"找不到文件「{path}」。") from error
    except OSError as error:
        raise Unreadable(f"打不开文件「{path}」：{error.strerror}。") from error
    return read.read(
        data, path.name, packs.words()["forms"] | {"wrapped": packs.words()["wrapped"]}
    )


def audit_file(path: Path, lang: str = "zh") -> Audit:
    """Read and audit one file."""
    return audit(read_file(path), lang)


def audit(document: Document, lang: str = "zh") -> Audit:
    """Audit one document as read; messages in ``lang`` ("zh" or "en")."""
    words = packs.words()
    context = wording.context(document, words)
    profile = context.profile
    bound = _bind(document, profile)
    told = narrative.read(document, _setting(profile, bound), words["narrative"])
    figures = [*bound.facts, *told.facts]
    relations = _relations(figures, bound.lines)
    records = [*_records(document, context, words), *told.records]
    ruled = _ruled(document, context, records)
    causes = diagnose.causes(relations)
    pack = {r["id"]: r for r in packs.load_toml("rules/regions.toml")["relation"]}
    found = findings.from_causes(causes, pack, space().describe, lang)
    by_id = {rule.id: rule for rule in rules()}
    found += [
        wording.finding(by_id[c.rule], c, lang) for c in ruled if c.outcome is Outcome.DIFFERS
    ]
    order = sorted(found, key=lambda f: (_SEVERITIES.index(f.severity), -len(f.checks)))
    return Audit(
        document,
        tuple(figures),
        accounting.account(document, [*bound.numbers, *told.numbers]),
        tuple(records),
        (*relations, *ruled),
        tuple(order),
        profile,
        space().describe,
        wording.masker(document, words),
    )


def _frame(document: Document, profile: Profile) -> facts.Frame:
    year = profile.year or LATEST_YEAR
    names = classification()

    def name_of(kind: str, code: str) -> str | None:
        return names.name(_KINDS[kind], code, year)

    def code_of(kind: str, name: str) -> str | None:
        found = [c for c in names.find(name, _KINDS[kind], year) if len(c) == 3]
        return found[0] if len(found) == 1 else None

    stage = "actual" if profile.kind == "final" else "original"
    words = packs.load_toml("columns.toml")
    units = _printed_units(document)
    return facts.Frame(
        lexicon(year), name_of, code_of, words, profile.year, stage, known_units=units
    )


def _printed_units(document: Document) -> dict[int, str]:
    """Amounts in fen that running text prints with their unit: they tell the unit of tables."""
    found: dict[int, str] = {}
    for paragraph in document.paragraphs:
        for digits, unit in _MONEY.findall(paragraph.text.text):
            number = quantity(digits)
            if number and number.digits:
                fen = number.exact * FEN_PER_UNIT[unit]
                if fen.denominator == 1:
                    found[fen.numerator] = unit
    return found


def _bind(document: Document, profile: Profile) -> facts.Bound:
    """All tables bound; tables of performance forms under the region of their project."""
    frame = _frame(document, profile)
    words = performance.vocabulary(packs.words()["performance"])
    every = facts.Bound()
    owner = {
        id(table): plain(form.name)
        for form in performance.forms(document, words)
        for table in form.tables
    }
    for table in document.tables:
        form = None
        if id(table) in owner:
            form = space().everything._replace(project=owner[id(table)])
            every.numbers += performance.numbers([table], words)
        bound = facts.bind(table, frame, form)
        every.facts += bound.facts
        every.numbers += bound.numbers
        every.lines += bound.lines
        every.inferred += bound.inferred
    return every


def _setting(profile: Profile, bound: facts.Bound) -> narrative.Setting:
    stage = "actual" if profile.kind == "final" else "original"
    year = profile.year or LATEST_YEAR
    return narrative.Setting(lexicon(year), profile.year, stage, tuple(bound.facts))


def _relations(figures: list[Fact], lines: list[Line]) -> list[Check]:
    """Every check that follows from how the regions of the figures lie."""
    sums = [c for line in lines for c in check.roll_ups(space(), line)]
    sums += [c for line in lines for c in check.balances(space(), line)]
    zero = check.zeros(space(), figures, sums)
    pairs = packs.load_toml("rules/regions.toml")["inclusion"]
    return [
        *sums,
        *check.identities(space(), figures, zero),
        *check.inclusions(space(), figures, pairs),
    ]


def _records(document: Document, context: wording.Context, words: dict) -> list[Record]:
    """What the rules of structure, wording and performance speak about."""
    vocabulary = performance.vocabulary(words["performance"])
    return [
        *wording.records(document, context),
        *structure.records(document, context),
        *performance.records(document, vocabulary, context.profile.year),
    ]


def _ruled(document: Document, context: wording.Context, records: list[Record]) -> list[Check]:
    """The checks of all rule packs."""
    return wording.findings(document, rules(), context, records)
