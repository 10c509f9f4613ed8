"""Reading an OFD 读版式文档: the national format of fixed pages (GB/T 33190), as a PDF is read.

``pages`` gives what is drawn on a page; from there it goes the way of a PDF.
"""

from __future__ import annotations

from mingzhang.model import Document
from mingzhang.read import pdf
from mingzhang.read.ofd import pages
from mingzhang.read.package import Package


def read(data: bytes, name: str, words: dict) -> Document:
    """The document of ``data``, the bytes of an OFD; raises ``model.Unreadable``.

    ``words`` is ``packs/forms.toml`` parsed, with ``packs/pdf.toml`` under "pdf".
    """
    return pdf.document(printed(data, words["pdf"]), name, "ofd", words)


def printed(data: bytes, words: dict) -> pdf.Laid:
    """As ``pdf.printed``."""
    return pdf.laid(pages.sheets(Package(data)), words, "OFD")
