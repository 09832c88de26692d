"""Forms as workbooks: downloaded for one unit or all, uploaded, looked at before anything is stored."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
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
from namro.plans.models import Plan
from namro.reporting import actions, queries
from namro.reporting.form_books import book_name, book_of, books_by_unit
from namro.reporting.models import WorkbookFile, WorkbookRun
from namro.reporting.rules import OPEN_STATES
from namro.reporting.stored import period_of
from namro.reporting.workbook_rules import STORABLE, FileState, RunState
from namro.web.access import Request, requires
from namro.web.files import attachment
from namro.web.forms.workbooks import UploadForm
from namro.web.pages import page
from namro.web.views.report_fill import report_or_404
from namro.writing.xlsx import XLSX

RUNS_LISTED = 10
# In the order in which a person looks at them.
GROUPS = (
    FileState.REFUSED,
    FileState.CONFLICT,
    FileState.OVERRIDE,
    FileState.READY,
    FileState.SENT,
    FileState.STORED,
    FileState.UNCHANGED,
    FileState.LEFT,
    FileState.WAITING,
)


STILL_TO_DO = {RunState.CHECKING: (FileState.WAITING,), RunState.STORING: STORABLE}


@require_http_methods(["GET", "POST"])
@requires(Permission.REPORT_VIEW)
@page(template="workbooks/upload.html")
def upload(request: Request) -> dict[str, Any] | HttpResponseBase:
    fills_for = access.units_for(request.user, Permission.REPORT_FILL_FOR, on=request.today)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        try:
            run = actions.start_run(
                by=request.user,
                at=timezone.now(),
                files=[(file.name, file.read()) for file in form.cleaned_data["books"]],
                source_reference=form.cleaned_data["source_reference"],
                send=form.cleaned_data["send"],
            )
        except Refused as refused:
            if refused.code == "forbidden":
                raise
            form.add_error("books", refused.message)
        else:
            return redirect("workbooks:show-run", run.pk)
    return {
        "form": form,
        "fills_for": bool(fills_for),
        "maps": bool(access.units_for(request.user, Permission.PUBLICATION_MAKE, on=request.today)),
        "runs": WorkbookRun.objects.filter(by=request.user)[:RUNS_LISTED],
        "mine": _own_open_reports(request),
        "periods": _periods(request) if fills_for else [],
        "status": 422 if form.errors else 200,
    }


def _own_open_reports(request: Request) -> list[queries.ReportLine]:
    own = access.units_for(request.user, Permission.REPORT_FILL, on=request.today)
    lines = queries.reports_at(own, on=request.today) if own else []
    return [line for line in lines if line.is_open and line.period.start <= request.today]


def _periods(request: Request) -> list[dict[str, Any]]:
    """The periods that plans ask for and that have begun, the latest first."""
    found: dict[tuple[int, str], dict[str, Any]] = {}
    reports = queries.reports().filter(rule__plan__isnull=False, window_start__lte=request.today)
    for report in reports.filter(unit__in=request.units, state__in=OPEN_STATES).order_by("-window_end", "rule__plan"):
        key = (report.rule.plan_id or 0, report.period_code)
        entry = found.setdefault(key, {"plan": report.rule.plan, "period": period_of(report), "units": set()})
        entry["units"].add(report.unit_id)
    return [{**entry, "units": len(entry["units"])} for entry in found.values()]


@require_GET
@requires(Permission.REPORT_VIEW)
def download_report(request: Request, report_id: int) -> HttpResponse:
    found = queries.report_page(report_or_404(request, report_id))
    content = book_of([found], at=timezone.now(), demonstration=organisations.is_demonstration())
    return attachment(content, book_name(found), XLSX)


@require_GET
@requires(Permission.REPORT_FILL_FOR)
def download_period(request: Request, plan_id: int, period_code: str) -> HttpResponse:
    """One file for each unit that has not sent yet, in one archive."""
    plan = get_object_or_404(Plan, pk=plan_id, owner__in=request.units)
    wanted = queries.reports().filter(rule__plan=plan, period_code=period_code, unit__in=request.units)
    pages = queries.report_pages(list(wanted.filter(state__in=OPEN_STATES).order_by("unit__code", "pk")))
    if not pages:
        raise Refused("nothing", _("Kỳ này không còn đơn vị nào phải điền biểu."))
    at, demonstration = timezone.now(), organisations.is_demonstration()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for own in books_by_unit(pages.values()).values():
            archive.writestr(book_name(own[0]), book_of(own, at=at, demonstration=demonstration))
    return attachment(stream.getvalue(), f"Bieu {period_code}.zip", "application/zip")


def _own_run(request: Request, run_id: int) -> WorkbookRun:
    return get_object_or_404(WorkbookRun, pk=run_id, by=request.user)


@require_GET
@requires(Permission.REPORT_VIEW)
@page(template="workbooks/run.html", partials=("run",))
def show_run(request: Request, run_id: int) -> dict[str, Any] | HttpResponseBase:
    run = _own_run(request, run_id)
    busy = run.state in STILL_TO_DO
    if request.htmx and not busy:
        return HttpResponse(headers={"HX-Refresh": "true"})
    files = list(run.files.select_related("unit").defer("content"))
    names = organisations.names_at(request.today, {f.unit_id for f in files if f.unit_id})
    counts = Counter(FileState(f.state) for f in files)
    storable = sum(counts[state] for state in STORABLE)
    return {
        "run": run,
        "busy": busy,
        "checking": run.state == RunState.CHECKING,
        "ready": run.state == RunState.READY,
        "rows": [_row(f, names) for f in sorted(files, key=lambda f: (GROUPS.index(FileState(f.state)), f.position))],
        "total": len(files),
        "done": len(files) - sum(counts[state] for state in STILL_TO_DO.get(RunState(run.state), ())),
        "storable": storable,
        "refused": counts[FileState.REFUSED],
        "stored": counts[FileState.STORED] + counts[FileState.SENT],
        "sent": counts[FileState.SENT],
    }


def _row(file: WorkbookFile, names: dict[int, str]) -> dict[str, Any]:
    return {
        "file": file,
        "unit": names.get(file.unit_id or 0, ""),
        "is_conflict": file.state == FileState.CONFLICT,
        "storable": file.state in STORABLE,
        "report": file.reports[0] if file.reports else None,
    }


@require_POST
@requires(Permission.REPORT_VIEW)
def confirm_run(request: Request, run_id: int) -> HttpResponseBase:
    run = _own_run(request, run_id)
    files = list(run.files.defer("content"))
    actions.confirm_run(
        by=request.user,
        at=timezone.now(),
        run=run,
        ours=frozenset(f.pk for f in files if request.POST.get(f"xung-dot-{f.pk}") == "tep"),
        left=frozenset(f.pk for f in files if f.state in STORABLE and f"ghi-{f.pk}" not in request.POST),
    )
    return redirect("workbooks:show-run", run.pk)


@require_POST
@requires(Permission.REPORT_VIEW)
def discard_run(request: Request, run_id: int) -> HttpResponseBase:
    actions.discard_run(by=request.user, at=timezone.now(), run=_own_run(request, run_id))
    messages.success(request, _("Đã bỏ lần tải lên; không ghi gì."))
    return redirect("workbooks:upload")
