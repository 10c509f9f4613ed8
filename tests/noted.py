"""Notes for tests of annotated copies: each about a text that a document prints."""

from mingzhang import cli
from mingzhang.model import Document, Figure, Finding, Place, Severity
from mingzhang.write.notes import Note
from mingzhang.write.pins import Ground, pins

AUTHOR = cli.spoken("zh")["note"]["author"]


def place(document: Document, printed: str, nth: int = 0) -> Place:
    """Where a text is printed for the ``nth`` time, from 0."""
    places = [
        Place(number, at, *document.pages[number - 1 : number])
        for number, line in enumerate(document.lines, 1)
        for at in range(len(line))
        if line.startswith(printed, at)
    ]
    return places[nth]


def finding(document: Document, printed: str, nth: int = 0, offset: int = 0) -> Finding:
    """A finding about a text, or about the blank so far behind its beginning."""
    where = place(document, printed, nth)
    shown = "" if offset else printed
    figure = Figure(where._replace(offset=where.offset + offset), shown)
    return Finding("x", Severity.ERROR, f"{printed}不符。", "依据", (figure,), fix="改。")


def notes(document: Document, found: list[Finding]) -> list[Note]:
    """The notes of these findings."""
    return [
        Note(pin, (f"错误 {pin.ordinal} · 核对", pin.finding.message, "改法：<改> & 核。"))
        for pin in pins(Ground(document), found)
    ]
