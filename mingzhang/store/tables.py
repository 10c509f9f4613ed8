"""The tables 表结构 of a file of books: opened, locked, and what the disk says put in words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from mingzhang.control import LEAF

FORM = 1  # of the tables below: user_version of the file
MARK = 0x4D5A5A00  # application_id of the file
WAIT = 60_000  # milliseconds that one writer waits for another
SCHEMA = f"""
PRAGMA application_id = {MARK};
PRAGMA user_version = {FORM};
CREATE TABLE leaf (
  id INTEGER PRIMARY KEY, {", ".join(f"{name} NOT NULL" for name in LEAF)},
  UNIQUE ({", ".join(LEAF)}));
CREATE TABLE entry (
  number INTEGER PRIMARY KEY, leaf INTEGER NOT NULL REFERENCES leaf (id),
  amount INTEGER NOT NULL CHECK (typeof(amount) = 'integer'),
  voucher TEXT NOT NULL, date TEXT NOT NULL, memo TEXT NOT NULL,
  reverses INTEGER REFERENCES entry (number), hash BLOB NOT NULL);
CREATE INDEX entry_leaf ON entry (leaf, amount);
CREATE UNIQUE INDEX entry_reverses ON entry (reverses) WHERE reverses IS NOT NULL;
CREATE TABLE line (
  id INTEGER PRIMARY KEY, register TEXT NOT NULL, key TEXT NOT NULL, fields TEXT NOT NULL,
  hash BLOB NOT NULL);
CREATE TABLE batch (
  id INTEGER PRIMARY KEY, source TEXT NOT NULL, entries INTEGER NOT NULL, lines INTEGER NOT NULL);
CREATE TABLE head (
  batch INTEGER NOT NULL REFERENCES batch (id), unit TEXT NOT NULL, number INTEGER NOT NULL,
  hash BLOB NOT NULL, PRIMARY KEY (batch, unit));
CREATE VIEW entries AS SELECT number, {", ".join(LEAF)}, amount, voucher, date, memo, reverses
  FROM entry JOIN leaf ON leaf.id = entry.leaf;
""" + "".join(
    f"CREATE TRIGGER {table}_{verb} BEFORE {verb} ON {table} "
    "BEGIN SELECT RAISE (ABORT, 'append-only'); END;\n"
    for table in ("leaf", "entry", "line", "batch", "head")
    for verb in ("update", "delete")
)
ALL = f"""SELECT number, {", ".join(LEAF)}, amount, voucher, date, memo, reverses
  FROM entry JOIN leaf ON leaf.id = entry.leaf"""
ONE = f"{ALL} WHERE number = ?"
# What SQLite calls an error, and the sentence for it.
_REASONS = {
    "SQLITE_FULL": "full", "SQLITE_READONLY": "readonly", "SQLITE_CANTOPEN": "readonly",
    "SQLITE_PERM": "readonly", "SQLITE_AUTH": "readonly", "SQLITE_BUSY": "busy",
    "SQLITE_LOCKED": "busy", "SQLITE_NOTADB": "not_books", "SQLITE_CORRUPT": "damaged",
}  # fmt: skip
_UNDECODED = "Could not decode"  # a text that is none


class Unkept(Exception):
    """The books cannot be opened or written. ``reason`` names the sentence, ``told`` fills it."""

    def __init__(self, reason: str, **told: str) -> None:
        super().__init__(reason)
        self.reason, self.told = reason, told


def connected(path: Path, create: bool) -> sqlite3.Connection:
    """The file of books, with its tables; made when ``create``. Raises Unkept."""
    if not path.exists() and not create:
        raise Unkept("absent", path=str(path))
    with told(path):
        connection = sqlite3.connect(path, isolation_level=None, timeout=WAIT // 1000)
        try:
            _prepared(connection, path, create)
        except BaseException:
            connection.close()
            raise
    return connection


def _prepared(connection: sqlite3.Connection, path: Path, create: bool) -> None:
    form = _form(connection, path)
    if form is None:
        if not create:
            raise Unkept("not_books", path=str(path))
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")  # another may be making the same file
        if _form(connection, path) is None:
            for statement in _statements():
                connection.execute(statement)
        connection.execute("COMMIT")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cache_size = -65536")


def _statements() -> Iterator[str]:
    """The statements of the schema; a trigger holds one that ends with a semicolon of its own."""
    statement = ""
    for line in SCHEMA.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def made_of(connection: sqlite3.Connection) -> set[tuple[str, str, str]]:
    """The tables, indexes, views and triggers of a file: kind, name, statement."""
    return set(connection.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master"))


def expected() -> set[tuple[str, str, str]]:
    """Those that a file of books has."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        for statement in _statements():
            fresh.execute(statement)
        return made_of(fresh)


def _form(connection: sqlite3.Connection, path: Path) -> int | None:
    """The form of the tables; None for a new file. Unkept for what is no file of books."""
    (mark,) = connection.execute("PRAGMA application_id").fetchone()
    (form,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if not mark and not form and not tables:
        return None
    if mark != MARK:
        raise Unkept("not_books", path=str(path))
    if form > FORM:
        raise Unkept("newer", path=str(path))
    return form


@contextmanager
def told(path: Path) -> Iterator[None]:
    """What the disk and SQLite refuse is Unkept."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise Unkept("damaged", path=str(path), why=str(error)) from error
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "") or ""
        reason = next((r for sign, r in _REASONS.items() if name.startswith(sign)), "unkept")
        if _UNDECODED in str(error):
            reason = "damaged"
        raise Unkept(reason, path=str(path), why=str(error)) from error


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path, mode: str) -> Iterator[None]:
    """A transaction ("IMMEDIATE" to write, "DEFERRED" to read); undone by any exception."""
    with told(path):
        connection.execute(f"BEGIN {mode}")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):  # a full disk has undone it already
                connection.execute("ROLLBACK")
            raise
