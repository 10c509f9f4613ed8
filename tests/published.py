"""An invented disclosure with every kind of table, for tests of what is published.

Its figures are made by counting, its department does not exist. Tables are written as grids of
rows: a text, "<" and "^" for what belongs to the cell at the left or above, fen for a figure,
None for a figure that is not known, a ``Sum`` of rows of the same column.
"""

from __future__ import annotations

from typing import NamedTuple

from grids import compared
from office import Page, placed

from mingzhang import packs
from mingzhang.disclosure import (
    Cell,
    Chart,
    Disclosure,
    Heading,
    Prose,
    Sheet,
    Stated,
)
from mingzhang.model import Document

WORDS = packs.words()["publish"]
READING = packs.words()["forms"] | {k: packs.words()[k] for k in ("wrapped", "pdf")}
DEPARTMENT = "某县医疗保障局"
AIM = "完善多层次医疗保障体系，守住基金安全底线，把该办的事办好、该管的钱管住，让群众少跑腿。"
UNITS = {"万元": 1_000_000, "元": 100}


class Sum(NamedTuple):
    """A figure that is the sum of others of its table: (row, column) of each."""

    parts: tuple[tuple[int, int], ...]


def down(column: int, *rows: int) -> Sum:
    return Sum(tuple((row, column) for row in rows))


def across(row: int, *columns: int) -> Sum:
    return Sum(tuple((row, column) for column in columns))


def stated(fen: int, key: str, unit: str = "万元", decimals: int = 2) -> Stated:
    """An amount as it is printed."""
    scale = UNITS[unit] // 10**decimals
    digits = (2 * abs(fen) + scale) // (2 * scale)
    whole, rest = divmod(digits, 10**decimals)
    text = f"{whole:,}.{rest:0{decimals}}" if decimals else f"{whole:,}"
    return Stated("-" * (fen < 0) + text, key, unit, decimals, fen, name=key.replace("!", " "))


def sheet(
    id: str, number: str, title: str, grid: list[list], head: int, unit: str = "万元", **more
) -> Sheet:
    """A table of its grid; sums are worked out."""
    wide = len(grid[0])
    made: dict[tuple[int, int], Cell] = {}
    known: dict[tuple[int, int], int] = {}

    def amount(at: tuple[int, int]) -> int:
        if at not in known:
            item = grid[at[0]][at[1]]
            known[at] = sum(map(amount, item.parts)) if isinstance(item, Sum) else item or 0
        return known[at]

    for r, row in enumerate(grid):
        assert len(row) == wide, (title, r, row)
        for c, item in enumerate(row):
            if item in ("<", "^"):
                continue
            right = next((k for k in range(c + 1, wide) if row[k] != "<"), wide)
            low = next((k for k in range(r + 1, len(grid)) if grid[k][c] != "^"), len(grid))
            size = {"rows": low - r, "columns": right - c}
            if isinstance(item, str) and r < head:
                made[r, c] = Cell(r, c, item, "header", align="center", strong=True, **size)
            elif isinstance(item, str):
                code = item.isdecimal() and len(item) in (3, 5, 7)
                depth = {3: 0, 5: 1, 7: 2}.get(len(row[c - 1]), 0) if c and _code(row[c - 1]) else 0
                strong = item in ("合计", "收入总计", "支出总计", "本年收入合计", "本年支出合计")
                align = "left" if c == 0 or code or depth or len(item) > 4 else "center"
                role = "text" if more.get("form") and c else "label"
                made[r, c] = Cell(r, c, item, role, align=align, depth=depth, strong=strong, **size)
            else:
                said = (
                    stated(amount((r, c)), f"{number}!{r}/{c}", unit) if item is not None else None
                )
                parts = item.parts if isinstance(item, Sum) else ()
                text = said.text if said else ""
                made[r, c] = Cell(
                    r, c, text, "figure", align="right", stated=said, parts=parts, **size
                )
    more.pop("form", None)
    return Sheet(
        id, number, title, unit, more.pop("by", DEPARTMENT), len(grid),
        tuple(more.pop("widths", [1] * wide)), head, tuple(made[k] for k in sorted(made)),
        tuple(more.pop("notes", ())), more.pop("landscape", False),
    )  # fmt: skip


def _code(item: object) -> bool:
    return isinstance(item, str) and item.isdecimal()


