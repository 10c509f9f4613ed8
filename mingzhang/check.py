"""Checks 审核 that follow from how regions lie: no rule is written for any of them.

Equal regions must agree (identity); a whole is the sum of the largest disjoint parts printed in
the same line (roll-up); a part is not above its whole (inclusion); in equals out (balance). A fund
or flow that is zero in the whole document drops out of every region (inherited zeros).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mingzhang.equations import check
from mingzhang.model import Check, Fact, Line, Outcome, Region
from mingzhang.regions import Space, inside

IN_FLOWS, OUT_FLOWS = ("opening", "income", "surplus"), ("expenditure", "distribution", "closing")


# -- sums in one printed line ------------------------------------------------------------------


def roll_ups(space: Space, line: Line) -> list[Check]:
    """Every whole of the line against its largest disjoint parts 合计、小计、类款项."""
    facts = [f for f in line.facts if f.region.topic != "单价"]
    laid = [(*f.region, f.region, f) for f in facts]
    found = []
    for over, year, entity, function, economic, project, topic, region, whole in laid:
        parts = [  # regions.inside, unfolded: this looks at every pair of a line
            f
            for mask, y, e, its_function, its_economic, p, t, its, f in laid
            if mask & over == mask
            and its_function.startswith(function)
            and its_economic.startswith(economic)
            and its != region
            and y == year
            and t == topic
            and e.startswith(entity)
            and p.startswith(project)
        ]
        if parts and not (whole.blank and all(p.blank for p in parts)):
            found += _roll_up(space, line, whole, parts)
    return found


def _roll_up(space: Space, line: Line, whole: Fact, parts: list[Fact]) -> list[Check]:
    said = [p for p in parts if p.partial and not p.blank]
    found = [check("inclusion", [(1, p), (-1, whole)], "<=") for p in said if not whole.blank]
    largest = _largest([p for p in parts if not p.partial])
    if not largest or (all(p.blank for p in largest) and whole.amount.fen):
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
    if whole.blank:
        return [*found, Check("rollup", Outcome.UNCHECKED, tuple(terms), reason="blank")]
    if line.unread:
        return [*found, Check("rollup", Outcome.UNCHECKED, tuple(terms), reason="unread")]
    return [*found, check("rollup", terms)]


def _largest(parts: list[Fact]) -> list[Fact]:
    """The parts that lie in no other part; of equal regions the first."""
    by_size = sorted(parts, key=lambda f: (-f.region.mask.bit_count(), sum(map(len, f.region[2:]))))
    largest: list[Fact] = []
    for part in by_size:
        if not any(inside(part.region, other.region) for other in largest):
            largest.append(part)
    return largest


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


@dataclass(slots=True)
class Zeros:
    """What is zero in one year and stage 为零的成员, as bits: flows, and funds by flow."""

    flow: int = 0
    income: int = 0
    opening: int = 0
    spent: int = 0

    def funds(self, space: Space, flow: int) -> int:
        """The funds that have nothing in any of these flows."""
        bits = space.dimensions["flow"].bits
        found = space.dimensions["fund"].field
        if flow & bits["income"]:
            found &= self.income
        if flow & ~bits["income"]:
            found &= self.spent if flow == bits["expenditure"] else self.opening & self.income
        return found


def zeros(space: Space, facts: list[Fact], sums: list[Check]) -> dict[tuple, Zeros]:
    """Members of dimensions that are zero in the document, by (year, stage).

    Evidence is what is printed for that member alone: zeros, blanks that an agreeing sum confirms,
    members of a whole that its complete parts leave out, and wholes that equal one of their parts.
    The majority decides, so that one slip in a zero does not untie the tables.
    """
    votes: dict[tuple, dict[tuple[str, int], int]] = defaultdict(lambda: defaultdict(int))
    agreeing = [c for c in sums if c.outcome is Outcome.AGREES and c.relation == "="]
    confirmed = {id(f) for c in agreeing for _, f in c.terms if f.blank}
    for fact in facts:
        weight = -2 if fact.amount.fen else int(not fact.blank or id(fact) in confirmed)
        if weight and not any(fact.region[2:]):
            for key in _alone(space, fact.region):
                votes[_when(space, fact.region)][key] += weight
    for sum_ in agreeing:
        for key in _left_out(space, sum_):
            votes[_when(space, sum_.terms[0][1].region)][key] += 1
    found: dict[tuple, Zeros] = defaultdict(Zeros)
    for when, counts in votes.items():
        for (name, bit), count in counts.items():
            if count > 0:
                setattr(found[when], name, getattr(found[when], name) | bit)
    funds = space.dimensions["fund"].field
    for zero in found.values():
        zero.opening |= funds if zero.flow & space.members("flow", "opening") else 0
        zero.spent |= zero.income & zero.opening
    for when, bits in _all_of_one(space, facts).items():
        found[when].spent |= bits
    return dict(found)


def _when(space: Space, region: Region) -> tuple:
    return region.year, space.part(region, "stage")


def _bare(space: Space, region: Region, *names: str) -> bool:
    """True when the region constrains nothing but stage and these dimensions."""
    return all(space.free(region, n) for n in space.dimensions if n != "stage" and n not in names)


def _alone(space: Space, region: Region) -> list[tuple[str, int]]:
    """The single flow, or the single fund in an inflow, that the region is and nothing else."""
    if not _bare(space, region, "fund", "flow"):
        return []
    fund, flow = space.part(region, "fund"), space.part(region, "flow")
    bits = space.dimensions["flow"].bits
    found = []
    if flow.bit_count() == 1 and space.free(region, "fund"):
        found.append(("flow", flow))
    if fund.bit_count() == 1:
        found += [("income", fund)] if flow & bits["income"] else []
        found += [("opening", fund)] if flow & bits["opening"] else []
        found += [("spent", fund)] if flow == bits["expenditure"] else []
    return found


def _left_out(space: Space, sum_: Check) -> list[tuple[str, int]]:
    """The flows, and the funds of this year's income, that a whole's complete parts do not have:
    nothing is negative, so what a sum that agrees leaves out is zero."""
    whole = sum_.terms[0][1].region
    if any(whole[2:]) or not _bare(space, whole, "flow", "fund"):
        return []
    flow = space.part(whole, "flow")
    income = flow == space.dimensions["flow"].bits["income"]
    found = []
    alone = space.free(whole, "fund")  # a flow that one fund lacks others may have
    for name, key in (("flow", "flow"),) * alone + (("fund", "income"),):
        covered = 0
        for _, part in sum_.terms[1:]:
            covered |= space.part(part.region, name)
        rest = space.part(whole, name) & ~covered
        if covered.bit_count() > 1 and rest and (name == "flow" or income):
            found += [(key, b) for b in space.dimensions[name].bits.values() if b & rest]
    return found


def _all_of_one(space: Space, facts: list[Fact]) -> dict[tuple, int]:
    """Funds that pay nothing, since what other funds pay is printed equal to all that is paid,
    subject by subject."""
    spent = space.dimensions["flow"].bits["expenditure"]
    whole: dict[Region, int] = {}
    parts: list[Fact] = []
    for fact in facts:
        region = fact.region
        if fact.blank or space.part(region, "flow") != spent or region.topic or region.project:
            continue
        if not _bare(space, region, "flow", "fund", "nature") or region.economic:
            continue
        if space.free(region, "fund"):
            whole[region] = fact.amount.fen
        else:
            parts.append(fact)
    votes: dict[tuple, list[int]] = defaultdict(lambda: [0, 0])
    paid: dict[tuple, set[Region]] = defaultdict(set)
    for fact in parts:
        over = space.replace(fact.region, "fund", 0)
        if over in whole:
            key = (_when(space, over), space.part(fact.region, "fund"))
            votes[key][whole[over] == fact.amount.fen] += 1
            paid[key].add(over)
    for key, regions in paid.items():
        votes[key][0] += _paid_by_others(whole, regions)
    field = space.dimensions["fund"].field
    found: dict[tuple, int] = defaultdict(int)
    for (when, funds), (apart, equal) in votes.items():
        if apart <= 1 and equal > 2:  # one may have slipped; what two deny is not so
            found[when] |= field & ~funds
    return found


def _paid_by_others(whole: dict[Region, int], regions: set[Region]) -> int:
    """How many subjects that something is paid for are not among those that these funds print,
    though others of their level are: their own table would list them."""
    levels = {(r.mask, r.year, len(r.function)) for r in regions if r.function}
    return sum(
        bool(fen)
        and region not in regions
        and (region.mask, region.year, len(region.function)) in levels
        for region, fen in whole.items()
    )


def canonical(
    space: Space, region: Region, zero: dict[tuple, Zeros], implied: Sequence[Mapping] = ()
) -> Region:
    """The region without its zero members; a dimension that only has such keeps them. What it
    leaves open is what ``implied`` says of its items or its topic: 三公经费 are paid by
    appropriations."""
    for rule in implied if space.free(region, "fund") else ():
        items = not space.free(region, "item") and "item" in rule
        within = items and not space.part(region, "item") & ~space.members("item", rule["item"])
        if within or region.topic == rule.get("topic"):
            region = space.replace(region, "fund", space.members("fund", rule["fund"]))
    gone = zero.get(_when(space, region))
    if gone is None:
        return region
    flow = space.part(region, "flow")
    region = space.replace(region, "flow", flow & ~gone.flow or flow)
    flow, fund = space.part(region, "flow"), space.part(region, "fund")
    left = fund & ~gone.funds(space, flow)
    if left:
        region = space.replace(region, "fund", left)
    if gone.flow & space.members("flow", "opening"):
        layer, current = space.part(region, "layer"), space.members("layer", "current")
        region = space.replace(region, "layer", layer & current or layer)
    return region


# -- the same figure wherever it is printed -----------------------------------------------------


def identities(
    space: Space, facts: list[Fact], zero: dict[tuple, Zeros], implied: Sequence[Mapping] = ()
) -> list[Check]:
    """Facts of equal regions against the one that most of them print 表间一致、表文一致."""
    groups: dict[Region, list[Fact]] = defaultdict(list)
    for fact in facts:
        if not fact.blank and fact.region.topic != "单价" and fact.region.year:
            groups[canonical(space, fact.region, zero, implied)].append(fact)
    found = []
    for group in groups.values():
        if len(group) > 1:
            common = _commonest(group)
            found += [check("identity", [(1, f), (-1, common)]) for f in group if f is not common]
    return found


def earlier(space: Space, facts: list[Fact]) -> list[Check]:
    """Figures of an earlier year that do not say their stage 近两年数 against those that do.

    A stated change implies last year's figure; a form prints it without saying whether it was
    budgeted or spent. They are compared where the document knows one amount of that year only.
    """
    said: dict[Region, list[Fact]] = defaultdict(list)
    silent: list[Fact] = []
    for fact in facts:
        if fact.blank or not fact.region.year or fact.region.topic:
            continue
        if space.free(fact.region, "stage"):
            silent.append(fact)
        else:
            said[space.replace(fact.region, "stage", 0)].append(fact)
    found = []
    for fact in silent:
        known = said.get(fact.region, [])
        if known and len({f.amount.fen for f in known}) == 1:
            found.append(check("earlier", [(1, known[0]), (-1, fact)]))
    return found


def _commonest(group: list[Fact]) -> Fact:
    """The fact that agrees with most others; of these the one printed most precisely."""
    votes: dict[int, int] = defaultdict(int)
    for fact in group:
        votes[fact.amount.fen] += 1
    meets = {fen: sum(n for other, n in votes.items() if other == fen) for fen in votes}
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
    return all(space.free(region, name) for name in ("kind", "firm", "office"))
