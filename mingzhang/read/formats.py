"""Numbers as a workbook shows them 单元格格式: a stored value and a format code to printed text.

A format such as ``#,##0.00;-#,##0.00;"-"`` has sections for positive, negative, zero and text.
Stored values are decimal text and stay exact; rounding is away from zero at a half, as the
program does that shows them. What is stored beyond fifteen digits is noise of the binary number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

_MONTH, _DAY, _HOUR = 'yyyy"年"m"月"', 'm"月"d"日"', 'h"时"mm"分"'
BUILTIN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"¥"#,##0;-"¥"#,##0',
    6: '"¥"#,##0;-"¥"#,##0', 7: '"¥"#,##0.00;-"¥"#,##0.00', 8: '"¥"#,##0.00;-"¥"#,##0.00',
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d",
    15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 30: "m-d-yy", 31: f'yyyy"年"{_DAY}',
    32: _HOUR, 33: f'{_HOUR}ss"秒"', 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: '#,##0;-#,##0;"-"',
    42: '"¥"#,##0;-"¥"#,##0;"-"', 43: '#,##0.00;-#,##0.00;"-"',
    44: '"¥"#,##0.00;-"¥"#,##0.00;"-"', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    48: "##0.0E+0", 49: "@",
    **dict.fromkeys((27, 36, 50, 52, 55, 57), _MONTH),
    **dict.fromkeys((28, 29, 51, 53, 54, 56, 58), _DAY),
}  # fmt: skip
_DIGITS = Context(prec=15, rounding=ROUND_HALF_UP)
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)
_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|_(.)|\*(.)|\[([^\]]*)\]|(General|G/通用格式)|(AM/PM|A/P|上午/下午)'
    r"|(yyyy|yy|e|mmmmm|mmmm|mmm|mm|m|dddd|ddd|dd|d|aaaa|aaa|hh|h|ss|s)"
    r"|([0#?.,]+(?:[eE][+-][0#?]+)?)|(.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_ELAPSED = re.compile(r"(h+|m+|s+)", re.IGNORECASE)
_USUAL = re.compile(r"(#,##)?0(?:\.(0+))?")
_SURE = 15  # characters of a number whose digits are all meant
_PLAIN = 11  # characters that a number without a format takes at most
_LATEST = 2_958_466  # the day after 9999-12-31
_WEEK = "一二三四五六日"


class _Section(NamedTuple):
    """One section: its tokens as (kind, text) and the condition under which it holds."""

    tokens: tuple[tuple[str, str], ...]
    condition: tuple[str, Decimal] | None

    def has(self, kind: str) -> bool:
        return any(k == kind for k, _ in self.tokens)


def number(text: str) -> Decimal | None:
    """The stored number; None when ``text`` is none."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return _DIGITS.plus(value) if value.is_finite() and abs(value.adjusted()) < 300 else None


@lru_cache(maxsize=512)
def printed_by(code: str, since_1904: bool = False) -> Callable[[str], str]:
    """How numbers are printed under the format ``code``: from what is stored to text.

    Of the usual formats (two decimals, thousands apart) a positive number is printed by its digits
    alone; that is ``shown`` for all others.
    """
    places, grouped = _usual(code)
    if places is None:
        return lambda stored: shown(stored.strip(), code, since_1904) if stored.strip() else stored

    fill = [("." if n == 0 else "") + "0" * (places - n) for n in range(places + 1)]

    def printed(stored: str) -> str:
        whole, point, part = stored.partition(".")
        if whole.isdecimal() and whole.isascii() and whole[0] != "0" and len(stored) <= _SURE:
            count = len(part)
            if count <= places and (not point or (part.isdecimal() and part.isascii())):
                said = f"{int(whole):,}" if grouped else whole
                return f"{said}{point}{part}{fill[count]}" if places else said
        return shown(stored.strip(), code, since_1904) if stored.strip() else stored

    return printed


