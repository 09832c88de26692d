"""When a report is due: rules as plans write them, and the last day on which it may be sent."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from namro.kernel.calendars import last_working_day_on_or_before, next_working_day, working_days_between
from namro.kernel.problems import Problem, Severity
from namro.kernel.times import ONE_DAY, Period, PeriodKind, Regime, campaign, period_containing, short_date

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_YEARLY = {
    "half_year": PeriodKind.HALF_YEAR,
    "nine_months": PeriodKind.NINE_MONTHS,
    "year": PeriodKind.YEAR,
}
_END = 31  # "end": a day number is cut to the length of its month


class DueForm(StrEnum):
    ONCE = "once"
    WEEKLY = "week"
    MONTHLY = "month"
    QUARTER_LAST_MONTH = "quarter:last"
    QUARTER_NEXT_MONTH = "quarter:next"
    YEARLY = "yearly"


class Weekend(StrEnum):
    """What happens to a last day that is no working day.

    Bộ luật Dân sự 2015, Điều 148 moves the end of a period to the next working day; whether that holds for reports is
    UNCONFIRMED, so the day stands as written unless the owner of the regime chooses otherwise.
    """

    AS_WRITTEN = "as_written"
    NEXT_WORKING_DAY = "next_working_day"
    PREVIOUS_WORKING_DAY = "previous_working_day"


@dataclass(frozen=True, slots=True)
class DueRule:
    """`day` is a day of the month, or 0 (Monday) to 6 for WEEKLY; `month` is for YEARLY alone, `on` for ONCE alone.

    exclusive: «trước ngày …», so that the day before is the last. kind is None for WEEKLY and ONCE.
    """

    form: DueForm
    kind: PeriodKind | None
    day: int = 0
    month: int = 0
    on: date | None = None
    exclusive: bool = False


def parse_due_rule(text: str, *, exclusive: bool = False) -> DueRule:
    """Reads one of the forms below; ValueError for anything else. A day may be `end`, the last day of its month.

    week:friday, month:15, quarter:last-15, quarter:next-05, half_year:06-15, nine_months:09-15, year:12-15, 2026-02-25
    """
    try:
        return _parse(text.strip(), exclusive=exclusive)
    except ValueError:
        raise ValueError(f"«{text}» không phải quy tắc hạn gửi.") from None


def _parse(text: str, *, exclusive: bool) -> DueRule:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return DueRule(DueForm.ONCE, None, on=date.fromisoformat(text), exclusive=exclusive)
    head, _, tail = text.partition(":")
    if head == "week":
        return DueRule(DueForm.WEEKLY, None, day=_WEEKDAYS.index(tail.lower()), exclusive=exclusive)
    if head == "month":
        return DueRule(DueForm.MONTHLY, PeriodKind.MONTH, day=_day(tail), exclusive=exclusive)
    first, _, day = tail.partition("-")
    if head == "quarter":
        return DueRule(DueForm(f"quarter:{first}"), PeriodKind.QUARTER, day=_day(day), exclusive=exclusive)
    if head in _YEARLY and re.fullmatch(r"0[1-9]|1[0-2]", first, re.ASCII):
        return DueRule(DueForm.YEARLY, _YEARLY[head], day=_day(day), month=int(first), exclusive=exclusive)
    raise ValueError(text)


def _day(text: str) -> int:
    if text == "end":
        return _END
    if not re.fullmatch(r"0[1-9]|[12]\d|3[01]", text, re.ASCII):
        raise ValueError(text)
    return int(text)


def last_day(rule: DueRule, period: Period, *, weekend: Weekend | str = Weekend.AS_WRITTEN) -> date:
    """The last day on which the report of `period` may be sent; «trước ngày 15» gives day 14.

    A monthly or weekly day is the first one after the cut-off; a day of the year is the one nearest to the cut-off.
    """
    day = _written_day(rule, period)
    if rule.exclusive:
        day -= ONE_DAY
    match Weekend(weekend):
        case Weekend.NEXT_WORKING_DAY:
            return next_working_day(day)
        case Weekend.PREVIOUS_WORKING_DAY:
            return last_working_day_on_or_before(day)
        case Weekend.AS_WRITTEN:
            return day


def _written_day(rule: DueRule, period: Period) -> date:
    end = period.end
    match rule.form:
        case DueForm.ONCE:
            assert rule.on is not None
            return rule.on
        case DueForm.WEEKLY:
            return end + timedelta(days=(rule.day - end.weekday() - 1) % 7 + 1)
        case DueForm.MONTHLY:
            this_month = _in_month(end, 0, rule.day)
            return this_month if this_month > end else _in_month(end, 1, rule.day)
        case DueForm.QUARTER_LAST_MONTH:
            return _in_month(end, 0, rule.day)
        case DueForm.QUARTER_NEXT_MONTH:
            return _in_month(end, 1, rule.day)
        case DueForm.YEARLY:
            years = (_in_month(date(end.year + n, rule.month, 1), 0, rule.day) for n in (-1, 0, 1))
            return min(years, key=lambda day: abs(day - end))


def _in_month(day: date, later: int, number: int) -> date:
    """Day `number` of the month that lies `later` months after that of `day`, cut to the month's length."""
    years, month = divmod(day.month - 1 + later, 12)
    year = day.year + years
    return date(year, month + 1, min(number, monthrange(year, month + 1)[1]))


