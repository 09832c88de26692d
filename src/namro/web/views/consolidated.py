"""The consolidated figures of a period, each open to its units, and each unit's figure to its revisions."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from namro.kernel.consolidation import Total
from namro.kernel.elements import CellKey
from namro.kernel.figures import format_number, format_percent
from namro.kernel.times import Period
from namro.organisations import access
from namro.organisations import queries as organisations
from namro.organisations.maps import legal_references_of
from namro.organisations.rules import Permission
from namro.plans.models import Plan
from namro.reporting import queries
from namro.reporting.queries import Consolidated, TargetResult, TotalRow
from namro.reporting.queries.corrections import corrections_in, value_of
from namro.reporting.rules import in_words
from namro.web.access import Request, requires
from namro.web.consolidated_choice import Choice, chosen
from namro.web.files import XLSX, attachment
from namro.web.pages import page
from namro.writing.sheets import Sheet, SheetCell, workbook

SOURCES = {"OWN": "", "FOR_UNIT": "Nhập thay", "BASELINE": "Số gốc", "DECIDED": "Quyết định"}


def _plan_and_period(request: Request, plan_id: int, code: str) -> tuple[Plan, list[Period], Period]:
    plan = get_object_or_404(Plan, pk=plan_id, owner__in=request.units)
    periods = queries.periods_of_plan(plan)
    for period in periods:
        if period.code == code:
            return plan, list(periods), period
    raise Http404


def _found(choice: Choice, plan: Plan, period: Period) -> Consolidated:
    return queries.consolidated(plan, period, on=choice.on, include_unaccepted=choice.wide, scope=choice.scope)


def _corrections(plan: Plan, period: Period) -> list[dict[str, Any]]:
    """What units corrected after their reports had been accepted, the newest first."""
    versions = corrections_in(plan, period)
    names = organisations.names_at(period.end, {version.report.unit_id for version in versions})
    return [{"version": version, "unit": names[version.report.unit_id]} for version in versions]


@require_GET
@requires(Permission.CONSOLIDATE)
@page(template="reports/consolidated.html")
def show_consolidated(request: Request, plan_id: int, period_code: str) -> dict[str, Any]:
    plan, periods, period = _plan_and_period(request, plan_id, period_code)
    today = request.today
    choice = chosen(request, plan)
    found = _found(choice, plan, period)
    units = found.units.keys() if choice.scope is None else choice.scope
    covered = queries.coverage(found)
    return {
        "plan": plan,
        "period": period,
        "found": found,
        "choice": choice,
        "wide": choice.wide,
        "may_publish": access.may(request.user, Permission.PUBLICATION_MAKE, unit=plan.owner_id, on=today),
        "corrections": _corrections(plan, period),
        "periods": [
            {
                "label": p.label,
                "url": reverse("reports:consolidated", args=[plan.pk, p.code]) + choice.query,
                "current": p == period,
            }
            for p in sorted(periods, key=lambda p: (p.end, today - p.start))
            if p.start <= today
        ],
        "forms": [
            (form, [{"section": s, "rows": [_shown(row) for row in s.rows]} for s in sections])
            for form, sections in groupby(found.sections, key=lambda section: section.form)
        ],
        "missing": _missing(found),
        "coverage": covered,
        "share_missing": format_percent(covered.share) if covered.share is not None else "",
        "breaks": [(day, ", ".join(texts)) for day, texts in legal_references_of(found.breaks).items()],
        "targets": [] if choice.scope else _targets(found, queries.target_results(plan, period, on=today, found=found)),
        "narratives": [
            (g, list(zip(found.unit_names(unit for unit, _text in g.texts), g.texts, g.reports, strict=True)))
            for g in found.narratives
        ],
        "difficulties": queries.difficulties_between(units, period.start, period.end, on=today),
        "may_answer": access.may(request.user, Permission.REPORT_REVIEW, unit=plan.owner_id, on=today),
    }


@require_GET
@requires(Permission.CONSOLIDATE)
def consolidated_workbook(request: Request, plan_id: int, period_code: str) -> HttpResponse:
    """The table of the page as a workbook, whole numbers as numbers."""
    plan, _periods, period = _plan_and_period(request, plan_id, period_code)
    choice = chosen(request, plan)
    content = workbook(_sheet(_found(choice, plan, period), choice))
    return attachment(content, f"tong-hop-{period.code}.xlsx", XLSX)


def _sheet(found: Consolidated, choice: Choice) -> Sheet:
    lines = [str(found.plan), found.period.in_words, choice.in_words, _said_missing(found)]
    rows = [
        (
            SheetCell(section.code),
            SheetCell(f"– {row.label}" if row.is_part else row.label),
            SheetCell(row.unit_label),
            *(SheetCell(_plain(total, row.decimals)) for total in _columns_of(row)),
            SheetCell(f"{row.this.reported}/{row.this.expected}", tone="warn" if row.this.missing else ""),
            SheetCell(", ".join(found.unit_names(row.this.missing))),
        )
        for section in found.sections
        for row in section.rows
    ]
    return Sheet(
        name=found.period.code,
        title=_("Số liệu tổng hợp") + f": {found.period.label}",
        lines=tuple(line for line in lines if line),
        head=(
            _("Mục"), _("Số liệu"), _("Đơn vị tính"), _("Kỳ này"), _("Kỳ trước"), _("Cùng kỳ"), _("Từ đầu năm"),
            _("Đơn vị có số"), _("Chưa có số"),
        ),
        widths=(6, 50, 12, 14, 14, 14, 14, 14, 60),
        rows=tuple(rows),
    )  # fmt: skip


def _columns_of(row: TotalRow) -> tuple[Total[int] | None, ...]:
    return (row.this, row.previous, row.last_year, row.year_to_date)


def _plain(total: Total[int] | None, decimals: int) -> str:
    """Digits alone, so that a spreadsheet takes it as a number; a part of one as it is written here."""
    if total is None or total.value is None:
        return ""
    whole = total.value == total.value.to_integral_value()
    return f"{total.value:.0f}" if whole else format_number(total.value, max(decimals, 2))


def _said_missing(found: Consolidated) -> str:
    missing = queries.coverage(found).missing
    if not missing:
        return ""
    return _("Chưa có trong số tổng hợp: %(units)s") % {"units": ", ".join(found.unit_names(missing))}


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
        "this": told(row.this, row.decimals),
        "previous": told(row.previous, row.decimals),
        "last_year": told(row.last_year, row.decimals),
        "year": told(row.year_to_date, row.decimals),
        "change": _change(row),
    }


def told(total: Total[int] | None, decimals: int) -> str:
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
    plan, _periods, period = _plan_and_period(request, plan_id, period_code)
    choice = chosen(request, plan)
    found = _found(choice, plan, period)
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
        "value": told(row.this, row.decimals),
        "entries": entries,
        "missing": found.unit_names(row.this.missing),
        "choice": choice,
        "groups": _slices(found, row, choice),
    }


def _slices(found: Consolidated, row: TotalRow, choice: Choice) -> list[dict[str, Any]]:
    """The figure by group and by tag, of those that are asked for it."""
    named = {f"nhom={code}": (label, units) for code, (label, units) in choice.groups.items()}
    named |= {f"the={code}": (str(label), units) for code, (label, units) in choice.tags.items()}
    totals = queries.slices(found, found.this, row.key, {code: units for code, (_label, units) in named.items()})
    return [
        {"label": named[code][0], "value": told(total, row.decimals), "total": total}
        for code, total in totals.items()
        if total.expected < row.this.expected
    ]


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
