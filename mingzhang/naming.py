"""Names and codes 名称与编码: subjects, units and projects are called one thing throughout.

Pure. ``records`` gives registers for the rules of ``packs/rules/structure.toml``:

* ``subject``       a code with a name: ``code``, ``name``, ``official`` (missing: not in the
                    list), ``trust`` (verified, recalled), ``other`` (years of an older name)
* ``subject-names`` a code that the list lacks, with all its names: ``code``, ``names``, ``all``
* ``subject-code``  rows of subjects whose code is printed in pieces: ``looked``, ``wrong`` (the
                    pieces make no code), ``all``
* ``unit-name``     a unit called two things: ``first``, ``second``
* ``unit-short``    where a form asks for the unit: ``looked``, ``wrong`` (short names), ``all``
* ``unit-code``     a unit with its codes: ``unit``, ``codes`` (count), ``all``
* ``project-name``  a project called two things: ``first``, ``second``, ``tie`` (why they are one)
* ``filled``        cells for amounts: ``looked``, ``wrong`` (they repeat their label), ``all``
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from mingzhang.codes import normal
from mingzhang.model import Document, Paragraph, Place, Record, Row, Table, Text, quantity
from mingzhang.outline import cleaned, place, squeezed
from mingzhang.profile import Context
from mingzhang.tally import exact, places, tally

_CODE = re.compile(r"\d{3}|\d{5}|\d{7}")
_BRACKETED = re.compile(r"[\[【［(（](\d{7}|\d{5}|\d{3})[\]】］)）]([一-龥].{1,30})")
_WHOLE = re.compile(r"(\d{7}|\d{5})[:：]?([一-龥].{1,30})")
_BETWEEN = re.compile(r"\W*")
_HAN = re.compile(r"[一-龥]")
_MOST_SHARING = 40  # names of one amount
_KINDS = {"2": "function", "3": "economic_department", "5": "economic_government"}


def records(document: Document, context: Context) -> list[Record]:
    """All records of names and codes."""
    words = context.words["structure"]["naming"]
    found = list(_subjects(document, context, words))
    found += _misprinted(document, context, words)
    found += _units(document, context, words)
    found += _projects(document, words)
    found += _filled(document, words)
    return found


def _at(text: Text, table: Table, row: str = "", column: str = "") -> Place:
    where = place(text, 0, table.page)
    return where._replace(table=squeezed(table.title.text), row=row, column=column)


def _roles(table: Table, words: Mapping[str, Any]) -> str:
    """What the codes in the labels of a table are: unit, project or subject."""
    heads = "｜".join(table.label_columns)
    for role in ("project", "unit"):
        if re.search(words[f"{role}_columns"], heads):
            return role
    return "subject"


def _pairs(row: Row) -> Iterator[tuple[Text, Text]]:
    for code, name in zip(row.label, row.label[1:], strict=False):
        if code.text.strip().isdecimal() and _HAN.search(name.text):
            yield code, name


def _subjects(document: Document, context: Context, words: Mapping[str, Any]) -> Iterator[Record]:
    """Every code and name of a subject, once for each name, with all its places."""
    seen: dict[tuple[str, str], list[tuple[str, Place, str]]] = defaultdict(list)
    for table in document.tables:
        subject = _roles(table, words) == "subject"
        for row in table.rows:
            for code, name in _pairs(row) if subject else ():
                digits = code.text.strip()
                if _CODE.fullmatch(digits) and digits[0] in _KINDS:
                    printed = squeezed(name.text)
                    where = _at(name, table, f"{digits}/{printed}")
                    doubt = row.doubt or table.doubt or _apart(document, digits, name)
                    seen[digits, normal(printed)].append((printed, where, doubt))
            for text in (*row.label, *row.cells.values()):
                found = _BRACKETED.fullmatch(squeezed(text.text))
                if found and found.group(1)[0] in _KINDS:
                    name = found.group(2)
                    seen[found.group(1), normal(name)].append((name, _at(text, table), row.doubt))
    for block in document.paragraphs:
        found = _WHOLE.fullmatch(cleaned(block.text.text))
        if found and found.group(1)[0] in _KINDS and "。" not in found.group(2):
            where = place(block.text, 0, block.page)
            seen[found.group(1), normal(found.group(2))].append((found.group(2), where, ""))
    yield from _against_list(seen, context)
    by_code = defaultdict(list)
    for (code, _), uses in seen.items():
        if not _known(context, code):
            by_code[code].append(uses)
    for code, names in by_code.items():
        names.sort(key=len)
        every = "、".join(f"“{uses[0][0]}”" for uses in names)
        fields = {"code": code, "names": exact(len(names)), "all": every}
        at = places("names", [uses[0][1] for uses in names])
        doubt = next((d for uses in names for _, _, d in uses if d), "")
        yield Record("subject-names", code, fields, {"names": str(len(names))}, at, doubt)


def _misprinted(document: Document, context: Context, words: Mapping[str, Any]) -> Iterator[Record]:
    """Rows of tables with columns 类、款、项, and those whose pieces are no code: 7, 11, 02."""
    lists, year = context.classification, context.profile.year
    looked, wrong = 0, []
    for table in document.tables:
        heads = [path.rpartition("/")[2] for path in table.label_columns]
        if _roles(table, words) != "subject" or sum(h in words["levels"] for h in heads) < 2:
            continue
        for row in table.rows:
            *pieces, name = (squeezed(t.text) for t in row.label) if row.label else ("",)
            if not pieces or not all(map(str.isdecimal, pieces)) or not _HAN.search(name):
                continue
            looked += 1
            if len(pieces) == 1:
                continue
            kinds = _KINDS.values() if lists and year else ()
            codes = [c for kind in kinds for c in lists.find(name, kind, year)]
            codes = [c for c in codes if c.endswith("".join(pieces[1:]))]
            meant = f"，应为{codes[0]}" if len(codes) == 1 else ""
            said = f"{'-'.join(pieces)} {name}{meant}"
            wrong.append((said, _at(row.label[0], table, f"{'-'.join(pieces)}/{name}")))
    yield from tally("subject-code", looked, wrong)


def _apart(document: Document, code: str, name: Text) -> str:
    """Why a code and a name may not belong together: they are not printed side by side."""
    line = document.lines[name.line - 1] if 0 < name.line <= len(document.lines) else ""
    parts = [p for p in (code[:3], code[3:5], code[5:]) if p]  # 类、款、项各一栏
    start = _in_turn(line, [*parts, name.text.strip()[:2]])
    if start < 0:
        return "编码与名称不在同一行"
    return "" if "\t" in line or name.text.strip() not in line[start:] else _wrapped(line)


def _in_turn(line: str, parts: list[str]) -> int:
    """Where ``parts`` stand one after the other with no letter or digit between; -1 for nowhere."""
    start = line.find(parts[0])
    while start >= 0:
        at = start + len(parts[0])
        for part in parts[1:]:
            end = _BETWEEN.match(line, at).end()
            at = line.find(part, at, end + len(part))
            if at < 0:
                break
            at += len(part)
        else:
            return start
        start = line.find(parts[0], start + 1)
    return -1


def _wrapped(line: str) -> str:
    """Why a name may go on in the next line: text without rules breaks where the column ends."""
    return "名称可能折行" if re.search(r"\d{3,7}\s*[一-龥]+$", line.strip()) else ""


def _known(context: Context, code: str) -> bool:
    lists, year = context.classification, context.profile.year
    return bool(lists and year and lists.entry(_KINDS[code[0]], code, year))


def _against_list(
    seen: Mapping[tuple[str, str], list[tuple[str, Place, str]]], context: Context
) -> Iterator[Record]:
    lists, year = context.classification, context.profile.year
    if not lists or not year:
        return
    for (code, name), uses in seen.items():
        kind = _KINDS[code[0]]
        entry = lists.entry(kind, code, year)
        if entry is None:
            continue
        same = entry.bears(name)
        years = () if same else range(2007, 2031)
        older = [y for y in years if _named(lists, kind, code, y) == name]
        fields = {
            "code": code,
            "name": entry.name if same else uses[0][0],
            "official": entry.name,
            "trust": entry.trust,
            "other": f"{older[0]}—{older[-1]}年" if older else None,
        }
        at = places("name", [where for _, where, _ in uses])
        printed = {"name": uses[0][0], "code": code}
        yield Record("subject", code, fields, printed, at, uses[0][2])


def _named(lists: Any, kind: str, code: str, year: int) -> str:
    entry = lists.entry(kind, code, year)
    return normal(entry.name) if entry else ""


def _units(document: Document, context: Context, words: Mapping[str, Any]) -> Iterator[Record]:
    """Names that begin with the department's own, and the codes printed beside them."""
    entity = context.profile.entity
    if not entity:
        return
    own, coded = re.compile(words["unit_code"]), re.compile(words["unit_coded"])
    names: dict[str, list[Place]] = defaultdict(list)
    codes: dict[str, dict[str, Place]] = defaultdict(dict)
    for table in document.tables:
        unit = _roles(table, words) != "subject"
        for row in table.rows:
            for code, name in _pairs(row) if unit else ():
                if entity in name.text and len(code.text.strip()) <= 12:
                    codes[squeezed(name.text)].setdefault(code.text.strip(), _at(code, table))
            for column, text in [("", t) for t in row.label] + list(row.cells.items()):
                if entity not in text.text:
                    continue
                tight = squeezed(text.text)
                if len(tight) <= len(entity) + 14:
                    names[tight].append(_at(text, table, column=column))
                found = own.search(tight) if coded.search(column) else None
                if found:
                    digits = next(g for g in found.groups() if g)
                    codes[entity].setdefault(digits, _at(text, table, column=column))
    yield from _cut_names(names, words)
    yield from _short_names(document, context, words)
    for name, uses in codes.items():
        heads = [c for c in uses if not any(c != d and c.startswith(d) for d in uses)]
        fields = {"unit": name, "codes": exact(len(heads)), "all": "、".join(heads)}
        at = places("codes", [uses[c] for c in heads])
        yield Record("unit-code", name, fields, {"codes": str(len(heads))}, at)


