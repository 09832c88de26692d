"""Dear answers are kept, and never longer than what they say is true."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from namro.kernel.elements import CellKey
from namro.kernel.figures import reported
from namro.kernel.times import Period
from namro.organisations.models import Unit
from namro.plans.models import Plan
from namro.reporting import actions, queries
from namro.reporting.queries.kept import kept
from namro.reporting.rules import Typed
from tests.apps.reporting import (
    CLOSINGS,
    NOTHING_LEFT,
    Q1,
    Q2,
    accepted,
    baseline,
    complete,
    fill,
    make_plan,
    report_of,
)
from tests.cast import Cast, make_cast, start_chain_anew

ON = date(2026, 9, 14)
NEW = CellKey("communication_events")
NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)


class Asker:
    """Asks for one total the dear way, and counts how often it had to."""

    def __init__(self, plan: Plan, period: Period = Q1) -> None:
        self.plan, self.period, self.times = plan, period, 0

    def fresh(self) -> Decimal | None:
        found = queries.consolidated(self.plan, self.period, on=ON).this.total(NEW)
        return found.value if found else None

    def _ask(self) -> Decimal | None:
        self.times += 1
        return self.fresh()

    def __call__(self) -> Decimal | None:
        return kept(("test", self.plan.pk, self.period), self._ask)


@pytest.mark.django_db
def test_within_one_transaction_every_write_is_seen_at_once(cast: Cast) -> None:
    ask = Asker(make_plan(cast))
    assert ask() is None
    baseline(cast, cast.a, **CLOSINGS, **NOTHING_LEFT)
    accepted(cast, cast.a, by=cast.clerk_a, communication_events=3)
    assert ask() == 3
    assert ask() == 3
    assert ask.times == 2


@pytest.mark.django_db(transaction=True)
def test_typing_into_a_report_that_nobody_sent_leaves_answers_standing_and_all_else_ends_them() -> None:
    start_chain_anew()
    cast = make_cast()
    plan = make_plan(cast)
    baseline(cast, cast.a, **CLOSINGS, **NOTHING_LEFT)
    ask = Asker(plan)

    def step(what: Callable[[], object], *, asks_again: bool) -> None:
        before = ask()
        times = ask.times
        what()
        assert ask() == ask.fresh()
        assert (ask.times > times) is asks_again, what
        if not asks_again:
            assert ask() == before

    report = report_of(cast.a)
    step(lambda: fill(cast.clerk_a, report, communication_events=3), asks_again=False)
    complete(cast.clerk_a, report, communication_events=3)
    step(lambda: actions.submit_report(by=cast.clerk_a, at=NOW, report=report), asks_again=True)
    step(lambda: actions.accept_report(by=cast.standing, at=NOW, report=report), asks_again=True)
    assert ask() == 3
    step(lambda: correct(cast, cast.a, 4), asks_again=True)
    assert ask() == 4
    step(lambda: actions.open_due_reports(by=cast.standing, at=NOW, plan=plan), asks_again=True)


@pytest.mark.django_db(transaction=True)
def test_typing_over_a_baseline_or_into_a_window_older_than_the_unit_ends_answers() -> None:
    start_chain_anew()
    cast = make_cast()
    plan = make_plan(cast)
    ask = Asker(plan, Q2)
    assert ask() is None
    fill(cast.clerk_b, report_of(cast.b, Q2), communication_events=1)  # b took in c after the end of this window
    ask()
    assert ask.times == 2
    actions.record_baseline(
        by=cast.standing, at=NOW, unit=cast.a, period=Q2, figures={NEW: reported(7)}, document="Công văn số 2/CV"
    )
    assert ask() == ask.fresh()
    fill(cast.clerk_a, report_of(cast.a, Q2), communication_events=5)
    assert ask() == ask.fresh()


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_costs_two_questions() -> None:
    start_chain_anew()
    cast = make_cast()
    ask = Asker(make_plan(cast))
    ask()
    with CaptureQueriesContext(connection) as asked:
        ask()
    assert len(asked) == 1
    fill(cast.clerk_a, report_of(cast.a), communication_events=3)
    with CaptureQueriesContext(connection) as asked:
        ask()
    assert len(asked) == 2


def correct(cast: Cast, unit: Unit, value: int) -> None:
    report = report_of(unit)
    version = queries.report_page(report).versions[NEW]
    actions.correct_figures(
        by=cast.clerk_a,
        at=NOW,
        report=report,
        entries={NEW: Typed(reported(value), version)},
        reason="Đếm lại sổ theo dõi.",
    )
