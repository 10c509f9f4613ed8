"""The person's own file 原件 once more: pictures of its pages, and a copy with the findings in it.

What was read apart is opened apart here too: in a process of its own, within the same limits.
"""

from __future__ import annotations

from functools import partial

from mingzhang.model import Unreadable
from mingzhang.original import pages, pdf, word, workbook
from mingzhang.read import apart
from mingzhang.write.notes import Note
from mingzhang.write.pins import Pictures, Wish

_NOT_DRAWN = "OFD 文件的页面不能画成图，报告里没有页面图。"
_COPIES = {"pdf": pdf.annotated, "docx": word.annotated, "xlsx": workbook.annotated}


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


def annotated(data: bytes, kind: str, notes: list[Note], author: str) -> tuple[bytes, str]:
    """A copy of a file of a kind (``Document.kind``) with the notes in it, and ""; or none, and
    why as a key: "none" (no notes), "kind" (no such file can have notes), "encrypted", "signed",
    "broken". Raises ``model.Unreadable`` when that takes too much or the file cannot be opened.
    """
    if kind not in _COPIES:
        return b"", "kind"
    if not notes:
        return b"", "none"
    return apart.run(partial(_COPIES[kind], data, notes, author))
