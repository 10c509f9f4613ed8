"""Region algebra 口径代数: which regions are equal, inside one another, disjoint.

The closed dimensions are bit fields of one integer, so that "inside" is one operation; codes are
trees, where a prefix stands for all that begins with it.
"""

from __future__ import annotations

from dataclasses import dataclass

from mingzhang.model import Region


@dataclass(frozen=True, slots=True)
class Dimension:
    """A closed dimension 维度: its name, its bit field, its members' bits and names."""

    id: str
    name: str
    field: int
    bits: dict[str, int]
    names: dict[str, str]


class Space:
    """All dimensions 全部维度, built from the pack of dimensions."""

    def __init__(self, dimensions: list[dict]) -> None:
        self.dimensions: dict[str, Dimension] = {}
        shift = 0
        for item in dimensions:
            bits, names = {}, {}
            for member, name in item["members"]:
                bits[member], names[member] = 1 << shift, name
                shift += 1
            field = sum(bits.values())
            self.dimensions[item["id"]] = Dimension(item["id"], item["name"], field, bits, names)
        self.all = (1 << shift) - 1
        self.fields = tuple(d.field for d in self.dimensions.values())
        self.everything = Region(self.all)
        self._said: dict[int, list[str]] = {}
        self._members: dict[tuple[str, str], int] = {}

    def members(self, dimension: str, names: str) -> int:
        """The bits of "general+capital" in a dimension; KeyError on an unknown member."""
        found = self._members.get((dimension, names))
        if found is None:
            bits = self.dimensions[dimension].bits
            found = sum(bits[name.strip()] for name in names.split("+"))
            self._members[dimension, names] = found
        return found

    def only(self, dimension: str, names: str) -> Region:
        """The region that constrains one dimension and nothing else."""
        field = self.dimensions[dimension].field
        return Region(self.all & ~field | self.members(dimension, names))

    def part(self, region: Region, dimension: str) -> int:
        """The bits of one dimension in a region."""
        return region.mask & self.dimensions[dimension].field

    def within(self, region: Region, dimension: str, names: str) -> bool:
        """True when the region says of this dimension no more than these members."""
        return not self.part(region, dimension) & ~self.members(dimension, names)

    def replace(self, region: Region, dimension: str, bits: int) -> Region:
        """The region with one dimension set anew (0 bits: unconstrained)."""
        field = self.dimensions[dimension].field
        return Region(region.mask & ~field | (bits or field), *region[1:])

    def free(self, region: Region, dimension: str) -> bool:
        """True when the region does not constrain this dimension."""
        return self.part(region, dimension) == self.dimensions[dimension].field

    def meet(self, a: Region, b: Region) -> Region | None:
        """The conjunction, or None when no figure can be both."""
        mask = a.mask & b.mask
        if any(not mask & field for field in self.fields):
            return None
        if a.year and b.year and a.year != b.year:
            return None
        names = []
        for x, y in zip(a[2:6], b[2:6], strict=True):
            if x.startswith(y):
                names.append(x)
            elif y.startswith(x):
                names.append(y)
            else:
                return None
        if a.topic and b.topic and a.topic != b.topic:
            return None
        return Region(mask, a.year or b.year, *names, a.topic or b.topic)

    def disjoint(self, a: Region, b: Region) -> bool:
        """True when the two have no part in common."""
        if a.year != b.year or a.topic != b.topic:
            return True
        for x, y in zip(a[2:6], b[2:6], strict=True):
            if x != y and not (x.startswith(y) or y.startswith(x)):
                return True
        mask = a.mask & b.mask
        return any(not mask & field for field in self.fields)

    def _members_said(self, mask: int) -> list[str]:
        words = []
        for dimension in self.dimensions.values():
            bits = mask & dimension.field
            if bits != dimension.field:
                names = [n for m, n in dimension.names.items() if dimension.bits[m] & bits]
                words.append("+".join(names))
        return words

    def size(self, region: Region) -> int:
        """How many combinations of members of the closed dimensions a region holds."""
        size = 1
        for field in self.fields:
            size *= (region.mask & field).bit_count()
        return size

    def describe(self, region: Region) -> str:
        """The region in words, for a person."""
        words = [f"{region.year}年"] if region.year else []
        if region.mask not in self._said:
            self._said[region.mask] = self._members_said(region.mask)
        words += self._said[region.mask]
        named = (("单位", 2), ("功能科目", 3), ("经济科目", 4), ("项目", 5), ("", 6))
        words += [f"{name}{region[i].rstrip('~')}" for name, i in named if region[i]]
        return "·".join(words)


def inside(a: Region, b: Region) -> bool:
    """True when every part of ``a`` is a part of ``b``."""
    return (
        a.mask & b.mask == a.mask
        and a.year == b.year
        and a.topic == b.topic
        and a.function.startswith(b.function)
        and a.economic.startswith(b.economic)
        and a.entity.startswith(b.entity)
        and a.project.startswith(b.project)
    )
