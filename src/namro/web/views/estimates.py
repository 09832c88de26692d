"""Estimates that wait for their true figure, early cut-offs, and the one filling that answers two reports."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from namro.kernel.elements import CellKey
from namro.kernel.figures import format_number, parse_figure
from namro.kernel.problems import Refused
from namro.organisations import access
from namro.organisations import queries as organisations
from namro.organisations.rules import Permission
from namro.plans.models import ReportRule
from namro.reporting import actions, queries
from namro.reporting.models import Report
from namro.reporting.queries import Estimated
from namro.reporting.rules import StaleFigures, Typed
from namro.web.access import Request, requires
from namro.web.forms.reporting import name_of
from namro.web.forms.workbooks import EarlyCutOffForm
from namro.web.pages import page
from namro.web.views.report_fill import report_or_404


@require_GET
@requires(Permission.REPORT_VIEW)
@page(template="reports/estimates.html")
def list_estimates(request: Request) -> dict[str, Any]:
    """What is still estimated, and for the standing agency the local rules that close figures early."""
    found = queries.open_estimates(request.units, before=request.today)
    names = organisations.names_at(request.today, {one.unit for one in found})
    publishes = access.units_for(request.user, Permission.PLAN_PUBLISH, on=request.today)
    return {
        "found": [(one, names.get(one.unit, ""), _may_true_up(request, one.report)) for one in found],
        "rules": [_rule(rule) for rule in _rules(publishes)],
    }


def _may_true_up(request: Request, report: Report) -> bool:
    return access.may(request.user, Permission.REPORT_FILL, unit=report.unit_id, on=request.today)


def _rules(units: frozenset[int]) -> list[ReportRule]:
    rules = ReportRule.objects.filter(plan__owner__in=units).exclude(rule="")
    return list(rules.select_related("plan", "early_cut_off").order_by("plan", "position"))


def _rule(rule: ReportRule) -> dict[str, Any]:
    early = getattr(rule, "early_cut_off", None)
    known = {"days": early.days, "basis": early.basis} if early else {"days": 0}
    return {"rule": rule, "early": early, "form": EarlyCutOffForm(initial=known, prefix=f"r{rule.pk}")}


@require_http_methods(["GET", "POST"])
@requires(Permission.REPORT_VIEW)
@page(template="reports/true_up.html")
def true_up(request: Request, report_id: int) -> dict[str, Any] | HttpResponseBase:
    """The estimates of one report, each to be confirmed or replaced."""
    report = report_or_404(request, report_id)
    found = next((e for e in _of(report, request) if e.report.pk == report.pk), None)
    if found is None:
        messages.info(request, _("Báo cáo này không còn số ước nào phải chốt."))
        return redirect("reports:show-report", report.pk)
    typed, wrong = _typed(request, found) if request.method == "POST" else ({}, {})
    said = ""
    if request.method == "POST" and not wrong:
        try:
            actions.true_up(by=request.user, at=timezone.now(), report=report, entries=typed)
        except StaleFigures as stale:
            said = stale.message
        except Refused as refused:
            if refused.code == "forbidden":
                raise
            said = refused.message
        else:
            messages.success(request, _("Đã chốt số thật."))
            return redirect("reports:list-estimates")
    return {
        "report": report,
        "found": found,
        "unit": organisations.names_at(request.today, [report.unit_id])[report.unit_id],
        "rows": [_row(request, box, wrong) for box in found.boxes],
        "said": said,
        "may": _may_true_up(request, report) and found.may_be_trued_up,
        "status": 422 if wrong or said else 200,
    }


def _of(report: Report, request: Request) -> tuple[Estimated, ...]:
    return queries.open_estimates([report.unit_id], before=request.today)


def _typed(request: Request, found: Estimated) -> tuple[dict[CellKey, Typed], dict[str, str]]:
    """What is ticked; wrong: by box, a sentence."""
    typed: dict[CellKey, Typed] = {}
    wrong: dict[str, str] = {}
    for box in found.boxes:
        name = name_of(box.key)
        if f"{name}-true" not in request.POST:
            continue
        try:
            typed[box.key] = Typed(parse_figure(request.POST.get(name, ""), box.decimals), box.version)
        except ValueError as problem:
            wrong[name] = str(problem)
    return typed, wrong


def _row(request: Request, box: Any, wrong: dict[str, str]) -> dict[str, Any]:
    name = name_of(box.key)
    said = format_number(box.value.value, box.decimals)
    return {
        "name": name,
        "box": box,
        "said": said,
        "text": request.POST.get(name, said),
        "ticked": request.method == "GET" or f"{name}-true" in request.POST,
        "wrong": wrong.get(name, ""),
    }


@require_POST
@requires(Permission.PLAN_PUBLISH)
def set_early_cut_off(request: Request, rule_id: int) -> HttpResponseBase:
    rule = get_object_or_404(ReportRule.objects.select_related("plan"), pk=rule_id, plan__owner__in=request.units)
    form = EarlyCutOffForm(request.POST, prefix=f"r{rule.pk}")
    if not form.is_valid():
        raise Refused("days", _("Ghi số ngày chốt sớm, từ 0 (không chốt sớm) đến 31."))
    made = actions.set_early_cut_off(by=request.user, at=timezone.now(), rule=rule, **form.cleaned_data)
    messages.success(request, _("Đã ghi chốt sớm.") if made else _("Đã bỏ chốt sớm."))
    return redirect("reports:list-estimates")


@require_POST
@requires(Permission.REPORT_VIEW)
def submit_both(request: Request, report_id: int) -> HttpResponseBase:
    """Send a report and the longer ones that it answers."""
    report = report_or_404(request, report_id)
    reference = request.POST.get("source_reference", "")
    answered = actions.submit_both(by=request.user, at=timezone.now(), report=report, source_reference=reference)
    messages.success(request, _("Đã gửi báo cáo."))
    for one in answered:
        if one.why:
            said = _("%(period)s: đã điền số, chưa gửi được. %(why)s") % {"period": one.period.label, "why": one.why}
            messages.warning(request, said)
        else:
            messages.success(request, _("Đã điền và gửi luôn %(period)s.") % {"period": one.period.label})
    return redirect("reports:show-report", report.pk)
