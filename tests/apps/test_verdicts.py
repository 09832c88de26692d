"""From accepted figures to verdicts: whose figures count, what is missing, what a changed map does."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from namro.assessment import known
from namro.assessment.queries import judged, verdicts_of
from namro.assessment.years import counted_years
from namro.kernel.spans import Truth
from namro.organisations import actions as organisations
from namro.organisations.marking import set_tags
from namro.organisations.rules import UnitLevel
from namro.plans.models import Plan, Reporter
from namro.reporting import actions
from namro.reporting.queries import consolidated
from tests.apps.reporting import CLOSINGS, IN_TIME, NOTHING_LEFT, Q1, Q2, accepted, baseline, make_plan, sent
from tests.cast import FROM, Cast, unit

pytestmark = pytest.mark.django_db
BEFORE = date(2026, 6, 20)
"""Commune c still stands."""
AFTER = date(2026, 7, 20)
SECOND = datetime(2026, 6, 13, 2, 0, tzinfo=UTC)


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return make_plan(cast)


def test_a_commune_is_judged_by_its_accepted_figures_since_the_start_of_the_year(cast: Cast, plan: Plan) -> None:
    baseline(cast, cast.a, **CLOSINGS, **NOTHING_LEFT)
    accepted(cast, cast.a, by=cast.clerk_a, residents_current=9000, arrests_in_area=4, hotspots_detected=1)
    first = verdicts_of(Q1.end, on=BEFORE)[cast.a.pk]
    # 45 addicts and 12 users of 9.000: 0,63 %; one spot; 4 arrests: 0,044 %.
    assert first.class_code == "III"
    accepted(
        cast, cast.a, Q2, by=cast.clerk_a, at=SECOND, residents_current=9000, arrests_in_area=5, hotspots_detected=1
    )
    second = verdicts_of(Q2.end, on=BEFORE)[cast.a.pk]
    # Two spots and 9 arrests (0,1 %) by the half of the year.
    assert second.class_code == "I"
    assert second.drug_free is Truth.NO


def test_a_report_that_nobody_accepted_says_nothing_yet(cast: Cast, plan: Plan) -> None:
    baseline(cast, cast.a, **CLOSINGS, **NOTHING_LEFT)
    sent(cast, cast.a, by=cast.clerk_a, residents_current=9000)
    verdict = verdicts_of(Q1.end, on=BEFORE)[cast.a.pk]
    assert not verdict.is_decided
    assert "addicts_closing" in {cell.key.element for cell in verdict.missing}
    provisional = judged(Q1.end, on=BEFORE, include_unaccepted=True).verdicts[cast.a.pk]
    assert provisional.is_decided


def test_figures_of_a_commune_that_is_gone_count_towards_its_heir(cast: Cast, plan: Plan) -> None:
    rule = plan.report_rules.get()
    form = Reporter.objects.get(rule=rule, unit=cast.b).form_version
    Reporter.objects.create(rule=rule, unit=cast.c, form_version=form, relation="ORDERED")
    actions.open_due_reports(by=cast.standing, at=IN_TIME, plan=plan)
    for commune, clerk, arrests in ((cast.b, cast.clerk_b, 2), (cast.c, cast.clerk_c, 5)):
        baseline(cast, commune, **CLOSINGS, **NOTHING_LEFT)
        accepted(cast, commune, by=clerk, residents_current=9000, arrests_in_area=arrests)
    before = judged(Q1.end, on=BEFORE)
    assert before.verdicts.keys() == {cast.a.pk, cast.b.pk, cast.c.pk}
    after = judged(Q1.end, on=AFTER)
    assert after.verdicts.keys() == {cast.a.pk, cast.b.pk}
    known_of_b = {str(cell): known.value for cell, known in after.verdicts[cast.b.pk].facts.values.items()}
    assert known_of_b["arrests_in_area[total]"] == 7
    assert known_of_b["residents_current[total]"] == 18000
    assert known_of_b["addicts_closing[total]"] == 90
    sources = after.book.sources[cast.b.pk]
    of_arrests = next(found for cell, found in sources.items() if cell.key.element == "arrests_in_area")
    assert {source.unit for source in of_arrests} == {cast.b.pk, cast.c.pk}


def test_the_communes_add_up_to_the_consolidated_figures(cast: Cast, plan: Plan) -> None:
    for commune, clerk in ((cast.a, cast.clerk_a), (cast.b, cast.clerk_b)):
        baseline(cast, commune, **CLOSINGS, **NOTHING_LEFT)
        accepted(cast, commune, by=clerk, residents_current=9000, arrests_in_area=3)
    found = judged(Q1.end, on=BEFORE)
    totals = consolidated(plan, Q1, on=BEFORE).year_to_date.totals
    now = [cell for cell in found.book.by_unit[cast.a.pk].values if not cell.function]
    assert len(now) > 8
    for cell in now:
        ours = sum(facts.values[cell].value for facts in found.book.by_unit.values() if cell in facts.values)
        assert ours == totals[cell.key].value, cell


def test_a_decided_route_makes_the_difference_from_its_day_on(cast: Cast, plan: Plan) -> None:
    baseline(cast, cast.a, **CLOSINGS, **NOTHING_LEFT)
    accepted(cast, cast.a, by=cast.clerk_a, residents_current=9000, arrests_in_area=1, hotspots_detected=1)
    assert verdicts_of(Q1.end, on=BEFORE)[cast.a.pk].class_code == "III"
    for since, called in ((Q2.start, "III"), (Q1.start, "II")):
        set_tags(
            by=cast.admin,
            at=IN_TIME,
            unit=cast.a,
            tags=["key_route"],
            effective_on=since,
            legal_reference="Quyết định số 5/QĐ-UBND",
        )
        assert verdicts_of(Q1.end, on=BEFORE)[cast.a.pk].class_code == called


def test_the_number_of_queries_does_not_grow_with_the_communes(cast: Cast, plan: Plan) -> None:
    rule = plan.report_rules.get()
    form = Reporter.objects.get(rule=rule, unit=cast.a).form_version

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            found = judged(Q1.end, on=BEFORE)
            assert found.province is not None
        return len(asked)

    few = queries()
    more = organisations.add_units(
        by=None,
        at=IN_TIME,
        valid_from=FROM,
        units=[
            unit(f"991{n:02}", f"Xã Số {n}", "commune", UnitLevel.COMMUNE, "99", category="commune") for n in range(30)
        ],
    )
    for one in more.values():
        Reporter.objects.create(rule=rule, unit=one, form_version=form, relation="ORDERED")
    actions.open_due_reports(by=cast.standing, at=IN_TIME, plan=plan)
    assert queries() <= few
    assert few < 30


def test_a_year_before_the_first_plan_is_read_through_the_plan_after_it(cast: Cast, plan: Plan) -> None:
    """Only stocks of its eve were recorded: what happened in it is missing and never zero."""
    baseline(cast, cast.a, **CLOSINGS, **NOTHING_LEFT, residents_current=9000)
    last = judged(date(2025, 12, 14), on=BEFORE)
    verdict = last.verdicts[cast.a.pk]
    assert {str(cell) for cell in verdict.facts.values if not cell.function} >= {"addicts_closing[total]"}
    assert "arrests_in_area" in {cell.key.element for cell in verdict.missing}
    assert verdict.class_code is None
    assert verdict.class_codes[0] == "I"


def test_which_years_may_be_looked_at(cast: Cast) -> None:
    rules = known.in_force(BEFORE)
    assert [year.label for year in counted_years(rules, date(2026, 9, 20))] == [
        "Năm 2026, tạm tính đến hết quý III/2026",
        "Năm 2026, tạm tính đến hết quý II/2026",
        "Năm 2026, tạm tính đến hết quý I/2026",
        "Năm 2025",
    ]
