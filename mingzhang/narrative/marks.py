"""Numbers in running text 文字中的数: where each stands, its unit, and whether it is only a label.

Pure. Positions refer to the text given: ``plain_width`` keeps every character in its place.
Money is read in its printed unit (元, 万元, 亿元); 万 alone is 万元 with ``short`` set.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from mingzhang.model import FEN_PER_UNIT, Quantity, quantity

_FULL = "０１２３４５６７８９％．（）：；，－！？［］／"
_HALF = "0123456789%.():;，-!?[]/"
_WIDE = {ord(a): b for a, b in zip(_FULL, _HALF, strict=True)}
_WIDE |= {c: " " for c in (0x3000, 0xA0, 0x2003, 0x2002, 9, 10, 13)}
_NUMBER = re.compile(r"(?<!\d)(?:\d{1,3}(?:[,，]\d{3})+(?![\d])|\d+)(?:\s?\.\s?\d+|\.\d+)?")
_LONGEST = 30  # characters: nothing longer is an amount
_DIGIT = re.compile(r"\d")
_SIGN = re.compile(r"(?:^|[一-龥(:,，、\s])([-−])\s?$")


class Mark(NamedTuple):
    """One number of a text: ``text[start:end]`` are its digits and sign, ``stop`` is after its
    unit. ``kind`` is money, percent, count, label or bare; ``why`` names a label."""

    start: int
    end: int
    stop: int
    kind: str
    number: Quantity | None
    unit: str = ""
    why: str = ""
    short: bool = False


def plain_width(text: str) -> str:
    """The text with full-width digits, brackets and stops made half-width, length unchanged."""
    return text.translate(_WIDE)


@dataclass(frozen=True, slots=True)
class Scan:
    """The compiled patterns of the pack ``narrative.toml`` that find and sort numbers."""

    labels: tuple[tuple[str, re.Pattern[str]], ...]
    ordinal: re.Pattern[str]
    money: re.Pattern[str]
    bare: re.Pattern[str]
    after_bare: re.Pattern[str]
    percent: re.Pattern[str]
    count: re.Pattern[str]
    rate: re.Pattern[str]
    limit_before: re.Pattern[str]
    limit_after: re.Pattern[str]

    @staticmethod
    def of(words: dict[str, Any]) -> Scan:
        """Compile the pack."""
        label, unit = words["label"], words["unit"]
        alternatives = "|".join(r"\s*".join(name) for name in unit["money"])
        return Scan(
            tuple((name, re.compile(pattern)) for name, pattern in label["patterns"]),
            re.compile(rf"(?:^|(?<={label['after_ordinal']}))\s*({label['ordinal']})"),
            re.compile(rf"\s*({alternatives})"),
            re.compile(rf"\s*({'|'.join(unit['bare_money'])})(?!\s*元)"),
            re.compile(unit["after_bare"]),
            re.compile(rf"\s*({'|'.join(map(re.escape, unit['percent']))})"),
            re.compile(unit["count"]),
            re.compile(unit["rate_after"]),
            re.compile(label["threshold_before"]),
            re.compile(label["threshold_after"]),
        )

    def find(self, text: str) -> list[Mark]:
        """Every number of ``text`` (already ``plain_width``) in order."""
        if not _DIGIT.search(text):
            return []
        taken: list[tuple[int, int, str]] = []
        for found in self.ordinal.finditer(text):
            taken.append((found.start(1), found.end(1), "序号"))
        for name, pattern in self.labels:
            for found in pattern.finditer(text):
                if all(found.end() <= a or found.start() >= b for a, b, _ in taken):
                    taken.append((found.start(), found.end(), name))
        taken.sort()
        marks, i = [], 0
        for found in _NUMBER.finditer(text):
            start, end = found.span()
            while i < len(taken) and taken[i][1] <= start:
                i += 1
            if i < len(taken) and taken[i][0] < end and start < taken[i][1]:
                marks.append(Mark(start, end, taken[i][1], "label", None, why=taken[i][2]))
            else:
                marks.append(self._sort(text, start, end))
        return marks

    def _sort(self, text: str, start: int, end: int) -> Mark:
        digits = re.sub(r"\s", "", text[start:end])
        if len(digits) > _LONGEST:
            return Mark(start, end, end, "label", None, why="过长的数字")
        signed = _SIGN.search(text, max(0, start - 3), start)
        if signed:
            start, digits = signed.start(1), "-" + digits
        found = self.money.match(text, end)
        if found:
            unit = re.sub(r"\s", "", found[1])
            return self._money(text, start, end, found.end(), digits, unit, False)
        found = self.bare.match(text, end)
        if found and not self.after_bare.match(text[found.end() : found.end() + 6]):
            unit = found[1] + "元"
            return self._money(text, start, end, found.end(), digits, unit, True)
        found = self.percent.match(text, end)
        if found:
            number = quantity(digits, found[1])
            return Mark(start, end, found.end(), "percent", number, found[1])
        found = self.count.match(text[end : end + 12])
        if found:
            number = quantity(digits, found[1])
            return Mark(start, end, end + found.end(), "count", number, found[1])
        if self.bare.match(text, end):
            return Mark(start, end, end + 1, "count", quantity(digits, "万"), "万")
        return Mark(start, end, end, "bare", quantity(digits))

    def _money(
        self, text: str, start: int, end: int, stop: int, digits: str, unit: str, short: bool
    ) -> Mark:
        after = text[stop : stop + 20]
        if self.rate.match(after):
            return Mark(start, end, stop, "count", quantity(digits, unit), unit, "定额标准")
        if self.limit_after.match(after) or self.limit_before.search(
            text[max(0, start - 8) : start]
        ):
            return Mark(start, end, stop, "label", None, unit, "限额")
        assert unit in FEN_PER_UNIT
        return Mark(start, end, stop, "money", quantity(digits, unit), unit, short=short)
