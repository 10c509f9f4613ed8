"""Word files: paragraphs with the ordinals that Word prints, tables with their merged cells."""

import pytest
from grids import WORDS, compared, pages, split
from hypothesis import given, settings
from office import WORD, docx, paragraph, tabbed, word, zipped

from mingzhang.model import Document, Unreadable
from mingzhang.read import docx as reader
from mingzhang.read import read
from mingzhang.read.numerals import written


def opened(data: bytes) -> Document:
    return reader.read(data, "a.docx", WORDS)


def lines(body: str, **parts: str) -> list[str]:
    return list(opened(docx(body, **parts)).lines)


@settings(max_examples=150, deadline=None)
@given(pages())
def test_tables_of_a_file_are_those_of_the_text(items):
    assert compared(opened(word(items))) == compared(read(tabbed(items).encode(), "a", WORDS))


@pytest.mark.parametrize("example", ["clean", "flawed"])
def test_an_example_printed_as_a_file_is_the_same(root, example):
    text = (root / "examples" / f"{example}.txt").read_text(encoding="utf-8")
    found = opened(word(split(text)))
    assert compared(found) == compared(read(text.encode(), "a", WORDS))
    assert [p.level for p in found.paragraphs if p.level > 1]


NUMBERING = f"""
<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>
<w:pStyle w:val="part"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>
<w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="l"/></w:lvl>
<w:lvl w:ilvl="4"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%5"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="7"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num></w:numbering>
"""
STYLES = f"""
<w:styles xmlns:w="{WORD}"><w:style w:styleId="part"><w:pPr><w:outlineLvl w:val="0"/></w:pPr>
</w:style><w:style w:styleId="own"><w:basedOn w:val="part"/></w:style><w:style w:styleId="item">
<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>
"""


def numbered(text: str, level: int, number: int = 1) -> str:
    own = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(text, own)


