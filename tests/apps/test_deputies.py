"""Rights lent for a time, days of absence, the code on paper for a new person, and handing over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from namro.kernel.problems import Refused
from namro.organisations import access, activation, lending
from namro.organisations import actions as organisations
from namro.organisations.deputies import absences_on
from namro.organisations.models import ActivationCode, AuditEntry, Delegation, Person, RoleAssignment
from namro.organisations.rules import LENDABLE, Permission
from namro.plans.models import Plan
from namro.reporting import actions, queries
from namro.reporting.actions import handovers
from namro.reporting.queries.handover import open_matters
from tests.apps.reporting import (
    CLOSINGS,
    IN_TIME,
    NOTHING_LEFT,
    Q1,
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
TODAY = date(2026, 3, 13)
FILL, SUBMIT, REVIEW = Permission.REPORT_FILL, Permission.REPORT_SUBMIT, Permission.REPORT_REVIEW
VIEWS = {Permission.UNIT_VIEW, Permission.PLAN_VIEW, Permission.REPORT_VIEW}


@pytest.fixture
def plan(cast: Cast) -> Plan:
    made = make_plan(cast)
    for unit in (cast.a, cast.b):
        baseline(cast, unit, **CLOSINGS, **NOTHING_LEFT)
    return made


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


def role_of(person: Person) -> RoleAssignment:
    return RoleAssignment.objects.get(person=person)


def lent(giver: Person, taker: Person, *permissions: Permission, **about: Any) -> Delegation:
    days = {"first": TODAY, "last": TODAY + timedelta(days=6)}
    return lending.lend(
        by=giver, at=IN_TIME, role=role_of(giver), taker=taker, permissions=permissions, **{**days, **about}
    )


# ---- lending ----


def test_a_right_is_lent_for_its_days_and_no_more_than_was_said(cast: Cast) -> None:
    lent(cast.clerk_a, cast.nobody, FILL)
    first, last = TODAY, TODAY + timedelta(days=6)
    held = {on: access.may(cast.nobody, FILL, unit=cast.a.pk, on=on) for on in (first, last, last + timedelta(days=1))}
    assert list(held.values()) == [True, True, False]
    assert not access.may(cast.nobody, FILL, unit=cast.a.pk, on=first - timedelta(days=1))
    assert not access.may(cast.nobody, SUBMIT, unit=cast.a.pk, on=TODAY)
    assert not access.may(cast.nobody, FILL, unit=cast.b.pk, on=TODAY)
    assert access.stands_for(cast.nobody, FILL, unit=cast.a.pk, on=TODAY) == cast.clerk_a
    assert access.stands_for(cast.clerk_a, FILL, unit=cast.a.pk, on=TODAY) is None


@pytest.mark.parametrize("how", ["taken back", "given back", "role ended", "giver gone"])
def test_what_is_lent_ends_with_its_ground(cast: Cast, how: str) -> None:
    delegation = lent(cast.clerk_a, cast.nobody, FILL)
    match how:
        case "taken back":
            lending.revoke(by=cast.clerk_a, at=IN_TIME, delegation=delegation)
        case "given back":
            lending.revoke(by=cast.nobody, at=IN_TIME, delegation=delegation)
        case "role ended":
            organisations.end_role(by=cast.admin, at=IN_TIME, assignment=role_of(cast.clerk_a), valid_to=TODAY)
        case "giver gone":
            organisations.close_account(by=cast.admin, at=IN_TIME, person=cast.clerk_a)
    assert not access.may(cast.nobody, FILL, unit=cast.a.pk, on=TODAY)


def test_only_ones_own_role_is_lent_and_never_the_keys_of_the_house(cast: Cast) -> None:
    with refused("forbidden"):
        lending.lend(
            by=cast.clerk_b,
            at=IN_TIME,
            role=role_of(cast.clerk_a),
            taker=cast.nobody,
            permissions=[FILL],
            first=TODAY,
            last=TODAY,
        )
    for permission in (REVIEW, Permission.PERSON_MANAGE):
        with refused("lent-permissions"):
            lent(cast.clerk_a, cast.nobody, permission)
    with refused("lent-permissions"):
        lent(cast.admin, cast.nobody, Permission.PERSON_MANAGE)
    assert Permission.PERSON_MANAGE not in LENDABLE
    with refused("taker"):
        lent(cast.clerk_a, cast.clerk_a, FILL)
    with refused("days"):
        lent(cast.clerk_a, cast.nobody, FILL, last=TODAY - timedelta(days=1))
    with refused("days"):
        lent(cast.clerk_a, cast.nobody, FILL, last=TODAY + timedelta(days=400))
    with refused("forbidden"):
        lending.revoke(by=cast.clerk_b, at=IN_TIME, delegation=lent(cast.clerk_a, cast.nobody, FILL))


def test_what_is_lent_cannot_be_lent_on(cast: Cast) -> None:
    lent(cast.clerk_a, cast.clerk_b, FILL)
    lent(cast.clerk_b, cast.nobody, FILL)
    assert access.units_for(cast.nobody, FILL, on=TODAY) == {cast.b.pk}


def test_a_deputy_fills_and_sends_and_both_names_stay(cast: Cast, plan: Plan) -> None:
    lent(cast.clerk_a, cast.nobody, FILL, SUBMIT, *VIEWS)
    report = complete(cast.nobody, report_of(cast.a))
    report = actions.submit_report(by=cast.nobody, at=IN_TIME, report=report)
    (step,) = report.steps.all()
    assert (step.by, step.stands_for) == (cast.nobody, cast.clerk_a)


def test_nobody_accepts_what_they_sent_through_a_deputy(cast: Cast, plan: Plan) -> None:
    report = complete(cast.clerk_a, report_of(cast.a))
    report = actions.submit_report(by=cast.standing, at=IN_TIME, report=report, source_reference="Công văn số 3/CV")
    lent(cast.standing, cast.nobody, REVIEW, *VIEWS)
    with refused("own-report"):
        actions.accept_report(by=cast.nobody, at=IN_TIME, report=report)
    actions.accept_report(by=cast.second_standing, at=IN_TIME, report=report)


# ---- absence ----


def test_whoever_stands_in_holds_all_that_can_be_lent_until_the_other_is_back(cast: Cast) -> None:
    absence = lending.note_absence(
        by=cast.clerk_a, at=IN_TIME, first=TODAY, last=TODAY + timedelta(days=3), stand_in=cast.approver_a
    )
    assert access.may(cast.approver_a, FILL, unit=cast.a.pk, on=TODAY)
    assert list(absences_on([cast.clerk_a.pk, cast.clerk_b.pk], TODAY)) == [cast.clerk_a.pk]
    with refused("forbidden"):
        lending.end_absence(by=cast.approver_a, at=IN_TIME, absence=absence)
    lending.end_absence(by=cast.clerk_a, at=IN_TIME, absence=absence)
    assert not access.may(cast.approver_a, FILL, unit=cast.a.pk, on=TODAY)
    assert absences_on([cast.clerk_a.pk], TODAY) == {}


# ---- the first password ----


def test_a_code_from_paper_sets_a_password_once(cast: Cast) -> None:
    code, made = activation.issue_code(by=cast.admin, at=IN_TIME, person=cast.nobody)
    assert code.replace("-", "") not in made.code_hash
    typed = {"username": "Nobody", "code": code.lower().replace("-", " ")}
    person = activation.activate(at=IN_TIME, **typed, password="tu-dat-lay-2026")
    assert person == cast.nobody
    assert person.check_password("tu-dat-lay-2026")
    with refused("activation"):
        activation.activate(at=IN_TIME, **typed, password="mot-mat-khau-khac")
    said = str(AuditEntry.objects.filter(action__startswith="person.").values_list("detail", flat=True))
    assert code not in said


def test_a_code_expires_gives_way_to_a_newer_one_and_bears_few_tries(cast: Cast) -> None:
    old, _made = activation.issue_code(by=cast.admin, at=IN_TIME, person=cast.nobody)
    new, _made = activation.issue_code(by=cast.admin, at=IN_TIME, person=cast.nobody)
    tried = {"username": cast.nobody.username, "password": "tu-dat-lay-2026"}
    with refused("activation"):
        activation.activate(at=IN_TIME, code=old, **tried)
    with refused("activation"):
        activation.activate(at=IN_TIME + activation.LASTS, code=new, **tried)
    for _ in range(activation.MOST_TRIES):
        with refused("activation"):
            activation.activate(at=IN_TIME, code="0000-0000-0000", **tried)
    with refused("activation"):
        activation.activate(at=IN_TIME, code=new, **tried)
    assert ActivationCode.objects.filter(used_at=None).count() == 2
    for person in (cast.clerk_a, cast.standing):
        with refused("forbidden"):
            activation.issue_code(by=person, at=IN_TIME, person=cast.nobody)


# ---- handing over ----


def lines(cast: Cast) -> dict[str, list[str]]:
    found = open_matters(cast.a.pk, giver=cast.clerk_a, on=TODAY)
    return {str(section["title"]): list(section["lines"]) for section in found}  # type: ignore[call-overload]


def test_a_handover_tells_what_is_open_and_where_the_openings_come_from(cast: Cast, plan: Plan) -> None:
    fill(cast.clerk_a, report_of(cast.a), addicts_new=3)
    told = lines(cast)
    assert "hạn 14/3/2026" in told["Báo cáo phải làm"][0]
    assert any("45 (số gốc đến 14/12/2025, theo Công văn số 1/CV)" in line for line in told["Số đầu kỳ lấy từ đâu"])
    assert "Người section_owner_a, Công an xã" in told["Người cùng làm"]
    report = sent(cast, cast.a, by=cast.clerk_a, addicts_new=3)
    assert told["Báo cáo phải làm"][0].split(",")[0] in lines(cast)["Đã gửi, chờ tiếp nhận"][0]
    new = next(iter(k for k in queries.report_page(report).values if k.element == "addicts_new"))
    actions.return_report(by=cast.standing, at=IN_TIME, report=report, comment="Xem lại", cells={new: "Đúng 3?"})
    assert any("Đúng 3?" in line for line in lines(cast)["Nhận xét chưa trả lời"])


def test_a_handover_stays_as_it_was_and_the_next_officer_confirms_it(cast: Cast, plan: Plan) -> None:
    made = handovers.make_handover(by=cast.clerk_a, at=IN_TIME, unit=cast.a, giver=cast.clerk_a, notes="Sổ ở tủ số 2.")
    kept = made.content
    accepted(cast, cast.a, Q1, by=cast.clerk_a)
    made.refresh_from_db()
    assert made.content == kept
    for person in (cast.clerk_b, cast.standing, cast.nobody):
        with refused("forbidden"):
            handovers.receive_handover(by=person, at=IN_TIME, handover=made)
    with refused("own-handover"):
        handovers.receive_handover(by=cast.clerk_a, at=IN_TIME, handover=made)
    received = handovers.receive_handover(by=cast.approver_a, at=IN_TIME, handover=made, remark="Đã nhận sổ")
    assert (received.received_by, received.remark) == (cast.approver_a, "Đã nhận sổ")
    with refused("received"):
        handovers.receive_handover(by=cast.section_owner_a, at=IN_TIME, handover=made)


def test_a_handover_names_nobody_under_care_and_only_people_of_the_unit(cast: Cast, plan: Plan) -> None:
    about: dict[str, Any] = {"by": cast.clerk_a, "at": IN_TIME, "unit": cast.a}
    with refused("personal-data"):
        handovers.make_handover(**about, giver=cast.clerk_a, notes="Anh Nguyễn Văn Thử trú tại thôn 1")
    with refused("giver"):
        handovers.make_handover(**about, giver=cast.clerk_b)
    with refused("forbidden"):
        handovers.make_handover(by=cast.standing, at=IN_TIME, unit=cast.a, giver=cast.clerk_a)


def test_the_standing_agency_hands_over_what_waits_for_it(cast: Cast, plan: Plan) -> None:
    sent(cast, cast.a, by=cast.clerk_a)
    found = open_matters(cast.drug_police.pk, giver=cast.standing, on=TODAY)
    titles = {str(section["title"]): section["lines"] for section in found}
    (line,) = titles["Báo cáo các đơn vị gửi, chờ tiếp nhận"]  # type: ignore[misc]
    assert line.startswith("Xã An Thử: ")  # type: ignore[has-type]
