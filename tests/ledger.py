"""Tables for tests, written as they are printed: a title, a header, rows."""

from mingzhang import packs
from mingzhang.codes import Classification
from mingzhang.facts import Bound, Frame, bind
from mingzhang.lexicon import Lexicon
from mingzhang.model import Fact, Row, Table, Text
from mingzhang.regions import Space

SPACE = Space(packs.load_toml("dimensions.toml")["dimension"])
WORDS = packs.load_toml("columns.toml")
LEXICON = Lexicon(SPACE, packs.terms(), WORDS["entity"]["ends"])
CODES = Classification(packs.codes())
LISTS = {"function": "function", "economic": "economic_department"}


def frame(year: int = 2022, stage: str = "original") -> Frame:
    """What binding needs, for one year and stage."""

    def class_of(kind: str, name: str) -> str | None:
        found = [c for c in CODES.find(name, LISTS[kind], year) if len(c) == 3]
        return found[0] if len(found) == 1 else None

    return Frame(
        LEXICON,
        lambda kind, code: CODES.name(LISTS[kind], code, year),
        class_of,
        WORDS,
        year,
        stage,
    )


def table(
    title: str, header: str, *rows: str, unit: str = "万元", labels: int = 1, start: int = 1
) -> Table:
    """A table from texts: header paths and cells are separated by blanks, blank cells are _ ."""
    paths = header.split()
    made = []
    for line, row in enumerate(rows, start):
        said = ["" if cell == "_" else cell for cell in row.split()]
        label = tuple(Text.of(t, line) for t in said[:labels])
        values = zip(paths[labels:], said[labels:], strict=True)
        cells = {p: Text.of(t, line, 10 * i) for i, (p, t) in enumerate(values, 1)}
        panel = ("收入", "支出").index(said[0]) if said[0] in ("收入", "支出") else 0
        made.append(Row(label, cells, line, panel))
    return Table(
        "", Text.of(title, start), unit, start, tuple(paths[labels:]), tuple(paths[:labels]),
        tuple(made),
    )  # fmt: skip


def bound(*args: str, year: int = 2022, stage: str = "original", **kinds) -> Bound:
    """A table bound to regions."""
    return bind(table(*args, **kinds), frame(year, stage))


def fact(facts: list[Fact], row: str, column: str) -> Fact:
    """The one fact in this row and column."""
    (found,) = [f for f in facts if f.place.row.endswith(row) and f.place.column.endswith(column)]
    return found


def said(found: Fact) -> str:
    """The region of a fact in words."""
    return SPACE.describe(found.region)
