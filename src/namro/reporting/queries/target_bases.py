"""Figures of an earlier year that some targets are measured from, re-added onto the map of the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from namro.kernel.indicators import IndicatorFacts, Outcome, Result, Transform
from namro.kernel.times import ONE_DAY, Period, PeriodKind, period_of
from namro.plans.models import Plan, Target
from namro.reporting.queries.books import open_plan
from namro.reporting.queries.sums import Totals
from namro.reporting.queries.totals import Consolidated, without


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseYear:
    """same_time: totals from the start of that year up to the same day as now; closing: what was there at its end."""

    same_time: Totals
    closing: Totals


def base_years(plan: Plan, years: Iterable[int], found: Consolidated, *, on: date) -> dict[int, BaseYear]:
    """About fifteen queries for each year that some target names; none where no target does."""
    return {year: _base_year(plan, year, found, on) for year in sorted(set(years))}


def _base_year(plan: Plan, year: int, found: Consolidated, on: date) -> BaseYear:
    """Over the units that have given figures now, as everywhere: one that is silent makes no fall."""
    now = found.year_to_date
    then = _moved_back(now.period, now.period.year - year)
    eve = period_of(PeriodKind.YEAR, now.period.regime, year + 1).start - ONE_DAY
    reading = open_plan(
        plan, [(then, now.period)], on=on, eve=eve, include_unaccepted=found.includes_unaccepted, scope=found.scope
    )
    told = {unit for total in now.totals.values() for unit in (*total.leaves, *total.not_stored)}
    silent = frozenset(leaf.unit for leaf in now.leaves) - told
    spans = [without(leaves, silent) for leaves in (reading.leaves(then, now.period), reading.opening(eve, now.period))]
    (same_time, _), (closing, _) = reading.book.totals(spans)
    return BaseYear(same_time=same_time, closing=closing)


def _moved_back(period: Period, years: int) -> Period:
    for _ in range(years):
        period = period.same_last_year()
    return period


def facts_from(facts: IndicatorFacts[int], base: BaseYear | None) -> IndicatorFacts[int]:
    """The same facts, measured from another year."""
    return facts if base is None else replace(facts, last_year=base.same_time, opening=base.closing)


def base_name(target: Target) -> str:
    """What a growth or a fall is measured from, where it is not simply last year: «năm 2021», «số gốc»."""
    if target.base_value is not None:
        return "số gốc"
    return f"năm {target.base_year}" if target.base_year is not None else ""


def against_settled_base(result: Result[int], target: Target) -> Result[int]:
    """The base that was settled with its document goes before the figures kept here."""
    if result.transform not in (Transform.GROWTH, Transform.REDUCTION):
        return result
    result = replace(result, base_name=base_name(target))
    now = result.numerator
    if target.base_value is None or now is None:
        return result
    if result.transform is Transform.REDUCTION and result.denominator is not None:
        now = result.denominator - now
    base = Fraction(target.base_value)
    change = now - base if result.transform is Transform.GROWTH else base - now
    return replace(
        result,
        outcome=Outcome.KNOWN if base else Outcome.NO_OCCURRENCE,
        value=change / base if base else None,
        numerator=now if result.transform is Transform.GROWTH else change,
        denominator=base,
        base_missing=(),
    )


def years_named(targets: Iterable[Target]) -> set[int]:
    return {target.base_year for target in targets if target.base_year is not None}


Bases = Mapping[int, BaseYear]
