"""How fast books are kept: booking, the sums of a year, and the proof of every chain.

    python bench/books.py [ENTRIES [PEERS]]     1,000,000 entries; 100,000 of them for the peers

Prints the machine, then what each step took. The peers sum the same entries by account, each its
own way: beancount (with the interpreter of BEANCOUNT_PYTHON, see requirements-books.in), ledger and
hledger where they are installed. They read a text file every time and keep no file of sums; their
totals are compared with ours to the fen before any time is printed.
"""

import compileall
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from audit import machine

from mingzhang import audit, bookkeeping, compile
from mingzhang.books import Entry
from mingzhang.registers import yuan
from mingzhang.store import Line, Store

ROOT = Path(__file__).resolve().parent.parent
YEAR, UNITS, PROJECTS, BATCH = 2022, 20, 200, 10_000
GRANTED = 10**12
LAYOUT = compile.layout("national-final")
BEANCOUNT = """
import sys
from collections import defaultdict
from beancount import loader
from beancount.core.data import Transaction
entries, errors, _ = loader.load_file(sys.argv[1])
assert not errors, errors[:3]
sums = defaultdict(int)
for entry in entries:
    if isinstance(entry, Transaction):
        for posting in entry.postings:
            sums[posting.account] += posting.units.number
for account, amount in sums.items():
    print(amount, account)
"""


def main(arguments: list[str]) -> None:
    count = int(arguments[0]) if arguments else 1_000_000
    peers = int(arguments[1]) if len(arguments) > 1 else 100_000
    compileall.compile_dir(ROOT / "mingzhang", quiet=1)  # as an installation has it
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        ours(Path(folder) / "books.db", count)
        print(f"\nsums by account of {peers:,} entries")
        compared(Path(folder), peers)


def ours(path: Path, count: int) -> None:
    """Book, open, sum, prove and reopen."""
    with bookkeeping.opened(path, create=True) as store:
        registered(store)
        took = timed(lambda: booked(store, count))
        rate("book, each 10,000 on the disk", count, took)
        rate("book 200 singly, each on the disk", 200, timed(lambda: singly(store)))
    with bookkeeping.opened(path) as store:
        took = timed(lambda: store.books(YEAR))
        leaves = len(store.books(YEAR).leaves)
        rate(f"open, Books({YEAR}): {leaves:,} leaves", count, took)
        rate(f"Books({YEAR}) again", count, timed(lambda: store.books(YEAR)))
        took = timed(lambda: compile.Compiled(store.books(YEAR), LAYOUT).sheets())
        rate(f"compile the tables of {LAYOUT.id}", count, took)
        proved: list = []
        took = timed(lambda: proved.append(store.verify()))
        assert not proved[0].broken
        rate("prove every chain and the file", count, took)
        biggest = max(store.books(YEAR).leaves, key=lambda leaf: leaf.entries)
        found: list = []
        took = timed(lambda: found.extend(store.entries(YEAR, [biggest.region])))
        rate("entries of the largest leaf", len(found), took)
    print(f"{'file':<44}{path.stat().st_size / count:>12.0f} bytes an entry")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{'memory at most':<44}{peak:>12,} MB")


def registered(store: Store) -> None:
    """Units, projects, and an appropriation for every line that is used."""
    lines = [Line("units", {"year": str(YEAR), "code": "202", "name": "某局", "level": "部门",
                            "office": "行政单位"})]  # fmt: skip
    for unit in units():
        lines.append(Line("units", {"year": str(YEAR), "code": unit, "name": f"单位{unit}",
                                    "level": "单位", "office": "行政单位"}))  # fmt: skip
    for project in range(PROJECTS):
        code = f"42010722202T{project:09}"
        lines.append(Line("projects", {"year": str(YEAR), "code": code, "name": f"项目{code}"}))
    store.write(lines)
    shapes = {(e.unit, e.function, e.nature, e.project): e for e in islice(payments(1), 60_000)}
    store.append([
        Entry(e.unit, YEAR, "appropriation", "expenditure", GRANTED, "general", nature=e.nature,
              function=e.function, project=e.project)
        for e in shapes.values()
    ])  # fmt: skip


def units() -> list[str]:
    return [f"202{n:03}" for n in range(1, UNITS + 1)]


