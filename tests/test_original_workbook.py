"""Notes in a workbook: at the right cell, beside all that the workbook holds."""

import io
import re
import shutil
import subprocess
import zipfile

import openpyxl
import pytest
from noted import AUTHOR, finding, notes
from office import zipped
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as Placed
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from PIL import Image

from mingzhang import audit, original

ROWS = [["项目", "预算数", "决算数"], ["基本支出", 1234.56, 60], ["项目支出", 65.44, None]]


def book(note: str = "") -> bytes:
    """A workbook with a chart, a picture, a table, merged cells; one cell has a note."""
    made = openpyxl.Workbook()
    first = made.active
    first.title = "说明!甲"
    first["B2"] = "本年收入100.00万元，上年收入100.00万元。"
    sheet = made.create_sheet("收支表")
    sheet["B1"] = "收支总表"
    sheet.merge_cells("B1:D1")
    for r, row in enumerate(ROWS, 3):
        for c, value in enumerate(row, 2):
            sheet.cell(r, c, value).number_format = "0.00"
    sheet.add_table(Table(displayName="T1", ref="B3:D5"))
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=3, max_row=5))
    sheet.add_chart(chart, "F2")
    picture = io.BytesIO()
    Image.new("L", (4, 4), 128).save(picture, "PNG")
    sheet.add_image(Placed(picture), "F20")
    sheet.add_data_validation(DataValidation("list", '"是,否"', sqref="E4"))
    if note:
        sheet[note].comment = Comment("请核。", "张三")
    made.create_sheet("空表")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def annotated(data: bytes, *wanted: tuple) -> bytes:
    document = audit.read_bytes(data, "样本.xlsx")
    found = [finding(document, *each) for each in wanted]
    made, why = original.annotated(data, document, notes(document, found), AUTHOR)
    assert why == ""
    return made


def noted(data: bytes) -> dict[str, str]:
    """The notes of a workbook by sheet and cell, as another library reads them."""
    made = openpyxl.load_workbook(io.BytesIO(data))
    return {
        f"{sheet.title}!{cell.coordinate}": cell.comment.text
        for sheet in made
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }


@pytest.mark.parametrize(
    ("wanted", "cell"),
    [(("1234.56",), "收支表!C4"), (("60.00",), "收支表!D4"), (("项目支出",), "收支表!B5"),
     (("收支总表",), "收支表!B1"), (("100.00", 1), "说明!甲!B2"),
     (("65.44\t", 0, len("65.44\t")), "收支表!D5")],
)  # fmt: skip
def test_the_note_is_at_the_right_cell(wanted, cell):
    assert list(noted(annotated(book(), wanted))) == [cell]


def test_the_note_says_all_that_the_finding_says():
    made = annotated(book(), ("60.00",))
    assert noted(made) == {"收支表!D4": "明账 错误 1 · 核对\n60.00不符。\n改法：<改> & 核。"}
    assert openpyxl.load_workbook(io.BytesIO(made))["收支表"]["D4"].comment.author == "明账"


def test_findings_of_one_cell_are_one_note():
    made = noted(annotated(book(), ("60.00",), ("60.00",)))
    assert re.findall("错误 . ", made["收支表!D4"]) == ["错误 1 ", "错误 2 "]


def test_every_other_part_is_as_it_was():
    data = book()
    before, after = (zipfile.ZipFile(io.BytesIO(d)) for d in (data, annotated(data, ("60.00",))))
    changed = {n for n in before.namelist() if before.read(n) != after.read(n)}
    new = sorted(set(after.namelist()) - set(before.namelist()))
    rels = "xl/worksheets/_rels/sheet2.xml.rels"
    assert changed == {"[Content_Types].xml", "xl/worksheets/sheet2.xml", rels}
    assert new == ["xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"]
    for name in changed:  # nothing was taken out of what has changed
        rest = iter(after.read(name))
        assert all(byte in rest for byte in before.read(name))
    body = after.read("xl/worksheets/sheet2.xml")
    assert body.index(b"<drawing") < body.index(b"<legacyDrawing") < body.index(b"<tableParts")