def due_periods(rule: DueRule, regime: Regime, first: date, until: date) -> tuple[Period, ...]:
    """The periods whose report is due by `rule` between two days, both included, in order of time.

    Half a year is asked for only where the rule's day lies nearest to: half_year:06-15 never asks for the second half.
    A week is a campaign of seven days that ends the day before the rule's weekday. ONCE has no period of its own: ().
    """
    if rule.form is DueForm.ONCE:
        return ()
    if rule.form is DueForm.WEEKLY:
        return _weeks(rule, regime, first, until)
    assert rule.kind is not None
    year = timedelta(days=366)
    period = period_containing(first.replace(month=1, day=1) - year, rule.kind, regime)
    found = []
    while period.start <= until + year:
        if first <= last_day(rule, period) <= until and _asks_for(rule, period):
            found.append(period)
        period = period.next()
    return tuple(found)


def _weeks(rule: DueRule, regime: Regime, first: date, until: date) -> tuple[Period, ...]:
    days = (first + ONE_DAY * n for n in range((until - first).days + 1))
    written = (day + ONE_DAY if rule.exclusive else day for day in days)
    return tuple(campaign(day - 7 * ONE_DAY, day - ONE_DAY, regime) for day in written if day.weekday() == rule.day)


def _asks_for(rule: DueRule, period: Period) -> bool:
    return rule.kind is not PeriodKind.HALF_YEAR or abs((_written_day(rule, period) - period.end).days) <= 91


def check_due(rule: DueRule, period: Period, *, weekend: Weekend | str = Weekend.AS_WRITTEN) -> Problem | None:
    """Warns where no working day is left after the cut-off (Nghị định 09/2019/NĐ-CP, Điều 8 khoản 5)."""
    due = last_day(rule, period, weekend=weekend)
    if working_days_between(period.end, due) >= 1:
        return None
    return Problem(
        code="due_leaves_no_working_day",
        severity=Severity.WARNING,
        place="",
        message=(
            f"{period.label}: hạn gửi không bảo đảm 01 ngày làm việc sau ngày chốt "
            f"(chốt {short_date(period.end)}, gửi chậm nhất {short_date(due)}; "
            "Nghị định 09/2019/NĐ-CP, Điều 8 khoản 5)."
        ),
        remedy="Lùi hạn gửi, hoặc chốt số liệu sớm hơn và ghi số ước.",
    )
