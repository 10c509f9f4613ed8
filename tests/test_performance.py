"""Performance forms: what is read out of them, and which rule notices which slip."""

import pytest
from forms import (
    INDICATORS,
    LEVELS,
    NOTE,
    RULES,
    VOCABULARY,
    differing,
    form,
    keys,
    records,
    table,
)

from mingzhang import formula, packs, performance
from mingzhang.model import Outcome, Row, Severity, Table
from mingzhang.performance import scheme, words
from mingzhang.read import read


@pytest.mark.parametrize(
    ("text", "sign", "number", "unit", "kind"),
    [
        ("≥90%", ">=", 90, "%", "percent"),
        ("≧200 人次", ">=", 200, "人次", "number"),
        ("48 次/年", "", 48, "次", "number"),
        ("98%以上", ">=", 98, "%", "percent"),
        ("不少于3次", ">=", 3, "次", "number"),
        ("≤2,141 万元", "<=", 2141, "万元", "number"),
        ("580 元/人、年", "", 580, "元/人", "number"),
        ("100%发放", "", 100, "%", "percent"),
        ("0", "", 0, "", "number"),
    ],
)
def test_a_target_is_sign_number_and_unit(text, sign, number, unit, kind):
    said = words.target(text, VOCABULARY)
    assert (said.sign, said.unit, said.kind) == (sign, unit, kind)
    assert said.exact.lo == said.exact.hi == number


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("6-9个月", "range"),
        ("明显提高", "word"),
        ("—", ""),
        ("", ""),
        ("社平工资95%", "text"),
        ("上半年1492元，下半年2160元", "text"),
        ("2022年12月31日", "text"),
        ("100 98.5", "text"),
    ],
)
def test_what_is_no_single_number_is_not_read_as_one(text, kind):
    said = words.target(text, VOCABULARY)
    assert said.kind == kind
    assert said.exact is None or kind == "range"


def test_a_sentence_of_figures_is_taken_apart():
    found = words.clauses(
        "预计救助 12,000 人次，资助金额 128 万元；回复率 100%、满意率98%", VOCABULARY
    )
    assert [(name, said.text) for name, said in found] == [
        ("救助", "12000人次"),
        ("资助金额", "128万元"),
        ("回复率", "100%"),
        ("满意率", "98%"),
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("参保率", "rate"),
        ("群众满意度", "satisfaction"),
        ("培训人次", "count"),
        ("监管频率", "plain"),
        ("存货周转率", "plain"),
        ("报销比例（%）", "rate"),
        ("网络服务费", "money"),
    ],
)
def test_the_name_of_an_indicator_says_what_it_is(name, kind):
    assert words.name_kind(name, VOCABULARY) == kind


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("年初目标值（A）", "target"),
        ("得分（20分*执行率）", "score"),
        ("执行率（B/A）", "rate"),
        ("批复金额（万元）/总额", "task_total"),
        ("指标值/近两年指标值/2020 年", "year"),
        ("科目名称", ""),
    ],
)
def test_a_header_is_known_by_its_meaning(path, role):
    assert words.role(path, VOCABULARY) == role


def test_the_scoring_rule_is_read_from_the_notes():
    found = scheme.read(NOTE, VOCABULARY)
    assert (found.execution, found.output, found.benefit, found.satisfaction) == (10, 50, 30, 10)
    assert [(int(low), name) for low, name in found.bands] == [
        (90, "优"),
        (80, "良"),
        (60, "中"),
        (0, "差"),
    ]
    report = "预算执行情况 19 分，产出指标 35 分，效益指标 20 分，满意度指标 20 分，总得分 94 分。"
    assert scheme.read(report, VOCABULARY) == scheme.Scheme()


# ---------------------------------------------------------------- forms


