"""Running text: every number read, bound to its subject, and checked by the rules beside it.

The sentences are invented; so are the figures.
"""

from fractions import Fraction
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from mingzhang import formula, narrative, packs
from mingzhang.codes import Classification
from mingzhang.lexicon import Lexicon, Meaning, plain
from mingzhang.model import Document, Outcome, Paragraph, Row, Severity, Status, Table, Text
from mingzhang.regions import Space

KINDS = {"function": "function", "economic": "economic_department"}


@cache
def space() -> Space:
    return Space(packs.load_toml("dimensions.toml")["dimension"])


@cache
def setting(year: int = 2023, stage: str = "actual") -> narrative.Setting:
    classes = Classification(packs.codes())
    named, by_kind = {}, {}
    for kind, code_list in KINDS.items():
        by_kind[kind] = {}
        for entry in classes.entries(code_list, year):
            name = plain(entry.name)
            by_kind[kind][name] = (*by_kind[kind].get(name, ()), entry.code)
            if len(classes.find(entry.name, code_list, year)) == 1:
                named.setdefault(name, Meaning(**{kind: entry.code}))
    base = Lexicon(space(), packs.terms(), packs.load_toml("columns.toml")["entity"]["ends"])
    lexicon = base.extend(named, ("row", "text"))
    return narrative.Setting(lexicon, year, stage, (), by_kind["economic"], by_kind["function"])


@cache
def rules():
    return [r for r in formula.load(packs.rules(), packs.fields()) if r.id.startswith("narrative")]


def document(*paragraphs: str) -> Document:
    blocks = tuple(Paragraph(Text.of(p, i)) for i, p in enumerate(paragraphs, 1))
    return Document("t", "text", "utf-8", blocks, paragraphs)


def said(*paragraphs: str, stage: str = "actual") -> narrative.Narrated:
    return narrative.read(document(*paragraphs), setting(2023, stage), words())


def words() -> dict:
    return packs.load_toml("narrative.toml")


def checks(*paragraphs: str, stage: str = "actual") -> dict[str, list[Outcome]]:
    """The outcomes of all rules by rule, without the prefix of the pack."""
    found: dict[str, list[Outcome]] = {}
    for record in said(*paragraphs, stage=stage).records:
        for rule in rules():
            check = formula.evaluate(rule, record, 2023)
            if check is not None:
                found.setdefault(rule.id.removeprefix("narrative."), []).append(check.outcome)
    return found


def wrong(*paragraphs: str, stage: str = "actual") -> set[str]:
    """The rules that some figure of the text breaks."""
    return {r for r, ends in checks(*paragraphs, stage=stage).items() if Outcome.DIFFERS in ends}


def regions(*paragraphs: str, stage: str = "actual") -> list[tuple[str, str]]:
    told = said(*paragraphs, stage=stage)
    return [(f.text, space().describe(f.region)) for f in told.facts]


# -- numbers ----------------------------------------------------------------------------------


def test_a_number_is_found_again_at_its_place():
    text = "2023年度支出合计80.25万元，占预算的75%。"
    for number in said(text).numbers:
        assert text[number.place.offset :].startswith(number.text)


PIECES = [
    "收入",
    "支出决算",
    "基本支出",
    "其中：",
    "包括",
    "分别为",
    "占",
    "的",
    "增加",
    "与上年持平",
    "，",
    "。",
]
PIECES += [
    "（",
    "）",
    "(1)",
    "1.",
    "万元",
    "元",
    "%",
    "人次",
    "2023年",
    "12.5",
    "0",
    "7",
    "比上年",
    "、",
    "；",
]
PIECES += [
    "为",
    "年初预算",
    "完成预算的",
    "人均",
    "总分",
    "分",
    "：",
    "三公”经费",
    "共涉及项目",
    "个",
    "合计",
]


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=24).map("".join), max_size=4))
def test_whatever_is_written_every_number_ends_somewhere(paragraphs):
    told = said(*paragraphs)
    places = [(n.place.line, n.place.offset) for n in told.numbers]
    assert len(set(places)) == len(places)
    digits = sum(c.isdigit() for p in paragraphs for c in p)
    assert sum(c.isdigit() for n in told.numbers for c in n.text) == digits


