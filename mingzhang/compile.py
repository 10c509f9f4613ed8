"""Compiling 编制: the books through a layout to the tables of a disclosure.

A layout says words; the reader's own lexicon says what a cell under these words means; the books
say what that amounts to. A cell whose words cannot be read is a fault of the layout, not a blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, cached_property
from itertools import count

from mingzhang import audit, check, facts, packs
from mingzhang.books import Books, Leaf, Sums
from mingzhang.disclosure import Cell, Sheet, Stated
from mingzhang.layout import Context, Draft, Layout, Unfit, draft, load
from mingzhang.lexicon import Composed
from mingzhang.model import FEN_PER_UNIT, Fact, Region
from mingzhang.profile import Profile
from mingzhang.read import lined

PLACE = "0.00"  # what stands in every place of a figure while its words are read
_FORMULA = re.compile(r"\{=([^}|]*)(?:\|([^}]*))?\}")
_KINDS = {"function": "function", "economic": "economic_department"}


def layout(name: str) -> Layout:
    """The layout ``name`` of ``packs/layouts``; Unfit when there is none."""

    def read(which: str) -> dict:
        if f"layouts/{which}.toml" not in packs.names("layouts"):
            known = "、".join(
                n.removeprefix("layouts/").removesuffix(".toml") for n in packs.names("layouts")
            )
            raise Unfit(f"没有表样「{which}」。已有：{known}。")
        return packs.load_toml(f"layouts/{which}.toml")

    return load(name, read)


def printed(fen: int, unit: str, decimals: int, grouped: bool = False) -> str:
    """An amount in fen as it is printed in ``unit`` with ``decimals``, half away from zero."""
    scale = FEN_PER_UNIT[unit]
    digits = (2 * abs(fen) * 10**decimals + scale) // (2 * scale)
    whole, rest = divmod(digits, 10**decimals)
    text = f"{whole:,}" if grouped else str(whole)
    text += f".{rest:0{decimals}}" if decimals else ""
    return f"-{text}" if fen < 0 and digits else text


class Compiled:
    """The tables of one disclosure as they are compiled 编制中的公开表."""

    def __init__(self, books: Books, form: Layout) -> None:
        self.books, self.form = books, form
        self.space = audit.space()
        self.sums = Sums(self.space, books, _topics())
        self.stage = "actual" if form.kind == "final" else "original"
        self.context: dict[str, str] = {
            "department": books.department.name,
            "year": str(books.year),
            "last_year": str(books.year - 1),
            "before_last_year": str(books.year - 2),
            "next_year": str(books.year + 1),
        }
        for name, rows in books.registers.items():
            if name == "texts":
                self.context |= {f"texts.{r['key']}": r["text"] for r in rows}
            elif len(rows) == 1:
                self.context |= {f"{name}.{field}": value for field, value in rows[0].items()}

    # -- the rows that the books give ------------------------------------------------------

    def rows(self, item: Mapping, context: Context) -> list[dict[str, str]]:
        """The rows that an item of a layout stands for; Unfit for what no layout can ask."""
        each = item["each"]
        if each in _KINDS:
            return list(self._subjects(item, context))
        if each == "unit":
            return self._units(item)
        if each == "project":
            return list(self._projects(item, context))
        if each.startswith("register."):
            return list(self._register(each.removeprefix("register."), item, context))
        raise Unfit(f"表样里的「each = {each}」不知道是什么。")

    def _leaves(self, item: Mapping, context: Context) -> list[Leaf]:
        """The leaves in what ``where`` says, or the title of the table."""
        said = item.get("where") or context["title"]
        return [leaf for leaf in self.sums.within(self.region(said, "title", context)) if leaf.fen]

    def _subjects(self, item: Mapping, context: Context) -> Iterator[dict[str, str]]:
        """The subjects 科目 with money under a title, with those above them, in order of code."""
        kind = item["each"]
        levels = item.get("levels", [3, 5, 7])
        codes = item.get("codes")
        if codes is None:
            used = {getattr(leaf.region, kind) for leaf in self._leaves(item, context)}
            codes = sorted({c[:n] for c in used for n in levels if c and len(c) >= n})
        for code in codes:
            name = audit.classification().name(_KINDS[kind], code, self.books.year)
            if name is None:
                raise Unfit(f"{self.books.year}年的科目表里没有「{code}」。")
            yield {"code": code, "name": item.get("names", {}).get(code, name), kind: code}

    def _units(self, item: Mapping) -> list[dict[str, str]]:
        top = self.books.department
        rows = [{"code": top.code, "name": top.name}]
        rows += [{"code": u.code, "name": u.name, "entity": u.code} for u in self.books.units]
        return rows if item.get("department", True) else rows[1:]

    def _projects(self, item: Mapping, context: Context) -> Iterator[dict[str, str]]:
        """The projects 项目 with money under a title, each group of them under its own row."""
        used = {leaf.region.project for leaf in self._leaves(item, context)}
        group = ""
        rows = sorted(
            self._register("projects", {}, context), key=lambda r: (r.get("group", ""), r["code"])
        )
        for row in rows:
            path = project_path(row)
            if path not in used:
                continue
            if item.get("groups") and row.get("group") and row["group"] != group:
                group = row["group"]
                named = {"code": group, "name": row["group_name"], "unit_name": ""}
                yield {**row, **named, "project": f"{group}/"}
            yield {**row, "project": path}

    def _register(self, name: str, item: Mapping, context: Context) -> Iterator[dict[str, str]]:
        """The rows of a register, those that match, with the names of what they name by code."""
        match = {k: context.get(v[1:-1], v) for k, v in item.get("match", {}).items()}
        number = count(1)
        for row in self.books.registers.get(name, ()):
            if all(row.get(field, "") == value for field, value in match.items()):
                names = {f"{k}_name": self._name(k, row[k]) for k in self._named if row.get(k)}
                yield {"n": str(next(number)), **row, **names}

    _named = ("unit", "project", "function", "economic")

    def _name(self, kind: str, code: str) -> str:
        if kind in _KINDS:
            return audit.classification().name(_KINDS[kind], code, self.books.year) or ""
        if kind == "unit":
            return next((u.name for u in self.books.units if u.code == code), "")
        projects = self.books.registers.get("projects", ())
        return next((r["name"] for r in projects if r["code"] == code), "")

    # -- what words mean -------------------------------------------------------------------

    @cached_property
    def start(self) -> Region:
        """The region of the whole disclosure: its year, at its stage."""
        bits = self.space.members("stage", self.stage)
        return self.space.replace(self.space.everything, "stage", bits)._replace(
            year=self.books.year
        )

    def region(self, said: str, scope: str, context: Context) -> Region:
        """The region of phrases that stand between "/"; Unfit when a word of them is unread."""
        lexicon = audit.lexicon(self.books.year)
        phrases, year = [], self.books.year
        for phrase in said.split("/"):
            reading = lexicon.read(phrase, scope)
            if reading.unread and scope != "text":
                reading = lexicon.read(phrase, "text")
            if reading.unread:
                raise Unfit(f"表样里的「{phrase}」读不懂：「{reading.unread}」。")
            phrases.append(reading.terms)
            year = reading.years[-1] if reading.years else year
        free = self.space.everything._replace(year=year)
        region, _ = lexicon.settled(lexicon.within(phrases, Composed(free)))
        if self.space.free(region, "stage"):
            bits = self.space.members("stage", self.stage)
            region = self.space.replace(region, "stage", bits)
        if context.get("project"):
            region = region._replace(project=context["project"])
        return region

    # -- the tables ------------------------------------------------------------------------

    def sheets(self) -> dict[str, list[Sheet]]:
        """The tables of the layout by their name there, in its order; one for each of ``per``."""
        drafts = [d for name in self.form.words["tables"] for d in self._drafts(name)]
        bound = self._bound([d for d in drafts if d.slots])
        keys: dict[str, int] = {}
        made: dict[str, list[Sheet]] = {}
        for made_draft in drafts:
            sheet = self._filled(made_draft, bound.get(id(made_draft), {}), keys)
            made.setdefault(sheet.id, []).append(sheet)
        return made

    def _drafts(self, name: str) -> Iterator[Draft]:
        table = self.form.table(name)
        contexts: list[Context] = [self.context]
        if "per" in table:
            contexts = [{**self.context, **row} for row in self.rows(table["per"], self.context)]
        for context in contexts:
            title = table["title"].format_map(_Kept(context))
            yield draft(name, table, self.rows, {**context, "title": title})

    def _bound(self, drafts: list[Draft]) -> dict[int, dict[tuple[int, int], Fact]]:
        """What each place of a figure means, read as a reader of the page reads it."""
        lines: list[lined.Line] = []
        for at, each in enumerate(drafts):
            lines += _lines(each, at)
        page = lined.Laid(lines, "text", "", [])
        words = packs.words()
        read = lined.document(page, "", words["forms"] | {"wrapped": words["wrapped"]})
        named = (self.books.department.name,)
        profile = Profile(self.books.year, self.form.kind, named[0], named)
        frame = audit.framed(read.document, profile)
        found: dict[int, dict[tuple[int, int], Fact]] = {id(d): {} for d in drafts}
        for table in read.document.tables:
            bound = facts.bind(table, frame)
            for fact in bound.facts:
                spots = read.spots[fact.place.line - 1]
                spot = next((s for s in spots if s.start == fact.place.offset), None)
                if spot is not None and spot.address:
                    at, row, column = map(int, spot.address.split(":"))
                    found[id(drafts[at])][row, column] = fact
            for line in bound.lines:
                self._whole(line, read, drafts)
        for each in drafts:
            self._complete(each, found[id(each)])
        return found

    def _whole(self, line: object, read: lined.Read, drafts: list[Draft]) -> None:
        """Of which figures of its line a figure is the sum."""
        for each in check.roll_ups(self.space, line):
            spots = [(c, self._spot(fact, read)) for c, fact in each.terms]
            wholes = [s for c, s in spots if c > 0]
            parts = [s for c, s in spots if c < 0]
            if len(wholes) == 1 and wholes[0] and parts and all(parts):
                at, row, column = wholes[0]
                drafts[at].wholes.setdefault((row, column), tuple(s[1:] for s in parts))

    @staticmethod
    def _spot(fact: Fact, read: lined.Read) -> tuple[int, int, int] | None:
        spots = read.spots[fact.place.line - 1]
        spot = next((s for s in spots if s.start == fact.place.offset and s.address), None)
        return tuple(map(int, spot.address.split(":"))) if spot else None

    def _complete(self, made: Draft, bound: Mapping[tuple[int, int], Fact]) -> None:
        """Unfit when the words over a place of a figure could not be read."""
        for row, column in made.slots:
            if (row, column) not in bound:
                raise Unfit(self._unread(made, row, column))

    def _unread(self, made: Draft, row: int, column: int) -> str:
        """The sentence on a place whose words could not be read."""
        cells, head = made.sheet.cells, made.sheet.head
        over = [c.text for c in cells if c.row < head and c.column <= column < c.column + c.columns]
        beside = [c.text for c in cells if c.row == row and c.column < column and c.text]
        return (
            f"表样「{self.form.id}」的「{made.sheet.title}」第 {row + 1} 行"
            f"第 {column + 1} 栏读不懂：行「{' '.join(beside)}」，栏「{'/'.join(over)}」。"
        )

    def _filled(
        self, made: Draft, bound: Mapping[tuple[int, int], Fact], keys: dict[str, int]
    ) -> Sheet:
        cells = []
        for cell in made.sheet.cells:
            at = cell.row, cell.column
            if at in made.slots:
                cell = self._figure(cell, made, bound[at], keys)
            elif at in made.formulas:
                cell = self._worked(cell, *made.formulas[at], made, keys)
            cells.append(cell)
        return replace(made.sheet, cells=tuple(cells))

    def _figure(self, cell: Cell, made: Draft, fact: Fact, keys: dict[str, int]) -> Cell:
        """A place of a figure with its amount; blank or nought as the layout prints nothing."""
        region, slot = fact.region, made.slots[cell.row, cell.column]
        if slot.made:
            region = region._replace(
                function=slot.function or region.function,
                economic=slot.economic or region.economic,
                entity=slot.entity,
                project=slot.project,
            )
        fen = self.sums.fen(region)
        table = made.table
        if fen is None:
            return replace(cell, text="")
        unit, decimals = fact.unit, table.get("decimals", 2)
        text = printed(fen, unit, decimals, table.get("grouped", False))
        if not fen:
            text = table.get("zero", "")
        row = " ".join(fact.path[2:]) if len(fact.path) > 2 else ""
        key = _key(keys, made.sheet, row, fact.place.column)
        stated = Stated(text, key, unit, decimals, fen, region, self.space.describe(region))
        parts = made.wholes.get((cell.row, cell.column), ())
        return replace(cell, text=text, stated=stated, parts=parts)

    def _worked(
        self, cell: Cell, text: str, context: Context, made: Draft, keys: dict[str, int]
    ) -> Cell:
        """A cell with ``{=phrases|unit}``: one figure, or words around figures."""
        found: list[Stated] = []

        def value(match: re.Match[str]) -> str:
            region = self.region(match[1], "header", context)
            fen = self.sums.fen(region)
            if fen is None:
                return ""
            unit, _, decimals = (match[2] or made.table.get("unit", "万元")).partition(".")
            digits = int(decimals) if decimals else made.table.get("decimals", 2)
            said = printed(fen, unit, digits, made.table.get("grouped", False))
            key = _key(keys, made.sheet, match[1], "")
            found.append(Stated(said, key, unit, digits, fen, region, self.space.describe(region)))
            return said

        said = _FORMULA.sub(value, text)
        alone = found[0] if len(found) == 1 and found[0].text == said else None
        return replace(cell, text=said, stated=alone, role="figure" if alone else cell.role)


@cache
def _topics() -> dict[str, Region]:
    """The topics that are a region of the main books."""
    space, lexicon = audit.space(), audit.lexicon(audit.LATEST_YEAR)
    found = {}
    for topic, meaning in packs.words()["books"]["topic"].items():
        region = space.everything
        for dimension, bits, _ in lexicon.meaning(meaning).constraints:
            region = space.replace(region, dimension, bits)
        found[topic] = region
    return found


class _Kept(dict):
    """A context that leaves what it lacks as it is written."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def project_path(row: Mapping[str, str]) -> str:
    """The project of a register as regions name it: under its group, where it has one."""
    return f"{row['group']}/{row['code']}" if row.get("group") else row["code"]


def _key(keys: dict[str, int], sheet: Sheet, row: str, column: str) -> str:
    """The name of a figure within the disclosure; one printed twice gets a number."""
    name = f"{sheet.number or sheet.title}!" + "/".join(filter(None, (row, column)))
    keys[name] = keys.get(name, 0) + 1
    return name if keys[name] == 1 else f"{name}#{keys[name]}"


def _lines(made: Draft, at: int) -> Iterator[lined.Line]:
    """A draft as lines of a page: its title, its unit, its rows with a nought in every place."""
    sheet = made.sheet
    yield lined.Line(" ".join(filter(None, (sheet.number, sheet.title))))
    if sheet.unit:
        yield lined.Line(f"单位：{sheet.unit}")
    rows: dict[int, list[lined.Cell]] = {}
    for cell in sheet.cells:
        here = (cell.row, cell.column) in made.slots
        text = PLACE if here else cell.text
        address = f"{at}:{cell.row}:{cell.column}" if here else ""
        items = [lined.Line(text)] if text else []
        rows.setdefault(cell.row, []).append(
            lined.Cell(cell.column, cell.columns, cell.rows, address, items)
        )
    yield from lined.lines([lined.Grid([rows[r] for r in sorted(rows)])])
