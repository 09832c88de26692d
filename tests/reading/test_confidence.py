"""What reading is unsure of, and the words in which it says so."""

import pytest

from tests.reading.papers import BODY, plan, read


def test_what_is_plain_has_no_doubt() -> None:
    found = read(plan(BODY))
    assert [d.get("doubts") for d in (*found["duties"], *found["targets"])] == [None] * 4


@pytest.mark.parametrize(
    ("kind", "body", "doubt"),
    [
        ("targets", "I. MỤC TIÊU\n1. Tổ chức 03 gala về hôn nhân.", "đơn vị tính ít gặp: «gala»"),
        ("targets", "I. MỤC ĐÍCH\n1. Giảm 20% số cặp tảo hôn.", "đứng ở phần thường không nêu chỉ tiêu"),
        ("duties", "I. PHÂN CÔNG\n1. Sở Y tế\n- Khám.\nII. TỔ CHỨC THỰC HIỆN\n1. Tuyên truyền sâu rộng trong "
         "nhân dân về tác hại của tảo hôn.\n2. Giao Sở Y tế theo dõi.", "chưa rõ cơ quan nào phải làm"),
        ("reporting", "I. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế\n- Gửi báo cáo trước ngày 10/3/2026.", "chưa rõ gửi về đâu"),
        ("projects", "I. CÁC DỰ ÁN\n1. Dự án 1: Tư vấn tiền hôn nhân.\n2. Dự án 2: Truyền thông.",
         "chưa rõ cơ quan chủ trì"),
    ],
)  # fmt: skip
def test_what_is_doubtful_says_why(kind: str, body: str, doubt: str) -> None:
    items = [item for item in read(plan(body))[kind] if doubt in item.get("doubts", [])]
    assert items
    assert all(item["confidence"] < 0.85 for item in items)
