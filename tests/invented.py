"""An invented disclosure 某县医疗保障局, audited by hand: what the tests of ``write`` write out."""

import re
from dataclasses import dataclass, replace

from mingzhang.model import (
    Check,
    Document,
    Fact,
    Figure,
    Finding,
    Number,
    Outcome,
    Paragraph,
    Place,
    Record,
    Region,
    Row,
    Severity,
    Status,
    Table,
    Text,
    quantity,
)

LINES = (
    "某县医疗保障局 2024 年度部门决算",
    "一、收支情况",
    "2024 年度支出合计 788.00 万元，占预算的 96.30%。联系人张某，电话 13900000000。",
    "表1 支出决算表（单位：万元）",
    "科目编码\t科目名称\t合计\t基本支出/人员\t基本支出/公用",
    "\t合计\t788.00\t700.00\t78.00",
    "210\t卫生健康支出\t788.00\t700.00\t88.00",
    "21013\t医疗救助\t788.00\t700.00\t88.00",
    "表2 收支总表",
    "一、财政拨款收入\t788.00\t一、卫生健康支出\t788.00",
    "二、其他收入\t\t二、其他支出\t0.00",
    "增加（减少）甲乙丙 7",
    "第 1 页",
)
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?%?")
_STATUS = {12: Status.UNREAD, 13: Status.LABEL, 1: Status.LABEL}


@dataclass(frozen=True)
class Profile:
    year: int | None = 2024
    kind: str = "final"
    entity: str = "某县医疗保障局"


@dataclass(frozen=True)
class Audit:
    """The same fields as ``mingzhang.audit.Audit``."""

    document: Document
    facts: tuple[Fact, ...] = ()
    numbers: tuple[Number, ...] = ()
    records: tuple[Record, ...] = ()
    checks: tuple[Check, ...] = ()
    findings: tuple[Finding, ...] = ()
    profile: Profile = Profile()

    @staticmethod
    def describe(region: Region) -> str:
        return f"口径{region.mask}"

    @staticmethod
    def mask(text: str) -> str:
        return re.sub(r"1[3-9]\d{9}", lambda found: found[0][:3] + "****" + found[0][-4:], text)


def cells(line: int) -> list[Text]:
    """The tab-separated texts of one line, each at its offset."""
    found, offset = [], 0
    for part in LINES[line - 1].split("\t"):
        found.append(Text.of(part, line, offset))
        offset += len(part) + 1
    return found


def document() -> Document:
    """Two paragraphs, a table with a header of two levels, a table of two panels, loose ends."""
    whole = [Text.of(text, i) for i, text in enumerate(LINES, 1)]
    columns = ("科目编码", "科目名称", "合计", "基本支出/人员", "基本支出/公用")
    rows = []
    for line in (6, 7, 8):
        code, name, *values = cells(line)
        label = (code, name) if code.text else (name,)
        rows.append(Row(label, dict(zip(columns[2:], values, strict=True)), line))
    first = Table("表1", Text.of("支出决算表", 4, 3), "万元", 4, columns, columns[:2], tuple(rows))
    panels = []
    for line in (10, 11):
        a, b, c, d = cells(line)
        panels.append(Row((Text.of("收入", 9), a), {"收入/金额": b}, line))
        panels.append(Row((Text.of("支出", 9), c), {"支出/金额": d}, line, panel=1))
    paths = ("收入/项目", "收入/金额", "支出/项目", "支出/金额")
    labels = ("收入/项目", "支出/项目")
    second = Table("表2", Text.of("收支总表", 9, 3), "", 9, paths, labels, tuple(panels))
    blocks = (
        Paragraph(whole[0], 1),
        Paragraph(whole[1], 2),
        Paragraph(whole[2]),
        first,
        second,
        Paragraph(whole[11]),
    )
    return Document("某县2024决算.txt", "text", "utf-8", blocks, LINES, ("第 9 行起识读存疑",))


