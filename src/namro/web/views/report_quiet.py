"""«Không phát sinh» for a whole report: one page to look through, one button."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from namro.kernel.elements import ElementKind
from namro.kernel.figures import format_number
from namro.kernel.problems import Refused
from namro.organisations.rules import Permission
from namro.reporting import actions, queries
from namro.reporting.queries import ReportPage
from namro.reporting.queries.quiet import QuietSection, mark_of, quiet_period
from namro.reporting.rules import OPEN_STATES, EntrySource
from namro.web.access import Request, requires
from namro.web.forms.reporting import Typing, read_boxes, section_rows
from namro.web.pages import page
from namro.web.views.report_fill import report_or_404


@require_http_methods(["GET", "POST"])
@requires(Permission.REPORT_VIEW)
@page(template="reports/quiet.html")
def quiet_report(request: Request, report_id: int) -> dict[str, Any] | HttpResponseBase:
    """For the unit's own people; who types for a unit has its letter before them and types what it says."""
    report = report_or_404(request, report_id)
    found, typing, at = queries.report_page(report), Typing(), timezone.now()
    source = actions.source_of(request.user, report=report, on=request.today)
    allowed = actions.sections_open_to(request.user, report=report, form=found.form, on=request.today, source=source)
    if found.state not in OPEN_STATES or not allowed:
        return redirect("reports:show-report", report.pk)
    if source is not EntrySource.OWN:
        return redirect("reports:fill-report", report.pk)
    sections = quiet_period(found, allowed)
    refused = ""
    if request.method == "POST":
        asked = [cell for section in sections for cell in section.asked]
        typing = read_boxes(request.POST.dict(), asked, found.elements)
        try:
            if not typing.wrong:
                entries = {key: typed for key, typed in typing.entries.items() if typed.figure is not None}
                mark = request.POST.get("mark", "")
                done = actions.declare_quiet_period(by=request.user, at=at, report=report, entries=entries, mark=mark)
                return _onwards(request, report.pk, done, left=len(sections) - len(done))
        except Refused as trouble:
            if trouble.code == "forbidden":
                raise
            refused = trouble.message
    return {
        "found": found,
        "report": report,
        "sections": [_shown(found, section, typing) for section in sections],
        "asked": sum(len(section.asked) for section in sections),
        "mark": mark_of(sections),
        "refused": refused,
        "status": 422 if typing.wrong else 409 if refused else 200,
    }


def _onwards(request: Request, report: int, done: tuple[str, ...], *, left: int) -> HttpResponseBase:
    """To sending where everything is done, else back to what is still open."""
    if not left:
        messages.success(request, _("Các mục đã xong; kiểm tra lần cuối rồi gửi."))
        return redirect("reports:show-report", report)
    if done:
        messages.success(request, _("Đã xong mục %(sections)s.") % {"sections": ", ".join(done)})
    messages.warning(request, _("Còn mục có ô trống hoặc chỗ sai; xem ở từng mục."))
    return redirect("reports:fill-report", report)


def _shown(found: ReportPage, section: QuietSection, typing: Typing) -> dict[str, Any]:
    cells = {cell.key: cell for cell in section.spec.cells}
    zeros = [
        key for key, v in section.values.items() if v == 0 and found.elements[key.element].kind is ElementKind.FLOW
    ]
    asked = {cell.key for cell in section.asked}
    rows = section_rows(found, section.spec, editable=True, typing=typing) if asked else []
    return {
        "spec": section.spec,
        "zeros": len(zeros),
        "kept": [
            {
                "label": cells[key].label,
                "value": format_number(value, found.elements[key.element].decimals),
                "unit": found.elements[key.element].unit,
            }
            for key, value in section.values.items()
            if key not in zeros
        ],
        "rows": [row for row in rows if row["key"] in asked],
    }
