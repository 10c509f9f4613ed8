"""Notes in a PDF: a highlight over the very figure, behind the last byte of the file."""

import ctypes
import io

import pypdfium2_raw as pdfium
import pytest
from noted import AUTHOR, finding, notes
from PIL import Image
from printed_pdf import Sheet, pdf
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject

from mingzhang import audit, original
from mingzhang.model import Document, Finding, Severity
from mingzhang.original.png import png
from mingzhang.read.pdf.sheets import opened

XS = [60.0, 220.0, 320.0, 420.0]
ROWS = [["项目", "预算数", "决算数"], ["一、基本支出", "1,234.56", "1,200.00"]]
HIGHLIGHT = 9


def table(**size: float) -> Sheet:
    sheet = Sheet(**size).text(230, 60, "支出决算表", 16).text(400, 90, "单位：万元")
    return sheet.grid(XS, [110.0, 130.0, 150.0], ROWS)


def annotated(data: bytes, *wanted: str) -> bytes:
    document = audit.read_bytes(data, "样本.pdf")
    told = notes(document, [finding(document, each) for each in wanted])
    made, why = original.annotated(data, document, told, AUTHOR)
    assert why == ""
    return made


def highlights(data: bytes) -> list[tuple[int, tuple[int, ...], str, str]]:
    """The highlights as another library reads them: page, edges in points from the lower left
    corner, author, text."""
    found = []
    with opened(data) as file:
        for number in range(pdfium.FPDF_GetPageCount(file)):
            page = pdfium.FPDF_LoadPage(file, number)
            for n in range(pdfium.FPDFPage_GetAnnotCount(page)):
                mark = pdfium.FPDFPage_GetAnnot(page, n)
                if pdfium.FPDFAnnot_GetSubtype(mark) == HIGHLIGHT:
                    points = pdfium.FS_QUADPOINTSF()
                    assert pdfium.FPDFAnnot_GetAttachmentPoints(mark, 0, points)
                    xs = (points.x1, points.x2, points.x3, points.x4)
                    ys = (points.y1, points.y2, points.y3, points.y4)
                    box = tuple(round(n) for n in (min(xs), min(ys), max(xs), max(ys)))
                    found.append((number + 1, box, said(mark, b"T"), said(mark, b"Contents")))
            pdfium.FPDF_ClosePage(page)
    return found


