"""Where units lie: shapes that somebody imported, with whose they are."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from namro.organisations.models.units import Unit


class BoundarySet(models.Model):
    """One import of boundaries. For each unit in it, it takes the place of earlier sets from a day on.

    licence: the words by which the source lets its shapes be used; none is taken without.
    """

    from_day = models.DateField()
    source = models.CharField(max_length=300)
    licence = models.TextField()
    by = models.ForeignKey("organisations.Person", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-from_day", "-pk"]

    def __str__(self) -> str:
        return f"{self.source} {self.from_day}"


class UnitBoundary(models.Model):
    """The shape of one unit. shape: polygons, each an outer ring and its holes, of [longitude, latitude] in WGS 84."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="boundaries")
    boundary_set = models.ForeignKey(BoundarySet, on_delete=models.CASCADE, related_name="boundaries")
    shape = models.JSONField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="boundary_once", fields=["boundary_set", "unit"])]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.boundary_set_id}"
