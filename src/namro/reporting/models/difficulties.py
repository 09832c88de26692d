"""Difficulties and proposals as items that somebody answers, passes upward and closes."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from namro.organisations.models import Unit
from namro.reporting.difficulty_rules import DifficultyKind, DifficultyState
from namro.reporting.models.reports import Report


class Difficulty(models.Model):
    """What one unit cannot solve by itself, or proposes. report: from whose words it was taken, None for one by itself.

    passed_to: the body to which it has gone upward; "" before.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="difficulties")
    kind = models.CharField(max_length=20, choices=[(x, x) for x in DifficultyKind])
    text = models.TextField()
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="difficulties")
    state = models.CharField(max_length=20, choices=[(x, x) for x in DifficultyState], default=DifficultyState.OPEN)
    passed_to = models.CharField(max_length=200, blank=True)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-raised_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["unit", "state"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_id}"


class DifficultyStep(models.Model):
    """What was answered or decided about an item, by whom and when. Never changed."""

    difficulty = models.ForeignKey(Difficulty, on_delete=models.PROTECT, related_name="steps")
    to_state = models.CharField(max_length=20, choices=[(x, x) for x in DifficultyState])
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.difficulty_id} {self.to_state}"