def said(mark, key: bytes) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(mark, key, None, 0)
    text = (ctypes.c_ushort * (size // 2))()
    pdfium.FPDFAnnot_GetStringValue(mark, key, text, size)
    return bytes(text).decode("utf-16-le").rstrip("\0")


def drawn(data: bytes) -> Image.Image:
    """The first page as a viewer shows it, with its notes."""
    with opened(data) as file:
        page = pdfium.FPDF_LoadPage(file, 0)
        wide, high = round(pdfium.FPDF_GetPageWidthF(page)), round(pdfium.FPDF_GetPageHeightF(page))
        stride = -(-wide // 8) * 8
        greys = ctypes.create_string_buffer(b"\xff" * (stride * high), stride * high)
        bitmap = pdfium.FPDFBitmap_CreateEx(wide, high, pdfium.FPDFBitmap_Gray, greys, stride)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, wide, high, 0, pdfium.FPDF_ANNOT)
        pdfium.FPDFBitmap_Destroy(bitmap)
        pdfium.FPDF_ClosePage(page)
    return Image.open(io.BytesIO(png(greys.raw, wide, high, stride, 4))).convert("L")


def test_the_highlight_is_over_the_very_figure():
    data = pdf([Sheet().text(60, 100, "支出1,234.56万元，增加12.30%。"), table()])
    made = annotated(data, "12.30%", "1,200.00")
    one, other = highlights(made)
    assert (one[0], one[2]) == (1, "明账")
    assert other[0] == 2
    left, low, right, high = other[1]
    assert 319 < left < 324  # in its cell from 320 to 420 points
    assert 40 < right - left < 48
    assert 842 - 150 <= low < high <= 842 - 130
    assert 165 < one[1][0] < 171  # behind 7 characters of 10 points and 8 of 5


def test_the_note_says_all_that_the_finding_says():
    ((_, _, author, text),) = highlights(annotated(pdf([table()]), "1,200.00"))
    assert author == "明账"
    assert text == "错误 1 · 核对\r1,200.00不符。\r改法：<改> & 核。"


def test_the_file_stays_to_its_last_byte():
    for data in (pdf([table()]), pdf([table()]).rstrip()):
        made = annotated(data, "1,200.00")
        assert made.startswith(data)
        assert PdfReader(io.BytesIO(made)).pages[0].extract_text()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_that_a_viewer_turns_has_its_note_where_the_figure_is_seen(turn):
    sheet = table()
    sheet.turn = turn
    before, after = drawn(pdf([sheet])), drawn(annotated(pdf([sheet]), "1,200.00"))
    upright = {0: 0, 90: 90, 180: 180, 270: 270}[turn]
    marked = Image.new("L", before.size)
    marked.putdata(
        [255 if a != b else 0 for a, b in zip(before.tobytes(), after.tobytes(), strict=True)]
    )
    left, top, right, low = marked.rotate(upright, expand=True).getbbox()
    assert 315 < left < right < 425
    assert 115 < top < low < 152


def test_text_that_lies_on_its_side_has_its_note_on_its_side():
    turned = Sheet()
    turned.parts.append("0 1 -1 0 595 0 cm")
    turned.parts += table(width=842, height=595).parts
    before, after = drawn(pdf([turned])), drawn(annotated(pdf([turned]), "1,200.00"))
    pairs = zip(before.tobytes(), after.tobytes(), strict=True)
    marked = Image.new("L", before.size)
    marked.putdata([255 if a != b else 0 for a, b in pairs])
    left, top, right, low = marked.rotate(-90, expand=True).getbbox()
    assert 315 < left < right < 425
    assert 115 < top < low < 152


def test_notes_that_were_there_stay():
    writer = PdfWriter(io.BytesIO(pdf([table()])), incremental=True)
    old = {"/Type": "/Annot", "/Subtype": "/Square"}
    old = DictionaryObject({NameObject(k): NameObject(v) for k, v in old.items()})
    old[NameObject("/Rect")] = ArrayObject([NumberObject(n) for n in (9, 9, 40, 40)])
    writer.add_annotation(0, old)
    out = io.BytesIO()
    writer.write(out)
    made = annotated(out.getvalue(), "1,200.00")
    kinds = [a.get_object()["/Subtype"] for a in PdfReader(io.BytesIO(made)).pages[0]["/Annots"]]
    assert kinds == ["/Square", "/Highlight", "/Popup"]


def test_the_same_bytes_every_time():
    assert annotated(pdf([table()]), "1,200.00") == annotated(pdf([table()]), "1,200.00")


def test_a_file_with_restrictions_is_left_alone():
    data = pdf([table()])
    document = audit.read_bytes(data, "样本.pdf")
    writer = PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt("", "owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    told = notes(document, [finding(document, "1,200.00")])
    assert original.annotated(out.getvalue(), document, told, AUTHOR) == (b"", "encrypted")


def test_a_signed_file_is_left_alone():
    data = pdf([table()])
    document = audit.read_bytes(data, "样本.pdf")
    writer = PdfWriter(clone_from=io.BytesIO(data))
    form = DictionaryObject({NameObject("/SigFlags"): NumberObject(3)})
    writer.root_object[NameObject("/AcroForm")] = form
    out = io.BytesIO()
    writer.write(out)
    told = notes(document, [finding(document, "1,200.00")])
    assert original.annotated(out.getvalue(), document, told, AUTHOR) == (b"", "signed")


@pytest.mark.parametrize("kind", ["text", "html", "xls", "ods"])
def test_other_files_cannot_have_notes(kind):
    document = Document("a", kind, "", (), ())
    assert original.annotated(b"", document, [], AUTHOR) == (b"", "kind")


def test_a_picture_that_was_read_as_a_page_cannot_have_notes():
    document = audit.read_bytes(pdf([table()]), "样本.png")
    assert original.annotated(b"\x89PNG", document, [], AUTHOR) == (b"", "kind")


def test_without_findings_there_is_no_copy():
    data = pdf([table()])
    document = audit.read_bytes(data, "样本.pdf")
    assert original.annotated(data, document, [], AUTHOR) == (b"", "none")


def test_a_note_without_a_place_is_at_the_head_of_the_first_page():
    data = pdf([table()])
    document = audit.read_bytes(data, "样本.pdf")
    everywhere = Finding("x", Severity.NOTE, "缺表。", "依据", ())
    made, _ = original.annotated(data, document, notes(document, [everywhere]), AUTHOR)
    ((number, box, _, text),) = highlights(made)
    assert number == 1
    assert box[3] > 800
    assert "缺表" in text
