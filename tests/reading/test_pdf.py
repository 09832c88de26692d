from contextlib import suppress

import pytest

from namro.kernel.problems import Refused
from namro.reading import read_document
from namro.reading.blocks import Block, Source
from namro.reading.pdf import MOST_PAGES, read_pdf
from tests.reading.printed import Sheet, pdf

LONG = (
    "Tổ chức rà soát, thống kê, lập danh sách người nghiện ma túy đang cư trú trên địa bàn xã; phối hợp với gia đình "
    "vận động người nghiện tự nguyện đăng ký cai nghiện"
)


def texts(source: Source) -> list[str]:
    return [source.text[block.start : block.end] for block in source.blocks]


def cells(source: Source) -> dict[tuple[int, int, int], str]:
    found: dict[tuple[int, int, int], str] = {}
    for text, block in zip(texts(source), source.blocks, strict=True):
        if block.cell:
            at = (block.cell.table, block.cell.row, block.cell.column)
            found[at] = f"{found[at]} {text}" if at in found else text
    return found


def block_of(source: Source, words: str) -> Block:
    return next(b for b in source.blocks if words in source.text[b.start : b.end])


def test_lines_cut_by_the_width_are_joined_and_paragraphs_are_not() -> None:
    sheet = Sheet()
    y = sheet.wrap(f"- {LONG}.", top=80)
    y = sheet.wrap(f"- {LONG}; thực hiện Quyết định số 5027/QĐ-BCA-C04.", top=y)
    sheet.wrap("2. Sở Y tế", top=y)
    assert texts(read_pdf(pdf(sheet))) == [
        f"- {LONG}.", f"- {LONG}; thực hiện Quyết định số 5027/QĐ-BCA-C04.", "2. Sở Y tế",
    ]  # fmt: skip


def test_a_number_cut_after_its_hyphen_stays_whole() -> None:
    sheet = Sheet().say(85, 80, "x" * 50 + " Kế hoạch số 95/KH-").say(85, 97, "UBND ngày 30 tháng 12 năm 2022")
    assert "95/KH-UBND ngày" in read_pdf(pdf(sheet)).text


def test_a_dash_at_the_edge_of_a_wrapped_line_is_no_bullet() -> None:
    sheet = Sheet()
    y = sheet.wrap(f"1. {LONG}.", top=80)
    y = sheet.wrap(f"2. {LONG}.", top=y)
    sheet.say(113, y, "Hưởng ứng Tháng hành động phòng, chống ma túy và Ngày quốc tế   ")
    sheet.say(85, y + 17, "- Ngày toàn dân phòng, chống ma túy.")
    assert texts(read_pdf(pdf(sheet)))[-1].endswith("Ngày quốc tế - Ngày toàn dân phòng, chống ma túy.")


def letterhead(sheet: Sheet) -> None:
    left, right = 160, 405
    sheet.middle(left, 60, "ỦY BAN NHÂN DÂN", size=12).middle(
        right, 60, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True
    )
    sheet.middle(left, 75, "TỈNH LĨNH GIANG", size=12, bold=True).middle(right, 76, "Độc lập - Tự do - Hạnh phúc")
    sheet.middle(left, 105, "Số: 77/KH-UBND", size=13).middle(right, 105, "Lĩnh Giang, ngày 05 tháng 02 năm 2026")
    sheet.middle(297, 140, "KẾ HOẠCH", bold=True).middle(297, 157, "Phòng, chống tảo hôn năm 2026", bold=True)


def test_the_two_columns_of_the_letterhead_stay_apart() -> None:
    sheet = Sheet()
    letterhead(sheet)
    sheet.wrap(f"Ủy ban nhân dân tỉnh xây dựng kế hoạch: {LONG}.", top=190)
    found = read_pdf(pdf(sheet))
    assert texts(found)[:8] == [
        "ỦY BAN NHÂN DÂN", "TỈNH LĨNH GIANG", "Số: 77/KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc", "Lĩnh Giang, ngày 05 tháng 02 năm 2026", "KẾ HOẠCH",
        "Phòng, chống tảo hôn năm 2026",
    ]  # fmt: skip
    header = read_document(pdf(sheet), filename="ke-hoach.pdf").to_json()["documents"][0]
    assert (header["number"], header["issued_on"]) == ("77/KH-UBND", "2026-02-05")
    assert header["issuer"] == "Ủy ban nhân dân tỉnh Lĩnh Giang"


