"""Communes by the law's classification: what the figures say, and what has been decided with number and date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from namro.assessment.queries import Row as CommuneRow
from namro.assessment.rules import AreaClass
from namro.kernel.times import short_date
from namro.publishing.builders.consolidated.annex import annex
from namro.publishing.builders.consolidated.material import Material
from namro.publishing.builders.consolidated.passage import NO_FIGURE, Writer
from namro.publishing.builders.consolidated.section import Passage, Section
from namro.writing import words
from namro.writing.model import Align, Column, Row, RowKind, Table

LABELS = {
    AreaClass.DRUG_FREE: "Không có ma túy",
    AreaClass.CLASS_1: "Trọng điểm phức tạp loại I",
    AreaClass.CLASS_2: "Trọng điểm phức tạp loại II",
    AreaClass.CLASS_3: "Trọng điểm phức tạp loại III",
    AreaClass.NONE: "Chưa xếp loại",
}
UNKNOWN = "Chưa đủ số liệu"


def classes(material: Material) -> Passage:
    """Only decided lists are what communes are; what the figures say is said to be provisional."""
    writer, rows = Writer(), material.communes
    computed = Counter(_computed(row) for row in rows)
    up_to = max((row.computed.counted_to for row in rows if row.computed), default=None)
    if up_to is not None:
        rules = next(row.computed.verdict.rule_set for row in rows if row.computed)
        said = f"trong {len(rows)} xã, phường có: {_counted(computed)}"
        writer.count("Xếp loại theo số liệu", said)
        writer.say(
            f"Theo số liệu đã tiếp nhận đến ngày {short_date(up_to)}, tính theo Quyết định số {rules.number}, {said} "
            f"(danh sách tại {material.annex('classification')})."
        )
    decided = Counter(LABELS[AreaClass(row.decided.area_class)] for row in rows if row.decided)
    if decided:
        papers = dict.fromkeys(str(row.decided.decision) for row in rows if row.decided)
        said = _counted(decided)
        writer.count("Xếp loại đã quyết định", said)
        writer.say(f"Đã có quyết định đối với: {said} ({words.join_list(list(papers))}).")
    return writer.passage()


def _computed(row: CommuneRow) -> str:
    found = row.computed.area_class if row.computed else None
    return LABELS[found] if found else UNKNOWN


def _counted(number: Counter[str]) -> str:
    order = [*LABELS.values(), UNKNOWN]
    return "; ".join(f"{label[:1].lower()}{label[1:]}: {number[label]}" for label in order if number.get(label))


def classification(material: Material) -> Section:
    """Grouped by what the figures say, so that each list can be read on its own."""
    writer = Writer()
    rows: list[Row] = []
    for label in (*LABELS.values(), UNKNOWN):
        own = [row for row in material.communes if _computed(row) == label]
        if own:
            title = f"{label} ({len(own)} xã, phường)"
            writer.count("Xếp loại theo số liệu", title)
            rows.append(Row((title,), RowKind.GROUP))
            rows += _rows(own)
    writer.add(
        Table(
            columns=(
                Column("TT", 1, Align.CENTER),
                Column("Xã, phường", 5),
                Column("Đăng ký không có ma túy", 3, Align.CENTER),
                Column("Đã quyết định", 4),
                Column("Quyết định", 5),
            ),
            rows=tuple(rows),
            notes=(
                "Nhóm theo kết quả tính từ số liệu đã tiếp nhận; chỉ danh sách đã có quyết định là kết quả xếp loại.",
            ),
        )
    )
    return annex("classification", "Xếp loại xã, phường về ma túy", material, writer)


def _rows(communes: Sequence[CommuneRow]) -> list[Row]:
    return [
        Row(
            (
                str(number),
                row.unit.name,
                "x" if row.registration else "",
                LABELS[AreaClass(row.decided.area_class)] if row.decided else NO_FIGURE,
                str(row.decided.decision) if row.decided else "",
            )
        )
        for number, row in enumerate(communes, 1)
    ]
