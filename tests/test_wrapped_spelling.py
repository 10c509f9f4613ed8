"""Headers spelled as a whole, and tables whose headers and rows a page break tears."""

import pytest
from test_wrapped import cells, found

from mingzhang import packs
from mingzhang.model import Text
from mingzhang.read.wrapped_lines import flow
from mingzhang.read.wrapped_spelling import spell
from mingzhang.read.wrapped_statements import MoneyWords

MONEY = MoneyWords.of(packs.words()["wrapped"]["money"])


def spelled(printed: str) -> list[str]:
    stream = flow([Text.of(line, n) for n, line in enumerate(printed.split("\n"), 1)])
    words = spell(stream, 0, len(stream.pieces), MONEY.spelling)
    return [stream.flat[a:b] for _, a, b in words]


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("合计 单位资\n金一般公共预\n算", ["合计", "单位资金", "一般公共预算"]),
        ("合计 事业 收入 其他 收入 单位 资金", ["合计", "事业收入", "其他收入", "单位资金"]),
        ("科目编\n码 科目名\n称 合计", ["科目编码", "科目名称", "合计"]),
        ("本年收入 合计", ["本年收入", "合计"]),
        ("基本支出 小\n计", ["基本支出", "小计"]),
        ("合计 上年结\n转编码 名称", ["合计", "上年结转", "编码", "名称"]),
        ("2022年预算数\n合 计", ["2022年预算数", "合计"]),
        ("附属单位 上缴 收入 结转下年", ["附属单位上缴收入", "结转下年"]),
    ],
)
def test_a_header_is_cut_where_it_is_cheapest(printed, words):
    assert spelled(printed) == words


def test_a_header_is_spelled_as_far_as_the_vocabulary_goes():
    assert spelled("合计 基本支出 天书 项目支出") == ["合计", "基本支出"]
    assert spelled("天书 合计") == []


INCOME = """部门收入总表
编制部门：某县水务局 单位：万元
- 4 -
科目编
码 科目名称 合计
本年收入 上年结转结余
小计 一般公共 预算 政府性 基金预算 事业 收入 小计 一般公共 预算 单位 资金
合计 130.00 120.00 100.00 0.00 20.00 10.00 10.00 0.00
213 农林水支出 130.00 120.00 100.00 0.00 20.00 10.00 10.00 0.00
21303 水利 130.00 120.00 100.00 0.00 20.00 10.00 10.00 0.00
2130301 60.00 60.00 60.00 0.00 0.00 0.00 0.00 0.00
- 5 -
科目编
码 科目名称 合计
本年收入 上年结转结余
小计 一般公共 预算 政府性 基金预算 事业 收入 小计 一般公共 预算 单位 资金
行政运
行
2130305 水利工程建 设 70.00 60.00 40.00 0.00 20.00 10.00 10.00 0.00
"""


def test_a_row_torn_by_the_page_keeps_its_code_its_name_and_its_figures():
    (table,) = [t for _, _, t in found(INCOME)]
    assert table.columns == (
        "合计",
        "本年收入/小计",
        "本年收入/一般公共预算",
        "本年收入/政府性基金预算",
        "本年收入/事业收入",
        "上年结转结余/小计",
        "上年结转结余/一般公共预算",
        "上年结转结余/单位资金",
    )
    rows = cells(table)
    assert [label for label, _, _ in rows][3:] == [
        ("2130301", "行政运行"),
        ("2130305", "水利工程建设"),
    ]
    assert rows[4][1]["事业收入"] == "20.00"
    assert not table.doubt and not any(doubt for _, _, doubt in rows)


def test_words_of_a_group_stay_with_the_group_that_holds_what_follows():
    text = """部门收入总表
单位：万元
预算科目 合计 财政拨款 财政专户核拨 单位资金 上年结转
编码 名称 小计 一般公共预算拨款 政府性基金预算拨款 事业收入 经营收入 其他
合计 50.00 30.00 25.00 5.00 8.00 4.00 3.00 2.00 3.00
213 农林水支出 50.00 30.00 25.00 5.00 8.00 4.00 3.00 2.00 3.00
"""
    (table,) = [t for _, _, t in found(text)]
    assert table.columns[1:4] == (
        "财政拨款/小计",
        "财政拨款/一般公共预算拨款",
        "财政拨款/政府性基金预算拨款",
    )
    assert [c for c in table.columns if c.startswith("单位资金/")] == [
        "单位资金/事业收入",
        "单位资金/经营收入",
        "单位资金/其他",
    ]


@pytest.mark.parametrize(("basic", "doubted"), [("11.00", False), ("91.00", True)])
def test_a_header_whose_sums_fail_in_most_rows_is_doubted(basic, doubted):
    text = f"""部门支出总表
单位：万元
科目编码 科目名称 合计 基本支出 项目支出
合计 31.00 {basic} 20.00
213 农林水支出 31.00 {basic} 20.00
21303 水利 31.00 {basic} 20.00
"""
    (table,) = [t for _, _, t in found(text)]
    assert bool(table.doubt) is doubted


PAGES = """第一部分 概况
1

第二部分 报表
2

政府性基金预算支出表
单位：万元
科目编码 科目名称 合计 基本支出 项目支出
合计
3

三、名词解释
本年收入。
4

"""


def test_the_count_of_pages_is_no_figure():
    (table,) = [t for _, _, t in found(PAGES)]
    assert not any(row.cells.get("合计") and row.cells["合计"].text for row in table.rows)
    alone = PAGES.replace("1\n\n", "\n").replace("2\n\n", "\n").replace("4\n\n", "\n")
    (table,) = [t for _, _, t in found(alone)]
    assert [row.cells["合计"].text for row in table.rows] == ["3"]


def test_a_total_printed_behind_its_figures_takes_them():
    text = """部门支出总表
单位：元
科目编码 科目名称 合计 基本支出 项目支出
213 农林水支出 3,100,000 1,100,000 2,000,000
214 交通运输支出 5,000,000 1,000,000 4,000,000
8,100,000 2,100,000 6,000,000 合计
"""
    (table,) = [t for _, _, t in found(text)]
    assert [(label[-1], row["合计"]) for label, row, _ in cells(table)] == [
        ("农林水支出", "3,100,000"),
        ("交通运输支出", "5,000,000"),
        ("合计", "8,100,000"),
    ]


TARGETS = """水库安全监测经费绩效目标表
单位：某县水务局 单位：万元
项目编码 330000220001 项目名称 水库安全监测经费
预算规模及资金用
途
预算数 12.60 其中：财政 资金 12.60 其他资金
用于水库大坝安全监测设备维护。
绩效目标 1.水库运行安全
一级指标 二级指标 三级指标 绩效指标描述 指标值 指标值确定依据
产出指标
数量指标 监测水库数量 纳入监测的水库座数 ≥32座 工作计划
时效指标 监测完成时间 全年监测任务的完成时限 12月底 前 工作计划
满意度指标 服务对象满意度指 标 群众满意度 库区群众的满意比例 ≥90% 问卷调查
"""


def test_targets_with_a_description_and_the_use_of_the_money():
    (table,) = [t for _, _, t in found(TARGETS)]
    rows = {label[-1]: row for label, row, _ in cells(table)}
    assert rows["预算数"] == {"预算数": "12.60"}
    assert rows["其中：财政资金"] == {"其中：财政资金": "12.60"}
    assert rows["监测水库数量"] == {
        "绩效指标描述": "纳入监测的水库座数",
        "指标值": "≥32座",
        "指标值确定依据": "工作计划",
    }
    assert rows["群众满意度"]["指标值"] == "≥90%"
