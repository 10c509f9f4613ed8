"""A printed grid to blocks: forms that hold several tables, headers printed again, notes."""

from printed import rows, tables

FORM = """项目支出绩效自评表
公开12表
金额单位：万元

项目名称⇥医疗救助⇥⇥⇥⇥⇥⇥
主管部门⇥甲局⇥⇥⇥实施单位⇥乙中心⇥⇥
项目资金⇥⇥年初预算数⇥全年预算数⇥全年执行数⇥分值⇥执行率⇥得分
（万元）⇥年度资金总额⇥30.00⇥30.00⇥25.00⇥10⇥83.33%⇥8.33
⇥其他资金⇥⇥⇥⇥—⇥⇥—
年度总体目标⇥预期目标⇥⇥⇥实际完成情况⇥⇥⇥
⇥提高经办能力。⇥⇥⇥完成培训3次。⇥⇥⇥
<b>绩效指标表</b>⇥⇥⇥⇥⇥⇥⇥
一级指标⇥二级指标⇥三级指标⇥指标值⇥度量单位⇥实际完成值⇥分值⇥得分
⇥⇥⇥⇥⇥⇥90.00⇥88.00
产出指标⇥数量指标⇥培训次数⇥≥3⇥次⇥3⇥50.00⇥50.00
效益指标⇥社会效益指标⇥知晓率⇥≥90⇥%⇥92⇥40.00⇥38.00
其他需要说明的事项⇥⇥无⇥⇥⇥⇥⇥
总分⇥⇥⇥⇥⇥总分值⇥总得分⇥自评等级
⇥⇥⇥⇥⇥100⇥96.33⇥优
备注：1.其他资金请注明来源。⇥⇥⇥⇥⇥⇥⇥
2.一级指标包含产出指标、效益指标和满意度指标。⇥⇥⇥⇥⇥⇥⇥
"""


def test_one_form_holds_several_tables():
    basic, money, goals, indicators, score = tables(FORM)
    assert {t.number for t in (basic, money, goals, indicators, score)} == {"公开12表"}
    assert {t.unit for t in (money, score)} == {"万元"}
    assert rows(basic)[1] == ((), {"主管部门": "甲局", "实施单位": "乙中心"})
    assert rows(money)[0] == (
        ("项目资金（万元）", "年度资金总额"),
        {
            "年初预算数": "30.00",
            "全年预算数": "30.00",
            "全年执行数": "25.00",
            "分值": "10",
            "执行率": "83.33%",
            "得分": "8.33",
        },
    )
    assert rows(goals) == [
        (("年度总体目标",), {"预期目标": "提高经办能力。", "实际完成情况": "完成培训3次。"})
    ]
    assert indicators.title.text == "项目支出绩效自评表—绩效指标表"
    assert rows(indicators)[0] == ((), {"分值": "90.00", "得分": "88.00"})
    assert rows(indicators)[-1] == (("其他需要说明的事项",), {"其他需要说明的事项": "无"})
    assert rows(score) == [(("总分",), {"总分值": "100", "总得分": "96.33", "自评等级": "优"})]
    assert len(score.notes) == 2


GRID = "科目编码⇥科目名称⇥合计⇥基本支出⇥项目支出\n"


def test_a_header_printed_again_on_the_next_page_is_no_data():
    (table,) = tables(
        f"支出总表\n{GRID}210⇥卫生健康支出⇥3.00⇥2.00⇥1.00\n\n- 3 -\n\n"
        f"{GRID}221⇥住房保障支出⇥1.00⇥1.00⇥\n"
    )
    assert [label for label, _ in rows(table)] == [("210", "卫生健康支出"), ("221", "住房保障支出")]


def test_tables_follow_each_other_in_ruled_lines():
    first, second = tables(
        f"支出总表⇥⇥⇥⇥\n单位：元⇥⇥⇥⇥\n{GRID}210⇥卫生健康支出⇥3.00⇥2.00⇥1.00\n"
        "收入总表⇥⇥⇥⇥\n单位：万元⇥⇥⇥⇥\n项目⇥预算数⇥决算数⇥⇥\n其他收入⇥3.00⇥2.00⇥⇥\n"
    )
    assert (first.title.text, first.unit) == ("支出总表", "元")
    assert (second.title.text, second.unit) == ("收入总表", "万元")
    assert rows(second) == [(("其他收入",), {"预算数": "3.00", "决算数": "2.00"})]


