"""A report as a whole: checked, printed, signed, sent, returned or accepted, corrected."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from namro.organisations import access
from namro.organisations import queries as organisations
from namro.organisations.rules import Permission
from namro.publishing.builders import unit_report
from namro.reporting import actions, queries
from namro.reporting.models import Report
from namro.reporting.queries import ReportPage
from namro.reporting.queries.corrections import corrected_under, sent_up_of
from namro.reporting.queries.papers import changes_since_print
from namro.reporting.queries.remarks import remarks_of
from namro.reporting.queries.versions import difference, versions_of
from namro.reporting.rules import OPEN_STATES, ReportState, VersionKind, in_words
from namro.web.access import Request, requires
from namro.web.files import DOCX, attachment
from namro.web.forms.chain import NoteForm, RecallForm, SentUpForm
from namro.web.forms.reporting import (
    DocumentForm,
    ForUnitForm,
    SignedFileForm,
)
from namro.web.pages import page
from namro.web.views.report_fill import report_or_404
from namro.writing.docx import render

STEP_WORDS = {
    (ReportState.DRAFT, ReportState.SUBMITTED): "Gửi báo cáo",
    (ReportState.RETURNED, ReportState.SUBMITTED): "Gửi lại",
    (ReportState.SUBMITTED, ReportState.DRAFT): "Thu hồi để sửa",
    (ReportState.SUBMITTED, ReportState.RETURNED): "Trả lại",
    (ReportState.SUBMITTED, ReportState.ACCEPTED): "Tiếp nhận",
    (ReportState.ACCEPTED, ReportState.ACCEPTED): "Đính chính",
}


@require_GET
@requires(Permission.REPORT_VIEW)
@page(template="reports/show.html")
def show_report(request: Request, report_id: int) -> dict[str, Any]:
    return _shown(request, queries.report_page(report_or_404(request, report_id)))


def _shown(request: Request, found: ReportPage, **forms: Any) -> dict[str, Any]:
    report = found.report
    may = {
        name: access.may(request.user, permission, unit=report.unit_id, on=request.today)
        for name, permission in (
            ("fill", Permission.REPORT_FILL),
            ("submit", Permission.REPORT_SUBMIT),
            ("fill_for", Permission.REPORT_FILL_FOR),
            ("review", Permission.REPORT_REVIEW),
        )
    }
    is_open, is_accepted = found.state in OPEN_STATES, found.state is ReportState.ACCEPTED
    handles = may["fill"] or may["submit"] or may["fill_for"]
    return {
        "found": found,
        "report": report,
        "unit": found.unit,
        "today": request.today,
        "standing": found.standing(request.today),
        "is_open": is_open,
        "may_fill": is_open and (may["fill"] or may["fill_for"]),
        "may_print": is_open and handles,
        "may_print_again": is_accepted and report.corrected_at is not None and handles,
        "may_submit": is_open and (may["submit"] or may["fill_for"]),
        "sends_for": not may["submit"],
        "may_submit_both": is_open and not found.obstacles and (may["submit"] or may["fill_for"]),
        "neighbours": queries.neighbours_of(report),
        "may_recall": found.state is ReportState.SUBMITTED
        and (may["submit"] or (may["fill_for"] and report.submitted_by_id == request.user.pk)),
        "may_review": found.state is ReportState.SUBMITTED and may["review"],
        "is_own_sending": report.submitted_by_id == request.user.pk,
        "may_correct": is_accepted and may["fill"],
        "may_send_up": is_accepted and may["review"],
        "may_note": handles or may["review"],
        "sections": [read_section(found, section) for section in found.form.sections],
        "whole_warnings": [(p, found.reason(p)) for p in found.warnings if not p.place],
        "narratives": [
            (spec, found.texts[spec.code].text)
            for spec in found.form.narratives
            if spec.code in found.texts and found.texts[spec.code].text.strip()
        ],
        "timeline": [_step(found, step) for step in found.steps],
        "remarks": remarks_of(found),
        "printed_changes": changes_since_print(found),
        "stale": corrected_under(report),
        "sent_up": sent_up_of(report),
        "last_return": next((s for s in reversed(found.steps) if s.to_state == ReportState.RETURNED), None)
        if found.state is ReportState.RETURNED
        else None,
        "document_form": DocumentForm(initial={"number": report.document_number, "issued_on": report.document_date}),
        "file_form": SignedFileForm(),
        "reference_form": ForUnitForm(),
        "recall_form": RecallForm(),
        "sent_up_form": SentUpForm(initial={"document_date": request.today}),
        "note_form": NoteForm(),
        **forms,
    }


def read_section(found: ReportPage, section: Any) -> dict[str, Any]:
    def told(values: Any, key: Any, decimals: int) -> str:
        return in_words(values[key], decimals) if key in values else "–"

    history = found.around.history[0] if found.around.history else {}
    rows = []
    for cell in section.cells:
        element = found.elements[cell.element]
        rows.append(
            {
                "cell": cell,
                "unit": element.unit,
                "value": told(found.values, cell.key, element.decimals),
                "is_blank": cell.key not in found.values,
                "previous": told(history, cell.key, element.decimals),
                "last_year": told(found.around.last_year, cell.key, element.decimals),
                "warnings": [(p, found.reason(p)) for p in found.warnings if p.place == str(cell.key)],
            }
        )
    warnings = [(p, found.reason(p)) for p in found.warnings if p.place == f"section:{section.code}"]
    return {"spec": section, "rows": rows, "part": found.parts.get(section.code), "warnings": warnings}


def _step(found: ReportPage, step: Any) -> dict[str, Any]:
    what = STEP_WORDS.get((ReportState(step.from_state), ReportState(step.to_state)), step.to_state)
    labels = {str(c.key): c.label for c in found.form.cells()}
    remarks = [f"{labels.get(place, place)}: {said}" for place, said in step.cells.items()]
    return {
        "at": step.at,
        "what": what,
        "who": _who(step),
        "note": "\n".join(filter(None, [step.comment, *remarks])),
        "bad": step.to_state == ReportState.RETURNED,
    }


def _who(step: Any) -> str:
    if step.stands_for_id is None:
        return str(step.by.full_name)
    return _("%(name)s (thay %(giver)s)") % {"name": step.by.full_name, "giver": step.stands_for.full_name}


@require_http_methods(["GET", "POST"])
@requires(Permission.REPORT_VIEW)
def print_report(request: Request, report_id: int) -> HttpResponse:
    """The unit's own report as DOCX. Printing (POST) notes the check code; looking at it again (GET) does not.

    Where the code was not noted, the paper says that it is a draft: nobody signs what cannot be checked later.
    """
    report = report_or_404(request, report_id)
    if request.method == "POST":
        report = actions.print_report(by=request.user, at=timezone.now(), report=report)
    found = queries.report_page(report)
    document = unit_report.build(
        found,
        draft=found.state in OPEN_STATES and (bool(found.obstacles) or report.check_code != found.check_code),
        demonstration=organisations.is_demonstration(),
        correction=_last_correction(found),
    )
    content = render(document, at=report.printed_at or timezone.now())
    filename = f"Bao cao {found.unit.short_name} {found.period.code}.docx"
    return attachment(content, filename, DOCX)


def _last_correction(found: ReportPage) -> unit_report.Correction | None:
    """What an accepted report changed of the version that was accepted; None where nothing was corrected."""
    if found.report.corrected_at is None:
        return None
    versions = versions_of(found.report)
    sent = [version for version in versions if version.kind == VersionKind.SENT][-1]
    return unit_report.Correction(
        number=len([v for v in versions if v.kind == VersionKind.CORRECTED and v.number > sent.number]),
        document_number=sent.document_number,
        document_date=sent.document_date,
        reason=versions[-1].reason,
        cells=difference(found, sent, versions[-1]).cells,
    )


@require_POST
@requires(Permission.REPORT_VIEW)
@page(template="reports/show.html")
def record_document(request: Request, report_id: int) -> dict[str, Any] | HttpResponseBase:
    report = report_or_404(request, report_id)
    form = DocumentForm(request.POST)
    if not form.is_valid():
        return {**_shown(request, queries.report_page(report), document_form=form), "status": 422}
    actions.record_document(by=request.user, at=timezone.now(), report=report, **form.cleaned_data)
    messages.success(request, _("Đã ghi số, ngày của báo cáo đã ký."))
    return to_report(report)


@require_POST
@requires(Permission.REPORT_VIEW)
@page(template="reports/show.html")
def attach_signed_file(request: Request, report_id: int) -> dict[str, Any] | HttpResponseBase:
    report = report_or_404(request, report_id)
    form = SignedFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return {**_shown(request, queries.report_page(report), file_form=form), "status": 422}
    file = form.cleaned_data["file"]
    actions.attach_signed_file(
        by=request.user,
        at=timezone.now(),
        report=report,
        filename=file.name,
        content=file.read(),
    )
    messages.success(request, _("Đã lưu bản ký."))
    return to_report(report)


@require_GET
@requires(Permission.REPORT_VIEW)
def download_signed_file(request: Request, report_id: int, file_id: int) -> HttpResponse:
    report = report_or_404(request, report_id)
    file = get_object_or_404(report.signed_files, pk=file_id)
    return attachment(bytes(file.content), file.filename, file.content_type)


@require_POST
@requires(Permission.REPORT_VIEW)
def submit_report(request: Request, report_id: int) -> HttpResponseBase:
    report = report_or_404(request, report_id)
    reference = request.POST.get("source_reference", "")
    actions.submit_report(by=request.user, at=timezone.now(), report=report, source_reference=reference)
    messages.success(request, _("Đã gửi báo cáo."))
    return to_report(report)


@require_POST
@requires(Permission.REPORT_VIEW)
def recall_report(request: Request, report_id: int) -> HttpResponseBase:
    report, form = report_or_404(request, report_id), RecallForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    actions.recall_report(by=request.user, at=timezone.now(), report=report, reason=reason)
    messages.success(request, _("Đã thu hồi; sửa xong thì gửi lại."))
    return to_report(report)


def to_report(report: Report) -> HttpResponseBase:
    return redirect("reports:show-report", report.pk)
