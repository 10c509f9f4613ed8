"""Telling 情况说明: the sentence templates of ``packs/prose``, filled from what is compiled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mingzhang import audit, layout, packs, prose
from mingzhang.compile import Compiled
from mingzhang.layout import Context, Layout, Unfit
from mingzhang.model import Region
from mingzhang.prose import Told

_ABOVE = {"class_name": 3, "section_name": 5}
_OF_A_ROW = ("function", "economic", "entity")


def templates(name: str) -> Layout:
    """The templates ``packs/prose/NAME.toml`` with those they extend; Unfit when there are none."""

    def read(which: str) -> Mapping[str, Any]:
        if f"prose/{which}.toml" not in packs.names("prose"):
            known = "、".join(
                n.removeprefix("prose/").removesuffix(".toml") for n in packs.names("prose")
            )
            raise Unfit(f"没有说明文字模板「{which}」。已有：{known}。")
        return packs.load_toml(f"prose/{which}.toml")

    return layout.load(name, read)


def told(said: str, compiled: Compiled) -> Told:
    """What an entry of an outline tells: ``NAME`` all passages of the templates NAME,
    ``NAME/PASSAGE`` one of them. Raises Unfit for a template that cannot be followed."""
    name, _, passage = said.partition("/")
    return prose.told(passage, templates(name), Books(compiled))


class Books:
    """The books as templates ask them: ``prose.Source``."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled, self.figures = compiled, compiled.figures
        self.context: dict[str, str] = compiled.context

    def rows(self, item: Mapping[str, Any], context: Context) -> list[dict[str, str]]:
        """The rows of ``each``, functional subjects with the names of their 类 and 款. Of several
        ``where`` each row once, in order of code."""
        said = item.get("where")
        wheres = said if isinstance(said, list) else [said]
        found = {
            row.get("code", str(at)): row
            for where in wheres
            for at, row in enumerate(
                self.compiled.rows({**item, "where": where}, {**context, "title": ""})
            )
        }
        rows = [found[code] for code in sorted(found)] if len(wheres) > 1 else [*found.values()]
        for row in rows:
            code, year = row.get("function", ""), self.figures.books.year
            for name, digits in _ABOVE.items():
                if len(code) >= digits:
                    row[name] = audit.classification().name("function", code[:digits], year) or ""
        return rows

    def region(self, said: str, context: Context) -> Region:
        region = self.figures.region(said, "text", context)
        for name in _OF_A_ROW:
            if context.get(name) and getattr(region, name) == "":
                region = region._replace(**{name: context[name]})
        return region

    def fen(self, region: Region, back: int = 0) -> int | None:
        """The amount of a region. ``back`` years before, the one of the same stage is meant; where
        only one is known that does not say its stage, that one."""
        found = self.figures.sums.fen(region)
        if found is None and back:
            space = self.figures.space
            free = region._replace(mask=region.mask | space.dimensions["stage"].field)
            found = self.figures.books.prior.get(free)
        return found

    def named(self, region: Region) -> str:
        return self.figures.space.describe(region)
