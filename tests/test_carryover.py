"""Carry-over: years, levels, classes and projects that belong to another document."""

import pytest
from pages import document, findings, grid

from mingzhang import carryover

BUDGET = ("某某县民政局2022年部门预算", "一、2022年部门预算收支说明")
FINAL = ("某某县民政局2022年度部门决算", "一、2022年度部门决算情况说明")


def found(*items):
    return findings(document(*items), carryover)


def test_a_title_of_another_year():
    (one,) = found(*BUDGET, "二、2021年重点项目绩效目标申报表")["structure.title-year"]
    assert (one.places[0].place.line, one.places[0].printed, one.expected) == (3, "2021", "2022")


@pytest.mark.parametrize(
    "title",
    [
        "二、2021年部门预算执行情况",
        "二、2021年工作总结",
        "二、2022年与2021年部门预算对比",
        "二、2022年项目绩效目标表",
    ],
)
def test_titles_that_may_name_another_year(title):
    assert found(*BUDGET, title) == {}


def test_two_years_in_equal_number_are_a_doubt_and_no_error():
    assert found(*BUDGET, "二、2021年部门预算表", "三、2021年项目绩效目标表") == {}


def test_the_scope_of_another_year():
    said = "某某县民政局为县政府工作部门，纳入2021年部门预算编制范围的预算单位包括本级1个单位。"
    (one,) = found(*BUDGET, said)["structure.scope-year"]
    assert one.places[0].place.line == 3
    assert found(*BUDGET, said.replace("2021", "2022")) == {}


def test_comparisons_with_last_year_are_right():
    said = "2022年部门收支总预算10.00万元。比2021年预算增加2.00万元，2021年部门预算执行8.00万元。"
    assert found(*BUDGET, said) == {}


@pytest.mark.parametrize(
    ("lines", "year", "right"),
    [
        (BUDGET, 2021, True),
        (BUDGET, 2020, True),
        (BUDGET, 2022, False),
        (FINAL, 2022, True),
        (FINAL, 2021, False),
    ],
)
def test_the_date_of_the_assets(lines, year, right):
    said = f"截至{year}年12月31日，部门共有车辆1辆。"
    assert ("structure.asof-year" in found(*lines, said)) is not right


@pytest.mark.parametrize(("year", "right"), [(2020, False), (2022, True), (2023, True)])
def test_the_notice_of_the_work(year, right):
    said = f"根据《某某县财政局关于开展{year}年预算资金绩效自评的通知》要求，组织开展了自评工作。"
    assert ("structure.notice-year" in found(*FINAL, said)) is not right


def test_the_glossary_of_another_level():
    terms = (
        "第五部分 名词解释",
        "（一）拨款：指省级财政当年拨付的资金。",
        "（二）指省直部门的支出。",
    )
    (one,) = found(*FINAL, *terms)["structure.level"]
    assert [p.place.line for p in one.places] == [4, 5]


@pytest.mark.parametrize("level", ["县", "本"])
def test_the_glossary_of_the_own_level(level):
    said = f"（一）财政拨款收入：指{level}级财政当年拨付的资金。"
    assert found(*FINAL, "第五部分 名词解释", said) == {}


def test_outside_the_glossary_another_level_is_a_source_of_money():
    assert found(*FINAL, "其中，由省级财政当年拨付的资金为2.00万元，用于救助。") == {}


CODES = grid(
    "支出决算表", "编码⇥科目⇥合计", "208⇥社会保障和就业支出⇥3.00", "20801⇥管理事务⇥2.00",
    "2080101⇥行政运行⇥2.00", "20805⇥养老支出⇥1.00", "2080501⇥行政单位离退休⇥1.00", labels=2,
)  # fmt: skip


def test_a_class_that_the_tables_lack():
    result = found(*FINAL, CODES, "1.国防支出（类）2.00万元，占100%。")
    assert len(result["structure.class"]) == 1
    assert found(*FINAL, CODES, "1.社会保障和就业支出（类）2.00万元，占100%。") == {}


