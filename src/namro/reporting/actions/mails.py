"""The outbox: mails are queued with what they tell, claimed before the server is asked, and settled afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from namro.organisations import audit
from namro.organisations.models import Person
from namro.reporting import mails
from namro.reporting.mails import Delivery
from namro.reporting.models import Mail
from namro.reporting.queries import reminders as queries
from namro.reporting.reminding import MailKind, MailOutcome, next_allowed

SEND_MAIL = "namro.reporting.jobs.send_mail"
# Whoever makes reminders or digests holds this lock until the end of the transaction; the number is arbitrary.
_ONE_MAKER = 20260314


def one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_MAKER])


def queue_mails(people: Iterable[Person], kind: MailKind, *, at: datetime, for_day: date | None = None) -> list[Mail]:
    """A mail to each person who has an address, in the caller's transaction; none where no server is set up."""
    if not queries.mail_is_set_up():
        return []
    not_before = next_allowed(queries.schedule_on(timezone.localdate(at)), timezone.localtime(at))
    made = Mail.objects.bulk_create(
        Mail(person=person, kind=kind, for_day=for_day, not_before=not_before, made_at=at)
        for person in people
        if person.email
    )
    _queue(made)
    return made


def _queue(made: Iterable[Mail]) -> None:
    """The jobs are rows of the same transaction: they exist if and only if the mails do."""
    for mail in made:
        app.configure_task(SEND_MAIL, schedule_at=mail.not_before).defer(mail=mail.pk)


@transaction.atomic
def make_digests(*, by: Person | None, at: datetime) -> int:
    """One mail a day to each officer of the standing agency, once its time has come and if there is anything to tell.

    Called twice it makes nothing twice. Tells how many were made.
    """
    on, clock = timezone.localdate(at), timezone.localtime(at).time()
    schedule = queries.schedule_on(on)
    is_time = schedule.digest_at is not None and clock >= schedule.digest_at
    if not is_time or next_allowed(schedule, timezone.localtime(at)) > at or queries.due_on(on).is_nothing:
        return 0
    one_at_a_time()
    have = set(Mail.objects.filter(kind=MailKind.DIGEST, for_day=on).values_list("person", flat=True))
    people = [person for person in queries.receivers_on(on) if person.pk not in have]
    made = queue_mails(people, MailKind.DIGEST, at=at, for_day=on)
    for mail in made:
        audit.record(by=by, at=at, action="digest.queue", subject=mail)
    return len(made)


def send_mail(*, at: datetime, mail_id: int) -> Delivery | None:
    """Send a mail unless it was claimed before. None: there was nothing to send now.

    The claim is committed before the server is asked: a program that dies in between loses the mail and never sends
    it twice. Where the server was not reached, or said «later», the claim is given back.
    """
    message = claim_mail(by=None, at=at, mail_id=mail_id)
    if message is None:
        return None
    delivery = mails.deliver(message)
    settle_mail(by=None, at=at, mail_id=mail_id, delivery=delivery)
    return delivery


@transaction.atomic
def claim_mail(*, by: None, at: datetime, mail_id: int) -> EmailMessage | None:
    """The mail, for whoever claims it first; None for anybody else, where it is needless by now, and in quiet hours."""
    mail = (
        Mail.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("person")
        .filter(pk=mail_id, outcome=MailOutcome.WAITING, claimed_at=None)
        .first()
    )
    if mail is None:
        return None
    allowed = next_allowed(queries.schedule_on(timezone.localdate(at)), timezone.localtime(at))
    if allowed > at or mail.not_before > at:
        mail.not_before = max(allowed, mail.not_before)
        mail.save(update_fields=["not_before"])
        _queue([mail])
        return None
    message = mails.compose(mail, at=at)
    if message is None:
        mail.outcome, mail.settled_at = MailOutcome.NEEDLESS, at
    mail.claimed_at = at
    mail.save(update_fields=["claimed_at", "outcome", "settled_at"])
    return message


_OUTCOMES = {
    Delivery.SENT: MailOutcome.SENT,
    Delivery.REFUSED: MailOutcome.REFUSED,
    Delivery.UNCLEAR: MailOutcome.UNCLEAR,
}


@transaction.atomic
def settle_mail(*, by: None, at: datetime, mail_id: int, delivery: Delivery) -> None:
    """Write down what became of a claimed mail; after «later» it may be claimed again."""
    mail = Mail.objects.select_for_update().get(pk=mail_id)
    if delivery is Delivery.LATER:
        mail.claimed_at = None
    else:
        mail.outcome, mail.settled_at = _OUTCOMES[delivery], at
        audit.record(by=by, at=at, action="mail.settle", subject=mail, outcome=str(mail.outcome))
    mail.save(update_fields=["claimed_at", "outcome", "settled_at"])
