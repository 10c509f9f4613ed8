"""PNG: the greys of a page as a small picture file (ISO/IEC 15948)."""

from __future__ import annotations

import struct
import zlib

_EFFORT = 4  # of 9: the rest would take ten times as long for a twentieth of the size
_GREY = 0


def png(greys: bytes, width: int, height: int, stride: int, bits: int) -> bytes:
    """The file of a picture of ``width`` × ``height`` pixels with 2 to the power of ``bits`` greys.

    ``greys`` has one byte for each pixel, 0 black and 255 white, and rows of ``stride`` bytes;
    ``bits`` is 1, 2 or 4, and ``stride`` a multiple of the pixels that go into one byte.
    """
    each = 8 // bits
    levels = greys.translate(bytes(i >> (8 - bits) for i in range(256)))
    packed = 0
    for first in range(each):  # all pixels at once, as one long number
        packed = packed << bits | int.from_bytes(levels[first::each], "big")
    rows = packed.to_bytes(len(levels) // each, "big")
    wide, step = -(-width // each), stride // each
    plain = b"".join(b"\0" + rows[at : at + wide] for at in range(0, height * step, step))
    head = struct.pack(">IIBBBBB", width, height, bits, _GREY, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", _packed(plain)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _packed(plain: bytes) -> bytes:
    packing = zlib.compressobj(_EFFORT, zlib.DEFLATED, 15, 9)
    return packing.compress(plain) + packing.flush()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
