"""What an indicator comes to in each unit: the parts of the whole, whoever was there before."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from namro.catalogue import queries as catalogue
from namro.catalogue.models import Indicator, IndicatorVersion
from namro.kernel.indicators import Outcome, evaluate
from namro.kernel.times import Period
from namro.plans.models import Plan
from namro.reporting import queries
from namro.reporting.queries.targets import indicator_facts
from tests.apps.test_consolidating import CELLS, ON, PERIODS, QUARTERS, WORLDS, World, add, build, plan
from tests.cast import FROM, Cast

__all__ = ["plan"]
pytestmark = pytest.mark.django_db


def define(code: str, transform: str, **formulas: str) -> None:
    spec = {"name": code, "unit": "người", "direction": "up", "transform": transform, "source": "thử", **formulas}
    known: dict[str, Any] = {"spec": {"code": code, **spec}, "valid": DateRange(FROM, None)}
    IndicatorVersion.objects.create(
        indicator=Indicator.objects.create(code=code, name=code, **known), number=1, **known
    )


def define_all() -> list[str]:
    for key in CELLS:
        cell = key.element if key.breakdown == "total" else f"{key.element}[{key.breakdown}]"
        define(f"count_{key.element}", "count", numerator=cell)
    define("fall", "reduction", numerator="addicts_closing")
    return [*(f"count_{key.element}" for key in CELLS), "fall"]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=WORLDS, period=st.sampled_from(PERIODS[:5]))
def test_units_add_up_to_the_whole(cast: Cast, plan: Plan, world: World, period: Period) -> None:
    with transaction.atomic():
        build(world, cast)
        codes = define_all()
        whole = queries.consolidated(plan, period, on=ON)
        facts = indicator_facts(whole)
        specs = {i.code: i for i in catalogue.indicator_specs(period.end).values()}
        found = queries.indicator_by_unit(plan, codes, period, on=ON)
        for code in codes[:-1]:
            parts = [above for one in found.values() if (above := one[code].numerator) is not None]
            together = evaluate(specs[code], facts).numerator
            assert together == (sum(parts, Fraction(0)) if parts else None)
        transaction.set_rollback(True)


def test_a_successor_answers_for_the_dissolved(cast: Cast, plan: Plan) -> None:
    """c goes into b on 1 July: what both counted in the first quarter is b's on the map of today."""
    (code, *_rest) = define_all()
    for unit, number in ((cast.a, 1), (cast.b, 10), (cast.c, 5)):
        add(cast, unit, QUARTERS[4], CELLS[0], number)
    found = queries.indicator_by_unit(plan, [code], QUARTERS[4], on=ON)
    assert [found[unit.pk][code].value for unit in (cast.a, cast.b)] == [1, 15]
    assert cast.c.pk not in found
    then = queries.indicator_by_unit(plan, [code], QUARTERS[4], on=QUARTERS[4].end)
    assert [then[unit.pk][code].value for unit in (cast.a, cast.b, cast.c)] == [1, 10, 5]


def test_silence_is_no_data_and_zero_is_zero(cast: Cast, plan: Plan) -> None:
    (code, *_rest) = define_all()
    add(cast, cast.a, QUARTERS[4], CELLS[0], 0)
    found = queries.indicator_by_unit(plan, [code], QUARTERS[4], on=ON)
    assert (found[cast.a.pk][code].outcome, found[cast.a.pk][code].value) == (Outcome.KNOWN, 0)
    assert (found[cast.b.pk][code].outcome, found[cast.b.pk][code].value) == (Outcome.NO_DATA, None)


def test_a_fall_is_measured_against_the_units_own_opening(cast: Cast, plan: Plan) -> None:
    define_all()
    closing = CELLS[1]
    for unit, before, after in ((cast.a, 10, 9), (cast.b, 20, 10)):
        add(cast, unit, QUARTERS[3], closing, before)
        add(cast, unit, QUARTERS[4], closing, after)
    found = queries.indicator_by_unit(plan, ["fall"], QUARTERS[4], on=QUARTERS[4].end)
    assert [found[unit.pk]["fall"].value for unit in (cast.a, cast.b)] == [Fraction(1, 10), Fraction(1, 2)]


def test_a_condition_says_of_one_unit_whether_it_meets_it(cast: Cast, plan: Plan) -> None:
    define("clean", "share_of_units", unit="%", condition="addicts_closing = 0")
    add(cast, cast.a, QUARTERS[4], CELLS[1], 0)
    add(cast, cast.b, QUARTERS[4], CELLS[1], 3)
    found = queries.indicator_by_unit(plan, ["clean"], QUARTERS[4], on=QUARTERS[4].end)
    assert {unit: found[unit.pk]["clean"].value for unit in (cast.a, cast.b)} == {cast.a: 1, cast.b: 0}
    assert found[cast.c.pk]["clean"].outcome is Outcome.NO_DATA


def test_the_number_of_questions_does_not_grow(cast: Cast, plan: Plan) -> None:
    codes = define_all()
    add(cast, cast.a, QUARTERS[4], CELLS[0], 4)
    queries.indicator_by_unit(plan, codes, QUARTERS[4], on=ON)
    counts = []
    for asked in (codes[:1], codes):
        with CaptureQueriesContext(connection) as captured:
            queries.indicator_by_unit(plan, asked, QUARTERS[4], on=ON)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 22


def test_an_unknown_indicator_is_left_out(cast: Cast, plan: Plan) -> None:
    assert queries.indicator_by_unit(plan, ["khong_co"], QUARTERS[4], on=ON) == {}
