"""Workbooks: every sheet as it is shown, with titles, units, merged headers and addresses."""

import time

import pytest
from grids import WORDS, compared, split, tables
from hypothesis import given, settings
from office import (
    BOOK,
    book,
    ods,
    relations,
    said,
    sheet,
    tabbed,
    xlsx,
    zipped,
)

from mingzhang.model import Document, Unreadable
from mingzhang.read import read
from mingzhang.read import sheet as reader
from mingzhang.read.package import OLE, Package
from mingzhang.read.workbook import Merged, at, place, stretch


def opened(data: bytes) -> Document:
    return reader.read(data, "a.xlsx", WORDS)


def lines(data: bytes) -> list[str]:
    """The lines under the name of the sheet."""
    return list(opened(data).lines[1:])


@pytest.mark.parametrize("printed", [book, ods])
@settings(max_examples=100, deadline=None)
@given(table=tables())
def test_tables_of_a_sheet_are_those_of_the_text(printed, table):
    """The sheet has the name of the table; a blank cell at its edge is not part of a sheet."""
    text = tabbed(["表1 收支总表", table])
    rows = [line for line in text.split("\n") if line.strip()]
    if len(rows) == 1 or any("\t" not in r.strip("\t") for r in rows):
        return  # what stands alone over or under a table in a sheet is text
    grid = [row.split("\t") for row in rows[1:]]
    first = min(i for row in grid for i, c in enumerate(row) if c)
    last = 1 + max(i for row in grid for i, c in enumerate(row) if c)
    text = "\n".join([rows[0], *("\t".join(row[first:last]) for row in grid)])
    assert compared(opened(printed([table], "表1 收支总表"))) == compared(
        read(text.encode(), "a", WORDS)
    )


@pytest.mark.parametrize("printed", [book, ods])
@pytest.mark.parametrize("example", ["clean", "flawed"])
def test_an_example_printed_as_sheets_is_the_same(root, example, printed):
    """Every table on a sheet of its own, under its title and unit."""
    text = (root / "examples" / f"{example}.txt").read_text(encoding="utf-8")
    items = split(text)
    for i, item in enumerate(items):
        if isinstance(item, str):
            continue
        over = [x for x in items[max(0, i - 3) : i] if isinstance(x, str)][-2:]
        own = [[x] for x in over] + [row for row in item if any(row)]
        wanted = compared(read(tabbed([*over, item]).encode(), "a", WORDS))
        found = compared(opened(printed([own], "甲")))
        assert [t[3:5] for t in found] == [t[3:5] for t in wanted]
        assert [t[9] for t in found] == [t[9] for t in wanted]


def numbers(cells: dict[str, str], *formats: str) -> list[str]:
    return lines(xlsx({"甲": sheet(cells)}, list(formats)))


def test_cells_of_every_kind():
    shared = f'<sst xmlns="{BOOK}"><si><t>共用</t></si><si><r><t>两</t></r><r><t>段</t></r><rPh><t>'
    data = xlsx(
        {
            "甲": sheet(
                {
                    "A1": '<c t="s"><v>0</v></c>',
                    "B1": '<c t="s"><v>1</v></c>',
                    "A2": "<c><v>929.84000000000003</v></c>",
                    "B2": '<c s="1"><v>1234.5</v></c>',
                    "A3": "<c t='str'><f>A2</f><v>算出</v></c>",
                    "B3": "<c t='b'><v>1</v></c>",
                    "A4": "<c t='e'><v>#REF!</v></c>",
                    "B4": said("两_x000a_行"),
                    "A5": '<c t="s"><v>9</v></c>',
                    "B5": said("末"),
                }
            )
        },
        ["#,##0.00"],
        **{"xl/sharedStrings.xml": shared + "注音</t></rPh></si></sst>"},
    )
    assert lines(data) == [
        "共用\t两段", "929.84\t1,234.50", "算出\tTRUE", "#REF!\t两 行", "\t末",
    ]  # fmt: skip


def test_formulas_are_never_computed():
    cells = {
        "A1": said("项目"),
        "B1": said("数"),
        "A2": said("甲"),
        "B2": "<c><f>1+1</f></c>",
        "A3": said("乙"),
        "B3": '<c><f>WEBSERVICE("urn:x")</f><v>3</v></c>',
    }
    found = opened(xlsx({"表": sheet(cells)}))
    assert found.lines[1:] == ("项目\t数", "甲\t", "乙\t3")
    assert any("1 个公式" in w for w in found.warnings)


