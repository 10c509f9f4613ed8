"""How long it takes to write a disclosure in each format, and to read it back.

    python bench/publish.py

The disclosure is the invented one of the tests: fourteen tables, prose, three charts. The first
writing of a process loads libraries and typefaces, so it is told apart from the median of several.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from audit import cpu, machine, table  # noqa: E402
from published import READING, disclosure  # noqa: E402

from mingzhang import publish  # noqa: E402
from mingzhang.read import read  # noqa: E402
from mingzhang.write import typeset  # noqa: E402

RUNS = 7
MAY = 3.0  # seconds for all formats together


def main() -> None:
    made = disclosure()
    cells = sum(len(sheet.cells) for sheet in made.sheets)
    print(machine())
    print(f"{len(made.sheets)} tables of {cells} cells; median of {RUNS} runs, the first one apart")
    if hasattr(os, "getloadavg"):
        print(f"load of the machine when this began: {os.getloadavg()[0]:.1f}")
    rows = [("format", "first s", "s", "CPU s", "KB", "read s")]
    first = whole = 0
    for kind in publish.FORMATS:
        files, once = timed(lambda kind=kind: publish.files(made, (kind,)))
        again = [timed(lambda kind=kind: afresh(made, kind)) for _ in range(RUNS)]
        usual = statistics.median(seconds for _, seconds in again)
        before = cpu()
        afresh(made, kind)
        busy = cpu() - before
        size = sum(map(len, files.values())) / 1000
        first, whole = first + once, whole + usual
        rows.append(
            (kind, f"{once:.3f}", f"{usual:.3f}", f"{busy:.3f}", f"{size:.0f}", back(files))
        )
    rows.append(("all", f"{first:.3f}", f"{whole:.3f}", "", "", ""))
    rows.append((f"of {MAY:.0f} s", f"{first / MAY:.0%}", f"{whole / MAY:.0%}", "", "", ""))
    table(rows)


def afresh(made: object, kind: str) -> dict[str, bytes]:
    """The files of a format, its charts drawn anew."""
    typeset.pngs.cache_clear()
    return publish.files(made, (kind,))


def timed(work: Callable[[], object]) -> tuple:
    start = time.perf_counter()
    found = work()
    return found, time.perf_counter() - start


def back(files: dict[str, bytes]) -> str:
    """How long reading takes; "" for what is no document."""
    if len(files) > 1:
        return ""
    ((name, data),) = files.items()
    return f"{timed(lambda: read(data, name, READING))[1]:.3f}"


if __name__ == "__main__":
    main()
