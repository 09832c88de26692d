"""Every kind of period a plan may ask for: its window, what it is compared with, when it is due, what is left to work.

Windows are those of Nghị định 09/2019/NĐ-CP, Điều 12; the year 2026 runs from 15/12/2025 to 14/12/2026.
"""

from datetime import date

import pytest

from namro.kernel.calendars import working_days_between
from namro.kernel.deadlines import check_due, cut_off, due_periods, last_day, latest_cut_off, parse_due_rule
from namro.kernel.times import Period, PeriodKind, Regime, campaign, period_from_code, stage


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()[2:]]


def statutory(code: str) -> Period:
    return period_from_code(code, Regime.STATUTORY)


NEIGHBOURS = """
    period             | the one before     | same last year     | since the start of the year
    -------------------+--------------------+--------------------+----------------------------
    2026-M01           | 2025-M12           | 2025-M01           | 2026-M01
    2026-M11           | 2026-M10           | 2025-M11           | C20251215-20261114
    2026-Q1            | 2025-Q4            | 2025-Q1            | 2026-Q1
    2026-Q2            | 2026-Q1            | 2025-Q2            | 2026-H1
    2026-Q3            | 2026-Q2            | 2025-Q3            | 2026-9M
    2026-Q4            | 2026-Q3            | 2025-Q4            | 2026-Y
    2026-H1            | 2025-H2            | 2025-H1            | 2026-H1
    2026-H2            | 2026-H1            | 2025-H2            | 2026-Y
    2026-9M            | 2025-9M            | 2025-9M            | 2026-9M
    2026-Y             | 2025-Y             | 2025-Y             | 2026-Y
    S2026-2030         | S2021-2025         | S2021-2025         | S2026-2030
    C20260601-20260630 | none               | C20250601-20250630 | C20251215-20260630
"""


@pytest.mark.parametrize("row", rows(NEIGHBOURS), ids=lambda row: row[0])
def test_what_a_period_is_compared_with(row: list[str]) -> None:
    code, before, last_year, so_far = row
    period = statutory(code)
    assert period.code == code
    assert period.same_last_year().code == last_year
    assert period.year_to_date().code == so_far
    if before == "none":
        with pytest.raises(ValueError, match="không có kỳ liền trước"):
            period.previous()
    else:
        assert period.previous().code == before
        assert period.previous().next() == period


PARTS = """
    whole      | kind      | parts
    -----------+-----------+------------------------------------------------
    2026-Y     | quarter   | 2026-Q1 2026-Q2 2026-Q3 2026-Q4
    2026-Y     | half_year | 2026-H1 2026-H2
    2026-9M    | quarter   | 2026-Q1 2026-Q2 2026-Q3
    2026-H1    | quarter   | 2026-Q1 2026-Q2
    2026-Q4    | month     | 2026-M10 2026-M11 2026-M12
    S2026-2030 | year      | 2026-Y 2027-Y 2028-Y 2029-Y 2030-Y
    2026-Q1    | half_year |
"""


@pytest.mark.parametrize("row", rows(PARTS), ids=lambda row: f"{row[0]} {row[1]}")
def test_the_shorter_periods_that_make_up_a_longer_one(row: list[str]) -> None:
    whole, kind, parts = row
    assert [p.code for p in statutory(whole).parts(PeriodKind(kind))] == parts.split()


def test_a_stage_runs_over_whole_years_of_its_regime() -> None:
    by_law = stage(2026, 2030)
    assert (by_law.start, by_law.end) == (date(2025, 12, 15), date(2030, 12, 14))
    assert by_law.label == "Giai đoạn 2026–2030"
    by_calendar = stage(2026, 2030, Regime.CALENDAR)
    assert (by_calendar.start, by_calendar.end) == (date(2026, 1, 1), date(2030, 12, 31))


def test_a_campaign_is_split_where_the_plan_cuts_it() -> None:
    june = campaign(date(2026, 6, 1), date(2026, 6, 30))
    cuts = [date(2026, 6, 15), date(2026, 5, 1), date(2026, 6, 30)]
    assert [p.code for p in june.split(cuts)] == ["C20260601-20260615", "C20260616-20260630"]
    assert june.split([]) == (june,)


DUE = """
    written                      | rule                                      | before | period             | last day
    -----------------------------+-------------------------------------------+--------+--------------------+-----------
    Quý I: trước ngày 15         | quarter:last-15                           | yes    | 2026-Q1            | 2026-03-14
    Quý I: trong ngày 15         | quarter:last-15                           | no     | 2026-Q1            | 2026-03-15
    Quý II: 02 ngày làm việc     | quarter:+2wd                              | no     | 2026-Q2            | 2026-06-16
    Quý I: 02 ngày, chốt thứ Bảy | quarter:+2wd                              | no     | 2026-Q1            | 2026-03-17
    Tháng 2: 02 ngày, qua Tết    | month:+2wd                                | no     | 2026-M02           | 2026-02-24
    6 tháng cuối: 05 ngày sau    | half_year:+5d                             | no     | 2026-H2            | 2026-12-19
    9 tháng: trước 15/9          | nine_months:09-15                         | yes    | 2026-9M            | 2026-09-14
    Năm: trước 20/12             | year:12-20                                | yes    | 2026-Y             | 2026-12-19
    Giai đoạn: trước 15/12       | stage:2026-2030:12-15                     | yes    | S2026-2030         | 2030-12-14
    Đợt tháng 6: trước 03/7      | campaign:2026-06-01:2026-06-30:2026-07-03 | yes    | C20260601-20260630 | 2026-07-02
    Đợt tháng 6: 02 ngày sau     | campaign:2026-06-01:2026-06-30:+2wd       | no     | C20260601-20260630 | 2026-07-02
"""


