"""How a step of a review is kept, and how it is taken back; called inside the actions of a review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from namro.organisations import audit
from namro.organisations.models import Person
from namro.plans.indexing import index_items
from namro.plans.models import Draft, DraftItem, ItemRevision, ReviewStep
from namro.plans.rules import ItemKind, ItemState, StepKind

# What a revision keeps of an item, and what an undo brings back.
KEPT = ("state", "data", "quote", "start", "end")


@dataclass(frozen=True, slots=True)
class Change:
    """An item with what it now says, not saved yet. before: what it said; empty for one that did not exist."""

    item: DraftItem
    before: dict[str, Any]


def standing(item: DraftItem) -> dict[str, Any]:
    """What an item says now, in the form that a revision keeps."""
    return {name: getattr(item, name) for name in KEPT}


def keep_step(draft: Draft, changes: Sequence[Change], *, by: Person, at: datetime, kind: StepKind) -> ReviewStep:
    """Save the items with their next version, one revision for each, and one audit entry for the step."""
    for change in changes:
        item = change.item
        item.version += 0 if item.pk is None else 1
        item.decided_by, item.decided_at = by, at
    new = [change.item for change in changes if change.item.pk is None]
    DraftItem.objects.bulk_create(new)
    made = {item.pk for item in new}
    known = [change.item for change in changes if change.item.pk not in made]
    DraftItem.objects.bulk_update(known, [*KEPT, "version", "decided_by", "decided_at"])
    index_items(draft, [*new, *known])
    step = ReviewStep.objects.create(draft=draft, kind=kind, by=by, at=at)
    ItemRevision.objects.bulk_create(
        ItemRevision(
            step=step,
            item=change.item,
            before=change.before,
            after=standing(change.item),
            version=change.item.version,
        )
        for change in changes
    )
    items = [change.item.pk for change in changes]
    detail: dict[str, Any] = {"item": items[0]} if len(items) == 1 else {"items": len(items)}
    owner = draft.document.owner
    audit.record(by=by, at=at, action=f"draft.{kind.lower()}", subject=draft, unit=owner, step=step.pk, **detail)
    return step


def take_back(revisions: Sequence[ItemRevision]) -> list[Change]:
    """The items as they were before a step, not saved yet; those that were changed since are left out."""
    changes = []
    for revision in revisions:
        item = revision.item
        now = standing(item)
        if now != revision.after:
            continue
        for name, value in (revision.before or {**now, "state": ItemState.WITHDRAWN}).items():
            setattr(item, name, value)
        changes.append(Change(item, now))
    return changes


def make_room(draft: Draft, kind: ItemKind, position: int) -> None:
    """Free a position among the items of a kind."""
    draft.items.filter(kind=kind, position__gte=position).update(position=F("position") + 1)
