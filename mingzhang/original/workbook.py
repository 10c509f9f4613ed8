"""Notes in a workbook 批注: notes at cells of an .xlsx, beside all that it holds.

A note is an entry in the comments of its sheet and a shape (VML) that shows it. Comments and shapes
that the sheet has are kept; a note at a cell that has one is added to its text. Of the sheet itself
nothing changes but one element that leads to the shapes, where it has none.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from mingzhang.model import Page
from mingzhang.original import parts
from mingzhang.original.parts import Insertions, Relations, local, prefix
from mingzhang.read.package import Package, related
from mingzhang.read.paragraphs import width
from mingzhang.read.sheet_xlsx import listed
from mingzhang.read.workbook import place
from mingzhang.write.notes import Note

_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_SHAPES = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_AFTER = frozenset({  # what follows the shapes in a sheet (ECMA-376, CT_Worksheet)
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst", "AlternateContent",
})  # fmt: skip
_WIDE = 44  # half characters in a line of a note
_USUAL = 8  # half characters in a column
_MOST = 30  # columns or rows that a note covers
_NEW = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap'
    ' v:ext="edit" data="1"/></o:shapelayout></xml>'
)
_TYPE = (
    '<v:shapetype id="mz_note" coordsize="21600,21600" o:spt="202"'
    ' path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_NAMES = (
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^>]*)>")
_OWN = re.compile(rb"""(\w+)\s*=\s*["']([^"']*)["']""")
_LAST = 16_384  # columns of a sheet
_FILLS = {"error": "#fde2e0", "warning": "#fff0d2", "note": "#e9edf2"}


def annotated(
    data: bytes, notes: list[Note], author: str, _: tuple[Page, ...]
) -> tuple[bytes, str]:
    """The bytes of an .xlsx with its notes, and ""; or none, and why: "signed".

    Raises ``model.Unreadable`` when the file cannot be opened.
    """
    package = Package(data)
    if parts.signed(package):
        return b"", "signed"
    main = next((p for kind, p in related(package, "").values() if kind == "officeDocument"), "")
    main = main if main in package else "xl/workbook.xml"
    known = related(package, main)
    order, _ = listed(package.part(main))
    sheets = {name: known[key][1] for name, _, key in order if key in known}
    first = next(
        (name for name, state, key in order if key in known and state in ("", "visible")), ""
    )
    cells: dict[str, dict[str, list[Note]]] = {}
    for note in notes:
        sheet, _, cell = note.pin.address.rpartition("!")
        if sheet not in sheets or place(cell) is None:
            sheet, cell = first or next(iter(sheets)), "A1"
        cells.setdefault(sheet, {}).setdefault(cell, []).append(note)
    changed: dict[str, bytes] = {}
    for sheet in (name for name in sheets if name in cells):
        _sheet(package, sheets[sheet], cells[sheet], author, changed)
    return parts.rewritten(data, changed), ""


def _sheet(
    package: Package,
    part: str,
    cells: dict[str, list[Note]],
    author: str,
    changed: dict[str, bytes],
) -> None:
    """Puts the notes of one sheet into the parts that ``changed`` collects."""
    relations = Relations(package, part)
    before = relations.data
    kinds = {kind: name for kind, name in related(package, part).values()}
    comments = kinds.get("comments", "")
    if comments not in package:
        comments = parts.unused({*package.parts, *changed}, "xl/comments", "xml")
        relations.add("comments", comments)
        types = changed.get(parts.TYPES) or package.part(parts.TYPES)
        changed[parts.TYPES] = parts.typed(types, comments, _COMMENTS)
        own, spaces = parts.root(package.part(part))
        space = spaces.get(prefix(own).rstrip(":"), "")
        inside = "<authors></authors><commentList></commentList>"
        bare = f"<comments xmlns={quoteattr(space)}>{inside}</comments>"
        written, more = _comments(bare.encode(), cells, author)
    else:
        written, more = _comments(package.part(comments), cells, author)
    changed[comments] = written
    shapes = _leads(package, part, relations, changed)
    drawn = changed.get(shapes) or package.part(shapes) or _NEW.encode()
    new = {cell: cells[cell] for cell in more}
    changed[shapes] = _shapes(drawn, new, _widths(package.part(part)))
    if relations.data != before:
        changed[relations.part] = relations.data


def _leads(package: Package, part: str, relations: Relations, changed: dict[str, bytes]) -> str:
    """The part with the shapes of a sheet; a new one, to which the sheet now leads, if it has
    none."""
    data = package.part(part)
    known = related(package, part)
    spots: list[int] = []  # of what comes behind the shapes
    found: list[str] = []
    depth = 0
    name, _ = parts.root(data)
    body = False

    def start(tag: str, own: dict[str, str], at: int) -> None:
        nonlocal depth, body
        depth += 1
        body = body or local(tag) == "sheetData"
        if depth == 2 and local(tag) == "legacyDrawing":
            found.extend(v for k, v in own.items() if local(k) == "id")
        elif depth == 2 and body and local(tag) in _AFTER:
            spots.append(at)

    def end(tag: str, own: dict[str, str], at: int) -> None:
        nonlocal depth
        depth -= 1

    parts.walk(data, start, end, lambda *_: None)
    if found and found[0] in known:
        return known[found[0]][1]
    shapes = parts.unused({*package.parts, *changed}, "xl/drawings/vmlDrawing", "vml")
    types = changed.get(parts.TYPES) or package.part(parts.TYPES)
    changed[parts.TYPES] = parts.extended(types, "vml", _SHAPES)
    key = relations.add("vmlDrawing", shapes)
    put = Insertions(data)
    space = quoteattr(relations.base)
    put.at(
        spots[0] if spots else data.rindex(b"</" + name.encode()),
        f'<{prefix(name)}legacyDrawing xmlns:r={space} r:id="{key}"/>',
    )
    changed[part] = put.done()
    return shapes


class _Comments:
    """The comments of a sheet as they stand: where each ends, and where more may follow."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.texts: dict[str, tuple[int, int, bool]] = {}  # cell: begin and end of text, rich
        self.authors = self.list_ = -1
        self.count = 0
        self.prefix = ""
        self._names: list[str] = []
        self._cell, self._begin, self._rich = "", -1, False
        parts.walk(data, self._start, self._end, lambda *_: None)

    def _start(self, name: str, own: dict[str, str], at: int) -> None:
        tag = local(name)
        if not self._names:
            self.prefix = prefix(name)
        self._names.append(tag)
        if tag == "author":
            self.count += 1
        elif tag == "comment":
            self._cell = own.get("ref", "")
        elif tag == "text" and self._cell:
            self._begin, self._rich = parts.after(self.data, at), False
        elif tag == "r" and self._begin >= 0:
            self._rich = True

    def _end(self, name: str, _: dict[str, str], at: int) -> None:
        tag = self._names.pop()
        if tag == "authors":
            self.authors = at
        elif tag == "commentList":
            self.list_ = at
        elif tag == "text" and self._begin >= 0:
            self.texts[self._cell] = (self._begin, at, self._rich)
            self._begin = -1
        elif tag == "comment":
            self._cell = ""


