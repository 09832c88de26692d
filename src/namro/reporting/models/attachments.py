"""Files beside the figures of a section."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from namro.reporting.models.reports import Report


class Attachment(models.Model):
    """What a unit adds to a section of its report, as it was uploaded: a photo of an event, minutes, a programme."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="attachments")
    section = models.CharField(max_length=20)
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.filename
