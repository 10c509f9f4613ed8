"""Tables to print: the grid of every table is known before any file is made of it.

Names of subjects are those of the packs; figures are drawn by a seeded generator.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from mingzhang import packs


@dataclass(frozen=True)
class Cell:
    """A printed cell; ``columns`` and ``rows`` are how many fields it covers."""

    text: str
    columns: int = 1
    rows: int = 1
    right: bool = False


@dataclass
class Truth:
    """A table: its header rows, its rows, and how it is to be printed.

    ``rules`` is "all", "dashed", "hair" (thin and grey), "level" (no upright rules), "three" (over
    and under the header and at the end), "open" (no outer rules left and right) or "none";
    ``again`` repeats the header on every page; ``size`` is the size of type in points.
    """

    name: str
    title: str
    widths: list[float]
    header: list[list[Cell]]
    rows: list[list[Cell]]
    rules: str = "all"
    again: bool = True
    size: float = 9
    landscape: bool = False
    grid: list[list[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.grid = laid(self.header + self.rows, len(self.widths))


def laid(rows: list[list[Cell]], columns: int) -> list[list[str]]:
    """The texts by row and column; a merged cell at its upper left field, "" elsewhere."""
    grid = [[""] * columns for _ in rows]
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        c = 0
        for cell in row:
            while (r, c) in taken:
                c += 1
            grid[r][c] = cell.text
            for down in range(cell.rows):
                taken.update((r + down, c + k) for k in range(cell.columns))
            c += cell.columns
    return grid


def starts(table: Truth, row: int) -> list[int]:
    """The column at which each cell of a row begins."""
    taken: set[tuple[int, int]] = set()
    for r, cells in enumerate(table.header + table.rows):
        c, at = 0, []
        for cell in cells:
            while (r, c) in taken:
                c += 1
            at.append(c)
            for down in range(cell.rows):
                taken.update((r + down, c + k) for k in range(cell.columns))
            c += cell.columns
        if r == row:
            return at
    return []


def _money(rng: random.Random) -> str:
    if rng.random() < 0.15:
        return ""
    fen = rng.choice((rng.randint(0, 10**5), rng.randint(0, 10**8), rng.randint(0, 10**11)))
    sign = "-" if rng.random() < 0.05 else ""
    return f"{sign}{fen // 100:,}.{fen % 100:02}"


def _subjects(rng: random.Random, count: int) -> list[tuple[str, str]]:
    every = sorted({(r["code"], r["name"]) for r in packs.codes() if r["kind"] == "function"})
    at = rng.randrange(max(1, len(every) - count))
    return every[at : at + count]


def _value(rng: random.Random) -> Cell:
    return Cell(_money(rng), right=True)


def plain(rng: random.Random, name: str, **how: object) -> Truth:
    """科目编码、科目名称 and a few columns of money under one header row."""
    values = rng.sample(["合计", "基本支出", "项目支出", "上年决算数", "增减额", "财政拨款"], 3)
    rows = [
        [Cell(code), Cell(text), *[_value(rng) for _ in values]]
        for code, text in _subjects(rng, rng.randint(8, 16))
    ]
    header = [[Cell("科目编码"), Cell("科目名称"), *[Cell(v) for v in values]]]
    return Truth(name, "支出预算表", [1.2, 3, *[1.6] * 3], header, rows, **how)  # type: ignore[arg-type]


def merged(rng: random.Random, name: str, **how: object) -> Truth:
    """Three header rows with cells merged both ways, labels merged down, a total merged across."""
    header = [
        [Cell("项目", 2), Cell("本年收入合计", 1, 3), Cell("财政拨款", 3), Cell("其他收入", 1, 3)],
        [Cell("科目编码", 1, 2), Cell("科目名称", 1, 2), Cell("小计", 1, 2), Cell("其中", 2)],
        [Cell("一般公共预算"), Cell("政府性基金")],
    ]
    rows: list[list[Cell]] = [[Cell("合计", 2), *[_value(rng) for _ in range(5)]]]
    subjects = _subjects(rng, rng.randint(9, 14))
    at = 0
    while at < len(subjects):
        tall = min(rng.choice((1, 1, 2, 3)), len(subjects) - at)
        for k in range(tall):
            lead = [Cell(subjects[at][0], 1, tall)] if k == 0 else []
            rows.append([*lead, Cell(subjects[at + k][1]), *[_value(rng) for _ in range(5)]])
        at += tall
    widths = [1.2, 2.6, *[1.6] * 5]
    return Truth(name, "收入决算表", widths, header, rows, **how)  # type: ignore[arg-type]


def continued(rng: random.Random, name: str, **how: object) -> Truth:
    """A table of several pages; some of its names are long enough to wrap."""
    values = ["合计", "人员经费", "公用经费"]
    rows = []
    for code, text in _subjects(rng, 70):
        long = text + "（" + rng.choice(("含补助下级支出", "不含所属单位上缴的部分")) + "）"
        name_ = long if rng.random() < 0.3 else text
        rows.append([Cell(code), Cell(name_), *[_value(rng) for _ in values]])
    header = [
        [Cell("项目", 2), Cell("一般公共预算基本支出", 3)],
        [Cell("科目编码"), Cell("科目名称"), *[Cell(v) for v in values]],
    ]
    return Truth(name, "基本支出预算表", [1.2, 2.2, *[1.6] * 3], header, rows, **how)  # type: ignore[arg-type]


def wrapped(rng: random.Random, name: str, **how: object) -> Truth:
    """Narrow columns: names over several lines, and figures that do not fit on one."""
    values = ["年初结转和结余", "本年收入合计", "本年支出合计", "年末结转和结余"]
    rows = [
        [Cell(code), Cell(text + "及其他相关支出"), *[_value(rng) for _ in values]]
        for code, text in _subjects(rng, rng.randint(6, 10))
    ]
    header = [[Cell("功能分类科目编码"), Cell("科目名称"), *[Cell(v) for v in values]]]
    return Truth(name, "收支决算总表", [0.9, 1.4, *[0.95] * 4], header, rows, **how)  # type: ignore[arg-type]


def panels(rng: random.Random, name: str, **how: object) -> Truth:
    """收入 and 支出 side by side."""
    header = [[Cell("收入", 2), Cell("支出", 2)], [Cell(w) for w in ("项目", "预算数") * 2]]
    left = [
        "一、财政拨款收入",
        "1.一般公共预算资金",
        "2.政府性基金",
        "二、事业收入",
        "三、其他收入",
    ]
    rows = []
    for at, (_, text) in enumerate(_subjects(rng, rng.randint(10, 18))):
        own = left[at] if at < len(left) else ""
        rows.append(
            [Cell(own), _value(rng) if own else Cell(""), Cell(f"{at + 1}、{text}"), _value(rng)]
        )
    rows.append([Cell("收入总计"), _value(rng), Cell("支出总计"), _value(rng)])
    return Truth(name, "收支预算总表", [2.4, 1.4, 2.6, 1.4], header, rows, **how)  # type: ignore[arg-type]


def scattered(rng: random.Random, name: str, **how: object) -> Truth:
    """Any merged cells anywhere, any texts in them: words, figures, whole sentences, nothing."""
    wide, high = rng.randint(3, 9), rng.randint(6, 34)
    subjects = [text for _, text in _subjects(rng, 40)]
    while True:
        rows, edges = _tiled(rng, wide, high, subjects)
        if len(edges) == wide + high - 2:  # an edge that no cell shows, nobody can see
            break
    widths = [rng.choice((1, 1.5, 2, 3)) for _ in range(wide)]
    return Truth(name, "情况表", widths, rows[:1], rows[1:], **how)  # type: ignore[arg-type]


def _tiled(
    rng: random.Random, wide: int, high: int, subjects: list[str]
) -> tuple[list[list[Cell]], set[tuple[str, int]]]:
    """A grid tiled with cells, and the edges between its columns and rows that a cell shows."""
    taken: set[tuple[int, int]] = set()
    edges: set[tuple[str, int]] = set()
    rows: list[list[Cell]] = []
    for r in range(high):
        row = []
        for c in range(wide):
            if (r, c) in taken:
                continue
            columns = rng.choice((1, 1, 1, 1, 2, 3))
            tall = min(rng.choice((1, 1, 1, 1, 1, 2, 3)), high - r)
            while c + columns > wide or any((r, c + k) in taken for k in range(columns)):
                columns -= 1
            row.append(Cell(_anything(rng, subjects), columns, tall))
            taken |= {(r + y, c + x) for y in range(tall) for x in range(columns)}
            edges |= {("x", c), ("x", c + columns), ("y", r), ("y", r + tall)}
        rows.append(row)
    return rows, edges - {("x", 0), ("x", wide), ("y", 0), ("y", high)}


def _anything(rng: random.Random, subjects: list[str]) -> str:
    return rng.choice(
        (
            "",
            _money(rng),
            _money(rng),
            rng.choice(subjects),
            rng.choice(subjects),
            f"{rng.randint(1, 99)}.{rng.randint(0, 99):02}%",
            str(rng.randint(1, 999)),
            "，".join(rng.sample(subjects, 2)) + "。",
        )
    )


CLASSES = {
    "plain": (plain, {}),
    "small type": (plain, {"size": 6}),
    "large type": (plain, {"size": 12}),
    "merged": (merged, {"landscape": True}),
    "panels": (panels, {}),
    "wrapped": (wrapped, {"size": 10}),
    "continued": (continued, {"again": True}),
    "continued, no header": (continued, {"again": False}),
    "any spans": (scattered, {"again": False}),
    "dashed": (merged, {"rules": "dashed", "landscape": True}),
    "hairlines": (panels, {"rules": "hair"}),
    "open sides": (plain, {"rules": "open"}),
    "three rules": (plain, {"rules": "three"}),
    "level rules": (plain, {"rules": "level"}),
    "level rules, merged": (merged, {"rules": "level", "landscape": True}),
    "three rules, wrapped": (wrapped, {"rules": "three", "size": 10}),
    "borderless": (plain, {"rules": "none"}),
    "borderless, continued": (continued, {"rules": "none"}),
}


def tables(seed: int, each: int) -> list[tuple[str, Truth]]:
    """``each`` tables of every class, drawn from ``seed``."""
    made = []
    for kind, (make, how) in CLASSES.items():
        for number in range(each):
            rng = random.Random(f"{seed}/{kind}/{number}")
            made.append((kind, make(rng, f"{kind}-{number}", **how)))
    return made


HEADERS = {
    kind: len(make(random.Random(0), kind, **how).header) for kind, (make, how) in CLASSES.items()
}
