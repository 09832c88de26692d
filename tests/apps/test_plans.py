"""From an uploaded document to a published plan: who may, what is refused, what is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from namro.catalogue.actions import load_catalogue
from namro.kernel.problems import Refused
from namro.organisations.models import AuditEntry
from namro.organisations.rules import Relation
from namro.plans import actions, queries, reviewing
from namro.plans.models import Document, Draft, DraftItem, Plan, TaskUnit
from namro.plans.rules import (
    BINDING_STATES,
    Comparator,
    DraftState,
    ItemKind,
    ItemState,
    Part,
    TaskState,
    is_of_each,
)
from tests.apps.plan_text import PLAN
from tests.cast import Cast

AT = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 10)


def upload(cast: Cast, text: str = PLAN, **changes: Any) -> Draft:
    given: dict[str, Any] = {
        "by": cast.standing,
        "at": AT,
        "unit": cast.province,
        "filename": "ke-hoach.txt",
        "data": text.encode(),
    }
    return actions.upload_document(**(given | changes)).draft


def accept_all(cast: Cast, draft: Draft) -> None:
    seen = {one.pk: one.version for one in draft.items.all()}
    reviewing.accept_items(by=cast.standing, at=AT, draft=draft, seen=seen)


def published(cast: Cast) -> Plan:
    draft = upload(cast)
    accept_all(cast, draft)
    answers = {i.pk: {"unit": "Công an tỉnh"} for i in draft.items.filter(kind=ItemKind.TARGET)}
    actions.settle(by=cast.standing, at=AT, draft=draft, item_answers=answers)
    return actions.publish_plan(by=cast.standing, at=AT, draft=draft)


def item(draft: Draft, kind: ItemKind, **where: Any) -> DraftItem:
    return draft.items.filter(kind=kind, **where).order_by("position")[0]


# ---- upload ----


def test_what_was_read_waits_for_a_person_and_points_into_the_text(cast: Cast) -> None:
    draft = upload(cast)

    assert draft.header["number"] == "12/KH-UBND"
    found = list(draft.items.all())
    assert {i.state for i in found} == {ItemState.PROPOSED}
    assert {i.kind for i in found} >= {ItemKind.TARGET, ItemKind.DUTY, ItemKind.GENERAL_TASK, ItemKind.REPORTING}
    for one in found:
        assert draft.document.text[one.start : one.end] == one.quote


def test_the_same_file_leads_to_the_draft_that_is_there(cast: Cast) -> None:
    first = upload(cast)
    again = actions.upload_document(
        by=cast.second_standing, at=AT, unit=cast.province, filename="khac.txt", data=PLAN.encode()
    )
    assert (again.is_new, again.draft) == (False, first)
    assert Document.objects.count() == 1


def test_an_abandoned_draft_may_be_read_again(cast: Cast) -> None:
    first = upload(cast)
    actions.abandon_draft(by=cast.standing, at=AT, draft=first)
    assert upload(cast) != first


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, b"x" * (21 * 2**20)], ids=["empty", "png", "large"]
)
def test_a_refused_file_leaves_nothing_behind(cast: Cast, data: bytes) -> None:
    before = AuditEntry.objects.count()
    with pytest.raises(Refused) as refused:
        upload(cast, data=data)
    assert refused.value.message.endswith(".")
    assert not Document.objects.exists()
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("who", ["clerk_a", "leader", "inspector", "admin", "nobody"])
def test_only_the_standing_agency_takes_documents_in(cast: Cast, who: str) -> None:
    with pytest.raises(Refused) as refused:
        upload(cast, by=getattr(cast, who))
    assert refused.value.code == "forbidden"


# ---- review ----


def decide(cast: Cast, one: DraftItem, state: ItemState, version: int | None = None) -> DraftItem:
    return reviewing.decide_item(
        by=cast.standing, at=AT, item=one, version=one.version if version is None else version, state=state
    )


def test_a_decision_can_be_undone(cast: Cast) -> None:
    one = item(upload(cast), ItemKind.TARGET)
    rejected = decide(cast, one, ItemState.REJECTED)
    assert rejected.state == ItemState.REJECTED
    assert decide(cast, rejected, ItemState.PROPOSED).state == ItemState.PROPOSED


def test_two_people_on_one_item_the_second_is_told(cast: Cast) -> None:
    one = item(upload(cast), ItemKind.TARGET)
    decide(cast, one, ItemState.ACCEPTED)
    with pytest.raises(Refused) as refused:
        decide(cast, one, ItemState.REJECTED, version=one.version)
    assert refused.value.code == "stale-item"


def test_a_correction_keeps_what_reading_said(cast: Cast) -> None:
    one = item(upload(cast), ItemKind.TARGET)
    saved = reviewing.correct_item(
        by=cast.standing, at=AT, item=one, version=one.version, data={**one.data, "value": 7}
    )
    assert (saved.state, saved.data["value"], saved.proposed["value"]) == (ItemState.CORRECTED, 7, 5)


def test_a_target_without_number_is_no_target(cast: Cast) -> None:
    one = item(upload(cast), ItemKind.TARGET)
    with pytest.raises(Refused) as refused:
        reviewing.correct_item(by=cast.standing, at=AT, item=one, version=1, data={**one.data, "value": None})
    assert refused.value.code == "item-data"


def test_an_added_item_stands_on_a_sentence_of_the_document(cast: Cast) -> None:
    draft = upload(cast)
    data = {"text": "Căn cứ nghị quyết", "agencies": ["Sở Y tế"], "mode": "assigned"}
    added = reviewing.add_item(
        by=cast.standing,
        at=AT,
        draft=draft,
        kind=ItemKind.DUTY,
        data=data,
        quote="Căn cứ  Nghị quyết số\n163/2024/QH15",
    )
    assert draft.document.text[added.start : added.end] == "Căn cứ Nghị quyết số 163/2024/QH15"
    with pytest.raises(Refused) as refused:
        reviewing.add_item(
            by=cast.standing, at=AT, draft=draft, kind=ItemKind.DUTY, data=data, quote="không có câu này"
        )
    assert refused.value.code == "quote-not-found"


# ---- settle and publish ----


def test_nothing_is_published_that_nobody_has_looked_at(cast: Cast) -> None:
    draft = upload(cast)
    with pytest.raises(Refused) as refused:
        actions.publish_plan(by=cast.standing, at=AT, draft=draft)
    assert refused.value.code == "publish-open"
    assert not Plan.objects.exists()


def test_a_target_without_a_unit_stops_publication(cast: Cast) -> None:
    draft = upload(cast)
    accept_all(cast, draft)
    sheet = queries.publish_sheet(draft, on=TODAY)
    assert [line.open for line in sheet.targets] == [["đơn vị chịu trách nhiệm"]] * 3
    with pytest.raises(Refused):
        actions.publish_plan(by=cast.standing, at=AT, draft=draft)


@pytest.mark.parametrize(
    ("sentence", "of_each"),
    [
        ("mỗi xã, phường tổ chức ít nhất 02 cuộc truyền thông", True),
        ("Mỗi huyện biên giới xét xử lưu động 01 phiên tòa", True),
        ("từng tổ chức có ít nhất 01 hoạt động", True),
        ("mỗi năm triệt xóa ít nhất 05 điểm", False),
        ("mỗi người được tư vấn 02 lần", False),
        ("100% xã, phường ký cam kết", False),
    ],
)
def test_what_is_asked_of_each_unit_is_known_by_its_words(sentence: str, *, of_each: bool) -> None:
    assert is_of_each(sentence) is of_each


def test_a_person_decides_whether_each_unit_has_to_reach_a_goal(cast: Cast) -> None:
    draft = upload(cast)
    accept_all(cast, draft)
    goal = item(draft, ItemKind.TARGET, data__value=30)
    DraftItem.objects.filter(pk=goal.pk).update(quote="mỗi xã, phường đạt 30%")

    def of_each() -> bool:
        return next(line.each_unit for line in queries.publish_sheet(draft, on=TODAY).targets if line.item == goal)

    assert of_each()
    actions.settle(by=cast.standing, at=AT, draft=draft, item_answers={goal.pk: {"each": "no"}})
    assert not of_each()


def test_a_bare_number_is_read_as_at_least_unless_a_person_says_otherwise(cast: Cast) -> None:
    draft = upload(cast)
    accept_all(cast, draft)
    bare = item(draft, ItemKind.TARGET, data__value=30)
    assert {line.item: line.reading for line in queries.publish_sheet(draft, on=TODAY).targets}[bare] == ">="
    actions.settle(by=cast.standing, at=AT, draft=draft, item_answers={bare.pk: {"reading": "="}})
    sheet = queries.publish_sheet(draft, on=TODAY)
    assert {line.item: line.reading for line in sheet.targets}[bare] is Comparator.EQUAL


def test_a_given_base_needs_its_number_and_its_source(cast: Cast) -> None:
    draft = upload(cast)
    accept_all(cast, draft)
    growth = item(draft, ItemKind.TARGET, data__comparator="increase>=")

    def open_of_growth() -> list[str]:
        lines = queries.publish_sheet(draft, on=TODAY).targets
        return next(line.open for line in lines if line.item == growth)

    actions.settle(by=cast.standing, at=AT, draft=draft, item_answers={growth.pk: {"unit": "Sở Y tế", "base": "GIVEN"}})
    assert open_of_growth() == ["số gốc và văn bản nguồn của số gốc"]
    answers = {"base_value": "120", "base_source": "Báo cáo số 9/BC-CAT"}
    actions.settle(by=cast.standing, at=AT, draft=draft, item_answers={growth.pk: answers})
    assert open_of_growth() == []


def test_the_published_plan_holds_what_was_accepted_with_its_sentence(cast: Cast) -> None:
    plan = published(cast)
    assert (plan.number, plan.standing_unit, plan.owner) == ("12/KH-UBND", cast.police, cast.province)
    assert (plan.period_from, plan.period_to) == (date(2026, 1, 1), date(2026, 12, 31))
    for target in plan.targets.all():
        assert plan.draft.document.text[target.start : target.end] == target.quote
    assert plan.draft.state == DraftState.PUBLISHED


def test_a_group_is_resolved_on_the_plan_s_date(cast: Cast) -> None:
    parts = TaskUnit.objects.filter(task__plan=published(cast), named_as="Ủy ban nhân dân các xã, phường")
    assert {part.unit for part in parts} == {cast.a, cast.b, cast.c}


def test_a_body_that_is_asked_is_kept_apart(cast: Cast) -> None:
    plan = published(cast)
    asked = TaskUnit.objects.get(task__plan=plan, unit=cast.court)
    assert asked.relation == Relation.REQUESTED
    ordered = TaskUnit.objects.exclude(unit=cast.court).filter(task__plan=plan)
    assert {part.relation for part in ordered} == {Relation.ORDERED}


def test_reports_go_to_the_receiver_with_the_form_of_each_kind(cast: Cast) -> None:
    load_catalogue(by=None, at=AT)
    plan = published(cast)
    quarter = plan.report_rules.get(period_kind="quarter")
    assert (quarter.receiver, quarter.rule, quarter.exclusive) == (cast.police, "quarter:last-15", True)
    forms = {r.unit: r.form_version.form.code if r.form_version else None for r in quarter.reporters.all()}
    assert set(forms) == {cast.a, cast.b, cast.c, cast.health}
    assert forms[cast.a] != forms[cast.health]


def test_a_target_said_twice_becomes_one(cast: Cast) -> None:
    load_catalogue(by=None, at=AT)
    draft = upload(
        cast, PLAN.replace("2. 30% xã", "2. 30% xã, phường không có ma túy.\n3. 30% xã").replace("\n3. 80%", "\n4. 80%")
    )
    accept_all(cast, draft)
    repeated = [line for line in queries.publish_sheet(draft, on=TODAY).targets if line.repeats]
    assert len(repeated) == 1
    answers: dict[int, dict[str, str]] = {
        i.pk: {"unit": "Công an tỉnh"} for i in draft.items.filter(kind=ItemKind.TARGET)
    }
    answers[repeated[0].item.pk]["same_as"] = "yes"
    actions.settle(by=cast.standing, at=AT, draft=draft, item_answers=answers)
    plan = actions.publish_plan(by=cast.standing, at=AT, draft=draft)
    assert plan.targets.count() == len(answers) - 1


def test_a_published_draft_stays_as_it_is(cast: Cast) -> None:
    one = item(published(cast).draft, ItemKind.TARGET)
    with pytest.raises(Refused) as refused:
        decide(cast, one, ItemState.REJECTED)
    assert refused.value.code == "draft-closed"


@pytest.mark.parametrize("who", ["clerk_a", "leader", "inspector", "health_clerk"])
def test_only_the_standing_agency_publishes(cast: Cast, who: str) -> None:
    draft = upload(cast)
    accept_all(cast, draft)
    with pytest.raises(Refused) as refused:
        actions.publish_plan(by=getattr(cast, who), at=AT, draft=draft)
    assert refused.value.code == "forbidden"


def test_every_action_leaves_one_entry(cast: Cast) -> None:
    before = AuditEntry.objects.count()
    draft = upload(cast)
    decide(cast, item(draft, ItemKind.DUTY), ItemState.ACCEPTED)
    actions.settle(by=cast.standing, at=AT, draft=draft, plan_answers={"regime": "calendar"})
    assert AuditEntry.objects.count() - before == 3


# ---- afterwards ----


def part_of(plan: Plan, **where: Any) -> TaskUnit:
    return TaskUnit.objects.filter(task__plan=plan, part=Part.LEAD, **where).order_by("pk")[0]


def test_a_unit_says_how_far_it_has_come_and_only_for_itself(cast: Cast) -> None:
    part = part_of(published(cast), unit=cast.a)
    actions.set_task_state(by=cast.clerk_a, at=AT, part=part, state=TaskState.DONE, result="Kế hoạch số 3/KH-UBND")
    other = part_of(part.task.plan, unit=cast.b)
    assert other.state == TaskState.NOT_STARTED
    with pytest.raises(Refused) as refused:
        actions.set_task_state(by=cast.clerk_a, at=AT, part=other, state=TaskState.IN_PROGRESS, result="")
    assert refused.value.code == "forbidden"


def test_done_needs_a_result(cast: Cast) -> None:
    part = part_of(published(cast), unit=cast.a)
    with pytest.raises(Refused) as refused:
        actions.set_task_state(by=cast.clerk_a, at=AT, part=part, state=TaskState.DONE, result=" ")
    assert refused.value.code == "task-result"


def test_the_publisher_and_the_focal_point_name_the_officer(cast: Cast) -> None:
    plan = published(cast)
    part = part_of(plan, unit=cast.health)
    actions.name_officer(by=cast.standing, at=AT, of=part, officer=cast.health_clerk)
    actions.name_officer(by=cast.health_clerk, at=AT, of=part, officer=None)
    with pytest.raises(Refused):
        actions.name_officer(by=cast.clerk_a, at=AT, of=part, officer=cast.clerk_a)
    with pytest.raises(Refused) as refused:
        actions.name_officer(by=cast.standing, at=AT, of=part, officer=cast.nobody)
    assert refused.value.code == "officer-role"


def test_tasks_count_groups_and_name_single_units(cast: Cast) -> None:
    plan = published(cast)
    rows = queries.tasks_of(plan)
    group = next(p for row in rows for p in row.parts if p.is_group)
    assert (group.named_as, group.units, group.state) == ("Ủy ban nhân dân các xã, phường", 3, TaskState.NOT_STARTED)
    own = queries.tasks_of(plan, unit=cast.a.pk)
    assert [part.unit for row in own for part in row.parts] == [cast.a.pk]


def test_accepted_and_corrected_items_bind(cast: Cast) -> None:
    assert frozenset({ItemState.ACCEPTED, ItemState.CORRECTED}) == BINDING_STATES
