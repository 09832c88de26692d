"""A report as it was sent each time, the codes printed on it, what was said of its boxes, and where it went on to."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from namro.reporting.models.figures import FigureRevision
from namro.reporting.models.reports import Report, ReportStep
from namro.reporting.rules import VersionKind


class ReportVersion(models.Model):
    """A report as it was sent, sent again or corrected, numbered from 1. Append-only.

    words: its narratives by code, as they were. reason: why it was corrected.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=[(x, x) for x in VersionKind])
    check_code = models.CharField(max_length=20, blank=True)
    document_number = models.CharField(max_length=80, blank=True)
    document_date = models.DateField(null=True)
    words = models.JSONField(default=dict, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(name="report_version_once", fields=["report", "number"])]

    def __str__(self) -> str:
        return f"{self.report_id} v{self.number}"


class PinnedRevision(models.Model):
    """A revision that a version of a report stands on. Append-only.

    is_opening: it was not given by the report itself but stood at the start of its window, from an earlier one.
    """

    version = models.ForeignKey(ReportVersion, on_delete=models.PROTECT, related_name="pinned")
    revision = models.ForeignKey(FigureRevision, on_delete=models.PROTECT, related_name="pins")
    is_opening = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="pinned_once", fields=["version", "revision"])]

    def __str__(self) -> str:
        return f"{self.version_id} {self.revision_id}"


class CodedFigures(models.Model):
    """The figures that a check code stands for, kept when a report is printed, sent or corrected.

    figures: by cell address, each [state, value as text or null, note].
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="codes")
    code = models.CharField(max_length=20)
    figures = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="coded_figures_once", fields=["report", "code"])]
        indexes: ClassVar = [models.Index(fields=["code"])]

    def __str__(self) -> str:
        return self.code


class RemarkAnswer(models.Model):
    """What a unit says to a remark at one of its boxes, where the figure stays or to tell why it was changed."""

    step = models.ForeignKey(ReportStep, on_delete=models.CASCADE, related_name="answers")
    place = models.CharField(max_length=160)
    text = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="remark_answer_once", fields=["step", "place"])]

    def __str__(self) -> str:
        return f"{self.step_id} {self.place}"


class CorrectionNote(models.Model):
    """That whoever answers for a report knows which figures under it were corrected elsewhere, and what follows."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="correction_notes")
    text = models.CharField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.report_id} {self.at:%Y-%m-%d}"


class SentUp(models.Model):
    """Accepted reports that went on to a higher body, by themselves or inside a consolidated one."""

    receiver = models.CharField(max_length=300)
    document_number = models.CharField(max_length=80)
    document_date = models.DateField()
    note = models.CharField(max_length=1000, blank=True)
    versions = models.ManyToManyField(ReportVersion, related_name="sent_up")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.document_number} {self.document_date}"


class ReportPresence(models.Model):
    """When a person last had a report open to fill it; only to tell others, so that it is overwritten."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="report_presence_once", fields=["report", "person"])]

    def __str__(self) -> str:
        return f"{self.report_id} {self.person_id}"
