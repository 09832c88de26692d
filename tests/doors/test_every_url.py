"""Every URL, tried by someone not signed in, without the right, from another unit, and with the right.

Who may enter is read from the view itself; a new URL is tried without anybody adding it here, unless it takes
a parameter of a new name.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from openpyxl import Workbook
from pytest_django import DjangoDbBlocker

from namro.assessment.models import Decision, Dossier, Registration
from namro.assessment.rules import DecisionKind, DossierState
from namro.catalogue.actions import start_draft
from namro.catalogue.models import Form
from namro.kernel.elements import CellKey
from namro.kernel.times import Regime, campaign
from namro.organisations.models import BoundarySet, Person, RoleAssignment, UnitName
from namro.organisations.reorganising import rename_unit
from namro.organisations.rules import ROLES, Permission, Role
from namro.plans import targeting
from namro.plans.targeting import Letter
from namro.publishing.actions import publish_consolidated_report
from namro.publishing.drafting import material_of
from namro.publishing.drafting import start_draft as start_report_draft
from namro.publishing.models import ReportDraft, ReportTemplate
from namro.publishing.own_templates import starting_template
from namro.publishing.signing import record_signed
from namro.reporting.actions.baseline import open_round
from namro.reporting.actions.difficulties import raise_difficulty
from namro.reporting.actions.escalations import escalate
from namro.reporting.actions.feeds import open_feed
from namro.reporting.actions.handovers import make_handover
from namro.reporting.actions.requests import make_request
from namro.reporting.difficulty_rules import DifficultyKind
from namro.reporting.models import MappedWorkbook, SignedFile, WorkbookRun
from namro.reporting.queries.feeds import feeds_of
from namro.reporting.workbook_rules import RunState
from tests.apps.plan_text import PLAN
from tests.apps.reporting import CLOSINGS, IN_TIME, NOTHING_LEFT, Q1, accepted, baseline, make_plan, report_of
from tests.apps.test_plans import accept_all, published, upload
from tests.cast import Cast, make_cast, start_chain_anew

# What concerns one unit alone: someone with the same right elsewhere finds nothing there.
OF_COMMUNE_A = {
    "chain:answer-remark",
    "chain:compare-versions",
    "chain:note-corrections",
    "chain:note-presence",
    "people:make-handover",
    "people:receive-handover",
    "people:show-handover",
    "reports:show-report",
    "reports:fill-report",
    "reports:save-section",
    "reports:save-words",
    "reports:save-reason",
    "reports:print-report",
    "reports:record-document",
    "reports:attach-signed-file",
    "reports:download-signed-file",
    "reports:submit-report",
    "reports:recall-report",
    "reports:trace-figure",
    "reports:record-baseline",
    "reports:correct-report",
    "difficulties:show-difficulty",
    "difficulties:reopen-difficulty",
    "requests:answer-round",
    "reports:end-feed",
    "reports:replace-feed",
    "workbooks:download-report",
    "reports:true-up",
    "reports:submit-both",
    "reports:quiet-report",
    "recognition:show-commune",
    "recognition:propose",
    "recognition:show-dossier",
    "recognition:recall",
    "recognition:download-file",
    "recognition:remove-file",
    "recognition:withdraw-registration",
    "reports:attach-file",
    "reports:download-file",
    "reports:remove-file",
    "verdicts:show-verdict",
    "verdicts:try-figures",
}


def urls(patterns: Any = None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from urls(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}", pattern


# When everybody who has not sent is late.
AFTER_ALL = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)

EVERY = dict(urls())
GUARDED = sorted(n for n, u in EVERY.items() if isinstance(getattr(u.callback, "permission", None), Permission))

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """Made once for all tests of this module, which change nothing that another one looks at."""
    with django_db_blocker.unblock(), transaction.atomic():
        start_chain_anew()
        yield make_cast()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def world(cast: Cast) -> dict[str, Any]:
    """One object of every kind; reports are those of commune a."""
    plan = make_plan(cast)
    baseline(cast, cast.a, **CLOSINGS, **NOTHING_LEFT)
    report = accepted(cast, cast.a, by=cast.clerk_a, addicts_new=1)
    signed = SignedFile.objects.create(
        report=report,
        filename="bc.pdf",
        content_type="application/pdf",
        content=b"%PDF-",
        digest="0" * 64,
        by=cast.clerk_a,
        at=IN_TIME,
    )
    about = {"filename": "a.pdf", "content_type": "application/pdf", "content": b"%PDF-", "size": 5, "digest": "0" * 64}
    attachment = report.attachments.create(section="G", by=cast.clerk_a, at=IN_TIME, **about)
    publication = publish_consolidated_report(by=cast.standing, at=IN_TIME, plan=plan, period_code=Q1.code)
    record_signed(
        by=cast.standing, at=IN_TIME, publication=publication, document_number="1/BC", document_date=IN_TIME.date(),
        filename="bc.pdf", content=b"%PDF-",
    )  # fmt: skip
    report_draft = start_report_draft(by=cast.standing, at=IN_TIME, plan=plan, period_code=Q1.code)
    difficulty = raise_difficulty(
        by=cast.clerk_a, at=IN_TIME, unit=cast.a, kind=DifficultyKind.PROPOSAL, text="Cấp thêm que thử."
    )
    programme = published(cast)
    draft = upload(cast, PLAN.replace("12/KH-UBND", "13/KH-UBND"))
    accept_all(cast, draft)
    late = escalate(by=cast.standing, at=AFTER_ALL, plan=plan, period_code=Q1.code, to=[cast.leader], text="Chưa gửi.")
    token = open_feed(by=cast.clerk_a, at=IN_TIME, unit=cast.a)
    renamed = rename_unit(
        by=cast.admin,
        at=IN_TIME,
        unit=cast.court,
        name=UnitName(name="Tòa án khu vực"),
        effective_on=date(2026, 1, 1),
        legal_reference="Nghị quyết số 9/NQ-TN",
    )
    opened = open_round(by=cast.standing, at=IN_TIME, plan=plan, due_on=IN_TIME.date())
    target = programme.targets.all()[0]
    attested = targeting.attest(
        by=cast.standing,
        at=IN_TIME,
        target=target,
        says=True,
        as_of=IN_TIME.date(),
        letter=Letter(number="1/CV", day=IN_TIME.date(), method="Kiểm tra tại chỗ"),
    )
    laid = targeting.lay_path(
        by=cast.standing, at=IN_TIME, target=target, values={Q1.end: Decimal(1)}, reason="Giao theo quý."
    )
    part = programme.tasks.first().units.first()  # type: ignore[union-attr]
    run = WorkbookRun.objects.create(by=cast.standing, at=IN_TIME, state=RunState.READY)
    mapped = MappedWorkbook.objects.create(
        owner=cast.drug_police, name="Biểu 1", filename="b.xlsx", content=blank_workbook(), by=cast.standing, at=IN_TIME
    )
    cell = mapped.cells.create(sheet="Sheet", address="B2", code="addicts_new", breakdown="total")
    return {
        **recognition_world(cast),
        "plan_id": plan.pk,
        "run_id": run.pk,
        "rule_id": plan.report_rules.get().pk,
        "workbook_id": mapped.pk,
        "cell_id": cell.pk,
        "period_code": Q1.code,
        "report_id": report_of(cast.a).pk,
        "file_id": signed.pk,
        "attachment_id": attachment.pk,
        "publication_id": publication.pk,
        "line": 0,
        "form": "pdf",
        "report_draft_id": report_draft.pk,
        "template_id": own_template(cast, report_draft).pk,
        "draft_id": draft.pk,
        "item_id": draft.items.first().pk,  # type: ignore[union-attr]
        "target_id": target.pk,
        "attestation_id": attested.pk,
        "target_change_id": laid.pk,
        "part_id": part.pk,  # type: ignore[union-attr]
        "difficulty_id": difficulty.pk,
        "unit_id": cast.a.pk,
        "change_id": renamed.pk,
        "boundary_set_id": BoundarySet.objects.create(from_day=IN_TIME.date(), source="a", licence="b", at=IN_TIME).pk,
        "change_kind": "doi-ten",
        "escalation_id": late[0].pk,
        "feed_id": feeds_of([cast.a.pk]).get().pk,
        "token": token,
        "person_id": cast.nobody.pk,
        "handover_id": make_handover(by=cast.clerk_a, at=IN_TIME, unit=cast.a, giver=cast.clerk_a).pk,
        "assignment_id": RoleAssignment.objects.get(person=cast.clerk_b).pk,
        "form_id": Form.objects.get(code="X-Q").pk,
        "form_draft_id": start_draft(
            by=cast.standing, at=IN_TIME, form=Form.objects.get(code="X-Q"), valid_from=Q1.start
        ).pk,
        "rule": "H1",
        "rule_set": "QD-28-2025",
        "option": "higher",
        "request_id": make_request(
            by=cast.standing,
            at=IN_TIME,
            asker=cast.drug_police,
            cells=[CellKey("communication_events")],
            units=[cast.a.pk],
            window=campaign(Q1.start, IN_TIME.date(), Regime.STATUTORY),
            due_at=IN_TIME + timedelta(hours=1),
        ).pk,
        "round_id": opened.pk,
        "answer_id": opened.answers.get(unit=cast.a).pk,
        "section": "B",
        "code": "results",
        "element": "addicts_new",
        "indicator": "addicts_counselled_share",
        "number": 1,
        "breakdown": "total",
        "start": Q1.start.isoformat(),
        "end": Q1.end.isoformat(),
    }


def own_template(cast: Cast, draft: ReportDraft) -> ReportTemplate:
    material = material_of(draft, at=IN_TIME)
    return ReportTemplate.objects.create(
        unit=draft.unit, outline=material.outline.code, name="Mẫu", version=1, filename="mau.docx",
        content=starting_template(material, at=IN_TIME), digest="0" * 64, by=cast.standing, at=IN_TIME,
    )  # fmt: skip


def recognition_world(cast: Cast) -> dict[str, Any]:
    """A registration, an open dossier with a file and a decision, of commune a and 2026; a verified dossier of b."""
    dossier = Dossier.objects.create(unit=cast.a, year=2026)
    Dossier.objects.create(
        unit=cast.b, year=2026, state=DossierState.VERIFIED, proposed="NONE", agreed="NONE", number="2/BC-UBND",
        issued_on=IN_TIME.date(), proposed_by=cast.clerk_b, verified_by=cast.standing,
    )  # fmt: skip
    file = {"filename": "a.pdf", "content_type": "application/pdf", "content": b"%PDF-", "digest": "0" * 64}
    registration = Registration.objects.create(unit=cast.a, year=2026, document="CV", by=cast.clerk_a, at=IN_TIME)
    day = IN_TIME.date()
    about = {"number": "1/QĐ-UBND", "issued_on": day, "effective_on": day, "by": cast.standing, "at": IN_TIME}
    decision = Decision.objects.create(kind=DecisionKind.LIST, year=2026, decider=cast.province, **about, **file)
    return {
        "year": 2026,
        "step": "propose",
        "paper": "quyet-dinh",
        "dossier_id": dossier.pk,
        "dossier_file_id": dossier.files.create(by=cast.clerk_a, at=IN_TIME, size=5, **file).pk,
        "registration_id": registration.pk,
        "decision_id": decision.pk,
    }


def blank_workbook() -> bytes:
    written = io.BytesIO()
    Workbook().save(written)
    return written.getvalue()


def address(name: str, world: dict[str, Any]) -> str:
    parameters = EVERY[name].pattern.converters
    return reverse(name, kwargs={parameter: world[parameter] for parameter in parameters})


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def holder_of(cast: Cast, permission: Permission, *, near_a: bool = False) -> Person:
    """Someone of the cast who holds a permission for commune a or everywhere."""
    near = [cast.clerk_a, cast.approver_a]
    everywhere = [cast.standing, cast.leader, cast.admin, cast.auditor]
    for person in [*near, *everywhere] if near_a else [*everywhere, *near]:
        if any(permission in ROLES[Role(r.role)].permissions for r in person.roles.all()):
            return person
    raise AssertionError(f"nobody in the cast holds {permission}")


def stranger_to(cast: Cast, permission: Permission) -> Person | None:
    """Someone who works here but lacks the permission."""
    for person in [cast.clerk_a, cast.admin, cast.leader, cast.section_owner_a, cast.standing]:
        if not any(permission in ROLES[Role(r.role)].permissions for r in person.roles.all()):
            return person
    return None


def statuses(client: Client, url: str) -> set[int]:
    return {client.get(url).status_code, client.post(url).status_code} - {405}


def test_every_view_says_who_may_enter() -> None:
    silent = [name for name, url in EVERY.items() if not getattr(url.callback, "permission", None)]
    assert silent == []


def test_whoever_is_not_signed_in_is_sent_to_the_sign_in_page(world: dict[str, Any]) -> None:
    for name in [*GUARDED, "home"]:
        answer = Client().get(address(name, world))
        if answer.status_code != 405:
            assert answer.status_code == 302, name
            assert answer["Location"].startswith(reverse("account_login")), name


def test_an_account_without_a_role_enters_nowhere(cast: Cast, world: dict[str, Any]) -> None:
    client = signed_in(cast.nobody)
    wrong = {name: found for name in GUARDED if (found := statuses(client, address(name, world))) != {403}}
    assert wrong == {}


def test_whoever_lacks_the_right_is_refused(cast: Cast, world: dict[str, Any]) -> None:
    wrong = {}
    for name in GUARDED:
        stranger = stranger_to(cast, EVERY[name].callback.permission)  # type: ignore[attr-defined]
        if stranger and (found := statuses(signed_in(stranger), address(name, world))) != {403}:
            wrong[name] = found
    assert wrong == {}


def test_another_units_matters_are_not_found(cast: Cast, world: dict[str, Any]) -> None:
    assert set(EVERY) >= OF_COMMUNE_A
    client = signed_in(cast.clerk_b)
    wrong = {name: found for name in OF_COMMUNE_A if (found := statuses(client, address(name, world))) != {404}}
    assert wrong == {}


def test_whoever_has_the_right_gets_an_answer(cast: Cast, world: dict[str, Any]) -> None:
    """A page, a redirect, or one sentence on what is missing; never a refusal of the person, never a defect."""
    wrong = {}
    for name in GUARDED:
        permission = EVERY[name].callback.permission  # type: ignore[attr-defined]
        client = signed_in(holder_of(cast, permission, near_a=name in OF_COMMUNE_A))
        answer = client.get(address(name, world))
        if answer.status_code not in {200, 302, 405}:
            wrong[name] = answer.status_code
    assert wrong == {}


def test_an_object_that_does_not_exist_is_not_found(cast: Cast, world: dict[str, Any]) -> None:
    nowhere = world | {key: 10**15 for key in world if key.endswith("_id")}
    wrong = {}
    for name in GUARDED:
        if not any(parameter.endswith("_id") for parameter in EVERY[name].pattern.converters):
            continue
        person = holder_of(cast, EVERY[name].callback.permission)  # type: ignore[attr-defined]
        if (found := statuses(signed_in(person), address(name, nowhere))) != {404}:
            wrong[name] = found
    assert wrong == {}
