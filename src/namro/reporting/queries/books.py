"""What has to be known before the figures of a plan are added up: who is asked what, on which map, and what counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from django.db import connection
from django.db.models import Q

from namro.catalogue import queries as catalogue
from namro.kernel import vietnamese
from namro.kernel.elements import CellKey
from namro.kernel.times import Period, PeriodKind, Regime, period_from_code
from namro.organisations import maps
from namro.organisations import queries as organisations
from namro.organisations.models import Unit, UnitName
from namro.organisations.queries import UnitRow
from namro.plans.models import Plan
from namro.reporting.models import Figure, Report
from namro.reporting.queries.leaves import (
    Asked,
    Decided,
    Leaf,
    Maps,
    leaves_of,
    opening_leaves,
    windows_ending_on,
    with_decided,
)
from namro.reporting.queries.sums import Book, Given
from namro.reporting.rules import SENT_STATES, EntrySource, ReportState
from namro.reporting.stored import Window, forms_of, in_windows, stored_cells

ACCEPTED_ONLY = frozenset({ReportState.ACCEPTED})


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A plan, ready to be added up. forms: the versions that ask; names: of everyone in question, on the map or not."""

    plan: Plan
    asked: tuple[Asked, ...]
    forms: tuple[int, ...]
    maps: Maps
    book: Book
    names: Mapping[int, str]
    decided: tuple[Decided, ...] = ()

    @cached_property
    def units(self) -> dict[int, UnitRow]:
        """Everyone on the map. Four queries when first asked for."""
        return organisations.units_on(self.maps.on)

    def leaves(self, span: Period, like: Period) -> tuple[Leaf, ...]:
        return with_decided(leaves_of(self.asked, span, like, self.maps), self.decided, span.end, self.maps)

    def opening(self, eve: date, like: Period) -> tuple[Leaf, ...]:
        return with_decided(opening_leaves(self.asked, eve, like, self.maps), self.decided, eve, self.maps)


def open_plan(
    plan: Plan,
    spans: Sequence[tuple[Period, Period]],
    *,
    on: date,
    eve: date | None = None,
    include_unaccepted: bool = False,
    scope: frozenset[int] | None = None,
) -> Reading:
    """spans: each with the span whose windows it mirrors. eve: a day whose closing figures are wanted too.

    on: the day of whose map the units are; scope: those of its units whose figures are wanted, None for all. About
    fifteen queries, whatever the number of units and figures.
    """
    first, last = min(like.start for _, like in spans), max(like.end for _, like in spans)
    asked, forms = what_is_asked(plan, first, last)
    lineage = maps.lineage()
    decided = _decided({span.end for span, _ in spans} | ({eve} if eve else set()))
    told = {one.unit for one in asked} | {one.unit for one in decided}
    valid = _validity(told | {u for h in lineage for u in (h.from_unit, h.to_unit)})
    windows = {w for span, like in spans for one in asked for w in one.tiles(span, like)}
    windows |= {(span.start, span.end) for span, _ in spans}
    if eve is not None:
        windows |= set(windows_ending_on(eve, (p for one in asked for p in one.periods)))
    stored = _stored(valid, windows)
    states = SENT_STATES if include_unaccepted else ACCEPTED_ONLY
    present = _names_on(on, valid)
    absent = organisations.names_at(on, valid.keys() - present.keys()) if valid.keys() - present.keys() else {}
    return Reading(
        plan=plan,
        asked=asked,
        forms=forms,
        maps=Maps(lineage=lineage, exists=_existence(valid), given=stored, on=on, scope=scope),
        book=Book(
            elements=catalogue.elements(),
            ids=catalogue.element_ids(),
            order=[*present, *_by_name(absent)],
            given=_given(valid, windows, states),
            stored=stored | {(one.unit, one.window) for one in decided},
        ),
        names=present | absent,
        decided=decided,
    )


def _decided(ends: Collection[date]) -> tuple[Decided, ...]:
    """What authorities decided of units for windows that end on these days."""
    rows = Figure.objects.filter(source=EntrySource.DECIDED, window_end__in=ends).order_by("unit_id", "element_id")
    found: dict[tuple[int, Window], set[CellKey]] = defaultdict(set)
    for unit, starts, end, code, breakdown in rows.values_list(
        "unit_id", "window_start", "window_end", "element__code", "breakdown"
    ):
        found[unit, (starts, end)].add(CellKey(code, breakdown))
    return tuple(Decided(unit, window, frozenset(cells)) for (unit, window), cells in found.items())


def _names_on(on: date, units: Iterable[int]) -> dict[int, str]:
    """What units are called on a day, in Vietnamese order of their names."""
    names = UnitName.objects.filter(unit__in=list(units), unit__valid__contains=on, valid__contains=on)
    return dict(names.order_by("sort_key", "unit_id").values_list("unit_id", "name"))


