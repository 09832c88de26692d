"""The tables of the overview pages as sheets of a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from namro.kernel.figures import format_number
from namro.kernel.targets import LABELS, Status
from namro.kernel.times import short_date
from namro.plans.queries import PartRow
from namro.plans.rules import TaskState
from namro.publishing import overview
from namro.publishing.overview import Programme, TargetLine, Trend, UnitPicture
from namro.reporting.queries import ReportLine
from namro.web.overview_choice import Asked
from namro.web.templatetags.namro import status_of
from namro.writing.sheets import Sheet, SheetCell


def programme_sheets(asked: Asked, found: Programme) -> list[Sheet]:
    lines = _heading(found, asked.choice.in_words)
    targets = [target for target in found.targets if asked.state in (None, target.status)]
    sheets = [_words(found, lines), _targets(targets, lines)]
    if found.late:
        sheets.append(_late(found, lines))
    if found.classes:
        sheets.append(_classes(found, lines))
    if found.trends:
        sheets.append(_trends(found.trends, lines))
    if found.waiting:
        sheets.append(_waiting(found, lines))
    return sheets


def unit_sheets(found: Programme, picture: UnitPicture) -> list[Sheet]:
    lines = _heading(found, picture.unit.name)
    sheets = [_targets([*picture.answers_for, *picture.holds_back], lines), _reports(picture.reports, lines)]
    if picture.tasks:
        sheets.append(_tasks(picture, lines))
    if picture.trends:
        sheets.append(_trends(picture.trends, lines))
    return sheets


def _heading(found: Programme, whose: str) -> tuple[str, ...]:
    day = _("Tính đến ngày %(day)s") % {"day": short_date(found.on)}
    return tuple(line for line in (str(found.plan), f"{found.period.label}; {day}", whose) if line)


def _sheet(
    name: str, title: str, lines: Sequence[str], columns: Iterable[tuple[str, int]], rows: Iterable[Sequence[SheetCell]]
) -> Sheet:
    head, widths = zip(*columns, strict=True)
    return Sheet(name=name, title=title, lines=lines, head=head, widths=widths, rows=tuple(rows))


def _state(status: Status | str) -> SheetCell:
    look = status_of(str(status))
    return SheetCell(str(look.label), tone=look.tone)


def _words(found: Programme, lines: Sequence[str]) -> Sheet:
    rows = [
        (SheetCell(str(number)), SheetCell(sentence.text))
        for number, sentence in enumerate(overview.sentences(found, targets=len(found.targets)), 1)
    ]
    return _sheet(_("Tóm tắt"), _("Tóm tắt"), lines, [(_("TT"), 6), (_("Nội dung"), 120)], rows)


def _targets(targets: Iterable[TargetLine], lines: Sequence[str]) -> Sheet:
    columns = [
        (_("TT"), 6), (_("Chỉ tiêu"), 60), (_("Mức giao"), 18), (_("Tình trạng"), 16), (_("Cách tính"), 60),
        (_("Đơn vị chậm"), 40), (_("Đơn vị chịu trách nhiệm"), 30), (_("Cán bộ"), 20), (_("Dự án"), 14),
    ]  # fmt: skip
    rows = [
        (
            SheetCell(str(number)),
            SheetCell(target.measure),
            SheetCell(target.goal),
            SheetCell(_(LABELS[target.status]), tone=status_of(target.status).tone),
            SheetCell(target.sentence),
            SheetCell(target.where),
            SheetCell(target.unit_name),
            SheetCell(target.officer),
            SheetCell(target.project_code),
        )
        for number, target in enumerate(dict.fromkeys(targets), 1)
    ]
    return _sheet(_("Chỉ tiêu"), _("Chỉ tiêu theo tình trạng"), lines, columns, rows)


def _late(found: Programme, lines: Sequence[str]) -> Sheet:
    columns = [
        (_("TT"), 6), (_("Đơn vị"), 40), (_("Báo cáo quá hạn"), 70), (_("Nhiệm vụ quá ngày"), 14), (_("Số ngày"), 10),
    ]  # fmt: skip
    rows = [
        (
            SheetCell(str(number)),
            SheetCell(unit.name),
            SheetCell("; ".join(f"{r.title}, {r.period.label}" for r in unit.reports)),
            SheetCell(str(unit.tasks)),
            SheetCell(str(unit.days)),
        )
        for number, unit in enumerate(found.late, 1)
    ]
    return _sheet(_("Đơn vị chậm"), _("Đơn vị được giao đang chậm"), lines, columns, rows)


def _classes(found: Programme, lines: Sequence[str]) -> Sheet:
    assert found.classes
    counts = {**found.classes.counts, _("chưa đủ số liệu"): found.classes.open}
    rows = [(SheetCell(name), SheetCell(str(number))) for name, number in counts.items()]
    if (free := found.drug_free) is not None:
        steps = {
            _("đăng ký không ma túy"): free.registered,
            _("đủ điều kiện không ma túy"): free.met,
            _("đã đề nghị công nhận"): free.proposed,
            _("đã quyết định công nhận"): free.decided,
        }
        rows += [(SheetCell(name), SheetCell(str(len(units)))) for name, units in steps.items()]
    head = [*lines, found.classes.rule_set]
    return _sheet(
        _("Xếp loại"), _("Xã, phường theo loại (tạm tính)"), head, [(_("Loại"), 40), (_("Số xã, phường"), 16)], rows
    )


def _trends(trends: Sequence[Trend], lines: Sequence[str]) -> Sheet:
    periods = [point.period for point in trends[0].series.points]
    rows = [
        (
            SheetCell(trend.label),
            SheetCell(trend.series.element.unit),
            *(
                SheetCell(
                    "" if point.total is None or point.total.value is None
                    else format_number(point.total.value, trend.series.element.decimals).replace(".", ""),
                    tone="warn" if point.total and point.total.missing else "",
                )
                for point in trend.series.points
            ),
        )
        for trend in trends
    ]  # fmt: skip
    columns = [(_("Số liệu"), 50), (_("Đơn vị tính"), 12), *((period.label, 14) for period in periods)]
    return _sheet(_("Qua các kỳ"), _("Số liệu qua các kỳ"), lines, columns, rows)


def _waiting(found: Programme, lines: Sequence[str]) -> Sheet:
    rows = [
        (
            SheetCell(short_date(line.item.raised_at.date())),
            SheetCell(line.unit_name),
            SheetCell(line.item.text),
            SheetCell(str(status_of(line.item.state, "difficulty").label)),
        )
        for line in found.waiting
    ]
    columns = [(_("Ngày"), 12), (_("Đơn vị"), 36), (_("Nội dung"), 90), (_("Tình trạng"), 18)]
    return _sheet(_("Kiến nghị"), _("Khó khăn, kiến nghị chưa có trả lời"), lines, columns, rows)


def _reports(reports: Iterable[ReportLine], lines: Sequence[str]) -> Sheet:
    rows = [
        (
            SheetCell(line.title),
            SheetCell(line.period.label),
            SheetCell(short_date(line.due_on)),
            _state(line.standing),
            SheetCell(line.document),
        )
        for line in reports
    ]
    columns = [(_("Báo cáo"), 60), (_("Kỳ"), 14), (_("Hạn"), 12), (_("Tình trạng"), 22), (_("Số văn bản"), 24)]
    return _sheet(_("Báo cáo"), _("Báo cáo phải gửi"), lines, columns, rows)


def _tasks(picture: UnitPicture, lines: Sequence[str]) -> Sheet:
    rows = [
        (
            SheetCell(line.task.task.text),
            SheetCell(short_date(line.task.task.due_on) if line.task.task.due_on else ""),
            _state(_task_state(line.task.parts)),
            SheetCell("; ".join(part.result for part in line.task.parts if part.result)),
        )
        for line in picture.tasks
    ]
    columns = [(_("Nhiệm vụ"), 90), (_("Thời hạn"), 14), (_("Tình trạng"), 18), (_("Kết quả"), 50)]
    return _sheet(_("Nhiệm vụ"), _("Nhiệm vụ được giao, được đề nghị"), lines, columns, rows)


def _task_state(parts: Iterable[PartRow]) -> str:
    """The least done of the unit's own parts."""
    order = list(TaskState)
    return min((part.state for part in parts), key=order.index, default=TaskState.NOT_STARTED)
