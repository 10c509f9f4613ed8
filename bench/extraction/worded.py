"""Tables printed by LibreOffice: as a Word file first, then to PDF, many at a time."""

from __future__ import annotations

import io

import docx
import libreoffice
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from truth import Truth, starts

SANS = "Noto Sans CJK SC"
_A4 = (595.28, 841.89)
_EDGE = 48.0
_LINE = ("single", "4", "000000")
_GREY = ("single", "2", "999999")
_DASHED = ("dashed", "4", "000000")
_ALL = ("top", "left", "bottom", "right", "insideH", "insideV")
_RULES = {
    "all": dict.fromkeys(_ALL, _LINE),
    "dashed": dict.fromkeys(_ALL, _DASHED),
    "hair": dict.fromkeys(_ALL, _GREY),
    "open": dict.fromkeys(("top", "bottom", "insideH", "insideV"), _LINE),
    "level": dict.fromkeys(("top", "bottom", "insideH"), _LINE),
    "three": dict.fromkeys(("top", "bottom"), _LINE),
    "none": {},
}


def printed(tables: list[Truth]) -> list[bytes]:
    """The PDF of each table."""
    return libreoffice.converted([word(table) for table in tables], "docx", "pdf")


def _said(name: str, **values: str) -> OxmlElement:
    made = OxmlElement(f"w:{name}")
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _borders(name: str, sides: dict[str, tuple[str, str, str]]) -> OxmlElement:
    made = _said(name)
    for side, (kind, size, color) in sides.items():
        made.append(_said(side, val=kind, sz=size, space="0", color=color))
    return made


def word(table: Truth) -> bytes:
    """The Word file of a table, with widths, rules, and header rows that are printed again."""
    file = docx.Document()
    section = file.sections[0]
    wide, high = reversed(_A4) if table.landscape else _A4
    section.orientation = WD_ORIENT.LANDSCAPE if table.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Pt(wide), Pt(high)
    for side in ("left", "right", "top", "bottom"):
        setattr(section, f"{side}_margin", Pt(_EDGE))
    for text, size in ((table.title, 14), ("单位：万元", 9)):
        _text(file.add_paragraph(), text, size, WD_ALIGN_PARAGRAPH.CENTER)
    made = file.add_table(len(table.grid), len(table.widths))
    made.autofit = False
    properties = made._tbl.tblPr
    properties.append(_borders("tblBorders", _RULES[table.rules]))
    widths = [w / sum(table.widths) * (wide - 2 * _EDGE) for w in table.widths]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Pt(width)
    rows = table.header + table.rows
    for r, row in enumerate(rows):
        for c, cell in zip(starts(table, r), row, strict=True):
            box = made.cell(r, c)
            if cell.rows > 1 or cell.columns > 1:
                box = box.merge(made.cell(r + cell.rows - 1, c + cell.columns - 1))
            box.width = Pt(sum(widths[c : c + cell.columns]))
            head = r < len(table.header)
            side = WD_ALIGN_PARAGRAPH.RIGHT if cell.right else WD_ALIGN_PARAGRAPH.LEFT
            _text(box.paragraphs[0], cell.text, table.size,
                  WD_ALIGN_PARAGRAPH.CENTER if head else side)  # fmt: skip
            if table.rules == "three" and r + cell.rows == len(table.header):
                box._tc.get_or_add_tcPr().append(_borders("tcBorders", {"bottom": _LINE}))
    for row in made.rows[: len(table.header)] if table.again else ():
        row._tr.get_or_add_trPr().append(_said("tblHeader", val="true"))
    kept = io.BytesIO()
    file.save(kept)
    return kept.getvalue()


def _text(paragraph: object, text: str, size: float, side: WD_ALIGN_PARAGRAPH) -> None:
    paragraph.alignment = side
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.name = SANS
    run._element.rPr.rFonts.set(qn("w:eastAsia"), SANS)
