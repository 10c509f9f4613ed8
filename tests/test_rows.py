"""Rows 行: labels carried down, cells that moved put back, panels told apart, keys and values."""

from printed import WORDS, rows, tables

from mingzhang.read import read

INCOME = "收入⇥⇥支出⇥\n项目⇥预算数⇥项目⇥预算数\n"


def test_two_panels_give_two_rows_for_a_line():
    (table,) = tables(
        f"{INCOME}一、财政拨款收入⇥9.00⇥一、教育支出⇥\n⇥⇥二、卫生健康支出⇥9.00\n收入总计⇥9.00⇥支出总计⇥9.00\n"
    )
    assert rows(table) == [
        (("收入", "一、财政拨款收入"), {"收入/预算数": "9.00"}),
        (("支出", "一、教育支出"), {}),
        (("支出", "二、卫生健康支出"), {"支出/预算数": "9.00"}),
        (("收入", "收入总计"), {"收入/预算数": "9.00"}),
        (("支出", "支出总计"), {"支出/预算数": "9.00"}),
    ]
    assert [r.panel for r in table.rows] == [0, 1, 1, 0, 1]


def test_a_total_printed_over_two_panels_keeps_its_figure():
    (table,) = tables(
        "人员经费⇥⇥⇥公用经费⇥⇥⇥⇥⇥\n"
        "科目编码⇥科目名称⇥金额⇥科目编码⇥科目名称⇥金额⇥科目编码⇥科目名称⇥金额\n"
        "301⇥工资福利支出⇥6.00⇥302⇥商品和服务支出⇥2.00⇥310⇥资本性支出⇥1.00\n"
        "人员经费合计⇥⇥6.00⇥公用经费合计⇥⇥⇥⇥⇥3.00\n"
    )
    assert rows(table)[2] == (("公用经费", "310", "资本性支出"), {"公用经费/金额": "1.00"})
    assert rows(table)[4] == (("公用经费", "公用经费合计"), {"公用经费/金额": "3.00"})


def test_merged_level_names_are_carried_down():
    (table,) = tables(
        "一级指标⇥二级指标⇥三级指标⇥指标值\n产出指标⇥数量指标⇥培训次数⇥≥2次\n⇥⇥参保人数⇥≥30万人\n"
        "⇥质量指标⇥参保率⇥≥95%\n效益指标⇥⇥知晓率⇥≥90%\n"
    )
    assert [label for label, _ in rows(table)] == [
        ("产出指标", "数量指标", "培训次数"),
        ("产出指标", "数量指标", "参保人数"),
        ("产出指标", "质量指标", "参保率"),
        ("效益指标", "知晓率"),
    ]


def test_a_code_is_not_carried_down_to_the_total():
    (table,) = tables(
        "科目编码⇥科目名称⇥合计\n210⇥卫生健康支出⇥3.00\n221⇥住房保障支出⇥2.00\n⇥合计⇥5.00\n"
    )
    assert rows(table)[2] == (("合计",), {"合计": "5.00"})


FUNDS = (
    "部门总体资金情况（万元）⇥总体资金情况⇥⇥⇥当年预算收支⇥占比⇥近两年收支情况⇥\n"
    "⇥⇥⇥⇥⇥⇥2020年⇥2021年\n⇥收入构成⇥财政拨款⇥⇥9.00⇥100%⇥4.00⇥6.00\n"
    "⇥支出构成⇥基本支出⇥⇥1.00⇥11%⇥1.00⇥1.00\n"
)


def test_cells_that_moved_left_are_put_back_where_alone_they_fit():
    (table,) = tables(f"{FUNDS}项目支出⇥⇥8.00⇥89%⇥3.00⇥5.00⇥⇥\n")
    assert rows(table)[2] == (
        ("支出构成", "项目支出"),
        {
            "当年预算收支": "8.00",
            "占比": "89%",
            "近两年收支情况/2020年": "3.00",
            "近两年收支情况/2021年": "5.00",
        },
    )
    assert [r.doubt for r in table.rows] == ["", "", ""]
    assert table.unit == "万元"
    printed = f"{FUNDS}项目支出⇥⇥8.00⇥89%⇥3.00⇥5.00⇥⇥\n".replace("⇥", "\t")
    assert read(printed.encode(), "a.txt", WORDS).warnings == (
        "第5行单元格左移了 2 栏，已移回原位",
    )


