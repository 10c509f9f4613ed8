"""Tables printed to PDF by programs that have nothing to do with each other."""

from __future__ import annotations

import html
import io
from pathlib import Path

from truth import Cell, Truth, starts

SANS = "Noto Sans CJK SC"
_A4 = (595.28, 841.89)
_EDGE = 48.0


def _page(table: Truth) -> tuple[float, float]:
    return (_A4[1], _A4[0]) if table.landscape else _A4


def _widths(table: Truth) -> list[float]:
    wide = _page(table)[0] - 2 * _EDGE
    return [w / sum(table.widths) * wide for w in table.widths]


def weasyprint(table: Truth) -> bytes:
    """WeasyPrint: HTML and CSS."""
    from weasyprint import HTML  # noqa: PLC0415

    border = {
        "all": "td{border:.6pt solid #000}",
        "open": "td{border:.6pt solid #000} td:first-child{border-left:none}"
        " td:last-child{border-right:none}",
        "dashed": "td{border:.6pt dashed #000}",
        "hair": "td{border:.1pt solid #999}",
        "three": "tr.h td{border-top:1pt solid #000;border-bottom:.6pt solid #000}"
        " tr.z td{border-bottom:1pt solid #000}",
        "level": "td{border-top:.6pt solid #000;border-bottom:.6pt solid #000}",
        "none": "td{border:none}",
    }[table.rules]
    if table.rules == "open":
        border = "td{border:.6pt solid #000} td.l{border-left:none} td.r{border-right:none}"
    head = _html(table, table.header, 0)
    body = _html(table, table.rows, len(table.header))
    parts = f"<thead>{head}</thead><tbody>{body}</tbody>"
    if not table.again:
        parts = f"<tbody>{head}{body}</tbody>"
    columns = "".join(f'<col style="width:{w}pt">' for w in _widths(table))
    size = "A4 landscape" if table.landscape else "A4"
    style = (
        f"@page{{size:{size};margin:{_EDGE}pt;@bottom-center{{content:counter(page);"
        f"font:8pt '{SANS}'}}}} body{{font:{table.size}pt '{SANS}'}} h1{{font-size:14pt;"
        "text-align:center} table{border-collapse:collapse;table-layout:fixed;width:100%}"
        f"td{{padding:2pt 4pt;overflow-wrap:anywhere;vertical-align:middle}} {border}"
    )
    page = (
        f"<html lang=zh><style>{style}</style><h1>{table.title}</h1><p>单位：万元</p>"
        f"<table><colgroup>{columns}</colgroup>{parts}</table></html>"
    )
    return HTML(string=page).write_pdf()


def _html(table: Truth, rows: list[list[Cell]], above: int) -> str:
    made = []
    for r, row in enumerate(rows, above):
        cells = []
        at = starts(table, r)
        for c, cell in zip(at, row, strict=True):
            kind = ("l " if c == 0 else "") + ("r" if c + cell.columns == len(table.widths) else "")
            side = "right" if cell.right else "center" if r < len(table.header) else "left"
            cells.append(
                f'<td class="{kind}" colspan={cell.columns} rowspan={cell.rows}'
                f' style="text-align:{side}">{html.escape(cell.text)}</td>'
            )
        where = "h" if r < len(table.header) else "z" if r == len(table.grid) - 1 else ""
        made.append(f"<tr class='{where}'>{''.join(cells)}</tr>")
    return "".join(made)


def typst(table: Truth) -> bytes:
    """Typst."""
    import typst as program  # noqa: PLC0415

    def cell(c: Cell, r: int) -> str:
        text = c.text.replace("\\", "\\\\").replace('"', '\\"')
        side = "right" if c.right else "center" if r < len(table.header) else "left"
        return (
            f"table.cell(colspan:{c.columns},rowspan:{c.rows},align:{side}+horizon)"
            f'[#broken("{text}")]'
        )

    stroke = {
        "all": "0.5pt",
        "open": "(x,y)=>(top:0.5pt,bottom:0.5pt,left:if x > 0 {0.5pt} else {0pt},"
        f"right:if x < {len(table.widths) - 1} {{0.5pt}} else {{0pt}})",
        "dashed": '(thickness:0.5pt,dash:"dashed")',
        "hair": "0.1pt+luma(150)",
        "three": f"(x,y)=>if y < {len(table.header)} {{(top:0.8pt,bottom:0.5pt)}}"
        f" else if y == {len(table.grid) - 1} {{(bottom:0.8pt)}}",
        "level": "(x,y)=>(top:0.5pt,bottom:0.5pt)",
        "none": "none",
    }[table.rules]
    head = ",".join(cell(c, r) for r, row in enumerate(table.header) for c in row)
    rows = ",".join(cell(c, len(table.header)) for row in table.rows for c in row)
    top = f"table.header(repeat:true,{head})" if table.again else head
    columns = ",".join(f"{w}pt" for w in _widths(table))
    flip = "true" if table.landscape else "false"
    source = (
        f'#set page(paper:"a4",flipped:{flip},margin:{_EDGE}pt,numbering:"1")\n'
        f'#set text(font:"{SANS}",size:{table.size}pt,lang:"zh")\n'
        "#let broken(s) = s.clusters().join(sym.zws)\n"
        f"#align(center)[#text(14pt)[{table.title}]]\n\n#align(right)[单位：万元]\n\n"
        f"#table(columns:({columns}),inset:(x:4pt,y:3pt),stroke:{stroke},{top},{rows})\n"
    )
    return program.compile(source.encode())


