"""The person's own file 原件 once more: pictures of its pages, and a copy with the findings in it.

What was read apart is opened apart here too: in a process of its own, within the same limits.
"""

from __future__ import annotations

from functools import partial

from mingzhang.model import Document, Unreadable
from mingzhang.original import pages, pdf, word, workbook
from mingzhang.read import apart
from mingzhang.write.notes import Note
from mingzhang.write.pins import Pictures, Wish

_NOT_DRAWN = "OFD 文件的页面不能画成图，报告里没有页面图。"
_COPIES = {
    "pdf": (pdf.annotated, b"%PDF-"),
    "docx": (word.annotated, b"PK"),
    "xlsx": (workbook.annotated, b"PK"),
}


def pictures(data: bytes, wish: Wish) -> Pictures:
    """The pictures that are wished for of ``data``, the bytes of a file with pages.

    None, and a remark that says why, where the file cannot be drawn: the report does without.
    """
    if not (wish.pages or wish.crops):
        return Pictures()
    if data.startswith(b"PK"):
        return Pictures(remark=_NOT_DRAWN)
    try:
        return apart.run(partial(pages.drawn, data, wish))
    except Unreadable as error:
        return Pictures(remark=str(error))


def annotated(data: bytes, document: Document, notes: list[Note], author: str) -> tuple[bytes, str]:
    """A copy of ``data``, the bytes of a document, with the notes in it, and ""; or none, and why,
    as a key: "none" (no notes), "kind" (such a file has none), "encrypted", "signed", "broken".
    Raises ``model.Unreadable`` when that takes too much or the file cannot be opened.
    """
    copy, magic = _COPIES.get(document.kind, (None, b""))
    if copy is None or magic not in data[:1024]:
        return b"", "kind"
    if not notes:
        return b"", "none"
    return apart.run(partial(copy, data, notes, author, document.places.sizes))