# -- regions -----------------------------------------------------------------------------------


def test_items_take_the_region_of_what_they_are_part_of():
    text = "2023年度收入合计90万元，其中：财政拨款收入70万元，事业收入20万元。"
    assert regions(text) == [
        ("90万元", "2023年·决算·本年收入"),
        ("70万元", "2023年·决算·本年收入·一般公共预算+政府性基金预算+国有资本经营预算"),
        ("20万元", "2023年·决算·本年收入·事业资金"),
    ]


def test_the_heading_says_what_the_sentence_leaves_out():
    told = regions("三、一般公共预算财政拨款支出决算情况说明", "基本支出40万元，项目支出60万元。")
    assert told == [
        ("40万元", "2023年·决算·本年支出·一般公共预算·人员经费+公用经费"),
        ("60万元", "2023年·决算·本年支出·一般公共预算·项目支出"),
    ]


def test_budget_and_final_of_one_subject():
    text = "2023年度公务接待费年初预算为4万元，支出决算为3万元。"
    stages = [region.split("·")[1] for _, region in regions(text)]
    assert stages == ["年初预算", "决算"]


def test_a_subject_written_with_its_levels_is_read_by_the_classification():
    told = regions("卫生健康支出（类）医疗救助（款）城乡医疗救助（项）支出8万元。")
    assert told == [("8万元", "2023年·决算·本年支出·功能科目2101301")]


def test_housing_fund_is_an_economic_subject_under_basic_spending():
    told = regions("2023年度基本支出9万元，其中：住房公积金2万元。")
    assert told[1][1].endswith("经济科目30113")


def test_income_and_expenditure_in_one_figure_are_two_facts():
    told = regions("2023年度收、支总计均为55.5万元。")
    assert len(told) == 2 and {t for t, _ in told} == {"55.5万元"}


def test_a_change_implies_last_years_figure():
    told = said("2023年度支出合计120万元，比上年增加20万元，增长20%。")
    implied = [f for f in told.facts if f.region.year == 2022]
    assert [f.amount.fen for f in implied] == [100_000_000]
    assert implied[0].amount.lo == 99_000_000 and implied[0].amount.hi == 101_000_000


def test_money_of_the_funds_a_bureau_runs_is_not_the_bureaus():
    told = said("全年追回医保基金12.34万元，支付住院待遇5000万元。")
    assert told.facts == []
    assert {n.status for n in told.numbers} == {Status.CLAIM}


def test_two_projects_do_not_share_one_region():
    told = said(
        "1.甲项目绩效自评综述：项目全年预算数为10万元，执行数为9万元，完成预算的90%。",
        "2.乙项目绩效自评综述：项目全年预算数为20万元，执行数为10万元，完成预算的50%。",
    )
    assert told.facts == []
    assert [r.kind for r in told.records if r.kind == "completion"] == ["completion"] * 2


def test_long_text_in_a_cell_is_read_with_its_place():
    cell = Text.of("2023年度收入合计30万元，其中：事业收入40万元，以上为全部情况。", 7, 5)
    row = Row((Text.of("收支情况", 7),), {"说明": cell}, 7)
    table = Table("", Text.of("情况表", 1), "", 1, ("说明",), (), (row,))
    doc = Document("t", "text", "utf-8", (table,), ())
    told = narrative.read(doc, setting(), words())
    assert {(f.place.line, f.place.table, f.place.column) for f in told.facts} == {
        (7, "情况表", "说明")
    }
    assert [r.kind for r in told.records] == ["list"]


# -- shares, changes, completion ---------------------------------------------------------------


def test_a_share_of_the_list_it_stands_in():
    good = "2023年度支出合计80.00万元，其中：基本支出20.00万元，占25%；项目支出60.00万元，占75%。"
    assert wrong(good) == set()
    assert wrong(good.replace("25%", "35%")) == {"share"}


def test_a_share_that_was_cut_off_is_a_milder_finding():
    text = "2023年度支出合计3000.00万元，其中：基本支出2000.00万元，占66.66%。"
    record = next(r for r in said(text).records if r.kind == "share")
    rule = next(r for r in rules() if r.id == "narrative.share")
    check = formula.evaluate(rule, record, 2023)
    assert check.outcome is Outcome.DIFFERS
    assert formula.severity(rule, check) is Severity.WARNING is not rule.severity


