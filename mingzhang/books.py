"""The books 账 of a department-year: entries 分录 at leaf regions, registers 登记簿, sums over
regions.

An entry is one booking. Its leaf region is a single member of every dimension that it names; what
it does not name it does not constrain, so that it counts only in sums that do not ask. Floor 2,
pure: ``store`` keeps books, ``books`` says what they mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from mingzhang.model import Region
from mingzhang.regions import Space
from mingzhang.registers import fen


@dataclass(frozen=True, slots=True)
class Entry:
    """A booking 分录: ``amount`` in fen at a leaf region.

    ``kind`` is one of ``packs/books.toml``: appropriation 年初预算, adjustment 预算调整, receipt
    收入, payment 支出, carry 结转. ``flow``, ``fund``, ``layer``, ``nature``, ``item``,
    ``status`` and ``source`` are members of ``packs/dimensions.toml``, "" where the entry does
    not say, several joined by "+". ``function``, ``economic`` are codes of 科目, ``project`` a
    project's code, ``unit`` that of a 预算单位. ``reverses`` is the number of the entry that this
    one takes back (冲销), whose amount is then the same with the other sign. ``year`` before the
    year of the books: a figure of an earlier year.
    """

    unit: str
    year: int
    kind: str
    flow: str
    amount: int
    fund: str = ""
    layer: str = ""
    nature: str = ""
    function: str = ""
    economic: str = ""
    project: str = ""
    item: str = ""
    status: str = ""
    source: str = ""
    voucher: str = ""
    date: str = ""
    memo: str = ""
    reverses: int | None = None


class Leaf(NamedTuple):
    """A leaf region 末级口径 with the sum in fen of all that is booked there and how many entries.

    The stage bits of ``region`` are all the stages in which the sum counts.
    """

    region: Region
    fen: int
    entries: int = 1


@dataclass(frozen=True, slots=True)
class Unit:
    """A budget unit 预算单位. ``office`` is a member of the dimension of that name."""

    code: str
    name: str
    office: str = "administrative"


@dataclass(frozen=True, slots=True)
class Books:
    """The books of one department-year as they stand 账: what layouts and templates ask.

    ``department`` heads ``units``. ``registers`` maps the name of a register of
    ``packs/books.toml`` to its rows by field, all values as text. ``prior`` are figures of
    earlier years, typed as printed: the region of each to its amount in fen. ``seal`` is the hash
    over all that the books hold.
    """

    year: int
    department: Unit
    units: tuple[Unit, ...]
    leaves: tuple[Leaf, ...]
    registers: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    prior: Mapping[Region, int] = field(default_factory=dict)
    seal: str = ""


class Meaning:
    """What entries and rows of registers mean as regions; built from the packs once.

    ``words`` is ``packs/books.toml`` parsed; ``paths`` gives a project's code with the group that
    it stands under (项目支出表 prints groups), as regions name it: 1101/42010722202R000000100.
    """

    def __init__(
        self,
        space: Space,
        words: dict,
        units: Iterable[Unit] = (),
        paths: Mapping[str, str] | None = None,
    ) -> None:
        self.space, self.words = space, words
        self.units = {unit.code: unit for unit in units}
        self.paths = paths or {}
        self._masks: dict[tuple[str, ...], int] = {}

    def leaf(self, entry: Entry) -> Leaf:
        """The leaf of one entry; KeyError for a member that no dimension has."""
        return Leaf(self.region(entry), entry.amount)

    def region(self, entry: Entry) -> Region:
        """The region of an entry, its stages those of its kind."""
        key = (entry.kind, entry.flow, entry.fund, entry.layer, entry.nature, entry.status)
        item = entry.item or self._item(entry)
        unit = self.units.get(entry.unit)
        key += (entry.source, item, unit.office if unit else "")
        mask = self._masks.get(key)
        if mask is None:
            mask = self._masks[key] = self._mask(*key)
        project = self.paths.get(entry.project, entry.project)
        return Region(mask, entry.year, entry.unit, entry.function, entry.economic, project)

    def _item(self, entry: Entry) -> str:
        """What the economic subject says of the purpose; the rest is the rest."""
        if entry.flow != "expenditure":
            return ""
        return self.words["item"].get(entry.economic, "rest") if entry.economic else ""

    def _mask(
        self, kind: str, flow: str, fund: str, layer: str, nature: str, status: str,
        source: str, item: str, office: str,
    ) -> int:  # fmt: skip
        if not layer and flow in ("income", "expenditure"):
            layer = "current"
        said = {
            "stage": self.words["kind"][kind]["stages"], "flow": flow, "fund": fund,
            "layer": layer, "nature": nature, "status": status, "source": source, "item": item,
            "office": office,
        }  # fmt: skip
        region = self.space.everything
        for dimension, names in said.items():
            if names:
                bits = self.space.members(dimension, names)
                region = self.space.replace(region, dimension, bits)
        return region.mask


def project_path(row: Mapping[str, str]) -> str:
    """A project of the register as regions name it: under its group, where it has one."""
    return f"{row['group']}/{row['code']}" if row.get("group") else row["code"]


def counted(meaning: Meaning, register: str, row: Mapping[str, str]) -> Leaf:
    """The leaf of a row of a register whose amount is a figure by itself (政府采购, 政府购买服务).

    ``[counted.REGISTER]`` of the pack says its topic, which field holds the money (in 元), and for
    dimensions such as kind and firm which member a value means: the whole value, or its first
    letter (a code of the catalogue).
    """
    said = meaning.words["counted"][register]
    space, region = meaning.space, meaning.space.everything
    named = {"stage": meaning.words["stages"][row["stage"]], "flow": "expenditure"}
    unit = meaning.units.get(row.get("unit", ""))
    if unit:
        named["office"] = unit.office
    for dimension, name in said["from"].items():
        value, members = row.get(name, ""), said[dimension]
        named[dimension] = members.get(value) or members.get(value[:1]) or ""
    for dimension, names in named.items():
        if names:
            region = space.replace(region, dimension, space.members(dimension, names))
    project = row.get("project", "")
    region = region._replace(
        year=int(row["year"]),
        entity=row.get("unit", ""),
        function=row.get("function", ""),
        economic=row.get("economic", ""),
        project=meaning.paths.get(project, project),
        topic=said["topic"],
    )
    return Leaf(region, fen(row[said["money"]]))


def gathered(leaves: Iterable[Leaf]) -> tuple[Leaf, ...]:
    """Leaves of the same region added up, in order of their first."""
    sums: dict[Region, tuple[int, int]] = {}
    for region, amount, entries in leaves:
        before, count = sums.get(region, (0, 0))
        sums[region] = (before + amount, count + entries)
    return tuple(Leaf(region, *sums[region]) for region in sums)


def holds(figure: Region, leaf: Region, stages: int) -> bool:
    """True when what is booked at ``leaf`` is a part of ``figure``.

    ``stages`` is the bit field of the stages: a leaf counts in each of its own, so the figure's
    must be among them; in every other dimension the leaf lies inside.
    """
    return (
        not figure.mask & stages & ~leaf.mask
        and not leaf.mask & ~figure.mask & ~stages
        and leaf.year == figure.year
        and leaf.topic == figure.topic
        and leaf.function.startswith(figure.function)
        and leaf.economic.startswith(figure.economic)
        and leaf.entity.startswith(figure.entity)
        and _of_project(leaf.project, figure.project)
    )


def _of_project(leaf: str, figure: str) -> bool:
    """True for the project itself, for one of a group, and when no project is asked for: P1 is no
    part of P10."""
    return not figure or leaf == figure or leaf.startswith(figure.rstrip("/") + "/")


class Sums:
    """Sums 汇总 over the leaves of books: what ``figure`` amounts to, and of what it is made."""

    def __init__(
        self,
        space: Space,
        books: Books,
        topics: Mapping[str, Region],
        implied: Iterable[Mapping[str, str]] = (),
    ) -> None:
        """``implied`` says which funds pay for items whose figure names none: three expenses."""
        self.space, self.books, self.topics = space, books, topics
        self.implied = [
            (space.members("item", rule["item"]), space.members("fund", rule["fund"]))
            for rule in implied
            if "item" in rule
        ]
        self.stages = space.dimensions["stage"].field
        self._sums: dict[Region, int | None] = {}
        self._typed = {r._replace(mask=r.mask | self.stages): n for r, n in books.prior.items()}
        self._typed |= books.prior
        self._leaves: dict[tuple[int | None, str], list[Leaf]] = {}
        for leaf in books.leaves:
            self._leaves.setdefault((leaf.region.year, leaf.region.topic), []).append(leaf)
        self._kept: dict[int, tuple[Region, list[Leaf]]] = {}
        self._known: dict[tuple[int | None, str], int] = {}
        for key, leaves in self._leaves.items():
            for leaf in leaves:
                self._known[key] = self._known.get(key, 0) | leaf.region.mask & self.stages

    def within(self, figure: Region) -> list[Leaf]:
        """The leaves that make up a figure, in the order of the books."""
        figure = self._meant(figure)
        leaves = self._leaves.get((figure.year, figure.topic), ())
        return [leaf for leaf in leaves if holds(figure, leaf.region, self.stages)]

    def fen(self, figure: Region) -> int | None:
        """The amount of a figure; None when the books do not know its year at its stage.

        What nobody booked in a year that is kept is zero; in a year that is not, it is missing.
        """
        if figure not in self._sums:
            self._sums[figure] = self._fen(figure)
        return self._sums[figure]

    def _fen(self, figure: Region) -> int | None:
        typed = self._typed.get(figure)
        if typed is not None:
            return typed
        meant = self._meant(figure)
        known = self._known.get((figure.year, ""), 0)
        if not ~meant.mask & self.stages:  # of a year before, at whatever stage it is known
            meant = meant._replace(mask=meant.mask & ~self.stages | (known & -known))
        if not known or meant.mask & self.stages & ~known:
            return None
        return sum(leaf.fen for leaf in self.within(meant))

    def _meant(self, figure: Region) -> Region:
        """The region in the main books of a topic that is no more than that (机关运行经费), or of
        items that only some funds pay for (三公经费)."""
        topic = self.topics.get(figure.topic)
        if topic is None:
            items, free = self.space.part(figure, "item"), self.space.free(figure, "fund")
            for own, funds in self.implied if free else ():
                if not items & ~own:
                    figure = self.space.replace(figure, "fund", funds)
            return figure
        return figure._replace(mask=figure.mask & topic.mask, topic="")