def subjects(*classes: str, listed: str = "function", levels: int = 7) -> list[tuple[str, str]]:
    """Subjects of some classes with their names, in order of code."""
    rows = {
        line["code"]: line["name"]
        for line in packs.codes()
        if line["kind"] == listed and line["code"].startswith(classes)
        if len(line["code"]) <= levels and int(line["year_to"]) > 2026
    }
    return sorted(rows.items())


def amount(n: int) -> int:
    """The n-th of many amounts, in fen: whole hundredths of 万元."""
    return (n * 7919 % 91_003 + 17) * 10_000


def summary() -> Sheet:
    """收支总表: two panels side by side."""
    income = ["一般公共预算拨款收入", "政府性基金预算拨款收入", "国有资本经营预算拨款收入",
              "财政专户管理资金收入", "事业收入", "事业单位经营收入", "上级补助收入",
              "附属单位上缴收入", "其他收入"]  # fmt: skip
    spending = [name for code, name in subjects("2") if len(code) == 3][:20]
    ordinals = "一二三四五六七八九十"
    grid: list[list] = [["收入", "<", "支出", "<"], ["项目", "预算数", "项目", "预算数"]]
    for n, name in enumerate(spending):
        ordinal = ordinals[n] if n < 10 else "十" + ordinals[n - 10] if n < 19 else "二十"
        left = [f"{ordinals[n]}、{income[n]}", amount(n)] if n < len(income) else ["", ""]
        grid.append([*left, f"{ordinal}、{name}", amount(n + 20) if n % 3 else None])
    first, last = 2, len(grid)
    grid.append(["本年收入合计", down(1, *range(first, first + 9)), "本年支出合计",
                 down(3, *range(first, last))])  # fmt: skip
    grid.append(["上年结转结余", amount(90), "年终结转结余", amount(91)])
    grid.append(["收入总计", down(1, last, last + 1), "支出总计", down(3, last, last + 1)])
    return sheet("summary", "表1", f"{DEPARTMENT}2026年收支总表", grid, 2, widths=[5, 3, 5, 3])


def income() -> Sheet:
    """收入总表: sixteen columns under three rows of header, across the page."""
    sources = ["一般公共预算", "政府性基金预算", "国有资本经营预算", "财政专户管理资金"]
    own = ["事业收入", "事业单位经营收入", "上级补助收入", "附属单位上缴收入", "其他收入"]
    grid: list[list] = [
        ["部门（单位）代码", "部门（单位）名称", "合计", "本年收入", *["<"] * 10,
         "上年结转结余", "<"],
        ["^", "^", "^", "小计", "财政拨款", *["<"] * 2, "财政专户管理资金", "单位资金", *["<"] * 5,
         "财政拨款结转", "其他结转"],
        ["^", "^", "^", "^", *sources[:3], "^", *own, "使用非财政拨款结余", "^", "^"],
    ]  # fmt: skip
    units = ["某县医疗保障局（本级）", "某县医疗保障服务中心", "某县医疗保障基金核查中心"]
    money = [amount(n + 300) * 37 for n in range(len(units) * 12)]
    for n, name in enumerate(["合计", *units]):
        row = len(grid)
        figures: list = [
            down(c, *range(row + 1, row + 4)) if not n else money[(n - 1) * 12 + c - 4]
            for c in range(4, 16)
        ]
        total, year = across(row, 3, 14, 15), across(row, *range(4, 14))
        code = f"36100{n}" if n else ""
        grid.append([code, name, total, year, *figures])
    widths = [6, 12, *[7] * 14]
    return sheet("income", "表2", f"{DEPARTMENT}2026年收入总表", grid, 3, widths=widths,
                 landscape=True)  # fmt: skip


