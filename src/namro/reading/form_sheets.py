"""What a person filled into the sheets of a downloaded form, box by box, with the place of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from namro.kernel.figures import Figure, FigureState, format_exact, parse_figure, reported
from namro.kernel.form_sheets import (
    CODE_KEY,
    HIDDEN_SHEET,
    LAYOUT,
    LETTER_KEY,
    STATE_WORDS,
    Column,
    Finding,
)
from namro.kernel.problems import Refused
from namro.kernel.vietnamese import search_key
from namro.reading.workbooks import Book, Cell, Kind, Sheet

_STATES = {search_key(words): state for state, words in STATE_WORDS.items()}
_LARGEST = Decimal(10) ** 15
_AGAIN = "Tải lại biểu của đúng đơn vị, đúng kỳ rồi chép số sang."


@dataclass(frozen=True, slots=True)
class FilledRow:
    """One row with a key. row is counted from 1; a blank cell is None or empty."""

    row: int
    label: str
    amount: Cell | None
    state: str
    note: str
    reason: str


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """One form. token: what the hidden sheet holds for the code that stands on this sheet; rows by their key."""

    name: str
    code: str
    token: str
    rows: Mapping[str, FilledRow]
    twice: tuple[str, ...]

    @property
    def letter(self) -> str:
        """The unit's own letter, where the sheet names it."""
        row = self.rows.get(LETTER_KEY)
        return " ".join(row.amount.shown.split()) if row and row.amount else ""


def filled_sheets(book: Book) -> list[FilledSheet]:
    """Raises Refused for a book that was not downloaded as a form, or whose sheets come from several downloads."""
    hidden = book.sheet(HIDDEN_SHEET)
    if hidden is None or hidden.text(1, 0) != LAYOUT:
        raise Refused(
            "not_a_form", "Tệp không phải là biểu tải từ Năm Rõ, hoặc đã mất trang ẩn (chép sang tệp mới). " + _AGAIN
        )
    tokens = dict(_tokens(hidden))
    found = [_filled(sheet, tokens) for sheet in book.sheets if sheet is not hidden and _has_keys(sheet)]
    if not found:
        raise Refused("not_a_form", "Tệp không còn trang biểu nào (cột khóa A đã bị xóa). " + _AGAIN)
    for sheet in found:
        if not sheet.token:
            raise Refused(
                "foreign_sheet",
                f"Trang «{sheet.name}» không thuộc tệp này (chép từ tệp của đơn vị hoặc kỳ khác). {_AGAIN}",
            )
    if len({sheet.code for sheet in found}) < len(found):
        raise Refused("sheet_twice", "Tệp có hai trang của cùng một biểu; xóa trang thừa rồi thử lại.")
    return found


def _tokens(hidden: Sheet) -> Iterator[tuple[str, str]]:
    row = 2
    while code := hidden.text(row, 0):
        pieces, column = [], 1
        while piece := hidden.text(row, column):
            pieces.append(piece)
            column += 1
        yield code, "".join(pieces)
        row += 1


def _has_keys(sheet: Sheet) -> bool:
    return any(column == Column.KEY and cell.text == CODE_KEY for (_, column), cell in sheet.cells.items())


def _filled(sheet: Sheet, tokens: Mapping[str, str]) -> FilledSheet:
    rows: dict[str, FilledRow] = {}
    twice: list[str] = []
    code = ""
    for (number, column), cell in sheet.cells.items():
        if column != Column.KEY:
            continue
        key = cell.text.strip()
        if key == CODE_KEY:
            code = sheet.text(number, Column.AMOUNT)
        if key in rows:
            twice.append(key)
        rows[key] = FilledRow(
            row=number,
            label=sheet.text(number, Column.LABEL),
            amount=sheet.at(number, Column.AMOUNT),
            state=sheet.text(number, Column.STATE),
            note=sheet.text(number, Column.NOTE),
            reason=sheet.text(number, Column.REASON),
        )
    return FilledSheet(sheet.name, code, tokens.get(code, ""), rows, tuple(twice))


class Unfit(ValueError):
    """A box that holds no figure; told with the column that is wrong and what to do."""

    def __init__(self, column: Column, message: str, remedy: str) -> None:
        super().__init__(message)
        self.column, self.message, self.remedy = column, message, remedy

    def finding(self, sheet: str, row: FilledRow, label: str) -> Finding:
        return Finding(
            sheet=sheet,
            row=row.row,
            column=chr(ord("A") + self.column),
            label=label,
            message=self.message,
            remedy=self.remedy,
        )


