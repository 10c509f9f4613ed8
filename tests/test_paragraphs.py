"""Lines to paragraphs 行到段落: wrapped lines joined, headings kept apart, page numbers aside."""

from mingzhang.model import Text
from mingzhang.read.paragraphs import FURNITURE, page_width, paragraphs, running


def read(printed: str):
    lines = [Text.of(line, number) for number, line in enumerate(printed.split("\n"), 1)]
    return [(p.level, p.text.text) for p in paragraphs(lines, page_width(lines))]


WRAPPED = """一、收入决算情况说明

本年度收入合计 300.00 万元，与上年度相比增加了一百万元整

增长 50.0%。主要原因是人员增加。其中：财政拨款收入二百万

元，占本年收入 66.7%；其他收入 100.00 万元，占本年收入的

33.3%。

（一）财政拨款收入决算情况

财政拨款收入二百万元，主要用于人员工资和日常公用开支以及

办公设备购置，比上年增加一百万元。其中人员工资一百五十万元，

日常公用开支三十万元，办公设备购置二十万元，均按照年初批复

的预算执行，没有超出预算，也没有调整；年末没有结转和结余的

资金。

1.人员经费。

2.公用经费。"""


def test_wrapped_lines_are_joined_and_blank_lines_mean_nothing():
    read_back = read(WRAPPED)
    assert [level for level, _ in read_back] == [2, 0, 3, 0, 0, 0]
    assert read_back[1][1].endswith("占本年收入的33.3%。")
    assert "增加了一百万元整增长 50.0%" in read_back[1][1]
    assert read_back[3][1].endswith("年末没有结转和结余的资金。")
    assert read_back[4][1] == "1.人员经费。"


def test_a_joined_text_still_knows_its_lines():
    lines = [Text.of(line, number) for number, line in enumerate(WRAPPED.split("\n"), 1)]
    paragraph = paragraphs(lines, page_width(lines))[1]
    assert paragraph.text.at(paragraph.text.text.index("33.3%")).line == 9


def test_a_page_number_is_furniture_and_does_not_break_a_sentence():
    long = (
        "机关运行经费支出用于办公费、印刷费、水电费、差旅费、会议费、培训费、维修费以及其他日常开支"
    )
    assert read(f"{long}\n\n- 12 -\n\n共 30.00 万元。") == [
        (FURNITURE, "- 12 -"),
        (0, f"{long}共 30.00 万元。"),
    ]


def test_headings_have_levels():
    printed = "# 第一部分 概况\n## 一、职责\n第二部分 预算表\n一、收支总表\n（一）机构\n1. 编制"
    assert [level for level, _ in read(printed)] == [1, 2, 1, 2, 3, 4]
    assert read(printed)[0] == (1, "第一部分 概况")


def test_a_line_that_starts_with_an_amount_starts_no_paragraph():
    long = (
        "本年度一般公共预算财政拨款支出用于保障机构正常运转以及完成各项日常工作任务，全年共计支出"
    )
    assert read(f"{long}\n8.50万元。") == [(0, f"{long}8.50万元。")]


def test_a_line_beside_every_page_break_is_a_running_head():
    page = "甲局部门预算\n\n本页说明收入支出情况{}。\n\n- {} -\n\n"
    printed = "".join(page.format(n, n) for n in range(1, 5))
    lines = [Text.of(line, number) for number, line in enumerate(printed.split("\n"), 1)]
    heads = frozenset(lines[at].line for at in running(lines))
    told = paragraphs(lines, page_width(lines), heads)
    assert [p.text.text for p in told if p.level == 0][1:] == [
        f"本页说明收入支出情况{n}。" for n in range(1, 5)
    ]
    assert sum(p.level == FURNITURE for p in told) == 7


def test_lines_of_a_form_each_stand_alone():
    printed = (
        "申报项目名称：城乡医疗救助补助资金\n编报单位（印章）：甲县医疗保障局机关\n编报时间：1月"
    )
    assert [text for _, text in read(printed)] == printed.split("\n")


def test_a_heading_that_almost_fills_its_line_is_not_joined_to_the_text():
    printed = WRAPPED.replace(
        "（一）财政拨款收入决算情况\n", "（一）一般公共预算财政拨款收入支出决算情况的说明\n"
    )
    assert (3, "（一）一般公共预算财政拨款收入支出决算情况的说明") in read(printed)


def test_the_rest_of_a_long_heading_is_joined_to_it():
    printed = WRAPPED.replace(
        "（一）财政拨款收入决算情况\n",
        "（一）一般公共预算财政拨款收入支出决算情况和项目\n\n绩效说明\n",
    )
    assert (3, "（一）一般公共预算财政拨款收入支出决算情况和项目绩效说明") in read(printed)


def test_a_heading_alone_with_its_text_is_not_joined_to_it():
    printed = "四、财政拨款“三公”经费支出决算情况说明\n\n2022年度经费支出决算为5.93万元。"
    assert [level for level, _ in read(printed)] == [2, 0]
