"""How a plan's content is said in Vietnamese, on pages and in official documents alike."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from namro.kernel.deadlines import DueForm, parse_due_rule
from namro.kernel.figures import format_number
from namro.kernel.times import short_date
from namro.plans.rules import Comparator

GOALS: dict[Comparator, str] = {
    Comparator.AT_LEAST: "Ít nhất {}",
    Comparator.AT_MOST: "Không quá {}",
    Comparator.MORE: "Trên {}",
    Comparator.LESS: "Dưới {}",
    Comparator.EQUAL: "Đúng {}",
    Comparator.RANGE: "Từ {} đến {}",
    Comparator.INCREASE: "Tăng đúng {}",
    Comparator.INCREASE_MORE: "Tăng trên {}",
    Comparator.INCREASE_AT_LEAST: "Tăng ít nhất {}",
    Comparator.DECREASE: "Giảm đúng {}",
    Comparator.DECREASE_MORE: "Giảm trên {}",
    Comparator.DECREASE_AT_LEAST: "Giảm ít nhất {}",
}
# Before publication a bare number is shown bare.
AS_WRITTEN: dict[Comparator, str] = {
    **GOALS,
    Comparator.EQUAL: "{}",
    Comparator.INCREASE: "Tăng {}",
    Comparator.DECREASE: "Giảm {}",
}
_MONTHS_OF = {"quarter:last": "tháng cuối quý", "quarter:next": "tháng đầu quý sau"}
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_END = 31


def quantity(value: Decimal, unit: str) -> str:
    """«30%», «800 người», «0,5%»."""
    exponent = value.normalize().as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    number = format_number(value, decimals)
    return f"{number}%" if unit == "%" else f"{number} {unit}".strip()


def goal(
    comparator: Comparator, value: Decimal, value_to: Decimal | None, unit: str, *, as_written: bool = False
) -> str:
    """What a target asks for: «Ít nhất 30%», «Tăng trên 5%», «Từ 5% đến 10%»."""
    if comparator is Comparator.AT_LEAST and unit == "%" and value == 100:
        return "100%"
    pattern = (AS_WRITTEN if as_written else GOALS)[comparator]
    return pattern.format(quantity(value, unit), quantity(value_to, unit) if value_to is not None else "…")


def due_rule(rule: str, once_on: date | None, *, exclusive: bool) -> str:
    """«trước ngày 15 của tháng cuối quý», «trước ngày 15/12», «chậm nhất ngày 25/02/2026»; "" without any date."""
    before = "trước" if exclusive else "chậm nhất"
    if once_on is not None:
        return f"{before} ngày {short_date(once_on)}"
    if not rule:
        return ""
    parsed = parse_due_rule(rule, exclusive=exclusive)
    if parsed.form is DueForm.AFTER_CUT_OFF:
        days = "ngày làm việc" if parsed.working else "ngày"
        return f"trong {parsed.day:02} {days} sau ngày chốt số liệu"
    if parsed.on is not None:
        return f"{before} ngày {short_date(parsed.on)}"
    if parsed.form is DueForm.WEEKLY:
        return f"{before} {_WEEKDAYS[parsed.day]} hằng tuần"
    day = "ngày cuối" if parsed.day == _END else f"ngày {parsed.day:02}"
    if parsed.form is DueForm.YEARLY:
        year = f"/{parsed.years[1]}" if parsed.years else ""
        month = f"{parsed.month}{year}"
        return f"{before} {day}/{month}" if parsed.day != _END else f"{before} ngày cuối tháng {month}"
    if parsed.form is DueForm.MONTHLY:
        return f"{before} {day} hằng tháng"
    return f"{before} {day} của {_MONTHS_OF[parsed.form]}"
