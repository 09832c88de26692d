"""What the figures say of a plan's targets."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from namro.catalogue import queries as catalogue
from namro.kernel.indicators import IndicatorFacts, IndicatorSpec, Result, Transform
from namro.kernel.margins import Margin
from namro.kernel.paths import Milestone, Path, said_by
from namro.kernel.target_units import EVERYONE, each_unit, said_where
from namro.kernel.targets import Assessment, Status, assess
from namro.kernel.times import Period
from namro.plans.models import Allocation, Attestation, Plan, Target
from namro.reporting.queries.by_unit import results_in
from namro.reporting.queries.target_bases import against_settled_base, base_years, facts_from, years_named
from namro.reporting.queries.target_letters import as_attested, leaves_open, said_to_be_met, standing_attestations
from namro.reporting.queries.target_settings import is_final, margin_of, path_of, spec_of
from namro.reporting.queries.target_units import ByUnit, Units, UnitShare, allocations_of
from namro.reporting.queries.totals import Consolidated, consolidated

_NOT_THERE_YET = (Status.AT_RISK, Status.IN_PROGRESS, Status.MISSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetResult:
    """A target, and what the figures from the start of the year up to the end of the period say of it.

    indicator: None where none measures it; result, assessment: None where nothing was attested of such a one, either.
    path, due: where it should stand by now, if anything says so. behind: the units that hold it back with how many are
    lacking there, for who may see the figures of all units; where: the same in words. shares: what was given to units.
    margin: over the same goal of the plan above.
    """

    target: Target
    indicator: IndicatorSpec | None
    result: Result[int] | None
    assessment: Assessment | None
    path: Path | None = None
    due: Milestone | None = None
    final: bool = False
    behind: tuple[tuple[int, int | None], ...] = ()
    where: str = ""
    shares: tuple[UnitShare, ...] = ()
    attestation: Attestation | None = None
    margin: Margin | None = None

    @property
    def status(self) -> str:
        return str(self.assessment.status) if self.assessment else "no_data"

    @property
    def sentence(self) -> str:
        """The assessment, and where the target is held back."""
        said = self.assessment.sentence if self.assessment else ""
        return f"{said.removesuffix('.')}; {self.where}." if self.where else said


def target_results(
    plan: Plan,
    period: Period,
    *,
    on: date,
    found: Consolidated | None = None,
    only: Collection[int] | None = None,
) -> tuple[TargetResult, ...]:
    """Every target of a plan in its order, or those of some ids. found: the consolidated figures, if they are there.

    Seven queries beside those of the consolidated figures, whatever the number of targets; for each year that some
    target is measured from and that is not the last, fifteen more.
    """
    figures = found or consolidated(plan, period, on=on)
    targets = plan.targets.select_related(
        "responsible_unit", "officer", "indicator", "project", "above__plan", "above_followed"
    )
    wanted = list(targets if only is None else targets.filter(pk__in=only))
    return tuple(_Desk(plan, figures, wanted, on=on).results())


def indicator_facts(figures: Consolidated) -> IndicatorFacts[int]:
    """From the start of the year up to the end of the period, beside the same time last year and the year's opening."""
    return IndicatorFacts(
        now=figures.year_to_date.totals,
        opening=figures.year_opening,
        last_year=figures.comparable_last_year,
        tags={unit.id: frozenset(unit.tags) for unit in figures.units.values()},
        groups={unit.id: frozenset({unit.kind, unit.category}) for unit in figures.units.values()},
    )


