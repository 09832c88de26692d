"""Whatever is written: no crash, no text lost, every quote in the text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from namro.reading import read_document
from tests.reading.papers import plan, read

WORDS = (
    """
KẾ HOẠCH|QUYẾT ĐỊNH|TỜ TRÌNH|CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|PHỤ LỤC I
(Kèm theo Kế hoạch số 1/KH-UBND ngày 1/2/2026)|I.|II.|IV.|A.|1.|2.|1.1.|2.1|a)|đ)|-|+|*|(1)|Điều 1.
Phần thứ nhất|Nơi nhận:|TM. ỦY BAN NHÂN DÂN|KT. CHỦ TỊCH|Công an tỉnh|Sở Y tế|UBND các xã, phường|Đề nghị|Giao
Riêng|chủ trì|phối hợp với|báo cáo|kế hoạch|trước ngày 15/6|trước ngày 31/2/2026|15 tháng cuối quý|hằng tháng
6 tháng|năm 2026|quý II/2026|tháng 13/2026|ít nhất 30%|giảm 5 – 10%|03 mô hình|100%|1.500 người|Dự án 1:
Tiểu dự án 2:|(giao|)|(PCMT)|(sau đây gọi tắt là|số 5/QĐ-UBND|ngày 12 tháng 02 năm 2026|Luật Cư trú năm 2020|:
;|.|,|TT|STT|Nội dung|Cơ quan chủ trì|Chỉ tiêu giao|Đơn vị|Tổng số|I. MỤC TIÊU|II. NHIỆM VỤ
III. PHÂN CÔNG NHIỆM VỤ|như sau:|**|“|”|Đăng xuất|7|thường xuyên
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
soup = st.lists(st.sampled_from([*WORDS, "\n", "\n", "\n\n", "\t", "|", " "]), max_size=120).map(" ".join)


@given(soup)
@settings(max_examples=300, deadline=None)
def test_keyword_soup(text: str) -> None:
    check(text)


@given(soup, soup)
@settings(max_examples=100, deadline=None)
def test_keyword_soup_in_a_plan(body: str, annex: str) -> None:
    check(plan("I. MỤC TIÊU\n" + body, annexes="PHỤ LỤC\n" + annex))


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_text(text: str) -> None:
    check("KẾ HOẠCH\n" + text)


def check(text: str) -> None:
    if not text.strip():
        return
    found = read(text)
    for kind in found.values():
        for item in kind if isinstance(kind, list) else []:
            if "quote" in item:
                assert text[slice(*item["span"])] == item["quote"]
    spans = sorted(x["span"] for x in [*found["outline"], *found["left_out"]])
    covered: set[int] = set()
    for start, end in spans:
        assert not covered & set(range(start, end))
        covered |= set(range(start, end))
    lost = "".join(c for n, c in enumerate(text) if n not in covered)
    assert not any(c.isalnum() for c in lost), lost


def test_a_line_taken_apart_is_not_its_own_heading() -> None:
    text = "A. PHỤDÂN |(1)CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM so với năm nghị\nI.PHÂN CÔNG\n"
    for entry in read(text)["outline"]:
        assert entry.get("parent") is None or entry["parent"] < entry["block"]


@pytest.mark.parametrize("digits", ["1" * 310, "9" * 40])
def test_a_number_too_long_to_count_anything_is_none(digits: str) -> None:
    assert read(plan(f"I. MỤC TIÊU\n1. Đạt {digits} người."))["targets"] == []


def test_a_nul_in_the_text_is_a_sign_that_can_be_stored() -> None:
    reading = read_document("KẾ HOẠCH\n1. Đạt 30% xã\0 phường".encode("utf-16"), filename="a.txt")
    assert "\0" not in reading.text