def _by_name(names: Mapping[int, str]) -> list[int]:
    return sorted(names, key=lambda unit: vietnamese.sort_key(names[unit]))


def what_is_asked(plan: Plan, first: date, last: date) -> tuple[tuple[Asked, ...], tuple[int, ...]]:
    """By unit, boxes that are asked for in the same windows, of the shortest kind; and the form versions that ask.

    Reports in words only ask for no figure.
    """
    rows = Report.objects.filter(
        rule__plan=plan, window_start__gte=first, window_end__lte=last, form_version__isnull=False
    ).values_list("unit_id", "form_version_id", "period_code", "rule__regime")
    asking: dict[int, dict[int, set[Period]]] = defaultdict(lambda: defaultdict(set))
    for unit, version, code, regime in rows:
        asking[unit][version].add(_period(code, regime))
    cells = {pk: stored_cells(form) for pk, form in forms_of({v for own in asking.values() for v in own}).items()}
    known: dict[tuple[tuple[int, frozenset[Period]], ...], list[tuple[frozenset[CellKey], tuple[Period, ...]]]] = {}
    asked = []
    for unit, own in asking.items():
        mark = tuple(sorted((version, frozenset(periods)) for version, periods in own.items()))
        if mark not in known:
            known[mark] = _groups([(cells[version], periods) for version, periods in mark])
        asked += [Asked(unit, together, periods) for together, periods in known[mark]]
    return tuple(asked), tuple(sorted(cells))


@lru_cache(maxsize=512)
def _period(code: str, regime: str) -> Period:
    return period_from_code(code, Regime(regime))


def _groups(
    asking: Iterable[tuple[frozenset[CellKey], frozenset[Period]]],
) -> list[tuple[frozenset[CellKey], tuple[Period, ...]]]:
    """Every box once, with the windows of the shortest kind in which some form asks for it."""
    periods: dict[CellKey, set[Period]] = defaultdict(set)
    for cells, own in asking:
        for cell in cells:
            periods[cell] |= own
    groups: dict[frozenset[Period], set[CellKey]] = defaultdict(set)
    for cell, own_periods in periods.items():
        kinds = {p.kind for p in own_periods}
        shortest = next(kind for kind in PeriodKind if kind in kinds)
        groups[frozenset(p for p in own_periods if p.kind is shortest)].add(cell)
    return [(frozenset(cells), tuple(sorted(own))) for own, cells in groups.items()]


def _validity(units: Collection[int]) -> dict[int, tuple[date, date]]:
    """From which day on and before which day a unit exists."""
    rows = Unit.objects.filter(pk__in=list(units)).values_list("pk", "valid")
    return {pk: (valid.lower or date.min, valid.upper or date.max) for pk, valid in rows}


def _existence(valid: Mapping[int, tuple[date, date]]) -> Callable[[int, date], bool]:
    def exists(unit: int, day: date) -> bool:
        first, gone_on = valid.get(unit, (date.max, date.max))
        return first <= day < gone_on

    return exists


_STORED = """
SELECT u.unit, w.starts, w.ends
FROM unnest(%s::bigint[]) AS u(unit) CROSS JOIN unnest(%s::date[], %s::date[]) AS w(starts, ends)
CROSS JOIN LATERAL (SELECT FROM reporting_figure f
  WHERE f.unit_id = u.unit AND f.window_start = w.starts AND f.window_end = w.ends AND f.source <> 'DECIDED'
  LIMIT 1) AS found
"""


def _stored(units: Iterable[int], windows: Collection[Window]) -> frozenset[tuple[int, Window]]:
    """The (unit, window) that hold any figure which a unit has given."""
    with connection.cursor() as cursor:
        cursor.execute(_STORED, [list(units), [w[0] for w in windows], [w[1] for w in windows]])
        return frozenset((unit, (starts, ends)) for unit, starts, ends in cursor.fetchall())


def _given(units: Iterable[int], windows: Iterable[Window], states: frozenset[ReportState]) -> Given:
    """By unit and window, the boxes of reports in these states, of whatever plan: each figure is collected once."""
    rows = Report.objects.filter(
        Q(unit__in=list(units)) & in_windows(windows), state__in=states, form_version__isnull=False
    ).values_list("unit_id", "window_start", "window_end", "form_version_id")
    found: dict[tuple[int, Window], set[int]] = defaultdict(set)
    for unit, starts, ends, version in rows:
        found[unit, (starts, ends)].add(version)
    cells = {pk: stored_cells(form) for pk, form in forms_of({v for own in found.values() for v in own}).items()}
    together: dict[frozenset[int], frozenset[CellKey]] = {}
    given = {}
    for place, versions in found.items():
        mark = frozenset(versions)
        if mark not in together:
            together[mark] = frozenset().union(*(cells[version] for version in mark))
        given[place] = together[mark]
    return given
