"""Every quantified goal of the public plans finds the indicator that measures it, and keeps it when published.

The plans lie in a folder beside the project; without it there is nothing to read.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from namro.catalogue.actions import load_catalogue
from namro.catalogue.queries import suggestions_for
from namro.catalogue.suggesting import Goal
from namro.cli.demo.plan import review
from namro.kernel.times import PeriodKind, Regime, period_of
from namro.plans import actions, queries
from namro.plans.models import Draft, Target
from namro.plans.rules import ItemKind, goal_of
from namro.reporting import queries as reporting
from namro.reporting.actions import publish_programme
from tests.cast import Cast

PLANS = Path(__file__).resolve().parents[3] / "shared" / "plans"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not PLANS.is_dir(), reason="the folder ../shared/plans with the public plans is not there"),
]
AT = datetime(2026, 2, 11, 2, 0, tzinfo=UTC)
YEAR = period_of(PeriodKind.YEAR, Regime.STATUTORY, 2026, 1)

# In the order of the text: where a goal stands, and the indicator that measures it.
ANNEX_I = """
PL I.1.1 cases_org_transnational_routes_growth
PL I.1.2 cases_cyber_growth
PL I.1.3 cases_border_gate_share
PL I.1.4 hotspots_eliminated_rate
PL I.1.5 fugitives_reduction
PL I.1.6 joint_cases_foreign_count
PL I.1.7 spec_officers_trained_share
PL I.2.1 addicts_users_reduction
PL I.2.2 communes_drug_free_share
PL I.2.3 sellers_and_plants_handled
PL I.2.4 intake_points_count
PL I.3.1 informed_share
PL I.3.2 addicts_counselled_share
PL I.3.3 post_rehab_supported_share
PL I.3.4 rehab_staff_trained_share
PL I.3.5 public_rehab_conditions_share
PL I.3.6 home_providers_upgraded_count
PL I.3.7 public_rehab_determine_share
PL I.4.1 health_stations_determine_share
PL I.4.2 mmt_patients_count
PL I.4.3 mmt_supported_share
PL I.5.1.(1) remote_coverage_share
PL I.5.1.(2) media_reach_other_share
PL I.5.1.(3) comm_workers_trained_share
PL I.5.1.(4) grassroots_info_share
PL I.5.2.(1) key_people_trained_share
PL I.5.2.(2) public_reached_share
PL I.5.2.(3) managed_informed_share
PL I.5.2.(4) key_communes_active_share
PL I.5.2.(5) gate_reach_share
PL I.5.2.(6) lawful_entities_trained_share
PL I.5.2.(7) lawful_entities_inspected_share
PL I.5.3.(1) drug_ed_teachers_trained_share
PL I.5.3.(2) schools_with_drug_ed_share
PL I.5.3.(3) students_in_contest_share
PL I.5.3.(4) teachers_in_contest_share
PL I.5.4.(1) union_units_with_plan_share
PL I.5.4.(1) union_propagandists_trained_share
PL I.5.4.(2) iz_unions_with_measures_share
PL I.5.4.(3) iz_workers_reached_share
PL I.6.1 legal_aid_served_share
PL I.6.2 legal_aid_providers_trained_share
PL I.6.3 legal_aid_quality_share
PL I.6.4 legal_aid_complex_share
"""
GOALS = {
    "004": f"""
1 communes_drug_free_share
IV.1.c home_rehab_models_count
IV.1.c home_providers_supported_count
IV.1.c post_rehab_models_count
IV.1.d communes_drug_free_share
IV.2.a health_stations_determine_share
IV.2.b mmt_patients_count
{ANNEX_I.strip()}
PL II.4 communes_drug_free_share
PL II.5 home_rehab_models_count
PL II.5 post_rehab_models_count
""",
    "000": """
II.4 compulsory_files_share
III.8 mobile_trials_count
III.10 border_activities_count
PL.2 rehab_admissions_share
""",
    "002": """
I.3 cases_trade_possess_transport_growth
I.3 cases_resolved_and_tried
I.3 route_tips_resolved_share
I.3 hotspots_eliminated_growth
I.4 service_access_share
I.5 lawful_control_share
III.2.7 education_reached_share
III.2.7 schools_drug_free_share
""",
}


def expected(name: str) -> list[tuple[str, str]]:
    return [(line.rpartition(" ")[0], line.rpartition(" ")[2]) for line in GOALS[name].strip().splitlines()]


def uploaded(cast: Cast, name: str) -> Draft:
    load_catalogue(by=None, at=AT)
    data = (PLANS / f"{name}.txt").read_bytes()
    return actions.upload_document(by=cast.standing, at=AT, unit=cast.province, filename=f"{name}.txt", data=data).draft


@pytest.mark.parametrize("name", GOALS)
def test_each_goal_is_offered_the_indicator_that_measures_it(cast: Cast, name: str) -> None:
    items = uploaded(cast, name).items.filter(kind=ItemKind.TARGET).order_by("position", "pk")
    goals = [(item.section, Goal(*goal_of(item.data), item.quote)) for item in items]
    found = suggestions_for([goal for _, goal in goals], AT.date())
    assert [(section, found[goal][0][0].code if found[goal] else "–") for section, goal in goals] == expected(name)


def test_the_annex_has_43_rows_with_45_indicators() -> None:
    rows = [line.rpartition(" ") for line in ANNEX_I.strip().splitlines()]
    assert len({row for row, _, _ in rows}) == 43
    two_in_one = {"sellers_and_plants_handled": 2}
    assert sum(two_in_one.get(code, 1) for _, _, code in rows) == 45


def test_the_pilot_plan_is_published_with_all_its_goals_measured(cast: Cast) -> None:
    """Without figures each says so; none stays without an indicator."""
    draft = uploaded(cast, "004")
    review(draft, officer=cast.standing, year=2026)
    sheet = queries.publish_sheet(draft, on=AT.date())
    bodies = {one.text: "-" for one, _ in sheet.names.all_used() if not one.is_settled}
    actions.settle(by=cast.standing, at=AT, draft=draft, plan_answers={"bodies": bodies})
    sheet = queries.publish_sheet(draft, on=AT.date())
    answers = {line.item.pk: {"same_as": "yes"} if line.repeats else {"unit": "Công an tỉnh"} for line in sheet.targets}
    answers |= {task.item.pk: {"lead": "Công an tỉnh"} for task in sheet.tasks if task.open}
    actions.settle(by=cast.standing, at=AT, draft=draft, item_answers=answers)
    plan = publish_programme(by=cast.standing, at=AT, draft=draft)
    targets = Target.objects.filter(plan=plan)
    assert not targets.filter(indicator=None).exists()
    # A goal of the annex that stands in the text, too, is one target.
    assert {t.indicator.code for t in targets if t.indicator} == {code for _, code in expected("004")}
    found = reporting.target_results(plan, YEAR, on=AT.date())
    assert len(found) == targets.count()
    assert all(result.result is not None and result.assessment is not None for result in found)
    assert draft.items.filter(kind=ItemKind.TARGET).count() == len(expected("004"))
