"""Registration, dossiers and decided lists: how a commune comes to be called drug-free or of a class."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from namro.assessment.rules import AreaClass, DecisionKind, DossierState
from namro.organisations.models import Unit, same_number
from namro.reporting.models import Mail
from namro.reporting.reminding import Channel

CLASSES = [(x, x) for x in AreaClass]


class Registration(models.Model):
    """That a commune means to be free of drugs in a year. document: the paper or the list by which it says so."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="registrations")
    year = models.PositiveIntegerField()
    document = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="registered_once_a_year", fields=["unit", "year"], condition=Q(withdrawn_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"


class Dossier(models.Model):
    """What a commune proposes to be called for a year, and how far that has come.

    proposed, number, issued_on: empty in a draft. computed: what the figures said when the newest step was taken;
    empty where they did not suffice. agreed: what the standing agency agreed to.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="dossiers")
    year = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=[(x, x) for x in DossierState], default=DossierState.DRAFT)
    proposed = models.CharField(max_length=20, choices=CLASSES, blank=True)
    number = models.CharField(max_length=80, blank=True)
    issued_on = models.DateField(null=True)
    grounds = models.TextField(blank=True)
    computed = models.CharField(max_length=20, choices=CLASSES, blank=True)
    agreed = models.CharField(max_length=20, choices=CLASSES, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    verified_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="dossier_once_a_year", fields=["unit", "year"]),
            models.CheckConstraint(
                name="dossier_is_proposed_with_paper",
                condition=Q(state=DossierState.DRAFT)
                | (Q(issued_on__isnull=False, proposed_by__isnull=False) & ~Q(proposed="") & ~Q(number="")),
            ),
            models.CheckConstraint(
                name="dossier_is_verified_by_another",
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=models.F("proposed_by")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["year", "state"])]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"


class DossierStep(models.Model):
    """Who moved a dossier, when, why, and what the figures said at that moment. Append-only.

    rule_set, digest, verdict: of a proposal and a verification: the rule set's code, the digest of its file, the
    criteria with their figures. No word of them is about a person.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="steps")
    from_state = models.CharField(max_length=20, choices=[(x, x) for x in DossierState])
    to_state = models.CharField(max_length=20, choices=[(x, x) for x in DossierState])
    said = models.CharField(max_length=20, choices=CLASSES, blank=True)
    computed = models.CharField(max_length=20, choices=CLASSES, blank=True)
    comment = models.CharField(max_length=1000, blank=True)
    document = models.CharField(max_length=300, blank=True)
    rule_set = models.CharField(max_length=40, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    verdict = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.to_state}"


class DossierFile(models.Model):
    """What a commune adds to its proposal, as it was uploaded: the signed paper, minutes of a meeting."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="files")
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="dossier_file_once", fields=["dossier", "digest"])]

    def __str__(self) -> str:
        return self.filename


class Decision(models.Model):
    """What the province's committee decided, with its number, date and signed file; of a list, a correction, a removal.

    effective_on: the day from which its lines hold. corrects: of a correction, which one. reason: of all but a list.
    """

    kind = models.CharField(max_length=20, choices=[(x, x) for x in DecisionKind])
    year = models.PositiveIntegerField()
    decider = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="decisions")
    number = models.CharField(max_length=80)
    issued_on = models.DateField()
    effective_on = models.DateField()
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    reason = models.CharField(max_length=1000, blank=True)
    filename = models.CharField(max_length=255, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    content = models.BinaryField(default=bytes)
    digest = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-effective_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="decision_number_once", fields=["number", "issued_on"]),
            models.CheckConstraint(
                name="decision_corrects_another",
                condition=Q(kind=DecisionKind.CORRECTION, corrects__isnull=False)
                | (~Q(kind=DecisionKind.CORRECTION) & Q(corrects__isnull=True)),
            ),
            models.CheckConstraint(name="decision_has_a_reason", condition=Q(kind=DecisionKind.LIST) | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.number} ngày {self.issued_on:%d/%m/%Y}"


class DecisionLine(models.Model):
    """What one commune is by a decision, in a span of time. is_void: a later decision says it never held."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="lines")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="decided")
    area_class = models.CharField(max_length=20, choices=CLASSES)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, null=True, related_name="lines")
    valid = DateRangeField()
    ended_by = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="ended")
    is_void = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="decided_once_at_a_time",
                expressions=[(same_number("unit"), RangeOperators.OVERLAPS), ("valid", RangeOperators.OVERLAPS)],
                condition=Q(is_void=False),
            )
        ]
        indexes: ClassVar = [models.Index(fields=["area_class"])]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.area_class}"


class StepDay(models.Model):
    """The day that the province laid down for a step of a year that the law leaves to it."""

    year = models.PositiveIntegerField()
    step = models.CharField(max_length=40)
    due_on = models.DateField()
    document = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="step_day_once", fields=["year", "step"])]

    def __str__(self) -> str:
        return f"{self.year} {self.step}"


class StepReminder(models.Model):
    """That a person was reminded of a step that a unit has to take: once for each moment and channel."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField()
    step = models.CharField(max_length=40)
    moment = models.CharField(max_length=20)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="step_reminders")
    channel = models.CharField(max_length=10, choices=[(x, x) for x in Channel])
    mail = models.ForeignKey(Mail, on_delete=models.CASCADE, null=True, related_name="step_reminders")
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="step_reminder_once", fields=["unit", "year", "step", "moment", "person", "channel"]
            ),
            models.CheckConstraint(
                name="step_reminder_mail_has_mail",
                condition=Q(channel=Channel.MAIL, mail__isnull=False) | Q(channel=Channel.APP, mail__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.step} {self.moment} {self.person_id}"
