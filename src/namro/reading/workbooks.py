"""An XLSX workbook as cells with their places. Formulas are never computed: what Excel last saved beside them counts.

The parts are inflated and parsed under the limits of `reading.guard`; cells are counted as they stream by.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache

from lxml import etree

from namro.kernel.form_sheets import address
from namro.kernel.problems import Refused
from namro.reading.guard import Parts, parse_xml

LARGEST_BOOK = 10 * 1024 * 1024  # bytes
MOST_SHEETS = 100
MOST_CELLS = 400_000  # of the whole book, styled blank ones included
MOST_COLUMN = 16_384
MOST_ROW = 1_048_576

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_VALUE = f"{_MAIN}v"
_FORMULA = f"{_MAIN}f"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)
# Built-in number formats that show a date or a time, and those that show per cent (ECMA-376, 18.8.30).
_DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_PERCENT_FORMATS = frozenset([9, 10])
_NOT_A_LETTER_OF_A_DATE = re.compile(r"\"[^\"]*\"|\\.|\[[^\]]*\]|_.|\*.")

_SENTENCES = {
    "broken": "Tệp bị hỏng hoặc không phải bảng tính Excel (.xlsx); mở bằng Excel, lưu lại thành .xlsx rồi thử lại.",
    "bomb": "Tệp giải nén ra quá lớn, có thể gây hại nên không đọc; xin kiểm tra lại nguồn tệp.",
    "entities": "Tệp chứa khai báo lạ, có thể gây hại nên không đọc; xin kiểm tra lại nguồn tệp.",
    "encrypted": "Tệp đặt mật khẩu nên không đọc được; xin gỡ mật khẩu rồi thử lại.",
    "too_large": "Tệp lớn hơn 10 MB; xóa hình ảnh, trang thừa rồi thử lại.",
    "too_many": "Tệp có quá nhiều ô hoặc quá nhiều trang; xóa các trang, dòng, cột thừa rồi thử lại.",
    "old": "Tệp dạng Excel cũ (.xls) hoặc đặt mật khẩu; mở bằng Excel, lưu thành .xlsx không mật khẩu rồi thử lại.",
    "macros": "Tệp có macro nên không nhận; lưu thành «Excel Workbook (.xlsx)» rồi thử lại.",
    "ods": "Tệp dạng OpenDocument (.ods); mở lên, lưu thành .xlsx rồi thử lại.",
    "empty": "Tệp trống; xin chọn lại tệp.",
}


class Kind(StrEnum):
    NUMBER = "number"
    PERCENT = "percent"
    """Shown as per cent: 0,5 is what a person sees as 50%."""
    DATE = "date"
    TEXT = "text"
    BOOLEAN = "boolean"
    ERROR = "error"
    NOT_COMPUTED = "not_computed"
    """A formula beside which no value was ever saved."""


@dataclass(frozen=True, slots=True)
class Cell:
    """row is counted from 1, column from 0. number: for NUMBER, PERCENT and DATE, as Excel shows it (15 digits)."""

    row: int
    column: int
    kind: Kind
    text: str
    number: Decimal | None = None
    is_formula: bool = False

    @property
    def place(self) -> str:
        return address(self.row, self.column)

    @property
    def shown(self) -> str:
        """Roughly what a person sees."""
        match self.kind:
            case Kind.DATE:
                assert self.number is not None
                return _as_date(self.number)
            case Kind.PERCENT:
                assert self.number is not None
                return f"{self.number * 100:f}".rstrip("0").rstrip(".").replace(".", ",") + "%"
            case Kind.NUMBER:
                return self.text.replace(".", ",")
            case Kind.BOOLEAN:
                return "TRUE" if self.text == "1" else "FALSE"
        return self.text


@dataclass(frozen=True, slots=True)
class Sheet:
    """cells by (row, column); a blank cell is absent. hidden: a person does not see it. merged: "B2:D2"."""

    name: str
    part: str
    hidden: bool
    cells: Mapping[tuple[int, int], Cell]
    merged: tuple[str, ...] = ()

    def at(self, row: int, column: int) -> Cell | None:
        return self.cells.get((row, column))

    def text(self, row: int, column: int) -> str:
        found = self.cells.get((row, column))
        return found.text.strip() if found else ""


@dataclass(frozen=True, slots=True)
class Book:
    sheets: tuple[Sheet, ...]

    def sheet(self, name: str) -> Sheet | None:
        return next((s for s in self.sheets if s.name == name), None)


def read_book(data: bytes) -> Book:
    """Raises Refused, with what to do, for whatever is no XLSX workbook or could do harm."""
    _look_at(data)
    try:
        return _read(_Package(data))
    except Refused as refused:
        raise Refused(refused.code, _SENTENCES.get(refused.code, refused.message)) from None


def _look_at(data: bytes) -> None:
    if not data:
        raise _refused("empty")
    if len(data) > LARGEST_BOOK:
        raise _refused("too_large")
    if data.startswith(_OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in data or "EncryptionInfo".encode("utf-16-le") in data
        raise _refused("encrypted" if encrypted else "old")
    if not data.startswith(b"PK"):
        raise _refused("broken")


def _refused(code: str) -> Refused:
    return Refused(code, _SENTENCES[code])


class _Package:
    """The parts of a workbook, found by their relations."""

    def __init__(self, data: bytes) -> None:
        self.parts = Parts(data)
        names = set(self.parts.names())
        if any(name.endswith("vbaproject.bin") for name in names):
            raise _refused("macros")
        if "content.xml" in names and "mimetype" in names:
            raise _refused("ods")
        self.workbook = next(iter(self.related("", "officeDocument").values()), "")
        if not self.workbook:
            raise _refused("broken")

    def related(self, part: str, kind: str) -> dict[str, str]:
        """Relation id → part, of one kind of relation."""
        folder, name = posixpath.split(part)
        data = self.parts.read(posixpath.join(folder, "_rels", f"{name}.rels"))
        if data is None:
            return {}
        return {
            str(one.get("Id")): posixpath.normpath(posixpath.join("/", folder, str(one.get("Target", ""))))[1:]
            for one in parse_xml(data)
            if isinstance(one.tag, str) and str(one.get("Type", "")).endswith(f"/{kind}")
        }

    def root(self, part: str) -> etree._Element:
        return parse_xml(self.bytes(part))

    def bytes(self, part: str) -> bytes:
        data = self.parts.read(part)
        if data is None:
            raise _refused("broken")
        return data


def _read(package: _Package) -> Book:
    workbook = package.root(package.workbook)
    places = package.related(package.workbook, "worksheet")
    listed = [one for one in workbook.iter(f"{_MAIN}sheet") if str(one.get(_RELATION)) in places]
    if not listed:
        raise _refused("broken")
    if len(listed) > MOST_SHEETS:
        raise _refused("too_many")
    shared = _strings(package)
    formats = _formats(package)
    counter = _Counter()
    sheets = []
    for one in listed:
        part = places[str(one.get(_RELATION))]
        cells, merged = _cells(package.bytes(part), shared, formats, counter)
        hidden = one.get("state", "visible") != "visible"
        sheets.append(Sheet(str(one.get("name", "")), part, hidden, cells, merged))
    return Book(tuple(sheets))


def _strings(package: _Package) -> list[str]:
    part = next(iter(package.related(package.workbook, "sharedStrings").values()), "")
    return [_plain(item) for item in package.root(part).iterchildren(f"{_MAIN}si")] if part else []


def _plain(item: etree._Element) -> str:
    """The letters of a string, without the readings that East Asian Excel adds (rPh)."""
    return "".join(
        t.text or ""
        for t in item.iter(f"{_MAIN}t")
        if (parent := t.getparent()) is not None and parent.tag != f"{_MAIN}rPh"
    )


def _formats(package: _Package) -> list[Kind]:
    """What a number in each cell style is shown as."""
    part = next(iter(package.related(package.workbook, "styles").values()), "")
    if not part:
        return []
    root = package.root(part)
    own = {str(one.get("numFmtId")): str(one.get("formatCode", "")) for one in root.iter(f"{_MAIN}numFmt")}
    styles = root.find(f"{_MAIN}cellXfs")
    return [_shown_as(str(xf.get("numFmtId", "0")), own) for xf in styles] if styles is not None else []


def _shown_as(number: str, own: Mapping[str, str]) -> Kind:
    if number in own:
        code = _NOT_A_LETTER_OF_A_DATE.sub("", own[number].split(";")[0]).lower()
        if "%" in code:
            return Kind.PERCENT
        return Kind.DATE if re.search(r"[ymdhs]", code) and "general" not in code else Kind.NUMBER
    if not number.isdecimal():
        return Kind.NUMBER
    if int(number) in _DATE_FORMATS:
        return Kind.DATE
    return Kind.PERCENT if int(number) in _PERCENT_FORMATS else Kind.NUMBER


@dataclass(slots=True)
class _Counter:
    left: int = field(default=MOST_CELLS)

    def count(self, cells: int) -> None:
        self.left -= cells
        if self.left < 0:
            raise _refused("too_many")


def _cells(
    data: bytes, shared: list[str], formats: list[Kind], counter: _Counter
) -> tuple[dict[tuple[int, int], Cell], tuple[str, ...]]:
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:4096]:
        raise _refused("entities")
    cells: dict[tuple[int, int], Cell] = {}
    merged: list[str] = []
    try:
        for element in _streamed(data):
            if element.tag == f"{_MAIN}mergeCell":
                merged.append(str(element.get("ref", "")))
                continue
            counter.count(len(element))
            for child in element:
                # A cell without anything in it is only a style.
                if len(child) and (cell := _cell(child, shared, formats)) is not None:
                    cells[cell.row, cell.column] = cell
    except (etree.XMLSyntaxError, ValueError):
        raise _refused("broken") from None
    return cells, tuple(merged)


def _streamed(data: bytes) -> Iterator[etree._Element]:
    """Rows with their cells, and what is merged; each is forgotten as soon as the next one is asked for."""
    found = etree.iterparse(
        io.BytesIO(data),
        events=("end",),
        tag=(f"{_MAIN}row", f"{_MAIN}mergeCell"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    for _event, element in found:
        yield element
        element.clear()
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]


def _cell(element: etree._Element, shared: list[str], formats: list[Kind]) -> Cell | None:
    """None for a blank. A cell without an address, which hardly any program writes, makes the file unreadable."""
    place = _PLACE.fullmatch(str(element.get("r", "")))
    if not place:
        raise ValueError("a cell without an address")
    row, column = int(place[2]), _column(place[1])
    formula = element.find(_FORMULA) is not None
    kind = str(element.get("t", "n"))
    if kind == "inlineStr":
        inline = element.find(f"{_MAIN}is")
        text = _plain(inline) if inline is not None else ""
        return Cell(row, column, Kind.TEXT, text, None, formula) if text.strip() else None
    value = element.findtext(_VALUE)
    if value is None or value == "":
        never = formula and kind != "str"  # a formula that gives an empty text has been computed
        return Cell(row, column, Kind.NOT_COMPUTED, "", None, formula) if never else None
    return _valued(row, column, kind, value, _style(element, formats), shared, is_formula=formula)


def _valued(
    row: int, column: int, kind: str, value: str, style: Kind, shared: list[str], *, is_formula: bool
) -> Cell | None:
    match kind:
        case "s":
            text = shared[int(value)] if value.isdecimal() and int(value) < len(shared) else ""
            return Cell(row, column, Kind.TEXT, text, None, is_formula) if text.strip() else None
        case "str" | "d":
            return Cell(row, column, Kind.TEXT, value, None, is_formula) if value.strip() else None
        case "b":
            return Cell(row, column, Kind.BOOLEAN, value, None, is_formula)
        case "e":
            return Cell(row, column, Kind.ERROR, value, None, is_formula)
    number = _number(value)
    return Cell(row, column, style, f"{number:f}", number, is_formula)


def _number(value: str) -> Decimal:
    """As Excel shows it, with fifteen digits: 0.30000000000000004 is 0.3."""
    try:
        number = Decimal(f"{float(value):.15g}")
    except (InvalidOperation, OverflowError):
        raise ValueError(value) from None
    if not number.is_finite():
        raise ValueError(value)
    return number.normalize() + 0


def _style(element: etree._Element, formats: list[Kind]) -> Kind:
    style = str(element.get("s", ""))
    return formats[int(style)] if style.isdecimal() and int(style) < len(formats) else Kind.NUMBER


@cache
def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    if number > MOST_COLUMN:
        raise ValueError(letters)
    return number - 1


def _as_date(number: Decimal) -> str:
    """A serial number as the day that Excel shows (1900 date system, which counts a 29/02/1900 that never was)."""
    try:
        day = date(1899, 12, 30) + timedelta(days=int(number))
    except OverflowError:
        return f"{number:f}"
    return f"{day:%d/%m/%Y}"
