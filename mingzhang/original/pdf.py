"""Notes in a PDF 批注: highlights with their text, added behind the last byte of the file.

The file stays as it is to the last byte; the notes and the pages that now have them follow as an
incremental update (ISO 32000-1, 7.5.6). Nothing else is written anew. Their look is drawn here, so
that every viewer shows the same: a box in the colour of the severity, the ordinal at its corner.
"""

from __future__ import annotations

import io
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import pypdfium2_raw as pdfium

from mingzhang.model import Box, Page
from mingzhang.original.library import pypdf
from mingzhang.original.pages import exact, printed
from mingzhang.read.pdf.library import Matrix, moved
from mingzhang.read.pdf.sheets import opened, pages
from mingzhang.write.notes import Note
from mingzhang.write.pins import Sought

if TYPE_CHECKING:
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import ArrayObject, DictionaryObject

_COLOURS = {  # of the line and of the ground
    "error": ((0.70, 0.15, 0.12), (0.98, 0.83, 0.81)),
    "warning": (((0.72, 0.43, 0.0)), (1.0, 0.89, 0.68)),
    "note": ((0.29, 0.35, 0.44), (0.89, 0.91, 0.94)),
}
_ROOM = 1.8  # points between a figure and the line around it
_TYPE = 7.0  # points: the size of the ordinal
_DIGIT = 0.556  # of the size: how wide a digit of Helvetica is
_POPUP = (210.0, 120.0)
_PRINTED, _FIXED = 4, 28


class _Seen(NamedTuple):
    """A page: its boxes by what was sought, its height as read, and the way back to its space."""

    boxes: dict[Sought, Box]
    height: float
    matrix: Matrix


def annotated(
    data: bytes, notes: list[Note], author: str, sizes: tuple[Page, ...]
) -> tuple[bytes, str]:
    """The bytes of a PDF with its notes, and ""; or none, and why: "encrypted", "signed", "broken".

    ``sizes`` has the pages of the file as they were read. Raises ``model.Unreadable`` when the file
    cannot be opened.
    """
    notes = [_somewhere(note, n) for n, note in enumerate(notes)]
    seen = _seen(data, [s for note in notes for s in note.pin.sought], sizes)
    whole = data if data.endswith((b"\n", b"\r")) else data + b"\n"
    try:
        reader = pypdf.PdfReader(io.BytesIO(whole))
        if reader.is_encrypted:
            return b"", "encrypted"
        if _signed(reader):
            return b"", "signed"
        writer = pypdf.PdfWriter(reader, incremental=True)
        count = _add(writer, notes, author, seen)
        made = io.BytesIO()
        writer.write(made)
    except Exception:  # the library stumbles in many ways over what PDFium has silently mended
        return b"", "broken"
    result = made.getvalue()
    return (result, "") if result.startswith(data) and _has(result, count) else (b"", "broken")


def _somewhere(note: Note, nth: int) -> Note:
    """A note that has no place in the file stands at the head of its first page."""
    if note.pin.sought:
        return note
    left = 2000 + 2500 * (nth % 16)
    sought = Sought(Box(1, left, 2000, left + 1500, 3000), "", 0, 0)
    return note._replace(pin=note.pin._replace(sought=(sought,)))


def _signed(reader: PdfReader) -> bool:
    """Whether a PDF is signed: a note would make its signature doubtful."""
    root = reader.root_object
    form = root.get("/AcroForm")
    form = form.get_object() if form is not None else {}
    fields = form.get("/Fields") if form else None
    fields = [f.get_object() for f in fields.get_object()] if fields is not None else []
    signatures = any(f.get("/FT") == "/Sig" and "/V" in f for f in fields)
    return "/Perms" in root or signatures or bool(form and int(form.get("/SigFlags", 0)) & 1)


def _seen(data: bytes, sought: list[Sought], sizes: tuple[Page, ...]) -> dict[int, _Seen]:
    """The pages on which something is sought, by number."""
    found: dict[int, _Seen] = {}
    numbers = tuple(sorted({s.box.page for s in sought}))
    with opened(data) as file:
        for sheet in pages(file, numbers) if numbers else ():
            if sheet is None:
                continue
            page = pdfium.FPDF_LoadPage(file, sheet.number - 1)
            edges = pdfium.FS_RECTF()
            pdfium.FPDF_GetPageBoundingBox(page, edges)
            size = sizes[sheet.number - 1]
            turn = (size.turn + pdfium.FPDFPage_GetRotation(page)) % 4
            pdfium.FPDF_ClosePage(page)
            matrix = _back(turn, edges.left, edges.bottom, edges.right, edges.top)
            own = printed(sheet, size)
            boxes = {s: exact(own, s) for s in sought if s.box.page == sheet.number}
            found[sheet.number] = _Seen(boxes, size.height / 100, matrix)
    return found


def _back(turn: int, left: float, bottom: float, right: float, top: float) -> Matrix:
    """From a page as read (from its lower left corner, up and to the right) to its own space."""
    return (
        (1.0, 0.0, 0.0, 1.0, left, bottom),
        (0.0, 1.0, -1.0, 0.0, right, bottom),
        (-1.0, 0.0, 0.0, -1.0, right, top),
        (0.0, -1.0, 1.0, 0.0, left, top),
    )[turn]


