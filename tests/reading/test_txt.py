import codecs

import pytest

from namro.kernel.problems import Refused
from namro.reading.txt import decode, read_txt


def cells(text: str) -> dict[tuple[int, int, int], str]:
    """Table, row and column of every cell; its lines with one blank between."""
    found: dict[tuple[int, int, int], str] = {}
    for b in read_txt(text.encode()).blocks:
        if b.cell:
            place = (b.cell.table, b.cell.row, b.cell.column)
            found[place] = f"{found.get(place, '')} {text[b.start : b.end]}".strip()
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_in_every_form(encoding: str) -> None:
    text = "KẾ HOẠCH\r\nPhòng, chống ma túy năm 2026 trên địa bàn tỉnh\r\n" * 4
    assert decode(text.encode(encoding)) == text


def test_the_old_windows_code_page() -> None:
    text = "Ke hoach pho\u0300ng, cho\u0301ng ma tu\u0301y trên đi\u0323a ba\u0300n ti\u0309nh. " * 20
    assert decode(text.encode("cp1258")) == text


def test_bytes_of_no_known_encoding_are_refused() -> None:
    with pytest.raises(Refused, match="UTF-8"):
        decode(codecs.BOM_UTF8 + b"\xff\xfe\xfd\xfa" * 3)


def test_rows_with_bars() -> None:
    assert cells("| TT | Đơn vị | Số vụ |\n|---|:--:|---|\n| 1 | Xã An | |\n| 2 | Xã Bình | 08 |") == {
        (0, 0, 0): "TT", (0, 0, 1): "Đơn vị", (0, 0, 2): "Số vụ", (0, 1, 0): "1", (0, 1, 1): "Xã An",
        (0, 2, 0): "2", (0, 2, 1): "Xã Bình", (0, 2, 2): "08",
    }  # fmt: skip


def test_cells_with_bars_on_lines_of_their_own() -> None:
    assert cells("|\nTT |\nNội dung\nchỉ tiêu |\nGiao |\n|\n|\n||\n|\n1 |\nGiảm |\n5% |\nDòng sau bảng") == {
        (0, 0, 0): "TT", (0, 0, 1): "Nội dung chỉ tiêu", (0, 0, 2): "Giao",
        (0, 2, 0): "1", (0, 2, 1): "Giảm", (0, 2, 2): "5%",
    }  # fmt: skip


def test_rows_with_tabs_keep_empty_cells() -> None:
    assert cells("TT\tĐơn vị\tSố vụ\n1\tXã An\t5\nTổng\t\t5 vụ")[0, 2, 2] == "5 vụ"


def test_a_table_flattened_to_one_cell_a_line() -> None:
    found = cells("STT\nĐơn vị\nSố vụ\n1\nCông an tỉnh\n2\n2\nHải quan\nkhu vực\n5\n3\nXã An\n9")
    assert [found[0, 1, c] for c in range(3)] == ["1", "Công an tỉnh", "2"]
    assert [found[0, 2, c] for c in range(3)] == ["2", "Hải quan khu vực", "5"]
    assert [found[0, 3, c] for c in range(3)] == ["3", "Xã An", "9"]


def test_columns_set_apart_by_blanks() -> None:
    found = cells(
        "Nơi nhận:            KT. GIÁM ĐỐC\n- UBND tỉnh;         PHÓ GIÁM ĐỐC\n- Lưu: VT.\n" + " " * 30 + "Lò Văn Sơn"
    )
    assert found[0, 0, 1] == "KT. GIÁM ĐỐC"
    assert found[0, 3, 1] == "Lò Văn Sơn"


def rows(text: str) -> list[list[str]]:
    """The cells of the one table, row by row."""
    found = cells(text)
    width = 1 + max(column for _table, _row, column in found)
    height = 1 + max(row for _table, row, _column in found)
    return [[found.get((0, row, column), "") for column in range(width)] for row in range(height)]


DRAWN = """
                           Số vụ       Đưa đi
 TT  Đơn vị                phát hiện   cai nghiện
                           (vụ)        (người)
  1  Phường An Lộc         22          08
  2  Xã Bình Sơn, cả khu   9           12
     kinh tế ven biển
 10 Xã Cẩm Giang           04
     Tổng cộng             35          20
                                6
                           PHỤ LỤC II
"""


def test_a_table_drawn_with_blanks() -> None:
    assert rows(DRAWN) == [
        ["TT", "Đơn vị", "Số vụ phát hiện (vụ)", "Đưa đi cai nghiện (người)"],
        ["1", "Phường An Lộc", "22", "08"],
        ["2", "Xã Bình Sơn, cả khu kinh tế ven biển", "9", "12"],
        ["10", "Xã Cẩm Giang", "04", ""],
        ["", "Tổng cộng", "35", "20"],
    ]


def test_a_section_after_a_drawn_table_is_no_row_of_it() -> None:
    text = DRAWN.split("  " * 16)[0].rstrip() + "\n\n IV. NỘI DUNG\n 1. Công tác tuyên truyền\n"
    assert cells(text)[0, 0, 0] == "TT"
    assert not any("NỘI DUNG" in words for words in cells(text).values())


def test_cells_on_lines_with_groups_and_without_the_empty_ones() -> None:
    lines = (
        "TT|Thôn, bản|Chỉ tiêu|Ghi chú|I|Vùng cao|1|Bản Lếch|02|2|Bản Co|-|Không có|II|Vùng thấp|3|Thôn Chợ|1|Cộng|3"
    )
    assert rows(lines.replace("|", "\n")) == [
        ["TT", "Thôn, bản", "Chỉ tiêu", "Ghi chú"],
        ["I", "Vùng cao", "", ""],
        ["1", "Bản Lếch", "02", ""],
        ["2", "Bản Co", "-", "Không có"],
        ["II", "Vùng thấp", "", ""],
        ["3", "Thôn Chợ", "1", ""],
        ["", "Cộng", "3", ""],
    ]


def test_one_row_a_line_with_single_blanks() -> None:
    assert rows(
        "TT Đơn vị Bệnh nhân (người) Mẫu xét nghiệm (mẫu)\n1 Trung tâm Y tế huyện Ea Lốp 85 1.900\n"
        "2 Phường 3 60 900\n3 Bệnh viện tỉnh - 2.000\nTổng cộng 145 4.800\n1. Mục sau bảng"
    ) == [
        ["TT", "Đơn vị", "Bệnh nhân (người)", "Mẫu xét nghiệm (mẫu)"],
        ["1", "Trung tâm Y tế huyện Ea Lốp", "85", "1.900"],
        ["2", "Phường 3", "60", "900"],
        ["3", "Bệnh viện tỉnh", "-", "2.000"],
        ["", "Tổng cộng", "145", "4.800"],
    ]


def test_running_text_makes_no_table() -> None:
    assert cells("Tỷ lệ nam | nữ là 5 | 6\n1. Một\n2. Hai\nSTT\nKhông có bảng") == {}


def test_no_word_is_lost_between_a_total_and_what_follows() -> None:
    rows = "TT|Thôn|Số|1|A|5|2|B|6|3|C|7|Tổng cộng|không kể|18".replace("|", "\n")
    text = f"{rows}\n---------------\n21. Đề nghị Tỉnh đoàn tổ chức."
    read = " ".join(text[b.start : b.end] for b in read_txt(text.encode()).blocks)
    assert read.split() == text.replace("---------------", "").split()
    assert not any(b.footnote for b in read_txt(text.encode()).blocks)
