"""The narrative 情况说明 as it is written: sentence templates of a pack, filled from the books.

A template is a record of ``packs/prose``. It says words and no regions: what ``{=phrases}`` amounts
to is read from the words by the lexicon that reads pages, so that what is written can be read
again. Words of direction follow the figures; a reason that the law asks for and nobody gave is
missing, never invented. Floor 2, pure.

In a template ``{name}`` is a text of the context, ``{#name}`` a count of it, ``{=phrases}`` an
amount with its unit, ``{%part:whole}`` a share or a completion rate, ``{~phrases:base|words}`` a
change (base: last year's, unless given), ``{reason}`` the reason of the line, ``{items}`` its
list. ``<`` before phrases is the year before, ``^`` is outside the row of a loop. ``[…]`` is left
out when something in it is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Protocol

from mingzhang.disclosure import Chart, Heading, Prose, Stated
from mingzhang.layout import Context, Layout, Unfit, filled
from mingzhang.model import Region, quantity
from mingzhang.printing import printed, rounded, trimmed

_TOKEN = re.compile(r"\{([=%~#]?)((?:[^{}]|\{[^{}]*\})*)\}|([\[\]])")
_TEST = re.compile(r"(?P<left>.+?) (?P<sign>>=|<=|!=|>|<|=) (?P<right>.+)")
_NAME = re.compile(r"[a-z_][a-z_0-9.]*")
_DIGITS = "零一二三四五六七八九"
_FULL_STOP = "。．.；;，, "


class Source(Protocol):
    """What templates ask of the books: a context, the rows of a loop, figures in words."""

    context: Context

    def rows(self, item: Mapping[str, Any], context: Context) -> list[dict[str, str]]:
        """The rows that ``each`` of an item stands for."""

    def region(self, said: str, context: Context) -> Region:
        """The region of phrases that stand between "/", in the row of the context; or Unfit."""

    def fen(self, region: Region, back: int = 0) -> int | None:
        """The amount of a region; ``back`` when the year is so many before that of the books. None
        when the books do not know."""

    def named(self, region: Region) -> str:
        """A region in words."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What is asked for and not in the books: its ``key``, what is ``asked`` in words, the
    ``figures`` that ask for it, the register that it belongs in ("" when it is no one register)."""

    key: str
    asked: str
    figures: tuple[str, ...] = ()
    register: str = "文字"

    def __str__(self) -> str:
        beside = f"（{'，'.join(self.figures)}）" if self.figures else ""
        where = f"在登记簿「{self.register}」" if self.register else "在账"
        return f"缺少「{self.asked}」{beside}：请{where}中填写「{self.key}」。"


@dataclass(frozen=True, slots=True)
class Told:
    """What a template came to: its pieces in order, and what is missing for them."""

    pieces: tuple[Heading | Prose | Chart, ...]
    missing: tuple[Missing, ...] = ()


class _Figure(NamedTuple):
    """A figure in a paragraph before it has its key: the regions that it is made from."""

    stated: Stated
    of: tuple[Region, ...] = ()


_Runs = list["str | _Figure"]


def told(passage: str, templates: Layout, source: Source) -> Told:
    """One passage of the templates, or all that their ``passages`` name, when ``passage`` is "".

    Raises Unfit for a template that cannot be followed.
    """
    telling = _Telling(templates, source)
    names = [passage] if passage else templates.words["passages"]
    pieces = [piece for name in names for piece in telling.passage(name)]
    return Told(tuple(pieces), tuple(dict.fromkeys(telling.missing)))


def numeral(number: int) -> str:
    """A number from 1 to 99 as headings count: 一, 十, 二十三."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return head + (_DIGITS[ones] if ones else "")


