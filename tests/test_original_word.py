"""Notes in a Word file: the comment is on the very figure, and the rest of the file as it was."""

import io
import re
import shutil
import subprocess
import zipfile

import docx
import pytest
from docx.enum.text import WD_BREAK
from noted import AUTHOR, finding, notes
from PIL import Image

from mingzhang import audit, original
from mingzhang.model import Unreadable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BOX = (
    f'<w:r xmlns:w="{W[1:-1]}" xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox>'
    "<w:txbxContent><w:p><w:r><w:t>框内77.00万元</w:t></w:r></w:p></w:txbxContent></v:textbox>"
    "</v:shape></w:pict></w:r>"
)


def disclosure() -> bytes:
    """A disclosure with what Word files have: styles, a header, a picture, merged cells, a box."""
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "页眉"
    made.add_heading("一、收支情况", 1)
    paragraph = made.add_paragraph("收入100.00万元，")
    paragraph.add_run("其中：").bold = True
    run = paragraph.add_run("拨款80.00万元 & <其他>20.00万元；上年")
    run.italic = True
    run.add_break(WD_BREAK.LINE)
    run.add_text("80.00万元。")
    made.add_paragraph("")
    table = made.add_table(4, 3, "Table Grid")
    table.cell(0, 0).merge(table.cell(0, 1)).text = "项目"
    table.cell(0, 2).text = "金额"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "支出"
    for row, cells in enumerate((("基本", "60.00"), ("项目", "60.00"), ("合计", "")), 1):
        for column, text in enumerate(cells, 1):
            table.cell(row, column).text = text
    picture = io.BytesIO()
    Image.new("L", (4, 4), 128).save(picture, "PNG")
    made.add_picture(picture)
    hung = made.add_paragraph("旁有文本框。")
    hung._p.append(docx.oxml.parse_xml(BOX))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


DATA = disclosure()
DOCUMENT = audit.read_bytes(DATA, "样本.docx")


def annotated(*found, data: bytes = DATA, document=DOCUMENT) -> bytes:
    made, why = original.annotated(data, document, notes(document, list(found)), AUTHOR)
    assert why == ""
    return made


def commented(data: bytes) -> dict[str, str]:
    """By the number of a comment the text between its marks."""
    body = docx.Document(io.BytesIO(data)).element.body
    found: dict[str, str] = {}
    open_: set[str] = set()
    for element in body.iter():
        number = element.get(f"{W}id")
        if element.tag == f"{W}commentRangeStart":
            open_.add(number)
            found[number] = ""
        elif element.tag == f"{W}commentRangeEnd":
            open_.remove(number)
        elif element.tag == f"{W}t":
            for each in open_:
                found[each] += element.text or ""
    assert not open_
    references = [e.get(f"{W}id") for e in body.iter(f"{W}commentReference")]
    assert sorted(references) == sorted(found)
    return found


def texts(data: bytes) -> list[tuple]:
    """Every paragraph as printed, with the look of every character."""
    made = docx.Document(io.BytesIO(data))
    paragraphs = [p for p in made.element.body.iter(f"{W}p")]
    found = []
    for element in paragraphs:
        paragraph = docx.text.paragraph.Paragraph(element, made)
        looks = [(c, r.bold, r.italic) for r in paragraph.runs for c in r.text]
        found.append((paragraph.style.name, tuple(looks)))
    return found


@pytest.mark.parametrize(
    ("printed", "nth"),
    [("100.00", 0), ("80.00万元", 0), ("80.00万元", 1), ("<其他>", 0), ("60.00", 0), ("60.00", 1),
     ("收入100.00万元，其中：拨款", 0), ("一、收支情况", 0)],
)  # fmt: skip
def test_the_comment_is_on_the_very_figure(printed, nth):
    made = annotated(finding(DOCUMENT, printed, nth))
    assert commented(made) == {"0": printed}
    assert texts(made) == texts(DATA)


def test_the_comment_says_all_that_the_finding_says():
    (comment,) = docx.Document(io.BytesIO(annotated(finding(DOCUMENT, "100.00")))).comments
    assert (comment.author, comment.initials) == ("明账", "明")
    assert comment.text == "错误 1 · 核对\n100.00不符。\n改法：<改> & 核。"
    assert comment.paragraphs[0].runs[0].bold
    assert not comment.paragraphs[1].runs[0].bold


def cells(data: bytes) -> list[tuple[str, bool]]:
    """The cells of all tables: what each prints, and whether a comment begins in it."""
    body = docx.Document(io.BytesIO(data)).element.body
    return [
        (
            "".join(t.text or "" for t in c.iter(f"{W}t")),
            next(c.iter(f"{W}commentRangeStart"), None) is not None,
        )
        for c in body.iter(f"{W}tc")
    ]


def test_equal_figures_of_two_cells_are_told_apart():
    found = cells(annotated(finding(DOCUMENT, "60.00", 1)))
    assert [marked for text, marked in found if text == "60.00"] == [False, True]
    assert sum(marked for _, marked in found) == 1


def test_a_blank_cell_has_its_comment_in_itself():
    made = annotated(finding(DOCUMENT, "合计\t", 0, len("合计\t")))
    found = cells(made)
    assert found[-1] == ("", True)
    assert sum(marked for _, marked in found) == 1
    assert len(texts(made)) == len(texts(DATA))


