"""When a report is due, and whether the clerk is left a working day to close the figures."""

from datetime import date

import pytest

from namro.kernel.deadlines import check_due, due_periods, last_day, parse_due_rule
from namro.kernel.problems import Severity
from namro.kernel.times import Period, Regime, campaign, period_from_code


def statutory(code: str) -> Period:
    return period_from_code(code, Regime.STATUTORY)


DUE = """
    written                       | rule            | exclusive | period  | last day
    ------------------------------+-----------------+-----------+---------+-----------
    Quý: trước ngày 15            | quarter:last-15 | yes       | 2026-Q1 | 2026-03-14
    Quý: chậm nhất ngày 15        | quarter:last-15 | no        | 2026-Q1 | 2026-03-15
    Quý: ngày 05 tháng sau        | quarter:next-05 | no        | 2026-Q4 | 2027-01-05
    6 tháng: trước 15/6           | half_year:06-15 | yes       | 2026-H1 | 2026-06-14
    9 tháng: ngày 15/9            | nine_months:09-15 | no      | 2026-9M | 2026-09-15
    Năm: trước 15/12              | year:12-15      | yes       | 2026-Y  | 2026-12-14
    Năm: trước 10/12, chưa chốt   | year:12-10      | yes       | 2026-Y  | 2026-12-09
    Năm: ngày 10/01 năm sau       | year:01-10      | no        | 2026-Y  | 2027-01-10
    Tháng: ngày 15                | month:15        | no        | 2026-M06| 2026-06-15
    Tháng: ngày 05                | month:05        | no        | 2026-M12| 2027-01-05
    Tháng: ngày cuối tháng        | month:end       | no        | 2026-M02| 2026-02-28
    Một lần: trước 25/02/2026     | 2026-02-25      | yes       | 2026-Q1 | 2026-02-24
    Tuần: thứ Sáu                 | week:friday     | no        | C20260612-20260618 | 2026-06-19
"""


@pytest.mark.parametrize("row", [line.split("|") for line in DUE.strip().splitlines()[2:]])
def test_the_last_day_follows_the_words_of_the_plan(row: list[str]) -> None:
    _, rule, exclusive, period, expected = (cell.strip() for cell in row)
    due = parse_due_rule(rule, exclusive=exclusive == "yes")
    assert last_day(due, statutory(period)).isoformat() == expected


def test_before_the_15th_leaves_no_working_day_after_the_14th() -> None:
    problem = check_due(parse_due_rule("quarter:last-15", exclusive=True), statutory("2026-Q1"))
    assert problem is not None
    assert problem.severity is Severity.WARNING
    assert "hạn gửi không bảo đảm 01 ngày làm việc sau ngày chốt" in problem.message
    assert "14/3/2026" in problem.message


def test_before_the_16th_leaves_one_unless_it_is_a_sunday() -> None:
    rule = parse_due_rule("quarter:last-16", exclusive=True)
    assert check_due(rule, statutory("2026-Q2")) is None  # Monday 15/6
    assert check_due(rule, statutory("2026-Q1")) is not None  # Sunday 15/3


def test_before_20_12_2026_means_friday_18_12_for_those_who_send_on_working_days() -> None:
    rule = parse_due_rule("year:12-20", exclusive=True)
    year = statutory("2026-Y")
    assert last_day(rule, year) == date(2026, 12, 19)
    assert last_day(rule, year, weekend="previous_working_day") == date(2026, 12, 18)
    assert last_day(rule, year, weekend="next_working_day") == date(2026, 12, 21)
    assert check_due(rule, year) is None


def due_codes(rule: str, first: date, until: date) -> list[str]:
    return [p.code for p in due_periods(parse_due_rule(rule), Regime.STATUTORY, first, until)]


def test_a_rule_asks_for_its_periods_within_the_plan() -> None:
    year = date(2026, 1, 1), date(2026, 12, 31)
    assert due_codes("quarter:last-15", *year) == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
    assert due_codes("quarter:next-05", *year) == ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]
    assert due_codes("half_year:06-15", *year) == ["2026-H1"]
    assert due_codes("half_year:12-15", *year) == ["2026-H2"]
    assert due_codes("nine_months:09-15", *year) == ["2026-9M"]
    assert due_codes("year:12-15", *year) == ["2026-Y"]
    assert due_codes("year:01-10", *year) == ["2025-Y"]
    assert len(due_codes("month:15", *year)) == 12
    assert due_codes("2026-02-25", *year) == []


def test_a_weekly_rule_asks_for_the_seven_days_before() -> None:
    june = date(2026, 6, 1), date(2026, 6, 14)
    assert due_codes("week:friday", *june) == ["C20260529-20260604", "C20260605-20260611"]
    rule = parse_due_rule("week:friday", exclusive=True)
    for period in due_periods(rule, Regime.CALENDAR, *june):
        assert last_day(rule, period).weekday() == 3


def test_a_single_date_holds_for_a_campaign() -> None:
    due = parse_due_rule("2022-07-03", exclusive=True)
    assert last_day(due, campaign(date(2022, 6, 1), date(2022, 6, 30))) == date(2022, 7, 2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "week:",
        "week:x",
        "month:0",
        "month:32",
        "quarter:15",
        "quarter:mid-15",
        "year:13-01",
        "year:12",
        "2026-02-30",
    ],
)
def test_what_is_no_rule_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="không phải quy tắc hạn gửi"):
        parse_due_rule(text)
