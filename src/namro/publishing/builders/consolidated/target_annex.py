"""The annex of targets: what the plan asks, what was reached, and the sentence that says why it stands so."""

from __future__ import annotations

from namro.publishing.builders.consolidated.annex import annex
from namro.publishing.builders.consolidated.material import Material
from namro.publishing.builders.consolidated.passage import Writer
from namro.publishing.builders.consolidated.section import Section
from namro.publishing.builders.consolidated.target_words import (
    goal,
    name_of_target,
    revisions_of,
    sentence,
    status_label,
    value_text,
)
from namro.reporting.queries import TargetResult
from namro.writing.model import Align, Column, Row, Table


def targets(material: Material) -> Section:
    writer = Writer()
    writer.add(
        Table(
            columns=(
                Column("TT", 3, Align.CENTER),
                Column("Chỉ tiêu", 24),
                Column("Kế hoạch giao", 9, Align.CENTER),
                Column("Thực hiện đến hết kỳ", 10, Align.CENTER),
                Column("Đánh giá", 8, Align.CENTER),
                Column("Diễn giải", 26),
                Column("Chủ trì", 10),
            ),
            number_columns=True,
            rows=tuple(_row(n, one, material, writer) for n, one in enumerate(material.targets, 1)),
        )
    )
    return annex("targets", "Kết quả thực hiện các chỉ tiêu", material, writer, landscape=True)


def _row(number: int, one: TargetResult, material: Material, writer: Writer) -> Row:
    target, why = one.target, _without_label(one)
    writer.line(
        target.measure,
        value_text(one),
        place=f"dòng {number}",
        note=sentence(one),
        revisions=revisions_of(one, material.figures),
        target=target.pk,
    )
    asked, lead = goal(one), material.unit_name(target.responsible_unit_id)
    writer.line(target.measure, asked, place=f"dòng {number}, kế hoạch giao", target=target.pk)
    return Row((str(number), name_of_target(one), asked, value_text(one), status_label(one), why, lead))


def _without_label(one: TargetResult) -> str:
    """The sentence without the status that stands in its own column."""
    why = sentence(one).removeprefix(f"{status_label(one)}: ")
    return why[:1].upper() + why[1:]
