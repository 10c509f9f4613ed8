"""The plain rows of a sheet are read as the parser reads them, and the others are left to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from office import relations, zipped

from mingzhang.model import Unreadable
from mingzhang.read import sheet as reader
from mingzhang.read import sheet_plain, sheet_xlsx
from mingzhang.read.package import Package

FORMATS = ["#,##0.00", "0.00%", "0", "0.00_);[Red](0.00)", "yyyy/m/d", '#,##0.00;-#,##0.00;"-"']
STRINGS = ["项目", "甲&lt;乙&amp;丙", "&#31185;&#30446;", " 前后 ", "两\n行"]


def book(rows: str, strings: list[str] = STRINGS, more: str = "") -> bytes:
    codes = "".join(
        f'<numFmt numFmtId="{200 + n}" formatCode="{code.replace(chr(34), "&quot;")}"/>'
        for n, code in enumerate(FORMATS)
    )
    styles = "".join(f'<xf numFmtId="{200 + n}"/>' for n in range(len(FORMATS)))
    said = "".join(f"<si><t>{text}</t></si>" for text in strings)
    kinds = {"i": ("worksheet", "s.xml"), "y": ("styles", "y.xml"), "t": ("sharedStrings", "t.xml")}
    return zipped(
        {
            "_rels/.rels": relations({"a": ("officeDocument", "xl/workbook.xml")}),
            "xl/workbook.xml": '<workbook><sheets><sheet name="表" id="i"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(kinds),
            "xl/y.xml": f"<styleSheet><numFmts>{codes}</numFmts><cellXfs>"
            f'<xf numFmtId="0"/>{styles}</cellXfs></styleSheet>',
            "xl/t.xml": f"<sst>{said}</sst>",
            "xl/s.xml": f"<worksheet><cols><col/></cols><sheetData>{rows}</sheetData>{more}"
            "</worksheet>",
        }
    )


def both(data: bytes) -> list[list]:
    """The sheet as read at once, and as the parser alone reads it."""
    made = []
    for way in (sheet_plain.rows, lambda *_: None):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sheet_plain, "rows", way)
            found = sheet_xlsx.sheets(Package(data))
        made.append([(s.rows, s.merged, s.unseen, s.uncomputed) for s in found])
    return made


DIGITS = st.integers(0, 10**9).map(str)
SAMPLES = ["0", "-0", "0.5", "-12.345", "1E5", "1.5e-3", "0.1", "12.", ".5", "007", "1.005", "abc"]
NUMBERS = (
    st.sampled_from(
        [
            "0",
            "-0",
            "0.5",
            "-12.345",
            "1E5",
            "1.5e-3",
            "0.1",
            "12.",
            ".5",
            "007",
            "99999999999.999",
            "1.005",
            "abc",
        ]
    )
    | DIGITS
    | st.tuples(DIGITS, DIGITS).map(".".join)
    | st.tuples(DIGITS, st.integers(0, 99).map(lambda n: f"{n:02}")).map(".".join)
)
BODIES = st.one_of(
    NUMBERS.map(lambda n: f"><v>{n}</v></c>"),
    NUMBERS.map(lambda n: f' t="n"><v>{n}</v></c>'),
    st.integers(0, 6).map(lambda n: f' t="s"><v>{n}</v></c>'),
    st.sampled_from(STRINGS).map(lambda t: f' t="inlineStr"><is><t>{t}</t></is></c>'),
    st.sampled_from(
        [
            "/>", " />", "><v/></c>", ' t="b"><v>1</v></c>', ' t="e"><v>#DIV/0!</v></c>',
            "><f>A1+1</f><v>3</v></c>", "><f>A1</f></c>", '><f t="shared" si="0"/><v>4</v></c>',
            ' t="str"><f>A1&amp;"x"</f><v>文&amp;字</v></c>', ' t="s"><v>x</v></c>',
            ' t="str"><v>a_x000D_b</v></c>',
            ' t="inlineStr"><is><r><t>分</t></r><r><t>段</t></r></is></c>', ' cm="1"><v>5</v></c>',
            ">\n<v>6</v>\n</c>",
        ]
    ),
)  # fmt: skip


@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.lists(st.tuples(st.integers(0, 6), BODIES), max_size=5)),
        max_size=6,
    ),
    st.booleans(),
)
def test_rows_are_read_as_the_parser_reads_them(drawn, hidden):
    rows, number = "", 0
    for step, cells in drawn:
        number += step
        said = ""
        for column, (style, body) in enumerate(cells):
            said += f'<c r="{"ABCDE"[column]}{number}" s="{style}"{body}'
        rows += f'<row r="{number}"{" hidden=" + chr(34) + "1" + chr(34) if hidden else ""}>{said}'
        rows += "</row>"
    plain, parsed = both(book(rows, more='<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'))
    assert plain == parsed


PLAIN = '<row r="1"><c r="A1"><v>1</v></c></row>'


@pytest.mark.parametrize(
    "rows",
    [
        PLAIN.replace('r="1"', ""),
        PLAIN.replace('"A1"', '"A2"'),
        PLAIN + "<!-- 1 -->",
        PLAIN + '<row r="2"/>',
        '<row r="0" hidden="true"/>' + PLAIN,
        PLAIN.replace("<v>", "<v>&#x31;"),
        PLAIN.replace("<v>", "<v><![CDATA[1]]>"),
        PLAIN.replace("<v>1", '<is><t xml:space="preserve">甲\r\n乙</t></is><v>'),
        PLAIN.replace("<row", '<row ht="12"'),
        PLAIN + PLAIN.replace(">1<", ">2<"),
        PLAIN.replace("<c", "\n  <c").replace("</row>", "\n</row>\n"),
    ],
)
def test_what_is_not_plain_is_left_to_the_parser(rows):
    plain, parsed = both(book(rows))
    assert plain == parsed and plain[0][0]


@pytest.mark.parametrize(
    "strings",
    [
        ["甲", ""],
        ["<![CDATA[甲]]>", "乙"],
        ["甲</t></si><si><r><t>分</t></r><r><t>段</t></r></si><si><t>丙", "乙"],
        ["甲</t><rPh><t>jia</t></rPh><t>", "乙"],
        ["&#x7532;", "乙"],
        [],
    ],
)
def test_strings_are_those_of_the_parser(strings):
    data = book("".join(f'<c r="A1" t="s"><v>{n}</v></c>' for n in range(2)), strings)
    part = Package(data).part("xl/t.xml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheet_plain, "texts", lambda data: None)
        parsed = sheet_xlsx._strings(part)
    assert sheet_xlsx._strings(part) == parsed


@pytest.mark.parametrize("rows", [PLAIN + "<row", PLAIN[:-6], PLAIN + "<x>", "&b;" + PLAIN])
def test_what_is_broken_is_refused(rows):
    with pytest.raises(Unreadable):
        reader.laid(book(rows))


def test_numbers_beyond_what_a_number_holds_are_no_harm():
    assert reader.laid(book(PLAIN.replace(">1<", f">{'9' * 400}<"))).lines
