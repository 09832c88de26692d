"""What is asked beside the periodic reports: figures on request, opening figures, and which of two sources counts."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from namro.catalogue.models import DataElement
from namro.organisations.models import Unit
from namro.plans.models import Plan, ReportRule
from namro.reporting.rules import BaselineState


class FigureRequest(models.Model):
    """A few figures that some units are asked for until an hour, beside any plan.

    rule: a report rule without a plan; its reporters are the units that are asked, its reports their answers.
    """

    rule = models.OneToOneField(ReportRule, on_delete=models.PROTECT, related_name="request")
    due_at = models.DateTimeField()
    note = models.CharField(max_length=1000, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return self.rule.title


class BaselineRound(models.Model):
    """Opening a programme: every unit gives its base and opening figures once, with the document they come from.

    window_start, window_end: the year before the programme's first; stocks are those of its last day.
    """

    plan = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="baseline_round")
    window_start = models.DateField()
    window_end = models.DateField()
    due_on = models.DateField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="baseline_window_has_days", condition=Q(window_start__lte=F("window_end")))
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.window_end}"


class BaselineAnswer(models.Model):
    """One unit's part in a baseline round. figures: what was typed, by cell address; stored only once confirmed."""

    round = models.ForeignKey(BaselineRound, on_delete=models.CASCADE, related_name="answers")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=[(x, x) for x in BaselineState], default=BaselineState.OPEN)
    version = models.PositiveIntegerField(default=1)
    # The boxes that are asked of this unit, by cell address, with the words for them, in their order.
    asked = models.JSONField()
    figures = models.JSONField(default=dict)
    document = models.CharField(max_length=300, blank=True)
    # Why it was given back.
    comment = models.CharField(max_length=1000, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="baseline_answer_once", fields=["round", "unit"])]

    def __str__(self) -> str:
        return f"{self.round_id} {self.unit_id}"


class Reconciliation(models.Model):
    """Which of several suppliers of one figure counts, and why; the newest for a place holds.

    supplier: the one that counts; the figures of the others are set aside. Without a row, what the unit says of itself
    goes before what another says of it.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    element = models.ForeignKey(DataElement, on_delete=models.PROTECT, related_name="+")
    breakdown = models.CharField(max_length=40)
    window_start = models.DateField()
    window_end = models.DateField()
    supplier = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["window_start", "window_end", "unit"])]

    def __str__(self) -> str:
        return f"{self.element_id} {self.unit_id} {self.window_end}"
