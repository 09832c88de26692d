"""Documents that went out, frozen with the revisions they stand on."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.conf import settings
from django.db import models

from namro.organisations.models import Unit
from namro.plans.models import Plan
from namro.publishing.models.drafts import ReportDraft
from namro.publishing.rules import FileForm, Settlement
from namro.reporting.models import FigureRevision, SentUp


class PublicationKind(StrEnum):
    ASSIGNMENT = "ASSIGNMENT"
    LETTER = "LETTER"
    REMINDER_LETTER = "REMINDER_LETTER"
    UNIT_REPORT = "UNIT_REPORT"
    CONSOLIDATED_REPORT = "CONSOLIDATED_REPORT"
    ERRATUM = "ERRATUM"


class Publication(models.Model):
    """A frozen official document. lines: the printed figures, each with its words and the ids of its revisions.

    content, digest: of the DOCX. draft: what it was written in, if any. corrects: what an erratum puts right.
    corrections: of an erratum, the old and new values that it prints.
    """

    kind = models.CharField(max_length=30, choices=[(x, x) for x in PublicationKind])
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="publications")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="publications")
    title = models.CharField(max_length=1000)
    window_start = models.DateField(null=True)
    window_end = models.DateField(null=True)
    period_code = models.CharField(max_length=40, blank=True)
    filename = models.CharField(max_length=255)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    lines = models.JSONField(default=list)
    revisions = models.ManyToManyField(FigureRevision, related_name="publications")
    sent_up = models.OneToOneField(SentUp, on_delete=models.PROTECT, null=True, related_name="publication")
    draft = models.OneToOneField(ReportDraft, on_delete=models.PROTECT, null=True, related_name="publication")
    own_words = models.JSONField(default=dict)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="errata")
    corrections = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return self.title


class PublicationFile(models.Model):
    """The same document in another form, frozen with it. problem: why a form that was asked for could not be made."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="files")
    form = models.CharField(max_length=10, choices=[(x, x) for x in FileForm])
    filename = models.CharField(max_length=255)
    content = models.BinaryField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    problem = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["form"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["publication", "form"], name="one_file_of_a_form")]

    def __str__(self) -> str:
        return self.filename


class SignedCopy(models.Model):
    """Number and day that the clerk gave a document, and the signed file, if it was kept here."""

    publication = models.OneToOneField(Publication, on_delete=models.CASCADE, related_name="signed")
    document_number = models.CharField(max_length=80)
    document_date = models.DateField()
    filename = models.CharField(max_length=255, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    content = models.BinaryField(null=True)
    size = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.document_number


class PublicationNote(models.Model):
    """What was done about figures that were corrected after a document had been made. The mark goes with it.

    document_number, document_date: of the erratum, where one went out.
    """

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="notes")
    settlement = models.CharField(max_length=20, choices=[(x, x) for x in Settlement])
    text = models.CharField(max_length=1000)
    document_number = models.CharField(max_length=80, blank=True)
    document_date = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.settlement}"
