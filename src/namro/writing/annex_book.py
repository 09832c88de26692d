"""The annexes of an official document as a workbook: one sheet an annex, figures as numbers, heads as on paper."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from namro.writing import phrasing, words
from namro.writing.layout import nd30
from namro.writing.model import (
    Align,
    Annex,
    Block,
    Bullet,
    HeaderCell,
    Heading,
    Note,
    OfficialDocument,
    Paragraph,
    Row,
    RowKind,
    Run,
    Table,
    placed_header,
)
from namro.writing.ooxml import clean

_NUMBER = re.compile(r"([+−-]?)(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?")
_LETTERS_WIDE = 110  # of all columns together, in letters
_A4 = 9
_LONGEST = 32_000  # characters that a cell of a spreadsheet takes


def render_annexes(document: OfficialDocument, *, at: datetime) -> bytes | None:
    """None where no annex has a table. The same document and instant give the same bytes."""
    tabled = [a for a in enumerate(document.annexes, 1) if any(isinstance(b, Table) for b in a[1].body)]
    if not tabled:
        return None
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    created = at.astimezone(UTC).replace(tzinfo=None)
    book.set_properties({"title": clean(phrasing.title_of(document))[:255], "created": created})
    looks = _Looks(book)
    for number, annex in tabled:
        _Sheet(book.add_worksheet(phrasing.annex_number(number, document)[:31]), looks).write(annex, document)
    book.close()
    return stream.getvalue()


class _Looks:
    """The formats of cells, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def of(self, **look: object) -> Format:
        key = tuple(sorted(look.items()))
        if key not in self._made:
            whole = {"font_name": nd30().font["name"], "font_size": 11, "valign": "vcenter", **look}
            self._made[key] = self._book.add_format(whole)
        return self._made[key]

    def cell(self, align: Align, *, bold: bool = False, form: str = "General") -> Format:
        return self.of(border=1, text_wrap=True, align=str(align), bold=bold, num_format=form)


class _Sheet:
    def __init__(self, page: Worksheet, looks: _Looks) -> None:
        self._page, self._looks, self._row = page, looks, 0

    def write(self, annex: Annex, document: OfficialDocument) -> None:
        self._set_up(annex)
        head = document.letterhead
        self._line(annex.title.upper(), bold=True, font_size=14)
        self._line(annex.subtitle, bold=True)
        number = words.number_or_gap(head.number, head.symbol)
        self._line(f"{document.kind or 'Công văn'} số {number}: {document.title}", italic=True)
        self._line(nd30().text["demonstration"] if document.demonstration else "", bold=True)
        self._line(phrasing.foot_of(document), italic=True)
        for block in annex.body:
            self._row += 1
            if isinstance(block, Table):
                self._table(block)
            else:
                self._line(_said(block))

    def _set_up(self, annex: Annex) -> None:
        self._page.set_paper(_A4)
        self._page.fit_to_pages(1, 0)
        if annex.landscape:
            self._page.set_landscape()

    def _line(self, text: str, **look: object) -> None:
        if text:
            self._page.write_string(self._row, 0, clean(text)[:_LONGEST], self._looks.of(**look))
            self._row += 1

    def _table(self, table: Table) -> None:
        shares = sum(column.width for column in table.columns)
        for place, column in enumerate(table.columns):
            self._page.set_column(place, place, max(5, round(_LETTERS_WIDE * column.width / shares)))
        self._line(table.title, bold=True)
        self._line(f"Đơn vị tính: {table.unit}" if table.unit else "", italic=True)
        self._header(table)
        self._page.repeat_rows(self._row - 1)
        for row in table.rows:
            self._body(table, row)
        for note in table.notes:
            self._line(note, italic=True)

    def _header(self, table: Table) -> None:
        look = self._looks.of(border=1, text_wrap=True, align="center", bold=True, bg_color="#efece3")
        header = table.header or (tuple(HeaderCell(column.title) for column in table.columns),)
        for line in placed_header(header, len(table.columns)):
            place = 0
            for cell in line:
                if not cell.continued:
                    self._merged(place, cell.columns, cell.rows, cell.text, look)
                place += cell.columns
            self._row += 1
        if table.number_columns:
            small = self._looks.of(border=1, align="center", italic=True)
            for place, _column in enumerate(table.columns):
                self._page.write_string(self._row, place, f"({place + 1})", small)
            self._row += 1

    def _body(self, table: Table, row: Row) -> None:
        bold = row.kind is not RowKind.DATA
        for place, text in enumerate(row.cells):
            span = len(table.columns) - place if place == len(row.cells) - 1 else 1
            align = Align.LEFT if span > 1 else table.columns[place].align
            if span > 1:
                self._merged(place, span, 1, text, self._looks.cell(align, bold=bold))
            elif align is Align.RIGHT and (found := number_in(text)) is not None:
                value, form = found
                self._page.write_number(self._row, place, value, self._looks.cell(align, bold=bold, form=form))
            else:
                self._page.write_string(self._row, place, clean(text)[:_LONGEST], self._looks.cell(align, bold=bold))
        self._row += 1

    def _merged(self, place: int, columns: int, rows: int, text: str, look: Format) -> None:
        said = clean(text)[:_LONGEST]
        if columns == rows == 1:
            self._page.write_string(self._row, place, said, look)
            return
        self._page.merge_range(self._row, place, self._row + rows - 1, place + columns - 1, "", look)
        self._page.write_string(self._row, place, said, look)


def number_in(text: str) -> tuple[Decimal, str] | None:
    """The number that an official text writes as «1.234,5», with a format that shows it so; None for other words."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    sign, whole, part = found.groups()
    digits = f"{whole.replace('.', '')}.{part or '0'}"
    value = Decimal(digits) * (-1 if sign in ("-", "−") else 1)
    form = "#,##0" + (f".{'0' * len(part)}" if part else "")
    return value, f"+{form};−{form};{form}" if sign else form


def _said(block: Block) -> str:
    match block:
        case Heading():
            return phrasing.heading_text(block, nd30())
        case Paragraph():
            return _joined(block.runs)
        case Bullet():
            return phrasing.DASHES[block.level] + _joined(block.runs)
        case Note():
            return block.text
        case _:
            return ""


def _joined(runs: Sequence[Run]) -> str:
    return "".join(run.text for run in runs)
