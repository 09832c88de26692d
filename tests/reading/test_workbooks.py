"""Workbooks as cells: what Excel did to a number, and files that are hostile, secret or of another kind."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal

import pytest
from openpyxl import Workbook

from namro.kernel.figures import Figure, FigureState, estimated, reported
from namro.kernel.problems import Refused
from namro.reading.form_sheets import FilledRow, Unfit, figure_in, filled_sheets
from namro.reading.workbooks import MOST_CELLS, Cell, Kind, read_book


def book(fill: Callable[[Workbook], None]) -> bytes:
    made = Workbook()
    fill(made)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def one_cell(value: object, number_format: str = "General") -> Cell | None:
    def fill(made: Workbook) -> None:
        cell = made.worksheets[0]["B3"]
        cell.value = value
        cell.number_format = number_format

    return read_book(book(fill)).sheets[0].at(3, 1)


def with_part(name: str, content: bytes, data: bytes | None = None) -> bytes:
    """A workbook in which one part is replaced or added."""
    old = zipfile.ZipFile(io.BytesIO(data or book(lambda made: None)))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return written.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def sheet_of(cells: str) -> bytes:
    xml = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    return with_part(SHEET, f"{xml}{cells}</row></sheetData></worksheet>".encode())


# ---- cells ----


def test_a_cell_is_what_a_person_sees() -> None:
    assert one_cell(12) == Cell(3, 1, Kind.NUMBER, "12", Decimal(12))
    assert one_cell(0.1 + 0.2) == Cell(3, 1, Kind.NUMBER, "0.3", Decimal("0.3"))
    assert one_cell("  ") is None
    percent = one_cell(0.5, "0%")
    assert percent is not None
    assert (percent.kind, percent.shown) == (Kind.PERCENT, "50%")


@pytest.mark.parametrize("number_format", ["dd/mm/yyyy", "mm-dd-yy", "[$-42A]d mmmm", "h:mm"])
def test_a_number_shown_as_a_date_is_a_date(number_format: str) -> None:
    found = one_cell(46143, number_format)
    assert found is not None
    assert (found.kind, found.shown) == (Kind.DATE, "01/05/2026")


@pytest.mark.parametrize("number_format", ["#,##0", '0 "ngày"', "0.00_);[Red](0.00)", "@"])
def test_letters_in_quotes_and_colours_make_no_date(number_format: str) -> None:
    found = one_cell(46143, number_format)
    assert found is not None
    assert found.kind is Kind.NUMBER


def test_a_formula_counts_with_the_value_saved_beside_it_and_is_never_computed() -> None:
    cells = read_book(sheet_of('<c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f></c>')).sheets[0]
    assert cells.at(1, 0) == Cell(1, 0, Kind.NUMBER, "2", Decimal(2), True)
    assert cells.at(1, 1) == Cell(1, 1, Kind.NOT_COMPUTED, "", None, True)


# ---- files that are not read ----

REFUSALS = [
    (b"", "Tệp trống"),
    (b"MZ\x90\0 program", "không phải bảng tính"),
    (b"PK\x03\x04 torn", "không phải bảng tính"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "Excel cũ"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
    (b"x" * (10 * 1024 * 1024 + 1), "lớn hơn 10 MB"),
]


@pytest.mark.parametrize(("data", "said"), REFUSALS, ids=[said for _, said in REFUSALS])
def test_what_is_no_workbook_is_refused_with_what_to_do(data: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read_book(data)


def test_macros_and_open_document_are_refused() -> None:
    with pytest.raises(Refused, match="macro"):
        read_book(with_part("xl/vbaProject.bin", b"x"))
    with pytest.raises(Refused, match="OpenDocument"):
        read_book(with_part("content.xml", b"<x/>", with_part("mimetype", b"application/vnd.oasis")))


def test_an_entity_bomb_is_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    for part in (SHEET, "xl/workbook.xml", "xl/styles.xml"):
        with pytest.raises(Refused, match="khai báo lạ"):
            read_book(with_part(part, bomb))


def test_a_file_that_swells_is_refused() -> None:
    with pytest.raises(Refused, match="quá lớn"):
        read_book(with_part(SHEET, b" " * (30 * 1024 * 1024)))


def test_too_many_cells_are_refused() -> None:
    cells = "".join(f'<c r="A{n}"/>' for n in range(1, MOST_CELLS + 2))
    with pytest.raises(Refused, match="quá nhiều ô"):
        read_book(sheet_of(cells))


@pytest.mark.parametrize("cells", ['<c r="ZZZZ1"><v>1</v></c>', "<c><v>1</v></c>", '<c r="A1"><v>nan</v></c>', "<c"])
def test_cells_that_cannot_be_are_refused(cells: str) -> None:
    with pytest.raises(Refused, match="hỏng"):
        read_book(sheet_of(cells))


def test_a_workbook_that_is_no_form_says_so() -> None:
    with pytest.raises(Refused, match="không phải là biểu tải từ Năm Rõ"):
        filled_sheets(read_book(book(lambda made: None)))


# ---- one box ----


def row(amount: object = None, state: str = "", note: str = "", number_format: str = "General") -> FilledRow:
    cell = one_cell(amount, number_format) if amount is not None else None
    return FilledRow(row=11, label="Mới", amount=cell, state=state, note=note, reason="")


FIGURES: list[tuple[FilledRow, int, Figure | None]] = [
    (row(), 0, None),
    (row(state="số"), 0, None),
    (row(0), 0, reported(0)),
    (row(12), 0, reported(12)),
    (row("1.234"), 0, reported(1234)),
    (row(" 12 "), 0, reported(12)),
    (row("12 người"), 0, reported(12)),
    (row("１２"), 0, reported(12)),
    (row(12.5), 1, reported(Decimal("12.5"))),
    (row("12,5"), 1, reported(Decimal("12.5"))),
    (row(5, "ƯỚC"), 0, estimated(5)),
    (row(5, "uoc"), 0, estimated(5)),
    (row(None, "không áp dụng"), 0, Figure(FigureState.NOT_APPLICABLE)),
    (row(None, "không lưu ở đây", " HS  12 "), 0, Figure(FigureState.NOT_STORED, None, "HS 12")),
]


@pytest.mark.parametrize(("filled", "decimals", "figure"), FIGURES)
def test_a_box_is_one_of_five_things(filled: FilledRow, decimals: int, figure: Figure | None) -> None:
    assert figure_in(filled, decimals=decimals, unit="người") == figure


UNFIT = [
    (row("1,5"), "chỉ nhận số nguyên", "Chỉ ghi chữ số"),
    (row(1.234), "chỉ nhận số nguyên, tệp ghi 1,234", "ghi 1234, không có dấu"),
    (row(1.5), "chỉ nhận số nguyên", "Ghi số nguyên"),
    (row(-1), "không được âm", ""),
    (row(1e16), "quá lớn", ""),
    (row("mười hai"), "không phải là số", "Không phát sinh thì ghi 0"),
    (row("-"), "không phải là số", "chưa có số thì để trống"),
    (row("khoảng 12"), "không phải là số", "Chỉ ghi chữ số"),
    (row(46143, number_format="dd/mm/yyyy"), "đổi số thành ngày 01/05/2026", "Định dạng lại"),
    (row(True), "không phải là số", ""),
    (row("=1+1"), "công thức chưa có kết quả", "thay công thức bằng con số"),
    (row("#REF!"), "bị lỗi #REF!", ""),
    (row(0.5, number_format="0%"), "chỉ nhận số nguyên", ""),
    (row(None, "ước"), "chưa ghi số", "chọn lại «số»"),
    (row(2, "không áp dụng"), "Vừa ghi «2» vừa chọn", "Xóa số"),
    (row(None, "không lưu ở đây"), "chưa ghi số hồ sơ", ""),
    (row(2, "chừng"), "Không có loại số «chừng»", "«không lưu ở đây»"),
]


@pytest.mark.parametrize(("filled", "message", "remedy"), UNFIT, ids=[message for _, message, _ in UNFIT])
def test_what_is_not_plainly_one_figure_is_told(filled: FilledRow, message: str, remedy: str) -> None:
    with pytest.raises(Unfit) as told:
        figure_in(filled, decimals=0, unit="người")
    assert message in told.value.message
    assert remedy in told.value.remedy


def test_per_cent_typed_in_a_box_of_per_cent_is_what_it_shows() -> None:
    assert figure_in(row(0.5, number_format="0%"), decimals=1, unit="%") == reported(50)
