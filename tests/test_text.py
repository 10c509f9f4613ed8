"""Bytes to lines 字节到行: encodings, bounds, and lines cleaned of what is not print."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingzhang.model import Text, Unreadable
from mingzhang.read import text as reading
from mingzhang.read.text import clean, decode, split

SENTENCE = "2022年部门收支总预算929.84万元，比上年增长40.33%。\n表3. 支出总表\n合计\t111.84\n"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
    ],
)
def test_the_usual_encodings_give_the_same_text(encoding, name):
    assert decode(SENTENCE.encode(encoding)) == (SENTENCE, name, [])


def test_a_few_broken_characters_are_left_out_with_a_warning():
    data = (SENTENCE * 40).encode()
    at = data.index("预".encode())
    text, encoding, warnings = decode(data[:at] + b"\xff" + data[at + 3 :])
    assert encoding == "utf-8"
    assert "929.84" in text
    assert warnings


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "空"),
        (b" \r\n\t", "空"),
        ("\u3000\n".encode(), "空白"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "Excel"),
        (bytes(range(256)) * 50, "无法读取"),
        (SENTENCE.encode("utf-8").decode("latin-1").encode("utf-8") * 9, "无法读取"),
        (SENTENCE.encode()[:-12], "不完整"),
    ],
)
def test_what_is_no_text_is_refused_in_one_sentence(data, word):
    with pytest.raises(Unreadable) as refusal:
        decode(data)
    assert word in str(refusal.value)
    assert str(refusal.value).endswith("。")


@pytest.mark.parametrize(
    ("bound", "text"),
    [
        ("MAX_LINES", "一\n" * 60),
        ("MAX_LINE", "一" * 60),
        ("MAX_CELLS", "1\t" * 60),
        ("MAX_ALL_CELLS", "1\t1\n" * 60),
    ],
)
def test_what_is_too_large_is_refused(monkeypatch, bound, text):
    split(text)
    monkeypatch.setattr(reading, bound, 50)
    with pytest.raises(Unreadable):
        split(text)


def test_the_size_is_looked_at_before_anything_is_decoded(monkeypatch):
    monkeypatch.setattr(reading, "MAX_BYTES", 1 << 20)
    with pytest.raises(Unreadable, match="MB"):
        decode(b"\xff" * (1 << 20) + b"1")


def test_lines_end_in_every_usual_way():
    assert split("甲\r\n乙\r丙\n\n丁") == ["甲", "乙", "丙", "", "丁"]


@pytest.mark.parametrize(
    ("printed", "clean_text"),
    [
        ("<p>完成 3 次。</p> <p>共 5 人</p>", "完成 3 次。 共 5 人"),
        ("满意度 $\\geq 90\\%$", "满意度 ≥ 90%"),
        ("满意度 \\geq 90%", "满意度 ≥ 90%"),
        ("误差 \\leq 0.5\\%", "误差 ≤ 0.5%"),
        ("**合计**", "合计"),
        ("<b>绩效指标表</b>", "绩效指标表"),
        ("执行率<95%，分值>8", "执行率<95%，分值>8"),
        ("５０％（含）", "５０％（含）"),
    ],
)
def test_tags_and_residue_go_and_what_is_printed_stays(printed, clean_text):
    assert clean(Text.of(printed, 1)).text == clean_text


PIECES = [
    "<p>",
    "</p>",
    "<b>",
    "$\\geq 90\\%$",
    "\\leq",
    "\\%",
    "**",
    "12.5",
    "三公",
    " ",
    "<",
    "$",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_every_digit_of_a_cleaned_text_stands_where_it_says(printed):
    cleaned = clean(Text.of(printed, 7))
    for i, character in enumerate(cleaned.text):
        if character.isdigit():
            place = cleaned.at(i)
            assert (place.line, printed[place.offset]) == (7, character)
    assert sum(map(str.isdigit, cleaned.text)) == sum(map(str.isdigit, printed))
