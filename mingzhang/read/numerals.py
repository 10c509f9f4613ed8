"""Ordinals that Word prints by itself 自动编号: 一、 （二） 3. from the definitions of a document.

A definition 抽象编号 has levels with a format and a text such as "（%1）"; a list 编号 is a use of
a definition. What is counted is the paragraphs of each level since the last of a higher one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from mingzhang.read.package import parse

LEVELS = 9
_ASKED = frozenset({
    "abstractNum", "num", "abstractNumId", "lvl", "lvlOverride", "start", "startOverride", "numFmt",
    "lvlText", "pStyle",
})  # fmt: skip
_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a definition: where it starts, how a number is written, the text around it."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    style: str = ""


@dataclass(slots=True)
class _List:
    levels: dict[int, Level] = field(default_factory=dict)
    definition: str = ""


class Numerals:
    """The ordinals of a document; ``next`` counts as the paragraphs come."""

    def __init__(self, data: bytes) -> None:
        """``data`` is the part that holds the definitions, b"" when there is none."""
        self._definitions: dict[str, _List] = {}
        self._lists: dict[str, _List] = {}
        self.by_style: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, list[int | None]] = {}
        if data:
            self._read(data)

    @classmethod
    def of(
        cls,
        definitions: dict[str, dict[int, Level]],
        lists: dict[str, tuple[str, dict[int, Level]]],
    ) -> Numerals:
        """The ordinals of definitions and of lists, each with its definition and own levels."""
        made = cls(b"")
        made._definitions = {name: _List(levels) for name, levels in definitions.items()}
        made._lists = {name: _List(own, base) for name, (base, own) in lists.items()}
        return made

    def _read(self, data: bytes) -> None:
        current: list[_List] = []
        at = 0

        def start(tag: str, said: dict[str, str]) -> None:
            nonlocal at
            value = said.get("val", "")
            if tag == "abstractNum":
                current[:] = [self._definitions.setdefault(said.get("abstractNumId", ""), _List())]
            elif tag == "num":
                current[:] = [self._lists.setdefault(said.get("numId", ""), _List())]
            elif not current:
                return
            elif tag == "abstractNumId":
                current[0].definition = value
            elif tag in ("lvl", "lvlOverride"):
                at = _whole(said.get("ilvl", ""), at)
                if tag == "lvl":
                    current[0].levels[at] = Level()
            elif tag in ("start", "startOverride"):
                own = current[0].levels.get(at) or self._inherited(current[0], at)
                current[0].levels[at] = replace(own, start=_whole(value, 1))
            elif tag in ("numFmt", "lvlText", "pStyle"):
                name = {"numFmt": "form", "lvlText": "text", "pStyle": "style"}[tag]
                own = current[0].levels.get(at, Level())
                current[0].levels[at] = replace(own, **{name: value})

        parse(data, start, lambda tag: None, only=_ASKED)
        for number, list_ in self._lists.items():
            base = self._definitions.get(list_.definition)
            for level, own in (base.levels if base else {}).items():
                if own.style:
                    self.by_style.setdefault(own.style, (number, level))

    def _inherited(self, list_: _List, at: int) -> Level:
        base = self._definitions.get(list_.definition)
        return base.levels.get(at, Level()) if base else Level()

    def _level(self, number: str, at: int) -> Level | None:
        list_ = self._lists.get(number)
        if list_ is None:
            return None
        base = self._definitions.get(list_.definition)
        return list_.levels.get(at) or (base.levels.get(at) if base else None)

    def next(self, number: str, level: int) -> str:
        """The ordinal of the next paragraph of a list on ``level`` (from 0); "" for a bullet."""
        here = self._level(number, level)
        if here is None or not 0 <= level < LEVELS:
            return ""
        own = number if self._restarts(number) else self._lists[number].definition
        counts = self._counts.setdefault(own, [None] * LEVELS)
        before = counts[level]
        counts[level] = here.start if before is None else before + 1
        counts[level + 1 :] = [None] * (LEVELS - level - 1)
        if here.form in ("bullet", "none"):
            return ""
        text = here.text
        for at in range(level + 1):
            upper = self._level(number, at) or Level()
            value = counts[at] if counts[at] is not None else upper.start
            counts[at] = value
            form = "decimal" if at < level and here.form == "decimal" else upper.form
            text = text.replace(f"%{at + 1}", written(value, form))
        return text

    def _restarts(self, number: str) -> bool:
        """Whether a list counts for itself: it overrides where some level starts."""
        return bool(self._lists[number].levels)


def written(number: int, form: str) -> str:
    """A number as a format of Word writes it; unknown formats are written in digits."""
    if form.startswith(("chinese", "japaneseCounting", "taiwaneseCounting", "koreanCounting")):
        return counted(number)
    if form in ("ideographDigital", "japaneseDigitalTenThousand"):
        return "".join(_DIGITS[int(d)] for d in str(number))
    if form in ("ideographLegalTraditional", "japaneseLegal"):
        return "".join(_FORMAL[int(d)] for d in str(number))
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if form == "ideographEnclosedCircle" and 1 <= number <= 10:
        return chr(0x3280 + number - 1)
    if form == "ideographTraditional" and 1 <= number <= len(_STEMS):
        return _STEMS[number - 1]
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman"):
        return _roman(number).upper() if form == "upperRoman" else _roman(number)
    if form == "decimalZero":
        return f"{number:02}"
    if form.startswith("decimalFullWidth"):
        return "".join(chr(0xFF10 + int(d)) for d in str(number))
    return str(number)


def counted(number: int) -> str:
    """A whole number from 0 to 9999 as one counts in Chinese: 12 is 十二, 105 is 一百零五."""
    if not 0 < number < 10_000:
        return _DIGITS[0] if number == 0 else str(number)
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return text[1:] if text.startswith("一十") else text


def _roman(number: int) -> str:
    made = ""
    for value, letters in _ROMAN:
        while number >= value and number < 5000:
            made += letters
            number -= value
    return made


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else otherwise
