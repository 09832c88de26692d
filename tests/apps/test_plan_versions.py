"""Versions of a plan: how the text says so, what differs, what is carried over, what ends, and what is never lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from namro.catalogue.actions import load_catalogue
from namro.kernel.problems import Refused
from namro.organisations.models import AuditEntry
from namro.plans import actions, reviewing, revising, versioning
from namro.plans.models import Draft, Plan, TaskUnit
from namro.plans.rules import ItemKind, ItemState, TaskState
from namro.plans.versions import Change, Entry, VersionKind, compare, counts, mentions, word_changes
from namro.reporting import actions as reporting
from namro.reporting.models import Report
from tests.apps.plan_text import PLAN
from tests.apps.test_plans import accept_all, item, upload
from tests.cast import AT, Cast

FROM = date(2026, 7, 1)

# ---- what the text says ----


@pytest.mark.parametrize(
    ("text", "kind", "number", "day"),
    [
        (
            "Kế hoạch này thay thế Kế hoạch số 12/KH-UBND ngày 20/01/2026 của Ủy ban nhân dân tỉnh.",
            VersionKind.REPLACES,
            "12/KH-UBND",
            date(2026, 1, 20),
        ),
        (
            "Sửa đổi, bổ sung một số nội dung Kế hoạch số 12/KH-UBND ngày 20 tháng 01 năm 2026",
            VersionKind.AMENDS,
            "12/KH-UBND",
            date(2026, 1, 20),
        ),
        ("điều chỉnh,\nbổ sung Kế hoạch số: 7 /kh-ubnd", VersionKind.AMENDS, "7/KH-UBND", None),
        ("bãi bỏ Kế hoạch số 9/KH-BCĐ ngày 31/02/2026", VersionKind.REPLACES, "9/KH-BCĐ", None),
    ],
)
def test_a_text_names_the_document_it_changes(text: str, kind: VersionKind, number: str, day: date | None) -> None:
    (said,) = mentions(text)
    assert (said.kind, said.number, said.issued_on) == (kind, number, day)
    assert text[said.start : said.end].lower().startswith(("thay", "sửa", "điều", "bãi"))


@pytest.mark.parametrize(
    "text",
    [
        "Căn cứ Luật sửa đổi. Theo Kế hoạch số 12/KH-UBND.",
        "Điều trị thay thế bằng methadone cho 800 người.",
        "Thực hiện Kế hoạch số 12/KH-UBND ngày 20/01/2026.",
    ],
)
def test_a_number_that_is_only_named_is_no_change(text: str) -> None:
    assert mentions(text) == []


# ---- how versions differ ----


def entries(*rows: tuple[str, str], first: int = 0, said: str = "") -> list[Entry]:
    return [
        Entry(id=first + n, kind="DUTY", section=section, text=text, said=said, at=n)
        for n, (section, text) in enumerate(rows)
    ]


def seen(earlier: list[Entry], later: list[Entry]) -> list[tuple[str, str | None, str | None]]:
    return [
        (p.change, p.earlier.text if p.earlier else None, p.later.text if p.later else None)
        for p in compare(earlier, later)
    ]


def test_items_are_matched_by_place_and_words() -> None:
    earlier = entries(
        ("1.a", "Tập huấn cho trạm y tế cấp xã"), ("1.b", "Rà soát người nghiện"), ("2.a", "Mua trang thiết bị")
    )
    later = entries(
        ("1.a", "Rà soát người nghiện"),
        ("1.b", "Tập huấn cho trạm y tế cấp xã và bệnh viện"),
        ("3", "Xây dựng cơ sở dữ liệu số"),
        first=100,
    )
    assert seen(earlier, later) == [
        ("SAME", "Rà soát người nghiện", "Rà soát người nghiện"),
        ("CHANGED", "Tập huấn cho trạm y tế cấp xã", "Tập huấn cho trạm y tế cấp xã và bệnh viện"),
        ("ADDED", None, "Xây dựng cơ sở dữ liệu số"),
        ("REMOVED", "Mua trang thiết bị", None),
    ]


def test_one_of_two_equal_items_stays_with_its_own_place() -> None:
    earlier = entries(("1.a", "Báo cáo theo quy định"), ("2.a", "Báo cáo theo quy định"))
    later = entries(("2.a", "Báo cáo theo quy định"), first=100)
    (pair,) = [pair for pair in compare(earlier, later) if pair.later]
    assert pair.earlier == earlier[1]


def test_tone_marks_blanks_and_case_are_no_change_but_another_body_is() -> None:
    before = entries(("1", "Phòng, chống ma tuý"), said="Sở Y tế")
    assert counts(compare(before, entries(("1", "phòng,  chống ma túy"), first=9, said="Sở Y tế")))[Change.SAME] == 1
    assert (
        counts(compare(before, entries(("1", "Phòng, chống ma tuý"), first=9, said="Sở Nội vụ")))[Change.CHANGED] == 1
    )


def test_kinds_are_never_mixed() -> None:
    target = [Entry(id=1, kind="TARGET", section="1", text="30% xã không có ma túy", said="", at=0)]
    duty = [Entry(id=2, kind="DUTY", section="1", text="30% xã không có ma túy", said="", at=0)]
    assert [pair.change for pair in compare(target, duty)] == [Change.ADDED, Change.REMOVED]


def test_the_words_that_changed_are_told() -> None:
    runs = word_changes("Tăng ít nhất 5% so với năm 2025", "Tăng ít nhất 8% số vụ so với năm 2025")
    assert [(run.change, run.text) for run in runs] == [
        ("SAME", "Tăng ít nhất"),
        ("REMOVED", "5%"),
        ("ADDED", "8% số vụ"),
        ("SAME", "so với năm 2025"),
    ]


# ---- from the earlier plan to the later one ----

LATER = (
    PLAN.replace("12/KH-UBND", "40/KH-UBND")
    .replace("20 tháng 01", "25 tháng 6")
    .replace("Công tác phòng, chống", "Công tác (thay thế Kế hoạch số 12/KH-UBND ngày 20/01/2026) phòng, chống")
    .replace("2. 30% xã, phường", "2. 40% xã, phường")
    .replace("2. Rà soát, lập danh sách người sử dụng trái phép chất ma túy.\n", "")
    .replace("b) Theo dõi,", "b) Quản lý cơ sở dữ liệu số về ma túy của tỉnh.\nc) Theo dõi,")
)


def make_earlier(cast: Cast) -> Plan:
    load_catalogue(by=None, at=AT)
    draft = upload(cast)
    accept_all(cast, draft)
    unit = {"unit": "Công an tỉnh", "officer": cast.standing.pk}
    answers: dict[int, dict[str, Any]] = {i.pk: unit for i in draft.items.filter(kind=ItemKind.TARGET)}
    plan_answers = {"standing_unit": "Công an tỉnh Thử"}
    actions.settle(by=cast.standing, at=AT, draft=draft, plan_answers=plan_answers, item_answers=answers)
    return reporting.publish_programme(by=cast.standing, at=AT, draft=draft)


def make_later(cast: Cast, earlier: Plan, kind: VersionKind = VersionKind.REPLACES, text: str = LATER) -> Draft:
    draft = upload(cast, text)
    accept_all(cast, draft)
    revising.follow_plan(by=cast.standing, at=AT, draft=draft, earlier=earlier, kind=kind, from_date=FROM)
    return draft


def carry_all(cast: Cast, draft: Draft) -> int:
    everything = set(draft.items.values_list("pk", flat=True))
    return revising.carry_over(by=cast.standing, at=AT, draft=draft, items=everything, with_plan=True)


def publish(cast: Cast, draft: Draft) -> Plan:
    carry_all(cast, draft)
    return reporting.publish_programme(by=cast.standing, at=AT, draft=Draft.objects.get(pk=draft.pk))


def test_the_text_of_a_draft_leads_to_the_plan_it_replaces(cast: Cast) -> None:
    earlier = make_earlier(cast)
    draft = upload(cast, LATER)
    (found,) = versioning.suggestions(draft)
    assert (found.plan, found.kind) == (earlier, VersionKind.REPLACES)
    assert found.quote == "thay thế Kế hoạch số 12/KH-UBND ngày 20/01/2026"


def test_a_plan_of_the_same_number_from_another_year_is_not_meant(cast: Cast) -> None:
    make_earlier(cast)
    assert versioning.suggestions(upload(cast, LATER.replace("ngày 20/01/2026", "ngày 20/01/2025"))) == []


def test_every_item_of_both_is_in_the_comparison(cast: Cast) -> None:
    earlier = make_earlier(cast)
    draft = make_later(cast, earlier)
    pairs = versioning.comparison(draft, earlier)
    changed = [(p.earlier.text, p.later.text) for p in pairs if p.change is Change.CHANGED and p.earlier and p.later]
    assert changed == [("30% xã, phường không có ma túy", "40% xã, phường không có ma túy")]
    assert [p.entry.text for p in pairs if p.change is Change.REMOVED] == [
        "Rà soát, lập danh sách người sử dụng trái phép chất ma túy."
    ]
    assert [p.entry.text for p in pairs if p.change is Change.ADDED] == ["Quản lý cơ sở dữ liệu số về ma túy của tỉnh."]


def test_what_was_settled_is_offered_and_taken_only_where_the_officer_says_so(cast: Cast) -> None:
    earlier = make_earlier(cast)
    draft = make_later(cast, earlier)
    changed = item(draft, ItemKind.TARGET, data__value=40)
    offered = {
        one.item.pk: one.answers for one in versioning.carried(draft, earlier, versioning.comparison(draft, earlier))
    }
    assert offered[changed.pk]["unit"] == "Công an tỉnh"
    assert offered[changed.pk]["officer"] == cast.standing.pk
    number = revising.carry_over(by=cast.standing, at=AT, draft=draft, items=[changed.pk], with_plan=False)
    assert number == 1
    assert {i.pk for i in draft.items.all() if i.settled} == {changed.pk}


def test_an_answer_given_for_the_new_plan_is_not_overwritten(cast: Cast) -> None:
    earlier = make_earlier(cast)
    draft = make_later(cast, earlier)
    changed = item(draft, ItemKind.TARGET, data__value=40)
    actions.settle(by=cast.standing, at=AT, draft=draft, item_answers={changed.pk: {"unit": "Sở Y tế"}})
    carry_all(cast, draft)
    changed.refresh_from_db()
    assert changed.settled["unit"] == "Sở Y tế"
    assert changed.settled["officer"] == cast.standing.pk


def test_publishing_a_replacement_ends_everything_from_its_day(cast: Cast) -> None:
    earlier = make_earlier(cast)
    later = publish(cast, make_later(cast, earlier))
    standing = versioning.standing_of(earlier)
    assert standing.replaced_by is not None
    assert (standing.replaced_by.draft.plan, standing.replaced_by.from_date) == (later, FROM)
    assert set(standing.targets) == set(earlier.targets.values_list("pk", flat=True))
    assert set(standing.tasks) == set(earlier.tasks.values_list("pk", flat=True))
    follows = versioning.standing_of(later).follows
    assert follows is not None
    assert follows.earlier == earlier


def test_a_draft_that_is_not_published_ends_nothing(cast: Cast) -> None:
    earlier = make_earlier(cast)
    make_later(cast, earlier)
    assert versioning.standing_of(earlier).followed_by == []


def test_an_amendment_ends_what_it_takes_over_and_leaves_the_rest(cast: Cast) -> None:
    earlier = make_earlier(cast)
    publish(cast, make_later(cast, earlier, VersionKind.AMENDS))
    standing = versioning.standing_of(earlier)
    assert standing.replaced_by is None
    going_on = [task.text for task in earlier.tasks.all() if task.pk not in standing.tasks]
    assert going_on == ["Rà soát, lập danh sách người sử dụng trái phép chất ma túy."]


def test_the_officer_says_what_goes_on(cast: Cast) -> None:
    earlier = make_earlier(cast)
    draft = make_later(cast, earlier)
    kept = earlier.tasks.get(text__startswith="Rà soát")
    tasks = set(earlier.tasks.exclude(pk=kept.pk).values_list("pk", flat=True))
    targets = set(earlier.targets.values_list("pk", flat=True))
    version = draft.version_of
    revising.decide_endings(by=cast.standing, at=AT, version=version, closed_targets=targets, closed_tasks=tasks)
    publish(cast, draft)
    assert set(versioning.standing_of(earlier).tasks) == tasks
    revising.decide_endings(
        by=cast.standing, at=AT, version=version, closed_targets=targets, closed_tasks={*tasks, kept.pk}
    )
    assert kept.pk in versioning.standing_of(earlier).tasks


def test_reports_are_asked_once_and_nothing_begun_is_lost(cast: Cast) -> None:
    earlier = make_earlier(cast)
    begun = Report.objects.filter(rule__plan=earlier, window_end__gte=FROM, unit=cast.health).order_by("window_end")[0]
    reporting.write_narrative(
        by=cast.health_clerk, at=AT, report=begun, code="results", text="Đã tập huấn", base_version=0
    )
    before = list(Report.objects.filter(rule__plan=earlier, window_end__lt=FROM).values_list("pk", flat=True))
    later = publish(cast, make_later(cast, earlier))
    left = Report.objects.filter(rule__plan=earlier)
    assert set(left.values_list("pk", flat=True)) == {*before, begun.pk}
    assert before
    assert not Report.objects.filter(rule__plan=later, window_end__lt=FROM).exists()
    assert Report.objects.filter(rule__plan=later, window_end__gte=FROM, unit=cast.a).exists()
    assert reporting.open_due_reports(by=cast.standing, at=AT, plan=earlier) == 0


def test_progress_goes_along_with_a_task_whose_words_stay(cast: Cast) -> None:
    earlier = make_earlier(cast)
    part = TaskUnit.objects.get(task__plan=earlier, unit=cast.a)
    actions.set_task_state(by=cast.clerk_a, at=AT, part=part, state=TaskState.DONE, result="Kế hoạch số 3")
    later = publish(cast, make_later(cast, earlier))
    new = TaskUnit.objects.get(task__plan=later, unit=cast.a)
    assert (new.state, new.result) == (TaskState.DONE, "Kế hoạch số 3")
    part.refresh_from_db()
    assert part.result == "Kế hoạch số 3"


# ---- what is refused ----


def test_a_plan_is_replaced_once(cast: Cast) -> None:
    earlier = make_earlier(cast)
    publish(cast, make_later(cast, earlier))
    with pytest.raises(Refused) as refused:
        make_later(cast, earlier, text=LATER.replace("40/KH-UBND", "41/KH-UBND"))
    assert refused.value.code == "not-to-be-followed"


def test_of_two_drafts_for_one_plan_the_second_is_told(cast: Cast) -> None:
    earlier = make_earlier(cast)
    first = make_later(cast, earlier)
    second = make_later(cast, earlier, text=LATER.replace("40/KH-UBND", "41/KH-UBND"))
    publish(cast, first)
    with pytest.raises(Refused) as refused:
        publish(cast, second)
    assert refused.value.code == "not-to-be-followed"
    assert Plan.objects.count() == 2


def test_a_version_does_not_hold_before_the_plan_it_changes(cast: Cast) -> None:
    earlier = make_earlier(cast)
    draft = upload(cast, LATER)
    with pytest.raises(Refused) as refused:
        revising.follow_plan(
            by=cast.standing,
            at=AT,
            draft=draft,
            earlier=earlier,
            kind=VersionKind.AMENDS,
            from_date=date(2026, 1, 1),
        )
    assert refused.value.code == "version-day"


@pytest.mark.parametrize("who", ["clerk_a", "leader", "inspector", "nobody"])
def test_only_the_publisher_says_what_follows_what(cast: Cast, who: str) -> None:
    earlier = make_earlier(cast)
    draft = make_later(cast, earlier)
    person, version = getattr(cast, who), draft.version_of
    before = AuditEntry.objects.count()
    for refused_action in (
        lambda: revising.follow_none(by=person, at=AT, draft=draft),
        lambda: revising.carry_over(by=person, at=AT, draft=draft, items=[], with_plan=True),
        lambda: revising.decide_endings(by=person, at=AT, version=version, closed_targets=[], closed_tasks=[]),
    ):
        with pytest.raises(Refused) as refused:
            refused_action()
        assert refused.value.code == "forbidden"
    assert AuditEntry.objects.count() == before


def test_a_choice_can_be_taken_back(cast: Cast) -> None:
    earlier = make_earlier(cast)
    draft = make_later(cast, earlier)
    revising.follow_none(by=cast.standing, at=AT, draft=draft)
    with pytest.raises(Refused) as refused:
        carry_all(cast, draft)
    assert refused.value.code == "no-earlier-plan"


def test_a_rejected_item_of_the_new_plan_takes_nothing_over(cast: Cast) -> None:
    earlier = make_earlier(cast)
    draft = make_later(cast, earlier, VersionKind.AMENDS)
    one = item(draft, ItemKind.TARGET, data__value=40)
    reviewing.decide_item(by=cast.standing, at=AT, item=one, version=one.version, state=ItemState.REJECTED)
    publish(cast, draft)
    going_on = [t.value for t in earlier.targets.all() if t.pk not in versioning.standing_of(earlier).targets]
    assert going_on == [30]


# ---- pages ----


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_officer_is_led_from_the_upload_to_the_published_version(cast: Cast) -> None:
    earlier = make_earlier(cast)
    client = signed_in(cast.standing)
    uploaded = client.post("/ke-hoach/tai-len/", {"text": LATER}, follow=True).content.decode()
    assert "12/KH-UBND mà nó sửa đổi hoặc thay thế" in uploaded
    draft = Draft.objects.latest("pk")
    accept_all(cast, draft)
    place = f"/ke-hoach/ban-nhap/{draft.pk}/phien-ban/"
    html = client.get(place).content.decode()
    assert f'<option value="{earlier.pk}" selected' in html
    assert '<option value="REPLACES" selected' in html
    client.post(f"{place}chon/", {"earlier": earlier.pk, "kind": "REPLACES", "from_date": "2026-07-01"})
    html = client.get(place).content.decode()
    assert "<del>30%</del> <ins>40%</ins>" in html
    ticked = {"item": list(draft.items.values_list("pk", flat=True)), "plan": "1"}
    client.post(f"{place}mang-theo/", ticked)
    assert "hết hiệu lực từ" in client.get(f"/ke-hoach/ban-nhap/{draft.pk}/cong-bo/xac-nhan/").content.decode()
    later = reporting.publish_programme(by=cast.standing, at=AT, draft=Draft.objects.get(pk=draft.pk))
    for person in (cast.standing, cast.clerk_a):
        reader = signed_in(person)
        assert "thay thế từ" in reader.get(f"/ke-hoach/{earlier.pk}/").content.decode()
        assert "Đã được thay thế" in reader.get("/ke-hoach/").content.decode()
        assert "<del>30%</del>" in reader.get(f"/ke-hoach/{later.pk}/phien-ban/").content.decode()
        assert "Đã kết thúc" in reader.get(f"/ke-hoach/{earlier.pk}/?tab=nhiem-vu").content.decode()


def test_the_comparison_is_filtered(cast: Cast) -> None:
    earlier = make_earlier(cast)
    draft = make_later(cast, earlier)
    client = signed_in(cast.standing)
    html = client.get(f"/ke-hoach/ban-nhap/{draft.pk}/phien-ban/?change=REMOVED").content.decode()
    assert html.count("<del>") == 1
    html = client.get(f"/ke-hoach/ban-nhap/{draft.pk}/phien-ban/?change=REMOVED&kind=TARGET").content.decode()
    assert "Không có mục nào như vậy" in html


def test_the_officer_s_word_on_endings_is_kept(cast: Cast) -> None:
    earlier = make_earlier(cast)
    draft = make_later(cast, earlier)
    (kept, *others) = earlier.tasks.all()
    given = {"task": [task.pk for task in others], "target": [target.pk for target in earlier.targets.all()]}
    signed_in(cast.standing).post(f"/ke-hoach/ban-nhap/{draft.pk}/phien-ban/ket-thuc/", given)
    publish(cast, draft)
    assert kept.pk not in versioning.standing_of(earlier).tasks


@pytest.mark.parametrize(
    ("given", "said"),
    [({}, "Chọn kế hoạch cũ"), ({"kind": "AMENDS", "from_date": "2025-01-01"}, "trước ngày ban hành")],
)
def test_a_choice_that_cannot_be_gets_a_sentence(cast: Cast, given: dict[str, Any], said: str) -> None:
    earlier = make_earlier(cast)
    draft = upload(cast, LATER)
    place = f"/ke-hoach/ban-nhap/{draft.pk}/phien-ban/chon/"
    answer = signed_in(cast.standing).post(place, {"earlier": earlier.pk, **given} if given else {}, follow=True)
    assert said in answer.content.decode()


def test_a_file_that_was_published_leads_to_its_plan(cast: Cast) -> None:
    earlier = make_earlier(cast)
    file = SimpleUploadedFile("ke-hoach.txt", PLAN.encode())
    answer = signed_in(cast.standing).post("/ke-hoach/tai-len/", {"file": file}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/ke-hoach/{earlier.pk}/"
    assert "đã được đưa vào và công bố" in answer.content.decode()
