"""Figures that two suppliers give of one place, side by side, with what a person has noted about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from namro.catalogue import queries as catalogue
from namro.kernel.elements import CellKey
from namro.kernel.figures import Figure as Value
from namro.organisations import queries as organisations
from namro.reporting.models import Figure, Reconciliation
from namro.reporting.stored import Entry, Window, entries

Place = tuple[int, CellKey, Window]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What one supplier gives. counts: whether totals take it."""

    supplier: int
    supplier_name: str
    is_own: bool
    value: Value
    counts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """given: the unit's own first. difference: of numbers, the largest less the smallest; None where one has none."""

    unit: int
    unit_name: str
    key: CellKey
    label: str
    unit_label: str
    decimals: int
    window: Window
    given: tuple[Given, ...]
    difference: Decimal | None
    note: Reconciliation | None

    @property
    def is_settled(self) -> bool:
        return self.note is not None or self.difference == 0


def differences(units: Iterable[int], *, window: Window | None = None, element: str = "") -> list[Difference]:
    """Every place of these units of which more than one supplier gives a figure; what is open and differs most first.

    Five queries, whatever the number of figures.
    """
    mine = set(units)
    doubled = Figure.objects.filter(unit__in=mine)
    if window:
        doubled = doubled.filter(window_start=window[0], window_end=window[1])
    if element:
        doubled = doubled.filter(element__code=element)
    columns = ("unit_id", "element_id", "breakdown", "window_start", "window_end")
    places = set(doubled.values_list(*columns).annotate(n=Count("pk")).filter(n__gt=1).values_list(*columns))
    if not places:
        return []
    near = Figure.objects.filter(
        unit__in={p[0] for p in places}, element__in={p[1] for p in places}, window_end__in={p[4] for p in places}
    )
    grouped: dict[Place, list[Entry]] = defaultdict(list)
    for entry in entries(near):
        grouped[entry.unit, entry.key, entry.window].append(entry)
    found = {place: given for place, given in grouped.items() if len(given) > 1}
    names = organisations.names_at(
        max(window[1] for _, _, window in found), {e.supplier for given in found.values() for e in given} | mine
    )
    notes = _notes(found)
    made = [_difference(place, given, names, notes.get(place)) for place, given in found.items()]
    return sorted(made, key=lambda d: (d.is_settled, -d.window[1].toordinal(), -(d.difference or 0), d.unit_name))


def _difference(place: Place, given: list[Entry], names: Mapping[int, str], note: Reconciliation | None) -> Difference:
    unit, key, window = place
    element = catalogue.elements()[key.element]
    part = dict(element.breakdowns).get(key.breakdown)
    ordered = sorted(given, key=lambda e: (e.supplier != unit, e.supplier))
    counted = next((e for e in ordered if not e.set_aside), None)
    numbers = [e.value.value for e in given if e.value.value is not None]
    return Difference(
        unit=unit,
        unit_name=names.get(unit, ""),
        key=key,
        label=f"{element.name}: {part}" if part else element.name,
        unit_label=element.unit,
        decimals=element.decimals,
        window=window,
        given=tuple(
            Given(
                supplier=e.supplier,
                supplier_name=names.get(e.supplier, ""),
                is_own=e.supplier == unit,
                value=e.value,
                counts=e is counted,
            )
            for e in ordered
        ),
        difference=max(numbers) - min(numbers) if len(numbers) == len(given) else None,
        note=note,
    )


def _notes(found: Mapping[Place, object]) -> dict[Place, Reconciliation]:
    """The newest note of each place."""
    rows = Reconciliation.objects.filter(unit__in={unit for unit, _, _ in found}).select_related("element", "by")
    notes: dict[Place, Reconciliation] = {}
    for row in rows:
        key = CellKey(row.element.code, row.breakdown)
        notes.setdefault((row.unit_id, key, (row.window_start, row.window_end)), row)
    return notes


def windows_with_two(units: Iterable[int]) -> list[Window]:
    """The windows in which something is given twice, the newest first."""
    columns = ("unit_id", "element_id", "breakdown", "window_start", "window_end")
    rows = Figure.objects.filter(unit__in=set(units)).values_list(*columns).annotate(n=Count("pk")).filter(n__gt=1)
    return sorted({(row[3], row[4]) for row in rows}, key=lambda w: (w[1], w[0]), reverse=True)
