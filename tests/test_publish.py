"""公开：账经过表样成为公开件，先审核、再写出。"""

import hashlib
import json
from dataclasses import replace

import booked
import pytest
from hypothesis import HealthCheck, given, settings
from regenerated import kept

from mingzhang import compile, publish
from mingzhang.model import Severity, Status

NATIONAL = compile.layout("national-budget")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(booked.budgets())
def test_books_that_balance_audit_clean(books):
    made = publish.made(books, NATIONAL)
    told = [f.message for f in made.audited.findings if f.severity is not Severity.NOTE]
    assert told == []
    assert [n.text for n in made.audited.numbers if n.status is Status.UNREAD] == []


def test_the_same_books_give_the_same_bytes(root, tmp_path):
    """Books of their own from the same workbook, at two times, in two folders."""
    made = []
    for name in ("once", "again"):
        (tmp_path / name).mkdir()
        books = kept(root / "examples/qingshan-2022-budget", 2022, tmp_path / name)
        disclosure = publish.made(books, compile.layout("wuhan-budget")).disclosure
        paths = publish.write(disclosure, books, publish.files(disclosure), tmp_path / name / "out")
        made.append({p.name: p.read_bytes() for p in paths})
    once, again = made
    assert set(once) == set(again) and len(once) == 8
    assert [name for name in once if once[name] != again[name]] == []


def test_the_manifest_proves_every_file(root, tmp_path):
    books = kept(root / "examples/qingshan-2022-budget", 2022, tmp_path)
    disclosure = publish.made(books, compile.layout("wuhan-budget")).disclosure
    publish.write(disclosure, books, publish.files(disclosure, ("txt", "data")), tmp_path / "out")
    told = json.loads((tmp_path / "out" / publish.MANIFEST).read_text(encoding="utf-8"))
    assert told["books"] == books.seal and told["layout"] == "wuhan-budget"
    found = {
        name: hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest()
        for name in told["files"]
    }
    assert found == told["files"] and len(found) == 3


def test_a_folder_that_cannot_be_written_is_left_as_it_was(root, tmp_path):
    books = kept(root / "examples/qingshan-2022-budget", 2022, tmp_path)
    disclosure = publish.made(books, compile.layout("wuhan-budget")).disclosure
    out = tmp_path / "out"
    (out / publish.MANIFEST).mkdir(parents=True)  # what cannot be replaced by a file
    with pytest.raises(OSError):
        publish.write(disclosure, books, {"a.txt": b"a"}, out)
    assert [p.name for p in out.iterdir() if p.name.startswith(".")] == []


def test_a_title_that_no_file_can_have_is_spelt_so_that_it_can(root, tmp_path):
    books = kept(root / "examples/qingshan-2022-budget", 2022, tmp_path)
    disclosure = publish.made(books, compile.layout("wuhan-budget")).disclosure
    (name,) = publish.files(replace(disclosure, title="甲/乙:丙局2022年部门预算"), ("txt",))
    assert name == "甲_乙_丙局2022年部门预算.txt"