def _cut_names(names: Mapping[str, list[Place]], words: Mapping[str, Any]) -> Iterator[Record]:
    whole = re.compile(words["unit_whole"])
    longest = {name[:-left]: name for name in names for left in (3, 2, 1)}
    for name, uses in names.items():
        longer = longest.get(name)
        cut = bool(longer) and not whole.search(name)
        fields = {"first": longer if cut else name, "second": name}
        yield Record("unit-name", name, fields, {"second": name}, places("second", uses))


def _short_names(
    document: Document, context: Context, words: Mapping[str, Any]
) -> Iterator[Record]:
    """Where a form asks for the unit: the department's name, or a shorter form of it."""
    asked, tail = re.compile(words["unit_asked"]), re.compile(words["unit_tail"])
    profile = context.profile
    looked, wrong = 0, []
    for number, line in enumerate(document.lines, 1):
        for found in asked.finditer(squeezed(line.replace("\t", "｜"))):
            name = tail.sub("", found.group(1))
            looked += 1
            if name not in profile.names and _shortens(name, profile.entity):
                wrong.append((found.group(1), Place(number)))
    yield from tally("unit-short", looked, wrong, unit=profile.entity)


def _shortens(name: str, entity: str) -> bool:
    """Whether ``name`` is some of the characters of ``entity``, in order, without its place."""
    rest = iter(entity)
    return 3 <= len(name) < len(entity) and all(char in rest for char in name)


