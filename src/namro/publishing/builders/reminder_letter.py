"""The official letter (công văn đôn đốc) that asks late units for their report of a period. It holds no figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from namro.kernel.calendars import working_days_after
from namro.kernel.times import Period, short_date
from namro.organisations.queries import UnitRow
from namro.plans.models import Plan
from namro.publishing.builders.assignment import archive, letterhead, official_name, plan_in_words, signature
from namro.reporting.queries import ReportLine
from namro.reporting.rules import Standing
from namro.writing.model import Align, Annex, Block, Column, OfficialDocument, Row, Table, paragraph

# More units than this are addressed together and named in an annex.
NAMED_IN_ADDRESS = 12
# Working days that late units are given from the day of the letter; the officer may write another day.
DAYS_GIVEN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class LateReports:
    """late: of bodies that are ordered alone; returned: sent back to them and not sent again.

    names: how a letter addresses a unit, by id.
    """

    plan: Plan
    period: Period
    late: Sequence[ReportLine]
    returned: Sequence[ReportLine]
    standing: UnitRow
    receiver: UnitRow
    owner: UnitRow
    names: Mapping[int, str]


def build_reminder_letter(found: LateReports, *, on: date, demo: bool) -> OfficialDocument:
    in_annex = len(found.names) > NAMED_IN_ADDRESS
    everybody = ("Các cơ quan, đơn vị có tên trong danh sách kèm theo",)
    return OfficialDocument(
        letterhead=letterhead(found.standing, on=on),
        kind=None,
        title=f"đôn đốc gửi báo cáo {lower_first(found.period.label)}",
        addressees=everybody if in_annex else tuple(found.names.values()),
        body=tuple(_body(found, on=on, in_annex=in_annex)),
        signature=signature(found.standing),
        recipients=(
            "Như trên",
            f"{official_name(found.owner)} (để báo cáo)",
            f"Lưu: VT, {archive(found.standing)}",
        ),
        annexes=(Annex(title="Danh sách đơn vị chưa gửi báo cáo", body=(_table(found, on=on),)),) if in_annex else (),
        demonstration=demo,
    )


def _body(found: LateReports, *, on: date, in_annex: bool) -> Iterator[Block]:
    plan, period = found.plan, found.period
    due = sorted({line.due_on for line in (*found.late, *found.returned)})
    until = f" chậm nhất ngày {short_date(due[0])}" if len(due) == 1 else " đúng thời hạn quy định"
    yield paragraph(
        f"Thực hiện {plan_in_words(plan)} của {plan.issuer or official_name(found.owner)} về "
        f"{lower_first(plan.title)}, các cơ quan, đơn vị, địa phương gửi báo cáo {lower_first(period.label)} "
        f"(số liệu {period.in_words}) về {found.receiver.name}{until}."
    )
    where = "danh sách kèm theo" if in_annex else "danh sách dưới đây"
    yield paragraph(f"Đến ngày {short_date(on)}, {'; '.join(_counts(found))} ({where}).")
    if not in_annex:
        yield _table(found, on=on)
    yield paragraph(
        f"{found.standing.name} đề nghị thủ trưởng các cơ quan, đơn vị có tên trong danh sách chỉ đạo bộ phận được "
        f"giao khẩn trương hoàn thành, gửi báo cáo chậm nhất ngày {short_date(working_days_after(on, DAYS_GIVEN))}; "
        "nêu rõ lý do chậm và người chịu trách nhiệm."
    )
    yield paragraph(
        f"Quá trình thực hiện có khó khăn, vướng mắc, đề nghị trao đổi với {found.standing.name} để phối hợp "
        "giải quyết."
    )


def _counts(found: LateReports) -> Iterator[str]:
    if found.late:
        yield f"còn {_units(found.late)} chưa gửi báo cáo"
    if found.returned:
        yield f"{_units(found.returned)} đã được trả lại báo cáo để chỉnh sửa nhưng chưa gửi lại"


def _units(lines: Sequence[ReportLine]) -> str:
    return f"{len({line.unit for line in lines}):02} đơn vị"


def _table(found: LateReports, *, on: date) -> Table:
    rows = [
        Row((str(number), found.names[line.unit], line.title, short_date(line.due_on), _state(line, on)))
        for number, line in enumerate((*found.late, *found.returned), 1)
    ]
    return Table(
        columns=(
            Column("TT", 1, Align.CENTER),
            Column("Cơ quan, đơn vị", 5.5),
            Column("Báo cáo", 6),
            Column("Hạn gửi", 2.6, Align.CENTER),
            Column("Tình trạng", 4.4),
        ),
        rows=tuple(rows),
    )


def _state(line: ReportLine, on: date) -> str:
    if line.standing is Standing.RETURNED:
        return "Đã trả lại, chưa gửi lại"
    return f"Chưa gửi, quá hạn {(on - line.due_on).days} ngày"


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
