"""The annex of units whose reports are late, missing, returned or corrected."""

from __future__ import annotations

from collections.abc import Sequence

from namro.kernel.times import short_date
from namro.publishing.builders.consolidated.annex import annex
from namro.publishing.builders.consolidated.material import Material
from namro.publishing.builders.consolidated.passage import Writer
from namro.publishing.builders.consolidated.section import Section
from namro.reporting.queries import ReportLine
from namro.reporting.rules import Standing
from namro.writing.model import Align, Column, Row, RowKind, Table

_STATES: tuple[tuple[str, tuple[Standing, ...]], ...] = (
    ("Chưa gửi báo cáo", (Standing.OVERDUE,)),
    ("Bị trả lại, chưa gửi lại", (Standing.RETURNED,)),
    ("Gửi chậm", (Standing.LATE, Standing.ACCEPTED_LATE)),
)


def reporters(material: Material) -> Section:
    tally, writer = material.figures.tally, Writer()
    _say(
        writer,
        f"Tổng số đơn vị được giao báo cáo: {tally.expected}; đã gửi: {tally.sent}; đúng hạn: {tally.in_time}; "
        f"đã tiếp nhận: {tally.accepted}.",
    )
    if tally.asked:
        _say(
            writer,
            f"Cơ quan, tổ chức được đề nghị báo cáo: {tally.asked}; đã gửi: {tally.asked_sent} "
            "(không tính vào tỷ lệ đúng hạn).",
        )
    rows = _rows(material)
    if rows:
        columns = (
            Column("TT", 1, Align.CENTER),
            Column("Đơn vị", 5),
            Column("Hạn gửi", 2.4, Align.CENTER),
            Column("Ngày gửi", 2.4, Align.CENTER),
            Column("Ghi chú", 4),
        )
        writer.add(Table(columns=columns, rows=tuple(rows)))
    else:
        writer.say("Tất cả đơn vị đã gửi báo cáo đúng hạn.")
    return annex("reporters", "Tình hình gửi báo cáo của các đơn vị", material, writer)


def _say(writer: Writer, text: str) -> None:
    writer.count("Tình hình gửi báo cáo", text)
    writer.say(text)


def _rows(material: Material) -> list[Row]:
    found: list[Row] = []
    lines = [line for line in material.figures.lines if not line.asked]
    for title, standings in _STATES:
        own = [line for line in lines if line.standing in standings]
        if own:
            found.append(Row((f"{title} ({len(own)} đơn vị)",), RowKind.GROUP))
            found += _numbered(own)
    return found


def _numbered(lines: Sequence[ReportLine]) -> list[Row]:
    return [
        Row(
            (
                str(number),
                line.unit_name,
                short_date(line.due_on),
                short_date(line.submitted_at.date()) if line.submitted_at else "",
                "đã đính chính số liệu" if line.corrected else "",
            )
        )
        for number, line in enumerate(lines, 1)
    ]
