"""Invented sentences read and checked: what the tests of running text share."""

from fractions import Fraction
from functools import cache

from mingzhang import formula, narrative, packs
from mingzhang.codes import Classification
from mingzhang.lexicon import Lexicon, Meaning, plain
from mingzhang.model import Document, Outcome, Paragraph, Text
from mingzhang.regions import Space

KINDS = {"function": "function", "economic": "economic_department"}


@cache
def space() -> Space:
    return Space(packs.load_toml("dimensions.toml")["dimension"])


@cache
def setting(year: int = 2023, stage: str = "actual") -> narrative.Setting:
    classes = Classification(packs.codes())
    named, by_kind = {}, {}
    for kind, code_list in KINDS.items():
        by_kind[kind] = {}
        for entry in classes.entries(code_list, year):
            name = plain(entry.name)
            by_kind[kind][name] = (*by_kind[kind].get(name, ()), entry.code)
            if len(classes.find(entry.name, code_list, year)) == 1:
                named.setdefault(name, Meaning(**{kind: entry.code}))
    base = Lexicon(space(), packs.terms(), packs.load_toml("columns.toml")["entity"]["ends"])
    lexicon = base.extend(named, ("row", "text"))
    return narrative.Setting(lexicon, year, stage, (), by_kind["economic"], by_kind["function"])


@cache
def rules():
    return [r for r in formula.load(packs.rules(), packs.fields()) if r.id.startswith("narrative")]


def document(*paragraphs: str) -> Document:
    blocks = tuple(Paragraph(Text.of(p, i)) for i, p in enumerate(paragraphs, 1))
    return Document("t", "text", "utf-8", blocks, paragraphs)


def said(*paragraphs: str, stage: str = "actual") -> narrative.Narrated:
    return narrative.read(document(*paragraphs), setting(2023, stage), words())


def words() -> dict:
    return packs.load_toml("narrative.toml")


def checks(*paragraphs: str, stage: str = "actual") -> dict[str, list[Outcome]]:
    """The outcomes of all rules by rule, without the prefix of the pack."""
    found: dict[str, list[Outcome]] = {}
    for record in said(*paragraphs, stage=stage).records:
        for rule in rules():
            check = formula.evaluate(rule, record, 2023)
            if check is not None:
                found.setdefault(rule.id.removeprefix("narrative."), []).append(check.outcome)
    return found


def wrong(*paragraphs: str, stage: str = "actual") -> set[str]:
    """The rules that some figure of the text breaks."""
    return {r for r, ends in checks(*paragraphs, stage=stage).items() if Outcome.DIFFERS in ends}


def regions(*paragraphs: str, stage: str = "actual") -> list[tuple[str, str]]:
    told = said(*paragraphs, stage=stage)
    return [(f.text, space().describe(f.region)) for f in told.facts]


def decimal(value: Fraction, decimals: int) -> str:
    scaled = (2 * value * 10**decimals + 1) // 2
    digits = str(scaled).rjust(decimals + 1, "0")
    return f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits


def money(cents: int) -> str:
    return decimal(Fraction(cents, 100), 2)
