"""How exactly tables are read from PDF: this project and public extractors on the same files.

    python bench/extraction/measure.py [--seed N] [--each N] [--only NAME,...] [--show]

Prints, for each class of tables and each extractor: the share of non-empty cells whose text is
exact at its row and column, and how many tables are exact as a whole; then pages per second and
peak memory of a process that reads all files. ``--show`` lists what this project misread.
Needs ``requirements.in`` of this folder; what is not installed is left out and said so.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections import defaultdict
from difflib import SequenceMatcher
from pathlib import Path

import extractors
import libreoffice
import printers
import truth

Grid = list[list[str]]
PIECE = 8


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--seed", type=int, default=400)
    asked.add_argument("--each", type=int, default=3)
    asked.add_argument("--only", default="")
    asked.add_argument("--show", action="store_true")
    asked.add_argument("--worker", default="")
    options = asked.parse_args()
    if options.worker:
        work(options.worker)
        return
    names = [n for n in extractors.EXTRACTORS if not options.only or n in options.only.split(",")]
    missing = [n for n in names if not importlib.util.find_spec(extractors.NEEDS[n])]
    for name in missing:
        print(f"{name}: not installed, left out")
    names = [n for n in names if n not in missing]
    with tempfile.TemporaryDirectory() as folder:
        files = printed(Path(folder), options.seed, options.each)
        report({n: run(n, Path(folder)) for n in names}, files, options.show)


def printed(folder: Path, seed: int, each: int) -> dict[str, tuple[str, Grid]]:
    """Prints every table with every printer: file name -> (class, true grid)."""
    made = {}
    for kind, table in truth.tables(seed, each):
        for name, printer in printers.PRINTERS.items():
            if not importlib.util.find_spec(printers.NEEDS[name]):
                continue
            file = f"{table.name}~{name}.pdf".replace(" ", "_")
            (folder / file).write_bytes(printer(table))
            made[file] = (kind, table.grid)
    if not libreoffice.PROGRAM or not importlib.util.find_spec("docx"):
        print(libreoffice.ABSENT)
        return made
    drawn = truth.tables(seed, each)
    word = importlib.import_module("worded")
    for (kind, table), data in zip(drawn, word.printed([t for _, t in drawn]), strict=True):
        file = f"{table.name}~libreoffice.pdf".replace(" ", "_")
        (folder / file).write_bytes(data)
        made[file] = (kind, table.grid)
    return made


def run(name: str, folder: Path) -> dict:
    """One extractor over all files, in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--worker", json.dumps([name, str(folder)])],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )
    if done.returncode:
        print(f"{name}: failed\n{done.stderr[-600:]}")
        return {"grids": {}, "seconds": 0, "pages": 0, "memory": 0}
    failed = [line for line in done.stderr.splitlines() if line.startswith(f"{name} ")]
    if failed:
        print(f"{name}: {len(failed)} files failed, the first: {failed[0]}")
    return json.loads(done.stdout.splitlines()[-1])


def work(task: str) -> None:
    """In the worker: reads all files; the first file once more before the clock starts."""
    name, folder = json.loads(task)
    extract = extractors.EXTRACTORS[name]
    files = sorted(Path(folder).glob("*.pdf"))
    extract(files[0])
    grids, pages, seconds = {}, 0, 0.0
    for file in files:
        start = time.perf_counter()
        try:
            grids[file.name] = extract(file)
        except Exception as error:
            grids[file.name] = []
            print(f"{name} {file.name}: {error}", file=sys.stderr)
        seconds += time.perf_counter() - start
        pages += extractors.page_count(file)
    memory = peak()
    print(json.dumps({"grids": grids, "seconds": seconds, "pages": pages, "memory": memory}))


def peak() -> int:
    """The most memory that this process has held, in MB (Linux; else what the system tells)."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def normal(text: str | None) -> str:
    """The text without white space and marks of no width, in one form: what all are judged by."""
    return "".join(
        c
        for c in unicodedata.normalize("NFKC", text or "")
        if not c.isspace() and unicodedata.category(c) != "Cf"
    )


def stitched(tables: list[Grid], header: int) -> Grid:
    """The tables of all pages as one grid, without the header rows that are printed again."""
    rows: Grid = []
    for table in tables:
        table = [[normal(t) for t in row] for row in table]
        if rows and table[:header] == rows[:header]:
            table = table[header:]
        rows += table
    return [r for r in rows if any(r)]


def score(true: Grid, read: Grid) -> tuple[int, int, int]:
    """Cells exact, cells true, cells read; rows matched in order."""
    true = [[normal(t) for t in row] for row in true]
    true = [r for r in true if any(r)]
    exact = 0
    keys = [tuple(r) for r in true]
    other = [tuple(r) for r in read]
    for tag, a, b, c, d in SequenceMatcher(None, keys, other, autojunk=False).get_opcodes():
        if tag == "equal":
            exact += sum(bool(t) for r in keys[a:b] for t in r)
        elif tag == "replace":
            for mine, theirs in zip(keys[a:b], other[c:d], strict=False):
                exact += sum(bool(t) and t == u for t, u in zip(mine, theirs, strict=False))
    return exact, sum(bool(t) for r in keys for t in r), sum(bool(t) for r in other for t in r)


def report(results: dict[str, dict], files: dict[str, tuple[str, Grid]], show: bool) -> None:
    kinds = list(truth.CLASSES)
    print(f"\n{len(files)} files; cells exact in percent (tables exact / tables)\n")
    width = max(len(k) for k in kinds)
    print(" " * width, *[f"{n:>20}" for n in results])
    lines: dict[str, list[str]] = defaultdict(list)
    for result in results.values():
        sums = {k: [0, 0, 0, 0] for k in [*kinds, "all"]}
        for file, (kind, true) in files.items():
            header = truth.HEADERS[kind]
            read = stitched(result["grids"].get(file, []), header)
            exact, whole, said = score(true, read)
            perfect = exact == whole == said
            for key in (kind, "all"):
                sums[key][0] += exact
                sums[key][1] += max(whole, said)
                sums[key][2] += perfect
                sums[key][3] += 1
            if show and not perfect and result is results.get("mingzhang"):
                print(f"  {file}: {exact} of {whole}, read {said}")
        for key, (exact, whole, perfect, tables) in sums.items():
            lines[key].append(f"{100 * exact / max(1, whole):9.2f} ({perfect}/{tables})")
    for key, cells in lines.items():
        print(f"{key:{width}}", *[f"{c:>20}" for c in cells])
    for name, result in results.items():
        rate = result["pages"] / result["seconds"] if result["seconds"] else 0
        print(f"{name}: {rate:.1f} pages/s, {result['memory']} MB at most")


if __name__ == "__main__":
    main()
