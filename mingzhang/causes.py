"""One slip, one finding 归因: findings of rules that a single printed figure explains are joined.

The figures of a failing rule are what it compares. Where several rules fail and one figure stands
in all of them, that figure is the likely cause; where one rule fails, its likeliest figure is the
one that fewest agreeing checks uphold.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

from mingzhang.model import Check, Figure, Finding, Outcome, Place, Severity

Spot = tuple[int, int]


def joined(found: list[Finding], checks: Iterable[Check], lang: str = "zh") -> list[Finding]:
    """The findings with those of one cause made one, its figure first."""
    upheld = _upheld(checks)
    open_ = [f for f in found if _compares(f)]
    closed = [f for f in found if not _compares(f)]
    groups: list[Finding] = []
    for component in _components(open_):
        groups += _one(component, upheld, lang)
    order = {id(f): i for i, f in enumerate(found)}
    return sorted([*closed, *groups], key=lambda f: order.get(id(f), _rank(f, found)))


def _rank(finding: Finding, found: list[Finding]) -> int:
    """Where a joined finding stands: at the place of the first it was joined from."""
    return next((i for i, f in enumerate(found) if f.rule == finding.rule), len(found))


def _spot(place: Place) -> Spot:
    return place.line, place.offset


def _compares(finding: Finding) -> bool:
    """True for a finding of a rule that computes: it says what was expected or what it compared."""
    return (
        finding.severity is not Severity.NOTE
        and bool(finding.compared)
        and len(finding.checks) == 1
        and finding.checks[0].record is not None
        and finding.checks[0].outcome is Outcome.DIFFERS
    )


def _upheld(checks: Iterable[Check]) -> Counter[Spot]:
    """How many agreeing checks each figure stands in."""
    found: Counter[Spot] = Counter()
    for check in checks:
        if check.outcome in (Outcome.AGREES, Outcome.ROUNDING):
            places = [f.place for _, f in check.terms if not f.blank]
            if check.record is not None:
                places += check.record.places.values()
            found.update({_spot(p) for p in places})
    return found


def _figures(finding: Finding) -> dict[Spot, Figure]:
    return {_spot(f.place): f for f in (*finding.places, *finding.compared)}


def _components(found: list[Finding]) -> list[list[Finding]]:
    """Findings that share a figure belong together."""
    groups: list[tuple[set[Spot], list[Finding]]] = []
    for finding in found:
        spots = set(_figures(finding))
        touching = [g for g in groups if g[0] & spots]
        rest = [g for g in groups if not g[0] & spots]
        merged = (spots.union(*(g[0] for g in touching)), [f for g in touching for f in g[1]])
        merged[1].append(finding)
        groups = [*rest, merged]
    return [g[1] for g in groups]


def _one(component: list[Finding], upheld: Counter[Spot], lang: str) -> list[Finding]:
    shared: dict[Spot, int] = defaultdict(int)
    for finding in component:
        for spot in _figures(finding):
            shared[spot] += 1
    best = max(shared, key=lambda s: (shared[s], -upheld[s]))
    if len(component) > 1 and shared[best] < len(component):
        return component
    first = component[0]
    if len(component) == 1:
        lead = _spot(first.places[0].place)
        if upheld[best] >= upheld[lead]:
            return component
        best = min(_figures(first), key=lambda s: upheld[s])
    every: dict[Spot, Figure] = {}
    for finding in component:
        every |= {s: f for s, f in _figures(finding).items() if s not in every}
    lead_figure = every.pop(best)
    also = [f.message for f in component[1:]]
    joint = " It also breaks: " if lang == "en" else "同一处还使："
    return [
        replace(
            first,
            message=first.message + (joint + "".join(also) if also else ""),
            places=(lead_figure,),
            compared=tuple(every.values()),
            checks=tuple(c for f in component for c in f.checks),
        )
    ]
