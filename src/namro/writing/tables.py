"""Tables of figures: merged headers repeated on every page, no row split, no group row or total left alone."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from namro.writing.layout import Layout
from namro.writing.model import Column, HeaderCell, Row, RowKind, Table, placed_header
from namro.writing.ooxml import Element, cell, element, paragraph, row, table, twips, value
from namro.writing.phrasing import table_styles
from namro.writing.row_text import cell_text, rows_of

_CELL_MARGIN = 60  # twips


def table_elements(source: Table, layout: Layout, width: float) -> list[Element]:
    """width: millimetres of the text column."""
    cell_style, head_style = table_styles(len(source.columns), layout)
    widths = _widths(source.columns, twips(width))
    header = source.header or (tuple(HeaderCell(column.title) for column in source.columns),)
    rows = list(_header_rows(header, widths, head_style))
    if source.number_columns:
        rows.append(_number_row(widths))
    rows += rows_of(_body(source, widths, cell_style))
    made = [paragraph("table_title", source.title)] if source.title else []
    if source.unit:
        made.append(paragraph("table_unit", f"Đơn vị tính: {source.unit}"))
    made.append(table(widths, rows, lines=True, margin=_CELL_MARGIN))
    notes = [paragraph("note", note) for note in source.notes]
    return [*made, *(notes or [_gap()])]


def _gap() -> Element:
    """Word joins two tables that touch; a low line keeps them apart and gives the next paragraph air."""
    spacing = element("spacing", {"before": 0, "after": 0, "line": 120, "lineRule": "exact"})
    return element("p", None, element("pPr", None, value("pStyle", "note"), spacing))


def _widths(columns: Sequence[Column], whole: int) -> list[int]:
    shares = sum(column.width for column in columns)
    widths = [round(whole * column.width / shares) for column in columns]
    widths[-1] += whole - sum(widths)
    return widths


def _header_rows(header: Sequence[Sequence[HeaderCell]], widths: Sequence[int], style: str) -> Iterator[Element]:
    for line in placed_header(header, len(widths)):
        made, column = [], 0
        for placed in line:
            merge = "continue" if placed.continued else "restart" if placed.rows > 1 else ""
            width = sum(widths[column : column + placed.columns])
            content = [paragraph(style, placed.text)]
            made.append(cell(width, content, span=placed.columns, merge=merge, middle=True))
            column += placed.columns
        yield row(made, header=True)


def _number_row(widths: Sequence[int]) -> Element:
    cells = (cell(width, [paragraph("column_number", f"({place})")]) for place, width in enumerate(widths, 1))
    return row(cells, header=True)


def _body(source: Table, widths: Sequence[int], style: str) -> Iterator[list[str]]:
    """The cells of each row. A group row and the row before a total stay on the page of the next one."""
    for line, following in zip_longest(source.rows, source.rows[1:]):
        kept = line.kind is RowKind.GROUP or (following is not None and following.kind is RowKind.TOTAL)
        yield _cells(line, source.columns, widths, style, kept=kept)


def _cells(line: Row, columns: Sequence[Column], widths: Sequence[int], style: str, *, kept: bool) -> list[str]:
    bold = line.kind is not RowKind.DATA
    last = len(line.cells) - 1
    made = [
        cell_text(text, width=width, span=1, style=style, align=column.align, bold=bold, kept=kept)
        for text, width, column in zip(line.cells[:last], widths, columns, strict=False)
    ]
    span = len(columns) - last
    align = "left" if span > 1 else columns[last].align
    width = sum(widths[last:])
    made.append(cell_text(line.cells[last], width=width, span=span, style=style, align=align, bold=bold, kept=kept))
    return made
