"""One figure from period to period, drawn and in numbers."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from namro.catalogue import queries as catalogue
from namro.kernel.elements import CellKey
from namro.kernel.figures import format_number
from namro.organisations.rules import Permission
from namro.plans.models import Plan
from namro.reporting import queries
from namro.reporting.queries import Point
from namro.web.access import Request, requires
from namro.web.consolidated_choice import chosen
from namro.web.pages import page
from namro.web.views.consolidated import told

WIDTH, HEIGHT, LEFT = 640, 180, 8


@require_GET
@requires(Permission.CONSOLIDATE)
@page(template="reports/series.html")
def show_series(request: Request, plan_id: int, element: str, breakdown: str) -> dict[str, Any]:
    """One figure from period to period, with the days on which the map changed."""
    plan = get_object_or_404(Plan, pk=plan_id, owner__in=request.units)
    choice = chosen(request, plan)
    key = CellKey(element, breakdown)
    if element not in catalogue.elements():
        raise Http404
    found = queries.series(plan, key, on=choice.on, include_unaccepted=choice.wide, scope=choice.scope)
    rows = [
        {
            "point": point,
            "value": told(point.total, found.element.decimals),
            "missing": len(point.total.missing) if point.total else 0,
        }
        for point in found.points
    ]
    return {
        "plan": plan,
        "choice": choice,
        "element": found.element,
        "breakdown": dict(found.element.breakdowns).get(breakdown, ""),
        "rows": rows,
        "drawing": _drawing(found.points),
    }


def _drawing(points: tuple[Point, ...]) -> dict[str, Any]:
    """Bars in a box of WIDTH × HEIGHT: nothing for no figure, a line where the map changed."""
    highest = max((p.total.value for p in points if p.total and p.total.value), default=None)
    if not highest:
        return {}
    step = (WIDTH - 2 * LEFT) / len(points)
    bars, breaks = [], []
    for number, point in enumerate(points):
        left = LEFT + number * step
        if point.after:
            breaks.append(round(left))
        if point.total is not None and point.total.value is not None:
            tall = round(float(point.total.value / highest) * (HEIGHT - 50))
            bars.append(
                {
                    "x": round(left + step * 0.15),
                    "y": HEIGHT - 25 - tall,
                    "width": round(step * 0.7),
                    "height": tall,
                    "middle": round(left + step / 2),
                    "label": point.period.code[2:],
                    "value": format_number(point.total.value),
                    "is_partial": bool(point.total.missing),
                }
            )
    return {"width": WIDTH, "height": HEIGHT, "foot": HEIGHT - 8, "bars": bars, "breaks": breaks, "floor": HEIGHT - 25}