class _Telling:
    """The state of telling passages one after the other."""

    def __init__(self, templates: Layout, source: Source) -> None:
        self.templates, self.source = templates, source
        self.usual: dict[str, Any] = templates.words["usual"]
        self.missing: list[Missing] = []
        self.keys: dict[str, int] = {}
        self.at: dict[Region, str] = {}  # where a figure was first printed
        self.sections = 0
        self.name = ""

    # -- pieces ------------------------------------------------------------------------------

    def passage(self, name: str) -> Iterator[Heading | Prose | Chart]:
        """The pieces of one passage; none when its ``when`` does not hold."""
        record = self.templates.words.get("passage", {}).get(name)
        if record is None:
            raise Unfit(f"说明文字「{self.templates.id}」没有「{name}」一节。")
        context = dict(self.source.context)
        if not self.holds(record.get("when", ()), context):
            return
        self.name = filled(record.get("heading", name).removeprefix("{ordinal}、"), context)
        pieces = [piece for line in record["lines"] for piece in self.line(line, context)]
        if pieces and "heading" in record:
            self.sections += 1
            text = filled(record["heading"], {**context, "ordinal": numeral(self.sections)})
            yield Heading(text, record.get("level", 2))
        yield from pieces

    def line(self, line: Any, context: dict[str, str]) -> Iterator[Heading | Prose | Chart]:
        """What one line of a passage stands for: a heading, paragraphs, a chart."""
        line = {"text": line} if isinstance(line, str) else line
        for name, item in line.get("counts", {}).items():
            context = {**context, name: str(len(self.rows(item, context)))}
        if "each" in line or "of" in line:
            for row in self.rows(line, context):
                yield from self.paragraph(line, {**context, **row})
        elif not self.holds(line.get("when", ()), context):
            return
        elif "heading" in line:
            yield Heading(filled(line["heading"], context), line.get("level", 3))
        elif "chart" in line:
            yield from self.chart(line["chart"], context)
        elif "given" in line:
            yield from self.given(line, context)
        else:
            yield from self.paragraph(line, context)

    def given(self, line: Mapping[str, Any], context: Context) -> Iterator[Prose]:
        """A text that the bureau wrote, a paragraph to a line of it."""
        text = context.get(f"texts.{line['given']}", "")
        if not text and "asked" in line:
            self.missing.append(Missing(line["given"], line["asked"]))
        for part in text.splitlines():
            if part.strip():
                yield Prose((part.strip(),))

    def paragraph(self, line: Mapping[str, Any], context: Context) -> Iterator[Prose]:
        """A paragraph from its template; none when something in it is not known."""
        runs = self.runs(line, context)
        if runs is None:
            return
        yield Prose(tuple(self.keyed(runs)))

    def keyed(self, runs: _Runs) -> Iterator[str | Stated]:
        """The runs with a key for each figure, neighbouring texts joined."""
        text = ""
        for run in runs:
            if isinstance(run, str):
                text += run
                continue
            if text:
                yield text
            text = ""
            yield self.key(run)
        if text:
            yield text

    def key(self, figure: _Figure) -> Stated:
        """A figure under its name within the disclosure; one told twice gets a number."""
        stated = figure.stated
        name = f"{self.name}!{stated.key}"
        self.keys[name] = self.keys.get(name, 0) + 1
        if self.keys[name] > 1:
            name += f"#{self.keys[name]}"
        if stated.region is not None and not stated.doing:
            self.at.setdefault(stated.region, name)
        doing = tuple(self.at[r] for r in figure.of if r in self.at)
        return replace(stated, key=name, doing=doing)

    # -- templates ---------------------------------------------------------------------------

    def runs(self, line: Mapping[str, Any], context: Context) -> _Runs | None:
        """The runs of a line with its list and its reason; None when something is not known."""
        if not self.holds(line.get("when", ()), context):
            return None
        parts: dict[str, _Runs] = {}
        if "items" in line:
            items = self.items(line["items"], context)
            if items:
                parts["items"] = items
        if "reason" in line:
            parts["reason"] = self.reason(line["reason"], context)
        wanting: list[str] = []
        runs = self.fill(line["text"], context, parts, wanting)
        if runs is None and not line.get("optional"):
            for name in (w for w in wanting[:1] if w != "items"):
                self.missing.append(Missing(name, line.get("asked", name), (), ""))
        return runs

    def items(self, item: Mapping[str, Any], context: Context) -> _Runs:
        """A list in a sentence, its items joined."""
        runs: _Runs = []
        for row in self.rows(item, context):
            made = self.runs({k: v for k, v in item.items() if k != "when"}, {**context, **row})
            if made is not None:
                runs += [item.get("join", "、"), *made] if runs else made
        return runs

    def rows(self, item: Mapping[str, Any], context: Context) -> list[dict[str, str]]:
        """The rows of a loop of which ``when`` holds: ``each`` of the books, or ``of`` phrases."""
        if "of" in item:
            rows = [_phrase(said, context) for said in item["of"]]
        else:
            rows = self.source.rows(item, context)
        kept = [r for r in rows if self.holds(item.get("when", ()), {**context, **r})]
        return [{**row, "n": str(n), "cn": numeral(n)} for n, row in enumerate(kept[:99], 1)]

    def fill(
        self, text: str, context: Context, parts: Mapping[str, _Runs], wanting: list[str]
    ) -> _Runs | None:
        """The runs of a template; None with what is ``wanting`` when a part is not known."""
        stack: list[tuple[_Runs, bool]] = [([], True)]
        start = 0
        for found in _TOKEN.finditer(text):
            runs, whole = stack[-1]
            runs.append(text[start : found.start()])
            start = found.end()
            if found[3] == "[":
                stack.append(([], True))
            elif found[3] == "]":
                if len(stack) < 2:
                    raise Unfit(f"「{text}」的方括号不成对。")
                stack.pop()
                if whole:
                    stack[-1][0].extend(runs)
            else:
                made = self.token(found[1], found[2], context, parts)
                if made is None:
                    stack[-1] = runs, False
                    if len(stack) == 1:
                        wanting.append(found[2])
                else:
                    runs.extend(made)
        if len(stack) > 1:
            raise Unfit(f"「{text}」的方括号不成对。")
        runs, whole = stack[0]
        return [*runs, text[start:]] if whole else None

    def token(
        self, sign: str, said: str, context: Context, parts: Mapping[str, _Runs]
    ) -> _Runs | None:
        """What one place of a template stands for; None when it is not known."""
        said = filled(said, context) if "{" in said else said
        if sign == "=":
            said, _, how = said.partition("|")
            return self.amount(said, how, context)
        if sign == "%":
            part, _, whole = said.partition(":")
            return self.share(part, whole, context)
        if sign == "~":
            said, _, words = said.partition("|")
            said, _, base = said.partition(":")
            return self.change(said, base or f"<{said}", filled(words, context), context)
        if not sign and said in parts:
            return parts[said]
        value = context.get(said, "")
        if not value:
            return None
        if "{" in value:
            return self.fill(value, context, parts, [])
        return [_Figure(Stated(value, said))] if sign == "#" else [value.rstrip(_FULL_STOP)]

    # -- figures -----------------------------------------------------------------------------

    def asked(self, said: str, context: Context) -> tuple[Region, int | None]:
        """The region of phrases with their marks of year and row, and its amount."""
        said = filled(said, context)
        inside = said.lstrip("<^")
        marks = said[: len(said) - len(inside)]
        back = marks.count("<")
        region = self.source.region(inside, self.source.context if "^" in marks else context)
        region = region._replace(year=region.year - back)
        return region, self.source.fen(region, back)

    def amount(self, said: str, how: str, context: Context) -> _Runs | None:
        region, fen = self.asked(said, context)
        if fen is None:
            return None
        unit, _, decimals = (how or self.usual["unit"]).partition(".")
        stated = self.stated(said, fen, unit, int(decimals or self.usual["decimals"]))
        return [_Figure(replace(stated, region=region, name=self.source.named(region))), unit]

    def stated(self, said: str, fen: int, unit: str, decimals: int) -> Stated:
        """An amount as it is printed; nought as the templates say, so little as 0.00."""
        grouped = self.usual.get("grouped", False)
        text = printed(fen, unit, decimals, grouped) if fen else self.usual["zero"]
        return Stated(text, said, unit, decimals, fen)

    def shows(self, fen: int) -> bool:
        """Whether an amount prints as more than nought."""
        number = quantity(printed(fen, self.usual["unit"], self.usual["decimals"]))
        return number is not None and bool(number.digits)

    def share(self, part: str, whole: str, context: Context) -> _Runs | None:
        """A share in per cent; None of a whole of nought, which has none."""
        (own, fen), (all_, total) = self.asked(part, context), self.asked(whole, context)
        if fen is None or not total:
            return None
        return [self.percent(f"{part}/{whole}", fen, total, (own, all_))]

    def percent(self, key: str, part: int, whole: int, of: tuple[Region, ...]) -> _Figure:
        digits = self.usual["percent"]
        text = trimmed(rounded(100 * part, whole, digits))
        return _Figure(Stated(f"{text}%", key, "%", digits), of)

    def change(self, said: str, base: str, words: str, context: Context) -> _Runs | None:
        """A change in words: 增加、减少 with amount and rate, or 持平; no rate on a base of nought
        or one so small that the printed figures do not show it."""
        (own, fen), (then, before) = self.asked(said, context), self.asked(base, context)
        if fen is None or before is None:
            return None
        unit, decimals = self.usual["unit"], self.usual["decimals"]
        size = abs(fen - before)
        how = "up" if fen > before else "down"
        parts: dict[str, _Runs] = {"base": [words]}
        if not self.shows(size):
            how = "nearly_flat" if size else "flat"
        else:
            stated = self.stated(f"{said}增减额", size, unit, decimals)
            parts["amount"] = [_Figure(stated, (own, then)), unit]
            alike = how == "up" and not self.shows(before)
            if before > 0 and not alike:
                rate = self.percent(f"{said}增减率", size, before, (own, then))
                parts["rate"] = [rate]
                how += "_slightly" if rate.stated.text == "0%" else ""
            else:
                how += "_from_nought"
        return self.fill(self.templates.words["change"][how], {}, parts, [])

    def reason(self, reason: Mapping[str, Any], context: Context) -> _Runs:
        """The reason of a change as the bureau gave it; missing when it must be given."""
        words = self.templates.words["reason"]
        said = filled(reason["of"], context)
        base = filled(reason.get("base", f"<{said}"), context)
        fen, before = (self.asked(x, context)[1] for x in (said, base))
        name = filled(reason["name"], context)
        key = filled(reason["key"], context)
        text = context.get(f"texts.{key}", "").strip().rstrip(_FULL_STOP)
        if before is None and fen is not None and reason.get("law"):
            if text:  # why there is nothing to compare with
                return [filled(words["alone"], {"text": text})]
            self.missing.append(Missing(base.replace("<", "上年/"), name, (), "以前年度数"))
        if fen is None or before is None or not self.shows(abs(fen - before)):
            return []
        if text:
            return [filled(reason.get("text", words["text"]), {"text": text})]
        if reason.get("law") or passes(fen, before, reason.get("asked", words["asked"])):
            unit, digits = self.usual["unit"], self.usual["decimals"]
            figures = tuple(printed(x, unit, digits) + unit for x in (before, fen))
            self.missing.append(Missing(key, name, (f"由{figures[0]}到{figures[1]}",)))
        return []

    # -- conditions --------------------------------------------------------------------------

    def holds(self, conditions: str | list[str], context: Context) -> bool:
        """Whether all conditions hold; one about what is not known does not."""
        conditions = [conditions] if isinstance(conditions, str) else conditions
        return all(self.test(filled(text, context), context) for text in conditions)

    def test(self, text: str, context: Context) -> bool:
        if text.startswith("known "):
            return self.value(text.removeprefix("known "), context) is not None
        if text.startswith("given "):
            return bool(context.get(text.removeprefix("given ")))
        found = _TEST.fullmatch(text)
        if not found:
            raise Unfit(f"说明文字的条件「{text}」读不懂。")
        left, right = (self.value(found[side].strip(), context) for side in ("left", "right"))
        if left is None or right is None:
            return False
        return {
            ">": left > right, "<": left < right, "=": left == right,
            ">=": left >= right, "<=": left <= right, "!=": left != right,
        }[found["sign"]]  # fmt: skip

    def value(self, said: str, context: Context) -> int | None:
        """A number, a count of the context, or phrases in fen."""
        if said.isdigit():
            return int(said)
        if _NAME.fullmatch(said):
            value = context.get(said, "")
            return int(value) if value.isdigit() else None
        return self.asked(said, context)[1]

    # -- charts ------------------------------------------------------------------------------

    def chart(self, name: str, context: Context) -> Iterator[Chart]:
        """A chart; categories and series with nothing known or all nought are left out, and it is
        when fewer than ``least`` categories remain."""
        record = self.templates.words["chart"][name]
        title = filled(record["title"], context)
        series: dict[str, list[_Figure | None]] = {s["name"]: [] for s in record["series"]}
        categories = []
        for row in self.rows(record["categories"], context):
            inner = {**context, **row}
            values = [self.amount(filled(s["said"], inner), "", inner) for s in record["series"]]
            figures = [v[0] if v else None for v in values]
            if not any(isinstance(f, _Figure) and f.stated.fen for f in figures):
                continue
            categories.append(filled(record["categories"].get("label", "{said}"), inner))
            for one, figure in zip(series.values(), figures, strict=True):
                one.append(figure if isinstance(figure, _Figure) else None)
        enough = len(categories) >= record.get("least", 1)
        runs = self.runs(record, context) if enough else None
        if runs is None:
            return
        kept = {k: v for k, v in series.items() if any(f and f.stated.fen for f in v)}
        self.name = title
        yield Chart(
            record["kind"],
            title,
            self.usual["unit"],
            tuple(categories),
            tuple(
                (filled(k, context), tuple(self.key(f) if f else None for f in v))
                for k, v in kept.items()
            ),
            "".join(r if isinstance(r, str) else r.stated.text for r in runs),
        )


def _phrase(said: str | Mapping[str, str], context: Context) -> dict[str, str]:
    """A row of ``of``: phrases alone, or with how they are printed and more."""
    row = {"said": said} if isinstance(said, str) else dict(said)
    return {**row, "name": filled(row.get("name", row["said"]), context)}


def passes(fen: int, before: int, bounds: list[Mapping[str, int]]) -> bool:
    """Whether a change is so large that a reason is asked for: all that one of the bounds says.

    ``percent`` is of the base (any change of a base of nought reaches it), ``yuan`` an amount.
    """
    size = abs(fen - before)
    return any(
        100 * size >= bound.get("percent", 0) * abs(before) and size >= 100 * bound.get("yuan", 0)
        for bound in bounds
    )