def _comments(data: bytes, cells: dict[str, list[Note]], author: str) -> tuple[bytes, list[str]]:
    """The comments of a sheet with the notes, and the cells that had none before."""
    known = _Comments(data)
    put, m = Insertions(data), known.prefix
    put.at(known.authors, f"<{m}author>{escape(author)}</{m}author>")
    new = []
    for cell, notes in cells.items():
        runs = _runs(notes, author, m)
        if cell in known.texts:
            begin, end, rich = known.texts[cell]
            if not rich and end > begin:  # a plain text becomes the first run
                put.at(begin, f"<{m}r>")
                put.at(end, f"</{m}r>")
            put.at(end, f'<{m}r><{m}t xml:space="preserve">\n\n</{m}t></{m}r>{runs}')
            continue
        new.append(cell)
        said = f"<{m}text>{runs}</{m}text>"
        head = f'<{m}comment ref="{cell}" authorId="{known.count}" shapeId="0">'
        put.at(known.list_, f"{head}{said}</{m}comment>")
    return put.done(), new


def _runs(notes: list[Note], author: str, m: str) -> str:
    """The text of the notes at one cell: what each is about in bold, then its lines."""
    made = []
    for n, note in enumerate(notes):
        lead = ("\n\n" if n else "") + f"{author} {note.lines[0]}"
        rest = "\n" + "\n".join(note.lines[1:])
        for text, bold in ((lead, f"<{m}b/>"), (rest, "")):
            look = f'<{m}rPr>{bold}<{m}sz val="9"/><{m}color indexed="81"/></{m}rPr>'
            made.append(
                f'<{m}r>{look}<{m}t xml:space="preserve">{escape(_plain(text))}</{m}t></{m}r>'
            )
    return "".join(made)


def _plain(text: str) -> str:
    """Text without what XML cannot hold."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)


def _widths(data: bytes) -> dict[int, int]:
    """The widths of the columns of a sheet that are not of the usual width, in half characters."""
    found: dict[int, int] = {}
    for said in _COLUMN.findall(data[: max(0, data.find(b"sheetData"))]):
        own = {key.decode(): value.decode("ascii", "replace") for key, value in _OWN.findall(said)}
        first, last, wide = (own.get(k, "").partition(".")[0] for k in ("min", "max", "width"))
        if first.isdecimal() and last.isdecimal() and wide.isdecimal():
            shown = 0 if own.get("hidden", "0") in ("1", "true") else int(wide)
            found.update(dict.fromkeys(range(int(first) - 1, min(int(last), _LAST)), shown))
    return found


def _right(column: int, widths: dict[int, int]) -> int:
    """The column at which a note beside another column is wide enough."""
    wide, last = 0, column + 1
    while wide < _WIDE and last < column + _MOST:
        wide += widths.get(last, _USUAL)
        last += 1
    return last


def _shapes(data: bytes, cells: dict[str, list[Note]], widths: dict[int, int]) -> bytes:
    """The shapes of a sheet with one for each note."""
    known = [int(n) for n in re.findall(rb"_x0000_s(\d{1,9})", data)]
    number = max([1024, *known]) + 1
    made = []
    for cell, notes in cells.items():
        row, column = place(cell) or (0, 0)
        text = "\n".join(note.text for note in notes)
        lines = sum(1 + width(line) // _WIDE for line in text.split("\n"))
        high = lines * 4 // 5 + 1  # rows are higher than the lines of a note
        fill = _FILLS[notes[0].pin.finding.severity.value]
        top, low, right = max(0, row - 1), row + min(high, _MOST), _right(column, widths)
        anchor = f"{column + 1},12,{top},6,{right},12,{low},6"
        made.append(
            f'<v:shape{_NAMES} id="_x0000_s{number}" type="#mz_note" style="position:absolute;'
            f'visibility:hidden" fillcolor="{fill}" o:insetmode="auto"><v:fill color2="{fill}"/>'
            '<v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox'
            ' style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
            '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
            f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row>"
            f"<x:Column>{column}</x:Column></x:ClientData></v:shape>"
        )
        number += 1
    end = data.rindex(b"</")  # shapes are not always XML that a parser takes
    type_ = (
        "" if b'id="mz_note"' in data else _TYPE.replace("<v:shapetype", f"<v:shapetype{_NAMES}")
    )
    return data[:end] + (type_ + "".join(made)).encode() + data[end:]
