"""Nghị định 09/2019/NĐ-CP, Điều 12: from the 15th of the month before to the 14th."""

from datetime import date

import pytest

from namro.kernel.times import Period, PeriodKind, Regime, period_from_code, window_rule

WINDOWS = """
    code    | from       | to         | label
    --------+------------+------------+-----------------------
    2026-M01| 2025-12-15 | 2026-01-14 | Tháng 1/2026
    2026-M11| 2026-10-15 | 2026-11-14 | Tháng 11/2026
    2026-Q1 | 2025-12-15 | 2026-03-14 | Quý I/2026
    2026-Q2 | 2026-03-15 | 2026-06-14 | Quý II/2026
    2026-Q3 | 2026-06-15 | 2026-09-14 | Quý III/2026
    2026-Q4 | 2026-09-15 | 2026-12-14 | Quý IV/2026
    2026-H1 | 2025-12-15 | 2026-06-14 | 6 tháng đầu năm 2026
    2026-H2 | 2026-06-15 | 2026-12-14 | 6 tháng cuối năm 2026
    2026-9M | 2025-12-15 | 2026-09-14 | 9 tháng đầu năm 2026
    2026-Y  | 2025-12-15 | 2026-12-14 | Năm 2026
"""


@pytest.mark.parametrize("row", [line.split("|") for line in WINDOWS.strip().splitlines()[2:]])
def test_a_statutory_period_runs_from_the_15th_to_the_14th(row: list[str]) -> None:
    code, start, end, label = (cell.strip() for cell in row)
    period = period_from_code(code, Regime.STATUTORY)
    assert (period.start.isoformat(), period.end.isoformat(), period.label) == (start, end, label)
    assert period.code == code


def test_the_same_quarter_by_the_calendar_is_another_window() -> None:
    period = period_from_code("2026-Q2", Regime.CALENDAR)
    assert (period.start, period.end) == (date(2026, 4, 1), date(2026, 6, 30))


def test_a_campaign_keeps_the_dates_that_the_plan_names() -> None:
    period = period_from_code("C20260601-20260630", Regime.CALENDAR)
    assert period.kind is PeriodKind.CAMPAIGN
    assert period.label == "Đợt từ ngày 01/6/2026 đến ngày 30/6/2026"
    assert period.code == "C20260601-20260630"


def test_luy_ke_counts_from_15_12_and_not_from_new_year() -> None:
    def so_far(code: str) -> str:
        return period_from_code(code, Regime.STATUTORY).year_to_date().code

    assert [so_far(f"2026-Q{n}") for n in (1, 2, 3, 4)] == ["2026-Q1", "2026-H1", "2026-9M", "2026-Y"]
    assert so_far("2026-M05") == "C20251215-20260514"


def test_cung_ky_is_the_same_window_one_year_earlier() -> None:
    period = period_from_code("2026-Q1", Regime.STATUTORY).same_last_year()
    assert period.in_words == "từ ngày 15/12/2024 đến ngày 14/3/2025"


def test_the_year_is_four_quarters_and_nine_months_are_three() -> None:
    def quarters(code: str) -> list[str]:
        return [q.code for q in period_from_code(code, Regime.STATUTORY).quarters()]

    assert quarters("2026-Y") == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
    assert quarters("2026-9M") == ["2026-Q1", "2026-Q2", "2026-Q3"]
    assert quarters("2026-M05") == []


def test_there_is_no_statutory_window_before_the_decree_was_in_force() -> None:
    with pytest.raises(ValueError, match="Chưa có quy định"):
        period_from_code("2018-Q4", Regime.STATUTORY)
    assert "Điều 12" in window_rule(Regime.STATUTORY, date(2026, 1, 1)).citation


@pytest.mark.parametrize(
    "code", ["2026", "2026-Q5", "2026-M00", "2026-M13", "2026-H3", "C20260630-20260601", "2026-q1"]
)
def test_a_code_that_names_no_period_is_turned_down(code: str) -> None:
    with pytest.raises(ValueError, match=r"Kỳ kết thúc|không phải mã kỳ|không có kỳ thứ"):
        period_from_code(code, Regime.STATUTORY)


def test_periods_sort_by_time() -> None:
    codes = ["2026-Y", "2026-Q2", "2026-Q1", "2025-Q4"]
    periods: list[Period] = sorted(period_from_code(c, Regime.STATUTORY) for c in codes)
    assert [p.code for p in periods] == ["2025-Q4", "2026-Q1", "2026-Y", "2026-Q2"]