def spending(number: str, title: str, *classes: str, unit: str = "万元", **more) -> Sheet:
    """A table of spending by subject, with its sums, long enough for several pages."""
    rows = subjects(*classes)
    at = {code: n + 3 for n, (code, _) in enumerate(rows)}
    grid: list[list] = [
        ["科目编码", "科目名称", "合计", "基本支出", "<", "<", "项目支出"],
        ["^", "^", "^", "小计", "人员经费", "公用经费", "^"],
    ]
    tops = [row for code, row in at.items() if len(code) == 3]
    grid.append(
        ["", "合计", across(2, 3, 6), across(2, 4, 5), *(down(c, *tops) for c in (4, 5, 6))]
    )
    for code, name in rows:
        row = len(grid)
        below = [r for c, r in at.items() if c.startswith(code) and len(c) == len(code) + 2]
        figures = [
            down(c, *below) if below else amount(row * 3 + c) if (row + c) % 4 else 0
            for c in (4, 5, 6)
        ]
        grid.append([code, name, across(row, 3, 6), across(row, 4, 5), *figures])
    return sheet(title, number, f"{DEPARTMENT}2026年{title}", grid, 2, unit,
                 widths=[5, 14, 6, 6, 6, 6, 6], **more)  # fmt: skip


def basic() -> Sheet:
    """基本支出表: by economic subject."""
    rows = subjects("301", "302", "303", listed="economic_department", levels=5)
    at = {code: n + 3 for n, (code, _) in enumerate(rows)}
    tops = [row for code, row in at.items() if len(code) == 3]
    grid: list[list] = [
        ["部门预算支出经济分类科目", "<", "本年一般公共预算基本支出", "<", "<"],
        ["科目编码", "科目名称", "合计", "人员经费", "公用经费"],
        ["", "合计", across(2, 3, 4), down(3, *tops), down(4, *tops)],
    ]
    for code, name in rows:
        row = len(grid)
        below = [r for c, r in at.items() if c.startswith(code) and len(c) == 5 > len(code)]
        figures = [
            down(c, *below) if below else amount(row) if (c == 4) == (code[:3] == "302") else None
            for c in (3, 4)
        ]
        grid.append([code, name, across(row, 3, 4), *figures])
    return sheet("basic", "表6", f"{DEPARTMENT}2026年一般公共预算基本支出表", grid, 2,
                 widths=[3, 8, 4, 4, 4])  # fmt: skip


def expenses() -> Sheet:
    """“三公”经费支出表: twelve columns under three rows of header."""
    year = ["因公出国（境）费", "公务用车购置及运行费", "<", "<", "公务接待费"]
    parts = ["小计", "公务用车购置费", "公务用车运行费"]
    grid: list[list] = [
        ["2025年预算数", *["<"] * 5, "2026年预算数", *["<"] * 5],
        ["合计", *year, "合计", *year],
        ["^", "^", *parts, "^", "^", "^", *parts, "^"],
    ]
    row: list = []
    for start in (0, 6):
        row += [across(3, start + 1, start + 2, start + 5), 0, across(3, start + 3, start + 4),
                0, amount(start + 5), amount(start + 6)]  # fmt: skip
    grid.append(row)
    return sheet("expenses", "表7", f"{DEPARTMENT}2026年一般公共预算“三公”经费支出表", grid, 3,
                 landscape=True)  # fmt: skip


def empty(number: str, title: str, name: str) -> Sheet:
    """A table without rows: blank cells and a note."""
    grid: list[list] = [
        ["科目编码", "科目名称", f"本年{name}支出", "<", "<"],
        ["^", "^", "合计", "基本支出", "项目支出"],
        ["", "合计", None, None, None],
        ["", "", None, None, None],
    ]
    note = f"备注：我单位2026年没有使用{name}安排的支出。"
    return sheet(number, number, f"{DEPARTMENT}2026年{title}", grid, 2, notes=[note],
                 widths=[3, 6, 4, 4, 4])  # fmt: skip


def projects() -> Sheet:
    """项目支出表: long names beside figures, across the page."""
    names = ["城乡居民基本医疗保险县级财政补助", "医疗救助补助资金", "医保信息系统运行维护",
             "打击欺诈骗取医疗保障基金专项经费", "离休干部医药费统筹"]  # fmt: skip
    sources = ["一般公共预算", "政府性基金预算", "国有资本经营预算"]
    grid: list[list] = [
        ["类型", "项目名称", "项目单位", "合计", "本年拨款", "<", "<", "财政拨款结转结余", "<", "<",
         "财政专户管理资金", "单位资金"],
        ["^", "^", "^", "^", *sources, *sources, "^", "^"],
        ["合计", "<", "<", across(2, *range(4, 12)),
         *(down(c, *range(3, 8)) for c in range(4, 12))],
    ]  # fmt: skip
    for n, name in enumerate(names):
        row = len(grid)
        kind = "特定目标类" if n % 2 else "运转类"
        figures = [amount(n * 9 + c) if c in (4, 8) else 0 for c in range(4, 12)]
        grid.append([kind, name, DEPARTMENT, across(row, *range(4, 12)), *figures])
    return sheet("projects", "表10", f"{DEPARTMENT}2026年项目支出表", grid, 2, landscape=True,
                 widths=[4, 9, 7, 5, *[5] * 8])  # fmt: skip


