"""Carry-over 沿用痕迹: years, levels, subjects and projects that belong to another document.

Pure. ``records`` gives registers for the rules of ``packs/rules/structure.toml``; the patterns are
in ``packs/structure.toml`` ``[carryover]``:

* ``title-year``   a heading of this document: ``said``, ``fiscal``, ``title``
* ``scope-year``   a sentence about this document: ``said``, ``fiscal``, ``sentence``
* ``asof-year``    the date of the assets: ``said``, ``wanted``, ``sentence``
* ``notice-year``  a notice that the work rests on: ``said``, ``fiscal``, ``notice``
* ``level``        words about whose money it is: ``looked``, ``wrong``, ``all``, ``level``
* ``class``        a class of spending named in the text: ``named``, ``mine`` (yes, no;
                   missing: too few codes are printed, or no amounts), ``own``, ``now`` (its
                   name this year)
* ``class-level``  what the text calls a 类: ``named``, ``level`` (类, 款, 项)
* ``copied``       texts for different years in one column: ``looked``, ``wrong`` (copies), ``all``
* ``project-text`` words of another project in a report: ``words``, ``other``, ``project``
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mingzhang.codes import level
from mingzhang.lexicon import without_ordinal
from mingzhang.model import Document, Paragraph, Place, Record, Table, Text
from mingzhang.outline import cleaned, place, squeezed
from mingzhang.profile import Context
from mingzhang.tally import exact, places, tally

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年)")
_CODE = re.compile(r"(?<![\d.,])(2(?:\d{6}|\d{4}|\d{2}))(?![\d.,%％人元万年])")
_AMOUNT = re.compile(r"\d\.\d\d|\d,\d{3}")
_LONGEST = 60
_YEARS_BACK = 12  # how old a name of a class may be


def records(document: Document, context: Context) -> list[Record]:
    """All records of what seems carried over; none about years when the year is not known."""
    words = context.words["structure"]["carryover"]
    found: list[Record] = []
    if context.profile.year and context.profile.kind:
        found += _titles(document, context, words)
        found += _sentences(document, context, words)
    found += _levels(document, context, words)
    found += _classes(document, context, words)
    found += _copied(document, words)
    found += _projects(document, words)
    return found


def _year_record(kind: str, said: int, wanted: int, where: Place, text: str, **more: str) -> Record:
    name = next(iter(more))
    fields: dict[str, Any] = {"said": exact(said), "wanted": exact(wanted), name: more[name]}
    printed = {"said": str(said), "wanted": str(wanted)}
    return Record(kind, text, fields, printed, {"said": where})


def _titles(document: Document, context: Context, words: Mapping[str, Any]) -> list[Record]:
    """Titles that name this kind of document with a year."""
    fiscal, kind = context.profile.year, context.profile.kind
    own, other = re.compile(words["titles"][kind]), re.compile(words["titles"]["unless"])
    late = re.compile(words["titles"]["performance"])
    titles = [(h.text, h.place) for h in context.outline.headings if not h.long]
    for table in document.tables:
        text = squeezed(table.title.text)
        titles.append((text, Place(table.title.line or table.line, page=table.page, table=text)))
    found, seen = [], set()
    for text, where in titles:
        years = {int(y) for y in _YEAR.findall(text)}
        if len(years) != 1 or text in seen or not own.search(text) or other.search(text):
            continue
        later = kind == "final" and years == {fiscal + 1} and late.search(text)
        if not later:
            seen.add(text)
            found.append(_year_record("title-year", years.pop(), fiscal, where, text, title=text))
    apart = sum(1 for r in found if r.printed["said"] != str(fiscal))
    if apart * 5 <= len(found) * 2:
        return found
    doubt = "标题里的年度不止一个，本文件的年度不能确定"
    return [Record(r.kind, r.subject, r.fields, r.printed, r.places, doubt) for r in found]


def _sentences(document: Document, context: Context, words: Mapping[str, Any]) -> Iterator[Record]:
    """Sentences about the scope, the date of the assets, and the notice of the work."""
    fiscal, kind = context.profile.year, context.profile.kind
    scope = [re.compile(p) for p in words["scope"]]
    compared = re.compile(words["compared"])
    asof = re.compile(words["asof"])
    notice = re.compile(words["notice"][kind])
    for text, at in _texts(document):
        if "20" not in text:
            continue
        for pattern in scope:
            for found in pattern.finditer(text):
                if not compared.search(text[found.start() : _stop(text, found.end())]):
                    yield _year_record("scope-year", int(found.group(1)), fiscal,
                                       at(found.start(1)), "", sentence=found.group())  # fmt: skip
        for found in asof.finditer(text):
            said = int(found.group(1))
            wanted = fiscal - (kind == "budget")
            if kind == "budget" and fiscal - 3 < said < fiscal:
                wanted = said
            yield _year_record("asof-year", said, wanted, at(found.start(1)), "",
                               sentence=found.group()[:_LONGEST])  # fmt: skip
        for found in notice.finditer(text):
            said = int(found.group(1))
            wanted = said if fiscal <= said <= fiscal + 1 else fiscal
            yield _year_record("notice-year", said, wanted, at(found.start(1)), "",
                               notice=found.group()[found.group().index("《") :])  # fmt: skip


def _stop(text: str, position: int) -> int:
    """Where the sentence at a position ends."""
    end = text.find("。", position)
    return len(text) if end < 0 else end


def _texts(document: Document):
    """Each running text, squeezed, and the function from a position in it to its place."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield cleaned(block.text.text), _at(block)
            continue
        title = squeezed(block.title.text)
        for row in block.rows:
            for column, cell in row.cells.items():
                if len(cell.text) > 12:
                    yield squeezed(cell.text), _in_cell(cell, title, column)


