"""Bodies, names and words."""

import pytest

from namro.reading.lint import NameCheck
from tests.reading.linting import found, found_in, quoted, read_plan
from tests.reading.papers import CLOSING

ASSIGNED = "I. NHIỆM VỤ\n1. {}\nII. PHÂN CÔNG NHIỆM VỤ\n{}\n"
TWO = "1. Công an tỉnh\n- Theo dõi.\n2. Sở Y tế\n- Chủ trì tập huấn.\n3. Liên đoàn Lao động tỉnh\n- Tuyên truyền."


def to(*lines: str) -> str:
    listed = "".join(f"- {line};\n" for line in lines)
    return CLOSING.replace("- Bộ Dân tộc và Tôn giáo;\n", listed)


def assigned(duties: str, task: str = "Tổ chức tuyên truyền.") -> str:
    return ASSIGNED.format(task, duties)


def test_work_that_names_nobody_is_queried() -> None:
    (finding,) = found("duty_without_body", assigned("1. Tổ chức sơ kết 6 tháng.\n2. Sở Y tế: Tập huấn cán bộ."))
    assert finding.place.section == "II.1"
    assert not found("duty_without_body", assigned(TWO))


def test_a_heading_that_is_only_a_name_is_queried() -> None:
    (finding,) = found(
        "body_without_duty", assigned("1. Công an tỉnh\n- Theo dõi.\n2. Sở Y tế\n3. Sở Tư pháp\n- Tư vấn.")
    )
    assert "Sở Y tế" in finding.sentence
    assert not found("body_without_duty", assigned(TWO))


def test_bodies_with_work_that_will_not_get_the_paper_make_one_finding() -> None:
    (finding,) = found("body_not_in_recipients", assigned(TWO), closing=to("Sở Y tế", "UBND các xã, phường"))
    assert "Công an tỉnh" in finding.sentence
    assert "Liên đoàn Lao động tỉnh" in finding.sentence
    assert "Sở Y tế" not in finding.sentence


@pytest.mark.parametrize(
    "lines",
    [
        ("Các sở, ban, ngành, đoàn thể tỉnh",),
        ("Các sở, ban, ngành tỉnh", "LĐLĐ tỉnh"),
        ("Như mục II",),
        ("Thành viên Ban Chỉ đạo",),
        ("Các cơ quan, đơn vị của tỉnh",),
        ("Công an tỉnh, Sở Y tế, Liên đoàn Lao động tỉnh",),
    ],
)
def test_a_group_a_short_form_or_a_pointer_tells_them_all(lines: tuple[str, ...]) -> None:
    assert not found("body_not_in_recipients", assigned(TWO), closing=to(*lines))


def test_recipients_without_a_filing_line_were_not_read_to_their_end() -> None:
    assert not found("body_not_in_recipients", assigned(TWO), closing=to("Sở Y tế").replace("- Lưu: VT, NC.\n", ""))


def test_communes_are_told_as_a_group_of_their_own() -> None:
    duties = "1. Ủy ban nhân dân các xã, phường\n- Rà soát, lập danh sách."
    assert found("body_not_in_recipients", assigned(duties), closing=to("Các sở, ban, ngành tỉnh"))
    assert not found("body_not_in_recipients", assigned(duties), closing=to("UBND cấp xã"))


def known(name: str) -> NameCheck:
    return NameCheck(name != "Sở Y Tá", "Sở Y tế" if name == "Sở Y Tá" else "")


def test_a_body_that_the_unit_list_does_not_hold_is_queried_with_the_likely_one() -> None:
    reading = read_plan(assigned("1. Sở Y Tá\n- Tập huấn.\n- Tư vấn.\n2. Các đơn vị có liên quan\n- Phối hợp."))
    (finding,) = found_in(reading, "unknown_unit", check_name=known)
    assert "“Sở Y Tá”" in finding.sentence
    assert "có lẽ là Sở Y tế" in finding.sentence
    assert not found_in(reading, "unknown_unit")
    assert not found_in(read_plan(assigned(TWO)), "unknown_unit", check_name=known)


OLD = """ỦY BAN NHÂN DÂN
TỈNH NGHỆ AN
Số: 77/KH-UBND
Nghệ An, ngày 05 tháng 02 năm 2022
KẾ HOẠCH
Phòng, chống tảo hôn trên địa bàn tỉnh năm 2022
Ủy ban nhân dân tỉnh Nghệ An xây dựng Kế hoạch như sau:
"""
DISTRICTS = "PHỤ LỤC\nCHỈ TIÊU GIAO\nSTT\tĐơn vị\tSố vụ\n1\t{}\t3\n2\tHuyện Quỳnh Lưu\t4\n3\tThị xã Cửa Lò\t2\n"


