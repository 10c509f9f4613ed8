"""Checks 审核 that follow from how regions lie: no rule is written for any of them.

Equal regions must agree (identity); a whole is the sum of the largest disjoint parts printed in
the same line (roll-up); a part is not above its whole (inclusion); in equals out (balance). A fund
or flow that is zero in the whole document drops out of every region (inherited zeros).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from mingzhang.model import Check, Fact, Line, Outcome, Region
from mingzhang.regions import Space, inside

IN_FLOWS, OUT_FLOWS = ("opening", "income", "surplus"), ("expenditure", "distribution", "closing")
_ZERO_DIMENSIONS = ("fund", "flow", "layer")

Term = tuple[int, Fact]


def outcome(terms: Iterable[Term], relation: str = "=") -> Outcome:
    """Whether values inside the printed intervals can satisfy the signed sum."""
    exact = low = high = 0
    for sign, fact in terms:
        exact += sign * fact.amount.fen
        low += sign * (fact.amount.lo if sign > 0 else fact.amount.hi)
        high += sign * (fact.amount.hi if sign > 0 else fact.amount.lo)
    if exact == 0 or relation == "<=" and exact < 0:
        return Outcome.AGREES
    if low <= 0 and (relation == "<=" or high >= 0):
        return Outcome.ROUNDING
    return Outcome.DIFFERS


def check(rule: str, terms: Iterable[Term], relation: str = "=", **detail: str) -> Check:
    """A check over signed facts with its outcome."""
    terms = tuple(terms)
    return Check(rule, outcome(terms, relation), terms, relation, detail=detail)


# -- sums in one printed line ------------------------------------------------------------------


def roll_ups(space: Space, line: Line) -> list[Check]:
    """Every whole of the line against its largest disjoint parts 合计、小计、类款项."""
    facts = [f for f in line.facts if f.region.topic != "单价"]
    found = []
    for whole in facts:
        parts = [
            f
            for f in facts
            if f is not whole and f.region != whole.region and inside(f.region, whole.region)
        ]
        if not parts or whole.blank and all(p.blank for p in parts):
            continue
        found += _roll_up(space, line, whole, parts)
    return found


def _roll_up(space: Space, line: Line, whole: Fact, parts: list[Fact]) -> list[Check]:
    said = [p for p in parts if p.partial and not p.blank]
    found = [check("inclusion", [(1, p), (-1, whole)], "<=") for p in said if not whole.blank]
    largest = _largest([p for p in parts if not p.partial])
    if not largest or all(p.blank for p in largest) and whole.amount.fen:
        return found
    if any(
        not space.disjoint(a.region, b.region)
        for i, a in enumerate(largest)
        for b in largest[i + 1 :]
    ):
        return found
    if len(largest) == 1 and largest[0].region[2:6] == whole.region[2:6]:
        return found
    terms = [(1, whole), *((-1, p) for p in largest)]
    if line.unread:
        return [*found, Check("rollup", Outcome.UNCHECKED, tuple(terms), reason="unread")]
    return [*found, check("rollup", terms)]


def _largest(parts: list[Fact]) -> list[Fact]:
    """The parts that lie in no other part; of equal regions the first."""
    kept: dict[Region, Fact] = {}
    for part in parts:
        if part.region in kept:
            continue
        if not any(
            other.region != part.region and inside(part.region, other.region) for other in parts
        ):
            kept[part.region] = part
    return list(kept.values())


def balances(space: Space, line: Line) -> list[Check]:
    """In equals out 收支平衡, for regions of one line that differ in their flow only."""
    if line.unread:
        return []
    flow = space.dimensions["flow"]
    groups: dict[Region, dict[int, Fact]] = defaultdict(dict)
    for fact in line.facts:
        if not fact.region.topic and not fact.partial:
            rest = fact.region._replace(mask=fact.region.mask | flow.field)
            groups[rest].setdefault(fact.region.mask & flow.field, fact)
    found = []
    inflow, outflow = (sum(flow.bits[f] for f in flows) for flows in (IN_FLOWS, OUT_FLOWS))
    for group in groups.values():
        if inflow in group and outflow in group:
            found.append(check("balance", [(1, group[inflow]), (-1, group[outflow])]))
        needed = [flow.bits[f] for f in ("opening", "income", "expenditure", "closing")]
        if all(bit in group for bit in needed):
            terms = [(1, group[b]) for f in IN_FLOWS if (b := flow.bits[f]) in group]
            terms += [(-1, group[b]) for f in OUT_FLOWS if (b := flow.bits[f]) in group]
            if any(not f.blank for _, f in terms):
                found.append(check("balance", terms))
    return found


# -- zeros that inherit ------------------------------------------------------------------------


def zeros(space: Space, facts: list[Fact], sums: list[Check]) -> dict[tuple, int]:
    """Members of dimensions that are zero in the document, as bits by (year, stage).

    Evidence is what is printed for that member alone: zeros, blanks that an agreeing sum confirms,
    and members of a whole that its complete parts leave out. The majority decides, so that one
    slip in a zero does not untie the tables.
    """
    votes: dict[tuple, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    confirmed = {id(f) for c in sums if c.outcome is Outcome.AGREES for _, f in c.terms if f.blank}
    for fact in facts:
        if any(fact.region[2:]):
            continue
        for bit in _alone(space, fact.region):
            if fact.amount.fen:
                votes[_when(space, fact.region)][bit] -= 2
            elif not fact.blank or id(fact) in confirmed:
                votes[_when(space, fact.region)][bit] += 1
    for sum_ in sums:
        if sum_.outcome is Outcome.AGREES and not any(sum_.terms[0][1].region[2:]):
            when = _when(space, sum_.terms[0][1].region)
            for bit in _left_out(space, sum_):
                votes[when][bit] += 1
    return {
        when: sum(bit for bit, count in bits.items() if count > 0) for when, bits in votes.items()
    }


def _when(space: Space, region: Region) -> tuple:
    return region.year, space.part(region, "stage")


def _alone(space: Space, region: Region) -> list[int]:
    """The single member that the region constrains and nothing else but flow and fund."""
    for name, dimension in space.dimensions.items():
        if name not in ("stage", *_ZERO_DIMENSIONS) and not space.free(region, name):
            return []
        if name == "layer" and not space.free(region, name):
            return []
    bits = []
    fund, flow = space.part(region, "fund"), space.part(region, "flow")
    inflow = space.members("flow", "+".join(IN_FLOWS))
    if fund.bit_count() == 1 and (not flow & ~inflow or space.free(region, "flow")):
        bits.append(fund)
    if flow.bit_count() == 1 and space.free(region, "fund"):
        bits.append(flow)
    return bits


def _left_out(space: Space, sum_: Check) -> list[int]:
    whole = sum_.terms[0][1].region
    found = []
    for name in ("fund", "flow"):
        others = [n for n in space.dimensions if n not in ("stage", "flow", "fund")]
        if not all(space.free(whole, n) for n in others):
            continue
        if name == "fund" and not space.free(whole, "fund"):
            continue
        covered = 0
        for _, part in sum_.terms[1:]:
            covered |= space.part(part.region, name)
        field = space.part(whole, name)
        if covered.bit_count() > 1 and name == "flow" and field != covered:
            rest = field & ~covered
            found += [b for b in space.dimensions[name].bits.values() if b & rest]
    return found


def canonical(space: Space, region: Region, zero: dict[tuple, int]) -> Region:
    """The region without its zero members; a dimension that only has such keeps them."""
    gone = zero.get(_when(space, region), 0)
    if not gone:
        return region
    mask = region.mask
    for name in _ZERO_DIMENSIONS:
        field = space.dimensions[name].field
        left = mask & field & ~gone
        if left:
            mask = mask & ~field | left
    return region._replace(mask=mask)


# -- the same figure wherever it is printed -----------------------------------------------------


def identities(space: Space, facts: list[Fact], zero: dict[tuple, int]) -> list[Check]:
    """Facts of equal regions against the one that most of them print 表间一致、表文一致."""
    groups: dict[Region, list[Fact]] = defaultdict(list)
    for fact in facts:
        if not fact.blank and fact.region.topic != "单价" and fact.region.year:
            groups[canonical(space, fact.region, zero)].append(fact)
    found = []
    for group in groups.values():
        if len(group) > 1:
            common = _commonest(group)
            found += [check("identity", [(1, f), (-1, common)]) for f in group if f is not common]
    return found


def _commonest(group: list[Fact]) -> Fact:
    """The fact that agrees with most others; of these the one printed most precisely."""
    votes: dict[int, int] = defaultdict(int)
    for fact in group:
        votes[fact.amount.fen] += 1
    meets = {
        fen: sum(n for other, n in votes.items() if other == fen) for fen in votes
    }
    return max(
        group,
        key=lambda f: (
            meets[f.amount.fen],
            f.said == "table",
            f.amount.lo - f.amount.hi,
        ),
    )


# -- parts and wholes that stand apart ----------------------------------------------------------


def inclusions(space: Space, facts: list[Fact], rules: list[dict]) -> list[Check]:
    """Parts of other tables that may not be above their whole, by the pack's pairs of regions."""
    found = []
    for rule in rules:
        wholes = [f for f in facts if _matches(space, f.region, rule["whole"]) and not f.blank]
        parts = [f for f in facts if _matches(space, f.region, rule["part"]) and not f.blank]
        for whole in wholes[:1]:
            same = [p for p in parts if p.region.year == whole.region.year]
            for part in same:
                if space.part(part.region, "stage") == space.part(whole.region, "stage"):
                    found.append(check(rule["id"], [(1, part), (-1, whole)], "<="))
    return found


def _matches(space: Space, region: Region, wanted: dict) -> bool:
    """True when the region is exactly what the pack names, its fund and flow aside."""
    if region.project or region.entity or region.function:
        return False
    for name in ("economic", "topic"):
        if getattr(region, name) != wanted.get(name, ""):
            return False
    for name in ("item", "nature"):
        bits = space.part(region, name)
        members = wanted.get(name)
        if members is not None and bits != space.members(name, members):
            return False
        if members is None and name == "item" and not space.free(region, name):
            return False
    for name in ("kind", "firm", "office"):
        if not space.free(region, name):
            return False
    return True
