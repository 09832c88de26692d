"""What is said to a report after it was sent: answers to remarks, notes on corrections, going up; who else is here."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from namro.kernel.elements import CellKey
from namro.kernel.problems import Refused
from namro.organisations.rules import Permission
from namro.reporting.actions import answers
from namro.reporting.queries.fellows import fellows_at
from namro.web.access import Request, requires
from namro.web.forms.chain import NoteForm, SentUpForm
from namro.web.pages import page
from namro.web.views.report_fill import report_or_404

# An open page tells of itself every half minute.
STILL_THERE = timedelta(seconds=75)


@require_POST
@requires(Permission.REPORT_VIEW)
def answer_remark(request: Request, report_id: int) -> HttpResponseBase:
    report = report_or_404(request, report_id)
    try:
        cell = CellKey.parse(request.POST.get("cell", ""))
    except ValueError as error:
        raise Http404 from error
    answers.answer_remark(
        by=request.user, at=timezone.now(), report=report, cell=cell, text=request.POST.get("text", "")[:500]
    )
    messages.success(request, _("Đã ghi câu trả lời; cơ quan thường trực sẽ thấy khi báo cáo được gửi lại."))
    return redirect("reports:show-report", report.pk)


@require_POST
@requires(Permission.REPORT_VIEW)
def note_corrections(request: Request, report_id: int) -> HttpResponseBase:
    report, form = report_or_404(request, report_id), NoteForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    answers.note_corrections(by=request.user, at=timezone.now(), report=report, text=text)
    messages.success(request, _("Đã ghi nhận số đính chính."))
    return redirect("reports:show-report", report.pk)


@require_POST
@requires(Permission.REPORT_REVIEW)
def send_up_report(request: Request, report_id: int) -> HttpResponseBase:
    """One accepted report goes on as it is; a consolidated one goes up from its own page."""
    report, form = report_or_404(request, report_id), SentUpForm(request.POST)
    if not form.is_valid():
        raise Refused("sent-up-document", _("Ghi nơi nhận, số, ký hiệu và ngày của văn bản gửi lên."))
    newest = report.versions.filter(number=report.last_version)
    answers.send_up(by=request.user, at=timezone.now(), versions=newest, **form.cleaned_data)
    messages.success(request, _("Đã ghi: báo cáo gửi lên cấp trên."))
    return redirect("reports:show-report", report.pk)


@require_POST
@requires(Permission.REPORT_VIEW)
@page(template="reports/fellows.html")
def note_presence(request: Request, report_id: int) -> dict[str, Any]:
    """Asked by the open page every half minute; answers who else is at the report and what they saved since."""
    report, at = report_or_404(request, report_id), timezone.now()
    answers.note_presence(by=request.user, at=at, report=report)
    opened_at = _instant(request.POST.get("opened_at", "")) or at
    return {
        "fellows": fellows_at(report, but=request.user, since=at - STILL_THERE, opened_at=opened_at),
        "report": report,
    }


def _instant(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if timezone.is_naive(moment) else moment
