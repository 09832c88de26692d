"""What a table is about: its columns told by their headings, its rows by their serial numbers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import regex

from namro.kernel.vietnamese import fold
from namro.reading.elements import Table
from namro.reading.numbering import read_marker
from namro.reading.outline import Node
from namro.reading.quantities import quantities
from namro.reading.text import Clean


class Column(StrEnum):
    SERIAL = "serial"
    CONTENT = "content"
    LEAD = "lead"
    COORDINATING = "coordinating"
    TIME = "time"
    LEVEL = "level"
    PRODUCT = "product"
    MEASURE_UNIT = "measure_unit"
    BODY = "body"
    VALUE = "value"
    PAST = "past"  # what was reached before, beside what is wanted
    NOTE = "note"


_COLUMNS = [
    (Column.PAST, (
        r"(?:ket qua|thuc hien|uoc|thuc te|hien trang|so lieu|hien co|da dat)(?! (?:can|phai|du kien|phan dau)).*"
        r"(?:20\d\d|nam truoc|cung ky|hien nay|den nay).*|hien trang|thuc trang|so lieu nen|gia tri nen"
    )),
    (Column.SERIAL, r"(?:s ?tt|tt|so tt|so thu tu|no|#)\.?"),
    (Column.MEASURE_UNIT, r"don vi tinh|dvt|don vi do"),
    (Column.COORDINATING, r".*\bphoi hop\b.*"),
    (Column.LEAD, (
        r".*(?:\bchu tri\b|\bdau moi\b|\bphu trach\b|(?:don vi|co quan|nguoi|bo phan) (?:chiu trach nhiem|"
        r"thuc hien|tham muu)|phan cong).*"
    )),
    (Column.TIME, r".*(?:thoi gian|thoi han|tien do|thoi diem|ky han|hoan thanh(?: truoc)?$|lo trinh).*"),
    (Column.LEVEL, r".*\bcap (?:trinh|ban hanh|phe duyet|quyet dinh)\b.*"),
    (Column.PRODUCT, r".*(?:san pham|ket qua (?:dau ra|du kien|dat duoc)?|hinh thuc van ban|van ban).*"),
    (Column.NOTE, r"ghi chu|can cu.*"),
    (Column.BODY, (
        r"(?:ten |cac )?(?:don vi|dia phuong|co quan|don vi,? dia phuong|xa,? phuong.*|xa|phuong|huyen.*|"
        r"dia ban|dia ban,? don vi|ten xa.*|co quan,? don vi.*)(?: thuc hien)?"
    )),
    (Column.VALUE, (
        r".*(?:chi tieu (?:giao|nam|phan|thuc hien|ke hoach)|muc tieu (?:nam|giai)|ke hoach|nam 20\d\d|20\d\d|"
        r"so luong|ty le|ti le|so (?:vu|nguoi|doi tuong|ho so|diem|xa|mo hinh|lop|luot)|giao|muc phan dau|"
        r"phan dau|tong so|gia tri).*|.*%.*"
    )),
    (Column.CONTENT, r".*(?:noi dung|nhiem vu|cong viec|hoat dong|chi tieu|muc tieu|chi so|tieu chi|giai phap|ten ).*"),
]  # fmt: skip
_PATTERNS = [(column, regex.compile(pattern)) for column, pattern in _COLUMNS]
_UNIT_NAME = regex.compile(
    r"(?:Xã|Phường|Thị trấn|Huyện|Quận|Thị xã|Thành phố|TP|TX|Tỉnh|Đặc khu|Thôn|Bản|Ấp|Khóm|Khu|Tổ dân phố|Công an|Đồn|"
    r"UBND|Ủy ban nhân dân|Trường|Trạm|Phòng|Sở|PC\d\d)\s+(?=[\p{Lu}\d])"
)
_COLUMN_NUMBER = regex.compile(r"\(?\d\)?")
_ROW_NUMBER = regex.compile(r"\d{1,3}\.?|[IVX]+\.?")
_GROUP_LABEL = regex.compile(r"[IVX]+|[A-E]")
TOTAL = regex.compile(
    r"(?:tổng(?:\s(?:số|cộng|chung|toàn tỉnh|các).{0,30})?|cộng(?:\stoàn tỉnh)?|toàn tỉnh)\s*[:.]?(?:\s*\(.*\))?$",
    regex.IGNORECASE,
)


@dataclass(frozen=True)
class Row:
    """A data row; `label` is its printed number; `section` its path inside the table ("1.2", "5.1.(1)")."""

    cells: tuple[Clean, ...]
    label: str
    section: str


@dataclass(frozen=True)
class Sheet:
    """A table that has a heading row."""

    columns: tuple[Column, ...]
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    title: str
    section: str
    node: Node
    annex_title: str  # "" outside annexes

    def first(self, column: Column) -> int | None:
        return self.columns.index(column) if column in self.columns else None

    def all(self, column: Column) -> list[int]:
        return [i for i, c in enumerate(self.columns) if c is column]

    @cached_property
    def is_targets(self) -> bool:
        """Rows of goals: most cells of a value column hold a number.

        A table of tasks may have such a column beside its dates.
        """
        if Column.CONTENT not in self.columns or Column.VALUE not in self.columns:
            return False
        if Column.LEAD in self.columns and Column.TIME in self.columns and Column.COORDINATING in self.columns:
            return False
        return any(self._is_numeric(column) for column in self.all(Column.VALUE))

    @property
    def is_tasks(self) -> bool:
        return Column.LEAD in self.columns and Column.CONTENT in self.columns and not self.is_targets

    @property
    def is_allocations(self) -> bool:
        return (
            Column.BODY in self.columns and Column.VALUE in self.columns and not self.is_tasks and not self.is_targets
        )

    def _is_numeric(self, column: int) -> bool:
        filled = [row.cells[column].text for row in self.rows if row.cells[column]]
        return bool(filled) and sum(1 for text in filled if quantities(text)) * 3 >= len(filled) * 2


def read_sheet(node: Node, annex_title: str) -> Sheet | None:
    """The table of `node` with its columns named; None when no heading row is found."""
    table = node.table
    if table is None or table.width < 2:
        return None
    head_rows = _head_rows(table)
    if not head_rows:
        return None
    heads = [_head(table, column, head_rows) for column in range(table.width)]
    columns = _columns(heads, [[cell.line.text for cell in row] for row in table.rows[head_rows:]])
    title = _title(node) or annex_title
    rows = tuple(_rows(table, head_rows, columns))
    return Sheet(tuple(columns), tuple(heads), rows, title, node.section, node, annex_title)


def _head_rows(table: Table) -> int:
    """How many rows the heading takes."""
    for at, row in enumerate(table.rows[:4]):
        texts = [cell.line.text for cell in row]
        if at and (_is_data(texts) or not any(texts)):
            return at
        if not at and _is_data(texts):
            return 0
        known = sum(1 for text in texts if text and _column(text) is not None)
        numbered = _column(texts[0]) is Column.SERIAL
        if not at and known < 2 and not numbered and len(set(filter(None, texts))) > 1:
            return 0
    return min(len(table.rows), 1)


def _is_data(texts: list[str]) -> bool:
    marker = read_marker(texts[0] + " ") if texts[0] else None
    if marker or _ROW_NUMBER.fullmatch(texts[0]):
        return texts[0].strip("()") != "1" or not _counts_columns(texts)
    return bool(TOTAL.match(texts[0])) and any(t[:1].isdigit() for t in texts[1:])


def _counts_columns(texts: list[str]) -> bool:
    """The row "(1) (2) (3)" under a heading numbers the columns."""
    numbers = [t.strip("()") for t in texts if t]
    return len(numbers) > 1 and numbers == [str(i + 1) for i in range(len(numbers))]


def _head(table: Table, column: int, head_rows: int) -> str:
    texts: list[str] = []
    for row in table.rows[:head_rows]:
        text = row[column].line.text
        if text and text not in texts and not _COLUMN_NUMBER.fullmatch(text):
            texts.append(text)
    return " ".join(texts)


def _column(text: str) -> Column | None:
    folded = fold(text)
    return next((column for column, pattern in _PATTERNS if pattern.fullmatch(folded)), None)


def _columns(heads: list[str], rows: list[list[str]]) -> list[Column]:
    """Columns by their headings; where a heading leaves it open, by what stands below it."""
    columns = [_column(head) for head in heads]
    for at, column in enumerate(columns):
        filled = [row[at] for row in rows if row[at]]
        if column in (Column.BODY, None) and filled and all(_is_unit(text) for text in filled):
            columns[at] = Column.MEASURE_UNIT
        elif (
            column in (Column.CONTENT, None)
            and at > 0
            and len(filled) > 1
            and all(text[0].isdigit() for text in filled)
        ):
            columns[at] = Column.VALUE
    named = next((i for i, c in enumerate(columns) if c in (Column.CONTENT, None) and _names_units(rows, i)), None)
    if named is not None and Column.VALUE in columns:
        columns[named] = Column.BODY
        return [c or Column.VALUE for c in columns]
    if Column.PAST in columns and Column.VALUE not in columns:
        columns = [Column.VALUE if c is Column.PAST else c for c in columns]
    if Column.CONTENT not in columns and Column.BODY not in columns:
        free = [i for i, c in enumerate(columns) if c in (None, Column.VALUE) and i <= 1]
        if free:
            columns[free[-1]] = Column.CONTENT
    if columns.count(Column.CONTENT) > 1:  # "Nội dung chỉ tiêu" | "Chỉ tiêu"
        first = columns.index(Column.CONTENT)
        columns = [Column.VALUE if c is Column.CONTENT and i > first else c for i, c in enumerate(columns)]
    if Column.BODY in columns and Column.CONTENT in columns and Column.LEAD not in columns:
        columns[columns.index(Column.BODY)] = Column.LEAD
    return [c or (Column.VALUE if Column.BODY in columns else Column.NOTE) for c in columns]


def _names_units(rows: list[list[str]], column: int) -> bool:
    """The cells are places and bodies: each row is the share of one of them."""
    names = [
        row[column] for row in rows if row[column] and not TOTAL.match(row[column]) and not row[column][0].isdigit()
    ]
    return len(names) > 2 and sum(1 for name in names if _UNIT_NAME.match(name)) * 5 >= len(names) * 4


def _is_unit(text: str) -> bool:
    found = quantities(f"1 {text.lower()}") if len(text) < 20 else []
    return text == "%" or (bool(found) and found[0].end == len(text) + 2)


def _rows(table: Table, head_rows: int, columns: list[Column]) -> list[Row]:
    rows: list[Row] = []
    groups = 0
    group = sub = ""
    head = [cell.line.text for cell in table.rows[head_rows - 1]]
    for row in table.rows[head_rows:]:
        cells = tuple(cell.line for cell in row)
        texts = [cell.text for cell in cells]
        if texts == head or _counts_columns(texts):
            continue
        label = texts[0].rstrip(" .)") if columns[0] is Column.SERIAL else ""
        label = texts[0] if label.startswith("(") else label
        if not any(texts[1:]) or (len(set(filter(None, texts))) == 1 and not label.isdigit()):
            groups += 1
            group, sub = str(groups), ""
            text = next(filter(None, texts), "")
            marker = read_marker(text)
            if marker and marker.label and not marker.label.startswith("("):
                group = marker.label
            continue
        if label and not any(texts[2:]) and not label.startswith("("):
            sub = label
            if _GROUP_LABEL.fullmatch(label):
                group, sub = label, ""
            continue
        if label and not label.startswith("(") and sub:
            sub = ""
        rows.append(Row(cells, label, ".".join(p for p in (group, sub, label) if p)))
    return rows


def _title(node: Node) -> str:
    """The heading over the table: the numbered line above it; "" where there is none."""
    above = node.parent
    while above is not None and above.parent is not None:
        if above.text:
            return above.text.strip(" .:")
        above = above.parent
    return ""