@given(st.integers(1, 10**7), st.integers(1, 10**7), st.integers(0, 2))
def test_a_rounded_share_is_never_an_error(a, b, decimals):
    part, whole = min(a, b), max(a, b)
    share = formula_round(Fraction(100 * part, whole), decimals)
    text = f"2023年度支出合计{money(whole)}万元，其中：基本支出{money(part)}万元，占{share}%。"
    assert Outcome.DIFFERS not in checks(text).get("share", [])


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_rounded_change_is_never_an_error(before, rise):
    rate = formula_round(Fraction(100 * rise, before), 2) if before else "0"
    text = f"2023年度支出合计{money(before + rise)}万元，比上年增加{money(rise)}万元，增长{rate}%。"
    assert wrong(text) <= {"zero-base"}


def formula_round(value: Fraction, decimals: int) -> str:
    scaled = (2 * value * 10**decimals + 1) // 2
    digits = str(scaled).rjust(decimals + 1, "0")
    return f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits


def money(cents: int) -> str:
    return formula_round(Fraction(cents, 100), 2)


def test_a_wrong_rate_of_change():
    assert wrong("2023年度收入合计120.00万元，比上年增加20.00万元，增长16.67%。") == {"change-rate"}


def test_a_change_against_last_years_figure_printed_beside_it():
    good = "公务接待费支出1.20万元，比2022年度的2.00万元减少0.80万元，下降40%。"
    assert wrong(good) == set()
    assert wrong(good.replace("0.80", "0.50")) == {"change-difference", "change-rate"}
    assert wrong(good.replace("1.20", "3.20")) >= {"change-down"}


def test_an_increase_larger_than_the_figure_itself():
    assert wrong("政府性基金预算支出5万元，比上年增加30万元。") == {"change-exceeds"}


def test_a_rate_on_nothing():
    assert wrong("机关运行经费支出8万元，比上年增加8万元，增长100%。") == {"zero-base"}


def test_a_cut_named_among_the_reasons_is_no_rate_of_change():
    text = "2023年度会议费支出9万元，比上年增加1万元，主要原因是专项增加2万元，公用经费压减10%。"
    assert wrong(text) == set()


def test_a_remark_after_a_long_list_speaks_of_the_whole_when_only_that_fits():
    text = (
        "2023年机关运行经费50万元，其中办公费20万元，印刷费10万元，电费20万元，"
        "比上年增加10万元，增长25%。"
    )
    record = next(r for r in said(text).records if r.kind == "change")
    assert record.printed["current"] == "50万元"
    assert wrong(text) == set()


def test_completion_of_the_budget():
    good = "2023年度公务接待费年初预算为4.00万元，支出决算为3.00万元，完成年初预算的75%。"
    assert wrong(good) == set()
    assert wrong(good.replace("75%", "57%")) == {"completion"}


def test_words_of_comparison_against_the_figures():
    good = "培训费年初预算为4.0万元，支出决算为3.0万元，决算数小于年初预算数的主要原因是厉行节约。"
    assert wrong(good) == set()
    assert wrong(good.replace("小于", "大于")) == {"order-more"}
    assert wrong(good.replace("小于", "等于")) == {"order-equal"}


# -- lists, counts, scores ---------------------------------------------------------------------


def test_items_that_are_all_of_the_whole_must_add_up():
    text = (
        "2023年度“三公”经费9.0万元，其中：因公出国（境）费0.0万元，"
        "公务用车购置及运行维护费5.0万元，公务接待费4.0万元。"
    )
    assert wrong(text) == set()
    assert wrong(text.replace("接待费4", "接待费2")) == {"list-sum"}


def test_items_of_one_whole_may_stand_in_two_sentences():
    text = (
        "2023年度“三公”经费9.0万元，其中：公务接待费4.0万元。"
        "公务用车购置及运行维护费2.0万元。因公出国（境）费0.0万元。"
    )
    assert wrong(text) == {"list-sum"}


def test_named_items_may_fall_short_of_the_whole_but_not_pass_it():
    text = "商品和服务支出30万元，主要用于：办公费10万元、印刷费5万元等。"
    assert wrong(text) == set()
    assert wrong(text.replace("印刷费5", "印刷费25")) == {"list-part"}


