"""账表: what is written out reads back as it was, as a workbook and as CSV."""

import io
import zipfile
from pathlib import Path

import pytest
from bureau import PROJECT, PROJECTS, UNITS, YEAR, opened, spending
from hypothesis import given, settings
from hypothesis import strategies as st

from mingzhang import audit, bookkeeping
from mingzhang.model import Unreadable
from mingzhang.read import filled
from mingzhang.store import Line, Refused

TEXT = st.text(
    st.one_of(st.sampled_from("=+-@'\",;\n 记1_x000A"), st.characters(exclude_categories=["Cs"])),
    max_size=20,
)
AMOUNT = st.one_of(st.integers(1, 10**6), st.integers(1, 10**14))
ENTRY = st.builds(
    spending,
    st.sampled_from(["appropriation", "adjustment", "payment"]),
    AMOUNT,
    fund=st.sampled_from(["general", "general+government", "operational"]),
    economic=st.sampled_from(["", "30201", "30217"]),
    unit=st.sampled_from(["202001", "202002"]),
    status=st.sampled_from(["", "forward"]),
    voucher=TEXT,
    memo=TEXT,
    date=st.sampled_from(["", "2022-02-28", "2021-12-31"]),
)
ROW = st.one_of(
    st.builds(
        lambda key, text: ("texts", {"year": "2022", "key": key, "text": text}),
        st.sampled_from(["职能", "机构"]),
        TEXT,
    ),
    st.builds(
        lambda n, name, area, value: (
            "purchases",
            {"year": "2022", "number": str(n), "unit": "202001", "name": name, "held": area,
             "amount": value},
        ),
        st.integers(0, 99),
        TEXT,
        st.from_regex(r"-?(0|[1-9]\d{0,20})(\.\d{1,9})?", fullmatch=True),
        st.from_regex(r"-?(0|[1-9]\d{0,20})\.\d\d", fullmatch=True),
    ),
)  # fmt: skip


def stored(path: Path) -> tuple[list, list, str]:
    with bookkeeping.opened(path) as store:
        return list(store.entries()), list(store.lines()), store.seal(YEAR)


def written(path: Path, entries, rows) -> None:
    """Books with what of the entries and rows is accepted."""
    registers = bookkeeping.all_registers()
    with opened(path) as store:
        store.connection.execute("PRAGMA synchronous = OFF")
        for entry in entries:
            try:
                made = store.append([entry])
            except Refused:
                continue
            if made.numbers[0] % 3 == 0:
                reversed_(store, made.numbers[0])
        for name, cells in rows:
            row, flaws = bookkeeping.row(registers[name], cells, 32_000)
            if not flaws:
                store.write([Line(name, row)])


def reversed_(store, number: int) -> None:
    try:
        store.reverse(number, "冲销")
    except Refused:
        return


def out_and_in(path: Path, folder: bool) -> None:
    """Export, and import into other books: all is the same, to the seal."""
    out = path.with_name("out" if folder else "out.xlsx")
    with bookkeeping.opened(path) as store:
        made, entries, _ = bookkeeping.export(store, YEAR, folder)
        assert entries == len(list(store.entries()))
    if isinstance(made, bytes):
        out.write_bytes(made)
    else:
        out.mkdir()
        for name, text in made.items():
            (out / name).write_bytes(text.encode())
    other = path.with_name("other.db")
    with bookkeeping.opened(other, create=True) as store:
        bookkeeping.bring(store, out)
        assert store.verify().broken == ()
        again = bookkeeping.bring(store, out).accepted
        assert (again.numbers, again.lines) == ((), 0)
    assert stored(other) == stored(path)


@pytest.mark.parametrize("folder", [False, True], ids=["workbook", "csv"])
@settings(max_examples=25, deadline=None)
@given(entries=st.lists(ENTRY, max_size=12), rows=st.lists(ROW, max_size=6))
def test_what_is_exported_comes_back_the_same(tmp_path_factory, folder, entries, rows):
    path = tmp_path_factory.mktemp("books") / "books.db"
    written(path, entries, rows)
    out_and_in(path, folder)


