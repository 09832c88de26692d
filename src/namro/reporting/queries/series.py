"""One box over the periods of a plan and the same periods a year before, with the days on which the map changed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

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
    """One box; as `several_series`."""
    (found,) = several_series(plan, [key], on=on, include_unaccepted=include_unaccepted, scope=scope)
    return found


def several_series(
    plan: Plan,
    keys: Collection[CellKey],
    *,
    on: date,
    include_unaccepted: bool = False,
    scope: frozenset[int] | None = None,
) -> tuple[Series, ...]:
    """Windows that have begun by the day `on`, counts re-added on its map. About fifteen queries, whatever the number.

    Of the shortest kind of period that the plan asks for.
    """
    asked = [p for p in periods_asked(plan) if p.start <= on and p.kind not in FREE_KINDS]
    shortest = next((kind for kind in PeriodKind if any(p.kind is kind for p in asked)), None)
    present = [p for p in asked if p.kind is shortest]
    spans = sorted({(p.same_last_year(), p) for p in present} | {(p, p) for p in present})
    if not spans:
        return tuple(Series(element=catalogue.elements()[key.element], points=()) for key in keys)
    reading = open_plan(plan, spans, on=on, include_unaccepted=include_unaccepted, scope=scope)
    leaves = [reading.leaves(*span) for span in spans]
    totals = [found for found, _revisions in reading.book.totals(leaves)]
    heirs = {heir for group in leaves for leaf in group for heir in leaf.heirs}
    lineage = reading.maps.lineage
    days = sorted({day for unit in heirs for day in lineage.breaks(unit, spans[0][0].end, on)})
    texts = maps.legal_references_of(days)
    periods = [period for period, _ in spans]
    ends = [periods[0].end, *(period.end for period in periods)]
    after = [tuple((day, texts.get(day, ())) for day in days if before < day <= end) for before, end in pairwise(ends)]
    found = []
    for key in keys:
        element = reading.book.elements[key.element]
        says = [carries_over(element) or not any(day > period.end for day in days) for period in periods]
        points = [
            Point(period=period, total=total.get(key) if fits else None, after=breaks)
            for period, total, fits, breaks in zip(periods, totals, says, after, strict=True)
        ]
        found.append(Series(element=element, points=tuple(points)))
    return tuple(found)
