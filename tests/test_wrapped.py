"""Tables in text without a grid: forms, money tables, what is certain and what is not."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wrapping import Style, print_table

from mingzhang import packs
from mingzhang.model import Table, Text
from mingzhang.read import wrapped

WORDS = packs.words()["wrapped"]
GOLD = Path(__file__).parent / "data" / "wrapped_forms.json"
STYLES = [
    Style(),
    Style(blank_lines=False),
    Style(label_width=16, number_width=12),
    Style(label_width=14, number_width=12, blank_lines=False, page_rows=7),
    Style(label_width=20, page_rows=8, repeat_header=True),
    Style(label_width=40, number_width=20, centred=False),
]


def lines(text: str) -> list[Text]:
    return [Text.of(line, number) for number, line in enumerate(text.split("\n"), 1)]


def found(text: str) -> list[tuple[int, int, Table]]:
    return wrapped.find(lines(text), WORDS)


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def last(path: str) -> str:
    """The last word of a column path; a slash in brackets, as in 执行率（B/A）, parts nothing."""
    return re.split(r"/(?![^（(]*[）)])", bare(path))[-1]


def cells(table: Table) -> list[tuple[tuple[str, ...], dict[str, str], str]]:
    """Rows as (label, printed cells that are not blank by last header word, doubt)."""
    return [
        (
            tuple(bare(t.text) for t in row.label),
            {last(k): bare(v.text) for k, v in row.cells.items() if v.text},
            row.doubt,
        )
        for row in table.rows
    ]


# --- performance forms

FORM = """2021 年度桥梁养护项目绩效自评表

单位名称：某县交通局 填报日期：2022 年 3 月 1 日

项目名称 桥梁养护

主管部门 某县交通局 项目实施单位
某县公路

中心

预算执行情况

（万元）

（20 分）

预算数（A） 执行数（B） 执行率（B/A）
得分

（20 分*执行率）

年度财政

资金总额
120 90 75% 15

年度

绩效

目标 1

（80

分）

一级

指标
二级指标 三级指标

年初目标值

（A）

实际完成值

（B）
得分

产出

指标

数量指标 养护桥梁座数 ≥12 座 12 座 20

质量指标

养护工程一次验收的合

格率
≥95% 97% 20

效益

指标

社会效益

过桥车辆通行速度 明显提高 明显提高

20养护路段的沿线居民

出行
有效改善 有效改善
 满意

度指

标

服务对象

满意度

受访群众满意度 ≥90% 93% 20

总分 95

备注：

1.预算数包括结转。

