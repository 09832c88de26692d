"""What the clerk's eye says of a draft, with the units of the installation and the plan above at hand."""

from __future__ import annotations

from datetime import UTC, datetime

from pytest_django import DjangoAssertNumQueries

from namro.organisations.models import Unit
from namro.plans import actions, linting
from namro.plans.models import Draft
from namro.plans.rules import ItemKind, ItemState
from namro.reading.lint import Finding
from tests.apps.plan_text import PLAN
from tests.cast import Cast

AT = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
TABLE = """PHỤ LỤC
CHỈ TIÊU GIAO
STT\tĐơn vị\tSố vụ
1\tXã An Thử\t3
2\tPhường Bình Thử\t4
Tổng số\t\t8 vụ
"""


def upload(cast: Cast, text: str, unit: Unit | None = None) -> Draft:
    return actions.upload_document(
        by=cast.standing, at=AT, unit=unit or cast.province, filename="ke-hoach.txt", data=text.encode()
    ).draft


def findings(draft: Draft, code: str) -> list[Finding]:
    return [finding for finding in linting.findings_of(draft.document) if finding.code == code]


def test_a_wrong_total_seen_at_reading_is_said_beside_the_draft(cast: Cast) -> None:
    (finding,) = findings(upload(cast, PLAN + TABLE), "wrong_total")
    assert "7" in finding.sentence
    assert "8" in finding.sentence


def test_sound_tables_are_left_alone(cast: Cast) -> None:
    assert not findings(upload(cast, PLAN + TABLE.replace("8 vụ", "7 vụ")), "wrong_total")


def test_a_body_that_is_no_unit_on_the_plans_date_is_queried_with_the_likely_one(cast: Cast) -> None:
    slip = PLAN.replace("2. Sở Y tế\n", "2. Sở I tế\n")
    (finding,) = findings(upload(cast, slip), "unknown_unit")
    assert "“Sở I tế”" in finding.sentence
    assert "Sở Y tế" in finding.sentence
    assert not findings(upload(cast, PLAN), "unknown_unit")


def test_names_are_not_checked_for_a_plan_older_than_the_record_of_units(cast: Cast) -> None:
    old = PLAN.replace("2026", "2024").replace("2. Sở Y tế\n", "2. Sở I tế\n")
    assert not findings(upload(cast, old), "unknown_unit")


def test_a_goal_below_that_of_a_published_plan_which_this_one_cites_is_weaker(cast: Cast) -> None:
    publish(cast, upload(cast, PLAN))
    commune = PLAN.replace("Số: 12/KH-UBND", "Số: 03/KH-UBND").replace("2. 30% xã, phường", "2. 20% xã, phường")
    citing = commune.replace("Căn cứ Nghị quyết", "Thực hiện Kế hoạch số 12/KH-UBND ngày 20/01/2026; Nghị quyết")
    (finding,) = findings(upload(cast, citing), "weaker_than_parent")
    assert "Kế hoạch 12/KH-UBND" in finding.sentence
    assert not findings(upload(cast, commune), "weaker_than_parent")


def test_what_a_person_rejected_or_corrected_is_queried_as_it_stands_now(cast: Cast) -> None:
    draft = upload(cast, PLAN)
    (finding,) = findings(draft, "target_without_owner")
    assert "3 chỉ tiêu" in finding.sentence

    first, second, _third = draft.items.filter(kind=ItemKind.TARGET).order_by("position")
    first.state = ItemState.REJECTED
    first.save()
    second.data |= {"owner": ["Công an tỉnh"]}
    second.save()

    (finding,) = findings(draft, "target_without_owner")
    assert "chỉ tiêu," not in finding.sentence  # one is left, named without a count


def test_a_goal_that_is_only_followed_needs_no_owner_here(cast: Cast) -> None:
    draft = upload(cast, PLAN)
    for item in draft.items.filter(kind=ItemKind.TARGET):
        item.data |= {"followed": True}
        item.save()
    assert not findings(draft, "target_without_owner")


def test_cut_offs_are_those_of_the_law(cast: Cast) -> None:
    assert findings(upload(cast, PLAN), "due_leaves_no_working_day")


def test_every_finding_has_a_place_in_the_text_of_its_own(cast: Cast) -> None:
    draft = upload(cast, PLAN + TABLE)
    found = linting.findings_of(draft.document)
    assert len({(f.code, f.place.start, f.place.end) for f in found}) == len(found)
    assert all(0 <= f.place.start <= f.place.end <= len(draft.document.text) for f in found)


def test_the_number_of_queries_does_not_grow_with_the_plan(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    draft = upload(cast, PLAN + TABLE)
    with django_assert_max_num_queries(11):
        linting.findings_of(draft.document)


def publish(cast: Cast, draft: Draft) -> None:
    draft.items.update(state=ItemState.ACCEPTED)
    answers = {i.pk: {"unit": "Công an tỉnh"} for i in draft.items.filter(kind=ItemKind.TARGET)}
    actions.settle(by=cast.standing, at=AT, draft=draft, item_answers=answers)
    actions.publish_plan(by=cast.standing, at=AT, draft=draft)
