from contextlib import suppress
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.kernel.figures import (
    Figure,
    FigureState,
    format_exact,
    format_number,
    format_percent,
    parse_figure,
    reported,
)


@pytest.mark.parametrize(
    ("text", "decimals", "value"),
    [
        ("0", 0, "0"),
        ("1234", 0, "1234"),
        ("1.234", 0, "1234"),
        ("1 234", 0, "1234"),
        ("1\u00a0234\u202f567", 0, "1234567"),
        ("12,5", 1, "12.5"),
        ("1.234,50", 2, "1234.5"),
        ("１２", 0, "12"),
        ("007", 0, "7"),
        (" 5 ", 0, "5"),
    ],
)
def test_numbers_are_read_as_vietnamese_officers_write_them(text: str, decimals: int, value: str) -> None:
    assert parse_figure(text, decimals) == reported(Decimal(value))


@pytest.mark.parametrize("text", ["", "  ", "\u00a0", "\n"])
def test_a_blank_is_no_figure_and_not_zero(text: str) -> None:
    assert parse_figure(text) is None


@pytest.mark.parametrize(
    ("text", "decimals", "sentence"),
    [
        ("-5", 0, "Số không được âm."),
        ("− 5", 0, "Số không được âm."),
        ("12a", 0, "«12a» không phải là số."),
        ("không", 0, "«không» không phải là số."),
        ("1-2", 0, "«1-2» không phải là số."),
        ("1²", 0, "«1²» không phải là số."),
        ("12,5", 0, "Ô này chỉ nhận số nguyên."),
        ("1,000", 0, "Ô này chỉ nhận số nguyên."),
        ("1,234", 2, "Chỉ ghi tối đa 2 chữ số sau dấu phẩy."),
        ("1.5", 1, "Ghi dấu chấm để tách hàng nghìn, dấu phẩy cho phần thập phân, ví dụ 1.234,5."),
        ("1.234 567", 0, "Ghi dấu chấm để tách hàng nghìn, dấu phẩy cho phần thập phân, ví dụ 1.234,5."),
        ("1,2,3", 1, "Ghi dấu chấm để tách hàng nghìn, dấu phẩy cho phần thập phân, ví dụ 1.234,5."),
        ("٣", 0, "«٣» không phải là số."),
        ("9" * 16, 0, "Số quá lớn."),
    ],
)
def test_what_is_no_figure_gets_one_sentence(text: str, decimals: int, sentence: str) -> None:
    with pytest.raises(ValueError, match=r".+") as refusal:
        parse_figure(text, decimals)
    assert str(refusal.value) == sentence


@given(st.integers(0, 10**15 - 1), st.integers(0, 4))
def test_what_is_written_is_read_back(digits: int, decimals: int) -> None:
    value = Decimal(digits).scaleb(-decimals)
    assert parse_figure(format_number(value, decimals), decimals) == reported(value)


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    with suppress(ValueError):
        assert parse_figure(text, 1) is None or any(char.isdecimal() for char in text)


def test_numbers_are_written_with_dot_and_comma() -> None:
    assert format_number(22450) == "22.450"
    assert format_number(Decimal("0.5"), 1) == "0,5"
    assert format_number(Decimal("2.5")) == "3"
    assert format_number(-1234) == "-1.234"
    assert format_exact(Fraction(5, 4)) == "1,25"
    assert format_exact(Decimal("3.0")) == "3"


def test_a_percentage_never_claims_a_hundred_that_is_not_reached() -> None:
    assert format_percent(Fraction(1, 3)) == "33,3%"
    assert format_percent(1) == "100%"
    assert format_percent(Fraction(7, 100)) == "7%"
    assert format_percent(Fraction(99999, 100000)) == "99,999%"


def test_only_a_figure_with_a_number_has_a_value() -> None:
    with pytest.raises(ValueError, match="not_stored"):
        Figure(FigureState.NOT_STORED, Decimal(3))
    with pytest.raises(ValueError, match="reported"):
        Figure(FigureState.REPORTED)
