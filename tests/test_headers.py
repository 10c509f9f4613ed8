"""Header rows to columns 栏: merged cells, numbered columns, headers that do not fit the data."""

from printed import rows, tables


def test_merged_header_cells_spread_to_the_right():
    (table,) = tables(
        "科目编码⇥科目名称⇥合计⇥基本支出⇥⇥⇥项目支出\n⇥⇥⇥小计⇥人员经费⇥公用经费⇥\n"
        "210⇥卫生健康支出⇥10.00⇥6.00⇥4.00⇥2.00⇥4.00\n"
    )
    assert table.columns[2:] == (
        "合计",
        "基本支出/小计",
        "基本支出/人员经费",
        "基本支出/公用经费",
        "项目支出",
    )
    assert table.label_columns == ("科目编码", "科目名称")


def test_a_row_that_numbers_the_columns_is_no_data():
    (table,) = tables(
        "项目⇥行次⇥预算数⇥决算数\n栏次⇥⇥1⇥2\n一、三公经费支出⇥1⇥—⇥—\n（一）支出合计⇥2⇥6.00⇥5.00\n"
    )
    assert rows(table) == [
        (("一、三公经费支出",), {"预算数": "—", "决算数": "—"}),
        (("（一）支出合计",), {"预算数": "6.00", "决算数": "5.00"}),
    ]
    assert [t.text for t in table.furniture] == ["1", "2"]


def test_codes_numbered_by_class_section_item_are_labels():
    (table,) = tables(
        "项目⇥⇥⇥⇥本年支出合计⇥基本支出⇥项目支出\n科目代码⇥⇥⇥科目名称⇥⇥⇥\n类⇥款⇥项⇥⇥⇥⇥\n栏次⇥⇥⇥⇥1⇥2⇥3\n"
        "合计⇥⇥⇥⇥10.00⇥6.00⇥4.00\n210⇥15⇥01⇥行政运行⇥10.00⇥6.00⇥4.00\n"
    )
    assert [label for label, _ in rows(table)] == [("合计",), ("2101501", "行政运行")]


def test_a_table_without_a_header_has_labels_and_content():
    (table,) = tables(
        "一、基本情况⇥(一) 部门概况⇥⇥内设机构3个，编制20人，主要负责贯彻执行上级政策和工作部署。\n"
        "⇥(二) 收支情况⇥⇥全年收入合计66.31万元，全部是一般公共预算财政拨款收入，没有其他收入。\n"
    )
    assert [label for label, _ in rows(table)] == [
        ("一、基本情况", "(一) 部门概况"),
        ("一、基本情况", "(二) 收支情况"),
    ]
    assert table.columns == ("内容",)


def test_panels_may_call_their_labels_differently():
    (table,) = tables(
        "收 入⇥⇥⇥支 出⇥⇥\n项目⇥2022年预算⇥2021年预算⇥支出功能分类⇥2022年预算⇥2021年预算\n"
        "一、财政拨款⇥9.00⇥8.00⇥一、卫生健康⇥9.00⇥8.00\n"
    )
    assert [label for label, _ in rows(table)] == [
        ("收 入", "一、财政拨款"),
        ("支 出", "一、卫生健康"),
    ]


def test_columns_of_words_after_the_figures_begin_no_panel():
    (table,) = tables(
        "单位名称⇥项目名称⇥购买数量⇥购买金额⇥资金来源⇥支出功能分类科目\n"
        "甲局⇥审计服务⇥1⇥3.00⇥财政拨款⇥行政运行\n"
    )
    assert rows(table) == [
        (
            ("甲局", "审计服务"),
            {
                "购买数量": "1",
                "购买金额": "3.00",
                "资金来源": "财政拨款",
                "支出功能分类科目": "行政运行",
            },
        )
    ]