第三部分 名词解释
"""


def test_a_form_is_one_table_from_its_title_to_its_notes():
    ((first, end, table),) = found(FORM)
    assert bare(table.title.text) == "2021年度桥梁养护项目绩效自评表"
    assert first == 0
    assert FORM.split("\n")[end - 1].startswith("1.预算数")
    assert [bare(n.text) for n in table.notes] == ["备注：", "1.预算数包括结转。"]


def test_wrapped_header_words_and_labels_are_joined():
    rows = {label[-1]: (label, row) for label, row, _ in cells(found(FORM)[0][2])}
    label, row = rows["年度财政资金总额"]
    assert label == ("预算执行情况（万元）（20分）", "年度财政资金总额")
    assert row == {
        "预算数（A）": "120",
        "执行数（B）": "90",
        "执行率（B/A）": "75%",
        "得分（20分*执行率）": "15",
    }
    assert rows["项目实施单位"][1] == {"项目实施单位": "某县公路中心"}


def test_indicator_rows_have_levels_name_and_values():
    rows = {label[-1]: (label, row) for label, row, _ in cells(found(FORM)[0][2])}
    label, row = rows["养护工程一次验收的合格率"]
    assert label == ("年度绩效目标1（80分）", "产出指标", "质量指标", "养护工程一次验收的合格率")
    assert row == {"年初目标值（A）": "≥95%", "实际完成值（B）": "97%", "得分": "20"}
    label, row = rows["受访群众满意度"]
    assert label[1:3] == ("满意度指标", "服务对象满意度")
    assert row["得分"] == "20"
    assert rows["总分"][1] == {"得分": "95"}


def test_a_score_between_two_rows_goes_to_the_first_and_the_second_says_so():
    rows = {label[-1]: (row, doubt) for label, row, doubt in cells(found(FORM)[0][2])}
    assert rows["过桥车辆通行速度"] == (
        {"年初目标值（A）": "明显提高", "实际完成值（B）": "明显提高", "得分": "20"},
        "",
    )
    row, doubt = rows["养护路段的沿线居民出行"]
    assert "得分" not in row
    assert "合并单元格" in doubt


def test_a_row_torn_by_a_page_break_is_put_together():
    text = FORM.replace(
        "数量指标 养护桥梁座数 ≥12 座 12 座 20\n",
        "数量指标 养护桥梁座数 ≥12 座 12 座 10\n\n成本指标 单座养护成本 ≤4 万元 4 万元 10\n",
    ).replace(
        "效益\n\n指标\n\n社会效益\n\n过桥车辆通行速度 明显提高 明显提高\n",
        "效益 社会效益 过桥车辆通行速度 明显提高 明显提高 20\n"
        " 指标 指标 桥面排水不畅投诉次数减少程\n\n度\n有效改善 有效改善\n",
    )
    rows = {label[-1]: (label, row) for label, row, _ in cells(found(text)[0][2])}
    label, row = rows["过桥车辆通行速度"]
    assert label[1:3] == ("效益指标", "社会效益指标")
    assert row["得分"] == "20"
    assert rows["桥面排水不畅投诉次数减少程度"][1]["实际完成值（B）"] == "有效改善"


def test_groups_of_the_header_put_columns_in_order():
    text = """项目支出绩效目标表

（2022 年度） 单位：万元

项目名称 道路照明

项目资金（万元）

资金总额： 88

其中：财政拨款 80

其他资金 8

年度绩效目标表

目标名称 一级指标 二级指标
三级

指标

指标值 指标值

确定依

据
前年 上年

预计当

年实现

年度绩效

目标
产出指标
数量指标

路灯更

换盏数

≥3000

盏

≥3100

盏

3200 盏
计划数

据
"""
    table = found(text)[0][2]
    assert table.unit == "万元"
    rows = {label[-1]: row for label, row, _ in cells(table)}
    assert rows["资金总额："] == {"资金总额": "88"}
    assert rows["路灯更换盏数"] == {
        "前年": "≥3000盏",
        "上年": "≥3100盏",
        "预计当年实现": "3200盏",
        "指标值确定依据": "计划数据",
    }


def test_running_text_about_forms_is_no_table():
    text = """三、绩效自评表

四、部门决算公开表

2021 年度项目绩效自评得分为 95 分，其中产出指标 40 分，效益指标 35 分，满意度指标 20 分。

