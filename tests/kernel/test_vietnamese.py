from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.kernel.vietnamese import canon, fold, nfc, search_key, sort_key


@pytest.mark.parametrize(
    ("written", "one_style"),
    [
        ("ma tuý", "ma túy"), ("hoà giải", "hòa giải"), ("KHOẺ", "KHỎE"), ("Thuỷ", "Thủy"),
        ("hoàn thành", "hoàn thành"), ("khuỷu tay", "khuỷu tay"), ("quý", "quý"), ("ngoáy", "ngoáy"), ("QUÝ", "QUÝ"),
    ],
)  # fmt: skip
def test_one_tone_mark_style(written: str, one_style: str) -> None:
    assert canon(written) == one_style
    assert canon(normalize("NFD", written)) == one_style


def test_fold_drops_marks_and_case() -> None:
    assert fold("  Ủy ban  Nhân dân\nĐô Lương ") == "uy ban nhan dan do luong"


@given(st.text(st.sampled_from("aÀầđĐơỤ –“»·\u00a0\u0301½ß火")))
def test_a_rare_sign_changes_nothing_about_the_letters_beside_it(written: str) -> None:
    assert fold(written + "火") == fold(written + "x")[:-1] + "火"


def test_search_key_keeps_words_only() -> None:
    assert search_key("Phòng, chống ma-túy (năm 2026)") == "phong chong ma tuy nam 2026"


def test_vietnamese_alphabetical_order() -> None:
    names = ["ân", "Đô Lương", "an", "Ea", "ăn", "ba", "bà", "bả", "bã", "bá", "bạ", "bàn", "Dĩnh", "Xã 2", "Xã 10"]
    expected = ["an", "ăn", "ân", "ba", "bà", "bả", "bã", "bá", "bạ", "bàn", "Dĩnh", "Đô Lương", "Ea", "Xã 10", "Xã 2"]
    assert sorted(names, key=sort_key) == expected


def test_tones_decide_after_all_letters() -> None:
    assert sorted(["Hòa An", "Hoa Bình", "Hoa An"], key=sort_key) == ["Hoa An", "Hòa An", "Hoa Bình"]


@given(st.text())
def test_keys_never_fail_and_are_stable(s: str) -> None:
    assert len(canon(s)) == len(nfc(s))
    assert canon(canon(s)) == canon(s)
    assert fold(fold(s)) == fold(s)
    assert sort_key(s).isascii()
    assert sort_key(normalize("NFD", s)) == sort_key(s)
