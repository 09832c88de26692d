"""A form that changes within a year: what both versions ask is added up over the whole year."""

from __future__ import annotations

from typing import Any

import pytest

from namro.catalogue import actions
from namro.catalogue.models import Form
from namro.kernel import form_drafts
from namro.kernel.elements import CellKey
from namro.reporting import actions as reporting
from namro.reporting import queries
from namro.reporting.actions.form_versions import issue_form
from tests.apps.reporting import (
    CLOSINGS,
    IN_TIME,
    NOTHING_LEFT,
    Q2,
    QUIET,
    accepted,
    baseline,
    fill,
    make_plan,
    report_of,
)
from tests.cast import Cast

pytestmark = pytest.mark.django_db

EVENTS, BROADCASTS = CellKey("communication_events"), CellKey("grassroots_broadcasts")


@pytest.fixture
def half_a_year(cast: Cast) -> Cast:
    """Two quarters of commune a; from the second on its form asks no more for broadcasts."""
    make_plan(cast)
    baseline(cast, cast.a, **CLOSINGS, **NOTHING_LEFT)
    accepted(cast, cast.a, by=cast.clerk_a, communication_events=2, grassroots_broadcasts=12)
    draft = actions.start_draft(by=cast.standing, at=IN_TIME, form=Form.objects.get(code="X-Q"), valid_from=Q2.start)
    shorter = actions.edit_draft(
        by=cast.standing,
        at=IN_TIME,
        draft=draft,
        what="Bỏ ô",
        change=lambda spec: form_drafts.remove_cell(spec, BROADCASTS),
    )
    issue_form(by=cast.standing, at=IN_TIME, draft=shorter)
    return cast


def test_flows_are_added_over_both_versions(half_a_year: Cast) -> None:
    cast = half_a_year
    report = report_of(cast.a, Q2)
    assert BROADCASTS not in {c.key for c in queries.report_page(report).form.cells()}
    values: dict[str, Any] = {name: value for name, value in QUIET.items() if name != "grassroots_broadcasts"}
    fill(cast.clerk_a, report, **(values | {"communication_events": 3}))
    _send(cast, report.pk)
    plan = report.rule.plan
    assert plan
    figures = queries.consolidated(plan, Q2, on=Q2.end)
    assert figures.this.totals[EVENTS].value == 3
    assert figures.year_to_date.totals[EVENTS].value == 5
    assert BROADCASTS not in figures.this.totals


def _send(cast: Cast, report_id: int) -> None:
    report = queries.reports().get(pk=report_id)
    for section in queries.report_page(report).form.sections:
        if section.zero_button:
            reporting.declare_nothing(by=cast.clerk_a, at=IN_TIME, report=report, section=section.code)
        reporting.finish_part(by=cast.clerk_a, at=IN_TIME, report=report, section=section.code)
    for problem in queries.report_page(report).unexplained:
        reporting.explain_warning(
            by=cast.clerk_a, at=IN_TIME, report=report, rule=problem.code, place=problem.place, reason="Đã đối chiếu."
        )
    reporting.submit_report(by=cast.clerk_a, at=IN_TIME, report=report)
    reporting.accept_report(by=cast.standing, at=IN_TIME, report=report)