def test_a_clean_form_agrees_with_every_rule():
    assert differing(*form()) == set()
    whole = records(*form(), kind="form")[0]
    assert (whole.fields["scores"].lo, whole.fields["weights"].lo) == (88, 90)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"money": ("120.00", "150.00", "135.00", "10", "80.00%", "9.0")}, "execution-rate"),
        ({"money": ("120.00", "150.00", "135.00", "10", "90.00%", "9.5")}, "execution-score"),
        ({"money": ("120.00", "150.00", "165.00", "10", "110.00%", "9.0")}, "execution-over"),
        ({"money": ("120.00", "150.00", "", "10", "", "")}, "zero-execution"),
        ({"money": ("120.00", "150.00", "75.00", "10", "50.00%", "5.0")}, "low-execution"),
        ({"total": ("100", "79.0", "中")}, "total-score"),
        ({"total": ("100", "98", "优")}, "total-score"),
        ({"total": ("110", "97.0", "优")}, "total-weight"),
        ({"total": ("100", "97.0", "良")}, "grade"),
    ],
)
def test_a_slip_in_the_head_of_the_form_is_named(change, rule):
    assert rule in differing(*form(**change))


def changed(row, **cells):
    """The indicators with cells of one row changed, by position."""
    label, old = INDICATORS[row]
    new = tuple(cells.get(f"c{i}", text) for i, text in enumerate(old))
    return (*INDICATORS[:row], (cells.get("label", label), new), *INDICATORS[row + 1 :])


@pytest.mark.parametrize(
    ("indicators", "rule"),
    [
        (changed(0, c3="21"), "score-above-weight"),
        (changed(0, c3="19"), "met-docked"),
        (changed(0, c3=""), "score-blank"),
        (changed(0, c0=""), "target-blank"),
        (changed(0, c1=""), "actual-blank"),
        (changed(1, c3="12"), "unmet-full"),
        (changed(1, c3="8"), "score-ratio"),
        (changed(1, c3="0"), "zero-score"),
        (changed(1, c4=""), "unmet-unexplained"),
        (changed(1, c0="≥100%", c1="100%"), "count-percent"),
        (changed(2, c0="合格率"), "target-restated"),
        (changed(1, c0="100%", c1="10次"), "kind-mismatch"),
        (changed(2, label=("产出指标", "数量指标", "验收合格率")), "rate-under-quantity"),
        (changed(2, c1="1000%"), "above-hundred"),
        (changed(2, c1="≥100%"), "actual-inequality"),
        (changed(3, c0="≥98件"), "unit-misfit"),
        (changed(3, label=("产出指标", "社会效益指标", "道路通畅率")), "level"),
        (changed(4, label=("满意度指标", "满意度指标", "沿线群众")), "satisfaction-name"),
        (changed(2, c2="28"), "weights-sum"),
        (changed(0, c2="30", c3="30"), "split"),
    ],
)
def test_a_slip_in_an_indicator_is_named(indicators, rule):
    assert rule in differing(*form(indicators=indicators))


@pytest.mark.parametrize("row", range(len(INDICATORS)))
@pytest.mark.parametrize("column", [2, 3])
def test_law_no_mark_can_change_unnoticed(row, column):
    more = str(int(INDICATORS[row][1][column]) + 1)
    assert differing(*form(indicators=changed(row, **{f"c{column}": more})))


def test_a_total_of_whole_marks_must_agree_as_printed():
    """97.4 + 8.6 may print as 97 and 9, but 88 + 9 is never 98."""
    money = ("120.00", "150.00", "128.00", "10", "85%", "9")
    assert "total-score" not in differing(*form(money=money, total=("100", "97", "优")))
    assert "total-score" in differing(*form(money=money, total=("100", "98", "优")))


def test_scores_may_be_rounded_and_overshoot_may_cost_marks():
    rounded = changed(1, c0="≥3000米", c1="2999.9米", c2="12", c3="12.0")
    assert "unmet-full" not in differing(*form(indicators=rounded))
    far_above = changed(0, c1="900公里", c3="18")
    assert "met-docked" not in differing(*form(indicators=far_above))