def test_a_district_that_the_province_did_not_have_is_a_slip_of_one_it_had() -> None:
    (finding,) = found("name_slip", assigned(TWO), annexes=DISTRICTS.format("Huyện Quỳnh Châu"), letterhead=OLD)
    assert "“Huyện Quỳ Châu”" in finding.sentence
    assert not found("name_slip", assigned(TWO), annexes=DISTRICTS.format("Huyện Quỳ Châu"), letterhead=OLD)


def test_districts_are_not_looked_for_after_their_end() -> None:
    new = OLD.replace("2022", "2026")
    assert not found("name_slip", assigned(TWO), annexes=DISTRICTS.format("Huyện Quỳnh Châu"), letterhead=new)


def test_a_body_one_word_short_of_another_is_a_slip() -> None:
    duties = "1. Bộ Chỉ huy Bộ đội Biên phòng tỉnh\n- Tuần tra.\n2. {}\n- Phối hợp."
    (finding,) = found("name_slip", assigned(duties.format("Bộ Chỉ huy đội Biên phòng tỉnh")))
    assert "Bộ Chỉ huy Bộ đội Biên phòng tỉnh" in finding.sentence
    assert not found("name_slip", assigned(duties.format("Bộ Chỉ huy Quân sự tỉnh")))


@pytest.mark.parametrize(
    ("task", "name"),
    [
        ("Phối hợp với các tỉnh Điện Biên, Nghệ An, Nghệ An.", "Nghệ An"),
        ("Phối hợp với các tỉnh Nghệ An, Điện Biên, Sơn La và Nghệ An.", "Nghệ An"),
    ],
)
def test_a_list_that_holds_a_name_twice_is_queried(task: str, name: str) -> None:
    (finding,) = found("repeated_name", assigned(TWO, task))
    assert f"“{name}”" in finding.sentence


@pytest.mark.parametrize(
    "task",
    ["Phối hợp với các tỉnh Điện Biên, Nghệ An và Sơn La.", "Tỉnh Nghệ An phối hợp, Nghệ An chủ trì."],
)
def test_a_name_may_come_again_outside_a_list(task: str) -> None:
    assert not found("repeated_name", assigned(TWO, task))


def test_a_time_or_a_word_written_twice_is_queried() -> None:
    assert found("repeated_time", assigned(TWO, "Tổ chức vào Quý I/2026 và Quý I/2026."))
    assert not found("repeated_time", assigned(TWO, "Tổ chức vào Quý I/2026 và Quý II/2026."))
    assert found("doubled_word", assigned(TWO, "Bộ Chỉ huy Quân sự tỉnh tỉnh tham gia."))
    for sound in ("Giảm dần dần số vụ.", "Phòng Phòng, chống tệ nạn xã hội tham gia."):
        assert not found("doubled_word", assigned(TWO, sound))


def test_a_term_with_a_wrong_mark_is_pointed_out() -> None:
    reading = read_plan(assigned(TWO, "Làm tốt công tác rà soát, thông kê và tuyên truyền ở thành phố biển."))
    (finding,) = found_in(reading, "misspelt_term")
    assert quoted(reading, finding) == "thông kê"
    assert "“thống kê”" in finding.sentence


def test_an_abbreviation_that_nobody_explains_is_pointed_out_once() -> None:
    (finding,) = found("abbreviation_undeclared", assigned(TWO, "Đẩy mạnh PCTP; lồng ghép PCTP với UBND xã."))
    assert "“PCTP”" in finding.sentence
    assert "2 lần" in finding.sentence


@pytest.mark.parametrize(
    "task",
    [
        "Đẩy mạnh phòng, chống tội phạm (PCTP); lồng ghép PCTP.",
        "UBND xã phối hợp với MTTQ xã phòng, chống HIV.",
        "Thực hiện Kế hoạch số 12/KH-BCĐPCTP ngày 01/01/2026; Mục III và VIII.",
        "ĐẨY MẠNH CÔNG TÁC PCTP Ở CƠ SỞ",
    ],
)
def test_declared_and_usual_short_forms_numbers_and_capitals_are_left_alone(task: str) -> None:
    assert not found("abbreviation_undeclared", assigned(TWO, task))
