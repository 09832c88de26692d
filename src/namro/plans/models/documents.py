"""Documents and what reading found in them, with what reviewers did to it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from namro.organisations.models import Unit
from namro.plans.rules import DraftState, ItemKind, ItemState, StepKind


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
