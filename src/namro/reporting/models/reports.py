"""Due reports, their sections, words, signed files, and the steps of their chain."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from namro.catalogue.models import FormVersion
from namro.organisations.models import Unit
from namro.plans.models import ReportRule
from namro.reporting.rules import PartState, ReportState


class Report(models.Model):
    """One report that one unit owes for one window. due_on is the last day on which it is in time."""

    rule = models.ForeignKey(ReportRule, on_delete=models.PROTECT, related_name="reports")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reports")
    form_version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, null=True, related_name="+")
    # Both days inclusive; window_end is the cut-off.
    window_start = models.DateField()
    window_end = models.DateField()
    period_code = models.CharField(max_length=40)
    due_on = models.DateField()
    state = models.CharField(max_length=20, choices=[(x, x) for x in ReportState], default=ReportState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    check_code = models.CharField(max_length=20, blank=True)
    printed_at = models.DateTimeField(null=True)
    document_number = models.CharField(max_length=80, blank=True)
    document_date = models.DateField(null=True)
    # The first sending decides whether a report was in time; a return never makes it late.
    first_submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    # The last correction after acceptance.
    corrected_at = models.DateTimeField(null=True)
    # The number of the newest ReportVersion; 0 while it was never sent.
    last_version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="report_once", fields=["rule", "unit", "window_start", "window_end"]),
            models.CheckConstraint(name="report_window_has_days", condition=Q(window_start__lte=F("window_end"))),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "window_end"]),
            models.Index(fields=["window_start", "window_end"]),
        ]

    def __str__(self) -> str:
        return f"{self.period_code} {self.unit_id}"


class ReportPart(models.Model):
    """A section of a report, with its own owner and state."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="parts")
    section = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=[(x, x) for x in PartState], default=PartState.OPEN)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="report_part_once", fields=["report", "section"])]

    def __str__(self) -> str:
        return f"{self.report_id} {self.section}"


class WarningReason(models.Model):
    """Why a figure that a plausibility rule doubts is right all the same."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="reasons")
    rule = models.CharField(max_length=20)
    place = models.CharField(max_length=160)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="reason_once", fields=["report", "rule", "place"])]

    def __str__(self) -> str:
        return f"{self.rule} {self.place}"


class Narrative(models.Model):
    """A section of a report in words."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="narratives")
    code = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="narrative_once", fields=["report", "code"])]

    def __str__(self) -> str:
        return f"{self.report_id} {self.code}"


class ReportStep(models.Model):
    """A step of the chain: who moved a report, when, from and to which state, with what comment. Append-only.

    cells: remarks at single figures of a return, by cell address ("addicts_new[total]"). stands_for: who had given the
    right to it, where the person holds it only in their place.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="steps")
    from_state = models.CharField(max_length=20)
    to_state = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    stands_for = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    comment = models.TextField(blank=True)
    cells = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.report_id} {self.to_state}"


class SignedFile(models.Model):
    """The signed report of a unit, as it was uploaded."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="signed_files")
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.filename
