"""All writes of a review: what a person decides about the items that reading found.

Each is one step of one reviewer; undo_step takes back the newest one that still stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from namro.kernel.problems import Refused
from namro.organisations.models import Person
from namro.organisations.rules import Permission
from namro.plans import review_queries, rules
from namro.plans.actions import open_draft
from namro.plans.models import Draft, DraftItem
from namro.plans.rules import BINDING_STATES, TASK_KINDS, ItemKind, ItemState, StepKind
from namro.plans.steps import Change, keep_step, make_room, standing, take_back

STEP_OF_STATE = {
    ItemState.ACCEPTED: StepKind.ACCEPT,
    ItemState.CORRECTED: StepKind.ACCEPT,
    ItemState.REJECTED: StepKind.REJECT,
    ItemState.PROPOSED: StepKind.REOPEN,
}
# Longer than any sentence of a plan: beyond it two items are no neighbours that belong together.
LONGEST_MERGED = 3000


@dataclass(frozen=True, slots=True)
class Accepted:
    """left: items that were changed since they were shown, or lack something; they wait for a person."""

    count: int
    left: int


@dataclass(frozen=True, slots=True)
class Undone:
    """left: items of the step that somebody has changed since; what was decided later stands."""

    kind: StepKind
    items: tuple[DraftItem, ...]
    left: int


def _open_item(by: Person, at: datetime, item: DraftItem, version: int) -> DraftItem:
    draft = open_draft(by, at, item.draft_id, Permission.PLAN_READ_IN)
    current = draft.items.get(pk=item.pk)
    rules.check_version(version, current.version)
    return current


@transaction.atomic
def decide_item(*, by: Person, at: datetime, item: DraftItem, version: int, state: ItemState) -> DraftItem:
    """Accept or reject one item, or put it back (PROPOSED). version: the one the person saw.

    An accepted item whose data differ from what was read counts as corrected. Raises Refused("stale-item").
    """
    current = _open_item(by, at, item, version)
    before = standing(current)
    kind = STEP_OF_STATE[state]
    if state in BINDING_STATES:
        rules.check_item(ItemKind(current.kind), current.data)
        state = _accepted_state(current)
    current.state = state
    keep_step(current.draft, [Change(current, before)], by=by, at=at, kind=kind)
    return current


def _accepted_state(item: DraftItem) -> ItemState:
    is_as_read = not item.proposed or item.data == item.proposed
    return ItemState.ACCEPTED if is_as_read else ItemState.CORRECTED


@transaction.atomic
def correct_item(
    *, by: Person, at: datetime, item: DraftItem, version: int, data: Mapping[str, Any], quote: str = ""
) -> DraftItem:
    """Replace an item's data with what a person says, and accept it. quote: another place in the text, if given."""
    current = _open_item(by, at, item, version)
    before = standing(current)
    rules.check_item(ItemKind(current.kind), data)
    current.data = {**current.data, **data}
    if quote and rules.one_line(quote) != rules.one_line(current.quote):
        current.start, current.end, current.quote = _place(current.draft, quote, current.start or 0)
    current.state = ItemState.CORRECTED
    keep_step(current.draft, [Change(current, before)], by=by, at=at, kind=StepKind.CORRECT)
    return current


@transaction.atomic
def add_item(
    *, by: Person, at: datetime, draft: Draft, kind: ItemKind, data: Mapping[str, Any], quote: str, near: int = 0
) -> DraftItem:
    """Add what reading has missed. quote must stand in the document, so that the item keeps its source."""
    current = open_draft(by, at, draft.pk, Permission.PLAN_READ_IN)
    rules.check_item(kind, data)
    start, end, found = _place(current, quote, near)
    item = DraftItem(
        draft=current,
        kind=kind,
        position=_room_at(current, kind, start),
        start=start,
        end=end,
        quote=found,
        section=_section_at(current, start),
        data=dict(data),
        state=ItemState.ACCEPTED,
    )
    keep_step(current, [Change(item, {})], by=by, at=at, kind=StepKind.ADD)
    return item


def _place(draft: Draft, quote: str, near: int) -> tuple[int, int, str]:
    text = draft.document.text
    place = rules.locate(text, quote, near=near)
    if place is None:
        raise Refused("quote-not-found", "Không tìm thấy câu này trong văn bản; chép đúng nguyên văn từ văn bản.")
    return *place, text[slice(*place)]


def _section_at(draft: Draft, start: int) -> str:
    """The numbering of the last item before a place; the outline says nothing finer."""
    before = draft.items.filter(start__lte=start).order_by("-start").values_list("section", flat=True).first()
    return before or ""


def _room_at(draft: Draft, kind: ItemKind, start: int) -> int:
    """A free position in order of the text: behind the last item of the kind that begins no later."""
    before = draft.items.filter(kind=kind, start__lte=start).order_by("-position").first()
    position = before.position + 1 if before else 0
    make_room(draft, kind, position)
    return position


@transaction.atomic
def accept_items(*, by: Person, at: datetime, draft: Draft, seen: Mapping[int, int]) -> Accepted:
    """Accept those of the items shown that still wait, in one step. seen: item → the version that was shown."""
    current = open_draft(by, at, draft.pk, Permission.PLAN_READ_IN)
    waiting = list(current.items.filter(pk__in=seen, state=ItemState.PROPOSED))
    changes = []
    for item in waiting:
        if item.version == seen[item.pk] and is_sound(item):
            before = standing(item)
            item.state = _accepted_state(item)
            changes.append(Change(item, before))
    if changes:
        keep_step(current, changes, by=by, at=at, kind=StepKind.ACCEPT)
    return Accepted(len(changes), len(seen) - len(changes))


