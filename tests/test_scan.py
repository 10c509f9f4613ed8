"""Scans: the same pages as if they had been printed to a file, and nothing that is not sure."""

import pytest

pytest.importorskip("onnxruntime", reason="reading of pictures is an extra of the package")

from scanned import Paper, file, pdf, worn

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
def straight():
    return read.guarded(pdf(worn(table())), "a.pdf", WORDS)


def test_a_scanned_table_is_read_as_if_it_were_printed(straight):
    assert cells(straight) == ROWS[1:]
    assert straight.tables[0].unit == "元"
    assert straight.tables[0].title.text.strip() == "支出决算表"
    assert "第 1 页有图片" in straight.warnings[0]


def test_a_page_that_lies_askew_is_set_level():
    askew = read.guarded(pdf(worn(table(), askew=1.7, noise=9)), "a.pdf", WORDS)
    assert cells(askew) == ROWS[1:]


def test_places_are_those_of_the_page_as_it_is_shown(straight):
    for askew, slack in ((0.0, 3), (2.0, 6)):
        paper = table()
        document = read.guarded(pdf(worn(paper, askew=askew)), "a.pdf", WORDS)
        line = next(n for n, x in enumerate(document.lines, 1) if "906.15" in x)
        at = document.lines[line - 1].index("906.15")
        spot = next(s for s in document.places.spots()[line] if s.start == at)
        wide, high = paper.picture.size
        turned = worn(paper, askew=askew, noise=0)
        box = [round(n / 100 * paper.scale) for n in spot.box[1:]]
        dark = [n < 100 for n in turned.crop(tuple(box)).tobytes()]
        assert sum(dark) > len(dark) / 12, "ink of the figure is there"
        assert abs(spot.box.right / 100 - 395) < slack + wide * 0 + high * 0


def test_a_picture_file_is_a_page(straight):
    for kind, how in (("PNG", {}), ("JPEG", {"quality": 80}), ("BMP", {})):
        found = read.guarded(file(worn(table()), kind=kind, **how), "a", WORDS)
        assert cells(found) == ROWS[1:]


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


def test_without_the_extra_the_person_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(scan, "installed", lambda: False)
    for data in (pdf(worn(table())), file(worn(table()), kind="PNG")):
        with pytest.raises(Unreadable, match=r"mingzhang\[scan\]"):
            read.guarded(data, "a", WORDS)
