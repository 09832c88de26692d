"""The tree of one day beside that of the day before, and what has been entered about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from namro.kernel.map_changes import Place, UnitDifference, differences
from namro.kernel.succession import Handover
from namro.kernel.times import ONE_DAY
from namro.organisations import queries
from namro.organisations.models import Succession, UnitChange


@dataclass(frozen=True, slots=True, kw_only=True)
class MapDifference:
    """names: of every unit of either day; counts: of units that existed on the day before and on the day."""

    on: date
    rows: tuple[UnitDifference[int], ...]
    names: Mapping[int, str]
    counts: tuple[int, int]


def difference_on(on: date) -> MapDifference:
    """What changed on a day; about a dozen queries."""
    before, after = queries.units_on(on - ONE_DAY), queries.units_on(on)
    handovers = [
        Handover(from_unit=giver, to_unit=heir, share=share, effective_on=on)
        for giver, heir, share in Succession.objects.filter(effective_on=on)
        .order_by("pk")
        .values_list("from_unit_id", "to_unit_id", "share")
    ]
    return MapDifference(
        on=on,
        rows=tuple(differences(_places(before), _places(after), handovers)),
        names={row.id: row.name for row in (*before.values(), *after.values())},
        counts=(len(before), len(after)),
    )


def _places(rows: Mapping[int, queries.UnitRow]) -> dict[int, Place[int]]:
    return {row.id: Place(row.name, row.parent) for row in rows.values()}


def changes_of(unit: int) -> list[UnitChange]:
    """What has been entered about a unit, newest first, without what has been undone."""
    return list(UnitChange.objects.filter(units__contains=[unit], undone_at=None).order_by("-effective_on", "-pk"))
