"""What a file is 文件类型, by its content and never by the ending of its name."""

from __future__ import annotations

import re

from mingzhang.model import Unreadable
from mingzhang.read.package import LOCKED, Package, is_ole, streams
from mingzhang.read.sheet_xml import is_xml

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_HEAD = 4096
_PAGE = re.compile(
    r"(?:<\?xml[^<>]*>\s*|<!--(?:(?!-->).)*-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|meta|title|style|table)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_SAVED = re.compile(r"MIME-Version:", re.IGNORECASE)
_RICH, _OLD_XML = "{\\rtf", "<?mso-application"
_OTHER = "这是{0}，无法直接读取。请用 Word 或 WPS 打开，另存为 {1} 再审核。"
_PACKED = "这是压缩包，里面可能有几份文件。请先解压，再审核其中的公开文件。"


def kind(data: bytes) -> str:
    """ "pdf", "docx", "doc", "sheet", "html", "mht", "ofd", "picture" or, for all else, "text".

    Raises ``model.Unreadable`` for what is known and cannot be read, with what to do about it.
    """
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if is_picture(data):
        return "picture"
    if data.startswith(_ZIP):
        return _packed(Package(data))
    if is_ole(data):
        return _compound(streams(data))
    head = _plain(data[:_HEAD])
    if is_xml(data):
        return "sheet"
    if _OLD_XML in head:
        raise Unreadable(_OTHER.format("旧式 XML 文件", ".docx 或 .xlsx"))
    if head.startswith(_RICH):
        raise Unreadable(_OTHER.format(" RTF 文件", ".docx"))
    if _SAVED.match(head):
        return "mht"
    return "html" if _PAGE.match(head) else "text"


def is_plain(data: bytes) -> bool:
    """Whether ``data`` is bare text. All else is a format that a hostile file can make costly;
    it is looked at by its first bytes only."""
    if b"%PDF-" in data[:1024] or data.startswith(_ZIP) or is_ole(data) or is_xml(data):
        return False
    if is_picture(data):
        return False
    head = _plain(data[:_HEAD])
    told = _OLD_XML in head or head.startswith(_RICH) or _SAVED.match(head)
    return not told and not _PAGE.match(head)


def is_picture(data: bytes) -> bool:
    """Whether ``data`` is a picture 图片: PNG, JPEG, TIFF or BMP."""
    if data.startswith(_PICTURES):
        return True
    header = int.from_bytes(data[14:18], "little")
    return data.startswith(b"BM") and header in (12, 40, 52, 56, 64, 108, 124)


def _packed(package: Package) -> str:
    folders = {name.partition("/")[0] for name in package.parts}
    if "word" in folders:
        return "docx"
    if "xl" in folders:
        return "sheet"
    if "content.xml" in package:
        if b"spreadsheet" in package.part("mimetype") or "mimetype" not in package:
            return "sheet"
        raise Unreadable(_OTHER.format("开放文档（.odt、.odp）", ".docx"))
    if "ppt" in folders:
        raise Unreadable("这是演示文稿（.pptx），无法读取。请另存为 .pdf 再审核。")
    if "OFD.xml" in package:
        return "ofd"
    raise Unreadable(_PACKED)


def _compound(found: set[str]) -> str:
    """What a compound file is by its streams."""
    if "EncryptedPackage" in found:
        raise Unreadable(LOCKED)
    if "PowerPoint Document" in found:
        raise Unreadable("这是演示文稿（.ppt、.dps），无法读取。请另存为 .pdf 再审核。")
    return "doc" if "WordDocument" in found else "sheet"


def _plain(head: bytes) -> str:
    """The beginning of a file as letters, in whatever encoding."""
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        head = head.removeprefix(mark)
    return head.replace(b"\x00", b"").decode("latin-1").lstrip()
