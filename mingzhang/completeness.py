"""Completeness 完整性: statutory tables and explanations, empty tables, units of money.

Pure. ``records`` gives registers for the rules of ``packs/rules/structure.toml``; the statutory
lists are in ``packs/structure.toml``, by kind of document and year:

* ``public``       the public tables as a whole: ``tables`` read, ``wanted``, ``listed``,
                   ``attached``
* ``titled``       statutory tables of which only the title is read: ``unread`` (count), ``all``
* ``statutory``    one statutory table: ``name``, ``table`` (title, missing), ``listed`` (missing)
* ``narrative``    the explanations as a whole: ``characters``, ``least``
* ``explanation``  one explanation: ``name``, ``found`` (words, missing)
* ``empty``        an empty table: ``title``, ``note`` (missing), ``says`` (empty,
                   elsewhere, title: only its title, silent)
* ``blank-form``   the tables as a whole: ``tables`` and ``empty`` (counts)
* ``unit``         money tables: ``tables``, ``without`` a unit, ``names``
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mingzhang.model import Document, Paragraph, Place, Record, Table, Text
from mingzhang.outline import cells, cleaned, is_short, squeezed
from mingzhang.profile import Context
from mingzhang.tally import exact, places

_QUOTES = re.compile(r"[“”\"‘’《》\s]")
_NUMBERED = re.compile(r"\d(?!\d{3}年)")  # an ordinal or a row, not 「2024年……」
_DASHES = frozenset("-—－–―/*…")
_MONEY = re.compile(r"-?\d{1,3}(?:,\d{3})*\.\d{1,2}|-?\d+\.\d\d")
_LEAST_MONEY = 3
_NOTE_REACH = 40  # lines
_LONGEST_TITLE = 80


def records(document: Document, context: Context) -> list[Record]:
    """All records of the completeness of a document."""
    words = context.words["structure"]
    told = _told(document, words)
    found = list(_units(document, words))
    if context.profile.kind in words["statutory"]:
        found += _statutory(document, context, words)
        found += _explanations(document, context, told, words)
    found += _empties(document, told, words)
    return found


def _bare(title: str, names: tuple[str, ...] = ()) -> str:
    for name in sorted(names, key=len, reverse=True):
        title = title.replace(name, "")
    return _QUOTES.sub("", title)


def _in_force(entries: list[Mapping[str, Any]], year: int | None) -> Iterator[Mapping[str, Any]]:
    for entry in entries:
        first, last = entry["years"]
        if year is None or first <= year <= last:
            yield entry


def _statutory(document: Document, context: Context, words: Mapping[str, Any]) -> Iterator[Record]:
    """Each statutory table with the table that bears one of its names."""
    profile = context.profile
    titles = {
        _bare(squeezed(t.title.text), profile.names): (
            squeezed(t.title.text),
            Place(t.title.line or t.line, page=t.page),
        )
        for t in document.tables
        if t.title.text
    }
    listed = {
        _bare(squeezed(line)): (squeezed(line), Place(number))
        for number, line in enumerate(document.lines, 1)
        if "表" in line and len(line) < _LONGEST_TITLE
    }
    listed |= {_bare(h.text): (h.text, h.place) for h in context.outline.headings if not h.long}
    wanted = list(_in_force(words["statutory"][profile.kind], profile.year))
    rows = []
    for entry in wanted:
        pattern = re.compile(entry["pattern"])
        rows.append((entry, _first(pattern, titles), _first(pattern, listed)))
    have = sum(1 for _, table, _ in rows if table)
    attached = re.compile(words["attached"])
    said = next((h for h in context.outline.headings if attached.search(h.text)), None)
    yield Record(
        "public",
        "",
        {
            "tables": exact(have),
            "wanted": exact(len(wanted)),
            "listed": exact(sum(1 for _, table, heading in rows if heading and not table)),
            "attached": said.text if said else None,
        },
        {"tables": str(have), "wanted": str(len(wanted))},
        {"tables": said.place if said else Place(1)},
    )
    if not have:
        return
    unread = [(entry["name"], where) for entry, table, where in rows if where and not table]
    yield Record(
        "titled",
        "",
        {"unread": exact(len(unread)), "all": "、".join(n for n, _ in unread) or None},
        {"unread": str(len(unread))},
        places("unread", [where[1] for _, where in unread]),
    )
    for entry, table, heading in rows:
        seen = table or heading
        fields = {
            "name": entry["name"],
            "table": table[0] if table else None,
            "listed": heading[0] if heading else None,
        }
        where = {"name": seen[1] if seen else Place(1)}
        yield Record("statutory", entry["name"], fields, {}, where)


def _first(pattern: re.Pattern[str], titles: Mapping[str, tuple[str, Place]]):
    return next((where for text, where in titles.items() if pattern.search(text)), None)


def _told(document: Document, words: Mapping[str, Any]) -> str:
    """All running text of a document: paragraphs and long cells, without notes of tables."""
    note = re.compile(words["note"])
    pieces = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            text = cleaned(block.text.text)
            pieces.append(("" if note.match(text) else text) + "\n")
        else:
            long = (squeezed(t.text) for t, _, column in cells(block) if column and "。" in t.text)
            pieces += [text + "\n" for text in long]
    return "".join(pieces)


def _explanations(
    document: Document, context: Context, told: str, words: Mapping[str, Any]
) -> Iterator[Record]:
    """Each explanation that the law asks for, where there is a narrative at all."""
    note = re.compile(words["note"])
    prose = sum(
        len(text)
        for block in document.blocks
        if isinstance(block, Paragraph)
        for text in (cleaned(block.text.text),)
        if not is_short(text) and not note.match(text) and not _NUMBERED.match(text)
    )
    least = words["least_narrative"]
    fields = {"characters": exact(prose), "least": exact(least)}
    yield Record("narrative", "", fields, {"characters": str(prose)}, {"characters": Place(1)})
    if prose < least:
        return
    table = words["explanations"]
    for entry in _in_force(table, context.profile.year):
        if context.profile.kind not in entry["kinds"]:
            continue
        if "given" in entry and not re.search(entry["given"], told):
            continue
        found = re.search(entry["pattern"], told)
        fields = {"name": entry["name"], "found": found.group()[:30] if found else None}
        yield Record("explanation", entry["name"], fields, {}, {"name": Place(1)})


def _blank(text: str) -> bool:
    return not text.strip() or set(text.strip()) <= _DASHES


def _is_empty(table: Table) -> bool:
    """Whether a table has columns to fill and no cell that is filled."""
    if len(table.columns) < 2 or table.doubt:
        return False
    return all(_blank(c.text) for row in table.rows for c in row.cells.values()) and all(
        sum(not _blank(t.text) for t in row.label) <= 3 for row in table.rows
    )


def _prints_money(document: Document, table: Table) -> bool:
    """Whether the lines of a table print an amount, whatever cell it was read into."""
    return bool(_MONEY.search(" ".join(document.lines[table.line - 1 : table.last_line])))


def _empties(document: Document, told: str, words: Mapping[str, Any]) -> Iterator[Record]:
    """Each empty table with its note and what the note says."""
    table = words["empty"]
    says, note = re.compile(table["says"]), re.compile(words["note"])
    titled = [t for t in document.tables if t.title.text]
    empty_ones = [t for t in titled if _is_empty(t) and not _prints_money(document, t)]
    if len(titled) >= table["least_tables"]:
        counts = {"tables": len(titled), "empty": len(empty_ones)}
        yield Record(
            "blank-form",
            "",
            {name: exact(count) for name, count in counts.items()},
            {name: str(count) for name, count in counts.items()},
            {"empty": Place(titled[0].title.line, page=titled[0].page)},
        )
        if len(empty_ones) == len(titled):
            return
    chosen = {id(t) for t in empty_ones}
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Table) or id(block) not in chosen:
            continue
        title = squeezed(block.title.text)
        notes = [*block.notes, *block.furniture, *_after(document, index)]
        notes += _printed_notes(document, block, note)
        empty = next((t for t in notes if says.search(squeezed(t.text))), None)
        told_of = [topic for topic in table["topics"] if re.search(topic, title)]
        repeats = next((t for t in notes if _repeats(squeezed(t.text), title, note)), None)
        fields: dict[str, Any] = {"title": title, "note": None, "says": "silent"}
        if empty is not None:
            fields |= {"note": squeezed(empty.text), "says": "empty"}
        elif any(re.search(table["elsewhere"].replace("TOPIC", t), told) for t in told_of):
            fields |= {"note": "（见文字说明）", "says": "elsewhere"}
        elif repeats is not None:
            fields |= {"note": squeezed(repeats.text), "says": "title"}
        yield Record(
            "empty", title, fields, {}, {"title": Place(block.title.line, page=block.page)}
        )


def _printed_notes(document: Document, table: Table, note: re.Pattern[str]) -> Iterator[Text]:
    """Lines of the source that begin like a note, from a table's title to the next table."""
    after = [t.title.line or t.line for t in document.tables if t.line > table.line]
    start = max(table.title.line, 1)
    stop = min(min(after, default=len(document.lines) + 1), start + _NOTE_REACH)
    for number in range(start, stop):
        line = document.lines[number - 1]
        if note.match(squeezed(line)):
            yield Text.of(line, number)


