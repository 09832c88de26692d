"""Dates that cannot be kept."""

import pytest

from namro.reading.lint import lint
from tests.reading.linting import found, found_in, quoted, read_plan

TASKS = "I. NHIỆM VỤ\n1. {}\n2. Tổ chức tuyên truyền.\nII. TỔ CHỨC THỰC HIỆN\n1. Công an tỉnh: Theo dõi, đôn đốc.\n"
REPORTS = "I. NHIỆM VỤ\n1. Tổ chức tuyên truyền.\nII. CHẾ ĐỘ BÁO CÁO\n{}\n"


def test_a_deadline_before_the_day_of_issue_is_queried_at_its_words() -> None:
    reading = read_plan(TASKS.format("Hoàn thành việc rà soát trong tháng 01/2026."))
    (finding,) = found_in(reading, "deadline_before_issue")
    assert "trong tháng 01/2026" in quoted(reading, finding)
    assert finding.place.section == "I.1"
    assert "05/02/2026" in finding.sentence


@pytest.mark.parametrize(
    "task",
    [
        "Hoàn thành việc rà soát trong tháng 3/2026.",
        "Số liệu tính đến ngày 31/12/2025 làm gốc để so sánh.",
        "Đến ngày 31/12/2025 toàn tỉnh đã lập xong danh sách.",
    ],
)
def test_a_later_deadline_or_a_look_back_is_left_alone(task: str) -> None:
    assert not found("deadline_before_issue", TASKS.format(task))


def test_a_report_due_before_the_issue_is_queried_once() -> None:
    reading = read_plan(REPORTS.format("Các sở, ngành gửi kế hoạch về Công an tỉnh trước ngày 20/01/2026."))
    assert len(found_in(reading, "deadline_before_issue")) == 1


def test_a_due_date_right_after_the_issue_is_pointed_out() -> None:
    (finding,) = found(
        "deadline_too_close", REPORTS.format("Các sở, ngành gửi kế hoạch về Công an tỉnh trước ngày 10/02/2026.")
    )
    assert "2 ngày làm việc" in finding.sentence
    assert not found(
        "deadline_too_close", REPORTS.format("Các sở, ngành gửi kế hoạch về Công an tỉnh trước ngày 10/3/2026.")
    )


def test_reports_before_a_working_day_has_passed_since_the_cut_off_make_one_finding() -> None:
    reading = read_plan(
        REPORTS.format(
            "Các sở, ngành báo cáo kết quả về Công an tỉnh: Báo cáo quý (trước ngày 15 tháng cuối quý); "
            "báo cáo năm (trước ngày 15/12)."
        )
    )
    (finding,) = found_in(reading, "due_leaves_no_working_day")
    assert "Quý I/2026" in finding.sentence
    assert "Nghị định 09/2019/NĐ-CP" in finding.sentence
    assert "4 kỳ khác" in finding.sentence


@pytest.mark.parametrize(
    "reports",
    [
        "Các sở, ngành báo cáo kết quả về Công an tỉnh: Báo cáo quý (trước ngày 20 tháng cuối quý).",
        "Số liệu tính từ ngày 11 đến ngày 10. Các sở, ngành báo cáo quý về Công an tỉnh trước ngày 15 tháng cuối quý.",
    ],
)
def test_a_day_in_between_or_a_cut_off_of_its_own_is_sound(reports: str) -> None:
    assert not found("due_leaves_no_working_day", REPORTS.format(reports))


def test_working_days_are_not_counted_without_a_calendar_of_cut_offs() -> None:
    reading = read_plan(REPORTS.format("Các sở, ngành báo cáo quý về Công an tỉnh trước ngày 15 tháng cuối quý."))
    assert found_in(reading, "due_leaves_no_working_day")
    assert not [each for each in lint(reading) if each.code == "due_leaves_no_working_day"]
