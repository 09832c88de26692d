"""A report as a whole: checked, printed, signed, sent, returned or accepted, corrected."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from namro.kernel.problems import Refused
from namro.organisations import access
from namro.organisations import queries as organisations
from namro.organisations.rules import Permission
from namro.publishing.builders import unit_report
from namro.reporting import actions, queries
from namro.reporting.models import Report
from namro.reporting.queries import ReportPage
from namro.reporting.rules import OPEN_STATES, ReportState, StaleFigures, in_words
from namro.web.access import Request, requires
from namro.web.files import DOCX, attachment
from namro.web.forms.reporting import (
    DocumentForm,
    ForUnitForm,
    ReasonForm,
    ReturnForm,
    SignedFileForm,
    Typing,
    name_of,
    read_boxes,
    section_rows,
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
    is_open = found.state in OPEN_STATES
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
        "may_submit": is_open and (may["submit"] or may["fill_for"]),
        "sends_for": not may["submit"],
        "may_recall": found.state is ReportState.SUBMITTED
        and (may["submit"] or (may["fill_for"] and report.submitted_by_id == request.user.pk)),
        "may_review": found.state is ReportState.SUBMITTED and may["review"],
        "is_own_sending": report.submitted_by_id == request.user.pk,
        "may_correct": found.state is ReportState.ACCEPTED and may["fill"],
        "sections": [_read_section(found, section) for section in found.form.sections],
        "whole_warnings": [(p, found.reason(p)) for p in found.warnings if not p.place],
        "narratives": [
            (spec, found.texts[spec.code].text)
            for spec in found.form.narratives
            if spec.code in found.texts and found.texts[spec.code].text.strip()
        ],
        "timeline": [_step(found, step) for step in found.steps],
        "last_return": next((s for s in reversed(found.steps) if s.to_state == ReportState.RETURNED), None)
        if found.state is ReportState.RETURNED
        else None,
        "document_form": DocumentForm(initial={"number": report.document_number, "issued_on": report.document_date}),
        "file_form": SignedFileForm(),
        "return_form": ReturnForm(found),
        "reference_form": ForUnitForm(),
        **forms,
    }


def _read_section(found: ReportPage, section: Any) -> dict[str, Any]:
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
        "who": step.by.full_name,
        "note": "\n".join(filter(None, [step.comment, *remarks])),
        "bad": step.to_state == ReportState.RETURNED,
    }


@require_http_methods(["GET", "POST"])
@requires(Permission.REPORT_VIEW)
def print_report(request: Request, report_id: int) -> HttpResponse:
    """The unit's own report as DOCX. Printing (POST) notes the check code; looking at it again (GET) does not."""
    report = report_or_404(request, report_id)
    if request.method == "POST":
        report = actions.print_report(by=request.user, at=timezone.now(), report=report)
    found = queries.report_page(report)
    document = unit_report.build(
        found,
        draft=bool(found.obstacles) and found.state in OPEN_STATES,
        demonstration=organisations.is_demonstration(),
    )
    content = render(document, at=report.printed_at or timezone.now())
    filename = f"Bao cao {found.unit.short_name} {found.period.code}.docx"
    return attachment(content, filename, DOCX)


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
    return _to(report)


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
    return _to(report)


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
    return _to(report)


@require_POST
@requires(Permission.REPORT_VIEW)
def recall_report(request: Request, report_id: int) -> HttpResponseBase:
    report = report_or_404(request, report_id)
    actions.recall_report(by=request.user, at=timezone.now(), report=report)
    messages.success(request, _("Đã thu hồi; sửa xong thì gửi lại."))
    return _to(report)


@require_POST
@requires(Permission.REPORT_REVIEW)
@page(template="reports/show.html")
def return_report(request: Request, report_id: int) -> dict[str, Any] | HttpResponseBase:
    report = report_or_404(request, report_id)
    found = queries.report_page(report)
    form = ReturnForm(found, request.POST)
    if not form.is_valid():
        return {**_shown(request, found, return_form=form), "status": 422}
    actions.return_report(
        by=request.user,
        at=timezone.now(),
        report=report,
        comment=form.cleaned_data["comment"],
        cells=form.cells(),
    )
    messages.success(request, _("Đã trả lại %(unit)s.") % {"unit": found.unit.name})
    return redirect("reports:review-queue")


@require_POST
@requires(Permission.REPORT_REVIEW)
def accept_report(request: Request, report_id: int) -> HttpResponseBase:
    report = report_or_404(request, report_id)
    actions.accept_report(by=request.user, at=timezone.now(), report=report)
    messages.success(request, _("Đã tiếp nhận báo cáo của %(unit)s.") % {"unit": queries.report_page(report).unit.name})
    return redirect("reports:review-queue")


@require_http_methods(["GET", "POST"])
@requires(Permission.REPORT_FILL)
@page(template="reports/correct.html")
def correct_report(request: Request, report_id: int) -> dict[str, Any] | HttpResponseBase:
    """Correct figures of an accepted report; every corrected one keeps its earlier values."""
    report = report_or_404(request, report_id)
    found = queries.report_page(report)
    if found.state is not ReportState.ACCEPTED:
        return _to(report)
    form, typing = ReasonForm(request.POST or None), Typing()
    if request.method == "POST":
        typing = read_boxes(request.POST.dict(), found.form.cells(), found)
        if form.is_valid() and not typing.wrong and _corrected(request, report, typing, form):
            messages.success(request, _("Đã đính chính."))
            return _to(report)
    return {
        "found": found,
        "report": report,
        "form": form,
        "sections": [(s, section_rows(found, s, editable=True, typing=typing)) for s in found.form.sections],
        "status": 422 if form.errors or typing.wrong else 200,
    }


def _corrected(request: Request, report: Report, typing: Typing, form: ReasonForm) -> bool:
    try:
        actions.correct_figures(
            by=request.user,
            at=timezone.now(),
            report=report,
            entries=typing.entries,
            reason=form.cleaned_data["reason"],
        )
    except StaleFigures as stale:
        typing.conflicts = {name_of(c.key): c for c in stale.conflicts}
        form.add_error(None, stale.message)
    except Refused as refused:
        if refused.code == "forbidden":
            raise
        form.add_error(None, refused.message)
    return not form.errors


def _to(report: Report) -> HttpResponseBase:
    return redirect("reports:show-report", report.pk)
