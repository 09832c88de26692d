"""The figures around one window of a unit: what stands in its boxes, before it, and a year ago."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from namro.kernel.elements import CellKey, ElementSpec
from namro.kernel.figures import Figure as Value
from namro.kernel.times import FREE_KINDS, ONE_DAY, Period, PeriodKind, period_containing
from namro.reporting import rules
from namro.reporting.models import Figure, Report
from namro.reporting.rules import SENT_STATES, ReportState
from namro.reporting.stored import (
    Entry,
    by_key,
    by_window,
    cells_given,
    entries,
    period_of,
    reports_of,
    settled,
)

# How many periods back a plausibility rule may look.
HISTORY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The figures around a window of one unit, as the store has them.

    values: what stands in the boxes. opening, year_opening: accepted closings (or the baseline) on the eve of the
    window and of its year. opening_from: the entries behind opening. history: earlier periods, latest first. locked:
    boxes that another report of the same window has already sent. last_known: the newest figure before the window,
    whatever its state.
    """

    values: Mapping[CellKey, Entry]
    opening: Mapping[CellKey, Value]
    opening_from: Mapping[CellKey, Entry]
    year_opening: Mapping[CellKey, Value]
    history: tuple[Mapping[CellKey, Value], ...]
    last_year: Mapping[CellKey, Value]
    other: Mapping[CellKey, Value]
    last_known: Mapping[CellKey, Value]
    locked: frozenset[CellKey]


def earlier_periods(period: Period) -> tuple[Period, ...]:
    """Latest first; none before a stage or a campaign."""
    found: list[Period] = []
    while period.kind not in FREE_KINDS and len(found) < HISTORY:
        period = period.previous()
        found.append(period)
    return tuple(found)


def year_start(period: Period) -> date:
    return period_containing(period.end, PeriodKind.YEAR, period.regime).start


def around(report: Report, elements: Mapping[str, ElementSpec]) -> Around:
    """Two queries: the unit's figures since a year before the window, and its reports that were sent."""
    period = period_of(report)
    since = looks_back_to(period)
    found = entries(Figure.objects.filter(unit_id=report.unit_id, window_end__gte=since, window_end__lte=period.end))
    sent = [r for r in reports_of(report.unit_id, states=SENT_STATES) if r.pk != report.pk]
    return around_of(report.unit_id, period, found, sent, elements)


def looks_back_to(period: Period) -> date:
    """The first day of which a closing figure can matter to a window."""
    starts = [period.same_last_year().start, year_start(period), *(p.start for p in earlier_periods(period))]
    return min(starts) - ONE_DAY


def around_of(
    unit: int, period: Period, found: Collection[Entry], sent: Collection[Report], elements: Mapping[str, ElementSpec]
) -> Around:
    """found: all entries of the unit up to the window's end. sent: its other reports that were sent."""
    window = (period.start, period.end)
    accepted = cells_given(r for r in sent if r.state == ReportState.ACCEPTED)
    same_window = cells_given(r for r in sent if (r.window_start, r.window_end) == window)
    windows = by_window(found)

    def values_of(p: Period) -> dict[CellKey, Value]:
        return {key: e.value for key, e in windows.get((unit, (p.start, p.end)), {}).items()}

    known = settled(found, accepted)
    here = [e for e in found if e.window == window]
    opening_from = closing_entries_on(known, period.start - ONE_DAY, elements)
    return Around(
        values=by_key(e for e in here if e.supplier == unit),
        opening={key: entry.value for key, entry in opening_from.items()},
        opening_from=opening_from,
        year_opening=closing_on(known, year_start(period) - ONE_DAY, elements),
        history=tuple(values_of(p) for p in earlier_periods(period)),
        last_year=values_of(period.same_last_year()),
        other={e.key: e.value for e in here if e.supplier != unit},
        last_known=_last_known(found, period.start, elements),
        locked=same_window.get((unit, window), frozenset()),
    )


def closing_on(found: Iterable[Entry], day: date, elements: Mapping[str, ElementSpec]) -> dict[CellKey, Value]:
    """What was there at the end of a day, from whatever window ends on it."""
    return {key: entry.value for key, entry in closing_entries_on(found, day, elements).items()}


def closing_entries_on(found: Iterable[Entry], day: date, elements: Mapping[str, ElementSpec]) -> dict[CellKey, Entry]:
    return {
        key: entry
        for key, entry in by_key(e for e in found if e.window[1] == day).items()
        if elements[key.element].kind in rules.CARRIED_KINDS
    }


def _last_known(found: Iterable[Entry], before: date, elements: Mapping[str, ElementSpec]) -> dict[CellKey, Value]:
    earlier = sorted((e for e in found if e.window[1] < before), key=lambda e: e.window[1])
    return {e.key: e.value for e in earlier if elements[e.key.element].kind in rules.CARRIED_KINDS}
