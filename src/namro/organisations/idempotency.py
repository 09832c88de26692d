"""A write that a phone or a client may send twice is done once and answered the same again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from namro.organisations.models import IdempotencyKey, Person


def once(*, person: Person, key: str, at: datetime, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Run make() unless this person has sent this key before; then give the stored answer.

    The key and the write share one transaction: either both are there or neither. An empty key runs make() each time.
    """
    if not key:
        return make()
    stored = IdempotencyKey.objects.filter(person=person, key=key).first()
    if stored:
        return dict(stored.answer)
    try:
        with transaction.atomic():
            answer = make()
            IdempotencyKey.objects.create(person=person, key=key, answer=answer, at=at)
            return answer
    except IntegrityError:
        # The same key arrived twice at once and the other one won; anything else is not ours to swallow.
        stored = IdempotencyKey.objects.filter(person=person, key=key).first()
        if stored is None:
            raise
        return dict(stored.answer)
