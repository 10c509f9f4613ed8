"""A writer of old workbooks, as bare as the library reads them, for tests."""

import struct

BOF, EOF, SHEET, FORMAT, XF, FONT = 0x809, 0x0A, 0x85, 0x41E, 0xE0, 0x31
LABEL, NUMBER, RK, MERGED, BOOL, ROW = 0x204, 0x203, 0x27E, 0xE5, 0x205, 0x208
SECTOR, MINI = 512, 4096
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def record(kind: int, data: bytes = b"") -> bytes:
    """One record of the stream."""
    return struct.pack("<HH", kind, len(data)) + data


def text(said: str) -> bytes:
    """A text with its length before it."""
    return struct.pack("<HB", len(said), 1) + said.encode("utf-16-le")


def cell(row: int, column: int, value: str | int | bool, style: int) -> bytes:
    """A cell: a text, a number in hundredths, or yes or no."""
    at = struct.pack("<HHH", row, column, style)
    if isinstance(value, bool):
        return record(BOOL, at + struct.pack("<BB", value, 0))
    if isinstance(value, int):
        return record(NUMBER, at + struct.pack("<d", value / 100))
    return record(LABEL, at + text(value))


def stream(sheets: dict[str, bytes], formats: list[str], hidden: str = "") -> bytes:
    """The stream of a workbook; ``sheets`` holds the records of their cells by name."""
    head = record(BOF, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    head += record(FONT, struct.pack("<HHHHHBBBB", 200, 0, 8, 400, 0, 0, 0, 0, 0) + b"\x01\x00a")
    for number, code in enumerate(formats):
        head += record(FORMAT, struct.pack("<H", 200 + number) + text(code))
    for number in range(len(formats) + 1):
        key = 200 + number - 1 if number else 0
        head += record(XF, struct.pack("<HHH", 0, key, 1) + bytes(14))
    bodies = [
        record(BOF, struct.pack("<HHHHII", 0x600, 16, 0, 0, 0, 0)) + cells + record(EOF)
        for cells in sheets.values()
    ]
    names = [struct.pack("<BB", len(name), 1) + name.encode("utf-16-le") for name in sheets]
    at = len(head) + sum(4 + 6 + len(name) for name in names) + 4
    for name, own, body in zip(sheets, names, bodies, strict=True):
        head += record(SHEET, struct.pack("<IBB", at, name == hidden, 0) + own)
        at += len(body)
    return head + record(EOF) + b"".join(bodies)


def merged(*areas: tuple[int, int, int, int]) -> bytes:
    """Merged cells by first and last row, first and last column."""
    packed = b"".join(struct.pack("<HHHH", *area) for area in areas)
    return record(MERGED, struct.pack("<H", len(areas)) + packed)


def compound(name: str, data: bytes) -> bytes:
    """A compound file of one stream."""
    return compounds({name: data})


def compounds(streams: dict[str, bytes]) -> bytes:
    """A compound file of streams, each at least as long as those that stand in sectors."""
    bodies = [data.ljust(MINI, b"\x00") for data in streams.values()]
    bodies = [data + bytes(-len(data) % SECTOR) for data in bodies]
    folders = -(-(1 + len(streams)) // 4)
    used = folders + sum(len(data) for data in bodies) // SECTOR
    tables = 1
    while tables * (SECTOR // 4) < tables + used:
        tables += 1
    chain = [TABLE] * tables
    starts = []
    for length in (folders, *(len(data) // SECTOR for data in bodies)):
        starts.append(len(chain))
        chain += [*range(len(chain) + 1, len(chain) + length), END]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(tables * SECTOR, b"\xff")

    def entry(said: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
        own = (said.encode("utf-16-le") + b"\x00\x00") if said else b""
        packed = own.ljust(64, b"\x00") + struct.pack(
            "<HBBIII", len(own), kind, 1, FREE, right, child
        )
        return packed + bytes(36) + struct.pack("<III", start, size, 0)

    folder = entry("Root Entry", 5, FREE, 1, END, 0)
    for at, (name, data) in enumerate(zip(streams, bodies, strict=True), 1):
        right = at + 1 if at < len(streams) else FREE
        folder += entry(name, 2, right, FREE, starts[at], len(data))
    folder += entry("", 0, FREE, FREE, 0, 0) * (folders * 4 - 1 - len(streams))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHHHIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, tables)
    head += struct.pack("<IIIIIII", starts[0], 0, MINI, END, 0, END, 0)
    head += struct.pack(f"<{tables}I", *range(tables)).ljust(109 * 4, b"\xff")
    return head + table + folder + b"".join(bodies)
