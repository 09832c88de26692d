"""Who has a draft open now. No decision about anything, hence no audit entry; a row lasts a day at most."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from namro.organisations import access
from namro.organisations.models import Person
from namro.organisations.rules import Permission
from namro.plans.models import Draft, ReviewPresence

FORGOTTEN_AFTER = timedelta(days=1)


@transaction.atomic
def note_presence(*, by: Person, at: datetime, draft: Draft) -> None:
    """Say that a person has a draft open at this moment."""
    access.require(by, Permission.PLAN_READ_IN, unit=draft.document.owner_id, on=timezone.localdate(at))
    draft.presences.filter(seen_at__lt=at - FORGOTTEN_AFTER).delete()
    ReviewPresence.objects.update_or_create(draft=draft, person=by, defaults={"seen_at": at})
