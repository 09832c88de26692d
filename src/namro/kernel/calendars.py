"""Working days of Việt Nam: Monday to Friday without public holidays (data/holidays.toml)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files

from namro.kernel.times import ONE_DAY

_SATURDAY = 5


class CalendarStatus(StrEnum):
    """How sure the holidays of a year are."""

    ANNOUNCED = "announced"
    EXPECTED = "expected"
    FIXED_DAYS_ONLY = "fixed_days_only"
    """No data for the year: neither Tết nor Giỗ Tổ nor the day beside 02/9 is known, and they count as working days."""


@dataclass(frozen=True, slots=True)
class Holiday:
    day: date
    name: str
    compensatory: bool = False


def calendar_status(year: int) -> CalendarStatus:
    return _calendar().status.get(year, CalendarStatus.FIXED_DAYS_ONLY)


def holiday(day: date) -> Holiday | None:
    calendar = _calendar()
    name = calendar.fixed.get((day.month, day.day))
    return Holiday(day, name) if name else calendar.days.get(day)


def is_working_day(day: date) -> bool:
    if holiday(day):
        return False
    return day.weekday() < _SATURDAY or day in _calendar().worked


def working_days_after(day: date, n: int) -> date:
    """The n-th working day after `day`; `day` itself does not count. For n = 0, `day`."""
    for _ in range(n):
        day = next_working_day(day + ONE_DAY)
    return day


def next_working_day(day: date) -> date:
    """`day` itself if it is one."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def last_working_day_on_or_before(day: date) -> date:
    while not is_working_day(day):
        day -= ONE_DAY
    return day


def working_days_between(a: date, b: date) -> int:
    """Working days after `a` up to and with `b`; 0 if b is not later."""
    return sum(is_working_day(a + ONE_DAY * n) for n in range(1, (b - a).days + 1))


@dataclass(frozen=True, slots=True)
class _Calendar:
    fixed: Mapping[tuple[int, int], str]
    days: Mapping[date, Holiday]
    worked: frozenset[date]
    status: Mapping[int, CalendarStatus]


@cache
def _calendar() -> _Calendar:
    data = tomllib.loads((files("namro.kernel") / "data" / "holidays.toml").read_text("utf-8"))
    listed = [Holiday(**row) for year in data["year"] for row in year["days"]]
    exchanged = [row for year in data["year"] for row in year["exchanged"]]
    listed += [Holiday(row["day"], "Nghỉ hoán đổi") for row in exchanged]
    return _Calendar(
        fixed={(row["month"], row["day"]): row["name"] for row in data["fixed"]},
        days={h.day: h for h in listed},
        worked=frozenset(row["worked"] for row in exchanged),
        status={year["year"]: CalendarStatus(year["status"]) for year in data["year"]},
    )
