"""When a report is due: rules as plans write them, and the last day on which it may be sent."""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from namro.kernel.calendars import (
    last_working_day_on_or_before,
    next_working_day,
    working_days_after,
    working_days_between,
)
from namro.kernel.problems import Problem, Severity
from namro.kernel.times import (
    ONE_DAY,
    Period,
    PeriodKind,
    Regime,
    campaign,
    period_containing,
    short_date,
    stage,
)

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_YEARLY = {
    "half_year": PeriodKind.HALF_YEAR,
    "nine_months": PeriodKind.NINE_MONTHS,
    "year": PeriodKind.YEAR,
}
_AFTER = re.compile(r"\+([1-9]\d?)(wd|d)", re.ASCII)
_END = 31  # "end": a day number is cut to the length of its month


class DueForm(StrEnum):
    ONCE = "once"
    WEEKLY = "week"
    MONTHLY = "month"
    QUARTER_LAST_MONTH = "quarter:last"
    QUARTER_NEXT_MONTH = "quarter:next"
    YEARLY = "yearly"
    AFTER_CUT_OFF = "after"


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
    """`day` is a day of the month, or 0 (Monday) to 6 for WEEKLY, or a number of days for AFTER_CUT_OFF.

    `month` is for YEARLY alone, `on` for ONCE alone, `working` (working days) for AFTER_CUT_OFF alone. exclusive:
    «trước ngày …», so that the day before is the last. kind is None for WEEKLY and for ONCE without a window.
    years: of a stage. window: of a campaign; with WEEKLY, its weeks.
    """

    form: DueForm
    kind: PeriodKind | None
    day: int = 0
    month: int = 0
    on: date | None = None
    exclusive: bool = False
    working: bool = False
    years: tuple[int, int] | None = None
    window: tuple[date, date] | None = None


def parse_due_rule(text: str, *, exclusive: bool = False) -> DueRule:
    """Reads one of the forms below; ValueError for anything else. A day may be `end`, the last day of its month.

    week:friday, month:15, quarter:last-15, quarter:next-05, half_year:06-15, nine_months:09-15, year:12-15, 2026-02-25

    Any kind may count from its cut-off instead: quarter:+2wd (working days), half_year:+5d. A stage and a campaign name
    their own time first: stage:2026-2030:12-15, campaign:2026-06-01:2026-06-30:2026-07-03 (one report),
    campaign:2026-06-01:2026-06-30:week:friday (its weeks, the last one to the end).
    """
    try:
        return _parse(text.strip(), exclusive=exclusive)
    except ValueError:
        raise ValueError(f"«{text}» không phải quy tắc hạn gửi.") from None


def _parse(text: str, *, exclusive: bool) -> DueRule:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return DueRule(DueForm.ONCE, None, on=date.fromisoformat(text), exclusive=exclusive)
    head, _, tail = text.partition(":")
    if head == "stage":
        return _parse_stage(tail, exclusive=exclusive)
    if head == "campaign":
        return _parse_campaign(tail, exclusive=exclusive)
    if found := _AFTER.fullmatch(tail):
        kind = PeriodKind(head)
        return DueRule(DueForm.AFTER_CUT_OFF, kind, int(found[1]), exclusive=exclusive, working=found[2] == "wd")
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


def _parse_stage(text: str, *, exclusive: bool) -> DueRule:
    years, _, rest = text.partition(":")
    found = re.fullmatch(r"(\d{4})-(\d{4})", years, re.ASCII)
    if not found or found[2] < found[1]:
        raise ValueError(text)
    due = _parse(f"year:{rest}", exclusive=exclusive)
    return replace(due, kind=PeriodKind.STAGE, years=(int(found[1]), int(found[2])))


