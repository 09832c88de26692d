"""Definitions that all plans share: data elements, forms and indicators. Dated data, loaded from the files in data/."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from namro.kernel.elements import ElementKind


class DataElement(models.Model):
    """One thing that is counted, defined once. spec holds the dictionary form of kernel.elements.ElementSpec."""

    code = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=1, choices=[(x, x) for x in ElementKind])
    unit_label = models.CharField(max_length=40)
    decimals = models.PositiveSmallIntegerField(default=0)
    spec = models.JSONField()

    def __str__(self) -> str:
        return self.code


class Form(models.Model):
    """A form that units fill; what it asks stands in its versions."""

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.code


class FormVersion(models.Model):
    """What a form asks from a date on; never changed once used. spec: the dictionary form of kernel.forms.FormSpec."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    spec = models.JSONField()
    digest = models.CharField(max_length=64)
    valid = DateRangeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="form_version_once", fields=["form", "number"])]

    def __str__(self) -> str:
        return f"{self.form_id} v{self.number}"


class Indicator(models.Model):
    """A formula over data elements. spec holds the dictionary form of kernel.indicators.IndicatorSpec."""

    code = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=400)
    spec = models.JSONField()
    valid = DateRangeField()

    def __str__(self) -> str:
        return self.code
