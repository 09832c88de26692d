from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.kernel.calendars import (
    CalendarStatus,
    calendar_status,
    holiday,
    is_working_day,
    last_working_day_on_or_before,
    working_days_after,
    working_days_between,
)

days = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 3, 13), True),
        (date(2026, 3, 14), False),  # Saturday
        (date(2026, 1, 1), False),
        (date(2026, 2, 17), False),  # Mùng 1 Tết
        (date(2026, 4, 27), False),  # made good for a Sunday
        (date(2026, 9, 1), False),
        (date(2025, 5, 2), False),  # exchanged
        (date(2025, 4, 26), True),  # the Saturday worked for it
    ],
)
def test_a_day_is_worked_or_not(day: date, works: bool) -> None:
    assert is_working_day(day) is works


def test_a_compensatory_day_is_told_from_a_holiday() -> None:
    made_good, feast = holiday(date(2026, 4, 27)), holiday(date(2026, 4, 26))
    assert made_good is not None
    assert made_good.compensatory
    assert feast is not None
    assert not feast.compensatory
    assert holiday(date(2026, 3, 14)) is None


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_each_year_has_the_eleven_days_of_the_labour_code(year: int) -> None:
    first = date(year, 1, 1)
    all_days = [holiday(first + timedelta(days=n)) for n in range(365)]
    names = [h.name for h in all_days if h and not h.compensatory and h.name != "Nghỉ hoán đổi"]
    assert len(names) == 11
    assert len([n for n in names if n.startswith("Tết Âm lịch")]) == 5


def test_a_year_without_data_says_so() -> None:
    assert calendar_status(2025) is CalendarStatus.ANNOUNCED
    assert calendar_status(2027) is CalendarStatus.EXPECTED
    assert calendar_status(2031) is CalendarStatus.FIXED_DAYS_ONLY
    assert not is_working_day(date(2031, 9, 2))


@given(days, st.integers(0, 30))
def test_counting_forward_and_counting_between_agree(day: date, n: int) -> None:
    after = working_days_after(day, n)
    assert working_days_between(day, after) == n
    assert n == 0 or is_working_day(after)


@given(days)
def test_the_last_working_day_is_near_and_not_later(day: date) -> None:
    last = last_working_day_on_or_before(day)
    assert is_working_day(last)
    assert last <= day
    assert working_days_between(last, day) == 0
