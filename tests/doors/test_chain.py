"""The pages along the chain: returned with remarks, answered, compared, corrected, checked against paper, sent up."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from namro.organisations.models import Absence, Delegation, Person
from namro.organisations.rules import LENDABLE
from namro.plans.models import Plan
from namro.publishing.actions import publish_consolidated_report
from namro.reporting import actions, queries
from namro.reporting.models import Report, SentUp
from namro.reporting.rules import ReportState, Typed
from namro.web.forms.people import PERMISSION_LABELS
from tests.apps.reporting import (
    CLOSINGS,
    IN_TIME,
    NOTHING_LEFT,
    Q1,
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


def test_a_consolidated_report_goes_up_with_its_reports_and_is_marked_by_a_correction(cast: Cast, plan: Plan) -> None:
    report = accepted(cast, cast.a, by=cast.clerk_a, addicts_new=3)
    publication = publish_consolidated_report(by=cast.standing, at=IN_TIME, plan=plan, period_code=Q1.code)
    standing, where = signed_in(cast.standing), url("publications:show-publication", publication.pk)
    letter = {"receiver": "Cục C04", "document_number": "88/BC-CAT", "document_date": "2026-03-13"}
    assert signed_in(cast.leader).post(url("publications:send-up", publication.pk), letter).status_code == 403
    assert standing.post(url("publications:send-up", publication.pk), letter).status_code == 302
    assert standing.post(url("publications:send-up", publication.pk), letter).status_code == 409, "once"
    assert "88/BC-CAT" in text_of(standing, where)
    assert "88/BC-CAT" in text_of(signed_in(cast.clerk_a), url("reports:show-report", report.pk))
    assert "đính chính" not in text_of(standing, url("publications:list-publications"))
    correct(cast, report, addicts_new=2, addicts_closing=47)
    assert "số đã đính chính, chưa xử lý" in text_of(standing, url("publications:list-publications"))
    assert "Số đã đính chính sau khi lập" in text_of(standing, where)
    marked = text_of(signed_in(cast.clerk_a), url("reports:show-report", report.pk))
    assert "số đã đính chính sau khi gửi" in marked
    assert "Đếm sót" in text_of(standing, url("reports:consolidated", plan.pk, Q1.code))
    settle = url("publications:settle", publication.pk)
    assert standing.post(settle, {"settlement": "ERRATUM", "text": "Đã gửi"}).status_code == 409, (
        "an erratum has a number"
    )
    erratum = {"document_number": "90/BC-CAT", "document_date": "2026-03-13"}
    assert standing.post(settle, {"settlement": "ERRATUM", "text": "Đã gửi", **erratum}).status_code == 302
    assert "90/BC-CAT" in text_of(standing, where)
    assert "chưa xử lý" not in text_of(standing, url("publications:list-publications"))


# ---- people ----


def test_rights_are_lent_and_taken_back_on_a_page_that_both_see(cast: Cast, plan: Plan) -> None:
    giver, taker = signed_in(cast.clerk_a), signed_in(cast.approver_a)
    where, today = url("people:show-deputies"), timezone.localdate().isoformat()
    posted = {"role": cast.clerk_a.roles.get().pk, "taker": cast.approver_a.pk, "first": today, "last": today}
    assert giver.post(url("people:lend"), posted).status_code == 422, "nothing was chosen to lend"
    assert giver.post(url("people:lend"), {**posted, "permissions": "REPORT_FILL"}).status_code == 302
    assert cast.approver_a.full_name in text_of(giver, where)
    assert "Người khác ủy quyền cho tôi" in text_of(taker, where)
    assert "Điền số" in text_of(taker, url("reports:show-report", report_of(cast.a).pk))
    delegation = Delegation.objects.get()
    assert signed_in(cast.clerk_b).post(url("people:revoke", delegation.pk)).status_code == 404
    giver.post(url("people:revoke", delegation.pk))
    assert "Điền số" not in text_of(taker, url("reports:show-report", report_of(cast.a).pk))


def test_every_right_that_can_be_lent_has_words() -> None:
    assert set(PERMISSION_LABELS) == LENDABLE


def test_an_absence_with_who_stands_in(cast: Cast) -> None:
    away, today = signed_in(cast.clerk_a), timezone.localdate().isoformat()
    posted = {"vang-first": today, "vang-last": today, "vang-username": "nobody", "vang-note": "Đi học"}
    assert away.post(url("people:note-absence"), {**posted, "vang-username": "khong-co"}).status_code == 422
    assert away.post(url("people:note-absence"), posted).status_code == 302
    assert cast.nobody.full_name in text_of(away, url("people:show-deputies"))
    away.post(url("people:end-absence", Absence.objects.get().pk))
    assert "đã hết" in text_of(away, url("people:show-deputies"))


def test_a_new_person_comes_in_with_a_code_from_paper(cast: Cast) -> None:
    admin = signed_in(cast.admin)
    opened = {"username": "xa.moi", "full_name": "Người Mới", "password": ""}
    admin.post(url("units:open-account"), opened)
    person = Person.objects.get(username="xa.moi")
    assert not person.has_usable_password()
    answer = admin.post(url("people:issue-code", person.pk))
    assert "no-store" in answer["Cache-Control"]
    (code,) = re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", answer.content.decode())
    new, where = Client(), url("people:activate")
    wrong = new.post(where, {"username": "xa.moi", "code": "0000-0000-0000", "password": "tu-dat-lay-2026"})
    assert wrong.status_code == 422
    assert "không đúng" in wrong.content.decode()
    assert new.post(where, {"username": "xa.moi", "code": code, "password": "ngan"}).status_code == 422
    assert new.post(where, {"username": "xa.moi", "code": code, "password": "tu-dat-lay-2026"})["Location"] == "/"
    assert new.get("/").status_code == 200


def test_an_officer_hands_over_and_the_next_one_confirms(cast: Cast, plan: Plan) -> None:
    giver, taker = signed_in(cast.clerk_a), signed_in(cast.approver_a)
    where = url("people:make-handover", cast.a.pk)
    assert "Số đầu kỳ lấy từ đâu" in text_of(giver, where)
    assert signed_in(cast.standing).get(where).status_code == 404, "only whoever works there"
    answer = giver.post(where, {"giver": cast.clerk_a.pk, "notes": "Sổ ở tủ số 2."})
    page = answer["Location"]
    assert "Sổ ở tủ số 2." in text_of(taker, page)
    assert "Tôi đã nhận bàn giao" not in text_of(giver, page)
    taker.post(f"{page}nhan/", {"remark": "Đã nhận đủ"})
    assert "Đã nhận đủ" in text_of(giver, page)
    assert cast.approver_a.full_name in text_of(giver, url("people:list-handovers"))
