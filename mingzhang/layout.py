"""Layouts 表样: which words stand where on a province's form, and where its figures go.

A layout is a record of ``packs/layouts``. It says the words of titles, headers and row labels,
and no region: what a cell means is read from the words by the lexicon, as a reader of the page
would. So a layout prints nothing that this project could not read again. Floor 2, pure.

A grid is written row by row; in it ``<`` joins a cell to the one at its left, ``^`` to the one
above, ``#`` is the place of a figure. ``{name}`` is filled from the context (department, year, the
row of a register), ``{=phrases}`` by a figure of the books, ``{%part:whole}`` by a share,
``{:expression}`` by what fields and the ``amounts`` of the table come to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mingzhang.disclosure import Cell, Sheet

LEFT, ABOVE, FIGURE = "<", "^", "#"
_MARKS = {LEFT: "\0<", ABOVE: "\0^", FIGURE: ""}  # in the grid, where a text may be "<" itself
_FIELD = re.compile(r"\{([a-z_][a-z0-9_.]*)(\??)\}")
_FORMULA = re.compile(r"\{[=%:]")
_LEVELS = {3: 0, 5: 1, 7: 2}

Context = Mapping[str, str]
Rows = Callable[[dict, Context], list[dict[str, str]]]  # a row item and its context -> its rows


class Unfit(Exception):
    """A layout that cannot be followed. ``str(error)`` says which one, where and why."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout 表样: its ``id``, what it is for, its ``words`` as merged with those it extends."""

    id: str
    words: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """What it lays out: "budget" 部门预算 or "final" 部门决算."""
        return self.words["kind"]

    def table(self, name: str) -> dict[str, Any]:
        """The table ``name`` with what the layout says for all tables."""
        found = self.words.get("table", {}).get(name)
        if found is None:
            raise Unfit(f"表样「{self.id}」没有表「{name}」。")
        made = {**self.words.get("usual", {}), **found}
        if isinstance(made.get("panel"), dict):
            made["panel"] = list(made["panel"].values())
        return _instead(made, made["instead"]) if "instead" in made else made


def _instead(said: Any, names: Mapping[str, str]) -> Any:
    """What a table says, with other words for the words of the layout that it extends."""
    if isinstance(said, str):
        return names.get(said, said)
    if isinstance(said, list):
        return [_instead(each, names) for each in said]
    if isinstance(said, dict):
        return {key: _instead(each, names) for key, each in said.items()}
    return said


def merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """A layout over the one it extends: tables of records are merged, all else is replaced."""
    both = dict(base)
    for key, value in own.items():
        old = both.get(key)
        both[key] = (
            merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
        )
    return both


def load(name: str, read: Callable[[str], Mapping[str, Any]]) -> Layout:
    """The layout ``name`` with all that it extends; ``read`` gives the record of a name.

    Raises Unfit when one extends itself.
    """
    chain: list[Mapping[str, Any]] = []
    seen: set[str] = set()
    at = name
    while at:
        if at in seen:
            raise Unfit(f"表样「{name}」经「{at}」引用了自己。")
        seen.add(at)
        chain.append(read(at))
        at = chain[-1].get("extends", "")
    words: dict[str, Any] = {}
    for record in reversed(chain):
        words = merged(words, record)
    return Layout(name, words)


def filled(text: str, context: Context) -> str:
    """The text with its ``{name}`` filled; Unfit when the context lacks one, but that ``{name?}``
    is left blank."""

    def value(found: re.Match[str]) -> str:
        if found[2]:
            return context.get(found[1], "")
        if found[1] not in context:
            raise Unfit(f"「{text}」要用的「{found[1]}」没有给出。")
        return context[found[1]]

    return _FIELD.sub(value, text)


