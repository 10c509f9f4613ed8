"""How amounts and pages are printed 数的印法: integers in, text out, no fraction on the way."""

from __future__ import annotations

from collections.abc import Iterable

from mingzhang.model import FEN_PER_UNIT


def printed(fen: int, unit: str, decimals: int, grouped: bool = False) -> str:
    """An amount in fen as it is printed in ``unit`` with ``decimals``, half away from zero."""
    return rounded(fen, FEN_PER_UNIT[unit], decimals, grouped)


def rounded(number: int, over: int, decimals: int, grouped: bool = False) -> str:
    """``number / over`` with ``decimals``, half away from zero, without a fraction on the way."""
    if over < 0:
        number, over = -number, -over
    digits = (2 * abs(number) * 10**decimals + over) // (2 * over)
    whole, rest = divmod(digits, 10**decimals)
    text = f"{whole:,}" if grouped else str(whole)
    text += f".{rest:0{decimals}}" if decimals else ""
    return f"-{text}" if number < 0 and digits else text


def trimmed(text: str) -> str:
    """A printed number without the noughts at its end: 12.50 is 12.5, 100.00 is 100."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def listed(numbers: Iterable[int]) -> str:
    """Page numbers as a person writes them: 3、5—8."""
    parts: list[list[int]] = []
    for n in numbers:
        if parts and n == parts[-1][-1] + 1:
            parts[-1].append(n)
        else:
            parts.append([n])
    return "、".join(f"{p[0]}—{p[-1]}" if len(p) > 1 else str(p[0]) for p in parts)
