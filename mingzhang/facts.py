"""Facts 数: the money cells of tables bound to regions by composing title, header and row.

A cell is bound when every phrase over it was wholly read; an unread word in a title or a group
heading makes every cell under it unread. The codes of a row count only together with its name or
under a header that says what they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from mingzhang.lexicon import Lexicon, Meaning, Reading, Term, plain, without_ordinal
from mingzhang.model import (
    FEN_PER_UNIT,
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
    Text,
    quantity,
)

_CODE = re.compile(r"^[\[(]?(\d{3}(?:\d\d){0,2})[\])]?(?=$|\D)")
_UNIT_CODE = re.compile(r"^(\d{3,9})(?=$|\D)")
_CELL = re.compile(r"^(.*?\d)\s*(万元|元|亿元|千元)$")
_BRACKETED = re.compile(r"^[\[(]([A-Z]?\d{2,12})[\])](.*)$")
_PROJECT_CODE = re.compile(r"^\d{8}[0-9]{0,3}([A-Z])\d{9,12}$")
_SHORT_CODE = re.compile(r"^\d{1,9}$")
_CHINESE_ONE = re.compile(r"^(?:[一1][、.．]|\([一1]\)|①)")
_LEVELS = (
    re.compile(r"^[一二三四五六七八九十廿]+[、.．]"),
    re.compile(r"^\([一二三四五六七八九十廿]+\)"),
    re.compile(r"^\d+[.．、]"),
    re.compile(r"^\(\d+\)"),
    re.compile(r"^[①-⑳]"),
)
NATURE_OF_PROJECT = {"R": "personnel", "T": "project"}


@dataclass(frozen=True, slots=True)
class Frame:
    """What binding needs besides the table: the lexicon, names of codes, year, stage, units.

    ``name_of(kind, code)`` gives the name of a code in the classification of the year or None;
    ``code_of(kind, name)`` the only code of a class name or None.
    """

    lexicon: Lexicon
    name_of: Callable[[str, str], str | None]
    code_of: Callable[[str, str], str | None]
    words: dict
    year: int | None
    stage: str
    unit: str = "万元"
    known_units: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class Bound:
    """What became of the cells of tables: facts, every number, and where the unit was inferred."""

    facts: list[Fact] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    inferred: list[tuple[Table, str]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    conflicts: int = 0


@dataclass(slots=True)
class _Heading:
    level: int
    terms: tuple[Term, ...]
    phrase: str


@dataclass(slots=True)
class _Label:
    """A row label understood: its terms with those above it, what is unread, flags."""

    terms: list[tuple[Term, ...]]
    phrases: tuple[str, ...]
    unread: str = ""
    partial: bool = False
    unit: str = ""
    entity: str = ""
    project: str = ""
    closing_flow: tuple[Term, ...] = ()


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
        self.doubt = ""
        self.space = frame.lexicon.space
        self.bound = Bound()
        self.stack: dict[int, list[_Heading]] = {}
        self.entity: list[str] = []
        self.group = ""
        self._natures: bool | None = None
        self._functions: bool | None = None
        self.kind = self._kind_of_codes()
        self.panels = {self._panel(r) for r in table.rows if r.label} - {""}

    def run(self) -> Bound:
        start, title, wrong = self._title()
        self.doubt = self.table.doubt or self._strange(title)
        labels = [self._label(row) for row in self.table.rows]
        self._close_blocks(labels)
        columns = self._columns()
        unit = self._unit(columns)
        down: dict[str, tuple[list[Fact], list[bool]]] = {}
        over = (start, title, wrong)
        for row, label in zip(self.table.rows, labels, strict=True):
            across: list[Fact] = []
            unread = False
            for path, cell in row.cells.items():
                column, holes = down.setdefault(self._bare(path), ([], []))
                before = len(self.bound.facts)
                hole = self._cell(row, label, path, cell, columns[path], over, unit)
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

    def _header(self, part: str) -> Reading:
        """A part of a header; forms have words of their own: 预算数 there is after adjustment."""
        if self.form is not None:
            reading = self.frame.lexicon.read(part, "form")
            if not reading.unread:
                return reading
        return self.frame.lexicon.read(part, "header")

    def _panels(self) -> dict[str, str]:
        return self.frame.words["panel"]

    def _panel(self, row: Row) -> str:
        first = plain(row.label[0].text) if row.label and self.form is None else ""
        return first if first in self._panels() and len(row.label) > 1 else ""

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

    # -- the rows ----------------------------------------------------------------------------

    def _kind_of_codes(self) -> str:
        head = plain("".join(self.table.label_columns))
        for kind in ("project", "function", "economic", "entity", "code"):
            if any(word in head for word in self.frame.words["label"][kind]):
                return kind
        return ""

    def _label(self, row: Row) -> _Label:
        texts = [t.text.strip() for t in row.label if t.text.strip()]
        panel = self._panel(row)
        terms: list[tuple[Term, ...]] = []
        if panel:
            texts = texts[1:]
            terms.append(self._panel_terms(panel))
        if not texts:
            found = _Label(terms, ())
        elif self.kind == "project" and _SHORT_CODE.match(texts[0]) and len(texts) > 1:
            found = self._project_group(texts, terms)
        elif _PROJECT_CODE.match(texts[0]):
            found = self._project(texts, terms)
        else:
            found = self._coded(texts, terms) or self._worded(texts, terms, row.panel, panel)
        found.entity = found.entity or "/".join(self.entity)
        return found

    def _panel_terms(self, panel: str) -> tuple[Term, ...]:
        meaning = self.frame.lexicon.meaning(self._panels()[panel])
        return (Term(panel, frozenset(), (meaning,)),)

    def _project_group(self, texts: list[str], terms: list) -> _Label:
        code, name = texts[0], texts[1]
        if self._is_entity(name):
            self.entity = [e for e in self.entity if code.startswith(e) and e != code] + [code]
            return _Label(terms, (code, name))
        self.group = code
        return _Label(terms, (code, name), project=code)

    def _project(self, texts: list[str], terms: list) -> _Label:
        letter = _PROJECT_CODE.match(texts[0])[1]
        nature = NATURE_OF_PROJECT.get(letter)
        if nature:
            bits = self.space.members("nature", nature)
            terms = [*terms, (Term(letter, frozenset(), (Meaning((("nature", bits, True),)),)),)]
        return _Label(terms, tuple(texts[:2]), project=f"{self.group}/{texts[0]}")

    def _coded(self, texts: list[str], terms: list) -> _Label | None:
        """Rows that carry codes of a classification or of units."""
        meanings, phrases, entity, letters = [], [], "", []
        for i, text in enumerate(texts):
            bracketed = _BRACKETED.match(text)
            code, rest = (bracketed[1], bracketed[2]) if bracketed else (text, "")
            if not bracketed:
                found = (_UNIT_CODE if self.kind == "entity" else _CODE).match(text)
                if not found:
                    continue
                code, rest = found[1], text[found.end() :].strip()
            name = rest or (texts[i + 1] if i + 1 < len(texts) else "")
            if bracketed and code[0] in self.frame.words["procurement"]:
                letters.append(self.frame.words["procurement"][code[0]])
                continue
            kind = self._kind(code, name)
            if kind == "entity":
                entity = code
                self.entity = [e for e in self.entity if code.startswith(e) and e != code] + [code]
            elif kind:
                meanings.append((f"{code} {name}".strip(), self._meant(kind, code, name)))
            else:
                continue
            phrases.append(f"{code} {name}".strip())
        if not phrases:
            return None
        terms = [
            *terms,
            tuple(Term(said, frozenset(), (meaning,)) for said, meaning in meanings),
        ]
        for letter in letters:
            meaning = Meaning((("kind", self.space.members("kind", letter), False),))
            terms.append((Term(letter, frozenset(), (meaning,)),))
        economic = next((m.economic for _, m in meanings if m.economic), "")
        if economic:
            terms.append(self._nature_of_economic(economic))
        label = _Label(terms, tuple(phrases), entity="/".join(self.entity) if entity else "")
        if letters:
            label.project = plain(texts[1]) if len(texts) > 1 else ""
        return label

    def _nature_of_economic(self, code: str) -> tuple[Term, ...]:
        nature = self.frame.words["nature"].get(code[:3])
        if not nature or self._prints_natures():
            return ()
        bits = self.space.members("nature", nature)
        return (Term(code, frozenset(), (Meaning((("nature", bits, True),)),)),)

    def _prints_natures(self) -> bool:
        """True when the table's own columns or panels say 人员 and 公用."""
        if self._natures is None:
            field_ = self.space.dimensions["nature"].field
            readings = (r for readings, _ in self._columns().values() for r in readings)
            self._natures = any(r.region.mask & field_ != field_ for r in readings)
        return self._natures

    def _kind(self, code: str, name: str) -> str:
        """ "function", "economic", "entity" or "" for a code and the name beside it."""
        for kind, heads in (("function", "2"), ("economic", "35")):
            if code[0] in heads:
                official = self.frame.name_of(kind, code)
                if official is not None and alike(official, name):
                    return kind
        if self.kind == "entity" or self._is_entity(name):
            return "entity"
        if self.kind in ("function", "code") and code[0] == "2":
            return "function"
        if self.kind in ("economic", "code") and code[0] in "35":
            return "economic"
        return ""

    def _meant(self, kind: str, code: str, name: str) -> Meaning:
        """The code as a region; one with another name than its own is a subject of its own."""
        official = self.frame.name_of(kind, code)
        other = official is not None and len(code) > 3 and not alike(official, name)
        return Meaning(**{kind: code + "~" if other else code})

    def _is_entity(self, name: str) -> bool:
        text = plain(name)
        return any(text.endswith(end) for end in self.frame.words["entity"]["ends"])

    def _worded(self, texts: list[str], terms: list, panel: int, side: str) -> _Label:
        """Rows named in words: ordinals nest, an unnumbered heading restarts them."""
        lexicon, phrase = self.frame.lexicon, texts[-1]
        ordinal, rest = without_ordinal(phrase)
        reading = lexicon.read(phrase, "row")
        outer = [lexicon.read(t, "row") for t in texts[:-1]]
        own, unread = reading.terms, reading.unread
        code = self.frame.code_of("function", plain(rest)) if side != "收入" else None
        if code and (side or ordinal) and self._lists_functions():
            own, unread = (Term(rest, frozenset(), (Meaning(function=code),)),), ""
            weak = Meaning((("flow", self.space.members("flow", "expenditure"), True),))
            own += (Term(rest, frozenset(), (weak,)),)
        if self.form is None and unread and self._is_entity(rest):
            return self._named_entity(texts, terms)
        level = next((i for i, p in enumerate(_LEVELS) if p.match(ordinal)), -1) + 1
        stack = self.stack.setdefault(panel, [])
        above = self._above(stack, level, ordinal, reading, rest)
        if not unread and texts == ["小计"] and not above and not side:
            unread = "小计"  # of what is not printed
        label = _Label(
            [*terms, *above, *(r.terms for r in outer), own],
            tuple(texts),
            unread or next((r.unread for r in outer if r.unread), ""),
            reading.partial,
            reading.unit,
        )
        if label.unread and self.form is not None:
            self._name_of_form(label, texts, unread)
        if _is_total(rest, self.frame.words["total"]["words"]):
            label.closing_flow = own
        return label

    def _name_of_form(self, label: _Label, texts: list[str], unread: str) -> None:
        """In a form a name that no term reads is a project's own; over it stand section heads."""
        if unread:
            label.project = plain(texts[-1])
        elif self.kind == "project":
            label.project = plain(texts[0])
        label.unread = ""

    def _named_entity(self, texts: list[str], terms: list) -> _Label:
        name = plain(texts[0])
        if not any(name.startswith(e) for e in self.entity):
            self.entity = [*self.entity]
        self.entity.append(name)
        return _Label(terms, tuple(texts), entity="/".join(self.entity))

    def _lists_functions(self) -> bool:
        """True when at least three rows of the table are named like classes of the functions."""
        if self._functions is None:
            names = (without_ordinal(r.label[-1].text)[1] for r in self.table.rows if r.label)
            found = sum(bool(self.frame.code_of("function", plain(n))) for n in names)
            self._functions = found >= 3
        return self._functions

    def _above(
        self, stack: list[_Heading], level: int, ordinal: str, reading: Reading, rest: str
    ) -> list[tuple[Term, ...]]:
        """The terms of the headings a row stands under; keeps the stack."""
        if level == 0:
            if reading.partial:
                return [h.terms for h in stack]
            stack.clear()
            if not _is_total(rest, self.frame.words["total"]["words"]):
                stack.append(_Heading(0, reading.terms, rest))
            return []
        while stack and stack[-1].level >= level:
            stack.pop()
        if len(stack) == 1 and stack[0].level == 0 and level == 1:
            if not _CHINESE_ONE.match(ordinal) and not stack[0].phrase.startswith("\0"):
                stack.clear()
            else:
                stack[0].phrase = "\0" + stack[0].phrase.lstrip("\0")
        above = [h.terms for h in stack]
        stack.append(_Heading(level, reading.terms, rest))
        return above

    def _close_blocks(self, labels: list[_Label]) -> None:
        """本年收入合计 closes a block and gives its flow to the rows above it."""
        blocks: dict[int, list[_Label]] = {}
        for row, label in zip(self.table.rows, labels, strict=True):
            block = blocks.setdefault(row.panel, [])
            if label.closing_flow:
                flows = tuple(
                    Term(t.text, frozenset(), (_weakened(t.meanings[0]),))
                    for t in label.closing_flow
                    if any(c[0] == "flow" for c in t.meanings[0].constraints)
                )
                if flows:
                    for other in block:
                        other.terms.append(flows)
                block.clear()
            elif label.phrases and not without_ordinal(label.phrases[-1])[0]:
                block.clear()
            else:
                block.append(label)

    # -- the cells ---------------------------------------------------------------------------

    def _cell(
        self,
        row: Row,
        label: _Label,
        path: str,
        cell: Text,
        column: tuple[list[Reading], str],
        title: tuple,
        unit: str,
    ) -> bool:
        """Bind one cell; True when it holds a number that could not be bound."""
        readings, measure = column
        text = cell.text.strip()
        own = _CELL.match(text)
        number = quantity(own[1] if own else text)
        if number is None and text:
            return False
        place = (cell.at(0) if cell.spans else Place(row.line))._replace(
            page=self.table.page, table=self._name(), row=" ".join(label.phrases), column=path
        )
        counted = label.unit if label.unit not in FEN_PER_UNIT else ""
        if measure in ("ordinal", "percent", "score", "count") or counted:
            if number is not None:
                status = Status.LABEL if measure == "ordinal" else Status.CLAIM
                self.bound.numbers.append(Number(text, place, status, counted or measure))
            return False
        start, terms, wrong = title
        unread = wrong or label.unread or next((r.unread for r in readings if r.unread), "")
        if unread:
            if number is not None:
                why = f"「{unread}」没有读懂"
                self.bound.numbers.append(Number(text, place, Status.UNREAD, why))
            return number is not None
        region = self._region(start, terms, readings, label)
        units = [own[2]] if own else []
        units += [r.unit for r in readings if r.unit] + [label.unit, unit]
        chosen = next((u for u in units if u in FEN_PER_UNIT), self.frame.unit)
        if measure == "price":
            region = region._replace(topic="单价")
        amount = Amount(0, 0, 0)
        if number is not None:
            amount = Quantity(number.digits, number.decimals, chosen).fen()
        phrases = (self.table.title.text, path, *label.phrases)
        partial = label.partial or any(r.partial for r in readings)
        doubt = row.doubt or self.doubt
        fact = Fact(
            region, amount, text, place, phrases, number is None, chosen, "table", doubt, partial
        )
        self.bound.facts.append(fact)
        if number is not None:
            why = self.space.describe(region)
            self.bound.numbers.append(Number(text, place, Status.FACT, why))
        return False

    def _region(self, start: Region, title, readings: list[Reading], label: _Label) -> Region:
        region = start
        years = [y for r in readings for y in r.years]
        if years:
            region = region._replace(year=years[-1])
        phrases = [*title, *(r.terms for r in readings), *label.terms]
        region, conflict = self.frame.lexicon.compose(phrases, region)
        self.bound.conflicts += conflict
        if self.space.free(region, "stage"):
            bits = self.space.members("stage", self.frame.stage) if not years else 0
            region = self.space.replace(region, "stage", bits)
        project = "/".join(filter(None, (region.project, label.project)))
        return region._replace(entity=label.entity or region.entity, project=project)

    def _name(self) -> str:
        return " ".join(filter(None, (self.table.number, self.table.title.text.strip())))


def _weakened(meaning: Meaning) -> Meaning:
    flows = tuple((n, b, True) for n, b, _ in meaning.constraints if n == "flow")
    return Meaning(flows)


def _is_total(text: str, words: list[str]) -> bool:
    said = plain(text)
    return any(said.endswith(word) for word in words)


def alike(official: str, printed: str) -> bool:
    """A printed name counts as a code's when either begins with the other's first words."""
    a, b = plain(official), plain(printed)
    return bool(b) and (a.startswith(b) or b.startswith(a) or a[:4] == b[:4])
