"""One box over the periods of a plan and the same periods a year before, with the days on which the map changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from namro.catalogue import queries as catalogue
from namro.kernel.consolidation import Total
from namro.kernel.elements import CellKey, ElementSpec
from namro.kernel.times import FREE_KINDS, Period, PeriodKind
from namro.organisations import maps
from namro.plans.models import Plan
from namro.reporting.queries.books import open_plan
from namro.reporting.queries.leaves import carries_over
from namro.reporting.queries.periods import periods_asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """total: None where the figure says nothing on the map of now (a rate or class of other units), or nobody is asked.

    after: the days since the point before on which the map changed, with the texts by which it did.
    """

    period: Period
    total: Total[int] | None
    after: tuple[tuple[date, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    element: ElementSpec
    points: tuple[Point, ...]


def series(
    plan: Plan, key: CellKey, *, on: date, include_unaccepted: bool = False, scope: frozenset[int] | None = None
) -> Series:
    """Windows that have begun by the day `on`, counts re-added on its map. About fifteen queries.

    Of the shortest kind of period that the plan asks for.
    """
    asked = [p for p in periods_asked(plan) if p.start <= on and p.kind not in FREE_KINDS]
    shortest = next((kind for kind in PeriodKind if any(p.kind is kind for p in asked)), None)
    present = [p for p in asked if p.kind is shortest]
    spans = sorted({(p.same_last_year(), p) for p in present} | {(p, p) for p in present})
    if not spans:
        return Series(element=catalogue.elements()[key.element], points=())
    reading = open_plan(plan, spans, on=on, include_unaccepted=include_unaccepted, scope=scope)
    element = reading.book.elements[key.element]
    leaves = [reading.leaves(*span) for span in spans]
    totals = reading.book.totals(leaves)
    heirs = {heir for group in leaves for leaf in group for heir in leaf.heirs}
    lineage = reading.maps.lineage
    days = sorted({day for unit in heirs for day in lineage.breaks(unit, spans[0][0].end, on)})
    texts = maps.legal_references_of(days)
    points = []
    before = spans[0][0].end
    for (period, _), (found, _) in zip(spans, totals, strict=True):
        says = carries_over(element) or not any(day > period.end for day in days)
        after = tuple((day, texts.get(day, ())) for day in days if before < day <= period.end)
        points.append(Point(period=period, total=found.get(key) if says else None, after=after))
        before = period.end
    return Series(element=element, points=tuple(points))
