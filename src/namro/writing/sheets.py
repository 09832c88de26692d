"""A table of words as a workbook: what a page shows, to be sorted, filtered and printed elsewhere."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

# The tones of states on pages (tone-good …), as fills; a state is told in words, too.
_FILLS = {"good": "#e5f1e7", "warn": "#fbf1da", "bad": "#fbebe8", "wait": "#e3eeee"}


@dataclass(frozen=True, slots=True)
class SheetCell:
    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """lines: what stands below the title. widths: of the columns, in letters."""

    name: str
    title: str
    lines: Sequence[str]
    head: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[SheetCell]]


def workbook(*sheets: Sheet) -> bytes:
    """Texts are written as texts: nothing that a unit is called can become a formula. Prints on A4, landscape."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    letters = {"font_name": "Times New Roman"}
    plain = {**letters, "border": 1, "valign": "vcenter", "text_wrap": True}
    looks = _Looks(
        title=book.add_format({**letters, "bold": True, "font_size": 14}),
        line=book.add_format(letters),
        heading=book.add_format({**plain, "bold": True, "align": "center", "bg_color": "#efece3"}),
        ordinary=book.add_format(plain),
        tones={tone: book.add_format({**plain, "bg_color": fill}) for tone, fill in _FILLS.items()},
    )
    for sheet in sheets:
        _write(book.add_worksheet(sheet.name[:31]), sheet, looks)
    book.close()
    return out.getvalue()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looks:
    title: Format
    line: Format
    heading: Format
    ordinary: Format
    tones: dict[str, Format]


def _write(page: Worksheet, sheet: Sheet, looks: _Looks) -> None:
    page.write_string(0, 0, sheet.title, looks.title)
    for number, line in enumerate(sheet.lines, 1):
        page.write_string(number, 0, line, looks.line)
    top = len(sheet.lines) + 2
    for column, (label, width) in enumerate(zip(sheet.head, sheet.widths, strict=True)):
        page.set_column(column, column, width)
        page.write_string(top, column, label, looks.heading)
    for number, row in enumerate(sheet.rows, top + 1):
        for column, cell in enumerate(row):
            if cell.text.isdecimal():
                page.write_number(number, column, int(cell.text), looks.tones.get(cell.tone, looks.ordinary))
            else:
                page.write_string(number, column, cell.text, looks.tones.get(cell.tone, looks.ordinary))
    page.autofilter(top, 0, top + max(len(sheet.rows), 1), len(sheet.head) - 1)
    page.freeze_panes(top + 1, 2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)
