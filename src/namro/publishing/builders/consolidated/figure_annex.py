"""The annex of figures: plan, period, since the start of the year, the same time of last year, and how they differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from namro.kernel.elements import CellKey, ElementKind
from namro.kernel.figures import format_number, format_percent
from namro.kernel.indicators import Transform
from namro.publishing.builders.consolidated.annex import annex
from namro.publishing.builders.consolidated.comparing import Base, accumulates, last_year, name_of_last_year
from namro.publishing.builders.consolidated.material import Material
from namro.publishing.builders.consolidated.passage import NO_FIGURE, Writer, note_on
from namro.publishing.builders.consolidated.section import Section
from namro.publishing.builders.consolidated.target_words import goal
from namro.publishing.topics import name_of, topics_of
from namro.reporting.queries import TargetResult, TotalRow
from namro.writing import words
from namro.writing.model import Align, Column, Row, RowKind, Table

PLAN, SO_FAR = "Kế hoạch", "Lũy kế từ đầu năm"
_SHARE = "% so với kế hoạch"


@dataclass(frozen=True, slots=True)
class _Shape:
    """Which columns the period has: none that would only repeat another, none that would be empty."""

    since_start: bool
    plan: bool
    before: str

    def columns(self) -> tuple[Column, ...]:
        number, right = Align.CENTER, Align.RIGHT
        return (
            Column("TT", 2.6, number),
            Column("Chỉ tiêu", 26),
            Column("Đơn vị tính", 4.4, number),
            *([Column(PLAN, 6, right)] if self.plan else []),
            Column("Thực hiện kỳ", 6.4, right),
            *([Column(SO_FAR, 6.4, right)] if self.since_start else []),
            Column(self.before, 6.4, right),
            *([Column(_SHARE, 5.2, right)] if self.plan else []),
            Column("Tăng, giảm", 5.4, right),
            Column("Ghi chú", 11),
        )


def figures(material: Material) -> Section:
    writer, of = Writer(), material.figures
    topics = topics_of(of)
    plans = _plans(material)
    shape = _Shape(
        since_start=any(accumulates(row, of.period) for topic in topics for row in topic.rows),
        plan=any(row.key in plans for topic in topics for row in topic.rows),
        before=name_of_last_year(of.period).capitalize(),
    )
    rows: list[Row] = []
    for order, topic in enumerate(topics, 1):
        rows.append(Row((words.roman(order), topic.spec.title), RowKind.GROUP))
        rows += [_row(n, row, material, shape, plans.get(row.key), writer) for n, row in enumerate(topic.rows, 1)]
    writer.add(Table(columns=shape.columns(), number_columns=True, rows=tuple(rows), notes=tuple(_notes(material))))
    return annex("figures", "Biểu số liệu tổng hợp", material, writer, landscape=True)


def _notes(material: Material) -> Iterator[str]:
    of = material.figures
    yield f"Dấu «{NO_FIGURE}»: chưa có đơn vị nào cho số; không có nghĩa là không phát sinh."
    yield (
        f"{name_of_last_year(of.period).capitalize()}: {of.last_year.period.in_words}, tính trên các đơn vị đã có số "
        "ở kỳ này; không so sánh khi chỉ một bên có số của đơn vị."
    )
    yield "Số có tại ngày chốt không cộng qua các kỳ; người, nơi được đếm một lần trong năm chỉ ghi ở cột lũy kế."


def _plans(material: Material) -> dict[CellKey, TargetResult]:
    """By box, the target that asks for a number of it: the indicator counts this box and nothing else."""
    found: dict[CellKey, TargetResult] = {}
    for one in material.targets:
        indicator = one.indicator
        if indicator is None or indicator.numerator is None or one.target.unit_label == "%" or one.target.each_unit:
            continue
        cells = indicator.numerator.cells()
        if indicator.transform is Transform.COUNT and len(cells) == 1:
            (cell,) = cells
            if not cell.function:
                found.setdefault(cell.key, one)
    return found


def _row(
    number: int, row: TotalRow, material: Material, shape: _Shape, plan: TargetResult | None, writer: Writer
) -> Row:
    of, name, base = material.figures, name_of(row, material.figures), last_year(row, material)
    cells = [str(number), name, row.unit_label]
    if shape.plan:
        cells.append(_plan(name, plan, writer))
    counted_once = shape.since_start and row.kind is ElementKind.YTD
    cells.append("" if counted_once else writer.total(name, row, of.this, row.this, place="cột thực hiện kỳ này"))
    if shape.since_start:
        so_far = counted_once or accumulates(row, of.period)
        cells.append(writer.total(name, row, of.year_to_date, row.year_to_date, place="cột lũy kế") if so_far else "")
    cells.append(_before(name, row, base, writer))
    if shape.plan:
        cells.append(_share(name, row, material, plan, writer))
    cells.append(_difference(name, row, material, base, writer))
    note = note_on(row.this)
    if note and row.this.value is None:
        writer.count(name, note)
    return Row((*cells, note))


def _plan(name: str, plan: TargetResult | None, writer: Writer) -> str:
    if plan is None:
        return ""
    text = goal(plan).removesuffix(plan.target.unit_label).strip()
    writer.line(name, text, place="cột kế hoạch", target=plan.target.pk)
    return text


def _share(name: str, row: TotalRow, material: Material, plan: TargetResult | None, writer: Writer) -> str:
    """How much of what the plan asks for the year is done by the end of the period."""
    if plan is None:
        return ""
    done = row.year_to_date.value
    if done is None or not plan.target.value:
        return NO_FIGURE
    text = format_percent(Fraction(done) / Fraction(plan.target.value))
    revisions = material.figures.year_to_date.revisions.get(row.key, ())
    writer.line(name, text, place="cột % so với kế hoạch", revisions=revisions, target=plan.target.pk)
    return text


def _before(name: str, row: TotalRow, base: Base | None, writer: Writer) -> str:
    if base is None or base.total.value is None:
        return NO_FIGURE
    text = format_number(base.total.value, row.decimals)
    writer.line(name, text, place="cột cùng kỳ", note=note_on(base.total), revisions=base.revisions)
    return text


def _difference(name: str, row: TotalRow, material: Material, base: Base | None, writer: Writer) -> str:
    if base is None or base.total.value is None or row.this.value is None:
        return NO_FIGURE
    change: Decimal = row.this.value - base.total.value
    sign = "+" if change > 0 else "−" if change < 0 else ""
    text = f"{sign}{format_number(abs(change), row.decimals)}"
    both = (*material.figures.this.revisions.get(row.key, ()), *base.revisions)
    writer.line(name, text, place="cột tăng, giảm", revisions=both)
    return text
