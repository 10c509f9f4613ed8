"""Audit 审核 from bytes to findings: the only wiring of readers, binding, checks and diagnosis."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from mingzhang import (
    accounting,
    carryover,
    causes,
    check,
    completeness,
    diagnose,
    facts,
    findings,
    formula,
    naming,
    narrative,
    numbering,
    packs,
    performance,
    read,
    sentences,
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
    Figure,
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
Printed = TypeVar("Printed", Fact, Number, Figure)
OLDEST_YEAR, LATEST_YEAR = 2006, 2026
LARGEST_FILE = 64 * 1024 * 1024
MOST_NUMBERS = 200_000  # the longest disclosures have some ten thousand
_NUMERAL = re.compile(r"\d[\d,，.]*")


@dataclass(frozen=True)
class Audit:
    """One disclosure with all that was found in it. ``describe`` puts a region in words; ``mask``
    hides personal data in a text that is to be shown; ``source`` are the bytes of its file."""

    document: Document
    facts: tuple[Fact, ...]
    numbers: tuple[Number, ...]
    records: tuple[Record, ...]
    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
    profile: Profile
    describe: Callable[[Region], str]
    mask: Callable[[str], str]
    source: bytes = b""


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
    named: dict[str, dict[str, Meaning]] = {}
    for kind, list_ in _KINDS.items():
        for entry in classification().entries(list_, year):
            alone = classification().find(entry.name, list_, year)
            if len(alone) == 1:
                named.setdefault(plain(entry.name), {})[kind] = Meaning(**{kind: entry.code})
    basic = ("nature", space().members("nature", "personnel+public"))
    meant = {  # 住房公积金 is a function and an economic subject: the latter under basic spending
        name: (kinds["economic"]._replace(when=basic), kinds["function"])
        if len(kinds) > 1
        else tuple(kinds.values())
        for name, kinds in named.items()
    }
    return base.extend(meant, ("row", "text"))


@cache
def rules() -> list[formula.Rule]:
    """The compiled rules of all packs."""
    return formula.load([r for r in packs.rules() if "on" in r], packs.fields())


@cache
def _settle() -> None:
    """Spare the collector of garbage what was loaded: the packs stay as long as the process does,
    and looking through them again and again takes a tenth of an audit. Done once."""
    gc.freeze()


def load(path: Path) -> bytes:
    """The bytes of a file; Unreadable with a sentence when it cannot be had or is far too large."""
    try:
        if path.is_dir():
            raise Unreadable(f"「{path}」是文件夹，请给出其中的一个文件。")
        if path.stat().st_size > LARGEST_FILE:
            size = path.stat().st_size // (1024 * 1024)
            raise Unreadable(
                f"「{path.name}」有 {size} MB，超过可读的 {LARGEST_FILE >> 20} MB："
                "部门公开件不会这么大，请核对是不是选错了文件。"
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Unreadable(f"找不到文件「{path}」。") from error
    except OSError as error:
        raise Unreadable(f"打不开文件「{path}」：{error.strerror}。") from error


def read_bytes(data: bytes, name: str) -> Document:
    """Read the bytes of a file into tables and paragraphs; Unreadable when they cannot be read."""
    words = packs.words()
    return read.guarded(
        data, name, words["forms"] | {key: words[key] for key in ("wrapped", "pdf")}
    )


def read_file(path: Path) -> Document:
    """Read a file into tables and paragraphs; Unreadable with a sentence when it cannot."""
    return read_bytes(load(path), path.name)


def audit_file(path: Path, lang: str = "zh") -> Audit:
    """Read and audit one file."""
    data = read.in_pages(load(path))
    return replace(audit(read_bytes(data, path.name), lang), source=data)


def audit(document: Document, lang: str = "zh") -> Audit:
    """Audit one document as read; messages in ``lang`` ("zh" or "en").

    Raises ``model.Unreadable`` when it holds more numbers than any disclosure: time and memory grow
    with them.
    """
    count = sum(len(_NUMERAL.findall(line)) for line in document.lines)
    if count > MOST_NUMBERS:
        raise Unreadable(
            f"文件里有 {count} 个数，超过 {MOST_NUMBERS} 个的上限，"
            "不像一份部门公开件，没有审核。请按单位或按表拆开再审核。"
        )
    words = packs.words()
    context = wording.context(document, words, classification())
    profile = context.profile
    frame = framed(document, profile)
    forms = performance.forms(document, _performance_words())
    bound = _bind(document, frame, forms)
    setting = narrative.Setting(
        frame.lexicon,
        profile.year,
        frame.stage,
        tuple(bound.facts),
        *(_codes_by_name(kind, profile.year) for kind in ("economic_department", "function")),
    )
    told = narrative.read(document, setting, words["narrative"])
    figures = [*bound.facts, *_paged(document, told.facts)]
    relations = _relations(figures, bound.lines)
    records = [*_records(document, context, forms), *told.records]
    records += performance.told(records)
    ruled = _ruled(document, context, records)
    pack = {r["id"]: r for r in packs.load_toml("rules/regions.toml")["relation"]}
    _settle()
    lined = not document.places.addresses
    found = findings.from_causes(diagnose.causes(relations), pack, space().describe, lang, lined)
    by_id = {rule.id: rule for rule in rules()}
    found += [
        wording.finding(by_id[c.rule], c, lang) for c in ruled if c.outcome is Outcome.DIFFERS
    ]
    together = {rule.id: rule.together for rule in rules() if rule.together}
    joined = causes.joined(found, [*relations, *ruled], lang)
    found = findings.gathered(joined, lang, together)
    order = sorted(found, key=lambda f: (_SEVERITIES.index(f.severity), -len(f.checks)))
    return Audit(
        document,
        tuple(figures),
        tuple(_paged(document, accounting.account(document, [*bound.numbers, *told.numbers]))),
        tuple(records),
        (*relations, *ruled),
        tuple(_shown(document, finding) for finding in order),
        profile,
        space().describe,
        wording.masker(document, words),
    )


def _paged(document: Document, printed: Iterable[Printed]) -> list[Printed]:
    """What is printed somewhere, with its page where the document has pages."""
    if not document.pages:
        return list(printed)
    found = []
    for each in printed:
        at = document.places.on(each.place)
        found.append(each if at is each.place else replace(each, place=at))
    return found


def _shown(document: Document, finding: Finding) -> Finding:
    """A finding that says the pages of its figures."""
    places, compared = (tuple(_paged(document, f)) for f in (finding.places, finding.compared))
    return replace(finding, places=places, compared=compared)


@cache
def _codes_by_name(kind: str, year: int | None) -> dict[str, tuple[str, ...]]:
    """The codes of a classification in a year by the plain name of the subject."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in classification().entries(kind, year) if year else ():
        found[plain(entry.name)] = (*found.get(plain(entry.name), ()), entry.code)
    return found


