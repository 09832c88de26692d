"""The shorter windows of a campaign or a stage, each by itself."""

from __future__ import annotations

from namro.kernel.times import Period, PeriodKind
from namro.reporting.queries.books import open_plan
from namro.reporting.queries.periods import periods_asked
from namro.reporting.queries.totals import Column, Consolidated


def windows(found: Consolidated) -> tuple[Column, ...]:
    """In order of time: of a campaign the windows for which its plan asks reports, of a stage its years.

    Only those that have begun by the day of the map; none for other kinds of periods. About ten queries.
    """
    on = found.reading.maps.on
    inside = [period for period in _inside(found) if period.start <= on]
    if not inside:
        return ()
    reading = open_plan(
        found.plan,
        [(period, period) for period in inside],
        on=on,
        include_unaccepted=found.includes_unaccepted,
        scope=found.scope,
    )
    leaves = [reading.leaves(period, period) for period in inside]
    answers = reading.book.totals(leaves, with_revisions=True)
    return tuple(
        Column(period=period, totals=totals, revisions=revisions, leaves=own)
        for period, own, (totals, revisions) in zip(inside, leaves, answers, strict=True)
    )


def _inside(found: Consolidated) -> list[Period]:
    whole = found.period
    match whole.kind:
        case PeriodKind.STAGE:
            return list(whole.parts(PeriodKind.YEAR))
        case PeriodKind.CAMPAIGN:
            asked = periods_asked(found.plan)
            return [p for p in asked if p != whole and whole.start <= p.start and p.end <= whole.end]
        case _:
            return []