def test_recipients_and_signer_stand_side_by_side_at_their_own_pitch() -> None:
    sheet = Sheet()
    sheet.say(85, 300, "Nơi nhận:", size=12).middle(430, 302, "TM. ỦY BAN NHÂN DÂN", bold=True)
    for n, line in enumerate(("- Bộ Công an;", "- Các sở, ban, ngành", "cấp tỉnh;", "- Lưu: VT, NC.")):
        sheet.say(85, 313 + 12.5 * n, line, size=11)
    sheet.middle(430, 319, "CHỦ TỊCH", bold=True).middle(430, 400, "Lò Thị Mai", bold=True)
    assert texts(read_pdf(pdf(sheet))) == [
        "Nơi nhận:", "- Bộ Công an;", "- Các sở, ban, ngành cấp tỉnh;", "- Lưu: VT, NC.",
        "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Lò Thị Mai",
    ]  # fmt: skip


def three_pages() -> bytes:
    sheets = []
    for number in range(1, 4):
        sheet = Sheet().middle(297, 30, str(number)).say(85, 45, f"Bản in ngày 0{number}/02/2026", size=9)
        y = sheet.wrap(f"{number}. {LONG}.", top=90)
        sheet.wrap(f"- {LONG}" + (" và" if number == 1 else "."), top=y)
        sheets.append(sheet)
    return pdf(*sheets)


def test_page_numbers_and_running_heads_are_dropped_and_pages_remembered() -> None:
    source = read_pdf(three_pages())
    assert "Bản in" not in source.text
    assert not any(text.isdecimal() for text in texts(source))
    assert [block.page for block in source.blocks] == [1, 1, 2, 2, 3, 3]
    assert "Bản in ngày 01/02/2026" in source.marks


def test_a_sentence_goes_on_over_the_page() -> None:
    first, second = Sheet(), Sheet()
    y = first.wrap(f"1. {LONG}.", top=600)
    first.say(113, y, "- Rà soát, lập hồ sơ quản lý, giúp đỡ, tạo việc làm cho người")
    second.say(85, 80, "Dao trong năm 2026.")
    second.wrap(f"- {LONG}.", top=110)
    found = read_pdf(pdf(first, second))
    assert texts(found)[1].endswith("cho người Dao trong năm 2026.")
    assert block_of(found, "trong năm 2026").page == 1


XS = (85, 130, 400, 552)


def table_page(rows: list[tuple[str, str, str]], *, top: float = 100) -> Sheet:
    sheet = Sheet().grid(XS, [top + 30 * n for n in range(len(rows) + 1)])
    for r, row in enumerate(rows):
        for x, text in zip(XS, row, strict=False):
            sheet.say(x + 5, top + 20 + 30 * r, text, size=12)
    return sheet


HEAD = ("TT", "Đơn vị", "Số vụ")


def test_a_ruled_table_goes_on_over_pages_and_its_head_counts_once() -> None:
    first = table_page([HEAD, ("1", "Xã Lĩnh Khê", "02"), ("2", "Phường An Tuyền", "01")], top=700)
    second = table_page([HEAD, ("3", "Xã Nậm Rốm", "03")], top=60)
    found = cells(read_pdf(pdf(first, second)))
    assert {at: text for at, text in found.items() if at[1] in (0, 3)} == {
        (0, 0, 0): "TT", (0, 0, 1): "Đơn vị", (0, 0, 2): "Số vụ",
        (0, 3, 0): "3", (0, 3, 1): "Xã Nậm Rốm", (0, 3, 2): "03",
    }  # fmt: skip
    assert max(row for _table, row, _column in found) == 3


def test_a_row_cut_by_the_end_of_the_page_is_one_row() -> None:
    first = table_page([HEAD, ("1", "Xã Lĩnh Khê và các", "02")], top=700)
    second = table_page([("", "thôn, bản giáp biên", ""), ("2", "Xã Nậm Rốm", "03")], top=60)
    found = cells(read_pdf(pdf(first, second)))
    assert found[0, 1, 1] == "Xã Lĩnh Khê và các thôn, bản giáp biên"
    assert found[0, 2, 1] == "Xã Nậm Rốm"


