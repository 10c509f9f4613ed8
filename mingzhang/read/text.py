"""Bytes to lines 字节到行: decoding within bounds, and lines cleaned of what is not print.

UTF-8, UTF-16 and GB18030, with or without a byte order mark. The size is checked before anything
is decoded and the number of cells before anything is split, so that time and memory stay bounded.
Whatever cannot be read raises ``model.Unreadable`` with a sentence for the person.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from mingzhang.model import Text, Unreadable

MAX_BYTES = 32 * 2**20
MAX_LINES = 60_000
MAX_LINE = 400_000
MAX_CELLS = 400
MAX_ALL_CELLS = 2_000_000
MAX_DOUBT = 100  # one character that cannot be decoded among so many is tolerated

_MAGIC = (
    (b"%PDF", "PDF 文件"),
    (b"PK\x03\x04", "Word、Excel 或压缩文件"),
    (b"\xd0\xcf\x11\xe0", "旧版 Word 或 Excel 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"\x1f\x8b", "压缩文件"),
    (b"\x7fELF", "程序文件"),
    (b"MZ", "程序文件"),
)
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufffd\ufffe\uffff]")
_STRAY = re.compile(
    r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]{0,200})?/?>"
    r"|\$(?=[^$]{0,80}\$)|(?<=[\d}%])\$|\*\*|&nbsp;|\ufeff|\u200b"
    r"|\\(?:geqslant|geq?|leqslant|leq?|times|sim|approx|%|#|&|_|mathrm|text|quad|,|;|!)"
    r"|[\x00-\x08\x0e-\x1b\x7f\ufffd]"
)
_MEANT = {
    "\\ge": "≥",
    "\\geq": "≥",
    "\\geqslant": "≥",
    "\\le": "≤",
    "\\leq": "≤",
    "\\leqslant": "≤",
    "\\times": "×",
    "\\sim": "~",
    "\\approx": "≈",
    "\\%": "%",
    "\\#": "#",
    "\\&": "&",
    "\\_": "_",
}


def decode(data: bytes) -> tuple[str, str, list[str]]:
    """The text of ``data``, the name of its encoding, and warnings; raises Unreadable."""
    if len(data) > MAX_BYTES:
        size, most = len(data) // 2**20, MAX_BYTES // 2**20
        raise Unreadable(f"文件有 {size} MB，超过 {most} MB 的上限，不像一份公开文本，没有读取。")
    if not data.strip():
        raise Unreadable("文件是空的，没有可读的内容。")
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise Unreadable(f"这是{kind}，不是文本。请先导出为文本再审核。")
    text, encoding, warnings = _decoded(data)
    strange = len(_CONTROL.findall(text))
    if strange * MAX_DOUBT > len(text):
        raise Unreadable("文件里大多不是文字（二进制内容或编码不明），无法读取。")
    if not text.strip():
        raise Unreadable("文件里只有空白，没有可读的内容。")
    if strange:
        warnings.append(f"有 {strange} 个字符无法辨认，已略去。")
    return text, encoding, warnings


def _decoded(data: bytes) -> tuple[str, str, list[str]]:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            text, warnings = _strict(data[len(mark) :], name)
            if text is None:
                raise Unreadable(f"文件标明是 {name.upper()} 编码，但内容不符，可能已损坏。")
            return text, name, warnings
    head = data[:4096]
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if max(odd, even) * 20 > len(head) and min(odd, even) * 8 < max(odd, even):
        name = "utf-16-le" if odd > even else "utf-16-be"
        text, warnings = _strict(data, name)
        if text is not None:
            return text, name, warnings
    for name in ("utf-8", "gb18030"):
        text, warnings = _strict(data, name)
        if text is not None:
            return text, name, warnings
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    if bad * MAX_DOUBT > len(text):
        raise Unreadable("文件的编码认不出来（不是 UTF-8、UTF-16 或 GB18030），无法读取。")
    return text, "utf-8", ["文件不全是 UTF-8 编码，部分字符可能已损坏。"]


def _strict(data: bytes, name: str) -> tuple[str | None, list[str]]:
    """Decodes without a guess; raises Unreadable when the end is cut inside a character.

    A file cut on its way lacks tables that the bureau did publish: half of it is not audited.
    """
    decoder = codecs.getincrementaldecoder(name)("strict")
    try:
        text = decoder.decode(data)
    except UnicodeDecodeError:
        return None, []
    if decoder.getstate()[0]:
        raise Unreadable("文件不完整：最后一个字符只有一半，像是没有传完。请重新取得整个文件。")
    return text, []


def split(text: str) -> list[str]:
    """The lines of ``text`` without their ends; a form feed stays at the start of its line."""
    lines = _BREAK.split(text)
    if lines and not lines[-1]:
        lines.pop()
    if len(lines) > MAX_LINES:
        raise Unreadable(f"文本有 {len(lines)} 行，超过 {MAX_LINES} 行的上限，没有读取。")
    cells = 0
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_LINE:
            raise Unreadable(f"第 {number} 行有 {len(line)} 个字符，不像一份公开文本，没有读取。")
        tabs = line.count("\t")
        if tabs >= MAX_CELLS:
            raise Unreadable(
                f"第 {number} 行有 {tabs + 1} 栏，超过 {MAX_CELLS} 栏的上限，没有读取。"
            )
        cells += tabs
    if cells > MAX_ALL_CELLS:
        raise Unreadable(f"表格共有 {cells} 个单元格，超过 {MAX_ALL_CELLS} 个的上限，没有读取。")
    return lines


def stripped(text: Text) -> Text:
    """``text`` without white space at its ends."""
    whole = text.text
    left = len(whole) - len(whole.lstrip())
    right = len(whole.rstrip())
    if left == 0 and right == len(whole):
        return text
    return text.cut(left, max(left, right))


def clean(text: Text) -> Text:
    """``text`` without stray tags and LaTeX residue, and with what they meant in their place.

    ``\\geq`` becomes ≥. Every other character stays as printed and keeps its place.
    """
    found = list(_STRAY.finditer(text.text))
    if not found:
        return stripped(text)
    parts, last = [], 0
    for hit in found:
        if hit.start() > last:
            parts.append(text.cut(last, hit.start()))
        meant = _MEANT.get(hit[0])
        if meant:
            place = text.at(hit.start())
            parts.append(Text.of(meant, place.line, place.offset))
        last = hit.end()
    if last < len(text.text):
        parts.append(text.cut(last, len(text.text)))
    if not parts:
        place = text.at(0)
        return Text.of("", place.line, place.offset)
    return stripped(Text.join(parts))


def word(text: str) -> str:
    """A header word as a key: full-width forms folded, no white space, no colon at its end."""
    folded = unicodedata.normalize("NFKC", text)
    return re.sub(r"\s+", "", folded).rstrip(":").strip()
