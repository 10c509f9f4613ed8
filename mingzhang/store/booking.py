"""Booking 登记: what is against a batch, which of it is new, and writing it, in one transaction."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple

from mingzhang.books import Entry
from mingzhang.codes import Classification
from mingzhang.control import LEAF, LISTED, Refusal, leaf_of
from mingzhang.registers import SUBJECTS, Register
from mingzhang.store.chain import NOTHING, leaf_text, line_mark, mark, written
from mingzhang.store.state import Rows, State, put
from mingzhang.store.tables import ALL, ONE

content_of = attrgetter(*LEAF, "amount", "voucher", "date", "memo", "reverses")
_AMOUNT = len(LEAF) + 1  # of a row of ``tables.ALL``


class Refused(Exception):
    """Nothing of a batch was booked. ``refusals`` say what is against its entries, ``lines`` what
    is against its rows of registers, by their place in the batch."""

    def __init__(self, refusals: Sequence[Refusal], lines: Sequence[Refusal] = ()) -> None:
        super().__init__(f"{len(refusals)} entries, {len(lines)} rows")
        self.refusals, self.lines = tuple(refusals), tuple(lines)


class Line(NamedTuple):
    """A row of a register; ``withdrawn`` takes the row of its key back 作废."""

    register: str
    fields: Mapping[str, str]
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """What is brought in together: entries, the number that each must have (None: the next), rows
    of registers, and where they come from."""

    entries: Sequence[Entry] = ()
    numbers: Sequence[int | None] = ()
    lines: Sequence[Line] = ()
    source: str = ""


class Accepted(NamedTuple):
    """What became of a batch: the numbers booked, how many entries were there before, how many rows
    of registers are new and how many were there before, and warnings."""

    numbers: tuple[int, ...]
    known: int = 0
    lines: int = 0
    known_lines: int = 0
    warnings: tuple[Refusal, ...] = ()


class Booked(NamedTuple):
    """An entry with its number."""

    number: int
    entry: Entry


def booked(row: tuple) -> Booked:
    """An entry from a row of ``tables.ALL``."""
    leaf = dict(zip(LEAF, row[1:_AMOUNT], strict=True))
    amount, voucher, date, memo, reverses = row[_AMOUNT:]
    return Booked(
        row[0],
        Entry(**leaf, amount=amount, voucher=voucher, date=date, memo=memo, reverses=reverses),
    )


# -- entries -------------------------------------------------------------------------------


def new_entries(
    connection: sqlite3.Connection, state: State, batch: Batch
) -> tuple[list[Entry], list[int]]:
    """The entries of a batch that the books do not hold, numbered ones first, and their place."""
    vouchers = {e.voucher for e in batch.entries}
    held: Counter[tuple] = Counter(
        row[1:] for row in connection.execute(ALL) if row[_AMOUNT + 1] in vouchers
    )
    numbers = batch.numbers
    order = sorted(
        range(len(batch.entries)), key=lambda i: (numbers[i] is None, numbers[i] or 0, i)
    )
    new = []
    for at in order:
        content, number = content_of(batch.entries[at]), numbers[at]
        if number is not None and number <= state.number:
            row = connection.execute(ONE, (number,)).fetchone()
            if row and row[1:] == content:
                held[content] -= 1
                continue
        elif number is None and held[content] > 0:
            held[content] -= 1
            continue
        new.append(at)
    return [batch.entries[at] for at in new], new


def taken(
    connection: sqlite3.Connection, state: State, batch: Batch, new: Sequence[int]
) -> Iterator[Refusal]:
    """Against numbers that are another's, and against lines added to a voucher booked before."""
    vouchers: dict[tuple[str, int, str], list[int]] = {}
    for following, at in enumerate(new, state.number + 1):
        number, entry = batch.numbers[at], batch.entries[at]
        if number is not None and number != following:
            told = {"value": str(number), "next": str(following)}
            reason = "number_taken" if number <= state.number else "number_ahead"
            yield Refusal(at, "number", reason, told)
        if entry.voucher:
            vouchers.setdefault((entry.unit, entry.year, entry.voucher), []).append(at)
    if not vouchers:
        return
    older: dict[tuple[str, int, str], list[str]] = {}
    for number, *key in connection.execute(
        "SELECT number, unit, year, voucher FROM entries WHERE voucher <> '' AND reverses IS NULL"
        " AND number NOT IN (SELECT reverses FROM entry WHERE reverses IS NOT NULL)"
    ):
        if tuple(key) in vouchers:
            older.setdefault(tuple(key), []).append(str(number))
    for voucher, entries in older.items():
        told = {"value": voucher[2], "entries": "、".join(entries[:LISTED])}
        for at in vouchers[voucher]:
            yield Refusal(at, "voucher", "voucher_booked", told)


def reversals(
    connection: sqlite3.Connection, first: int, entries: Sequence[Entry]
) -> Iterator[Refusal]:
    """Against reversals 冲销: each takes back a whole entry, once, that is none itself. ``first``
    is the number that the first of ``entries`` would have."""
    seen: set[int] = set()
    for at, entry in enumerate(entries):
        if entry.reverses is None:
            continue
        number, told = entry.reverses, {"value": str(entry.reverses)}
        if first <= number < first + at:
            old: Entry | None = entries[number - first]
        else:
            row = connection.execute(ONE, (number,)).fetchone()
            old = booked(row).entry if row else None
        again = connection.execute("SELECT 1 FROM entry WHERE reverses = ?", (number,)).fetchone()
        if old is None:
            yield Refusal(at, "reverses", "no_entry", told)
        elif old.reverses is not None:
            yield Refusal(at, "reverses", "is_reversal", told)
        elif again or number in seen:
            yield Refusal(at, "reverses", "reversed", told)
        elif leaf_of(old) != leaf_of(entry) or old.amount != -entry.amount:
            yield Refusal(at, "reverses", "unlike", told)
        seen.add(number)


