"""Compiling 编制: the books through a layout to the tables of a disclosure.

A layout says words; the reader's own lexicon says what a cell under these words means; the books
say what that amounts to. A cell whose words cannot be read is a fault of the layout, not a blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count

from mingzhang import audit, check, facts, packs
from mingzhang.books import Books, Leaf, project_path
from mingzhang.disclosure import Cell, Sheet, Stated
from mingzhang.figures import Figures, printed, rounded, summed, trimmed, worked
from mingzhang.layout import Context, Draft, Layout, Unfit, draft, filled, load
from mingzhang.model import Fact, Line, quantity
from mingzhang.profile import Profile
from mingzhang.read import lined

PLACE = "0.00"  # what stands in every place of a figure while its words are read
_FORMULA = re.compile(r"\{([=%:])([^}|:]*)(?::([^}|]*))?(?:\|([^}]*))?\}")
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


class Compiled:
    """The tables of one disclosure as they are compiled 编制中的公开表."""

    def __init__(self, books: Books, form: Layout) -> None:
        self.books, self.form = books, form
        self.figures = Figures(books, form.kind)
        self.space = self.figures.space
        self.context: dict[str, str] = {
            "department": books.department.name,
            "year": str(books.year),
            "last_year": str(books.year - 1),
            "before_last_year": str(books.year - 2),
            "next_year": str(books.year + 1),
            "year_after_next": str(books.year + 2),
        }
        for name, rows in books.registers.items():
            if name == "texts":
                self.context |= {f"texts.{r['key']}": r["text"] for r in rows}
            elif len(rows) == 1:
                self.context |= {f"{name}.{k}": v for k, v in _spoken(name, rows[0]).items()}
            self.context |= {f"sum.{name}.{k}": v for k, v in summed(rows).items()}
        self.context |= self._own("own", project="")

    # -- the rows that the books give ------------------------------------------------------

    def rows(self, item: Mapping, context: Context) -> list[dict[str, str]]:
        """The rows that an item of a layout stands for; Unfit for what no layout can ask."""
        each = item["each"]
        if each == "when":
            asked = item["when"]
            return [{}] if self.books.registers.get(asked) or context.get(asked) else []
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
        said = item.get("where")
        said, scope = (said, "text") if said else (context["title"], "title")
        leaves = self.figures.sums.within(self.figures.region(said, scope, context))
        return leaves if item.get("noughts") else [leaf for leaf in leaves if leaf.fen]

    def _subjects(self, item: Mapping, context: Context) -> Iterator[dict[str, str]]:
        """The subjects 科目 with money under a title, with those above them, in order of code."""
        kind = item["each"]
        levels = item.get("levels", [3, 5, 7])
        codes = item.get("codes")
        if codes is None:
            used = {getattr(leaf.region, kind) for leaf in self._leaves(item, context)}
            codes = sorted({c[:n] for c in used for n in levels if c and len(c) >= n})
        for code in codes:
            name = self.subject(kind, code)
            if not name:
                if "codes" in item and _was(kind, code):
                    continue
                raise Unfit(f"{self.books.year}年的科目表里没有「{code}」。")
            yield {"code": code, "name": item.get("names", {}).get(code, name), kind: code}

    def subject(self, kind: str, code: str) -> str:
        """The name of a subject 科目 in the year of the books, those of the books' own list
        补充科目 included; "" for a code that neither has."""
        name = audit.classification().name(_KINDS[kind], code, self.books.year)
        own = self.books.registers.get("subjects", ())
        return name or next((row["name"] for row in own if row["code"] == code), "")

    def _units(self, item: Mapping) -> list[dict[str, str]]:
        top = self.books.department
        rows = [{"code": top.code, "name": top.name}]
        rows += [
            {"code": u.code, "name": u.name, "unit_name": u.name, "entity": u.code}
            for u in self.books.units
        ]
        return rows[not item.get("department", True) : None if item.get("units", True) else 1]

    def _projects(self, item: Mapping, context: Context) -> Iterator[dict[str, str]]:
        """The projects 项目 with money under a title, each group of them under its own row."""
        used = {leaf.region.project for leaf in self._leaves(item, context)}
        group, unit = "", context.get("entity", "")
        rows = sorted(
            self._register("projects", item, context), key=lambda r: (r.get("group", ""), r["code"])
        )
        for row in rows:
            path = project_path(row)
            if path not in used or (unit and row["unit"] != unit):
                continue
            row["entity"] = unit
            if item.get("groups") and row.get("group") and row["group"] != group:
                group = row["group"]
                named = {"code": group, "name": row["group_name"], "unit_name": ""}
                yield {**row, **named, "project": f"{group}/"}
            yield {**row, "project": path}

    def _register(self, name: str, item: Mapping, context: Context) -> Iterator[dict[str, str]]:
        """The rows of a register, those that match, with the names of what they name by code."""
        match = {k: filled(v, context) for k, v in item.get("match", {}).items()}
        number = count(item.get("from", 1))
        also = {r.get("project", "") for r in self.books.registers.get(item.get("with", ""), ())}
        for row in self.books.registers.get(name, ()):
            if item.get("with") and row["code"] not in also:
                continue
            if all(row.get(field, "") == value for field, value in match.items()):
                names = {f"{k}_name": self._name(k, row[k]) for k in self._named if row.get(k)}
                more = self._project(row) if name == "projects" else {}
                if name == "goals":
                    more = self._own("goal", project=row.get("project", ""), goal=row["number"])
                row = _spoken(name, row)
                worked_out = {k: _derived(how, row) for k, how in item.get("derive", {}).items()}
                yield {"n": str(next(number)), **row, **names, **more, **worked_out}

    def _project(self, row: Mapping[str, str]) -> dict[str, str]:
        """What stands in the books about a project: its path, the sums of its own registers."""
        return {"project": project_path(row)} | self._own("own", project=row["code"])

    def _own(self, prefix: str, **of: str) -> dict[str, str]:
        """The sums of what the registers hold ``of`` a project, or ("") of the department."""
        found = {}
        for name, rows in self.books.registers.items():
            own = [row for row in rows if all(row.get(k, "") == v for k, v in of.items())]
            found |= {f"{prefix}.{name}.{k}": v for k, v in summed(own).items()}
        return found

    _named = ("unit", "project", "function", "economic")

    def _name(self, kind: str, code: str) -> str:
        if kind in _KINDS:
            return self.subject(kind, code)
        if kind == "unit":
            return next((u.name for u in self.books.units if u.code == code), "")
        projects = self.books.registers.get("projects", ())
        return next((r["name"] for r in projects if r["code"] == code), "")

    # -- the tables ------------------------------------------------------------------------

    def sheets(self) -> dict[str, list[Sheet]]:
        """The tables of the layout by their name there, in its order; one for each of ``per``."""
        drafts = [d for name in self.form.words["tables"] for d in self._drafts(name)]
        bound = self._bound([d for d in drafts if d.slots])
        keys: dict[str, int] = {}
        made: dict[str, list[Sheet]] = {name: [] for name in self.form.words["tables"]}
        for made_draft in drafts:
            sheet = self._filled(made_draft, bound.get(id(made_draft), {}), keys)
            made[sheet.id].append(sheet)
        return made

    def _drafts(self, name: str) -> Iterator[Draft]:
        table = self.form.table(name)
        sums: dict[str, str] = {}
        for item in table.get("sums", ()):
            item = {"derive": table.get("derive", {}), **item}
            rows = list(self._register(item["register"], item, self.context))
            sums |= {f"sum.{k}": value for k, value in summed(rows).items()}
        contexts: list[Context] = [{**self.context, **sums}]
        if "per" in table:
            contexts = [{**self.context, **row} for row in self.rows(table["per"], self.context)]
        for context in contexts:
            title = filled(table["title"], context)
            yield draft(name, table, self.rows, {**context, "title": title})

    def _bound(self, drafts: list[Draft]) -> dict[int, dict[tuple[int, int], Fact]]:
        """What each place of a figure means, read as a reader of the page reads it."""
        lines: list[lined.Line] = []
        for at, each in enumerate(drafts):
            lines += _lines(each, at)
        page = lined.Laid(lines, "text", "", [])
        words = packs.words()
        document = lined.document(page, "", words["forms"] | {"wrapped": words["wrapped"]})
        named = (self.books.department.name,)
        profile = Profile(self.books.year, self.form.kind, named[0], named)
        frame = audit.framed(document, profile)
        found: dict[int, dict[tuple[int, int], Fact]] = {id(d): {} for d in drafts}
        for table in document.tables:
            bound = facts.bind(table, frame)
            for fact in bound.facts:
                if spot := _spot(fact, lines):
                    found[id(drafts[spot[0]])][spot[1:]] = fact
            for line in bound.lines:
                self._whole(line, lines, drafts)
        for each in drafts:
            self._complete(each, found[id(each)])
        return found

    def _whole(self, line: Line, lines: list[lined.Line], drafts: list[Draft]) -> None:
        """Of which figures of its line a figure is the sum."""
        for each in check.roll_ups(self.space, line):
            wholes = [_spot(fact, lines) for c, fact in each.terms if c > 0]
            parts = [_spot(fact, lines) for c, fact in each.terms if c < 0]
            if len(wholes) == 1 and wholes[0] and parts and all(parts):
                at, row, column = wholes[0]
                drafts[at].wholes.setdefault((row, column), tuple(s[1:] for s in parts if s))

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
        notes = made.sheet.notes
        if made.slots and not any(cell.stated and cell.stated.fen for cell in cells):
            notes += made.notes
        return replace(made.sheet, cells=tuple(cells), notes=notes)

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
        fen = self.figures.sums.fen(region)
        table = made.table
        if fen is None:
            return replace(cell, text="")
        unit, decimals = fact.unit, table.get("decimals", 2)
        text = printed(fen, unit, decimals, table.get("grouped", False))
        if not fen:
            text = (
                ""
                if set(table.get("blank", ())) & {*fact.place.column.split("/")}
                else table["zero"]
            )
        row = " ".join(fact.path[2:]) if len(fact.path) > 2 else ""
        key = _key(keys, made.sheet, row, fact.place.column)
        stated = Stated(text, key, unit, decimals, fen, region, self.space.describe(region))
        parts = made.wholes.get((cell.row, cell.column), ())
        return replace(cell, text=text, stated=stated, parts=parts)

    def _worked(
        self, cell: Cell, text: str, context: Context, made: Draft, keys: dict[str, int]
    ) -> Cell:
        """A cell with ``{=phrases|unit.decimals}``, ``{%part:whole}`` or
        ``{:expression|decimals}``: one figure, or words around figures; blank where the books do
        not know."""
        found: list[Stated] = []

        def value(match: re.Match[str]) -> str:
            sign, said, whole, how = match.groups()
            stated = self._share(said, whole, how, context) if sign == "%" else None
            if sign == ":":
                stated = self._computed(said, how or "2", context, made)
            elif sign == "=":
                zero = made.table["zero"] if match[0] == text else None
                stated = self._amount(said, how or "", context, made, zero)
            if stated is None:
                return ""
            found.append(replace(stated, key=_key(keys, made.sheet, said, whole or "")))
            return stated.text

        said = _FORMULA.sub(value, text)
        alone = found[0] if len(found) == 1 and found[0].text == said else None
        return replace(cell, text=said, stated=alone, align="right" if alone else cell.align)

    def _amount(
        self, said: str, how: str, context: Context, made: Draft, zero: str | None
    ) -> Stated | None:
        region = self.figures.region(said, "header", context)
        fen = self.figures.sums.fen(region)
        if fen is None:
            return None
        table = made.table
        unit, _, decimals = (how or table.get("money", "万元")).partition(".")
        digits = int(decimals) if decimals else table.get("decimals", 2)
        text = printed(fen, unit, digits, table.get("grouped", False))
        if not fen and zero is not None:
            text = zero
        text = trimmed(text) if table.get("trimmed") else text
        return Stated(text, "", unit, digits, fen, region, self.space.describe(region))

    def _computed(self, said: str, how: str, context: Context, made: Draft) -> Stated | None:
        """What an expression comes to, with as many decimals as ``how`` says; or, where ``how``
        names ``bands`` of the table, the word of the first band whose lower bound it reaches.
        ``%`` after the decimals is printed."""
        table = made.table
        amounts = {
            name: self.figures.fen(filled(phrases, context), context)
            for name, phrases in table.get("amounts", {}).items()
        }
        found = worked(said, context, amounts)
        if found is None:
            return None
        number, over = found
        if how in table.get("bands", {}):
            text = next((w for bound, w in table["bands"][how] if number >= bound * over), "")
            return Stated(text, "")
        unit, decimals = "%" if how.endswith("%") else "", int(how.rstrip("%"))
        text = rounded(number, over, decimals, table.get("grouped", False)) + unit
        text = text if number else table["zero"]
        return Stated(text, "", unit, decimals)

    def _share(self, said: str, whole: str, how: str | None, context: Context) -> Stated | None:
        part, all_ = (self.figures.fen(x, context) for x in (said, whole))
        if part is None or not all_:
            return None
        decimals = int(how or 2)
        return Stated(trimmed(rounded(100 * part, all_, decimals)) + "%", "", "%", decimals)


def _spoken(register: str, row: Mapping[str, str]) -> dict[str, str]:
    """A row of a register as it is printed: money without noughts at its end, dates in words."""
    said = packs.words()["books"]
    types = {f["id"]: f.get("type") for f in said["register"].get(register, {}).get("fields", ())}
    made = dict(row)
    for name, value in row.items():
        if types.get(name) == "money":
            made[name] = trimmed(value)
        elif types.get(name) == "date" and value.count("-") == 2:
            year, month, day = value.split("-")
            made[name] = said["date"].format(year=year, month=int(month), day=int(day))
    return made


def _derived(how: Mapping, row: Mapping[str, str]) -> str:
    """A field that a layout makes of others: ``of`` one where another ``is`` one of those said,
    else nought; the ``sum`` of some; or those of ``join`` one after the other, without those that
    say no more (``silent``)."""
    if "money" in how:
        fen = quantity(row.get(how["money"], ""), "元")
        return trimmed(printed(fen.fen().fen, how["unit"], 2)) if fen else ""
    if "of" in how:
        fits = all(row.get(field, "") in values for field, values in how["is"].items())
        return row.get(how["of"], "") if fits else "0"
    if "sum" in how:
        return summed([{"sum": row.get(field, "")} for field in how["sum"]]).get("sum", "")
    said = (row.get(field, "") for field in how["join"])
    return "".join(word for word in said if word not in how.get("silent", ()))


def _was(kind: str, code: str) -> bool:
    """Whether a subject stands in the list of any year: a form lists some that come or go."""
    years = range(audit.OLDEST_YEAR, audit.LATEST_YEAR + 1)
    return any(audit.classification().name(_KINDS[kind], code, year) for year in years)


def _key(keys: dict[str, int], sheet: Sheet, row: str, column: str) -> str:
    """The name of a figure within the disclosure; one printed twice gets a number."""
    name = f"{sheet.number or sheet.title}!" + "/".join(filter(None, (row, column)))
    keys[name] = keys.get(name, 0) + 1
    return name if keys[name] == 1 else f"{name}#{keys[name]}"


def _spot(fact: Fact, lines: list[lined.Line]) -> tuple[int, int, int] | None:
    """The draft, row and column of the place that a fact stands in."""
    spots = lines[fact.place.line - 1].spots
    spot = next((s for s in spots if s.start == fact.place.offset and s.address), None)
    if spot is None:
        return None
    at, row, column = map(int, spot.address.split(":"))
    return at, row, column


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