class _Project(NamedTuple):
    """One mention of a project: as printed, its bare name, amounts, the list it stands in."""

    name: str
    bare: str
    amounts: frozenset[Fraction]
    group: int
    place: Place


def _projects(document: Document, words: Mapping[str, Any]) -> Iterator[Record]:
    """Groups of names for one project: the same amount, and one name inside the other."""
    by_name: dict[str, list[_Project]] = defaultdict(list)
    beside: dict[int, set[str]] = defaultdict(set)
    for one in _mentions(document, words):
        by_name[one.bare].append(one)
        if one.group >= 0:
            beside[one.group].add(one.bare)
    near = _sharing(by_name)
    taken: set[str] = set()
    for first in sorted(by_name, key=lambda n: (-len(by_name[n]), by_name[n][0].place)):
        same, tie = [first], ""
        for second in near.get(first, ()) if first not in taken else ():
            apart = any(second in group and group & set(same) for group in beside.values())
            found = _tie(by_name[first], by_name[second], words["least_shared"])
            if found and not apart and second not in taken:
                same.append(second)
                tie = tie or found
        taken |= set(same)
        if len(same) > 1:
            yield _aliases([by_name[n] for n in same], tie)


def _sharing(by_name: Mapping[str, list[_Project]]) -> dict[str, list[str]]:
    """For each name those that share an amount with it, in order; common amounts tell nothing."""
    holders: dict[Fraction, dict[str, None]] = defaultdict(dict)
    for name, mentions in by_name.items():
        for mention in mentions:
            for amount in mention.amounts:
                holders[amount].setdefault(name)
    near: dict[str, dict[str, None]] = defaultdict(dict)
    for names in holders.values():
        for name in names if len(names) <= _MOST_SHARING else ():
            near[name] |= {other: None for other in names if other != name}
    return {name: list(others) for name, others in near.items()}


