"""账册文件: whatever happens while it is written, what was acknowledged is there and whole."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from bureau import YEAR, opened, spending

from mingzhang import bookkeeping
from mingzhang.store import Refused, Unkept

# Books batches until it is ended; each line that it prints is a batch acknowledged.
WRITER = """
import random, sys
from pathlib import Path
from bureau import spending
from mingzhang import bookkeeping
path, seed, batches = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
chance = random.Random(seed)
with bookkeeping.opened(path) as store:
    for batch in range(batches):
        size = chance.choice([1, 2, 7, 300])
        memo = f"{seed}-{batch}-{size}"
        store.append([spending("payment", 1, memo=memo) for _ in range(size)])
        print(memo, flush=True)
"""


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "books.db"
    with opened(found) as store:
        store.append([spending("appropriation", 10**9)])
    return found


def writer(root, path, seed: int, batches: int = 10**6) -> subprocess.Popen:
    places = os.pathsep.join(map(str, (root, root / "tests")))
    command = [sys.executable, "-c", WRITER, str(path), str(seed), str(batches)]
    return subprocess.Popen(
        command, env=os.environ | {"PYTHONPATH": places}, stdout=subprocess.PIPE, text=True
    )


def batches(path) -> dict[str, int]:
    """How many entries of each batch the books hold; every chain is proved on the way."""
    found: dict[str, int] = {}
    with bookkeeping.opened(path) as store:
        assert store.verify().broken == ()
        for _, entry in store.entries(YEAR):
            if entry.memo:
                found[entry.memo] = found.get(entry.memo, 0) + 1
    return found


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill a process")
def test_killed_at_any_moment(root, path):
    """What was acknowledged is there, no batch is there by half, and the next one goes on."""
    chance = random.Random(20221122)
    acknowledged: list[str] = []
    for seed in range(12):
        process = writer(root, path, seed)
        acknowledged.append(process.stdout.readline().strip())
        time.sleep(chance.randrange(60) / 1000)
        process.kill()
        rest, _ = process.communicate()
        acknowledged += [line for line in rest.splitlines() if line.count("-") == 2]
        found = batches(path)
        assert all(found[memo] == int(memo.rpartition("-")[2]) for memo in found)
        assert set(acknowledged) <= set(found)
        assert len(found) <= len(acknowledged) + seed + 1


def test_two_writers_at_once(root, path):
    both = [writer(root, path, seed, 40) for seed in (1, 2)]
    said = [process.communicate()[0].splitlines() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted(batches(path)) == sorted(said[0] + said[1])
    assert all(len(lines) == 40 for lines in said)


def test_a_writer_sees_what_another_has_written(path):
    with bookkeeping.opened(path) as one, bookkeeping.opened(path) as other:
        one.append([spending("payment", 10**9 - 5)])
        other.append([spending("payment", 5)])
        assert [made.number for made in one.entries()] == [1, 2, 3]
        assert one.seal(YEAR) == other.seal(YEAR)


def test_a_full_disk_is_said_and_nothing_is_lost(path):
    with bookkeeping.opened(path) as store:
        before = store.seal(YEAR)
        (pages,) = store.connection.execute("PRAGMA page_count").fetchone()
        store.connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(Unkept) as full:
            store.append([spending("payment", 1, memo="甲" * 99) for _ in range(2000)])
        assert full.value.reason == "full"
        assert store.seal(YEAR) == before and store.verify().broken == ()
        store.append([spending("payment", 1)])


def test_a_file_that_may_not_be_written_is_said(path):
    with bookkeeping.opened(path) as store:
        store.connection.execute("PRAGMA query_only = ON")
        with pytest.raises(Unkept) as readonly:
            store.append([spending("payment", 1)])
        assert readonly.value.reason == "readonly"
        assert store.books(YEAR).leaves


def test_another_holds_the_books(path):
    with bookkeeping.opened(path) as store:
        store.connection.execute("PRAGMA busy_timeout = 10")
        with sqlite3.connect(path, isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(Unkept) as busy:
                store.append([spending("payment", 1)])
            assert busy.value.reason == "busy"
            other.execute("ROLLBACK")
        store.append([spending("payment", 1)])


def test_a_damaged_page_is_found(path):
    with bookkeeping.opened(path) as store:
        store.append([spending("payment", 1, memo=f"记{n}") for n in range(2000)])
    data = bytearray(path.read_bytes())
    at = data.index("记1500".encode())
    data[at : at + 3] = "计".encode()
    path.write_bytes(bytes(data))
    with bookkeeping.opened(path) as store:
        assert [(b.reason, b.told["number"]) for b in store.verify().broken] == [("entry", "1502")]


def test_whatever_byte_is_damaged_it_is_said_or_does_not_matter(path):
    """Any bytes changed anywhere: every question ends in an answer or a sentence, and where the
    proof finds nothing the books say what they said."""
    with bookkeeping.opened(path) as store:
        store.append([spending("payment", 1, memo=f"记{n}") for n in range(300)])
        told = list(store.entries()), list(store.lines()), store.seal(YEAR)
    data, chance, sound = path.read_bytes(), random.Random(7), 0
    for _ in range(120):
        damaged = bytearray(data)
        for _ in range(chance.choice([1, 1, 3, 20])):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(bytes(damaged))
        try:
            with bookkeeping.opened(path) as store:
                if not store.verify().broken:
                    sound += 1
                    assert (list(store.entries()), list(store.lines()), store.seal(YEAR)) == told
                store.books(YEAR)
                store.append([spending("payment", 1)])
        except (Unkept, Refused):
            pass
        for beside in path.parent.glob("books.db-*"):
            beside.unlink()
    assert 0 < sound < 120


def test_a_newer_form_is_left_alone(path):
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA user_version = 99")
    with pytest.raises(Unkept) as newer:
        bookkeeping.opened(path)
    assert newer.value.reason == "newer"
