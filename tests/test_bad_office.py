"""Bad Word files, workbooks and pages: one clear sentence, exit status 2, within bounds.

Each case runs the command in a process of its own, as in ``test_bad_input``.
"""

import io
import json
import zipfile

import pytest
from biff import cell, compound, compounds, stream
from office import book, docx, page, paragraph, relations, said, sheet, word, xlsx, zipped
from printed_ofd import Leaf, ofd
from printed_ofd import page as leaf
from test_bad_input import refused, run
from test_mht import packed
from word97 import doc, parts, word97

from mingzhang.audit import MOST_NUMBERS, audit
from mingzhang.model import Document, Unreadable
from mingzhang.read.package import OLE

PAGE = ["一、收支情况", [["项目", "预算数"], ["合计", "1.00"]]]
ENTITIES = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>'
ELSEWHERE = '<!DOCTYPE a [<!ENTITY b SYSTEM "urn:elsewhere">]><a>&b;</a>'
ROW = "<row>" + '<c s="1"/>' * 1000 + "</row>"


def main_sheet(rows: str) -> bytes:
    """A workbook whose sheet is so large that it is packed apart."""
    return zipped(
        {
            "_rels/.rels": relations({"a": ("officeDocument", "xl/workbook.xml")}),
            "xl/workbook.xml": '<workbook><sheets><sheet name="表" id="i"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations({"i": ("worksheet", "sheet.xml")}),
            "xl/sheet.xml": f"<worksheet><sheetData>{rows}</sheetData></worksheet>",
        }
    )


def locked() -> bytes:
    return OLE + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(5000)


UNREADABLE = {
    "half-a-word-file": lambda: word(PAGE)[: len(word(PAGE)) // 2],
    "half-a-workbook": lambda: book(PAGE)[: len(book(PAGE)) // 2],
    "half-an-old-workbook": lambda: compound("Workbook", stream({"a": cell(0, 0, "一", 0)}, []))[
        :700
    ],
    "locked": locked,
    "locked-whole": lambda: compounds(
        {"EncryptionInfo": b"\x04", "EncryptedPackage": b"\x00" * 5000}
    ),
    "locked-old-word-file": lambda: doc(parts(PAGE), flags=0x0300),
    "half-an-ofd": lambda: ofd([Leaf().text(60, 60, "一")])[:300],
    "bomb-in-an-ofd": lambda: ofd([leaf("<Layer/>" * 20_000_000)]),
    "objects-in-an-ofd": lambda: ofd([leaf("<PathObject/>" * 1_000_000)]),
    "entities-in-an-ofd": lambda: ofd([ENTITIES]),
    "half-a-packed-page": lambda: packed((page(PAGE).encode(), "utf-8", "8bit"))[:-40],
    "entity-from-elsewhere": lambda: zipped({"word/document.xml": ELSEWHERE}),
    "entity-from-elsewhere-in-a-workbook": lambda: xlsx({"表": ELSEWHERE}),
    "a-presentation": lambda: compounds({"PowerPoint Document": b""}),
    "rich-text": lambda: b"{\\rtf1\\ansi 1.00}",
    "part-of-an-old-word-file": lambda: (
        OLE + bytes(600) + "WordDocument".encode("utf-16-le") + bytes(600)
    ),
    "half-an-old-word-file": lambda: word97(PAGE)[: len(word97(PAGE)) // 2],
    "bomb-in-a-word-file": lambda: docx("<w:p/>" * 40_000_000),
    "bomb-in-a-workbook": lambda: xlsx({"表": "<a>" + " " * 200_000_000}),
    "entities-in-a-word-file": lambda: zipped({"word/document.xml": ENTITIES}),
    "entities-in-a-workbook": lambda: xlsx({"表": ENTITIES}),
    "ten-million-styled-cells": lambda: main_sheet(ROW * 10_000),
    "three-million-styled-cells": lambda: main_sheet(ROW * 3_000),
    "a-million-paragraphs": lambda: docx(paragraph("一") * 1_000_000),
    "one-endless-paragraph": lambda: docx(paragraph("支出" * 5_000_000)),
    "a-page-of-marks": lambda: b"<html>" + b"<b>" * 4_000_000,
    "a-page-of-cells": lambda: b"<html><table>" + b"<td>1" * 1_000_000,
    "no-sheet": lambda: xlsx({}),
    "an-archive": lambda: zipped({"a.txt": "一", "b.txt": "二"}),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_cannot_be_read_is_refused_in_one_sentence(tmp_path, case):
    path = tmp_path / case
    path.write_bytes(UNREADABLE[case]())
    refused(run("audit", path, "--out", tmp_path / "out"), case)
    assert not (tmp_path / "out").exists(), "nothing is written about what was not read"


def test_formulas_links_and_macros_are_left_alone(tmp_path):
    cells = {
        "A1": said("项目"),
        "B1": said("预算数"),
        "A2": said("合计"),
        "B2": '<c><f>WEBSERVICE("urn:elsewhere")</f><v>7.25</v></c>',
    }
    path, out = tmp_path / "收支总表.xlsm", tmp_path / "out.json"
    path.write_bytes(xlsx({"收支总表": sheet(cells)}, **{"xl/vbaProject.bin": b"\x00" * 100}))
    answer = run("read", path, "--json", out)
    assert "Traceback" not in answer.stderr.decode("utf-8")
    found = json.loads(out.read_text(encoding="utf-8"))
    assert [row["cells"] for row in found["tables"][0]["rows"]] == [{"预算数": "7.25"}]
    assert "工作簿里有宏，没有执行。" in found["document"]["warnings"]


def test_a_word_file_with_macros_is_read_and_they_are_not_run(tmp_path):
    path, out = tmp_path / "说明.docm", tmp_path / "out.json"
    with zipfile.ZipFile(io.BytesIO(word(PAGE))) as whole:
        parts_ = {name: whole.read(name) for name in whole.namelist()}
    path.write_bytes(zipped(parts_ | {"word/vbaProject.bin": b"\x00" * 100}))
    run("read", path, "--json", out)
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["tables"] and "文件里有宏，没有执行。" in found["document"]["warnings"]


def test_more_numbers_than_any_disclosure_has_are_not_audited():
    row = "\t".join(["1,234.56"] * 400)
    whole = Document("a", "text", "", (), (row,) * (MOST_NUMBERS // 400 + 1))
    with pytest.raises(Unreadable, match=f"{MOST_NUMBERS} 个的上限"):
        audit(whole)


@pytest.mark.parametrize("printed", [word, lambda items: page(items).encode()])
def test_a_whole_file_is_no_bad_input(root, tmp_path, printed):
    text = (root / "examples" / "clean.txt").read_text(encoding="utf-8").split("\n")
    items = [[line.split("\t")] if "\t" in line else line for line in text if line.strip()]
    path = tmp_path / "clean"
    path.write_bytes(printed(items))
    answer = run("audit", path, "--out", tmp_path / "out")
    assert answer.returncode == 0, answer.stdout.decode("utf-8") + answer.stderr.decode("utf-8")
