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
    found = _without_echoes(found)
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
    """True for a finding that computes what a figure should be; words are not joined to it."""
    return (
        finding.severity is not Severity.NOTE
        and (bool(finding.expected) or _relates(finding))
        and bool(finding.checks)
        and len(finding.places) + len(finding.compared) > 1
        and all(c.outcome is Outcome.DIFFERS for c in finding.checks)
    )


def _relates(finding: Finding) -> bool:
    """True when the finding follows from regions, where the figure was already diagnosed."""
    return all(check.record is None for check in finding.checks)


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


def _without_echoes(found: list[Finding]) -> list[Finding]:
    """Without rules that say of the same figures what a relation already says."""
    related = [set(_figures(f)) for f in found if _relates(f) and f.severity is not Severity.NOTE]
    return [f for f in found if _relates(f) or not any(_echoes(f, spots) for spots in related)]


def _echoes(finding: Finding, spots: set[Spot]) -> bool:
    """True when the figure that the rule blames, and one it compares, are among ``spots``."""
    blamed = _spot(finding.places[0].place)
    return blamed in spots and len(set(_figures(finding)) & spots) > 1


def _pulled_apart(component: list[Finding], spot: Spot) -> bool:
    """True when no value of the figure mends all: it stands in the same field of one rule, and
    one finding says too much where another says too little, as shares of one whole may do."""
    found: set[tuple[str, str]] = set()
    signs: set[bool] = set()
    for finding in component:
        record = finding.checks[0].record
        if record is None or not finding.difference:
            return False
        named = record.places.items()
        found |= {(finding.rule, name) for name, place in named if _spot(place) == spot}
        signs.add(finding.difference.startswith("-"))
    return len(found) == 1 and len(signs) > 1


def _one(component: list[Finding], upheld: Counter[Spot], lang: str) -> list[Finding]:
    shared: dict[Spot, int] = defaultdict(int)
    for finding in component:
        for spot in _figures(finding):
            shared[spot] += 1
    best = max(shared, key=lambda s: (shared[s], -upheld[s]))
    leads = [_spot(f.places[0].place) for f in component]
    if len(component) > 1:
        diagnosed = [s for s, f in zip(leads, component, strict=True) if _relates(f)]
        likely = len(component) > 2 or upheld[best] <= min(upheld[s] for s in leads)
        likely = likely and not _pulled_apart(component, best)
        if shared[best] < len(component) or any(s != best for s in diagnosed) or not likely:
            return [x for f in component for x in _one([f], upheld, lang)]
    elif _relates(component[0]) or upheld[best] >= upheld[leads[0]]:
        return component
    first = component[0]
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
