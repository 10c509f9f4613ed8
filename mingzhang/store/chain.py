"""The chains 链: the canonical form of entries and rows, their hashes, and the proof of them.

An entry's hash is SHA-256 over the hash of the one before it in its unit's chain (32 zero bytes for
the first) and its fields joined by U+001F, in UTF-8. No field can hold that character.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import NamedTuple

from mingzhang.control import LEAF
from mingzhang.store.tables import expected, made_of

NOTHING = bytes(32)  # what the first of a chain carries
BETWEEN = "\x1f"
_PAGES = 20  # complaints of SQLite that are told


class Broken(NamedTuple):
    """What verification found: ``reason`` names the sentence, ``told`` fills it."""

    reason: str
    told: Mapping[str, str]


class Verified(NamedTuple):
    """How many entries and rows of registers were proved, and what is broken."""

    entries: int
    lines: int
    broken: tuple[Broken, ...]


def leaf_text(leaf: tuple) -> str:
    """The part of the canonical form that all entries of a leaf share."""
    return BETWEEN.join(map(str, leaf))


def mark(
    before: bytes, number: int, leaf: str, amount: int, voucher: str, date: str, memo: str,
    reverses: int | None,
) -> bytes:  # fmt: skip
    """The hash of an entry after the one whose hash is ``before``."""
    said = (
        f"{number}{BETWEEN}{leaf}{BETWEEN}{amount}{BETWEEN}{voucher}{BETWEEN}{date}{BETWEEN}{memo}"
        f"{BETWEEN}{'' if reverses is None else reverses}"
    )
    return sha256(before + said.encode()).digest()


def line_mark(before: bytes, number: int, register: str, key: str, fields: str) -> bytes:
    """The hash of a row of a register after the row whose hash is ``before``."""
    return sha256(before + BETWEEN.join((str(number), register, key, fields)).encode()).digest()


def written(fields: Mapping[str, str] | list[str]) -> str:
    """A row or a key as it is stored and hashed: JSON without white space."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def verified(connection: sqlite3.Connection) -> Verified:
    """Proves every chain, in one pass over all that the file holds. Within a transaction."""
    broken: list[Broken] = []
    entries = lines = 0
    connection.text_factory = _text
    try:
        entries = _entries(connection, broken)
        lines = _lines(connection, broken)
    except (TypeError, ValueError) as error:  # a number that is none
        broken.append(Broken("page", {"why": str(error)}))
    finally:
        connection.text_factory = str
    changed = {name for _, name, _ in made_of(connection) ^ expected()}
    broken += [Broken("table", {"name": name}) for name in sorted(changed)]
    for (said,) in connection.execute(f"PRAGMA integrity_check({_PAGES})"):
        if said != "ok":
            broken.append(Broken("page", {"why": said}))
    return Verified(entries, lines, tuple(broken))


def _text(stored: bytes) -> str:
    """A text of the file; one that is damaged cannot be hashed and is found so."""
    return stored.decode("utf-8", "surrogateescape")


def _entries(connection: sqlite3.Connection, broken: list[Broken]) -> int:
    heads: dict[str, bytes] = {}
    texts: dict[int, str] = {}
    noted = _heads(connection)
    note = next(noted, None)
    number = 0
    rows = connection.execute(
        "SELECT number, leaf, amount, voucher, date, memo, reverses, hash FROM entry"
        " ORDER BY number"
    )
    leaves = {
        row[0]: row[1:] for row in connection.execute(f"SELECT id, {', '.join(LEAF)} FROM leaf")
    }
    for row in rows:
        number += 1
        if row[0] != number:
            broken.append(Broken("gap", {"number": str(number), "next": str(row[0])}))
            number = row[0]
        leaf = row[1]
        text = texts.get(leaf)
        if text is None:
            text = texts[leaf] = leaf_text(leaves[leaf]) if leaf in leaves else ""
        unit = leaves[leaf][0] if leaf in leaves else ""
        try:
            made = mark(heads.get(unit, NOTHING), number, text, *row[2:7])
        except (UnicodeError, TypeError, ValueError):
            made = b""
        if made != row[7]:
            broken.append(Broken("entry", {"number": str(number), "unit": unit}))
        heads[unit] = row[7] if isinstance(row[7], bytes) else NOTHING
        if note and note[1] <= number:
            note = _noted(note, number, row[7], noted, broken)
    while note:
        broken.append(Broken("cut", {"number": str(note[1]), "unit": note[0]}))
        note = next(noted, None)
    (counted,) = connection.execute("SELECT coalesce(sum(entries), 0) FROM batch").fetchone()
    if counted != number:
        broken.append(Broken("count", {"number": str(number), "next": str(counted)}))
    return number


Note = tuple[str, int, bytes]


def _heads(connection: sqlite3.Connection) -> Iterator[Note]:
    """Where each unit's chain stood after each batch, in order of the entries."""
    yield from connection.execute("SELECT unit, number, hash FROM head ORDER BY number").fetchall()


def _noted(
    note: Note | None, number: int, here: bytes, noted: Iterator[Note], broken: list[Broken]
) -> Note | None:
    """Compares an entry with what was noted of it when its batch was accepted."""
    while note and note[1] <= number:
        if note[1] < number:
            broken.append(Broken("cut", {"number": str(note[1]), "unit": note[0]}))
        elif note[2] != here:
            broken.append(Broken("head", {"number": str(number), "unit": note[0]}))
        note = next(noted, None)
    return note


def _lines(connection: sqlite3.Connection, broken: list[Broken]) -> int:
    before, number = NOTHING, 0
    for row in connection.execute("SELECT id, register, key, fields, hash FROM line ORDER BY id"):
        number += 1
        told = {"number": str(number), "register": str(row[1]), "next": str(row[0])}
        if row[0] != number:
            broken.append(Broken("line_gap", told))
            number = row[0]
        try:
            made = line_mark(before, *row[:4])
        except (UnicodeError, TypeError, ValueError):
            made = b""
        if made != row[4]:
            broken.append(Broken("line", told))
        before = row[4] if isinstance(row[4], bytes) else NOTHING
    (counted,) = connection.execute("SELECT coalesce(sum(lines), 0) FROM batch").fetchone()
    if counted > number:
        broken.append(Broken("line_cut", {"number": str(number), "next": str(counted)}))
    return number
