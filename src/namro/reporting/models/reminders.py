"""Reminders of due reports, the mails that carry them, words to a leader, and calendar addresses."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from namro.organisations.models import Unit
from namro.plans.models import Plan
from namro.reporting.models.reports import Report
from namro.reporting.reminding import Channel, MailKind, MailOutcome


class ReminderPolicy(models.Model):
    """When units are reminded, from a day on. Without any, reminding.DEFAULT holds."""

    valid_from = models.DateField(unique=True)
    # Days from the due day; before it (negative) working days count.
    steps = models.JSONField(default=list)
    quiet_from = models.TimeField()
    quiet_until = models.TimeField()
    digest_at = models.TimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-valid_from"]

    def __str__(self) -> str:
        return f"{self.valid_from:%Y-%m-%d}"


class Mail(models.Model):
    """One e-mail to one person, queued in the transaction that made it. Its words are made when it goes out.

    claimed_at is committed before the server is asked, so that no mail goes out twice, whatever happens meanwhile.
    for_day: of a daily digest.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=[(x, x) for x in MailKind])
    for_day = models.DateField(null=True)
    not_before = models.DateTimeField()
    made_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, choices=[(x, x) for x in MailOutcome], default=MailOutcome.WAITING)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="digest_once_a_day", fields=["person", "for_day"], condition=Q(kind=MailKind.DIGEST)
            )
        ]
        indexes: ClassVar = [
            models.Index(name="mail_waiting", fields=["person"], condition=Q(outcome=MailOutcome.WAITING))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"


class Reminder(models.Model):
    """That a person was reminded of a report: once for each step and channel. by: the officer; None: the schedule.

    mail: the mail that carries it, for Channel.MAIL. read_at: for Channel.APP.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="reminders")
    step = models.CharField(max_length=20)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminders")
    channel = models.CharField(max_length=10, choices=[(x, x) for x in Channel])
    mail = models.ForeignKey(Mail, on_delete=models.CASCADE, null=True, related_name="reminders")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="reminder_once", fields=["report", "step", "person", "channel"]),
            models.CheckConstraint(
                name="reminder_mail_has_mail",
                condition=Q(channel=Channel.MAIL, mail__isnull=False) | Q(channel=Channel.APP, mail__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.step} {self.person_id} {self.channel}"


class Escalation(models.Model):
    """What an officer told a leader about late units of a period. reports: those that were late at that moment."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="escalations")
    period_code = models.CharField(max_length=40)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="escalations")
    text = models.TextField()
    reports = models.ManyToManyField(Report, related_name="escalations")
    mail = models.OneToOneField(Mail, on_delete=models.SET_NULL, null=True, related_name="escalation")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.period_code} {self.to_id}"


class CalendarFeed(models.Model):
    """An address at which a calendar reads the due days of a unit without signing in. Only the hash of it is kept.

    It answers while nobody has ended it and the person who asked for it still works at the unit.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="calendar_feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    last_read_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.at:%Y-%m-%d}"
