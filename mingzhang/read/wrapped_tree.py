"""The words of a header as a forest: what stands under which group, and the sums that follow.

Floor 3, pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mingzhang.read.wrapped_lines import same
from mingzhang.read.wrapped_statements import MoneyWords
from mingzhang.read.wrapped_sums import Identity


@dataclass(slots=True)
class Node:
    """A word of the header and what stands under it."""

    name: str
    children: list[Node] = field(default_factory=list)

    def leaves(self, path: str = "") -> list[str]:
        """Column paths from left to right."""
        here = f"{path}/{self.name}" if path else self.name
        if not self.children:
            return [here]
        return [leaf for child in self.children for leaf in child.leaves(here)]


def unique(columns: list[str]) -> list[str]:
    """Column paths made distinct: a second 合计 becomes 合计(2)."""
    seen: dict[str, int] = {}
    out = []
    for column in columns:
        seen[column] = seen.get(column, 0) + 1
        out.append(column if seen[column] == 1 else f"{column}({seen[column]})")
    return out


def tree(names: list[str], words: MoneyWords, turn: int = 0) -> tuple[list[Node], bool]:
    """The header words as a forest: each goes under the group that may hold it.

    Words come row by row, so the children of one group are printed together: a word stays with
    the group of the word before it until that group holds it already or may not. Where a run of
    words fits several groups equally, ``turn`` says which of them; the second value says whether
    there was such a run.
    """
    several = False
    top: list[Node] = []
    groups: list[tuple[Node, frozenset[str]]] = []
    current = -1
    for index, name in enumerate(names):
        node, key = Node(name), plain(name)
        fits = [
            n
            for n, (group, may) in enumerate(groups)
            if key in may and all(same(c.name) != same(name) for c in group.children)
        ]
        order = [n for n in fits if n >= current] + [n for n in fits if n < current]
        if order and key in words.sums:
            run = [key]
            for later in map(plain, names[index + 1 :]):
                if later in words.sums or not any(later in may for _, may in groups):
                    break
                run.append(later)
            fit = {n: _leading(run, groups[n][1]) for n in order}
            order.sort(key=lambda n: (-fit[n][0], -fit[n][1]))
            equal = [
                n
                for n in order
                if fit[n] == fit[order[0]]
                and len(run) > 1
                and groups[n][0].name == groups[order[0]][0].name
            ]
            several |= len(equal) > 1
            order = [equal[turn % len(equal)]] if equal else order
        if order:
            current = order[0]
            groups[current][0].children.append(node)
        else:
            top.append(node)
        for pattern, may in words.under:
            if pattern.fullmatch(key):
                groups.append((node, may))
    return top, several


def _leading(run: list[str], may: frozenset[str]) -> tuple[int, int]:
    """How many words of ``run`` a group may hold: up to the first that it may not, and in all."""
    held = [word in may for word in run]
    return [*held, False].index(False), sum(held)


def identities(nodes: list[Node], words: MoneyWords) -> list[Identity]:
    """合计 = the other columns beside it, in every group of the header."""
    found: list[Identity] = []
    counter = [0]

    def walk(siblings: list[Node]) -> list[tuple[Node, list[int]]]:
        """(node, the columns whose sum is its value) of each sibling; notes the identities."""
        held = []
        for node in siblings:
            if node.children:
                below = walk(node.children)
                total = [c for n, c in below if plain(n.name) in words.sums]
                held.append((node, total[0] if total else [x for _, c in below for x in c]))
            else:
                held.append((node, [counter[0]]))
                counter[0] += 1
        totals = [(n, c) for n, c in held if plain(n.name) in words.sums and not n.children]
        if len(totals) == 1:
            parts = [
                x
                for n, c in held
                if n is not totals[0][0] and plain(n.name) not in words.partial
                for x in c
            ]
            if len(parts) > 1:
                found.append(Identity(totals[0][1][0], tuple(parts)))
        return held

    walk(nodes)
    return found


def plain(name: str) -> str:
    """The word without a remark in brackets at its end: 预算数(万元) is 预算数."""
    return re.sub(r"\([^()]*\)$", "", same(name))
