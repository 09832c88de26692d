"""The chain of a report: printed, signed, sent, returned or accepted, corrected."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from namro.kernel.elements import CellKey
from namro.kernel.figures import Figure as Value
from namro.kernel.form_checks import derive
from namro.kernel.problems import Refused, Severity
from namro.organisations import access, audit
from namro.organisations.models import Person
from namro.organisations.rules import Permission
from namro.reporting import queries, rules
from namro.reporting.actions.figures import NOT_HERE, changes_of, locked, require_boxes
from namro.reporting.actions.storing import store
from namro.reporting.actions.versions import keep_code, keep_version
from namro.reporting.models import Report, ReportStep, SignedFile
from namro.reporting.rules import EntrySource, ReportState, Typed, VersionKind
from namro.reporting.stored import form_of

FILLERS = (Permission.REPORT_FILL, Permission.REPORT_SUBMIT, Permission.REPORT_FILL_FOR)
SENDERS = (Permission.REPORT_SUBMIT, Permission.REPORT_FILL_FOR)
REVIEWERS = (Permission.REPORT_REVIEW,)


def _require_one(by: Person, at: datetime, report: Report, permissions: tuple[Permission, ...]) -> Person | None:
    """Whom they stand in for, where they hold the right only as a deputy."""
    on = timezone.localdate(at)
    held = next((p for p in permissions if access.may(by, p, unit=report.unit_id, on=on)), None)
    if held is None:
        raise Refused("forbidden", NOT_HERE)
    return access.stands_for(by, held, unit=report.unit_id, on=on)


@transaction.atomic
def print_report(*, by: Person, at: datetime, report: Report) -> Report:
    """Note that the report was printed, and the check code of its figures at that moment."""
    report = locked(report)
    _require_one(by, at, report, FILLERS)
    rules.check_can_print(ReportState(report.state), corrected=report.corrected_at is not None)
    page = queries.report_page(report)
    keep_code(page, by=by, at=at)
    report.check_code = page.check_code
    report.printed_at = at
    report.save(update_fields=["check_code", "printed_at"])
    audit.record(by=by, at=at, action="report.print", subject=report, unit=report.unit, check_code=report.check_code)
    return report


@transaction.atomic
def record_document(*, by: Person, at: datetime, report: Report, number: str, issued_on: date) -> Report:
    """Record the number and date that the registry gave to the signed report."""
    report = locked(report)
    _require_one(by, at, report, FILLERS)
    rules.check_can_fill(ReportState(report.state))
    if not number.strip():
        raise Refused("document-number", "Ghi số, ký hiệu của báo cáo đã ký.")
    rules.check_document_date(issued_on, on=timezone.localdate(at))
    report.document_number = number.strip()
    report.document_date = issued_on
    report.save(update_fields=["document_number", "document_date"])
    audit.record(by=by, at=at, action="report.record_document", subject=report, unit=report.unit)
    return report


@transaction.atomic
def attach_signed_file(*, by: Person, at: datetime, report: Report, filename: str, content: bytes) -> SignedFile:
    """Keep the signed report. Raises Refused for what is no PDF, JPG, PNG or DOCX, or too large."""
    report = locked(report)
    _require_one(by, at, report, FILLERS)
    rules.check_can_print(ReportState(report.state), corrected=report.corrected_at is not None)
    stored = SignedFile.objects.create(
        report=report,
        filename=filename[-255:],
        content_type=rules.signed_file_type(content),
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        by=by,
        at=at,
    )
    audit.record(by=by, at=at, action="report.attach", subject=report, unit=report.unit, file=stored.pk)
    return stored


@transaction.atomic
def submit_report(*, by: Person, at: datetime, report: Report, source_reference: str = "") -> Report:
    """Send the report. Refused, with the first things to settle, unless all parts are done and nothing is wrong.

    source_reference: needed from the standing agency when it sends for a unit: the unit's own letter.
    """
    report = locked(report)
    giver = _require_one(by, at, report, SENDERS)
    on = timezone.localdate(at)
    if not access.may(by, Permission.REPORT_SUBMIT, unit=report.unit_id, on=on):
        rules.check_source(EntrySource.FOR_UNIT, source_reference)
    rules.check_can_move(ReportState(report.state), ReportState.SUBMITTED)
    page = queries.report_page(report)
    if page.obstacles:
        more = len(page.obstacles) - 3
        told = " ".join(p.message for p in page.obstacles[:3]) + (f" Và {more} điểm khác." if more > 0 else "")
        raise Refused("not-ready", f"Chưa gửi được. {told}")
    _store_derived(page, by=by, at=at)
    keep_version(page, by=by, at=at)
    report.submitted_by, report.submitted_at = by, at
    report.first_submitted_at = report.first_submitted_at or at
    comment = f"Nhập thay theo {source_reference.strip()}" if source_reference.strip() else ""
    return _move(report, ReportState.SUBMITTED, by=by, at=at, action="report.submit", comment=comment, stands_for=giver)


def _store_derived(page: queries.ReportPage, *, by: Person, at: datetime, reason: str = "") -> dict[CellKey, int]:
    """Store the elements that the form computes, where they have changed."""
    derived = derive(page.form, page.facts)
    stored = {key: entry.value for key, entry in page.around.values.items()}
    changes: dict[CellKey, Value | None] = {
        item.key: derived.get(item.key) for item in page.form.derived if derived.get(item.key) != stored.get(item.key)
    }
    return store(
        page.report.unit_id,
        page.window,
        changes,
        by=by,
        at=at,
        source=EntrySource.OWN,
        reason=reason,
        report=page.report,
    )


def _move(
    report: Report,
    to: ReportState,
    *,
    by: Person,
    at: datetime,
    action: str,
    comment: str = "",
    cells: Mapping[CellKey, str] | None = None,
    stands_for: Person | None = None,
) -> Report:
    ReportStep.objects.create(
        report=report,
        from_state=report.state,
        to_state=to,
        by=by,
        at=at,
        comment=comment,
        stands_for=stands_for,
        cells={str(key): said for key, said in (cells or {}).items()},
    )
    report.state = to
    report.version += 1
    report.save()
    audit.record(by=by, at=at, action=action, subject=report, unit=report.unit)
    return report


@transaction.atomic
def recall_report(*, by: Person, at: datetime, report: Report, reason: str = "") -> Report:
    """Take back what was sent and not yet accepted. The next sending decides whether it was in time.

    The standing agency takes back only what it sent itself for a unit; what a unit sent, it returns.
    """
    report = locked(report)
    giver = _require_one(by, at, report, SENDERS if report.submitted_by_id == by.pk else SENDERS[:1])
    rules.check_can_move(ReportState(report.state), ReportState.DRAFT)
    report.first_submitted_at = None
    comment = reason.strip()
    return _move(report, ReportState.DRAFT, by=by, at=at, action="report.recall", comment=comment, stands_for=giver)


@transaction.atomic
def return_report(
    *, by: Person, at: datetime, report: Report, comment: str, cells: Mapping[CellKey, str] | None = None
) -> Report:
    """Send a report back to its unit with a comment, if need be at single boxes."""
    report = locked(report)
    giver = _require_one(by, at, report, REVIEWERS)
    rules.check_can_move(ReportState(report.state), ReportState.RETURNED)
    if not comment.strip():
        raise Refused("return-comment", "Ghi rõ vì sao trả lại và cần sửa gì.")
    said = {key: text.strip() for key, text in (cells or {}).items() if text.strip()}
    if unknown := said.keys() - {cell.key for cell in form_of(report).cells()}:
        raise Refused("no-such-box", f"Biểu này không có ô {min(unknown)}.")
    return _move(
        report,
        ReportState.RETURNED,
        by=by,
        at=at,
        action="report.return",
        comment=comment.strip(),
        cells=said,
        stands_for=giver,
    )


@transaction.atomic
def accept_report(*, by: Person, at: datetime, report: Report) -> Report:
    """Accept a report; its figures count from now on. Never by the person who sent it."""
    report = locked(report)
    giver = _require_one(by, at, report, REVIEWERS)
    rules.check_can_move(ReportState(report.state), ReportState.ACCEPTED)
    rules.check_can_accept(submitted_by=report.submitted_by_id, by=by.pk)
    if giver is not None:
        # Whoever has only the sender's own right accepts in the sender's place, which is not a second person.
        rules.check_can_accept(submitted_by=report.submitted_by_id, by=giver.pk)
    report.accepted_by, report.accepted_at = by, at
    return _move(report, ReportState.ACCEPTED, by=by, at=at, action="report.accept", stands_for=giver)


@transaction.atomic
def correct_figures(
    *,
    by: Person,
    at: datetime,
    report: Report,
    entries: Mapping[CellKey, Typed],
    reason: str,
    document_number: str = "",
    document_date: date | None = None,
) -> Report:
    """Correct figures of an accepted report (đính chính): new revisions with a reason; the report stays accepted.

    It is a new version of the report; the document is the letter that tells of it, where there is one already.
    Refused where a corrected figure would break an identity of the form.
    """
    report = locked(report)
    rules.check_can_correct(ReportState(report.state), reason)
    rules.check_document_date(document_date, on=timezone.localdate(at))
    page = queries.report_page(report)
    require_boxes(by, at, report, page.form, entries, EntrySource.OWN)
    changes = changes_of(report, page.form, entries)
    if not changes:
        return report
    reason = reason.strip()
    about = {"by": by, "at": at, "source": EntrySource.OWN, "reason": reason, "report": report}
    store(report.unit_id, page.window, changes, **about)
    corrected = queries.report_page(report)
    if errors := [p for p in corrected.problems if p.severity is Severity.ERROR]:
        raise Refused("errors", " ".join(p.message for p in errors))
    _store_derived(corrected, by=by, at=at, reason=reason)
    report.corrected_at = at
    report.document_number = document_number.strip() or report.document_number
    report.document_date = document_date or report.document_date
    keep_version(corrected, by=by, at=at, kind=VersionKind.CORRECTED, reason=reason)
    giver = access.stands_for(by, Permission.REPORT_FILL, unit=report.unit_id, on=timezone.localdate(at))
    comment = f"Đính chính: {reason}"
    return _move(report, ReportState.ACCEPTED, by=by, at=at, action="report.correct", comment=comment, stands_for=giver)
