"""Scans for tests: pages drawn with the typeface of the package, then printed, scanned and worn."""

from __future__ import annotations

import io
import zlib
from functools import cache
from pathlib import Path

import justmytype_intl_cjk
import numpy
import printed_pdf
from PIL import Image, ImageDraw, ImageFont
from printed_pdf import Sheet

from mingzhang.read.scan.leaves import as_pdf

DOTS = 200  # to the inch
_FACE = Path(justmytype_intl_cjk.__file__).parent / "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"


@cache
def _face(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FACE), size)


class Paper:
    """A page under construction; places are points from its upper left corner."""

    def __init__(self, width: int = 595, height: int = 420, dots: int = DOTS) -> None:
        self.scale, self.dots = dots / 72, dots
        size = round(width * self.scale), round(height * self.scale)
        self.picture = Image.new("L", size, 255)
        self.pen = ImageDraw.Draw(self.picture)

    def text(self, x: float, y: float, said: str, size: float = 10) -> Paper:
        place = x * self.scale, y * self.scale
        self.pen.text(place, said, font=_face(round(size * self.scale)), fill=0)
        return self

    def line(self, x0: float, y0: float, x1: float, y1: float) -> Paper:
        ends = [n * self.scale for n in (x0, y0, x1, y1)]
        self.pen.line(ends, fill=0, width=max(1, round(0.6 * self.scale)))
        return self

    def grid(self, xs: list[float], ys: list[float], texts: list[list[str]]) -> Paper:
        """A ruled table; figures stand at the right of their cells."""
        for y in ys:
            self.line(xs[0], y, xs[-1], y)
        for x in xs:
            self.line(x, ys[0], x, ys[-1])
        for row, y in zip(texts, ys, strict=False):
            for said, x0, x1 in zip(row, xs, xs[1:], strict=False):
                long = _face(round(10 * self.scale)).getlength(said) / self.scale
                self.text(x1 - 5 - long if said[-1:].isdigit() else x0 + 5, y + 3, said)
        return self


def worn(
    paper: Paper, askew: float = 0.0, noise: int = 6, quarters: int = 0, seed: int = 1
) -> Image.Image:
    """The page as a scanner gives it: askew, noisy, unevenly lit, on its side."""
    turned = paper.picture.rotate(askew, resample=Image.Resampling.BICUBIC, fillcolor=255)
    grey = numpy.asarray(turned, dtype=float) * 0.9 + 10
    grey -= numpy.linspace(0, 15, grey.shape[1])[None, :]
    grey += numpy.random.default_rng(seed).normal(0, noise, grey.shape)
    made = Image.fromarray(grey.clip(0, 255).astype("uint8"))
    return made.rotate(90 * quarters, expand=True) if quarters else made


def file(*pictures: Image.Image, kind: str = "TIFF", dots: int = DOTS, **how: object) -> bytes:
    """The pictures as a file."""
    made = io.BytesIO()
    more = {"save_all": True, "append_images": pictures[1:]} if kind == "TIFF" else {}
    pictures[0].save(made, kind, dpi=(dots, dots), **more, **how)
    return made.getvalue()


def pdf(*pictures: Image.Image) -> bytes:
    """The pictures as the pages of a PDF without text."""
    return as_pdf(file(*pictures))


def with_picture(sheet: Sheet, picture: Image.Image) -> bytes:
    """A PDF of one page with text of its own, on which "/P Do" draws the picture."""
    packed = zlib.compress(picture.tobytes())
    made = printed_pdf.pdf([sheet])
    head = (
        f"<< /Type /XObject /Subtype /Image /Width {picture.width} /Height {picture.height}"
        f" /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /FlateDecode"
        f" /Length {len(packed)} >>"
    )
    body = b"90 0 obj\n" + head.encode() + b"\nstream\n" + packed + b"\nendstream\nendobj\n"
    made = made.replace(b"/Resources << ", b"/Resources << /XObject << /P 90 0 R >> ", 1)
    start = made.index(b"xref\n")  # the table of places is left out: it is made anew by the reader
    return made[:start] + body + b"trailer\n<< /Size 91 /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"
