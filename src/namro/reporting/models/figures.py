"""The figures of units and every value they ever had."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from namro.catalogue.models import DataElement
from namro.kernel.figures import FigureState
from namro.organisations.models import Unit
from namro.reporting.rules import EntrySource

TOTAL = "total"


class Figure(models.Model):
    """The current value of one element of one unit in one window. Absence of a row means missing, never zero.

    supplier: who has given it; two suppliers of one figure both stay. revision is the newest one, whose values and
    source stand here too, so that a table of thousands of figures is one query.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="figures")
    supplier = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    element = models.ForeignKey(DataElement, on_delete=models.PROTECT, related_name="figures")
    breakdown = models.CharField(max_length=40, default=TOTAL)
    window_start = models.DateField()
    window_end = models.DateField()
    state = models.CharField(max_length=20, choices=[(x, x) for x in FigureState])
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    note = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    source = models.CharField(max_length=20, choices=[(x, x) for x in EntrySource], default=EntrySource.OWN)
    # A person has noted that another supplier's figure counts instead (Reconciliation).
    is_set_aside = models.BooleanField(default=False)
    revision = models.OneToOneField("FigureRevision", on_delete=models.PROTECT, related_name="figure")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="figure_once", fields=["unit", "supplier", "element", "breakdown", "window_start", "window_end"]
            ),
            models.CheckConstraint(
                name="figure_value_goes_with_state",
                condition=(
                    Q(state__in=[FigureState.REPORTED, FigureState.ESTIMATED], value__isnull=False)
                    | Q(state__in=[FigureState.NOT_APPLICABLE, FigureState.NOT_STORED], value__isnull=True)
                ),
            ),
            models.CheckConstraint(name="figure_breakdown_is_named", condition=~Q(breakdown="")),
        ]
        indexes: ClassVar = [
            models.Index(fields=["window_start", "window_end", "element"]),
            models.Index(fields=["unit", "window_start", "window_end"]),
        ]

    def __str__(self) -> str:
        return f"{self.element_id} {self.unit_id} {self.window_start}"


class FigureRevision(models.Model):
    """Every value a figure ever had. Append-only. state empty: the box was cleared."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    supplier = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    element = models.ForeignKey(DataElement, on_delete=models.PROTECT, related_name="+")
    breakdown = models.CharField(max_length=40)
    window_start = models.DateField()
    window_end = models.DateField()
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=20, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    source = models.CharField(max_length=20, choices=[(x, x) for x in EntrySource])
    # The letter from which the standing agency typed for a unit, or the document of a baseline.
    source_reference = models.CharField(max_length=300, blank=True)
    # Why a figure of an accepted report was corrected.
    reason = models.CharField(max_length=1000, blank=True)
    report = models.ForeignKey("reporting.Report", on_delete=models.PROTECT, null=True, related_name="revisions")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="figure_revision_once",
                fields=["unit", "supplier", "element", "breakdown", "window_start", "window_end", "version"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.element_id} {self.unit_id} v{self.version}"
