"""The text of a .doc 旧版 Word: its streams, its pieces, and the properties of what stands in them.

As published in [MS-DOC], Word (.doc) Binary File Format. Text is kept in pieces; the properties of
paragraphs and characters stand in pages of 512 bytes, by the offset of the text in the file.
Offsets, counts and sizes of the file are believed nowhere: what lies outside is not there.
"""

from __future__ import annotations

import io
import re
import struct
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

import olefile

from mingzhang.model import Unreadable
from mingzhang.read.package import LOCKED

BROKEN = (
    "文件不完整或已损坏，或者不是 Word 文件，打不开。请重新取得整个文件，或另存为 .docx 再审核。"
)
_OLD = "这是 Word 95 或更早的文件，无法直接读取。请用 Word 或 WPS 另存为 .docx 再审核。"
_WORD, _WORD_97 = 0xA5EC, 0xC1
_ENCRYPTED, _OBFUSCATED, _SECOND = 0x0100, 0x8000, 0x0200  # flags of the file
_FIRST_PAIR = 0x9A
_STORIES = ("main", "footnote", "header", "macro", "annotation", "endnote", "box", "header box")
_PAGE = 512
_NUMBER = 0x3FFFFF  # the bits of the number of a page
_COMPRESSED = 0x40000000
_DEFINE, _TABS = 0xD608, 0xC615  # modifiers that say their size in their own way
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)
_MARKS = re.compile("[^\r\x07\x0c\x13\x14\x15]")
_HIDDEN, _DELETED, _SYMBOL = 0x083C, 0x0800, 0x6A09
FOOTNOTES, STYLES, CHARACTERS, PARAGRAPHS, PIECES = 3, 1, 12, 13, 33
SHAPES, BOXES, LISTS, OVERRIDES = 40, 56, 73, 74


class Piece(NamedTuple):
    """Text from ``first`` to ``end`` that stands at ``offset`` in the file, ``width`` bytes each;
    ``modifier`` tells what else holds for it."""

    first: int
    end: int
    offset: int
    width: int
    modifier: int