def test_notes_that_were_there_stay():
    data = book("D4")
    after = noted(annotated(data, ("60.00",), ("65.44",)))
    assert after["收支表!D4"].startswith("请核。\n\n明账 错误 1")
    assert after["收支表!C5"].startswith("明账 错误 2")
    files = zipfile.ZipFile(io.BytesIO(annotated(data, ("65.44",))))
    names = [n for n in files.namelist() if "omment" in n or n.endswith(".vml")]
    assert len(names) == 2
    shapes = files.read(next(n for n in names if n.endswith(".vml"))).decode()
    ids = re.findall(r'<\w*:?shape [^>]*?\bid="([^"]*)"', shapes)
    assert len(set(ids)) == len(ids) == 2


@pytest.mark.parametrize(("wide", "right"), [(None, 8), (22, 4), (4, 13)])
def test_a_note_is_wide_enough_whatever_the_columns(wide, right):
    made = openpyxl.load_workbook(io.BytesIO(book()))
    for letter in "CDEFGHIJKLMN" if wide else ():
        made["收支表"].column_dimensions[letter].width = wide
    out = io.BytesIO()
    made.save(out)
    files = zipfile.ZipFile(io.BytesIO(annotated(out.getvalue(), ("基本支出",))))
    (shapes,) = [files.read(n).decode() for n in files.namelist() if n.endswith(".vml")]
    (anchor,) = re.findall("<x:Anchor>(.*?)</x:Anchor>", shapes)
    assert anchor.split(",")[0] == "2"
    assert int(anchor.split(",")[4]) == right


def test_a_place_that_is_not_known_gets_the_first_cell():
    data = book()
    document = audit.read_bytes(data, "样本.xlsx")
    (note,) = notes(document, [finding(document, "60.00")])
    lost = note._replace(pin=note.pin._replace(address=""))
    made, _ = original.annotated(data, document, [lost], AUTHOR)
    assert list(noted(made)) == ["说明!甲!A1"]


def test_the_same_bytes_every_time():
    data = book()
    assert annotated(data, ("60.00",)) == annotated(data, ("60.00",))


def test_a_signed_file_is_left_alone():
    out = io.BytesIO(book())
    document = audit.read_bytes(out.getvalue(), "样本.xlsx")
    told = notes(document, [finding(document, "60.00")])
    with zipfile.ZipFile(out, "a") as file:
        file.writestr("_xmlsignatures/origin.sigs", "")
    assert original.annotated(out.getvalue(), document, told, AUTHOR) == (b"", "signed")


def test_a_prefix_of_the_vocabulary_is_kept():
    """Some programs write <x:worksheet>."""
    data = book()
    files = zipfile.ZipFile(io.BytesIO(data))
    parts = {n: files.read(n) for n in files.namelist()}
    sheet = parts["xl/worksheets/sheet2.xml"].decode()
    sheet = re.sub(r"<(/?)(?=[a-z])", r"<\1x:", sheet).replace("xmlns=", "xmlns:x=")
    sheet = sheet.replace("<x:drawing", "<x:drawing").replace("<x:?xml", "<?xml")
    parts["xl/worksheets/sheet2.xml"] = sheet.encode()
    assert list(noted(annotated(zipped(parts), ("60.00",)))) == ["收支表!D4"]


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_another_program_opens_it(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(annotated(book("D4"), ("60.00",), ("65.44",)))
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "fods", "--outdir", tmp_path,
         tmp_path / "a.xlsx"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    said = (tmp_path / "a.fods").read_text(encoding="utf-8")
    found = re.findall(r"<office:annotation .*?</office:annotation>", said, re.DOTALL)
    found = [re.sub("<[^>]*>", "", note) for note in found]
    assert ["65.44不符" in note for note in found].count(True) == 1
    assert ["请核" in note and "60.00不符" in note for note in found].count(True) == 1
    assert len(found) == 2
