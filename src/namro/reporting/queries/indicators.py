"""What any indicator comes to on a plan's figures, whether or not a target of the plan asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from namro.catalogue import queries as catalogue
from namro.kernel.indicators import IndicatorSpec, Result
from namro.reporting.queries.by_unit import results_in, with_parts
from namro.reporting.queries.target_units import Units
from namro.reporting.queries.targets import indicator_facts
from namro.reporting.queries.totals import Consolidated


def indicator_values(figures: Consolidated, indicators: Iterable[IndicatorSpec]) -> dict[str, Result[int]]:
    """By code, from the start of the year up to the end of the period of the figures. Two queries beside those.

    An indicator goes before the one of the same code that is in force, so that one can be tried before it is kept.
    """
    wanted = {one.code: one for one in indicators}
    specs = catalogue.indicators_by_code(figures.period.end) | wanted
    units = Units(figures=figures, specs=specs, allocations={})
    by_unit = units.facts(code for code in wanted if _counts_units(specs, code))
    facts = indicator_facts(figures)
    found: dict[str, Result[int]] = {}
    for code in wanted:
        found |= results_in([code], specs, units.with_units(facts, code, by_unit))
    return found


def _counts_units(specs: Mapping[str, IndicatorSpec], code: str) -> bool:
    return any(one.condition for one in with_parts(specs, [code]).values())