def is_sound(item: DraftItem) -> bool:
    """True where nothing is missing that an accepted item needs."""
    try:
        rules.check_item(ItemKind(item.kind), item.data)
    except Refused:
        return False
    return True


@transaction.atomic
def split_item(*, by: Person, at: datetime, item: DraftItem, version: int, cut: int) -> tuple[DraftItem, DraftItem]:
    """Make two items of one: its quote is cut before the code point `cut`; both wait for a decision.

    The new one starts with the data of the old one. Raises Refused("no-cut") where one part would be empty.
    """
    current = _open_item(by, at, item, version)
    before = standing(current)
    first, second = current.quote[: max(cut, 0)].rstrip(), current.quote[max(cut, 0) :].lstrip()
    if current.start is None or current.end is None or not first or not second:
        raise Refused("no-cut", "Chỗ cắt phải nằm giữa câu; chọn một chỗ khác.")
    kind = ItemKind(current.kind)
    make_room(current.draft, kind, current.position + 1)
    other = DraftItem(
        draft=current.draft,
        kind=kind,
        position=current.position + 1,
        start=current.end - len(second),
        end=current.end,
        quote=second,
        section=current.section,
        data=_with_text(kind, current.data, second),
    )
    current.end, current.quote = current.start + len(first), first
    current.data = _with_text(kind, current.data, first)
    current.state = ItemState.PROPOSED
    keep_step(current.draft, [Change(current, before), Change(other, {})], by=by, at=at, kind=StepKind.SPLIT)
    return current, other


def _with_text(kind: ItemKind, data: Mapping[str, Any], quote: str) -> dict[str, Any]:
    """The data for another sentence: a task's text is its sentence."""
    is_worded = kind in TASK_KINDS and kind is not ItemKind.EVENT
    return {**data, "text": rules.one_line(quote)} if is_worded else dict(data)


@transaction.atomic
def merge_items(*, by: Person, at: datetime, item: DraftItem, version: int, with_version: int) -> DraftItem:
    """Make one item of this and its next neighbour of the same kind; it waits for a decision.

    It stands on everything from the first to the last word of both. with_version: the neighbour's, as shown.
    """
    current = _open_item(by, at, item, version)
    other = review_queries.neighbour_of(current)
    if other is None:
        raise Refused("no-neighbour", "Sau mục này không còn mục cùng loại để gộp.")
    rules.check_version(with_version, other.version)
    changes = [Change(current, standing(current)), Change(other, standing(other))]
    places = [place for one in (current, other) for place in (one.start, one.end) if place is not None]
    if len(places) != 4 or max(places) - min(places) > LONGEST_MERGED:
        raise Refused("too-far", "Hai mục này đứng quá xa nhau trong văn bản, không gộp được.")
    current.start, current.end = min(places), max(places)
    current.quote = current.draft.document.text[current.start : current.end]
    current.data = _with_text(ItemKind(current.kind), _joined(current.data, other.data), current.quote)
    current.state, other.state = ItemState.PROPOSED, ItemState.WITHDRAWN
    keep_step(current.draft, changes, by=by, at=at, kind=StepKind.MERGE)
    return current


def _joined(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """The first one's answers; the second fills gaps and adds the bodies that only it names."""
    joined = {key: value for key, value in other.items() if value not in (None, "", [])} | {
        key: value for key, value in one.items() if value not in (None, "", [])
    }
    for key, names in one.items():
        if isinstance(names, list):
            joined[key] = list(dict.fromkeys([*names, *(other.get(key) or [])]))
    return {key: joined.get(key) for key in {**one, **other}}


@transaction.atomic
def follow_target(*, by: Person, at: datetime, item: DraftItem, version: int, is_followed: bool) -> DraftItem:
    """Mark a goal as one of the plan above that is only kept in sight here, or take the mark back."""
    current = _open_item(by, at, item, version)
    if current.kind != ItemKind.TARGET:
        raise Refused("not-a-target", "Chỉ chỉ tiêu mới đánh dấu theo dõi được.")
    rules.check_item(ItemKind.TARGET, current.data)
    before = standing(current)
    current.data = {**current.data, "followed": True}
    if not is_followed:
        del current.data["followed"]
    current.state = _accepted_state(current)
    keep_step(current.draft, [Change(current, before)], by=by, at=at, kind=StepKind.FOLLOW)
    return current


@transaction.atomic
def undo_step(*, by: Person, at: datetime, draft: Draft) -> Undone:
    """Take back this person's newest step of which something still stands as that step left it.

    Items that somebody changed afterwards keep what was decided later. Raises Refused("nothing-to-undo").
    """
    current = open_draft(by, at, draft.pk, Permission.PLAN_READ_IN)
    revisions = review_queries.revisions_to_undo(current, by)
    if not revisions:
        raise Refused("nothing-to-undo", "Không còn bước nào của anh, chị để hoàn tác.")
    changes, step = take_back(revisions), revisions[0].step
    keep_step(current, changes, by=by, at=at, kind=StepKind.UNDO)
    step.undone_at = at
    step.save(update_fields=["undone_at"])
    return Undone(StepKind(step.kind), tuple(change.item for change in changes), len(revisions) - len(changes))
