"""Workbooks of forms, downloaded and uploaded, and the bodies' own blank workbooks that are filled from the figures."""

from __future__ import annotations

import pytest

from namro.plans.models import Plan
from namro.reporting import queries
from tests.apps.reporting import CLOSINGS, NOTHING_LEFT, Q1, Q2, accepted, baseline, fill, make_plan, report_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast: Cast) -> Plan:
    made = make_plan(cast)
    for unit in (cast.a, cast.b):
        baseline(cast, unit, **CLOSINGS, **NOTHING_LEFT)
    return made


def test_pages_of_many_reports_are_those_of_each(cast: Cast, plan: Plan) -> None:
    accepted(cast, cast.a, by=cast.clerk_a, addicts_new=1)
    fill(cast.clerk_a, report_of(cast.a, Q2), addicts_new=2)
    found = list(queries.reports().filter(unit__in=[cast.a, cast.b], window_end__in=[Q1.end, Q2.end]))
    together = queries.report_pages(found)
    assert len(together) == 4
    for report in found:
        assert together[report.pk] == queries.report_page(report)
