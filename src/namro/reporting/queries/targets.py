"""What the figures say of a plan's targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from namro.catalogue import queries as catalogue
from namro.kernel.elements import ElementKind
from namro.kernel.indicators import IndicatorSpec, Outcome, Result, Transform
from namro.kernel.targets import Assessment, Comparator, TargetSpec, assess
from namro.kernel.times import Period, PeriodKind, period_containing
from namro.plans.models import Plan, Target
from namro.reporting.queries.indicators import Measuring, measuring
from namro.reporting.queries.totals import Consolidated, consolidated


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
    indicators = catalogue.indicator_specs(period.end)
    targets = list(plan.targets.select_related("responsible_unit", "officer", "indicator", "project"))
    measure = measuring(figures, (indicators[t.indicator_id] for t in targets if t.indicator_id in indicators))
    return tuple(_result(target, indicators, measure) for target in targets)


def _result(
    target: Target,
    indicators: Mapping[int, IndicatorSpec],
    measure: Measuring,
) -> TargetResult:
    indicator = indicators.get(target.indicator_id) if target.indicator_id else None
    if indicator is None:
        return TargetResult(target=target, indicator=None, result=None, assessment=None)
    figures = measure.figures
    result = _against_settled_base(measure.value_of(indicator), target)
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
