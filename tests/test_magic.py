"""What a file is, by its content: the same whatever its name."""

import pytest
from biff import compound, compounds, stream
from office import book, ods, page, word, zipped
from word97 import word97

from mingzhang.model import Unreadable
from mingzhang.read.magic import kind
from mingzhang.read.package import OLE

PAGE = ["一", [["项目", "数"], ["甲", "1"]]]


def ole(name: str) -> bytes:
    """A compound file cut on its way: it can only be told by the name of a stream."""
    return OLE + bytes(600) + name.encode("utf-16-le") + bytes(600)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (word(PAGE), "docx"),
        (book(PAGE), "sheet"),
        (ods(PAGE), "sheet"),
        (page(PAGE).encode(), "html"),
        (page(PAGE).encode("gb18030"), "html"),
        (page(PAGE).encode("utf-16"), "html"),
        (b"\n <table><tr><td>1</table>", "html"),
        (b"<?xml version='1.0'?><!-- a --><html>", "html"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><x/>', "sheet"),
        (b"%PDF-1.7", "pdf"),
        (b"\n\n%PDF-1.4", "pdf"),
        (ole("Workbook"), "sheet"),
        (ole("Book"), "sheet"),
        (ole("WordDocument"), "doc"),
        (word97(PAGE), "doc"),
        (compound("Workbook", stream({"a": b""}, [])), "sheet"),
        (compounds({"WordDocument": "Workbook".encode("utf-16-le") + bytes(9)}), "doc"),
        ("收支总表\n<p>8</p>\t1".encode(), "text"),
        ("<p>8</p>\t一、收入".encode(), "text"),
        (b"", "text"),
        (b"<metal>", "text"),
    ],
)
def test_what_a_file_is(data, what):
    assert kind(data) == what


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (zipped({"a.txt": "一"}), "解压"),
        (zipped({"ppt/presentation.xml": "一"}), "演示文稿"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ""}), "odt"),
        (ole("EncryptedPackage"), "密码"),
        (compounds({"EncryptedPackage": b"", "EncryptionInfo": b""}), "密码"),
        (compounds({"PowerPoint Document": b""}), "演示文稿"),
        (b"PK\x03\x04 and no more", "损坏"),
        (b"{\\rtf1\\ansi", "RTF"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><x/>', "docx"),
    ],
)
def test_what_cannot_be_read_is_told_with_what_to_do(data, sentence):
    with pytest.raises(Unreadable, match=sentence):
        kind(data)
