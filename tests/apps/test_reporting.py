"""Due reports, figures, sections and the chain of a report."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from namro.kernel.elements import CellKey
from namro.kernel.figures import NOT_APPLICABLE
from namro.kernel.problems import Refused
from namro.organisations.models import AuditEntry
from namro.plans.models import Plan
from namro.publishing.builders import unit_report
from namro.reporting import actions, queries
from namro.reporting.models import Figure, FigureRevision, PinnedRevision, Report
from namro.reporting.rules import EntrySource, ReportState, StaleFigures, Standing, Typed
from namro.writing.docx import render
from namro.writing.text import body_text
from tests.apps.reporting import (
    CLOSINGS,
    IN_TIME,
    LATE,
    NOTHING_LEFT,
    Q1,
    Q2,
    accepted,
    baseline,
    complete,
    fill,
    given,
    make_plan,
    report_of,
    sent,
)
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NEW = CellKey("addicts_new")


@pytest.fixture
def plan(cast: Cast) -> Plan:
    made = make_plan(cast)
    for unit in (cast.a, cast.b):
        baseline(cast, unit, **CLOSINGS, **NOTHING_LEFT)
    return made


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


# ---- due reports ----


def test_every_reporter_owes_every_quarter_of_the_plan_once(cast: Cast, plan: Plan) -> None:
    assert Report.objects.count() == 4 * 4
    assert list(
        Report.objects.filter(unit=cast.a).order_by("due_on").values_list("period_code", "window_start", "due_on")
    ) == [
        ("2026-Q1", date(2025, 12, 15), date(2026, 3, 14)),
        ("2026-Q2", date(2026, 3, 15), date(2026, 6, 14)),
        ("2026-Q3", date(2026, 6, 15), date(2026, 9, 14)),
        ("2026-Q4", date(2026, 9, 15), date(2026, 12, 14)),
    ]
    assert actions.open_due_reports(by=cast.standing, at=IN_TIME, plan=plan) == 0


# ---- figures ----


def test_blank_zero_not_stored_and_not_applicable_are_four_things(cast: Cast, plan: Plan) -> None:
    report = report_of(cast.a)
    fill(cast.clerk_a, report, addicts_new=0, fugitives_found_hiding="12/HS-CAX", addicts_died=None)
    stored = {f.element.code: (f.state, f.value, f.note) for f in Figure.objects.filter(window_end=Q1.end)}
    assert stored == {"addicts_new": ("reported", 0, ""), "fugitives_found_hiding": ("not_stored", None, "12/HS-CAX")}
    with refused("figure-state"):
        fill(cast.clerk_a, report, addicts_died=NOT_APPLICABLE)
    with refused("figure-state"):
        fill(cast.clerk_a, report, addicts_died="12/HS-CAX")


def test_each_save_adds_a_revision_and_one_audit_entry(cast: Cast, plan: Plan) -> None:
    report = report_of(cast.a)
    before = AuditEntry.objects.count()
    fill(cast.clerk_a, report, addicts_new=3, addicts_died=0)
    fill(cast.clerk_a, report, addicts_new=4, addicts_died=0)
    fill(cast.clerk_a, report, addicts_new=None)
    fill(cast.clerk_a, report, addicts_new=5)
    revisions = queries.revisions_of(
        unit=cast.a.pk, element="addicts_new", breakdown="total", window=(Q1.start, Q1.end)
    )
    assert [(r.version, r.value, r.state) for r in revisions] == [
        (4, 5, "reported"),
        (3, None, ""),
        (2, 4, "reported"),
        (1, 3, "reported"),
    ]
    assert FigureRevision.objects.filter(element__code="addicts_died").count() == 1
    assert AuditEntry.objects.count() == before + 4


def test_a_stale_page_changes_nothing_and_shows_both_values(cast: Cast, plan: Plan) -> None:
    report = report_of(cast.a)
    fill(cast.clerk_a, report, addicts_new=5, addicts_died=1)
    actions.record_figures(
        by=cast.section_owner_a, at=IN_TIME, report=report, entries={NEW: Typed(given(x=7)[CellKey("x")], 1)}
    )
    entries = {NEW: Typed(given(x=6)[CellKey("x")], 1), CellKey("addicts_died"): Typed(given(x=2)[CellKey("x")], 1)}
    with pytest.raises(StaleFigures) as refusal:
        actions.record_figures(by=cast.clerk_a, at=IN_TIME, report=report, entries=entries)
    (conflict,) = refusal.value.conflicts
    assert conflict.mine is not None
    assert conflict.theirs is not None
    assert (conflict.mine.value, conflict.theirs.value, conflict.version) == (6, 7, 2)
    assert "Người section_owner_a đã ghi 7, anh, chị ghi 6" in refusal.value.message
    assert Figure.objects.get(element__code="addicts_died").value == 1


def test_a_box_left_as_it_was_is_never_a_conflict(cast: Cast, plan: Plan) -> None:
    report = report_of(cast.a)
    fill(cast.clerk_a, report, addicts_new=5)
    fill(cast.section_owner_a, report, addicts_new=7)
    seen_before = {NEW: Typed(given(x=5)[CellKey("x")], 1), CellKey("addicts_died"): Typed(given(x=0)[CellKey("x")], 0)}
    answer = actions.record_figures(by=cast.clerk_a, at=IN_TIME, report=report, entries=seen_before)
    assert answer["stored"] == 1
    assert Figure.objects.get(element__code="addicts_new", window_end=Q1.end).value == 7


def test_the_same_key_gives_the_same_answer_and_writes_once(cast: Cast, plan: Plan) -> None:
    report = report_of(cast.a)
    first = {NEW: Typed(given(x=3)[CellKey("x")], 0)}
    answers = [
        actions.record_figures(by=cast.clerk_a, at=IN_TIME, report=report, entries=first, key="gui-1") for _ in range(2)
    ]
    assert answers[0] == answers[1] == {"stored": 1, "versions": {"addicts_new[total]": 1}}
    assert FigureRevision.objects.filter(element__code="addicts_new").count() == 1


def test_who_may_fill(cast: Cast, plan: Plan) -> None:
    report = report_of(cast.a)
    entries = {NEW: Typed(given(x=3)[CellKey("x")], 0)}
    for person in (cast.clerk_b, cast.approver_a, cast.leader, cast.inspector, cast.admin, cast.nobody, cast.standing):
        with refused("forbidden"):
            actions.record_figures(by=person, at=IN_TIME, report=report, entries=entries)
    with refused("forbidden"):
        # Tuyên truyền is the part of another owner.
        fill(cast.section_owner_a, report, communication_events=1)
    for person in (cast.clerk_a, cast.section_owner_a):
        actions.record_figures(by=person, at=IN_TIME, report=report, entries=entries)


def test_keying_for_a_unit_names_the_letter(cast: Cast, plan: Plan) -> None:
    entries = {NEW: Typed(given(x=3)[CellKey("x")], 0)}
    with refused("source-reference"):
        actions.record_figures(
            by=cast.standing, at=IN_TIME, report=report_of(cast.a), entries=entries, source=EntrySource.FOR_UNIT
        )
    actions.record_figures(
        by=cast.standing,
        at=IN_TIME,
        report=report_of(cast.a),
        entries=entries,
        source=EntrySource.FOR_UNIT,
        source_reference="Báo cáo số 15/BC-UBND ngày 12/3/2026",
    )
    revision = FigureRevision.objects.get(element__code="addicts_new")
    assert (revision.source, revision.source_reference) == ("FOR_UNIT", "Báo cáo số 15/BC-UBND ngày 12/3/2026")
    assert revision.unit == revision.supplier == cast.a


# ---- what stands beside the boxes ----


def test_opening_is_the_accepted_close_and_never_a_draft(cast: Cast, plan: Plan) -> None:
    closing = CellKey("addicts_closing")
    assert queries.report_page(report_of(cast.a)).around.opening[closing].value == 45
    report = sent(cast, cast.a, by=cast.clerk_a, addicts_new=3, addicts_died=1)
    assert closing not in queries.report_page(report_of(cast.a, Q2)).around.opening
    actions.accept_report(by=cast.standing, at=IN_TIME, report=report)
    assert queries.report_page(report_of(cast.a, Q2)).around.opening[closing].value == 47


def test_the_computed_close_is_proposed_and_never_stored_unasked(cast: Cast, plan: Plan) -> None:
    report = report_of(cast.a)
    flows: dict[str, Any] = {
        f"addicts_{x}": 0 for x in ("moved_in", "completed", "to_facility", "detained", "moved_out")
    }
    fill(cast.clerk_a, report, addicts_new=3, addicts_died=1, **flows)
    page = queries.report_page(report)
    assert page.suggestions[CellKey("addicts_closing")] == 47
    assert CellKey("addicts_closing") not in page.values
    actions.confirm_suggestions(by=cast.clerk_a, at=IN_TIME, report=report, section="B")
    page = queries.report_page(report)
    assert page.values[CellKey("addicts_closing")].value == 47
    assert not page.suggestions.keys() & {CellKey("addicts_closing")}


def test_nothing_happened_fills_blanks_and_keeps_what_was_typed(cast: Cast, plan: Plan) -> None:
    report = report_of(cast.a)
    fill(cast.clerk_a, report, addicts_new=2)
    actions.declare_nothing(by=cast.clerk_a, at=IN_TIME, report=report, section="B")
    values = {key.element: figure.value for key, figure in queries.report_page(report).values.items()}
    assert values == {
        "addicts_new": 2,
        "addicts_moved_in": 0,
        "addicts_completed": 0,
        "addicts_to_facility": 0,
        "addicts_detained": 0,
        "addicts_moved_out": 0,
        "addicts_died": 0,
        "addicts_closing": 47,
    }


def test_cumulative_figures_carry_on_within_the_year_only(cast: Cast, plan: Plan) -> None:
    counselled = CellKey("addicts_counselled")
    assert queries.report_page(report_of(cast.a)).carried(counselled) == 0
    accepted(cast, cast.a, by=cast.clerk_a, addicts_counselled=9)
    assert queries.report_page(report_of(cast.a, Q2)).suggestions[counselled] == 9


def test_a_broken_identity_is_told_with_its_arithmetic_and_keeps_the_part_open(cast: Cast, plan: Plan) -> None:
    report = report_of(cast.a)
    actions.declare_nothing(by=cast.clerk_a, at=IN_TIME, report=report, section="B")
    fill(cast.clerk_a, report, addicts_new=3, addicts_died=1, addicts_in_substitution=0, addicts_in_home_rehab=0)
    with refused("errors") as refusal:
        actions.finish_part(by=cast.clerk_a, at=IN_TIME, report=report, section="B")
    assert "đầu kỳ 45 + 3 vào − 1 ra = 47" in refusal.value.message
    fill(cast.clerk_a, report, addicts_closing=47)
    actions.finish_part(by=cast.clerk_a, at=IN_TIME, report=report, section="B")
    assert queries.report_page(report).is_done("B")
    fill(cast.clerk_a, report, addicts_new=4)
    assert not queries.report_page(report).is_done("B"), "a changed figure opens its part again"


# ---- the chain ----


def test_a_report_is_sent_only_when_nothing_is_left(cast: Cast, plan: Plan) -> None:
    report = report_of(cast.a)
    with refused("not-ready"):
        actions.submit_report(by=cast.clerk_a, at=IN_TIME, report=report)
    complete(cast.clerk_a, report)
    actions.write_narrative(
        by=cast.clerk_a,
        at=IN_TIME,
        report=report,
        code="results",
        text="Anh Nguyễn Văn Thử trú tại thôn 1",
        base_version=0,
    )
    with refused("not-ready"):
        actions.submit_report(by=cast.clerk_a, at=IN_TIME, report=report)
    actions.write_narrative(
        by=cast.clerk_a, at=IN_TIME, report=report, code="results", text="Không có vụ việc.", base_version=1
    )
    report = actions.submit_report(by=cast.approver_a, at=IN_TIME, report=report)
    assert report.state == ReportState.SUBMITTED
    derived = {f.element.code: f.value for f in Figure.objects.filter(window_end=Q1.end, element__kind="D")}
    assert derived["managed_addicts"] == 45
    assert derived["hotspots_active"] == 0
    assert PinnedRevision.objects.filter(version__report=report, is_opening=False).count() == 49 + 6


def test_a_changed_figure_is_told_from_the_signed_paper(cast: Cast, plan: Plan) -> None:
    report = complete(cast.clerk_a, report_of(cast.a))
    report = actions.print_report(by=cast.clerk_a, at=IN_TIME, report=report)
    assert len(report.check_code) == 9
    report = actions.record_document(
        by=cast.clerk_a, at=IN_TIME, report=report, number="15/BC-UBND", issued_on=date(2026, 3, 12)
    )
    assert not queries.report_page(report).changed_since_print
    fill(cast.clerk_a, report, communication_events=3)
    actions.finish_part(by=cast.clerk_a, at=IN_TIME, report=report, section="G")
    with refused("not-ready"):
        actions.submit_report(by=cast.clerk_a, at=IN_TIME, report=report)
    actions.print_report(by=cast.clerk_a, at=IN_TIME, report=report)
    actions.submit_report(by=cast.clerk_a, at=IN_TIME, report=report)


CHAIN = """
step     | DRAFT     | SUBMITTED | RETURNED  | ACCEPTED
submit   | SUBMITTED | -         | SUBMITTED | -
recall   | -         | DRAFT     | -         | -
return   | -         | RETURNED  | -         | -
accept   | -         | ACCEPTED  | -         | -
fill     | DRAFT     | -         | RETURNED  | -
correct  | -         | -         | -         | ACCEPTED
"""


def chain_of(state: str) -> dict[str, str]:
    """What each step comes to from a state; "-": refused."""
    header, *rows = [[cell.strip() for cell in line.split("|")] for line in CHAIN.strip().splitlines()]
    return {row[0]: row[header.index(state)] for row in rows}


def take(cast: Cast, step: str, report: Report, entries: dict[CellKey, Typed]) -> None:
    match step:
        case "submit":
            actions.submit_report(by=cast.clerk_a, at=IN_TIME, report=report)
        case "recall":
            actions.recall_report(by=cast.clerk_a, at=IN_TIME, report=report)
        case "return":
            actions.return_report(by=cast.standing, at=IN_TIME, report=report, comment="Xem lại")
        case "accept":
            actions.accept_report(by=cast.standing, at=IN_TIME, report=report)
        case "fill":
            actions.record_figures(by=cast.clerk_a, at=IN_TIME, report=report, entries=entries)
        case "correct":
            actions.correct_figures(by=cast.clerk_a, at=LATE, report=report, entries=entries, reason="Đếm sót")


@pytest.mark.parametrize("state", ["DRAFT", "SUBMITTED", "RETURNED", "ACCEPTED"])
def test_the_chain(cast: Cast, plan: Plan, state: str) -> None:
    report = complete(cast.clerk_a, report_of(cast.a))
    if state != "DRAFT":
        report = actions.submit_report(by=cast.clerk_a, at=IN_TIME, report=report)
    if state == "RETURNED":
        report = actions.return_report(by=cast.standing, at=IN_TIME, report=report, comment="Xem lại mục B")
    if state == "ACCEPTED":
        report = actions.accept_report(by=cast.standing, at=IN_TIME, report=report)
    events = CellKey("communication_events")
    entries = {events: Typed(given(x=3)[CellKey("x")], queries.report_page(report).versions[events])}
    came_to = {}
    for step in chain_of(state):
        before = transaction.savepoint()
        try:
            take(cast, step, report, entries)
            came_to[step] = Report.objects.get(pk=report.pk).state
        except Refused:
            came_to[step] = "-"
        transaction.savepoint_rollback(before)
    assert came_to == chain_of(state)


def test_nobody_accepts_what_they_sent(cast: Cast, plan: Plan) -> None:
    report = complete(cast.clerk_a, report_of(cast.a))
    report = actions.submit_report(
        by=cast.standing, at=IN_TIME, report=report, source_reference="Báo cáo số 15/BC-UBND"
    )
    with refused("own-report"):
        actions.accept_report(by=cast.standing, at=IN_TIME, report=report)
    for person in (cast.clerk_a, cast.clerk_b, cast.leader, cast.inspector, cast.admin):
        with refused("forbidden"):
            actions.accept_report(by=person, at=IN_TIME, report=report)
    assert actions.accept_report(by=cast.second_standing, at=IN_TIME, report=report).state == ReportState.ACCEPTED


def test_the_standing_agency_recalls_only_what_it_sent(cast: Cast, plan: Plan) -> None:
    report = sent(cast, cast.a, by=cast.clerk_a)
    with refused("forbidden"):
        actions.recall_report(by=cast.standing, at=IN_TIME, report=report)
    actions.recall_report(by=cast.approver_a, at=IN_TIME, report=report)
    report = actions.submit_report(by=cast.standing, at=IN_TIME, report=report, source_reference="Công văn 2/UBND")
    assert actions.recall_report(by=cast.standing, at=IN_TIME, report=report).state == ReportState.DRAFT


def test_a_correction_keeps_the_report_accepted_and_tells_why(cast: Cast, plan: Plan) -> None:
    report = accepted(cast, cast.a, by=cast.clerk_a)
    versions = queries.report_page(report).versions
    with refused("errors"):
        actions.correct_figures(
            by=cast.clerk_a,
            at=LATE,
            report=report,
            entries={NEW: Typed(given(x=2)[CellKey("x")], versions[NEW])},
            reason="Sót",
        )
    report = actions.correct_figures(
        by=cast.clerk_a,
        at=LATE,
        report=report,
        entries={
            NEW: Typed(given(x=2)[CellKey("x")], versions[NEW]),
            CellKey("addicts_closing"): Typed(given(x=47)[CellKey("x")], versions[CellKey("addicts_closing")]),
        },
        reason="Sót hai người",
    )
    assert (report.state, report.corrected_at) == (ReportState.ACCEPTED, LATE)
    newest = queries.revisions_of(
        unit=cast.a.pk, element="managed_addicts", breakdown="total", window=(Q1.start, Q1.end)
    )
    assert [(r.value, r.reason) for r in newest] == [(47, "Sót hai người"), (45, "")]


# ---- who has sent ----


def test_a_late_body_is_late_and_an_asked_one_never(cast: Cast, plan: Plan) -> None:
    accepted(cast, cast.a, by=cast.clerk_a, at=LATE)
    grid = queries.completeness_grid(plan, on=LATE.date())
    first = {row.unit.id: row.cells[0].standing for row in (*grid.ordered, *grid.asked) if row.cells[0]}
    assert first == {
        cast.a.pk: Standing.ACCEPTED_LATE,
        cast.b.pk: Standing.OVERDUE,
        cast.health.pk: Standing.OVERDUE,
        cast.court.pk: Standing.ASKED,
    }
    assert [row.unit.id for row in grid.asked] == [cast.court.pk]
    tally = grid.tallies[0]
    assert (tally.expected, tally.sent, tally.in_time, tally.late) == (3, 1, 0, ("Xã An Thử",))
    assert tally.missing == ("Phường Bình Thử", "Sở Y tế")


def test_a_return_does_not_make_a_report_late(cast: Cast, plan: Plan) -> None:
    report = sent(cast, cast.a, by=cast.clerk_a)
    report = actions.return_report(by=cast.standing, at=LATE, report=report, comment="Xem lại mục G")
    actions.submit_report(by=cast.clerk_a, at=LATE, report=report)
    (line,) = queries.waiting_for_review([cast.a.pk], on=LATE.date())
    assert line.standing is Standing.SUBMITTED


def test_the_units_own_report_is_an_official_text(cast: Cast, plan: Plan) -> None:
    report = complete(cast.clerk_a, report_of(cast.a), addicts_new=2)
    report = actions.print_report(by=cast.clerk_a, at=IN_TIME, report=report)
    document = unit_report.build(queries.report_page(report), draft=False, demonstration=False)
    text = body_text(render(document, at=IN_TIME))
    assert "ỦY BAN NHÂN DÂN / XÃ AN THỬ | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "người nghiện còn cuối kỳ 47 người" in text
    assert "TM. ỦY BAN NHÂN DÂN" in text
    assert "9 | Người nghiện còn cuối kỳ | người | 47 | 45 | –" in text
    assert document.check_code is not None
    assert document.check_code.code == report.check_code
