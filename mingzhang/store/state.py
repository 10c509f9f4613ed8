"""What is known of a file of books up to its last batch 现状: sums, chains, rows of registers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

from mingzhang.books import Entry
from mingzhang.control import LEAF
from mingzhang.registers import Register
from mingzhang.store.chain import NOTHING

Rows = dict[str, dict[str, tuple[int, dict[str, str]]]]  # register, key: year and fields
_LEAVES = f"SELECT id, {', '.join(LEAF)} FROM leaf WHERE id > ?"
_SUMS = "SELECT leaf, sum(amount), count(*), max(number) FROM entry GROUP BY leaf"
# The plus keeps SQLite from going through the whole index of leaves for a few new entries.
_NEW_SUMS = _SUMS.replace("GROUP BY leaf", "WHERE number > ? GROUP BY +leaf")


@dataclass(slots=True)
class State:
    """The file up to entry ``number``, row ``line`` and batch ``batch``."""

    number: int = 0
    line: int = 0
    batch: int = 0
    last: bytes = NOTHING  # hash of the last row
    leaves: dict[tuple, int] = field(default_factory=dict)
    entries: dict[int, Entry] = field(default_factory=dict)  # leaf: an entry there, of amount 0
    sums: dict[int, tuple[int, int, int]] = field(default_factory=dict)  # fen, entries, last
    heads: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    rows: Rows = field(default_factory=dict)

    def current(self, connection: sqlite3.Connection) -> bool:
        """Take in what others have written since; whether they had. Within a transaction.

        ValueError and the like when the file is damaged.
        """
        (batch,) = connection.execute("SELECT coalesce(max(id), 0) FROM batch").fetchone()
        if batch == self.batch:
            return False
        for row in connection.execute(_LEAVES, (len(self.leaves),)):
            self.leaf(row[0], row[1:])
        sums = connection.execute(_NEW_SUMS, (self.number,)) if self.number else (
            connection.execute(_SUMS)
        )  # fmt: skip
        for leaf, fen, count, last in sums:
            if leaf not in self.entries:
                raise ValueError(f"leaf {leaf}")
            self.booked(leaf, fen, count, last)
        for unit, number, mark in connection.execute(
            "SELECT unit, number, hash FROM head WHERE batch > ? ORDER BY batch", (self.batch,)
        ):
            self.heads[unit] = number, mark
        rows = {name: dict(held) for name, held in self.rows.items()}
        for number, register, key, fields, mark in connection.execute(
            "SELECT id, register, key, fields, hash FROM line WHERE id > ? ORDER BY id",
            (self.line,),
        ):
            said = json.loads(fields) if fields else None
            if not isinstance(json.loads(key), list) or not isinstance(said, dict | None):
                raise ValueError(f"row {number}")
            put(rows, register, key, said)
            self.line, self.last = number, mark
        self.rows, self.batch = rows, batch
        (self.number,) = connection.execute("SELECT coalesce(max(number), 0) FROM entry").fetchone()
        return True

    def leaf(self, number: int, leaf: tuple) -> None:
        """A leaf that the file has."""
        self.leaves[leaf] = number
        said = dict(zip(LEAF, leaf, strict=True))
        self.entries[number] = Entry(**said, amount=0)

    def booked(self, leaf: int, fen: int, count: int, last: int) -> None:
        """Entries booked at a leaf."""
        before, known, _ = self.sums.get(leaf, (0, 0, 0))
        self.sums[leaf] = before + fen, known + count, last

    def kept(self, register: Register, year: int) -> tuple[dict[str, str], ...]:
        """The rows of a register that count in a year, in the order of their keys."""
        held = ordered(self.rows.get(register.id, {}))
        if register.years == "same":
            return tuple(row for own, row in held if own == year)
        if register.years == "before":
            return tuple(row for own, row in held if own < year)
        latest: dict[tuple, tuple[int, dict[str, str]]] = {}
        for own, row in held:
            key = register.identity({**row, "year": ""})
            if own <= year and own >= latest.get(key, (0,))[0]:
                latest[key] = own, row
        return tuple(row for _, row in latest.values())


def put(rows: Rows, register: str, key: str, fields: Mapping[str, str] | None) -> None:
    """A row in place of the older one of its key; None takes it back."""
    held = rows.setdefault(register, {})
    held.pop(key, None)
    if fields is not None:
        held[key] = int(fields.get("year", 0)), dict(fields)


def ordered(
    held: Mapping[str, tuple[int, dict[str, str]]],
) -> list[tuple[int, dict[str, str]]]:
    """Rows in the order of their keys, numbers by their size."""

    def rank(item: tuple[str, object]) -> list[tuple[int, str]]:
        return [(int(p) if p.isdecimal() else 0, p) for p in json.loads(item[0])]

    return [row for _, row in sorted(held.items(), key=rank)]
