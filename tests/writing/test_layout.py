import pytest

from namro.writing.layout import balanced, measure, nd30, parse_layout


def test_the_layout_names_its_decree() -> None:
    assert "30/2020/NĐ-CP" in nd30().citation
    assert nd30().page["top"] == 20
    assert nd30().styles["body"].size == 14


def test_a_number_outside_the_legal_range_is_refused() -> None:
    with pytest.raises(ValueError, match=r"page\.top: 10 is outside 20–25"):
        parse_layout('citation = "x"\nvalid_from = 2020-03-05\n[page]\ntop = { value = 10, legal = [20, 25] }\n')


def test_the_text_column_is_what_the_margins_leave() -> None:
    assert nd30().text_width() == 210 - 30 - 15
    assert nd30().text_width(landscape=True) == 297 - 30 - 15


def test_marks_do_not_widen_a_letter_but_horns_do() -> None:
    assert measure("ằẫệ", 14) == measure("aae", 14)
    assert measure("ự", 14) > measure("ụ", 14)
    assert measure("HÒA", 13, bold=True) > measure("HÒA", 13)


def test_quoc_hieu_fits_the_right_hand_column_on_one_line() -> None:
    layout = nd30()
    column = layout.text_width() * (1 - layout.columns["letterhead"])
    assert measure(layout.text["republic"], layout.styles["republic"].size, bold=True) < column


def test_a_long_title_breaks_into_lines_of_like_length() -> None:
    title = "Kết quả thực hiện công tác phòng, chống ma túy quý II năm 2026 trên địa bàn tỉnh Sơn Giang"
    first, second = balanced(title, 165, 14, bold=True)
    assert f"{first} {second}" == title
    assert abs(measure(first, 14, bold=True) - measure(second, 14, bold=True)) < 25


@pytest.mark.parametrize(("text", "lines"), [("", []), ("Một", ["Một"]), ("W" * 200, ["W" * 200])])
def test_odd_texts_break_without_trouble(text: str, lines: list[str]) -> None:
    assert balanced(text, 60, 14) == lines