def figure_in(row: FilledRow, *, decimals: int, unit: str) -> Figure | None:
    """The figure of a row; None where it is blank. Raises Unfit for whatever is not plainly one figure.

    unit: the word that may follow the number («12 người»).
    """
    state = _state(row)
    if state in (FigureState.NOT_APPLICABLE, FigureState.NOT_STORED):
        return _without_number(row, state)
    if row.amount is None:
        if state is FigureState.ESTIMATED:
            raise Unfit(Column.AMOUNT, "Chọn «ước» nhưng chưa ghi số.", "Ghi số ước, hoặc chọn lại «số».")
        return None
    figure = _number(row.amount, decimals, unit)
    if figure is not None and figure.value is not None and state is FigureState.ESTIMATED:
        return Figure(FigureState.ESTIMATED, figure.value)
    return figure


def _state(row: FilledRow) -> FigureState:
    if not row.state:
        return FigureState.REPORTED
    state = _STATES.get(search_key(row.state))
    if state is None:
        choices = ", ".join(f"«{words}»" for words in STATE_WORDS.values())
        raise Unfit(Column.STATE, f"Không có loại số «{row.state}».", f"Chọn một trong: {choices}.")
    return state


def _without_number(row: FilledRow, state: FigureState) -> Figure:
    words = STATE_WORDS[state]
    if row.amount is not None:
        raise Unfit(Column.AMOUNT, f"Vừa ghi «{row.amount.shown}» vừa chọn «{words}».", "Xóa số, hoặc chọn lại «số».")
    if state is FigureState.NOT_APPLICABLE:
        return Figure(state)
    if not row.note:
        raise Unfit(Column.NOTE, "Chọn «không lưu ở đây» nhưng chưa ghi số hồ sơ.", "Ghi số hồ sơ đang lưu số này.")
    return Figure(state, None, " ".join(row.note.split())[:300])


def _number(cell: Cell, decimals: int, unit: str) -> Figure | None:
    def unfit(message: str, remedy: str = "Ghi lại bằng chữ số.") -> Unfit:
        return Unfit(Column.AMOUNT, message, remedy)

    match cell.kind:
        case Kind.NOT_COMPUTED:
            raise unfit("Ô là công thức chưa có kết quả.", "Mở bằng Excel, lưu lại, hoặc thay công thức bằng con số.")
        case Kind.ERROR:
            raise unfit(f"Công thức của ô bị lỗi {cell.text}.", "Sửa công thức hoặc thay bằng con số.")
        case Kind.BOOLEAN:
            raise unfit(f"Ô ghi {cell.shown}, không phải là số.")
        case Kind.DATE:
            raise unfit(f"Excel đã đổi số thành ngày {cell.shown}.", "Định dạng lại ô thành số rồi ghi lại.")
        case Kind.TEXT:
            return _typed(cell.text, decimals, unit)
    assert cell.number is not None
    value = cell.number * 100 if cell.kind is Kind.PERCENT and unit == "%" else cell.number
    if value < 0:
        raise unfit("Số không được âm.")
    if value >= _LARGEST:
        raise unfit("Số quá lớn.")
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > decimals:
        raise unfit(*_too_fine(value, decimals))
    return reported(value)


def _too_fine(value: Decimal, decimals: int) -> tuple[str, str]:
    shown = format_exact(value)
    if decimals:
        return f"Ô ghi {shown}; chỉ ghi tối đa {decimals} chữ số sau dấu phẩy.", "Làm tròn rồi ghi lại."
    remedy = "Ghi số nguyên."
    if len(shown.partition(",")[2]) == 3:
        whole = shown.replace(",", "")
        remedy = f"Nếu định ghi {format_exact(Decimal(whole))} thì ghi {whole}, không có dấu."
    return f"Ô chỉ nhận số nguyên, tệp ghi {shown}.", remedy


def _typed(text: str, decimals: int, unit: str) -> Figure | None:
    """A number kept as text, as pasting does: «1.234», « 12 », «12 người»."""
    plain = " ".join(text.split())
    if unit and plain.lower().endswith(f" {unit.lower()}"):
        plain = plain[: -len(unit)].strip()
    try:
        return parse_figure(plain, decimals)
    except ValueError as problem:
        remedy = "Không phát sinh thì ghi 0; chưa có số thì để trống." if not any(c.isdecimal() for c in plain) else ""
        raise Unfit(Column.AMOUNT, str(problem), remedy or "Chỉ ghi chữ số, ví dụ 12.") from None
