import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.writing import words


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026", "05/02/2026"),
        (date(2026, 3, 15), "ngày 15 tháng 3 năm 2026", "15/3/2026"),
        (date(2026, 10, 9), "ngày 09 tháng 10 năm 2026", "09/10/2026"),
    ],
)
def test_days_below_ten_and_the_months_one_and_two_take_a_zero(day: date, long: str, short: str) -> None:
    assert (words.date_long(day), words.date_short(day)) == (long, short)


def test_what_the_clerk_will_fill_in_is_a_gap() -> None:
    assert words.date_or_gap(None, 2026).split() == ["ngày", "tháng", "năm", "2026"]
    assert words.number_or_gap(None, "BC-UBND").strip() == "/BC-UBND"
    assert words.number_or_gap("5", "BC-UBND") == "05/BC-UBND"
    assert words.number_or_gap("107", "KH-UBND") == "107/KH-UBND"


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        ("157", "145", "tăng 12 vụ, tương đương 8,3% so với cùng kỳ"),
        ("50", "100", "giảm 50 vụ, tương đương 50% so với cùng kỳ"),
        ("22451", "22450", "tăng 1 vụ, tương đương dưới 0,1% so với cùng kỳ"),
        ("12", "0", "tăng 12 vụ so với cùng kỳ (cùng kỳ không có)"),
        ("0", "7", "giảm 7 vụ, tương đương 100% so với cùng kỳ (số gốc nhỏ: 7 vụ)"),
        ("21", "20", "tăng 1 vụ, tương đương 5% so với cùng kỳ"),
        ("7", "7", "không thay đổi so với cùng kỳ"),
        ("0", "0", "không thay đổi so với cùng kỳ"),
    ],
)
def test_a_change_is_put_in_words(now: str, before: str, said: str) -> None:
    assert words.change_in_words(Decimal(now), Decimal(before), "vụ") == said


def test_a_change_keeps_the_decimals_of_its_figures() -> None:
    said = words.change_in_words(Decimal("2.5"), Decimal("2"), "kg", decimals=1, against="quý trước")
    assert said == "tăng 0,5 kg, tương đương 25% so với quý trước"


def test_rates_change_by_points() -> None:
    said = words.change_in_words(Decimal("83.4"), Decimal("80"), "%", decimals=1)
    assert said == "tăng 3,4 điểm phần trăm so với cùng kỳ"


SAID = re.compile(
    r"(?:không thay đổi|(?P<verb>tăng|giảm) (?P<by>[\d.]+) vụ(?:, tương đương (?P<share>dưới 0,1|[\d.,]+)%)?)"
    r" so với cùng kỳ(?P<remark> \(.+\))?"
)


@given(now=st.integers(0, 10**7), before=st.integers(0, 10**7))
def test_a_change_in_words_says_exactly_what_the_figures_say(now: int, before: int) -> None:
    found = SAID.fullmatch(words.change_in_words(Decimal(now), Decimal(before), "vụ"))
    assert found
    by = int((found["by"] or "0").replace(".", ""))
    assert now == before + (by if found["verb"] == "tăng" else -by)
    assert (found["share"] is not None) == (now != before and before > 0)
    assert (found["remark"] is not None) == (now != before and before < 20)
    if found["share"] == "dưới 0,1":
        assert by * 2000 < before
    elif found["share"]:
        share = Fraction(found["share"].replace(".", "").replace(",", "."))
        assert abs(share - Fraction(100 * by, before)) <= Fraction(1, 20)
        assert share != 100 or by >= before


@pytest.mark.parametrize(
    ("number", "letters"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (40, "XL"), (399, "CCCXCIX")]
)
def test_roman_numerals(number: int, letters: str) -> None:
    assert words.roman(number) == letters


@pytest.mark.parametrize("number", [0, -1, 400])
def test_there_are_no_other_roman_numerals(number: int) -> None:
    with pytest.raises(ValueError, match="no Roman numeral"):
        words.roman(number)


@pytest.mark.parametrize(
    ("items", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a và b"), (["a", "b", "c"], "a, b và c")]
)
def test_a_list_is_joined(items: list[str], said: str) -> None:
    assert words.join_list(items) == said
