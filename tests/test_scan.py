"""Scans: the same pages as if they had been printed to a file, and nothing that is not sure."""

import struct
import zlib

import pytest

pytest.importorskip("onnxruntime", reason="reading of pictures is an extra of the package")

from pages import document, grid
from printed_pdf import Sheet
from scanned import Paper, file, pdf, with_picture, worn

from mingzhang import audit, packs, read
from mingzhang.model import UNCLEAR, Status, Unreadable
from mingzhang.read import scan

XS = [50.0, 130, 300, 400, 500]
ROWS = [
    ["科目编码", "科目名称", "合计", "基本支出"],
    ["201", "一般公共服务支出", "1,234,567.89", "1,000,000.00"],
    ["2010301", "行政运行", "1,234,567.89", "-1,357.64"],
    ["2080505", "机关养老保险缴费支出", "906.15", ""],
    ["", "合计", "1,235,474.04", "998,642.36"],
]
YS = [90.0 + 18 * n for n in range(len(ROWS) + 1)]
WORDS = packs.words()
WORDS = WORDS["forms"] | {key: WORDS[key] for key in ("wrapped", "pdf")}


def table(**how) -> Paper:
    paper = Paper(**how).text(230, 40, "支出决算表", 16).text(430, 70, "单位：元")
    return paper.grid(XS, YS, ROWS)


def cells(document) -> list[list[str]]:
    """The rows as they are printed, headers left out."""
    return [line.split("\t") for line in document.lines if line.count("\t") == 3][1:]


@pytest.fixture(scope="module")
def askew():
    return read.guarded(pdf(worn(table(), askew=2.0, noise=9)), "a.pdf", WORDS)


@pytest.fixture(scope="module")
def straight():
    return read.guarded(pdf(worn(table())), "a.pdf", WORDS)


def test_a_scanned_table_is_read_as_if_it_were_printed(straight):
    assert cells(straight) == ROWS[1:]
    assert straight.tables[0].unit == "元"
    assert straight.tables[0].title.text.strip() == "支出决算表"
    assert "第 1 页有图片" in straight.warnings[0]


def test_a_page_that_lies_askew_is_set_level(askew):
    assert cells(askew) == ROWS[1:]


@pytest.mark.parametrize("quarters", [1, 2])
def test_a_page_that_lies_on_its_side_is_read_upright(quarters):
    document = read.guarded(pdf(worn(table(), quarters=quarters)), "a.pdf", WORDS)
    assert cells(document) == ROWS[1:]
    line = next(n for n, x in enumerate(document.lines, 1) if "906.15" in x)
    box = next(s.box for s in document.places.spots()[line] if s.box.left)
    size = document.places.sizes[0]
    assert 0 <= box.left < box.right <= size.width
    assert 0 <= box.top < box.bottom <= size.height


def test_a_table_that_goes_on_over_pages_of_a_file_is_one():
    more = [ROWS[0], ["21011", "行政事业单位医疗", "12.30", "4.56"]]
    second = Paper().grid(XS, [60, 78, 96], more)
    found = read.guarded(file(worn(table()), worn(second, seed=2)), "a.tif", WORDS)
    (one,) = found.tables
    assert [r.line for r in one.rows][-1] in [n for n, p in enumerate(found.pages, 1) if p == 2]


def test_a_picture_of_a_table_on_a_page_of_text_is_read_beside_the_text():
    """Only the picture is looked at: what the page prints as text is taken as it is."""
    sheet = Sheet(height=420).text(50, 20, "2024", 12)
    sheet.parts.append("q 595 0 0 340 0 0 cm /P Do Q")
    cut = worn(table()).crop((0, round(80 * 200 / 72), 1653, 1167))
    found = read.guarded(with_picture(sheet, cut), "a.pdf", WORDS)
    assert cells(found) == ROWS[1:]
    assert found.lines[0] == "2024"


def test_places_are_those_of_the_page_as_it_is_shown(straight, askew):
    for read_, slope in ((straight, 0.0), (askew, 2.0)):
        paper = table()
        line = next(n for n, x in enumerate(read_.lines, 1) if "906.15" in x)
        at = read_.lines[line - 1].index("906.15")
        spot = next(s for s in read_.places.spots()[line] if s.start == at)
        box = tuple(round(n / 100 * paper.scale) for n in spot.box[1:])
        dark = [n < 100 for n in worn(paper, slope, noise=0).crop(box).tobytes()]
        assert sum(dark) > len(dark) / 12, "ink of the figure is there"


def test_a_picture_file_is_a_page():
    found = read.guarded(file(worn(table()), kind="JPEG", quality=80), "a", WORDS)
    assert cells(found) == ROWS[1:]
    for kind in ("PNG", "BMP"):
        assert read.in_pages(file(worn(table()), kind=kind)) == pdf(worn(table()))


def test_a_figure_that_cannot_be_made_out_is_unread(tmp_path):
    paper = table()
    paper.pen.rectangle([n * paper.scale for n in (365, 131, 372, 139)], fill=90)
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(worn(paper)))
    found = audit.audit_file(path)
    assert cells(found.document)[1][2] == UNCLEAR
    assert "看不清" in " ".join(found.document.warnings)
    unread = [n for n in found.numbers if n.status is Status.UNREAD and n.text == UNCLEAR]
    assert [n.place.page for n in unread] == [1]


def test_a_picture_that_is_far_too_large_is_refused_in_one_sentence():
    head = struct.pack(">IIBBBBB", 50_000, 50_000, 1, 0, 0, 0, 0)

    def chunk(kind: bytes, body: bytes) -> bytes:
        sealed = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", sealed)

    body = zlib.compress(bytes(50_000 // 8 + 1) * 5_000)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    with pytest.raises(Unreadable, match="50000×50000"):
        read.guarded(bomb, "a.png", WORDS)


def test_a_broken_picture_is_refused_in_one_sentence():
    whole = file(worn(table()), kind="JPEG")
    for data in (
        whole[: len(whole) // 3],
        b"\x89PNG\r\n\x1a\n" + b"x" * 50,
        b"II*\x00" + b"\xff" * 99,
    ):
        with pytest.raises(Unreadable, match="损坏"):
            read.guarded(data, "a", WORDS)


def test_no_more_pages_are_looked_at_than_is_bearable(monkeypatch):
    monkeypatch.setattr(read.pdf, "MOST_PAGES", 1)
    found = read.guarded(pdf(worn(table()), worn(table()), worn(table())), "a.pdf", WORDS)
    assert any("第 2—3 页只有图片" in w and "上限" in w for w in found.warnings)


def test_an_unclear_figure_makes_no_sum_complete():
    lines = ("一、基本支出⇥1.00⇥〓", "二、项目支出⇥2.00⇥3.00", "合计⇥3.00⇥3.00")
    bound = audit.audit(document(grid("支出预算表", "项目⇥合计⇥财政拨款", *lines, unit="元")))
    assert not [c for c in bound.checks if c.terms and c.outcome.value == "differs"]
    assert UNCLEAR in [n.text for n in bound.numbers if n.status is Status.UNREAD]


def test_without_the_extra_the_person_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(scan, "installed", lambda: False)
    for data in (pdf(worn(table())), file(worn(table()), kind="PNG")):
        with pytest.raises(Unreadable, match=r"mingzhang\[scan\]"):
            read.guarded(data, "a", WORDS)
