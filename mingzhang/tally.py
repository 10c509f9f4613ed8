"""Tallies 计数: records that count how many of a kind were looked at and which of them are wrong.

Floor 1, pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from mingzhang.model import Interval, Place, Record, Value


def exact(number: int) -> Interval:
    """A count, an ordinal or a year as an interval of one value."""
    return Interval(Fraction(number), Fraction(number))


def places(field: str, where: Sequence[Place]) -> dict[str, Place]:
    """The places of one field: the first under its name, the others as ``field 2``, ``field 3``."""
    named = {field if n == 1 else f"{field} {n}": at for n, at in enumerate(where, 1)}
    return named or {field: Place(1)}


def tally(
    kind: str, looked: int, wrong: Sequence[tuple[str, Place]], **more: Value
) -> Iterator[Record]:
    """The one record of a kind, if any was looked at: ``looked``, ``wrong`` (counts), ``all``.

    ``all`` quotes the words of the wrong ones, each once.
    """
    if not looked:
        return
    every = "、".join(dict.fromkeys(f"“{said}”" for said, _ in wrong))
    fields: dict[str, Value] = {"looked": exact(looked), "wrong": exact(len(wrong))}
    fields |= {"all": every or None} | more
    yield Record(
        kind, "", fields, {"wrong": str(len(wrong))}, places("wrong", [at for _, at in wrong])
    )
