"""What has to be reached: targets with their settings, shares of units, what was attested, every change of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from namro.catalogue.models import Indicator
from namro.organisations.models import Unit
from namro.organisations.rules import Relation
from namro.plans.models.documents import Document, DraftItem
from namro.plans.models.programmes import FromText, Plan, Project
from namro.plans.rules import Comparator


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


class FollowedTarget(Goal):
    """A goal that the text repeats from the plan above: kept in sight, nobody's duty here."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="followed_targets")

    class Meta:
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.measure[:80]


class Target(Goal):
    """A goal that a unit answers for, and how it is measured (the settings, which a person may change with a reason).

    base_value and base_source, or base_year, settle what a growth or reduction is measured from; none of them: last
    year's figures kept here. base_map_on: the map on which the plan states its base, where it says so.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="targets")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, related_name="targets")
    base_value = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    base_source = models.CharField(max_length=300, blank=True)
    base_year = models.PositiveSmallIntegerField(null=True)
    base_map_on = models.DateField(null=True)
    # «100%» of nothing counts as reached.
    nothing_counts = models.BooleanField(default=False)
    # «Mỗi huyện 01»: each unit has to reach the value by itself; of those with one of these tags, if any are named.
    each_unit = models.BooleanField(default=False)
    unit_tags = models.JSONField(default=list)
    # What each part of an indicator made of several has to reach, where it is not the same value: texts of numbers.
    part_values = models.JSONField(default=list)
    # Where it should stand at the end of a period, typed: ISO day -> text of a number. Empty: the usual path.
    path = models.JSONField(default=dict)
    # The same goal in the plan above: published here, only followed here, or typed with its citation.
    above = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="below")
    above_followed = models.ForeignKey(FollowedTarget, on_delete=models.PROTECT, null=True, related_name="below")
    above_typed = models.JSONField(default=dict)
    relation = models.CharField(max_length=20, choices=[(x, x) for x in Relation], default=Relation.ORDERED)
    responsible_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="targets")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="targets")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, null=True, related_name="targets")

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="target_one_base", condition=models.Q(base_value__isnull=True) | models.Q(base_year__isnull=True)
            ),
            models.CheckConstraint(
                name="target_one_above", condition=models.Q(above__isnull=True) | models.Q(above_followed__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.measure[:80]


class Allocation(FromText):
    """The share of a target that goes to one unit; unit is empty where no unit of that name exists.

    item, document: empty for a share that was typed here and stands in no table of the plan. target: empty until it is
    known of which target it is a share.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="allocations")
    target = models.ForeignKey(Target, on_delete=models.SET_NULL, null=True, related_name="allocations")
    item = models.ForeignKey(DraftItem, on_delete=models.PROTECT, null=True, related_name="+")  # type: ignore[assignment]
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")  # type: ignore[assignment]
    table = models.CharField(max_length=500, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="allocations")
    unit_name = models.CharField(max_length=300)
    value = models.DecimalField(max_digits=20, decimal_places=4)
    unit_label = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.unit_name


class Attestation(models.Model):
    """What the responsible body says in a letter of a target that no figures here measure: a value, or yes or no.

    Never changed; one that was wrong is withdrawn with a reason and given anew.
    """

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="attestations")
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    is_met = models.BooleanField(null=True)
    as_of = models.DateField()
    method = models.CharField(max_length=500)
    letter_number = models.CharField(max_length=80)
    letter_date = models.DateField()
    filename = models.CharField(max_length=255, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    content = models.BinaryField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["as_of", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="attestation_says_one_thing",
                condition=models.Q(value__isnull=False, is_met__isnull=True)
                | models.Q(value__isnull=True, is_met__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.target_id} {self.letter_number}"


class TargetChange(models.Model):
    """One change of a target's settings, path or shares, with both states and the reason; undone by a change back."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="changes")
    what = models.CharField(max_length=20)
    before = models.JSONField()
    after = models.JSONField()
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.target_id} {self.what}"