@pytest.mark.parametrize("folder", [False, True], ids=["workbook", "csv"])
def test_every_register_comes_back_the_same(tmp_path, folder):
    """A row with something in every field of every register."""
    path = tmp_path / "books.db"
    rows = [*UNITS, *PROJECTS]
    for register in bookkeeping.all_registers().values():
        if register.id not in ("units", "projects", "prior"):
            rows.append(Line(register.id, {f.id: sample(f) for f in register.fields}))
    prior = {"year": "2021", "stage": "决算", "phrases": "基本支出", "amount": "-0.05"}
    with bookkeeping.opened(path, create=True) as store:
        store.write([*rows, Line("prior", prior)])
        assert len(list(store.lines())) == len(rows) + 1
    out_and_in(path, folder)


def sample(field) -> str:
    """Something that a field takes."""
    return {
        "year": "2022", "unit": "202001", "project": PROJECT, "function": "2101501",
        "economic": "30201", "money": "1234567890.05", "count": "7", "number": "120.5",
        "date": "2022-02-28", "code": "C0803", "choice": (*field.choices, "")[0],
    }.get(field.type, "第一行\n=1+1")  # fmt: skip


def test_the_template_is_the_same_bytes_and_books_nothing(tmp_path):
    blank = bookkeeping.template(YEAR)
    assert blank == bookkeeping.template(YEAR)
    (tmp_path / "blank.xlsx").write_bytes(blank)
    with bookkeeping.opened(tmp_path / "books.db", create=True) as store:
        made = bookkeeping.bring(store, tmp_path / "blank.xlsx").accepted
    assert made[:4] == ((), 0, 0, 0)


def test_the_worked_example_can_be_booked(tmp_path):
    """The example of the template balances, and its rows are entries that control accepts."""
    sheet = next(s for s in filled.workbook(bookkeeping.template(YEAR)) if s.name == "示例")
    text = io.StringIO()
    for row in sheet.rows.values():
        text.write(",".join(row.get(column, "") for column in range(19)) + "\n")
    folder = tmp_path / "sheets"
    folder.mkdir()
    (folder / "分录.csv").write_text(text.getvalue(), encoding="utf-8")
    with opened(tmp_path / "books.db") as store:
        assert len(bookkeeping.bring(store, folder).accepted.numbers) == len(sheet.rows) - 1
        assert store.differences(YEAR) == []


def test_the_template_offers_what_a_cell_may_hold():
    with zipfile.ZipFile(io.BytesIO(bookkeeping.template(YEAR))) as book:
        text = book.read("xl/worksheets/sheet2.xml").decode()
    assert "<dataValidations" in text and "一般公共预算,政府性基金预算" in text
    assert 'state="frozen"' in text and "conditionalFormatting" in text
    names = [entry.name for entry in audit.classification().entries("function", YEAR)]
    assert "行政运行" in names


def cell(value: str, style: str = "") -> filled.Filled:
    """A workbook made elsewhere, with one stored value."""
    blank = io.BytesIO(bookkeeping.template(YEAR))
    out = io.BytesIO()
    with zipfile.ZipFile(blank) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet2.xml":
                row = f'<row r="2"><c r="F2"{style}><v>{value}</v></c></row></sheetData>'
                data = data.replace(b"</sheetData>", row.encode())
            new.writestr(name, data)
    return next(s for s in filled.workbook(out.getvalue()) if s.name == "分录")


@pytest.mark.parametrize(
    ("stored_as", "said"),
    [("1.1000000000000001", "1.1"), ("1.0049999999999999", "1.005"), ("1E5", "100000"),
     ("123456789012.34", "123456789012.34"), ("0.1", "0.1"), ("33.333333333333336",
     "33.3333333333333"), ("-5", "-5")],
)  # fmt: skip
def test_a_stored_number_is_read_as_it_is(stored_as, said):
    assert cell(stored_as).rows[2] == {5: said}


def test_what_is_no_workbook_is_said():
    for data in (b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)):
        with pytest.raises(Unreadable):
            filled.workbook(data)
    with pytest.raises(Unreadable, match="CSV"):
        filled.table("分录", '甲,"乙\n'.encode())
    with pytest.raises(Unreadable, match="GB18030"):
        filled.table("分录", b"\xff\xff\x00")
    assert filled.table("分录", "年度,摘要\n2022,'=1\n".encode("gb18030")).rows == {
        1: {0: "年度", 1: "摘要"},
        2: {0: "2022", 1: "=1"},
    }
