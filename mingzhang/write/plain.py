"""Plain text 纯文本: a disclosure as the reader of text reads it, its tables parted by tabs."""

from __future__ import annotations

from collections.abc import Iterator

from mingzhang.disclosure import Chart, Disclosure, Heading, Prose, Sheet
from mingzhang.write import measure


def text(disclosure: Disclosure, words: dict) -> str:
    """The disclosure line by line; a merged cell stands at its upper left."""
    lines = [disclosure.title, "", words["contents"], ""]
    lines += [line for piece in disclosure.pieces for line in _listed(piece)]
    for piece in disclosure.pieces:
        lines.append("")
        if isinstance(piece, Heading | Prose):
            lines.append(_flat(piece.text))
        elif isinstance(piece, Sheet):
            lines += _table(piece, words)
        else:
            lines += _chart(piece)
    return "\n".join(lines) + "\n"


def _listed(piece: object) -> Iterator[str]:
    if isinstance(piece, Heading) and piece.level < 3:
        yield _flat(piece.text)
    elif isinstance(piece, Sheet):
        yield _flat(measure.caption(piece))


def _flat(text: str) -> str:
    return " ".join(text.split())


def _table(sheet: Sheet, words: dict) -> Iterator[str]:
    yield _flat(measure.caption(sheet))
    yield from (_flat(said) for said in measure.over(sheet, words) if said)
    over = True  # a row of one cell over all others is a line, as no tab tells how far it spans
    for row in measure.rows(sheet):
        over = over and len(row) == 1 and row[0].columns == len(sheet.widths) > 1
        if over:
            yield _flat(row[0].text)
            continue
        cells = [""] * len(sheet.widths)
        for cell in row:
            cells[cell.column] = _flat(cell.text)
        yield "\t".join(cells)
    yield from map(_flat, sheet.notes)


def _chart(chart: Chart) -> Iterator[str]:
    """What a chart shows, in words."""
    yield _flat(chart.title)
    if chart.text:
        yield _flat(chart.text)
