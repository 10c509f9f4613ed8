"""A web page 网页 of a disclosure: one file without network, every figure a link to its origin.

Built as strings: every text that comes from the books goes through ``escape`` (HTML) or ``_data``
(JSON inside a script element), and the page's own policy allows no script but its own.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from mingzhang.disclosure import Cell, Chart, Disclosure, Heading, Piece, Prose, Sheet, Stated
from mingzhang.write import measure
from mingzhang.write.chart import svg
from mingzhang.write.sheet import escape

_ASSETS = Path(__file__).parent / "assets"
_SLOT = re.compile(r"\{\{(\w+)\}\}")
_LONG = 700  # hundredths of an em: a label that should not be squeezed
_SIDES = {"left": "", "center": "c", "right": "r"}


class Origin(NamedTuple):
    """An entry 分录 behind a figure, as it is shown."""

    entry: str
    voucher: str
    date: str
    memo: str
    amount: str


@cache
def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


def html(
    disclosure: Disclosure, words: dict, origins: Mapping[str, Sequence[Origin]] | None = None
) -> str:
    """The disclosure as one page.

    ``words`` is ``packs/publish.toml``; ``origins`` are the entries behind figures, by their key.
    """
    page = _Page(disclosure, words)
    body = "\n".join(page.pieces())
    script = _asset("disclosure.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    slots = {
        "title": escape(disclosure.title),
        "department": escape(disclosure.department),
        "contents": escape(words["contents"]),
        "skip": escape(words["skip"]),
        "about": escape(words["about"]),
        "entries": "\n".join(page.entries),
        "body": body,
        "style": _asset("disclosure.css"),
        "script": script,
        "script_hash": f"sha256-{digest}",
        "data": _data(page, words, origins or {}),
    }
    return _SLOT.sub(lambda found: slots[found[1]], _asset("disclosure.html"))


def _data(page: _Page, words: dict, origins: Mapping[str, Sequence[Origin]]) -> str:
    """What the script shows of every figure: its name, unit, exact amount, parts and entries."""
    entries: dict[Origin, int] = {}
    figures = []
    for n, stated in enumerate(page.figures):
        parts = page.parts.get(n, [])
        parts = parts or [page.numbers[k] for k in stated.doing if k in page.numbers]
        behind = [entries.setdefault(o, len(entries)) for o in origins.get(stated.key, ())]
        figures.append([stated.name, stated.unit, _yuan(stated), parts, behind])
    said = {"figures": figures, "entries": list(entries), "words": words["origin"]}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _yuan(stated: Stated) -> str:
    """The exact amount in 元; "" for what is not money."""
    if stated.fen is None:
        return ""
    whole, rest = divmod(abs(stated.fen), 100)
    return f"{'-' if stated.fen < 0 else ''}{whole:,}.{rest:02}元"


class _Page:
    """The page while it is written: its figures so far, by number and by key."""

    def __init__(self, disclosure: Disclosure, words: dict) -> None:
        self.disclosure, self.words = disclosure, words
        self.figures: list[Stated] = []
        self.numbers: dict[str, int] = {}
        self.parts: dict[int, list[int]] = {}
        self.entries: list[str] = []

    def pieces(self) -> Iterator[str]:
        """Every piece in order; fills the contents and the list of figures."""
        for piece in self.disclosure.pieces:
            yield from self._piece(piece)

    def _piece(self, piece: Piece) -> Iterator[str]:
        if isinstance(piece, Heading):
            level = min(piece.level, 3)
            anchor = f' id="{self._listed(level, piece.text)}"' if level < 3 else ""
            yield f"<h{level + 1}{anchor}>{escape(piece.text)}</h{level + 1}>"
        elif isinstance(piece, Prose):
            runs = (escape(r) if isinstance(r, str) else self._link(r) for r in piece.runs)
            yield f"<p>{''.join(runs)}</p>"
        elif isinstance(piece, Sheet):
            yield from self._table(piece)
        else:
            yield self._chart(piece)

    def _listed(self, level: int, text: str) -> str:
        """An entry of the contents; returns its anchor."""
        anchor = f"s{len(self.entries) + 1}"
        entry = f'<li class="l{level}"><a href="#{anchor}">{escape(text)}</a></li>'
        self.entries.append(entry)
        return anchor

    def _link(self, stated: Stated) -> str:
        n = len(self.figures)
        self.figures.append(stated)
        self.numbers[stated.key] = n
        if not stated.text:
            return ""
        return f'<a id="f{n}" href="#f{n}">{escape(stated.text)}</a>'

    def _table(self, sheet: Sheet) -> Iterator[str]:
        title = measure.caption(sheet)
        anchor = self._listed(2, measure.short(sheet, self.disclosure))
        wide = " wide" if measure.fitted(sheet).across else ""
        yield (
            f'<div class="table{wide}" role="region" aria-labelledby="{anchor}" tabindex="0">'
            f'<table><caption><h3 id="{anchor}">{escape(title)}</h3>{self._line(sheet)}</caption>'
        )
        first = len(self.figures)
        rows = measure.rows(sheet)
        heads, bodies = rows[: sheet.head], rows[sheet.head :]
        if heads:
            yield f"<thead>{''.join(map(self._row, heads))}</thead>"
        yield "<tbody>"
        yield from map(self._row, bodies)
        yield "</tbody></table>"
        yield "".join(f'<p class="notes">{escape(note)}</p>' for note in sheet.notes) + "</div>"
        self._sums(rows, first)

    def _sums(self, rows: list[list[Cell]], first: int) -> None:
        """Which figures the sums of a table are made from."""
        cells = [c for row in rows for c in row if c.stated]
        at = {(c.row, c.column): first + n for n, c in enumerate(cells)}
        for cell in cells:
            parts = [at[p] for p in cell.parts if p in at]
            if parts:
                self.parts[at[cell.row, cell.column]] = parts

    def _line(self, sheet: Sheet) -> str:
        by, unit = measure.over(sheet, self.words)
        by = f"<p>{escape(by)}</p>" if by else ""
        unit = f'<p class="unit">{escape(unit)}</p>' if unit else ""
        return f"<div>{by}{unit}</div>" if by or unit else ""

    def _row(self, cells: list[Cell]) -> str:
        return f"<tr>{''.join(map(self._cell, cells))}</tr>"

    def _cell(self, cell: Cell) -> str:
        spans = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
        spans += f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
        said = self._link(cell.stated) if cell.stated else escape(cell.text)
        if cell.role == "header":
            scope = "colgroup" if cell.columns > 1 else "col"
            return f'<th scope="{scope}"{spans}>{said}</th>'
        classes = [_SIDES[cell.align]] + (["strong"] if cell.strong else [])
        classes += ["long"] if cell.columns == 1 and measure.ems(cell.text) > _LONG else []
        named = " ".join(filter(None, classes))
        named = f' class="{named}"' if named else ""
        style = f' style="padding-left:{8 + 14 * cell.depth}px"' if cell.depth else ""
        if cell.role == "label" and cell.text:
            scope = "rowgroup" if cell.rows > 1 else "row"
            return f'<th scope="{scope}"{spans}{named}{style}>{said}</th>'
        return f"<td{spans}{named}{style}>{said}</td>"

    def _chart(self, chart: Chart) -> str:
        text = f"<p>{escape(chart.text)}</p>" if chart.text else ""
        drawn = svg(chart)
        return f"<figure><figcaption>{escape(chart.title)}</figcaption>{drawn}{text}</figure>"