def test_a_level_name_in_the_wrong_column_shows_that_the_row_moved():
    (table,) = tables(
        "年度绩效指标⇥一级指标⇥二级指标⇥指标名称⇥指标值⇥绩效标准\n"
        "⇥产出指标⇥数量指标⇥培训次数⇥≥2次⇥计划\n满意度指标⇥服务对象满意度指标⇥满意度⇥≥90%⇥计划⇥\n"
    )
    assert rows(table)[1] == (
        ("满意度指标", "服务对象满意度指标", "满意度"),
        {"指标值": "≥90%", "绩效标准": "计划"},
    )


def test_cells_that_fit_in_two_places_are_put_back_and_doubted():
    (table,) = tables(
        "科目编码⇥科目名称⇥预算数⇥决算数⇥增减额\n210⇥卫生健康支出⇥6.00⇥5.00⇥-1.00\n"
        "221⇥住房保障支出⇥3.00⇥2.00⇥-1.00\n⇥3.10⇥2.10⇥⇥\n"
    )
    assert table.rows[2].doubt.startswith("本行单元格左移了")


def test_a_code_cut_short_is_kept_as_printed_and_doubted():
    (table,) = tables(
        "科目编码⇥⇥⇥科目名称⇥合计\n类⇥款⇥项⇥⇥\n210⇥11⇥01⇥行政单位医疗⇥3.00\n"
        "0⇥11⇥02⇥事业单位医疗⇥4.00\n"
    )
    assert rows(table) == [
        (("2101101", "行政单位医疗"), {"合计": "3.00"}),
        (("0", "11", "02", "事业单位医疗"), {"合计": "4.00"}),
    ]
    assert [bool(r.doubt) for r in table.rows] == [False, True]


def test_two_figures_under_one_name_are_doubted():
    (table,) = tables(
        "项目⇥预算数⇥⇥决算数\n办公费⇥3.00⇥⇥3.00\n印刷费⇥2.00⇥1.00⇥2.00\n水费⇥4.00⇥⇥4.00\n"
    )
    assert [bool(r.doubt) for r in table.rows] == [False, True, False]


def test_a_figure_among_the_names_is_doubted():
    (table,) = tables(
        "科目编码⇥科目名称⇥预算数⇥决算数\n210⇥卫生健康支出⇥6.00⇥5.00\n"
        "221⇥1,003.00⇥3.00⇥2.00\n301⇥工资⇥3.00⇥2.00\n"
    )
    assert [bool(r.doubt) for r in table.rows] == [False, True, False]


def test_keys_and_values_become_cells_of_one_row():
    (table,) = tables(
        "项目基本信息\n\n项目名称⇥医疗救助⇥⇥\n主管部门⇥甲局⇥实施单位⇥乙中心\n"
        "项目资金⇥资金总额⇥8 万元⇥\n⇥其中：财政拨款⇥8 万元⇥\n"
    )
    assert rows(table) == [
        (("项目基本信息", "项目名称"), {"项目名称": "医疗救助"}),
        (("项目基本信息",), {"主管部门": "甲局", "实施单位": "乙中心"}),
        (("项目基本信息", "项目资金", "资金总额"), {"资金总额": "8 万元"}),
        (("项目基本信息", "项目资金", "其中：财政拨款"), {"其中：财政拨款": "8 万元"}),
    ]


def test_a_code_and_a_name_in_one_cell_are_two_labels():
    (table,) = tables("功能分类科目⇥合计\n合计⇥3.00\n2101501 行政运行⇥3.00\n")
    assert [label for label, _ in rows(table)] == [("合计",), ("2101501", "行政运行")]


def test_blank_is_kept_and_is_not_zero():
    (table,) = tables("项目⇥预算数⇥决算数\n办公费⇥⇥0.00\n")
    assert {p: t.text for p, t in table.rows[0].cells.items()} == {"预算数": "", "决算数": "0.00"}


def test_a_list_without_numbers_has_cells_too():
    (table,) = tables(
        "单位名称⇥单位性质⇥经费保障形式\n甲局本级⇥行政单位⇥财政拨款\n乙中心⇥事业单位⇥财政性资金保证\n"
    )
    assert rows(table)[0] == (("甲局本级",), {"单位性质": "行政单位", "经费保障形式": "财政拨款"})


