"""The verb ``books`` 管账 of the command: blank sheets, booking, export, proof, balances, reversal.

Exit status: 0 done and nothing wrong, 1 the books do not balance or were changed, 2 nothing was
done.
"""

from __future__ import annotations

import argparse
import errno
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from mingzhang import audit, bookkeeping
from mingzhang.bookkeeping import Mistaken, Wrong
from mingzhang.control import Balance, Control, Difference, Key
from mingzhang.model import Unreadable
from mingzhang.registers import yuan
from mingzhang.store import Refused, Store, Unkept
from mingzhang.write import folder, terminal

FAILED = 2
SHOWN = 200  # mistakes that are listed
_WRITING = (
    (IsADirectoryError, "out_folder"),
    (NotADirectoryError, "out_file"),
    (FileExistsError, "out_file"),
    (PermissionError, "out_forbidden"),
)


def add(verbs: Any, words: dict, parser: type, common: Callable[[Any, dict], None]) -> None:
    """The verb and its own verbs, as ``parser`` makes them; ``common`` adds what all have."""
    said = words["help"]
    books = verbs.add_parser("books", words=words, help=said["books"], description=said["books"])
    inner = books.add_subparsers(
        title=said["commands"], metavar="VERB", required=True, dest="books", parser_class=parser
    )

    def verb(name: str, does: Callable, *arguments: tuple[str, str, str]) -> Any:
        help_text = said[f"books_{name}"]
        made = inner.add_parser(name, words=words, help=help_text, description=help_text)
        for field, shown, text in arguments:
            made.arguments.add_argument(field, metavar=shown, help=said[text])
        made.set_defaults(verb=guarded(does))
        common(made, said)
        return made

    common(books, said)
    books_argument = ("path", "BOOKS", "books_books")
    out = ("out", "OUT", "books_out")
    made = verb("template", _template, out)
    made.settings.add_argument("--year", type=int, metavar="YEAR", help=said["books_template_year"])
    verb("import", _import, books_argument, ("file", "FILE", "books_file"))
    verb("export", _export, books_argument, out)
    for name, does in (("verify", _verify), ("list", _list)):
        made = verb(name, does, books_argument)
        made.settings.add_argument("--year", type=int, metavar="YEAR", help=said["books_year"])
    made = verb("reverse", _reverse, books_argument, ("number", "NUMBER", "books_number"))
    made.settings.add_argument("--why", required=True, metavar="TEXT", help=said["books_why"])
    made.settings.add_argument("--voucher", default="", metavar="TEXT", help=said["books_voucher"])
    made.settings.add_argument("--date", default="", metavar="DATE", help=said["books_date"])


def guarded(does: Callable[[argparse.Namespace, dict], int]) -> Callable:
    """A verb whose refusals are sentences."""

    def run(options: argparse.Namespace, words: dict) -> int:
        said = words["books"]
        try:
            return does(options, words)
        except Unkept as error:
            told = {name: terminal.clean(text) for name, text in error.told.items()}
            return _stop([said["unkept"][error.reason].format(**told)])
        except Mistaken as error:
            path = terminal.clean(getattr(options, "file", getattr(options, "path", "")))
            head = said["refused"].format(path=path, n=len(error.wrong))
            return _stop([head, *listed(error.wrong, words)])
        except Refused as error:
            wrong = [said["wrong"][r.reason].format(**r.told) for r in error.refusals]
            return _stop([terminal.clean(sentence) for sentence in wrong])
        except BrokenPipeError:  # the reader of the pipe has seen enough
            raise
        except FileNotFoundError as error:
            path = terminal.clean(str(error.filename or ""))
            return _stop([words["errors"]["missing"].format(path=path)])
        except Unreadable as error:
            path = terminal.clean(getattr(options, "file", getattr(options, "path", "")))
            return _stop([words["errors"]["unread"].format(path=path, why=error)])
        except OSError as error:
            path = terminal.clean(str(error.filename or getattr(options, "out", "")))
            why = error.strerror or str(error)
            return _stop([words["errors"]["unread"].format(path=path, why=why)])
        except Exception as error:  # a defect of ours: a sentence all the same
            if getattr(options, "debug", False):
                traceback.print_exc()
            why = terminal.clean(f"{type(error).__name__}: {error}"[:200])
            path = terminal.clean(getattr(options, "path", ""))
            return _stop([words["errors"]["unexpected"].format(path=path, why=why)])

    return run


