"""Running text: every number read and bound to its subject.

The sentences are invented; so are the figures.
"""

from hypothesis import given
from hypothesis import strategies as st
from sentences import regions, said, setting, words, wrong

from mingzhang import narrative
from mingzhang.model import Document, Row, Status, Table, Text

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