def test_the_same_header_for_the_next_goal_goes_on():
    (table,) = tables(
        "年度绩效指标⇥一级指标⇥二级指标⇥三级指标⇥指标值\n⇥产出指标⇥数量指标⇥次数⇥≥2次\n"
        "年度目标2:⇥加强监管⇥⇥⇥\n年度绩效指标⇥一级指标⇥二级指标⇥三级指标⇥指标值\n"
        "⇥产出指标⇥质量指标⇥办结率⇥100%\n"
    )
    assert rows(table)[1] == (("年度目标2:",), {"年度目标2:": "加强监管"})
    assert rows(table)[2] == (("年度目标2:", "产出指标", "质量指标", "办结率"), {"指标值": "100%"})


def test_a_contents_list_with_tabs_is_no_table():
    assert tables("目录\n一、收支总表⇥3\n二、收入总表⇥4\n三、支出总表⇥6\n") == []
    assert tables("一、概况......⇥3\n二、收入总表......⇥4\n") == []
    assert tables("联系电话：⇥010-00000000\n") == []


def test_a_row_that_only_labels_the_panels_is_no_header():
    (table,) = tables(
        "收入⇥⇥支出⇥⇥\n项目⇥决算数⇥项目⇥合计⇥一般公共预算财政拨款\n"
        "本年收入合计⇥7.00⇥本年支出合计⇥7.00⇥7.00\n"
        "年初财政拨款结转和结余⇥⇥年末财政拨款结转和结余⇥⇥\n总计⇥7.00⇥总计⇥7.00⇥7.00\n"
    )
    assert [label for label, _ in rows(table)][2:] == [
        ("收入", "年初财政拨款结转和结余"),
        ("支出", "年末财政拨款结转和结余"),
        ("收入", "总计"),
        ("支出", "总计"),
    ]


def test_keys_in_turn_with_values_are_no_header_and_columns_of_their_own_words_are():
    form, bought = tables(
        "绩效目标表\n\n项目名称⇥补贴⇥项目性质⇥经常性项目⇥项目类别⇥特定目标类\n"
        "主管部门⇥甲局⇥实施单位⇥乙中心⇥⇥\n\n购买服务支出表\n\n"
        "单位名称⇥服务项目⇥支出功能分类⇥服务内容⇥合计⇥一般公共预算\n"
        "甲局⇥审计服务⇥行政运行⇥委托审计⇥3.00⇥3.00\n"
    )
    assert rows(form)[0] == (
        (),
        {"项目名称": "补贴", "项目性质": "经常性项目", "项目类别": "特定目标类"},
    )
    assert rows(bought) == [
        (
            ("甲局", "审计服务", "行政运行", "委托审计"),
            {"合计": "3.00", "一般公共预算": "3.00"},
        )
    ]


def test_a_clause_under_a_header_is_no_further_row_of_it():
    form = """项目绩效目标⇥项目总目标⇥⇥⇥年度总体目标⇥
⇥拨付补助，实报实销⇥⇥⇥拨付补助，实报实销⇥
⇥一级指标⇥二级指标⇥三级指标⇥年度指标值⇥
绩效指标⇥产出指标⇥数量指标⇥完成次数⇥12⇥
⇥效益指标⇥社会效益指标⇥改善户数⇥不低于80户⇥
"""
    goals, indicators = tables("项目支出绩效目标填报表\n" + form)
    assert goals.columns[-1] == "年度总体目标" and len(goals.rows) == 1
    assert indicators.columns[-1] == "年度指标值" and len(indicators.rows) == 2


def test_a_row_that_names_the_table_over_a_header_of_two_lines():
    form = """财政拨款“三公”经费支出决算表
单位：万元
财政拨款“三公”经费⇥⇥⇥⇥⇥
合计⇥⇥因公出国（境）费⇥⇥公务接待费⇥
预算数⇥决算数⇥预算数⇥决算数⇥预算数⇥决算数
9.00⇥8.00⇥2.00⇥1.00⇥7.00⇥7.00
"""
    (own,) = tables(form)
    assert own.title.text == "财政拨款“三公”经费支出决算表"  # said once
    assert rows(own)[0][1]["因公出国（境）费/决算数"] == "1.00"


def test_names_of_rows_of_two_panels_are_no_key_and_value():
    (table,) = tables(
        "收支总表\n收入⇥⇥支出⇥\n项目⇥金额⇥项目⇥金额\n一、财政拨款⇥7.00⇥一、教育支出⇥7.00\n"
        "当年收入小计⇥7.00⇥当年支出小计⇥7.00\n上年结转资金⇥⇥结转下年资金⇥\n"
        "收入合计⇥7.00⇥支出合计⇥7.00\n"
    )
    assert [label for label, _ in rows(table)][4:6] == [
        ("收入", "上年结转资金"),
        ("支出", "结转下年资金"),
    ]
