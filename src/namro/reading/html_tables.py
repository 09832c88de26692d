"""Cells of an HTML table on their grid, and tables that only set things side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from namro.reading.guard import MOST_ROWS, too_long

_WIDEST = 64  # columns
_LONG_CELL = 0.6  # share of a table's letters in one cell that makes it a frame around a page


@dataclass(frozen=True, slots=True)
class PlacedCell:
    element: etree._Element
    row: int
    column: int
    rows: int
    columns: int


def place_cells(table: etree._Element) -> list[PlacedCell]:
    rows = list(_rows(table))
    if len(rows) > MOST_ROWS:
        raise too_long()
    taken: dict[int, int] = {}  # column -> first row that is free again
    placed = []
    for r, row in enumerate(rows):
        column = 0
        for cell in row.iterchildren("td", "th"):
            while taken.get(column, 0) > r:
                column += 1
            if column >= 4 * _WIDEST:
                break
            height = _spans(cell, "rowspan", len(rows) - r, of_none=len(rows) - r)
            width = _spans(cell, "colspan", _WIDEST)
            placed.append(PlacedCell(cell, r, column, height, width))
            for covered in range(column, column + width):
                taken[covered] = r + height
            column += width
    return placed


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """Head first, foot last, whatever their order in the file."""
    parts = sorted(table.iterchildren("thead", "tbody", "tfoot", "tr"), key=lambda e: _ORDER.get(str(e.tag), 1))
    for part in parts:
        if part.tag == "tr":
            yield part
        else:
            yield from part.iterchildren("tr")


_ORDER = {"thead": 0, "tfoot": 2}


def _spans(cell: etree._Element, name: str, most: int, *, of_none: int = 1) -> int:
    """rowspan="0" means to the end of the table."""
    text = (cell.get(name) or "1").strip()
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
    return min(number or of_none, max(most, 1))


def is_layout(table: etree._Element, cells: list[PlacedCell]) -> bool:
    """One column, or a frame around other tables, or a page beside its side bar."""
    if all(cell.column == 0 for cell in cells):
        return True
    if all(inner is table for inner in table.iter("table")):
        return False
    lengths = [_length(cell.element) for cell in cells]
    widest = max(cell.column + cell.columns for cell in cells)
    return widest <= 2 or max(lengths) > _LONG_CELL * max(sum(lengths), 1)


def _length(element: etree._Element) -> int:
    return sum(len(text.strip()) for text in element.itertext())