def _after(document: Document, index: int) -> Iterator[Text]:
    for block in document.blocks[index + 1 : index + 4]:
        if not isinstance(block, Paragraph) or block.level:
            return
        yield block.text


def _repeats(note: str, title: str, opens: re.Pattern[str]) -> bool:
    """Whether a note says no more than the title of its table."""
    found = opens.match(note)
    if not found:
        return False
    said = _bare(note[found.end() :]).strip("：:。. ")
    bare = _bare(title)
    return len(said) >= 4 and (said in bare or bare in said or bare.endswith(said[-8:]))


def _units(document: Document, words: Mapping[str, Any]) -> Iterator[Record]:
    """All money tables, and those over which no unit is printed."""
    unit = re.compile(words["unit"]["printed"])
    money, without = 0, []
    end, before = 0, ""
    for table in document.tables:
        start, end = end, max(table.last_line, table.line)
        title = squeezed(table.title.text)
        goes_on, before = not title or title == before, title
        if goes_on:
            continue
        if sum(1 for n in _amounts(table) for _ in n) < _LEAST_MONEY:
            continue
        money += 1
        if table.unit or table.doubt:
            continue
        lines = document.lines[max(start, table.line - words["unit"]["above"]) : end + 2]
        if not any(unit.search(squeezed(line)) for line in lines):
            without.append(table)
    if not money:
        return
    names = "、".join(squeezed(t.title.text) or f"第{t.line}行的表" for t in without[:3])
    names += "等" if len(without) > 3 else ""
    yield Record(
        "unit",
        "",
        {"tables": exact(money), "without": exact(len(without)), "names": names or None},
        {"tables": str(money), "without": str(len(without))},
        places("tables", [Place(t.title.line or t.line, page=t.page) for t in without]),
    )


def _amounts(table: Table) -> Iterator[list[str]]:
    for row in table.rows:
        yield [c.text for c in row.cells.values() if _MONEY.fullmatch(c.text.strip())]
