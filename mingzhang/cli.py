"""The command ``mingzhang`` 明账: its verbs, progress, colour and exit status.

Exit status: 0 nothing wrong, 1 errors found, 2 the input could not be read or nothing could be
checked. Whatever happens, the person gets a sentence; a traceback comes only with ``--debug``.
"""

from __future__ import annotations

import argparse
import errno
import gc
import os
import re
import shutil
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path

from mingzhang import __version__, audit, cli_books, cli_publish, original, packs
from mingzhang.model import Unreadable
from mingzhang.write import folder, listing, report, terminal
from mingzhang.write.audited import (
    Audited,
    conclusion,
    exit_status,
    outcomes,
    severities,
    statuses,
    verdict,
)
from mingzhang.write.notes import notes
from mingzhang.write.veil import Veil

LANGUAGES = ("zh", "en")
FAILED = 2
INTERRUPTED = 130
RARELY = 200_000  # new objects between two looks for garbage: a command makes much and drops little
_ARGUMENT = re.compile(r"argument (.+?): (?:invalid choice: ('[^']*'))?")


class _Wrong(Exception):
    """Something the person can mend; ``str(error)`` is the sentence."""


class _Parser(argparse.ArgumentParser):
    """A parser that speaks the language of ``words`` in its help and its complaints."""

    def __init__(self, words: dict, **settings: object) -> None:
        super().__init__(add_help=False, allow_abbrev=False, **settings)  # type: ignore[arg-type]
        self.words = words
        self.arguments = self.add_argument_group(words["help"]["positionals"])
        self.settings = self.add_argument_group(words["help"]["options"])
        help_text = words["help"]["help"]
        self.settings.add_argument("-h", "--help", action="help", help=help_text)

    def format_help(self) -> str:
        return self._own(super().format_help())

    def format_usage(self) -> str:
        return self._own(super().format_usage())

    def error(self, message: str) -> None:  # type: ignore[override]
        """One sentence on what is wrong with the arguments, and where to look; exit status 2."""
        said = self.words["usage"]
        what = message.split(": ", 1)[-1]
        if found := _ARGUMENT.match(message):
            what = " ".join(filter(None, found.groups())).removeprefix("VERB ")
        sentence = next(
            (said[key] for key, sign in said["signs"].items() if sign in message), said["other"]
        )
        self.exit(FAILED, f"{sentence.format(what=what)}\n{self.words['errors']['hint']}\n")

    def _own(self, text: str) -> str:
        return text.replace("usage: ", self.words["help"]["usage"], 1)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    gc.set_threshold(RARELY)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    words = spoken(_language(given))
    parser = _parser(words)
    if not given:
        parser.print_help()
        return FAILED
    options = parser.parse_args(given)
    try:
        return options.verb(options, words)
    except KeyboardInterrupt:
        print("\n" + words["errors"]["interrupted"], file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of the pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except _Wrong as error:
        print(error, file=sys.stderr)
        return FAILED


def spoken(language: str) -> dict:
    """Everything the program says in a language, with the names of rules and of their fields."""
    which = LANGUAGES.index(language)
    known = [*packs.rules(), *packs.load_toml("rules/regions.toml")["relation"]]
    name = ("name", "name_en")[which]
    fields: dict[str, dict[str, str]] = {}
    for pack in packs.names("rules"):
        for kind, named in packs.load_toml(pack).get("names", {}).items():
            fields[kind] = {field: both[which] for field, both in named.items()}
    words = packs.load_toml(f"text/{language}.toml")
    return words | {"rules": {rule["id"]: rule[name] for rule in known}, "fields": fields}


def _language(given: list[str]) -> str:
    """The language asked for, read before the parser exists, since its help is in that language."""
    for i, word in enumerate(given):
        value = given[i + 1] if word == "--lang" and i + 1 < len(given) else ""
        value = word.removeprefix("--lang=") if word.startswith("--lang=") else value
        if value in LANGUAGES:
            return value
    return LANGUAGES[0]


def _parser(words: dict) -> _Parser:
    said = words["help"]
    about = {"description": said["description"], "epilog": said["epilog"]}
    parser = _Parser(words, prog="mingzhang", **about)
    parser.settings.add_argument(
        "--version", action="version", version=f"mingzhang {__version__}", help=said["version"]
    )
    _common(parser, said)
    verbs = parser.add_subparsers(
        title=said["commands"], metavar="VERB", required=True, dest="command", parser_class=_Parser
    )
    read = verbs.add_parser("read", words=words, help=said["read"], description=said["read"])
    read.arguments.add_argument("file", metavar="FILE", help=said["read_file"])
    read.settings.add_argument("--json", metavar="OUT", default="-", help=said["json"])
    read.set_defaults(verb=_read)
    check = verbs.add_parser("audit", words=words, help=said["audit"], description=said["audit"])
    check.arguments.add_argument("files", metavar="FILE", nargs="+", help=said["audit_files"])
    check.settings.add_argument("--out", metavar="DIR", help=said["out"])
    check.settings.add_argument("--annotate", action="store_true", help=said["annotate"])
    check.set_defaults(verb=_audit)
    for verb in (read, check):
        _common(verb, said)
    cli_books.add(verbs, words, _Parser, _common)
    cli_publish.add(verbs, words, _common)
    return parser


def _common(parser: _Parser, said: dict) -> None:
    parser.settings.add_argument(
        "--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=said["lang"]
    )
    parser.settings.add_argument(
        "--debug", action="store_true", default=argparse.SUPPRESS, help=said["debug"]
    )


def _read(options: argparse.Namespace, words: dict) -> int:
    found = _one(options.file, words, options)
    text = listing.reading(found, Veil(found.document.lines, found.mask))
    if options.json == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
        return 0
    _put({Path(options.json): text}, words)
    count = statuses(found)
    told = words["terminal"]["found"].format(
        tables=len(found.document.tables),
        paragraphs=len(found.document.paragraphs),
        numbers=sum(count.values()),
    )
    print(told)
    print(words["terminal"]["written"].format(path=options.json))
    return 0


def _audit(options: argparse.Namespace, words: dict) -> int:
    if options.annotate and not options.out:
        raise _Wrong(words["note"]["out"])
    files = _expanded(options.files)
    if len(files) == 1:
        return _audit_one(files[0], Path(options.out) if options.out else None, options, words)
    return _audit_many(files, options, words)


def _audit_one(path: str, out: Path | None, options: argparse.Namespace, words: dict) -> int:
    found = _one(path, words, options)
    veil = Veil(found.document.lines, found.mask)
    if out:
        _put(_files(found, veil, out, words), words)
    told = _annotated(found, veil, path, out, options, words)
    colour = _colour(sys.stdout)
    size = shutil.get_terminal_size((80, 24))
    shown = str(out / "report.html") if out else ""
    lines = terminal.summary(found, veil, words, report=shown, size=size, colour=colour)
    print("\n".join([*lines, *told]))
    if verdict(found) == "unchecked":
        print(words["errors"]["nothing"].format(path=terminal.clean(path)), file=sys.stderr)
    return exit_status(found)


def _audit_many(files: list[str], options: argparse.Namespace, words: dict) -> int:
    """One folder for each file, and a summary of all; the exit status is the worst of theirs."""
    out = Path(options.out) if options.out else None
    rows: list[tuple[str, ...]] = []
    links: list[str] = []
    tally = {"errors": 0, "sound": 0, "failed": 0}
    worst = 0
    for n, (path, name) in enumerate(zip(files, folder.folder_names(files), strict=True)):
        _progress(n, len(files), path, words)
        try:
            found = _one(path, words, options)
        except _Wrong as error:
            _progress(-1, 0, "", words)
            print(error, file=sys.stderr)
            rows.append((path, str(error), *[""] * (len(words["columns"]["summary"]) - 2)))
            links.append("")
            tally["failed"] += 1
            worst = FAILED
            continue
        veil = Veil(found.document.lines, found.mask)
        if out:
            _put(_files(found, veil, out / name, words), words)
        told = _annotated(found, veil, path, out / name if out else None, options, words)
        rows.append(_row(found, veil, path, words))
        links.append(f"{name}/report.html" if out else "")
        status = exit_status(found)
        worst = max(worst, status)
        tally["failed" if status == FAILED else "errors" if status else "sound"] += 1
        _progress(-1, 0, "", words)
        print("\n".join([_line(found, path, words), *told]))
    if out:
        summary = {
            out / "summary.csv": listing.summary_csv(rows, words),
            out / "index.html": report.index(rows, links, words),
        }
        _put(summary, words)
    said = words["terminal"]
    print(said["files"].format(n=len(files)) + words["comma"] + said["totals"].format(**tally))
    if out:
        print(said["written"].format(path=out / "index.html"))
    return worst


def _line(found: Audited, path: str, words: dict) -> str:
    colour = _colour(sys.stdout)
    look = {"errors": "red", "clean": "green"}.get(verdict(found), "yellow")
    name = terminal.clean(path)
    return f"{name}  {terminal.paint(conclusion(found, words), look, colour)}"


def _row(found: Audited, veil: Veil, path: str, words: dict) -> tuple[str, ...]:
    counts = [*severities(found).values(), *outcomes(found).values(), statuses(found)["unread"]]
    return (veil.words(path), conclusion(found, words), *map(str, counts))


def _files(found: Audited, veil: Veil, out: Path, words: dict) -> dict[Path, str]:
    pictures = original.pictures(found.source, report.wished(found, veil))
    return {
        out / "findings.json": listing.findings(found, veil, words),
        out / "facts.csv": listing.facts_csv(found, veil, words),
        out / "numbers.csv": listing.numbers_csv(found, veil, words),
        out / "report.html": report.html(found, veil, words, pictures),
    }


def _annotated(
    found: Audited,
    veil: Veil,
    path: str,
    out: Path | None,
    options: argparse.Namespace,
    words: dict,
) -> list[str]:
    """Writes the copy with notes that was asked for; what became of it, in a sentence."""
    if not options.annotate or not out:
        return []
    said = words["note"]
    try:
        told = notes(found, veil, words)
        data, why = original.annotated(found.source, found.document, told, said["author"])
    except Unreadable as error:
        return [said["failed"].format(why=error)]
    if why:
        return [said[why]]
    stem = folder.folder_names([path])[0]
    suffix = Path(path).suffix
    if found.document.kind == "pdf" and suffix.lower() != ".pdf":
        suffix = ".pdf"  # a picture was made a page before it was read
    copy = out / said["file"].format(stem=stem, suffix=suffix)
    _put({copy: data}, words)
    return [said["written"].format(path=terminal.clean(str(copy)))]


def _one(path: str, words: dict, options: argparse.Namespace) -> Audited:
    """Audit one file; whatever goes wrong becomes one sentence that names the file."""
    said = words["errors"]
    name = terminal.clean(path)
    try:
        if Path(path).is_dir():
            raise _Wrong(said["folder"].format(path=name))
        if not Path(path).exists():
            raise _Wrong(said["missing"].format(path=name))
        return audit.audit_file(Path(path), words["lang"][:2])
    except Unreadable as error:
        raise _Wrong(said["unread"].format(path=name, why=error)) from error
    except PermissionError as error:
        raise _Wrong(said["forbidden"].format(path=name)) from error
    except MemoryError as error:
        raise _Wrong(said["memory"].format(path=name)) from error
    except RecursionError as error:
        raise _Wrong(said["deep"].format(path=name)) from error
    except _Wrong:
        raise
    except OSError as error:
        why = error.strerror or str(error)
        raise _Wrong(said["unread"].format(path=name, why=why)) from error
    except Exception as error:
        if getattr(options, "debug", False):
            traceback.print_exc()
        why = f"{type(error).__name__}: {error}"[:200]
        raise _Wrong(said["unexpected"].format(path=name, why=terminal.clean(why))) from error


def _put(files: Mapping[Path, str | bytes], words: dict) -> None:
    """Write the files; what the disk refuses becomes one sentence."""
    said, path = words["errors"], next(iter(files))
    where = path if len(files) == 1 else path.parent
    try:
        folder.put_all(files)
    except OSError as error:
        kinds = {
            errno.ENOSPC: "out_full",
            errno.EDQUOT: "out_full",
            errno.ENOTDIR: "out_file",
            errno.EEXIST: "out_file",
            errno.EISDIR: "out_folder",
            errno.EACCES: "out_forbidden",
            errno.EPERM: "out_forbidden",
            errno.EROFS: "out_forbidden",
        }
        key = kinds.get(error.errno or 0, "out_other")
        why = error.strerror or str(error)
        raise _Wrong(said[key].format(path=where, why=why)) from error


def _expanded(files: list[str]) -> list[str]:
    """The files named, with * and ? filled in where the shell has not done it (Windows)."""
    found: list[str] = []
    for name in files:
        path = Path(name)
        if any(c in path.name for c in "*?") and not path.exists():
            found += sorted(str(p) for p in path.parent.glob(path.name) if p.is_file()) or [name]
        else:
            found.append(name)
    return list(dict.fromkeys(found))


def _colour(stream) -> bool:
    """True where the stream is a terminal that can show colours and nobody has declined them."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not stream.isatty():
        return False
    if os.name == "nt":
        os.system("")  # makes the console of Windows obey escape sequences
    return True


def _progress(n: int, total: int, path: str, words: dict) -> None:
    """A progress bar on the terminal's error stream, drawn over itself; n < 0 wipes it."""
    if not sys.stderr.isatty():
        return
    columns = shutil.get_terminal_size((80, 24)).columns - 1
    if n < 0:
        sys.stderr.write("\r" + " " * columns + "\r")
    else:
        full = 20 * n // total
        bar = "█" * full + "░" * (20 - full)
        said = f"{words['terminal']['progress']} {n + 1}/{total} {terminal.clean(path)}"
        sys.stderr.write("\r" + bar + " " + terminal.clip(said, columns - 42))
    sys.stderr.flush()
