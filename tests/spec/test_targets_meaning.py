"""What the figures say of a plan's targets, from the figures of units to the sentence that a leader reads."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from namro.catalogue.models import Indicator
from namro.kernel.elements import CellKey
from namro.kernel.figures import reported
from namro.organisations.models import Unit
from namro.plans.models import Plan, Target
from namro.plans.rules import Comparator
from namro.reporting import actions, queries
from tests.apps.reporting import IN_TIME, Q1, make_plan
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ON = IN_TIME.date()


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return make_plan(cast)


def target(cast: Cast, plan: Plan, indicator: str, comparator: Comparator, value: str, **more: Any) -> Target:
    item = plan.draft.items.get()
    return Target.objects.create(
        item=item,
        document=plan.draft.document,
        plan=plan,
        measure=indicator,
        comparator=comparator,
        value=Decimal(value),
        unit_label=more.pop("unit_label", "%"),
        responsible_unit=cast.drug_police,
        indicator=Indicator.objects.get(code=indicator),
        **more,
    )


def put(cast: Cast, unit: Unit, period: object, **figures: int) -> None:
    actions.record_baseline(
        by=cast.standing,
        at=IN_TIME,
        unit=unit,
        period=period,  # type: ignore[arg-type]
        figures={CellKey(code): reported(value) for code, value in figures.items()},
        document="Số gốc",
    )


def told(plan: Plan) -> tuple[str, str]:
    (found,) = queries.target_results(plan, Q1, on=ON)
    assert found.assessment is not None
    return found.status, found.assessment.sentence


def test_a_coverage_is_the_ratio_of_sums_and_never_a_mean_of_ratios(cast: Cast, plan: Plan) -> None:
    target(cast, plan, "addicts_counselled_share", Comparator.AT_LEAST, "45")
    put(cast, cast.a, Q1, addicts_counselled=1, managed_addicts=10)
    put(cast, cast.b, Q1, addicts_counselled=80, managed_addicts=90)
    status, sentence = told(plan)
    assert status == "reached"
    assert "81/100" in sentence


def test_a_coverage_is_on_track_by_the_quarters_gone(cast: Cast, plan: Plan) -> None:
    """45% by the end of the year is 11,25% after the first quarter."""
    target(cast, plan, "addicts_counselled_share", Comparator.AT_LEAST, "45")
    put(cast, cast.b, Q1, addicts_counselled=0, managed_addicts=0)
    put(cast, cast.a, Q1, addicts_counselled=12, managed_addicts=100)
    assert told(plan)[0] == "on_track"
    put(cast, cast.a, Q1, addicts_counselled=11, managed_addicts=100)
    assert told(plan)[0] == "at_risk"


def test_a_missing_unit_is_said_beside_the_value(cast: Cast, plan: Plan) -> None:
    target(cast, plan, "addicts_counselled_share", Comparator.AT_LEAST, "45")
    put(cast, cast.a, Q1, addicts_counselled=50, managed_addicts=100)
    assert "thiếu số của 1 đơn vị" in told(plan)[1]


def test_nobody_to_measure_is_no_occurrence(cast: Cast, plan: Plan) -> None:
    target(cast, plan, "hotspots_eliminated_rate", Comparator.AT_LEAST, "100")
    for unit in (cast.a, cast.b):
        put(cast, unit, Q1.previous(), hotspots_active=0)
        put(cast, unit, Q1, hotspots_detected=0, hotspots_eliminated=0)
    assert told(plan)[0] == "no_occurrence"


def test_no_figures_are_no_data_and_not_zero(cast: Cast, plan: Plan) -> None:
    target(cast, plan, "addicts_counselled_share", Comparator.AT_LEAST, "45")
    assert told(plan)[0] == "no_data"


def test_a_target_without_an_indicator_is_left_to_people(cast: Cast, plan: Plan) -> None:
    made = target(cast, plan, "addicts_counselled_share", Comparator.AT_LEAST, "45")
    made.indicator = None
    made.save()
    (found,) = queries.target_results(plan, Q1, on=ON)
    assert (found.status, found.result, found.assessment) == ("no_data", None, None)


def test_a_unit_that_is_missing_now_does_not_make_a_fall(cast: Cast, plan: Plan) -> None:
    """Commune b had 60 and has said nothing since: only the 40 of commune a are compared with what a has now."""
    target(cast, plan, "addicts_users_listed_reduction", Comparator.DECREASE_AT_LEAST, "7")
    put(cast, cast.a, Q1.previous(), addicts_closing=40, users_closing=0)
    put(cast, cast.b, Q1.previous(), addicts_closing=60, users_closing=0)
    put(cast, cast.a, Q1, addicts_closing=38, users_closing=0)
    _, sentence = told(plan)
    assert "đầu kỳ 40 người, nay 38 người, giảm 2 người (5%)" in sentence
    assert "thiếu số của 1 đơn vị" in sentence
    assert "số gốc thiếu" not in sentence