def numbers() -> tuple[Number, ...]:
    """Every number of the lines."""
    found = []
    for line, text in enumerate(LINES, 1):
        for match in _DIGITS.finditer(text):
            status = _STATUS.get(line, Status.FACT if "." in match[0] else Status.LABEL)
            if match[0].endswith("%"):
                status = Status.CLAIM
            place = Place(
                line, match.start(), None, f"表{1 + (line > 8)}" if line in range(4, 12) else ""
            )
            found.append(Number(match[0], place, status, "占比" if status == "claim" else "说明"))
    return tuple(found)


def fact(line: int, nth: int, mask: int, path: tuple[str, ...]) -> Fact:
    """The nth money figure of a line."""
    match = [m for m in _DIGITS.finditer(LINES[line - 1]) if "." in m[0]][nth]
    amount = quantity(match[0], "万元").fen()
    place = Place(line, match.start(), None, "表1", path[0], path[-1])
    return Fact(Region(mask), amount, match[0], place, path, unit="万元")


def audit() -> Audit:
    """One slip: 公用 of the total row is printed as 78.00 and must be 88.00."""
    whole, staff, public = (fact(6, i, 1 << i, ("合计", name)) for i, name in enumerate("总员公"))
    below = fact(7, 2, 4, ("卫生健康支出", "基本支出/公用"))
    said = fact(3, 0, 1, ("支出合计",))
    rollup = Check("rollup", Outcome.DIFFERS, ((1, whole), (-1, staff), (-1, public)))
    same = Check("identity", Outcome.DIFFERS, ((1, public), (-1, below)))
    agrees = Check("identity", Outcome.AGREES, ((1, whole), (-1, said)))
    share = Record("share", "支出", {"share": None}, {"share": "96.30%"}, {"share": Place(3, 25)})
    unchecked = Check("share.of-total", Outcome.UNCHECKED, reason="没有预算数", record=share)
    error = Finding(
        "rollup",
        Severity.ERROR,
        "“合计”行的公用经费印为78.00，应为88.00。",
        "合计等于各项之和（政府收支分类科目）",
        (Figure(public.place, "78.00", "公用经费"),),
        "88.00",
        "-10.00",
        "核对公用经费一栏，按各科目之和更正。",
        (Figure(below.place, "88.00"), Figure(whole.place, "788.00")),
        (rollup, same),
    )
    note = Finding(
        "wording.choice",
        Severity.WARNING,
        "“增加（减少）”没有取舍。",
        "说明应写明增减",
        (Figure(Place(12, 0), "增加（减少）"),),
        fix="删去不适用的一个词。",
    )
    blank = Finding(
        "table.blank",
        Severity.NOTE,
        "其他收入一格空白。",
        "空白不是零",
        (Figure(Place(11, 7, None, "表2", "二、其他收入", "收入/金额"), ""),),
    )
    return Audit(
        document(),
        (whole, staff, public, below, said),
        numbers(),
        (share,),
        (rollup, same, agrees, unchecked),
        (note, blank, error),
    )


def clean() -> Audit:
    """The same disclosure with nothing found, nothing unread, one check that agrees."""
    full = audit()
    read = tuple(replace(n, status=Status.FACT) for n in full.numbers)
    return replace(full, findings=(), numbers=read, checks=full.checks[2:3])


def hostile(text: str) -> Audit:
    """A disclosure in which every text that comes from outside is ``text``."""
    full = audit()
    place = Place(1, 0, None, text, text, text)
    told = Fact(Region(1), full.facts[0].amount, text, place, (text,), doubt=text)
    figure = Figure(place, text, text)
    check = Check(text, Outcome.UNCHECKED, ((1, told), (-1, told)), reason=text)
    row = Row((Text.of(text, 1),), {text: Text.of(text, 1)}, 1, doubt=text)
    table = Table(text, Text.of(text, 1), text, 1, (text,), (text,), (row,), doubt=text)
    page = Document(text, text, text, (Paragraph(Text.of(text, 1), 1), table), (text,), (text,))
    finding = Finding(
        text, Severity.ERROR, text, text, (figure,), text, text, text, (figure,), (check,)
    )
    number = Number("1", Place(1, text.find("1")), Status.UNREAD, text)
    return Audit(page, (told,), (number,), (), (check,), (finding,), Profile(1, text, text))