def assets() -> Sheet:
    """资产: whole yuan beside counts."""
    grid: list[list] = [["序号", "资产名称", "单位", "数量", "金额"]]
    for n, name in enumerate(["台式计算机", "便携式计算机", "打印机", "文件柜"], 1):
        grid.append([str(n), name, "台", str(n * 3), amount(n) * 100])
    return sheet("assets", "表12", f"{DEPARTMENT}2026年资产配置预算表", grid, 1, "元",
                 widths=[2, 6, 2, 3, 5])  # fmt: skip


def goals() -> Sheet:
    """部门整体支出绩效目标表: a form of long texts, merged down and across."""
    rows = [
        ["部门名称", DEPARTMENT, "<", "<", "<"],
        ["年度总体目标", AIM, "<", "<", "<"],
        ["一级指标", "二级指标", "三级指标", "指标值", "备注"],
        ["产出指标", "数量指标", "城乡居民参保人数", "≥42.5万人", ""],
        ["^", "^", "开展定点医药机构检查", "=136家次", ""],
        ["^", "质量指标", "参保率", "≥96%", "以户籍人口计"],
        ["^", "时效指标", "待遇支付及时率", "100%", ""],
        ["效益指标", "社会效益指标", "住院费用政策范围内报销比例", "≥70%", ""],
        ["满意度指标", "服务对象满意度指标", "参保群众满意度", "≥90%", ""],
    ]
    return sheet("goals", "表13", f"{DEPARTMENT}2026年部门整体支出绩效目标表", rows, 0, "",
                 widths=[4, 5, 8, 4, 4], form=True)  # fmt: skip


def charts() -> list[Chart]:
    """One of each kind."""
    names = ("卫生健康支出", "社会保障和就业支出", "住房保障支出", "其他支出")
    sizes = (930_000_000, 81_230_000, 42_560_000, 0)

    def row(name: str, fen: tuple[int, ...]) -> tuple[Stated, ...]:
        return tuple(stated(f, f"图!{name}/{n}") for n, f in enumerate(fen))

    years = ("2022年", "2023年", "2024年", "2025年", "2026年")
    return [
        Chart("pie", "图1 2026年支出构成", "万元", names, (("支出", row("构成", sizes)),),
              "支出主要用于卫生健康。"),
        Chart("bars", "图2 近两年“三公”经费", "万元",
              ("因公出国（境）费", "公务用车购置及运行费", "公务接待费"),
              (("2025年", row("三公25", (0, 3_500_000, 1_200_000))),
               ("2026年", row("三公26", (0, 3_100_000, 900_000)))), "“三公”经费比上年减少。"),
        Chart("lines", "图3 近五年收入", "万元", years,
              (("收入总计", row("近年", (810_000_000, 870_500_000, 902_000_000, 881_300_000,
                                      1_024_000_000))),
               ("财政拨款", (*row("拨款", (700_000_000, 790_000_000)), None,
                             *row("拨款后", (812_000_000, 901_000_000))))), "收入总体增长。"),
    ]  # fmt: skip


def prose(*parts: str | int, key: str) -> Prose:
    """A paragraph of texts and amounts in 万元."""
    runs = [p if isinstance(p, str) else stated(p, f"{key}/{n}") for n, p in enumerate(parts)]
    return Prose(tuple(runs))


