"""What the pages of an overview show of its facts: sentences with the way to their parts, drawings, lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from namro.kernel.targets import LABELS, Status
from namro.kernel.times import short_date
from namro.plans.models import Plan
from namro.publishing.overview import Programme, Sentence, TargetLine, Trend
from namro.web.access import Request
from namro.web.templatetags.namro import status_of
from namro.writing.charts import Break, Chart, Line, Part, Tone, line_chart, stacked_bar

SHOWN = 8


def changed(request: Request, **wanted: str) -> str:
    """The address as it is with some of its choices changed; "" takes one away."""
    asked = {key: value for key, value in request.GET.items() if value}
    asked |= wanted
    return "?" + urlencode({key: value for key, value in asked.items() if value})


def target_url(target: int) -> str:
    return reverse("plans:show-target", args=[target])


def ways(request: Request, found: Programme) -> dict[str, str]:
    """Where the parts of each kind of sentence are."""
    plan, period = found.plan, found.period
    return {
        "standing": reverse("reports:consolidated", args=[plan.pk, period.code]),
        "targets": changed(request, **{"tinh-trang": ""}) + "#chi-tieu",
        "late": f"{reverse('reports:completeness')}?ke-hoach={plan.pk}&tre=1",
        "tasks": f"{reverse('plans:show-plan', args=[plan.pk])}?tab=nhiem-vu",
        "coverage": reverse("reports:consolidated", args=[plan.pk, period.code]),
        "classes": reverse("verdicts:list-verdicts"),
        "drug_free": reverse("recognition:show-year", args=[period.year]),
        "waiting": reverse("difficulties:list-difficulties"),
    }


def said(request: Request, found: Programme, sentences: Iterable[Sentence]) -> list[dict[str, Any]]:
    known = ways(request, found)
    return [
        {
            "text": one.text,
            "about": one.about,
            "url": target_url(one.target) if one.target else known.get(one.about, ""),
        }
        for one in sentences
    ]


def states(targets: Sequence[TargetLine]) -> list[tuple[Status, int]]:
    """In the order of the lines, which is the worst first."""
    found: dict[Status, int] = {}
    for target in targets:
        found[target.status] = found.get(target.status, 0) + 1
    return list(found.items())


def state_tabs(request: Request, targets: Sequence[TargetLine], chosen: Status | None) -> list[dict[str, Any]]:
    every = {"label": _("Tất cả"), "url": changed(request, **{"tinh-trang": ""}) + "#chi-tieu"}
    return [
        {**every, "current": chosen is None, "count": len(targets)},
        *(
            {
                "label": status_of(status).label,
                "url": changed(request, **{"tinh-trang": str(status)}) + "#chi-tieu",
                "current": status is chosen,
                "count": count,
            }
            for status, count in states(targets)
        ),
    ]


def states_chart(targets: Sequence[TargetLine]) -> Chart | None:
    if not targets:
        return None
    parts = [Part(LABELS[status], count, Tone(status_of(status).tone)) for status, count in states(targets)]
    return stacked_bar("Chỉ tiêu theo tình trạng", parts, unit="chỉ tiêu")


def trend_charts(plan: Plan, trends: Iterable[Trend], query: str = "") -> list[dict[str, Any]]:
    """Each with the way to its series, where every point opens to its units."""
    return [
        {
            "chart": trend_chart(trend),
            "url": reverse("reports:series", args=[plan.pk, trend.key.element, trend.key.breakdown]) + query,
            "partial": [
                (point.period.label, len(point.total.missing))
                for point in trend.series.points
                if point.total is not None and point.total.value is not None and point.total.missing
            ],
        }
        for trend in trends
    ]


def trend_chart(trend: Trend) -> Chart:
    points = trend.series.points
    values = tuple(point.total.value if point.total else None for point in points)
    estimated = frozenset(n for n, point in enumerate(points) if point.total and point.total.estimated)
    breaks = [
        Break(number, f"Bản đồ đổi ngày {short_date(point.after[-1][0])}")
        for number, point in enumerate(points)
        if point.after and number
    ]
    return line_chart(
        trend.label,
        [point.period.label for point in points],
        [Line(trend.label, values, estimated=estimated)],
        unit=trend.series.element.unit,
        breaks=breaks,
    )
