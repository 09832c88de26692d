"""A request on occasion: asked in a minute, filled on the known pages, gathered in a table, closed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from namro.catalogue import queries as catalogue
from namro.catalogue.actions import load_catalogue
from namro.kernel.elements import CellKey
from namro.kernel.problems import Refused
from namro.kernel.times import Regime, campaign
from namro.reporting import actions, queries
from namro.reporting.actions.requests import close_request, make_request
from namro.reporting.models import FigureRequest, Report
from namro.reporting.queries.requests import RequestPage, lately_asked, request_lines, request_page
from tests.apps.reporting import IN_TIME, fill, make_plan
from tests.cast import Cast

pytestmark = pytest.mark.django_db

TODAY = IN_TIME.date()
YEAR_SO_FAR = campaign(date(2025, 12, 15), TODAY, Regime.STATUTORY)
CLOSING, EVENTS = CellKey("addicts_closing"), CellKey("communication_events")


@pytest.fixture
def world(cast: Cast) -> Cast:
    load_catalogue(by=None, at=IN_TIME)
    return cast


def ask(cast: Cast, **changed: object) -> FigureRequest:
    about: dict[str, object] = {
        "by": cast.standing,
        "at": IN_TIME,
        "asker": cast.drug_police,
        "cells": [EVENTS, CLOSING],
        "units": [cast.a.pk, cast.b.pk, cast.court.pk],
        "window": YEAR_SO_FAR,
        "due_at": IN_TIME + timedelta(hours=1),
    }
    return make_request(**(about | changed))  # type: ignore[arg-type]


def answer(cast: Cast, request: FigureRequest, *, at: datetime = IN_TIME, **values: int) -> Report:
    report = queries.reports().get(rule=request.rule, unit=cast.a)
    fill(cast.clerk_a, report, at=at, **values)
    actions.finish_part(by=cast.clerk_a, at=at, report=report, section="A")
    return actions.submit_report(by=cast.clerk_a, at=at, report=report)


def shown(request: FigureRequest) -> RequestPage:
    return request_page(request, on=TODAY)


def test_a_request_needs_no_plan(world: Cast) -> None:
    request = ask(world)
    assert request.rule.plan is None
    assert Report.objects.filter(rule=request.rule).count() == 3
    assert request.rule.title == "Cuộc truyền thông trực tiếp; Người nghiện trong danh sách cuối kỳ"


def test_the_unit_sees_it_among_its_reports_with_the_hour(world: Cast) -> None:
    request = ask(world)
    (line,) = queries.reports_at([world.a.pk], on=TODAY)
    assert line.plan is None
    assert line.due_at == request.due_at
    assert line.has_begun or line.period.start <= TODAY


def test_answers_are_gathered_and_the_silent_are_named(world: Cast) -> None:
    request = ask(world)
    answer(world, request, communication_events=3, addicts_closing=40)
    page = shown(request)
    assert page.totals[EVENTS].value == Decimal(3)
    assert page.totals[EVENTS].reported == 1
    assert {a.unit.id for a in page.silent} == {world.b.pk, world.court.pk}


def test_a_draft_counts_for_nothing(world: Cast) -> None:
    request = ask(world)
    report = queries.reports().get(rule=request.rule, unit=world.a)
    fill(world.clerk_a, report, communication_events=3)
    assert shown(request).totals[EVENTS].value is None


def test_the_hour_decides_who_is_late_and_who_is_only_asked_never_is(world: Cast) -> None:
    request = ask(world)
    answer(world, request, at=request.due_at + timedelta(minutes=5), communication_events=3, addicts_closing=40)
    late = {a.unit.id: a.is_late(request.due_at) for a in shown(request).answers}
    assert late == {world.a.pk: True, world.b.pk: False, world.court.pk: False}


def test_the_same_figures_are_there_when_they_are_asked_again(world: Cast) -> None:
    answer(world, ask(world), communication_events=3, addicts_closing=40)
    again = ask(world, cells=[EVENTS])
    page = queries.report_page(queries.reports().get(rule=again.rule, unit=world.a))
    assert page.values[EVENTS].value == 3


def test_closing_withdraws_what_nobody_has_begun(world: Cast) -> None:
    request = ask(world)
    answer(world, request, communication_events=3, addicts_closing=40)
    assert close_request(by=world.second_standing, at=IN_TIME, request=request) == 2
    page = shown(request)
    assert len(page.answers) == 3
    assert page.sent == 1
    assert queries.reports_at([world.b.pk], on=TODAY) == []
    with pytest.raises(Refused, match="đã đóng"):
        close_request(by=world.standing, at=IN_TIME, request=request)


def test_a_request_is_no_form_for_plans_and_counts_in_no_plan(world: Cast) -> None:
    plan = make_plan(world)
    before = queries.completeness_grid(plan, on=TODAY)
    ask(world)
    assert not [v for v in catalogue.form_versions_on(TODAY) if v.form.for_request]
    assert queries.completeness_grid(plan, on=TODAY) == before


def test_what_was_asked_lately_is_offered_first(world: Cast) -> None:
    ask(world)
    assert lately_asked() == [EVENTS, CLOSING]


def test_the_list_tells_how_many_have_answered(world: Cast) -> None:
    request = ask(world)
    answer(world, request, communication_events=3, addicts_closing=40)
    (line,) = request_lines(frozenset({world.drug_police.pk}))
    assert (line.asked, line.sent) == (3, 1)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"cells": []}, "số liệu"),
        ({"units": []}, "đơn vị"),
        ({"due_at": IN_TIME}, "ở sau bây giờ"),
        ({"window": campaign(TODAY, TODAY + timedelta(days=3), Regime.STATUTORY)}, "không muộn hơn hạn"),
        ({"cells": [CellKey("managed_addicts")]}, "máy tự tính"),
        ({"cells": [CellKey("nothing")]}, "không có số liệu"),
    ],
)
def test_a_request_that_cannot_be_answered_is_refused(world: Cast, changed: dict[str, object], told: str) -> None:
    with pytest.raises(Refused, match=told):
        ask(world, **changed)


def test_only_the_standing_agency_asks(world: Cast) -> None:
    with pytest.raises(Refused, match="không có quyền"):
        ask(world, by=world.leader)
    with pytest.raises(Refused, match="không có quyền"):
        ask(world, by=world.clerk_a, asker=world.a)
