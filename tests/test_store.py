"""账册: entries only added, in chains; what is acknowledged is there, whole, and provable."""

import sqlite3

import pytest
from bureau import PROJECT, UNITS, YEAR, opened, spending

from mingzhang import bookkeeping
from mingzhang.store import Line, Refused, Unkept


@pytest.fixture
def path(tmp_path):
    return tmp_path / "books.db"


def test_the_books_say_what_was_booked(path):
    with opened(path) as store:
        store.append([spending("appropriation", 10_000), spending("payment", 4_000)])
        store.append([spending("payment", 1_000)])
        books = store.books(YEAR)
    assert [(leaf.fen, leaf.entries) for leaf in books.leaves] == [(10_000, 1), (5_000, 2)]
    assert books.department.code == "202"
    assert [unit.code for unit in books.units] == ["202001", "202002"]
    assert books.registers["projects"][0]["code"] == PROJECT


def test_reversing_takes_back_once(path):
    with opened(path) as store:
        store.append([spending("appropriation", 10_000), spending("payment", 4_000)])
        assert store.reverse(2, "记错").numbers == (3,)
        reversal = [booked.entry for booked in store.entries()][2]
        assert (reversal.amount, reversal.reverses, reversal.memo) == (-4_000, 2, "记错")
        for number, reason in ((2, "reversed"), (3, "is_reversal"), (9, "no_entry")):
            with pytest.raises(Refused) as refused:
                store.reverse(number, "再冲")
            assert [r.reason for r in refused.value.refusals] == [reason]
        assert store.books(YEAR).leaves[1].fen == 0


def test_a_refused_batch_leaves_nothing(path):
    with opened(path) as store:
        store.append([spending("appropriation", 10_000)])
        before = store.seal(YEAR)
        with pytest.raises(Refused):
            store.append([spending("payment", 6_000), spending("payment", 6_000)])
        assert store.seal(YEAR) == before
        assert len(list(store.entries())) == 1
        store.append([spending("payment", 6_000)])


@pytest.mark.parametrize("statement", ["UPDATE entry SET amount = 1", "DELETE FROM line"])
def test_the_file_itself_refuses_to_change(path, statement):
    with opened(path) as store:
        store.append([spending("appropriation", 10_000)])
    with sqlite3.connect(path) as other, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        other.execute(statement)


def tampered(path, *statements: str) -> None:
    """Changes the file behind its triggers."""
    with sqlite3.connect(path) as other:
        names = other.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in names:
            other.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            other.execute(statement)


TAMPERING = {
    "UPDATE entry SET amount = 4001 WHERE number = 2": ("entry", "2"),
    "UPDATE entry SET memo = 'x' WHERE number = 3": ("entry", "3"),
    "UPDATE entry SET hash = zeroblob(32) WHERE number = 2": ("entry", "2"),
    "DELETE FROM entry WHERE number = 2": ("gap", "2"),
    "DELETE FROM entry WHERE number = 4": ("cut", "4"),
    "UPDATE leaf SET economic = '30202' WHERE id = 2": ("entry", "2"),
    "UPDATE line SET fields = replace(fields, '某局', '别局')": ("line", "1"),
    "SELECT 1": ("table", None),
    "DELETE FROM entry WHERE number IN (3, 4)": ("cut", "4"),
    "UPDATE head SET hash = zeroblob(32) WHERE number = 4": ("head", "4"),
}


@pytest.mark.parametrize("statement", TAMPERING)
def test_tampering_is_found_and_named(path, statement):
    with opened(path) as store:
        store.append([spending("appropriation", 10_000), spending("payment", 4_000)])
        store.append([spending("payment", 1_000), spending("payment", 1_000)])
        assert store.verify().broken == () and store.verify().entries == 4
    tampered(path, statement)
    with bookkeeping.opened(path) as store:
        broken = store.verify().broken
    reason, number = TAMPERING[statement]
    assert (broken[0].reason, broken[0].told.get("number")) == (reason, number)


def test_a_later_row_replaces_the_older_and_both_are_kept(path):
    with opened(path) as store:
        store.write([Line("units", {**UNITS[1].fields, "staff": "5"})])
        assert store.books(YEAR).registers["units"][1]["staff"] == "5"
        assert store.connection.execute("SELECT count(*) FROM line").fetchone() == (6,)
        store.write([Line("units", UNITS[2].fields, withdrawn=True)])
        assert [u.code for u in store.books(YEAR).units] == ["202001"]
        assert store.verify().broken == ()


def test_what_is_no_books_is_said(tmp_path):
    with pytest.raises(Unkept) as absent:
        bookkeeping.opened(tmp_path / "none.db")
    assert absent.value.reason == "absent"
    (tmp_path / "text.db").write_text("年度,单位\n" * 500, encoding="utf-8")
    with pytest.raises(Unkept) as other:
        bookkeeping.opened(tmp_path / "text.db")
    assert other.value.reason == "not_books"
    sqlite3.connect(tmp_path / "other.db").execute("CREATE TABLE t (x)")
    with pytest.raises(Unkept) as foreign:
        bookkeeping.opened(tmp_path / "other.db", create=True)
    assert foreign.value.reason == "not_books"
