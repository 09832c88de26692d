from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.reading.text import clean, joined


def test_clean_text_keeps_the_place_of_every_word() -> None:
    source = "  1.  **Sở  Y tế**\n chủ trì "
    line = clean(source, 0, len(source))
    assert line.text == "1. Sở Y tế chủ trì"
    at = line.text.index("Sở")
    assert source[slice(*line.span(at, at + len("Sở Y tế")))] == "Sở  Y tế"


def test_decomposed_letters_and_both_tone_styles_read_alike() -> None:
    for source in ("ma tuý và hoà giải", normalize("NFD", "ma túy và hòa giải")):
        line = clean(source, 0, len(source))
        assert line.text == "ma túy và hòa giải"
        assert source[slice(*line.span(line.text.index("hòa"), len(line.text)))] == source[source.index("ho") :]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("## I. MỤC ĐÍCH", "I. MỤC ĐÍCH"),
        ("* Về kinh phí", "* Về kinh phí"),
        ("(*gọi tắt là BCĐ*)", "(gọi tắt là BCĐ)"),
        ("PHỤ LỤC**CHỈ TIÊU**", "PHỤ LỤC CHỈ TIÊU"),
        (r"1\. Công an tỉnh", "1. Công an tỉnh"),
        ("Nơi nhận: *[Handwritten signature]*", "Nơi nhận:"),
        ("phòng\u200b, chống\u00ad", "phòng, chống"),
    ],
)
def test_typing_furniture_is_dropped(typed: str, read: str) -> None:
    assert clean(typed, 0, len(typed)).text == read


def test_a_sentence_of_two_blocks_quotes_across_the_break() -> None:
    source = "không để thất\n\n12\n\nthoát tiền chất"
    line = joined([clean(source, 0, 13), clean(source, 19, len(source))])
    assert line.text == "không để thất thoát tiền chất"
    assert source[slice(*line.span())] == source


@given(st.text())
def test_every_text_can_be_cleaned(source: str) -> None:
    line = clean(source, 0, len(source))
    assert len(line.text) == len(line.starts) == len(line.ends)
    assert list(line.starts) == sorted(line.starts)
    assert line.text == line.text.strip()
