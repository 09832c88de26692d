"""What is different between the map of one day and that of the day before, told unit by unit."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from namro.kernel.succession import Handover

Unit = TypeVar("Unit", bound=Hashable)


class Difference(StrEnum):
    NEW = "new"
    """Stands on the new map and took over from nobody."""
    MERGED = "merged"
    """Took over whole units."""
    SPLIT = "split"
    """Took over, or gave away, a part of a unit."""
    RENAMED = "renamed"
    MOVED = "moved"
    GONE = "gone"
    """Nobody took over."""


@dataclass(frozen=True, slots=True)
class Place(Generic[Unit]):
    """How a unit is called, and what it hangs on: None for the top."""

    name: str
    parent: Unit | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDifference(Generic[Unit]):
    """One unit of the new map, or one that is gone; `sources` are the units it took over from, with their shares."""

    unit: Unit
    kinds: frozenset[Difference]
    before: Place[Unit] | None
    after: Place[Unit] | None
    sources: tuple[tuple[Unit, Decimal], ...] = ()


def differences(
    before: Mapping[Unit, Place[Unit]], after: Mapping[Unit, Place[Unit]], handovers: Iterable[Handover[Unit]]
) -> list[UnitDifference[Unit]]:
    """Units that are not the same on both maps, in the order of `after`, then those that are gone.

    `handovers` are those of the day between. A unit that went wholly into others stands with them, not by itself.
    """
    received: dict[Unit, list[tuple[Unit, Decimal]]] = defaultdict(list)
    givers = set()
    for one in handovers:
        received[one.to_unit].append((one.from_unit, one.share))
        givers.add(one.from_unit)
    found = []
    for unit, place in after.items():
        sources = tuple(received[unit])
        kinds = _kinds(before.get(unit), place, sources, gives=unit in givers)
        if kinds:
            found.append(UnitDifference(unit=unit, kinds=kinds, before=before.get(unit), after=place, sources=sources))
    found += [
        UnitDifference(unit=unit, kinds=frozenset({Difference.GONE}), before=place, after=None)
        for unit, place in before.items()
        if unit not in after and unit not in givers
    ]
    return found


def _kinds(
    before: Place[Unit] | None, after: Place[Unit], sources: tuple[tuple[Unit, Decimal], ...], *, gives: bool
) -> frozenset[Difference]:
    kinds = {Difference.MERGED if share == 1 else Difference.SPLIT for _, share in sources}
    if gives:
        kinds.add(Difference.SPLIT)
    if before is None:
        return frozenset(kinds or {Difference.NEW})
    if before.name != after.name:
        kinds.add(Difference.RENAMED)
    if before.parent != after.parent:
        kinds.add(Difference.MOVED)
    return frozenset(kinds)
