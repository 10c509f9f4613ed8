"""Word: a disclosure as a .docx that an office can go on working in.

Headings, table titles and notes are styles, tables are real ones with merged cells and header rows
that repeat, wide ones stand across the page. The format is ISO/IEC 29500, the look GB/T 9704.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from mingzhang.disclosure import Cell, Chart, Disclosure, Heading, Piece, Prose, Sheet
from mingzhang.write import measure, paging
from mingzhang.write.archive import zipped
from mingzhang.write.chart import told
from mingzhang.write.sheet import escape
from mingzhang.write.typefaces import sound

_ASSETS = Path(__file__).parent / "assets"
_MAIN = "http://schemas.openxmlformats.org"
_W = f'xmlns:w="{_MAIN}/wordprocessingml/2006/main"'
_R = f'xmlns:r="{_MAIN}/officeDocument/2006/relationships"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EMU_WIDTH = 156 * 36_000
_USUAL = 20  # half points of the styles of cells
_STYLES = {"header": "head", "figure": "figure"}


class _Entry(NamedTuple):
    """A line of the contents: level, text, name of its bookmark."""

    level: int
    text: str
    mark: str


@cache
def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


def docx(
    disclosure: Disclosure, words: dict, png: Callable[[tuple[Chart, ...]], list[bytes]]
) -> bytes:
    """The disclosure as a Word file.

    ``words`` is ``packs/publish.toml``; ``png`` draws charts (``typeset.pngs``).
    """
    charts = tuple(p for p in disclosure.pieces if isinstance(p, Chart))
    pictures = {f"word/media/image{n}.png": data for n, data in enumerate(png(charts), 1)}
    body = _Body(words, list(pictures.values()))
    text = body.written(disclosure)
    return zipped(
        {
            "[Content_Types].xml": _content_types(),
            "_rels/.rels": _relations(
                ("officeDocument", "word/document.xml"),
                ("extended-properties", "docProps/app.xml"),
                ("metadata/core-properties", "docProps/core.xml"),
            ),
            "docProps/core.xml": _core(disclosure),
            "docProps/app.xml": f'{_HEAD}<Properties xmlns="{_MAIN}/officeDocument/2006/'
            'extended-properties"><Application>Mingzhang</Application></Properties>',
            "word/document.xml": text,
            "word/_rels/document.xml.rels": _relations(
                ("styles", "styles.xml"),
                ("settings", "settings.xml"),
                ("fontTable", "fontTable.xml"),
                ("footer", "footer.xml"),
                *(("image", name.removeprefix("word/")) for name in pictures),
            ),
            "word/styles.xml": _asset("word_styles.xml"),
            "word/settings.xml": _settings(),
            "word/fontTable.xml": _asset("word_fonts.xml"),
            "word/footer.xml": _footer(),
            **pictures,
        }
    )


def _content_types() -> str:
    kinds = {
        "word/document": "wordprocessingml.document.main",
        "word/styles": "wordprocessingml.styles",
        "word/settings": "wordprocessingml.settings",
        "word/fontTable": "wordprocessingml.fontTable",
        "word/footer": "wordprocessingml.footer",
        "docProps/app": "extended-properties",
    }
    office = "application/vnd.openxmlformats-officedocument."
    told_ = "".join(
        f'<Override PartName="/{name}.xml" ContentType="{office}{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    package = "application/vnd.openxmlformats-package."
    return (
        f'{_HEAD}<Types xmlns="{_MAIN}/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{package}relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="png" ContentType="image/png"/>{told_}'
        f'<Override PartName="/docProps/core.xml" ContentType="{package}core-properties+xml"/>'
        "</Types>"
    )


def _relations(*targets: tuple[str, str]) -> str:
    office, package = f"{_MAIN}/officeDocument/2006", f"{_MAIN}/package/2006"
    rows = "".join(
        f'<Relationship Id="r{n}" Type="{package if "/" in kind else office}/relationships/'
        f'{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{package}/relationships">{rows}</Relationships>'


def _core(disclosure: Disclosure) -> str:
    """Title, author and language; the dates are the first day of the year that it is about."""
    day = f"{disclosure.year}-01-01T00:00:00Z"
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_MAIN}/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(disclosure.title)}</dc:title>"
        f"<dc:creator>{escape(disclosure.department)}</dc:creator>"
        "<dc:language>zh-CN</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{day}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{day}</dcterms:modified>'
        "</cp:coreProperties>"
    )


def _settings() -> str:
    return (
        f'{_HEAD}<w:settings {_W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting '
        'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
        'w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def _footer() -> str:
    return (
        f'{_HEAD}<w:ftr {_W}><w:p><w:pPr><w:pStyle w:val="footer"/></w:pPr>'
        f"{_said('— ')}{_field('PAGE', '<w:r><w:t>1</w:t></w:r>')}"
        f"{_said(' —')}</w:p></w:ftr>"
    )


def _field(code: str, result: str) -> str:
    """A field with the result that it shows until it is updated."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _said(text: str, properties: str = "") -> str:
    """A run of text; what XML cannot hold is left out."""
    if not text:
        return ""
    kept = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    lines = (escape(line) for line in sound(text).split("\n"))
    said = '</w:t><w:br/><w:t xml:space="preserve">'.join(lines)
    return f'<w:r>{kept}<w:t xml:space="preserve">{said}</w:t></w:r>'


