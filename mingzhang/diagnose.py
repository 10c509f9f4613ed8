"""Diagnosis 诊断: the fewest printed figures that, changed, make every check agree.

The error-localization problem of official statistics (Fellegi and Holt, A systematic approach to
automatic edit and imputation, 1976). One slip gives one cause, with the checks it breaks under it.
"""

from __future__ import annotations

from collections import defaultdict

from mingzhang.equations import Bounds, Cause, solve
from mingzhang.model import Check, Fact, Outcome


def causes(checks: list[Check]) -> list[Cause]:
    """The causes of all failing checks; the worst (most checks explained) first."""
    failing = [c for c in checks if c.outcome is Outcome.DIFFERS and c.terms]
    by_fact: dict[int, list[Check]] = defaultdict(list)
    for check in checks:
        if check.outcome in (Outcome.AGREES, Outcome.ROUNDING):
            for _, fact in check.terms:
                by_fact[id(fact)].append(check)
    found = []
    for component in _components(failing):
        while component:
            cause = _cause(component, by_fact)
            found.append(cause)
            explained = {id(c) for c in cause.checks}
            component = [c for c in component if id(c) not in explained]
    return sorted(found, key=lambda c: -len(c.checks))


def _components(failing: list[Check]) -> list[list[Check]]:
    """Failing checks that share a figure belong together."""
    parent: dict[int, int] = {}

    def root(x: int) -> int:
        while parent.setdefault(x, x) != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    for check in failing:
        first = id(check.terms[0][1])
        for _, fact in check.terms[1:]:
            parent[root(id(fact))] = root(first)
    groups: dict[int, list[Check]] = defaultdict(list)
    for check in failing:
        groups[root(id(check.terms[0][1]))].append(check)
    return list(groups.values())


def _cause(component: list[Check], passing: dict[int, list[Check]]) -> Cause:
    """The figure that explains most failing checks and contradicts fewest passing ones."""
    candidates: dict[int, Fact] = {id(f): f for c in component for _, f in c.terms}
    scored = []
    for order, (key, fact) in enumerate(candidates.items()):
        explained, bounds = _explains(fact, component)
        if not explained:
            continue
        upheld = [c for c in passing.get(key, ()) if not _can_hold(c, fact, bounds)]
        scored.append((_weight(fact, explained, upheld), order, fact, explained, bounds, upheld))
    if not scored:
        first = component[0]
        return Cause(tuple(f for _, f in first.terms), None, (first,))
    scored.sort(key=lambda s: (s[0], s[1]))
    best = scored[0]
    tied = [s for s in scored if s[0] == best[0] and len(s[3]) == len(best[3])]
    return Cause(tuple(s[2] for s in tied), best[4], tuple(best[3]), len(best[5]))


def _weight(fact: Fact, explained: list[Check], upheld: list[Check]) -> tuple:
    """Smaller is likelier: unexplained failures first, then contradictions of what agrees."""
    return (
        len(upheld) - len(explained),
        len(upheld),
        fact.blank,
        sum(len(c.terms) for c in explained) == 0,
    )


def _explains(fact: Fact, component: list[Check]) -> tuple[list[Check], Bounds]:
    """The failing checks that one new value of the figure can mend, and that value's bounds."""
    low, high = -(10**30), 10**30
    explained = []
    for check in component:
        bounds = solve(check, fact)
        if bounds is None:
            continue
        new_low, new_high = max(low, bounds[0]), min(high, bounds[1])
        if new_low <= new_high:
            low, high = new_low, new_high
            explained.append(check)
    return explained, (low, high)


def _can_hold(check: Check, fact: Fact, bounds: Bounds) -> bool:
    """True when the check can still hold with the figure somewhere in the bounds (and its half
    unit of rounding)."""
    needed = solve(check, fact)
    if needed is None:
        return True
    slack = fact.amount.hi - fact.amount.fen
    return needed[0] <= bounds[1] + slack and bounds[0] - slack <= needed[1]