def _written(text: str, context: Context) -> str:
    """What stands in the grid for a cell of a layout: its mark, or its text filled."""
    return _MARKS[text] if text in _MARKS else filled(text, context)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of a figure 数位: whether its row was ``made`` for a code, a unit or a project of
    the books, and which."""

    function: str = ""
    economic: str = ""
    entity: str = ""
    project: str = ""
    made: bool = False


@dataclass(slots=True)
class Draft:
    """A sheet whose figures are still to be filled: slots by (row, column), formulas by the same.

    ``formulas`` are the cells with ``{=…}``, as written, with the context they stand in. ``wholes``
    are the places whose figure is the sum of others of the same row or column, with these.
    ``notes`` are those that stand under the sheet when no figure of it has an amount.
    """

    sheet: Sheet
    slots: dict[tuple[int, int], Slot] = field(default_factory=dict)
    formulas: dict[tuple[int, int], tuple[str, Context]] = field(default_factory=dict)
    table: dict[str, Any] = field(default_factory=dict)
    wholes: dict[tuple[int, int], tuple[tuple[int, int], ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def draft(name: str, table: dict[str, Any], rows: Rows, context: Context) -> Draft:
    """One table of a layout laid out: every row expanded, every merged cell one cell.

    Raises Unfit where its grid does not fit together.
    """
    return _Drafting(name, table, rows, context).run()


class _Drafting:
    """The state of laying out one table from top to bottom."""

    def __init__(self, name: str, table: dict[str, Any], rows: Rows, context: Context) -> None:
        self.name, self.table, self.rows, self.context = name, table, rows, context
        self.grid: list[list[str]] = []
        self.contexts: list[Context] = []
        self.slots: dict[tuple[int, int], Slot] = {}
        self.depths: dict[tuple[int, int], int] = {}
        self.made = 0  # rows for a code, a unit, a project or a line of a register
        self.width = table.get("columns") or len(table["header"][0])

    def run(self) -> Draft:
        table, head = self.table, len(self.table.get("header", []))
        for row in table.get("header", []):
            self._add(row, self.context)
        panels = table.get("panel") or [{"columns": [0, self.width], "rows": table.get("rows", [])}]
        self._panels(panels)
        generated = len(self.grid) > head
        for item in table.get("tail", []):
            self._row(item, 0, self.width, self.context)
        notes, empty = (
            tuple(filled(note, self.context) for note in table.get(name, ()))
            for name in ("notes", "empty_notes")
        )
        if not generated or (not self.slots and self._is_empty()):
            notes, empty = notes + empty, ()
            for _ in range(table.get("empty_rows", 0) if not generated else 0):
                self._add([""] * self.width, self.context)
        sheet = Sheet(
            self.name,
            filled(table.get("number", ""), self.context),
            filled(table["title"], self.context),
            table.get("unit", ""),
            filled(table.get("by", ""), self.context),
            len(self.grid),
            tuple(table.get("widths", [1] * self.width)),
            head,
            tuple(self._cells(head)),
            notes,
            table.get("landscape", False),
        )
        made = Draft(sheet, self.slots, {}, table, notes=empty)
        for cell in sheet.cells:
            if _FORMULA.search(cell.text):
                made.formulas[cell.row, cell.column] = (cell.text, self.contexts[cell.row])
        return made

    def _is_empty(self) -> bool:
        """Whether the table has no row of its own: none that was made for a code or a project."""
        items = [i for p in self.table.get("panel", [self.table]) for i in p.get("rows", [])]
        each = any(isinstance(i, dict) and "each" in i for i in items)
        return each and not self.made

    def _add(self, row: list[str], context: Context) -> int:
        if len(row) != self.width:
            raise Unfit(
                f"表「{self.name}」第 {len(self.grid) + 1} 行有 {len(row)} 栏，"
                f"应有 {self.width} 栏。"
            )
        self.grid.append([_written(text, context) for text in row])
        self.contexts.append(context)
        return len(self.grid) - 1

    def _panels(self, panels: list[dict[str, Any]]) -> None:
        """The panels side by side: each is laid out alone, the shorter are padded where they say
        ``fill`` or at their end, and ordinals run through one panel after the other."""
        stacks = []
        for panel in panels:
            first, width = panel["columns"]
            stacks.append(_Stack(first, width, self._expanded(panel, width)))
        height = max(sum(not line.filler for line in s.rows) for s in stacks)
        number = 0
        for stack in stacks:
            stack.padded(height)
        start = len(self.grid)
        for at in range(height):
            row = [""] * self.width
            for stack in stacks:
                row[stack.first : stack.first + stack.width] = stack.rows[at].cells
            self.grid.append(row)
            self.contexts.append(next((s.rows[at].context for s in stacks), self.context))
        ordinals = self.table.get("ordinals", [])
        for stack in stacks:
            for column in ordinals:
                if stack.first <= column < stack.first + stack.width:
                    for at in range(height):
                        number += 1
                        self.grid[start + at][column] = str(number)
            for at, line in enumerate(stack.rows):
                for offset in line.slots:
                    self.slots[start + at, stack.first + offset] = line.slot
                if line.cells and line.depth:
                    self.depths[start + at, stack.first + line.named] = line.depth

    def _row(self, item: Any, first: int, width: int, context: Context) -> None:
        for line in self._lines(item, width, {"labels": 1}, context):
            at = self._add([""] * first + line.cells, line.context)
            for offset in line.slots:
                self.slots[at, first + offset] = line.slot

    def _expanded(self, panel: dict[str, Any], width: int) -> list[_Line]:
        return [
            line
            for item in panel.get("rows", [])
            for line in self._lines(item, width, {**self.table, **panel}, self.context)
        ]

    def _lines(
        self, item: Any, width: int, panel: dict[str, Any], context: Context
    ) -> Iterator[_Line]:
        """The printed lines of one item of a layout: a label, a record with cells, or each of …"""
        if isinstance(item, str):
            item = {"labels": [item]}
        if item.get("fill"):
            yield _Line([""] * width, context, filler=True)
            return
        if "when" in item:
            item = {"each": "when", **item}
        asked = {"derive": self.table.get("derive", {}), **item}
        rows = self.rows(asked, context) if "each" in item else [{}]
        if rows and "total" in item:
            yield self._line({"labels": item["total"]}, width, panel, {}, context)
        above: list[str] = []
        for row in rows:
            inner = {**context, **row}
            line = self._line(item, width, panel, row, inner)
            above = _joined(line.cells, above, item.get("merge", ()))
            yield line
            for within in item.get("rows", ()):
                yield from self._lines(within, width, panel, inner)

    def _line(
        self, item: Mapping, width: int, panel: Mapping, row: Mapping, context: Context
    ) -> _Line:
        """One printed line: its cells as written, or its labels and the places of its figures."""
        if "cells" in item:
            cells = [_written(text, context) for text in item["cells"]]
            slots = [i for i, text in enumerate(item["cells"]) if text == FIGURE]
        else:
            labels = [_written(label, context) for label in item["labels"]]
            labels = [""] * (panel.get("labels", 1) - len(labels)) + labels
            columns = panel.get("columns")
            first = columns[0] if isinstance(columns, list) else 0
            plain = {*panel.get("ordinals", ()), *item.get("plain", ())}
            slots = [i for i in range(len(labels), width) if i + first not in plain]
            cells = labels + [""] * (width - len(labels))
        if len(cells) != width:
            raise Unfit(f"表「{self.name}」有一行 {len(cells)} 栏，应有 {width} 栏：{cells}")
        code = row.get("function") or row.get("economic") or ""
        keys = {k: row.get(k, "") for k in ("function", "economic", "entity", "project")}
        depth = _LEVELS.get(len(code), 0) if item.get("indent", True) else 0
        named = max((i for i, t in enumerate(cells) if t and i not in slots), default=0)
        made = item.get("each", "when") != "when"
        self.made += made
        return _Line(cells, context, slots, Slot(**keys, made=made), depth, named)

    def _cells(self, head: int) -> Iterator[Cell]:
        """The cells of the grid, merged ones as one; Unfit where a merge hangs in the air."""
        for r, row in enumerate(self.grid):
            for c, text in enumerate(row):
                if text in (_MARKS[LEFT], _MARKS[ABOVE]):
                    if not (c if text == _MARKS[LEFT] else r):
                        raise Unfit(f"表「{self.name}」第 {r + 1} 行第 {c + 1} 栏没有可合并的格。")
                    continue
                wide = 1
                while c + wide < len(row) and row[c + wide] == _MARKS[LEFT]:
                    wide += 1
                high = 1
                while r + high < len(self.grid) and self.grid[r + high][c] == _MARKS[ABOVE]:
                    high += 1
                yield self._cell(r, c, text, head, high, wide)

    def _cell(self, r: int, c: int, text: str, head: int, high: int, wide: int) -> Cell:
        made = Cell(r, c, text, rows=high, columns=wide)
        if r < head:
            return replace(made, role="header", align="center", strong=True)
        if (r, c) in self.slots:
            return replace(made, role="figure", align="right")
        if c in self.table.get("right", []):
            return replace(made, align="right")
        if c in self.table.get("ordinals", []):
            return replace(made, role="label", align="center")
        if self.slots:
            return replace(made, role="label", depth=self.depths.get((r, c), 0))
        return made


def _joined(cells: list[str], above: list[str], columns: Iterable[int]) -> list[str]:
    """Joins the cells of these columns to those above that say the same, as long as all before them
    do; returns what the row says."""
    said = list(cells)
    for column in columns:
        if not above or above[column] != said[column]:
            break
        cells[column] = _MARKS[ABOVE]
    return said


@dataclass(slots=True)
class _Line:
    """One printed line of a panel: its cells, where figures stand in it, what it was made for."""

    cells: list[str]
    context: Context
    slots: list[int] = field(default_factory=list)
    slot: Slot = field(default_factory=Slot)
    depth: int = 0
    named: int = 0
    filler: bool = False


@dataclass(slots=True)
class _Stack:
    """The lines of a panel, from its first column."""

    first: int
    width: int
    rows: list[_Line]

    def padded(self, height: int) -> None:
        """Blank lines where the layout says ``fill``, or at the end, up to ``height``."""
        missing = height - sum(not line.filler for line in self.rows)
        at = next((i for i, line in enumerate(self.rows) if line.filler), None)
        context = self.rows[0].context if self.rows else {}
        rows = [line for line in self.rows if not line.filler]
        blank = [_Line([""] * self.width, context) for _ in range(missing)]
        at = len(rows) if at is None else at
        self.rows = rows[:at] + blank + rows[at:]
