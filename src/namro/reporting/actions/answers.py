"""What is said to a report after it was sent: answers to remarks, notes on corrections under it, going up, presence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from namro.kernel.elements import CellKey
from namro.kernel.problems import Refused
from namro.organisations import access, audit
from namro.organisations.models import Person
from namro.organisations.rules import Permission
from namro.reporting import queries, rules
from namro.reporting.actions.figures import NOT_HERE, locked
from namro.reporting.models import CorrectionNote, RemarkAnswer, Report, ReportPresence, ReportVersion, SentUp
from namro.reporting.queries.remarks import last_return
from namro.reporting.rules import ReportState

FORGOTTEN_AFTER = timedelta(days=1)
_ANSWERERS = (Permission.REPORT_FILL, Permission.REPORT_SUBMIT, Permission.REPORT_FILL_FOR)


@transaction.atomic
def answer_remark(*, by: Person, at: datetime, report: Report, cell: CellKey, text: str) -> RemarkAnswer:
    """Say something to a remark at a box of a returned report; a second answer takes the place of the first."""
    report = locked(report)
    _require_any(by, at, report, _ANSWERERS)
    rules.check_can_fill(ReportState(report.state))
    step = last_return(queries.report_page(report))
    if step is None or str(cell) not in step.cells:
        raise Refused("no-remark", "Ô này không có nhận xét nào của lần trả lại gần nhất.")
    if not text.strip():
        raise Refused("remark-answer", "Ghi câu trả lời, ví dụ: «đã đối chiếu sổ, số đúng».")
    answer, _made = RemarkAnswer.objects.update_or_create(
        step=step, place=str(cell), defaults={"text": text.strip(), "by": by, "at": at}
    )
    audit.record(by=by, at=at, action="report.answer_remark", subject=report, unit=report.unit, cell=str(cell))
    return answer


@transaction.atomic
def note_corrections(*, by: Person, at: datetime, report: Report, text: str) -> CorrectionNote:
    """Take note of figures corrected under a sent report, and say what follows from it; the mark goes."""
    report = locked(report)
    _require_any(by, at, report, (*_ANSWERERS, Permission.REPORT_REVIEW))
    if not text.strip():
        raise Refused("correction-note", "Ghi cách xử lý, ví dụ: «đã biết, kỳ sau tính theo số mới».")
    note = CorrectionNote.objects.create(report=report, text=text.strip(), by=by, at=at)
    audit.record(by=by, at=at, action="report.note_corrections", subject=report, unit=report.unit)
    return note


@transaction.atomic
def send_up(
    *,
    by: Person,
    at: datetime,
    versions: Iterable[ReportVersion],
    receiver: str,
    document_number: str,
    document_date: date,
    note: str = "",
) -> SentUp:
    """Record that accepted reports went on to a higher body, each in one version."""
    wanted = {version.report_id: version for version in versions}
    found = list(Report.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    on = timezone.localdate(at)
    allowed = access.units_for(by, Permission.REPORT_REVIEW, on=on)
    if any(report.unit_id not in allowed for report in found):
        raise Refused("forbidden", NOT_HERE)
    rules.check_can_send_up([ReportState(r.state) for r in found], receiver=receiver, number=document_number)
    rules.check_document_date(document_date, on=on)
    sent = SentUp.objects.create(
        receiver=receiver.strip(),
        document_number=document_number.strip(),
        document_date=document_date,
        note=note.strip(),
        by=by,
        at=at,
    )
    sent.versions.set(wanted.values())
    audit.record(by=by, at=at, action="reports.send_up", subject=sent, reports=len(found))
    return sent


@transaction.atomic
def note_presence(*, by: Person, at: datetime, report: Report) -> None:
    """Say that a person has a report open to fill it. No decision about anything, hence no audit entry."""
    _require_any(by, at, report, _ANSWERERS)
    report.presences.filter(seen_at__lt=at - FORGOTTEN_AFTER).delete()
    ReportPresence.objects.update_or_create(report=report, person=by, defaults={"seen_at": at})


def _require_any(by: Person, at: datetime, report: Report, permissions: Iterable[Permission]) -> None:
    on = timezone.localdate(at)
    if not any(access.may(by, permission, unit=report.unit_id, on=on) for permission in permissions):
        raise Refused("forbidden", NOT_HERE)
