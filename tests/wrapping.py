"""Prints a grid as a PDF text extractor does: the grid lost, cells wrapped, blanks vanished.

A cell's text is broken at its column's width (a Chinese character is 2 wide) and centred in its
row. The extractor prints the cells of a row from left to right. What stands on the same height is
joined by a space; a step of less than a line is a line break, a longer one a line break and, in
documents set so, a blank line.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Style:
    """How the page is set: width of label and number columns, blank lines, lines on a page."""

    label_width: int = 24
    number_width: int = 16
    blank_lines: bool = True
    page_rows: int = 0  # a page break after so many rows; 0: none
    repeat_header: bool = False
    centred: bool = True
    by_height: bool = False  # prints what stands higher first, across the cells of a row


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def wrap(text: str, limit: int) -> list[str]:
    """``text`` in lines of at most ``limit``; numbers are not broken."""
    lines, line = [], ""
    for token in re.findall(r"[\d.,%]+|.", text):
        if line and width(line + token) > limit:
            lines.append(line)
            line = ""
        line += token
    return [*lines, line] if line else lines


def print_row(cells: list[tuple[str, int]], style: Style) -> str:
    """One row of cells (text, column width)."""
    wrapped = [wrap(text, limit) for text, limit in cells]
    height = max((len(lines) for lines in wrapped), default=0)
    placed = []
    for lines in wrapped:
        top = Fraction(height - len(lines), 2) if style.centred else Fraction(0)
        placed += [(top + number, line) for number, line in enumerate(lines)]
    if style.by_height:
        placed.sort(key=lambda p: p[0])
    return _joined(placed, style)


def _joined(placed: list[tuple[Fraction, str]], style: Style) -> str:
    """Lines of cells at their heights, joined as the extractor does."""
    out, at = "", Fraction(-1)
    for y, line in placed:
        if out and y == at:
            out += " "
        elif out:
            out += "\n" if abs(y - at) < 1 or not style.blank_lines else "\n\n"
        out, at = out + line, y
    return out


def print_header(paths: list[str], widths: list[int], style: Style) -> list[str]:
    """The header of column paths: level by level, a merged cell once."""
    split = [path.split("/") for path in paths]
    depth = max(map(len, split))
    rows = []
    for level in range(depth):
        cells: list[tuple[str, int]] = []
        previous: list[str] | None = None
        for parts, limit in zip(split, widths, strict=True):
            # a word without children is merged downwards and printed in its own level
            here = parts[level] if level < len(parts) else ""
            prefix = parts[: level + 1]
            if here and previous == prefix and level + 1 < len(parts):
                cells[-1] = (cells[-1][0], cells[-1][1] + limit)
            elif here:
                cells.append((here, limit))
            previous = prefix
        rows.append(print_row(cells, style))
    return [row for row in rows if row]


def print_table(
    title: str, unit: str, paths: list[str], labels: int, rows: list[list[str]], style: Style
) -> str:
    """The whole table; ``labels`` first columns are names and codes."""
    widths = [style.label_width if n < labels else style.number_width for n in range(len(paths))]
    header = print_header(paths, widths, style)
    between = "\n\n" if style.blank_lines else "\n"
    parts = [title, f"单位：{unit}", *header]
    page = 1
    for number, row in enumerate(rows, 1):
        parts.append(print_row([(c, w) for c, w in zip(row, widths, strict=True) if c], style))
        if style.page_rows and number % style.page_rows == 0 and number < len(rows):
            parts.append(f"\n\n{page}" if style.blank_lines else f"{page}\n\f".rstrip("\n"))
            page += 1
            if style.repeat_header:
                parts += header
    return between.join(part for part in parts if part) + "\n"
