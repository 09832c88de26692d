"""Documents, what reading found in them, and the programmes made of what a person accepted."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from namro.catalogue.models import FormVersion, Indicator
from namro.kernel.times import PeriodKind, Regime
from namro.organisations.models import Unit
from namro.organisations.rules import Relation
from namro.plans.rules import Comparator, DraftState, ItemKind, ItemState, Part, StepKind, TaskState
from namro.plans.versions import VersionKind


class Document(models.Model):
    """An uploaded file, kept as it came, with the text that spans point into (code points)."""

    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255)
    kind = models.CharField(max_length=20)
    content = models.BinaryField()
    digest = models.CharField(max_length=64, db_index=True)
    text = models.TextField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.filename


class Draft(models.Model):
    """What reading found in a document; nothing in it binds anyone."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="drafts")
    state = models.CharField(max_length=20, choices=[(x, x) for x in DraftState], default=DraftState.OPEN)
    header = models.JSONField(default=dict)
    # Parts of the text that are in no item and in no part of the outline, each with its span and the reason.
    left_out = models.JSONField(default=list)
    outline = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    # Answers that hold for the whole plan, given before publishing.
    settled = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.header.get('kind', '')} {self.header.get('number') or ''}".strip()


class DraftItem(models.Model):
    """One finding. data is what stands now, proposed what reading said (empty for an item a person added)."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=20, choices=[(x, x) for x in ItemKind])
    position = models.PositiveIntegerField()
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    quote = models.TextField(blank=True)
    section = models.CharField(max_length=60, blank=True)
    data = models.JSONField()
    proposed = models.JSONField(default=dict)
    # How sure reading was, 0 to 1, and why not more, each reason a short Vietnamese clause.
    confidence = models.FloatField(default=1)
    doubts = models.JSONField(default=list)
    # Answers to what the text leaves open, given before publishing.
    settled = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=[(x, x) for x in ItemState], default=ItemState.PROPOSED)
    version = models.PositiveIntegerField(default=1)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["kind", "position"]
        indexes: ClassVar = [models.Index(fields=["draft", "kind", "position"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.section}"


class ReviewStep(models.Model):
    """What one reviewer did at once, to one item or to many; undone as a whole, and then for good."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=20, choices=[(x, x) for x in StepKind])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["draft", "by"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.draft_id}"


class ItemRevision(models.Model):
    """An item before and after one step. before is empty for an item that the step made; version: the one after."""

    step = models.ForeignKey(ReviewStep, on_delete=models.CASCADE, related_name="revisions")
    item = models.ForeignKey(DraftItem, on_delete=models.CASCADE, related_name="revisions")
    before = models.JSONField(default=dict)
    after = models.JSONField()
    version = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.item_id} v{self.version}"


class ReviewPresence(models.Model):
    """When a person last had a draft open; only to tell others, so that it is overwritten and never audited."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="presence_once", fields=["draft", "person"])]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.person_id}"


class FindingDismissal(models.Model):
    """A finding of the lint that a person has looked at and lets stand, with the reason."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="dismissals")
    code = models.CharField(max_length=60)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="dismissal_once", fields=["draft", "code", "start", "end"])
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.start}"


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


class Goal(FromText):
    """What a quantified goal says; value and value_to are in unit_label."""

    measure = models.TextField()
    comparator = models.CharField(max_length=20, choices=[(x, x) for x in Comparator])
    value = models.DecimalField(max_digits=20, decimal_places=4)
    value_to = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    unit_label = models.CharField(max_length=60)
    reference = models.TextField(blank=True)
    due_on = models.DateField(null=True)
    recurring = models.BooleanField(default=False)

    class Meta(FromText.Meta):
        abstract = True


class Target(Goal):
    """A goal that a unit answers for.

    base_value and base_source settle what a growth or reduction is measured from; empty: last year's figures kept here.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="targets")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, related_name="targets")
    base_value = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    base_source = models.CharField(max_length=300, blank=True)
    relation = models.CharField(max_length=20, choices=[(x, x) for x in Relation], default=Relation.ORDERED)
    responsible_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="targets")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="targets")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, null=True, related_name="targets")

    class Meta:
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.measure[:80]


class FollowedTarget(Goal):
    """A goal that the text repeats from the plan above: kept in sight, nobody's duty here."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="followed_targets")

    class Meta:
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.measure[:80]


class Allocation(FromText):
    """The share of a target that a table gives to one unit; unit is empty where no unit of that name exists."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="allocations")
    table = models.CharField(max_length=500, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="allocations")
    unit_name = models.CharField(max_length=300)
    value = models.DecimalField(max_digits=20, decimal_places=4)
    unit_label = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.unit_name


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


class SearchEntry(models.Model):
    """A place of a document that a search finds: its header, a paragraph, or an item that stands in it.

    kind: an ItemKind, or one of plans.search. start and end are empty for the header. paragraph: where the paragraph
    begins in which the place lies. words: what search_words makes of the text.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="search_entries")
    item = models.ForeignKey(DraftItem, on_delete=models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=20)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    paragraph = models.PositiveIntegerField(default=0)
    words = SearchVectorField()

    class Meta:
        indexes: ClassVar = [GinIndex(name="search_words", fields=["words"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.draft_id} {self.start}"


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
