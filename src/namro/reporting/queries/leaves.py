"""Whose figures go into a total: the units that answer for a span of time, and the windows they give it in.

Nothing here asks the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property, lru_cache

from namro.kernel.elements import CellKey, ElementKind, ElementSpec
from namro.kernel.succession import Lineage
from namro.kernel.times import FREE_KINDS, Period, PeriodKind, period_containing
from namro.reporting.rules import CARRIED_KINDS
from namro.reporting.stored import Window

# Whether something holds for one commune as a whole: no count, and so never carried to another map (domain.md §8).
_CLASS_UNITS = frozenset({"xã", "loại"})
EVERY_KIND = frozenset(ElementKind)
# All but these are counted at an end, by whoever is still there then.
HAPPENED = frozenset({ElementKind.FLOW})


def carries_over(element: ElementSpec) -> bool:
    """Counts are re-added on another map; rates that somebody attests and classes of communes are not."""
    return element.kind is not ElementKind.ATTESTED and element.unit not in _CLASS_UNITS


@dataclass(frozen=True, slots=True)
class Asked:
    """What a plan asks of one unit up to the end of a period: some boxes, in windows of one kind."""

    unit: int
    cells: frozenset[CellKey]
    periods: tuple[Period, ...]

    def tiles(self, span: Period, like: Period) -> tuple[Window, ...]:
        """The windows in `span` that match, one by one, those that are asked for in `like`."""
        return tuple((p.start, p.end) for p in _tiles(self.periods, span, like))


@lru_cache(maxsize=1024)
def _tiles(periods: tuple[Period, ...], span: Period, like: Period) -> tuple[Period, ...]:
    own = [p for p in periods if like.start <= p.start and p.end <= like.end]
    if not own or own[-1].kind in FREE_KINDS:
        return tuple(own[-1:]) if span == like else ()
    wanted = _count(own[-1], like.start)
    tile = period_containing(span.start, own[-1].kind, own[-1].regime)
    found: list[Period] = []
    while len(found) < wanted and tile.end <= span.end:
        found.append(tile)
        tile = tile.next()
    return tuple(found)


def _count(last: Period, since: date) -> int:
    """How many windows of the kind of `last` lie between a day and the end of `last`."""
    count = 0
    while last.start >= since:
        count, last = count + 1, last.previous()
    return count


# Of a unit's counts, the shares that are wanted, each to add or to take off, cut off at the store's last decimal.
Portions = tuple[tuple[int, Fraction], ...]
WHOLE: Portions = ((1, Fraction(1)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One unit's part in a span.

    alternatives: ways to its figure, the first that is there counts; each is made of windows that follow one another.
    kinds: of elements that it answers for. portions: how much of its counts is wanted, where the map of another day
    splits it. heirs: the units, asked now, of whose area it is.
    """

    unit: int
    cells: frozenset[CellKey]
    alternatives: tuple[tuple[Window, ...], ...]
    kinds: frozenset[ElementKind] = EVERY_KIND
    portions: Portions = WHOLE
    heirs: frozenset[int] = frozenset()

    def answers(self, element: ElementSpec) -> bool:
        return element.kind in self.kinds and (self.portions == WHOLE or carries_over(element))


@dataclass(frozen=True, kw_only=True)
class Maps:
    """How the units of one day stand on the map of another.

    exists: was a unit there on a day. given: the (unit, window) that hold any figure. scope: the units of the map of
    `on` whose figures are wanted, None for all.
    """

    lineage: Lineage[int]
    exists: Callable[[int, date], bool]
    given: Collection[tuple[int, Window]]
    on: date
    scope: frozenset[int] | None = None

    @cached_property
    def stored(self) -> frozenset[Window]:
        """The windows that hold any figure."""
        return frozenset(window for _, window in self.given)

    @cached_property
    def _family(self) -> frozenset[int]:
        """Everyone who ever took part in a change of the map."""
        return frozenset(unit for one in self.lineage for unit in (one.from_unit, one.to_unit))

    def sources(self, unit: int, windows: Sequence[Window], until: date) -> tuple[int, ...]:
        """The units of the time of some windows, all ending on one day, that make up `unit` of the map of `until`.

        A unit that was not there yet gives its figures itself where somebody has put them together for it, or where
        its forebears have given none.
        """
        if unit not in self._family:
            return (unit,)
        then = windows[0][1]
        origins = [u for u in self.lineage.origins(unit, then, until) if u != unit and self.exists(u, then)]
        if self.exists(unit, then):
            return (unit, *origins)
        told = [u for u in (unit, *origins) if any((u, window) in self.given for window in windows)]
        return tuple(origins) if told and unit not in told else (unit,)

    def portions(self, unit: int, figures_on: date) -> Portions:
        """How much of a unit's counts belongs to the units that are wanted; () if nothing does."""
        if self.scope is None:
            return WHOLE
        shares = self.lineage.weights(unit, figures_on, self.on)
        wanted = [heir for heir in shares if heir in self.scope]
        if len(wanted) == len(shares):
            return WHOLE
        *cut_off, last = shares
        if last not in self.scope:
            return tuple((1, shares[heir]) for heir in cut_off if heir in self.scope)
        # The last takes what the others leave, so that the parts of all add up to the whole.
        return (*WHOLE, *((-1, shares[heir]) for heir in cut_off if heir not in self.scope))


@dataclass(slots=True)
class _Draft:
    """What is found out about a leaf, by window: does it answer there for the end of the span."""

    windows: dict[Window, bool] = field(default_factory=dict)
    heirs: set[int] = field(default_factory=set)


