"""The pages of estimates and of reports that fall due together."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from namro.kernel.figures import estimated
from namro.organisations.models import Person
from namro.plans.models import Plan
from namro.reporting import queries
from namro.reporting.models import EarlyCutOff, Figure
from namro.reporting.rules import ReportState
from tests.apps.reporting import CLOSINGS, NOTHING_LEFT, Q1, accepted, baseline, complete, make_plan, report_of
from tests.apps.test_estimates import MID_JUNE, asked_for_half_a_year_too, rule_of, second_quarter
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast: Cast) -> Plan:
    made = make_plan(cast)
    baseline(cast, cast.a, **CLOSINGS, **NOTHING_LEFT)
    return made


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"reports:{name}", args=args)


def test_an_estimate_is_told_with_the_next_report_and_trued_up_there(cast: Cast, plan: Plan) -> None:
    accepted(cast, cast.a, by=cast.clerk_a, communication_events=estimated(2))
    client, report = signed_in(cast.clerk_a), report_of(cast.a)
    page = client.get(url("fill-report", second_quarter(cast).pk)).content.decode()
    assert "Quý I/2026 còn 1 số ước chưa chốt" in page
    assert "Xã An Thử" in client.get(url("list-estimates")).content.decode()
    wrong = client.post(
        url("true-up", report.pk), {"communication_events--total": "hai", "communication_events--total-true": "1"}
    )
    assert (wrong.status_code, "«hai» không phải là số." in wrong.content.decode()) == (422, True)
    client.post(
        url("true-up", report.pk), {"communication_events--total": "3", "communication_events--total-true": "1"}
    )
    figure = Figure.objects.get(unit=cast.a, element__code="communication_events", window_end=Q1.end)
    assert (figure.state, figure.value) == ("reported", 3)
    assert "Không còn số ước nào" in client.get(url("list-estimates")).content.decode()


def test_the_standing_agency_lays_down_an_early_cut_off(cast: Cast, plan: Plan) -> None:
    rule = rule_of(plan)
    client, where = signed_in(cast.standing), url("set-early-cut-off", rule.pk)
    client.post(where, {f"r{rule.pk}-days": "4", f"r{rule.pk}-basis": "QĐ 5/QĐ-UBND"})
    assert EarlyCutOff.objects.get(rule=rule).days == 4
    page = signed_in(cast.clerk_a).get(url("fill-report", report_of(cast.a).pk)).content.decode()
    assert "số tính đến hết ngày 10/3/2026" in page
    assert client.post(where, {f"r{rule.pk}-days": "x"}).status_code == 409
    assert signed_in(cast.clerk_a).post(where, {}).status_code == 403


def test_one_press_sends_the_quarter_and_the_half_year(cast: Cast, plan: Plan) -> None:
    half = asked_for_half_a_year_too(cast, plan)
    accepted(cast, cast.a, by=cast.clerk_a)
    quarter = complete(cast.clerk_a, second_quarter(cast), at=MID_JUNE, communication_events=5)
    client = signed_in(cast.clerk_a)
    page = client.get(url("show-report", quarter.pk)).content.decode()
    assert "6 tháng đầu năm 2026 đến hạn cùng ngày" in page
    assert "Gửi cả hai báo cáo" in page
    client.post(url("submit-both", quarter.pk))
    for report in (quarter, half):
        assert queries.reports().get(pk=report.pk).state == ReportState.SUBMITTED
