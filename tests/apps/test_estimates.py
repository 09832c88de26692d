"""Early cut-offs, estimates that are trued up, and one filling that answers two reports."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from namro.kernel.figures import estimated, reported
from namro.kernel.problems import Refused
from namro.kernel.times import PeriodKind
from namro.organisations.rules import Relation
from namro.plans.models import Plan, Reporter, ReportRule
from namro.reporting import actions, queries
from namro.reporting.models import Report
from namro.reporting.rules import EntrySource, ReportState, Typed
from tests.apps.reporting import (
    CLOSINGS,
    IN_TIME,
    NOTHING_LEFT,
    Q1,
    Q2,
    accepted,
    baseline,
    cells,
    complete,
    make_plan,
    report_of,
    sent,
)
from tests.cast import Cast

pytestmark = pytest.mark.django_db

MID_JUNE = datetime(2026, 6, 13, 2, 0, tzinfo=UTC)


@pytest.fixture
def plan(cast: Cast) -> Plan:
    made = make_plan(cast)
    baseline(cast, cast.a, **CLOSINGS, **NOTHING_LEFT)
    return made


def rule_of(plan: Plan) -> ReportRule:
    return plan.report_rules.get(period_kind=PeriodKind.QUARTER)


def asked_for_half_a_year_too(cast: Cast, plan: Plan) -> Report:
    """«6 tháng: trước ngày 15/6», on the day of quý II, with the same form."""
    quarter = rule_of(plan)
    rule = ReportRule.objects.create(
        item=quarter.item,
        document=quarter.document,
        plan=plan,
        title="Báo cáo 6 tháng",
        what="report",
        period_kind=PeriodKind.HALF_YEAR,
        rule="half_year:06-15",
        receiver=cast.police,
        position=2,
    )
    form = quarter.reporters.get(unit=cast.a).form_version
    Reporter.objects.create(rule=rule, unit=cast.a, form_version=form, relation=Relation.ORDERED)
    actions.open_due_reports(by=cast.standing, at=IN_TIME, plan=plan)
    return rule.reports.get(unit=cast.a)


def second_quarter(cast: Cast) -> Report:
    return queries.reports().get(unit=cast.a, window_start=Q2.start, window_end=Q2.end)


def figures_of(report: Report) -> dict[str, object]:
    page = queries.report_page(queries.reports().get(pk=report.pk))
    return {key.element: figure.value for key, figure in page.values.items() if key.breakdown == "total"}


# ---- early cut-offs and estimates ----


def test_a_local_rule_closes_figures_earlier(cast: Cast, plan: Plan) -> None:
    rule = rule_of(plan)
    assert queries.early_cut_off(report_of(cast.a)) is None
    actions.set_early_cut_off(by=cast.standing, at=IN_TIME, rule=rule, days=4, basis="QĐ 5/QĐ-UBND")
    assert queries.early_cut_off(report_of(cast.a)) == date(2026, 3, 10)
    actions.set_early_cut_off(by=cast.standing, at=IN_TIME, rule=rule, days=0, basis="")
    assert queries.early_cut_off(report_of(cast.a)) is None


@pytest.mark.parametrize(("days", "basis", "said"), [(40, "x", "từ 1 đến 31"), (2, " ", "văn bản quy định")])
def test_an_early_cut_off_names_its_basis(cast: Cast, plan: Plan, days: int, basis: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        actions.set_early_cut_off(by=cast.standing, at=IN_TIME, rule=rule_of(plan), days=days, basis=basis)
    with pytest.raises(Refused, match="không có quyền"):
        actions.set_early_cut_off(by=cast.clerk_a, at=IN_TIME, rule=rule_of(plan), days=2, basis="QĐ 5")


def test_what_was_estimated_waits_until_it_is_trued_up(cast: Cast, plan: Plan) -> None:
    accepted(cast, cast.a, by=cast.clerk_a, addicts_new=estimated(3), communication_events=estimated(2))
    assert queries.open_estimates([cast.a.pk], before=Q1.end) == (), "its window is not over yet"
    (waiting,) = queries.open_estimates([cast.a.pk, cast.b.pk], before=Q2.end)
    assert {str(box.key): box.value for box in waiting.boxes} == {
        "addicts_new[total]": estimated(3),
        "communication_events[total]": estimated(2),
    }
    entries = {box.key: Typed(reported(box.value.value), box.version) for box in waiting.boxes if box.value.value}
    actions.true_up(by=cast.clerk_a, at=MID_JUNE, report=waiting.report, entries=entries)
    assert queries.open_estimates([cast.a.pk], before=Q2.end) == ()
    assert report_of(cast.a).corrected_at == MID_JUNE


def test_a_figure_that_turned_out_otherwise_carries_into_the_next_opening(cast: Cast, plan: Plan) -> None:
    accepted(cast, cast.a, by=cast.clerk_a, addicts_new=estimated(3), addicts_closing=estimated(48))
    (waiting,) = queries.open_estimates([cast.a.pk], before=Q2.end)
    true = cells(addicts_new=4, addicts_closing=49)
    entries = {box.key: Typed(true[box.key], box.version) for box in waiting.boxes}
    actions.true_up(by=cast.clerk_a, at=MID_JUNE, report=waiting.report, entries=entries)
    opening = queries.report_page(second_quarter(cast)).around.opening
    assert opening[next(iter(cells(addicts_closing=0)))] == reported(49)


def test_an_estimate_is_not_trued_up_by_another_nor_while_the_report_waits(cast: Cast, plan: Plan) -> None:
    sent(cast, cast.a, by=cast.clerk_a, addicts_new=estimated(3))
    (waiting,) = queries.open_estimates([cast.a.pk], before=Q2.end)
    assert not waiting.may_be_trued_up
    (box,) = waiting.boxes
    about: dict[str, Any] = {"by": cast.clerk_a, "at": MID_JUNE, "report": waiting.report}
    with pytest.raises(Refused, match="chờ tiếp nhận"):
        actions.true_up(entries={box.key: Typed(reported(3), box.version)}, **about)
    with pytest.raises(Refused, match="Ghi số thật"):
        actions.true_up(entries={box.key: Typed(estimated(4), box.version)}, **about)


# ---- one filling, two reports ----


def test_the_quarter_that_ends_with_the_half_year_answers_both(cast: Cast, plan: Plan) -> None:
    half = asked_for_half_a_year_too(cast, plan)
    accepted(cast, cast.a, by=cast.clerk_a, addicts_new=3, communication_events=2)
    quarter = complete(cast.clerk_a, second_quarter(cast), at=MID_JUNE, addicts_new=1, communication_events=5)
    (longer,) = queries.open_longer_than(queries.reports().get(pk=quarter.pk))
    assert (longer.report, longer.lacking) == (half, ())
    (answered,) = actions.submit_both(by=cast.clerk_a, at=MID_JUNE, report=quarter)
    assert answered.why == ""
    half.refresh_from_db()
    assert half.state == ReportState.SUBMITTED
    found = figures_of(half)
    assert (found["addicts_new"], found["communication_events"], found["addicts_closing"]) == (4, 7, 49)
    given = half.revisions.exclude(element__spec__kind="D").values_list("source", "source_reference").distinct()
    assert list(given) == [(EntrySource.DERIVED, "Quý I/2026, Quý II/2026")]


def test_a_quarter_that_is_not_sent_keeps_the_half_year_open(cast: Cast, plan: Plan) -> None:
    half = asked_for_half_a_year_too(cast, plan)
    (longer,) = queries.longer_than(second_quarter(cast))
    assert [p.label for p in longer.lacking] == ["Quý I/2026"]
    half.refresh_from_db()
    assert half.state == ReportState.DRAFT
    assert figures_of(half) == {}


def test_a_quarter_that_falls_due_on_another_day_answers_itself_alone(cast: Cast, plan: Plan) -> None:
    asked_for_half_a_year_too(cast, plan)
    assert queries.longer_than(report_of(cast.a, Q1)) == ()


def test_what_is_corrected_in_the_quarter_is_corrected_in_the_half_year(cast: Cast, plan: Plan) -> None:
    half = asked_for_half_a_year_too(cast, plan)
    accepted(cast, cast.a, by=cast.clerk_a, communication_events=2)
    quarter = complete(cast.clerk_a, second_quarter(cast), at=MID_JUNE, communication_events=5)
    actions.submit_both(by=cast.clerk_a, at=MID_JUNE, report=quarter)
    for report in (quarter, half):
        actions.accept_report(by=cast.standing, at=MID_JUNE, report=queries.reports().get(pk=report.pk))
    key = next(iter(cells(communication_events=0)))
    version = queries.report_page(queries.reports().get(pk=quarter.pk)).versions[key]
    actions.correct_with_longer(
        by=cast.clerk_a,
        at=MID_JUNE,
        report=queries.reports().get(pk=quarter.pk),
        entries={key: Typed(reported(6), version)},
        reason="Đếm sót",
    )
    half.refresh_from_db()
    assert (figures_of(half)["communication_events"], half.corrected_at) == (8, MID_JUNE)
