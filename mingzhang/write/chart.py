"""Charts 图 as SVG: horizontal bars for a structure, columns side by side, lines.

Every length is an integer, every value is printed as the disclosure states it, every colour has
its name beside it. The colours are those of Okabe and Ito, told apart by the colour-blind too.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingzhang.disclosure import Chart, Stated
from mingzhang.write.measure import ems
from mingzhang.write.typefaces import SONG, sound

WIDTH = 640
TYPE = f"{SONG}, Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#595959")
INK, SOFT, RULE = "#1c2430", "#56606e", "#d9dee5"
_SIZE, _LINE = 13, 18
_LABEL = 190  # room for the names beside horizontal bars


def svg(chart: Chart) -> str:
    """The chart as one ``svg`` element, named by its title and told by its text."""
    draw = {"pie": _structure, "bars": _columns, "lines": _lines}[chart.kind]
    height, parts = draw(chart)
    described = " ".join(filter(None, (chart.text, told(chart))))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" role="img" font-family="{TYPE}" font-size="{_SIZE}">'
        f"<title>{_safe(chart.title)}</title><desc>{_safe(described)}</desc>"
        f"{''.join(parts)}</svg>"
    )


def told(chart: Chart) -> str:
    """All that the chart shows, in words: for those who cannot see it."""
    said = []
    for name, values in chart.series:
        pairs = zip(chart.categories, values, strict=True)
        each = "，".join(f"{c} {v.text}{v.unit}" for c, v in pairs if v)
        said.append(f"{name}：{each}。")
    return "".join(said)


def _size(value: Stated | None) -> int:
    """A number to draw: fen, or the digits of what is not money."""
    if value is None:
        return 0
    if value.fen is not None:
        return value.fen
    digits = "".join(c for c in value.text if c.isdecimal())
    return int(digits or 0) * (-1 if value.text.startswith("-") else 1)


def _safe(text: str) -> str:
    text = sound(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;")


def _text(x: int, y: int, said: str, anchor: str = "start", fill: str = INK, more: str = "") -> str:
    at = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{x}" y="{y}" fill="{fill}"{at}{more}>{_safe(said)}</text>'


def _rule(x0: int, y0: int, x1: int, y1: int, stroke: str = RULE) -> str:
    return f'<path d="M{x0} {y0}L{x1} {y1}" stroke="{stroke}" fill="none"/>'


def _broken(text: str, most: int) -> list[str]:
    """``text`` in lines of at most ``most`` hundredths of an em."""
    lines = [""]
    for character in text:
        if lines[-1] and ems(lines[-1] + character) > most:
            lines.append("")
        lines[-1] += character
    return lines


def _unit(chart: Chart) -> str:
    return _text(WIDTH, 14, f"单位：{chart.unit}", "end", SOFT) if chart.unit else ""


def _legend(chart: Chart) -> Iterator[str]:
    """Colour and name of each series, where there are several."""
    if len(chart.series) < 2:
        return
    x = 0
    for (name, _), colour in zip(chart.series, _cycle(chart), strict=True):
        yield f'<path d="M{x} 4h12v12h-12z" fill="{colour}"/>'
        yield _text(x + 18, 15, name)
        x += 36 + ems(name) * _SIZE // 100


def _cycle(chart: Chart) -> list[str]:
    return [COLOURS[n % len(COLOURS)] for n in range(len(chart.series))]


def _structure(chart: Chart) -> tuple[int, list[str]]:
    """The parts of a whole as horizontal bars: lengths compare better than angles."""
    parts = [_unit(chart)]
    y, room = 26, WIDTH - _LABEL - 110
    for _, values in chart.series:
        most = max(*map(abs, map(_size, values)), 1)
        for name, value in zip(chart.categories, values, strict=True):
            lines = _broken(name, (_LABEL - 12) * 100 // _SIZE)
            height = max(26, len(lines) * _LINE + 8)
            middle = y + height // 2
            first = middle - len(lines) * _LINE // 2 + 14
            parts += [
                _text(_LABEL - 10, first + n * _LINE, line, "end") for n, line in enumerate(lines)
            ]
            if value is not None:
                size = _size(value)
                long = max(1, abs(size) * room // most) if size else 0
                colour = COLOURS[0] if size >= 0 else COLOURS[5]
                parts.append(
                    f'<path d="M{_LABEL} {middle - 8}h{long}v16h-{long}z" fill="{colour}"/>'
                )
                parts.append(_text(_LABEL + long + 8, middle + 5, value.text))
            y += height
    parts.append(_rule(_LABEL, 22, _LABEL, y + 2, SOFT))
    return y + 8, parts


def _scale(chart: Chart, top: int, bottom: int) -> tuple[int, int, int]:
    """Of all that is drawn the least (at most 0) and the greatest; the place of nought."""
    sizes = [_size(v) for _, values in chart.series for v in values if v]
    low, high = min([0, *sizes]), max([0, *sizes])
    high = high if high > low else low + 1
    return low, high, bottom - (0 - low) * (bottom - top) // (high - low)


def _categories(chart: Chart, step: int, y: int) -> tuple[list[str], int]:
    """The names under the columns, and how many lines they take."""
    made, most = [], 1
    for n, name in enumerate(chart.categories):
        lines = _broken(name, (step - 8) * 100 // _SIZE)
        most = max(most, len(lines))
        made += [
            _text(step // 2 + n * step, y + 18 + k * _LINE, line, "middle")
            for k, line in enumerate(lines)
        ]
    return made, most


def _columns(chart: Chart) -> tuple[int, list[str]]:
    """The series side by side over each category."""
    top, bottom = 52, 240
    low, high, nought = _scale(chart, top, bottom)
    step = WIDTH // max(1, len(chart.categories))
    count = max(1, len(chart.series))
    wide = min(46, (step - 16) // count)
    names, lines = _categories(chart, step, bottom)
    parts = [*_legend(chart), _unit(chart), *names]
    for s, (_, values) in enumerate(chart.series):
        for n, value in enumerate(values):
            if value is None:
                continue
            long = _size(value) * (bottom - top) // (high - low)
            x = n * step + (step - wide * count) // 2 + s * wide
            at = nought - long
            colour = COLOURS[s % len(COLOURS)]
            parts.append(
                f'<path d="M{x + 2} {nought}V{at}H{x + wide - 2}V{nought}z" fill="{colour}"/>'
            )
            above = at - 6 if long >= 0 else at + 15
            size = ' font-size="11"'
            parts.append(_text(x + wide // 2, above, value.text, "middle", INK, size))
    parts.append(_rule(0, nought, WIDTH, nought, SOFT))
    return bottom + 14 + lines * _LINE, parts


def _lines(chart: Chart) -> tuple[int, list[str]]:
    """A line for each series; where a value is not known the line is broken."""
    top, bottom = 60, 240
    low, high, _ = _scale(chart, top, bottom)
    step = WIDTH // max(1, len(chart.categories))
    names, lines = _categories(chart, step, bottom)
    parts = [*_legend(chart), _unit(chart), *names, _rule(0, bottom, WIDTH, bottom, SOFT)]
    for s, (_, values) in enumerate(chart.series):
        colour = COLOURS[s % len(COLOURS)]
        path, broken = [], True
        for n, value in enumerate(values):
            if value is None:
                broken = True
                continue
            x = step // 2 + n * step
            y = bottom - (_size(value) - low) * (bottom - top) // (high - low)
            path.append(f"{'M' if broken else 'L'}{x} {y}")
            broken = False
            parts.append(f'<circle cx="{x}" cy="{y}" r="4" fill="{colour}"/>')
            below = s % 2
            parts.append(_text(x, y + 20 if below else y - 9, value.text, "middle"))
        drawn = "".join(path)
        parts.append(f'<path d="{drawn}" stroke="{colour}" stroke-width="2" fill="none"/>')
    return bottom + 14 + lines * _LINE, parts
