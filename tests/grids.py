"""Random tables with merged cells, and what is compared of tables: for laws of the readers."""

from hypothesis import strategies as st
from office import Box, Page, Table

from mingzhang import packs
from mingzhang.model import Document, Text

WORDS = packs.words()["forms"] | {"wrapped": packs.words()["wrapped"]}
SAID = """
项目 合计 小计 基本支出 项目支出 预算数 决算数 科目编码 科目名称 收入 支出 指标值 数量指标 一级指标
2101301 210 929.84 1,024.00 12 96% — 医疗救助 住房保障支出 2021年 甲<乙&丙
"""
WORD = st.sampled_from(SAID.split())


@st.composite
def tables(draw, most: int = 7) -> Table:
    """A table of at least two columns, its cells merged at random; none spans a whole row."""
    wide, high = draw(st.integers(2, most)), draw(st.integers(1, most))
    taken: set[tuple[int, int]] = set()
    rows: Table = []
    for r in range(high):
        row: list[str | Box] = []
        for c in range(wide):
            if (r, c) in taken:
                continue
            free = next((k for k in range(c, wide) if (r, k) in taken), wide) - c
            columns = min(draw(st.sampled_from((1, 1, 1, 2, 3))), free, wide - 1)
            down = min(draw(st.sampled_from((1, 1, 1, 2, 4))), high - r)
            text = draw(WORD | st.just(""))
            row.append(Box(text, down, columns))
            taken |= {(r + i, c + k) for i in range(down) for k in range(columns)}
        rows.append(row)
    return rows


@st.composite
def pages(draw) -> Page:
    """A title, a unit, a table and a note, twice."""
    made: Page = []
    for number in range(draw(st.integers(1, 2))):
        made += [f"表{number + 1} 收支总表", "单位：万元", draw(tables()), "此处另起一段。"]
    return made


def compared(document: Document) -> list[tuple]:
    """All of the tables but the lines that they stand on."""

    def texts(several: tuple[Text, ...]) -> tuple[str, ...]:
        return tuple(t.text for t in several)

    return [
        (
            table.number, table.title.text, table.unit, table.columns, table.label_columns,
            texts(table.headers), texts(table.notes), texts(table.furniture), table.doubt,
            tuple(
                (texts(r.label), tuple((k, v.text) for k, v in r.cells.items()), r.panel, r.doubt)
                for r in table.rows
            ),
        )
        for table in document.tables
    ]  # fmt: skip


def split(text: str) -> Page:
    """A text with tabs as a page: runs of lines with tabs are tables."""
    made: Page = []
    for line in text.split("\n"):
        if "\t" not in line:
            made += [line] if line.strip() else []
        elif made and not isinstance(made[-1], str):
            made[-1].append(line.split("\t"))
        else:
            made.append([line.split("\t")])
    for item in made:
        if not isinstance(item, str):
            wide = max(map(len, item))
            item[:] = [row + [""] * (wide - len(row)) for row in item]
    return made
