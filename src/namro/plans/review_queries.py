"""Reads of a review: what was done to an item, what can be taken back, who else is at it. Nothing asks the clock."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from namro.organisations.bodies import whole_directory_on
from namro.organisations.models import Person
from namro.plans.models import Draft, DraftItem, ItemRevision
from namro.plans.queries import day_of_names
from namro.plans.rules import ItemState, StepKind
from namro.plans.settlement import Names
from namro.plans.steps import standing


def neighbour_of(item: DraftItem) -> DraftItem | None:
    """The next item of the same kind in order of the text, with which this one may be merged."""
    later = DraftItem.objects.filter(draft_id=item.draft_id, kind=item.kind, position__gt=item.position)
    return later.exclude(state=ItemState.WITHDRAWN).order_by("position", "pk").first()


def revisions_to_undo(draft: Draft, by: Person) -> list[ItemRevision]:
    """A person's newest step of which at least one item still stands as the step left it, with all its items.

    Empty where there is none.
    """
    steps = draft.steps.filter(by=by, undone_at=None).exclude(kind=StepKind.UNDO).order_by("-pk")
    for step in steps.iterator():
        revisions = list(step.revisions.select_related("item", "step").order_by("pk"))
        if any(standing(revision.item) == revision.after for revision in revisions):
            return revisions
    return []


def history_of(item: DraftItem) -> list[ItemRevision]:
    """What was done to an item, newest first, each with its step and who took it."""
    return list(item.revisions.select_related("step__by").order_by("-pk"))


def names_in(draft: Draft, *, on: date) -> Names:
    """The bodies that a draft may name, on the plan's own date where the record reaches back so far."""
    day = day_of_names(draft, on)
    return Names(whole_directory_on(day), draft.settled.get("bodies") or {}, day)


def progress_of(draft: Draft) -> tuple[int, int]:
    """How many items somebody has decided on, of how many."""
    items = draft.items.exclude(state=ItemState.WITHDRAWN)
    found = items.aggregate(total=Count("pk"), waiting=Count("pk", filter=Q(state=ItemState.PROPOSED)))
    return found["total"] - found["waiting"], found["total"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fellow:
    """Somebody else who has the draft open. steps: how many he has taken since a moment."""

    name: str
    steps: int


def fellows(draft: Draft, *, but: Person, since: datetime, opened_at: datetime) -> list[Fellow]:
    """Who else was seen at a draft since a moment, with the steps taken since this person opened the page."""
    seen = draft.presences.filter(seen_at__gte=since).exclude(person=but).select_related("person")
    taken = Counter(draft.steps.filter(at__gt=opened_at).exclude(by=but).values_list("by_id", flat=True))
    return [Fellow(name=one.person.full_name, steps=taken[one.person_id]) for one in seen.order_by("person__full_name")]
