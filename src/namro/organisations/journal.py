"""What one change writes, row by row, so that undoing it puts back exactly what stood before.

A row of the journal is JSON: {"what": "made" | "gone" | "span", "model": "organisations.unitname", "id": 12}, with the
span of what is made, the whole object for what is gone, the span before and after for what was cut or lengthened.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any, TypeVar

from django.apps import apps
from django.core import serializers
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model, ProtectedError

from namro.kernel.problems import Refused

Row = TypeVar("Row", bound=Model)


class Journal:
    """Writes for a change and remembers what it wrote."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def make(self, objects: Iterable[Row]) -> list[Row]:
        """Insert objects of one model."""
        waiting = list(objects)
        if not waiting:
            return []
        made = type(waiting[0])._default_manager.bulk_create(waiting)
        self.rows += [_row("made", one) | {"span": _span_of(one)} for one in made]
        return made

    def set_span(self, one: Any, valid: DateRange) -> None:
        """Give a dated row another span."""
        self.rows.append(_row("span", one) | {"before": _span(one.valid), "after": _span(valid)})
        one.valid = valid
        one.save(update_fields=["valid"])

    def remove(self, objects: Iterable[Model]) -> None:
        """Delete objects that only this installation's future knew."""
        for one in objects:
            (kept,) = serializers.serialize("python", [one])
            self.rows.append(_row("gone", one) | {"fields": _as_json(kept["fields"])})
            one.delete()


def undo(rows: Sequence[dict[str, Any]]) -> None:
    """Put back what stood before these rows were written, last one first.

    Raises Refused("changed-since") where something else has been built on them.
    """
    try:
        with transaction.atomic():
            for (what, model), group in groupby(reversed(rows), key=lambda row: (row["what"], row["model"])):
                _UNDO[what](apps.get_model(model), list(group))
    except (ProtectedError, IntegrityError) as error:
        raise _changed_since() from error


def _unmake(model: type[Model], rows: list[dict[str, Any]]) -> None:
    found = model._default_manager.in_bulk([row["id"] for row in rows])
    if any(row["id"] not in found or row.get("span") != _span_of(found[row["id"]]) for row in rows):
        raise _changed_since()
    model._default_manager.filter(pk__in=found).delete()


def _put_back(model: type[Model], rows: list[dict[str, Any]]) -> None:
    for row in rows:
        (kept,) = serializers.deserialize("python", [{"model": row["model"], "pk": row["id"], "fields": row["fields"]}])
        kept.save()


def _span_back(model: type[Model], rows: list[dict[str, Any]]) -> None:
    for row in rows:
        changed = model._default_manager.filter(pk=row["id"], valid=_range(row["after"])).update(
            valid=_range(row["before"])
        )
        if not changed:
            raise _changed_since()


_UNDO = {"made": _unmake, "gone": _put_back, "span": _span_back}


def _changed_since() -> Refused:
    return Refused(
        "changed-since",
        "Sau thay đổi này đã có việc khác dựa vào nó (số liệu, vai trò hoặc thay đổi sau); hoàn tác việc ấy trước.",
    )


def _row(what: str, one: Model) -> dict[str, Any]:
    return {"what": what, "model": one._meta.label_lower, "id": one.pk}


def _span_of(one: Model) -> list[str | None] | None:
    """None for what is not dated."""
    valid = getattr(one, "valid", None)
    return None if valid is None else _span(valid)


def _span(valid: DateRange) -> list[str | None]:
    return [day.isoformat() if day else None for day in (valid.lower, valid.upper)]


def _range(span: Sequence[str | None]) -> DateRange:
    lower, upper = (date.fromisoformat(day) if day else None for day in span)
    return DateRange(lower, upper)


def _as_json(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value if _is_plain(value) else str(value)
        for name, value in fields.items()
    }


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | bool | list | dict)
