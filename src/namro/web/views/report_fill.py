"""Filling a report: boxes, words, reasons, section by section."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from namro.catalogue import queries as catalogue
from namro.kernel.forms import SectionSpec
from namro.kernel.problems import Refused
from namro.organisations.asking import asked_once
from namro.organisations.rules import Permission
from namro.reporting import actions, queries
from namro.reporting.models import Report
from namro.reporting.queries import ReportPage
from namro.reporting.rules import OPEN_STATES, EntrySource, StaleFigures
from namro.reporting.stored import form_of
from namro.web.access import Request, requires
from namro.web.fill_page import section_context, whole_page
from namro.web.forms.reporting import (
    BaselineForm,
    Typing,
    name_of,
    problems_at,
    read_boxes,
)
from namro.web.pages import page

SAVED_AT = "%H:%M"


def report_or_404(request: Request, report_id: int) -> Report:
    return get_object_or_404(queries.reports(), pk=report_id, unit__in=request.units)


def sections_for(request: Request, found: ReportPage) -> tuple[EntrySource, frozenset[str]]:
    """As whom the person types, and the sections open to them: those of their own unit, or of one they type for."""
    about: dict[str, Any] = {"report": found.report, "form": found.form, "on": request.today}
    if own := actions.sections_open_to(request.user, source=EntrySource.OWN, **about):
        return EntrySource.OWN, own
    return EntrySource.FOR_UNIT, actions.sections_open_to(request.user, source=EntrySource.FOR_UNIT, **about)


@require_http_methods(["GET"])
@requires(Permission.REPORT_VIEW)
@page(template="reports/fill.html")
def fill_report(request: Request, report_id: int) -> dict[str, Any] | HttpResponseBase:
    report = report_or_404(request, report_id)
    found = queries.report_page(report)
    source, allowed = sections_for(request, found)
    if found.state not in OPEN_STATES or not allowed:
        return redirect("reports:show-report", report.pk)
    return whole_page(request, found, allowed, source, reference=request.GET.get("can-cu", "").strip())


@require_POST
@asked_once()
@requires(Permission.REPORT_VIEW)
def save_section(request: Request, report_id: int, section: str) -> HttpResponseBase:
    """Save what is in the boxes of a section, then do what the pressed button says.

    Saving as one types (htmx) answers with what stands beside the boxes; a button leads back to the page.
    """
    report = report_or_404(request, report_id)
    spec = next((s for s in form_of(report).sections if s.code == section), None)
    if spec is None:
        raise Refused("no-such-section", _("Biểu này không có mục đó."))
    source, at = actions.source_of(request.user, report=report, on=request.today), timezone.now()
    reference = request.POST.get("source_reference", "")
    typing = read_boxes(request.POST.dict(), spec.cells, catalogue.elements())
    if said := request.POST.get("section-reason"):
        typing.reasons[f"section:{section}"] = said
    _store(request, report, typing, source, reference, at)
    found = queries.report_page(report)
    if _explain(request, found, typing.reasons, source, at):
        found = queries.report_page(report)
    if request.htmx and not typing.takes_theirs:
        return _saved(request, found, spec, typing, at)
    if typing.wrong or typing.conflicts:
        return _again(request, found, section, typing, source, reference)
    try:
        done = _press(request, report, section, source, reference, at)
    except Refused as refused:
        if refused.code == "forbidden":
            raise
        messages.error(request, refused.message)
        return _back(report, section, reference)
    if done:
        after = queries.report_page(report)
        rest = [s.code for s in after.form.sections if not after.is_done(s.code)]
        return _back(report, rest[0], reference) if rest else redirect(_url(report, reference) + "#loi-van")
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return _back(report, section, reference)


def _store(request: Request, report: Report, typing: Typing, source: EntrySource, reference: str, at: Any) -> None:
    """Store the boxes; where someone else was quicker in some of them, the others are stored all the same."""
    about: dict[str, Any] = {"by": request.user, "at": at, "report": report}
    about |= {"source": source, "source_reference": reference}
    try:
        actions.record_figures(entries=typing.entries, key=request.POST.get("key", ""), **about)
    except StaleFigures as stale:
        typing.conflicts = {name_of(c.key): c for c in stale.conflicts}
        rest = {key: typed for key, typed in typing.entries.items() if name_of(key) not in typing.conflicts}
        actions.record_figures(entries=rest, **about)
    except Refused as refused:
        if refused.code not in ("figure-state", "figure-note"):
            raise
        messages.error(request, refused.message)


def _explain(request: Request, found: ReportPage, reasons: Mapping[str, str], source: EntrySource, at: Any) -> bool:
    """Store the reasons given at these places, where they are new; whether there was any."""
    changed = [p for p in found.warnings if p.place in reasons and found.reason(p) != reasons[p.place].strip()]
    for problem in changed:
        actions.explain_warning(
            by=request.user,
            at=at,
            report=found.report,
            rule=problem.code,
            place=problem.place,
            reason=reasons[problem.place],
            source=source,
        )
    return bool(changed)


def _press(request: Request, report: Report, section: str, source: EntrySource, reference: str, at: Any) -> bool:
    """Do what the pressed button says; True when the section is finished with it."""
    about: dict[str, Any] = {"by": request.user, "at": at, "report": report, "section": section, "source": source}
    match request.POST.get("do", ""):
        case "nothing":
            actions.declare_nothing(**about, source_reference=reference)
            messages.success(request, _("Mục %(section)s: đã ghi «không phát sinh».") % {"section": section})
        case "confirm":
            actions.confirm_suggestions(**about, source_reference=reference)
        case "finish":
            actions.finish_part(**about, source_reference=reference)
            messages.success(request, _("Mục %(section)s: xong.") % {"section": section})
            return True
        case _:
            messages.success(request, _said_saved(at))
    return False


def _said_saved(at: Any) -> str:
    return _("Đã lưu lúc %(time)s") % {"time": timezone.localtime(at).strftime(SAVED_AT)}


def _saved(request: Request, found: ReportPage, section: SectionSpec, typing: Typing, at: Any) -> HttpResponseBase:
    """What stands beside the boxes, put in place by htmx; the boxes themselves are left to the person who types."""
    whole = not typing.wrong and not typing.conflicts
    context = {
        "found": found,
        "report": found.report,
        "section": section_context(found, section, editable=True, opened=True, typing=typing),
        "saved_at": at if whole else None,
    }
    response = TemplateResponse(request, "reports/saved.html", context)
    said = _said_saved(at) if whole else _("Chưa lưu hết: có ô cần xem lại.")
    response["HX-Trigger"] = json.dumps({"saved": said})
    return response


def _again(
    request: Request, found: ReportPage, section: str, typing: Typing, source: EntrySource, reference: str
) -> HttpResponseBase:
    """The page once more, with what was typed and what is wrong with it."""
    report, form = found.report, found.form
    allowed = actions.sections_open_to(request.user, report=report, form=form, on=request.today, source=source)
    context = whole_page(request, found, allowed, source, reference=reference, typed_in=section, typing=typing)
    return TemplateResponse(request, "reports/fill.html", context, status=409 if typing.conflicts else 422)


def _url(report: Report, reference: str, section: str = "") -> str:
    query = {"muc": section, "can-cu": reference}
    return reverse("reports:fill-report", args=[report.pk], query={k: v for k, v in query.items() if v} or None)


def _back(report: Report, section: str, reference: str) -> HttpResponseBase:
    return redirect(f"{_url(report, reference, section)}#muc-{section}")


@require_POST
@requires(Permission.REPORT_VIEW)
def save_words(request: Request, report_id: int, code: str) -> HttpResponseBase:
    report, at = report_or_404(request, report_id), timezone.now()
    version = request.POST.get("version", "")
    try:
        stored = actions.write_narrative(
            by=request.user,
            at=at,
            report=report,
            code=code,
            text=request.POST.get("text", "").replace("\r\n", "\n").strip(),
            base_version=int(version) if version.isdecimal() else 0,
            source=actions.source_of(request.user, report=report, on=request.today),
        )
    except Refused as refused:
        if request.htmx and refused.code != "forbidden":
            return HttpResponse(refused.message, status=409, content_type="text/plain; charset=utf-8")
        raise
    if not request.htmx:
        messages.success(request, _said_saved(at))
        return redirect(_url(report, request.POST.get("source_reference", "")) + "#loi-van")
    found = queries.report_page(report)
    context = {"code": code, "stored": stored, "problems": problems_at(found, f"narrative:{code}")}
    response = TemplateResponse(request, "reports/words_saved.html", context)
    response["HX-Trigger"] = json.dumps({"saved": _said_saved(at)})
    return response


@require_POST
@requires(Permission.REPORT_VIEW)
def save_reason(request: Request, report_id: int) -> HttpResponseBase:
    """Why a warning about the whole report is no mistake."""
    report = report_or_404(request, report_id)
    actions.explain_warning(
        by=request.user,
        at=timezone.now(),
        report=report,
        rule=request.POST.get("rule", "")[:20],
        place="",
        reason=request.POST.get("reason", ""),
        source=actions.source_of(request.user, report=report, on=request.today),
    )
    return redirect(_url(report, request.POST.get("source_reference", "")) + "#loi-van")


@require_http_methods(["GET", "POST"])
@requires(Permission.REPORT_VIEW)
@page(template="reports/baseline.html")
def record_baseline(request: Request, report_id: int) -> dict[str, Any] | HttpResponseBase:
    """The stocks on the eve of a unit's first report."""
    report = report_or_404(request, report_id)
    found = queries.report_page(report)
    before = found.period.previous()
    form = BaselineForm(found, before.end, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.record_baseline(
            by=request.user,
            at=timezone.now(),
            unit=report.unit,
            period=before,
            figures=form.figures,
            document=form.cleaned_data["document"],
        )
        messages.success(request, _("Đã ghi số gốc."))
        return redirect("reports:fill-report", report.pk)
    return {"found": found, "report": report, "form": form, "day": before.end, "status": 422 if form.errors else 200}
