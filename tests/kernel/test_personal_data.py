import pytest

from namro.kernel.personal_data import find_personal_data


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("số căn cước 001 099 012 345", "12 chữ số"),
        ("CCCD 001099012345.", "12 chữ số"),
        ("người nghiện sinh năm 1990", "năm sinh"),
        ("(SN 1990)", "năm sinh"),
        ("SN: 1990", "năm sinh"),
        ("hiện trú tại xóm 3", "nơi ở"),
        ("đã bắt đối tượng Lò Văn Vui", "họ tên"),
        ("Đối tượng: Lò Vui", "họ tên"),
    ],
)
def test_a_sign_of_a_person_is_found_and_not_repeated(text: str, sign: str) -> None:
    (problem,) = find_personal_data(text, place="narrative:results")
    assert sign in problem.message
    assert problem.place == "narrative:results"
    assert not any(word in problem.message for word in ("1990", "Vui", "012345", "xóm"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Đã tổ chức 12 cuộc, 1.234 người tham gia; kinh phí 120.000.000.000 đồng.",
        "Công an xã lập hồ sơ 03 đối tượng, đưa 02 người nghiện vào cơ sở cai nghiện.",
        "Đối tượng bị bắt đều là người ngoài xã.",
        "Kế hoạch số 107/KH-UBND ngày 12/02/2026.",
        "Hội sinh viên vận động học sinh ký cam kết.",
    ],
)
def test_ordinary_words_pass(text: str) -> None:
    assert find_personal_data(text) == []
