"""Classifications 科目: the dated code lists that revenue and spending are counted by.

Floor 1, pure: built from rows that ``packs.codes()`` gives. A code list changes every year, so
nothing is asked without a year. Kinds: ``function`` 功能分类 (类 3, 款 5, 项 7 digits),
``economic_department`` 部门预算支出经济分类 and ``economic_government`` 政府预算支出经济分类
(类 3, 款 5 digits).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LEVELS = {3: "类", 5: "款", 7: "项"}
_BRACKETS = str.maketrans({"（": "(", "）": ")", "﹙": "(", "﹚": ")", "〔": "(", "〕": ")"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a code list 科目, in force from ``year_from`` to ``year_to`` (both included).

    ``also`` are other names that official forms print for it.
    ``trust`` is "verified" when code and name were seen in print, "recalled" when they are from
    memory and only a hint; ``source`` says where they were seen.
    """

    kind: str
    code: str
    name: str
    year_from: int
    year_to: int
    trust: str
    source: str
    also: tuple[str, ...] = ()

    def bears(self, name: str) -> bool:
        """True when ``name`` is one of its names, however it is spaced and bracketed."""
        return normal(name) in map(normal, (self.name, *self.also))

    @property
    def verified(self) -> bool:
        return self.trust == "verified"


def normal(name: str) -> str:
    """``name`` without white space and with plain brackets: how names are compared.

    A trailing 支出 is kept: 医疗救助 and 医疗救助支出 may be two subjects.
    """
    return "".join(name.split()).translate(_BRACKETS)


def level(code: str) -> str:
    """类, 款 or 项 by the length of ``code``; "" for what is no code of these lists."""
    return LEVELS.get(len(code), "") if code.isascii() and code.isdigit() else ""


def parents(code: str) -> tuple[str, ...]:
    """The codes above ``code``, highest first: 2101301 has ("210", "21013")."""
    return tuple(code[:length] for length in LEVELS if length < len(code)) if level(code) else ()


class Classification:
    """All code lists of all years 科目表. Questions about an unknown code answer None or ()."""

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        """``rows`` have kind, year_from, year_to, code, name, also, trust, source; all strings."""
        self._by_code: dict[tuple[str, str], list[Entry]] = {}
        self._by_name: dict[tuple[str, str], list[Entry]] = {}
        for row in rows:
            entry = Entry(
                row["kind"],
                row["code"],
                row["name"],
                int(row["year_from"]),
                int(row["year_to"]),
                row["trust"],
                row["source"],
                tuple(row["also"].split("|")) if row["also"] else (),
            )
            self._by_code.setdefault((entry.kind, entry.code), []).append(entry)
            for name in {normal(n) for n in (entry.name, *entry.also)}:
                self._by_name.setdefault((entry.kind, name), []).append(entry)

    def entry(self, kind: str, code: str, year: int) -> Entry | None:
        """The entry of ``code`` in force in ``year``."""
        return _in_force(self._by_code.get((kind, code), ()), year)

    def name(self, kind: str, code: str, year: int) -> str | None:
        """The name of ``code`` in ``year``."""
        entry = self.entry(kind, code, year)
        return entry.name if entry else None

    def find(self, name: str, kind: str, year: int) -> tuple[str, ...]:
        """The codes that bear ``name`` in ``year``: several for 行政运行, () for none."""
        found = self._by_name.get((kind, normal(name)), ())
        return tuple(e.code for e in found if e.year_from <= year <= e.year_to)

    def entries(self, kind: str, year: int) -> tuple[Entry, ...]:
        """Every entry of one list in force in ``year``, in order of code."""
        dated = (_in_force(e, year) for (k, _), e in self._by_code.items() if k == kind)
        return tuple(sorted((e for e in dated if e), key=lambda entry: entry.code))

    def years(self, kind: str, code: str) -> tuple[Entry, ...]:
        """Every entry that ``code`` has had, oldest first."""
        return tuple(sorted(self._by_code.get((kind, code), ()), key=lambda e: e.year_from))


def _in_force(entries: Iterable[Entry], year: int) -> Entry | None:
    return next((e for e in entries if e.year_from <= year <= e.year_to), None)