本年度预算数 120 万元，执行数 90 万元，执行率 75%。
"""
    assert found(text) == []


# --- money tables

SPENDING = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]


def test_blank_cells_that_vanished_are_found_by_the_sums():
    rows = [
        ["", "合计", "100.00", "70.00", "30.00"],
        ["201", "一般公共服务支出", "80.00", "70.00", "10.00"],
        ["20103", "政府办公厅事务", "80.00", "70.00", "10.00"],
        ["2010301", "行政运行", "70.00", "70.00", ""],
        ["2010302", "一般行政管理事务", "10.00", "", "10.00"],
        ["212", "城乡社区支出", "20.00", "", "20.00"],
    ]
    ((_, _, table),) = found(print_table("部门支出总表", "万元", SPENDING, 2, rows, Style()))
    read = {label[0]: (row, doubt) for label, row, doubt in cells(table)}
    assert read["2010301"] == ({"合计": "70.00", "基本支出": "70.00"}, "")
    assert read["2010302"] == ({"合计": "10.00", "项目支出": "10.00"}, "")
    assert read["212"] == ({"合计": "20.00", "项目支出": "20.00"}, "")
    assert table.unit == "万元"


def test_where_several_placements_hold_the_row_says_so():
    rows = [
        ["", "合计", "50.00", "50.00", ""],
        ["201", "一般公共服务支出", "50.00", "50.00", ""],
    ]
    ((_, _, table),) = found(print_table("部门支出总表", "万元", SPENDING, 2, rows, Style()))
    assert all("多种排法" in doubt for _, _, doubt in cells(table))


def test_two_sides_of_a_line_are_two_rows():
    paths = [
        "收入/项目",
        "收入/预算数",
        "支出/项目",
        "支出/合计",
        "支出/一般公共预算",
        "支出/政府性基金预算",
    ]
    rows = [
        ["一、一般公共预算拨款收入", "60.00", "一、一般公共服务支出", "45.00", "45.00", ""],
        ["二、政府性基金预算拨款收入", "9.00", "二、城乡社区支出", "24.00", "15.00", "9.00"],
        ["三、事业收入", "", "三、住房保障支出", "", "", ""],
        ["收入总计", "69.00", "支出总计", "69.00", "60.00", "9.00"],
    ]
    for style in STYLES:
        ((_, _, table),) = found(print_table("财政拨款收支总表", "万元", paths, 1, rows, style))
        read = {label[:2]: row for label, row, _ in cells(table)}
        assert read["收入", "二、政府性基金预算拨款收入"] == {"预算数": "9.00"}
        assert read["支出", "二、城乡社区支出"] == {
            "合计": "24.00",
            "一般公共预算": "15.00",
            "政府性基金预算": "9.00",
        }
        assert read["收入", "三、事业收入"] == {}
        assert read["支出", "支出总计"]["政府性基金预算"] == "9.00"


def test_row_numbers_and_column_numbers_are_no_amounts():
    text = """支出决算表
单位：元
项目 行次 本年支出合计 基本支出 项目支出
栏次 1 2 3
一、一般公共服务支出 1 1,250.00 1,000.00 250.00
二、外交支出 2
本年支出合计 3 1,250.00 1,000.00 250.00
"""
    read = {label[-1]: row for label, row, _ in cells(found(text)[0][2])}
    assert read["一、一般公共服务支出"] == {
        "本年支出合计": "1,250.00",
        "基本支出": "1,000.00",
        "项目支出": "250.00",
    }
    assert read["二、外交支出"] == {}


def test_a_code_printed_in_parts_is_one_code():
    text = """部门支出预算总表
单位：元
项目 支出预算
功能分类科目编码
功能分类科目名称 合计 基本支出 项目支出
类 款 项
208 社会保障和就业支出 1,500 900 600
208 05 行政事业单位养老支出 900 900
208 05 05 机关事业单位基本养老保险缴费支出 900 900
208 08 抚恤 600 600
208 08 01 死亡抚恤 600 600
合计 1,500 900 600
"""
    read = {label[0]: (row, doubt) for label, row, doubt in cells(found(text)[0][2])}
    assert read["2080801"] == ({"合计": "600", "项目支出": "600"}, "")
    assert read["20805"] == ({"合计": "900", "基本支出": "900"}, "")
    assert read["合计"][0] == {"合计": "1,500", "基本支出": "900", "项目支出": "600"}


def test_a_statement_without_rows_is_a_table_with_its_note():
    text = """政府性基金预算支出表