def _paragraph(style: str, inside: str, properties: str = "") -> str:
    kept = f'<w:pStyle w:val="{style}"/>' if style else ""
    kept = f"<w:pPr>{kept}{properties}</w:pPr>" if kept or properties else ""
    return f"<w:p>{kept}{inside}</w:p>"


def _section(across: bool, numbered: bool, first: bool = False) -> str:
    """The properties of a section: its page, its margins, its page numbers."""
    footer = '<w:footerReference w:type="default" r:id="r4"/>' if numbered else ""
    size = '<w:pgSz w:w="11906" w:h="16838"/>'
    margin = 'w:top="2098" w:right="1474" w:bottom="1985" w:left="1587"'
    if across:
        size = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
        margin = 'w:top="1474" w:right="1219" w:bottom="1361" w:left="1219"'
    start = '<w:pgNumType w:start="1"/>' if first else ""
    return (
        f'<w:sectPr>{footer}<w:type w:val="nextPage"/>{size}'
        f'<w:pgMar {margin} w:header="850" w:footer="992" w:gutter="0"/>{start}</w:sectPr>'
    )


class _Body:
    """The body while it is written: the bookmarks, tables and pictures so far."""

    def __init__(self, words: dict, pictures: list[bytes]) -> None:
        self.words, self.pictures = words, pictures
        self._entries: list[_Entry] = []
        self._drawn = 0

    def written(self, disclosure: Disclosure) -> str:
        """The whole part ``word/document.xml``."""
        planned = paging.runs(disclosure)
        parts: list[str] = []
        for n, run in enumerate(planned):
            parts += [self._piece(p, b) for p, b in zip(run.pieces, run.breaks, strict=True)]
            section = _section(run.across, True, n == 0)
            if n + 1 < len(planned):
                parts.append(_paragraph("end", "", section))
            else:
                if isinstance(run.pieces[-1], Sheet):
                    parts.append(_paragraph("end", ""))
                parts.append(section)
        lines, size = measure.cover(disclosure)
        large = f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        cover = _paragraph("cover", "<w:r><w:br/></w:r>".join(_said(t, large) for t in lines))
        cover += _paragraph("by", _said(disclosure.department))
        cover += _paragraph("end", "", _section(False, False))
        return (
            f"{_HEAD}<w:document {_W} {_R}><w:body>{cover}{self._contents()}{''.join(parts)}"
            "</w:body></w:document>"
        )

    def _contents(self) -> str:
        """The contents as a field that shows its entries, each a link, without being updated."""
        lines = [_paragraph("contents", _said(self.words["contents"]))]
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
            ' TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        for n, entry in enumerate(self._entries):
            link = f'<w:hyperlink w:anchor="{entry.mark}" w:history="1">{_said(entry.text)}'
            inside = (begin if not n else "") + link + "</w:hyperlink>"
            lines.append(_paragraph(f"TOC{entry.level}", inside))
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>' if self._entries else ""
        lines.append(_paragraph("end", end, _section(False, False)))
        return "".join(lines)

    def _marked(self, level: int, text: str, inside: str) -> str:
        """What the contents list, inside its bookmark."""
        if level > 2:
            return inside
        n = len(self._entries) + 1
        mark = f"_Toc{n:08}"
        self._entries.append(_Entry(level, text, mark))
        return f'<w:bookmarkStart w:id="{n}" w:name="{mark}"/>{inside}<w:bookmarkEnd w:id="{n}"/>'

    def _piece(self, piece: Piece, breaks: bool) -> str:
        before = "<w:pageBreakBefore/>" if breaks else ""
        if isinstance(piece, Heading):
            level = min(piece.level, 3)
            size = measure.largest(piece.text, measure.PORTRAIT, measure.PARTS)
            large = f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if level == 1 else ""
            inside = self._marked(level, piece.text, _said(piece.text, large))
            return _paragraph(str(level), inside, before)
        if isinstance(piece, Prose):
            return _paragraph("", _said(piece.text), before)
        if isinstance(piece, Sheet):
            return "".join(self._sheet(piece, before))
        return self._chart(piece)

    def _sheet(self, sheet: Sheet, before: str) -> Iterator[str]:
        fit = measure.fitted(sheet)
        title = measure.caption(sheet)
        size = measure.titled(sheet, fit)
        large = f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        yield _paragraph("caption", self._marked(2, title, _said(title, large)), before)
        by, unit = measure.over(sheet, self.words)
        if by or unit:
            tab = f'<w:tabs><w:tab w:val="right" w:pos="{sum(fit.columns)}"/></w:tabs>'
            inside = _said(by) + ("<w:r><w:tab/></w:r>" + _said(unit) if unit else "")
            yield _paragraph("unit", inside, tab)
        yield _table(sheet, fit, title)
        yield from (_paragraph("note", _said(note)) for note in sheet.notes)
        if not sheet.notes:
            yield _paragraph("end", "")

    def _chart(self, chart: Chart) -> str:
        data = self.pictures[self._drawn]
        self._drawn += 1
        n = self._drawn
        wide, high = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
        size = f'cx="{_EMU_WIDTH}" cy="{_EMU_WIDTH * high // wide}"'
        alt = escape(" ".join(filter(None, (chart.text, told(chart)))))
        name = escape(chart.title)
        drawing = (
            f'<w:r><w:drawing><wp:inline xmlns:wp="{_MAIN}/drawingml/2006/wordprocessingDrawing" '
            f'distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
            f'<wp:docPr id="{n}" name="{name}" descr="{alt}"/>'
            f'<a:graphic xmlns:a="{_MAIN}/drawingml/2006/main"><a:graphicData '
            f'uri="{_MAIN}/drawingml/2006/picture"><pic:pic '
            f'xmlns:pic="{_MAIN}/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="{n}" '
            f'name="{name}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip '
            f'r:embed="r{n + 4}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>'
            f'<a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect">'
            "<a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>"
            "</w:drawing></w:r>"
        )
        return _paragraph("chart", _said(chart.title)) + _paragraph("picture", drawing)


