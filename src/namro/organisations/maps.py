"""How figures of one day stand on the map of another: reads for whoever compares years on one map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from namro.kernel.succession import Handover, Lineage
from namro.organisations.models import Succession


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """From the map of `figures_on` to the map of `on`. moved: only units that don't keep all of their counts.

    touched: units of either map whose area is not the same on both days, so that a rate or a class of theirs from
    `figures_on` says nothing on `on`.
    """

    figures_on: date
    on: date
    moved: Mapping[int, Mapping[int, Fraction]]
    touched: frozenset[int]

    def shares(self, unit: int) -> Mapping[int, Fraction]:
        """Who has which share of the counts of a unit; {unit: 1} where nothing moved. The shares sum to 1."""
        return self.moved.get(unit) or {unit: Fraction(1)}

    @property
    def is_same_map(self) -> bool:
        return not self.touched


def lineage() -> Lineage[int]:
    """Every succession of this installation; one query."""
    rows = Succession.objects.order_by("effective_on", "pk").values_list(
        "from_unit_id", "to_unit_id", "share", "effective_on", "legal_reference"
    )
    return Lineage(
        Handover(from_unit=giver, to_unit=to, share=share, effective_on=day, legal_reference=reference)
        for giver, to, share, day, reference in rows
    )


def map_between(figure_dates: Iterable[date], on: date) -> dict[date, Crossing]:
    """The crossing from the map of each date (the last day of a window) to the map of `on`; one query."""
    handovers = lineage()
    return {day: crossing(handovers, day, on) for day in figure_dates}


def crossing(handovers: Lineage[int], figures_on: date, on: date) -> Crossing:
    first, last = sorted((figures_on, on))
    between = [one for one in handovers if first < one.effective_on <= last]
    moved = handovers.moved(figures_on, on)
    touched = {unit for one in between for unit in (one.from_unit, one.to_unit)} | moved.keys()
    return Crossing(figures_on=figures_on, on=on, moved=moved, touched=frozenset(touched))


def breaks_in(units: Iterable[int], first: date, last: date) -> tuple[date, ...]:
    """The days after `first`, up to `last`, at which the area of any of these units of the map of `last` changed."""
    handovers = lineage()
    return tuple(sorted({day for unit in set(units) for day in handovers.breaks(unit, first, last)}))


def legal_references_of(days: Iterable[date]) -> dict[date, tuple[str, ...]]:
    """By which texts the map changed on these days."""
    found: dict[date, dict[str, None]] = {}
    rows = Succession.objects.filter(effective_on__in=set(days)).order_by("effective_on", "pk")
    for day, reference in rows.values_list("effective_on", "legal_reference"):
        found.setdefault(day, {})[reference] = None
    return {day: tuple(references) for day, references in found.items()}