class File:
    """A .doc: ``pair`` gives its structures by number, ``story`` the texts, ``of`` properties."""

    def __init__(self, data: bytes) -> None:
        """Opens ``data``; raises ``model.Unreadable``."""
        streams = _streams(data)
        self.main = streams["WordDocument"]
        if len(self.main) < _FIRST_PAIR or u16(self.main, 0) not in (_WORD, 0xA5DC):
            raise Unreadable(BROKEN)
        flags = u16(self.main, 10)
        if flags & (_ENCRYPTED | _OBFUSCATED):
            raise Unreadable(LOCKED)
        if u16(self.main, 0) != _WORD or u16(self.main, 2) < _WORD_97:
            raise Unreadable(_OLD)
        self.table = streams["1Table" if flags & _SECOND else "0Table"]
        self.data = streams["Data"]
        self.macros = bool(streams["macros"])
        self.modifiers, self.pieces = self._pieces()
        self._starts = [p.first for p in self.pieces]
        self._runs = self._pages(PARAGRAPHS, 13)
        self._firsts = [run[0] for run in self._runs]
        self._text = self._printed()

    def pair(self, number: int) -> bytes:
        """A structure of the table stream by its number in the list of offsets and sizes."""
        offset, size = self.place(number)
        return self.table[offset : offset + size]

    def place(self, number: int) -> tuple[int, int]:
        """Offset and size of a structure."""
        at = _FIRST_PAIR + 8 * number
        return u32(self.main, at), u32(self.main, at + 4)

    def story(self, name: str) -> tuple[int, str]:
        """Where the text of a kind begins, and that text; "main", "footnote", "endnote", "box"."""
        sizes = struct.unpack_from("<8I", self.main, 0x4C)
        first = sum(sizes[: _STORIES.index(name)])
        return first, self._text[first : first + sizes[_STORIES.index(name)]]

    def of(self, at: int) -> tuple[int, bytes, int]:
        """The style, the modifiers and the modifier of the piece of the paragraph whose mark
        stands at ``at`` in the text."""
        if not self.pieces:
            return 0, b"", 0
        piece = self.pieces[max(0, bisect_right(self._starts, at) - 1)]
        offset = piece.offset + (at - piece.first) * piece.width
        found = bisect_right(self._firsts, offset) - 1
        if found < 0 or offset >= self._runs[found][1]:
            return 0, b"", piece.modifier
        own = self._runs[found][2]
        return (u16(own, 0), own[2:], piece.modifier) if len(own) > 1 else (0, b"", piece.modifier)

    def far(self, offset: int) -> bytes:
        """Modifiers that were too long for their page and stand in the data stream."""
        if offset + 2 > len(self.data):
            return b""
        return self.data[offset + 2 : offset + 2 + u16(self.data, offset)]

    def _pieces(self) -> tuple[list[bytes], list[Piece]]:
        """What holds for pieces, and the pieces; raises Unreadable when there are none."""
        clx, at = self.pair(PIECES), 0
        modifiers: list[bytes] = []
        while at + 3 <= len(clx) and clx[at] == 1:
            size = u16(clx, at + 1)
            modifiers.append(clx[at + 3 : at + 3 + size])
            at += 3 + size
        if at + 5 > len(clx) or clx[at] != 2:
            raise Unreadable(BROKEN)
        places, parts = plc(clx[at + 5 : at + 5 + u32(clx, at + 1)], 8)
        found, told = [], 0
        for first, end, part in zip(places, places[1:], parts, strict=False):
            offset, modifier = struct.unpack_from("<IH", part, 2)
            width = 1 if offset & _COMPRESSED else 2
            offset = (offset & ~_COMPRESSED) // (3 - width)
            told += (end - first) * width
            if end < first or offset + (end - first) * width > len(self.main):
                raise Unreadable(BROKEN)
            found.append(Piece(first, end, offset, width, modifier))
        if told > len(self.main) or not found or found[0].first:
            raise Unreadable(BROKEN)  # pieces that overlap would make more text than there is
        return modifiers, found

    def _pages(self, number: int, size: int) -> list[tuple[int, int, bytes]]:
        """The runs of the pages of a kind: first and last offset of text, what holds for it."""
        found: list[tuple[int, int, bytes]] = []
        _, pages = plc(self.pair(number), 4)
        for start in dict.fromkeys((u32(page, 0) & _NUMBER) * _PAGE for page in pages):
            page = self.main[start : start + _PAGE]
            count = page[-1] if len(page) == _PAGE else _PAGE
            if count * (4 + size) + 5 > _PAGE:
                continue
            places = struct.unpack_from(f"<{count + 1}I", page)
            for k in range(count):
                at = 2 * page[4 * (count + 1) + size * k]
                found.append((places[k], places[k + 1], _held(page, at, size > 1) if at else b""))
        found.sort(key=lambda run: run[:2])
        return found

    def _printed(self) -> str:
        """The whole text, a character for each place; what is not printed is a zero."""
        unseen = [run[:2] for run in self._pages(CHARACTERS, 1) if run[2] and _unseen(run[2])]
        made = []
        for piece in self.pieces:
            end = piece.offset + (piece.end - piece.first) * piece.width
            text = _decoded(self.main[piece.offset : end], piece.width)
            at = 0
            first = bisect_right(unseen, (piece.offset, 0))
            for start, over in unseen[max(0, first - 1) :]:
                if start >= end:
                    break
                a = max(at, (start - piece.offset) // piece.width)
                b = max(a, min(len(text), (over - piece.offset) // piece.width))
                made += text[at:a], _MARKS.sub("\x00", text[a:b])
                at = b
            made.append(text[at:])
        return "".join(made)


def _streams(data: bytes) -> dict[str, bytes]:
    """The streams that are read, by name; b"" for those that the file lacks."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            found = {"macros": b"1" if file.exists("Macros") else b""}
            for name in ("WordDocument", "0Table", "1Table", "Data"):
                found[name] = file.openstream(name).read() if file.exists(name) else b""
                if found[name] and len(found[name]) < file.get_size(name):
                    raise Unreadable(BROKEN)  # the file was cut on its way
            return found
    except (MemoryError, Unreadable):
        raise
    except Exception as error:  # whatever a broken file makes the library stumble on
        raise Unreadable(BROKEN) from error


def _held(page: bytes, at: int, paragraph: bool) -> bytes:
    """What a page holds at an offset: a size, in words for a paragraph, and as many bytes."""
    size = page[at]
    if not paragraph:
        return page[at + 1 : at + 1 + size]
    if size:
        return page[at + 1 : at + 2 * size]
    return page[at + 2 : at + 2 + 2 * page[at + 1]] if at + 1 < len(page) else b""


def _unseen(modifiers: bytes) -> bool:
    """Whether characters are hidden, deleted, or stand for a picture of a symbol."""
    seen = {code: operand for code, operand in each(modifiers)}
    return any(seen.get(c, b"\x00")[:1] == b"\x01" for c in (_HIDDEN, _DELETED)) or _SYMBOL in seen


def _decoded(data: bytes, width: int) -> str:
    """A character for each place; halves of a pair stay two places."""
    if width == 1:
        return data.decode("cp1252", "replace")
    text = data.decode("utf-16-le", "surrogatepass")
    if len(text) * 2 == len(data):
        return text
    return "".join(map(chr, struct.unpack(f"<{len(data) // 2}H", data)))


def each(modifiers: bytes) -> Iterator[tuple[int, bytes]]:
    """The modifiers one by one: code and operand."""
    at, end = 0, len(modifiers)
    while at + 3 <= end:
        code = u16(modifiers, at)
        at += 2
        size = _SIZES[code >> 13]
        if code == _DEFINE and at + 2 <= end:
            size = max(0, u16(modifiers, at) - 1)
            at += 2
        elif code == _TABS and modifiers[at] == 255 and at + 2 <= end:
            added = at + 2 + 4 * modifiers[at + 1]
            size = added + 1 - at + 3 * modifiers[added] if added < end else end
        elif not size:
            size = modifiers[at]
            at += 1
        yield code, modifiers[at : at + size]
        at += size


def plc(data: bytes, size: int) -> tuple[tuple[int, ...], list[bytes]]:
    """Places, one more than there are parts, and the parts of ``size`` bytes each."""
    count = max(0, (len(data) - 4) // (4 + size))
    if not count:
        return (), []
    places = struct.unpack_from(f"<{count + 1}I", data)
    start = 4 * (count + 1)
    return places, [data[start + size * k : start + size * (k + 1)] for k in range(count)]


def u16(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")


def u32(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")
