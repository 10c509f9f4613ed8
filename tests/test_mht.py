"""Packed web pages: their page reads as it does alone."""

import base64
import quopri

import pytest
from grids import WORDS, compared
from office import page

from mingzhang.model import Unreadable
from mingzhang.read import guarded, html, magic
from mingzhang.read import mht as reader

PAGE = ["表1 收支总表", [["项目", "预算数"], ["合计", "1.00"]], "说明。"]
EDGE = "----=_edge"


def packed(*pages: tuple[bytes, str, str], end: bool = True) -> bytes:
    """A packed page of its parts: the body, its charset, how it is written."""
    made = [
        "MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
        f'\tboundary="{EDGE}"; type="text/html"\r\n\r\n'
    ]
    for n, (body, charset, how) in enumerate(pages):
        kept = {
            "base64": lambda b: base64.encodebytes(b),
            "quoted-printable": lambda b: quopri.encodestring(b),
            "8bit": lambda b: b,
        }[how](body)
        made.append(
            f"--{EDGE}\r\nContent-Location: file:///C:/{n}.htm\r\nContent-Transfer-Encoding: {how}"
            f'\r\nContent-Type: text/html; charset="{charset}"\r\n\r\n'
        )
        made.append(kept.decode("latin-1") + "\r\n")
    made.append(f"--{EDGE}\r\nContent-Type: image/png\r\n\r\nxx\r\n")
    return "".join(made + ([f"--{EDGE}--\r\n"] if end else [])).encode("latin-1")


@pytest.mark.parametrize("how", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "utf-16", "unicode"])
def test_a_packed_page_reads_as_the_page_does(how, charset):
    own = page(PAGE, f"<meta charset={charset}>")
    body = own.encode("utf-16" if charset == "unicode" else charset)
    data = packed((body, charset, how))
    assert magic.kind(data) == "mht" and not magic.is_plain(data)
    found = reader.read(data, "a.mht", WORDS)
    same = html.read(page(PAGE).encode(), "a.html", WORDS)
    assert (found.lines, compared(found)) == (same.lines, compared(same))
    assert guarded(data, "a.mht", WORDS).lines == same.lines


def test_the_sheets_of_a_packed_workbook_are_all_read():
    frame = b"<html><frameset><frame src='1.htm'></frameset></html>"
    sheets = [(page([text]).encode(), "utf-8", "base64") for text in ("甲", "乙")]
    assert reader.read(packed((frame, "utf-8", "8bit"), *sheets), "a", WORDS).lines == ("甲", "乙")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (packed(), "没有网页"),
        (packed((page(PAGE).encode(), "utf-8", "8bit"), end=False), "不完整"),
        (b"MIME-Version: 1.0\r\n", "没有网页"),
        (b"MIME-Version: 1.0\r\n" + b"a" * (33 << 20), "33 MB"),
    ],
    ids=["no page", "cut", "head alone", "large"],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(data, sentence):
    with pytest.raises(Unreadable, match=sentence):
        reader.read(data, "a.mht", WORDS)


def test_parts_in_parts_without_end():
    head = "MIME-Version: 1.0\r\n"
    for n in range(3000):
        head += f'Content-Type: multipart/mixed; boundary="{n}"\r\n\r\n--{n}\r\n'
    with pytest.raises(Unreadable):
        reader.read(head.encode(), "a.mht", WORDS)