def _in_cell(cell: Text, title: str, column: str):
    return lambda position: place(cell, position)._replace(table=title, column=column)


def _at(block: Paragraph):
    return lambda position: place(block.text, position, block.page)


def _levels(document: Document, context: Context, words: Mapping[str, Any]) -> Iterator[Record]:
    """Whose money and whose departments the explanation of terms speaks of."""
    level = context.profile.level
    mine = words["levels"].get(level)
    if not mine:
        return
    glossary = re.compile(words["glossary"])
    patterns = [re.compile(p) for p in words["level"]]
    inside, looked = False, 0
    wrong: list[tuple[str, Place]] = []
    heads = {h.block: h for h in context.outline.headings if not h.long}
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Paragraph):
            continue
        head = heads.get(index)
        if head and (
            glossary.search(head.words) or (head.ordinal and head.ordinal.style == "part")
        ):
            inside = bool(glossary.search(head.words))
        if not inside:
            continue
        text = cleaned(block.text.text)
        for pattern in patterns:
            for found in pattern.finditer(text):
                looked += 1
                if found.group(1) not in mine:
                    wrong.append((found.group(), place(block.text, found.start(), block.page)))
    yield from tally("level", looked, wrong, level=mine[0])


def _classes(document: Document, context: Context, words: Mapping[str, Any]) -> Iterator[Record]:
    """Classes of spending that the text names, against those whose codes the document prints."""
    lists, year = context.classification, context.profile.year
    if not lists or not year:
        return
    printed = _codes(document)
    enough = len(printed) >= words["least_codes"] and any(map(_AMOUNT.search, document.lines))
    heads = {c[:3] for c in printed if len(c) > 3 and lists.entry("function", c, year)}
    own = sorted(_class(lists.name("function", head, year) or head) for head in heads)
    named = re.compile(words["class"])
    seen: dict[str, list[Place]] = {}
    for block in document.paragraphs:
        if "类" in block.text.text:
            for found in named.finditer(cleaned(block.text.text)):
                at = place(block.text, found.start(), block.page)
                seen.setdefault(_class(found.group(1)), []).append(at)
    former = _former(lists, year)
    for name, where in _listed_classes(document, former).items():
        if name in seen:
            seen[name] += where
            continue
        fields = {"named": name, "mine": None, "own": "、".join(own), "now": former[name]}
        yield Record("class", name, fields, {}, places("named", where))
    for name, where in seen.items():
        codes = _class_codes(name, lists, year)
        below = "" if codes else _level(name, lists, year)
        if codes or below:
            fields = {"named": name, "level": below or "类"}
            yield Record("class-level", name, fields, {}, places("named", where))
        if not codes:
            continue
        mine = any(code.startswith(c) for c in codes for code in printed)
        now = {_class(lists.name("function", code, year) or "") for code in codes}
        fields = {
            "named": name,
            "mine": ("yes" if mine else "no") if enough else None,
            "own": "、".join(own),
            "now": name if any(n and name.endswith(n) for n in now) else "、".join(now - {""}),
        }
        yield Record("class", name, fields, {}, places("named", where))


def _former(lists: Any, year: int) -> dict[str, str]:
    """The names that the classes of this year bore in earlier years, with those of this year."""
    found: dict[str, str] = {}
    for code in map(str, range(200, 240)):
        now = lists.entry("function", code, year)
        for entry in lists.years("function", code) if now else ():
            old = entry.verified and year - _YEARS_BACK <= entry.year_to < year
            if old and not now.bears(entry.name):
                found[_class(entry.name)] = _class(now.name)
    return found


