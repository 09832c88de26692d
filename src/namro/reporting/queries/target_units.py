"""Targets unit by unit: what each has to reach by itself, and which units hold a target back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from namro.kernel.elements import CellKey
from namro.kernel.indicators import IndicatorFacts, IndicatorSpec, Result, Transform
from namro.kernel.target_units import gaps, lacking, may_name
from namro.kernel.targets import Assessment, Status, assess
from namro.plans.models import Allocation, Target
from namro.reporting.queries.by_unit import facts_by_unit, results_in, with_parts
from namro.reporting.queries.target_settings import spec_of
from namro.reporting.queries.totals import Consolidated

ByUnit = Mapping[int, IndicatorFacts[int]]
Behind = tuple[tuple[int, int | None], ...]
Specs = Mapping[str, IndicatorSpec]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitShare:
    """What one unit has to reach of a target, and what its own figures say. lacking: None where that is not known."""

    unit: int
    value: Decimal
    result: Result[int] | None
    assessment: Assessment | None
    lacking: int | None

    @property
    def status(self) -> str:
        return str(self.assessment.status) if self.assessment else str(Status.NO_DATA)


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """The shares that were given of targets, and how a target is measured in one unit. allocations: by target."""

    figures: Consolidated
    specs: Specs
    allocations: Mapping[int, Sequence[Allocation]]

    def facts(self, codes: Iterable[str]) -> ByUnit:
        """The figures of each unit that these indicators need. One query; none where there are none."""
        cells = cells_of(with_parts(self.specs, codes).values())
        return facts_by_unit(self.figures.reading, self.figures.period, cells) if cells else {}

    def are_counted(self, target: Target, indicator: IndicatorSpec) -> bool:
        """Whether the result itself, or a share of it, is found unit by unit."""
        counts = any(spec.condition for spec in with_parts(self.specs, [indicator.code]).values())
        return counts or target.each_unit or target.pk in self.allocations

    def results(self, target: Target, indicator: IndicatorSpec, by_unit: ByUnit) -> dict[int, Result[int]]:
        """Of each unit that is meant: those with shares, else those with one of the tags, else all that are asked."""
        given = {row.unit_id for row in self.allocations.get(target.pk, ())}
        tags = frozenset(target.unit_tags)
        cells = cells_of(with_parts(self.specs, [indicator.code]).values())
        return {
            unit: results_in([indicator.code], self.specs, facts)[indicator.code]
            for unit, facts in by_unit.items()
            if not cells.isdisjoint(facts.now.keys())
            and (unit in given if given else not tags or tags & facts.tags.get(unit, frozenset()))
        }

    def with_units(self, facts: IndicatorFacts[int], code: str, by_unit: ByUnit) -> IndicatorFacts[int]:
        """Facts with the units that a condition of the indicator may count, and what each of them gave."""
        conditions = [spec for spec in with_parts(self.specs, [code]).values() if spec.condition]
        if not conditions:
            return facts
        asked = cells_of(conditions)
        units = {unit: own.units[unit] for unit, own in by_unit.items() if not own.now.keys().isdisjoint(asked)}
        return replace(facts, units=units)

    def shares(
        self, target: Target, indicator: IndicatorSpec | None, by_unit: ByUnit, *, final: bool
    ) -> tuple[UnitShare, ...]:
        rows = self.allocations.get(target.pk, ())
        results = self.results(target, indicator, by_unit) if indicator and rows else {}
        return tuple(_share(target, row, results.get(row.unit_id or 0), final=final) for row in rows)

    def behind(
        self,
        target: Target,
        indicator: IndicatorSpec,
        result: Result[int],
        by_unit: ByUnit,
        shares: Sequence[UnitShare],
    ) -> Behind:
        """The units that hold a target back, with how many are lacking there; nobody where naming is not right."""
        if not may_name(indicator) and not target.each_unit:
            return ()
        if shares:
            return tuple((share.unit, share.lacking) for share in shares if share.lacking)
        if result.transform is Transform.SHARE_OF_UNITS:
            return tuple((unit, None) for unit in result.failing)
        own = self.results(target, indicator, by_unit)
        return tuple((gap.unit, gap.lacking) for gap in gaps(spec_of(target), own))


def _share(target: Target, row: Allocation, result: Result[int] | None, *, final: bool) -> UnitShare:
    assert row.unit_id is not None
    spec = spec_of(target, row.value)
    return UnitShare(
        unit=row.unit_id,
        value=row.value,
        result=result,
        assessment=assess(spec, result, final=final) if result else None,
        lacking=lacking(spec, result) if result else None,
    )


def cells_of(indicators: Iterable[IndicatorSpec]) -> frozenset[CellKey]:
    return frozenset(cell.key for spec in indicators for _, formula in spec.formulas for cell in formula.cells())


def allocations_of(targets: Collection[Target]) -> dict[int, list[Allocation]]:
    """By target, the shares of units that are known here. One query."""
    found: dict[int, list[Allocation]] = defaultdict(list)
    for row in Allocation.objects.filter(target__in=targets, unit__isnull=False).order_by("position", "pk"):
        assert row.target_id is not None
        found[row.target_id].append(row)
    return dict(found)
