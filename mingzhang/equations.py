"""Equations 勾稽关系 over printed figures: signed sums of fen that must be zero or not above it.

A printed figure is the interval of fen that its last digit leaves open; two sides disagree only
when no values inside the intervals can satisfy the relation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mingzhang.model import Check, Fact, Outcome

Term = tuple[int, Fact]
Bounds = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cause:
    """A likely cause 病因: the suspects (one figure, or several that cannot be told apart), what
    the first should be in fen (low, high), and the failing checks it explains."""

    suspects: tuple[Fact, ...]
    expected: Bounds | None
    checks: tuple[Check, ...]
    upheld: int = 0


def outcome(terms: Iterable[Term], relation: str = "=") -> Outcome:
    """Whether values inside the printed intervals can satisfy the signed sum."""
    exact = low = high = 0
    for sign, fact in terms:
        exact += sign * fact.amount.fen
        low += sign * (fact.amount.lo if sign > 0 else fact.amount.hi)
        high += sign * (fact.amount.hi if sign > 0 else fact.amount.lo)
    if exact == 0 or (relation == "<=" and exact < 0):
        return Outcome.AGREES
    if low <= 0 and (relation == "<=" or high >= 0):
        return Outcome.ROUNDING
    return Outcome.DIFFERS


def check(rule: str, terms: Iterable[Term], relation: str = "=", **detail: str) -> Check:
    """A check over signed facts with its outcome."""
    terms = tuple(terms)
    return Check(rule, outcome(terms, relation), terms, relation, detail=detail)


def solve(check: Check, fact: Fact) -> Bounds | None:
    """The fen bounds in which the check holds, all other figures as printed; None when the figure
    is not in it (or cancels out)."""
    sign = sum(s for s, f in check.terms if f is fact)
    if sign not in (1, -1):
        return None
    low = high = 0
    for s, other in check.terms:
        if other is not fact:
            low += s * (other.amount.lo if s > 0 else other.amount.hi)
            high += s * (other.amount.hi if s > 0 else other.amount.lo)
    if sign > 0:
        bounds = (-high, -low)
        return (-(10**30), -low) if check.relation == "<=" else bounds
    return (low, 10**30) if check.relation == "<=" else (low, high)
