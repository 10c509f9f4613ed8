"""The verbs ``publish`` 公开 and ``explain`` 溯源 of the command.

Exit status: 0 written, 1 the disclosure may not be published as it is, 2 nothing could be made.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mingzhang import bookkeeping, compile, explain, publish
from mingzhang.books import Books
from mingzhang.cli_books import FAILED, SHOWN, guarded
from mingzhang.disclosure import Disclosure
from mingzhang.figures import Figures
from mingzhang.layout import Unfit
from mingzhang.model import Region
from mingzhang.registers import yuan
from mingzhang.store import Booked, Store
from mingzhang.write import terminal, typefaces
from mingzhang.write.web import Origin

WORKBOOK = "books.xlsx"
_BEHIND = 50  # entries that are shown behind one figure
_MOST = 20_000  # entries of books whose pages show them


def add(verbs: Any, words: dict, common: Callable[[Any, dict], None]) -> None:
    """The two verbs; ``common`` adds what all have."""
    said = words["help"]
    made = verbs.add_parser(
        "publish", words=words, help=said["publish"], description=said["publish"]
    )
    made.arguments.add_argument("path", metavar="BOOKS", help=said["publish_books"])
    made.settings.add_argument("--layout", required=True, metavar="LAYOUT", help=said["layout"])
    made.settings.add_argument("--to", required=True, metavar="DIR", help=said["publish_to"])
    made.settings.add_argument("--formats", metavar="A,B", help=said["formats"])
    made.settings.add_argument("--year", type=int, metavar="YEAR", help=said["books_year"])
    made.set_defaults(verb=_followed(_publish))
    common(made, said)
    made = verbs.add_parser(
        "explain", words=words, help=said["explain"], description=said["explain"]
    )
    made.arguments.add_argument("path", metavar="BOOKS", help=said["publish_books"])
    made.arguments.add_argument("figure", metavar="FIGURE", help=said["explain_figure"])
    made.settings.add_argument("--layout", required=True, metavar="LAYOUT", help=said["layout"])
    made.settings.add_argument("--year", type=int, metavar="YEAR", help=said["books_year"])
    made.set_defaults(verb=_followed(_explain))
    common(made, said)


def _stop(sentences: Iterable[str], status: int = FAILED) -> int:
    print("\n".join(terminal.clean(sentence) for sentence in sentences), file=sys.stderr)
    return status


def _followed(does: Callable[[argparse.Namespace, dict], int]) -> Callable:
    """A verb that says what is wrong with a layout."""

    def run(options: argparse.Namespace, words: dict) -> int:
        try:
            return does(options, words)
        except Unfit as error:
            return _stop([str(error)])

    return guarded(run)


@contextmanager
def _kept(path: Path) -> Iterator[Store]:
    """The books at ``path``: a file of books, or a workbook (or the folder that it lies in), which
    is then booked into a file of its own that is thrown away."""
    source = path / WORKBOOK if path.is_dir() and (path / WORKBOOK).exists() else path
    if not source.exists():
        raise FileNotFoundError(2, "", str(source))
    if source.is_file() and source.suffix.lower() not in (".xlsx", ".xlsm"):
        with bookkeeping.opened(source) as store:
            yield store
        return
    with (
        tempfile.TemporaryDirectory() as aside,
        bookkeeping.opened(Path(aside) / "books.db", create=True) as store,
    ):
        bookkeeping.bring(store, source)
        yield store


def _books(store: Store, options: argparse.Namespace) -> Books:
    years = store.years()
    return store.books(options.year or (years[-1] if years else 0), bookkeeping.region)


def _publish(options: argparse.Namespace, words: dict) -> int:
    said = words["publish"]
    formats = options.formats.split(",") if options.formats else publish.FORMATS
    if unknown := [f for f in formats if f not in publish.FORMATS]:
        known = words["comma"].join(publish.FORMATS)
        return _stop([said["no_format"].format(what=unknown[0], known=known)])
    with _kept(Path(options.path)) as store:
        books = _books(store, options)
        made, told = _made(books, store, options, words)
        if made is None:
            return _stop(told, 1 if told else FAILED)
        origins = _origins(store, books, made.disclosure)
        files = publish.files(made.disclosure, formats, origins)
    paths = publish.write(made.disclosure, books, files, Path(options.to))
    severities = [f.severity for f in made.audited.findings]
    warnings, notes = severities.count("warning"), severities.count("note")
    print(said["audited"].format(figures=len(made.audited.numbers), warnings=warnings, notes=notes))
    for finding in made.audited.findings[:SHOWN]:
        print(terminal.clean(f"  {words['severity'][finding.severity]}：{finding.message}"))
    if lacking := typefaces.lacking(publish.text(made.disclosure)):
        print(said["lacking"].format(characters=terminal.clean(lacking)))
    print(said["written"].format(n=len(paths), path=options.to))
    for path in paths:
        print(f"  {path.relative_to(options.to)}")
    return 0


def _made(
    books: Books, store: Store, options: argparse.Namespace, words: dict
) -> tuple[publish.Made | None, list[str]]:
    """The disclosure, or what forbids it: books that do not balance, what is missing, errors."""
    said = words["publish"]
    made = publish.made(books, compile.layout(options.layout))
    wrong = []
    stage = "actual" if made.disclosure.kind == "final" else "original"
    for each in store.differences(books.year):
        if each.stage == stage:
            told = {"unit": each.unit, "receipts": yuan(each.receipts), "uses": yuan(each.uses)}
            wrong.append(said["unbalanced"].format(**told, difference=yuan(each.fen)))
    wrong += made.missing
    wrong += [f"{f.message}{f.fix}" for f in made.errors]
    if wrong:
        return None, [said["refused"].format(n=len(wrong)), *wrong[:SHOWN]]
    return made, []


def _origins(store: Store, books: Books, disclosure: Disclosure) -> dict[str, list[Origin]]:
    """The entries behind each figure, for the page; of many the first, of very many none."""
    if sum(leaf.entries for leaf in books.leaves) > _MOST:
        return {}
    sums = Figures(books, disclosure.kind).sums
    by_leaf = _entries(store, books)
    found = {}
    for figure in disclosure.figures():
        if figure.region is None or not figure.fen:
            continue
        rows = [b for leaf in sums.within(figure.region) for b in by_leaf.get(leaf.region, ())]
        found[figure.key] = [_row(booked) for booked in rows[:_BEHIND]]
    return found


def _entries(store: Store, books: Books) -> dict[Region, list[Booked]]:
    by_leaf: dict[Region, list[Booked]] = {}
    meaning = store.meaning(books.year)
    for booked in store.entries():
        by_leaf.setdefault(meaning.region(booked.entry), []).append(booked)
    return by_leaf


def _row(booked: Booked) -> Origin:
    number, entry = booked
    return Origin(str(number), entry.voucher, entry.date, entry.memo, yuan(entry.amount))


def _explain(options: argparse.Namespace, words: dict) -> int:
    said = words["explain"]
    with _kept(Path(options.path)) as store:
        books = _books(store, options)
        disclosure = publish.made(books, compile.layout(options.layout)).disclosure
        found = explain.found(disclosure, options.figure)
        if not found:
            return _stop([said["none"].format(asked=options.figure)])
        if len(found) > 1:
            lines = [f"  {f.key}  {f.text}" for f in found[:SHOWN]]
            print("\n".join([said["several"].format(n=len(found)), *lines]))
            return 0
        origin = explain.origin(disclosure, found[0], Figures(books, disclosure.kind).sums)
        regions = [leaf.region for leaf in origin.leaves]
        entries = list(store.entries(books.year, regions)) if regions else []
    for line in _told(origin, entries, words):
        print(line)
    return 0


def _told(origin: explain.Origin, entries: list[Booked], words: dict) -> Iterator[str]:
    """How a figure came about, from the page down to the entries."""
    said, figure = words["explain"], origin.figure
    yield said["figure"].format(key=figure.key, text=figure.text or said["blank"], unit=figure.unit)
    if figure.name:
        yield said["region"].format(name=figure.name)
    if figure.fen is not None:
        yield said["exact"].format(yuan=yuan(figure.fen))
    for name, group in (("parts", origin.parts), ("doing", origin.doing)):
        if group:
            yield said[name].format(n=len(group))
            yield from (f"  {p.key}  {p.text or said['blank']}" for p in group)
    if not entries:
        yield said["nothing"]
        return
    yield said["entries"].format(n=len(entries))
    rows = [tuple(said["columns"]), *(tuple(_row(b)) for b in entries[:SHOWN])]
    yield from terminal.columns(rows, right=1)
    if len(entries) > SHOWN:
        yield words["report"]["more"].format(n=len(entries) - SHOWN)
