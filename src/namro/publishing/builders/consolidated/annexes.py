"""The annexes: figures, targets, units late or missing. All of their content is generated."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from namro.kernel.figures import format_number
from namro.plans import wording
from namro.plans.rules import Comparator
from namro.publishing.builders.consolidated.material import Material
from namro.publishing.builders.consolidated.passage import NO_FIGURE, Writer, note_on
from namro.publishing.builders.consolidated.section import OwnWords, Section
from namro.publishing.builders.consolidated.target_words import revisions_of, sentence, status_label, value_text
from namro.publishing.outline import name_of, topics_of
from namro.reporting.queries import Consolidated, TargetResult, TotalRow
from namro.writing import words
from namro.writing.model import Align, Column, Row, RowKind, Table


def figures(material: Material) -> Section:
    writer, of = Writer(), material.figures
    rows: list[Row] = []
    for order, topic in enumerate(topics_of(of), 1):
        rows.append(Row((words.roman(order), topic.title), RowKind.GROUP))
        rows += [_figure_row(n, row, of, writer) for n, row in enumerate(topic.rows, 1)]
    writer.add(
        Table(
            columns=(
                Column("TT", 3, Align.CENTER),
                Column("Số liệu", 22),
                Column("ĐVT", 4, Align.CENTER),
                Column("Thực hiện kỳ", 7, Align.RIGHT),
                Column("Lũy kế từ đầu năm", 7, Align.RIGHT),
                Column("Kỳ trước", 7, Align.RIGHT),
                Column("Cùng kỳ năm trước", 7, Align.RIGHT),
                Column("Tăng, giảm so kỳ trước", 7, Align.RIGHT),
                Column("Ghi chú", 14),
            ),
            number_columns=True,
            rows=tuple(rows),
            notes=(
                f"Dấu «{NO_FIGURE}»: chưa có đơn vị nào cho số; số 0 là số đã báo cáo.",
                "Số cuối kỳ, số lũy kế của người lấy giá trị cuối; số phát sinh cộng các kỳ.",
            ),
        )
    )
    return _annex("annex.figures", "Biểu số liệu tổng hợp", material, writer, landscape=True)


def _annex(code: str, heading: str, material: Material, writer: Writer, *, landscape: bool = False) -> Section:
    return Section(
        code=code,
        heading=heading,
        own=OwnWords.NONE,
        tables=writer.passage(),
        annex=True,
        subtitle=material.figures.period.label,
        landscape=landscape,
    )


def _figure_row(number: int, row: TotalRow, figures: Consolidated, writer: Writer) -> Row:
    name = name_of(row, figures)
    before = NO_FIGURE
    this = writer.total(name, row, figures.this, row.this, place="cột kỳ này")
    to_date = writer.total(name, row, figures.year_to_date, row.year_to_date, place="cột lũy kế")
    if figures.previous:
        before = writer.total(name, row, figures.previous, row.previous, place="cột kỳ trước")
    last_year = writer.total(name, row, figures.last_year, row.last_year, place="cột cùng kỳ")
    return Row(
        (str(number), name, row.unit_label, this, to_date, before, last_year, _difference(row), note_on(row.this))
    )


def _difference(row: TotalRow) -> str:
    if row.this.value is None or row.previous is None or row.previous.value is None:
        return NO_FIGURE
    change = row.this.value - row.previous.value
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return f"{sign}{format_number(abs(change), row.decimals)}"


def targets(material: Material) -> Section:
    writer = Writer()
    writer.add(
        Table(
            columns=(
                Column("TT", 3, Align.CENTER),
                Column("Chỉ tiêu", 24),
                Column("Kế hoạch giao", 8, Align.CENTER),
                Column("Thực hiện đến hết kỳ", 8, Align.CENTER),
                Column("Đánh giá", 8, Align.CENTER),
                Column("Diễn giải", 22),
            ),
            number_columns=True,
            rows=tuple(_target_row(n, result, material, writer) for n, result in enumerate(material.targets, 1)),
        )
    )
    return _annex("annex.targets", "Kết quả thực hiện các chỉ tiêu", material, writer, landscape=True)


def _target_row(number: int, result: TargetResult, material: Material, writer: Writer) -> Row:
    target = result.target
    writer.line(
        target.measure,
        value_text(result),
        place=f"dòng {number}",
        note=sentence(result),
        revisions=revisions_of(result, material.figures),
        target=target.pk,
    )
    goal = wording.goal(Comparator(target.comparator), target.value, target.value_to, target.unit_label)
    return Row((str(number), target.measure, goal, value_text(result), status_label(result), sentence(result)))


def reporters(material: Material) -> Section:
    tally, writer = material.figures.tally, Writer()
    rows = [
        *_name_rows("Chưa gửi báo cáo", tally.missing),
        *_name_rows("Gửi chậm", tally.late),
        *_name_rows("Bị trả lại, chưa gửi lại", tally.returned),
    ]
    writer.say(
        f"Tổng số đơn vị được giao báo cáo: {tally.expected}; đã gửi: {tally.sent}; đúng hạn: {tally.in_time}; "
        f"đã tiếp nhận: {tally.accepted}."
    )
    if tally.asked:
        writer.say(
            f"Cơ quan, tổ chức được đề nghị báo cáo: {tally.asked}; đã gửi: {tally.asked_sent} "
            "(không tính vào tỷ lệ đúng hạn)."
        )
    if rows:
        writer.add(
            Table(
                columns=(Column("TT", 1, Align.CENTER), Column("Đơn vị", 6), Column("Tình trạng", 4)),
                rows=tuple(Row((str(n), name, state)) for n, (name, state) in enumerate(rows, 1)),
            )
        )
    else:
        writer.say("Tất cả đơn vị đã gửi báo cáo đúng hạn.")
    return _annex("annex.reporters", "Tình hình gửi báo cáo của các đơn vị", material, writer)


def _name_rows(state: str, names: Iterable[str]) -> list[tuple[str, str]]:
    return [(name, state) for name in names]


MAKERS: dict[str, Callable[[Material], Section]] = {
    "figures": figures,
    "targets": targets,
    "reporters": reporters,
}