def test_the_description_of_an_indicator_is_not_its_name():
    (table,) = tables(
        "一级指标⇥二级指标⇥三级指标⇥绩效指标描述⇥指标值\n产出指标⇥数量指标⇥次数⇥全年次数⇥≥2次\n"
    )
    assert rows(table) == [
        (("产出指标", "数量指标", "次数"), {"绩效指标描述": "全年次数", "指标值": "≥2次"})
    ]


def test_groups_in_the_first_row_stand_over_the_header_below():
    (table,) = tables(
        "“三公”经费预算数⇥⇥⇥⇥⇥⇥机关运行经费预算数\n"
        "合计⇥因公出国（境）费⇥公务接待费⇥公务用车购置及运行费⇥⇥⇥\n⇥⇥⇥小计⇥购置费⇥运行费⇥\n"
        "9.50⇥1.50⇥2.00⇥6.00⇥4.00⇥2.00⇥70.25\n"
    )
    assert rows(table) == [
        (
            (),
            {
                "“三公”经费预算数/合计": "9.50",
                "“三公”经费预算数/因公出国（境）费": "1.50",
                "“三公”经费预算数/公务接待费": "2.00",
                "“三公”经费预算数/公务用车购置及运行费/小计": "6.00",
                "“三公”经费预算数/公务用车购置及运行费/购置费": "4.00",
                "“三公”经费预算数/公务用车购置及运行费/运行费": "2.00",
                "机关运行经费预算数": "70.25",
            },
        )
    ]


def test_words_that_end_like_labels_are_a_row_of_the_header():
    (table,) = tables(
        "项目⇥⇥⇥一般公共预算基本支出⇥⇥\n经济分类科目编码⇥⇥部门经济分类科目名称⇥合计⇥人员经费⇥公用经费\n"
        "类⇥款⇥⇥⇥⇥\n301⇥⇥工资福利支出⇥8.00⇥8.00⇥\n302⇥01⇥办公费⇥3.00⇥⇥3.00\n合计⇥⇥⇥11.00⇥8.00⇥3.00\n"
    )
    over = "一般公共预算基本支出"
    assert rows(table) == [
        (("301", "工资福利支出"), {f"{over}/合计": "8.00", f"{over}/人员经费": "8.00"}),
        (("30201", "办公费"), {f"{over}/合计": "3.00", f"{over}/公用经费": "3.00"}),
        (
            ("合计",),
            {f"{over}/合计": "11.00", f"{over}/人员经费": "8.00", f"{over}/公用经费": "3.00"},
        ),
    ]


def test_an_empty_column_of_codes_labels_no_rows():
    (table,) = tables("功能科目代码⇥功能科目名称⇥金额\n⇥合计⇥5.00\n⇥⇥\n")
    assert rows(table) == [(("合计",), {"金额": "5.00"})]


def test_three_panels_have_labels_and_sums_of_their_own():
    (table,) = tables(
        "收入⇥⇥支出⇥⇥⇥\n项目名称⇥金额⇥功能分类⇥⇥支出用途⇥\n⇥⇥功能科目名称⇥金额⇥项目名称⇥金额\n"
        "一、财政拨款⇥9.00⇥一、教育支出⇥⇥一、基本支出⇥5.00\n"
        "⇥⇥二、卫生健康支出⇥9.00⇥二、项目支出⇥4.00\n收入合计⇥9.00⇥支出合计⇥⇥⇥9.00\n"
    )
    by_function, by_use = "支出/功能分类/金额", "支出/支出用途/金额"
    assert rows(table) == [
        (("收入", "一、财政拨款"), {"收入/金额": "9.00"}),
        (("支出", "一、教育支出"), {}),
        (("支出", "一、基本支出"), {by_use: "5.00"}),
        (("支出", "二、卫生健康支出"), {by_function: "9.00"}),
        (("支出", "二、项目支出"), {by_use: "4.00"}),
        (("收入", "收入合计"), {"收入/金额": "9.00"}),
        (("支出", "支出合计"), {by_use: "9.00"}),
    ]