def test_a_name_before_keys_and_values_labels_them():
    first, second = tables(
        "项目名称⇥医疗救助⇥⇥⇥⇥\n资金用途⇥预算数⇥66.40⇥其中：财政资金⇥66.40⇥其他资金\n⇥用于医疗救助⇥⇥⇥⇥\n"
        "支出计划⇥3月底⇥6月底⇥12月底⇥⇥\n⇥25%⇥50%⇥100%⇥⇥\n"
    )
    assert rows(first)[1:] == [
        (("资金用途",), {"预算数": "66.40", "其中：财政资金": "66.40"}),
        (("资金用途",), {"内容": "用于医疗救助"}),
    ]
    assert rows(second) == [(("支出计划",), {"3月底": "25%", "6月底": "50%", "12月底": "100%"})]


def test_a_key_below_the_rows_of_a_form_keeps_its_value():
    (table,) = tables(
        "年度绩效指标⇥一级指标⇥二级指标⇥三级指标⇥指标值⇥得分\n⇥产出指标⇥数量指标⇥次数⇥≥2次⇥40\n"
        "总分⇥98.81⇥⇥⇥⇥\n偏差大或目标未完成原因分析⇥无⇥⇥⇥⇥\n"
    )
    assert rows(table)[1:] == [
        (("总分",), {"总分": "98.81"}),
        (("偏差大或目标未完成原因分析",), {"偏差大或目标未完成原因分析": "无"}),
    ]
    assert [r.doubt for r in table.rows] == ["", "", ""]


def test_names_and_numbers_in_turn_are_keys_and_values():
    (table,) = tables("单位名称⇥甲局⇥⇥⇥⇥\n基本支出⇥11.00⇥⇥项目支出⇥⇥8.00\n")
    assert rows(table)[1] == ((), {"基本支出": "11.00", "项目支出": "8.00"})


def test_numbers_of_rows_are_no_labels_but_the_total_is():
    (table,) = tables(
        "序号⇥项目名称⇥预算数⇥得分\n1⇥医疗救助⇥6.00⇥98\n2⇥征缴经费⇥2.00⇥86\n合计⇥⇥8.00⇥\n"
    )
    assert rows(table) == [
        (("医疗救助",), {"预算数": "6.00", "得分": "98"}),
        (("征缴经费",), {"预算数": "2.00", "得分": "86"}),
        (("合计",), {"预算数": "8.00"}),
    ]
    assert [t.text for t in table.furniture] == ["1", "2"]


def test_two_codes_side_by_side_are_joined_each_for_itself():
    (table,) = tables(
        "部门预算支出经济分类科目⇥⇥⇥政府预算支出经济分类科目⇥⇥⇥总计\n类⇥款⇥科目名称⇥类⇥款⇥科目名称⇥\n"
        "301⇥01⇥基本工资⇥501⇥01⇥工资奖金津补贴⇥4.00\n合计⇥⇥⇥⇥⇥⇥4.00\n"
    )
    assert rows(table) == [
        (("30101", "基本工资", "50101", "工资奖金津补贴"), {"总计": "4.00"}),
        (("合计",), {"总计": "4.00"}),
    ]
    assert [r.doubt for r in table.rows] == ["", ""]


def test_a_key_with_its_value_closes_a_list_of_tasks():
    (table,) = tables(
        "年度主要任务⇥任务名称⇥主要内容⇥预算金额\n⇥任务一⇥开展监督检查⇥3.00\n⇥任务二⇥开展培训⇥2.00\n"
        "年度总体目标⇥做好各项工作。⇥⇥\n"
    )
    assert rows(table)[-1] == (("年度总体目标",), {"年度总体目标": "做好各项工作。"})


def test_a_code_beside_dots_has_not_moved():
    (table,) = tables(
        "科目编码⇥⇥⇥科目名称⇥合计⇥基本支出⇥项目支出\n类⇥款⇥项⇥⇥⇥⇥\n229⇥⇥⇥其他支出⇥⇥⇥\n"
        "229⇥08⇥04⇥福利彩票销售机构的业务费支出⇥⇥⇥\n…⇥…⇥…⇥…⇥⇥⇥\n合计⇥⇥⇥⇥⇥⇥\n"
    )
    assert [r.label[0].text for r in table.rows] == ["229", "2290804", "…", "合计"]


def test_figures_in_two_columns_of_one_name_are_doubted():
    (table,) = tables("项目⇥预算数⇥占比⇥预算数⇥占比\n办公费⇥3.00⇥60%⇥4.00⇥50%\n水费⇥2.00⇥40%⇥⇥\n")
    assert [bool(r.doubt) for r in table.rows] == [True, False]
