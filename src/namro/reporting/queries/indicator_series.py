"""Any indicator from period to period of a year, beside the year before: whether or not a target asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from namro.catalogue import queries as catalogue
from namro.kernel.elements import CellKey
from namro.kernel.indicators import IndicatorSpec, Result, Transform
from namro.kernel.times import ONE_DAY, Period
from namro.organisations import maps
from namro.plans.models import Plan
from namro.reporting.models import Report
from namro.reporting.queries.books import open_plan
from namro.reporting.queries.by_unit import results_in
from namro.reporting.queries.surroundings import year_start
from namro.reporting.queries.target_trend import facts_of_periods, periods_of_year, value_before
from namro.reporting.stored import forms_of, stored_cells


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorPoint:
    """From the start of the year up to the end of a period. before: the counted figure of the same time last year, a
    ratio as a ratio; None where it is not known. breaks: as of `reporting.queries.series.Point.after`.
    """

    period: Period
    result: Result[int]
    before: Fraction | None
    breaks: tuple[tuple[date, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorSeries:
    """indicator: as it is computed at the end of the year's last period shown."""

    indicator: IndicatorSpec
    points: tuple[IndicatorPoint, ...]


def indicator_series(
    plan: Plan,
    code: str,
    period: Period,
    *,
    on: date,
    include_unaccepted: bool = False,
    scope: frozenset[int] | None = None,
) -> IndicatorSeries | None:
    """The periods of the year of `period`, up to its end, of the shortest kind that the plan asks for.

    None for an unknown code, and for one that is made of others. About eighteen queries; one more for each period where
    the indicator counts units.
    """
    specs = catalogue.indicators_by_code(period.end)
    indicator = specs.get(code)
    periods = [one for one in periods_of_year(plan, period) if one.end <= period.end]
    if indicator is None or indicator.transform is Transform.ALL_OF:
        return None
    if not periods:
        return IndicatorSeries(indicator=indicator, points=())
    years = [one.year_to_date() for one in periods]
    spans = [(year, year) for year in years] + [(year.same_last_year(), year) for year in years]
    eve = year_start(period) - ONE_DAY
    reading = open_plan(plan, spans, on=on, eve=eve, include_unaccepted=include_unaccepted, scope=scope)
    heirs = {heir for leaf in reading.leaves(years[-1], years[-1]) for heir in leaf.heirs}
    days = sorted({day for unit in heirs for day in reading.maps.lineage.breaks(unit, eve, on)})
    texts = maps.legal_references_of(days)
    starts = [eve, *(one.end for one in periods[:-1])]
    points = tuple(
        IndicatorPoint(
            period=one,
            result=results_in([code], specs, facts)[code],
            before=value_before(specs, indicator, facts),
            breaks=tuple((day, texts.get(day, ())) for day in days if start < day <= one.end),
        )
        for start, one, facts in zip(
            starts, periods, facts_of_periods(reading, periods, len(periods), specs, indicator), strict=True
        )
    )
    return IndicatorSeries(indicator=indicator, points=points)


def cells_asked(plan: Plan) -> frozenset[CellKey]:
    """Every box that the plan asks anybody for. Two queries."""
    versions = Report.objects.filter(rule__plan=plan, form_version__isnull=False).values_list("form_version", flat=True)
    return frozenset(cell for form in forms_of(set(versions)).values() for cell in stored_cells(form))
