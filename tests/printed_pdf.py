"""PDF files for tests, made by hand: text, lines and pictures at given places of a page.

Places are points from the upper left corner of the page. The typeface is named, not held.
"""

from __future__ import annotations

from dataclasses import dataclass, field

WIDTH, HEIGHT = 595.0, 842.0


@dataclass
class Sheet:
    """One page under construction; every method adds to what is drawn."""

    width: float = WIDTH
    height: float = HEIGHT
    turn: int = 0
    parts: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, said: str, size: float = 10) -> Sheet:
        """``said`` with its upper left corner at a place."""
        codes = said.encode("utf-16-be").hex()
        low = self.height - y - 0.88 * size
        self.parts.append(f"BT /F {size} Tf 1 0 0 1 {x:.2f} {low:.2f} Tm <{codes}> Tj ET")
        return self

    def slanted(self, x: float, y: float, said: str, size: float = 40) -> Sheet:
        """A watermark."""
        codes = said.encode("utf-16-be").hex()
        self.parts.append(
            f"BT /F {size} Tf .7 .7 -.7 .7 {x:.2f} {self.height - y:.2f} Tm <{codes}> Tj ET"
        )
        return self

    def line(self, x0: float, y0: float, x1: float, y1: float, how: str = "") -> Sheet:
        """A stroke; ``how`` are operators set before it ("[2 2] 0 d")."""
        self.parts.append(
            f"q {how} .6 w {x0:.2f} {self.height - y0:.2f} m {x1:.2f} {self.height - y1:.2f} l S Q"
        )
        return self

    def strip(self, x0: float, y0: float, x1: float, y1: float, color: str = "0 g") -> Sheet:
        """A filled rectangle."""
        self.parts.append(
            f"q {color} {x0:.2f} {self.height - y1:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re f Q"
        )
        return self

    def picture(self, x0: float, y0: float, x1: float, y1: float) -> Sheet:
        """A grey picture."""
        self.parts.append(
            f"q {x1 - x0:.2f} 0 0 {y1 - y0:.2f} {x0:.2f} {self.height - y1:.2f} cm"
            " BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q"
        )
        return self

    def grid(
        self, xs: list[float], ys: list[float], texts: list[list[str]], how: str = ""
    ) -> Sheet:
        """A ruled table without merged cells; texts begin near the left of their cells."""
        for y in ys:
            self.line(xs[0], y, xs[-1], y, how)
        for x in xs:
            self.line(x, ys[0], x, ys[-1], how)
        for r, row in enumerate(texts):
            for c, said in enumerate(row):
                if said:
                    self.text(xs[c] + 3, ys[r] + 4, said)
        return self


def pdf(sheets: list[Sheet], trailer: str = "") -> bytes:
    """The file of these pages."""
    bodies: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    bodies.append(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
        b" /DescendantFonts [4 0 R] >>"
    )
    bodies.append(
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500]"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >>"
        b" /FontDescriptor 5 0 R >>"
    )
    bodies.append(
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -120 1000 880]"
        b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 80 >>"
    )
    kids = []
    for sheet in sheets:
        stream = "\n".join(sheet.parts).encode("latin-1")
        kids.append(f"{len(bodies) + 1} 0 R")
        bodies.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {sheet.width} {sheet.height}]"
            f" /Rotate {sheet.turn} /Resources << /Font << /F 3 0 R >> >>"
            f" /Contents {len(bodies) + 2} 0 R >>".encode()
        )
        bodies.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
    bodies[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
    made, places = b"%PDF-1.5\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += f"trailer\n<< /Size {len(bodies) + 1} /Root 1 0 R {trailer}>>\n".encode()
    return made + b"startxref\n%d\n%%%%EOF\n" % start
