"""What indicators come to in each unit: for the map, for the pages of units, and for who is behind on a target."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from namro.catalogue import queries as catalogue
from namro.kernel.consolidation import Total, consolidate
from namro.kernel.elements import CellKey, ElementSpec
from namro.kernel.figures import Figure as Value
from namro.kernel.figures import FigureState
from namro.kernel.indicators import IndicatorFacts, IndicatorSpec, Result, evaluate
from namro.kernel.succession import spread_figure
from namro.kernel.times import ONE_DAY, Period
from namro.plans.models import Plan
from namro.reporting.queries.books import Reading, open_plan
from namro.reporting.queries.leaves import Leaf, carries_over
from namro.reporting.queries.sums import Told
from namro.reporting.queries.surroundings import year_start

ByUnit = Mapping[int, Mapping[CellKey, Total[int]]]
Specs = Mapping[str, IndicatorSpec]


def indicator_by_unit(
    plan: Plan,
    indicator_codes: Collection[str],
    period: Period,
    *,
    on: date,
    include_unaccepted: bool = False,
) -> dict[int, dict[str, Result[int]]]:
    """By unit of the map of `on`, in order of names, and by code, what each indicator comes to in that unit alone.

    Over the same time as the plan's targets: from the start of the year up to the end of the period, so that for sums
    the parts add up to the whole. Only units that the plan asks for a figure of some of the indicators are there; an
    indicator of which nothing is asked of a unit says NO_DATA. A SHARE_OF_UNITS is 1 for a unit that meets the
    condition, 0 for one that does not, and «nothing to measure» for one that it does not count. An unknown code is
    left out. About sixteen queries, whatever the number of units, indicators and figures.
    """
    specs = with_parts({spec.code: spec for spec in catalogue.indicator_specs(period.end).values()}, indicator_codes)
    cells = frozenset(c.key for spec in specs.values() for _, formula in spec.formulas for c in formula.cells())
    if not cells:
        return {}
    year, eve = period.year_to_date(), year_start(period) - ONE_DAY
    spans = [(year, year), (year.same_last_year(), year)]
    reading = open_plan(plan, spans, on=on, eve=eve, include_unaccepted=include_unaccepted)
    own = {code: specs[code] for code in indicator_codes if code in specs}
    return {unit: results_in(own, specs, facts) for unit, facts in facts_by_unit(reading, period, cells).items()}


def facts_by_unit(reading: Reading, period: Period, cells: Collection[CellKey]) -> dict[int, IndicatorFacts[int]]:
    """By unit of the map, in order of names: its own figures of these boxes, for `results_in`. One query.

    `reading` must be open for the year to date, the same time of last year and the eve of the year.
    """
    year, eve = period.year_to_date(), year_start(period) - ONE_DAY
    leaves = [
        reading.leaves(year, year),
        reading.leaves(year.same_last_year(), year),
        reading.opening(eve, year),
    ]
    now, last_year, opening = (
        _totals_by_unit(reading, own, told, frozenset(cells))
        for own, told in zip(leaves, reading.book.told(leaves, cells), strict=True)
    )
    return {
        unit: IndicatorFacts(
            now=now[unit],
            last_year=last_year.get(unit, {}),
            opening=opening.get(unit, {}),
            units={unit: _figures(now[unit])},
            tags={unit: frozenset(row.tags)},
            groups={unit: frozenset({row.kind, row.category})},
        )
        for unit, row in reading.units.items()
        if unit in now
    }


def with_parts(specs: Specs, codes: Iterable[str]) -> dict[str, IndicatorSpec]:
    """The indicators of these codes and of all that they are made of."""
    found: dict[str, IndicatorSpec] = {}
    waiting = list(codes)
    while waiting:
        code = waiting.pop()
        if code in specs and code not in found:
            found[code] = specs[code]
            waiting += specs[code].parts
    return found


def results_in(codes: Iterable[str], specs: Specs, facts: IndicatorFacts[int]) -> dict[str, Result[int]]:
    """What indicators come to; specs: those and whatever they are made of."""

    def result(code: str) -> Result[int]:
        return evaluate(specs[code], facts, parts=[result(part) for part in specs[code].parts if part in specs])

    return {code: result(code) for code in codes}


@dataclass(slots=True)
class _Place:
    """What one unit of the map has of one box: from whom, and what they gave."""

    expected: list[int]
    given: dict[int, dict[CellKey, Value]]


def _totals_by_unit(
    reading: Reading,
    leaves: Iterable[Leaf],
    told: Mapping[CellKey, Mapping[int, Told]],
    cells: frozenset[CellKey],
) -> dict[int, dict[CellKey, Total[int]]]:
    """By unit of the map, its share of what it and its forebears gave."""
    elements = reading.book.elements
    places: dict[tuple[int, CellKey], _Place] = defaultdict(lambda: _Place([], {}))
    for leaf in leaves:
        shares = reading.maps.lineage.weights(leaf.unit, leaf.alternatives[-1][-1][1], reading.maps.on)
        for key in leaf.cells & cells:
            element = elements[key.element]
            if not leaf.answers(element) or (len(shares) > 1 and not carries_over(element)):
                continue
            one = told.get(key, {}).get(leaf.unit)
            parts = spread_figure(one.figure, element.kind, shares) if one and len(shares) > 1 else {}
            for heir in shares:
                place = places[heir, key]
                place.expected.append(leaf.unit)
                if one:
                    place.given[leaf.unit] = {key: parts.get(heir, one.figure)}
    found: dict[int, dict[CellKey, Total[int]]] = defaultdict(dict)
    for (unit, key), place in places.items():
        found[unit][key] = _total(key, place, elements)
    return dict(found)


def _total(key: CellKey, place: _Place, elements: Mapping[str, ElementSpec]) -> Total[int]:
    return consolidate(place.expected, place.given, [elements[key.element]])[key]


def _figures(totals: Mapping[CellKey, Total[int]]) -> dict[CellKey, Value]:
    """The same as figures of the one unit, for a condition on them; what nobody gave is not there."""
    return {key: figure for key, total in totals.items() if (figure := _figure(total)) is not None}


def _figure(total: Total[int]) -> Value | None:
    if total.value is not None and not total.missing:
        return Value(FigureState.ESTIMATED if total.estimated else FigureState.REPORTED, total.value)
    return Value(FigureState.NOT_STORED) if total.not_stored and not total.missing else None
