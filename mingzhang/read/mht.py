"""Reading a packed web page 读打包网页: an .mht as Word, WPS, Excel and browsers save it.

Its pages are read as web pages are; whatever else it packs (pictures, styles) is left alone.
"""

from __future__ import annotations

import email
from email.errors import CloseBoundaryNotFoundDefect
from email.message import Message

from mingzhang.model import Document, Unreadable
from mingzhang.read import html, lined
from mingzhang.read.lined import Grid, Laid, Line
from mingzhang.read.text import MAX_BYTES

_MOST = 1000  # parts
_BROKEN = "打包的网页文件不完整或已损坏，打不开。请重新取得整个文件，或另存为 .docx 再审核。"
_NO_PAGE = "打包的网页文件里没有网页，没有可读的内容。"


def read(data: bytes, name: str, words: dict) -> Document:
    """The document of ``data``, the bytes of an .mht; raises ``model.Unreadable``.

    ``words`` is ``packs/forms.toml`` parsed.
    """
    return lined.document(laid(data), name, words)


def laid(data: bytes) -> Laid:
    """What a packed web page prints: its first page, or, where that only frames others, those."""
    pages = _pages(data)
    wanted = pages[1:] if _frames(pages[0]) and len(pages) > 1 else pages[:1]
    found: list[Line | Grid] = []
    warnings: list[str] = []
    for page in wanted:
        more, encoding, said = html.items(page)
        found += more
        warnings += said
    return lined.laid(found, "mht", encoding, list(dict.fromkeys(warnings)))


def _frames(page: bytes) -> bool:
    """Whether a page only frames others, as those of a workbook with several sheets."""
    return b"<frameset" in page.lower()


def _pages(data: bytes) -> list[bytes]:
    """The web pages in order, each as UTF-8 where its encoding is told outside it."""
    if len(data) > MAX_BYTES:
        size, most = len(data) >> 20, MAX_BYTES >> 20
        raise Unreadable(f"文件有 {size} MB，超过 {most} MB 的上限，没有读取。")
    try:
        whole = email.message_from_bytes(data)
        parts = [part for part, _ in zip(whole.walk(), range(_MOST), strict=False)]
        if any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in whole.defects):
            raise Unreadable(_BROKEN)  # the file was cut on its way
        pages = [_page(part) for part in parts if part.get_content_type() == "text/html"]
    except (ValueError, LookupError, RecursionError, TypeError, AttributeError) as error:
        raise Unreadable(_BROKEN) from error
    pages = [page for page in pages if page.strip()]
    if not pages:
        raise Unreadable(_NO_PAGE)
    return pages


def _page(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    page = data if isinstance(data, bytes) else b""
    charset = part.get_content_charset() or ""
    try:
        return b"\xef\xbb\xbf" + page.decode(charset).lstrip("\ufeff").encode()
    except (LookupError, UnicodeError):
        return page
