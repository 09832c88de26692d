"""Who took over from whom: counts carried from the map of one day to the map of a later one.

Counts are re-added. A rate is recomputed from its re-added parts and a class is never carried over, because what held
for one old unit says nothing about a new one. Going back in time counts are not taken apart: they stay where they are.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Generic, TypeVar

from namro.kernel.elements import ElementKind
from namro.kernel.figures import Figure, FigureState
from namro.kernel.times import ONE_DAY

Unit = TypeVar("Unit", bound=Hashable)

# As many decimals as the store of figures keeps.
PLACES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover(Generic[Unit]):
    """From `effective_on` on, `share` of the counts of `from_unit` belongs to `to_unit`.

    What the handovers of one unit on one day leave of 1 stays with it; a unit that hands over all of 1 is gone.
    """

    from_unit: Unit
    to_unit: Unit
    share: Decimal
    effective_on: date
    legal_reference: str = ""


class Lineage(Generic[Unit]):
    """All handovers. Those of one day happen at once, not one after another.

    Raises ValueError for a handover to the unit itself, a share of nothing, and a unit that hands over more than 1.
    """

    __slots__ = ("_by_day", "_gone_on")

    def __init__(self, handovers: Iterable[Handover[Unit]]) -> None:
        by_day: dict[date, dict[Unit, list[Handover[Unit]]]] = {}
        for one in handovers:
            if one.from_unit == one.to_unit:
                raise ValueError(f"Đơn vị {one.from_unit} không thể kế thừa chính mình.")
            by_day.setdefault(one.effective_on, {}).setdefault(one.from_unit, []).append(one)
        self._by_day = dict(sorted(by_day.items()))
        self._gone_on: dict[Unit, date] = {}
        for day, givers in self._by_day.items():
            for unit, given in givers.items():
                shares = [one.share for one in given]
                if min(shares) <= 0 or sum(shares) > 1:
                    raise ValueError(f"Tỷ lệ chuyển giao của đơn vị {unit} phải lớn hơn 0, cộng lại không quá 1.")
                if sum(shares) == 1:
                    self._gone_on[unit] = day

    def __iter__(self) -> Iterator[Handover[Unit]]:
        return (one for day in self._by_day for one in self._of(day))

    def weights(self, unit: Unit, figures_on: date, on: date) -> dict[Unit, Fraction]:
        """The share that each unit of the map of `on` has in a count of `unit` for a window ending on `figures_on`.

        The shares sum to exactly 1; {unit: 1} where nothing moved, and on a map not later than the figure. A figure of
        a unit that is gone is of its last day at the latest, whatever its window.
        """
        holding = {unit: Fraction(1)}
        for day in self._days(self._day_of(unit, figures_on), on):
            holding = self._handed_over(holding, day)
        return holding

    def moved(self, figures_on: date, on: date) -> dict[Unit, dict[Unit, Fraction]]:
        """The weights of every unit that doesn't keep all its counts between the two days; the others keep 1."""
        givers = dict.fromkeys(one.from_unit for one in self)
        found = {unit: self.weights(unit, figures_on, on) for unit in givers}
        return {unit: shares for unit, shares in found.items() if shares != {unit: 1}}

    def origins(self, unit: Unit, figures_on: date, on: date) -> dict[Unit, Fraction]:
        """What makes up `unit` of the map of `on`: each earlier unit, and the share of it that came here.

        The other way round than `weights`. The unit itself stands among them with what it kept, also where it did not
        exist on `figures_on`: births are no handovers, so whoever knows the units leaves it out.
        """
        holding = {unit: Fraction(1)}
        for day in reversed(self._days(figures_on, on)):
            before = {u: what * self._kept(u, day) for u, what in holding.items()}
            for one in self._of(day):
                if one.to_unit in holding:
                    part = holding[one.to_unit] * Fraction(one.share)
                    before[one.from_unit] = before.get(one.from_unit, Fraction(0)) + part
            holding = {u: what for u, what in before.items() if what}
        return holding

    def breaks(self, unit: Unit, first: date, last: date) -> tuple[date, ...]:
        """The days after `first`, up to `last`, from which figures of `unit` are not of the same area as before.

        Of a unit of the map of `last`, its forebears included; a unit gone before `last` is asked for by its own days.
        """
        found: list[date] = []
        family = {unit}
        for day in reversed(self._days(first, last)):
            party = [one for one in self._of(day) if family & {one.from_unit, one.to_unit}]
            if party:
                found.append(day)
            family |= {one.from_unit for one in party if one.to_unit in family}
        return tuple(reversed(found))

    def _handed_over(self, holding: Mapping[Unit, Fraction], day: date) -> dict[Unit, Fraction]:
        after: dict[Unit, Fraction] = {}
        for unit, what in holding.items():
            kept = what * self._kept(unit, day)
            for to, part in [(unit, kept), *((g.to_unit, what * Fraction(g.share)) for g in self._given(unit, day))]:
                if part:
                    after[to] = after.get(to, Fraction(0)) + part
        return after

    def _given(self, unit: Unit, day: date) -> list[Handover[Unit]]:
        return self._by_day[day].get(unit, [])

    def _kept(self, unit: Unit, day: date) -> Fraction:
        return 1 - sum((Fraction(one.share) for one in self._given(unit, day)), Fraction(0))

    def _of(self, day: date) -> Iterator[Handover[Unit]]:
        return (one for given in self._by_day[day].values() for one in given)

    def _days(self, after: date, until: date) -> list[date]:
        return [day for day in self._by_day if after < day <= until]

    def _day_of(self, unit: Unit, figures_on: date) -> date:
        gone_on = self._gone_on.get(unit)
        return figures_on if gone_on is None else min(figures_on, gone_on - ONE_DAY)


def spread(value: Decimal, weights: Mapping[Unit, Fraction], places: int = PLACES) -> dict[Unit, Decimal]:
    """A count in parts that add up to exactly itself: each cut off at `places` decimals, the last takes what is left.

    Half a person is half a person here; rounding is for whoever shows it.
    """
    parts: dict[Unit, Decimal] = {}
    *others, last = weights
    for unit in others:
        parts[unit] = Decimal(floor(Fraction(value) * weights[unit] * 10**places)).scaleb(-places)
    parts[last] = value - sum(parts.values(), Decimal(0))
    return parts


def spread_figure(figure: Figure, kind: ElementKind, weights: Mapping[Unit, Fraction]) -> dict[Unit, Figure]:
    """What a figure of one old unit is on the new map, by unit. A share of a count is an estimate.

    Empty for an attested rate: it is never carried over. What is not stored or does not apply holds for every heir.
    """
    if kind is ElementKind.ATTESTED:
        return {}
    if figure.value is None or len(weights) == 1:
        return dict.fromkeys(weights, figure)
    return {unit: Figure(FigureState.ESTIMATED, part) for unit, part in spread(figure.value, weights).items()}