def _aliases(same: list[list[_Project]], tie: str) -> Record:
    one = same[0][0]
    others = [m for mentions in same[1:] for m in mentions]
    fields = {
        "first": one.name,
        "second": "”“".join(dict.fromkeys(m.name for m in others)),
        "tie": tie,
    }
    at = {"first": one.place} | places("second", [m.place for m in others])
    return Record("project-name", one.name, fields, {}, at)


def _tie(one: list[_Project], other: list[_Project], least: int) -> str:
    """Why two names are taken for one project, or ""."""
    a, b = one[0].bare, other[0].bare
    inside = a in b or b in a
    shared = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), 0)
    if not inside and (shared < least or shared * 10 < max(len(a), len(b)) * 6):
        return ""
    amounts = [frozenset().union(*(m.amounts for m in side)) for side in (one, other)]
    return "金额相同" if amounts[0] & amounts[1] else ""


def _mentions(document: Document, words: Mapping[str, Any]) -> Iterator[_Project]:
    said = [re.compile(p) for p in words["project_said"]]
    noise = re.compile(words["project_noise"])
    skip = re.compile(words["project_not"])
    for index, block in enumerate(document.blocks):
        if isinstance(block, Paragraph):
            text = cleaned(block.text.text)
            for pattern in said:
                for found in pattern.finditer(text):
                    name, at = found.group(1), place(block.text, found.start(1), block.page)
                    if skip.search(name):
                        continue
                    amounts = _numbers(found.group(2))
                    yield _Project(name, noise.sub("", name), amounts, -1, at)
            continue
        listed = _roles(block, words) == "project" or bool(
            block.label_columns and re.search(words["project_list"], block.label_columns[0])
        )
        for row in block.rows:
            named = _named_project(row)
            if named is not None:
                name = squeezed(named.text)
                amounts = _form_amounts(document, index, words)
                yield _Project(name, noise.sub("", name), amounts, -1, _at(named, block))
            elif listed:
                yield from _listed(row, block, index, noise, skip)


def _named_project(row: Row) -> Text | None:
    for column, cell in row.cells.items():
        if column.rpartition("/")[2] == "项目名称" and len(squeezed(cell.text)) > 3:
            return cell
    return None


def _listed(
    row: Row, table: Table, index: int, noise: re.Pattern[str], skip: re.Pattern[str]
) -> Iterator[_Project]:
    labels = [t for t in row.label if _HAN.search(t.text)]
    if not labels or not row.cells:
        return
    name = squeezed(labels[0].text)
    amounts = frozenset().union(*(_numbers(c.text) for c in row.cells.values()))
    if len(name) >= 4 and not skip.search(name):
        yield _Project(name, noise.sub("", name), amounts, index, _at(labels[0], table))


def _form_amounts(document: Document, index: int, words: Mapping[str, Any]) -> frozenset[Fraction]:
    """The totals of a form: of its table, and of the tables after it up to the next form."""
    total = re.compile(words["project_total"])
    found: set[Fraction] = set()
    for at, block in enumerate(document.blocks[index : index + 4]):
        if not isinstance(block, Table) or (at and any(map(_named_project, block.rows))):
            break
        for row in block.rows:
            whole = any(total.search(squeezed(t.text)) for t in row.label)
            for column, cell in row.cells.items():
                if whole or total.search(column):
                    found |= _numbers(cell.text)
    return frozenset(found)


def _numbers(text: str) -> frozenset[Fraction]:
    """The amount that a cell prints, in 万元 if it says so and as printed if it does not."""
    bare = squeezed(text).removesuffix("万元").removesuffix("元")
    found = quantity(bare)
    if not found or found.exact <= 0 or "%" in text:
        return frozenset()
    return frozenset({found.exact})


def _filled(document: Document, words: Mapping[str, Any]) -> Iterator[Record]:
    """Cells for an amount, and those that only repeat a piece of their own label."""
    money = re.compile(words["money_label"])
    looked, wrong = 0, []
    for table in document.tables:
        for row in table.rows:
            for column, cell in row.cells.items():
                label = squeezed(column.rpartition("/")[2]).strip(":：")
                text = squeezed(cell.text)
                if money.search(label) and text:
                    looked += 1
                    if len(text) >= 2 and text != label and label.startswith(text):
                        where = _at(cell, table, column=column)
                        wrong.append((f"{label}：{text}", where))
    yield from tally("filled", looked, wrong)