def test_a_list_within_an_item_is_not_counted_twice():
    text = (
        "2023年度支出合计50万元，其中：基本支出30万元（人员经费20万元，公用经费10万元）；"
        "项目支出20万元。"
    )
    assert wrong(text) == set()


def test_items_in_numbered_paragraphs_below():
    text = ["项目支出30万元。其中：", "1.甲工作经费10万元。", "2.乙工作经费25万元。"]
    assert wrong(*text) == {"list-part"}
    deeper = [
        "项目支出30万元。其中：",
        "1.甲工作经费20万元。",
        "（1）购置设备18万元。",
        "2.乙工作经费10万元。",
    ]
    assert wrong(*deeper) == set()


def test_a_total_repeated_after_the_items():
    good = "项目总预算10.0万元，其中设备采购4.0万元，系统维护6.0万元，合计10.0万元。"
    assert wrong(good, stage="original") == set()
    assert wrong(good.replace("维护6", "维护5"), stage="original") == {"list-sum"}


def test_vehicles_that_end_with_others_are_all_vehicles():
    good = "共有车辆3辆，其中：应急保障用车1辆、执法执勤用车1辆、其他用车1辆。"
    assert wrong(good) == set()
    assert wrong(good.replace("3辆", "4辆")) == {"split-sum"}


def test_insured_persons_by_kind():
    good = "参保人数达500人，其中职工200人，居民300人。"
    assert wrong(good) == set()
    assert wrong(good.replace("居民300", "居民310")) == {"split-part"}


def test_where_among_may_mean_either_count_nothing_is_said():
    told = checks("实有人员60人，事业编制20人，其中：在职50人、退休5人。")
    assert told["split-part"] == [Outcome.UNCHECKED]


def test_scores_add_up_before_and_after():
    good = (
        "满分100分，其中预算执行20分，年度目标80分，完成情况：预算执行18分，产出40分，效益35分。"
        "自评总得分93分。"
    )
    assert wrong(good) == set()
    assert wrong(good.replace("93", "94")) == {"score-sum"}


def test_per_head():
    good = "公务接待费支出0.12万元，接待3批次，共20人次，人均60元。"
    assert wrong(good) == set()
    assert wrong(good.replace("60元", "90元")) == {"per-head"}


def test_yuan_among_ten_thousands():
    text = "公用经费6万元，其中：办公费1.5万元、水费0.5万元、电费1万元、差旅费3元。"
    assert wrong(text) == {"unit-slip"}
    assert [f.doubt != "" for f in said(text).facts] == [False, False, False, False, True]


def test_an_amount_without_its_currency_unit():
    assert wrong("2023年印刷费支出6万，电费2万元。") == {"bare-unit"}
    assert wrong("全年接待来访6万余人次，里程3万公里。") == set()


def test_targets_that_cover_all_projects():
    text = ["2023年度项目支出90.00万元。", "项目绩效目标实现全覆盖，涉及金额9.00万元。"]
    assert wrong(*text) == {"coverage"}


PROJECTS = [
    "组织开展绩效自评，共涉及项目2个，资金30万元。所有项目结果如下。",
    "1.甲项目自评综述：项目全年预算数为10万元，执行数为9万元，完成预算的90%。",
    "2.乙项目自评综述：项目全年预算数为20万元，执行数为10万元，完成预算的50%。",
    "（三）结果应用情况。",
]


def test_projects_listed_against_the_total_stated():
    assert wrong(*PROJECTS) == set()
    assert wrong(PROJECTS[0].replace("30", "35"), *PROJECTS[1:]) == {"projects-sum"}
    assert wrong(PROJECTS[0].replace("2个", "3个"), *PROJECTS[1:]) == {"projects-count"}


def test_a_sentence_broken_over_two_paragraphs_is_one():
    first = "2023年度支出合计80万元，其中：基本支出20万元，占全部支出的百分比为25%；项目"
    assert wrong(first, "支出60万元，占80%。") == {"share"}


# -- what must not be confused -----------------------------------------------------------------


def test_grand_total_and_this_years_income_are_different_figures():
    told = regions("2023年度收入总计25.00万元，其中本年收入合计24.00万元。")
    assert told[0][1] != told[1][1]


