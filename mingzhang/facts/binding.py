"""Binding 归口径: each money cell composed of title, header path and row label."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from mingzhang.facts.labels import Frame, Label, Labels
from mingzhang.lexicon import Composed, Reading, Term, plain
from mingzhang.model import (
    FEN_PER_UNIT,
    UNCLEAR,
    Amount,
    Fact,
    Line,
    Number,
    Place,
    Quantity,
    Region,
    Row,
    Status,
    Table,
    quantity,
)

_CODE = re.compile(r"^[\[(]?(\d{3}(?:\d\d){0,2})[\])]?(?=$|\D)")
_CELL = re.compile(r"^(.*?\d)\s*(万元|元|亿元|千元)$")


@dataclass(slots=True)
class Bound:
    """What became of the cells of tables: facts, every number, and where the unit was inferred."""

    facts: list[Fact] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    inferred: list[tuple[Table, str]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    conflicts: int = 0


class _Column(NamedTuple):
    """A column 栏 understood: its measure ("money", "percent", ...), the year it names, the unit it
    prints, what of it is unread, whether it is a part only, and its region under the title."""

    measure: str
    year: int | None
    unit: str
    unread: str
    partial: bool
    region: Composed


def bind(table: Table, frame: Frame, form: Region | None = None) -> Bound:
    """Bind every money cell of a table.

    ``form`` is given for performance forms: the region of the form's project, with the title read
    as saying no more than that.
    """
    return _Binding(table, frame, form).run()


class _Binding:
    """The state of binding one table from top to bottom."""

    def __init__(self, table: Table, frame: Frame, form: Region | None) -> None:
        self.table, self.frame, self.form = table, frame, form
        self.name = " ".join(filter(None, (table.number, table.title.text.strip())))
        self.doubt = self.wrong = ""
        self.space = frame.lexicon.space
        self.bound = Bound()
        self._natures: bool | None = None
        self.labels = Labels(table, frame, form, self._prints_natures)
        cells = (quantity(cell.text) for row in table.rows for cell in row.cells.values())
        self.fine = any(found.decimals for found in cells if found)  # 0 beside 6.4 is no 0.4
        self.panels = {self.labels.panel(r) for r in table.rows if r.label} - {""}

    def run(self) -> Bound:
        start, title, self.wrong = self._title()
        self.doubt = self.table.doubt or self._strange(title)
        labels = self.labels.read()
        readings = self._columns()
        unit = self._unit(readings)
        columns = {path: self._over(*read, start, title) for path, read in readings.items()}
        down: dict[str, tuple[list[Fact], list[bool]]] = {}
        for row, label in zip(self.table.rows, labels, strict=True):
            across: list[Fact] = []
            named = " ".join(label.phrases)
            unread = False
            for path, cell in row.cells.items():
                column, holes = down.setdefault(self._bare(path), ([], []))
                before = len(self.bound.facts)
                at = cell.at(0) if cell.spans else Place(row.line)
                place = Place(at.line, at.offset, self.table.page, self.name, named, path)
                place = self.frame.places.on(place)
                hole = self._cell(row, label, place, cell.text.strip(), columns[path], unit)
                holes.append(hole)
                unread |= hole
                column += self.bound.facts[before:]
                across += self.bound.facts[before:]
            self.bound.lines.append(Line(tuple(across), unread, True))
        for column, holes in down.values():
            self.bound.lines.append(Line(tuple(column), any(holes), False))
        self.bound.lines = [x for x in self.bound.lines if any(not f.blank for f in x.facts)]
        return self.bound

    def _bare(self, path: str) -> str:
        """The path without its panel: side by side panels share a column's line."""
        first, _, rest = path.partition("/")
        return rest if rest and plain(first) in self._panels() else path

    # -- the title and the header ------------------------------------------------------------

    def _title(self) -> tuple[Region, tuple[tuple[Term, ...], ...], str]:
        frame, space = self.frame, self.space
        start = self.form or space.everything
        reading = frame.lexicon.read(self.table.title.text, "title")
        year = reading.years[0] if reading.years else frame.year
        region = start._replace(year=start.year or year)
        if self.form is not None:
            return region, (), ""
        if not self.table.title.text.strip():
            return region, (), "没有表名"
        return region, (reading.terms,), reading.unread

    def _strange(self, title: tuple[tuple[Term, ...], ...]) -> str:
        """Rows of economic subjects under a title that speaks of all spending: the text may have
        put another table's title here, so that nothing of it can be held against the bureau."""
        if self.form is not None or not title:
            return ""
        region, _ = self.frame.lexicon.compose(title, self.space.everything)
        said = self.table.title.text
        if not self.space.free(region, "nature") or region.topic or "经济" in said:
            return ""
        coded = [_CODE.match(r.label[0].text.strip()) for r in self.table.rows if r.label]
        economic = sum(1 for found in coded if found and found[1][0] == "3")
        return "表名没有说基本支出，行却是经济科目，表名可能读错" if economic > 2 else ""

    def _columns(self) -> dict[str, tuple[list[Reading], str]]:
        """For each path: the readings of its parts, and its measure ("money", "percent", ...)."""
        found = {}
        for row in self.table.rows:
            for path in row.cells:
                if path not in found:
                    found[path] = self._column(path)
        return found

    def _column(self, path: str) -> tuple[list[Reading], str]:
        parts = [p for p in path.split("/") if p.strip()]
        if parts and (parts[0] in self.panels or plain(parts[0]) in self._panels()):
            parts = parts[1:]
        readings = [self._header(part) for part in parts]
        last = plain(parts[-1]) if parts else ""
        for measure in ("ordinal", "percent", "score", "price", "count"):
            if any(word in last for word in self.frame.words["measure"][measure]):
                return readings, measure
        return readings, "money"

    def _over(self, readings: list[Reading], measure: str, start: Region, title: tuple) -> _Column:
        """A column under the title: what is the same for all of its cells."""
        years = [y for r in readings for y in r.years]
        region = start._replace(year=years[-1]) if years else start
        phrases = [*title, *(r.terms for r in readings)]
        return _Column(
            measure,
            years[-1] if years else None,
            next((r.unit for r in readings if r.unit in FEN_PER_UNIT), ""),
            next((r.unread for r in readings if r.unread), ""),
            any(r.partial for r in readings),
            self.frame.lexicon.within(phrases, Composed(region)),
        )

    def _header(self, part: str) -> Reading:
        """A part of a header; forms have words of their own: 预算数 there is after adjustment."""
        if self.form is not None:
            reading = self.frame.lexicon.read(part, "form")
            if not reading.unread:
                return reading
        return self.frame.lexicon.read(part, "header")

    def _panels(self) -> dict[str, str]:
        return self.frame.words["panel"]

    def _prints_natures(self) -> bool:
        """True when the table's own columns or panels say 人员 and 公用."""
        if self._natures is None:
            field_ = self.space.dimensions["nature"].field
            readings = (r for readings, _ in self._columns().values() for r in readings)
            self._natures = any(r.region.mask & field_ != field_ for r in readings)
        return self._natures

    def _unit(self, columns: dict) -> str:
        """The unit of the table: printed for it, or in its columns, or told by its amounts."""
        if self.table.unit in FEN_PER_UNIT:
            return self.table.unit
        printed = {r.unit for readings, _ in columns.values() for r in readings} & {*FEN_PER_UNIT}
        if len(printed) == 1:
            return printed.pop()
        votes: dict[str, int] = {}
        for row in self.table.rows:
            for path, cell in row.cells.items():
                number = quantity(cell.text)
                if number and number.digits and columns[path][1] == "money":
                    for unit in ("万元", "元"):
                        fen = number.exact * FEN_PER_UNIT[unit]
                        if fen in self.frame.known_units:
                            votes[unit] = votes.get(unit, 0) + 1
        unit = max(votes, key=lambda u: votes[u]) if votes else self.frame.unit
        self.bound.inferred.append((self.table, unit))
        return unit

    def _cell(
        self, row: Row, label: Label, place: Place, text: str, column: _Column, unit: str
    ) -> bool:
        """Bind one cell; True when it holds a number that could not be bound."""
        own = _CELL.match(text) if text.endswith("元") else None
        number = quantity(own[1] if own else text)
        if number is None and text:
            return UNCLEAR in text
        counted = label.unit if label.unit not in FEN_PER_UNIT else ""
        if column.measure in ("ordinal", "percent", "score", "count") or counted:
            if number is not None:
                status = Status.LABEL if column.measure == "ordinal" else Status.CLAIM
                self.bound.numbers.append(Number(text, place, status, counted or column.measure))
            return False
        unread = self.wrong or label.unread or column.unread
        if unread:
            if number is not None:
                why = f"「{unread}」没有读懂"
                self.bound.numbers.append(Number(text, place, Status.UNREAD, why))
            return number is not None
        region = self._region(column, label)
        units = (own[2] if own else "", column.unit, label.unit, unit)
        chosen = next((u for u in units if u in FEN_PER_UNIT), self.frame.unit)
        if column.measure == "price":
            region = region._replace(topic="单价")
        amount = Amount(0, 0, 0)
        if number is not None and (number.digits or number.decimals or not self.fine):
            amount = Quantity(number.digits, number.decimals, chosen).fen()
        phrases = (self.table.title.text, place.column, *label.phrases)
        partial = label.partial or column.partial
        doubt = row.doubt or self.doubt
        fact = Fact(
            region, amount, text, place, phrases, number is None, chosen, "table", doubt, partial
        )
        self.bound.facts.append(fact)
        if number is not None:
            why = self.space.describe(region)
            self.bound.numbers.append(Number(text, place, Status.FACT, why))
        return False

    def _region(self, column: _Column, label: Label) -> Region:
        lexicon, space = self.frame.lexicon, self.space
        region, conflict = lexicon.settled(lexicon.within(label.terms, column.region))
        self.bound.conflicts += conflict
        if space.free(region, "stage") and column.year is None:
            bits = space.members("stage", self.frame.stage)
            region = space.replace(region, "stage", bits)
        if label.project or label.entity:
            project = "/".join(filter(None, (region.project, label.project)))
            region = region._replace(entity=label.entity or region.entity, project=project)
        return region
