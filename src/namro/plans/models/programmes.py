"""Published plans: projects, tasks, who reports what."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from namro.catalogue.models import FormVersion
from namro.kernel.times import PeriodKind, Regime
from namro.organisations.models import Unit
from namro.organisations.rules import Relation
from namro.plans.models.documents import Document, Draft, DraftItem
from namro.plans.rules import Part, TaskState


class Plan(models.Model):
    """A published plan: a programme with projects, targets, tasks and report rules."""

    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="plan")
    # The unit whose programme it is (usually the province), and the one that collects for it.
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="plans")
    standing_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    number = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=1000)
    issuer = models.CharField(max_length=300, blank=True)
    issued_on = models.DateField(null=True)
    period_from = models.DateField()
    period_to = models.DateField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.number}".strip()


class FromText(models.Model):
    """What an accepted item became: it keeps the exact sentence that asked for it."""

    item = models.ForeignKey(DraftItem, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    section = models.CharField(max_length=60, blank=True)
    quote = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class Project(FromText):
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="projects")
    code = models.CharField(max_length=80)
    name = models.CharField(max_length=1000)
    lead_units = models.ManyToManyField(Unit, related_name="+")

    class Meta:
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.code


class Task(FromText):
    """Work assigned to (or asked of) units."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="tasks")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, related_name="tasks")
    text = models.TextField()
    product = models.CharField(max_length=300, blank=True)
    starts_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    recurring = models.BooleanField(default=False)
    # Bodies that the text names and that stand for no unit here ("các đơn vị liên quan").
    others_named = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.text[:80]


class TaskUnit(models.Model):
    """A unit's part in a task, and how far it has come with it; a task given to 130 communes has 130 states.

    named_as is how the text names the unit when it names a group ("các sở, ngành" for each of its members).
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="units")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="task_parts")
    part = models.CharField(max_length=20, choices=[(x, x) for x in Part], default=Part.LEAD)
    named_as = models.CharField(max_length=300, blank=True)
    relation = models.CharField(max_length=20, choices=[(x, x) for x in Relation], default=Relation.ORDERED)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="task_parts"
    )
    state = models.CharField(max_length=20, choices=[(x, x) for x in TaskState], default=TaskState.NOT_STARTED)
    result = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="task_unit_once", fields=["task", "unit", "part"])]

    def __str__(self) -> str:
        return f"{self.task_id} {self.part} {self.unit_id}"


class ReportRule(FromText):
    """Who reports what to whom, how often and until when.

    rule: the due-rule text of kernel.deadlines; once_on: a single date instead; neither: on occasion, without a date.
    plan, item, document: empty for a request that no plan lays down (docs/adr/0030).
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, null=True, related_name="report_rules")
    item = models.ForeignKey(DraftItem, on_delete=models.PROTECT, null=True, related_name="+")  # type: ignore[assignment]
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")  # type: ignore[assignment]
    title = models.CharField(max_length=500)
    what = models.CharField(max_length=40)
    period_kind = models.CharField(max_length=20, choices=[(x, x) for x in PeriodKind], blank=True)
    regime = models.CharField(max_length=20, choices=[(x, x) for x in Regime], default=Regime.STATUTORY)
    rule = models.CharField(max_length=60, blank=True)
    once_on = models.DateField(null=True)
    exclusive = models.BooleanField(default=True)
    receiver = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.title


class Reporter(models.Model):
    """A unit that a report rule addresses, with the form it fills (none for a report in words only)."""

    rule = models.ForeignKey(ReportRule, on_delete=models.CASCADE, related_name="reporters")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    form_version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, null=True, related_name="+")
    relation = models.CharField(max_length=20, choices=[(x, x) for x in Relation], default=Relation.ORDERED)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="reporter_once", fields=["rule", "unit"])]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.unit_id}"
