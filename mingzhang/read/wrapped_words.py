"""The words that open the blocks of a performance form, and where they stand in a flow.

Floor 3, pure: patterns made of ``packs/wrapped.toml``, in one form of punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from mingzhang.read.wrapped_lines import HALF, Flow, same

_YEAR = r"\d{4}年?"
_SCORE = re.compile(r"\d+(?:\.\d+)?分?")


class Mark(NamedTuple):
    """A block's opening words: ``flat[start:end]``. ``name`` is the word, ``kind`` the block."""

    kind: str
    name: str
    start: int
    end: int
    heads: tuple[tuple[int, int], ...] = ()  # header words of the block, in order of print


Made = TypeVar("Made")
_FEW = 8  # tables of packs; tests make many


def once(make: Callable[[dict[str, Any]], Made]) -> Callable[[dict[str, Any]], Made]:
    """``make`` of a table of a pack, made once: packs are loaded once and never changed.

    A table has no hash, so it is known by identity, and kept so that no other takes its place.
    """
    made: dict[int, tuple[dict[str, Any], Made]] = {}

    def of(table: dict[str, Any]) -> Made:
        found = made.get(id(table))
        if found is None:
            if len(made) >= _FEW:
                made.clear()
            found = made[id(table)] = (table, make(table))
        return found[1]

    return of


def any_of(words: list[str]) -> str:
    """A pattern for any of ``words``, longest first; {year} stands for a year."""
    ordered = sorted({same(word) for word in words}, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(w).replace(r"\{year\}", _YEAR) for w in ordered) + ")"


@dataclass(slots=True)
class Patterns:
    """Compiled patterns of one vocabulary."""

    title: re.Pattern[str]
    keys: re.Pattern[str]
    amounts: re.Pattern[str]
    prose: re.Pattern[str]
    pairs: re.Pattern[str]
    sections: re.Pattern[str]
    notes: re.Pattern[str]
    total: re.Pattern[str]
    indicators: re.Pattern[str]
    indicator_word: re.Pattern[str]
    execution: re.Pattern[str]
    execution_word: re.Pattern[str]
    funds: re.Pattern[str]
    funds_word: re.Pattern[str]
    projects: re.Pattern[str]
    projects_word: re.Pattern[str]
    goal: re.Pattern[str]
    form: dict[str, Any]

    @staticmethod
    def of(form: dict[str, Any]) -> Patterns:
        """The patterns of the pack's table ``form``."""
        kinds = form["indicators"]["kinds"]
        head = [w for words in kinds.values() for w in words] + list(form["indicators"]["under"])
        front, third = any_of(form["indicators"]["front"]), any_of(form["indicators"]["third"])
        execution, funds = any_of(form["execution"]["columns"]), any_of(form["funds"]["columns"])
        projects = any_of(form["projects"]["columns"])
        pairs = "|".join("(" + any_of([a]) + ")(" + any_of([b]) + ")" for a, b in form["pairs"])
        first = "|".join(map(re.escape, form["indicators"]["head"][:2]))
        return Patterns(
            title=re.compile(any_of(form["titles"]) + r"(?:\(.{1,20}\))?$"),
            keys=re.compile(any_of(form["keys"])),
            amounts=re.compile(any_of(form["amounts"])),
            prose=re.compile(any_of(form["prose"])),
            pairs=re.compile(pairs),
            sections=re.compile(any_of(form["sections"])),
            notes=re.compile(any_of(form["notes"]) + r"[:、]"),
            total=re.compile(any_of(form["total"]) + r":?"),
            indicators=re.compile(f"{front}?(?:{first}){{2}}{third}(?:{any_of(head)}|{third})+"),
            indicator_word=re.compile(f"{any_of(head)}"),
            execution=re.compile(rf"{execution}(?:{execution}|\([^()]{{1,12}}\)){{2,}}"),
            execution_word=re.compile(execution),
            funds=re.compile(rf"{funds}(?:{funds}|{_YEAR}){{2,}}"),
            funds_word=re.compile(f"{funds}|{_YEAR}"),
            projects=re.compile(f"{projects}(?:{projects}){{2,}}"),
            projects_word=re.compile(projects),
            goal=re.compile(form["goal"]),
            form=form,
        )


def marks(flow: Flow, start: int, end: int, patterns: Patterns) -> list[Mark]:
    """The openings of blocks between ``start`` and ``end``, in order, none inside another."""
    found: list[Mark] = []
    at = start
    for index in range(flow.piece_at(start), len(flow.pieces)):
        piece = flow.pieces[index]
        if piece.start >= end:
            break
        if piece.start < at:
            continue
        mark = _mark(flow, piece.start, piece.gap, patterns)
        if mark:
            found.append(mark)
            at = mark.end
    return found


def _numbers_end(flow: Flow, at: int) -> int:
    """The end of the run of numbers (with 分) that stands at ``at``."""
    end = at
    for index in range(flow.piece_at(at), len(flow.pieces)) if at < len(flow.flat) else ():
        piece = flow.pieces[index]
        run = flow.flat[max(at, piece.start) : piece.end]
        if not _SCORE.fullmatch(run) and run != "分":
            break
        end = piece.end
    return end


def _mark(flow: Flow, at: int, gap: int, patterns: Patterns) -> Mark | None:
    flat = flow.flat
    for kind in ("indicators", "execution", "funds", "projects"):
        hit = getattr(patterns, kind).match(flat, at)
        if hit:
            return Mark(kind, hit[0], at, hit.end())
    if gap >= HALF:
        goal = patterns.goal.match(flat, at)
        if goal:
            return Mark("goal", goal[0], at, goal.end())
        pair = patterns.pairs.match(flat, at)
        if pair and flow.is_edge(pair.end()):
            cut = at + len(next(g for g in pair.groups() if g))
            return Mark("pair", pair[0], at, pair.end(), ((at, cut), (cut, pair.end())))
        hit = patterns.notes.match(flat, at)
        if hit:
            return Mark("notes", hit[0], at, hit.end())
        hit = patterns.total.match(flat, at)
        end = _numbers_end(flow, hit.end()) if hit else 0
        if hit and end > hit.end():
            return Mark("total", hit[0], at, end)
        for kind in ("prose", "sections"):
            hit = getattr(patterns, kind).match(flat, at)
            if hit and flow.is_edge(hit.end()):
                return Mark(kind, hit[0], at, hit.end())
    for kind in ("keys", "amounts"):
        hit = getattr(patterns, kind).match(flat, at)
        if hit and (flow.is_edge(hit.end()) or flat.startswith(":", hit.end())):
            colon = flat.startswith(":", hit.end())
            return Mark(kind, hit[0], at, hit.end() + colon)
    return None