def _parse_campaign(text: str, *, exclusive: bool) -> DueRule:
    first, last, rest = text.split(":", 2)
    window = (date.fromisoformat(first), date.fromisoformat(last))
    if window[1] < window[0]:
        raise ValueError(text)
    due = _parse(f"year:{rest}" if rest.startswith("+") else rest, exclusive=exclusive)
    if due.form not in (DueForm.ONCE, DueForm.WEEKLY, DueForm.AFTER_CUT_OFF):
        raise ValueError(text)
    return replace(due, kind=None if due.form is DueForm.WEEKLY else PeriodKind.CAMPAIGN, window=window)


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
        case DueForm.AFTER_CUT_OFF:
            return working_days_after(end, rule.day) if rule.working else end + timedelta(days=rule.day)
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
    A campaign and a stage are asked for as they are named; the weeks of a campaign are its sub-windows.
    """
    if own := _own_periods(rule, regime):
        return tuple(p for p in own if first <= last_day(rule, p) <= until)
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


def _own_periods(rule: DueRule, regime: Regime) -> tuple[Period, ...]:
    """The periods of a rule that names its own time; () for one that recurs."""
    if rule.years is not None:
        return (stage(*rule.years, regime),)
    if rule.window is None:
        return ()
    whole = campaign(*rule.window, Regime.CALENDAR)
    if rule.form is not DueForm.WEEKLY:
        return (whole,)
    days = (whole.start + ONE_DAY * n for n in range((whole.end - whole.start).days + 1))
    return whole.split(day for day in days if (day + ONE_DAY).weekday() == rule.day)


def _weeks(rule: DueRule, regime: Regime, first: date, until: date) -> tuple[Period, ...]:
    days = (first + ONE_DAY * n for n in range((until - first).days + 1))
    written = (day + ONE_DAY if rule.exclusive else day for day in days)
    return tuple(campaign(day - 7 * ONE_DAY, day - ONE_DAY, regime) for day in written if day.weekday() == rule.day)


def _asks_for(rule: DueRule, period: Period) -> bool:
    if rule.kind is not PeriodKind.HALF_YEAR or rule.form is DueForm.AFTER_CUT_OFF:
        return True
    return abs((_written_day(rule, period) - period.end).days) <= 91


def cut_off(period: Period, days_early: int = 0) -> date:
    """The day up to which figures count: the last of the window, or some days before it where a local rule says so.

    What happens between that day and the window's end is estimated, and trued up in the next period.
    """
    day = period.end - timedelta(days=days_early)
    if day < period.start:
        raise ValueError(f"{period.label}: ngày chốt sớm {short_date(day)} nằm trước khi kỳ bắt đầu.")
    return day


def check_due(
    rule: DueRule, period: Period, *, weekend: Weekend | str = Weekend.AS_WRITTEN, days_early: int = 0
) -> Problem | None:
    """Warns where no working day is left after the cut-off (Nghị định 09/2019/NĐ-CP, Điều 8 khoản 5)."""
    due, closed = last_day(rule, period, weekend=weekend), cut_off(period, days_early)
    if working_days_between(closed, due) >= 1:
        return None
    return Problem(
        code="due_leaves_no_working_day",
        severity=Severity.WARNING,
        place="",
        message=(
            f"{period.label}: hạn gửi không bảo đảm 01 ngày làm việc sau ngày chốt "
            f"(chốt {short_date(closed)}, gửi chậm nhất {short_date(due)}; "
            "Nghị định 09/2019/NĐ-CP, Điều 8 khoản 5)."
        ),
        remedy="Lùi hạn gửi, hoặc chốt số liệu sớm hơn và ghi số ước.",
    )


def latest_cut_off(rule: DueRule, period: Period, *, weekend: Weekend | str = Weekend.AS_WRITTEN) -> date:
    """The latest cut-off that leaves one working day before the report is due; the window's end if that does."""
    day = min(period.end, last_day(rule, period, weekend=weekend) - ONE_DAY)
    while working_days_between(day, last_day(rule, period, weekend=weekend)) < 1:
        day -= ONE_DAY
    return day