def _add(writer: PdfWriter, notes: list[Note], author: str, seen: dict[int, _Seen]) -> dict:
    """Adds the notes; how many came to each page."""
    count: dict[int, int] = {}
    for note in notes:
        for number, group in groupby(note.pin.sought, lambda s: s.box.page):
            page = seen.get(number)
            if page is None:
                continue
            boxes = [page.boxes[sought] for sought in group]
            count[number] = at = count.get(number, 0) + 1
            mark = writer.add_annotation(number - 1, _mark(writer, note, author, boxes, page, at))
            writer.add_annotation(number - 1, _popup(mark, page, boxes[0]))
    return count


def _areas(boxes: list[Box], page: _Seen) -> list[tuple[float, float, float, float]]:
    """The boxes with a little room, as left, bottom, right, top of the page as read."""
    return [
        (b.left / 100 - _ROOM, page.height - b.bottom / 100 - _ROOM / 2,
         b.right / 100 + _ROOM, page.height - b.top / 100 + _ROOM / 2)
        for b in boxes
    ]  # fmt: skip


def _mark(
    writer: PdfWriter, note: Note, author: str, boxes: list[Box], page: _Seen, at: int
) -> DictionaryObject:
    """The highlight of a note over the boxes of one page."""
    areas = _areas(boxes, page)
    line, ground = _COLOURS[note.pin.finding.severity.value]
    ordinal = str(note.pin.ordinal)
    tag = _tag(ordinal, areas[0])
    drawn = [f"{_row(page.matrix)} cm /G gs {_row(ground)} rg {_row(line)} RG 1 w"]
    drawn += [f"{_row((x, y, right - x, top - y))} re B" for x, y, right, top in areas]
    drawn += [
        f"/N gs {_row(line)} rg {_row((tag[0], tag[1], tag[2] - tag[0], tag[3] - tag[1]))} re f"
    ]
    drawn += [f"BT 1 g /F {_TYPE} Tf {_row((tag[0] + 1.5, tag[1] + 1.6))} Td ({ordinal}) Tj ET"]
    corners = [_corners(page.matrix, area) for area in (*areas, tag)]
    rectangle = _bounds([point for four in corners for point in four])
    look = pypdf.generic.DecodedStreamObject()
    look.set_data(" ".join(drawn).encode("ascii"))
    look.update(_names(Type="XObject", Subtype="Form"))
    group, bounds = _names(S="Transparency"), _numbers(rectangle)
    look.update(_entries(BBox=bounds, Group=group, Resources=_resources()))
    quads = [n for four in corners[:-1] for k in (3, 2, 0, 1) for n in four[k]]
    mark = _names(Type="Annot", Subtype="Highlight")
    text, number = pypdf.generic.TextStringObject, pypdf.generic.NumberObject
    mark.update(
        _entries(
            Rect=bounds,
            QuadPoints=_numbers(quads),
            C=_numbers(line),
            T=text(author),
            Subj=text(note.lines[0]),
            Contents=text(note.text.replace("\n", "\r")),
            NM=text(f"mingzhang-{ordinal}-{boxes[0].page}-{at}"),
            F=number(_PRINTED),
            AP=_entries(N=writer._add_object(look)),
        )
    )
    return mark


def _popup(mark: DictionaryObject, page: _Seen, box: Box) -> DictionaryObject:
    """The window of a note, closed, under its first box."""
    wide, high = _POPUP
    x, low = box.left / 100, max(high, page.height - box.bottom / 100)
    area = (x, low - high, x + wide, low)
    popup = _names(Type="Annot", Subtype="Popup")
    place = _numbers(_bounds(_corners(page.matrix, area)))
    fixed = pypdf.generic.NumberObject(_FIXED)
    popup.update(_entries(Rect=place, Parent=mark.indirect_reference, F=fixed))
    return popup


def _tag(
    ordinal: str, area: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    """The room of the ordinal over the right end of a box."""
    _, _, right, top = area
    return right - 3 - _TYPE * _DIGIT * len(ordinal), top, right, top + _TYPE + 0.6


def _corners(matrix: Matrix, area: tuple[float, float, float, float]) -> list[tuple[float, float]]:
    """Lower left, lower right, upper right, upper left, in the space of the page."""
    x, y, right, top = area
    return [moved(matrix, *point) for point in ((x, y), (right, y), (right, top), (x, top))]


def _bounds(points: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs) - 1, min(ys) - 1, max(xs) + 1, max(ys) + 1


def _row(numbers: Any) -> str:
    return " ".join(f"{n:.2f}" for n in numbers)


def _numbers(values: Any) -> ArrayObject:
    return pypdf.generic.ArrayObject([pypdf.generic.FloatObject(f"{n:.2f}") for n in values])


def _entries(**values: Any) -> DictionaryObject:
    """A dictionary of the file; the keys without their slash."""
    names = {pypdf.generic.NameObject(f"/{key}"): value for key, value in values.items()}
    return pypdf.generic.DictionaryObject(names)


def _names(**values: str) -> DictionaryObject:
    return _entries(**{k: pypdf.generic.NameObject(f"/{v}") for k, v in values.items()})


def _resources() -> DictionaryObject:
    font = _names(Type="Font", Subtype="Type1", BaseFont="Helvetica-Bold")
    states = _entries(G=_names(Type="ExtGState", BM="Multiply"), N=_names(BM="Normal"))
    return _entries(ExtGState=states, Font=_entries(F=font))


def _has(data: bytes, count: dict[int, int]) -> bool:
    """Whether every note can be found in the file that was made."""
    with opened(data) as file:
        for number, wanted in count.items():
            page = pdfium.FPDF_LoadPage(file, number - 1)
            found = pdfium.FPDFPage_GetAnnotCount(page) if page else 0
            if page:
                pdfium.FPDF_ClosePage(page)
            if found < 2 * wanted:
                return False
    return True
