"""Tables of figures: merged headers repeated on every page, no row split, no group row or total left alone."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from namro.writing.layout import Layout
from namro.writing.model import Column, HeaderCell, Row, RowKind, Run, Table, placed_header
from namro.writing.ooxml import Element, cell, element, paragraph, row, table, twips, value
from namro.writing.phrasing import table_styles

_CELL_MARGIN = 60  # twips


def table_elements(source: Table, layout: Layout, width: float) -> list[Element]:
    """width: millimetres of the text column."""
    cell_style, head_style = table_styles(len(source.columns), layout)
    widths = _widths(source.columns, twips(width))
    header = source.header or (tuple(HeaderCell(column.title) for column in source.columns),)
    rows = list(_header_rows(header, widths, head_style))
    if source.number_columns:
        rows.append(_number_row(widths))
    for line, following in zip_longest(source.rows, source.rows[1:]):
        kept = line.kind is RowKind.GROUP or (following is not None and following.kind is RowKind.TOTAL)
        rows.append(_body_row(line, source.columns, widths, cell_style, kept=kept))
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


def _body_row(line: Row, columns: Sequence[Column], widths: Sequence[int], style: str, *, kept: bool) -> Element:
    """kept: the row stays on the page of the next one."""
    made = []
    for place, text in enumerate(line.cells):
        last = place == len(line.cells) - 1
        span = len(columns) - place if last else 1
        align = "left" if span > 1 else str(columns[place].align)
        keep = [element("keepNext")] if kept else []
        content = paragraph(style, [Run(text, bold=line.kind is not RowKind.DATA)], *keep, value("jc", align))
        made.append(cell(sum(widths[place : place + span]), [content], span=span, middle=True))
    return row(made)
