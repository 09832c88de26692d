import pytest

from namro.reading.numbering import Kind, read_marker, roman, roman_value


@pytest.mark.parametrize(
    ("text", "kind", "label", "values"),
    [
        ("Phần thứ hai", Kind.PART, "Phần thứ hai", (2,)),
        ("Chương IV QUY ĐỊNH CHUNG", Kind.CHAPTER, "Chương IV", (4,)),
        ("Mục 2. Nội dung", Kind.SECTION, "Mục 2", (2,)),
        ("Điều 12. Hiệu lực", Kind.ARTICLE, "Điều 12", (12,)),
        ("IV. TỔ CHỨC", Kind.ROMAN, "IV", (4,)),
        ("II - NỘI DUNG", Kind.ROMAN, "II", (2,)),
        ("B. MỤC TIÊU", Kind.UPPER, "B", (2,)),
        ("10. Sở Y tế", Kind.ARABIC, "10", (10,)),
        ("3/ Sở Y tế", Kind.ARABIC, "3", (3,)),
        ("2.11. Sở Tư pháp", Kind.DOTTED, "2.11", (2, 11)),
        ("1.1 Mục đích", Kind.DOTTED, "1.1", (1, 1)),
        ("đ) Kiểm tra", Kind.LETTER, "đ", (5,)),
        ("(7) Số bệnh viện", Kind.PAREN, "(7)", (7,)),
        ("– Tuyên truyền", Kind.BULLET, "-", ()),
        ("+ Tiểu dự án 1", Kind.BULLET, "+", ()),
        ("* Về kinh phí", Kind.BULLET, "*", ()),
        ("• Rà soát", Kind.BULLET, "•", ()),
        ("1.Công an tỉnh", Kind.ARABIC, "1", (1,)),
    ],
)
def test_tokens(text: str, kind: Kind, label: str, values: tuple[int, ...]) -> None:
    marker = read_marker(text)
    assert marker
    assert (marker.kind, marker.label, marker.values) == (kind, label, values)


@pytest.mark.parametrize(
    "text",
    [
        "30 người",
        "1.500 lượt",
        "Công an tỉnh",
        "05/02/2026",
        "-5%",
        "V/v báo cáo",
        "Mỗi xã",
        "IIII. Sai",
        "26/6 là ngày",
        "100% xã",
    ],
)
def test_what_is_no_token(text: str) -> None:
    assert read_marker(text) is None


@pytest.mark.parametrize("number", range(1, 90))
def test_roman_numbers_come_back(number: int) -> None:
    assert roman_value(roman(number)) == number
