import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.kernel.times import (
    Period,
    PeriodKind,
    Regime,
    campaign,
    period_containing,
    period_from_code,
    period_of,
    short_date,
)

COUNTS = {
    PeriodKind.MONTH: 12,
    PeriodKind.QUARTER: 4,
    PeriodKind.HALF_YEAR: 2,
    PeriodKind.NINE_MONTHS: 1,
    PeriodKind.YEAR: 1,
}
TILING = [kind for kind in COUNTS if kind is not PeriodKind.NINE_MONTHS]
regimes = st.sampled_from(Regime)
years = st.integers(2021, 2090)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    kind = draw(st.sampled_from(sorted(COUNTS)))
    return period_of(kind, draw(regimes), draw(years), draw(st.integers(1, COUNTS[kind])))


@given(periods())
def test_next_and_previous_undo_each_other(period: Period) -> None:
    assert period.next().previous() == period == period.previous().next()
    assert period.previous() < period < period.next()


@given(periods())
def test_a_code_names_one_period(period: Period) -> None:
    assert period_from_code(period.code, period.regime) == period


@given(regimes, years, st.sampled_from(TILING))
def test_windows_tile_the_year_without_gap_or_overlap(regime: Regime, year: int, kind: PeriodKind) -> None:
    whole = period_of(PeriodKind.YEAR, regime, year)
    parts = [period_of(kind, regime, year, n + 1) for n in range(COUNTS[kind])]
    assert parts[0].start == whole.start
    assert parts[-1].end == whole.end
    assert all(b.start - a.end == timedelta(days=1) for a, b in itertools.pairwise(parts))


@given(periods())
def test_year_to_date_starts_with_the_year_and_ends_with_the_period(period: Period) -> None:
    so_far = period.year_to_date()
    assert so_far.start == period_of(PeriodKind.YEAR, period.regime, period.year).start
    assert so_far.end == period.end


@given(periods())
def test_the_same_window_last_year_has_the_same_name(period: Period) -> None:
    before = period.same_last_year()
    assert (before.kind, before.number, before.year) == (period.kind, period.number, period.year - 1)


@given(st.dates(date(2021, 1, 1), date(2090, 1, 1)), st.sampled_from(TILING), regimes)
def test_every_day_lies_in_one_period(day: date, kind: PeriodKind, regime: Regime) -> None:
    period = period_containing(day, kind, regime)
    assert day in period
    assert day not in period.next()
    assert day not in period.previous()


def test_no_nine_months_hold_the_last_quarter() -> None:
    with pytest.raises(ValueError, match="không thuộc kỳ nào"):
        period_containing(date(2026, 10, 1), PeriodKind.NINE_MONTHS, Regime.STATUTORY)


def test_a_campaign_has_a_last_year_but_no_neighbours() -> None:
    period = campaign(date(2024, 2, 29), date(2024, 3, 10))
    assert period.same_last_year() == campaign(date(2023, 2, 28), date(2023, 3, 10))
    for ask in (period.next, period.previous):
        with pytest.raises(ValueError, match="ngày tự chọn"):
            ask()
    with pytest.raises(ValueError, match="ngày tự chọn"):
        period_of(PeriodKind.CAMPAIGN, Regime.CALENDAR, 2026)


def test_a_period_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="trước khi"):
        campaign(date(2026, 6, 30), date(2026, 6, 1))


def test_dates_are_written_as_documents_write_them() -> None:
    assert [short_date(date(2026, m, d)) for m, d in ((2, 5), (3, 15), (12, 1))] == [
        "05/02/2026",
        "15/3/2026",
        "01/12/2026",
    ]
