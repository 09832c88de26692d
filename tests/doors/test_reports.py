"""The pages of reports: who may open them, filling with and without script, the chain by its buttons."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from namro.kernel.elements import CellKey
from namro.organisations.models import Person
from namro.plans.models import Plan
from namro.reporting import queries
from namro.reporting.models import Figure, Report, WarningReason
from namro.reporting.rules import ReportState
from tests.apps.reporting import (
    CLOSINGS,
    NOTHING_LEFT,
    Q1,
    Q2,
    accepted,
    baseline,
    complete,
    fill,
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
    return reverse(f"reports:{name}", args=args, query=query or None)


def box(name: str, value: str, version: int = 0) -> dict[str, str]:
    return {f"{name}--total": value, f"{name}--total-version": str(version)}


def value(code: str) -> object:
    found = Figure.objects.filter(element__code=code, window_end=Q1.end).first()
    return found and found.value


# ---- who may come in ----

OF_A_REPORT = ["show-report", "fill-report", "print-report"]


@pytest.mark.parametrize("name", OF_A_REPORT)
def test_a_report_is_seen_by_its_unit_and_those_above(cast: Cast, plan: Plan, name: str) -> None:
    where = url(name, report_of(cast.a).pk)
    answer = Client().get(where)
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("account_login"))
    assert signed_in(cast.clerk_b).get(where).status_code == 404
    assert signed_in(cast.nobody).get(where).status_code == 403
    assert signed_in(cast.clerk_a).get(where, follow=True).status_code == 200
    assert signed_in(cast.inspector).get(where, follow=True).status_code == 200


WRITES = [
    ("save-section", ("B",)),
    ("save-words", ("results",)),
    ("print-report", ()),
    ("record-document", ()),
    ("submit-report", ()),
    ("recall-report", ()),
]


@pytest.mark.parametrize(("name", "more"), WRITES)
def test_nobody_writes_into_the_report_of_another(cast: Cast, plan: Plan, name: str, more: tuple[str, ...]) -> None:
    where = url(name, report_of(cast.a).pk, *more)
    typed = {**box("addicts_new", "3"), "text": "x", "number": "1/BC", "issued_on": "2026-03-01", "rule": "W3"}
    assert Client().post(where, typed).status_code == 302
    assert signed_in(cast.clerk_b).post(where, typed).status_code == 404
    assert signed_in(cast.leader).post(where, typed).status_code == 403
    assert not Figure.objects.filter(window_end=Q1.end).exists()


@pytest.mark.parametrize("name", ["accept-report", "return-report"])
def test_only_the_standing_agency_receives(cast: Cast, plan: Plan, name: str) -> None:
    where = url(name, report_of(cast.a).pk)
    for person in (cast.clerk_a, cast.leader, cast.inspector):
        assert signed_in(person).post(where, {"comment": "x"}).status_code == 403


def test_overviews_are_for_those_who_look_over_all(cast: Cast, plan: Plan) -> None:
    pages = [url("completeness"), url("consolidated", plan.pk, "2026-Q1"), url("review-queue")]
    for where in pages:
        assert signed_in(cast.clerk_a).get(where).status_code == 403
        assert signed_in(cast.standing).get(where).status_code == 200
    assert signed_in(cast.leader).get(pages[0]).status_code == 200
    assert signed_in(cast.leader).get(url("consolidated", plan.pk, "2026-Q9")).status_code == 404


# ---- filling ----


def test_saving_without_script(cast: Cast, plan: Plan) -> None:
    client, report = signed_in(cast.clerk_a), report_of(cast.a)
    typed = {**box("addicts_new", "1.234"), **box("addicts_died", "")}
    answer = client.post(url("save-section", report.pk, "B"), typed)
    assert answer["Location"] == url("fill-report", report.pk, muc="B") + "#muc-B"
    assert (value("addicts_new"), value("addicts_died")) == (1234, None)
    page = client.get(answer["Location"]).content.decode()
    assert 'value="1.234"' in page
    assert "Đã lưu lúc" in page


def test_what_cannot_be_a_figure_is_told_at_its_box_and_kept(cast: Cast, plan: Plan) -> None:
    client, report = signed_in(cast.clerk_a), report_of(cast.a)
    answer = client.post(url("save-section", report.pk, "B"), {**box("addicts_new", "ba"), **box("addicts_died", "1")})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "«ba» không phải là số." in page
    assert 'value="ba"' in page
    assert (value("addicts_new"), value("addicts_died")) == (None, 1)


def test_saving_as_one_types_answers_with_what_stands_beside_the_boxes(cast: Cast, plan: Plan) -> None:
    client, report = signed_in(cast.clerk_a), report_of(cast.a)
    fill(cast.clerk_a, report, addicts_new=3, addicts_closing=46)
    typed = {f"addicts_{x}--total": "0" for x in ("moved_in", "completed", "to_facility", "detained", "moved_out")}
    answer = client.post(
        url("save-section", report.pk, "B"), {**typed, **box("addicts_died", "1")}, headers={"HX-Request": "true"}
    )
    said = answer.content.decode()
    assert answer.status_code == 200
    assert "đầu kỳ 45 + 3 vào − 1 ra = 47" in said
    assert 'id="version-addicts_died--total" name="addicts_died--total-version" value="1" hx-swap-oob="true"' in said
    assert 'id="id-addicts_died--total"' not in said, "a box that someone types in is never replaced"
    assert "saved" in answer["HX-Trigger"]


def test_two_people_at_one_box_choose_which_figure_stays(cast: Cast, plan: Plan) -> None:
    client, report = signed_in(cast.clerk_a), report_of(cast.a)
    where = url("save-section", report.pk, "B")
    client.post(where, box("addicts_new", "5"))
    signed_in(cast.section_owner_a).post(where, box("addicts_new", "7", 1))
    answer = client.post(where, {**box("addicts_new", "6", 1), **box("addicts_died", "2")})
    assert answer.status_code == 409
    assert "Người section_owner_a vừa ghi 7, anh, chị ghi 6" in answer.content.decode()
    assert (value("addicts_new"), value("addicts_died")) == (7, 2)
    client.post(where, {**box("addicts_new", "6", 1), "addicts_new--total-keep": "theirs"})
    assert value("addicts_new") == 7
    client.post(where, {**box("addicts_new", "6", 1), "addicts_new--total-keep": "2"})
    assert value("addicts_new") == 6


def test_a_quiet_quarter_is_done_by_its_buttons(cast: Cast, plan: Plan) -> None:
    accepted(cast, cast.a, by=cast.clerk_a)
    client, report = signed_in(cast.clerk_a), report_of(cast.a, Q2)
    for section in "ABCDEFG":
        where = url("save-section", report.pk, section)
        client.post(where, {"do": "nothing" if section in "BCDF" else "confirm"})
        rest: dict[str, str] = {}
        if section == "E":
            rest = {f"addiction_determinations--{x}": "0" for x in ("addicted", "not_addicted")}
        if section == "G":
            rest = {**box("communication_events", "3"), **box("grassroots_broadcasts", "12")}
        client.post(where, {**rest, "do": "finish"})
    found = queries.report_page(report)
    assert found.done == 7, [p.message for p in found.obstacles]
    assert found.values[CellKey("addicts_closing")].value == 45
    assert found.values[CellKey("illicit_plants", "found")].value == 0
    client.post(url("submit-report", report.pk))
    assert Report.objects.get(pk=report.pk).state == ReportState.SUBMITTED


def test_a_reason_answers_a_warning(cast: Cast, plan: Plan) -> None:
    client, report = signed_in(cast.clerk_a), report_of(cast.a)
    fill(cast.clerk_a, report, addicts_completed=1, post_rehab_entered=0)
    (warning,) = queries.report_page(report).warnings
    name = warning.place.replace("[", "--").replace("]", "")
    section = "D" if "post_rehab" in name else "B"
    client.post(url("save-section", report.pk, section), {f"{name}-reason": "Chuyển đi nơi khác ngay"})
    assert WarningReason.objects.get(report=report).reason == "Chuyển đi nơi khác ngay"


def test_keying_for_a_unit_starts_with_its_letter(cast: Cast, plan: Plan) -> None:
    client, report = signed_in(cast.standing), report_of(cast.a)
    first = client.get(url("fill-report", report.pk)).content.decode()
    assert "Nhập thay đơn vị" in first
    assert 'id="muc-B"' not in first
    letter = {"source_reference": "15/BC-UBND ngày 12/3/2026"}
    assert client.post(url("save-section", report.pk, "B"), box("addicts_new", "3")).status_code == 409
    client.post(url("save-section", report.pk, "B"), {**box("addicts_new", "3"), **letter})
    assert value("addicts_new") == 3


def test_words_are_kept_apart_from_names(cast: Cast, plan: Plan) -> None:
    client, report = signed_in(cast.clerk_a), report_of(cast.a)
    answer = client.post(
        url("save-words", report.pk, "results"),
        {"text": "Anh Nguyễn Văn Thử, sinh năm 1990", "version": "0"},
        headers={"HX-Request": "true"},
    )
    assert "Lời văn có vẻ ghi năm sinh của một người." in answer.content.decode()
    stale = client.post(
        url("save-words", report.pk, "results"), {"text": "Khác", "version": "0"}, headers={"HX-Request": "true"}
    )
    assert (stale.status_code, stale["Content-Type"]) == (409, "text/plain; charset=utf-8")


def test_the_baseline_is_given_with_its_document(cast: Cast, plan: Plan) -> None:
    client, report = signed_in(cast.health_clerk), report_of(cast.health)
    where = url("record-baseline", report.pk)
    assert "Chưa có số đầu kỳ" in client.get(url("fill-report", report.pk)).content.decode()
    assert client.post(where, {"mmt_patients--total": "640"}).status_code == 422
    client.post(where, {"mmt_patients--total": "640", "document": "Báo cáo số 9/BC-SYT"})
    assert queries.report_page(report).around.opening[CellKey("mmt_patients")].value == 640


# ---- the chain ----


def test_from_print_to_acceptance(cast: Cast, plan: Plan) -> None:
    client, report = signed_in(cast.clerk_a), complete(cast.clerk_a, report_of(cast.a))
    printed = client.post(url("print-report", report.pk))
    assert printed.content.startswith(b"PK")
    code = Report.objects.get(pk=report.pk).check_code
    assert code == queries.report_page(report).check_code
    client.post(url("record-document", report.pk), {"number": "15/BC-UBND", "issued_on": "2026-03-12"})
    from django.core.files.uploadedfile import SimpleUploadedFile

    bad = client.post(url("attach-signed-file", report.pk), {"file": SimpleUploadedFile("ky.pdf", b"\x7fELF")})
    assert bad.status_code == 409
    client.post(url("attach-signed-file", report.pk), {"file": SimpleUploadedFile("ký.pdf", b"%PDF-1.7 ...")})
    client.post(url("submit-report", report.pk))
    report = Report.objects.get(pk=report.pk)
    assert (report.state, report.document_number, report.document_date) == (
        ReportState.SUBMITTED,
        "15/BC-UBND",
        date(2026, 3, 12),
    )
    standing = signed_in(cast.standing)
    assert "Xã An Thử" in standing.get(url("review-queue")).content.decode()
    assert "15/BC-UBND" in standing.get(url("show-report", report.pk)).content.decode()
    standing.post(url("return-report", report.pk), {"comment": "Xem lại", "remark-addicts_new--total": "Sót người"})
    shown = client.get(url("fill-report", report.pk)).content.decode()
    assert "Xem lại" in shown
    assert "Sót người" in shown
    client.post(url("submit-report", report.pk))
    standing.post(url("accept-report", report.pk))
    assert Report.objects.get(pk=report.pk).state == ReportState.ACCEPTED


def test_a_correction_is_traced(cast: Cast, plan: Plan) -> None:
    report = accepted(cast, cast.a, by=cast.clerk_a)
    client = signed_in(cast.clerk_a)
    assert client.get(url("correct-report", report.pk)).status_code == 200
    version = queries.report_page(report).versions[CellKey("communication_events")]
    typed = {**box("communication_events", "3", version), "reason": "Đếm sót một cuộc"}
    client.post(url("correct-report", report.pk), typed)
    where = url("trace-figure", cast.a.pk, "communication_events", "total", Q1.start, Q1.end)
    shown = client.get(where).content.decode()
    assert "Đếm sót một cuộc" in shown
    assert "Người clerk_a" in shown
    assert signed_in(cast.clerk_b).get(where).status_code == 404


# ---- overviews ----


def test_the_grid_and_the_consolidated_page_need_few_queries(
    cast: Cast, plan: Plan, django_assert_max_num_queries: object
) -> None:
    accepted(cast, cast.a, by=cast.clerk_a, addicts_new=2)
    sent(cast, cast.b, by=cast.clerk_b, addicts_new=5)
    client = signed_in(cast.standing)
    with django_assert_max_num_queries(45):  # type: ignore[operator]
        grid = client.get(url("completeness")).content.decode()
    assert "Tòa án nhân dân tỉnh" in grid
    with django_assert_max_num_queries(70):  # type: ignore[operator]
        strict = client.get(url("consolidated", plan.pk, "2026-Q1")).content.decode()
    assert "Phường Bình Thử" in strict
    trace = client.get(url("trace-total", plan.pk, "2026-Q1", "addicts_new", "total")).content.decode()
    assert "Xã An Thử" in trace
    assert "Chưa có số" in trace


def test_my_reports(cast: Cast, plan: Plan) -> None:
    shown = signed_in(cast.clerk_a).get(url("my-reports")).content.decode()
    assert "Quý I/2026" in shown
    assert "Anh, chị không phải gửi báo cáo nào" in signed_in(cast.standing).get(url("my-reports")).content.decode()