单位：万元
科目编码 科目名称 合计 基本支出 项目支出
注：本单位没有政府性基金预算，本表为空。
"""
    ((_, _, table),) = found(text)
    assert table.rows == ()
    assert bare(table.notes[0].text).startswith("注：")


def test_a_contents_list_is_no_table():
    assert found("目录\n一、收支总表\n二、收入总表\n三、支出总表\n四、一般公共预算支出表\n") == []


@st.composite
def spending(draw) -> list[list[str]]:
    """A table of spending by code that adds up: total, classes, items; some columns blank."""
    rows, whole = [], [0, 0]
    for index in range(draw(st.integers(1, 3))):
        items, both = [], [0, 0]
        for item in range(draw(st.integers(1, 4))):
            kind = draw(st.sampled_from(["basic", "project", "both"]))
            amounts = [draw(st.integers(1, 9_999_999)) for _ in range(2)]
            amounts = [
                a if kind in (k, "both") else 0
                for a, k in zip(amounts, ("basic", "project"), strict=True)
            ]
            both = [x + y for x, y in zip(both, amounts, strict=True)]
            items.append(
                [
                    f"{201 + index}010{item + 1}",
                    "甲乙丙丁戊己庚辛壬癸子丑寅卯"[: 4 + 3 * item] + "事务",
                    *amounts,
                ]
            )
        rows += [[f"{201 + index}", f"第{'一二三'[index]}类支出", *both], *items]
        whole = [x + y for x, y in zip(whole, both, strict=True)]
    rows.insert(0, ["", "合计", *whole])
    return [
        [code, name, *(f"{a / 100:.2f}" if a else "" for a in (b + p, b, p))]
        for code, name, b, p in rows
    ]


@settings(max_examples=60, deadline=None)
@given(rows=spending(), style=st.sampled_from(STYLES))
def test_a_cell_that_is_not_doubted_is_right(rows, style):
    """Whatever the sums leave open, no number is silently put under the wrong head."""
    ((_, _, table),) = found(print_table("部门支出总表", "万元", SPENDING, 2, rows, style))
    read = {label[0]: (row, doubt) for label, row, doubt in cells(table)}
    assert len(read) == len(rows)
    for code, name, *amounts in rows:
        row, doubt = read[code or name]
        truth = {c: a for c, a in zip(SPENDING[2:], amounts, strict=True) if a}
        assert sorted(row.values()) == sorted(truth.values())
        assert doubt or row == truth


# --- real documents


@pytest.mark.shared
@pytest.mark.parametrize("name", sorted(json.loads(GOLD.read_text(encoding="utf-8"))))
def test_forms_of_real_documents(shared, name):
    """Every figure of every form, under its row and column; every digit of a range is kept."""
    text = (shared / "corpus" / "text" / f"{name}.txt").read_text(encoding="utf-8")
    tables = found(text)
    gold = json.loads(GOLD.read_text(encoding="utf-8"))[name]
    assert [[first + 1, end] for first, end, _ in tables] == [form["lines"] for form in gold]
    for (_, _, table), form in zip(tables, gold, strict=True):
        read = Counter(
            (label[-1], column, text)
            for label, row, _ in cells(table)
            for column, text in row.items()
        )
        wanted = Counter(
            (name, column, text) for name, row in form["rows"] for column, text in row.items()
        )
        assert not wanted - read


@pytest.mark.shared
@pytest.mark.parametrize("name", sorted(json.loads(GOLD.read_text(encoding="utf-8"))))
def test_every_digit_of_a_range_is_in_the_table(shared, name):
    text = (shared / "corpus" / "text" / f"{name}.txt").read_text(encoding="utf-8")
    printed = text.split("\n")
    for first, end, table in found(text):
        kept = set()
        texts = [table.title, *table.headers, *table.notes, *table.furniture]
        texts += [t for row in table.rows for t in (*row.label, *row.cells.values())]
        for piece in texts:
            kept |= {tuple(piece.at(n)[:2]) for n in range(len(piece.text))}
        lost = [
            (number + 1, hit.start())
            for number in range(first, end)
            for hit in re.finditer(r"\d", printed[number])
            if (number + 1, hit.start()) not in kept
        ]
        assert lost == []
