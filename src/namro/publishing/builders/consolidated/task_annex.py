"""The annex of tasks: who leads, until when, how far."""

from __future__ import annotations

from collections.abc import Iterator

from namro.kernel.times import FREE_KINDS
from namro.plans.queries import TaskRow
from namro.plans.rules import TaskState
from namro.publishing.builders.consolidated.annex import annex
from namro.publishing.builders.consolidated.material import Material
from namro.publishing.builders.consolidated.passage import Writer
from namro.publishing.builders.consolidated.section import Section
from namro.publishing.builders.consolidated.task_words import LABELS, is_overdue, state_of, task_text, who
from namro.writing import words
from namro.writing.model import Align, Column, Row, Table


def tasks(material: Material) -> Section:
    writer = Writer()
    shown = [row for row in material.tasks if is_listed(row, material)]
    writer.add(
        Table(
            columns=(
                Column("TT", 3, Align.CENTER),
                Column("Nhiệm vụ", 34),
                Column("Chủ trì", 14),
                Column("Thời hạn", 8, Align.CENTER),
                Column("Tình trạng", 10),
            ),
            number_columns=True,
            rows=tuple(_row(n, row, material, writer) for n, row in enumerate(shown, 1)),
            notes=tuple(_notes(material, len(shown), writer)),
        )
    )
    return annex("tasks", "Tình hình thực hiện các nhiệm vụ", material, writer, landscape=True)


def is_listed(row: TaskRow, material: Material) -> bool:
    """Its day comes by the end of the next period, or somebody has begun it: the rest would only fill pages."""
    period = material.figures.period
    until = period.end if period.kind in FREE_KINDS else period.next().end
    due = row.task.due_on
    return (due is not None and due <= until) or state_of(row) is not TaskState.NOT_STARTED


def _notes(material: Material, shown: int, writer: Writer) -> Iterator[str]:
    yield f"Tình trạng theo cập nhật của đơn vị chủ trì đến ngày {words.date_short(material.on)}."
    if rest := len(material.tasks) - shown:
        said = f"Không liệt kê {rest} nhiệm vụ chưa đến hạn, thực hiện cả năm và chưa có cập nhật."
        writer.count("Nhiệm vụ không liệt kê", said)
        yield said


def _row(number: int, row: TaskRow, material: Material, writer: Writer) -> Row:
    due = words.date_short(row.task.due_on) if row.task.due_on else ("Thường xuyên" if row.task.recurring else "")
    state = _state(row, material)
    writer.line(task_text(row), state, place=f"dòng {number}")
    return Row((str(number), task_text(row), who(row, material), due, state))


def _state(row: TaskRow, material: Material) -> str:
    """«Đang thực hiện (12/130 đơn vị xong)», «Chưa bắt đầu, quá hạn»."""
    said = LABELS[state_of(row)]
    units, done = sum(part.units for part in row.lead), sum(part.done for part in row.lead)
    if units > 1:
        said += f" ({done}/{units} đơn vị xong)"
    return f"{said}, quá hạn" if is_overdue(row, material) else said