def test_a_total_that_may_hold_the_opening_balance_is_no_fact():
    assert regions("2023年预算总收入50万元，其中：上年结转2万元。", stage="original") == [
        ("2万元", "2023年·年初预算·年初结转结余")
    ]


def test_a_remark_in_the_next_sentence_speaks_of_the_whole():
    text = "2023年机关运行经费20.00万元，主要用于办公费5.00万元、印刷费1.00万元等。"
    told = said(text + "较上年增加2.00万元，增长11.11%。")
    assert [r.printed["current"] for r in told.records if r.kind == "change"] == ["20.00万元"]
    assert wrong(text + "较上年增加2.00万元，增长11.11%。") == set()


def test_a_change_of_another_subject_is_not_given_to_the_last_amount():
    text = "2023年度收入合计90.00万元。支出合计比上年增加20.00万元，增长10%。"
    assert [r.kind for r in said(text).records] == []


def test_total_spent_on_what_the_sentence_is_about_is_not_all_spending():
    told = regions("国内公务接待9批次，80人次，共计支出1.20万元。")
    assert told == []


def test_a_share_after_a_count_is_not_of_the_money_before_it():
    text = "2023年度支出合计9万元，救助困难群众300人次，占申请人次的95%。"
    assert [r.kind for r in said(text).records] == []


def test_the_whole_may_be_named_at_the_head_of_the_sentence():
    good = (
        "2023年度“三公”经费支出决算为5.00万元。",
        "2023年度“三公”经费支出决算中，公务用车购置及运行维护费3.00万元，占60%；公务接待费2.00万元，占40%。",
    )
    assert wrong(*good) == set()
    assert wrong(good[0], good[1].replace("60%", "65%")) == {"share"}


def test_a_whole_that_nobody_printed_is_the_sum_of_its_parts():
    good = (
        "公务用车购置及运行维护费3.00万元，占“三公”经费的60%；公务接待费2.00万元，"
        "占“三公”经费的40%；因公出国（境）费0.00万元，占“三公”经费的0%。"
    )
    assert wrong(good) == set()
    assert wrong(good.replace("60%", "50%")) == {"share"}


def test_under_the_title_of_a_project_nothing_is_the_departments():
    text = "年度总支出构成：基本支出3万元，其他收入2万元。"
    assert said("某某补助项目绩效评价报告", text).facts == []
    assert said("部门整体支出绩效评价报告", text).facts != []


def test_a_subject_named_among_one_of_another_class():
    text = "教育支出（类）支出9.00万元，其中：医疗保障管理事务支出4.00万元。"
    assert wrong(text) == {"nesting"}
    assert wrong(text.replace("教育", "卫生健康")) == set()


def test_a_total_printed_in_the_budget_but_a_rate_against_nothing():
    text = "年初预算为0.00万元，全年预算为8.00万元，支出决算为6.00万元，完成年初预算的75%。"
    assert wrong("培训费" + text) == {"zero-base"}
    assert wrong("培训费" + text.replace("完成年初", "完成全年")) == set()


def test_a_rate_of_a_project_said_again_elsewhere():
    again = "未完成的绩效目标：乙项目自评综述执行率50%。"
    assert wrong(*PROJECTS, again) == set()
    assert wrong(*PROJECTS, again.replace("50%", "95%")) == {"completion"}


def test_the_budget_that_a_stated_change_implies():
    good = "培训费支出3.00万元，完成年初预算的75%，比年初预算减少1.00万元。"
    assert wrong(good) == set()
    assert wrong(good.replace("75%", "57%")) == {"completion"}


def test_a_figure_that_lost_its_zeros_beside_longer_ones():
    good = "2023年度政府采购支出总额9.8万元，其中：货物支出3.8万元、工程支出0万元、服务支出6万元。"
    assert wrong(good) == set()
    assert wrong(good.replace("服务支出6", "服务支出7")) == {"list-sum"}


def test_only_zero_is_exact_where_the_text_prints_decimals():
    told = said("2023年度事业收入0万元，财政拨款收入12.50万元，上级补助收入3万元。")
    first, _, third = told.facts
    assert (first.amount.lo, first.amount.hi) == (0, 0)
    assert third.amount.lo < third.amount.fen
