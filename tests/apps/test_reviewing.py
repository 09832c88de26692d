"""Reviewing what was read: one step at a time, each of which can be taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from namro.kernel.problems import Refused
from namro.organisations.models import AuditEntry, Person
from namro.plans import queries, review_queries, reviewing
from namro.plans.models import Draft, DraftItem
from namro.plans.rules import ItemKind, ItemState, StepKind
from tests.apps.test_plans import AT, item, upload
from tests.cast import Cast


def decide(by: Person, one: DraftItem, state: ItemState) -> DraftItem:
    return reviewing.decide_item(by=by, at=AT, item=one, version=one.version, state=state)


def undo(by: Person, draft: Draft) -> reviewing.Undone:
    return reviewing.undo_step(by=by, at=AT + timedelta(minutes=1), draft=draft)


def seen(draft: Draft) -> dict[int, int]:
    return {one.pk: one.version for one in queries.items_of(draft)}


def states(draft: Draft) -> set[str]:
    return {one.state for one in queries.items_of(draft)}


# ---- many at once ----


def test_what_was_shown_is_accepted_in_one_step_and_undone_as_one(cast: Cast) -> None:
    draft = upload(cast)
    before = AuditEntry.objects.count()
    accepted = reviewing.accept_items(by=cast.standing, at=AT, draft=draft, seen=seen(draft))
    assert accepted == reviewing.Accepted(len(seen(draft)), 0)
    assert states(draft) == {ItemState.ACCEPTED}
    assert AuditEntry.objects.count() == before + 1

    undone = undo(cast.standing, draft)
    assert (undone.kind, len(undone.items), undone.left) == (StepKind.ACCEPT, accepted.count, 0)
    assert states(draft) == {ItemState.PROPOSED}


def test_an_item_that_changed_since_it_was_shown_is_left_for_a_person(cast: Cast) -> None:
    draft = upload(cast)
    shown = seen(draft)
    one = item(draft, ItemKind.DUTY)
    rejected = decide(cast.second_standing, one, ItemState.REJECTED)
    reopened = decide(cast.second_standing, rejected, ItemState.PROPOSED)
    accepted = reviewing.accept_items(by=cast.standing, at=AT, draft=draft, seen=shown)
    assert accepted.left == 1
    reopened.refresh_from_db()
    assert reopened.state == ItemState.PROPOSED


def test_what_lacks_something_is_never_accepted_with_the_others(cast: Cast) -> None:
    draft = upload(cast)
    one = item(draft, ItemKind.TARGET)
    DraftItem.objects.filter(pk=one.pk).update(data={**one.data, "value": None})
    assert reviewing.accept_items(by=cast.standing, at=AT, draft=draft, seen=seen(draft)).left == 1


# ---- undo ----


def test_undo_goes_back_step_by_step_and_then_says_that_nothing_is_left(cast: Cast) -> None:
    draft = upload(cast)
    one = item(draft, ItemKind.TARGET)
    changed = reviewing.correct_item(by=cast.standing, at=AT, item=one, version=1, data={**one.data, "value": 7})
    decide(cast.standing, changed, ItemState.REJECTED)

    undo(cast.standing, draft)
    one.refresh_from_db()
    assert (one.state, one.data["value"]) == (ItemState.CORRECTED, 7)
    undo(cast.standing, draft)
    one.refresh_from_db()
    assert (one.state, one.data["value"]) == (ItemState.PROPOSED, 5)
    with pytest.raises(Refused) as refused:
        undo(cast.standing, draft)
    assert refused.value.code == "nothing-to-undo"


def test_each_reviewer_undoes_only_his_own_steps(cast: Cast) -> None:
    draft = upload(cast)
    mine, theirs = item(draft, ItemKind.TARGET), item(draft, ItemKind.DUTY)
    decide(cast.standing, mine, ItemState.ACCEPTED)
    decide(cast.second_standing, theirs, ItemState.ACCEPTED)
    assert [one.pk for one in undo(cast.standing, draft).items] == [mine.pk]
    theirs.refresh_from_db()
    assert theirs.state == ItemState.ACCEPTED


def test_a_later_decision_of_somebody_else_is_never_undone(cast: Cast) -> None:
    draft = upload(cast)
    one, other = item(draft, ItemKind.TARGET), item(draft, ItemKind.DUTY)
    decide(cast.standing, other, ItemState.ACCEPTED)
    accepted = decide(cast.standing, one, ItemState.ACCEPTED)
    decide(cast.second_standing, accepted, ItemState.REJECTED)
    assert [i.pk for i in undo(cast.standing, draft).items] == [other.pk]
    one.refresh_from_db()
    assert one.state == ItemState.REJECTED


def test_an_undo_is_an_audited_step_of_the_items_history(cast: Cast) -> None:
    draft = upload(cast)
    one = item(draft, ItemKind.TARGET)
    decide(cast.standing, one, ItemState.ACCEPTED)
    undo(cast.standing, draft)
    assert [revision.step.kind for revision in review_queries.history_of(one)] == [StepKind.UNDO, StepKind.ACCEPT]
    assert AuditEntry.objects.order_by("-pk")[0].action == "draft.undo"


def test_an_added_item_is_gone_when_its_adding_is_undone(cast: Cast) -> None:
    draft = upload(cast)
    number = len(queries.items_of(draft))
    data: dict[str, Any] = {"text": "Rà soát", "agencies": ["Sở Y tế"], "mode": "assigned"}
    reviewing.add_item(
        by=cast.standing, at=AT, draft=draft, kind=ItemKind.DUTY, data=data, quote="Rà soát, lập danh sách"
    )
    assert len(queries.items_of(draft)) == number + 1
    undo(cast.standing, draft)
    assert len(queries.items_of(draft)) == number


# ---- split and merge ----


def task_with(draft: Draft, words: str) -> DraftItem:
    return draft.items.get(kind=ItemKind.GENERAL_TASK, quote__contains=words)


def test_an_item_is_cut_in_two_and_each_part_keeps_its_place(cast: Cast) -> None:
    draft = upload(cast)
    one = task_with(draft, "Rà soát, lập danh sách")
    whole = (one.start, one.end, one.quote, one.data)
    first, second = reviewing.split_item(
        by=cast.standing, at=AT, item=one, version=1, cut=one.quote.index("lập danh sách")
    )
    assert (first.quote, second.quote.startswith("lập danh sách")) == ("Rà soát,", True)
    for part in (first, second):
        assert draft.document.text[part.start : part.end] == part.quote
        assert part.data["text"] == part.quote
        assert part.state == ItemState.PROPOSED
    tasks = [i.pk for i in queries.items_of(draft) if i.kind == ItemKind.GENERAL_TASK]
    assert tasks.index(second.pk) == tasks.index(first.pk) + 1

    undo(cast.standing, draft)
    one.refresh_from_db()
    assert (one.start, one.end, one.quote, one.data) == whole
    assert second.pk not in seen(draft)


@pytest.mark.parametrize("cut", [-4, 0, 4000])
def test_a_cut_must_leave_something_on_both_sides(cast: Cast, cut: int) -> None:
    one = task_with(upload(cast), "Rà soát, lập danh sách")
    with pytest.raises(Refused) as refused:
        reviewing.split_item(by=cast.standing, at=AT, item=one, version=1, cut=cut)
    assert refused.value.code == "no-cut"


def test_two_neighbours_become_one_that_stands_on_both(cast: Cast) -> None:
    draft = upload(cast)
    first, second = draft.items.filter(kind=ItemKind.GENERAL_TASK).order_by("position")[:2]
    merged = reviewing.merge_items(by=cast.standing, at=AT, item=first, version=1, with_version=1)
    assert merged.quote.startswith(first.quote)
    assert merged.quote.endswith(second.quote)
    assert draft.document.text[merged.start : merged.end] == merged.quote
    assert second.pk not in seen(draft)

    undo(cast.standing, draft)
    first.refresh_from_db()
    assert draft.document.text[first.start : first.end] == first.quote
    assert second.pk in seen(draft)


def test_merging_gathers_the_bodies_of_both(cast: Cast) -> None:
    draft = upload(cast)
    first, second = draft.items.filter(kind=ItemKind.DUTY).order_by("position")[1:3]
    merged = reviewing.merge_items(by=cast.standing, at=AT, item=first, version=1, with_version=1)
    assert merged.data["agencies"] == [*first.data["agencies"], *second.data["agencies"]]


def test_the_last_item_has_nothing_to_be_merged_with(cast: Cast) -> None:
    last = upload(cast).items.filter(kind=ItemKind.GENERAL_TASK).order_by("-position")[0]
    with pytest.raises(Refused) as refused:
        reviewing.merge_items(by=cast.standing, at=AT, item=last, version=1, with_version=1)
    assert refused.value.code == "no-neighbour"


# ---- goals of the plan above ----


def test_a_goal_may_be_followed_instead_of_owned(cast: Cast) -> None:
    draft = upload(cast)
    one = item(draft, ItemKind.TARGET)
    followed = reviewing.follow_target(by=cast.standing, at=AT, item=one, version=1, is_followed=True)
    assert (followed.data["followed"], followed.state) == (True, ItemState.CORRECTED)
    again = reviewing.follow_target(by=cast.standing, at=AT, item=followed, version=2, is_followed=False)
    assert (again.data, again.state) == (one.data, ItemState.ACCEPTED)


def test_only_a_goal_may_be_followed(cast: Cast) -> None:
    one = item(upload(cast), ItemKind.DUTY)
    with pytest.raises(Refused) as refused:
        reviewing.follow_target(by=cast.standing, at=AT, item=one, version=1, is_followed=True)
    assert refused.value.code == "not-a-target"


@pytest.mark.parametrize("who", ["clerk_a", "leader", "inspector"])
def test_only_who_reads_plans_in_reviews_them(cast: Cast, who: str) -> None:
    draft = upload(cast)
    with pytest.raises(Refused) as refused:
        reviewing.undo_step(by=getattr(cast, who), at=AT, draft=draft)
    assert refused.value.code == "forbidden"
