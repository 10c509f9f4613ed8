"""Reading: the performance forms of a document, each with its lines by kind.

A form may come as one table or several, with notes as rows, as notes or as paragraphs under it.
Columns are known by what they mean (``words``), not by where they stand.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from mingzhang.model import Document, Paragraph, Place, Row, Table, Text
from mingzhang.performance.words import Levels, Vocabulary, bare, figure, levels, plain, role


class Cell(NamedTuple):
    """A printed cell: its column path, its text, its place."""

    path: str
    text: Text
    place: Place

    @property
    def said(self) -> str:
        return self.text.text.strip()


class Line(NamedTuple):
    """A row of a form with its cells by what they stand for."""

    row: Row
    table: Table
    cells: dict[str, list[Cell]]
    levels: Levels
    goal: str

    def first(self, name: str) -> Cell | None:
        """The first cell of that meaning that prints something; else a blank one, else None."""
        found = self.cells.get(name, [])
        return next((c for c in found if c.said), found[0] if found else None)


@dataclass(slots=True)
class Form:
    """One form while it is read: the lines by kind, and what its headings say."""

    title: str
    place: Place
    name: str = ""
    applied: str = ""
    year: int | None = None
    indicators: list[Line] = field(default_factory=list)
    executions: list[Line] = field(default_factory=list)
    totals: list[Line] = field(default_factory=list)
    subtotals: list[Line] = field(default_factory=list)
    funds: list[Line] = field(default_factory=list)
    tasks: list[Line] = field(default_factory=list)
    listed: list[Line] = field(default_factory=list)
    amounts: list[Line] = field(default_factory=list)
    options: list[Line] = field(default_factory=list)
    goals: dict[str, Cell] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    reason: Cell | None = None
    doubt: str = ""


def is_performance(table: Table, words: Vocabulary) -> bool:
    """True when the table is (a part of) a performance form."""
    roles = {role(path, words) for path in (*table.columns, *table.label_columns)}
    if roles & {"level1", "level2", "level3"} and roles & {"target", "done", "score", "year"}:
        return True
    if "budget" in roles and "spent" in roles and roles & {"rate", "score"}:
        return True
    keys = words.pack["form"]["name_keys"]
    if roles & {"task_total", "task_spent", "list_year", "total_weight", "grade"} or roles >= {
        "share",
        "this_year",
    }:
        return True
    titled = words.patterns["form.title"].search(bare(table.title.text))
    return bool(titled) or any(bare(key) in keys for row in table.rows for key in row.cells)


def forms(document: Document, words: Vocabulary) -> list[Form]:
    """The performance forms of a document, in order."""
    found: list[Form] = []
    applied, year, goal = "", None, ""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            name = words.patterns["form.applied"].search(block.text.text)
            applied = name[1].strip() if name else applied
            if len(block.text.text) < 40:
                dated = words.patterns["form.year_line"].search(block.text.text)
                year = int(dated[1]) if dated else year
            if found:
                found[-1].notes.append(block.text.text)
            continue
        if not is_performance(block, words):
            continue
        listed = _by_project(block, words)
        if listed:
            found += listed
            continue
        parts = _parts(block, words)
        alone = sum(bool(_named(part, words)) for part in parts) < 2
        for part in parts:
            if not found or _opens(part, found[-1], words):
                place = Place(part.line, 0, block.page, block.title.text)
                found.append(Form(block.title.text, place, applied=applied))
                found[-1].year = _year(block.title.text, words) or year
                applied, year, goal = "", None, ""
            found[-1].tables += [block] if alone else []
            goal = _feed(found[-1], part, goal, words)
    return [f for f in found if f.indicators or f.executions or f.funds or f.tasks or f.amounts]


def _parts(table: Table, words: Vocabulary) -> list[Table]:
    """The table, cut before every row that names a project: forms may be read as one table."""
    keys = words.pack["form"]["name_keys"]
    groups: list[list[Row]] = [[]]
    for row in table.rows:
        if groups[-1] and any(bare(k) in keys and t.text.strip() for k, t in row.cells.items()):
            groups.append([])
        groups[-1].append(row)
    if len(groups) == 1:
        return [table]
    made = [replace(table, rows=tuple(rows), line=rows[0].line) for rows in groups]
    return [replace(made[0], line=table.line), *made[1:]]


def _by_project(table: Table, words: Vocabulary) -> list[Form]:
    """The forms of a table that lists several projects with their indicators, one below another."""
    keys = words.pack["form"]["name_keys"]
    heads = [bare(path.split("/")[-1]) for path in table.label_columns]
    at = next((i for i, head in enumerate(heads) if head in keys), None)
    if at is None or not any(role(path, words) == "target" for path in table.columns):
        return []
    groups: list[tuple[str, list[Row]]] = []
    for row in table.rows:
        label = [plain(t.text) for t in row.label]
        name = label[at] if len(label) == len(heads) else label[0] if label else ""
        known = bare(name) in words.first or bare(name) in words.second
        if name and not known and (not groups or name != groups[-1][0]):
            groups.append((name, []))
        if groups:
            groups[-1][1].append(row)
    found = []
    for name, rows in groups:
        place = Place(rows[0].line, 0, table.page, table.title.text)
        form = Form(table.title.text, place, name, year=_year(table.title.text, words))
        _feed(form, replace(table, rows=tuple(rows)), "", words)
        form.tables.clear()  # the table belongs to no one project
        found.append(form)
    return found


def _year(text: str, words: Vocabulary) -> int | None:
    found = words.patterns["form.year"].search(text)
    return int(found[1]) if found else None


def _opens(table: Table, form: Form, words: Vocabulary) -> bool:
    """True when the table begins another form than the one that is being read."""
    name = _named(table, words)
    if name and (form.indicators or form.totals or form.name not in ("", name)):
        return True
    title = _title(table)
    titled = bool(words.patterns["form.title"].search(title)) and title not in form.titles
    roles = {role(path, words) for path in table.columns}
    again = bool(form.totals) and bool(roles & {"budget", "target", "done"})
    return again or (titled and bool(form.indicators))


def _title(table: Table) -> str:
    """The title without what a reader adds to it after a dash."""
    return bare(re.split("—", table.title.text)[0])


def _named(table: Table, words: Vocabulary) -> str:
    keys = words.pack["form"]["name_keys"]
    for row in table.rows:
        for key, text in row.cells.items():
            if bare(key) in keys and text.text.strip():
                return plain(text.text)
    return ""


def _feed(form: Form, table: Table, goal: str, words: Vocabulary) -> str:
    """Takes the rows of a table into the form; returns the goal that holds at its end."""
    form.name = form.name or _named(table, words)
    form.titles.append(_title(table))
    form.doubt = form.doubt or table.doubt
    form.notes += [t.text for t in table.notes]
    form.heads += [t.text for t in (*table.headers, *table.furniture)] + list(table.columns)
    whole = Place(table.line, 0, table.page, table.title.text)
    for text in (table.title, *table.headers, *table.furniture):
        goal = _goal(form, text, whole._replace(line=text.line or table.line), goal, words)
    for row in table.rows:
        place = whole._replace(line=row.line, row="/".join(t.text for t in row.label))
        for text in row.label:
            at = text.at(0) if text.spans else place
            spot = Place(at.line, at.offset, place.page, place.table, place.row)
            goal = _goal(form, text, spot, goal, words)
        for path, text in row.cells.items():
            if words.patterns["goal.heading"].match(plain(path)):
                spot = place._replace(line=text.line or row.line, column=path)
                goal = _goal(form, Text.of(path, row.line), spot, goal, words)
        line = line_of(row, table, words, goal)
        _sort(form, line, words)
        form.notes += [t.text for t in row.label if len(t.text) > 30]
        form.notes += [t.text for t in row.cells.values() if len(t.text) > 60]
    return goal


def _goal(form: Form, text: Text, place: Place, goal: str, words: Vocabulary) -> str:
    """The goal that holds after this text; a heading of a goal is kept with its marks."""
    said = plain(text.text)
    if not words.patterns["goal.heading"].match(said):
        return goal
    mark = re.split(r"[:：]", said)[0]
    number = words.patterns["goal.heading"].match(said)
    weighted = words.patterns["goal.weight"].search(said)
    if not weighted and not (number and number[1]):
        return goal
    key = bare(mark) if number and number[1] else goal or bare(mark)
    if weighted or key not in form.goals:
        printed = words.patterns["goal.weight"].search(text.text)
        if printed and text.spans:  # the marks may stand lines below the goal's name
            at = text.at(printed.start())
            place = place._replace(line=at.line, offset=at.offset)
        form.goals[key] = Cell(text.text, text, place)
    return key


def line_of(row: Row, table: Table, words: Vocabulary, goal: str = "") -> Line:
    """A row with its cells by what they stand for."""
    label = [t.text for t in row.label]
    whole = Place(row.line, 0, table.page, table.title.text, "/".join(label))
    cells: dict[str, list[Cell]] = defaultdict(list)
    for path, text in row.cells.items():
        spot = text.at(0) if text.spans else whole
        where = Place(spot.line or row.line, spot.offset, table.page, whole.table, whole.row, path)
        cells[role(path, words)].append(Cell(path, text, where))
    named = [c.said for r in ("level1", "level2", "level3") for c in cells.get(r, [])[:1]]
    return Line(row, table, dict(cells), levels(label + named, words), goal)


def _sort(form: Form, line: Line, words: Vocabulary) -> None:
    """Puts the line where its cells say that it belongs."""
    has = {name for name, cells in line.cells.items() if any(c.said for c in cells)}
    label = "".join(bare(t.text) for t in line.row.label)
    total = any(words.roles.get(bare(t.text)) == "total" for t in line.row.label)
    ruled = line.cells.keys()
    added = has >= {"weight", "score"} and words.patterns["totals.row"].match(label)
    if has & {"total", "total_weight"} or total or (added and _of_all(line)):
        form.totals.append(line)
    elif added:
        form.subtotals.append(line)
    elif ruled & {"share", "this_year"}:
        form.funds.append(line)
    elif ruled & {"task_total", "task_spent"}:
        form.tasks.append(line)
    elif ruled & {"list_year"}:
        form.listed.append(line)
    elif ruled & {"budget", "spent"} and not line.levels.first:
        form.executions.append(line)
    elif line.levels.first or line.levels.second:
        if has & {"target", "done", "year", "previous", "score"}:
            form.indicators.append(line)
    elif has >= {"weight", "score"} and not has & {"target"} and not label:
        form.subtotals.append(line)
    elif "note" in has and len(ruled) == 1:
        form.reason = form.reason or line.first("note")
    elif ruled & AMOUNTS:
        form.amounts.append(line)
    if any(_optional(cell, words) for cells in line.cells.values() for cell in cells):
        form.options.append(line)


def _of_all(line: Line) -> bool:
    """True when a row 合计 has all 100 marks: then it is the total, else a subtotal."""
    cell = line.first("weight")
    weight = figure(cell.said) if cell else None
    return weight is not None and weight.exact == 100


AMOUNTS = {
    "fund_total", "fund_fiscal", "fund_other", "fund_total_year", "fund_fiscal_year",
    "fund_other_year", "fund_rest", "basic", "project",
}  # fmt: skip


def _optional(cell: Cell, words: Vocabulary) -> bool:
    """True for a list of boxes to tick."""
    return bare(cell.path) in words.pack["options"]["keys"] or any(
        box in cell.said for box in words.pack["options"]["boxes"]
    )


def name_of(form: Form) -> str:
    """What a form is about: its project, or else its title."""
    return form.name or re.sub(r"\s+", "", form.title)
