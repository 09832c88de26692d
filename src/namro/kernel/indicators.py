"""Indicators computed from consolidated figures, as exact fractions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Generic

from namro.kernel.consolidation import Total
from namro.kernel.elements import CellKey
from namro.kernel.expressions import (
    Cell,
    Expression,
    Gap,
    Lookup,
    Unknown,
    number,
    truth,
)
from namro.kernel.figures import Figure, FigureState
from namro.kernel.indicator_specs import (
    Direction,
    IndicatorSpec,
    Topic,
    formula_of,
    indicator_from_dict,
    indicator_to_dict,
)
from namro.kernel.results import Outcome, Result, Transform, Unit

__all__ = [
    "Direction",
    "IndicatorFacts",
    "IndicatorSpec",
    "Outcome",
    "Result",
    "Topic",
    "Transform",
    "evaluate",
    "formula_of",
    "indicator_from_dict",
    "indicator_to_dict",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorFacts(Generic[Unit]):
    """Totals of the window, on its eve (`open(x)`) and of the same window last year.

    units: every unit that a condition may count, with the figures that it gave for the window. tags, groups: the tags
    of each of them, and the groups that it belongs to.
    """

    now: Mapping[CellKey, Total[Unit]] = field(default_factory=dict)
    opening: Mapping[CellKey, Total[Unit]] = field(default_factory=dict)
    last_year: Mapping[CellKey, Total[Unit]] = field(default_factory=dict)
    units: Mapping[Unit, Mapping[CellKey, Figure]] = field(default_factory=dict)
    tags: Mapping[Unit, frozenset[str]] = field(default_factory=dict)
    groups: Mapping[Unit, frozenset[str]] = field(default_factory=dict)


def evaluate(
    indicator: IndicatorSpec, facts: IndicatorFacts[Unit], *, parts: Sequence[Result[Unit]] = ()
) -> Result[Unit]:
    """Computes from whatever was reported; the result names the units that are missing from it.

    parts: the results of an ALL_OF, in the order of its codes.
    """
    if indicator.transform is Transform.ALL_OF:
        return _all_of(indicator, parts)
    return _count_units(indicator, facts) if indicator.condition else _compute(indicator, facts)


def _all_of(indicator: IndicatorSpec, parts: Sequence[Result[Unit]]) -> Result[Unit]:
    """Known once every part that has something to measure is; the value is the one that is furthest behind."""
    outcomes = {part.outcome for part in parts}
    outcome = Outcome.KNOWN
    if not parts or Outcome.NO_DATA in outcomes:
        outcome = Outcome.NO_DATA
    elif outcomes == {Outcome.NO_OCCURRENCE}:
        outcome = Outcome.NO_OCCURRENCE
    values = [part.value for part in parts if part.value is not None]
    behind = max if indicator.direction is Direction.DOWN else min
    return Result(
        transform=indicator.transform,
        outcome=outcome,
        value=behind(values) if outcome is Outcome.KNOWN else None,
        estimated=any(part.estimated for part in parts),
        missing=_once(unit for part in parts for unit in part.missing),
        base_missing=_once(unit for part in parts for unit in part.base_missing),
        not_stored=_once(unit for part in parts for unit in part.not_stored),
        counted=indicator.counted,
        name=indicator.name,
        parts=tuple(parts),
    )


def _compute(indicator: IndicatorSpec, facts: IndicatorFacts[Unit]) -> Result[Unit]:
    reader, base_reader = _Reader(facts), _Reader(facts)
    assert indicator.numerator
    now = reader.sum(indicator.numerator)
    base = _base(indicator, reader, base_reader)
    outcome = _outcome(now, base, needs_base=indicator.transform in _WITH_BASE)
    above = now
    if indicator.transform is Transform.REDUCTION and now is not None and base is not None:
        above = base - now
    missing = _once(unit for total in reader.used for unit in total.missing)
    return Result(
        transform=indicator.transform,
        outcome=outcome,
        value=_value(indicator.transform, above, base) if outcome is Outcome.KNOWN else None,
        numerator=above,
        denominator=base,
        estimated=any(total.estimated for total in reader.used),
        missing=missing,
        base_missing=_once(unit for total in base_reader.used for unit in total.missing if unit not in missing),
        not_stored=_once(unit for total in reader.used for unit in total.not_stored),
        counted=indicator.counted,
        name=indicator.name,
    )


_WITH_BASE = (Transform.RATIO, Transform.GROWTH, Transform.REDUCTION, Transform.ATTESTED)


class _Reader(Generic[Unit]):
    """Reads sums from totals and keeps the totals that it used."""

    def __init__(self, facts: IndicatorFacts[Unit]) -> None:
        self._columns = {
            "": facts.now,
            "open": facts.opening,
            "year_open": facts.opening,
            "last_year": facts.last_year,
        }
        self.used: list[Total[Unit]] = []

    def sum(self, expression: Expression, *, column: str = "") -> Fraction | None:
        """`column` says where the cells outside a function are read."""

        def lookup(cell: Cell) -> Fraction | Unknown:
            total = self._columns.get(cell.function or column, {}).get(cell.key)
            if total is not None:
                self.used.append(total)
            if total is None or total.value is None:
                return Unknown(((cell, Gap.BLANK),))
            return Fraction(total.value)

        found = number(expression.node, lookup)
        return None if isinstance(found, Unknown) else found


def _base(indicator: IndicatorSpec, reader: _Reader[Unit], base_reader: _Reader[Unit]) -> Fraction | None:
    assert indicator.numerator
    match indicator.transform:
        case Transform.RATIO:
            assert indicator.denominator
            return reader.sum(indicator.denominator)
        case Transform.GROWTH:
            return base_reader.sum(indicator.numerator, column="last_year")
        case Transform.REDUCTION:
            return base_reader.sum(indicator.numerator, column="open")
        case Transform.ATTESTED:
            return Fraction(100)
        case _:
            return None


def _outcome(now: Fraction | None, base: Fraction | None, *, needs_base: bool) -> Outcome:
    if now is None or (needs_base and base is None):
        return Outcome.NO_DATA
    return Outcome.NO_OCCURRENCE if base == 0 else Outcome.KNOWN


def _value(transform: Transform, above: Fraction | None, base: Fraction | None) -> Fraction | None:
    if above is None or base is None:
        return above
    return (above - base) / base if transform is Transform.GROWTH else above / base


def _count_units(indicator: IndicatorSpec, facts: IndicatorFacts[Unit]) -> Result[Unit]:
    """A unit whose figures don't decide the condition does not meet it, and is named as missing."""
    assert indicator.condition
    node, cells = indicator.condition.node, indicator.condition.cells()
    units = [unit for unit in facts.units if _is_counted(indicator, facts, unit)]
    outcomes = {unit: truth(node, _lookup_in(facts.units[unit])) for unit in units}
    undecided = {unit: found.gaps for unit, found in outcomes.items() if isinstance(found, Unknown)}
    met = tuple(unit for unit, outcome in outcomes.items() if outcome is True)
    count = Fraction(len(units))
    outcome = _outcome(Fraction(len(met)) if len(undecided) < len(units) or not units else None, count, needs_base=True)
    is_share = indicator.transform is Transform.SHARE_OF_UNITS
    return Result(
        transform=indicator.transform,
        outcome=outcome,
        value=(Fraction(len(met)) / count if is_share else Fraction(len(met))) if outcome is Outcome.KNOWN else None,
        numerator=Fraction(len(met)) if outcome is not Outcome.NO_DATA else None,
        denominator=count if is_share else None,
        estimated=any(_is_estimated(facts.units[unit].get(cell.key)) for unit in units for cell in cells),
        missing=tuple(unit for unit, gaps in undecided.items() if any(gap is Gap.BLANK for _, gap in gaps)),
        not_stored=tuple(unit for unit, gaps in undecided.items() if all(gap is Gap.NOT_STORED for _, gap in gaps)),
        meeting=met,
        failing=tuple(unit for unit, outcome in outcomes.items() if outcome is False),
        counted=indicator.counted,
        name=indicator.name,
    )


def _is_counted(indicator: IndicatorSpec, facts: IndicatorFacts[Unit], unit: Unit) -> bool:
    if indicator.units_of and indicator.units_of not in facts.groups.get(unit, frozenset()):
        return False
    return not indicator.units_tagged or bool(facts.tags.get(unit, frozenset()).intersection(indicator.units_tagged))


def _is_estimated(figure: Figure | None) -> bool:
    return figure is not None and figure.state is FigureState.ESTIMATED


def _lookup_in(given: Mapping[CellKey, Figure]) -> Lookup:
    def lookup(cell: Cell) -> Fraction | Unknown:
        figure = given.get(cell.key) if not cell.function else None
        if figure is not None and figure.value is not None:
            return Fraction(figure.value)
        elsewhere = figure is not None and figure.state is FigureState.NOT_STORED
        return Unknown(((cell, Gap.NOT_STORED if elsewhere else Gap.BLANK),))

    return lookup


def _once(units: Iterable[Unit]) -> tuple[Unit, ...]:
    return tuple(dict.fromkeys(units))
