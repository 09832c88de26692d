"""All writes about versions: which plan a document follows, what it takes over, what of the earlier plan ends."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from namro.kernel.problems import Refused
from namro.organisations import access, audit
from namro.organisations.models import Person
from namro.organisations.rules import Permission
from namro.plans import versioning
from namro.plans.actions import open_draft
from namro.plans.models import Draft, DraftItem, Ending, Plan, Target, Task, TaskUnit, Version
from namro.plans.rules import DraftState, TaskState
from namro.plans.versions import Change, Pair, VersionKind


@transaction.atomic
def follow_plan(
    *, by: Person, at: datetime, draft: Draft, earlier: Plan, kind: VersionKind, from_date: date
) -> Version:
    """Say that a draft amends or replaces a published plan from a day on; said again it counts anew.

    Raises Refused for a plan of another unit, one that was replaced already, or a day before that plan.
    """
    current = open_draft(by, at, draft.pk, Permission.PLAN_PUBLISH)
    _check_still_to_be_followed(current, earlier)
    if earlier.issued_on is not None and from_date < earlier.issued_on:
        raise Refused("version-day", "Ngày có hiệu lực không thể trước ngày ban hành kế hoạch cũ; chọn lại ngày.")
    said = next((one for one in versioning.suggestions(current) if one.plan == earlier), None)
    Version.objects.filter(draft=current).delete()
    version = Version.objects.create(
        draft=current,
        earlier=earlier,
        kind=kind,
        start=said.start if said else None,
        end=said.end if said else None,
        from_date=from_date,
        by=by,
        at=at,
    )
    unit = current.document.owner
    audit.record(by=by, at=at, action="draft.follow", subject=current, unit=unit, earlier=earlier.pk, kind=kind)
    return version


def _check_still_to_be_followed(draft: Draft, earlier: Plan) -> None:
    if not versioning.candidates(draft).filter(pk=earlier.pk).exists():
        raise Refused(
            "not-to-be-followed",
            f"{earlier} đã được văn bản khác thay thế hoặc là của đơn vị khác; chọn phiên bản mới nhất.",
        )


@transaction.atomic
def follow_none(*, by: Person, at: datetime, draft: Draft) -> None:
    """Take back that a draft follows another plan. Answers that were carried over stay."""
    current = open_draft(by, at, draft.pk, Permission.PLAN_PUBLISH)
    Version.objects.filter(draft=current).delete()
    audit.record(by=by, at=at, action="draft.follow_none", subject=current, unit=current.document.owner)


@transaction.atomic
def carry_over(*, by: Person, at: datetime, draft: Draft, items: Collection[int], with_plan: bool) -> int:
    """Give matched items the answers that their match in the earlier plan has; answers given here already stand.

    items: ids of the later items that the officer has ticked. with_plan: also answers for the plan as a whole.
    Tells how many items got an answer.
    """
    current = open_draft(by, at, draft.pk, Permission.PLAN_PUBLISH)
    earlier = _version(current).earlier
    taken = [
        one
        for one in versioning.carried(current, earlier, versioning.comparison(current, earlier))
        if one.item.pk in items
    ]
    for one in taken:
        one.item.settled = {**one.answers, **one.item.settled}
    DraftItem.objects.bulk_update([one.item for one in taken], ["settled"])
    if with_plan:
        offered = versioning.carried_for_plan(current, earlier)
        bodies = {**offered.pop("bodies", {}), **(current.settled.get("bodies") or {})}
        current.settled = {**offered, **current.settled, **({"bodies": bodies} if bodies else {})}
        current.save(update_fields=["settled"])
    owner = current.document.owner
    audit.record(by=by, at=at, action="draft.carry_over", subject=current, unit=owner, items=len(taken))
    return len(taken)


def _version(draft: Draft) -> Version:
    version = Version.objects.select_related("earlier__draft").filter(draft=draft).first()
    if version is None:
        raise Refused("no-earlier-plan", "Chưa chọn kế hoạch được sửa đổi hoặc thay thế.")
    return version


@transaction.atomic
def decide_endings(
    *, by: Person, at: datetime, version: Version, closed_targets: Collection[int], closed_tasks: Collection[int]
) -> None:
    """Say of every target and task of the earlier plan whether it ends or goes on; before publication or after it."""
    versions = Version.objects.select_for_update(of=("self",)).select_related("draft__document__owner")
    current = versions.get(pk=version.pk)
    draft = current.draft
    access.require(by, Permission.PLAN_PUBLISH, unit=draft.document.owner_id, on=timezone.localdate(at))
    if draft.state == DraftState.ABANDONED:
        raise Refused("draft-closed", "Bản nháp này đã hủy nên không sửa được nữa.")
    pairs = versioning.comparison(draft, current.earlier)
    closed = {Target: set(closed_targets), Task: set(closed_tasks)}
    ends = [
        versioning.Ends(one.of, one.later, one.of.pk in closed[type(one.of)])
        for one in versioning.endings(current, pairs)
    ]
    current.endings.filter(rule=None).delete()
    _keep_endings(current, ends)
    number = sum(one.is_closed for one in ends)
    audit.record(by=by, at=at, action="plan.endings", subject=current, unit=draft.document.owner, closed=number)


def _keep_endings(version: Version, ends: Iterable[versioning.Ends]) -> None:
    Ending.objects.bulk_create(
        Ending(
            version=version,
            target=one.of if isinstance(one.of, Target) else None,
            task=one.of if isinstance(one.of, Task) else None,
            later_id=one.later,
            is_closed=one.is_closed,
        )
        for one in ends
    )


@transaction.atomic
def end_earlier(*, by: Person, at: datetime, plan: Plan) -> Version | None:
    """What publishing a later version does to the plan before it; None where there is no such plan.

    Keeps what ends, and hands on how far units have come with tasks whose words stay the same. Nothing is deleted.
    Raises Refused("not-to-be-followed") where another document has replaced the earlier plan meanwhile.
    """
    version = Version.objects.select_related("earlier__draft").filter(draft=plan.draft_id).first()
    if version is None:
        return None
    access.require(by, Permission.PLAN_PUBLISH, unit=plan.owner_id, on=timezone.localdate(at))
    Plan.objects.select_for_update().get(pk=version.earlier_id)
    _check_still_to_be_followed(plan.draft, version.earlier)
    pairs = versioning.comparison(plan.draft, version.earlier)
    ends = versioning.endings(version, pairs)
    version.endings.all().delete()
    _keep_endings(version, ends)
    Ending.objects.bulk_create(
        Ending(version=version, rule=rule, later_id=later, is_closed=True)
        for rule, later in versioning.ended_rules(version, pairs)
    )
    handed_on = _hand_on_progress(version.earlier, plan, pairs)
    audit.record(
        by=by,
        at=at,
        action="plan.end_earlier",
        subject=version.earlier,
        unit=plan.owner,
        later=plan.pk,
        kind=version.kind,
        closed=sum(one.is_closed for one in ends),
        parts=handed_on,
    )
    return version


def _hand_on_progress(earlier: Plan, plan: Plan, pairs: Iterable[Pair]) -> int:
    """State and result of a unit's part in a task go along with the task, as long as its words are the same."""
    same = {
        pair.earlier.id: pair.later.id
        for pair in pairs
        if pair.change is Change.SAME and pair.earlier is not None and pair.later is not None
    }
    begun = TaskUnit.objects.filter(task__plan=earlier, task__item__in=same).exclude(state=TaskState.NOT_STARTED)
    known = {(same[part.task.item_id], part.unit_id, part.part): part for part in begun.select_related("task")}
    new = []
    for part in TaskUnit.objects.filter(task__plan=plan, state=TaskState.NOT_STARTED).select_related("task"):
        before = known.get((part.task.item_id, part.unit_id, part.part))
        if before is not None:
            part.state, part.result = before.state, before.result
            new.append(part)
    TaskUnit.objects.bulk_update(new, ["state", "result"])
    return len(new)
