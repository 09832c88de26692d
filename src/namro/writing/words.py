"""Numbers, dates and lists as an official text words them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from namro.kernel.figures import format_number, format_percent
from namro.kernel.results import SMALL_BASE

_GAP = "\u00a0" * 6  # room for the clerk's pen, never broken over two lines
_LEAST_SHARE = Fraction(1, 2000)  # what one decimal would round to 0,0%
_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def date_long(day: date) -> str:
    """«ngày 05 tháng 02 năm 2026»: days below 10 and the months 1 and 2 take a zero (NĐ 30/2020, Phụ lục I)."""
    return f"ngày {day.day:02d} tháng {_month(day)} năm {day.year}"


def date_short(day: date) -> str:
    return f"{day.day:02d}/{_month(day)}/{day.year}"


def _month(day: date) -> str:
    return f"{day.month:02d}" if day.month < 3 else str(day.month)


def date_or_gap(day: date | None, year: int) -> str:
    return date_long(day) if day else f"ngày{_GAP}tháng{_GAP}năm {year}"


def number_or_gap(number: str | None, symbol: str) -> str:
    """«05/BC-UBND»; numbers below 10 take a zero."""
    return f"{number.zfill(2) if number else _GAP}/{symbol}"


def roman(number: int) -> str:
    if not 0 < number < 400:
        raise ValueError(f"no Roman numeral for {number}")
    letters = ""
    for worth, letter in _ROMAN:
        count, number = divmod(number, worth)
        letters += letter * count
    return letters


def join_list(items: Sequence[str]) -> str:
    """«a, b và c»."""
    return " và ".join(part for part in (", ".join(items[:-1]), *items[-1:]) if part)


def change_in_words(now: Decimal, before: Decimal, unit: str, *, decimals: int = 0, against: str = "cùng kỳ") -> str:
    """«tăng 12 vụ, tương đương 8,3% so với cùng kỳ».

    Against a zero no share is given; one of a small number is said to be. Rates change by points, never by a share.
    """
    if now == before:
        return f"không thay đổi so với {against}"
    verb = "tăng" if now > before else "giảm"
    if unit == "%":
        return f"{verb} {format_number(abs(now - before), decimals)} điểm phần trăm so với {against}"
    changed = f"{verb} {quantity(abs(now - before), unit, decimals)}"
    if before == 0:
        return f"{changed} so với {against} ({against} không có)"
    share = _share(abs(Fraction(now - before) / Fraction(before)))
    little = f" (số gốc nhỏ: {quantity(before, unit, decimals)})" if decimals == 0 and before < SMALL_BASE else ""
    return f"{changed}, tương đương {share} so với {against}{little}"


def quantity(value: Decimal, unit: str, decimals: int = 0) -> str:
    """«1.250 người», «95%», «12»."""
    number = format_number(value, decimals)
    return f"{number}%" if unit == "%" else f"{number} {unit}".rstrip()


def _share(ratio: Fraction) -> str:
    return "dưới 0,1%" if ratio < _LEAST_SHARE else format_percent(ratio)
