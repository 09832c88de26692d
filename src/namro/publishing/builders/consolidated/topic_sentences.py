"""Figures of a topic as sentences, each with the lines that lead down to its entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from namro.kernel.elements import ElementKind
from namro.publishing.builders.consolidated.comparing import accumulates, base_of, change
from namro.publishing.builders.consolidated.material import Material
from namro.publishing.builders.consolidated.passage import Writer, note_on
from namro.publishing.topics import name_of, part_of
from namro.reporting.queries import TotalRow
from namro.writing import words

# Who is missing is said once for the whole report; beside a figure only where a tenth of the units is missing.
MANY = 10


def sentences(elements: Sequence[Sequence[TotalRow]], material: Material, writer: Writer) -> list[str]:
    """One sentence an element that has occurred now, before, or this year; none for what nobody has a figure of."""
    return [said for rows in elements for said in _element(rows, material, writer)]


def _element(rows: Sequence[TotalRow], material: Material, writer: Writer) -> Iterator[str]:
    if len(rows) > 1:
        yield from _parts([row for row in rows if row.this.value], material, writer)
    elif rows[0].this.value is not None and _has_occurred(rows[0]):
        yield _sentence(rows[0], material, writer)


def _parts(rows: Sequence[TotalRow], material: Material, writer: Writer) -> Iterator[str]:
    """The breakdowns of an element in one sentence, none compared: the annex does that for each."""
    if rows:
        name = material.figures.elements[rows[0].key.element].name
        parts = [f"{_lower_first(part_of(row, material.figures))} {_now(row, material, writer)}" for row in rows]
        since = " (lũy kế từ đầu năm)" if rows[0].kind is ElementKind.YTD else ""
        yield f"{name}{since}: {'; '.join(parts)}"


def _has_occurred(row: TotalRow) -> bool:
    return any(t is not None and t.value for t in (row.this, row.last_year, row.year_to_date))


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _now(row: TotalRow, material: Material, writer: Writer) -> str:
    writer.total(name_of(row, material.figures), row, material.figures.this, row.this)
    assert row.this.value is not None
    return words.quantity(row.this.value, row.unit_label, row.decimals)


def _sentence(row: TotalRow, material: Material, writer: Writer) -> str:
    """«Người nghiện mới: 12 người, tăng 2 người, tương đương 20% so với cùng kỳ; lũy kế 36 người»."""
    figures = material.figures
    name = name_of(row, figures)
    said = f"{name}: {_now(row, material, writer)}"
    if row.kind is ElementKind.YTD:
        said += " (lũy kế từ đầu năm)"
    if row.this.estimated:
        said += f" (có số ước của {row.this.estimated} đơn vị)"
    if len(row.this.missing) * MANY > row.this.expected:
        said += f" (thiếu số của {len(row.this.missing)}/{row.this.expected} đơn vị)"
    if base := base_of(row, material):
        moved = change(row, base)
        both = (*figures.this.revisions.get(row.key, ()), *base.revisions)
        writer.line(f"{name}: so với {base.against}", moved, note=note_on(base.total), revisions=both)
        said += f", {moved}"
    if accumulates(row, figures.period) and row.year_to_date.value is not None:
        writer.total(f"{name}: lũy kế", row, figures.year_to_date, row.year_to_date)
        said += f"; lũy kế từ đầu năm {words.quantity(row.year_to_date.value, row.unit_label, row.decimals)}"
    return said
