"""Indicators computed from the consolidated figures of a plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from namro.catalogue import queries as catalogue
from namro.kernel.elements import CellKey
from namro.kernel.figures import Figure as Value
from namro.kernel.indicators import Attestation, IndicatorFacts, IndicatorSpec, Result, evaluate
from namro.reporting.queries.totals import Consolidated


def indicator_facts(figures: Consolidated) -> IndicatorFacts[int]:
    """From the start of the year up to the end of the period, beside the same time last year and the year's opening."""
    units = figures.units.values()
    return IndicatorFacts(
        now=figures.year_to_date.totals,
        opening=figures.year_opening,
        last_year=figures.comparable_last_year,
        tags={unit.id: frozenset(unit.tags) for unit in units},
        groups={unit.id: frozenset({unit.category, unit.kind}) for unit in units},
    )


@dataclass(frozen=True, kw_only=True)
class Measuring:
    """Ready to compute indicators. wanted: those that may be asked for, so that what units gave is read once for all.

    known: by code, the indicators in force at the end of the period; parts of other indicators are looked up there.
    """

    figures: Consolidated
    known: Mapping[str, IndicatorSpec]
    wanted: tuple[IndicatorSpec, ...]

    @cached_property
    def facts(self) -> IndicatorFacts[int]:
        return indicator_facts(self.figures)

    def value_of(self, indicator: IndicatorSpec, *, attested: Mapping[str, Attestation] | None = None) -> Result[int]:
        """attested: by code of an indicator, what the responsible body says it comes to."""
        given = attested or {}
        facts = self.facts
        if indicator.condition:
            facts = replace(facts, units=self._units_asked(indicator))
        parts = [self.value_of(self.known[code], attested=given) for code in indicator.parts]
        return evaluate(indicator, facts, parts=parts, attested=given.get(indicator.code))

    def _units_asked(self, indicator: IndicatorSpec) -> dict[int, Mapping[CellKey, Value]]:
        """The units of which one of the indicator's elements is asked, with what they gave."""
        assert indicator.condition
        totals = [self.facts.now.get(cell.key) for cell in indicator.condition.cells()]
        asked = {unit for total in totals if total for unit in (*total.leaves, *total.missing, *total.not_stored)}
        return {unit: self._by_unit.get(unit, {}) for unit in self.figures.units if unit in asked}

    @cached_property
    def _by_unit(self) -> Mapping[int, Mapping[CellKey, Value]]:
        """What each unit gave for the conditions of what is wanted; asks nothing where there are none."""
        keys = {cell.key for one in self._all_wanted() if one.condition for cell in one.condition.cells()}
        found: dict[int, dict[CellKey, Value]] = defaultdict(dict)
        if keys:
            for key, told in self.figures.each(self.figures.year_to_date, keys).items():
                for unit, one in told.items():
                    found[unit][key] = one.figure
        return found

    def _all_wanted(self) -> Iterable[IndicatorSpec]:
        waiting, seen = list(self.wanted), set[str]()
        while waiting:
            one = waiting.pop()
            yield one
            new = [code for code in one.parts if code not in seen and code in self.known]
            seen.update(new)
            waiting += [self.known[code] for code in new]


def measuring(figures: Consolidated, wanted: Iterable[IndicatorSpec]) -> Measuring:
    return Measuring(figures=figures, known=catalogue.indicators_by_code(figures.period.end), wanted=tuple(wanted))
