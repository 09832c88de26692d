"""Definitions that all plans share: data elements, forms and indicators. Dated data, loaded from the files in data/."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from namro.kernel.elements import ElementKind
from namro.organisations.models import Person


class DataElement(models.Model):
    """One thing that is counted. What it is called and how it adds up; its dated definitions are its versions.

    spec: the dictionary form of kernel.elements.ElementSpec as it is now.
    """

    code = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=1, choices=[(x, x) for x in ElementKind])
    unit_label = models.CharField(max_length=40)
    decimals = models.PositiveSmallIntegerField(default=0)
    spec = models.JSONField()

    def __str__(self) -> str:
        return self.code


class ElementVersion(models.Model):
    """What an element meant in a span of time, by which source. A new meaning is a break in the series.

    made_by is empty for a definition that came with the program.
    """

    element = models.ForeignKey(DataElement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    spec = models.JSONField()
    valid = DateRangeField()
    # What changed against the version before, in words; empty for the first.
    reason = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="element_version_once", fields=["element", "number"])]

    def __str__(self) -> str:
        return f"{self.element_id} v{self.number}"


class Form(models.Model):
    """A form that units fill; what it asks stands in its versions. for_request: made for one request, never again."""

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=300)
    for_request = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.code


class FormVersion(models.Model):
    """What a form asks from a date on; never changed once used. spec: the dictionary form of kernel.forms.FormSpec.

    made_by is empty for a version that came with the program.
    """

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    spec = models.JSONField()
    digest = models.CharField(max_length=64)
    valid = DateRangeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="form_version_once", fields=["form", "number"])]

    def __str__(self) -> str:
        return f"{self.form_id} v{self.number}"


class FormDraft(models.Model):
    """A form that is being composed; nobody fills it. spec has the shape of a version's, and may still be wrong.

    form and base are empty for a form that does not exist yet.
    """

    form = models.OneToOneField(Form, on_delete=models.PROTECT, null=True, related_name="draft")
    base = models.ForeignKey(FormVersion, on_delete=models.PROTECT, null=True, related_name="+")
    spec = models.JSONField()
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.spec.get("title", ""))


class FormDraftStep(models.Model):
    """One change of a draft, with the draft as it was before; undone from the newest backward."""

    draft = models.ForeignKey(FormDraft, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(max_length=200)
    before = models.JSONField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.what


class Indicator(models.Model):
    """A formula over data elements, under one code for good; what it says is in its versions.

    spec: the newest version's; valid: from its first version on.
    """

    code = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=400)
    spec = models.JSONField()
    valid = DateRangeField()

    def __str__(self) -> str:
        return self.code


class IndicatorVersion(models.Model):
    """How an indicator is computed in a span of time; never changed, only followed by another.

    spec: the dictionary form of kernel.indicators.IndicatorSpec, and under "match" phrases that suggest it. made_by is
    empty for a version that came with the program.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    spec = models.JSONField()
    valid = DateRangeField()
    # What changed against the version before, in words; empty for the first.
    reason = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="indicator_version_once", fields=["indicator", "number"])]

    def __str__(self) -> str:
        return f"{self.indicator_id} v{self.number}"
