"""What an officer hands over to who comes after."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from namro.organisations.models import Unit


class DutyHandover(models.Model):
    """The state of a unit's work as one officer left it and another took it over.

    content: what was open at that moment, in words, as the page and the paper show it: [{title, lines}].
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="duty_handovers")
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    notes = models.TextField(blank=True)
    content = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="handover_received_by_another",
                condition=Q(received_by=None, received_at=None)
                | (Q(received_by__isnull=False, received_at__isnull=False) & ~Q(received_by=models.F("giver"))),
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.at:%Y-%m-%d}"
