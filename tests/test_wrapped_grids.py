"""Real statements, printed as an extractor prints them, come back cell by cell."""

import json
import re
from collections import Counter

import pytest
from test_wrapped import STYLES, bare, found, last
from wrapping import Style, print_table

NAMES = ["hubei-qingshan-2022-budget", "yunnan-tonghai-2021-final"]
STATEMENT = re.compile(r"T0\d")

Grid = tuple[list[str], int, list[list[str]]]


def panels(columns: list[str], rows: list[dict]) -> list[str]:
    """Names of the sides of a statement whose rows are labelled by their side."""
    sides = list(dict.fromkeys(c.split("/")[0] for c in columns))
    return sides if len(sides) > 1 and rows[0]["row"] and rows[0]["row"][0] in sides else []


def sided(columns: list[str], rows: list[dict]) -> Grid:
    """The printed lines of a statement with two sides."""
    printed: dict[int, dict[str, dict]] = {}
    for row in rows:
        printed.setdefault(row["line"], {})[row["row"][0]] = row
    grid = []
    for by_side in printed.values():
        line = []
        for column in columns:
            side, head = column.split("/", 1)
            row = by_side.get(side)
            if row is None:
                line.append("")
            elif head.startswith("项目"):
                line.append(row["row"][-1])
            else:
                line.append(row.get("seq", "") if head == "行次" else row["cells"].get(head, ""))
        grid.append(line)
    return columns, 1, grid


def beside(columns: list[str], rows: list[dict]) -> Grid:
    """The printed lines of a statement with code, name and amount side by side."""
    printed: dict[int, list[str]] = {}
    for row in rows:
        printed.setdefault(row["line"], []).extend([*row["row"], row["cells"].get("金额", "")])
    size = len(columns)
    return columns, size, [line + [""] * (size - len(line)) for line in printed.values()]


def plain(columns: list[str], rows: list[dict]) -> Grid:
    """The printed lines of a statement with labels on the left."""
    labels = len(rows[0]["row"])
    grid = [
        [
            *row["row"],
            *(
                row.get("seq", "") if c == "行次" else row["cells"].get(c, "")
                for c in columns[labels:]
            ),
        ]
        for row in rows
        if len(row["row"]) == labels
    ]
    return columns, max(labels, 1), grid


def statements(shared, name: str) -> list[tuple[str, Grid, Counter]]:
    """Title, printed grid, and the true cells (label, last header word, text) of each."""
    gold = json.loads((shared / "corpus" / "gold" / f"{name}.json").read_text(encoding="utf-8"))
    made = []
    for table in gold["tables"]:
        rows, columns = table["rows"], table["columns"]
        if not STATEMENT.fullmatch(table["id"]) or not rows:
            continue
        lay = beside if len(columns) == 9 and "科目编码" in columns[0] else plain
        grid = (sided if panels(columns, rows) else lay)(columns, rows)
        truth = Counter(
            (bare(next((p for p in reversed(row["row"]) if p), "")), last(c), bare(text))
            for row in rows
            for c, text in row["cells"].items()
            if re.search(r"\d", text)
        )
        title = table["title"] if table["title"].endswith("表") else table["title"] + "表"
        made.append((title, grid, truth))
    return made


def compare(title: str, grid: Grid, truth: Counter, style: Style) -> tuple[int, int]:
    """How many cells come back right; how many are wrong and not said to be doubtful."""
    read, doubted = Counter(), set()
    for _, _, table in found(print_table(title, "万元", *grid, style)):
        for row in table.rows:
            label = bare("".join(t.text for t in row.label))
            for column, text in row.cells.items():
                cell = (label, last(column), bare(text.text))
                if re.search(r"\d", text.text):
                    read[cell] += 1
                    doubted |= {cell} if row.doubt else set()
    right = 0
    for (label, column, text), count in truth.items():
        for _ in range(count):
            hit = next(
                (c for c in read if read[c] and c[2] == text and label in c[0] and c[1] == column),
                None,
            )
            if hit:
                read[hit] -= 1
                right += 1
    return right, sum(1 for cell in read.elements() if cell not in doubted)


@pytest.mark.shared
@pytest.mark.parametrize("style", STYLES, ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_statements_printed_without_grid(shared, name, style):
    right = silent = total = 0
    for title, grid, truth in statements(shared, name):
        good, wrong = compare(title, grid, truth, style)
        right, silent, total = right + good, silent + wrong, total + truth.total()
    assert total > 200
    assert right * 100 >= total * 97
    assert silent <= 1