def leaves_of(asked: Iterable[Asked], span: Period, like: Period, maps: Maps) -> tuple[Leaf, ...]:
    """Everyone who answers for `span`, seen from who is asked in `like`; every unit and box once."""
    everyone = tuple(asked)
    known = _asked_in(everyone)
    drafts: dict[int, dict[frozenset[CellKey], _Draft]] = defaultdict(dict)
    for one in everyone:
        tiles = one.tiles(span, like)
        for window in tiles:
            for unit in maps.sources(one.unit, [window], like.end):
                if unit == one.unit or unit in known.get(window, {unit}):
                    draft = drafts[unit].setdefault(one.cells, _Draft())
                    ends = window == tiles[-1] and maps.exists(one.unit, like.end)
                    draft.windows[window] = draft.windows.get(window, False) or ends
                    draft.heirs.add(one.unit)
    exact = (span.start, span.end)
    found = []
    for unit, own in drafts.items():
        for cells, draft in _without_repeats(own):
            parts = tuple(sorted(draft.windows))
            if portions := maps.portions(unit, parts[-1][1]):
                found.append(
                    Leaf(
                        unit=unit,
                        cells=cells,
                        alternatives=((exact,), parts) if exact in maps.stored and parts != (exact,) else (parts,),
                        kinds=EVERY_KIND if draft.windows[parts[-1]] else HAPPENED,
                        portions=portions,
                        heirs=frozenset(draft.heirs),
                    )
                )
    return tuple(found)


def opening_leaves(asked: Iterable[Asked], eve: date, like: Period, maps: Maps) -> tuple[Leaf, ...]:
    """The same for what was there at the end of a day, from the shortest window that ends on it and has a figure."""
    everyone = [one for one in asked if one.tiles(like, like)]
    windows = windows_ending_on(eve, (period for one in everyone for period in one.periods))
    drafts: dict[int, dict[frozenset[CellKey], _Draft]] = defaultdict(dict)
    for one in everyone:
        for unit in maps.sources(one.unit, windows, like.end):
            draft = drafts[unit].setdefault(one.cells, _Draft({windows[0]: True}))
            draft.heirs.add(one.unit)
    return tuple(
        Leaf(
            unit=unit,
            cells=cells,
            alternatives=tuple((window,) for window in windows if window in maps.stored) or ((windows[0],),),
            kinds=CARRIED_KINDS,
            portions=portions,
            heirs=frozenset(draft.heirs),
        )
        for unit, own in drafts.items()
        if (portions := maps.portions(unit, eve))
        for cells, draft in _without_repeats(own)
    )


@dataclass(frozen=True, slots=True)
class Decided:
    """What the competent authority decided of one unit for a window; it goes before whatever anybody counts."""

    unit: int
    window: Window
    cells: frozenset[CellKey]


def with_decided(leaves: Sequence[Leaf], decided: Iterable[Decided], end: date, maps: Maps) -> tuple[Leaf, ...]:
    """The same leaves; a figure decided unit by unit for a window ending on that day is asked of nobody else."""
    here = [one for one in decided if one.window[1] == end]
    if not here:
        return tuple(leaves)
    taken = frozenset().union(*(one.cells for one in here))
    kept = (replace(leaf, cells=leaf.cells - taken) for leaf in leaves)
    own = (
        Leaf(
            unit=one.unit,
            cells=one.cells,
            alternatives=((one.window,),),
            portions=portions,
            heirs=frozenset({one.unit}),
        )
        for one in here
        if (portions := maps.portions(one.unit, end))
    )
    return (*(leaf for leaf in kept if leaf.cells), *own)


def _without_repeats(own: Mapping[frozenset[CellKey], _Draft]) -> Iterable[tuple[frozenset[CellKey], _Draft]]:
    """The same with every box in one group alone, that has the windows of all groups in which it was."""
    if len(own) < 2 or sum(map(len, own)) == len(frozenset().union(*own)):
        return own.items()
    groups: dict[tuple[int, ...], set[CellKey]] = defaultdict(set)
    drafts = tuple(own.values())
    for cell in frozenset().union(*own):
        groups[tuple(n for n, cells in enumerate(own) if cell in cells)].add(cell)
    return [(frozenset(cells), _together([drafts[n] for n in group])) for group, cells in groups.items()]


def _together(drafts: Iterable[_Draft]) -> _Draft:
    whole = _Draft()
    for draft in drafts:
        whole.heirs |= draft.heirs
        for window, ends in draft.windows.items():
            whole.windows[window] = whole.windows.get(window, False) or ends
    return whole


@lru_cache(maxsize=64)
def _ending_on(day: date, counted: frozenset[Period]) -> tuple[Window, ...]:
    found: dict[Window, None] = {}
    for regime in sorted({period.regime for period in counted}):
        for kind in PeriodKind:
            if kind not in (*FREE_KINDS, PeriodKind.NINE_MONTHS):
                period = period_containing(day, kind, regime)
                if period.end == day:
                    found[period.start, day] = None
    return tuple(found)


def windows_ending_on(day: date, periods: Iterable[Period]) -> tuple[Window, ...]:
    """Of every kind, the shortest first, by the regimes of the periods in question."""
    return _ending_on(day, frozenset(periods)) or ((day, day),)


def _asked_in(asked: Iterable[Asked]) -> Mapping[Window, set[int]]:
    """By window for which the plan asks anybody, whom."""
    found: dict[Window, set[int]] = defaultdict(set)
    for one in asked:
        for period in one.periods:
            found[period.start, period.end].add(one.unit)
    return dict(found)
