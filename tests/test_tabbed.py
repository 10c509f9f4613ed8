"""Ruled lines 有分隔的行 to tables: whatever grid is printed, its cells are read back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from printed import rows, tables

LEAF = st.sampled_from(
    ["基本支出", "项目支出", "人员经费", "公用经费", "事业收入", "其他收入", "上年结转", "甲项经费"]
)
GROUP = st.sampled_from(["本年收入", "本年支出", "年末结转和结余", "财政拨款", "丙类资金"])
AMOUNT = st.integers(0, 10**9).map(lambda n: f"{n // 100:,}.{n % 100:02d}")
NAME = st.sampled_from(
    ["卫生健康支出", "行政运行", "住房公积金", "甲单位", "其中：乙事项", "一、丁"]
)
CODE = st.sampled_from(["210", "21015", "2101501", "2210201"])


@st.composite
def columns(draw) -> list[tuple[str, ...]]:
    """Header paths: single columns, and groups of two or more that may begin with a total."""
    found: list[tuple[str, ...]] = [("合计",)] if draw(st.booleans()) else []
    for group in draw(st.lists(GROUP, unique=True, min_size=0, max_size=3)):
        leaves = draw(st.lists(LEAF, unique=True, min_size=2, max_size=3))
        found += [(group, leaf) for leaf in ([*draw(st.sampled_from([["小计"], []])), *leaves])]
    alone = draw(st.lists(LEAF, unique=True, min_size=0 if found else 1, max_size=2))
    return found + [(leaf,) for leaf in alone]


@st.composite
def grids(draw) -> tuple[list[tuple[str, ...]], list[str], list[list[str]], list[list[str]]]:
    """Columns, header words over the labels, and for each row its labels and its cells."""
    paths = draw(columns())
    coded = draw(st.booleans())
    over = ["科目编码", "科目名称"] if coded else ["项目"]
    labels, cells = [], []
    for _ in range(draw(st.integers(1, 6))):
        labels.append([draw(CODE), draw(NAME)] if coded else [draw(NAME)])
        cells.append([draw(AMOUNT)] + [draw(AMOUNT | st.just("")) for _ in paths[1:]])
    return paths, over, labels, cells


def printed(paths, over, labels, cells, ordinals: bool) -> str:
    depth = max(map(len, paths))
    lines = []
    for level in range(depth):
        words = list(over) if level == 0 else [""] * len(over)
        for i, path in enumerate(paths):
            same = level < len(path) - 1 and i and paths[i - 1][: level + 1] == path[: level + 1]
            words.append("" if same or level >= len(path) else path[level])
        lines.append("\t".join(words))
    if ordinals:
        lines.append(
            "\t".join([*(["栏次"] + [""] * (len(over) - 1)), *map(str, range(1, len(paths) + 1))])
        )
    lines += ["\t".join(a + b) for a, b in zip(labels, cells, strict=True)]
    return "\n".join(lines)


FRONT = st.permutations(["公开03表", "金额单位：万元", "部门：甲局"])


@settings(max_examples=300, deadline=None)
@given(grids(), FRONT, st.booleans(), st.sampled_from(["", "## ", "表 3. "]))
def test_reading_undoes_printing(grid, front, ordinals, mark):
    paths, over, labels, cells = grid
    text = f"{mark}收入支出情况表\n" + "\n".join(front) + "\n\n" + printed(*grid, ordinals)
    (table,) = tables(text)
    names = ["/".join(path) for path in paths]
    expected = [
        (tuple(a), {n: c for n, c in zip(names, b, strict=True) if c})
        for a, b in zip(labels, cells, strict=True)
    ]
    assert rows(table) == expected
    assert (table.title.text, table.unit) == ("收入支出情况表", "万元")
    assert table.number in ("公开03表", "表 3")
    assert list(table.label_columns) == over
    assert table.doubt == ""


@pytest.mark.parametrize("mark", [("| ", " | ", " |"), ("", " | ", "")])
def test_tables_of_markdown_are_read(mark):
    left, between, right = mark
    lines = [
        ["科目", "预算数", "决算数"],
        ["---"] * 3,
        ["办公费", "3.00", "2.00"],
        ["印刷费", "", "1.00"],
    ]
    printed = "\n".join(left + between.join(cells) + right for cells in lines)
    (table,) = tables(f"支出表\n\n{printed}\n")
    assert rows(table) == [
        (("办公费",), {"预算数": "3.00", "决算数": "2.00"}),
        (("印刷费",), {"决算数": "1.00"}),
    ]


BLANKS = st.lists(st.sampled_from(["", "\n", "\n\n", "\n- 4 -\n"]), min_size=8, max_size=8)


@settings(max_examples=60, deadline=None)
@given(grids(), BLANKS)
def test_blank_lines_and_page_numbers_in_a_table_mean_nothing(grid, blanks):
    lines = printed(*grid, ordinals=False).split("\n")
    broken = lines[:1] + [a + b for a, b in zip(blanks, lines[1:], strict=False)] + lines[9:]
    whole, torn = tables("支出表\n" + "\n".join(lines)), tables("支出表\n" + "\n".join(broken))
    assert [rows(t) for t in torn] == [rows(t) for t in whole]


PAGE = st.sampled_from(["", "\n", "\n12\n\n", "7\n"])


@settings(max_examples=200, deadline=None)
@given(grids(), st.lists(PAGE, min_size=6, max_size=6), st.booleans())
def test_a_table_cut_into_pages_is_read_as_one(grid, pages, repeated):
    paths = grid[0]
    lines = printed(*grid, ordinals=False).split("\n")
    depth = max(map(len, paths))
    header = "\n".join(lines[:depth]) + "\n" if repeated else ""
    torn = lines[: depth + 1]
    for page, line in zip(pages, lines[depth + 1 :], strict=False):
        torn.append((page + header if page else "") + line)
    whole = tables("支出表\n\n" + "\n".join(lines))
    assert [rows(t) for t in tables("支出表\n\n" + "\n".join(torn))] == [rows(t) for t in whole]


@pytest.mark.parametrize(
    "printed",
    [
        "\t2022年收入预算30.00万元，比上年增加10.00万元。\n\t主要原因是人员增加，经费也随之增加。\n",
        "\t一、收入情况\n\t二、支出情况\n",
        "一、\t主要职责\n二、\t机构设置\n1.\t负责医疗救助工作，全年3次。\n",
        "•\t负责医疗救助\n•\t负责基金监管\n",
    ],
)
def test_indented_sentences_and_bullets_are_no_table(printed):
    assert tables(printed) == []


def test_an_indented_sentence_before_a_table_is_not_its_first_row():
    (table,) = tables(
        "\t本年支出情况如下表，单位均为万元，数据来自决算。\n项目\t预算数\n办公费\t3.00\n"
    )
    assert rows(table) == [(("办公费",), {"预算数": "3.00"})]


CODED = "科目编码⇥科目名称⇥金额\n"
ABOVE = "301⇥工资福利支出⇥5.00\n30101⇥基本工资⇥3.00\n"
BELOW = "30102⇥津贴补贴⇥2.00\n302⇥商品和服务支出⇥4.00\n"


@pytest.mark.parametrize("header", ["", CODED])
@pytest.mark.parametrize("page", ["\n", "\n12\n\n\n", "12\n", "\n\n- 12 -\n"])
def test_a_table_goes_on_over_the_page(page, header):
    (table,) = tables(f"六、基本支出预算表\n\n{CODED}{ABOVE}{page}{header}{BELOW}")
    assert table.title.text == "六、基本支出预算表"
    assert [label[0] for label, _ in rows(table)] == ["301", "30101", "30102", "302"]


def test_rows_of_labels_alone_go_on_over_the_page():
    (table,) = tables(
        "收支总表\n\n收入⇥⇥支出⇥\n项目⇥金额⇥项目⇥金额\n其他收入⇥9.00⇥教育支出⇥9.00\n\n3\n\n"
        "年初结转和结余⇥⇥年末结转和结余⇥\n总计⇥9.00⇥总计⇥9.00\n"
    )
    assert len(table.rows) == 6


def test_another_header_after_the_page_begins_a_table_without_a_title():
    first, second = tables(
        f"六、基本支出预算表\n\n{CODED}{ABOVE}\n12\n\n项目名称⇥实施单位⇥预算数\n甲项目⇥乙中心⇥3.00\n"
    )
    assert (first.title.text, second.title.text) == ("六、基本支出预算表", "")
    assert rows(second) == [(("甲项目", "乙中心"), {"预算数": "3.00"})]


def test_rows_of_another_width_are_no_part_of_the_table():
    first, second = tables(
        f"六、基本支出预算表\n\n{CODED}{ABOVE}\n12\n\n甲⇥1.00⇥2.00⇥3.00\n乙⇥1.00⇥2.00⇥3.00\n"
    )
    assert (len(first.rows), second.title.text) == (2, "")


def test_a_form_printed_again_is_another_table():
    form = "项目绩效目标表⇥⇥⇥\n（2023年度）⇥⇥⇥\n项目名称⇥{}⇥实施单位⇥乙中心\n\n\n"
    first, second = tables(form.format("甲项目") + form.format("丙项目"))
    assert [r[1]["项目名称"] for t in (first, second) for r in rows(t)] == ["甲项目", "丙项目"]
    assert second.title.text == "项目绩效目标表"


@pytest.mark.parametrize("title", ["支出预算表（续）", "支出预算表"])
def test_a_title_printed_again_on_the_next_page_begins_no_table(title):
    (table,) = tables(
        f"支出预算表\n单位：元\n\n{CODED}{ABOVE}\n12\n\n{title}\n单位：元\n\n{CODED}{BELOW}\n"
    )
    assert (table.title.text, len(table.rows)) == ("支出预算表", 4)


def test_the_same_table_of_another_unit_is_another_table():
    first, second = tables(
        f"支出预算表\n单位：元\n\n{CODED}{ABOVE}\n12\n\n支出预算表\n单位：元\n\n{CODED}{ABOVE}\n"
    )
    assert (len(first.rows), len(second.rows)) == (2, 2)


def test_a_title_in_the_grid_after_blank_lines_begins_a_table():
    first, second = tables(
        f"支出预算表⇥⇥\n{CODED}{ABOVE}\n\n收入预算表⇥⇥\n项目⇥预算数⇥决算数\n其他收入⇥3.00⇥2.00\n"
    )
    assert [t.title.text for t in (first, second)] == ["支出预算表", "收入预算表"]


def test_a_table_is_not_joined_over_a_sentence():
    first, second = tables(
        f"支出预算表\n\n{CODED}{ABOVE}\n下面是续表的说明，与上表无关。\n支出预算表\n\n{CODED}{BELOW}\n"
    )
    assert (len(first.rows), len(second.rows)) == (2, 2)
