"""The open data package 开放数据包: every figure of a disclosure with its dimensions, as CSV.

``datapackage.json`` describes the files after Data Package 1 and types the columns after the Fiscal
Data Package, so that programs can read them without asking anybody. Amounts are decimal text.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence

from mingzhang.disclosure import Cell, Disclosure, Heading, Prose, Sheet, Stated
from mingzhang.model import Region
from mingzhang.regions import Space
from mingzhang.write.archive import zipped

Registers = Mapping[str, Sequence[Mapping[str, str]]]
Named = Callable[[str, str], str]  # ("function" or "economic", code) -> the name of the subject
_MARK = "\ufeff"  # so that spreadsheet programs open the files rightly
_CLOSED = ("stage", "flow", "fund", "nature", "item")


def archive(files: Mapping[str, str]) -> bytes:
    """The files of a package as one zip."""
    return zipped(files)


def package(
    disclosure: Disclosure,
    words: dict,
    space: Space,
    named: Named,
    registers: Registers | None = None,
) -> dict[str, str]:
    """The files of the package: their text by name.

    ``words`` is ``packs/publish.toml``; ``registers`` are the registers 登记簿 to publish.
    """
    names = [field["name"] for field in words["field"]]
    lines = [[row.get(n, "") for n in names] for row in _rows(disclosure, space, named)]
    files = {"figures.csv": _csv(names, lines)}
    resources = [_resource("figures", "figures.csv", words["field"], "key")]
    for name, rows in (registers or {}).items():
        if rows:
            fields = list(dict.fromkeys(key for row in rows for key in row))
            files[f"{name}.csv"] = _csv(fields, [[r.get(f, "") for f in fields] for r in rows])
            columns = [{"name": field, "type": "string"} for field in fields]
            resources.append(_resource(name, f"{name}.csv", columns))
    told = {
        "profile": "data-package",
        "name": f"{disclosure.layout}-{disclosure.year}-{disclosure.kind}",
        "title": disclosure.title,
        "languages": ["zh-CN"],
        "contributors": [{"title": disclosure.department, "role": "publisher"}],
        "resources": resources,
    }
    text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    return {"datapackage.json": text, **files}


def _resource(name: str, path: str, fields: list[dict], key: str = "") -> dict:
    """A file as its columns describe it."""
    schema: dict = {"fields": fields, "missingValues": [""]}
    if key:
        schema["primaryKey"] = key
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _csv(head: list[str], rows: list[list[str]]) -> str:
    file = io.StringIO()
    file.write(_MARK)
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(rows)
    return file.getvalue()


def _rows(disclosure: Disclosure, space: Space, named: Named) -> Iterator[dict[str, str]]:
    """Every figure that is printed in a table or a sentence."""
    heading = ""
    for piece in disclosure.pieces:
        if isinstance(piece, Heading):
            heading = piece.text
        elif isinstance(piece, Sheet):
            place = _Place(piece)
            for cell in piece.cells:
                if cell.stated:
                    at = {"table": piece.number, "table_title": piece.title}
                    at |= {"row": place.row(cell), "column": place.column(cell)}
                    yield _figure(cell.stated, space, named) | at
        elif isinstance(piece, Prose):
            for run in piece.runs:
                if isinstance(run, Stated):
                    yield _figure(run, space, named) | {"table_title": heading}


def _figure(stated: Stated, space: Space, named: Named) -> dict[str, str]:
    """A figure by its dimensions; what its region leaves open is blank."""
    said = {"key": stated.key, "printed": stated.text, "unit": stated.unit}
    said["amount"] = "" if stated.fen is None else yuan(stated.fen)
    said["region"] = stated.name
    region = stated.region
    if region is None:
        return said
    said |= {name: _members(space, region, name) for name in _CLOSED}
    said["year"] = str(region.year or "")
    for kind, code in (("function", region.function), ("economic", region.economic)):
        if code:
            said |= {f"{kind}_code": code.rstrip("~"), f"{kind}_name": named(kind, code)}
    return said | {"entity": region.entity, "project": region.project.rstrip("/")}


def _members(space: Space, region: Region, dimension: str) -> str:
    """The names of the members that a region says of a dimension; "" where it leaves it open."""
    if space.free(region, dimension):
        return ""
    bits = space.part(region, dimension)
    found = space.dimensions[dimension]
    return "+".join(name for id_, name in found.names.items() if found.bits[id_] & bits)


def yuan(fen: int) -> str:
    """Fen as 元 with two decimals, as exact decimal text."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole}.{rest:02}"


class _Place:
    """Where a figure stands in its table, in the words around it."""

    def __init__(self, sheet: Sheet) -> None:
        self._over: dict[int, list[str]] = {}
        self._beside: dict[int, list[Cell]] = {}
        for cell in sheet.cells:
            if cell.role == "header" or cell.row < sheet.head:
                for column in range(cell.column, cell.column + cell.columns):
                    self._over.setdefault(column, []).append(cell.text)
            else:
                for row in range(cell.row, cell.row + cell.rows):
                    self._beside.setdefault(row, []).append(cell)

    def column(self, cell: Cell) -> str:
        """The header path, joined by "/"."""
        return "/".join(filter(None, self._over.get(cell.column, ())))

    def row(self, cell: Cell) -> str:
        """The labels at its left, up to the figures of a panel before them."""
        found: list[str] = []
        row = sorted(self._beside.get(cell.row, ()), key=lambda c: c.column)
        for other in reversed([c for c in row if c.column < cell.column]):
            if other.role != "figure":
                found.append(other.text)
            elif found:
                break
        return " ".join(filter(None, reversed(found)))
