"""The disclosure 公开件 as it is written: headings, prose, laid-out tables, charts.

Layouts and templates fill these records from the books; writers turn them into files. Every figure
in them is a ``Stated``, so that each file can say where it comes from. Floor 1, pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mingzhang.model import Region


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure 数 as it is printed once: ``text`` in ``unit`` with ``decimals``.

    ``fen`` is its exact amount; None for what is not money (a share, a count). ``key`` names it
    within the disclosure (表名!行/栏, unique), ``name`` says its region in words. ``doing`` are the
    keys of the figures that a share or a change is made from.
    """

    text: str
    key: str
    unit: str = ""
    decimals: int = 0
    fen: int | None = None
    region: Region | None = None
    name: str = ""
    doing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell 格 of a laid-out table, at ``row``, ``column`` from 0; it covers ``rows`` ×
    ``columns``.

    ``role``: "header", "label", "figure" (a number or its blank) or "text". ``depth`` indents a
    label. ``parts`` are the positions (row, column) of the figures in this table whose sum it is.
    """

    row: int
    column: int
    text: str
    role: str = "text"
    rows: int = 1
    columns: int = 1
    align: str = "left"  # left, center, right
    depth: int = 0
    strong: bool = False
    stated: Stated | None = None
    parts: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A laid-out table 表: ``cells`` cover the grid of ``rows`` × ``len(widths)`` without overlap.

    ``widths`` are relative. The first ``head`` rows are repeated on every page. ``number`` and
    ``title`` stand above, ``unit`` (元, 万元; "" where the form prints none) and ``by``
    (编制单位) in the line between, ``notes`` below. ``id`` is the layout's own name of the table.
    """

    id: str
    number: str
    title: str
    unit: str
    by: str
    rows: int
    widths: tuple[int, ...]
    head: int
    cells: tuple[Cell, ...]
    notes: tuple[str, ...] = ()
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading 标题; level 1 is a part, 2 a section, 3 what lies below."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph 段落 of text and figures in order."""

    runs: tuple[str | Stated, ...]

    @property
    def text(self) -> str:
        return "".join(run if isinstance(run, str) else run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart 图: ``series`` are (name, one figure for each category; None where not known).

    ``kind``: "pie" (one series), "bars" (series side by side), "lines". ``text`` says in words what
    it shows, for those who cannot see it.
    """

    kind: str
    title: str
    unit: str
    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[Stated | None, ...]], ...]
    text: str = ""


Piece = Heading | Prose | Sheet | Chart


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A whole disclosure 公开件. ``layout`` is the id of its layout; ``kind`` "budget" or
    "final"."""

    title: str
    department: str
    year: int
    kind: str
    layout: str
    pieces: tuple[Piece, ...]

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        return tuple(p for p in self.pieces if isinstance(p, Sheet))

    def figures(self) -> Iterator[Stated]:
        """Every figure of the disclosure in the order of print."""
        for piece in self.pieces:
            if isinstance(piece, Sheet):
                yield from (c.stated for c in piece.cells if c.stated)
            elif isinstance(piece, Prose):
                yield from (r for r in piece.runs if isinstance(r, Stated))
            elif isinstance(piece, Chart):
                yield from (v for _, values in piece.series for v in values if v)
