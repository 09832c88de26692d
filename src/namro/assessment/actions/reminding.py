"""Reminding of the steps of a year, by the schedule and through the outbox of reports: never twice."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from namro.assessment.models import StepReminder
from namro.assessment.queries.due import DueStep, due_steps, people_of
from namro.organisations import audit
from namro.organisations.models import Person, Unit
from namro.reporting import reminding
from namro.reporting.actions.mails import one_at_a_time, queue_mails
from namro.reporting.models import Mail
from namro.reporting.queries.reminders import schedule_on
from namro.reporting.reminding import Channel, MailKind, MailOutcome


@transaction.atomic
def remind_of_steps(*, by: None, at: datetime) -> int:
    """Remind of whatever the schedule asks for on this day, in the program and by mail; tells how many people.

    Made for being called every few minutes, also by several workers at once: it makes nothing twice. Mails that wait
    for a unit which has done its part meanwhile become needless.
    """
    on = timezone.localdate(at)
    one_at_a_time()
    due = due_steps(on)
    _settle_needless({(one.year, one.step.code, unit) for one in due for unit in one.units}, at=at)
    schedule = schedule_on(on)
    moments = [(one, reminding.step_on(schedule.steps, due_on=one.step.due_on, on=on)) for one in due]
    fresh = [
        (one, reminding.step_code(moment), unit, person)
        for one, moment in moments
        if moment is not None
        for unit, person in _untold(one, reminding.step_code(moment), at)
    ]
    people = {person.pk: person for *_, person in fresh}
    letters = {mail.person_id: mail for mail in queue_mails(people.values(), MailKind.STEPS, at=at)}
    StepReminder.objects.bulk_create(
        StepReminder(
            unit_id=unit,
            year=one.year,
            step=one.step.code,
            moment=moment,
            person=person,
            channel=channel,
            mail=mail,
            made_at=at,
        )
        for one, moment, unit, person in fresh
        for channel, mail in ((Channel.APP, None), (Channel.MAIL, letters.get(person.pk)))
        if channel is Channel.APP or mail is not None
    )
    units = defaultdict(set)
    for one, _moment, unit, _person in fresh:
        units[one.step.code].add(unit)
    for step, told in units.items():
        first = Unit.objects.get(pk=min(told))
        audit.record(by=by, at=at, action="recognition.remind", subject=first, step=step, units=sorted(told))
    return len(people)


def _untold(due: DueStep, moment: str, at: datetime) -> list[tuple[int, Person]]:
    """Who has not been told yet of a step at this moment."""
    known = set(
        StepReminder.objects.filter(
            year=due.year, step=due.step.code, moment=moment, channel=Channel.APP, unit__in=due.units
        ).values_list("unit_id", "person_id")
    )
    return [
        (unit, person)
        for unit, people in people_of(due, on=timezone.localdate(at)).items()
        for person in people
        if (unit, person.pk) not in known
    ]


def _settle_needless(left: set[tuple[int, str, int]], *, at: datetime) -> None:
    waiting = StepReminder.objects.filter(
        channel=Channel.MAIL, mail__outcome=MailOutcome.WAITING, mail__claimed_at=None
    ).values_list("mail_id", "year", "step", "unit_id")
    wanted = {mail for mail, year, step, unit in waiting if (year, step, unit) in left}
    done = {mail for mail, *_ in waiting} - wanted
    Mail.objects.filter(pk__in=done, outcome=MailOutcome.WAITING, claimed_at=None).update(
        outcome=MailOutcome.NEEDLESS, settled_at=at
    )


@transaction.atomic
def read_step_notices(*, by: Person, at: datetime) -> None:
    """Mark as read what the program told this person of steps."""
    unread = StepReminder.objects.filter(person=by, channel=Channel.APP, read_at=None)
    first = unread.first()
    if first is not None:
        audit.record(by=by, at=at, action="recognition.read", subject=first, notices=unread.update(read_at=at))