def _stop(sentences: Iterable[str]) -> int:
    print("\n".join(sentences), file=sys.stderr)
    return FAILED


def listed(wrong: Iterable[Wrong], words: dict) -> list[str]:
    """Each mistake as a line: where it is and what is wrong."""
    said = words["books"]
    lines = []
    for each in wrong:
        key = "place" if each.row and each.column else "row" if each.row else "sheet"
        where = said[key].format(sheet=each.sheet, row=each.row, column=each.column)
        told = {"field": each.column, **each.told}
        lines.append(terminal.clean(where + said["wrong"][each.reason].format(**told)))
    more = len(lines) - SHOWN
    return [*lines[:SHOWN], *([words["report"]["more"].format(n=more)] if more > 0 else [])]


def _put(files: Mapping[Path, str | bytes], out: Path, words: dict) -> str:
    """Write the files; what keeps them from being written, as a sentence."""
    try:
        folder.put_all(files)
    except OSError as error:
        key = next((k for kind, k in _WRITING if isinstance(error, kind)), "out_other")
        key = "out_full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else key
        why = error.strerror or str(error)
        return words["errors"][key].format(path=terminal.clean(str(out)), why=why)
    return ""


def _template(options: argparse.Namespace, words: dict) -> int:
    out = Path(options.out)
    if wrong := _put({out: bookkeeping.template(options.year or audit.LATEST_YEAR)}, out, words):
        return _stop([wrong])
    print(words["books"]["templated"].format(path=terminal.clean(options.out)))
    return 0


def _export(options: argparse.Namespace, words: dict) -> int:
    said, out = words["books"], Path(options.out)
    apart = out.suffix.lower() != ".xlsx"
    if apart and out.is_dir() and any(out.iterdir()):
        return _stop([said["not_empty"].format(path=terminal.clean(options.out))])
    with bookkeeping.opened(Path(options.path)) as store:
        year = (store.years() or (audit.LATEST_YEAR,))[-1]
        try:
            made, entries, lines = bookkeeping.export(store, year, apart)
        except bookkeeping.Extent as error:
            return _stop([said["too_large"].format(n=error.cells, most=error.most)])
    single = isinstance(made, bytes)
    files = {out: made} if single else {out / name: text for name, text in made.items()}
    if wrong := _put(files, out, words):
        return _stop([wrong])
    path = terminal.clean(options.out)
    print(said["exported"].format(path=path, entries=entries, lines=lines))
    return 0


def _import(options: argparse.Namespace, words: dict) -> int:
    said = words["books"]
    source = Path(options.file)
    if not source.exists():
        return _stop([words["errors"]["missing"].format(path=terminal.clean(options.file))])
    with bookkeeping.opened(Path(options.path), create=True) as store:
        brought = bookkeeping.bring(store, source)
    made = brought.accepted
    first = said["none"]
    if made.numbers:
        first = said["numbers"].format(first=made.numbers[0], last=made.numbers[-1])
    print(
        said["brought"].format(
            entries=len(made.numbers), first=first, lines=made.lines, known=made.known,
            known_lines=made.known_lines,
        )
    )  # fmt: skip
    if brought.warnings:
        print(said["warned"].format(n=len(brought.warnings)))
        print("\n".join(listed(brought.warnings, words)))
    return 0


def _years(store: Store, options: argparse.Namespace) -> tuple[int, ...]:
    """The year asked for, or the latest that is kept."""
    return (options.year,) if options.year else store.years()[-1:]


