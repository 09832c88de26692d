"""Later versions of a plan, and what each does to the one before."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from namro.plans.models.documents import Draft, DraftItem
from namro.plans.models.programmes import Plan, ReportRule, Task
from namro.plans.models.targets import Target
from namro.plans.versions import VersionKind


class Version(models.Model):
    """That a document amends or replaces a plan published before it; in force once its own plan is published.

    start to end: the words that say so; empty where only an officer says it.
    """

    draft = models.OneToOneField(Draft, on_delete=models.CASCADE, related_name="version_of")
    earlier = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="later_versions")
    kind = models.CharField(max_length=20, choices=[(x, x) for x in VersionKind])
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    from_date = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.draft_id} {self.kind} {self.earlier_id}"


class Ending(models.Model):
    """What a later version does to a target, a task or a report rule of the earlier plan: it ends, or goes on.

    later: the item of the later version that takes its place, if one does.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="endings")
    target = models.ForeignKey(Target, on_delete=models.PROTECT, null=True, related_name="endings")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, related_name="endings")
    rule = models.ForeignKey(ReportRule, on_delete=models.PROTECT, null=True, related_name="endings")
    later = models.ForeignKey(DraftItem, on_delete=models.PROTECT, null=True, related_name="+")
    is_closed = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="target_ending_once", fields=["version", "target"]),
            models.UniqueConstraint(name="task_ending_once", fields=["version", "task"]),
            models.UniqueConstraint(name="rule_ending_once", fields=["version", "rule"]),
            models.CheckConstraint(
                name="ending_of_one",
                condition=models.Q(target__isnull=False, task__isnull=True, rule__isnull=True)
                | models.Q(target__isnull=True, task__isnull=False, rule__isnull=True)
                | models.Q(target__isnull=True, task__isnull=True, rule__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.target_id or self.task_id or self.rule_id}"
