"""One target from period to period of its year, beside the year before and its path, and a forecast where one holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from namro.catalogue import queries as catalogue
from namro.kernel.elements import ElementKind, ElementSpec
from namro.kernel.forecasts import Forecast, forecast
from namro.kernel.indicators import IndicatorFacts, IndicatorSpec, Result, Transform
from namro.kernel.targets import counted_figure
from namro.kernel.times import FREE_KINDS, ONE_DAY, Period, PeriodKind, period_containing
from namro.plans.models import Plan, Target
from namro.reporting.queries.books import Reading, open_plan
from namro.reporting.queries.by_unit import facts_by_unit, results_in, with_parts
from namro.reporting.queries.leaves import Leaf
from namro.reporting.queries.periods import periods_asked
from namro.reporting.queries.sums import Totals
from namro.reporting.queries.surroundings import year_start
from namro.reporting.queries.target_bases import against_settled_base
from namro.reporting.queries.target_settings import path_of
from namro.reporting.queries.target_units import cells_of
from namro.reporting.queries.totals import without

_AT_AN_END = frozenset({ElementKind.STOCK, ElementKind.REGISTER, ElementKind.BASE})
_RUNNING = frozenset({ElementKind.FLOW, ElementKind.YTD})
_FORETOLD = (Transform.COUNT, Transform.GROWTH, Transform.REDUCTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """From the start of the year up to the end of a period. due: what the path asks by then, in the target's unit.

    before: the same figure of the same time last year; None where it is not known.
    """

    period: Period
    result: Result[int]
    due: Fraction | None
    before: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """periods: of the whole year; points: of those that are over. why_none: why there is no forecast; "" where the
    measure is of no kind that is ever foretold."""

    periods: tuple[Period, ...]
    points: tuple[TrendPoint, ...]
    forecast: Forecast | None
    why_none: str


def target_trend(plan: Plan, target: Target, period: Period, *, on: date) -> Trend | None:
    """Up to the end of `period`, in its year. None where nothing is computed. About twenty queries.

    One more for each period where the indicator counts units.
    """
    specs = catalogue.indicators_by_code(period.end)
    indicator = specs.get(target.indicator.code) if target.indicator else None
    periods = periods_of_year(plan, period)
    if indicator is None or target.each_unit or indicator.transform is Transform.ALL_OF or not periods:
        return None
    passed = [one for one in periods if one.end <= period.end]
    years = [one.year_to_date() for one in periods]
    spans = [(year, year) for year in years] + [(year.same_last_year(), year) for year in years]
    reading = open_plan(plan, spans, on=on, eve=year_start(period) - ONE_DAY)
    facts = facts_of_periods(reading, periods, len(passed), specs, indicator)
    before = [value_before(specs, indicator, own) for own in facts]
    elements = reading.book.elements
    points = tuple(
        TrendPoint(
            period=one,
            result=against_settled_base(results_in([indicator.code], specs, own)[indicator.code], target),
            due=path_value(target, indicator, elements, one),
            before=then,
        )
        for one, own, then in zip(passed, facts, before, strict=False)
    )
    foretold, why_none = _foretold(indicator, elements, points, before)
    return Trend(periods=tuple(periods), points=points, forecast=foretold, why_none=why_none)


def periods_of_year(plan: Plan, period: Period) -> list[Period]:
    """The windows of the shortest kind that the plan asks for, of the whole year in which a period lies."""
    year = period_containing(period.end, PeriodKind.YEAR, period.regime)
    asked = {p.kind for p in periods_asked(plan) if p.kind not in FREE_KINDS and p.year == year.year}
    shortest = next((kind for kind in PeriodKind if kind in asked), None)
    return list(year.parts(shortest)) if shortest is not None else []


def facts_of_periods(
    reading: Reading,
    periods: Sequence[Period],
    passed: int,
    specs: Mapping[str, IndicatorSpec],
    indicator: IndicatorSpec,
) -> list[IndicatorFacts[int]]:
    """Of each period that is over, over the units that had given figures by then, as targets are measured.

    Of one still to come, only the same time of last year.
    """
    years = [one.year_to_date() for one in periods]
    wanted = cells_of(with_parts(specs, [indicator.code]).values())

    def asked(leaves: Sequence[Leaf]) -> list[Leaf]:
        return [replace(leaf, cells=leaf.cells & wanted) for leaf in leaves if leaf.cells & wanted]

    leaves = [asked(reading.leaves(year, year)) for year in years[:passed]]
    now = [totals for totals, _ in reading.book.totals(leaves)]
    silent = [_silent(own, totals) for own, totals in zip(leaves, now, strict=True)]
    silent += [frozenset()] * (len(years) - passed)
    eve = year_start(periods[0]) - ONE_DAY
    then = [asked(reading.leaves(year.same_last_year(), year)) for year in years]
    earlier = [without(own, quiet) for own, quiet in zip(then, silent, strict=True)]
    opening = [asked(reading.opening(eve, year)) for year in years[:passed]]
    earlier += [without(own, quiet) for own, quiet in zip(opening, silent, strict=False)]
    sums = [totals for totals, _ in reading.book.totals(earlier)]
    found = [
        IndicatorFacts(now=totals, last_year=sums[n], opening=sums[len(years) + n]) for n, totals in enumerate(now)
    ]
    conditions = [spec for spec in with_parts(specs, [indicator.code]).values() if spec.condition]
    if conditions:
        found = [_with_units(reading, *pair, conditions) for pair in zip(periods, found, strict=False)]
    return found + [IndicatorFacts(last_year=totals) for totals in sums[passed : len(years)]]


def _silent(leaves: Sequence[Leaf], totals: Totals) -> frozenset[int]:
    told = {unit for total in totals.values() for unit in (*total.leaves, *total.not_stored)}
    return frozenset(leaf.unit for leaf in leaves) - told


def _with_units(
    reading: Reading, period: Period, facts: IndicatorFacts[int], conditions: Sequence[IndicatorSpec]
) -> IndicatorFacts[int]:
    by_unit = facts_by_unit(reading, period, cells_of(conditions))
    return IndicatorFacts(
        now=facts.now,
        last_year=facts.last_year,
        opening=facts.opening,
        units={unit: own.units[unit] for unit, own in by_unit.items()},
        tags={unit: own.tags[unit] for unit, own in by_unit.items()},
        groups={unit: own.groups[unit] for unit, own in by_unit.items()},
    )


def path_value(
    target: Target, indicator: IndicatorSpec, elements: Mapping[str, ElementSpec], period: Period
) -> Fraction | None:
    path = path_of(target, indicator, elements, period)
    due = path.due_on(period.end) if path else None
    return due.value if due else None


def value_before(
    specs: Mapping[str, IndicatorSpec], indicator: IndicatorSpec, facts: IndicatorFacts[int]
) -> Fraction | None:
    """The figure that is counted, at the same time of last year; a ratio as a ratio."""
    if indicator.condition is not None:
        return None
    then = results_in([indicator.code], specs, IndicatorFacts(now=facts.last_year))[indicator.code]
    return then.value if indicator.transform is Transform.RATIO else then.numerator


def shown_value(result: Result[int]) -> Fraction | None:
    """What a chart shows: shares per hundred, growth and fall as the figure that is counted."""
    if result.transform in (Transform.GROWTH, Transform.REDUCTION):
        return _now(result)
    if result.value is None or result.transform in (Transform.COUNT, Transform.COUNT_OF_UNITS):
        return result.value
    return result.value * 100 if result.denominator is not None else result.value


def _now(result: Result[int]) -> Fraction | None:
    """The figure of this year, also where there is nothing to compare it with."""
    known = counted_figure(result)
    return result.numerator if known is None and result.transform is Transform.GROWTH else known


# ---- forecast ----


def _foretold(
    indicator: IndicatorSpec,
    elements: Mapping[str, ElementSpec],
    points: Sequence[TrendPoint],
    before: Sequence[Fraction | None],
) -> tuple[Forecast | None, str]:
    """From every period of last year and those of this year that are over; else why there is none."""
    kinds = {elements[cell.key.element].kind for _, formula in indicator.formulas for cell in formula.cells()}
    if indicator.transform not in _FORETOLD or not (kinds <= _RUNNING or kinds <= _AT_AN_END):
        return None, ""
    ahead = len(before) - len(points)
    if not ahead:
        return None, "năm đã hết"
    if any(point.result.missing or point.result.base_missing for point in points):
        return None, "có kỳ còn thiếu số của đơn vị"
    this_year, last_year = [_now(point.result) for point in points], list(before)
    values = [value for value in (*last_year, *this_year) if value is not None]
    if len(values) < len(last_year) + len(this_year):
        return None, "chưa đủ số của năm trước"
    year = len(last_year)
    adds_up = kinds <= _RUNNING
    past = [*_steps(values[:year]), *_steps(values[year:])] if adds_up else values
    found = forecast(past, ahead=ahead, season=year, adds_up=adds_up, so_far=values[-1] if adds_up else Fraction(0))
    return found, "" if found else "chưa đủ bốn kỳ có số"


def _steps(running: Sequence[Fraction]) -> list[Fraction]:
    """What came in each period, from the sums since the start of the year."""
    return [value - (running[n - 1] if n else 0) for n, value in enumerate(running)]
