"""Files beside the figures of a section."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from namro.kernel.problems import Refused
from namro.organisations.rules import Permission
from namro.reporting import actions
from namro.reporting.models import Report
from namro.web.access import Request, requires
from namro.web.files import attachment
from namro.web.views.report_fill import report_or_404


def _back(report: Report, section: str) -> HttpResponseBase:
    where = reverse("reports:fill-report", args=[report.pk], query={"muc": section})
    return redirect(f"{where}#muc-{section}")


@require_POST
@requires(Permission.REPORT_VIEW)
def attach_file(request: Request, report_id: int, section: str) -> HttpResponseBase:
    report = report_or_404(request, report_id)
    source = actions.source_of(request.user, report=report, on=request.today)
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, _("Chọn một tệp rồi bấm «Tải lên»."))
        return _back(report, section)
    try:
        actions.attach_file(
            by=request.user,
            at=timezone.now(),
            report=report,
            section=section,
            filename=file.name or "",
            content=file.read(actions.MOST_BYTES + 1),
            source=source,
        )
        messages.success(request, _("Đã kèm tệp."))
    except Refused as refused:
        if refused.code == "forbidden":
            raise
        messages.error(request, refused.message)
    return _back(report, section)


@require_GET
@requires(Permission.REPORT_VIEW)
def download_file(request: Request, report_id: int, attachment_id: int) -> HttpResponse:
    file = get_object_or_404(report_or_404(request, report_id).attachments, pk=attachment_id)
    return attachment(bytes(file.content), file.filename, file.content_type)


@require_POST
@requires(Permission.REPORT_VIEW)
def remove_file(request: Request, report_id: int, attachment_id: int) -> HttpResponseBase:
    report = report_or_404(request, report_id)
    file = get_object_or_404(report.attachments.defer("content"), pk=attachment_id)
    source = actions.source_of(request.user, report=report, on=request.today)
    section = file.section
    actions.remove_file(by=request.user, at=timezone.now(), attachment=file, source=source)
    messages.success(request, _("Đã bỏ tệp."))
    return _back(report, section)
