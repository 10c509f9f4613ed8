"""Figures in words 以词取数: what phrases amount to in the books, and how an amount is printed.

The words are read by the reader's own lexicon, so that a figure asked for in words is the one that
a reader of these words would understand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from mingzhang import audit, expression, packs
from mingzhang.books import Books, Sums
from mingzhang.layout import Unfit
from mingzhang.lexicon import Composed
from mingzhang.model import Region, quantity
from mingzhang.printing import printed as printed
from mingzhang.printing import rounded, trimmed


def summed(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The sums of the fields of a register that hold numbers and nothing else, as text."""
    columns: dict[str, list[str]] = {}
    for row in rows:
        for name, value in row.items():
            columns.setdefault(name, []).append(value)
    sums = {}
    for name, values in columns.items():
        said = [quantity(value) for value in values if value]
        numbers = [q for q in said if q]
        if numbers and len(numbers) == len(said):
            places = max(q.decimals for q in numbers)
            digits = sum(q.digits * 10 ** (places - q.decimals) for q in numbers)
            sums[name] = trimmed(rounded(digits, 10**places, places))
    return sums


def worked(
    said: str, context: Mapping[str, str], amounts: Mapping[str, int | None]
) -> tuple[int, int] | None:
    """What an expression of the closed language comes to, as numerator and denominator.

    Its names are those of ``amounts`` (fen) and the fields of the context, "_" for "."; None when
    one of them is no number or is not known, or what is divided by is nought.
    """
    fields: dict[str, expression.Measured] = {}
    for name, text in context.items():
        if number := quantity(text):
            value = number.exact
            fields[name.replace(".", "_")] = _exact(value.numerator, value.denominator)
    fields |= {name: _exact(fen, 1) for name, fen in amounts.items() if fen is not None}
    found = expression.parse_value(said).run(fields, {})
    return (found.mid, found.scale) if isinstance(found, expression.Measured) else None


def _exact(number: int, over: int) -> expression.Measured:
    return expression.Measured(number, number, number, over)


class Figures:
    """What the books amount to, asked in words; ``kind`` is "budget" or "final"."""

    def __init__(self, books: Books, kind: str) -> None:
        self.books, self.space = books, audit.space()
        self.sums = Sums(
            self.space, books, _topics(), packs.load_toml("rules/regions.toml")["implied"]
        )
        self.stage = "actual" if kind == "final" else "original"

    def region(self, said: str, scope: str, context: Mapping[str, str]) -> Region:
        """The region of phrases that stand between "/", of the project of the ``context``.

        A year before that of the books has no stage of its own: last year's figure is the one that
        is known. Raises Unfit when a word is unread.
        """
        lexicon = audit.lexicon(self.books.year)
        phrases, year = [], self.books.year
        for phrase in said.split("/"):
            reading = lexicon.read(phrase, scope)
            if reading.unread and scope != "text":
                reading = lexicon.read(phrase, "text")
            if reading.unread:
                raise Unfit(f"表样里的「{phrase}」读不懂：「{reading.unread}」。")
            phrases.append(reading.terms)
            year = reading.years[-1] if reading.years else year
        free = self.space.everything._replace(year=year)
        region, _ = lexicon.settled(lexicon.within(phrases, Composed(free)))
        if self.space.free(region, "stage") and region.year == self.books.year:
            bits = self.space.members("stage", self.stage)
            region = self.space.replace(region, "stage", bits)
        return region._replace(
            project=context.get("project") or region.project,
            entity=context.get("entity") or region.entity,
        )

    def fen(self, said: str, context: Mapping[str, str], scope: str = "header") -> int | None:
        """What the phrases amount to in fen; None when the books do not know."""
        return self.sums.fen(self.region(said, scope, context))


@cache
def _topics() -> dict[str, Region]:
    """The topics that are a region of the main books."""
    space, lexicon = audit.space(), audit.lexicon(audit.LATEST_YEAR)
    found = {}
    for topic, meaning in packs.words()["books"]["topic"].items():
        region = space.everything
        for dimension, bits, _ in lexicon.meaning(meaning).constraints:
            region = space.replace(region, dimension, bits)
        found[topic] = region
    return found
