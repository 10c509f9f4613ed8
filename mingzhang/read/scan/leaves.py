"""Picture files to pages 图片成页: a photograph or scan that is a file of its own, as a PDF.

Everything else of the program reads PDF and shows its pages; so it needs to know of one form only.
The pictures are put in as greys, without loss unless the file would be too large to be read.
"""

from __future__ import annotations

import io
import zlib
from typing import Any, NamedTuple

from mingzhang.model import Unreadable
from mingzhang.read.scan.library import images

MOST_PIXELS = 60_000_000  # of one page: A3 at 600 points to the inch is 70 million, A4 35 million
MOST_PAGES = 120
_MOST_BYTES = 48 << 20  # of the pictures of a file, packed without loss
_QUALITY = 92  # of those that would take more
_LONG = 842.0  # points of the longer side of a page that does not say its size
_PLAUSIBLE = (90, 650)  # pixels to an inch
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP")


def as_pdf(data: bytes) -> bytes:
    """A PDF with the pictures of a file on its pages; raises ``model.Unreadable``."""
    images.MAX_IMAGE_PIXELS = None  # its bound is ours, and said before anything is unpacked
    try:
        with images.open(io.BytesIO(data), formats=_FORMATS) as file:
            count = getattr(file, "n_frames", 1)
            if count > MOST_PAGES:
                raise Unreadable(
                    f"图片文件里有 {count} 页，超过 {MOST_PAGES} 页的上限，请拆开再审核。"
                )
            pages = []
            for number in range(count):
                file.seek(number)
                pages.append(_page(file, number + 1, _MOST_BYTES // count))
    except Unreadable:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, zlib.error) as error:
        raise Unreadable("图片已损坏或没有传完，打不开。请重新取得文件。") from error
    return _pdf(pages)


class _Page(NamedTuple):
    """A picture: its size in pixels, its pixels to a point, its greys and how they are packed."""

    wide: int
    high: int
    scale: float
    packed: bytes
    packing: str = "FlateDecode"


def _page(file: Any, number: int, most: int) -> _Page:
    """The picture that is open, in not much more than ``most`` bytes."""
    wide, high = file.size
    if wide * high > MOST_PIXELS:
        raise Unreadable(
            f"第 {number} 页的图片有 {wide}×{high} 像素，超过 {MOST_PIXELS // 10**6} 百万"
            "的上限，没有读取。请用 300 DPI 以下的扫描件。"
        )
    grey = _upright(file).convert("L")
    wide, high = grey.size
    dots = file.info.get("dpi", (0, 0))[0]
    scale = float(dots) / 72 if _PLAUSIBLE[0] <= dots <= _PLAUSIBLE[1] else max(wide, high) / _LONG
    packed = zlib.compress(grey.tobytes(), 1)
    if len(packed) <= most:
        return _Page(wide, high, scale, packed)
    kept = io.BytesIO()
    grey.save(kept, "JPEG", quality=_QUALITY)
    return _Page(wide, high, scale, kept.getvalue(), "DCTDecode")


def _upright(file: Any) -> Any:
    """The picture as it is meant to be shown: turned as the camera says, on white paper."""
    turn = {3: 180, 6: 270, 8: 90}.get(file.getexif().get(0x0112, 1), 0)
    clear = file.mode in ("RGBA", "LA", "PA") or "transparency" in file.info
    shown = file
    if clear:
        own = file.convert("RGBA")
        shown = images.new("RGBA", own.size, "white")
        shown.alpha_composite(own)
    return shown.rotate(turn, expand=True) if turn else shown


def _pdf(pages: list[_Page]) -> bytes:
    """A PDF of these pictures, one to a page."""
    kids = " ".join(f"{3 + 3 * n} 0 R" for n in range(len(pages)))
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
    ]
    for wide, high, scale, packed, packing in pages:
        at = len(bodies) + 1
        box = f"{wide / scale:.2f} {high / scale:.2f}"
        shown = f"{wide / scale:.2f} 0 0 {high / scale:.2f} 0 0 cm /P Do".encode()
        bodies.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {box}] /Contents {at + 1} 0 R"
            f" /Resources << /XObject << /P {at + 2} 0 R >> >> >>".encode()
        )
        bodies.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(shown), shown))
        head = (
            f"<< /Type /XObject /Subtype /Image /Width {wide} /Height {high} /BitsPerComponent 8"
            f" /ColorSpace /DeviceGray /Filter /{packing} /Length {len(packed)} >>"
        )
        bodies.append(head.encode() + b"\nstream\n" + packed + b"\nendstream")
    made, places = [b"%PDF-1.5\n"], []
    length = len(made[0])
    for number, body in enumerate(bodies, 1):
        places.append(length)
        made.append(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        length += len(made[-1])
    made.append(b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1))
    made += [b"%010d 00000 n \n" % place for place in places]
    made.append(b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(bodies) + 1))
    made.append(b"startxref\n%d\n%%%%EOF\n" % length)
    return b"".join(made)