def disclosure() -> Disclosure:
    """The whole: fourteen tables, prose, three charts."""
    pie, bars, lines = charts()
    long = spending("表3", "支出总表", "208", "210", "221")
    pieces = [
        Heading(f"第一部分 {DEPARTMENT}概况"),
        Heading("一、部门主要职责", 2),
        prose("贯彻执行国家和省、市医疗保障工作的法律法规和方针政策，拟订本县医疗保障事业发展规划并组织"
              "实施，负责基金监督管理。", key="职责"),
        Heading("二、部门预算单位构成", 2),
        prose("部门预算由局机关和2个下属事业单位组成。", key="构成"),
        Heading(f"第二部分 {DEPARTMENT}2026年部门预算表"),
        summary(), income(), long,
        spending("表4", "财政拨款支出表", "210", "221"),
        spending("表5", "一般公共预算支出表", "208", "210", "221"),
        basic(), expenses(),
        empty("表8", "政府性基金预算支出表", "政府性基金预算"),
        empty("表9", "国有资本经营预算支出表", "国有资本经营预算"),
        projects(), spending("表11", "上年结转支出表", "221", unit="元"), assets(), goals(),
        empty("表14", "财政专户管理资金支出表", "财政专户管理资金"),
        Heading(f"第三部分 {DEPARTMENT}2026年部门预算情况说明"),
        Heading("一、收支预算总体情况", 2),
        prose("2026年收入总计", 1_024_000_000, "万元，其中：一般公共预算拨款收入", 901_000_000,
              "万元，占87.99%。支出总计", 1_024_000_000, "万元，比上年增加", 142_700_000,
              "万元，增长16.19%。", key="总体"),
        pie,
        Heading("二、“三公”经费情况", 2),
        Heading("（一）与上年比较", 3),
        prose("“三公”经费预算", 4_000_000, "万元，比上年减少", 700_000, "万元。", key="三公"),
        bars, lines,
        Heading("第四部分 名词解释"),
        prose("一、财政拨款收入：指县级财政当年拨付的资金。", key="名词"),
    ]  # fmt: skip
    return Disclosure(f"{DEPARTMENT}2026年部门预算", DEPARTMENT, 2026, "budget", "test",
                      tuple(pieces))  # fmt: skip


def tables(document: Document, over: frozenset[str] = frozenset()) -> list[tuple]:
    """All of the tables with a header that were read, but for their lines and what stands around
    them: whether the unit and the department are one line or two, how often a header is repeated.
    The rows of a form over its first header are lines in one format and a table in another; what
    spans a whole table ``over`` its header is a line in one and heads the rows in another."""
    found = []
    for said in compared(document):
        headers = tuple(h for h in dict.fromkeys(said[5]) if h not in over)
        rows = tuple((tuple(w for w in r[0] if w not in over), *r[1:]) for r in said[9])
        if said[3]:
            found.append((*said[:5], headers, said[6], said[8], rows))
    return found


def spanning(made: Disclosure) -> frozenset[str]:
    """What spans a whole table of a disclosure over its header."""
    cells = [(c, len(s.widths)) for s in made.sheets for c in s.cells if c.row < s.head]
    return frozenset(c.text for c, wide in cells if c.columns == wide > 1)


def rows(document: Document) -> list[tuple[str, ...]]:
    """Every row that was read, both panels together, without what is carried down to it."""
    made: dict[int, list[str]] = {}
    for table in document.tables:
        for row in table.rows if table.columns else ():
            texts = [*row.label, *row.cells.values()]
            said = [t.text for t in texts if t.text and t.spans[0].line == row.line]
            made.setdefault(row.line, []).extend(said)
    return [tuple(said) for said in made.values() if said]


def texts(document: Document) -> str:
    """All that was read, without white space."""
    return "".join("".join(document.lines).split())


def printed(made: Disclosure) -> list[tuple[str, ...]]:
    """Every row under the headers of a disclosure, as ``rows`` should find it."""
    found = []
    for each in made.sheets:
        for row in range(each.head, each.rows):
            cells = sorted((c for c in each.cells if c.row == row), key=lambda c: c.column)
            said = tuple(c.text for c in cells if c.text)
            found += [said] if said else []
    return found


def of_page(page: Page) -> Disclosure:
    """A disclosure of the tables of a page of ``grids``, without header rows."""
    sheets: list[Sheet] = []
    for table in page:
        if isinstance(table, str):
            continue
        cells = tuple(
            Cell(r, c, box.text, "figure" if "." in box.text else "label", box.rows, box.columns)
            for r, row in enumerate(placed(table))
            for c, box in row
        )
        wide = max(c.column + c.columns for c in cells)
        sheets.append(
            Sheet("a", f"表{len(sheets) + 1}", "收支总表", "万元", "", len(table), (1,) * wide, 0,
                  cells, ("此处另起一段。",))
        )  # fmt: skip
    return Disclosure("甲", "甲", 2026, "budget", "", tuple(sheets))
