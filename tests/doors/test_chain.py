"""The pages along the chain: returned with remarks, answered, compared, corrected, checked against paper, sent up."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from namro.organisations.models import Person
from namro.plans.models import Plan
from namro.reporting import actions, queries
from namro.reporting.models import Report, SentUp
from namro.reporting.rules import ReportState, Typed
from tests.apps.reporting import (
    CLOSINGS,
    IN_TIME,
    NOTHING_LEFT,
    Q2,
    accepted,
    baseline,
    fill,
    given,
    make_plan,
    report_of,
    sent,
)
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast: Cast) -> Plan:
    made = make_plan(cast)
    for unit in (cast.a, cast.b):
        baseline(cast, unit, **CLOSINGS, **NOTHING_LEFT)
    return made


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def url(name: str, *args: object, **query: str) -> str:
    return reverse(name, args=args, query=query or None)


def text_of(client: Client, where: str) -> str:
    return " ".join(client.get(where).content.decode().split())


def correct(cast: Cast, report: Report, **values: int) -> None:
    versions = queries.report_page(report).versions
    entries = {key: Typed(figure, versions.get(key, 0)) for key, figure in given(**values).items()}
    actions.correct_figures(by=cast.clerk_a, at=IN_TIME, report=report, entries=entries, reason="Đếm sót")


def test_a_remark_goes_from_the_reviewer_to_the_unit_and_back(cast: Cast, plan: Plan) -> None:
    report = sent(cast, cast.a, by=cast.clerk_a, addicts_new=3)
    reviewer, clerk = signed_in(cast.standing), signed_in(cast.clerk_a)
    where = url("reports:return-report", report.pk)
    assert "Nhận xét: " in text_of(reviewer, where)
    assert reviewer.post(where, {"comment": ""}).status_code == 422, "a return says why"
    answer = reviewer.post(where, {"comment": "", "remark-addicts_new--total": "Có đúng 3 không?"})
    assert answer["Location"] == url("reports:review-queue")
    report.refresh_from_db()
    assert report.state == ReportState.RETURNED
    page = text_of(clerk, url("reports:show-report", report.pk))
    assert "Có đúng 3 không?" in page
    assert "chưa trả lời" in page
    said = {"cell": "addicts_new[total]", "text": "Đã đối chiếu sổ, số đúng"}
    assert clerk.post(url("chain:answer-remark", report.pk), said).status_code == 302
    actions.submit_report(by=cast.clerk_a, at=IN_TIME, report=report)
    page = text_of(reviewer, url("reports:show-report", report.pk))
    assert "Đã đối chiếu sổ, số đúng" in page
    assert "đã trả lời" in page
    assert reviewer.get(url("reports:return-report", report.pk)).status_code == 200


def test_a_report_that_waits_for_nobody_is_not_returned(cast: Cast, plan: Plan) -> None:
    report = report_of(cast.a)
    answer = signed_in(cast.standing).get(url("reports:return-report", report.pk))
    assert answer["Location"] == url("reports:show-report", report.pk)


def test_any_two_versions_are_compared(cast: Cast, plan: Plan) -> None:
    report = accepted(cast, cast.a, by=cast.clerk_a)
    where = url("chain:compare-versions", report.pk)
    clerk = signed_in(cast.clerk_a)
    assert "Không khác nhau" in text_of(clerk, where)
    correct(cast, report, communication_events=3)
    page = text_of(clerk, where)
    assert "Phiên bản 1 → phiên bản 2" in page
    assert "Đếm sót" in page
    assert "Phiên bản 2 → số đang có" in text_of(clerk, url("chain:compare-versions", report.pk, tu="2", den="nay"))
    assert clerk.get(url("chain:compare-versions", report.pk, tu="9", den="1")).status_code == 404
    assert "chưa gửi lần nào" in text_of(clerk, url("chain:compare-versions", report_of(cast.a, Q2).pk))


def test_a_code_from_paper_is_typed_and_the_report_found(cast: Cast, plan: Plan) -> None:
    report = sent(cast, cast.a, by=cast.clerk_a)
    code = report.versions.get().check_code
    clerk = signed_in(cast.clerk_a)
    assert "khớp" in text_of(clerk, url("chain:find-by-code", ma=code.lower()))
    other = text_of(signed_in(cast.clerk_b), url("chain:find-by-code", ma=code))
    assert "Không có báo cáo nào" in other
    assert cast.a.names.get().name not in other


def test_the_page_says_which_boxes_changed_since_printing(cast: Cast, plan: Plan) -> None:
    report = report_of(cast.a)
    fill(cast.clerk_a, report, addicts_new=3)
    report = actions.print_report(by=cast.clerk_a, at=IN_TIME, report=report)
    clerk = signed_in(cast.clerk_a)
    assert "khớp bản in" in text_of(clerk, url("reports:show-report", report.pk))
    fill(cast.clerk_a, report, addicts_new=4)
    page = text_of(clerk, url("reports:show-report", report.pk))
    assert "đã đổi sau khi in" in page
    assert "3 → <b>4</b>" in page


def test_recalling_asks_first_and_keeps_the_reason(cast: Cast, plan: Plan) -> None:
    report = sent(cast, cast.a, by=cast.clerk_a)
    clerk = signed_in(cast.clerk_a)
    assert 'data-dialog="thu-hoi"' in text_of(clerk, url("reports:show-report", report.pk))
    clerk.post(url("reports:recall-report", report.pk), {"reason": "Nhầm kỳ"})
    report.refresh_from_db()
    assert report.state == ReportState.DRAFT
    assert "Nhầm kỳ" in text_of(clerk, url("reports:show-report", report.pk))


def test_a_correction_shows_wherever_the_old_figure_was_used(cast: Cast, plan: Plan) -> None:
    first = accepted(cast, cast.a, by=cast.clerk_a, addicts_new=3)
    second = accepted(cast, cast.a, Q2, by=cast.clerk_a)
    clerk = signed_in(cast.clerk_a)
    correct(cast, first, addicts_new=2, addicts_closing=47)
    page = text_of(clerk, url("reports:show-report", second.pk))
    assert "Số đã đính chính sau khi gửi" in page
    assert "số đầu kỳ" in page
    assert clerk.post(url("chain:note-corrections", second.pk), {"text": "Kỳ sau tính theo số mới"}).status_code == 302
    assert "đã ghi nhận" in text_of(clerk, url("reports:show-report", second.pk))


def test_an_accepted_report_goes_up_with_number_and_day(cast: Cast, plan: Plan) -> None:
    report = accepted(cast, cast.a, by=cast.clerk_a)
    standing = signed_in(cast.standing)
    letter = {"receiver": "Cục C04", "document_number": "88/BC-CAT", "document_date": "2026-03-13"}
    assert standing.post(url("chain:send-up-report", report.pk), {"receiver": "Cục C04"}).status_code == 409
    assert not SentUp.objects.exists()
    standing.post(url("chain:send-up-report", report.pk), letter)
    page = text_of(signed_in(cast.clerk_a), url("reports:show-report", report.pk))
    assert "Cục C04" in page
    assert "88/BC-CAT" in page


def test_the_page_that_is_open_learns_who_else_is_there(cast: Cast, plan: Plan) -> None:
    report = report_of(cast.a)
    mine, theirs = signed_in(cast.clerk_a), signed_in(cast.section_owner_a)
    where = url("chain:note-presence", report.pk)
    opened = {"opened_at": IN_TIME.isoformat()}
    assert theirs.post(where, opened).status_code == 200
    fill(cast.section_owner_a, report, addicts_new=4)
    told = mine.post(where, {"opened_at": "2026-01-01T00:00:00+07:00"}).content.decode()
    assert cast.section_owner_a.full_name in told
    assert "<b>4</b>" in told
    assert report.presences.count() == 2
