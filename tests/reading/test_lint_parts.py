"""The paper as a whole, its sums, and the papers it cites."""

from pathlib import Path

import pytest

from namro.reading import read_document
from tests.reading.linting import found, found_in, quoted, read_plan
from tests.reading.papers import CLOSING, LETTERHEAD

BODY = "I. NHIỆM VỤ\n1. Tổ chức tuyên truyền tại cơ sở.\n2. {}\nII. TỔ CHỨC THỰC HIỆN\n1. Công an tỉnh: Theo dõi.\n"
ALLOCATIONS = """PHỤ LỤC
CHỈ TIÊU GIAO
(Kèm theo Kế hoạch số {number} ngày {day} của UBND tỉnh Lĩnh Giang)
STT\tĐơn vị\tSố vụ
1\tXã An Thử\t3
2\tPhường Bình Thử\t4
Tổng số\t\t{total} vụ
"""


def annex(number: str = "77/KH-UBND", day: str = "05/02/2026", total: int = 7) -> str:
    return ALLOCATIONS.format(number=number, day=day, total=total)


def test_a_total_that_its_rows_do_not_give_is_queried() -> None:
    (finding,) = found("wrong_total", BODY, annexes=annex(total=8))
    assert "8" in finding.sentence
    assert "7" in finding.sentence
    assert not found("wrong_total", BODY, annexes=annex())


def test_a_total_that_fits_the_column_beside_was_only_read_into_the_wrong_one() -> None:
    table = "PHỤ LỤC\nCHỈ TIÊU GIAO\nTT\tĐơn vị\tBắt buộc (người)\tTự nguyện (người)\n{rows}\tTổng cộng\t{totals}\n"
    rows = "1\tXã An Thử\t95\t20\n2\tXã Bình Thử\t42\t12\n"
    assert not found("wrong_total", BODY, annexes=table.format(rows=rows, totals="137\t32"))


@pytest.mark.parametrize(
    ("number", "day", "said"),
    [("79/KH-UBND", "05/02/2026", "79/KH-UBND"), ("77/KH-UBND", "15/02/2026", "15/02/2026")],
)
def test_an_annex_with_another_number_or_date_than_the_letterhead_is_queried(number: str, day: str, said: str) -> None:
    (finding,) = found("annex_differs_from_letterhead", BODY, annexes=annex(number, day))
    assert said in finding.sentence
    assert not found("annex_differs_from_letterhead", BODY, annexes=annex())


def test_a_number_that_only_the_annex_knows_is_pointed_out() -> None:
    headless = LETTERHEAD[LETTERHEAD.index("KẾ HOẠCH") :]
    assert len(found("number_only_in_annex", BODY, annexes=annex(), letterhead=headless)) == 1
    assert not found("number_only_in_annex", BODY, annexes=annex())


def test_what_the_letterhead_and_the_closing_part_lack_is_named() -> None:
    (finding,) = found("header_incomplete", BODY, letterhead=LETTERHEAD.replace("Số: 77/KH-UBND\n", ""))
    assert "số, ký hiệu" in finding.sentence
    assert "ngày ban hành" not in finding.sentence
    assert not found("header_incomplete", BODY)


def test_another_paper_glued_to_the_plan_is_named() -> None:
    note = """BỘ CÔNG AN
CÔNG AN TỈNH LĨNH GIANG
Số: 44/TTr-CAT
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Lĩnh Giang, ngày 01 tháng 02 năm 2026
TỜ TRÌNH
Về việc ban hành Kế hoạch phòng, chống tảo hôn
Kính gửi: Ủy ban nhân dân tỉnh
Công an tỉnh kính trình Ủy ban nhân dân tỉnh xem xét, ban hành.
GIÁM ĐỐC
Lò Văn Thử
"""
    (finding,) = found("other_document", BODY, annexes=note)
    assert "44/TTr-CAT" in finding.sentence
    assert not found("other_document", BODY)


def test_a_part_that_stands_twice_is_queried_once() -> None:
    part = "".join(
        f"{n}. Việc thứ {n} của kế hoạch này là tuyên truyền ở thôn số {n}, bản số {n} và các chợ.\n"
        for n in range(1, 9)
    )
    twice = f"I. NHIỆM VỤ\n{part}II. TỔ CHỨC THỰC HIỆN\n1. Công an tỉnh: Theo dõi.\n"
    text = LETTERHEAD + twice + LETTERHEAD + twice + CLOSING
    reading = read_document(text.encode(), filename="hai-lan.txt")
    assert len(found_in(reading, "repeated_part")) == 1
    assert not found_in(read_plan(twice), "repeated_part")


def test_a_list_that_starts_again_has_lost_its_heading() -> None:
    lost = (
        "1. Nâng cao nhận thức.\n2. Bảo đảm hiệu quả.\n1. Tổ chức tuyên truyền.\n2. Tập huấn cán bộ.\n"
        "III. TỔ CHỨC THỰC HIỆN\n1. Công an tỉnh\na) Theo dõi.\n"
    )
    findings = found("lost_heading", lost)
    assert [each.place.section for each in findings] == ["1", "II.1"]
    assert not found("lost_heading", BODY)


def test_a_paper_cited_without_a_date_is_named_and_a_law_is_not() -> None:
    (finding,) = found("citation_without_date", BODY.format("Thực hiện Kế hoạch số 95/KH-UBND của UBND tỉnh."))
    assert "95/KH-UBND" in finding.sentence
    for cited in ("Kế hoạch số 95/KH-UBND ngày 30/12/2025 của UBND tỉnh", "Luật số 73/2021/QH14"):
        assert not found("citation_without_date", BODY.format(f"Thực hiện {cited}."))


def test_a_paper_cited_with_two_dates_is_queried() -> None:
    twice = "Thực hiện Kế hoạch số 95/KH-UBND ngày 30/12/2025 của UBND tỉnh và Kế hoạch số 95/KH-UBND ngày {}."
    (finding,) = found("citation_with_two_dates", BODY.format(twice.format("20/12/2025")))
    assert "20/12/2025" in finding.sentence
    assert "30/12/2025" in finding.sentence
    assert not found("citation_with_two_dates", BODY.format(twice.format("30 tháng 12 năm 2025")))


def test_the_same_number_in_another_year_is_another_paper() -> None:
    two = "Thực hiện Kế hoạch số 95/KH-UBND ngày 30/12/2025 và Kế hoạch số 95/KH-UBND ngày 12/4/2024."
    assert not found("citation_with_two_dates", BODY.format(two))


def test_a_paper_younger_than_the_plan_is_queried() -> None:
    younger = "Thực hiện Quyết định số 193/QĐ-TTg ngày 09/02/2026 của Thủ tướng Chính phủ."
    (finding,) = found("citation_after_issue", BODY.format(younger))
    assert "09/02/2026" in finding.sentence
    assert not found("citation_after_issue", BODY.format(younger.replace("2026", "2025")))


SHARED = Path(__file__).resolve().parents[3] / "shared" / "plans"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder ../shared/plans with the public plans is not there")
def test_a_finding_stands_at_its_own_words() -> None:
    reading = read_document((SHARED / "004.txt").read_bytes(), filename="004.txt")
    (finding,) = found_in(reading, "repeated_time")
    assert quoted(reading, finding) == "Quý I/2026 và Quý I/2026"
