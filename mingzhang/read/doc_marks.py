"""Properties of paragraphs 段落属性 in a .doc: styles, outline levels, lists, cells and rows.

As published in [MS-DOC]: modifiers (sprm) with a code and an operand, styles (STSH), definitions of
lists (PlfLst) and their uses (PlfLfo).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace

from mingzhang.read.doc_text import LISTS, OVERRIDES, STYLES, File, each, u16, u32
from mingzhang.read.numerals import LEVELS, Level, Numerals

_CELLS = 64  # cells of a row
_TC = 20
_STYLE, _LEVEL, _LIST, _LIST_AT = 0x4600, 0x2640, 0x460B, 0x260A
_IN_TABLE, _ROW, _DEPTH, _DEEPER = 0x2416, 0x2417, 0x6649, 0x664A
_INNER_CELL, _INNER_ROW = 0x244B, 0x244C
_DEFINE, _MERGE, _MERGE_DOWN = 0xD608, 0x5624, 0xD62B
_FAR = (0x6645, 0x6646, 0x646B)
_HEADINGS = range(1, 10)  # the built-in styles 标题 1 to 标题 9
_STYLES = 4096
_FORMS = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter",
    10: "ideographDigital", 11: "japaneseCounting", 14: "decimalFullWidth", 16: "japaneseLegal",
    17: "japaneseDigitalTenThousand", 18: "decimalEnclosedCircle", 19: "decimalFullWidth",
    22: "decimalZero", 23: "bullet", 28: "decimalEnclosedCircleChinese",
    29: "ideographEnclosedCircle", 30: "ideographTraditional", 33: "taiwaneseCounting",
    34: "ideographLegalTraditional", 35: "taiwaneseCountingThousand", 37: "chineseCounting",
    38: "ideographLegalTraditional", 39: "chineseCountingThousand", 255: "none",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marks:
    """What holds for a paragraph.

    ``level`` is that of a heading from 1, 0 for none, None when nothing is said; ``list_`` counts
    from 1; ``depth`` is in how many tables it stands; ``edges`` (twentieths of a point) and
    ``merges`` are those of the cells of the row that it ends.
    """

    level: int | None = None
    list_: int | None = None
    at: int | None = None
    style: int = 0
    depth: int = 0
    cell: bool = False
    row: bool = False
    edges: tuple[int, ...] = ()
    merges: tuple[str, ...] = ()


class Properties:
    """The properties of the paragraphs of a file."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._known: dict[tuple[int, bytes, int], Marks] = {}
        self._styles = _styles(file.pair(STYLES), file)

    def of(self, at: int) -> Marks:
        """Of the paragraph whose mark stands at ``at`` in the text."""
        key = self._file.of(at)
        if key not in self._known:
            self._known[key] = self._made(*key)
        return self._known[key]

    def _made(self, style: int, modifiers: bytes, piece: int) -> Marks:
        marks = _applied(Marks(style=style), modifiers + self._more(piece), self._file)
        for base in _bases(self._styles, marks.style):
            told = {n: getattr(base, n) for n in ("level", "list_", "at")}
            told = {n: v for n, v in told.items() if getattr(marks, n) is None}
            marks = replace(marks, **told)
        return marks

    def _more(self, modifier: int) -> bytes:
        """The modifiers of a piece that was changed after it was stored."""
        held = self._file.modifiers
        return held[modifier >> 1] if modifier & 1 and modifier >> 1 < len(held) else b""


@dataclass(frozen=True, slots=True)
class _Style:
    base: int
    marks: Marks


def _bases(styles: dict[int, _Style], number: int) -> list[Marks]:
    """The properties of a style and of those that it is based on."""
    found: list[Marks] = []
    while number in styles and len(found) < 20:
        found.append(styles[number].marks)
        number = styles[number].base
    return found


def _applied(marks: Marks, modifiers: bytes, file: File, far: bool = True) -> Marks:
    """The properties with modifiers applied in order."""
    told: dict[str, object] = {}
    for code, operand in each(modifiers):
        value = int.from_bytes(operand[:4], "little")
        if code == _STYLE:
            told["style"] = value
        elif code == _LEVEL:
            told["level"] = value + 1 if value < 9 else 0
        elif code == _LIST:
            told["list_"] = value if 0 < value < 0x7FF else 0
        elif code == _LIST_AT:
            told["at"] = value
        elif code == _IN_TABLE:
            told["depth"] = max(value & 1, marks.depth if value else 0, told.get("depth", 0))
        elif code == _DEPTH:
            told["depth"] = value
        elif code in (_ROW, _INNER_ROW):
            told["row"] = bool(value)
        elif code == _INNER_CELL:
            told["cell"] = bool(value)
        elif code == _DEFINE:
            told["edges"], told["merges"] = _row(operand)
        elif code in (_MERGE, _MERGE_DOWN):
            told["merges"] = _merged(told.get("merges", marks.merges), code, operand)
        elif code in _FAR and far:
            marks = _applied(replace(marks, **told), file.far(value), file, far=False)
            told = {}
    return replace(marks, **told)