def test_a_title_a_unit_and_a_header_in_merged_cells():
    cells = {
        "A1": said("表3"), "A2": said("某局支出决算表"), "A3": said("部门：某局"),
        "F3": said("单位：万元"), "A4": said("项目"), "C4": said("本年支出"), "A5": said("编码"),
        "B5": said("名称"), "C5": said("合计"), "D5": said("基本支出"), "E5": said("项目支出"),
        "A6": said("210"), "B6": said("卫生健康支出"), "C6": '<c s="1"><v>3</v></c>',
        "D6": '<c s="1"><v>2</v></c>', "E6": '<c s="1"><v>1</v></c>',
        "A7": said("注：本表以万元为单位。"),
    }  # fmt: skip
    merged = ["A2:F2", "A4:B4", "C4:F4", "A7:F7"]
    (table,) = opened(xlsx({"z05": sheet(cells, merged)}, ["0.00"])).tables
    assert (table.number, table.title.text, table.unit) == ("表3", "某局支出决算表", "万元")
    assert table.label_columns == ("项目/编码", "项目/名称")
    assert [t.text for t in table.notes] == ["注：本表以万元为单位。"]
    (row,) = table.rows
    assert [t.text for t in row.label] == ["210", "卫生健康支出"]
    assert {p: t.text for p, t in row.cells.items()} == {
        "本年支出/合计": "3.00", "本年支出/基本支出": "2.00", "本年支出/项目支出": "1.00",
    }  # fmt: skip


def test_the_name_of_a_sheet_is_the_title_of_a_table_without_one():
    cells = {"A1": said("项目"), "B1": said("预算数"), "A2": said("合计"), "B2": said("1.00")}
    found = opened(xlsx({"收支总表": sheet(cells), "说明": sheet({"A1": said("无。")})}))
    assert [t.title.text for t in found.tables] == ["收支总表"]
    assert [(p.text.text, p.level) for p in found.paragraphs] == [("说明", -1), ("无。", 0)]


def test_a_header_across_columns_that_are_not_merged():
    cells = {
        "A1": said("项目"), "B1": f"<c s='1'{said('财政拨款')[2:]}", "C1": '<c s="1"/>',
        "D1": said("合计"), "B2": said("预算数"), "C2": said("决算数"), "A3": said("支出"),
        "B3": "<c><v>1</v></c>", "C3": "<c><v>2</v></c>", "D3": "<c><v>3</v></c>",
    }  # fmt: skip
    across = '<styleSheet><cellXfs><xf/><xf><alignment horizontal="centerContinuous"/></xf>'
    parts = {"xl/styles.xml": f"{across}</cellXfs></styleSheet>"}
    (sheet_,) = reader.sheet_xlsx.sheets(Package(xlsx({"收支总表": sheet(cells)}, **parts)))
    assert sheet_.merged == [Merged(0, 1, 0, 2)]


def test_what_is_hidden_is_said():
    cells = {"A1": said("项目"), "B1": said("预算数"), "A2": said("合计"), "B2": said("1.00")}
    hidden = sheet(cells, more='<cols><col min="3" max="3" hidden="1"/></cols>')
    data = xlsx({"甲": sheet(cells), "乙": hidden, "丙": sheet(cells), "丁": sheet({})},
                states={"丙": "hidden", "丁": "veryHidden"})  # fmt: skip
    found = opened(data)
    assert len(found.tables) == 2
    assert len(found.warnings) == 2
    assert "乙" in found.warnings[0] and "隐藏的行或列" in found.warnings[0]
    assert "丙" in found.warnings[1] and "没有读取" in found.warnings[1]


def test_addresses():
    cells = {"B2": said("项目"), "C2": said("数"), "B3": said("甲"), "C3": "<c><v>1</v></c>"}
    found = reader.read(xlsx({"收支": sheet(cells)}), "a", WORDS)
    assert [s.address for spots in found.places.spots().values() for s in spots] == [
        "收支!B2", "收支!C2", "收支!B3", "收支!C3",
    ]  # fmt: skip
    for line, spots in found.places.spots().items():
        assert all(found.lines[line - 1][s.start : s.end] for s in spots)


@pytest.mark.parametrize(
    ("address", "row", "column"), [("A1", 0, 0), ("Z9", 8, 25), ("AA10", 9, 26), ("XFD1", 0, 16383)]
)
def test_an_address_and_its_place(address, row, column):
    assert place(address) == (row, column)
    assert at(row, column) == address


@pytest.mark.parametrize("address", ["", "1", "A", "甲1", "A0B", "ABCDEFGHIJKLM1", "B2:A1"])
def test_what_is_no_area(address):
    assert stretch(address) is None


def test_a_sheet_far_wider_than_any_table_is_read_without_its_blank_columns():
    cells = {"A1": said("项目"), "B1": said("预算数"), "A2": said("甲"), "B2": said("1"),
             "XFD2": said("远")}  # fmt: skip
    assert lines(xlsx({"表": sheet(cells)})) == ["项目\t预算数\t", "甲\t1\t远"]


