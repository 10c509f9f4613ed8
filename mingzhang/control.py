"""Budget control 指标控制: what may be booked, and how much of each appropriation 指标 is left.

An appropriation is controlled by unit, year, fund, age of the money, function and project (for
basic spending, which has none, by its nature): that is the line on which the finance department
grants money. The economic subject is shown but not controlled, because within such a line it may
be shifted without asking; only the subjects of the three public expenses 三公 have limits of their
own, and only where every appropriation of the unit names its subject. Floor 2, pure: ``store``
asks within the transaction that books.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, NamedTuple

from mingzhang.books import Entry
from mingzhang.codes import Classification
from mingzhang.regions import Space
from mingzhang.registers import Unfitting, date, unwritable, yuan

MEMBERS = ("fund", "layer", "nature", "item", "status", "source")
LEAF = ("unit", "year", "kind", "flow", "fund", "layer", "nature", "function", "economic",
        "project", "item", "status", "source")  # fmt: skip
leaf_of = attrgetter(*LEAF)
APPROPRIATIONS = ("appropriation", "adjustment")
LISTED = 5  # entries that a refusal names


class Key(NamedTuple):
    """An appropriation 指标. ``purpose`` is a project, else a nature; for the limit of a subject of
    the three public expenses ``function`` is blank and ``purpose`` the subject."""

    unit: str
    year: int
    fund: str
    layer: str
    function: str
    purpose: str


@dataclass(slots=True)
class Balance:
    """An appropriation 指标 in fen: ``granted`` 年初预算, ``adjusted`` 调整, ``paid`` 支出."""

    granted: int = 0
    adjusted: int = 0
    paid: int = 0

    @property
    def left(self) -> int:
        return self.granted + self.adjusted - self.paid


class Refusal(NamedTuple):
    """Why entry ``at`` of a batch (from 0) is refused: ``field``, and the sentence ``reason`` to be
    filled with ``told``. ``warning`` when it is booked all the same."""

    at: int
    field: str
    reason: str
    told: Mapping[str, str]
    warning: bool = False


class Used(NamedTuple):
    """An entry that has used an appropriation."""

    number: int
    voucher: str
    amount: int

    def __str__(self) -> str:
        return f"{self.number}（{f'{self.voucher} ' if self.voucher else ''}{yuan(self.amount)}）"


@dataclass(frozen=True)
class Setting:
    """What control knows beside the entries.

    ``units`` are their codes, ``projects`` codes with the unit of each ("" for any), ``subjects``
    further codes of the year as (year, list, code), ``first`` the first year that is kept: entries
    of years before it are figures of earlier years, which nobody controls.
    """

    space: Space
    words: Mapping[str, Any]
    names: Classification
    units: frozenset[str] = frozenset()
    projects: Mapping[str, str] = field(default_factory=dict)
    subjects: frozenset[tuple[int, str, str]] = frozenset()
    first: int | None = None


class Control:
    """All appropriations with what is left of them. ``used`` names the last entries of a key."""

    def __init__(self, setting: Setting, used: Callable[[Key], Sequence[Used]]) -> None:
        self.setting, self.words = setting, setting.words["control"]
        self.kinds = setting.words["kind"]
        self.used = used
        self.balances: dict[Key, Balance] = {}
        self._unnamed: dict[tuple[str, int], int] = {}  # appropriations without a subject
        self._keys: dict[tuple, list[Key]] = {}
        self._seen: dict[tuple, tuple[tuple[str, str, Mapping[str, str], bool], ...]] = {}

    # -- what is left ----------------------------------------------------------------------

    def keys(self, entry: Entry) -> list[Key]:
        """The appropriations that an entry of spending grants or uses, the controlled one first."""
        leaf = leaf_of(entry)
        found = self._keys.get(leaf)
        if found is None:
            found = self._keys[leaf] = self._found(entry)
        return found

    def _found(self, entry: Entry) -> list[Key]:
        if entry.flow != "expenditure" or entry.kind not in (*APPROPRIATIONS, "payment"):
            return []
        purpose = entry.project if entry.nature == "project" and entry.project else entry.nature
        layer = entry.layer or "current"
        found = [Key(entry.unit, entry.year, entry.fund, layer, entry.function, purpose)]
        if entry.economic in self.words["capped"] and entry.fund in self.words["fiscal"]:
            found.append(Key(entry.unit, entry.year, "", "", "", entry.economic))
        return found

    def add(self, entry: Entry, amount: int) -> None:
        """Count ``amount`` fen booked at the leaf of ``entry``."""
        for key in self.keys(entry):
            balance = self.balances.setdefault(key, Balance())
            if entry.kind == "payment":
                balance.paid += amount
            elif entry.kind == "adjustment":
                balance.adjusted += amount
            else:
                balance.granted += amount
        if entry.kind in APPROPRIATIONS and entry.flow == "expenditure" and not entry.economic:
            unit = entry.unit, entry.year
            self._unnamed[unit] = self._unnamed.get(unit, 0) + amount

    def left(self, key: Key) -> int | None:
        """What is left of an appropriation in fen; None where nothing limits it."""
        if not key.function and self._unnamed.get((key.unit, key.year)):
            return None
        return self.balances.get(key, Balance()).left

    # -- what may be booked ----------------------------------------------------------------

    def admitted(self, entries: Sequence[Entry]) -> list[Refusal]:
        """Everything against booking these entries together, in their order; counts those that
        nothing is against, so a refused batch leaves a control that is to be made anew.

        Appropriations, adjustments and reversals of the batch count before its payments.
        """
        found: list[Refusal] = []
        sound = []
        for at, entry in enumerate(entries):
            against = self.flaws(entry)
            found += [Refusal(at, f, reason, told, warn) for f, reason, told, warn in against]
            if all(warn for *_, warn in against):
                sound.append((at, entry))
        first = [(at, e) for at, e in sound if e.kind != "payment" or e.amount < 0]
        for _, entry in first:
            self.add(entry, entry.amount)
        for at, entry in first:
            found += self._undercut(at, entry)
        for at, entry in sound:
            if entry.kind != "payment" or entry.amount < 0:
                continue
            short = self._short(at, entry)
            found += short
            if not short:
                self.add(entry, entry.amount)
        return sorted(found, key=lambda r: r.at)

    def exempt(self, entry: Entry) -> bool:
        """Whether an entry is a figure of a year before the books."""
        return self.setting.first is not None and entry.year < self.setting.first

    def _short(self, at: int, entry: Entry) -> list[Refusal]:
        """Against a payment for which too little is left."""
        if self.exempt(entry):
            return []
        for key in self.keys(entry):
            left = self.left(key)
            if left is not None and entry.amount > left:
                return [Refusal(at, "amount", *self._told(key, entry.amount, left))]
        return []

    def _undercut(self, at: int, entry: Entry) -> list[Refusal]:
        """Against taking back of an appropriation what is spent already."""
        if self.exempt(entry) or entry.amount > 0 or entry.kind not in APPROPRIATIONS:
            return []
        for key in self.keys(entry):
            left = self.left(key)
            if left is not None and left < 0:
                reason, told = self._told(key, -entry.amount, left - entry.amount)
                return [Refusal(at, "amount", f"undercut_{reason}", told)]
        return []

    def _told(self, key: Key, tried: int, left: int) -> tuple[str, dict[str, str]]:
        balance = self.balances.get(key, Balance())
        used = self.used(key)
        told = {
            "key": self.named(key), "tried": yuan(tried), "left": yuan(left),
            "short": yuan(tried - left), "granted": yuan(balance.granted + balance.adjusted),
            "paid": yuan(balance.paid),
            "entries": "、".join(map(str, used)) or "—",
        }  # fmt: skip
        return ("short" if key.function else "capped"), told

    def named(self, key: Key) -> str:
        """An appropriation in words, in one line."""
        return "·".join(self.words_of(key))

    def words_of(self, key: Key) -> tuple[str, ...]:
        """An appropriation in words: unit, year, fund, age of the money, function and purpose; for
        the limit of a subject only the unit, the year and the subject."""
        dimensions = self.setting.space.dimensions

        def name(dimension: str, members: str) -> str:
            names = dimensions[dimension].names
            return "+".join(names.get(m, m) for m in members.split("+"))

        parts = [key.unit, str(key.year)]
        if not key.function:
            subject = self.setting.names.name("economic_department", key.purpose, key.year) or ""
            return (*parts, f"{key.purpose}{subject}")
        purpose = key.purpose
        purpose = name("nature", purpose) if purpose in dimensions["nature"].bits else purpose
        subject = self.setting.names.name("function", key.function, key.year) or ""
        return (*parts, name("fund", key.fund), name("layer", key.layer),
                f"{key.function}{subject}", purpose)  # fmt: skip

    def flaws(self, entry: Entry) -> list[tuple[str, str, Mapping[str, str], bool]]:
        """What is wrong with an entry by itself: field, reason, what fills it, only a warning."""
        leaf = leaf_of(entry)
        known = self._seen.get(leaf)
        if known is None:
            known = self._seen[leaf] = (
                *self._kinds(entry), *self._codes(entry),
                *self._texts([(name, getattr(entry, name)) for name in LEAF if name != "year"]),
            )  # fmt: skip
        own = (("voucher", entry.voucher), ("date", entry.date), ("memo", entry.memo))
        return [*known, *self._amounts(entry), *self._texts(own)]

    def _texts(
        self, said: Iterable[tuple[str, str]]
    ) -> Iterator[tuple[str, str, Mapping[str, str], bool]]:
        for name, text in said:
            if not text or (text.isprintable() and text[0] != " " != text[-1] and len(text) < 999):
                continue
            flaw = unwritable(text, self.words["longest"])
            if flaw:
                yield name, flaw.reason, flaw.told, False
            elif text != text.strip():
                yield name, "blanks", {"value": text}, False

    def _kinds(self, entry: Entry) -> Iterator[tuple[str, str, Mapping[str, str], bool]]:
        kind = self.kinds.get(entry.kind)
        dimensions = self.setting.space.dimensions
        if kind is None:
            yield "kind", "no_kind", {"value": entry.kind}, False
        elif entry.flow not in kind["flows"]:
            flow = dimensions["flow"].names.get(entry.flow, entry.flow)
            yield "flow", "no_flow", {"kind": kind["name"], "value": flow}, False
        for name in MEMBERS:
            said = getattr(entry, name)
            for member in said.split("+") if said else ():
                if member not in dimensions[name].bits:
                    yield name, "no_member", {"value": member}, False
        if not self.words["first_year"] <= entry.year <= self.words["last_year"]:
            yield "year", "not_year", {"value": str(entry.year)}, False
        if entry.unit not in self.setting.units:
            yield "unit", "no_unit" if entry.unit else "missing", {"value": entry.unit}, False
        if self.exempt(entry):
            return
        needs = self.words["needs"]
        asked = [*needs.get(entry.flow, ()), *needs.get(entry.kind, ())]
        asked += needs["project"] if entry.nature == "project" else ()
        for name in asked:
            if not getattr(entry, name):
                yield name, "missing", {}, False
        if entry.project and entry.project not in self.setting.projects:
            yield "project", "no_project", {"value": entry.project}, False
        elif (owner := self.setting.projects.get(entry.project, "")) and owner != entry.unit:
            yield "project", "other_unit", {"value": entry.project, "unit": owner}, False

    def _codes(self, entry: Entry) -> Iterator[tuple[str, str, Mapping[str, str], bool]]:
        for name, list_ in self.words["lists"].items():
            code = getattr(entry, name)
            if not code or self.exempt(entry):
                continue
            if len(code) != self.words["levels"][name]:
                yield name, f"no_level_{name}", {"value": code}, False
            elif (entry.year, name, code) in self.setting.subjects:
                continue
            elif (found := self.setting.names.entry(list_, code, entry.year)) is None:
                yield name, "no_code", {"value": code, "year": str(entry.year)}, False
            elif not found.verified:
                yield name, "recalled", {"value": code, "name": found.name}, True

    def _amounts(self, entry: Entry) -> Iterator[tuple[str, str, Mapping[str, str], bool]]:
        amount = entry.amount
        if type(amount) is not int:
            yield "amount", "not_fen", {"value": str(amount)}, False
        elif not amount and entry.kind != "appropriation":  # a subject may be granted nothing
            yield "amount", "nothing", {}, False
        elif abs(amount) > self.words["most"]:
            yield "amount", "too_much", {"value": yuan(amount)}, False
        elif amount < 0 and entry.kind != "adjustment" and entry.reverses is None:
            yield "amount", "negative", {"value": yuan(amount)}, False
        if entry.date:
            try:
                plain = date(entry.date)
            except Unfitting as error:
                yield "date", error.reason, error.told, False
                return
            if plain != entry.date:
                yield "date", "not_date", {"value": entry.date}, False
            elif entry.date[:4] != str(entry.year) and entry.kind in ("receipt", "payment"):
                yield "date", "other_year", {"value": entry.date, "year": str(entry.year)}, True


class Difference(NamedTuple):
    """Income and expenditure that do not balance 收支不平衡: in fen, at a stage, of a fund."""

    unit: str
    stage: str
    fund: str
    receipts: int
    uses: int

    @property
    def fen(self) -> int:
        return self.receipts - self.uses


def differences(
    words: Mapping[str, Any], year: int, booked: Iterable[tuple[Entry, int]]
) -> list[Difference]:
    """Where opening + income + surplus is not expenditure + distribution + closing.

    ``booked`` are leaves, as entries of any amount, with the sum in fen booked there. For each
    unit and fund, at the original and the actual stage; what balances is left out.
    """
    sums: dict[tuple[str, str, str], list[int]] = {}
    for entry, amount in booked:
        if entry.year != year:
            continue
        stages = words["kind"][entry.kind]["stages"].split("+")
        side = entry.flow not in ("opening", "income", "surplus")
        for stage in ("original", "actual"):
            if stage in stages:
                pair = sums.setdefault((entry.unit, stage, entry.fund), [0, 0])
                pair[side] += amount
    found = [Difference(*key, *pair) for key, pair in sums.items()]
    return sorted(d for d in found if d.fen)


def unlinked(
    words: Mapping[str, Any], year: int, booked: Iterable[tuple[Entry, int]]
) -> list[Difference]:
    """Where the actual opening balance of a year is not the closing one of the year before.

    ``receipts`` is what last year closed with, ``uses`` what this year opened with, for each unit
    with anything actual in this year, and each fund of which either is booked; what agrees is left
    out.
    """
    sums: dict[tuple[str, str, str], list[int]] = {}
    begun: set[str] = set()
    for entry, amount in booked:
        if entry.year == year and entry.kind not in APPROPRIATIONS:
            begun.add(entry.unit)
        side = {(year - 1, "closing"): 0, (year, "opening"): 1}.get((entry.year, entry.flow))
        if side is not None and "actual" in words["kind"][entry.kind]["stages"].split("+"):
            sums.setdefault((entry.unit, "actual", entry.fund), [0, 0])[side] += amount
    found = [Difference(*key, *pair) for key, pair in sums.items()]
    return sorted(d for d in found if d.fen and d.unit in begun)