def _row(operand: bytes) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The edges of the cells of a row, and how each is merged."""
    count = operand[0] if operand else 0
    if not 0 < count <= _CELLS or len(operand) < 1 + 2 * (count + 1):
        return (), ()
    edges = struct.unpack_from(f"<{count + 1}h", operand, 1)
    start = 1 + 2 * (count + 1)
    flags = [u16(operand, start + _TC * k) for k in range(count)]
    down = [{0: "", 1: "continue"}.get(flag >> 5 & 3, "restart") for flag in flags]
    return edges, tuple(
        "left" if left else own
        for left, own in zip(_left([f & 3 for f in flags]), down, strict=True)
    )


def _left(flags: list[int]) -> list[bool]:
    """Which cells belong to the one at their left.

    Files mark the first of merged cells by one bit and the others by the other; which is which
    differs between writers, so the first of a run tells.
    """
    made: list[bool] = []
    first = 0
    for flag in flags:
        merged = min(flag, 2)
        made.append(bool(first and merged and merged != first))
        if not merged or not first:
            first = merged
    return made


def _merged(merges: tuple[str, ...], code: int, operand: bytes) -> tuple[str, ...]:
    """The cells of a row after cells were merged with those at their left or above."""
    if len(operand) < 2:
        return merges
    if code == _MERGE:
        inside = range(operand[0] + 1, operand[1])
        return tuple("left" if k in inside else own for k, own in enumerate(merges))
    how = {0: "", 1: "continue"}.get(operand[1], "restart")
    return tuple(how if k == operand[0] and own != "left" else own for k, own in enumerate(merges))


def _styles(data: bytes, file: File) -> dict[int, _Style]:
    """The styles of paragraphs by number."""
    found: dict[int, _Style] = {}
    count, base = min(u16(data, 2), _STYLES), u16(data, 4)
    at = 2 + u16(data, 0)
    for number in range(count):
        size = u16(data, at)
        one = data[at + 2 : at + 2 + size]
        at += 2 + size + size % 2
        if len(one) < 10 or u16(one, 2) & 15 != 1:
            continue
        own = base + 2 + 2 * u16(one, base) + 2
        own += own % 2
        upx = one[own + 2 : own + 2 + u16(one, own)]
        built_in = u16(one, 0) & 0xFFF
        marks = Marks(level=built_in if built_in in _HEADINGS else None)
        found[number] = _Style(u16(one, 2) >> 4, _applied(marks, upx[2:], file))
    return found


def numerals(file: File) -> Numerals:
    """The ordinals that Word prints by itself: lists by number, counted from "1"."""
    definitions = _definitions(file)
    data = file.pair(OVERRIDES)
    count = min(u32(data, 0), max(0, len(data) - 4) // 16)
    lists: dict[str, tuple[str, dict[int, Level]]] = {}
    at = 4 + 16 * count
    for number in range(count):
        own = 4 + 16 * number
        name = str(u32(data, own))
        changed: dict[int, Level] = {}
        at += 4
        for _ in range(min(data[own + 12], LEVELS)):
            start, flags = u32(data, at), u32(data, at + 4)
            at += 8
            level = flags & 15
            if flags & 32:
                changed[level], at = _level(data, at)
            elif flags & 16:
                known = definitions.get(name, {}).get(level, Level())
                changed[level] = replace(known, start=start)
        lists[str(number + 1)] = name, changed
    return Numerals.of(definitions, lists)


def _definitions(file: File) -> dict[str, dict[int, Level]]:
    """The levels of each definition; they stand after the definitions, in the same order."""
    data = file.pair(LISTS)
    count = min(u16(data, 0), max(0, len(data) - 2) // 28)
    offset, _ = file.place(LISTS)
    rest = file.table[offset + 2 + 28 * count :]
    found: dict[str, dict[int, Level]] = {}
    at = 0
    for number in range(count):
        own = 2 + 28 * number
        levels = {}
        for level in range(1 if data[own + 26] & 1 else LEVELS):
            levels[level], at = _level(rest, at)
        found[str(u32(data, own))] = levels
    return found


def _level(data: bytes, at: int) -> tuple[Level, int]:
    """The level of a definition that begins at ``at``, and where it ends."""
    if at + 28 > len(data):
        return Level(), len(data)
    start, form = u32(data, at), data[at + 4]
    own = at + 28 + data[at + 24] + data[at + 25]
    size = u16(data, own)
    text = data[own + 2 : own + 2 + 2 * size].decode("utf-16-le", "replace")
    said = "".join(f"%{ord(c) + 1}" if c < chr(LEVELS) else c for c in text)
    return Level(start, _FORMS.get(form, "decimal"), said), own + 2 + 2 * size
