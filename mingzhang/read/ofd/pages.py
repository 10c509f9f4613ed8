"""Parts of an OFD 版式文档 to sheets: characters, drawn rules and pictures, as of a PDF.

As published in GB/T 33190-2016. Lengths in the file are millimetres from the upper left corner of
the page; sheets have points. Nothing of the file is executed or fetched.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from math import isfinite
from typing import NamedTuple

from mingzhang.model import Unreadable
from mingzhang.read.package import LOCKED, Package, parse, resolved
from mingzhang.read.pdf.characters import meant
from mingzhang.read.pdf.library import SAME, Matrix, moved, product
from mingzhang.read.pdf.sheets import (
    MAX_ALL,
    MAX_CHARS,
    MAX_OBJECTS,
    MAX_PAGES,
    Drawn,
    Frame,
    Glyph,
    Sheet,
    quarter,
)

_POINT = 72 / 25.4  # points in a millimetre
_A4 = (0.0, 0.0, 210.0, 297.0)
_MOST = 1e6  # millimetres; what lies further is nowhere
_ABOVE, _BELOW = 0.86, 0.14  # of the size of type: how far it reaches from its line
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,2})?")
_STEP = re.compile(r"([A-Za-z])|(" + _NUMBER.pattern + ")")
_POINTS = {"S": 1, "M": 1, "L": 1, "Q": 2, "B": 3}
_WIDE = ("W", "F", "A")
_WHITE = 250
_BROKEN = "OFD 文件里没有版面，或文件已损坏，打不开。请重新取得整个文件。"


class _Laid(NamedTuple):
    """A text, a path or a picture: its place, and what it holds."""

    kind: str
    said: dict[str, str]
    codes: list[tuple[dict[str, str], str]]
    path: str
    white: bool


def sheets(package: Package) -> Iterator[Sheet | None]:
    """The pages in order, None for one that is missing; raises ``model.Unreadable``."""
    if any(name.rpartition("/")[2].lower().startswith("encrypt") for name in package.parts):
        raise Unreadable(LOCKED)
    number, left = 0, MAX_ALL
    for main in _values(package.part("OFD.xml"), "DocRoot"):
        main = resolved("", main)
        box, pages, templates = _listed(package, main)
        for part in pages:
            number += 1
            if number > MAX_PAGES:
                raise Unreadable(f"OFD 有超过 {MAX_PAGES} 页，不像一份部门公开件，没有读取。")
            if not package.part(part):
                yield None
                continue
            walk = _Walk()
            parse(package.part(part), walk.start, walk.end, walk.said)
            behind: list[_Laid] = []
            for name in walk.templates:
                back = _Walk()
                if templates.get(name, "") in package:
                    parse(package.part(templates[name]), back.start, back.end, back.said)
                behind += back.laid
            left -= len(behind) + len(walk.laid)
            if left < 0:
                raise Unreadable("OFD 的内容多得不像一份部门公开件，没有读取。")
            sheet = _sheet(number, [*behind, *walk.laid], walk.box or box)
            left -= len(sheet.glyphs)
            yield sheet
    if not number:
        raise Unreadable(_BROKEN)


def _values(data: bytes, tag: str) -> list[str]:
    """The texts of the elements of a name."""
    found: list[str] = []
    inside = False

    def start(name: str, said: dict[str, str]) -> None:
        nonlocal inside
        inside = name == tag
        if inside:
            found.append("")

    def end(name: str) -> None:
        nonlocal inside
        inside = False

    def said(text: str) -> None:
        if inside:
            found[-1] += text

    if data:
        parse(data, start, end, said)
    return [text.strip() for text in found if text.strip()]


def _listed(package: Package, main: str) -> tuple[tuple[float, ...], list[str], dict[str, str]]:
    """The box of a page where it says none, the parts of the pages, and of the templates by id."""
    folder = main.rpartition("/")[0]
    pages: list[str] = []
    templates: dict[str, str] = {}

    def start(tag: str, said: dict[str, str]) -> None:
        if tag == "Page":
            pages.append(resolved(folder, said.get("BaseLoc", "")))
        elif tag == "TemplatePage":
            templates[said.get("ID", "")] = resolved(folder, said.get("BaseLoc", ""))

    data = package.part(main)
    if data:
        parse(data, start, lambda tag: None)
    boxes = _values(data, "PhysicalBox")
    return (_box(boxes[0]) if boxes else None) or _A4, pages, templates


def _numbers(text: str) -> list[float]:
    made = [float(found) for found in _NUMBER.findall(text[:400_000])]
    return [n if isfinite(n) and abs(n) < _MOST else 0.0 for n in made]


def _box(text: str) -> tuple[float, ...] | None:
    """Left, top, width and height; None when they are none."""
    made = tuple(_numbers(text))
    return made if len(made) == 4 and made[2] > 1 and made[3] > 1 else None


class _Walk:
    """What a page holds, as its elements come."""

    def __init__(self) -> None:
        self.laid: list[_Laid] = []
        self.templates: list[str] = []
        self.box: tuple[float, ...] | None = None
        self._above: list[Matrix] = [SAME]
        self._parts: list[str] | None = None
        self._clip = 0

    def start(self, tag: str, said: dict[str, str]) -> None:
        """An element begins."""
        if tag in ("Clips", "CGTransform", "Actions"):
            self._clip += 1
        elif self._clip:
            return
        elif tag == "Template":
            self.templates += [said.get("TemplateID", "")] if len(self.templates) < 8 else []
        elif tag in ("TextObject", "PathObject", "ImageObject"):
            if len(self.laid) >= MAX_OBJECTS:
                raise Unreadable("OFD 有一页的内容多得不像一页公开件，没有读取。")
            self.laid.append(_Laid(tag, said, [], "", False))
        elif tag == "FillColor" and self.laid:
            value = _numbers(said.get("Value", ""))
            white = (len(value) == 3 and min(value) > _WHITE) or said.get("Alpha") == "0"
            self.laid[-1] = self.laid[-1]._replace(white=white)
        elif tag == "TextCode" and self.laid:
            self.laid[-1].codes.append((said, ""))
            self._parts = []
        elif tag in ("AbbreviatedData", "PhysicalBox"):
            self._parts = []

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag in ("Clips", "CGTransform", "Actions"):
            self._clip -= 1
        if self._clip or self._parts is None:
            return
        text = "".join(self._parts)
        if tag == "TextCode" and self.laid and self.laid[-1].codes:
            self.laid[-1].codes[-1] = (self.laid[-1].codes[-1][0], text)
        elif tag == "AbbreviatedData" and self.laid:
            self.laid[-1] = self.laid[-1]._replace(path=text)
        elif tag == "PhysicalBox":
            self.box = _box(text)
        else:
            return
        self._parts = None

    def said(self, text: str) -> None:
        """Text inside an element."""
        if self._parts is not None and not self._clip:
            self._parts.append(text)


def _placed(said: dict[str, str]) -> Matrix:
    """From the lengths of an object to those of the page."""
    left, top = ([*_numbers(said.get("Boundary", ""))[:2], 0.0, 0.0])[:2]
    own = _numbers(said.get("CTM", ""))
    matrix = tuple(own) if len(own) == 6 else SAME
    return product(matrix, (1.0, 0.0, 0.0, 1.0, left, top))


def _sheet(number: int, laid: list[_Laid], box: tuple[float, ...]) -> Sheet:
    """The page of what it holds, in points, turned so that its text stands upright."""
    page: Matrix = (_POINT, 0.0, 0.0, -_POINT, -box[0] * _POINT, (box[1] + box[3]) * _POINT)
    width, height = box[2] * _POINT, box[3] * _POINT
    shown = [one for one in laid if one.said.get("Visible", "true") != "false"]
    texts = [(one, product(_placed(one.said), page)) for one in shown if one.kind == "TextObject"]
    turns = [_turn(one, matrix) for one, matrix in texts]
    turn = max(range(4), key=lambda t: (turns.count(t), t == 0))
    frame = Frame(turn, 0.0, height, width, 0.0)
    if turn % 2:
        width, height = height, width
    drawn = Drawn(frame, width, height)
    for one in shown:
        if one.kind == "PathObject":
            _draw(one, product(_placed(one.said), page), drawn)
        elif one.kind == "ImageObject" and (area := _box(one.said.get("Boundary", ""))):
            drawn.picture += area[2] * area[3] * _POINT * _POINT
    glyphs: list[Glyph] = []
    for (one, matrix), own in zip(texts, turns, strict=True):
        if own == turn and not one.white:
            glyphs += _glyphs(one, matrix, frame)
        if len(glyphs) > MAX_CHARS:
            raise Unreadable(f"OFD 第 {number} 页的内容多得不像一页公开件，没有读取。")
    inside = [g for g in glyphs if g.x1 > 0 and g.x0 < width and g.y1 > 0 and g.y0 < height]
    picture = min(100, int(drawn.picture * 100 / max(1.0, width * height)))
    unmapped = sum(g.char == "\ufffd" for g in inside)
    return Sheet(number, width, height, inside, drawn.level, drawn.upright, drawn.shades, picture,
                 False, unmapped, turn)  # fmt: skip


def _turn(one: _Laid, matrix: Matrix) -> int:
    """The quarter turns to the right that set a text upright; 4 when it is slanted."""
    read = one.said.get("ReadDirection", "0"), one.said.get("CharDirection", "0")
    return quarter(matrix[0], matrix[1]) if read == ("0", "0") else 4


def _steps(text: str, count: int) -> list[float]:
    """The way from each character to the next: numbers, where "g 3 2.5" is 2.5 three times."""
    made: list[float] = []
    parts = iter(text[:400_000].split())
    for part in parts:
        if part == "g":
            times, step = (_numbers(t) for t in (*islice(parts, 2), "", "")[:2])
            made += (step or [0.0])[:1] * min(int(times[0]) if times else 0, count)
        else:
            made += _numbers(part)[:1]
        if len(made) >= count:
            break
    return made[:count]


def _glyphs(one: _Laid, matrix: Matrix, frame: Frame) -> Iterator[Glyph]:
    """The characters of a text with their boxes."""
    size = (_numbers(one.said.get("Size", "")) or [0.0])[0]
    stretch = (_numbers(one.said.get("HScale", "")) or [1.0])[0]
    x = y = 0.0
    for said, text in one.codes:
        x = (_numbers(said.get("X", "")) or [x])[0]
        y = (_numbers(said.get("Y", "")) or [y])[0]
        right = _steps(said.get("DeltaX", ""), len(text))
        down = _steps(said.get("DeltaY", ""), len(text))
        for at, char in enumerate(meant(text)):
            own = size * stretch
            if unicodedata.east_asian_width(char) not in _WIDE:
                own /= 2
            step = right[at] if at < len(right) else own if not right and not down else 0.0
            wide = min(step, own * 1.3) if step > 0 else own
            if char != " ":
                ax, ay = moved(matrix, x, y + size * _BELOW)
                bx, by = moved(matrix, x + wide, y - size * _ABOVE)
                box = frame.box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
                if box[3] - box[1] >= 1:
                    yield Glyph(*box, char)
            x += step
            y += down[at] if at < len(down) else 0.0


def _draw(one: _Laid, matrix: Matrix, drawn: Drawn) -> None:
    """What a path draws."""
    stroke = one.said.get("Stroke", "true") != "false"
    fill = one.said.get("Fill", "false") == "true"
    if not stroke and (not fill or one.white):
        return
    parts: list[list[tuple[float, float]]] = []
    for step, numbers in _path(one.path):
        if step in ("S", "M") or not parts:
            parts.append([])
        if step == "C":
            parts[-1] += parts[-1][:1]
        elif len(numbers) >= 2:
            x, y = moved(matrix, numbers[-2], numbers[-1])
            parts[-1].append(drawn.frame.box(x, y, x, y)[:2])
    drawn.strokes([part for part in parts if part], stroke)


def _path(text: str) -> Iterator[tuple[str, list[float]]]:
    """The steps of a path: a letter and its numbers."""
    letter, numbers = "", list[float]()
    for found in islice(_STEP.finditer(text), MAX_OBJECTS):
        if found[1]:
            if letter:
                yield letter, numbers
            letter, numbers = found[1], []
        else:
            numbers += _numbers(found[2])
    if letter:
        yield letter, numbers
