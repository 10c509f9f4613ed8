"""Old workbooks: texts, numbers under their formats, merged cells, hidden sheets."""

from biff import cell, compound, merged, record, stream
from grids import WORDS

from mingzhang.model import Document
from mingzhang.read import read


def opened(sheets: dict[str, bytes], *formats: str, hidden: str = "") -> Document:
    return read(compound("Workbook", stream(sheets, list(formats), hidden)), "a.xls", WORDS)


def test_an_old_workbook():
    cells = [
        (0, 0, "某局收支总表", 0), (1, 2, "单位：元", 0), (2, 0, "项目", 0),
        (2, 1, "财政拨款", 0), (3, 1, "预算数", 0), (3, 2, "决算数", 0),
        (4, 0, "合计", 0), (4, 1, 123450, 1), (4, 2, -5, 1), (5, 0, "完成", 0), (5, 1, 1203, 2),
        (5, 2, True, 0),
    ]  # fmt: skip
    data = b"".join(cell(*c) for c in cells) + merged((0, 0, 0, 2), (2, 3, 0, 0), (2, 2, 1, 2))
    document = opened({"Sheet1": data}, "#,##0.00", '0.00"%"')
    assert document.kind == "xls"
    assert document.lines[1:] == (
        "某局收支总表", "单位：元", "项目\t财政拨款\t", "\t预算数\t决算数",
        "合计\t1,234.50\t-0.05", "完成\t12.03%\tTRUE",
    )  # fmt: skip
    (table,) = document.tables
    assert (table.title.text, table.unit) == ("某局收支总表", "元")
    assert table.columns == ("项目", "财政拨款/预算数", "财政拨款/决算数")


def test_a_hidden_sheet_is_not_read_and_said_to_be():
    shown, hidden = cell(0, 0, "看得见", 0), cell(0, 0, "看不见", 0)
    document = opened({"甲": shown, "乙": hidden}, hidden="乙")
    assert document.lines == ("甲", "看得见")
    assert "「乙」是隐藏的" in document.warnings[0]


def test_errors_are_printed_as_they_are():
    broken = record(0x205, b"\x00\x00\x00\x00\x00\x00\x17\x01")
    assert opened({"甲": broken + cell(0, 1, "末", 0)}).lines[1:] == ("#REF!\t末",)
