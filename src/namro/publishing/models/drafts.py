"""A consolidated report while it is being written: the figures are made anew each time, the officer's words stay."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from namro.organisations.models import Unit
from namro.plans.models import Plan
from namro.publishing.models.templates import ReportTemplate
from namro.publishing.rules import DraftState, ReportLetterhead


class ReportDraft(models.Model):
    """figures: what was printed when the figures were last brought up to date: section code → [label, place, value]s.

    template: None for our own layout. At most one open draft of a plan, period and letterhead.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="report_drafts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="report_drafts")
    period_code = models.CharField(max_length=40)
    letterhead = models.CharField(max_length=30, choices=[(x, x) for x in ReportLetterhead])
    include_submitted = models.BooleanField(default=False)
    template = models.ForeignKey(ReportTemplate, on_delete=models.PROTECT, null=True, related_name="drafts")
    state = models.CharField(max_length=20, choices=[(x, x) for x in DraftState], default=DraftState.OPEN)
    figures = models.JSONField(default=dict)
    figures_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "period_code", "letterhead"],
                condition=Q(state=DraftState.OPEN),
                name="one_open_draft_of_a_report",
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.period_code}"


class DraftSection(models.Model):
    """The officer's own words of one section. version: of the words; who writes over an older one is refused.

    seen: the figures of the section when a person last looked at the words beside them; as in ReportDraft.figures.
    """

    draft = models.ForeignKey(ReportDraft, on_delete=models.CASCADE, related_name="sections")
    code = models.CharField(max_length=60)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    seen = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["draft", "code"], name="one_text_of_a_section")]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.code}"
