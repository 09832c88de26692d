"""Who has sent and who has not: units × periods of a plan."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from namro.kernel.times import PeriodKind, short_date
from namro.organisations.rules import Permission, UnitLevel
from namro.plans.models import Plan
from namro.reporting import queries
from namro.reporting.queries import Grid, GridRow, PeriodTally
from namro.reporting.rules import Standing
from namro.web.access import Request, requires
from namro.web.pages import page

KINDS = {
    PeriodKind.MONTH: gettext_lazy("Tháng"),
    PeriodKind.QUARTER: gettext_lazy("Quý"),
    PeriodKind.HALF_YEAR: gettext_lazy("6 tháng"),
    PeriodKind.NINE_MONTHS: gettext_lazy("9 tháng"),
    PeriodKind.YEAR: gettext_lazy("Năm"),
    PeriodKind.STAGE: gettext_lazy("Giai đoạn"),
    PeriodKind.CAMPAIGN: gettext_lazy("Theo đợt"),
}
LEVELS = {"xa": {UnitLevel.COMMUNE}, "tinh": {UnitLevel.AGENCY, UnitLevel.FACILITY}}
SHOWN = [
    Standing.SUBMITTED,
    Standing.LATE,
    Standing.ACCEPTED,
    Standing.ACCEPTED_LATE,
    Standing.NOT_DUE,
    Standing.OVERDUE,
    Standing.RETURNED,
    Standing.ASKED,
]


@require_GET
@requires(Permission.COMPLETENESS_VIEW)
@page(template="reports/completeness.html")
def completeness(request: Request) -> dict[str, Any]:
    today = request.today
    plans = list(Plan.objects.filter(owner__in=request.units).order_by("-period_from", "pk"))
    wanted = request.GET.get("ke-hoach", "")
    plan = next((p for p in plans if str(p.pk) == wanted), plans[0] if plans else None)
    if plan is None:
        return {"plan": None}
    asked_kind = request.GET.get("ky", "")
    kind = PeriodKind(asked_kind) if asked_kind in set(PeriodKind) else None
    grid = queries.completeness_grid(plan, on=today, kind=kind)
    levels = LEVELS.get(request.GET.get("cap", ""))
    current = next((t for t in reversed(grid.tallies) if t.period.start <= today), None)
    wanted_period = request.GET.get("nhac", "")
    reminded = next((t for t in grid.tallies if t.period.code == wanted_period), current)
    return {
        "plan": plan,
        "plans": plans,
        "grid": grid,
        "today": today,
        "kind_tabs": _kind_tabs(request, grid),
        "level_tabs": _level_tabs(request),
        "columns": [p.label for p in grid.periods],
        "rows": [_row(row) for row in grid.ordered if levels is None or row.unit.level in levels],
        "asked_rows": [_row(row) for row in grid.asked if levels is None or row.unit.level in levels],
        "tallies": [t for t in grid.tallies if t.period.start <= today],
        "current": current,
        "reminded": reminded,
        "message": _message(reminded) if reminded else "",
        "states": SHOWN,
    }


def _kind_tabs(request: Request, grid: Grid) -> list[dict[str, Any]]:
    return [{"label": KINDS[k], "url": _with(request, ky=k), "current": k is grid.kind} for k in grid.kinds]


def _level_tabs(request: Request) -> list[dict[str, Any]]:
    chosen = request.GET.get("cap", "")
    labels = {"": _("Tất cả đơn vị"), "xa": _("Xã, phường"), "tinh": _("Sở, ngành, lực lượng")}
    return [{"label": label, "url": _with(request, cap=cap), "current": cap == chosen} for cap, label in labels.items()]


def _with(request: Request, **changed: str) -> str:
    query = request.GET.copy()
    for name, value in changed.items():
        query[name] = str(value)
    return f"?{query.urlencode()}"


def _row(row: GridRow) -> dict[str, Any]:
    cells = [
        None if line is None else {"state": line.standing, "url": reverse("reports:show-report", args=[line.id])}
        for line in row.cells
    ]
    return {"label": row.unit.name, "cells": cells}


def _message(tally: PeriodTally) -> str:
    """A text to paste into a group: how many have sent and who has not, and no figure of any report."""
    lines = [
        _("Báo cáo %(period)s: %(sent)d/%(expected)d đơn vị đã gửi; hạn gửi: ngày %(due)s.")
        % {
            "period": tally.period.label,
            "sent": tally.sent,
            "expected": tally.expected,
            "due": short_date(tally.due_on),
        }
    ]
    for words, names in (
        (_("Chưa gửi, đã quá hạn: %(units)s."), tally.missing),
        (_("Trả lại, chờ gửi lại: %(units)s."), tally.returned),
    ):
        if names:
            lines.append(words % {"units": ", ".join(names)})
    lines.append(_("Đề nghị các đơn vị còn lại hoàn thành và gửi sớm. Cần giúp xin gọi cơ quan thường trực."))
    return "\n".join(lines)