def _is_subject(code: str, name: str, year: int) -> bool:
    """A code with a name is a subject when its class is one of the year's and, for a class, the
    name is the class's own: 202 is a department as often as 外交支出."""
    official = classification().name("function", code[:3], year)
    return official is not None and bool(name) and (len(code) > 3 or facts.alike(official, name))


def _subjects(document: Document, year: int) -> dict[str, Meaning]:
    """The names of subjects that the document's own tables print with their codes; and the whole
    chain of a subject as sentences write it: 卫生健康支出（类）医疗救助（款）城乡医疗救助（项）."""
    printed: dict[str, set[str]] = {}
    for table in document.tables:
        for row in table.rows:
            texts = [t.text.strip() for t in row.label]
            for code, name in pairwise(texts):
                if re.fullmatch(r"2\d\d(?:\d\d){0,2}", code) and _is_subject(code, name, year):
                    printed.setdefault(plain(name), set()).add(code)
    found = {n: Meaning(function=next(iter(c))) for n, c in printed.items() if len(c) == 1}
    names = {code: name for name, codes in printed.items() for code in codes}
    levels = "类款项"
    for code in [c for c in names if len(c) > 3]:
        above = [code[:length] for length in (3, 5, 7) if length <= len(code)]
        chain = [
            names.get(c) or plain(classification().name("function", c, year) or "") for c in above
        ]
        if not all(chain):
            continue
        older = [plain(e.name) for e in classification().years("function", code[:3])]
        for class_ in {chain[0], *older}:  # names of earlier years are still copied
            said = "".join(
                n + level for n, level in zip([class_, *chain[1:]], levels, strict=False)
            )
            found[said] = Meaning(function=code)
    return found


