"""Word templates of an office, kept version by version."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from namro.organisations.models import Unit


class ReportTemplate(models.Model):
    """One uploaded version. outline: the kind of report that it is for. warnings: what was found on uploading it.

    retired_at: from then on it is not offered any more; documents made with it stay.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="report_templates")
    outline = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    filename = models.CharField(max_length=255)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    warnings = models.JSONField(default=list)
    retired_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["outline", "name", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "outline", "name", "version"], name="one_version_of_a_template")
        ]

    def __str__(self) -> str:
        return f"{self.name} (bản {self.version})"