def test_a_class_under_its_old_name():
    result = found(*FINAL, "1.医疗卫生与计划生育支出（类）3.00万元，占50%。")
    assert result["structure.class-old"][0].expected == "卫生健康"


def test_without_codes_no_class_is_doubted():
    assert found(*FINAL, "1.国防支出（类）2.00万元，占100%。") == {}


def form(project, *indicators):
    name = grid(f"2022年度{project}项目绩效自评表", f"项目名称⇥{project}", form=True)
    rows = grid("绩效指标", "指标⇥分值", *(f"{i}⇥10" for i in indicators))
    return name, rows


def test_words_of_another_project_in_a_report():
    one, rows = form("退役军人慰问资金", "退役军人慰问覆盖人数", "退役军人家庭满意程度")
    other, others = form("困难儿童救助资金", "困难儿童救助覆盖人数", "困难儿童家庭满意程度")
    report = "2022年度困难儿童救助资金项目绩效评价报告"
    joined = [_joined(one, rows), _joined(other, others)]
    wrong = found(*FINAL, report, "服务对象满意，退役军人家庭满意程度为95%，达到目标。", *joined)
    right = found(*FINAL, report, "服务对象满意，困难儿童家庭满意程度为95%，达到目标。", *joined)
    assert len(wrong["structure.project-text"]) == 1
    assert right == {}


def _joined(name, rows):
    """A form as one table: its name in the first row, its indicators below."""
    value = name.lines[0].split("\t")[1]
    lines = ("指标⇥项目名称⇥分值", f"⇥{value}⇥", *(r.replace("\t", "⇥⇥") for r in rows.lines[1:]))
    return grid(name.title, *lines)


def test_goals_copied_from_year_to_year():
    goal = (
        "落实各项保障政策，推进参保扩面，做好待遇支付、基金监管和服务窗口建设，群众满意度持续提高"
    )
    same = grid("整体绩效自评表", "财年⇥目标", f"2021⇥{goal}", f"2022⇥{goal}", f"2023⇥{goal}，并")
    (one,) = found(same)["structure.years-copied"]
    assert [p.place.line for p in one.places] == [4]
    assert found(grid("整体绩效自评表", "财年⇥目标", f"2021⇥{goal}", "2022⇥---", "2023⇥---")) == {}


def test_a_table_lists_a_class_under_its_old_name():
    row = grid(
        "2022年收支总表", "项目⇥预算数", "一、教育支出⇥1.00", "二、医疗卫生与计划生育支出⇥1.00"
    )
    (one,) = found(*BUDGET, row)["structure.class-old"]
    assert (one.expected, one.places[0].place.row) == ("卫生健康", "二、医疗卫生与计划生育支出")
    coded = grid(
        "2022年支出表", "科目编码⇥科目名称⇥合计", "210⇥医疗卫生与计划生育支出⇥1.00", labels=2
    )
    assert found(*BUDGET, coded) == {}  # the code of a subject is another rule's


def test_no_class_is_foreign_to_a_form_that_is_not_filled_in():
    codes = (
        "205⇥教育支出⇥",
        "20502⇥普通教育⇥",
        "2050205⇥高等教育⇥",
        "2050202⇥小学教育⇥",
        "20799⇥其他⇥",
    )
    blank = grid("2022年支出表", "科目编码⇥科目名称⇥合计", *codes, labels=2)
    assert found(*BUDGET, "一般公共服务支出（类）未填。", blank) == {}


def test_a_subject_of_another_level_is_no_class():
    said = "1．住房改革支出（类）住房公积金（项）支出5.00万元。2．住房保障支出（类）5.00万元。"
    result = found(*BUDGET, said)
    (one,) = result.pop("structure.class-level")
    assert "款" in one.message and result == {}
