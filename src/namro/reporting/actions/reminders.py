"""Reminding: by the schedule, by an officer's hand, and reading what one was told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from namro.kernel.problems import Refused
from namro.organisations import access, audit
from namro.organisations.models import Person
from namro.organisations.rules import Permission
from namro.plans.models import Plan, ReportRule
from namro.reporting import reminding
from namro.reporting.actions.mails import one_at_a_time, queue_mails
from namro.reporting.models import Reminder, ReminderPolicy, Report
from namro.reporting.queries import reminders as queries
from namro.reporting.reminding import Channel, MailKind, Schedule
from namro.reporting.rules import OPEN_STATES

Wanted = list[tuple[Report, str]]


@transaction.atomic
def set_schedule(*, by: Person, at: datetime, valid_from: date, schedule: Schedule) -> ReminderPolicy:
    """Lay down when units are reminded from a day on, today at the earliest; what held before stays on record."""
    on = timezone.localdate(at)
    _require_receiver(by, on)
    reminding.check_schedule(schedule)
    if valid_from < on:
        raise Refused("valid-from", "Lịch nhắc chỉ áp dụng từ hôm nay trở đi.")
    policy, _is_new = ReminderPolicy.objects.update_or_create(
        valid_from=valid_from,
        defaults={
            "steps": sorted(set(schedule.steps)),
            "quiet_from": schedule.quiet_from,
            "quiet_until": schedule.quiet_until,
            "digest_at": schedule.digest_at,
            "by": by,
            "at": at,
        },
    )
    audit.record(by=by, at=at, action="reminders.schedule", subject=policy, steps=policy.steps)
    return policy


def _require_receiver(by: Person, on: date) -> None:
    if not access.units_for(by, Permission.REPORT_REVIEW, on=on):
        raise Refused("forbidden", "Chỉ cơ quan thường trực mới nhắc các đơn vị và đặt lịch nhắc.")


@transaction.atomic
def remind_due(*, by: None, at: datetime) -> int:
    """Remind of whatever the schedule asks for on this day, in the program and by mail; tells how many reminders.

    Made for being called every few minutes, also by several workers at once: it makes nothing twice.
    """
    on = timezone.localdate(at)
    one_at_a_time()
    return _remind(queries.steps_of_today(queries.schedule_on(on), on), by=by, at=at)


@transaction.atomic
def remind_now(*, by: Person, at: datetime, plan: Plan, reports: Collection[int]) -> int:
    """Remind the units of these reports, at most once a day; bodies that are only asked where they are among them.

    Tells how many people were reminded of something.
    """
    on = timezone.localdate(at)
    access.require(by, Permission.REPORT_REVIEW, unit=plan.owner_id, on=on)
    one_at_a_time()
    chosen = Report.objects.filter(pk__in=reports, rule__plan=plan, state__in=OPEN_STATES)
    step = reminding.by_hand_code(on)
    return _remind([(report, step) for report in chosen.select_related("rule__receiver")], by=by, at=at)


def _remind(wanted: Wanted, *, by: Person | None, at: datetime) -> int:
    """Store the reminders that are not there yet and queue one mail for each person who has any."""
    people = queries.people_to_remind({report for report, _step in wanted}, on=timezone.localdate(at))
    known = set(
        Reminder.objects.filter(report__in=[report for report, _step in wanted], channel=Channel.APP).values_list(
            "report", "step", "person"
        )
    )
    fresh = [
        (report, step, person)
        for report, step in wanted
        for person in people[report.pk]
        if (report.pk, step, person.pk) not in known
    ]
    told = {person.pk: person for _report, _step, person in fresh}
    letters = {mail.person_id: mail for mail in queue_mails(told.values(), MailKind.REMINDERS, at=at)}
    Reminder.objects.bulk_create(
        Reminder(report=report, step=step, person=person, channel=channel, mail=mail, by=by, made_at=at)
        for report, step, person in fresh
        for channel, mail in ((Channel.APP, None), (Channel.MAIL, letters.get(person.pk)))
        if channel is Channel.APP or mail is not None
    )
    _audit({report for report, _step, _person in fresh}, by=by, at=at)
    return len(told)


def _audit(reminded: Iterable[Report], *, by: Person | None, at: datetime) -> None:
    of_rule: dict[ReportRule, list[int]] = defaultdict(list)
    for report in reminded:
        of_rule[report.rule].append(report.pk)
    for rule, reports in of_rule.items():
        audit.record(by=by, at=at, action="reminders.make", subject=rule, unit=rule.receiver, reports=sorted(reports))


@transaction.atomic
def read_notices(*, by: Person, at: datetime, notice: int | None = None) -> None:
    """Mark as read what the program told this person: of the report of one notice, or everything."""
    unread = Reminder.objects.filter(person=by, channel=Channel.APP, read_at=None)
    if notice is not None:
        unread = unread.filter(report__reminders=notice)
    first = unread.first()
    if first is not None:
        audit.record(by=by, at=at, action="notices.read", subject=first, notices=unread.update(read_at=at))
