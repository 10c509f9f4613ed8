"""PDF: a disclosure typeset with typst, tagged, with bookmarks, contents and its own typefaces.

No typeface of the machine is used, so the same disclosure gives the same bytes everywhere.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from mingzhang.disclosure import Cell, Chart, Disclosure, Heading, Piece, Prose, Sheet
from mingzhang.write import chart, measure, paging, typefaces
from mingzhang.write.library import typst

_ASSETS = Path(__file__).parent / "assets"
_SIDES = {"left": "l", "center": "c", "right": "r"}
_PPI = 212  # dots for 72 of the 640 units that a chart is wide
_STANDARDS = ["a-2a", "ua-1"]  # 长期保存, and readable by machine


@cache
def _template() -> bytes:
    return (_ASSETS / "disclosure.typ").read_bytes()


def pdf(disclosure: Disclosure, words: dict) -> bytes:
    """The disclosure as a PDF; ``words`` is ``packs/publish.toml``."""
    data = json.dumps(_printable(_data(disclosure, words)), ensure_ascii=False)
    return _compiled(_template(), data, format="pdf", pdf_standards=_STANDARDS)


@lru_cache(maxsize=4)
def pngs(charts: tuple[Chart, ...]) -> list[bytes]:
    """Charts as pictures, 16 cm wide in print, at about 300 dots to the inch."""
    if not charts:
        return []
    data = json.dumps([chart.svg(c) for c in charts], ensure_ascii=False)
    made = _compiled((_ASSETS / "charts.typ").read_bytes(), data, format="png", ppi=_PPI)
    return made if isinstance(made, list) else [made]


def _framed(png: bytes) -> str:
    """A picture as text, for the template: an SVG that holds it. What a chart shows stands in its
    alternative text; as letters on the page it would be read a second time as a table."""
    wide, high = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    data = base64.b64encode(png).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}">'
        f'<image width="{wide}" height="{high}" href="data:image/png;base64,{data}"/></svg>'
    )


def _compiled(source: bytes, data: str, **how: Any) -> bytes:
    return typst.compile(
        source,
        font_paths=typefaces.folders(),
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        **how,
    )


def _data(disclosure: Disclosure, words: dict) -> dict[str, Any]:
    """All that the template prints."""
    lines, size = measure.cover(disclosure)
    charts = tuple(p for p in disclosure.pieces if isinstance(p, Chart))
    drawings = iter(pngs(charts))
    runs: list[dict[str, Any]] = []
    level = 1  # of the heading before: the title on the cover is the first
    for run in paging.runs(disclosure):
        items: list[dict[str, Any]] = []
        for piece, begins in zip(run.pieces, run.breaks, strict=True):
            if begins:
                items.append({"kind": "break"})
            items.append(_piece(piece, words, drawings))
            if "level" in items[-1]:
                level = items[-1]["level"] = min(items[-1]["level"], level + 1)
        runs.append({"across": run.across, "pieces": items})
    return {
        "title": disclosure.title,
        "year": disclosure.year,
        "department": disclosure.department,
        "cover": {"lines": lines, "size": size, "foot": disclosure.department},
        "contents": words["contents"],
        "padding": measure.PADDING,
        "typefaces": {"song": [typefaces.SONG, typefaces.HEI], "hei": [typefaces.HEI]},
        "runs": runs,
    }


def _printable(said: Any) -> Any:
    """Every text of some data as the typefaces can show it."""
    if isinstance(said, str):
        return typefaces.shown(typefaces.sound(said))
    if isinstance(said, dict):
        return {key: _printable(value) for key, value in said.items()}
    if isinstance(said, list | tuple):
        return [_printable(value) for value in said]
    return said


def _piece(piece: Piece, words: dict, drawings: Iterator[bytes]) -> dict[str, Any]:
    if isinstance(piece, Heading):
        size = measure.largest(piece.text, measure.PORTRAIT, measure.PARTS)
        fits = measure.ems(piece.text) * size <= measure.PORTRAIT * 10
        parts = [piece.text] if fits else piece.text.split(" ", 1)
        text = {"text": piece.text, "size": size, "parts": parts}
        return {"kind": "heading", "level": min(piece.level, 3), **text}
    if isinstance(piece, Prose):
        return {"kind": "prose", "text": piece.text}
    if isinstance(piece, Sheet):
        return _sheet(piece, words)
    alt = " ".join(filter(None, (piece.text, chart.told(piece))))
    return {"kind": "chart", "title": piece.title, "svg": _framed(next(drawings)), "alt": alt}


def _sheet(sheet: Sheet, words: dict) -> dict[str, Any]:
    fit = measure.fitted(sheet)
    by, unit = measure.over(sheet, words)
    return {
        "kind": "sheet",
        "level": 2,
        "caption": measure.caption(sheet),
        "by": by,
        "unit": unit,
        "size": fit.size,
        "title": measure.titled(sheet, fit),
        "pad": fit.pad,
        "columns": fit.columns,
        "head": [_cell(c) for c in sheet.cells if c.row < sheet.head],
        "body": [_cell(c) for c in sheet.cells if c.row >= sheet.head],
        "notes": sheet.notes,
    }


def _cell(cell: Cell) -> list[Any]:
    side = _SIDES[cell.align]
    return [
        cell.row, cell.column, cell.text, cell.rows, cell.columns, side, cell.depth, cell.strong,
    ]  # fmt: skip