def test_merged_cells_cover_the_grid() -> None:
    sheet = Sheet().rule(85, 100, 552, 100).rule(85, 130, 552, 130).rule(130, 160, 552, 160).rule(85, 190, 552, 190)
    for x in (85, 552):
        sheet.rule(x, 100, x, 190)
    sheet.rule(130, 130, 130, 190).rule(400, 130, 400, 190)
    sheet.say(200, 120, "Chung").say(90, 150, "I").say(140, 150, "a").say(410, 150, "b").say(140, 180, "c")
    source = read_pdf(pdf(sheet))
    places = {
        text: (b.cell.row, b.cell.column, b.cell.rows, b.cell.columns)
        for text, b in zip(texts(source), source.blocks, strict=True)
        if b.cell
    }
    assert places == {"Chung": (0, 0, 1, 3), "I": (1, 0, 2, 1), "a": (1, 1, 1, 1), "b": (1, 2, 1, 1), "c": (2, 1, 1, 1)}


def test_a_frame_around_text_is_no_table() -> None:
    sheet = Sheet().grid((80, 560), (60, 120)).say(90, 90, "Văn bản trong khung").say(90, 160, "Sau khung")
    assert cells(read_pdf(pdf(sheet))) == {}


def test_footnotes_come_last_and_their_signs_are_no_words() -> None:
    sheet = Sheet().say(85, 80, "Đạt ít nhất 30%").say(190, 74, "1", size=8).say(200, 80, "số xã.")
    sheet.wrap(f"2. {LONG}.", top=100)
    sheet.say(85, 795, "1", size=6).say(90, 800, "Theo số liệu năm 2025.", size=10)
    source = read_pdf(pdf(sheet))
    assert texts(source)[0] == "Đạt ít nhất 30% số xã."
    assert block_of(source, "Theo số liệu").footnote


def test_bullets_of_symbol_fonts() -> None:
    assert texts(read_pdf(pdf(Sheet().say(85, 80, "\uf0b7 Tuyên truyền \uf02d hai")))) == ["• Tuyên truyền - hai"]


@pytest.mark.parametrize("quarter", [90, 180, 270])
def test_a_page_lying_on_its_side_is_read_as_it_is_shown(quarter: int) -> None:
    """Words are placed here in the turned page's own coordinates, as a landscape table in a scan or print is."""
    sheet = Sheet(rotate=quarter)
    turns = {90: "0 1 -1 0 {} {}", 180: "-1 0 0 -1 {} {}", 270: "0 -1 1 0 {} {}"}
    places = {90: ((100, 80), (120, 80)), 180: ((500, 700), (500, 720)), 270: ((500, 700), (480, 700))}
    for (x, y), text in zip(places[quarter], ("Dòng đầu", "Dòng sau"), strict=True):
        codes = "".join(f"{ord(c):04X}" for c in text)
        sheet.operators.append(f"BT /F1 14 Tf {turns[quarter].format(x, y)} Tm <{codes}> Tj ET")
    assert texts(read_pdf(pdf(sheet))) == ["Dòng đầu", "Dòng sau"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (pdf(Sheet().say(85, 80, "Kế hoạch"), locked=True), "encrypted"),
        (pdf(Sheet().say(85, 80, "Kế hoạch"))[:300], "broken"),
        (b"%PDF-1.4\n" + bytes(range(256)) * 50, "broken"),
        (pdf(*[Sheet()] * (MOST_PAGES + 1)), "too_long"),
        (pdf(Sheet()), "pdf_empty"),
    ],
    ids=["encrypted", "cut off", "rubbish", "too many pages", "no letter"],
)
def test_a_pdf_that_cannot_be_read_is_refused_in_one_sentence(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as caught:
        read_document(data, filename="ke-hoach.pdf")
    assert caught.value.code == code
    assert "xin" in caught.value.message


def test_a_secrecy_mark_in_a_pdf_also_in_its_running_head() -> None:
    sheets = []
    for n in range(3):
        sheet = Sheet().say(300, 30, "TỐI MẬT")
        sheet.wrap(f"{n + 1}. {LONG}.", top=90)
        sheets.append(sheet)
    with pytest.raises(Refused, match="độ mật"):
        read_document(pdf(*sheets), filename="ke-hoach.pdf")


def test_a_page_crowded_with_lines_and_words_ends_soon() -> None:
    sheet = Sheet().grid([10 + 8 * n for n in range(72)], [10 + 8 * n for n in range(100)])
    crowded = Sheet()
    for n in range(20_000):
        crowded.say(10 + n % 570, 20 + n % 800, f"{n}", size=2 if n % 2 else 9)
    with suppress(Refused):
        read_document(pdf(sheet.say(15, 16, "1"), crowded), filename="a.pdf")
