"""OFD files for tests, made by hand: as ``printed_pdf`` makes PDF files, by the same calls."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

from office import zipped
from printed_pdf import Sheet

MILLIMETRE = 72 / 25.4


def length(points: float) -> str:
    return f"{points / MILLIMETRE:.4f}"


def box(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"{length(x0)} {length(y0)} {length(x1 - x0)} {length(y1 - y0)}"


@dataclass
class Leaf(Sheet):
    """One page under construction; ``steps`` tells how the way between characters is written."""

    steps: str = "g"

    def text(self, x: float, y: float, said: str, size: float = 10) -> Leaf:
        return self.code(x, y, said, size, "")

    def slanted(self, x: float, y: float, said: str, size: float = 40) -> Leaf:
        return self.code(x, y, said, size, 'CTM="0.7 -0.7 0.7 0.7 0 0"')

    def code(self, x: float, y: float, said: str, size: float, more: str) -> Leaf:
        """A text with attributes."""
        ways = [size if ord(char) > 0x2E80 else size / 2 for char in said[:-1]]
        steps = " ".join(length(way) for way in ways)
        if self.steps == "g":
            steps = " ".join(f"g 1 {length(way)}" for way in ways)
        self.parts.append(
            f'<TextObject Boundary="{box(x, y, x + 400, y + size)}" Size="{length(size)}" {more}>'
            f'<TextCode X="0" Y="{length(size * 0.88)}" DeltaX="{steps}">{escape(said)}</TextCode>'
            "</TextObject>"
        )
        return self

    def line(self, x0: float, y0: float, x1: float, y1: float, how: str = "") -> Leaf:
        self.parts.append(
            f'<PathObject Boundary="{box(x0, y0, x1 + 1, y1 + 1)}" LineWidth="0.2">'
            f"<AbbreviatedData>M 0 0 L {length(x1 - x0)} {length(y1 - y0)}</AbbreviatedData>"
            "</PathObject>"
        )
        return self

    def strip(self, x0: float, y0: float, x1: float, y1: float, color: str = "0 g") -> Leaf:
        wide, high = length(x1 - x0), length(y1 - y0)
        value = "255 255 255" if color == "1 g" else "0 0 0"
        self.parts.append(
            f'<PathObject Boundary="{box(x0, y0, x1, y1)}" Stroke="false" Fill="true">'
            f'<FillColor Value="{value}"/>'
            f"<AbbreviatedData>M 0 0 L {wide} 0 L {wide} {high} L 0 {high} C</AbbreviatedData>"
            "</PathObject>"
        )
        return self

    def picture(self, x0: float, y0: float, x1: float, y1: float) -> Leaf:
        self.parts.append(f'<ImageObject Boundary="{box(x0, y0, x1, y1)}" ResourceID="9"/>')
        return self

    def xml(self) -> str:
        """The part of the page."""
        area = f"<Area><PhysicalBox>{box(0, 0, self.width, self.height)}</PhysicalBox></Area>"
        return page(f"{area}<Content><Layer>{''.join(self.parts)}</Layer></Content>")


def page(body: str) -> str:
    return f'<o:Page xmlns:o="urn:ofd" xmlns="urn:ofd">{body}</o:Page>'


def ofd(pages: list[Leaf | str], more: str = "", **parts: str) -> bytes:
    """The file of these pages; ``more`` goes into the part of the document."""
    listed = "".join(f'<Page ID="{n}" BaseLoc="Pages/{n}.xml"/>' for n in range(len(pages)))
    said = [p if isinstance(p, str) else p.xml() for p in pages]
    return zipped(
        {
            "OFD.xml": "<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>",
            "Doc_0/Document.xml": f"<Document>{more}<Pages>{listed}</Pages></Document>",
            **{f"Doc_0/Pages/{n}.xml": text for n, text in enumerate(said)},
            **parts,
        }
    )
