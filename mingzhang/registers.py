"""Registers 登记簿 and the sheet of entries: their fields, and a cell's text made canonical.

``packs/books.toml`` says which registers there are. A row is its fields as text: money in 元 with
two decimals, dates as 2022-01-31, numbers without separators, choices in the words of the pack;
what is not said is absent. Floor 2, pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from mingzhang.model import quantity

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+00?:00:00)?")
_CODED = re.compile(r"[\[【［]?\s*(\d+)\s*[\]】］]?\s*(\D.*)?", re.DOTALL)
_CODE = re.compile(r"[^\s,，;；]+")
_COUNT = re.compile(r"\d{1,15}")
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
SUBJECTS = ("function", "economic")
FEN = 100  # to the 元


class Unfitting(ValueError):
    """A cell that its field cannot take. ``reason`` names the sentence, ``told`` fills it."""

    def __init__(self, reason: str, **told: str) -> None:
        super().__init__(reason)
        self.reason, self.told = reason, told


class Flaw(NamedTuple):
    """What is wrong with a field of a row; the sentence ``reason`` is filled with ``told``."""

    field: str
    reason: str
    told: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Field:
    """A field 栏 of a register: ``name`` heads its column; ``choices`` are all that it takes."""

    id: str
    name: str
    type: str = "text"
    required: bool = False
    choices: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """A register 登记簿: ``key`` are the fields that tell one row from another.

    ``years``: "same" when only rows of a year count in it, "latest" when the last row at or before
    it does, "before" when the rows of all years before it do.
    """

    id: str
    title: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    years: str = "same"
    note: str = ""

    def field(self, name: str) -> Field:
        """The field ``name``; KeyError when there is none."""
        return next(f for f in self.fields if f.id == name)

    def identity(self, row: Mapping[str, str]) -> tuple[str, ...]:
        """What tells this row from the others."""
        return tuple(row.get(name, "") for name in self.key)


def fields(said: list[dict[str, Any]], choices: Mapping[str, tuple[str, ...]]) -> tuple[Field, ...]:
    """The fields of a record of the pack; ``choices`` are those that the dimensions give."""
    made = []
    for item in said:
        given = tuple(item.get("choices", choices.get(item["id"], ())))
        made.append(Field(**{**item, "choices": given}))
    return tuple(made)


def registers(words: Mapping[str, Any]) -> dict[str, Register]:
    """The registers of ``packs/books.toml`` by their id, in its order."""
    return {
        name: Register(
            name,
            said["title"],
            tuple(said["key"]),
            fields(said["fields"], {}),
            said.get("years", "same"),
            said.get("note", ""),
        )
        for name, said in words["register"].items()
    }


def fen(text: str) -> int:
    """An amount in 元 as written, in fen; Unfitting when it is none or has parts of a fen."""
    found = None if text.rstrip().endswith(("%", "％")) else quantity(text, "元")
    if found is None:
        raise Unfitting("not_money", value=text)
    amount, rest = divmod(found.digits * FEN, 10**found.decimals)
    if rest:
        raise Unfitting("below_fen", value=text)
    return amount


def yuan(amount: int) -> str:
    """An amount in fen as 元 with two decimals: -1234.05."""
    whole, rest = divmod(abs(amount), FEN)
    return f"{'-' if amount < 0 else ''}{whole}.{rest:02}"


def canonical(field: Field, text: str, longest: int) -> str:
    """The one way to write what ``text`` says in a field; "" for a blank. Raises Unfitting."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        return ""
    if flaw := unwritable(text, longest):
        raise flaw
    return _TYPES.get(field.type, _text)(field, text)


def unwritable(text: str, longest: int) -> Unfitting | None:
    """What keeps a text from being stored and written to every format, if anything does."""
    if len(text) > longest:
        return Unfitting("too_long", n=str(len(text)), most=str(longest))
    if text.isprintable():
        return None
    for letter in text:
        if letter != "\n" and (
            unicodedata.category(letter) in ("Cc", "Cs") or ord(letter) & 0xFFFE == 0xFFFE
        ):
            return Unfitting("control", value=f"U+{ord(letter):04X}")
    return None


def row(
    register: Register, cells: Mapping[str, str], longest: int
) -> tuple[dict[str, str], list[Flaw]]:
    """A row made canonical, blank fields left out, and all that is wrong with it."""
    made: dict[str, str] = {}
    flaws = []
    for field in register.fields:
        try:
            text = canonical(field, cells.get(field.id, ""), longest)
        except Unfitting as error:
            flaws.append(Flaw(field.id, error.reason, {"field": field.name, **error.told}))
            continue
        if text:
            made[field.id] = text
        elif field.required:
            flaws.append(Flaw(field.id, "missing", {"field": field.name}))
    return made, flaws


def named(text: str) -> tuple[str, str]:
    """A code written with or without its name: ("2101501", "行政运行") of 「[2101501]行政运行」."""
    found = _CODED.fullmatch(text.strip())
    return (found[1], (found[2] or "").strip(" -—－、:：")) if found else (text.strip(), "")


def _text(field: Field, text: str) -> str:
    return text


def _code(field: Field, text: str) -> str:
    if not _CODE.fullmatch(text):
        raise Unfitting("not_code", value=text)
    return text


def _subject(field: Field, text: str) -> str:
    code, _ = named(text)
    if not (code.isascii() and code.isdigit()):
        raise Unfitting("not_subject", value=text)
    return code


def _money(field: Field, text: str) -> str:
    return yuan(fen(text))


def _number(field: Field, text: str) -> str:
    found = None if text.endswith(("%", "％")) else quantity(text)
    if found is None:
        raise Unfitting("not_number", value=text)
    whole, rest = divmod(abs(found.digits), 10**found.decimals)
    said = f"{whole}.{rest:0{found.decimals}}".rstrip("0").rstrip(".") if rest else str(whole)
    return f"-{said}" if found.digits < 0 else said


def _count(field: Field, text: str) -> str:
    if not _COUNT.fullmatch(plain := text.replace(",", "").replace("，", "")):
        raise Unfitting("not_count", value=text)
    return str(int(plain))


def _year(field: Field, text: str) -> str:
    year = text.rstrip("度").rstrip("年")
    if not re.fullmatch(r"(?:19|20)\d\d", year):
        raise Unfitting("not_year", value=text)
    return year


def _date(field: Field, text: str) -> str:
    return date(text)


@lru_cache(maxsize=4096)
def date(text: str) -> str:
    """A date in any of the ways that offices write it, as 2022-01-31. Raises Unfitting."""
    found = _DATE.fullmatch(text)
    if found:
        year, month, day = map(int, found.groups())
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        if 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1] + (leap and month == 2):
            return f"{year}-{month:02}-{day:02}"
    raise Unfitting("not_date", value=text)


def _choice(field: Field, text: str) -> str:
    if text in field.choices:
        return text
    brackets = str.maketrans("（）", "()")
    for choice in field.choices:
        if choice.translate(brackets) == text.strip().translate(brackets):
            return choice
    raise Unfitting("not_choice", value=text, choices="、".join(field.choices))


def _members(field: Field, text: str) -> str:
    """Several choices joined by "+", as in an entry whose fund is not told apart."""
    return "+".join(_choice(field, part) for part in text.split("+"))


_TYPES = {
    "code": _code, "unit": _code, "project": _code, "function": _subject, "economic": _subject,
    "money": _money, "number": _number, "count": _count, "year": _year, "date": _date,
    "choice": _choice,
    "members": _members,
}  # fmt: skip