def framed(document: Document, profile: Profile) -> facts.Frame:
    """What binding the tables of a document needs besides them, for what the document is."""
    year = profile.year or LATEST_YEAR
    names = classification()

    def name_of(kind: str, code: str) -> str | None:
        return names.name(_KINDS[kind], code, year)

    stage = "actual" if profile.kind == "final" else "original"
    words = packs.load_toml("columns.toml")
    units = [table.unit for table in document.tables if table.unit in FEN_PER_UNIT]
    usual = max(units, key=units.count, default="万元")
    amounts = _printed_units(document)
    terms = lexicon(year).extend(_subjects(document, year), ("row", "text"))
    return facts.Frame(
        terms,
        name_of,
        lambda kind, name: _class_of(kind, name, year),
        words,
        profile.year,
        stage,
        usual,
        amounts,
        document.places,
    )


@lru_cache(maxsize=8192)
def _class_of(kind: str, name: str, year: int) -> str | None:
    """The only code of a class of that name; names of older lists are still copied."""
    for then in range(year, OLDEST_YEAR, -1):
        found = [c for c in classification().find(name, _KINDS[kind], then) if len(c) == 3]
        if found:
            return found[0] if len(found) == 1 else None
    return None


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


@cache
def _performance_words() -> performance.Vocabulary:
    """The vocabulary of performance forms."""
    return performance.vocabulary(packs.words()["performance"])


def _bind(document: Document, frame: facts.Frame, forms: list[performance.Form]) -> facts.Bound:
    """All tables bound; tables of performance forms under the region of their project."""
    words = _performance_words()
    every = facts.Bound()
    owner = {id(table): plain(form.name) for form in forms for table in form.tables}
    for table in document.tables:
        form = None
        if id(table) in owner:
            form = space().everything._replace(project=owner[id(table)])
        if performance.is_performance(table, words):
            every.numbers += performance.numbers([table], words)
        bound = facts.bind(table, frame, form)
        every.facts += bound.facts
        every.numbers += bound.numbers
        every.lines += bound.lines
        every.inferred += bound.inferred
    return every


def _relations(figures: list[Fact], lines: list[Line]) -> list[Check]:
    """Every check that follows from how the regions of the figures lie."""
    sums = [c for line in lines for c in check.roll_ups(space(), line)]
    sums += [c for line in lines for c in check.balances(space(), line)]
    zero = check.zeros(space(), figures, sums)
    pack = packs.load_toml("rules/regions.toml")
    return [
        *sums,
        *check.identities(space(), figures, zero, pack["implied"]),
        *check.earlier(space(), figures),
        *check.inclusions(space(), figures, pack["inclusion"]),
    ]


def _records(
    document: Document, context: wording.Context, forms: list[performance.Form]
) -> list[Record]:
    """What the rules of structure, wording and performance speak about."""
    return [
        *wording.records(document, context),
        *structure.records(document, context),
        *completeness.records(document, context),
        *carryover.records(document, context),
        *naming.records(document, context),
        *numbering.records(document, context),
        *sentences.records(document, context),
        *performance.records(document, _performance_words(), context.profile.year, forms),
    ]


def _ruled(document: Document, context: wording.Context, records: list[Record]) -> list[Check]:
    """The checks of all rule packs."""
    return wording.findings(document, rules(), context, records)
