"""Tables without upright rules 三线表、无线表: columns told by how the text is aligned."""

from __future__ import annotations

from mingzhang.read.pdf.lettering import Run
from mingzhang.read.pdf.sheets import Glyph, Rule, Sheet
from mingzhang.read.pdf.tables import Ruled


def found(
    lines: list[Run], glyphs: list[Glyph], level: list[Rule], sheet: Sheet
) -> tuple[list[Ruled], list[Run]]:
    """Tables among lines outside the grids, and the lines that are left."""
    return [], lines
