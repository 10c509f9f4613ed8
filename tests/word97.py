"""A writer of Word files of the old kind, as bare as [MS-DOC] lets them be, for tests."""

import struct
from typing import NamedTuple

from biff import compounds
from office import Page, Table, placed

PAGE, TEXT = 512, 1024
PAIRS = {"styles": 1, "characters": 12, "paragraphs": 13, "pieces": 33, "shapes": 40, "boxes": 56}
PAIRS |= {"lists": 73, "overrides": 74}
IN_TABLE, ROW, DEPTH, INNER_CELL, INNER_ROW = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
DEFINE, FAR, HIDDEN, DELETED = 0xD608, 0x6646, 0x083C, 0x0800
WIDE = 700  # twentieths of a point that a column takes


class Part(NamedTuple):
    """A paragraph with its mark, and its modifiers."""

    text: str
    modifiers: bytes = b""
    style: int = 0


def sprm(code: int, value: int) -> bytes:
    """A modifier by the size of its operand."""
    size = (1, 1, 2, 4, 2, 2, 1, 3)[code >> 13]
    return struct.pack("<H", code) + value.to_bytes(size, "little")


def defined(edges: list[int], flags: list[int]) -> bytes:
    """The modifier that defines a row: the edges of its cells, and how they are merged."""
    body = bytes([len(flags)]) + struct.pack(f"<{len(edges)}h", *edges)
    body += b"".join(struct.pack("<H", flag) + bytes(18) for flag in flags)
    return struct.pack("<HH", DEFINE, len(body) + 1) + body


def table(rows: Table, depth: int = 1) -> list[Part]:
    """The paragraphs of a table; what a span covers downwards has cells of its own."""
    taken: dict[int, tuple[int, int]] = {}
    made: list[Part] = []
    inside = sprm(IN_TABLE, 1) + sprm(DEPTH, depth)
    for row in placed(rows):
        cells = {column: (box.text, box.columns, 0) for column, box in row}
        for column, (left, wide) in list(taken.items()):
            cells[column] = ("", wide, 1 << 5)
            taken[column] = (left - 1, wide)
            if left == 1:
                del taken[column]
        for column, box in row:
            if box.rows > 1:
                cells[column] = (box.text, box.columns, 3 << 5)
                taken[column] = (box.rows - 1, box.columns)
        order = sorted(cells)
        edges = [WIDE * c for c in order] + [WIDE * (order[-1] + cells[order[-1]][1])]
        end = defined(edges, [cells[c][2] for c in order])
        for c in order:
            mark, own = ("\x07", b"") if depth == 1 else ("\r", sprm(INNER_CELL, 1))
            made.append(Part(cells[c][0] + mark, inside + own))
        last = sprm(ROW, 1) if depth == 1 else sprm(INNER_ROW, 1) + sprm(INNER_CELL, 1)
        made.append(Part("\x07" if depth == 1 else "\r", inside + last + end))
    return made


def parts(items: Page) -> list[Part]:
    """The paragraphs of a page."""
    made: list[Part] = []
    for item in items:
        made += [Part(item + "\r")] if isinstance(item, str) else table(item)
    return made


def pages(runs: list[tuple[int, bytes]], size: int) -> list[tuple[int, bytes]]:
    """The pages that hold runs, each with the end of its text: runs are ends and what holds."""
    made: list[tuple[int, bytes]] = []
    rest, first = list(runs), TEXT
    while rest:
        places, offsets, body, free = [first], [], bytearray(PAGE), PAGE - 2
        while rest:
            end, held = rest[0]
            start = (free - len(held)) // 2 * 2
            if start < 4 * (len(places) + 1) + size * len(places):
                break
            body[start : start + len(held)] = held
            offsets.append(start // 2 if held else 0)
            places.append(end)
            free = start if held else free
            rest.pop(0)
        head = struct.pack(f"<{len(places)}I", *places)
        head += b"".join(bytes([offset]) + bytes(size - 1) for offset in offsets)
        body[: len(head)] = head
        body[-1] = len(offsets)
        first = places[-1]
        made.append((first, bytes(body)))
    return made


def held(part: Part) -> bytes:
    """What a page holds for a paragraph: its size in words, its style, its modifiers."""
    own = struct.pack("<H", part.style) + part.modifiers
    if len(own) % 2:
        return bytes([(len(own) + 1) // 2]) + own
    return bytes([0, len(own) // 2]) + own


def doc(
    main: list[Part],
    footnotes: list[Part] = (),
    boxes: list[Part] = (),
    hidden: list[tuple[int, int]] = (),
    pairs: dict[str, bytes] | None = None,
    data: bytes = b"",
    flags: int = 0x0200,
) -> bytes:
    """A Word file of paragraphs; ``hidden`` are stretches of the text, ``pairs`` further parts."""
    whole = [*main, *footnotes, *boxes]
    text = "".join(part.text for part in whole)
    sizes = [sum(len(p.text) for p in several) for several in (main, footnotes, boxes)]
    ends, at = [], TEXT
    for part in whole:
        at += 2 * len(part.text)
        ends.append((at, held(part)))
    runs, at = [], 0
    for first, end in hidden:
        own = sprm(HIDDEN, 1)
        runs += [(TEXT + 2 * first, b""), (TEXT + 2 * end, bytes([len(own)]) + own)]
    runs.append((TEXT + 2 * len(text), b""))
    body = bytearray(TEXT) + text.encode("utf-16-le")
    body += bytes(-len(body) % PAGE)
    kept = {}
    for name, made in (("paragraphs", pages(ends, 13)), ("characters", pages(runs, 1))):
        places = [TEXT, *(end for end, _ in made)]
        numbers = [len(body) // PAGE + k for k in range(len(made))]
        kept[name] = struct.pack(f"<{len(places)}I", *places)
        kept[name] += struct.pack(f"<{len(numbers)}I", *numbers)
        body += b"".join(page for _, page in made)
    piece = struct.pack("<IIHIH", 0, len(text), 0, TEXT, 0)
    kept["pieces"] = b"\x02" + struct.pack("<I", len(piece)) + piece
    struct.pack_into("<HH", body, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", body, 10, flags)
    struct.pack_into("<8I", body, 0x4C, sizes[0], sizes[1], 0, 0, 0, 0, sizes[2], 0)
    stream = b""
    for name, part in (kept | (pairs or {})).items():
        struct.pack_into("<II", body, 0x9A + 8 * PAIRS[name], len(stream), len(part))
        stream += part
    return compounds({"WordDocument": bytes(body), "1Table": stream, "Data": data})


def word97(items: Page) -> bytes:
    """A Word file of the old kind of a page."""
    return doc(parts(items))
