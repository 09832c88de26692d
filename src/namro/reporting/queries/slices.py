"""One consolidated figure taken apart: by groups of units, by tags, or whatever else units are put together by."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from namro.kernel.consolidation import Total, consolidate
from namro.kernel.elements import CellKey, ElementSpec
from namro.kernel.figures import Figure as Value
from namro.kernel.figures import FigureState
from namro.kernel.succession import spread_figure
from namro.reporting.queries.leaves import Leaf, carries_over
from namro.reporting.queries.sums import Told
from namro.reporting.queries.totals import Column, Consolidated


def slices(
    found: Consolidated, column: Column, key: CellKey, groups: Mapping[str, frozenset[int]]
) -> dict[str, Total[int]]:
    """By group, the total over its units on the map; a group of which nothing is asked is absent. One query.

    A unit may be in several groups, so that these need not add up to the whole.
    """
    element = found.elements[key.element]
    told = found.each(column, [key])[key]
    leaves = [leaf for leaf in column.leaves if key in leaf.cells and leaf.answers(element)]
    totals = {}
    for name, units in groups.items():
        parts = {leaf.unit: _part(found, leaf, element, told.get(leaf.unit), units) for leaf in leaves}
        inside = {unit: part for unit, part in parts.items() if part is not _OUTSIDE}
        values = {unit: {key: figure} for unit, figure in inside.items() if isinstance(figure, Value)}
        if inside:
            totals[name] = consolidate([u for u in found.reading.book.order if u in inside], values, [element])[key]
    return totals


_OUTSIDE = object()


def _part(
    found: Consolidated, leaf: Leaf, element: ElementSpec, told: Told | None, units: frozenset[int]
) -> Value | object | None:
    """What a group has of one leaf's figure: all, a share, nothing told (None), or it is not of the group at all."""
    shares = found.reading.maps.lineage.weights(leaf.unit, leaf.alternatives[-1][-1][1], found.reading.maps.on)
    heirs = [heir for heir in shares if heir in units]
    if not heirs or (len(heirs) < len(shares) and not carries_over(element)):
        return _OUTSIDE
    if told is None or told.figure.value is None or len(heirs) == len(shares):
        return told.figure if told else None
    spread = spread_figure(told.figure, element.kind, shares)
    value = sum((spread[heir].value or Decimal(0) for heir in heirs), Decimal(0))
    return Value(FigureState.ESTIMATED, value)
