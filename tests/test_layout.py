"""表样：只写字，合并、补行、编号、逐科目展开。"""

import pytest

from mingzhang import layout
from mingzhang.layout import Slot, Unfit

CONTEXT = {"department": "某县医疗保障局", "year": "2024"}
SUBJECTS = [
    {"code": "210", "name": "卫生健康支出", "function": "210"},
    {"code": "21013", "name": "医疗救助", "function": "21013"},
]


def rows(item, context):
    return SUBJECTS if item["each"] == "function" else []


def drawn(table, give=rows):
    draft = layout.draft("t", {"title": "表", **table}, give, CONTEXT)
    grid = [[""] * len(draft.sheet.widths) for _ in range(draft.sheet.rows)]
    for cell in draft.sheet.cells:
        slot = (cell.row, cell.column) in draft.slots
        grid[cell.row][cell.column] = "#" if slot else cell.text
    return draft, [" ".join(row).rstrip() for row in grid]


def test_each_subject_is_a_row_with_places_for_its_figures():
    table = {
        "header": [["科目编码", "科目名称", "合计"]],
        "labels": 2,
        "rows": [{"labels": ["合计"]}, {"each": "function", "labels": ["{code}", "{name}"]}],
    }
    draft, grid = drawn(table)
    assert grid[1:] == [" 合计 #", "210 卫生健康支出 #", "21013 医疗救助 #"]
    assert draft.slots[1, 2] == Slot()
    assert draft.slots[3, 2] == Slot(function="21013", made=True)
    assert [c.depth for c in draft.sheet.cells if c.text == "医疗救助"] == [1]


def test_two_panels_are_padded_where_they_say_and_numbered_one_after_the_other():
    table = {
        "header": [["项目", "行次", "金额", "项目", "行次", "金额"]],
        "ordinals": [1, 4],
        "panel": [
            {"columns": [0, 3], "rows": ["一、甲", {"fill": True}, "总计"]},
            {"columns": [3, 3], "rows": ["一、乙", "二、丙", "三、丁", "总计"]},
        ],
    }
    _, grid = drawn(table)
    assert grid[1:] == [
        "一、甲 1 # 一、乙 5 #",
        " 2  二、丙 6 #",
        " 3  三、丁 7 #",
        "总计 4 # 总计 8 #",
    ]


def test_what_is_no_figure_may_stand_where_figures_do():
    table = {
        "header": [["项目", "金额"]],
        "right": [1],
        "rows": [{"cells": ["批次", "3"]}, {"cells": ["总计", "#"]}],
    }
    draft, _ = drawn(table)
    cells = {cell.text or cell.role: cell for cell in draft.sheet.cells}
    assert [cells[t].align for t in ("批次", "3", "figure")] == ["left", "right", "right"]
    assert cells["3"].role == "text"


def test_merged_cells_are_one():
    table = {"header": [["项目", "收入", "<"], ["^", "小计", "其中"]], "rows": []}
    draft, _ = drawn(table)
    spans = {c.text: (c.rows, c.columns) for c in draft.sheet.cells}
    assert spans == {"项目": (2, 1), "收入": (1, 2), "小计": (1, 1), "其中": (1, 1)}


def test_a_text_may_look_like_a_mark():
    """The sign of an indicator is "<"; it joins nothing."""
    signs = [{"name": "误差率", "sign": "<"}, {"name": "编号", "sign": "#"}]
    item = {"each": "register.indicators", "cells": ["{name}", "{sign}", "#"]}
    table = {"header": [["指标", "性质", "值"]], "rows": [item]}
    draft, grid = drawn(table, lambda item, context: signs)
    assert grid == ["指标 性质 值", "误差率 < #", "编号 # #"]
    assert set(draft.slots) == {(1, 2), (2, 2)}


def test_a_table_with_nothing_in_it_is_printed_empty_with_its_note():
    table = {
        "header": [["科目编码", "合计"]],
        "rows": [{"each": "unit", "labels": ["{code}"], "total": ["合计"]}],
        "empty_rows": 1,
        "empty_notes": ["注：{department}{year}年没有这项支出。"],
    }
    draft, grid = drawn(table)
    assert grid == ["科目编码 合计", ""]
    assert draft.sheet.notes == ("注：某县医疗保障局2024年没有这项支出。",)


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({"header": [["<", "合计"]]}, "没有可合并的格"),
        ({"header": [["项目", "合计"], ["项目"]]}, "有 1 栏，应有 2 栏"),
        ({"header": [["项目"]], "rows": [{"cells": ["{nobody}"]}]}, "「nobody」没有给出"),
    ],
)
def test_a_grid_that_does_not_fit_is_refused(table, sentence):
    with pytest.raises(Unfit, match=sentence):
        drawn({"rows": [], **table})


def test_a_layout_stands_on_the_one_it_extends():
    packs = {
        "base": {
            "id": "base",
            "kind": "budget",
            "usual": {"zero": ""},
            "table": {"a": {"title": "甲"}},
        },
        "own": {
            "id": "own",
            "extends": "base",
            "usual": {"zero": "0.00"},
            "table": {"a": {"unit": "元"}},
        },
    }
    own = layout.load("own", packs.__getitem__)
    assert own.kind == "budget"
    assert own.table("a") == {"zero": "0.00", "title": "甲", "unit": "元"}
    with pytest.raises(Unfit, match="没有表「b」"):
        own.table("b")
    packs["base"]["extends"] = "own"
    with pytest.raises(Unfit, match="引用了自己"):
        layout.load("own", packs.__getitem__)


def test_a_layout_says_other_words_for_those_it_extends():
    base = {
        "table": {
            "t": {"panel": {"a": {"columns": [0, 2], "rows": ["总计"]}, "b": {"columns": [2, 2]}}}
        }
    }
    own = {"extends": "base", "table": {"t": {"panel": {"b": {"rows": ["总计", "合计"]}}}}}
    own["table"]["t"]["instead"] = {"总计": "总额"}
    made = layout.load("own", {"base": base, "own": own}.get).table("t")
    assert made["panel"] == [
        {"columns": [0, 2], "rows": ["总额"]},
        {"columns": [2, 2], "rows": ["总额", "合计"]},
    ]
