"""What the figures say of a plan's targets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from namro.catalogue import queries as catalogue
from namro.kernel.consolidation import Total
from namro.kernel.elements import CellKey, ElementKind
from namro.kernel.figures import Figure as Value
from namro.kernel.indicators import IndicatorFacts, IndicatorSpec, Outcome, Result, Transform, evaluate
from namro.kernel.targets import Assessment, Comparator, TargetSpec, assess
from namro.kernel.times import Period, PeriodKind, period_containing
from namro.plans.models import Plan, Target
from namro.reporting.queries.totals import Consolidated, consolidated

Totals = Mapping[CellKey, Total[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetResult:
    """A target, and what the figures from the start of the year up to the end of the period say of it.

    indicator, result, assessment: None for a target that no indicator measures.
    """

    target: Target
    indicator: IndicatorSpec | None
    result: Result[int] | None
    assessment: Assessment | None

    @property
    def status(self) -> str:
        return str(self.assessment.status) if self.assessment else "no_data"


def target_results(
    plan: Plan, period: Period, *, on: date, found: Consolidated | None = None
) -> tuple[TargetResult, ...]:
    """Every target of a plan in its order. found: the consolidated figures, where the caller has them already."""
    figures = found or consolidated(plan, period, on=on)
    facts = indicator_facts(figures)
    indicators = catalogue.indicator_specs(period.end)
    targets = list(plan.targets.select_related("responsible_unit", "officer", "indicator", "project"))
    by_unit = _by_unit({indicators[t.indicator_id] for t in targets if t.indicator_id in indicators}, figures)
    return tuple(_result(target, indicators, facts, figures, by_unit) for target in targets)


def indicator_facts(figures: Consolidated) -> IndicatorFacts[int]:
    """From the start of the year up to the end of the period, beside the same time last year and the year's opening."""
    return IndicatorFacts(
        now=figures.year_to_date.totals,
        opening=figures.year_opening,
        last_year=figures.comparable_last_year,
        tags={unit.id: frozenset(unit.tags) for unit in figures.units.values()},
    )


ByUnit = Mapping[int, Mapping[CellKey, Value]]


def _by_unit(indicators: Iterable[IndicatorSpec], figures: Consolidated) -> ByUnit:
    """What each unit gave for the conditions of indicators that count units; asks nothing where there are none."""
    keys = {cell.key for i in indicators if i.condition for cell in i.condition.cells()}
    found: dict[int, dict[CellKey, Value]] = defaultdict(dict)
    if keys:
        for key, told in figures.each(figures.year_to_date, keys).items():
            for unit, one in told.items():
                found[unit][key] = one.figure
    return found


def _result(
    target: Target,
    indicators: Mapping[int, IndicatorSpec],
    facts: IndicatorFacts[int],
    figures: Consolidated,
    by_unit: ByUnit,
) -> TargetResult:
    indicator = indicators.get(target.indicator_id) if target.indicator_id else None
    if indicator is None:
        return TargetResult(target=target, indicator=None, result=None, assessment=None)
    if indicator.condition:
        facts = replace(facts, units=_units_asked(indicator, figures, by_unit))
    result = _against_settled_base(evaluate(indicator, facts), target)
    spec = TargetSpec(
        comparator=Comparator(target.comparator),
        value=target.value,
        value_to=target.value_to,
        unit=target.unit_label,
        plain=Comparator.EQ if target.comparator == Comparator.EQ else Comparator.GE,
    )
    expected = _expected(spec, indicator, figures)
    return TargetResult(
        target=target,
        indicator=indicator,
        result=result,
        assessment=assess(spec, result, final=_is_final(target, figures.period), expected=expected),
    )


def _units_asked(
    indicator: IndicatorSpec, figures: Consolidated, by_unit: ByUnit
) -> dict[int, Mapping[CellKey, Value]]:
    """The units of which one of the indicator's elements is asked, with what they gave."""
    assert indicator.condition
    totals = [figures.year_to_date.totals.get(cell.key) for cell in indicator.condition.cells()]
    asked = {unit for total in totals if total for unit in (*total.leaves, *total.missing, *total.not_stored)}
    return {unit: by_unit.get(unit, {}) for unit in figures.units if unit in asked}


def _against_settled_base(result: Result[int], target: Target) -> Result[int]:
    """The base that was settled when the plan was published goes before the figures kept here."""
    if target.base_value is None or result.transform not in (Transform.GROWTH, Transform.REDUCTION):
        return result
    now = result.numerator
    if result.transform is Transform.REDUCTION and now is not None and result.denominator is not None:
        now = result.denominator - now
    if now is None:
        return result
    base = Fraction(target.base_value)
    above = now if result.transform is Transform.GROWTH else base - now
    change = now - base if result.transform is Transform.GROWTH else above
    return replace(
        result,
        outcome=Outcome.KNOWN if base else Outcome.NO_OCCURRENCE,
        value=change / base if base else None,
        numerator=above,
        denominator=base,
        base_missing=(),
    )


def _is_final(target: Target, period: Period) -> bool:
    """The time of a target is over: its own day, else the end of the year."""
    if target.due_on is not None:
        return period.end >= target.due_on
    return period.end == period_containing(period.end, PeriodKind.YEAR, period.regime).end


def _expected(spec: TargetSpec, indicator: IndicatorSpec, figures: Consolidated) -> Fraction | None:
    """Where the value should stand by now: growth at once, a fall and a coverage in proportion to the quarters gone.

    None where nothing may be interpolated: counts, registers, and what has to hold in every period (catalogue §0.4).
    """
    match indicator.transform:
        case Transform.GROWTH:
            return Fraction(spec.value)
        case Transform.REDUCTION:
            return Fraction(spec.value) * _share_of_year(figures.period)
        case Transform.RATIO if indicator.numerator and all(
            figures.elements[cell.key.element].kind is ElementKind.YTD for cell in indicator.numerator.cells()
        ):
            return Fraction(spec.value) * _share_of_year(figures.period)
    return None


def _share_of_year(period: Period) -> Fraction:
    year = period_containing(period.end, PeriodKind.YEAR, period.regime)
    return Fraction(sum(quarter.end <= period.end for quarter in year.quarters()), 4)
