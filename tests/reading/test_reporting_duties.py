from typing import Any

import pytest

from namro.kernel.deadlines import parse_due_rule
from tests.reading.papers import plan, read


def due(sentence: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(plan(f"I. NHIỆM VỤ\n1. Giữ vững.\nII. TỔ CHỨC THỰC HIỆN\n1. {sentence}"))[
        "reporting"
    ]
    return found


@pytest.mark.parametrize(
    ("sentence", "rules"),
    [
        ("Sở Y tế báo cáo UBND tỉnh hằng quý trước ngày 15 của tháng cuối quý.", ["quarter:last-15"]),
        ("Sở Y tế báo cáo quý gửi về Công an tỉnh trước ngày 05 tháng đầu quý sau.", ["quarter:next-05"]),
        ("Sở Y tế báo cáo UBND tỉnh trước ngày 20 hằng tháng.", ["month:20"]),
        ("Sở Y tế báo cáo tháng gửi UBND tỉnh trước ngày 05 tháng sau.", ["month:05"]),
        ("Sở Y tế báo cáo tuần gửi UBND tỉnh chậm nhất thứ sáu hằng tuần.", ["week:friday"]),
        (
            "Định kỳ 6 tháng (trước ngày 16/6), năm (trước ngày 16/12) Sở Y tế báo cáo UBND tỉnh.",
            ["half_year:06-16", "year:12-16"],
        ),
        (
            "Sở Y tế báo cáo 9 tháng gửi UBND tỉnh trước ngày 15/9; báo cáo năm trước ngày 15/12.",
            ["nine_months:09-15", "year:12-15"],
        ),
    ],
)
def test_rhythms(sentence: str, rules: list[str]) -> None:
    assert [r["rule"] for r in due(sentence)] == rules
    assert all(parse_due_rule(rule) for rule in rules)


def test_several_days_in_one_sentence() -> None:
    found = due(
        "Các sở, ngành gửi kế hoạch, các báo cáo về UBND tỉnh (qua Sở Y tế); kế hoạch gửi **trước ngày 25/5/2026**;"
        " báo cáo 15 ngày đầu **trong ngày 15/6/2026** và báo cáo tổng kết trước ngày 03/7/2026."
    )
    assert [(r["what"], r["due"], r["exclusive"], r["period"]) for r in found] == [
        ("kế hoạch", "2026-05-25", True, "once"),
        ("báo cáo", "2026-06-15", False, "once"),
        ("báo cáo", "2026-07-03", True, "once"),
    ]
    assert {tuple(r["to"]) for r in found} == {("UBND tỉnh (qua Sở Y tế)",)}
    assert {tuple(r["who"]) for r in found} == {("Các sở, ngành",)}


def test_plan_and_report_due_together_are_two() -> None:
    found = due("Kế hoạch và báo cáo thực trạng của các đơn vị gửi về Sở Y tế trước ngày 25/02/2026.")
    assert [(r["what"], r["who"], r["to"]) for r in found] == [
        ("kế hoạch", ["các đơn vị"], ["Sở Y tế"]),
        ("báo cáo", ["các đơn vị"], ["Sở Y tế"]),
    ]


def test_to_whom_is_said_but_not_when() -> None:
    (found,) = due("Sở Y tế tổng hợp, báo cáo Bộ Y tế, UBND tỉnh theo quy định.")
    assert (found["to"], found["due"], found["rule"], found["exclusive"]) == (
        ["Bộ Y tế", "UBND tỉnh"],
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "Sở Y tế thực hiện Quyết định số 5/QĐ-UBND ngày 12/02/2026.",
        "Sở Y tế rà soát số liệu tính đến ngày 14/12/2025.",
        "Sở Y tế tập huấn báo cáo viên trước ngày 30/6/2026.",
    ],
)
def test_days_on_which_nothing_is_sent(sentence: str) -> None:
    assert due(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Sở Y tế báo cáo 6 tháng đầu năm gửi UBND tỉnh trước ngày 18/6.", [("half_year", "half_year:06-18", None)]),
        ("Sở Y tế báo cáo UBND tỉnh trước ngày 20/6 và ngày 20/12 hằng năm.",
         [("half_year", "half_year:06-20", None), ("year", "year:12-20", None)]),
        ("Sở Y tế báo cáo UBND tỉnh trước ngày 12/6 (đối với báo cáo 6 tháng), trước ngày 12/12 (đối với báo cáo năm).",
         [("half_year", "half_year:06-12", None), ("year", "year:12-12", None)]),
        ("Hằng tháng, trước ngày 18, Sở Y tế gửi báo cáo về UBND tỉnh.", [("month", "month:18", None)]),
        ("Định kỳ hằng tháng (ngày 20), năm (ngày 25/11) Sở Y tế báo cáo UBND tỉnh.",
         [("month", "month:20", None), ("year", "year:11-25", None)]),
        ("Sở Y tế báo cáo tổng kết năm gửi UBND tỉnh chậm nhất ngày 14/12/2026.", [("year", None, "2026-12-14")]),
        ("Sở Y tế gửi báo cáo UBND tỉnh vào ngày cuối cùng của tháng.", [("month", "month:end", None)]),
        ("Sở Y tế báo cáo tuần gửi UBND tỉnh vào thứ Sáu hằng tuần; báo cáo đột xuất khi có yêu cầu.",
         [("week", "week:friday", None), ("on_request", None, None)]),
    ],
)  # fmt: skip
def test_more_rhythms(sentence: str, found: list[tuple[str, str | None, str | None]]) -> None:
    assert [(r["period"], r["rule"], r["due"]) for r in due(sentence)] == found


def test_the_day_up_to_which_figures_count_is_no_due_date() -> None:
    found = due("Sở Y tế gửi báo cáo năm về UBND tỉnh trước ngày 10/12. Số liệu báo cáo năm tính từ ngày 15/12/2025.")
    assert [r["rule"] for r in found] == ["year:12-10"]


@pytest.mark.parametrize(
    ("sentence", "to"),
    [
        ("Các đơn vị gửi kế hoạch về Bộ (qua Cục PCTNXH) trước ngày 20/3/2026.", ["Bộ (qua Cục PCTNXH)"]),
        (
            "Các đơn vị xây dựng kế hoạch trình UBND huyện phê duyệt, gửi Sở Y tế (qua TTKSBT) trước ngày 15/02/2026.",
            ["UBND huyện"],
        ),
        ("Sở Y tế báo cáo Công an tỉnh (Phòng Cảnh sát ma túy) trước ngày 15/3/2026.", ["Công an tỉnh"]),
        ("Mất thuốc thì báo cáo bằng văn bản về Sở Y tế ngay trong ngày xảy ra.", ["Sở Y tế"]),
    ],
)
def test_to_whom(sentence: str, to: list[str]) -> None:
    assert [r["to"] for r in due(sentence)] == [to]


def test_one_quarter_is_due_once() -> None:
    [once] = due("Sở Y tế báo cáo quý III gửi UBND tỉnh chậm nhất ngày 15/9/2026.")
    assert (once["period"], once["due"]) == ("once", "2026-09-15")
