"""The eyes of a second person: a report is returned with remarks or accepted; and corrected after that."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from namro.kernel.problems import Refused
from namro.organisations.rules import Permission
from namro.reporting import actions, queries
from namro.reporting.models import Report
from namro.reporting.queries.remarks import remarks_of
from namro.reporting.rules import ReportState, StaleFigures
from namro.web.access import Request, requires
from namro.web.forms.chain import CorrectionForm, ReturnForm
from namro.web.forms.reporting import Typing, name_of, read_boxes, section_rows
from namro.web.pages import page
from namro.web.views.report_chain import read_section, to_report
from namro.web.views.report_fill import report_or_404


@require_http_methods(["GET", "POST"])
@requires(Permission.REPORT_REVIEW)
@page(template="reports/return.html")
def return_report(request: Request, report_id: int) -> dict[str, Any] | HttpResponseBase:
    """The whole report with room for a remark at every box."""
    report = report_or_404(request, report_id)
    found = queries.report_page(report)
    form = ReturnForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.return_report(
            by=request.user,
            at=timezone.now(),
            report=report,
            comment=form.cleaned_data["comment"],
            cells=form.remarks(),
        )
        messages.success(request, _("Đã trả lại %(unit)s.") % {"unit": found.unit.name})
        return redirect("reports:review-queue")
    if found.state is not ReportState.SUBMITTED:
        return to_report(report)
    earlier = {remark.key: remark for remark in remarks_of(found)}
    sections = []
    for section in found.form.sections:
        shown = read_section(found, section)
        for row in shown["rows"]:
            row["field"] = form[f"remark-{name_of(row['cell'].key)}"]
            row["earlier"] = earlier.get(row["cell"].key)
        sections.append(shown)
    return {
        "found": found,
        "report": report,
        "form": form,
        "sections": sections,
        "status": 422 if form.errors else 200,
    }


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
        return to_report(report)
    form, typing = CorrectionForm(request.POST or None), Typing()
    if request.method == "POST":
        typing = read_boxes(request.POST.dict(), found.form.cells(), found.elements)
        if form.is_valid() and not typing.wrong and _corrected(request, report, typing, form):
            messages.success(request, _("Đã đính chính."))
            return to_report(report)
    return {
        "found": found,
        "report": report,
        "form": form,
        "sections": [(s, section_rows(found, s, editable=True, typing=typing)) for s in found.form.sections],
        "status": 422 if form.errors or typing.wrong else 200,
    }


def _corrected(request: Request, report: Report, typing: Typing, form: CorrectionForm) -> bool:
    try:
        actions.correct_with_longer(
            by=request.user,
            at=timezone.now(),
            report=report,
            entries=typing.entries,
            **form.cleaned_data,
        )
    except StaleFigures as stale:
        typing.conflicts = {name_of(c.key): c for c in stale.conflicts}
        form.add_error(None, stale.message)
    except Refused as refused:
        if refused.code == "forbidden":
            raise
        form.add_error(None, refused.message)
    return not form.errors
