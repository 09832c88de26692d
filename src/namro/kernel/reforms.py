"""A list of which unit goes into which on a day, as a province has it: read, checked, told row by row what is wrong."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from namro.kernel.problems import Problem, Refused, Severity

MOST_ROWS = 20_000
WHOLE = Decimal(1)
# What a column may be called; the first name is ours.
_COLUMNS = {
    "old_code": ("old_code", "mã cũ", "mã đơn vị cũ"),
    "old_name": ("old_name", "tên cũ", "tên đơn vị cũ"),
    "old_district": ("old_district", "huyện cũ"),
    "old_province": ("old_province", "tỉnh cũ"),
    "new_code": ("new_code", "mã mới", "mã đơn vị mới"),
    "new_name": ("new_name", "tên mới", "tên đơn vị mới"),
    "share": ("share", "tỷ lệ"),
}
_NEEDED = ("old_code", "old_name", "new_code")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]{0,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReformRow:
    """One unit of the day before and one that takes over `share` of it. new_name: "" where it is known already."""

    line: int
    old_code: str
    old_name: str
    new_code: str
    share: Decimal = WHOLE
    old_district: str = ""
    old_province: str = ""
    new_name: str = ""

    @property
    def place(self) -> str:
        return f"Dòng {self.line}"


def read_rows(text: str) -> tuple[list[ReformRow], list[Problem]]:
    """The rows of a table parted by commas, semicolons or tabs, its first line naming the columns.

    A row with a problem is left out. Raises Refused("reform-file") where it is no such table at all.
    """
    lines = _lines(text.lstrip("\ufeff"))
    columns = _columns(next(lines, (1, []))[1])
    rows: list[ReformRow] = []
    problems: list[Problem] = []
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(rows) + len(problems) >= MOST_ROWS:
            raise Refused("reform-file", f"Danh sách dài hơn {MOST_ROWS} dòng; chia nhỏ rồi nhập từng phần.")
        try:
            rows.append(_row(line, dict(zip(columns, map(str.strip, cells), strict=False))))
        except ValueError as error:
            problems.append(_error("reform-row", f"Dòng {line}", str(error)))
    if not rows and not problems:
        raise Refused("reform-file", "Danh sách không có dòng nào; chọn tệp khác.")
    return rows, [*problems, *_contradictions(rows)]


def written(rows: Iterable[ReformRow]) -> str:
    """The rows as a table that `read_rows` reads again."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(_COLUMNS)
    for row in rows:
        table.writerow([getattr(row, column) for column in _COLUMNS])
    return out.getvalue()


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    table = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        for cells in table:
            yield table.line_num, cells
    except csv.Error as error:
        raise Refused("reform-file", f"Dòng {table.line_num} không đọc được; lưu lại tệp dạng CSV.") from error


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _columns(heads: Sequence[str]) -> list[str]:
    known = {name: column for column, names in _COLUMNS.items() for name in names}
    columns = [known.get(" ".join(head.lower().split()), "") for head in heads]
    if missing := [_COLUMNS[column][1] for column in _NEEDED if column not in columns]:
        raise Refused("reform-file", f"Dòng đầu thiếu cột «{'», «'.join(missing)}»; thêm tên cột rồi nhập lại.")
    return columns


def _row(line: int, cells: dict[str, str]) -> ReformRow:
    for column in _NEEDED:
        if not cells.get(column):
            raise ValueError(f"Thiếu {_COLUMNS[column][1]}.")
    for column in ("old_code", "new_code"):
        if not _CODE.fullmatch(cells[column]):
            raise ValueError(f"«{cells[column]}» không phải là mã đơn vị.")
    kept = {column: cells.get(column, "") for column in _COLUMNS if column != "share"}
    return ReformRow(line=line, share=_share(cells.get("share", "")), **kept)


def _share(text: str) -> Decimal:
    """«60%», «0,6», «0.6»; "" is the whole."""
    if not text:
        return WHOLE
    plain, percent = text.replace(" ", "").replace(",", ".").removesuffix("%"), "%" in text
    try:
        share = Decimal(plain) / 100 if percent else Decimal(plain)
    except InvalidOperation:
        raise ValueError(f"«{text}» không phải là tỷ lệ; ghi như 60% hoặc 0,6.") from None
    if not (share.is_finite() and 0 < share <= 1 and share == round(share, 8)):
        raise ValueError(f"Tỷ lệ «{text}» phải lớn hơn 0, không quá 100%, nhiều nhất 8 chữ số thập phân.")
    return share


def _contradictions(rows: Sequence[ReformRow]) -> list[Problem]:
    problems = []
    heirs: dict[str, list[ReformRow]] = defaultdict(list)
    for row in rows:
        heirs[row.old_code].append(row)
    for code, own in heirs.items():
        if len({row.new_code for row in own}) < len(own):
            problems.append(_error("reform-twice", own[-1].place, f"Đơn vị cũ {code} ghi hai lần vào cùng một đơn vị."))
        elif len({row.old_name for row in own}) > 1:
            problems.append(_error("reform-name", own[-1].place, f"Đơn vị cũ {code} có hai tên khác nhau."))
        elif sum(row.share for row in own) != 1:
            problems.append(
                _error("reform-share", own[-1].place, f"Tỷ lệ của đơn vị cũ {code} cộng lại không đúng 100%.")
            )
    return problems


def _error(code: str, place: str, message: str) -> Problem:
    return Problem(code, Severity.ERROR, place, message, "Sửa dòng này trong tệp rồi nhập lại.")