def _usual(code: str) -> tuple[int | None, bool]:
    """The decimals of a usual format and whether thousands stand apart; None of any other."""
    first = _sections(code)[0]
    if code == "General":
        return 0, False
    if first.condition or any(k not in ("number", "literal") for k, _ in first.tokens):
        return None, False
    patterns = [t for k, t in first.tokens if k == "number"]
    blank = all(k == "number" or t == " " for k, t in first.tokens)
    found = _USUAL.fullmatch(patterns[0]) if len(patterns) == 1 and blank else None
    return (len(found[2] or ""), bool(found[1])) if found else (None, False)


@lru_cache(maxsize=8192)
def shown(stored: str, code: str, since_1904: bool = False) -> str:
    """How the number ``stored`` is printed under the format ``code``."""
    value = number(stored)
    if value is None:
        return stored
    sections = _sections(code)
    section, signed = _chosen(sections, value)
    if section is None or section.has("general") or not section.tokens:
        return _general(value) if section is None or section.tokens else ""
    if section.has("date") or section.has("elapsed"):
        text = _date(section, value, since_1904)
        return _general(value) if text is None else text
    if not section.has("number"):
        literal = "".join(t for k, t in section.tokens if k == "literal")
        return _general(value) if section.has("text") else literal
    return _number(section, value, signed)


@lru_cache(maxsize=8192)
def kept(stored: str, code: str, since_1904: bool = False) -> str:
    """The number ``stored`` itself, whatever of it the format ``code`` shows: plain digits, or a
    date as 2022-01-31 where the format is one of dates."""
    value = number(stored)
    if value is None:
        return stored
    section, _ = _chosen(_sections(code), value)
    if section is not None and section.has("date"):
        return shown(stored, "yyyy-mm-dd", since_1904)
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[_Section, ...]:
    """The sections of a format code."""
    parts: list[list[tuple[str, str]]] = [[]]
    conditions: list[tuple[str, Decimal] | None] = [None]
    for found in _TOKEN.finditer(code[:1000]):
        quoted, escaped, blank, _, bracket, general, noon, date, digits, other = found.groups()
        here = parts[-1]
        if other == ";":
            parts.append([])
            conditions.append(None)
        elif bracket is not None:
            condition = _CONDITION.fullmatch(bracket)
            if condition:
                conditions[-1] = condition[1], Decimal(condition[2])
            elif _ELAPSED.fullmatch(bracket):
                here.append(("elapsed", bracket.lower()))
            elif bracket.startswith("$"):
                here.append(("literal", bracket[1:].partition("-")[0]))
        elif general:
            here.append(("general", ""))
        elif noon:
            here.append(("date", "noon"))
        elif date:
            here.append(("date", date.lower()))
        elif digits:
            here.append(("number", digits))
        elif other == "@":
            here.append(("text", ""))
        elif other == "%":
            here.append(("percent", "%"))
        elif quoted is not None or escaped is not None or other is not None:
            here.append(("literal", quoted or escaped or other or ""))
        elif blank is not None:
            here.append(("literal", " "))
    pairs = zip(parts, conditions, strict=True)
    return tuple(_Section(tuple(p), c) for p, c in pairs)


def _chosen(sections: tuple[_Section, ...], value: Decimal) -> tuple[_Section | None, bool]:
    """The section for a value, and whether its minus sign is still to be printed."""
    count = len(sections)
    if any(s.condition for s in sections):
        for at, section in enumerate(sections[:3]):
            if section.condition is None or _holds(section.condition, value):
                return section, value < 0 and at == 0
        return None, True
    if count == 1:
        return sections[0], value < 0
    if value < 0:
        return sections[1], False
    if value == 0 and count > 2:
        return sections[2], False
    return sections[0], False


def _holds(condition: tuple[str, Decimal], value: Decimal) -> bool:
    sign, bound = condition
    return {
        "<": value < bound, "<=": value <= bound, ">": value > bound, ">=": value >= bound,
        "=": value == bound, "<>": value != bound,
    }[sign]  # fmt: skip


def _general(value: Decimal) -> str:
    """A number without a format: as many decimals as fit; whole numbers with all their digits."""
    whole = len(str(abs(int(value))))
    if value == value.to_integral_value():
        return f"{int(value)}"
    room = max(_PLAIN - 1 - whole, 0)
    small = -value.adjusted() - 1
    if whole == 1 and small > room // 2:
        room = small + 6
    text = f"{_rounded(value, room):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), context=_WIDE)