def _verify(options: argparse.Namespace, words: dict) -> int:
    said, status = words["books"], 0
    with bookkeeping.opened(Path(options.path)) as store:
        proved = store.verify()
        if proved.broken:
            print(said["broken"].format(n=len(proved.broken)))
            for each in proved.broken[:SHOWN]:
                print(terminal.clean(said["broken_ones"][each.reason].format(**each.told)))
            return 1
        print(said["sound"].format(entries=proved.entries, lines=proved.lines))
        for year in _years(store, options):
            print(said["seal"].format(year=year, seal=store.seal(year)))
            found, links = store.differences(year), store.unlinked(year)
            status = 1 if found or links else status
            head = said["differs"] if found else said["balanced"]
            print(head.format(year=year, n=len(found)))
            _told(found, "difference", store, said)
            if links:
                print(said["unlinked"].format(year=year, n=len(links)))
                _told(links, "link", store, said)
    return status


def _told(found: Iterable[Difference], sentence: str, store: Store, said: dict) -> None:
    """Each difference as a line."""
    dimensions = store.space.dimensions
    for each in found:
        fund = "+".join(dimensions["fund"].names.get(f, "") for f in each.fund.split("+"))
        told = said[sentence].format(
            unit=each.unit, stage=dimensions["stage"].names[each.stage],
            fund=fund or said["no_fund"], receipts=yuan(each.receipts), uses=yuan(each.uses),
            difference=yuan(each.fen),
        )  # fmt: skip
        print(told)


def _list(options: argparse.Namespace, words: dict) -> int:
    said = words["books"]
    with bookkeeping.opened(Path(options.path)) as store:
        years = _years(store, options)
        if not years:
            return _stop([said["which_year"]])
        control = store.control()
        names = {line.fields["code"]: line.fields["name"] for line in store.lines()
                 if line.register == "projects"}  # fmt: skip
    for year in years:
        kept = {k: b for k, b in sorted(control.balances.items()) if k.year == year and k.function}
        if not kept:
            print(said["list_none"].format(year=year))
            continue
        print(said["list_title"].format(year=year))
        rows = [tuple(said["list_columns"])]
        rows += [_balance(control, key, balance, names) for key, balance in kept.items()]
        whole = Balance(*(sum(getattr(b, f) for b in kept.values()) for f in
                          ("granted", "adjusted", "paid")))  # fmt: skip
        rows.append((said["list_total"], "", "", "", "", *_amounts(whole)))
        print("\n".join(terminal.columns(rows, right=4)))
        _limits(control, year, said)
    return 0


def _limits(control: Control, year: int, said: dict) -> None:
    """The limits of the three public expenses, where they are known."""
    rows = [
        (*(control.words_of(key)[i] for i in (0, 2)), *_amounts(balance))
        for key, balance in sorted(control.balances.items())
        if key.year == year and not key.function and control.left(key) is not None
    ]
    if rows:
        print(said["limits_title"].format(year=year))
        print("\n".join(terminal.columns([tuple(said["limits_columns"]), *rows], right=4)))


def _balance(
    control: Control, key: Key, balance: Balance, names: Mapping[str, str]
) -> tuple[str, ...]:
    unit, _, *rest, purpose = control.words_of(key)
    return (unit, *rest, f"{purpose} {names.get(purpose, '')}".strip(), *_amounts(balance))


def _amounts(balance: Balance) -> tuple[str, ...]:
    amounts = (balance.granted, balance.adjusted, balance.paid, balance.left)
    return tuple(yuan(amount) for amount in amounts)


def _reverse(options: argparse.Namespace, words: dict) -> int:
    said = words["books"]
    number = int(options.number) if options.number.isdecimal() else 0
    with bookkeeping.opened(Path(options.path)) as store:
        made = store.reverse(number, options.why, options.voucher, options.date)
    print(said["reversed"].format(number=number, own=made.numbers[0]))
    return 0
