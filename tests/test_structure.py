"""Structure: a contents list and its body, a list of attachments and what follows it."""

from pages import document, findings, grid

from mingzhang import structure

BODY = ("一、收入决算情况说明", "二、支出决算情况说明", "三、绩效评价情况说明")


def found(*items):
    return findings(document(*items), structure)


def contents(*body):
    return found("目 录", "第一部分 说明", *BODY, "第一部分 说明", *body)


def test_a_contents_list_that_agrees():
    assert contents(*BODY) == {}


def test_an_entry_that_the_body_lacks():
    result = contents(BODY[0], BODY[1])["structure.contents-absent"]
    assert [f.places[0].place.line for f in result] == [5]


def test_a_general_entry_is_met_by_sections_with_names_of_their_own():
    listed = ("一、收支情况说明", "二、项目经费情况说明", "三、绩效情况说明")
    body = ("一、收支情况说明", "二、设备更新专项经费情况说明", "三、绩效情况说明")
    assert found("目 录", "第一部分 说明", *listed, "第一部分 说明", *body) == {}


def test_an_entry_under_another_title():
    (one,) = contents(BODY[0], BODY[1], "三、绩效自评价情况说明")["structure.contents-renamed"]
    assert [f.place.line for f in one.places + one.compared] == [5, 9]


def test_entries_in_another_order():
    result = contents("一、支出决算情况说明", "二、绩效评价情况说明", "三、收入决算情况说明")
    assert list(result) == ["structure.contents-order"]
    assert "2、3、1" in result["structure.contents-order"][0].message


def test_a_list_without_a_heading_is_known_by_its_repetition():
    result = found("第一部分 说明", *BODY, "第一部分 说明", BODY[0], BODY[1])
    assert len(result["structure.contents-absent"]) == 1


def test_entries_are_found_as_titles_of_tables():
    lines = ("目录", "第二部分 决算表", "一、收入决算表", "二、支出决算表", "三、基本支出决算表")
    tables = [grid(f"表{n} 2023年{t}", "项目⇥金额", "甲⇥1.00")
              for n, t in enumerate(("收入决算表", "支出决算表", "基本支出决算表"), 1)]  # fmt: skip
    assert found(*lines, "第二部分 决算表", *tables) == {}


def test_tables_that_are_only_listed_give_one_note():
    result = found(
        "第二部分 决算表", "一、收入决算表", "二、支出决算表", "三、基本支出决算表", "第三部分 说明"
    )
    assert list(result) == ["structure.tables-listed-only"]


def test_attachments_are_found_after_their_list():
    listed = ("第六部分 附件", "一、甲项目绩效评价报告", "二、甲项目绩效评价自评表")
    agree = found(*listed, "甲项目绩效评价报告", "甲项目绩效评价自评表")
    other = found(*listed, "甲项目绩效评价自评报告", "甲项目绩效评价自评表")
    assert agree == {}
    assert [f.places[0].place.line for f in other["structure.contents-renamed"]] == [2]
