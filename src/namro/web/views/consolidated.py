"""The consolidated figures of a period, each open to its units, and each unit's figure to its revisions."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from namro.kernel.consolidation import Total
from namro.kernel.elements import CellKey
from namro.kernel.figures import format_number
from namro.kernel.times import Period
from namro.organisations import access
from namro.organisations import queries as organisations
from namro.organisations.rules import Permission
from namro.plans.models import Plan
from namro.reporting import queries
from namro.reporting.actions.figures import value_of
from namro.reporting.models import Report
from namro.reporting.queries import Consolidated, TargetResult, TotalRow
from namro.reporting.queries.corrections import corrections_in
from namro.reporting.rules import in_words
from namro.reporting.stored import period_of
from namro.web.access import Request, requires
from namro.web.pages import page

SOURCES = {"OWN": "", "FOR_UNIT": "Nhập thay", "BASELINE": "Số gốc"}


def _plan_and_periods(request: Request, plan_id: int) -> tuple[Plan, list[Period]]:
    plan = get_object_or_404(Plan, pk=plan_id, owner__in=request.units)
    found = Report.objects.filter(rule__plan=plan).select_related("rule")
    return plan, sorted(
        {period_of(r) for r in found.distinct("rule_id", "period_code").order_by("rule_id", "period_code")}
    )


def _period(periods: list[Period], code: str) -> Period:
    for period in periods:
        if period.code == code:
            return period
    raise Http404


def _corrections(plan: Plan, period: Period) -> list[dict[str, Any]]:
    """What units corrected after their reports had been accepted, the newest first."""
    versions = corrections_in(plan, period)
    names = organisations.names_at(period.end, {version.report.unit_id for version in versions})
    return [{"version": version, "unit": names[version.report.unit_id]} for version in versions]


@require_GET
@requires(Permission.CONSOLIDATE)
@page(template="reports/consolidated.html")
def show_consolidated(request: Request, plan_id: int, period_code: str) -> dict[str, Any]:
    plan, periods = _plan_and_periods(request, plan_id)
    period = _period(periods, period_code)
    today = request.today
    wide = "ca-cho-tiep-nhan" in request.GET
    found = queries.consolidated(plan, period, on=today, include_unaccepted=wide)
    return {
        "plan": plan,
        "period": period,
        "found": found,
        "wide": wide,
        "may_publish": access.may(request.user, Permission.PUBLICATION_MAKE, unit=plan.owner_id, on=today),
        "corrections": _corrections(plan, period),
        "periods": [
            {
                "label": p.label,
                "url": reverse("reports:consolidated", args=[plan.pk, p.code]),
                "current": p == period,
            }
            for p in periods
            if p.start <= today
        ],
        "forms": [
            (form, [{"section": s, "rows": [_shown(row) for row in s.rows]} for s in sections])
            for form, sections in groupby(found.sections, key=lambda section: section.form)
        ],
        "missing": _missing(found),
        "targets": _targets(found, queries.target_results(plan, period, on=today, found=found)),
        "narratives": [
            (g, [(found.units[unit].name, text) for unit, text in g.texts if unit in found.units])
            for g in found.narratives
        ],
    }


def _targets(found: Consolidated, results: tuple[TargetResult, ...]) -> list[dict[str, Any]]:
    responsible = organisations.units_on(found.period.end, {t.target.responsible_unit_id for t in results})
    return [
        {
            "target": t.target,
            "status": t.status,
            "assessment": t.assessment,
            "unit_name": responsible[t.target.responsible_unit_id].name
            if t.target.responsible_unit_id in responsible
            else "",
        }
        for t in results
    ]


def _shown(row: TotalRow) -> dict[str, Any]:
    return {
        "row": row,
        "element": row.key.element,
        "breakdown": row.key.breakdown,
        "this": _told(row.this, row.decimals),
        "previous": _told(row.previous, row.decimals),
        "last_year": _told(row.last_year, row.decimals),
        "year": _told(row.year_to_date, row.decimals),
        "change": _change(row),
    }


def _told(total: Total[int] | None, decimals: int) -> str:
    return "–" if total is None or total.value is None else format_number(total.value, decimals)


def _change(row: TotalRow) -> str:
    """Against the same window last year, only where both sides have all their units."""
    then = row.last_year
    if row.this.value is None or then is None or then.value is None or row.this.missing or then.missing:
        return ""
    change = row.this.value - then.value
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{format_number(abs(change), row.decimals)}"


def _missing(found: Consolidated) -> dict[str, list[str]]:
    """Units whose report of this very window does not count yet, by what is the matter with it."""
    waiting = [line for line in found.lines if line.state == "SUBMITTED" and not found.includes_unaccepted]
    absent = [line for line in found.lines if line.is_open and not line.asked]
    asked = [line for line in found.lines if line.is_open and line.asked]
    return {
        "waiting": [line.unit_name for line in waiting],
        "absent": [line.unit_name for line in absent],
        "asked": [line.unit_name for line in asked],
    }


@require_GET
@requires(Permission.CONSOLIDATE)
@page(template="reports/trace_total.html")
def trace_total(request: Request, plan_id: int, period_code: str, element: str, breakdown: str) -> dict[str, Any]:
    """Which units make up a total, which are missing, and how each figure came about."""
    plan, periods = _plan_and_periods(request, plan_id)
    period = _period(periods, period_code)
    wide = "ca-cho-tiep-nhan" in request.GET
    found = queries.consolidated(plan, period, on=request.today, include_unaccepted=wide)
    key = CellKey(element, breakdown)
    row = next((r for section in found.sections for r in section.rows if r.key == key), None)
    if row is None:
        raise Http404
    entries = [
        {
            "unit": found.reading.names[unit],
            "value": in_words(told.figure, row.decimals),
            "url": reverse(
                "reports:trace-figure",
                args=[unit, element, breakdown, period.start.isoformat(), period.end.isoformat()],
            ),
        }
        for unit, told in found.each(found.this, [key])[key].items()
    ]
    return {
        "plan": plan,
        "period": period,
        "row": row,
        "element": found.elements[element],
        "value": _told(row.this, row.decimals),
        "entries": entries,
        "missing": found.unit_names(row.this.missing),
        "wide": wide,
    }


@require_GET
@requires(Permission.REPORT_VIEW)
@page(template="reports/trace_figure.html")
def trace_figure(request: Request, unit_id: int, element: str, breakdown: str, start: str, end: str) -> dict[str, Any]:
    """Every value that a figure ever had: who, when, from what. A window put together shows those of its parts."""
    if unit_id not in request.units:
        raise Http404
    try:
        window = (date.fromisoformat(start), date.fromisoformat(end))
    except ValueError as wrong:
        raise Http404 from wrong
    revisions = queries.revisions_of(unit=unit_id, element=element, breakdown=breakdown, window=window)
    unit = organisations.units_on(window[1], [unit_id]).get(unit_id)
    if unit is None or not revisions:
        raise Http404
    decimals = revisions[0].element.decimals
    spec = revisions[0].element.spec
    return {
        "unit": unit,
        "element": revisions[0].element,
        "spec": spec,
        "breakdown": next((label for code, label in spec.get("breakdowns", []) if code == breakdown), ""),
        "rows": [
            {
                "revision": r,
                "value": in_words(value_of(r), decimals),
                "window": _("%(start)s đến %(end)s") % {"start": _day(r.window_start), "end": _day(r.window_end)},
                "source": SOURCES[r.source],
            }
            for r in revisions
        ],
    }


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
