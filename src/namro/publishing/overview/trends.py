"""The few figures that tell how a programme goes, over its periods."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from namro.kernel.elements import CellKey
from namro.kernel.times import Period
from namro.plans.models import Plan
from namro.reporting.queries import Point, Series
from namro.reporting.queries.series import several_series

# Figures that every programme is asked about first, where its forms ask for them; the first few are drawn.
KEY_FIGURES = ("addicts_closing", "users_closing", "post_rehab_closing", "hotspots_active", "residents_reached")
TRENDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    key: CellKey
    label: str
    series: Series


def trends(
    plan: Plan,
    until: Period,
    asked: Collection[CellKey],
    on: date,
    scope: frozenset[int] | None,
    *,
    wide: bool = False,
    most: int = TRENDS,
) -> tuple[Trend, ...]:
    """The first few key figures that somebody of the scope is asked for: from the first one given up to the period."""
    keys = [key for code in KEY_FIGURES if (key := CellKey(code)) in asked]
    if not keys:
        return ()
    found = several_series(plan, keys, on=on, include_unaccepted=wide, scope=scope)
    told = [
        Trend(key=key, label=series.element.name, series=replace(series, points=points))
        for key, series in zip(keys, found, strict=True)
        if (points := _known_points(series, until))
    ]
    return tuple(told[:most])


def _known_points(series: Series, until: Period) -> tuple[Point, ...]:
    points = [point for point in series.points if point.period.end <= until.end]
    known = [n for n, point in enumerate(points) if point.total is not None and point.total.value is not None]
    return tuple(points[known[0] :]) if known else ()
