"""Bookkeeping 记账: filled-in sheets to entries and rows of registers, and books out of a file.

The only wiring of the packs, the readers and the store. Everything wrong with a workbook is found
at once and named by sheet, row and column; nothing of it is booked until nothing is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from mingzhang import audit, packs
from mingzhang.books import Books, Entry
from mingzhang.control import MEMBERS, Refusal
from mingzhang.lexicon import Composed
from mingzhang.model import Region, Unreadable
from mingzhang.read import apart, filled
from mingzhang.read.filled import Filled
from mingzhang.read.package import MAX_TEXTS
from mingzhang.registers import (
    SUBJECTS,
    Field,
    Flaw,
    Register,
    fen,
    fields,
    named,
    registers,
    row,
    yuan,
)
from mingzhang.store import Accepted, Batch, Line, Refused, Store
from mingzhang.write import ledger

ENTRIES = "entries"
LARGEST = 64 * 1024 * 1024  # bytes of a file that is read
_HEADED = 10  # rows in which the header of a sheet is looked for
_STAGES = {"年初预算": "original", "全年预算": "revised", "决算": "actual"}


class Wrong(NamedTuple):
    """What is wrong in a sheet: where, and the sentence ``reason`` to be filled with ``told``."""

    sheet: str
    row: int
    column: str
    reason: str
    told: Mapping[str, str]


class Mistaken(Exception):
    """Nothing was booked: ``wrong`` is all that is wrong, in the order of the sheets."""

    def __init__(self, wrong: Iterable[Wrong]) -> None:
        self.wrong = tuple(wrong)
        super().__init__(f"{len(self.wrong)} mistakes")


class Extent(Exception):
    """The books do not fit a workbook: ``cells`` in one sheet of at most ``most``."""

    def __init__(self, cells: int, most: int) -> None:
        super().__init__(f"{cells} cells")
        self.cells, self.most = cells, most


class Brought(NamedTuple):
    """What became of a workbook, with the warnings placed in its sheets."""

    accepted: Accepted
    entries: int
    warnings: tuple[Wrong, ...]


@cache
def entry_sheet() -> Register:
    """The sheet of entries as a register: its fields, with the choices that dimensions give."""
    words = packs.load_toml("books.toml")
    dimensions = audit.space().dimensions
    choices = {name: tuple(dimensions[name].names.values()) for name in (*MEMBERS, "flow")}
    choices["kind"] = tuple(kind["name"] for kind in words["kind"].values())
    said = words[ENTRIES]
    return Register(ENTRIES, said["title"], (), fields(said["fields"], choices))


@cache
def all_registers() -> dict[str, Register]:
    """The registers of the pack."""
    return registers(packs.load_toml("books.toml"))


def opened(path: Path, create: bool = False) -> Store:
    """The books in a file. Raises store.Unkept."""
    words = packs.load_toml("books.toml")
    return Store.open(path, audit.space(), words, audit.classification(), create)


def books(path: Path, year: int) -> Books:
    """The books of a year in a file. Raises store.Unkept, Mistaken (a figure of an earlier year
    whose words cannot be read)."""
    with opened(path) as store:
        return store.books(year, region)


# -- figures of earlier years --------------------------------------------------------------


def region(said: Mapping[str, str]) -> Region:
    """The region of a row of the register of earlier years' figures, read from its words.

    Raises Mistaken when a word of it is unread.
    """
    space, year = audit.space(), int(said["year"])
    lexicon = audit.lexicon(min(year, audit.LATEST_YEAR))
    phrases = []
    for phrase in said["phrases"].split("/"):
        reading = next(
            (
                r
                for r in (lexicon.read(phrase, s) for s in ("header", "text", "row"))
                if not r.unread
            ),
            None,
        )
        if reading is None:
            unread = lexicon.read(phrase, "text").unread
            told = {"value": phrase, "unread": unread}
            raise Mistaken([Wrong(all_registers()["prior"].title, 0, "phrases", "unread", told)])
        phrases.append(reading.terms)
    start = space.everything._replace(year=year)
    found, _ = lexicon.settled(lexicon.within(phrases, Composed(start)))
    stage = space.members("stage", _STAGES[said["stage"]])
    return space.replace(found, "stage", stage)._replace(year=year, entity=said.get("unit", ""))


# -- entries in words ----------------------------------------------------------------------


@cache
def _said() -> dict[str, dict[str, str]]:
    """For each field with choices, the words of its members."""
    dimensions = audit.space().dimensions
    found = {name: dict(dimensions[name].names) for name in (*MEMBERS, "flow")}
    kinds = packs.load_toml("books.toml")["kind"]
    return found | {"kind": {kind: said["name"] for kind, said in kinds.items()}}


@cache
def _meant() -> dict[str, dict[str, str]]:
    """For each field with choices, the member that a word means."""
    return {name: {w: m for m, w in words.items()} for name, words in _said().items()}


def entry(cells: Mapping[str, str]) -> Entry:
    """An entry from the canonical cells of a row."""
    made: dict[str, Any] = {k: v for k, v in cells.items() if k != "number"}
    for name, meant in _meant().items():
        if name in made:
            made[name] = "+".join(meant[part] for part in made[name].split("+"))
    made |= {"year": int(made["year"]), "amount": fen(made["amount"])}
    if "reverses" in made:
        made["reverses"] = int(made["reverses"])
    return Entry(**made)


def cells(number: int, booked: Entry) -> dict[str, str]:
    """An entry as the cells of a row, in words; what it does not say is absent."""
    made = {"number": str(number)}
    for field in entry_sheet().fields[1:]:
        value = getattr(booked, field.id)
        if value in ("", None):
            continue
        words = _said().get(field.id)
        if field.id == "amount":
            value = yuan(value)
        elif words:
            value = "+".join(words.get(part, part) for part in value.split("+"))
        made[field.id] = str(value)
    return made


# -- sheets to be filled in, and written out ------------------------------------------------


def template(year: int) -> bytes:
    """The blank sheets as a workbook, with the subjects of a year and a worked example."""
    return ledger.workbook(_sheets(year, {}))


def export(store: Store, year: int, folder: bool) -> tuple[dict[str, str] | bytes, int, int]:
    """All that the books hold, as a workbook or as CSV files by name; how many entries and rows.

    ``year`` says whose subjects a workbook lists. Raises store.Unkept; Extent when a workbook could
    not be brought in again.
    """
    rows: dict[str, list[Mapping[str, str]]] = {}
    rows[ENTRIES] = [cells(*booked) for booked in store.entries()]
    for line in store.lines():
        rows.setdefault(line.register, []).append(line.fields)
    sheets = _sheets(year, rows)
    count = sum(map(len, rows.values())) - len(rows[ENTRIES])
    if folder:
        return ledger.tables(sheets), len(rows[ENTRIES]), count
    if sheets.cells() > MAX_TEXTS:
        raise Extent(sheets.cells(), MAX_TEXTS)
    return ledger.workbook(sheets), len(rows[ENTRIES]), count


def _sheets(year: int, rows: Mapping[str, list[Mapping[str, str]]]) -> ledger.Sheets:
    words = packs.load_toml("books.toml")
    levels, lists = words["control"]["levels"], words["control"]["lists"]
    subjects = {
        kind: [
            f"{entry.code} {entry.name}"
            for entry in audit.classification().entries(lists[kind], year)
            if len(entry.code) == levels[kind]
        ]
        for kind in SUBJECTS
    }
    registers_ = tuple(all_registers().values())
    return ledger.Sheets(entry_sheet(), registers_, withdrawn(), rows, subjects, words, year)


@cache
def withdrawn() -> Field:
    """The field of every register that takes a row back 作废."""
    (made,) = fields([packs.load_toml("books.toml")["sheets"]["withdrawn"]], {})
    return made


# -- sheets that were filled in ------------------------------------------------------------


def sheets(path: Path) -> list[Filled]:
    """The sheets of a workbook or of a folder of CSV files. Raises model.Unreadable, OSError."""
    if not path.is_dir():
        return apart.run(partial(filled.workbook, _data(path)))
    files = sorted(p for p in path.iterdir() if p.suffix.lower() == ".csv")
    if not files:
        raise Unreadable("文件夹里没有 CSV 文件。")
    found = []
    for file in files:
        try:
            found.append(filled.table(file.stem, _data(file)))
        except Unreadable as error:
            raise Unreadable(f"{file.name}：{error}") from error
    return found


def _data(path: Path) -> bytes:
    if path.stat().st_size > LARGEST:
        raise Unreadable(f"「{path.name}」超过 {LARGEST >> 20} MB 的上限，没有读取。")
    return path.read_bytes()


def bring(store: Store, path: Path) -> Brought:
    """Book what a workbook or a folder of CSV files holds and the books do not.

    Raises Mistaken with all that is wrong, model.Unreadable, store.Unkept, OSError.
    """
    gathering = _Gathering()
    for sheet in sheets(path):
        gathering.sheet(sheet)
    if gathering.wrong:
        raise Mistaken(gathering.wrong)
    try:
        accepted = store.bring(gathering.batch(path.name))
    except Refused as error:
        raise Mistaken(gathering.placed(error.refusals, error.lines)) from error
    warnings = gathering.placed(accepted.warnings, ())
    return Brought(accepted, len(gathering.entries), tuple(warnings))


class _Gathering:
    """The entries and rows of all sheets, where each stands, and all that is wrong with them."""

    def __init__(self) -> None:
        self.wrong: list[Wrong] = []
        self.entries: list[tuple[Entry, int | None]] = []
        self.lines: list[Line] = []
        self._entry_places: list[tuple[str, int]] = []
        self._line_places: list[tuple[str, int]] = []
        self._titles = {r.title: r for r in (entry_sheet(), *all_registers().values())}
        words = packs.load_toml("books.toml")
        self._longest = words["control"]["longest"]
        self._withdrawn = withdrawn()
        self._others = {words["sheets"][key] for key in ("about", "example", "subjects")}

    def batch(self, source: str) -> Batch:
        """All of it, to be booked together."""
        return Batch([e for e, _ in self.entries], [n for _, n in self.entries], self.lines, source)

    def placed(self, entries: Iterable[Refusal], lines: Iterable[Refusal]) -> Iterator[Wrong]:
        """What the store says of a batch, by sheet and row."""
        for refusals, places, sheet in (
            (lines, self._line_places, None),
            (entries, self._entry_places, entry_sheet()),
        ):
            for refusal in refusals:
                title, number = places[refusal.at]
                register = sheet or self._titles[title]
                column = register.field(refusal.field).name
                told = {"field": column, **refusal.told}
                yield Wrong(title, number, column, refusal.reason, told)

    def sheet(self, sheet: Filled) -> None:
        """One sheet: its header, then its rows."""
        name = sheet.name.strip()
        if name in self._others or not sheet.rows:
            return
        register = self._titles.get(name)
        if register is None:
            self._say(name, 0, "", "no_sheet", {"sheets": "、".join(self._titles)})
            return
        if sheet.uncomputed:
            self._say(name, 0, "", "uncomputed", {"n": str(sheet.uncomputed)})
        all_fields = register.fields
        if register.id != ENTRIES:
            all_fields = (*all_fields, self._withdrawn)
        at, columns = self._header(sheet, {f.name: f for f in all_fields})
        if at:
            self._check_header(name, at, sheet.rows[at], columns, register)
            for number, said in sheet.rows.items():
                if number > at:
                    self._row(register, name, number, said, columns)
        else:
            self._say(name, 0, "", "no_header", {"fields": "、".join(f.name for f in all_fields)})

    def _header(self, sheet: Filled, names: dict[str, Field]) -> tuple[int, dict[int, Field]]:
        """The row that heads the sheet, 0 for none, and the field of each column."""
        best: tuple[int, dict[int, Field]] = (0, {})
        for number in list(sheet.rows)[:_HEADED]:
            said = {c: text.strip().rstrip("*＊") for c, text in sheet.rows[number].items()}
            columns = {c: names[text] for c, text in said.items() if text in names}
            if len(columns) > max(1, len(best[1])):
                best = number, columns
        return best

    def _check_header(
        self, name: str, at: int, header: Mapping[int, str], columns: dict[int, Field],
        register: Register,
    ) -> None:  # fmt: skip
        """Against columns that nobody knows, that come twice, or that are asked for and lacking."""
        for column, text in header.items():
            if column not in columns:
                self._say(name, at, text.strip(), "no_column", {"value": text.strip()})
        there = [f.id for f in columns.values()]
        for field in {f.id: f for f in columns.values() if there.count(f.id) > 1}.values():
            self._say(name, at, field.name, "twice", {"value": field.name})
        for field in register.fields:
            if field.required and field.id not in there:
                self._say(name, at, field.name, "lacking", {"value": field.name})

    def _row(
        self, register: Register, name: str, number: int, said: Mapping[int, str],
        columns: dict[int, Field],
    ) -> None:  # fmt: skip
        raw = {field.id: said[column] for column, field in columns.items() if column in said}
        for column in said:
            if column not in columns and said[column].strip():
                self._say(name, number, "", "outside", {"value": said[column].strip()[:40]})
        withdrawn = raw.pop("withdrawn", "").strip()
        if not any(text.strip() for text in raw.values()):
            return
        made, flaws = row(register, raw, self._longest)
        flaws += _unlike(raw, made)
        if register.id == "prior" and not flaws:
            flaws += _unread(made)
        if withdrawn and withdrawn not in self._withdrawn.choices:
            told = {"value": withdrawn, "choices": "、".join(self._withdrawn.choices)}
            self._say(name, number, self._withdrawn.name, "not_choice", told)
        for flaw in flaws:
            said_as = register.field(flaw.field).name
            self._say(name, number, said_as, flaw.reason, {"field": said_as, **flaw.told})
        if flaws:
            return
        if register.id == ENTRIES:
            own = int(made["number"]) if "number" in made else None
            self.entries.append((entry(made), own))
            self._entry_places.append((name, number))
        else:
            self.lines.append(Line(register.id, made, bool(withdrawn)))
            self._line_places.append((name, number))

    def _say(
        self, sheet: str, number: int, column: str, reason: str, told: Mapping[str, str]
    ) -> None:
        self.wrong.append(Wrong(sheet, number, column, reason, told))


def _unread(made: Mapping[str, str]) -> Iterator[Flaw]:
    """Words of a figure of an earlier year that the lexicon lacks."""
    try:
        region(made)
    except Mistaken as error:
        yield Flaw("phrases", "unread", error.wrong[0].told)


def _unlike(raw: Mapping[str, str], made: Mapping[str, str]) -> Iterator[Flaw]:
    """Codes that are written with the name of another subject."""
    lists = packs.load_toml("books.toml")["control"]["lists"]
    for name in SUBJECTS:
        if name not in made or "year" not in made:
            continue
        _, said = named(raw[name])
        known = audit.classification().entry(lists[name], made[name], int(made["year"]))
        if said and known and not known.bears(said):
            told = {"value": made[name], "said": said, "name": known.name}
            yield Flaw(name, "code_name", told)