def test_repeated_cells_of_an_open_workbook():
    rows = (
        '<table-row><table-cell><p>项目</p></table-cell><table-cell number-columns-repeated="2">'
        "<p>数</p><annotation><p>批注</p></annotation></table-cell></table-row>"
        '<table-row number-rows-repeated="2"><table-cell><p>甲<s c="2"/>乙</p></table-cell>'
        '<table-cell number-columns-repeated="1022"/></table-row>'
        '<table-row number-rows-repeated="1048000"><table-cell number-columns-repeated="1024"/>'
        "</table-row>"
    )
    data = zipped({"content.xml": f'<x><table name="表">{rows}</table></x>'})
    assert lines(data) == ["项目\t数\t数", "甲 乙\t\t", "甲 乙\t\t"]


XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<ss:Workbook xmlns:ss="urn:s"><ss:Styles><ss:Style ss:ID="n"><ss:NumberFormat
ss:Format="Standard"/></ss:Style></ss:Styles><ss:Worksheet ss:Name="收支总表"><ss:Table>
<ss:Row><ss:Cell><ss:Data ss:Type="String">项目</ss:Data></ss:Cell><ss:Cell ss:MergeAcross="1">
<ss:Data ss:Type="String">财政拨款</ss:Data></ss:Cell></ss:Row><ss:Row><ss:Cell ss:Index="2">
<ss:Data ss:Type="String">预算数</ss:Data></ss:Cell><ss:Cell>
<ss:Data ss:Type="String">决算数</ss:Data>
<ss:Comment><ss:Data>批注</ss:Data></ss:Comment></ss:Cell></ss:Row><ss:Row ss:Index="9"><ss:Cell>
<ss:Data ss:Type="String">合计</ss:Data></ss:Cell><ss:Cell ss:StyleID="n"><ss:Data
ss:Type="Number">1234.5</ss:Data></ss:Cell></ss:Row></ss:Table></ss:Worksheet></ss:Workbook>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_an_xml_workbook(encoding):
    (table,) = opened(XML.encode(encoding)).tables
    assert table.columns == ("项目", "财政拨款/预算数", "财政拨款/决算数")
    assert [t.text for t in table.rows[0].cells.values()] == ["1,234.50", ""]


def test_macros_are_said_not_to_be_run():
    data = xlsx({"甲": sheet({"A1": said("一")})}, **{"xl/vbaProject.bin": b"x"})
    assert "没有执行" in opened(data).warnings[0]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (zipped({"a": "b"}), "没有工作表"),
        (zipped({"xl/workbook.bin": "b"}), "另存为"),
        (xlsx({"表": sheet({})}), "没有文字"),
        (xlsx({}), "没有工作表"),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(9), "密码"),
        (OLE + bytes(600) + "Workbook".encode("utf-16-le") + bytes(9), "损坏"),
        (OLE + bytes(5000), "损坏"),
        (xlsx({"表": "<!DOCTYPE a [<!ENTITY b 'b'>]><a>&b;</a>"}), "实体"),
        (xlsx({"表": "<a>"}), "损坏"),
        (zipped({"content.xml": "<x/>", "META-INF/manifest.xml": "<encryption-data/>"}), "密码"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(data, sentence):
    with pytest.raises(Unreadable, match=sentence):
        opened(data)


def styled(number: int, cell: str = '<c s="1"/>') -> bytes:
    """A workbook of so many styled blank cells."""
    row = f"<row>{cell * 1000}</row>"
    text = f"<worksheet><sheetData>{row * (number // 1000)}</sheetData></worksheet>"
    return zipped(
        {
            "_rels/.rels": relations({"a": ("officeDocument", "xl/workbook.xml")}),
            "xl/workbook.xml": '<workbook><sheets><sheet name="表" id="i"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations({"i": ("worksheet", "sheet.xml")}),
            "xl/sheet.xml": text,
        }
    )


@pytest.mark.parametrize("number", [4_000_000, 10_000_000])
def test_millions_of_styled_blank_cells_are_refused_soon(number):
    data = styled(number)
    start = time.monotonic()
    with pytest.raises(Unreadable):
        opened(data)
    assert time.monotonic() - start < 10


@pytest.mark.parametrize(
    "name", ["budget_template.xls", "department_budget_template.xlsx", "unit_budget_template.xlsx"]
)
def test_the_tables_of_an_official_workbook(shared, name):
    found = opened((shared / "corpus" / "xlsx" / name).read_bytes())
    assert len(found.tables) == 9
    assert [t.unit for t in found.tables] == ["元"] * 8 + ["万元"]
    assert all(t.title.text.startswith("2026年") for t in found.tables)
    assert all(t.title.text.endswith("表") and t.columns and not t.doubt for t in found.tables)
    for table in found.tables[1:3]:
        assert [c.rpartition("/")[2] for c in table.label_columns][:3] == ["类", "款", "项"]
