"""Taking the catalogue's data files into the database."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from namro.catalogue.actions.storing import (
    digest_of,
    newest_indicators,
    newest_of,
    store_definition,
    store_indicator,
    store_version,
)
from namro.catalogue.models import DataElement, ElementVersion, Form, Indicator, IndicatorVersion
from namro.catalogue.queries import described
from namro.kernel.elements import ElementSpec, element_from_dict
from namro.kernel.forms import form_from_dict
from namro.kernel.indicators import formula_of, indicator_from_dict
from namro.organisations import audit
from namro.organisations.models import Person

DATA = files("namro.catalogue") / "data"


def _file(name: str) -> dict[str, Any]:
    return _plain(tomllib.loads((DATA / name).read_text("utf-8")))


def _plain(value: Any) -> Any:
    """TOML dates as ISO text, so that a definition can be stored as JSON."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def form_files() -> Iterator[dict[str, Any]]:
    for entry in sorted((DATA / "forms").iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            yield _file(f"forms/{entry.name}")


@transaction.atomic
def load_catalogue(*, by: Person | None, at: datetime) -> None:
    """Take in the definitions that the program ships. Loading the same files twice changes nothing.

    A form whose description differs from its newest version gets a new version; versions in use never change.
    """
    _store_elements(_file("elements.toml")["elements"])
    for form in form_files():
        _store_form(form)
    _store_indicators(_file("indicators.toml")["indicators"], at)
    first = Form.objects.order_by("pk").first()
    if first:
        audit.record(by=by, at=at, action="catalogue.load", subject=first)


def _store_elements(specs: list[dict[str, Any]]) -> None:
    """Definitions that the standing agency has made newer ones of stay as they are; the rest is as shipped."""
    own = set(ElementVersion.objects.filter(made_by__isnull=False).values_list("element__code", flat=True))
    read = [(element_from_dict(spec), spec) for spec in specs if spec["code"] not in own]
    DataElement.objects.bulk_create(
        (
            DataElement(
                code=element.code,
                name=element.name,
                kind=element.kind,
                unit_label=element.unit,
                decimals=element.decimals,
                spec=spec,
            )
            for element, spec in read
        ),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "kind", "unit_label", "decimals", "spec"],
    )
    _keep_history(read)


def _keep_history(read: list[tuple[ElementSpec, dict[str, Any]]]) -> None:
    """A shipped definition that differs from the newest one is the next version, from its own day on."""
    known = {e.code: e for e in DataElement.objects.filter(code__in=[element.code for element, _ in read])}
    newest = {v.element_id: v for v in ElementVersion.objects.order_by("number")}
    first = [(e, spec) for e, spec in read if known[e.code].pk not in newest]
    ElementVersion.objects.bulk_create(
        ElementVersion(element=known[e.code], number=1, spec=spec, valid=DateRange(e.valid_from, None))
        for e, spec in first
    )
    for element, spec in read:
        row = known[element.code]
        if row.pk in newest and newest[row.pk].spec != spec:
            store_definition(row, element, spec)


def _store_form(spec: dict[str, Any]) -> None:
    """A form that the standing agency has changed is its own from then on; what is shipped never undoes that."""
    described = form_from_dict(spec)
    form = Form.objects.filter(code=described.code).first()
    newest = newest_of(form) if form else None
    if newest and (newest.made_by_id is not None or newest.digest == digest_of(spec)):
        return
    form, _ = Form.objects.update_or_create(code=described.code, defaults={"title": described.title})
    store_version(form, spec, since=described.valid_from)


def _store_indicators(specs: list[dict[str, Any]], at: datetime) -> None:
    """A shipped formula that differs from the newest version is the next one, from the day of loading on.

    Words that differ are mended where they stand: they change no result. An indicator that the standing agency has
    changed is its own from then on.
    """
    read = [indicator_from_dict(described(spec)) for spec in specs]
    newest = newest_indicators()
    fresh = [(one, spec) for one, spec in zip(read, specs, strict=True) if one.code not in newest]
    Indicator.objects.bulk_create(
        Indicator(code=one.code, name=one.name, spec=spec, valid=DateRange(None, None)) for one, spec in fresh
    )
    made = {row.code: row for row in Indicator.objects.filter(code__in=[one.code for one, _ in fresh])}
    IndicatorVersion.objects.bulk_create(
        IndicatorVersion(indicator=made[one.code], number=1, spec=spec, valid=DateRange(None, None))
        for one, spec in fresh
    )
    for spec in specs:
        version = newest.get(spec["code"])
        if version and version.made_by_id is None and version.spec != spec:
            _follow(version, spec, timezone.localdate(at))


def _follow(version: IndicatorVersion, spec: dict[str, Any], since: date) -> None:
    if formula_of(version.spec) != formula_of(spec):
        store_indicator(version.indicator, spec, since=since, reason="Danh mục đi kèm chương trình có công thức mới.")
        return
    version.spec = spec
    version.save(update_fields=["spec"])
    version.indicator.spec, version.indicator.name = spec, spec["name"]
    version.indicator.save(update_fields=["name", "spec"])
