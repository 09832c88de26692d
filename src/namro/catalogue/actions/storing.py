"""Storing versions of forms, elements and indicators. Nothing here asks who may."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from namro.catalogue.models import DataElement, ElementVersion, Form, FormVersion, Indicator, IndicatorVersion
from namro.kernel.elements import ElementSpec
from namro.organisations.models import Person


def digest_of(spec: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(spec, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def store_version(
    form: Form, spec: dict[str, Any], *, since: date, by: Person | None = None, at: datetime | None = None
) -> FormVersion:
    """The next version of a form; the one before holds up to the day before. Without by, it came with the program."""
    newest = newest_of(form)
    if newest:
        newest.valid = DateRange(newest.valid.lower, max(since, newest.valid.lower))
        newest.save(update_fields=["valid"])
    return FormVersion.objects.create(
        form=form,
        number=newest.number + 1 if newest else 1,
        spec=spec,
        digest=digest_of(spec),
        valid=DateRange(since, None),
        made_by=by,
        made_at=at,
    )


def newest_of(form: Form) -> FormVersion | None:
    """The version that holds with no end. A version replaced on the very day it began never held."""
    return form.versions.order_by("-number").first()


def store_definition(
    element: DataElement,
    read: ElementSpec,
    spec: dict[str, Any],
    *,
    reason: str = "",
    by: Person | None = None,
    at: datetime | None = None,
) -> ElementVersion:
    """The next definition of an element; a definition from the same day as the newest takes its place."""
    newest = element.versions.order_by("-number").first()
    if newest and newest.valid.lower == read.valid_from:
        newest.spec, newest.reason, newest.made_by, newest.made_at = spec, reason or newest.reason, by, at
        newest.save(update_fields=["spec", "reason", "made_by", "made_at"])
        return newest
    if newest:
        newest.valid = DateRange(newest.valid.lower, read.valid_from)
        newest.save(update_fields=["valid"])
    return ElementVersion.objects.create(
        element=element,
        number=newest.number + 1 if newest else 1,
        spec=spec,
        valid=DateRange(read.valid_from, None),
        reason=reason,
        made_by=by,
        made_at=at,
    )


def newest_indicators() -> dict[str, IndicatorVersion]:
    """The newest version of every indicator, by code."""
    versions = IndicatorVersion.objects.select_related("indicator").order_by("number")
    return {version.indicator.code: version for version in versions}


def store_indicator(
    indicator: Indicator,
    spec: dict[str, Any],
    *,
    since: date,
    reason: str = "",
    by: Person | None = None,
    at: datetime | None = None,
) -> IndicatorVersion:
    """The next version; the one before holds up to the day before. Without by, it came with the program."""
    newest = indicator.versions.order_by("-number").first()
    if newest:
        newest.valid = DateRange(newest.valid.lower, since)
        newest.save(update_fields=["valid"])
    indicator.name, indicator.spec = spec["name"], spec
    indicator.save(update_fields=["name", "spec"])
    return IndicatorVersion.objects.create(
        indicator=indicator,
        number=newest.number + 1 if newest else 1,
        spec=spec,
        valid=DateRange(since, None),
        reason=reason,
        made_by=by,
        made_at=at,
    )