def _table(sheet: Sheet, fit: measure.Fit, title: str) -> str:
    """A table: its header rows repeat, its rows stay whole, its merged cells are merged."""
    size = "" if fit.size == _USUAL else f'<w:sz w:val="{fit.size}"/><w:szCs w:val="{fit.size}"/>'
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in fit.columns)
    inside: list[list[tuple[Cell, bool]]] = [[] for _ in range(sheet.rows)]
    for cell in sorted(sheet.cells, key=lambda c: c.column):
        for row in range(cell.row, cell.row + cell.rows):
            inside[row].append((cell, row == cell.row))
    rows = []
    for r, cells in enumerate(inside):
        head = "<w:tblHeader/>" if r < sheet.head else ""
        texts = "".join(_cell(cell, first, fit, size) for cell, first in cells)
        rows.append(f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{texts}</w:tr>")
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="grid"/>'
        f'<w:tblW w:w="{sum(fit.columns)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblCaption w:val="{escape(title)}"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _cell(cell: Cell, first: bool, fit: measure.Fit, size: str) -> str:
    """A cell in one of its rows: with its text in the first, blank in those below."""
    wide = sum(fit.columns[cell.column : cell.column + cell.columns])
    span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
    merge = ""
    if cell.rows > 1:
        merge = '<w:vMerge w:val="restart"/>' if first else "<w:vMerge/>"
    style = _STYLES.get(cell.role, "cell")
    space = (
        f'<w:spacing w:before="{fit.pad}" w:after="{fit.pad}" w:line="{measure.leading(fit.size)}"'
    )
    space += ' w:lineRule="exact"/>'
    own = {"head": "center", "figure": "right", "cell": "left"}[style]
    indent = (
        f'<w:ind w:left="{cell.depth * fit.size * measure.INDENT // 10}"/>' if cell.depth else ""
    )
    side = f'<w:jc w:val="{cell.align}"/>' if cell.align != own else ""
    bold = "<w:b/><w:bCs/>" if cell.strong and style != "head" else ""
    mark = f"<w:rPr>{size}</w:rPr>" if size else ""
    inside = _said(cell.text, bold + size) if first else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{span}{merge}'
        f'<w:vAlign w:val="center"/></w:tcPr>'
        f"{_paragraph(style, inside, space + indent + side + mark)}</w:tc>"
    )