def _listed_classes(document: Document, former: Mapping[str, str]) -> dict[str, list[Place]]:
    """Rows of tables that are named like a class of an earlier year and print no code."""
    found: dict[str, list[Place]] = {}
    for table in document.tables:
        for row in table.rows:
            said = squeezed(row.label[-1].text) if row.label else ""
            if not said.endswith("支出") or any(t.text.strip().isdecimal() for t in row.label):
                continue
            name = _class(without_ordinal(said)[1])
            if name in former:
                where = place(row.label[-1], 0, table.page)
                where = where._replace(table=squeezed(table.title.text), row=said)
                found.setdefault(name, []).append(where)
    return found


def _class(name: str) -> str:
    return name.removesuffix("支出")


def _codes(document: Document) -> set[str]:
    """Every number of the source that can be the code of a function: 2…, of 3, 5 or 7 digits."""
    return {code for line in document.lines if "2" in line for code in _CODE.findall(line)}


def _class_codes(name: str, lists: Any, year: int) -> set[str]:
    """The class codes that bear a name, in any year near this one."""
    years = range(year - _YEARS_BACK, year + 2)
    for start in range(max(1, len(name) - 1)):
        names = (name[start:], name[start:] + "支出")
        found = {c for n in names for y in years for c in lists.find(n, "function", y)}
        if any(len(code) == 3 for code in found):
            return {code for code in found if len(code) == 3}
    return set()


def _level(name: str, lists: Any, year: int) -> str:
    """款 or 项 for the name of a subject that is no class in any year near this one; else ""."""
    years = range(year - _YEARS_BACK, year + 2)
    found = {c for n in (name, name + "支出") for y in years for c in lists.find(n, "function", y)}
    return level(min(found, key=len)) if found else ""


def _copied(document: Document, words: Mapping[str, Any]) -> Iterator[Record]:
    """Long texts in rows of different years: the same text again, word for word."""
    looked = 0
    wrong: list[tuple[str, Place]] = []
    for table in document.tables:
        seen: dict[tuple[str, str], str] = {}
        for row in table.rows:
            year = row.label[0].text.strip().removesuffix("年") if row.label else ""
            if not re.fullmatch(r"20\d\d", year):
                continue
            for column, cell in row.cells.items():
                text = squeezed(cell.text)
                if len(text) < words["least_copied"]:
                    continue
                looked += 1
                first = seen.setdefault((column, text), year)
                if first != year:
                    name = column.rpartition("/")[2]
                    wrong.append((f"{year}年{name}（同{first}年）", place(cell, 0, table.page)))
    yield from tally("copied", looked, wrong)


class _Form(NamedTuple):
    project: str
    text: str
    indicators: tuple[str, ...]


def _projects(document: Document, words: Mapping[str, Any]) -> Iterator[Record]:
    """Indicators of another project that stand in the report of this one."""
    forms = [f for f in map(_form, document.tables) if f]
    if len(forms) < 2:
        return
    report = re.compile(words["report"])
    once = Counter(i for f in forms for i in set(f.indicators))
    mine: _Form | None = None
    for block in document.blocks:
        if isinstance(block, Table):
            mine = None
            continue
        text = cleaned(block.text.text)
        if report.search(text) and len(text) < _LONGEST:
            mine = next((f for f in forms if f.project in text), None)
        if not mine:
            continue
        for form in forms:
            if form.project == mine.project:
                continue
            for name in form.indicators:
                at = text.find(name)
                if at >= 0 and once[name] == 1 and _others(name, form.project, mine):
                    fields = {"words": name, "other": form.project, "project": mine.project}
                    where = {"words": place(block.text, at, block.page)}
                    yield Record("project-text", name, fields, {}, where)


def _form(table: Table) -> _Form | None:
    project, indicators, pieces = "", [], []
    for row in table.rows:
        pieces += [squeezed(t.text) for t in (*row.label, *row.cells.values())]
        for column, cell in row.cells.items():
            if column.rpartition("/")[2] == "项目名称" and len(cell.text) > 3:
                project = project or squeezed(cell.text)
        if row.label and len(squeezed(row.label[-1].text)) >= 8:
            indicators.append(squeezed(row.label[-1].text))
    return _Form(project, "".join(pieces), tuple(dict.fromkeys(indicators))) if project else None


def _others(name: str, other: str, mine: _Form) -> bool:
    """Whether ``name`` says the other project's own words, which this project's form lacks."""
    pieces = {name[n : n + 4] for n in range(len(name) - 3)}
    shared = {p for p in pieces if p in other}
    return bool(shared) and not any(p in mine.project or p in mine.text for p in shared)
