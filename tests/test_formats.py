"""Numbers as a workbook shows them: a stored value, a format, and what is printed."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingzhang.read.formats import BUILTIN, shown

ACCOUNT = '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '
CASES = [
    ("929.84", "0.00", "929.84"),
    ("929.84000000000003", "0.00", "929.84"),
    ("929.845", "0.00", "929.85"),
    ("-929.845", "0.00", "-929.85"),
    ("1234567.5", "#,##0.00", "1,234,567.50"),
    ("1234567.5", "#,##0", "1,234,568"),
    ("12", "#,##0.00", "12.00"),
    ("0", "#,##0.00", "0.00"),
    ("0", "#,##0.00;-#,##0.00;", ""),
    ("0", ACCOUNT, "-"),
    ("1234.5", ACCOUNT, "1,234.50"),
    ("-1234.5", ACCOUNT, "-1,234.50"),
    ("-1234.5", "#,##0.00_);(#,##0.00)", "(1,234.50)"),
    ("-1234.5", "#,##0.00_);[Red]\\(#,##0.00\\)", "(1,234.50)"),
    ("0.1203", "0.00%", "12.03%"),
    ("0.1203", "0%", "12%"),
    ("0.12035", "0.00%", "12.04%"),
    ("12345678", '#,##0.00,"千元"', "12,345.68千元"),
    ("1234", "0.##", "1234"),
    ("1234.5", "0.##", "1234.5"),
    ("0.5", "#.00", ".50"),
    ("7", "000", "007"),
    ("2101301", "0_ ", "2101301"),
    ("12.5", '"¥"#,##0.00', "¥12.50"),
    ("12.5", "[$¥-804]#,##0.00", "¥12.50"),
    ("12.5", "0.00_);[红色]\\(0.00\\)", "12.50"),
    ("150", '[>100]"高";[<=100]"低"', "高"),
    ("50", '[>100]0.0;0.00"低"', "50.00低"),
    ("12", '"第"0"项"', "第12项"),
    ("12", "@", "12"),
    ("12", ";;;", ""),
    ("2101301", "General", "2101301"),
    ("123456789012345", "General", "123456789012345"),
    ("0.30000000000000004", "General", "0.3"),
    ("9.3333333333333339", "General", "9.333333333"),
    ("1234.5678901", "General", "1234.56789"),
    ("1E3", "General", "1000"),
    ("1e-3", "General", "0.001"),
    ("-0.05", "General", "-0.05"),
    ("100", "G/通用格式", "100"),
    ("甲", "0.00", "甲"),
    ("1e400", "0.00", "1e400"),
    ("nan", "0.00", "nan"),
    ("45292", "yyyy/m/d", "2024/1/1"),
    ("45292", 'yyyy"年"m"月"d"日"', "2024年1月1日"),
    ("45292", "[$-804]yyyy\\-mm\\-dd;@", "2024-01-01"),
    ("45292.75", "yyyy/m/d h:mm", "2024/1/1 18:00"),
    ("45292.75", "h:mm AM/PM", "6:00 下午"),
    ("1.5", "[h]:mm:ss", "36:00:00"),
    ("45292", "aaaa", "星期一"),
    ("60", "yyyy/m/d", "1900/2/28"),
    ("1", "yyyy/m/d", "1900/1/1"),
    ("-1", "yyyy/m/d", "-1"),
    ("2958466", "yyyy/m/d", "2958466"),
]


@pytest.mark.parametrize(("stored", "code", "printed"), CASES)
def test_a_number_under_a_format(stored, code, printed):
    assert shown(stored, code) == printed


def test_days_counted_from_1904():
    assert shown("43830", "yyyy/m/d", since_1904=True) == "2024/1/1"


@given(st.integers(-(10**13), 10**13), st.integers(0, 2))
def test_money_is_printed_to_the_last_digit(fen, noise):
    """What is stored is the binary number nearest to the amount; what is shown is the amount."""
    near = f"{abs(fen) // 100}.{abs(fen) % 100:02}" + ("0" * noise)
    text = shown("-" * (fen < 0) + near, "#,##0.00")
    assert Fraction(text.replace(",", "")) == Fraction(fen, 100)
    assert text == f"{fen // 100 if fen >= 0 else -(-fen // 100):,}.{abs(fen) % 100:02}" or (
        -100 < fen < 0 and text == f"-0.{-fen:02}"
    )


@given(st.text(max_size=30), st.integers(-(10**9), 10**9))
def test_no_format_is_stumbled_over(code, value):
    assert isinstance(shown(str(value), code), str)


@pytest.mark.parametrize("code", sorted(BUILTIN.values()))
def test_every_known_format_prints_something(code):
    assert shown("45292.25", code).strip()