def test_a_comment_on_a_text_box_is_where_the_box_hangs():
    made = annotated(finding(DOCUMENT, "77.00"))
    body = docx.Document(io.BytesIO(made)).element.body
    (start,) = body.iter(f"{W}commentRangeStart")
    assert not any(a.tag == f"{W}txbxContent" for a in start.iterancestors())
    assert "旁有文本框" in commented(made)["0"]


def test_every_other_part_is_as_it_was():
    found = [finding(DOCUMENT, p) for p in ("100.00", "80.00万元", "60.00")]
    before, after = (zipfile.ZipFile(io.BytesIO(d)) for d in (DATA, annotated(*found)))
    assert [i.filename for i in after.infolist()][: len(before.namelist())] == before.namelist()
    changed = {n for n in before.namelist() if before.read(n) != after.read(n)}
    assert changed == {"[Content_Types].xml", "word/document.xml", "word/_rels/document.xml.rels"}
    assert set(after.namelist()) - set(before.namelist()) == {"word/comments1.xml"}
    for name in changed:  # nothing was taken out of what has changed
        rest = iter(after.read(name))
        assert all(byte in rest for byte in before.read(name))


def test_comments_that_were_there_stay():
    made = docx.Document(io.BytesIO(DATA))
    made.add_comment(made.paragraphs[1].runs[0], "请核。", "张三", "张")
    out = io.BytesIO()
    made.save(out)
    document = audit.read_bytes(out.getvalue(), "样本.docx")
    after = annotated(finding(document, "60.00"), data=out.getvalue(), document=document)
    old, new = docx.Document(io.BytesIO(after)).comments
    assert (old.author, old.text, new.author) == ("张三", "请核。", "明账")
    assert list(commented(after).values()) == ["收入100.00万元，", "60.00"]


def test_comments_in_comments_begin_and_end_in_order():
    found = [finding(DOCUMENT, p) for p in ("80.00万元", "拨款80.00", "80.00", "80.00万元")]
    shown = commented(annotated(*found))
    assert [shown[str(n)] for n in range(4)] == [f.places[0].printed for f in found]


def test_a_prefix_of_the_vocabulary_is_kept():
    """Some programs write <ns0:p>."""
    old, new = zipfile.ZipFile(io.BytesIO(DATA)), io.BytesIO()
    with zipfile.ZipFile(new, "w") as file:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                part = re.sub(rb"(?<=[</ ])w:(?=\w)|(?<=xmlns:)w(?==)", b"q:", part)
                part = part.replace(b"xmlns:q:=", b"xmlns:q=")
            file.writestr(name, part)
    document = audit.read_bytes(new.getvalue(), "样本.docx")
    assert document.lines == DOCUMENT.lines
    made = annotated(finding(document, "80.00万元", 1), data=new.getvalue(), document=document)
    assert commented(made) == {"0": "80.00万元"}
    assert len(docx.Document(io.BytesIO(made)).comments) == 1


@pytest.mark.parametrize(
    "part", [b"<x>", "<x/>".encode("utf-16"), b"<!DOCTYPE x><x/>"], ids=["cut", "utf-16", "type"]
)
def test_a_part_that_is_broken_is_a_sentence(part):
    out = io.BytesIO(DATA)
    with pytest.warns(UserWarning), zipfile.ZipFile(out, "a") as file:
        file.writestr("word/document.xml", part)  # the later of two parts of a name counts
    told = notes(DOCUMENT, [finding(DOCUMENT, "60.00")])
    with pytest.raises(Unreadable, match="没有写批注"):
        original.annotated(out.getvalue(), DOCUMENT, told, AUTHOR)


def test_a_place_that_is_not_known_gets_the_first_paragraph():
    (note,) = notes(DOCUMENT, [finding(DOCUMENT, "100.00")])
    lost = note._replace(pin=note.pin._replace(address="footnote[9]"))
    made, _ = original.annotated(DATA, DOCUMENT, [lost], AUTHOR)
    assert commented(made) == {"0": "一、收支情况"}


def test_the_same_bytes_every_time():
    assert annotated(finding(DOCUMENT, "60.00")) == annotated(finding(DOCUMENT, "60.00"))


def test_a_signed_file_is_left_alone():
    out = io.BytesIO(DATA)
    with zipfile.ZipFile(out, "a") as file:
        file.writestr("_xmlsignatures/sig1.xml", "<x/>")
    told = notes(DOCUMENT, [finding(DOCUMENT, "60.00")])
    assert original.annotated(out.getvalue(), DOCUMENT, told, AUTHOR) == (b"", "signed")


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_another_program_opens_it(tmp_path):
    (tmp_path / "a.docx").write_bytes(annotated(finding(DOCUMENT, "60.00", 1)))
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "fodt", "--outdir", tmp_path,
         tmp_path / "a.docx"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    said = (tmp_path / "a.fodt").read_text(encoding="utf-8")
    (note,) = re.findall(r"<office:annotation .*?</office:annotation>", said, re.DOTALL)
    note = re.sub("<[^>]*>", "", note)
    assert "明账" in note
    assert "60.00不符" in note
