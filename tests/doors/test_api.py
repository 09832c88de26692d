"""The API of filling: what it gives, who may use it, sending twice, conflicts, and what it refuses."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from namro.kernel.form_checks import check_form
from namro.kernel.forms import form_from_dict
from namro.organisations.audit import first_broken_link
from namro.organisations.models import AuditEntry, Person
from namro.plans.models import Plan
from namro.reporting import actions, queries
from namro.reporting.models import Figure, FigureRevision, Report, WarningReason
from namro.reporting.rules import ReportState
from tests.apps.reporting import (
    CLOSINGS,
    IN_TIME,
    NOTHING_LEFT,
    Q1,
    Q2,
    accepted,
    baseline,
    complete,
    fill,
    make_plan,
    report_of,
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


def read(client: Client, report: Report) -> Any:
    return client.get(reverse("api:read-report", args=[report.pk]))


def send(client: Client, name: str, report: Report, body: dict[str, Any], *more: str, key: str = "") -> Any:
    headers = {"Idempotency-Key": key or uuid4().hex}
    where = reverse(f"api:{name}", args=[report.pk, *more])
    return client.post(where, json.dumps(body), content_type="application/json", headers=headers)


def entry(element: str, value: object, base: int = 0, breakdown: str = "total") -> dict[str, Any]:
    given = {"state": "", "value": None} if value is None else {"state": "reported", "value": str(value)}
    return {"cell": f"{element}[{breakdown}]", "base_version": base, **given}


def entries(*given: dict[str, Any]) -> dict[str, Any]:
    return {"entries": list(given)}


def value(code: str) -> object:
    found = Figure.objects.filter(element__code=code, window_end=Q1.end).first()
    return found and found.value


# ---- reading ----


def test_a_report_comes_with_all_that_its_checks_need(cast: Cast, plan: Plan) -> None:
    accepted(cast, cast.a, by=cast.clerk_a, addicts_new=2)
    report = report_of(cast.a, Q2)
    fill(cast.clerk_a, report, addicts_new=3)
    told = read(signed_in(cast.clerk_a), report).json()
    assert (told["unit"], told["period"], told["may_submit"]) == ("Xã An Thử", "Quý II/2026", True)
    assert told["facts"]["values"]["addicts_new[total]"] == {"state": "reported", "value": "3", "note": ""}
    assert told["facts"]["opening"]["addicts_closing[total]"]["value"] == "47"
    assert told["facts"]["history"][0]["addicts_new[total]"]["value"] == "2"
    assert told["versions"]["addicts_new[total]"] == 1
    found = queries.report_page(report)
    form = form_from_dict(told["form"])
    assert check_form(form, found.elements, found.facts) == check_form(found.form, found.elements, found.facts)


def test_neither_words_nor_people_leave_for_the_phone(cast: Cast, plan: Plan) -> None:
    report = report_of(cast.a)
    actions.write_narrative(
        by=cast.clerk_a, at=IN_TIME, report=report, code="results", text="Lời riêng của xã", base_version=0
    )
    told = read(signed_in(cast.clerk_a), report).content.decode()
    assert "Lời riêng" not in told
    assert cast.clerk_a.full_name not in told


def test_a_section_owner_is_told_which_sections_are_theirs(cast: Cast, plan: Plan) -> None:
    told = read(signed_in(cast.section_owner_a), report_of(cast.a)).json()
    assert told["may_fill"] == ["A", "B", "C", "D", "F"]
    assert told["may_submit"] is False


def test_reading_needs_few_queries(cast: Cast, plan: Plan) -> None:
    client = signed_in(cast.clerk_a)
    with CaptureQueriesContext(connection) as asked:
        read(client, report_of(cast.a))
    assert len(asked) <= 25


# ---- who may ----


def test_who_may_come_in(cast: Cast, plan: Plan) -> None:
    report = report_of(cast.a)
    assert read(Client(), report).status_code == 401
    assert read(signed_in(cast.clerk_b), report).status_code == 404
    assert read(signed_in(cast.nobody), report).status_code == 404
    assert read(signed_in(cast.inspector), report).json()["may_fill"] == []
    body = entries(entry("addicts_new", 3))
    refusals = {"clerk_b": 404, "nobody": 404, "inspector": 403, "health_clerk": 404}
    for name, status in refusals.items():
        assert send(signed_in(getattr(cast, name)), "record-entries", report, body).status_code == status, name
    elsewhere = entries(entry("communication_events", 1))
    assert send(signed_in(cast.section_owner_a), "record-entries", report, elsewhere).status_code == 403
    assert not Figure.objects.filter(window_end=Q1.end).exists()


def test_a_forged_request_is_refused(cast: Cast, plan: Plan) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.clerk_a)
    assert send(client, "record-entries", report_of(cast.a), entries(entry("addicts_new", 3))).status_code == 403
    assert value("addicts_new") is None


# ---- writing ----


def test_what_is_sent_twice_is_stored_once(cast: Cast, plan: Plan) -> None:
    client, report = signed_in(cast.clerk_a), report_of(cast.a)
    body = entries(entry("addicts_new", 3), entry("addicts_died", 1))
    answers = [send(client, "record-entries", report, body, key="phone-0001").json() for _ in range(3)]
    assert answers == [{"stored": 2, "versions": {"addicts_new[total]": 1, "addicts_died[total]": 1}}] * 3
    assert FigureRevision.objects.filter(window_end=Q1.end).count() == 2
    assert AuditEntry.objects.filter(action="figures.record", subject_id=str(report.pk)).count() == 1
    assert first_broken_link() is None


def test_a_conflict_shows_both_figures_and_stores_nothing(cast: Cast, plan: Plan) -> None:
    client, report = signed_in(cast.clerk_a), report_of(cast.a)
    fill(cast.section_owner_a, report, addicts_new=7)
    body = entries(entry("addicts_new", 6), entry("addicts_died", 1))
    answer = send(client, "record-entries", report, body)
    assert answer.status_code == 409
    (conflict,) = answer.json()["conflicts"]
    assert (conflict["mine"]["value"], conflict["theirs"]["value"]) == ("6", "7")
    assert (conflict["by"], conflict["version"]) == ("Người section_owner_a", 1)
    assert (value("addicts_new"), value("addicts_died")) == (7, None)
    send(client, "record-entries", report, entries(entry("addicts_new", 6, base=1)))
    assert value("addicts_new") == 6


def test_states_of_a_figure_stay_apart(cast: Cast, plan: Plan) -> None:
    client, report = signed_in(cast.clerk_a), report_of(cast.a)
    body = entries(
        entry("addicts_new", 0),
        {"cell": "fugitives_found_hiding[total]", "state": "not_stored", "note": "12/HS", "base_version": 0},
        {"cell": "addicts_died[total]", "state": "estimated", "value": "2", "base_version": 0},
    )
    assert send(client, "record-entries", report, body).json()["stored"] == 3
    told = read(client, report).json()["facts"]["values"]
    assert told["addicts_new[total]"]["value"] == "0"
    assert told["fugitives_found_hiding[total]"] == {"state": "not_stored", "value": None, "note": "12/HS"}
    assert told["addicts_died[total]"]["state"] == "estimated"
    assert "addicts_moved_in[total]" not in told
    send(client, "record-entries", report, entries(entry("addicts_new", None, base=1)))
    assert "addicts_new[total]" not in read(client, report).json()["facts"]["values"]


REFUSED_BODIES: dict[str, dict[str, Any]] = {
    "no entries": {"entries": []},
    "too many": entries(*[entry("addicts_new", 1)] * 501),
    "an unknown field": {**entries(entry("addicts_new", 1)), "surprise": 1},
    "an unknown field of an entry": entries({**entry("addicts_new", 1), "by": "x"}),
    "a negative number": entries(entry("addicts_new", -1)),
    "too many digits": entries(entry("addicts_new", "1" * 16)),
    "a truth as version": entries({**entry("addicts_new", 1), "base_version": True}),
    "an unknown state": entries({**entry("addicts_new", 1), "state": "maybe"}),
    "no cell": entries({**entry("addicts_new", 1), "cell": "addicts_new"}),
    "NUL": entries({**entry("addicts_new", 1), "note": "a\0b"}),
}


@pytest.mark.parametrize("what", REFUSED_BODIES)
def test_what_cannot_be_read_is_told_at_its_place(cast: Cast, plan: Plan, what: str) -> None:
    answer = send(signed_in(cast.clerk_a), "record-entries", report_of(cast.a), REFUSED_BODIES[what])
    assert answer.status_code == 422, what
    assert answer.json()["message"].startswith("Yêu cầu không đúng dạng ở «")
    assert value("addicts_new") is None


def test_a_write_without_a_key_is_refused(cast: Cast, plan: Plan) -> None:
    where = reverse("api:record-entries", args=[report_of(cast.a).pk])
    body = json.dumps(entries(entry("addicts_new", 1)))
    assert signed_in(cast.clerk_a).post(where, body, content_type="application/json").status_code == 422


@pytest.mark.parametrize("number", ["0", "-1", str(2**63), "abc"])
def test_an_address_that_names_no_report(cast: Cast, plan: Plan, number: str) -> None:
    assert signed_in(cast.clerk_a).get(f"/api/reports/{number}").status_code == 422


def test_a_box_that_the_form_does_not_have(cast: Cast, plan: Plan) -> None:
    answer = send(signed_in(cast.clerk_a), "record-entries", report_of(cast.a), entries(entry("mmt_patients", 1)))
    assert (answer.status_code, answer.json()["code"]) == (409, "no-such-box")


# ---- the rest of the way ----


def test_a_quarter_is_finished_and_sent_through_the_api(cast: Cast, plan: Plan) -> None:
    client, report = signed_in(cast.clerk_a), complete(cast.clerk_a, report_of(cast.a))
    fill(cast.clerk_a, report, addicts_completed=1, addicts_closing=44)
    early = send(client, "submit-report", report, {})
    assert early.status_code == 409
    assert "Mục B" in early.json()["message"]
    assert send(client, "finish-section", report, {}, "B", key="finish-b-1").json() == {"state": "DONE"}
    assert send(client, "finish-section", report, {}, "B", key="finish-b-1").json() == {"state": "DONE"}
    (warning,) = queries.report_page(report).unexplained
    said = {"rule": warning.code, "place": warning.place, "reason": "Chuyển đi nơi khác ngay"}
    assert send(client, "explain-warning", report, said).status_code == 200
    assert WarningReason.objects.get(report=report, rule=warning.code).reason == "Chuyển đi nơi khác ngay"
    answers = [send(client, "submit-report", report, {}, key="submit-01") for _ in range(2)]
    assert [a.json() for a in answers] == [{"state": "SUBMITTED"}] * 2
    assert Report.objects.get(pk=report.pk).state == ReportState.SUBMITTED
    assert send(client, "record-entries", report, entries(entry("addicts_new", 9, 1))).json()["code"] == "report-closed"


def test_a_reason_names_nobody(cast: Cast, plan: Plan) -> None:
    body = {"rule": "W6", "place": "", "reason": "Anh Nguyễn Văn Thử chuyển đi"}
    answer = send(signed_in(cast.clerk_a), "explain-warning", report_of(cast.a), body)
    assert (answer.status_code, answer.json()["code"]) == (409, "personal-data")


def test_the_standing_agency_names_the_letter_it_types_from(cast: Cast, plan: Plan) -> None:
    client, report = signed_in(cast.standing), report_of(cast.a)
    body = entries(entry("addicts_new", 3))
    assert send(client, "record-entries", report, body).json()["code"] == "source-reference"
    assert send(client, "record-entries", report, {**body, "source_reference": "15/BC-UBND"}).json()["stored"] == 1
    assert read(client, report).json()["may_fill"] == []


def test_the_description_is_whole(cast: Cast) -> None:
    told = Client().get("/api/openapi.json").json()
    assert set(told["paths"]) == {
        "/api/reports/{report_id}",
        "/api/reports/{report_id}/entries",
        "/api/reports/{report_id}/reasons",
        "/api/reports/{report_id}/sections/{section}/finish",
        "/api/reports/{report_id}/submit",
    }
    for path in told["paths"].values():
        for operation in path.values():
            assert {"200", "401", "403", "404", "409", "422"} <= set(operation["responses"])