# -- rows of registers ---------------------------------------------------------------------


def key_of(register: Register, fields: Mapping[str, str]) -> str:
    """The key of a row as it is stored."""
    return written(list(register.identity(fields)))


def new_lines(
    registers: Mapping[str, Register], state: State, lines: Sequence[Line]
) -> tuple[list[Line], list[int]]:
    """The rows that change what the registers say, the last of each key, and their place."""
    new: dict[tuple[str, str], tuple[int, Line]] = {}
    for at, line in enumerate(lines):
        key = key_of(registers[line.register], line.fields)
        new.pop((line.register, key), None)
        held = state.rows.get(line.register, {}).get(key)
        if (held[1] if held else None) != (None if line.withdrawn else line.fields):
            new[line.register, key] = at, line
    return [line for _, line in new.values()], [at for at, _ in new.values()]


def with_lines(registers: Mapping[str, Register], rows: Rows, lines: Sequence[Line]) -> Rows:
    """The registers as they are with further rows."""
    made = {name: dict(held) for name, held in rows.items()}
    for line in lines:
        key = key_of(registers[line.register], line.fields)
        put(made, line.register, key, None if line.withdrawn else line.fields)
    return made


def further(rows: Rows, words: Mapping[str, Any]) -> frozenset[tuple[int, str, str]]:
    """The subjects 科目 that the department registered beside the list of a year."""
    lists = words["control"]["registered"]
    return frozenset(
        (year, lists[row["list"]], row["code"]) for year, row in rows.get("subjects", {}).values()
    )


def wrong_lines(
    registers: Mapping[str, Register], words: Mapping[str, Any], names: Classification, rows: Rows,
    lines: Sequence[Line], places: Sequence[int],
) -> Iterator[Refusal]:  # fmt: skip
    """Against rows: units, projects and subjects that nobody has registered."""
    units = {row["code"] for _, row in rows.get("units", {}).values()}
    projects = {row["code"] for _, row in rows.get("projects", {}).values()}
    own = further(rows, words)
    for at, line in zip(places, lines, strict=True):
        if line.withdrawn:
            continue
        year = int(line.fields["year"])
        for field in registers[line.register].fields:
            value = line.fields.get(field.id, "")
            told = {"value": value, "field": field.name, "year": str(year)}
            if not value:
                continue
            if field.type == "unit" and value not in units:
                yield Refusal(at, field.id, "no_unit", told)
            elif field.type == "project" and value not in projects:
                yield Refusal(at, field.id, "no_project", told)
            elif field.type in SUBJECTS and (year, field.type, value) not in own:
                list_ = words["control"]["lists"][field.type]
                if names.entry(list_, value, year) is None:
                    yield Refusal(at, field.id, "no_code", told)


# -- writing -------------------------------------------------------------------------------


def write(
    connection: sqlite3.Connection, state: State, registers: Mapping[str, Register],
    entries: Sequence[Entry], lines: Sequence[Line], source: str,
) -> None:  # fmt: skip
    """Add entries and rows to the file, and a note of where every chain stands then."""
    batch = state.batch + 1
    connection.execute(
        "INSERT INTO batch VALUES (?, ?, ?, ?)", (batch, source, len(entries), len(lines))
    )
    heads = _entries(connection, state, entries)
    connection.executemany(
        "INSERT INTO head VALUES (?, ?, ?, ?)",
        [(batch, unit, number, hash_) for unit, (number, hash_) in sorted(heads.items())],
    )
    last, number, rows = state.last, state.line, []
    for line in lines:
        number += 1
        key = key_of(registers[line.register], line.fields)
        fields = "" if line.withdrawn else written(dict(line.fields))
        last = line_mark(last, number, line.register, key, fields)
        rows.append((number, line.register, key, fields, last))
    connection.executemany("INSERT INTO line VALUES (?, ?, ?, ?, ?)", rows)


def _entries(
    connection: sqlite3.Connection, state: State, entries: Sequence[Entry]
) -> dict[str, tuple[int, bytes]]:
    """Writes the leaves and the entries; the new ends of the chains."""
    leaves: dict[tuple, int] = {}
    texts: dict[tuple, str] = {}
    heads: dict[str, tuple[int, bytes]] = {}
    number, rows = state.number, []
    for entry in entries:
        number += 1
        leaf = leaf_of(entry)
        text = texts.get(leaf)
        if text is None:
            text = texts[leaf] = leaf_text(leaf)
            if leaf not in state.leaves:
                leaves[leaf] = len(state.leaves) + len(leaves) + 1
        unit = entry.unit
        before = (heads.get(unit) or state.heads.get(unit) or (0, NOTHING))[1]
        made = mark(
            before, number, text, entry.amount, entry.voucher, entry.date, entry.memo,
            entry.reverses,
        )  # fmt: skip
        heads[unit] = number, made
        at = leaves.get(leaf) or state.leaves[leaf]
        rows.append((number, at, entry.amount, entry.voucher, entry.date, entry.memo,
                     entry.reverses, made))  # fmt: skip
    marks = ", ".join("?" * (len(LEAF) + 1))
    connection.executemany(
        f"INSERT INTO leaf VALUES ({marks})", [(n, *leaf) for leaf, n in leaves.items()]
    )
    connection.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    return heads
