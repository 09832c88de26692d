from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.kernel.problems import Refused
from namro.kernel.reforms import ReformRow, read_rows, written

HEAD = "old_code,old_name,new_code,share\n"


def messages(text: str) -> list[tuple[str, str]]:
    return [(problem.place, problem.message) for problem in read_rows(text)[1]]


def test_a_list_is_read_with_the_line_of_each_row() -> None:
    rows, problems = read_rows(
        "old_code,old_name,old_district,new_code\n00001,Xã Một,Huyện Thử,00009\n\n00002,Xã Hai,,00009\n"
    )
    assert problems == []
    assert [(row.line, row.old_code, row.old_district, row.new_code, row.share) for row in rows] == [
        (2, "00001", "Huyện Thử", "00009", 1),
        (4, "00002", "", "00009", 1),
    ]


def test_a_table_from_a_spreadsheet_may_have_vietnamese_heads_and_semicolons() -> None:
    rows, problems = read_rows(
        "\ufeffMã cũ;Tên cũ;Mã mới;Tên mới;Tỷ lệ;Ghi chú\n1;Xã Một;2;Xã Hai;60%;x\n1;Xã Một;3;Xã Ba;0,4;\n"
    )
    assert problems == []
    assert [(row.new_name, row.share) for row in rows] == [("Xã Hai", Decimal("0.6")), ("Xã Ba", Decimal("0.4"))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1,,2,\n", ("Dòng 2", "Thiếu tên cũ.")),
        ("1,Xã Một,,\n", ("Dòng 2", "Thiếu mã mới.")),
        ("1;2,Xã Một,3,\n", ("Dòng 2", "«1;2» không phải là mã đơn vị.")),
        ("1,Xã Một,2,nửa\n", ("Dòng 2", "«nửa» không phải là tỷ lệ; ghi như 60% hoặc 0,6.")),
        ("1,Xã Một,2,0\n", ("Dòng 2", "Tỷ lệ «0» phải lớn hơn 0, không quá 100%, nhiều nhất 8 chữ số thập phân.")),
        ("1,Xã Một,2,NaN\n", ("Dòng 2", "Tỷ lệ «NaN» phải lớn hơn 0, không quá 100%, nhiều nhất 8 chữ số thập phân.")),
        ("1,Xã Một,2,\n1,Xã Một,2,\n", ("Dòng 3", "Đơn vị cũ 1 ghi hai lần vào cùng một đơn vị.")),
        ("1,Xã Một,2,0.5\n1,Xã Mốt,3,0.5\n", ("Dòng 3", "Đơn vị cũ 1 có hai tên khác nhau.")),
        ("1,Xã Một,2,0.5\n1,Xã Một,3,0.4\n", ("Dòng 3", "Tỷ lệ của đơn vị cũ 1 cộng lại không đúng 100%.")),
    ],
)
def test_a_row_that_cannot_be_is_told_by_its_line(text: str, found: tuple[str, str]) -> None:
    assert messages(HEAD + text) == [found]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "thiếu cột «mã cũ», «tên cũ», «mã mới»"),
        ("mã cũ,tên cũ\n1,2\n", "thiếu cột «mã mới»"),
        (HEAD, "không có dòng nào"),
        (HEAD + '"' + "x" * 200_000, "Dòng 2 không đọc được"),
        (HEAD + "1,Xã,2,\n" * 20_001, "dài hơn 20000 dòng"),
    ],
)
def test_what_is_no_list_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        read_rows(text)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    for start in ("", HEAD):
        with suppress(Refused):
            read_rows(start + text)


names = st.text(st.characters(categories=["L", "Zs", "P"]), min_size=1).map(str.strip).filter(bool)
codes = st.from_regex(r"[0-9]{5}", fullmatch=True)


@given(st.lists(st.tuples(codes, names, codes), min_size=1, unique_by=lambda row: row[0]))
def test_what_is_written_is_read_again(given_rows: list[tuple[str, str, str]]) -> None:
    rows = [ReformRow(line=0, old_code=old, old_name=name, new_code=new) for old, name, new in given_rows]
    again, problems = read_rows(written(rows))
    assert problems == []
    assert [(row.old_code, row.old_name, row.new_code) for row in again] == given_rows