def test_a_doubtful_row_accuses_nobody():
    blocks = form(indicators=changed(0, c3="21"))
    scored = blocks[2]
    rows = tuple(Row(r.label, r.cells, r.line, r.panel, "列的归属不定") for r in scored.rows)
    blocks[2] = Table("", scored.title, "", scored.line, scored.columns, scored.label_columns, rows)
    assert "score-above-weight" not in differing(*blocks)


def test_two_forms_with_one_title_are_two_forms():
    found = records(*form(), *form(name="桥梁检测经费"), kind="form")
    assert [r.subject for r in found] == ["道路养护经费", "桥梁检测经费"]


def test_forms_read_as_one_table_are_taken_apart():
    one, two = (keys("项目支出绩效目标表", 10 * i, 项目名称=n) for i, n in ((1, "甲"), (2, "乙")))
    aim = table("", LEVELS, ("指标值",), [(("产出指标", "数量指标", "台数"), ("20台",))])
    rows = (*one.rows, *aim.rows, *two.rows, *aim.rows)
    both = Table("", one.title, "", 1, aim.columns, LEVELS, rows)
    assert [r.subject for r in records(both, kind="form")] == ["甲", "乙"]


def test_a_table_of_many_projects_gives_a_form_for_each():
    columns = ("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "权重")
    rows = [
        (("甲项目",), ("产出指标", "数量指标", "台数", "≥", "20", "台", "60")),
        ((), ("效益指标", "经济效益指标", "投资", "≥", "300", "万元", "30")),
        (("乙项目",), ("产出指标", "数量指标", "户数", "≥", "18", "户", "95")),
    ]
    listed = table("项目绩效目标表（2024年度）", ("项目名称",), columns, rows)
    found = records(listed, kind="form")
    assert [(r.subject, int(r.fields["weights"].lo)) for r in found] == [
        ("甲项目", 90),
        ("乙项目", 95),
    ]


SPENT = ("预算数（A）", "执行数（B）", "执行率（B/A）", "得分（20分*执行率）")
HUBEI = ("年初目标值（A）", "实际完成值（B）", "得分")
FORMULA = "正向指标（目标值为≥X，得分=权重*B/A），反向指标（得分=权重*A/B），得分不得突破权重总额。"


def goal_form(*rows, marks="80分", total="100"):
    """A form whose indicators have scores but no weights: only the goal has marks."""
    title = "某项目绩效评价自评表"
    goal = f"年度绩效目标1（{marks}）"
    return [
        keys(title, 1, 项目名称="某项目"),
        table(title, ("资金",), SPENT, [(("年度财政资金总额",), ("60", "60", "100", "20"))], 10),
        table(title, LEVELS, HUBEI, [((goal, *label), cells) for label, cells in rows], 20,
              (FORMULA,)),
        table(title, (), ("总分",), [((), (total,))], 40),
    ]  # fmt: skip


HALF = (("产出指标", "数量指标", "次数"), ("6次", "6次", "40"))


def test_weights_follow_from_the_marks_of_the_goal():
    """All scores together are all marks: so the indicator that missed its target has full marks."""
    missed = (("产出指标", "质量指标", "运转率"), ("100%", "90%", "40"))
    assert "unmet-full" in differing(*goal_form(HALF, missed))
    little = (("产出指标", "质量指标", "运转率"), ("100%", "99%", "40"))
    assert "unmet-full-rounded" in differing(*goal_form(HALF, little))
    met = (("产出指标", "质量指标", "运转率"), ("100%", "100%", "40"))
    assert differing(*goal_form(HALF, met)) <= {"no-benefit"}


def test_one_missed_target_lost_what_the_goal_lacks():
    missed = (("产出指标", "质量指标", "享受人数"), ("≥71人", "59人", "30"))
    found = records(*goal_form(HALF, missed, total="90"), kind="indicator")
    assert found[1].fields["marks"].lo == 40
    assert "score-formula-up" in differing(*goal_form(HALF, missed, total="90"))
    exact = (("产出指标", "质量指标", "享受人数"), ("≥80人", "60人", "30"))
    assert "score-formula-up" not in differing(*goal_form(HALF, exact, total="90"))


def test_marks_left_as_in_the_template_and_a_goal_over_its_marks():
    assert "goal-blank" in differing(*goal_form(HALF, marks="XX分", total="60"))
    assert "goal-marks" in differing(*goal_form(HALF, marks="30分", total="60"))


def test_earlier_years_their_headings_and_units():
    columns = ("指标值/近两年指标值/2020年", "指标值/近两年指标值/2021年", "指标值/预期当年实现值")
    rows = [
        (("产出指标", "数量指标", "参保人数"), ("≥4127人", "≥4049人", "≥3960人")),
        (("产出指标", "数量指标", "监管次数"), ("48次", "48次/年", "100%")),
        (("满意度指标", "满意度指标", "满意度"), ("≥90%", "≥85%", "≥85%")),
    ]
    goals = table("部门整体绩效目标表（2022年度）", LEVELS, columns, rows)
    assert differing(goals, year=2022) == {
        "target-lower",
        "unit-changed",
        "target-lower-than-before",
        "no-benefit",
    }
    late = table("部门整体绩效目标表（2023年度）", LEVELS, columns, rows)
    assert "years" in differing(late)


# ---------------------------------------------------------------- registers


def funds(income, share="12.03%"):
    columns = ("当年金额", "占比", "近两年收支/2021年")
    rows = [
        (("收入构成", "财政拨款"), ("929.84", "100%", "662.62")),
        (("收入构成", "其他资金"), ("0", "", "0")),
        (("收入构成", "合计"), (income, "100%", "662.62")),
        (("支出构成", "基本支出"), ("111.84", share, "86.45")),
        (("支出构成", "项目支出"), ("818", "87.97%", "576.17")),
        (("支出构成", "合计"), ("929.84", "100%", "662.62")),
    ]
    return table("整体支出绩效目标表", ("资金",), columns, rows)


def test_sources_and_composition_of_funds():
    assert differing(funds("929.84")) == set()
    assert differing(funds("999.84")) == {"funds-sum"}, "one slip, one finding"
    assert differing(funds("929.84", "13.02%")) == {"funds-share"}


def test_a_task_and_the_form_of_its_project():
    columns = (
        "批复金额/总额",
        "批复金额/财政拨款",
        "批复金额/其他资金",
        "实际支出金额",
        "预算执行率",
    )

    def tasks(road, two="9.00"):
        rows = [
            (("合计",), (road[:-2] + "00" if road else "", "", "", "", "")),
            (("道路养护",), (road, road, "", "135.00", "90.00")),
            (("桥梁检测",), (two, two, "", "", "")),
        ]
        return table("整体支出绩效自评表", ("任务名称",), columns, rows)

    one = form(name="道路养护经费")
    batches = [
        *form(name="桥梁检测经费", money=("5", "5.00", "5.00", "10", "100%", "10.0")),
        *form(name="第二批桥梁检测经费", money=("4", "4.00", "4.00", "10", "100%", "10.0")),
    ]
    assert "task-project" not in differing(tasks("150.00"), *one, *batches)
    assert "task-project" in differing(tasks("270.00"), *one, *batches)
    assert "task-blank" in differing(tasks("150.00"), *one)


def purchases(**cells):
    columns = ("采购数量", "单价(元)", "计量单位", "采购金额(合计)", "其中面向中小企业(元)",
               "其中面向小微企业(元)")  # fmt: skip
    item = {"n": "2", "price": "5000", "unit": "台", "sum": "10000", "sme": "10000", "micro": "0"}
    item |= cells
    rows = [
        (("合计", ""), ("2", "", "", item["sum"], item["sme"], item["micro"])),
        (("某局", "[A0201]计算机"), tuple(item.values())),
    ]
    return table("政府采购预算表", ("单位名称", "政府采购品目"), columns, rows)


@pytest.mark.parametrize(
    ("cells", "rules"),
    [
        ({}, set()),
        ({"sum": "12000"}, {"procurement-amount"}),
        ({"sme": "0", "micro": "10000"}, {"micro-within-sme"}),
        ({"unit": "0"}, {"measure-word"}),
        ({"n": "3", "sum": "15000", "sme": "15000"}, {"column-sum"}),
    ],
)
def test_rows_of_a_procurement_table(cells, rules):
    assert differing(purchases(**cells)) == rules


def test_a_purchase_without_a_code_is_no_total():
    columns = ("采购数量", "单价", "采购金额/合计")
    rows = [
        (("合计", ""), ("3", "", "25000")),
        (("某局", "审计服务"), ("1", "15000", "15000")),
        (("某局", "复印纸"), ("2", "5000", "10000")),
    ]
    found = table("政府采购预算表", ("单位名称", "采购品目"), columns, rows)
    assert differing(found) == set()
    assert [r.fields["row"] for r in records(found, kind="procurement")] == [
        "total",
        "item",
        "item",
    ]


@pytest.mark.parametrize(
    ("boxes", "rules"),
    [
        ("1、持续性项目☑ 2、新增性项目□", set()),
        ("□新增项目 ☑延续项目（从2021年至2023年）", set()),
        ("1、持续性项目☑ 2、新增性项目☑", {"options-one"}),
        ("2、一般公共预算☑ 2、政府性基金□", {"options-numbers"}),
        ("一般公共预算☑ 2、政府性基金□", {"options-numbers"}),
        ("1、持续性项目□ 2、新增性项目□", {"options-none"}),
    ],
)
def test_boxes_to_tick(boxes, rules):
    blocks = form()
    blocks[0] = keys("2023年度项目支出绩效自评表", 1, 项目名称="道路养护经费", 项目属性=boxes)
    assert differing(*blocks) == rules


ERRORS = {
    "yunnan-tonghai-2021-final": {("unit-misfit", "参保群众政策知晓率")},
    "hubei-qingshan-2022-budget": {("micro-within-sme", "合计")},
    "hubei-tongcheng-2022-budget": {
        ("years", "部门整体绩效目标申报表"),
        ("funds-sum", "收入构成合计（当年金额）"),
    },
    "hubei-tongcheng-2023-final": {
        ("zero-score", "参保人数(人)"),
        ("score-formula-up", "伤残军人和离休干部享受待遇人数"),
        ("goal-blank", "破产困难企业退休人员个人账户资金年度绩效目标1"),
    },
}


@pytest.mark.shared
@pytest.mark.parametrize("name", ERRORS)
def test_errors_in_real_forms_are_these_and_no_others(shared, name):
    data = (shared / "corpus" / "text" / f"{name}.txt").read_bytes()
    forms = dict(packs.load_toml("forms.toml"), wrapped=packs.load_toml("wrapped.toml"))
    real = read(data, name, forms)
    year = int(name.split("-")[2])
    found = set()
    for record in performance.records(real, VOCABULARY, year):
        for rule in RULES:
            check = formula.evaluate(rule, record, year)
            differs = check and check.outcome is Outcome.DIFFERS
            if differs and formula.severity(rule, check) is Severity.ERROR:
                found.add((rule.id.split(".")[1], record.subject))
    assert found == ERRORS[name]


def test_account_tables_are_none_of_ours():
    account = table("收入支出决算总表", ("项目",), ("预算数", "决算数"), [(("总计",), ("5", "5"))])
    assert not performance.is_performance(account, VOCABULARY)
    assert records(account) == []
