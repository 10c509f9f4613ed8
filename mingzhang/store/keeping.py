"""Keeping books 管账: the one stateful object over a file of books."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from mingzhang.books import Books, Entry, Leaf, Meaning, Unit, counted, gathered, project_path
from mingzhang.codes import Classification
from mingzhang.control import LISTED as MOST_USERS
from mingzhang.control import (
    MEMBERS,
    Control,
    Difference,
    Key,
    Refusal,
    Setting,
    Used,
    differences,
    unlinked,
)
from mingzhang.model import Region
from mingzhang.regions import Space
from mingzhang.registers import fen, registers
from mingzhang.store import booking
from mingzhang.store.booking import Accepted, Batch, Booked, Line, Refused, booked
from mingzhang.store.chain import BETWEEN, Verified, verified, written
from mingzhang.store.state import Rows, State, ordered
from mingzhang.store.tables import ALL, ONE, Unkept, connected, told, transaction

TOP = "部门"  # the level of the row of units that stands for the department
_CODED = ("units", "projects", "subjects")  # registers whose rows others name by code
Read = Callable[[Mapping[str, str]], Region]


class Store:
    """The books of a department in a file. One connection; others may write at the same time."""

    def __init__(
        self, connection: sqlite3.Connection, path: Path, space: Space, words: Mapping[str, Any],
        names: Classification,
    ) -> None:  # fmt: skip
        self.connection, self.path = connection, path
        self.space, self.words, self.names = space, words, names
        self.registers = registers(words)
        self.state = State()
        self._control: Control | None = None

    @staticmethod
    def open(
        path: Path, space: Space, words: Mapping[str, Any], names: Classification,
        create: bool = False,
    ) -> Store:  # fmt: skip
        """The books in ``path``, made when ``create``; ``words`` is ``packs/books.toml`` parsed.

        Raises Unkept.
        """
        return Store(connected(path, create), path, space, words, names)

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """A transaction that writes; what is known of the file is forgotten when it fails."""
        try:
            with transaction(self.connection, self.path, "IMMEDIATE"):
                self._take_in()
                yield
        except BaseException:
            self.state, self._control = State(), None
            raise

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """A transaction that sees one state of the file."""
        with transaction(self.connection, self.path, "DEFERRED"):
            self._take_in()
            yield

    def _take_in(self) -> None:
        """Take in what others have written. Unkept when what the file holds makes no sense."""
        try:
            changed = self.state.current(self.connection)
            if changed:
                self._understood()
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            self.state = State()
            raise Unkept("damaged", path=str(self.path), why=str(error)) from error
        if changed:
            self._control = None

    def _understood(self) -> None:
        """KeyError and the like when a leaf or a row that others build on makes no sense."""
        for name in _CODED:
            for _, row in self.state.rows.get(name, {}).values():
                _ = row["code"], row["year"]
        members = [(name, self.space.dimensions[name].bits) for name in ("flow", *MEMBERS)]
        for entry in self.state.entries.values():
            _ = self.words["kind"][entry.kind], entry.year + 1
            for name, bits in members:
                for member in filter(None, getattr(entry, name).split("+")):
                    _ = bits[member]

    # -- booking ---------------------------------------------------------------------------

    def append(self, entries: Iterable[Entry], source: str = "") -> Accepted:
        """Book entries together, or none of them. Raises Refused, Unkept."""
        made = list(entries)
        with self._writing():
            return self._accepted(made, range(len(made)), [], source, [])

    def bring(self, batch: Batch) -> Accepted:
        """Book what of a batch the books do not hold yet, or nothing. Raises Refused, Unkept.

        An entry with a number is the entry of that number; one without is known when the books
        hold as many of the same content (all its fields) as the batch has before it. A row of a
        register is known when it is the last of its key.
        """
        with self._writing():
            lines, at = booking.new_lines(self.registers, self.state, batch.lines)
            rows = booking.with_lines(self.registers, self.state.rows, lines)
            wrong = [*booking.wrong_lines(self.registers, self.words, self.names, rows, lines, at)]
            if lines:
                self._control = self._controlled(rows)
            entries, places = booking.new_entries(self.connection, self.state, batch)
            wrong_entries = [*booking.taken(self.connection, self.state, batch, places)]
            made = self._accepted(entries, places, lines, batch.source, wrong_entries, wrong)
        return made._replace(
            known=len(batch.entries) - len(entries), known_lines=len(batch.lines) - len(lines)
        )

    def write(self, lines: Iterable[Line], source: str = "") -> Accepted:
        """Add rows of registers. Raises Refused, Unkept."""
        return self.bring(Batch(lines=tuple(lines), source=source))

    def reverse(self, number: int, why: str, voucher: str = "", date: str = "") -> Accepted:
        """Take back an entry 冲销 by one of the same leaf and the other sign."""
        with self._reading():
            found = self.connection.execute(ONE, (number,)).fetchone()
        if found is None:
            raise Refused([Refusal(0, "reverses", "no_entry", {"value": str(number)})])
        old = booked(found).entry
        leaf = {name: getattr(old, name) for name in booking.LEAF}
        return self.append([
            Entry(**leaf, amount=-old.amount, voucher=voucher, date=date, memo=why, reverses=number)
        ])  # fmt: skip

    def _accepted(
        self, entries: Sequence[Entry], places: Sequence[int], lines: Sequence[Line], source: str,
        refused: list[Refusal], wrong: Sequence[Refusal] = (),
    ) -> Accepted:  # fmt: skip
        """Write what nothing is against; within a transaction that writes."""
        control, first = self._controlling(), self.state.number + 1
        found = control.admitted(entries)
        found += booking.reversals(self.connection, first, entries)
        found = [r._replace(at=places[r.at]) for r in found] + refused
        found.sort(key=lambda r: r.at)
        against = [r for r in found if not r.warning]
        if against or wrong:
            raise Refused(against, wrong)
        if entries or lines:
            booking.write(self.connection, self.state, self.registers, entries, lines, source)
            self.state.current(self.connection)
        warnings = tuple(r for r in found if r.warning)
        return Accepted(tuple(range(first, first + len(entries))), 0, len(lines), 0, warnings)

    # -- control ---------------------------------------------------------------------------

    def control(self) -> Control:
        """All appropriations 指标 as they stand. Raises Unkept."""
        with self._reading():
            return self._controlling()

    def _controlling(self) -> Control:
        if self._control is None:
            self._control = self._controlled(self.state.rows)
        return self._control

    def _controlled(self, rows: Rows) -> Control:
        """Control over all that is booked, by registers that hold ``rows``."""
        units = rows.get("units", {}).values()
        setting = Setting(
            self.space,
            self.words,
            self.names,
            frozenset(row["code"] for _, row in units),
            {row["code"]: row.get("unit", "") for _, row in rows.get("projects", {}).values()},
            booking.further(rows, self.words),
            min((year for year, _ in units), default=None),
        )
        made = Control(setting, self._users)
        for leaf, (amount, _, _) in self.state.sums.items():
            made.add(self.state.entries[leaf], amount)
        return made

    def _users(self, key: Key) -> list[Used]:
        """The last payments of an appropriation."""
        control = self._controlling()
        leaves = [
            str(leaf)
            for leaf, entry in self.state.entries.items()
            if entry.kind == "payment" and key in control.keys(entry)
        ]
        asked = (
            "SELECT number, voucher, amount FROM entry"
            f" WHERE leaf IN ({','.join(leaves)}) ORDER BY number DESC LIMIT {MOST_USERS}"
        )
        return [Used(*row) for row in self.connection.execute(asked)][::-1]

    def differences(self, year: int) -> list[Difference]:
        """Where income and expenditure of a year do not balance. Raises Unkept."""
        with self._reading():
            sums, entries = self.state.sums, self.state.entries
            return differences(self.words, year, ((entries[n], sums[n][0]) for n in sums))

    def unlinked(self, year: int) -> list[Difference]:
        """Where a year does not open with what the year before closed with; nothing when that year
        is not kept. Raises Unkept."""
        if year - 1 not in self.years():
            return []
        with self._reading():
            sums, entries = self.state.sums, self.state.entries
            return unlinked(self.words, year, ((entries[n], sums[n][0]) for n in sums))

    # -- what the books say ----------------------------------------------------------------

    def years(self) -> tuple[int, ...]:
        """The years with rows of units, which are those that are kept. Raises Unkept."""
        with self._reading():
            return tuple(sorted({year for year, _ in self.state.rows.get("units", {}).values()}))

    def books(self, year: int, read: Read | None = None) -> Books:
        """The books of a year, with the entries of the years before it. Raises Unkept.

        ``read`` gives the region of a row of the register of earlier years' figures 以前年度数;
        without it they are left out.
        """
        with self._reading():
            sums, entries = self.state.sums, self.state.entries
            kept = self._kept(year)
            meaning = self._meaning(kept)
            leaves = [
                Leaf(meaning.region(entries[leaf]), amount, count)
                for leaf, (amount, count, _) in sums.items()
                if entries[leaf].year <= year
            ]
            seal = self._sealed(year, kept)
        for name in self.words["counted"]:
            leaves += [counted(meaning, name, row) for row in kept[name]]
        prior = {read(row): fen(row["amount"]) for row in kept["prior"]} if read else {}
        department, units = self._units(kept["units"])
        return Books(year, department, units, gathered(leaves), kept, prior, seal)

    def _kept(self, year: int) -> dict[str, tuple[dict[str, str], ...]]:
        return {name: self.state.kept(each, year) for name, each in self.registers.items()}

    def meaning(self, year: int) -> Meaning:
        """What the entries of a year mean, with its units and projects. Raises Unkept."""
        with self._reading():
            return self._meaning(self._kept(year))

    def _meaning(self, kept: Mapping[str, Sequence[Mapping[str, str]]]) -> Meaning:
        department, units = self._units(kept["units"])
        paths = {row["code"]: project_path(row) for row in kept["projects"]}
        return Meaning(self.space, dict(self.words), (department, *units), paths)

    def _units(self, rows: Sequence[Mapping[str, str]]) -> tuple[Unit, tuple[Unit, ...]]:
        """The department and its units; Unkept when the register does not tell."""
        members = {name: member for member, name in self.words["office"].items()}
        try:
            made = [(r["level"], Unit(r["code"], r["name"], members[r["office"]])) for r in rows]
        except KeyError as error:
            raise Unkept("damaged", path=str(self.path), why=str(error)) from error
        tops = [unit for level, unit in made if level == TOP]
        units = tuple(unit for level, unit in made if level != TOP)
        if not made:
            raise Unkept("no_units", path=str(self.path))
        if len(tops) > 1 or (not tops and len(units) > 1):
            raise Unkept("no_department", path=str(self.path))
        top = tops[0] if tops else units[0]
        return top, units or (top,)

    def entries(
        self, year: int | None = None, regions: Iterable[Region] | None = None
    ) -> Iterator[Booked]:
        """Entries in the order of their numbers: all, those of a year, or those that make up the
        leaves at ``regions`` of the books of ``year``. Raises Unkept."""
        with self._reading():
            known = self.state.entries
            chosen = set(known)
            if year is not None:
                chosen = {leaf for leaf, entry in known.items() if entry.year == year}
            if year is not None and regions is not None:
                region, wanted = self._meaning(self._kept(year)).region, set(regions)
                chosen = {leaf for leaf, entry in known.items() if region(entry) in wanted}
            if len(chosen) == len(known):
                rows = self.connection.execute(f"{ALL} ORDER BY number").fetchall()
            else:
                within = ",".join(map(str, chosen))
                rows = self.connection.execute(
                    f"{ALL} WHERE leaf IN ({within}) ORDER BY number"
                ).fetchall()
        yield from map(booked, rows)

    def lines(self) -> Iterator[Line]:
        """All rows of all registers as they stand, by register and key. Raises Unkept."""
        with self._reading():
            rows = self.state.rows
        for name in self.registers:
            yield from (Line(name, row) for _, row in ordered(rows.get(name, {})))

    def seal(self, year: int) -> str:
        """The hash over all that the books hold of a year: the last entry up to it in the chain of
        every unit, and the rows of registers that count in it. Raises Unkept."""
        with self._reading():
            return self._sealed(year, self._kept(year))

    def _sealed(self, year: int, kept: Mapping[str, Sequence[Mapping[str, str]]]) -> str:
        last: dict[str, int] = {}
        for leaf, (_, _, number) in self.state.sums.items():
            entry = self.state.entries[leaf]
            if entry.year <= year:
                last[entry.unit] = max(last.get(entry.unit, 0), number)
        whole = sha256(f"{year}\n".encode())
        for unit, number in sorted(last.items()):
            found = self.connection.execute(
                "SELECT hash FROM entry WHERE number = ?", (number,)
            ).fetchone()
            if found is None:
                raise Unkept("damaged", path=str(self.path), why=f"{unit} {number}")
            whole.update(f"{BETWEEN.join((unit, str(number), found[0].hex()))}\n".encode())
        for name, rows in kept.items():
            for row in rows:
                whole.update(f"{name}{BETWEEN}{written(dict(row))}\n".encode())
        return whole.hexdigest()

    def verify(self) -> Verified:
        """Prove every chain. Raises Unkept."""
        with told(self.path), transaction(self.connection, self.path, "DEFERRED"):
            return verified(self.connection)
