from typing import Any

import pytest

from namro.reading.quantities import quantities
from tests.reading.papers import plan, read


def targets(body: str, **options: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(plan(body, **options))["targets"]
    return found


@pytest.mark.parametrize(
    ("words", "comparator", "value", "value_to", "unit"),
    [
        ("ít nhất 30% xã", ">=", 30, None, "%"),
        ("trên 90% số vụ", ">", 90, None, "%"),
        ("100% các vụ việc", "=", 100, None, "%"),
        ("từ 80% trở lên", ">=", 80, None, "%"),
        ("từ 5 – 10% số người", "range", 5, 10, "%"),
        ("không quá 2% số hộ", "<=", 2, None, "%"),
        ("dưới 0,5% dân số", "<", 0.5, None, "%"),
        ("tăng 5% số điểm", "increase", 5, None, "%"),
        ("tăng trên 5%", "increase>", 5, None, "%"),
        ("giảm ít nhất 10%", "decrease>=", 10, None, "%"),
        ("nhiều hơn 5% so với năm trước", "increase", 5, None, "%"),
        ("08 mô hình", "=", 8, None, "mô hình"),
        ("tối thiểu 5.000 lượt người", ">=", 5000, None, "lượt người"),
        ("≥ 3 phiên tòa", ">=", 3, None, "phiên tòa"),
        ("ít nhất hai lần", ">=", 2, None, "lần"),
        ("không quá ba mô hình", "<=", 3, None, "mô hình"),
        ("300 báo cáo viên", "=", 300, None, "báo cáo viên"),
    ],
)
def test_numbers_with_what_binds_them(
    words: str, comparator: str, value: float, value_to: float | None, unit: str
) -> None:
    (q,) = quantities(words)
    assert (q.comparator, q.value, q.value_to, q.unit) == (comparator, value, value_to, unit)


def test_a_sentence_with_three_goals_gives_three() -> None:
    found = targets(
        "I. MỤC TIÊU\n1. Số vụ bạo lực được phát hiện nhiều hơn 5% so với năm 2025; trên 90% số vụ được "
        "giải quyết, 100% nạn nhân được hỗ trợ."
    )
    assert [(t["comparator"], t["value"], t["quote"]) for t in found] == [
        ("increase", 5, "Số vụ bạo lực được phát hiện nhiều hơn 5% so với năm 2025"),
        (">", 90, "trên 90% số vụ được giải quyết"),
        ("=", 100, "100% nạn nhân được hỗ trợ"),
    ]
    assert found[0]["reference"] == "so với năm 2025"
    assert found[1]["measure"] == "số vụ được giải quyết"


@pytest.mark.parametrize(
    "sentence",
    [
        "Ưu tiên tuyên truyền tại 27 xã biên giới.",
        "UBND 06 huyện biên giới chỉ đạo các xã.",
        "Không để phát sinh tụ điểm phức tạp.",
        "Thực hiện Dự án 1 trong quý II năm 2026, công nghệ 4.0.",
        "Hỗ trợ 50% chi phí đi lại cho học viên.",
        "Báo cáo kết quả 15 ngày đầu.",
    ],
)
def test_numbers_that_are_no_goal(sentence: str) -> None:
    assert targets(f"I. NHIỆM VỤ\n1. Tuyên truyền\n- {sentence}") == []


def test_what_was_reached_before_is_no_goal() -> None:
    assert targets("I. TÌNH HÌNH\n1. Năm 2025 phát hiện 120 vụ, đạt 95%.\nII. NHIỆM VỤ\n1. Giữ vững.") == []


def test_the_day_comes_from_the_words_of_the_goal() -> None:
    body = (
        "I. MỤC TIÊU\n1. Đến cuối năm 2026, có ít nhất 80% số trạm đủ điều kiện.\n2. Trong quý II/2026 mở 02 "
        "lớp tập huấn.\n3. Đạt 70% số hộ."
    )
    assert [(t["by"], t["value"]) for t in targets(body)] == [("2026-12-31", 80), ("2026-06-30", 2), (None, 70)]


def test_the_body_of_the_item_owns_its_goals() -> None:
    (goal,) = targets("I. PHÂN CÔNG NHIỆM VỤ\n1. Sở Y tế\n- Tổ chức khám cho 800 người.")
    assert (goal["owner"], goal["value"], goal["unit"], goal["section"]) == (["Sở Y tế"], 800, "người", "I.1")


TABLE = """PHỤ LỤC I
CHỈ TIÊU NĂM 2026
(Kèm theo Kế hoạch số 77/KH-UBND ngày 05/02/2026)
TT\tNội dung chỉ tiêu\tChỉ tiêu giao\tCơ quan chủ trì
I\tGIA ĐÌNH\t\t
1\tTỷ lệ tăng số cặp được tư vấn\tTrên 5%\tSở Y tế
2\tGiảm số cặp tảo hôn\t25%\tUBND các xã, phường
3\tHằng năm, số lớp tập huấn\t02 lớp\tSở Tư pháp
"""


def test_rows_of_a_target_table() -> None:
    found = targets("I. NHIỆM VỤ\n1. Giữ vững.", annexes=TABLE)
    assert [(t["section"], t["comparator"], t["value"], t["unit"], t["recurrence"], t["owner"]) for t in found] == [
        ("PL I.I.1", "increase>", 5, "%", None, ["Sở Y tế"]),
        ("PL I.I.2", "decrease", 25, "%", None, ["UBND các xã, phường"]),
        ("PL I.I.3", "=", 2, "lớp", "yearly", ["Sở Tư pháp"]),
    ]
    assert {t["by"] for t in found} == {"2026-12-31"}
    assert found[1]["quote"] == "Giảm số cặp tảo hôn\t25%"


def test_a_table_that_gives_every_body_its_number() -> None:
    annex = (
        "PHỤ LỤC\nGIAO CHỈ TIÊU\n(Kèm theo Kế hoạch số 77/KH-UBND)\nSTT\tĐơn vị\tSố vụ\n1.\tXã Lĩnh "
        "Khê\t08\n2.\tXã Tây Lĩnh\t04\nTổng số\t\t15 vụ\n"
    )
    found = read(plan("I. NHIỆM VỤ\n1. Giữ vững.", annexes=annex))
    assert [(a["unit_name"], a["value"], a["unit"]) for a in found["allocations"]] == [
        ("Xã Lĩnh Khê", 8, "vụ"),
        ("Xã Tây Lĩnh", 4, "vụ"),
    ]
    assert [(t["value"], t["unit"]) for t in found["stated_totals"]] == [(15, "vụ")]
    assert found["targets"] == []
    assert "Tổng ghi 15 nhưng các dòng cộng lại là 12." in [a["why"] for a in found["anomalies"]]


def test_rows_of_a_task_table() -> None:
    annex = (
        "PHỤ LỤC\nNHIỆM VỤ\n(Kèm theo Kế hoạch số 77/KH-UBND)\nTT\tNội dung\tCơ quan chủ trì\tCơ quan phối "
        "hợp\tThời gian thực hiện\n"
    )
    annex += (
        "1\tTổng rà soát các cặp\tSở Y tế\tCác sở, ngành và đơn vị có liên quan\tQuý I/2026 và thường xuyên "
        "trong năm 2026\n"
    )
    annex += "2\tTập huấn\tSở Tư pháp, Sở Nội vụ\tUBND các xã, phường\tTrước ngày 30/6/2026\n"
    first, second = read(plan("I. NHIỆM VỤ\n1. Giữ vững.", annexes=annex))["annex_tasks"]
    assert (first["no"], first["lead"], first["coordinating"]) == (
        1,
        ["Sở Y tế"],
        ["Các sở, ngành và đơn vị có liên quan"],
    )
    assert (first["time_from"], first["time_to"], first["recurring"]) == ("2026-01-01", "2026-12-31", True)
    assert (second["lead"], second["time_from"], second["time_to"]) == (["Sở Tư pháp", "Sở Nội vụ"], None, "2026-06-30")


@pytest.mark.parametrize(
    ("goal", "comparator", "value", "unit"),
    [
        ("Thành lập ít nhất 02 đoàn kiểm tra liên ngành.", ">=", 2, "đoàn kiểm tra"),
        ("Không còn quá 02 xã có tảo hôn.", "<=", 2, "xã"),
        ("Triệt phá từ 02 đường dây mua bán người liên tỉnh quy mô lớn trở lên.", ">=", 2, "đường dây"),
        ("Mỗi thôn có 01 tổ tự quản.", "=", 1, "tổ tự quản"),
        ("Có 10/14 thôn được công nhận.", "=", 10, "thôn"),
        ("Tổ chức tuyên truyền 01 lần/quý.", "=", 1, "lần"),
        ("Kéo giảm từ 5 - 10% số vụ so với năm 2025.", "range", 5, "%"),
        ("Đến năm 2030 giảm tối thiểu 30% số cặp tảo hôn.", "decrease>=", 30, "%"),
        ("Tỷ lệ hiểu biết đạt 80% trở lên.", ">=", 80, "%"),
        ("Xóa bỏ 100% chợ tạm lấn chiếm lòng đường.", "=", 100, "%"),
    ],
)
def test_ways_to_say_a_goal(goal: str, comparator: str, value: float, unit: str) -> None:
    (found,) = targets(f"I. MỤC TIÊU\n1. {goal}")
    assert (found["comparator"], found["value"], found["unit"]) == (comparator, value, unit)


@pytest.mark.parametrize(
    "sentence",
    [
        "Nâng cao nhận thức. Năm 2025, toàn tỉnh xảy ra 14 vụ, làm chết 03 người.",
        "Giám sát hành vi trên 03 nhóm quần thể.",
        "Ưu tiên vốn cho xã có tỷ lệ hộ nghèo trên 25%.",
        "Kiểm tra tuyến biên giới dài 118 km.",
        "Xử lý vi phạm có mức phạt tăng từ 02 đến 05 lần.",
        "Nhân rộng mô hình thôn 5 tự quản.",
    ],
)
def test_more_numbers_that_are_no_goal(sentence: str) -> None:
    assert targets(f"I. NHIỆM VỤ\n1. {sentence}") == []


def test_a_heading_may_say_by_when() -> None:
    found = targets(
        "I. MỤC TIÊU\n1. Đến năm 2028:\n- Giảm 10% số cặp tảo hôn.\n2. Đến năm 2030:\n- Giảm 20% số cặp tảo hôn."
    )
    assert [t["by"] for t in found] == ["2028-12-31", "2030-12-31"]


def test_columns_of_the_past_are_no_goals_and_rows_of_places_are_shares() -> None:
    table = (
        "| TT | Chỉ tiêu | Đơn vị tính | Thực hiện năm 2025 | Kế hoạch năm 2026 |\n"
        "| 1 | Tỷ lệ được tư vấn | % | 60 | ≥ 75 |\n"
    )
    (found,) = targets(f"I. MỤC TIÊU\n1. Bảng chỉ tiêu\n{table}")
    assert (found["comparator"], found["value"], found["unit"]) == (">=", 75, "%")
    shares = (
        "| TT | Xã, thị trấn | Số cặp |\n| 1 | Xã An | 3 |\n| 2 | Xã Bình | 4 |\n| 3 | Thị trấn Chợ | 5 |\n"
        "| | Cộng | 12 |\n"
    )
    read_plan = read(plan(f"I. MỤC TIÊU\n1. Giao chỉ tiêu\n{shares}"))
    assert [(a["unit_name"], a["value"]) for a in read_plan["allocations"]] == [
        ("Xã An", 3),
        ("Xã Bình", 4),
        ("Thị trấn Chợ", 5),
    ]
    assert [t["value"] for t in read_plan["stated_totals"]] == [12]


def test_a_footnote_below_a_rule_asks_for_nothing() -> None:
    body = "I. MỤC TIÊU\n1. Đưa 20 người đi cai nghiện1.\n_______\n1 Theo báo cáo, toàn tỉnh tăng 8% số vụ.\n\n2\n\n"
    assert [t["value"] for t in targets(f"{body}2. Xây dựng 05 mô hình.")] == [20, 5]


def test_what_stands_in_brackets_is_not_what_was_reached() -> None:
    assert [t["value"] for t in targets("I. MỤC TIÊU\n1. Giảm 08 người nghiện (hiện có 67 người).")] == [8]
