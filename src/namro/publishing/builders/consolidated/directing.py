"""How the work was directed: texts issued, and who has reported."""

from __future__ import annotations

from collections.abc import Sequence

from namro.kernel.elements import CellKey
from namro.publishing.builders.consolidated.comparing import base_of, change
from namro.publishing.builders.consolidated.material import Material
from namro.publishing.builders.consolidated.passage import Writer
from namro.publishing.builders.consolidated.section import Passage
from namro.reporting.queries import TotalRow
from namro.writing import words

DIRECTIVES = CellKey("directives_issued")
NAMES_IN_TEXT = 10


def directives(material: Material) -> Passage:
    """How many texts were issued, and by whom; nothing where nobody has said it."""
    writer, figures = Writer(), material.figures
    row = next((row for s in figures.sections for row in s.rows if row.key == DIRECTIVES), None)
    if row is None or not row.this.value:
        return writer.passage()
    number = writer.total("Văn bản chỉ đạo, hướng dẫn", row, figures.this, row.this)
    by_unit = _by_unit(row, material)
    said = f"Trong kỳ, {len(by_unit)} cơ quan, đơn vị đã ban hành {number} {row.unit_label} chỉ đạo, hướng dẫn"
    writer.count("Cơ quan, đơn vị ban hành văn bản", str(len(by_unit)))
    if base := base_of(row, material):
        moved = change(row, base)
        both = (*figures.this.revisions.get(row.key, ()), *base.revisions)
        writer.line(f"Văn bản chỉ đạo, hướng dẫn: so với {base.against}", moved, revisions=both)
        said += f" ({moved})"
    most = [f"{name} ({count})" for name, count in by_unit[:NAMES_IN_TEXT]]
    rest = f" và {len(by_unit) - NAMES_IN_TEXT} cơ quan khác" if len(by_unit) > NAMES_IN_TEXT else ""
    if len(by_unit) > 1:
        revisions = figures.this.revisions.get(row.key, ())
        writer.line("Văn bản chỉ đạo, hướng dẫn theo đơn vị", ", ".join(most) + rest, revisions=revisions)
        said += f", trong đó: {', '.join(most)}{rest}"
    writer.say(f"{said}.")
    return writer.passage()


def _by_unit(row: TotalRow, material: Material) -> list[tuple[str, str]]:
    """Who issued how many, most first."""
    told = material.figures.each(material.figures.this, [row.key])[row.key]
    given = [(one.figure.value, unit) for unit, one in told.items() if one.figure.value]
    ranked = sorted(given, key=lambda one: -one[0])
    return [(material.unit_name(unit), words.quantity(value, "")) for value, unit in ranked]


def reporting(material: Material) -> Passage:
    """Whose figures are in, who is late or missing, what is estimated or was corrected."""
    writer, figures = Writer(), material.figures
    tally = figures.tally
    counted = "đã gửi" if figures.includes_unaccepted else "đã được tiếp nhận"
    number = tally.sent if figures.includes_unaccepted else tally.accepted
    said = (
        f"Báo cáo này tổng hợp số liệu {counted} của {number}/{tally.expected} đơn vị được giao báo cáo; "
        f"{tally.in_time} đơn vị gửi đúng hạn."
    )
    writer.count("Đơn vị được giao báo cáo", said)
    writer.say(said)
    if figures.includes_unaccepted and tally.sent > tally.accepted:
        _counted(writer, f"Trong đó {tally.sent - tally.accepted} báo cáo đã gửi nhưng chưa được tiếp nhận.")
    for state, names in (
        ("Chưa gửi báo cáo", tally.missing),
        ("Gửi chậm", tally.late),
        ("Bị trả lại, đang hoàn thiện", tally.returned),
        ("Đã đính chính số liệu sau khi được tiếp nhận", _corrected(material)),
    ):
        if names:
            _counted(writer, f"{state} ({len(names)} đơn vị): {some_names(names, material)}.")
    if tally.missing or tally.returned:
        writer.say("Đơn vị chưa gửi không được coi là không phát sinh; so sánh chỉ tính trên các đơn vị đã có số.")
    estimated = sum(bool(row.this.estimated) for section in figures.sections for row in section.rows)
    if estimated:
        where = material.annex("figures")
        _counted(writer, f"Có {estimated} số liệu gồm số ước, ghi rõ tại {where}; sẽ chốt ở kỳ sau.")
    return writer.passage()


def _counted(writer: Writer, text: str) -> None:
    writer.count("Tình hình gửi báo cáo", text)
    writer.say(text)


def _corrected(material: Material) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.unit_name for line in material.figures.lines if line.corrected))


def some_names(names: Sequence[str], material: Material) -> str:
    if len(names) <= NAMES_IN_TEXT:
        return words.join_list(names)
    return f"{', '.join(names[:NAMES_IN_TEXT])} … (danh sách đầy đủ tại {material.annex('reporters')})"
