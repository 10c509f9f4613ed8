"""Printed text to tables, for tests of the readers."""

from mingzhang import packs
from mingzhang.model import Table
from mingzhang.read import read

WORDS = packs.words()["forms"] | {"wrapped": packs.words()["wrapped"]}


def tables(printed: str) -> list[Table]:
    """The tables of a text in which ⇥ stands for a tab."""
    return read(printed.replace("⇥", "\t").encode(), "a.txt", WORDS).tables


def rows(table: Table) -> list[tuple[tuple[str, ...], dict[str, str]]]:
    """Labels and cells that are not blank."""
    return [
        (tuple(t.text for t in r.label), {p: t.text for p, t in r.cells.items() if t.text})
        for r in table.rows
    ]