@pytest.mark.parametrize("row", rows(DUE), ids=lambda row: row[0])
def test_the_last_day_to_send(row: list[str]) -> None:
    _, rule, before, period, expected = row
    due = parse_due_rule(rule, exclusive=before == "yes")
    assert last_day(due, statutory(period)).isoformat() == expected


def test_a_rule_that_counts_from_the_cut_off_asks_for_both_halves_of_the_year() -> None:
    due = due_periods(parse_due_rule("half_year:+2wd"), Regime.STATUTORY, date(2026, 1, 1), date(2026, 12, 31))
    assert [p.code for p in due] == ["2026-H1", "2026-H2"]


def test_the_weeks_of_a_campaign_are_its_sub_windows() -> None:
    """Monday 01/6 to Tuesday 30/6, reports every Friday: four weeks, of which the first is short, and the rest."""
    rule = parse_due_rule("campaign:2026-06-01:2026-06-30:week:friday")
    weeks = due_periods(rule, Regime.STATUTORY, date(2026, 1, 1), date(2026, 12, 31))
    assert [(p.start.isoformat(), p.end.isoformat(), last_day(rule, p).isoformat()) for p in weeks] == [
        ("2026-06-01", "2026-06-04", "2026-06-05"),
        ("2026-06-05", "2026-06-11", "2026-06-12"),
        ("2026-06-12", "2026-06-18", "2026-06-19"),
        ("2026-06-19", "2026-06-25", "2026-06-26"),
        ("2026-06-26", "2026-06-30", "2026-07-03"),
    ]


def test_a_stage_is_asked_for_once() -> None:
    rule = parse_due_rule("stage:2026-2030:12-15", exclusive=True)
    asked = due_periods(rule, Regime.STATUTORY, date(2026, 1, 1), date(2031, 3, 31))
    assert [p.code for p in asked] == ["S2026-2030"]
    assert due_periods(rule, Regime.STATUTORY, date(2026, 1, 1), date(2029, 12, 31)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "quarter:+0wd",
        "decade:+2wd",
        "stage:2030-2026:12-15",
        "stage:2026:12-15",
        "campaign:2026-06-30:2026-06-01:2026-07-03",
        "campaign:2026-06-01:2026-06-30",
        "campaign:2026-06-01:2026-06-30:month:15",
    ],
)
def test_what_is_no_rule_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="không phải quy tắc hạn gửi"):
        parse_due_rule(text)


# ---- early cut-offs ----

EARLY = """
    rule            | before | period  | days early | cut-off    | working days left
    ----------------+--------+---------+------------+------------+------------------
    quarter:last-15 | yes    | 2026-Q1 | 0          | 2026-03-14 | 0
    quarter:last-15 | yes    | 2026-Q1 | 2          | 2026-03-12 | 1
    quarter:last-15 | yes    | 2026-Q2 | 0          | 2026-06-14 | 0
    quarter:last-15 | yes    | 2026-Q2 | 4          | 2026-06-10 | 2
    quarter:last-16 | yes    | 2026-Q2 | 0          | 2026-06-14 | 1
"""


@pytest.mark.parametrize("row", rows(EARLY), ids=lambda row: f"{row[2]} -{row[3]}")
def test_an_early_cut_off_leaves_time_to_close_the_figures(row: list[str]) -> None:
    rule, before, code, early, closed, left = row
    due, period, days = parse_due_rule(rule, exclusive=before == "yes"), statutory(code), int(early)
    assert cut_off(period, days).isoformat() == closed
    assert working_days_between(cut_off(period, days), last_day(due, period)) == int(left)
    assert (check_due(due, period, days_early=days) is None) == (int(left) >= 1)


def test_the_latest_cut_off_that_leaves_a_working_day() -> None:
    """Before 15/3/2026: due Saturday 14/3, so figures close on Thursday 12/3 at the latest."""
    due = parse_due_rule("quarter:last-15", exclusive=True)
    assert latest_cut_off(due, statutory("2026-Q1")) == date(2026, 3, 12)
    later = parse_due_rule("quarter:next-05")
    assert latest_cut_off(later, statutory("2026-Q1")) == statutory("2026-Q1").end


def test_a_cut_off_cannot_lie_before_its_window() -> None:
    with pytest.raises(ValueError, match="trước khi kỳ bắt đầu"):
        cut_off(statutory("2026-M03"), 40)
