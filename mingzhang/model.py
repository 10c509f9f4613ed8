"""The nouns 名词: exact numbers, printed text with its place, tables, facts, checks, findings.

Floor 0: imports nothing of this package. Every record is frozen and remembers where it was printed.
Money is integer fen 分; any other printed number is an exact interval of fractions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

FEN_PER_UNIT = {
    "元": 100,
    "千元": 100_000,
    "万元": 1_000_000,
    "百万元": 100_000_000,
    "亿元": 10_000_000_000,
}
UNCLEAR = "〓"  # stands for what a scan prints and nobody can make out, as printers set it
_PRINTED = re.compile(r"([-−－]?)\s*(\d{1,3}(?:[,，]\d{3})+|\d+)(?:[.．](\d+))?")


class Interval(NamedTuple):
    """The closed interval of values that a printed number leaves open (exact; any unit)."""

    lo: Fraction
    hi: Fraction

    def meets(self, other: Interval) -> bool:
        """True when some value lies in both."""
        return self.lo <= other.hi and other.lo <= self.hi


@dataclass(frozen=True, slots=True)
class Quantity:
    """A printed number 数字: its digits, its printed decimals, its unit 计量单位.

    ``digits`` is the integer without the point (929.84 has digits 92984, decimals 2).
    """

    digits: int
    decimals: int
    unit: str = ""

    @property
    def exact(self) -> Fraction:
        """The value as printed, in ``unit``."""
        return _exact(self.digits, self.decimals)

    @property
    def interval(self) -> Interval:
        """What the last printed digit leaves open, in ``unit`` (both ends included)."""
        return _interval(self.digits, self.decimals)

    def fen(self) -> Amount:
        """The amount in fen; ValueError when ``unit`` is no unit of money."""
        per_unit = FEN_PER_UNIT.get(self.unit)
        if per_unit is None:
            raise ValueError(f"「{self.unit}」不是金额单位")
        twice, scale = 2 * self.digits * per_unit, 2 * 10**self.decimals
        lo, hi = -(-(twice - per_unit) // scale), (twice + per_unit) // scale
        middle = (2 * twice + scale) // (2 * scale)
        return Amount(middle, min(lo, middle), max(hi, middle))


@lru_cache(maxsize=16384)  # fractions are slow to make, and 0.00 or 100 is printed everywhere
def _exact(digits: int, decimals: int) -> Fraction:
    return Fraction(digits, 10**decimals)


@lru_cache(maxsize=16384)
def _interval(digits: int, decimals: int) -> Interval:
    scale = 2 * 10**decimals
    return Interval(Fraction(2 * digits - 1, scale), Fraction(2 * digits + 1, scale))


class Amount(NamedTuple):
    """Money 金额 in integer fen: the printed value and the interval its last digit leaves open."""

    fen: int
    lo: int
    hi: int


def quantity(text: str, unit: str = "") -> Quantity | None:
    """The one number that ``text`` prints, or None when it prints none or several.

    Blank and dashes are None: missing is not zero. Exponents are not numbers here.
    """
    found = _PRINTED.fullmatch(text.strip().rstrip("%％"))
    if not found:
        return None
    sign, whole, decimals = found.groups()
    digits = int(whole.replace(",", "").replace("，", "") + (decimals or ""))
    return Quantity(-digits if sign else digits, len(decimals or ""), unit)


class Place(NamedTuple):
    """Where something is printed 出处. ``line`` counts from 1, ``offset`` within that line."""

    line: int
    offset: int = 0
    page: int | None = None
    table: str = ""
    row: str = ""
    column: str = ""


class Span(NamedTuple):
    """``text[start:]`` begins at ``line``, ``offset`` of the source."""

    start: int
    line: int
    offset: int


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text that knows where each character was printed.

    Lines of the source that belong together are joined; ``spans`` maps positions back.
    """

    text: str
    spans: tuple[Span, ...]

    @staticmethod
    def of(text: str, line: int, offset: int = 0) -> Text:
        """One run of characters from one source line."""
        return Text(text, (Span(0, line, offset),))

    @staticmethod
    def join(parts: list[Text], between: str = "") -> Text:
        """The parts in order, with ``between`` between them."""
        pieces, spans, length = [], [], 0
        for part in parts:
            if pieces and between:
                pieces.append(between)
                length += len(between)
            spans += [Span(length + s.start, s.line, s.offset) for s in part.spans]
            pieces.append(part.text)
            length += len(part.text)
        return Text("".join(pieces), tuple(spans))

    @property
    def line(self) -> int:
        return self.spans[0].line if self.spans else 0

    def at(self, position: int) -> Place:
        """Line and offset of ``text[position]``."""
        best = self.spans[0]
        for span in self.spans:
            if span.start > position:
                break
            best = span
        return Place(best.line, best.offset + position - best.start)

    def cut(self, start: int, end: int) -> Text:
        """``text[start:end]`` with its places."""
        spans = []
        for i, span in enumerate(self.spans):
            stop = self.spans[i + 1].start if i + 1 < len(self.spans) else len(self.text)
            if span.start < end and stop > start:
                skip = max(0, start - span.start)
                spans.append(Span(max(span.start, start) - start, span.line, span.offset + skip))
        return Text(self.text[start:end], tuple(spans) or (Span(0, *self.at(start)[:2]),))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table 行: labels from left to right, cells by column path.

    A printed line of a table with two panels side by side (收入 | 支出) gives two rows; ``panel``
    tells them apart and heads ``label``. ``cells`` holds every cell that is printed or blank but
    ruled; a column that this form lacks is absent. ``doubt`` says why the reading is not certain.
    """

    label: tuple[Text, ...]
    cells: dict[str, Text]
    line: int
    panel: int = 0
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table 表 as read: header paths joined by "/", rows, and the texts around it.

    ``label_columns`` are the header paths over the row labels (科目编码, 科目名称, 项目, ...).
    ``headers`` are all texts of the header (for accounting of numbers); ``notes`` stand under it.
    ``unit`` is as printed (元, 万元) or "" when the form prints none. ``doubt`` as in Row.
    """

    number: str
    title: Text
    unit: str
    line: int
    columns: tuple[str, ...]
    label_columns: tuple[str, ...]
    rows: tuple[Row, ...]
    headers: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = ()
    page: int | None = None
    last_line: int = 0
    doubt: str = ""
    furniture: tuple[Text, ...] = ()  # 行次, 栏次, unit line, department line: read, not data


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph 段落 of running text, its lines joined. ``level`` > 0 for a heading."""

    text: Text
    level: int = 0
    page: int | None = None


Block = Table | Paragraph


class Page(NamedTuple):
    """The size of a page 页 as it is read, in hundredths of a point: ``turn`` quarter turns to the
    right from how a viewer shows it. A page that could not be read has no size."""

    width: int
    height: int
    turn: int = 0


class Box(NamedTuple):
    """A rectangle on a page (from 1) as it is read, in hundredths of a point from its upper left
    corner, down and to the right."""

    page: int
    left: int
    top: int
    right: int
    bottom: int


class Spot(NamedTuple):
    """``line[start:end]`` of a line stands at ``address`` of the file (a cell of a sheet, a node of
    a document), or in ``box`` of a page."""

    start: int
    end: int
    address: str = ""
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """Where each line of a document stands in the file that it was read from 出处.

    ``pages`` has the page on which every line begins, ``turns`` the line, offset and page where one
    goes on on another, and ``sizes`` every page, in a file that has pages. The
    spots are packed, since a document has tens of thousands and crosses from process to process:
    ``packed`` holds integers of four bytes, for each spot its line, start and end, and its box
    where there are pages; ``addresses``, parted by NUL, are those of a file without pages.
    """

    pages: tuple[int, ...] = ()
    sizes: tuple[Page, ...] = ()
    packed: bytes = b""
    addresses: str = ""
    turns: tuple[tuple[int, int, int], ...] = ()

    def on(self, place: Place) -> Place:
        """The place with its page; as it is where the file has none."""
        if not 0 < place.line <= len(self.pages):
            return place
        page = self.pages[place.line - 1]
        for line, offset, turned in self.turns:
            if line == place.line and offset <= place.offset:
                page = turned
        return place if page == place.page else place._replace(page=page)

    def spots(self) -> dict[int, list[Spot]]:
        """The spots of every line that has some, in the order of the line; unpacked anew."""
        found: dict[int, list[Spot]] = {}
        numbers = memoryview(self.packed).cast("i").tolist()
        if self.sizes:
            for i in range(0, len(numbers), 8):
                line, start, end = numbers[i : i + 3]
                spot = Spot(start, end, "", Box(*numbers[i + 3 : i + 8]))
                found.setdefault(line, []).append(spot)
            return found
        addresses = self.addresses.split("\0")
        for n, i in enumerate(range(0, len(numbers), 3)):
            line, start, end = numbers[i : i + 3]
            found.setdefault(line, []).append(Spot(start, end, addresses[n]))
        return found


@dataclass(frozen=True, slots=True)
class Document:
    """A disclosure 公开件 as read: its blocks in order. ``lines`` are the decoded source lines;
    ``places`` says where they stand in the file."""

    name: str
    kind: str
    encoding: str
    blocks: tuple[Block, ...]
    lines: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    places: Places = Places()

    @property
    def pages(self) -> tuple[int, ...]:
        """The page of every line, where the file has pages."""
        return self.places.pages

    @property
    def tables(self) -> list[Table]:
        return [b for b in self.blocks if isinstance(b, Table)]

    @property
    def paragraphs(self) -> list[Paragraph]:
        return [b for b in self.blocks if isinstance(b, Paragraph)]


class Region(NamedTuple):
    """A region 口径: a product of sets, one for each dimension; what is not said is unconstrained.

    ``mask`` packs the closed dimensions (bit fields given by ``regions.Space``); the others are
    trees or names: a code stands for all codes that begin with it. ``topic`` separates registers
    that are no part of the main books (机关运行经费, 政府采购, ...).
    """

    mask: int
    year: int | None = None
    entity: str = ""
    function: str = ""
    economic: str = ""
    project: str = ""
    topic: str = ""


class Status(StrEnum):
    """What became of a number of the page."""

    FACT = "fact"
    CLAIM = "claim"
    LABEL = "label"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Number:
    """One number of the page 页面上的一个数, accounted for. ``why`` says region, kind or reason."""

    text: str
    place: Place
    status: Status
    why: str
    end: Place | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure 数 as printed once: region, amount in fen, place. ``path`` are the phrases that
    gave the region (title, header path, row label). ``blank`` when the cell is printed empty."""

    region: Region
    amount: Amount
    text: str
    place: Place
    path: tuple[str, ...] = ()
    blank: bool = False
    unit: str = ""
    said: str = "table"  # "table" or "text"
    doubt: str = ""
    partial: bool = False  # 其中: a part beside which others may be left out


