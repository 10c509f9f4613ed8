"""A record while its fields are collected, with their printed texts and places."""

from __future__ import annotations

from fractions import Fraction

from mingzhang.model import Interval, Place, Record, Value
from mingzhang.performance.forms import Cell
from mingzhang.performance.words import figure


class Draft:
    """Collects the fields of one record with their printed texts and places."""

    def __init__(self) -> None:
        self.fields: dict[str, Value] = {}
        self.printed: dict[str, str] = {}
        self.places: dict[str, Place] = {}

    def put(self, name: str, value: Value, cell: Cell | None = None) -> None:
        self.fields[name] = value
        if cell:
            self.printed[name], self.places[name] = cell.said, cell.place

    def number(self, name: str, cell: Cell | None, exact: bool = False) -> None:
        """A printed number; a cell without one is missing, and its place is kept."""
        found = figure(cell.said) if cell else None
        point = found and Interval(found.exact, found.exact)
        self.put(name, (point if exact else found.interval) if found else None, cell)

    def record(self, kind: str, subject: str, doubt: str) -> Record:
        return Record(kind, subject, self.fields, self.printed, self.places, doubt)


def point(number: Fraction | int | None) -> Interval | None:
    return None if number is None else Interval(Fraction(number), Fraction(number))
