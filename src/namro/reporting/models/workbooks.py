"""Workbooks that were uploaded, somebody else's blank workbooks that are filled each period, early cut-offs."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from namro.organisations.models import Unit
from namro.plans.models import ReportRule
from namro.reporting.workbook_rules import FileState, Measure, RunState


class WorkbookRun(models.Model):
    """One upload of one or many workbooks, checked before anything is stored.

    source_reference: the letter from which the standing agency types, where a file names none of its own.
    send: reports that nothing keeps from being sent are sent at once.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=[(x, x) for x in RunState], default=RunState.CHECKING)
    source_reference = models.CharField(max_length=300, blank=True)
    send = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class WorkbookFile(models.Model):
    """One file of an upload. content is emptied when the run is over; the figures keep their own trail.

    findings: what keeps the file from being stored, as kernel.form_sheets.Finding; remarks: what a person should know
    (warnings of the form, blanks). changes: how many boxes would change. reports: their ids.
    """

    run = models.ForeignKey(WorkbookRun, on_delete=models.CASCADE, related_name="files")
    position = models.PositiveIntegerField()
    filename = models.CharField(max_length=255)
    content = models.BinaryField()
    state = models.CharField(max_length=20, choices=[(x, x) for x in FileState], default=FileState.WAITING)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    reports = models.JSONField(default=list, blank=True)
    findings = models.JSONField(default=list, blank=True)
    remarks = models.JSONField(default=list, blank=True)
    changes = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(name="workbook_file_once", fields=["run", "position"])]

    def __str__(self) -> str:
        return self.filename


class MappedWorkbook(models.Model):
    """A blank workbook of a ministry or another body, with the cells that are filled from the figures each period."""

    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    filename = models.CharField(max_length=255)
    content = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(name="mapped_workbook_named_once", fields=["owner", "name"])]

    def __str__(self) -> str:
        return self.name


class MappedCell(models.Model):
    """A cell of a mapped workbook and the figure that goes there.

    code: of an element, or of an indicator where measure is TARGET. names_column: the column of unit names where the
    cell heads one figure a row, down to the row last_row; the figure of a row is then that unit's own, otherwise the
    total of the plan.
    """

    workbook = models.ForeignKey(MappedWorkbook, on_delete=models.CASCADE, related_name="cells")
    sheet = models.CharField(max_length=31)
    address = models.CharField(max_length=10)
    code = models.CharField(max_length=80)
    breakdown = models.CharField(max_length=40, blank=True)
    measure = models.CharField(max_length=20, choices=[(x, x) for x in Measure], default=Measure.THIS)
    names_column = models.CharField(max_length=3, blank=True)
    last_row = models.PositiveIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["sheet", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="mapped_cell_once", fields=["workbook", "sheet", "address"]),
            models.CheckConstraint(
                name="mapped_rows_go_together",
                condition=Q(names_column="", last_row__isnull=True) | (~Q(names_column="") & Q(last_row__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet}!{self.address}"


class EarlyCutOff(models.Model):
    """A local rule that closes figures some days before the cut-off of the law, so that they are estimates at first.

    days: how many days before the last day of the window. basis: the document that says so.
    """

    rule = models.OneToOneField(ReportRule, on_delete=models.CASCADE, related_name="early_cut_off")
    days = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="early_cut_off_within_month", condition=Q(days__gte=1, days__lte=31))
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} -{self.days}"
