"""Units valid over time."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Value

from namro.kernel import vietnamese
from namro.organisations.rules import ChangeKind, Relation, UnitLevel


def same_number(field: str) -> Func:
    """A one-point range, so that plain GiST can compare a bigint for equality (core PostgreSQL has no btree_gist)."""
    return Func(F(field), F(field), Value("[]"), function="int8range")


class Unit(models.Model):
    """A province, commune, agency or facility. Its code identifies it only together with a date."""

    code = models.CharField(max_length=40)
    level = models.CharField(max_length=20, choices=[(x, x) for x in UnitLevel])
    # "commune", "police", "health" …: the kinds that forms and plans address (organisations/data/agencies.toml).
    kind = models.CharField(max_length=40)
    # "department", "force", "mass" …: what a group phrase of a plan («các sở, ban, ngành») takes together.
    category = models.CharField(max_length=40, blank=True)
    relation = models.CharField(max_length=20, choices=[(x, x) for x in Relation], default=Relation.ORDERED)
    valid = DateRangeField()

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="unit_code_once_at_a_time",
                expressions=[
                    (
                        Func(
                            Func(F("code"), Value(0), function="hashtextextended"),
                            Func(F("code"), Value(0), function="hashtextextended"),
                            Value("[]"),
                            function="int8range",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class UnitName(models.Model):
    """What a unit is called in a span of time, and how it signs."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=300)
    short_name = models.CharField(max_length=100, blank=True)
    other_names = models.JSONField(default=list, blank=True)
    # The line above the unit's own name in a letterhead, e.g. the ministry of a provincial police.
    letterhead_parent = models.CharField(max_length=300, blank=True)
    letterhead_name = models.CharField(max_length=300, blank=True)
    document_symbol = models.CharField(max_length=40, blank=True)
    place = models.CharField(max_length=100, blank=True)
    valid = DateRangeField()
    sort_key = models.CharField(max_length=600, db_index=True, editable=False)
    search_key = models.CharField(max_length=600, db_index=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="unit_name_one_at_a_time",
                expressions=[(same_number("unit"), RangeOperators.OVERLAPS), ("valid", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = vietnamese.sort_key(self.name)
        self.search_key = vietnamese.search_key(self.name)
        super().save(*args, **kwargs)


class UnitParent(models.Model):
    """A unit's place in the tree in a span of time."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="parents")
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="children")
    valid = DateRangeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="unit_is_not_its_parent", condition=~models.Q(unit=F("parent"))),
            ExclusionConstraint(
                name="unit_parent_one_at_a_time",
                expressions=[(same_number("unit"), RangeOperators.OVERLAPS), ("valid", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} → {self.parent_id}"


class UnitTag(models.Model):
    """A dated mark that plans and forms can address: biên giới, khó khăn, loại I …"""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="tags")
    tag = models.CharField(max_length=60)
    valid = DateRangeField()
    legal_reference = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.tag


class ServesLink(models.Model):
    """A body with a second master or several areas: a border post and its communes, a regional customs office."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="serves")
    served = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="served_by")
    valid = DateRangeField()

    def __str__(self) -> str:
        return f"{self.unit_id} ⇢ {self.served_id}"


class Succession(models.Model):
    """From which unit a unit took over, with what share of the counts, and by which legal text."""

    from_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successors")
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="predecessors")
    share = models.DecimalField(max_digits=9, decimal_places=8, default=1)
    effective_on = models.DateField()
    legal_reference = models.CharField(max_length=300)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="succession_share_is_a_share", condition=models.Q(share__gt=0) & models.Q(share__lte=1)
            ),
            models.UniqueConstraint(name="succession_once", fields=["from_unit", "to_unit", "effective_on"]),
            models.CheckConstraint(name="succession_is_of_another", condition=~models.Q(from_unit=F("to_unit"))),
        ]

    def __str__(self) -> str:
        return f"{self.from_unit_id} ⇒ {self.to_unit_id}"


class UnitFunction(models.Model):
    """A task that the law gives to one agency at a time, e.g. running rehabilitation: police from 1 March 2025.

    function: the word by which data elements and forms address who supplies them; where no unit bears it on a day,
    the units of that kind do.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="functions")
    function = models.CharField(max_length=60)
    valid = DateRangeField()
    legal_reference = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"{self.function} {self.unit_id}"


class UnitChange(models.Model):
    """A merger, split, renaming … as it was decided and entered. What it wrote is listed, so that it can be undone.

    rows: [what, model, id, …], see organisations.journal. units: ids of those concerned, the first one in front.
    """

    kind = models.CharField(max_length=20, choices=[(x, x) for x in ChangeKind])
    effective_on = models.DateField()
    legal_reference = models.CharField(max_length=300)
    units = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    by = models.ForeignKey("organisations.Person", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey("organisations.Person", on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["effective_on"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.effective_on}"
