"""A campaign by its shorter windows, a stage by its years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from namro.kernel.figures import format_number
from namro.publishing.builders.consolidated.material import Material
from namro.publishing.builders.consolidated.passage import NO_FIGURE, Writer, note_on
from namro.publishing.builders.consolidated.section import Passage
from namro.publishing.topics import name_of, topics_of
from namro.reporting.queries import Column, TotalRow
from namro.writing.model import Align, Row, Table
from namro.writing.model import Column as TableColumn

SIDE_BY_SIDE = 4  # more columns would leave the names no room on an upright page


def table(material: Material) -> Passage:
    """What the text says of the whole, window by window; nothing where there is only one."""
    writer, columns = Writer(), material.windows
    rows = _rows(material, columns)
    if len(columns) > 1 and rows:
        for first in range(0, len(columns), SIDE_BY_SIDE):
            writer.add(_table(rows, columns[first : first + SIDE_BY_SIDE], material, writer))
    return writer.passage()


def _rows(material: Material, columns: Sequence[Column]) -> list[TotalRow]:
    """Those that are put into sentences and of which some window has anything."""
    said = [row for t in topics_of(material.figures) for rows in (*t.situation, *t.said) for row in rows]
    return [row for row in said if any((total := c.total(row.key)) and total.value for c in columns)]


def _table(rows: Sequence[TotalRow], columns: Sequence[Column], material: Material, writer: Writer) -> Table:
    return Table(
        columns=(
            TableColumn("TT", 1.2, Align.CENTER),
            TableColumn("Chỉ tiêu", 7),
            TableColumn("Đơn vị tính", 2, Align.CENTER),
            *(TableColumn(column.period.label, 2.6, Align.RIGHT) for column in columns),
        ),
        rows=tuple(
            Row((str(n), name_of(row, material.figures), row.unit_label, *_cells(row, columns, material, writer)))
            for n, row in enumerate(rows, 1)
        ),
    )


def _cells(row: TotalRow, columns: Sequence[Column], material: Material, writer: Writer) -> Iterator[str]:
    name = name_of(row, material.figures)
    for column in columns:
        total = column.total(row.key)
        if total is None or total.value is None:
            yield NO_FIGURE
            continue
        text = format_number(total.value, row.decimals)
        revisions = column.revisions.get(row.key, ())
        writer.line(f"{name}: {column.period.label}", text, note=note_on(total), revisions=revisions)
        yield text
