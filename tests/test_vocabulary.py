"""The words of forms 表格用语: how a printed word is compared, and what a cell prints."""

import pytest
from printed import WORDS

from mingzhang.read.vocabulary import bare, compiled, is_code, is_dash, is_number, is_year

VOCABULARY = compiled(WORDS)


@pytest.mark.parametrize(
    ("printed", "word"),
    [
        ("项 目", "项目"),
        ("项目（按功能分类）", "项目"),
        ("批复金额（万元）", "批复金额"),
        ("部门（单位） 代码", "部门代码"),
        ("“三公”经费合计", "三公经费合计"),
        ("其中：教育收费", "其中:教育收费"),
        ("资金总额：", "资金总额"),
        ("指标值(长期)", "指标值"),
    ],
)
def test_a_word_is_compared_without_what_surrounds_it(printed, word):
    assert bare(printed) == word


@pytest.mark.parametrize(
    "text", ["0", "12.50", "1,024.00", "-3.2", "96%", "８８", "788 万元", "34.5％"]
)
def test_numbers(text):
    assert is_number(text)


@pytest.mark.parametrize("text", ["", "—", "≥90%", "3次", "1.2.3", "2021年", "1-12月", "12,34"])
def test_what_is_no_number(text):
    assert not is_number(text)


def test_dashes_codes_and_years():
    assert is_dash("—") and is_dash("---") and not is_dash("-1")
    assert is_code("2101501") and is_code("42010722202R000000100") and not is_code("21")
    assert is_year("2021年") and is_year("上年决算数") and not is_year("年度")


def test_header_words_and_keys_come_from_the_pack():
    assert VOCABULARY.is_header("科目编码") and VOCABULARY.is_header("2020 年")
    assert not VOCABULARY.is_header("卫生健康支出")
    assert VOCABULARY.is_strong("全年执行数") and not VOCABULARY.is_strong("基本支出")
    assert VOCABULARY.is_key("主管部门及编码") and VOCABULARY.is_key("年度目标 1:")
    assert not VOCABULARY.is_key("(一) 部门概况")
    assert VOCABULARY.is_code_column("项目/科目编码") and not VOCABULARY.is_code_column("项目名称")


def test_every_closed_value_names_a_column_of_the_pack():
    assert set(WORDS["closed"]) <= VOCABULARY.labels
    assert VOCABULARY.levels <= VOCABULARY.labels | {"指标类别"}
    assert VOCABULARY.contents <= VOCABULARY.values
