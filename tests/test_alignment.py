"""Header paths 表头路径: a header that does not fit the data is moved, completed, or doubted."""

from printed import rows, tables

GROUPS = "科目编码⇥⇥项目⇥本年收入⇥⇥⇥本年支出⇥⇥⇥⇥⇥"
UNDER = "⇥⇥⇥合计⇥基本支出⇥项目支出⇥合计⇥基本支出⇥⇥⇥项目支出⇥"
FULL = f"{GROUPS}\n{UNDER}\n⇥⇥⇥⇥⇥⇥⇥小计⇥人员经费⇥公用经费⇥⇥"
SHIFTED = (
    "⇥⇥⇥合计⇥9.00⇥7.00⇥2.00⇥9.00⇥7.00⇥5.00⇥2.00⇥2.00\n"
    "210⇥⇥⇥卫生健康支出⇥6.00⇥4.00⇥2.00⇥6.00⇥4.00⇥3.00⇥1.00⇥2.00\n"
    "221⇥⇥⇥住房保障支出⇥3.00⇥3.00⇥⇥3.00⇥3.00⇥2.00⇥1.00⇥\n"
)


def test_a_header_a_column_off_is_moved_to_where_the_sums_hold():
    (table,) = tables(f"{FULL}\n{SHIFTED}")
    assert rows(table)[1] == (
        ("210", "卫生健康支出"),
        {
            "本年收入/合计": "6.00",
            "本年收入/基本支出": "4.00",
            "本年收入/项目支出": "2.00",
            "本年支出/合计": "6.00",
            "本年支出/基本支出/小计": "4.00",
            "本年支出/基本支出/人员经费": "3.00",
            "本年支出/基本支出/公用经费": "1.00",
            "本年支出/项目支出": "2.00",
        },
    )
    assert "错开 1 栏" in table.doubt


def test_lower_names_that_are_not_printed_come_from_the_same_form():
    first, second = tables(f"甲表\n{GROUPS}\n{UNDER}\n{SHIFTED}\n乙表\n{FULL}\n⇥⇥合计⇥⇥⇥⇥⇥⇥⇥⇥⇥\n")
    assert rows(first)[0][1]["本年支出/基本支出/人员经费"] == "5.00"
    assert "同式" in first.doubt
    assert second.doubt == ""


def test_a_header_that_fits_nowhere_is_doubted_and_left_as_printed():
    (table,) = tables(
        "科目编码⇥科目名称⇥本年支出⇥⇥\n⇥⇥合计⇥基本支出⇥项目支出\n"
        "⇥⇥卫生健康支出⇥6.00⇥3.00⇥1.00\n⇥⇥住房保障支出⇥9.00⇥3.00⇥1.00\n"
    )
    assert table.doubt == "表头与数据对不齐"


def test_names_of_panels_go_to_where_the_panels_begin():
    (table,) = tables(
        "人员经费⇥公用经费\n科目编码⇥科目名称⇥决算数⇥科目编码⇥科目名称⇥决算数\n"
        "301⇥工资福利支出⇥7.00⇥302⇥商品和服务支出⇥2.00\n人员经费合计⇥7.00⇥公用经费合计⇥2.00\n"
    )
    assert rows(table) == [
        (("人员经费", "301", "工资福利支出"), {"人员经费/决算数": "7.00"}),
        (("公用经费", "302", "商品和服务支出"), {"公用经费/决算数": "2.00"}),
        (("人员经费", "人员经费合计"), {"人员经费/决算数": "7.00"}),
        (("公用经费", "公用经费合计"), {"公用经费/决算数": "2.00"}),
    ]
    assert [bool(r.doubt) for r in table.rows] == [False, False, True, True]


def test_a_merged_label_cell_that_vanished_gets_its_width_back():
    (table,) = tables(
        "项目⇥合计⇥基本支出⇥项目支出\n科目编码⇥科目名称\n210⇥卫生健康支出⇥9.00⇥5.00⇥4.00\n"
        "221⇥住房保障支出⇥3.00⇥3.00⇥\n"
    )
    assert rows(table)[0] == (
        ("210", "卫生健康支出"),
        {"合计": "9.00", "基本支出": "5.00", "项目支出": "4.00"},
    )
    assert table.doubt == ""


def test_a_row_short_of_its_vanished_cells_is_put_back():
    (table,) = tables(
        "项目⇥合计⇥基本支出⇥项目支出\n科目编码⇥科目名称\n210⇥卫生健康支出⇥9.00⇥5.00⇥4.00\n"
        "合计⇥9.00⇥5.00⇥4.00\n"
    )
    assert rows(table)[0][0] == ("210", "卫生健康支出")
    assert rows(table)[1] == (
        ("合计",),
        {"合计": "9.00", "基本支出": "5.00", "项目支出": "4.00"},
    )