@dataclass(frozen=True, slots=True)
class Line:
    """The facts of one printed row or column 同行、同栏. ``unread`` when a number in it is not
    bound, so that no sum over it can be called complete. ``across`` for a row."""

    facts: tuple[Fact, ...]
    unread: bool = False
    across: bool = True


Value = Interval | str | None


@dataclass(frozen=True, slots=True)
class Record:
    """A line of a register that rules speak about: an indicator, a share, a heading, a form.

    ``fields`` maps names of the field to an interval, a word, or None (missing). ``printed`` gives
    the text and ``places`` the place of each field. Percentages are in percent (12.03, not 0.1203).
    """

    kind: str
    subject: str
    fields: dict[str, Value]
    printed: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    doubt: str = ""


class Outcome(StrEnum):
    """How a check ended."""

    AGREES = "agrees"
    DIFFERS = "differs"
    ROUNDING = "rounding"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Check:
    """One check 审核 and its outcome.

    ``terms`` are (coefficient, fact) pairs whose signed sum must be zero (``relation`` "=") or not
    above zero ("<="). A rule's check has no terms but ``record``. ``reason`` says why UNCHECKED.
    """

    rule: str
    outcome: Outcome
    terms: tuple[tuple[int, Fact], ...] = ()
    relation: str = "="
    reason: str = ""
    record: Record | None = None
    detail: dict[str, str] = field(default_factory=dict)


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed figure as a finding shows it."""

    place: Place
    printed: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding 疑点: what is printed, by what criterion it is wrong, how to mend it.

    ``places`` lead with the figure that is most likely wrong; ``compared`` are the others.
    ``checks`` are the checks that it breaks.
    """

    rule: str
    severity: Severity
    message: str
    criterion: str
    places: tuple[Figure, ...]
    expected: str = ""
    difference: str = ""
    fix: str = ""
    compared: tuple[Figure, ...] = ()
    checks: tuple[Check, ...] = ()


class Unreadable(Exception):
    """The input cannot be read. ``str(error)`` is the sentence for the person."""
