"""What is kept of every sending of a report, what a paper's code tells, and what follows a correction."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from namro.kernel.elements import CellKey
from namro.kernel.problems import Refused
from namro.plans.models import Plan
from namro.publishing.builders import unit_report
from namro.reporting import actions, queries
from namro.reporting.actions import answers
from namro.reporting.models import Report, ReportVersion
from namro.reporting.queries.corrections import corrected_under, corrections_in, reports_to_mark, sent_up_of
from namro.reporting.queries.fellows import fellows_at
from namro.reporting.queries.papers import changes_since_print, papers_with
from namro.reporting.queries.remarks import remarks_of
from namro.reporting.queries.versions import compared_words, difference, versions_of
from namro.reporting.rules import ReportState, Typed, VersionKind
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
NEW, DIED, CLOSING = CellKey("addicts_new"), CellKey("addicts_died"), CellKey("addicts_closing")
EVENTS = CellKey("communication_events")
LATER = LATE + timedelta(days=1)
EVERYONE = range(1, 10**6)


@pytest.fixture
def plan(cast: Cast) -> Plan:
    made = make_plan(cast)
    for unit in (cast.a, cast.b):
        baseline(cast, unit, **CLOSINGS, **NOTHING_LEFT)
    return made


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


def correct(cast: Cast, report: Report, *, reason: str = "Đếm sót", **values: int) -> Report:
    """Correct figures of commune a over whatever stands there now."""
    versions = queries.report_page(report).versions
    entries = {key: Typed(figure, versions.get(key, 0)) for key, figure in given(**values).items()}
    return actions.correct_figures(by=cast.clerk_a, at=LATE, report=report, entries=entries, reason=reason)


def changed_cells(report: Report, before: int, after: int | None = None) -> list[tuple[str, str, str]]:
    numbers = {version.number: version for version in versions_of(report)}
    found = difference(queries.report_page(report), numbers[before], numbers[after] if after else None)
    return [(str(change.key), change.before, change.after) for change in found.cells]


# ---- versions ----


def test_every_sending_is_a_version_that_keeps_its_figures_and_words(cast: Cast, plan: Plan) -> None:
    report = complete(cast.clerk_a, report_of(cast.a), addicts_new=3)
    words: dict[str, Any] = {"by": cast.clerk_a, "at": IN_TIME, "report": report, "code": "results"}
    actions.write_narrative(**words, text="Mở hai đợt tuyên truyền.", base_version=0)
    report = actions.submit_report(by=cast.clerk_a, at=IN_TIME, report=report)
    report = actions.return_report(by=cast.standing, at=IN_TIME, report=report, comment="Xem lại")
    actions.write_narrative(**words, text="Mở ba đợt tuyên truyền.", base_version=1)
    fill(cast.clerk_a, report, at=LATE, communication_events=3)
    actions.finish_part(by=cast.clerk_a, at=LATE, report=report, section="G")
    report = actions.submit_report(by=cast.approver_a, at=LATE, report=report)
    first, second = versions_of(report)
    assert (first.number, first.by, second.number, second.by) == (1, cast.clerk_a, 2, cast.approver_a)
    assert first.check_code != second.check_code
    assert changed_cells(report, 1, 2) == [("communication_events[total]", "2", "3")]
    found = difference(queries.report_page(report), first, second)
    (change,) = found.cells
    assert (change.by, change.at) == (cast.clerk_a.full_name, LATE)
    (text,) = found.words
    assert [(piece.kind, piece.text) for piece in text.pieces] == [
        ("same", "Mở "),
        ("gone", "hai"),
        ("new", "ba"),
        ("same", " đợt tuyên truyền."),
    ]
    assert difference(queries.report_page(report), second).is_empty, "what was sent last still stands"


def test_a_version_and_what_it_stands_on_never_change(cast: Cast, plan: Plan) -> None:
    report = accepted(cast, cast.a, by=cast.clerk_a)
    version = report.versions.get()
    for change in (
        lambda: ReportVersion.objects.filter(pk=version.pk).update(reason="khác"),
        lambda: version.pinned.all().delete(),
        lambda: report.codes.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_words_are_compared_word_by_word() -> None:
    assert compared_words("", "") == ()
    assert [(p.kind, p.text) for p in compared_words("a b", "")] == [("gone", "a b")]
    text = "Một hai ba.\nBốn năm."
    assert "".join(p.text for p in compared_words(text, text)) == text


# ---- the code on the paper ----


def test_the_code_on_a_paper_leads_to_the_report_and_to_the_boxes_that_changed(cast: Cast, plan: Plan) -> None:
    report = complete(cast.clerk_a, report_of(cast.a))
    report = actions.print_report(by=cast.clerk_a, at=IN_TIME, report=report)
    typed = report.check_code.replace("-", " ").lower()
    (paper,) = papers_with(typed, units=[cast.a.pk])
    assert (paper.agrees, paper.changes, paper.page.report) == (True, (), report)
    assert papers_with(typed, units=[cast.b.pk]) == [], "a code says nothing to another unit"
    assert papers_with("không phải mã", units=EVERYONE) == []
    fill(cast.clerk_a, report, at=LATE, communication_events=3)
    (paper,) = papers_with(typed, units=[cast.a.pk])
    assert not paper.agrees
    assert [(c.key, c.before, c.after) for c in paper.changes] == [(EVENTS, "2", "3")]
    assert changes_since_print(queries.report_page(report)) == paper.changes
    fill(cast.clerk_a, report, at=LATE, communication_events=2)
    assert papers_with(typed, units=[cast.a.pk])[0].agrees, "the figures of the paper stand there again"


def test_a_report_sent_without_a_paper_has_a_code_too(cast: Cast, plan: Plan) -> None:
    report = sent(cast, cast.a, by=cast.clerk_a)
    (paper,) = papers_with(report.versions.get().check_code, units=[cast.a.pk])
    assert paper.agrees


def test_a_correction_is_printed_with_what_it_replaces(cast: Cast, plan: Plan) -> None:
    report = complete(cast.clerk_a, report_of(cast.a))
    report = actions.record_document(
        by=cast.clerk_a, at=IN_TIME, report=report, number="15/BC-UBND", issued_on=date(2026, 3, 12)
    )
    report = actions.submit_report(by=cast.clerk_a, at=IN_TIME, report=report)
    with refused("report-closed"):
        actions.print_report(by=cast.clerk_a, at=IN_TIME, report=report)
    report = actions.accept_report(by=cast.standing, at=IN_TIME, report=report)
    report = correct(cast, report, communication_events=3)
    report = actions.print_report(by=cast.clerk_a, at=LATE, report=report)
    first, second = versions_of(report)
    found = queries.report_page(report)
    correction = unit_report.Correction(
        number=1,
        document_number=first.document_number,
        document_date=first.document_date,
        reason=second.reason,
        cells=difference(found, first, second).cells,
    )
    text = body_text(render(unit_report.build(found, draft=False, demonstration=True, correction=correction), at=LATE))
    assert "(đính chính lần 1)" in text
    assert "thay thế Báo cáo số 15/BC-UBND ngày 12/3/2026. Lý do: Đếm sót." in text
    assert "từ 2 thành 3" in text
    assert report.check_code == second.check_code


# ---- remarks ----


def test_a_remark_is_answered_by_another_figure_or_by_words(cast: Cast, plan: Plan) -> None:
    report = sent(cast, cast.a, by=cast.clerk_a, addicts_new=3)
    remarks = {EVENTS: "Thiếu đợt tháng 2", NEW: "Có đúng 3 không?", CellKey("residents_reached"): " "}
    report = actions.return_report(by=cast.standing, at=IN_TIME, report=report, comment="Xem lại", cells=remarks)
    assert [(r.key, r.is_answered) for r in remarks_of(queries.report_page(report))] == [(NEW, False), (EVENTS, False)]
    fill(cast.clerk_a, report, at=LATE, communication_events=3)
    answers.answer_remark(by=cast.clerk_a, at=LATE, report=report, cell=NEW, text="Đã đối chiếu sổ, số đúng")
    actions.finish_part(by=cast.clerk_a, at=LATE, report=report, section="G")
    report = actions.submit_report(by=cast.clerk_a, at=LATE, report=report)
    new, events = remarks_of(queries.report_page(report))
    assert (new.is_changed, new.answer, new.is_answered) == (False, "Đã đối chiếu sổ, số đúng", True)
    assert (events.then, events.now, events.is_changed) == ("2", "3", True)
    report = actions.accept_report(by=cast.standing, at=LATE, report=report)
    assert remarks_of(queries.report_page(report)) == ()


def test_a_remark_is_of_a_box_of_the_form_and_answered_by_the_unit(cast: Cast, plan: Plan) -> None:
    report = sent(cast, cast.a, by=cast.clerk_a)
    about: dict[str, Any] = {"by": cast.standing, "at": IN_TIME, "report": report, "comment": "Xem lại"}
    with refused("no-such-box"):
        actions.return_report(**about, cells={CellKey("no_such_element"): "?"})
    report = actions.return_report(**about, cells={NEW: "?"})
    with refused("no-remark"):
        answers.answer_remark(by=cast.clerk_a, at=LATE, report=report, cell=DIED, text="Đúng")
    with refused("remark-answer"):
        answers.answer_remark(by=cast.clerk_a, at=LATE, report=report, cell=NEW, text=" ")
    for person in (cast.clerk_b, cast.leader, cast.nobody):
        with refused("forbidden"):
            answers.answer_remark(by=person, at=LATE, report=report, cell=NEW, text="Đúng")


# ---- corrections ----


def test_a_correction_marks_the_later_report_that_opened_with_the_old_figure(cast: Cast, plan: Plan) -> None:
    first = accepted(cast, cast.a, by=cast.clerk_a, addicts_new=3)
    second = accepted(cast, cast.a, Q2, by=cast.clerk_a, at=IN_TIME)
    assert corrected_under(second).figures == ()
    first = correct(cast, first, addicts_new=2, addicts_closing=47, reason="Trùng một người")
    (stale,) = corrected_under(second).figures
    assert (stale.key, stale.before, stale.after, stale.is_opening) == (CLOSING, "48", "47", True)
    assert (stale.by, stale.reason, stale.report) == (cast.clerk_a.full_name, "Trùng một người", first.pk)
    assert corrected_under(first).figures == (), "the corrected report stands on its new figures"
    assert reports_to_mark([first.pk, second.pk]) == {second.pk}
    answers.note_corrections(by=cast.clerk_a, at=LATER, report=second, text="Kỳ sau tính theo số mới")
    assert (len(corrected_under(second).figures), corrected_under(second).waiting) == (1, ())
    assert reports_to_mark([second.pk]) == frozenset()


def test_another_correction_after_a_note_is_told_again(cast: Cast, plan: Plan) -> None:
    first = accepted(cast, cast.a, by=cast.clerk_a, addicts_new=3)
    second = accepted(cast, cast.a, Q2, by=cast.clerk_a)
    correct(cast, first, addicts_new=2, addicts_closing=47)
    answers.note_corrections(by=cast.standing, at=LATE - timedelta(hours=1), report=second, text="Đã biết")
    assert len(corrected_under(second).waiting) == 1


def test_a_correction_is_a_version_with_a_reason_and_is_listed(cast: Cast, plan: Plan) -> None:
    report = accepted(cast, cast.a, by=cast.clerk_a)
    report = correct(cast, report, communication_events=3)
    _first, second = versions_of(report)
    assert (second.kind, second.reason, second.number) == (VersionKind.CORRECTED, "Đếm sót", 2)
    assert list(corrections_in(plan, Q1)) == [second]
    assert corrections_in(plan, Q2) == ()


# ---- going up ----


def test_only_accepted_reports_go_up_and_a_later_correction_shows(cast: Cast, plan: Plan) -> None:
    report = sent(cast, cast.a, by=cast.clerk_a)
    letter: dict[str, Any] = {"receiver": "Cục C04", "document_number": "88/BC-CAT", "document_date": date(2026, 3, 13)}
    with refused("not-accepted"):
        answers.send_up(by=cast.standing, at=IN_TIME, versions=report.versions.all(), **letter)
    report = actions.accept_report(by=cast.standing, at=IN_TIME, report=report)
    for person in (cast.clerk_a, cast.leader):
        with refused("forbidden"):
            answers.send_up(by=person, at=IN_TIME, versions=report.versions.all(), **letter)
    with refused("document-date"):
        answers.send_up(
            by=cast.standing,
            at=IN_TIME,
            versions=report.versions.all(),
            **{**letter, "document_date": date(2026, 3, 30)},
        )
    with refused("nothing-to-send-up"):
        answers.send_up(by=cast.standing, at=IN_TIME, versions=[], **letter)
    answers.send_up(by=cast.standing, at=IN_TIME, versions=report.versions.all(), **letter)
    ((one, version),) = sent_up_of(report)
    assert (one.receiver, version.number, report.last_version) == ("Cục C04", 1, 1)
    report = correct(cast, report, communication_events=3)
    ((_one, version),) = sent_up_of(report)
    assert version.number < report.last_version


# ---- recall ----


def test_a_recall_keeps_its_reason_and_the_version_it_took_back(cast: Cast, plan: Plan) -> None:
    report = sent(cast, cast.a, by=cast.clerk_a)
    report = actions.recall_report(by=cast.approver_a, at=IN_TIME, report=report, reason="Nhầm kỳ")
    assert (report.state, report.steps.last().comment) == (ReportState.DRAFT, "Nhầm kỳ")  # type: ignore[union-attr]
    report = actions.submit_report(by=cast.clerk_a, at=LATE, report=report)
    assert [v.number for v in versions_of(report)] == [1, 2]


# ---- two people at once ----


def test_who_else_is_at_a_report_and_what_they_saved_since(cast: Cast, plan: Plan) -> None:
    report = report_of(cast.a)
    answers.note_presence(by=cast.section_owner_a, at=IN_TIME, report=report)
    fill(cast.section_owner_a, report, at=IN_TIME + timedelta(minutes=1), addicts_new=4)
    about: dict[str, Any] = {"since": IN_TIME - timedelta(minutes=1), "opened_at": IN_TIME}
    (fellow,) = fellows_at(report, but=cast.clerk_a, **about)
    assert (fellow.name, fellow.is_here) == (cast.section_owner_a.full_name, True)
    assert [box.value for box in fellow.saved] == ["4"]
    assert fellows_at(report, but=cast.section_owner_a, **about) == []
    with refused("forbidden"):
        answers.note_presence(by=cast.leader, at=IN_TIME, report=report)