class _Desk:
    """Everything that the targets of one plan are measured with, asked for once."""

    def __init__(self, plan: Plan, figures: Consolidated, targets: Sequence[Target], *, on: date) -> None:
        self.figures, self.targets = figures, targets
        self.indicators = catalogue.indicator_specs(figures.period.end)
        self.specs = {spec.code: spec for spec in self.indicators.values()}
        self.facts = indicator_facts(figures)
        self.attestations = standing_attestations(targets, figures.period.end)
        self.laid_on_us = _laid_on_us(plan, targets)
        self.bases = base_years(plan, years_named(targets), figures, on=on)
        self.units = Units(figures=figures, specs=self.specs, allocations=allocations_of(targets))

    def results(self) -> list[TargetResult]:
        """Units are asked twice: for what counts units or was given to them, then for who holds the others back."""
        pairs = [(target, self._indicator(target)) for target in self.targets]
        by_unit = self.units.facts(i.code for t, i in pairs if i and self.units.are_counted(t, i))
        found = [self._result(target, indicator, by_unit) for target, indicator in pairs]
        late = [r.indicator for r in found if r.indicator and self._is_held_back_elsewhere(r)]
        others = self.units.facts(indicator.code for indicator in late)
        return [self._with_where(r, others if self._is_held_back_elsewhere(r) else by_unit) for r in found]

    def _indicator(self, target: Target) -> IndicatorSpec | None:
        return self.indicators.get(target.indicator_id) if target.indicator_id else None

    def _result(self, target: Target, indicator: IndicatorSpec | None, by_unit: ByUnit) -> TargetResult:
        period = self.figures.period
        final = is_final(target, period)
        path = path_of(target, indicator, self.figures.elements, period)
        due = path.due_on(period.end) if path else None
        measured = self._measured(target, indicator, by_unit, final=final) if indicator else None
        attestation = self.attestations.get(target.pk)
        result, assessment = self._judged(target, measured, attestation, due, final=final)
        return TargetResult(
            target=target,
            indicator=indicator,
            result=result,
            assessment=assessment,
            path=path,
            due=due,
            final=final,
            shares=self.units.shares(target, indicator, by_unit, final=final),
            attestation=attestation,
            margin=margin_of(target, self.laid_on_us),
        )

    def _measured(self, target: Target, indicator: IndicatorSpec, by_unit: ByUnit, *, final: bool) -> Result[int]:
        if target.each_unit:
            return each_unit(spec_of(target), self.units.results(target, indicator, by_unit), final=final)
        facts = facts_from(self.facts, self.bases.get(target.base_year or 0))
        facts = self.units.with_units(facts, indicator.code, by_unit)
        return against_settled_base(results_in([indicator.code], self.specs, facts)[indicator.code], target)

    def _judged(
        self,
        target: Target,
        measured: Result[int] | None,
        attestation: Attestation | None,
        due: Milestone | None,
        *,
        final: bool,
    ) -> tuple[Result[int] | None, Assessment | None]:
        is_attested = attestation is not None and leaves_open(measured)
        if attestation is not None and is_attested and attestation.is_met is not None:
            return measured, said_to_be_met(attestation, final=final)
        result = as_attested(target, attestation) if attestation is not None and is_attested else measured
        if result is None:
            return None, None
        spec = EVERYONE if target.each_unit and not is_attested else spec_of(target)
        expected = due.value if due else None
        by = said_by(due.ends_on, self.figures.period.regime) if due else ""
        return result, assess(spec, result, final=final, expected=expected, expected_by=by)

    # ---- where ----

    def _is_held_back_elsewhere(self, found: TargetResult) -> bool:
        """True for a target that is not there yet and whose units have not been asked so far."""
        if found.indicator is None or self.units.are_counted(found.target, found.indicator):
            return False
        return found.assessment is not None and found.assessment.status in _NOT_THERE_YET

    def _with_where(self, found: TargetResult, by_unit: ByUnit) -> TargetResult:
        target, indicator, result = found.target, found.indicator, found.result
        if indicator is None or result is None or result.transform is Transform.ATTESTED:
            return found
        if found.assessment is None or found.assessment.status not in _NOT_THERE_YET:
            return found
        behind = self.units.behind(target, indicator, result, by_unit, found.shares)
        names = self.figures.reading.names
        named = [(names[unit], number) for unit, number in behind if unit in names]
        return replace(found, behind=behind, where=said_where(named, result.counted))


def _laid_on_us(plan: Plan, targets: Sequence[Target]) -> dict[int, Allocation]:
    """By target above, the share of it that goes to the owner of the plan. One query; none where nothing is linked."""
    above = [target.above_id for target in targets if target.above_id is not None]
    rows = Allocation.objects.filter(target__in=above, unit=plan.owner_id) if above else ()
    return {row.target_id: row for row in rows if row.target_id is not None}
