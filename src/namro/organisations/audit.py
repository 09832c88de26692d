"""The audit chain: one entry an action, each holding the hash of the one before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model

from namro.organisations.models import AuditEntry, Person, Unit


def record(
    *, by: Person | None, at: datetime, action: str, subject: Model, unit: Unit | None = None, **detail: Any
) -> AuditEntry:
    """Write the entry of one action, inside that action's transaction. detail: ids, codes and counts only."""
    return AuditEntry.objects.create(
        at=at,
        by=by,
        unit=unit,
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        detail=detail,
    )


def first_broken_link() -> int | None:
    """The chain_no of the first entry whose content or predecessor no longer matches its hash; None if all hold."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_first_broken_link()")
        (broken,) = cursor.fetchone()
    return broken
