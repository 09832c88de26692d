"""Taking the catalogue's data files into the database."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from namro.catalogue.models import DataElement, Form, FormVersion, Indicator
from namro.kernel.elements import element_from_dict
from namro.kernel.forms import form_from_dict
from namro.kernel.indicators import indicator_from_dict
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
    _store_indicators(_file("indicators.toml")["indicators"])
    first = Form.objects.order_by("pk").first()
    if first:
        audit.record(by=by, at=at, action="catalogue.load", subject=first)


def _store_elements(specs: list[dict[str, Any]]) -> None:
    read = [(element_from_dict(spec), spec) for spec in specs]
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


def _store_form(spec: dict[str, Any]) -> None:
    described = form_from_dict(spec)
    digest = hashlib.sha256(json.dumps(spec, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    form, _ = Form.objects.update_or_create(code=described.code, defaults={"title": described.title})
    newest = form.versions.order_by("-number").first()
    if newest and newest.digest == digest:
        return
    if newest:
        newest.valid = DateRange(newest.valid.lower, max(described.valid_from, newest.valid.lower))
        newest.save(update_fields=["valid"])
    FormVersion.objects.create(
        form=form,
        number=newest.number + 1 if newest else 1,
        spec=spec,
        digest=digest,
        valid=DateRange(described.valid_from, None),
    )


def _store_indicators(specs: list[dict[str, Any]]) -> None:
    read = [indicator_from_dict({key: value for key, value in spec.items() if key != "match"}) for spec in specs]
    Indicator.objects.bulk_create(
        (
            Indicator(code=known.code, name=known.name, spec=spec, valid=DateRange(None, None))
            for known, spec in zip(read, specs, strict=True)
        ),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "spec", "valid"],
    )