def _number(section: _Section, value: Decimal, signed: bool) -> str:
    """A number by its digits: # 0 ? with a point, commas between thousands, percent."""
    patterns = [t for k, t in section.tokens if k == "number"]
    fraction = ("literal", "/") in section.tokens
    if fraction or any("e" in p.lower() for p in patterns):
        return _general(value)
    whole = "".join(patterns)
    left, _, right = whole.partition(".")
    value = abs(value).scaleb(2 * sum(k == "percent" for k, _ in section.tokens), _WIDE)
    scale = len(left) - len(left.rstrip(",")) + len(right) - len(right.rstrip(","))
    value = value.scaleb(-3 * scale, _WIDE)
    least = left.count("0")
    places = [c for c in right if c in "0#?"]
    text = f"{_rounded(value, len(places)):f}"
    integer, _, fraction = text.partition(".")
    integer = integer.lstrip("0").rjust(least, "0")
    kept = max((i + 1 for i, c in enumerate(places) if c == "0"), default=0)
    fraction = fraction[:kept] + fraction[kept:].rstrip("0")
    if "," in left.strip(","):
        integer = _grouped(integer)
    digits = integer + ("." + fraction if fraction or kept else "")
    return _filled(section, digits, "-" if signed else "")


def _grouped(integer: str) -> str:
    head = len(integer) % 3
    parts = [integer[:head]] if head else []
    return ",".join([*parts, *(integer[i : i + 3] for i in range(head, len(integer), 3))])


def _filled(section: _Section, digits: str, minus: str) -> str:
    made, told = [], False
    for kind, text in section.tokens:
        if kind == "number":
            made.append("" if told else digits)
            told = True
        elif kind in ("literal", "percent"):
            made.append(text)
    return minus + " ".join("".join(made).split())


def _date(section: _Section, value: Decimal, since_1904: bool) -> str | None:
    """A date or time; None when the number is none."""
    days = value + (1462 if since_1904 else 0)
    if not 0 <= days < _LATEST:
        return None
    seconds = int((days % 1 * 86_400).to_integral_value(ROUND_HALF_UP))
    first = datetime(1899, 12, 31 if days < 60 else 30)
    moment = first + timedelta(days=int(days), seconds=seconds)
    noon = any(t == "noon" for _, t in section.tokens)
    made: list[str] = []
    minutes = False  # m after hours, or before seconds, is minutes
    for at, (kind, text) in enumerate(section.tokens):
        if kind == "elapsed":
            unit = {"h": 3600, "m": 60, "s": 1}[text[0]]
            made.append(str((int(days) * 86_400 + seconds) // unit).rjust(len(text), "0"))
            minutes = text[0] == "h"
        elif kind == "date":
            later = next((t for k, t in section.tokens[at + 1 :] if k == "date"), "")
            own = text in ("m", "mm") and (minutes or later in ("s", "ss"))
            made.append(_part(moment, text, own, noon))
            minutes = text in ("h", "hh")
        elif kind == "number":
            made.append(".0" if text.startswith(".") else text)
        elif kind in ("literal", "percent"):
            made.append(text)
    return "".join(made).strip()


def _part(moment: datetime, text: str, minutes: bool, noon: bool) -> str:
    hour = (moment.hour - 1) % 12 + 1 if noon else moment.hour
    simple = {
        "yyyy": f"{moment.year:04}", "yy": f"{moment.year % 100:02}", "e": f"{moment.year}",
        "dd": f"{moment.day:02}", "d": f"{moment.day}", "hh": f"{hour:02}", "h": f"{hour}",
        "ss": f"{moment.second:02}", "s": f"{moment.second}",
        "noon": "上午" if moment.hour < 12 else "下午",
        "aaaa": "星期" + _WEEK[moment.weekday()], "aaa": _WEEK[moment.weekday()],
    }  # fmt: skip
    if text in ("m", "mm"):
        number_ = moment.minute if minutes else moment.month
        return f"{number_:02}" if text == "mm" else f"{number_}"
    if text.startswith("mmm"):
        return f"{moment.month}月"
    return simple.get(text, simple["aaaa"])