def test_ordinals_are_printed_as_word_prints_them():
    body = [
        numbered("部门概况", 0), numbered("职责", 1), numbered("机构", 1), numbered("甲", 2),
        numbered("乙", 2), numbered("丙", 3), numbered("收支", 0), numbered("收入", 1),
        numbered("丁", 4), numbered("", 0), numbered("另起", 0, 2), numbered("再起", 0, 2),
        paragraph("样式", '<w:pStyle w:val="item"/>'), paragraph("节", '<w:pStyle w:val="part"/>'),
        paragraph("无", '<w:pStyle w:val="item"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
    ]  # fmt: skip
    assert lines("".join(body), numbering=NUMBERING, styles=STYLES) == [
        "一、部门概况", "（一）职责", "（二）机构", "3.甲", "4.乙", "丙", "二、收支", "（一）收入",
        "2.1丁", "五、另起", "六、再起", "（二）样式", "三、节", "无",
    ]  # fmt: skip


def test_headings_have_the_level_of_their_ordinal_or_their_style():
    body = (
        numbered("部门概况", 0)
        + paragraph("概况", '<w:pStyle w:val="own"/>')
        + paragraph("正文", '<w:outlineLvl w:val="9"/>')
        + paragraph("目标", '<w:outlineLvl w:val="2"/>')
    )
    found = opened(docx(body, numbering=NUMBERING, styles=STYLES)).paragraphs
    assert [p.level for p in found] == [2, 1, 0, 3]


@pytest.mark.parametrize(
    ("form", "number", "text"),
    [
        ("chineseCounting", 10, "十"), ("chineseCounting", 12, "十二"),
        ("chineseCountingThousand", 20, "二十"), ("japaneseCounting", 105, "一百零五"),
        ("chineseCounting", 3010, "三千零一十"), ("decimal", 12, "12"), ("decimalZero", 7, "07"),
        ("decimalEnclosedCircle", 3, "③"), ("ideographTraditional", 4, "丁"),
        ("ideographLegalTraditional", 3, "叁"), ("ideographDigital", 10, "一〇"),
        ("upperLetter", 28, "BB"), ("lowerRoman", 14, "xiv"), ("decimalFullWidth", 12, "１２"),
        ("unheard", 4, "4"),
    ],
)  # fmt: skip
def test_forms_of_ordinals(form, number, text):
    assert written(number, form) == text


RUN = "<w:r><w:t>{}</w:t></w:r>"


@pytest.mark.parametrize(
    ("inside", "printed"),
    [
        (RUN.format("一") + RUN.format("二"), ["一二"]),
        ("<w:r><w:t>1</w:t><w:tab/><w:t>2</w:t></w:r>", ["1 2"]),
        ("<w:r><w:t>一</w:t><w:br/><w:t>二</w:t></w:r>", ["一", "二"]),
        ("<w:ins>" + RUN.format("一") + "</w:ins><w:del>" + RUN.format("二") + "</w:del>", ["一"]),
        (f"<w:del><w:r><w:delText>一</w:delText></w:r></w:del>{RUN.format('二')}", ["二"]),
        (f"<w:r><w:instrText>PAGEREF</w:instrText></w:r>{RUN.format('3')}", ["3"]),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>一</w:t></w:r>" + RUN.format("二"), ["二"]),
        (f"<w:hyperlink>{RUN.format('一')}</w:hyperlink>", ["一"]),
        (
            f"<w:r><mc><Fallback>{RUN.format('一')}</Fallback></mc></w:r>{RUN.format('二')}",
            ["二"],
        ),
        (
            f"{RUN.format('一')}<w:r><w:txbxContent>{paragraph('框')}</w:txbxContent></w:r>",
            ["一", "框"],
        ),
    ],
)
def test_what_a_paragraph_prints(inside, printed):
    assert lines(f"<w:p>{inside}</w:p>") == printed


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{text}</w:tc>"


BEFORE = '<w:trPr><w:gridBefore w:val="1"/></w:trPr>'
INNER = cell(paragraph("内")) * 2


@pytest.mark.parametrize(
    ("rows", "printed"),
    [
        ([cell(paragraph("一") + paragraph("二")) + cell(paragraph("3"))], ["一 二\t3"]),
        ([cell(paragraph("一")) * 2, cell("<w:tbl/>") + cell(paragraph("2"))], ["一\t一", "\t2"]),
        (
            [cell(paragraph("一")) * 2, f"{BEFORE}{cell(paragraph('2'))}"],
            ["一\t一", "\t2"],
        ),
        (
            [cell(paragraph("一"), '<w:hMerge w:val="restart"/>') + cell("", "<w:hMerge/>"),
             cell(paragraph("2")) + cell(paragraph("3"))],
            ["一", "2\t3"],
        ),
        ([cell(paragraph("一"), "<w:vMerge/>") + cell(paragraph("2"))], ["一\t2"]),
        (
            [cell(paragraph("外")) + cell(f"<w:tbl><w:tr>{INNER}</w:tr></w:tbl>"),
             cell(paragraph("2")) + cell(paragraph("3"))],
            ["外", "内\t内", "2\t3"],
        ),
        ([cell(paragraph("一") + paragraph("二"))], ["一", "二"]),
    ],
    ids=["paragraphs", "blank", "before", "old merge", "merged to nothing", "nested", "frame"],
)  # fmt: skip
def test_what_a_table_prints(rows, printed):
    assert lines("<w:tbl>" + "".join(f"<w:tr>{r}</w:tr>" for r in rows) + "</w:tbl>") == printed


def test_addresses():
    found = reader.read(word(["甲", [["一", "二"], ["三", "四"]]]), "a", WORDS)
    assert [s.address for spots in found.places.spots().values() for s in spots] == [
        "p[1]", "tbl[1]/tr[1]/tc[1]", "tbl[1]/tr[1]/tc[2]",
        "tbl[1]/tr[2]/tc[1]", "tbl[1]/tr[2]/tc[2]",
    ]  # fmt: skip


def test_footnotes_stand_at_the_end():
    notes = f'<w:x xmlns:w="{WORD}"><w:footnote>{paragraph("脚注")}</w:footnote></w:x>'
    assert lines(paragraph("正文"), footnotes=notes) == ["正文", "脚注"]


def test_pictures_are_said_to_be_unread():
    document = opened(
        docx(paragraph("正文") + "<w:p><w:r><w:drawing><blip/></w:drawing></w:r></w:p>")
    )
    assert "1 张图片" in document.warnings[0]


def test_what_is_no_word_file_is_refused():
    with pytest.raises(Unreadable, match="缺少正文"):
        opened(zipped({"a": "b"}))
    with pytest.raises(Unreadable, match="没有文字"):
        opened(docx("<w:p/>"))
    with pytest.raises(Unreadable, match="实体"):
        opened(zipped({
            "word/document.xml": "<!DOCTYPE a [<!ENTITY b 'b'>]><a>&b;</a>"
        }))  # fmt: skip
    with pytest.raises(Unreadable, match="层次太深"):
        opened(docx("<w:tbl><w:tr><w:tc>" * 60 + "</w:tc></w:tr></w:tbl>" * 60))


def test_looks_are_left_out_and_hidden_text_with_them():
    bold = "<w:rPr><w:b/></w:rPr>"
    hidden = "<w:rPr><w:b/><w:vanish/></w:rPr>"
    changed = f'<w:rPr><w:rPrChange w:id="1">{bold}</w:rPrChange><w:vanish/></w:rPr>'
    runs = [(bold, "一"), (hidden, "二"), ("", "三"), (changed, "四"), (bold, "五")]
    body = "".join(f"<w:r>{looks}<w:t>{text}</w:t></w:r>" for looks, text in runs)
    assert lines(f"<w:p>{body}</w:p>") == ["一三五"]


def test_styles_of_tables_are_none_of_paragraphs():
    table = f'<w:style w:type="table" w:styleId="own">{OUTLINE}</w:style>'
    own = f'<w:style w:type="paragraph" w:styleId="part">{OUTLINE}</w:style>'
    styles = f'<w:styles xmlns:w="{WORD}">{table}{own}</w:styles>'
    body = "".join(paragraph("题", f'<w:pStyle w:val="{name}"/>') for name in ("own", "part"))
    assert [p.level for p in opened(docx(body, styles=styles)).paragraphs] == [0, 1]


OUTLINE = '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>'