def payments(seed: int) -> Iterator[Entry]:
    """Payments without end, of units, projects and subjects as they come in an office."""
    chance = random.Random(seed)
    places = units()
    subjects = audit.classification().entries("economic_department", YEAR)
    economic = [e.code for e in subjects if len(e.code) == 5 and e.code.startswith("302")]
    number = 0
    while True:
        number += 1
        unit = chance.choice(places)
        project = chance.randrange(PROJECTS) if chance.randrange(5) < 3 else None
        if project is not None:  # of one unit, with a few subjects
            unit = places[project % UNITS]
        yield Entry(
            unit, YEAR, "payment", "expenditure", chance.randrange(1, 5_000_000), "general",
            nature="public" if project is None else "project",
            function="2101501" if project is None else "2101502",
            economic=chance.choice(economic[:5] if project is not None else economic),
            project="" if project is None else f"42010722202T{project:09}",
            voucher=f"记-{number // 3}", date=f"{YEAR}-{number % 12 + 1:02}-{number % 28 + 1:02}",
            memo="付款",
        )  # fmt: skip


def booked(store: Store, count: int) -> None:
    source = payments(1)
    for start in range(0, count, BATCH):
        store.append(list(islice(source, min(BATCH, count - start))))


def singly(store: Store) -> None:
    for entry in islice(payments(2), 200):
        store.append([entry])


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def rate(name: str, count: int, took: float) -> None:
    print(f"{name:<44}{took:>9.2f} s {count / took:>14,.0f} entries/s")


def account(entry: Entry) -> str:
    """A leaf as an account of a bookkeeping program."""
    purpose = f"P{entry.project}" if entry.project else "Public"
    return f"Expenses:U{entry.unit}:F{entry.function}:E{entry.economic}:{purpose}"


def compared(folder: Path, count: int) -> None:
    """Sum the same entries with every program that is there."""
    entries = list(islice(payments(3), count))
    sums: dict[str, int] = {}
    for entry in entries:
        sums[account(entry)] = sums.get(account(entry), 0) + entry.amount
    path = folder / "sums.db"
    with bookkeeping.opened(path, create=True) as store:
        registered(store)
        took = timed(lambda: [store.append(entries[i : i + BATCH])
                              for i in range(0, count, BATCH)])  # fmt: skip
    rate("mingzhang: book them, once", count, took)
    totals: list[dict[str, int]] = []

    def summed() -> None:
        with bookkeeping.opened(path) as store:
            store.books(YEAR)
            totals.append({account(e): s for e, s in sums_of(store)})

    took = timed(summed)
    assert totals[0] == sums
    rate("mingzhang: open and sum", count, took)
    (folder / "all.beancount").write_text(beancount(entries), encoding="utf-8")
    (folder / "all.ledger").write_text(ledger(entries), encoding="utf-8")
    python = os.environ.get("BEANCOUNT_PYTHON")
    commands = {
        "beancount": [python, "-c", BEANCOUNT, str(folder / "all.beancount")] if python else None,
        "ledger": program("ledger", folder, "--flat", "--no-total"),
        "hledger": program("hledger", folder, "--flat", "-N"),
    }
    for name, command in commands.items():
        if command is None:
            print(f"{name:<44} is not installed")
            continue
        said: list[str] = []
        took = timed(lambda: said.append(run(command)))  # noqa: B023
        assert read(said[0]) == sums, name
        rate(f"{name}: read and sum", count, took)


def sums_of(store: Store) -> Iterator[tuple[Entry, int]]:
    state = store.state
    for leaf, (amount, _, _) in state.sums.items():
        if state.entries[leaf].kind == "payment":
            yield state.entries[leaf], amount


def program(name: str, folder: Path, *options: str) -> list[str] | None:
    found = shutil.which(name)
    if not found:
        return None
    return [found, "-f", str(folder / "all.ledger"), "balance", *options, "Expenses"]


def run(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def read(said: str) -> dict[str, int]:
    """Account and fen of every line that a peer printed."""
    found = {}
    for line in said.splitlines():
        parts = line.replace("CNY", "").split()
        if len(parts) == 2 and parts[1].startswith("Expenses:"):
            whole, _, decimals = parts[0].partition(".")
            found[parts[1]] = int(whole) * 100 + int((decimals + "00")[:2])
    return found


def beancount(entries: list[Entry]) -> str:
    opened = sorted({account(e) for e in entries} | {"Assets:Treasury"})
    lines = ['option "operating_currency" "CNY"', *(f"{YEAR}-01-01 open {a} CNY" for a in opened)]
    lines += [
        f'{e.date} * "{e.voucher}" "{e.memo}"\n  {account(e)}  {yuan(e.amount)} CNY\n'
        f"  Assets:Treasury  -{yuan(e.amount)} CNY"
        for e in entries
    ]
    return "\n".join(lines) + "\n"


def ledger(entries: list[Entry]) -> str:
    return "".join(
        f"{e.date} {e.voucher} {e.memo}\n    {account(e)}  {yuan(e.amount)} CNY\n"
        f"    Assets:Treasury  -{yuan(e.amount)} CNY\n\n"
        for e in entries
    )


if __name__ == "__main__":
    main(sys.argv[1:])
