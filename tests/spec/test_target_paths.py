"""Where a target should stand by now, what may be foretold of it, whether shares add up, who holds it back."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.kernel.allocations import check_sum
from namro.kernel.forecasts import LEAST, forecast
from namro.kernel.paths import falls_back, pace_kind, typed_path, usual_path
from namro.kernel.target_units import EVERYONE, each_unit, gaps, may_name, said_where
from namro.kernel.targets import Comparator, Status, TargetSpec, assess
from namro.kernel.times import PeriodKind, Regime, period_of
from namro.plans.paths import paces
from tests.kernel.facts import indicator, result

QUARTERS = [period_of(PeriodKind.QUARTER, Regime.STATUTORY, 2026, number) for number in range(1, 5)]

USUAL = """
    kind      | value | due at the end of quarters I, II, III, IV
    ----------+-------+------------------------------------------
    growth    | 5     | 5      5     5      5
    reduction | 7     | 1.75   3.5   5.25   7
    coverage  | 45    | 11.25  22.5  33.75  45
"""


@pytest.mark.parametrize("row", [line.split("|") for line in USUAL.strip().splitlines()[2:]])
def test_the_usual_path_comes_from_dated_data(row: list[str]) -> None:
    kind, value, due = row
    path = usual_path(kind.strip(), Fraction(value.strip()), QUARTERS[0], paces())
    assert path is not None
    found = [milestone.value for quarter in QUARTERS if (milestone := path.due_on(quarter.end))]
    assert found == [Fraction(text) for text in due.split()]


def test_between_milestones_the_last_one_holds_and_before_the_first_nothing_is_due() -> None:
    path = typed_path({date(2026, 3, 14): Fraction(10), date(2026, 6, 14): Fraction(25)})
    assert path is not None
    assert path.due_on(date(2026, 1, 14)) is None
    assert [m.value for day in (date(2026, 5, 14), date(2026, 12, 14)) if (m := path.due_on(day))] == [10, 25]


def test_a_growth_is_due_from_the_first_month_on() -> None:
    path = usual_path("growth", Fraction(5), QUARTERS[0], paces())
    assert path is not None
    assert path.due_on(date(2026, 1, 14)) is not None


def test_nothing_is_interpolated_for_counts_and_shares_of_units() -> None:
    assert pace_kind(indicator("count", unit="điểm"), {}) == ""
    assert pace_kind(indicator("share_of_units"), {}) == ""
    assert usual_path("", Fraction(3), QUARTERS[0], paces()) is None


def test_a_path_that_goes_backwards_is_found() -> None:
    path = typed_path({QUARTERS[0].end: Fraction(30), QUARTERS[1].end: Fraction(20)})
    assert path is not None
    slip = falls_back(path)
    assert slip is not None
    assert [milestone.value for milestone in slip] == [30, 20]


# ---- forecasts ----


def counts(*values: int) -> list[Fraction]:
    return [Fraction(value) for value in values]


def test_a_short_past_carries_no_forecast() -> None:
    assert forecast(counts(10, 20, 30), ahead=1, season=4, adds_up=False) is None
    assert forecast(counts(10, 20, 30, 40), ahead=0, season=4, adds_up=False) is None


@given(st.integers(0, 500), st.integers(0, 50), st.integers(LEAST, 7), st.integers(1, 3))
def test_a_straight_line_goes_on_as_it_came_without_any_error(start: int, step: int, points: int, ahead: int) -> None:
    past = counts(*(start + step * n for n in range(points)))
    found = forecast(past, ahead=ahead, season=4, adds_up=False)
    assert found is not None
    assert found.low == found.value == found.high == start + step * (points + ahead - 1)


@given(st.lists(st.integers(0, 300), min_size=4, max_size=4), st.integers(1, 3))
def test_a_year_that_repeats_itself_repeats_itself(year: list[int], gone: int) -> None:
    past = counts(*year, *year, *year[:gone])
    found = forecast(past, ahead=4 - gone, season=4, adds_up=True, so_far=Fraction(sum(year[:gone])))
    assert found is not None
    assert found.low == found.value == found.high == sum(year)


@given(st.lists(st.integers(0, 300), min_size=9, max_size=16))
def test_the_interval_would_have_held_every_period_of_the_past(values: list[int]) -> None:
    """The backtest: each period is foretold from those before it, with the width that the whole past gives."""
    past = counts(*values)
    whole = forecast(past, ahead=1, season=4, adds_up=False)
    assert whole is not None
    width = whole.high - whole.value
    for n in range(8, len(past)):
        then = forecast(past[:n], ahead=1, season=4, adds_up=False)
        assert then is not None
        assert abs(then.value - past[n]) <= width


# ---- shares of units ----


def test_shares_of_a_count_have_to_add_up() -> None:
    shares = [Decimal(100), Decimal(86)]
    assert check_sum(Decimal(186), shares, "vụ").words == "Tổng giao 186 vụ, khớp với chỉ tiêu."
    lacking = check_sum(Decimal(190), shares, "vụ")
    assert (lacking.is_whole, lacking.difference) == (False, -4)
    assert lacking.words == "Tổng giao 186 vụ, còn thiếu so với chỉ tiêu 190 vụ: chênh 4 vụ."
    assert check_sum(Decimal(30), shares, "%").is_whole


# ---- who holds it back ----

SHARE = TargetSpec(comparator=Comparator.GE, value=Decimal(45))


def test_units_are_named_by_what_is_lacking_there() -> None:
    by_unit = {"a": result("ratio", 10, 100), "b": result("ratio", 45, 100), "c": result("ratio", 0, 10)}
    found = gaps(SHARE, by_unit)
    assert [(gap.unit, gap.lacking) for gap in found] == [("a", 35), ("c", 5)]
    assert said_where([(g.unit, g.lacking) for g in found], "người") == "chậm ở a (còn 35 người), c (còn 5 người)"


def test_more_units_than_can_be_read_are_counted() -> None:
    named = [(f"xã {n}", 1) for n in range(8)]
    assert said_where(named).endswith("xã 4 (còn 1) và 3 đơn vị khác")
    assert said_where([("xã A", None)]) == "chưa đạt ở xã A"
    assert said_where([]) == ""


@pytest.mark.parametrize("more", [{"direction": "none"}, {"transform": "growth"}, {"transform": "count"}])
def test_nobody_is_named_for_numbers_of_cases_or_without_a_direction(more: dict[str, str]) -> None:
    transform = more.pop("transform", "ratio")
    assert not may_name(indicator(transform, **more))
    assert may_name(indicator("ratio"))


def test_six_in_one_district_are_one_district_of_six() -> None:
    """«Mỗi huyện biên giới ít nhất 01 phiên tòa lưu động.»"""
    one = TargetSpec(comparator=Comparator.GE, value=Decimal(1), unit="phiên")
    trials = {f"huyện {n}": result("count", 6 if n == 0 else 0) for n in range(6)}
    found = each_unit(one, trials, final=True)
    assert (found.numerator, found.denominator) == (1, 6)
    told = assess(EVERYONE, found, final=True)
    assert told.sentence == "Không đạt: 1/6 đơn vị = 16,67%; cần 6 đơn vị, còn thiếu 5."
    assert assess(EVERYONE, each_unit(one, {}, final=True)).status is Status.NO_OCCURRENCE