def reportlab(table: Truth) -> bytes:
    """ReportLab, with a typeface that the file names but does not hold."""
    from reportlab.lib.styles import ParagraphStyle  # noqa: PLC0415
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # noqa: PLC0415
    from reportlab.platypus import (  # noqa: PLC0415
        LongTable,
        Paragraph,
        SimpleDocTemplate,
        TableStyle,
    )

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    base = {"fontName": "STSong-Light", "wordWrap": "CJK"}

    def style(cell: Cell) -> ParagraphStyle:
        return ParagraphStyle(
            "c",
            fontSize=table.size,
            leading=table.size * 1.25,
            alignment=2 if cell.right else 0,
            **base,
        )

    rows = table.header + table.rows
    data: list[list[object]] = [[""] * len(table.widths) for _ in rows]
    marks: list[tuple] = [("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    for r, row in enumerate(rows):
        for c, cell in zip(starts(table, r), row, strict=True):
            data[r][c] = Paragraph(html.escape(cell.text), style(cell)) if cell.text else ""
            if cell.columns > 1 or cell.rows > 1:
                marks.append(("SPAN", (c, r), (c + cell.columns - 1, r + cell.rows - 1)))
    if table.rules == "all":
        marks.append(("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0)))
    elif table.rules == "open":
        marks += [("INNERGRID", (0, 0), (-1, -1), 0.5, (0, 0, 0))]
        marks += [(k, (0, 0), (-1, -1), 0.5, (0, 0, 0)) for k in ("LINEABOVE", "LINEBELOW")]
    elif table.rules == "dashed":
        marks.append(("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0), None, (2, 2)))
    elif table.rules == "hair":
        marks.append(("GRID", (0, 0), (-1, -1), 0.1, (0.6, 0.6, 0.6)))
    elif table.rules == "three":
        ends = (("LINEABOVE", 0), ("LINEABOVE", len(table.header)), ("LINEBELOW", len(rows) - 1))
        marks += [(k, (0, at), (-1, at), 0.8, (0, 0, 0)) for k, at in ends]
    elif table.rules == "level":
        marks += [(k, (0, 0), (-1, -1), 0.5, (0, 0, 0)) for k in ("LINEABOVE", "LINEBELOW")]
    kept = io.BytesIO()
    document = SimpleDocTemplate(
        kept,
        pagesize=_page(table),
        leftMargin=_EDGE,
        rightMargin=_EDGE,
        topMargin=_EDGE,
        bottomMargin=_EDGE,
    )
    printed = LongTable(
        data, colWidths=_widths(table), repeatRows=len(table.header) if table.again else 0
    )
    printed.setStyle(TableStyle(marks))
    title = Paragraph(table.title, ParagraphStyle("t", fontSize=14, leading=24, **base))
    unit = Paragraph("单位：万元", ParagraphStyle("u", fontSize=9, leading=14, **base))
    document.build([title, unit, printed])
    return kept.getvalue()


def fpdf(table: Truth) -> bytes:
    """fpdf2, with a TrueType face from the package index."""
    from fpdf import FPDF  # noqa: PLC0415
    from fpdf.enums import TableBordersLayout  # noqa: PLC0415
    from fpdf.fonts import FontFace  # noqa: PLC0415

    file = FPDF("L" if table.landscape else "P", "pt", "A4")
    file.set_margin(_EDGE)
    file.set_auto_page_break(True, _EDGE)
    file.add_font("face", "", str(_face()))
    file.set_font("face", size=14)
    file.add_page()
    if table.rules == "dashed":
        file.set_dash_pattern(2, 2)
    if table.rules == "hair":
        file.set_line_width(0.1)
    file.cell(0, 20, table.title, align="C", new_x="LMARGIN", new_y="NEXT")
    file.set_font("face", size=table.size)
    file.cell(0, 14, "单位：万元", align="R", new_x="LMARGIN", new_y="NEXT")
    layout = {
        **dict.fromkeys(("all", "dashed", "hair"), TableBordersLayout.ALL),
        "three": TableBordersLayout.SINGLE_TOP_LINE,
        "open": TableBordersLayout.INTERNAL,
        "level": TableBordersLayout.HORIZONTAL_LINES,
        "none": TableBordersLayout.NONE,
    }[table.rules]
    with file.table(
        col_widths=tuple(_widths(table)),
        borders_layout=layout,
        line_height=table.size * 1.4,
        padding=(2, 4, 2, 4),
        num_heading_rows=len(table.header) if table.again else 0,
        first_row_as_headings=table.again,
        headings_style=FontFace(emphasis=""),
        wrapmode="CHAR",
    ) as grid:
        for r, row in enumerate(table.header + table.rows):
            line = grid.row()
            for cell in row:
                side = "R" if cell.right else "C" if r < len(table.header) else "L"
                line.cell(cell.text, colspan=cell.columns, rowspan=cell.rows, align=side)
    return bytes(file.output())


def _face() -> Path:
    import justmytype_intl_cjk  # noqa: PLC0415

    found = sorted(Path(justmytype_intl_cjk.__file__).parent.rglob("*SC*.ttf"))
    return found[0]


PRINTERS = {"weasyprint": weasyprint, "typst": typst, "reportlab": reportlab, "fpdf2": fpdf}
NEEDS = {"weasyprint": "weasyprint", "typst": "typst", "reportlab": "reportlab", "fpdf2": "fpdf"}
