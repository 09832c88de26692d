"""People are reminded of the steps of a year by the schedule, once for each moment, and not of what is done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from namro.assessment.actions.reminding import read_step_notices, remind_of_steps
from namro.assessment.models import StepReminder
from namro.assessment.queries.due import due_steps, unread_of
from namro.catalogue.actions import load_catalogue
from namro.organisations.models import Person
from namro.reporting.actions.mails import claim_mail
from namro.reporting.models import Mail
from namro.reporting.reminding import Channel, MailOutcome
from tests.apps.recognition import proposed
from tests.cast import AT, Cast, make_cast, start_chain_anew

pytestmark = pytest.mark.django_db

DUE = datetime(2026, 12, 16, 2, 0, tzinfo=UTC)  # a Wednesday, at nine
EVENING = datetime(2026, 12, 16, 15, 0, tzinfo=UTC)  # ten at night
MORNING = datetime(2026, 12, 17, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    with django_db_blocker.unblock(), transaction.atomic():
        start_chain_anew()
        made = make_cast()
        load_catalogue(by=None, at=AT)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def with_mail(cast: Cast, settings: Any) -> None:
    settings.EMAIL_HOST, settings.PUBLIC_ADDRESS = "mail.test", "https://namro.test"
    Person.objects.filter(pk=cast.clerk_b.pk).update(email="b@namro.test")


def told(channel: Channel = Channel.APP) -> set[tuple[str, str]]:
    rows = StepReminder.objects.filter(channel=channel).values_list("person__username", "moment")
    return set(rows)


def test_each_is_told_once_at_each_moment(cast: Cast) -> None:
    assert remind_of_steps(by=None, at=DUE) == 3
    assert remind_of_steps(by=None, at=DUE + timedelta(minutes=5)) == 0
    assert told() == {(name, "+0") for name in ("clerk_a", "approver_a", "clerk_b")}
    assert remind_of_steps(by=None, at=DUE + timedelta(days=1)) == 3


def test_who_has_proposed_is_not_told_and_the_standing_agency_is(cast: Cast) -> None:
    proposed(cast.clerk_a, cast.a, at=DUE)
    assert [one.step.code for one in due_steps(DUE.date())] == ["propose", "verify"]
    remind_of_steps(by=None, at=DUE + timedelta(days=2))
    told_of = {(r.person.username, r.step) for r in StepReminder.objects.select_related("person")}
    assert told_of == {
        ("clerk_b", "propose"),
        ("standing", "verify"),
        ("second_standing", "verify"),
    }


@pytest.mark.usefixtures("with_mail")
def test_a_mail_that_waits_for_the_morning_goes_only_if_it_is_still_needed(cast: Cast) -> None:
    remind_of_steps(by=None, at=EVENING)
    mail = Mail.objects.get()
    assert claim_mail(by=None, at=EVENING, mail_id=mail.pk) is None
    proposed(cast.clerk_b, cast.b, at=EVENING)
    remind_of_steps(by=None, at=MORNING)
    mail.refresh_from_db()
    assert mail.outcome == MailOutcome.NEEDLESS


@pytest.mark.usefixtures("with_mail")
def test_the_mail_says_what_to_do_and_no_figure(cast: Cast) -> None:
    remind_of_steps(by=None, at=DUE)
    message = claim_mail(by=None, at=DUE, mail_id=Mail.objects.get().pk)
    assert message is not None
    assert message.subject == "Năm Rõ: nhắc việc xếp loại, công nhận"
    assert "đến hạn" in message.body


def test_what_was_told_is_unread_until_it_is_read(cast: Cast) -> None:
    remind_of_steps(by=None, at=DUE)
    assert [one.step for one in unread_of(cast.clerk_a, on=DUE.date())] == ["propose"]
    read_step_notices(by=cast.clerk_a, at=DUE)
    assert unread_of(cast.clerk_a, on=DUE.date()) == []
