"""How long an audit takes: as a whole command and inside a running process.

    python bench/audit.py [FILE...]      without FILE: examples/ and, where it is there, the corpus

Prints the machine, then for each document the median of several runs, the facts read per second
inside the process, how much of the time inside is reading, and both times as a share of what they
may take: bare text less than a file that has to be opened apart. What the audit of the first run
takes longer is the reading of the packs. Pin it to one core (taskset) to know what one core does.
"""

import compileall
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from mingzhang import audit

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("MINGZHANG_SHARED", ROOT.parent / "shared"))
RUNS = 7
MAY_COMMAND, MAY_TEXT, MAY_FILE = 1.0, 0.2, 0.3
HEAD = ("document", "lines", "facts", "numbers")
TIMES = (
    "command s", "of 1 s", "CPU s", "process s", "may", "of it", "CPU s", "reading", "first s",
    "facts/s",
)  # fmt: skip


def main(arguments: list[str]) -> None:
    files = [Path(name) for name in arguments] or default()
    compileall.compile_dir(ROOT / "mingzhang", quiet=1)  # as an installation has it
    print(machine())
    print(f"median of {RUNS} runs; the first run inside the process apart")
    if hasattr(os, "getloadavg"):
        print(f"load of the machine when this began: {os.getloadavg()[0]:.1f}")
    rows = [measured(path) for path in files]
    table([(*HEAD, *TIMES), *rows])


def default() -> list[Path]:
    """The bundled examples and the real documents."""
    found = sorted((ROOT / "examples").glob("*.txt"))
    for kind in ("text/*.txt", "pdf/*.pdf", "xlsx/*.xls*"):
        found += sorted(SHARED.glob(f"corpus/{kind}"))
    return found


def machine() -> str:
    """One line on what this ran on."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        model = platform.processor() or platform.machine()
    python = platform.python_version()
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {python}"


def measured(path: Path) -> tuple[str, ...]:
    """One row of the table for one document."""
    start = time.perf_counter()
    found = audit.audit_file(path)
    first = time.perf_counter() - start
    inside, inside_cpu = median(lambda: audit.audit_file(path))
    reading, _ = median(lambda: audit.read_file(path))
    may = MAY_TEXT if path.suffix == ".txt" else MAY_FILE
    with tempfile.TemporaryDirectory() as folder:
        whole, whole_cpu = median(lambda: command(path, folder))
    lines = len(found.document.lines)
    return (
        path.stem,
        str(lines),
        str(len(found.facts)),
        str(len(found.numbers)),
        f"{whole:.3f}",
        f"{whole / MAY_COMMAND:.0%}",
        f"{whole_cpu:.3f}",
        f"{inside:.3f}",
        f"{may:.1f} s",
        f"{inside / may:.0%}",
        f"{inside_cpu:.3f}",
        f"{reading / inside:.0%}",
        f"{first:.3f}",
        f"{len(found.facts) / inside:,.0f}",
    )


def median(work: Callable[[], object]) -> tuple[float, float]:
    """The medians of the seconds that ``work`` takes by the clock and of the processor.

    On a machine that is busy otherwise the second is the one to compare.
    """
    clock, busy = [], []
    for _ in range(RUNS):
        start, before = time.perf_counter(), cpu()
        work()
        clock.append(time.perf_counter() - start)
        busy.append(cpu() - before)
    return statistics.median(clock), statistics.median(busy)


def cpu() -> float:
    """Seconds of the processor that this process and its children have had."""
    times = os.times()
    return sum(times[:4])


def command(path: Path, folder: str) -> None:
    """The command as a person runs it, report and all."""
    line = [sys.executable, "-m", "mingzhang", "audit", str(path), "--out", folder]
    status = subprocess.run(line, stdout=subprocess.DEVNULL, check=False).returncode
    if status not in (0, 1):
        sys.exit(f"{path} was not audited: exit status {status}")


def table(rows: list[tuple[str, ...]]) -> None:
    """The rows in columns, numbers to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        name, *figures = row
        cells = [figure.rjust(width) for figure, width in zip(figures, widths[1:], strict=True)]
        print("  ".join([name.ljust(widths[0]), *cells]))


if __name__ == "__main__":
    main(sys.argv[1:])
