"""Opening a programme: every unit says once what stood on the eve, with its document; a second person confirms."""

from __future__ import annotations

from datetime import date

import pytest

from namro.kernel.elements import CellKey
from namro.kernel.problems import Refused
from namro.organisations.models import Person, Unit
from namro.plans.models import Plan
from namro.reporting import queries
from namro.reporting.actions import baseline as actions
from namro.reporting.models import BaselineAnswer, BaselineRound, Figure
from namro.reporting.queries.baseline import open_answers, round_page
from namro.reporting.rules import BaselineState
from tests.apps.reporting import IN_TIME, make_plan, report_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db

DUE = date(2026, 3, 25)
GIVEN = {"addicts_closing[total]": "45", "users_closing[total]": "1.012", "residents_current[total]": "9000"}


@pytest.fixture
def world(cast: Cast) -> Cast:
    make_plan(cast)
    return cast


def opened(cast: Cast) -> BaselineRound:
    return actions.open_round(by=cast.standing, at=IN_TIME, plan=Plan.objects.get(), due_on=DUE)


def part_of(found: BaselineRound, unit: Unit) -> BaselineAnswer:
    return BaselineAnswer.objects.get(round=found, unit=unit)


def sent(cast: Cast, found: BaselineRound, *, by: Person | None = None) -> BaselineAnswer:
    answer = part_of(found, cast.a)
    saved = actions.save_answer(
        by=by or cast.clerk_a,
        at=IN_TIME,
        answer=answer,
        version=answer.version,
        figures=GIVEN,
        document="Công văn số 5/CV",
    )
    return actions.send_answer(by=by or cast.clerk_a, at=IN_TIME, answer=saved)


def test_each_unit_is_asked_what_its_forms_stand_on(world: Cast) -> None:
    found = opened(world)
    assert (found.window_start, found.window_end) == (date(2024, 12, 15), date(2025, 12, 14))
    commune = {box[0]: box[2] for box in part_of(found, world.a).asked}
    assert commune["addicts_closing[total]"] == commune["hotspots_active[total]"] == "opening"
    assert commune["residents_current[total]"] == "base"
    assert "communication_events[total]" not in commune
    health = {box[0] for box in part_of(found, world.health).asked}
    assert "mmt_patients[total]" in health
    assert not health & set(commune)


def test_nothing_counts_before_it_is_confirmed(world: Cast) -> None:
    sent(world, opened(world))
    assert not Figure.objects.exists()
    assert queries.report_page(report_of(world.a)).around.opening == {}


def test_confirmed_figures_are_the_opening_figures(world: Cast) -> None:
    answer = sent(world, opened(world))
    assert actions.confirm_answer(by=world.standing, at=IN_TIME, answer=answer) == 3
    opening = queries.report_page(report_of(world.a)).around.opening
    assert opening[CellKey("addicts_closing")].value == 45
    assert opening[CellKey("users_closing")].value == 1012
    (revision,) = queries.revisions_of(
        unit=world.a.pk, element="addicts_closing", breakdown="total", window=(date(2024, 12, 15), date(2025, 12, 14))
    )
    assert revision.source_reference == "Công văn số 5/CV"


def test_whoever_sent_does_not_confirm(world: Cast) -> None:
    answer = sent(world, opened(world), by=world.standing)
    with pytest.raises(Refused, match="không tự tiếp nhận"):
        actions.confirm_answer(by=world.standing, at=IN_TIME, answer=answer)
    assert actions.confirm_answer(by=world.second_standing, at=IN_TIME, answer=answer) == 3


def test_what_is_given_back_is_owed_again_with_the_reason(world: Cast) -> None:
    answer = sent(world, opened(world))
    assert [a.unit_id for a in open_answers([world.a.pk])] == []
    actions.give_back(by=world.standing, at=IN_TIME, answer=answer, comment="Thiếu danh sách kèm theo.")
    (owed,) = open_answers([world.a.pk])
    assert owed.comment == "Thiếu danh sách kèm theo."
    assert owed.figures == GIVEN


def test_a_number_that_is_none_is_named_and_nothing_is_lost(world: Cast) -> None:
    answer = part_of(opened(world), world.a)
    with pytest.raises(Refused, match="Người nghiện còn cuối kỳ"):
        actions.save_answer(
            by=world.clerk_a,
            at=IN_TIME,
            answer=answer,
            version=1,
            figures={"addicts_closing[total]": "bốn mươi"},
            document="",
        )
    assert part_of(answer.round, world.a).figures == {}


def test_two_people_do_not_overwrite_each_other(world: Cast) -> None:
    answer = part_of(opened(world), world.a)
    about = {"at": IN_TIME, "answer": answer, "version": 1, "document": ""}
    actions.save_answer(by=world.clerk_a, figures={"addicts_closing[total]": "45"}, **about)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="vừa sửa"):
        actions.save_answer(by=world.standing, figures={"addicts_closing[total]": "4"}, **about)  # type: ignore[arg-type]


def test_a_document_is_needed(world: Cast) -> None:
    answer = part_of(opened(world), world.a)
    saved = actions.save_answer(by=world.clerk_a, at=IN_TIME, answer=answer, version=1, figures=GIVEN, document="")
    with pytest.raises(Refused, match="văn bản"):
        actions.send_answer(by=world.clerk_a, at=IN_TIME, answer=saved)


def test_a_neighbour_sees_and_says_nothing(world: Cast) -> None:
    answer = part_of(opened(world), world.a)
    with pytest.raises(Refused, match="không có quyền"):
        actions.save_answer(by=world.clerk_b, at=IN_TIME, answer=answer, version=1, figures=GIVEN, document="x")


def test_a_programme_is_opened_once_by_its_standing_agency(world: Cast) -> None:
    with pytest.raises(Refused, match="không có quyền"):
        actions.open_round(by=world.leader, at=IN_TIME, plan=Plan.objects.get(), due_on=DUE)
    opened(world)
    with pytest.raises(Refused, match="đã có đợt"):
        opened(world)


def test_progress_names_every_unit(world: Cast) -> None:
    found = opened(world)
    sent(world, found)
    page = round_page(found, on=IN_TIME.date())
    assert page.tally[BaselineState.SENT] == 1
    assert page.tally[BaselineState.OPEN] == len(page.rows) - 1
    assert {unit.id for unit, _ in page.rows} >= {world.a.pk, world.b.pk, world.health.pk}
