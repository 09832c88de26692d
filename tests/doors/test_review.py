"""The review page and what hangs on it: filters, suggestions, findings, and the question before publishing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from namro.catalogue.actions import load_catalogue
from namro.catalogue.queries import suggest_indicators
from namro.catalogue.suggesting import Goal
from namro.kernel.targets import LABELS
from namro.organisations.actions import give_role, open_account, set_up_province
from namro.organisations.models import Unit
from namro.organisations.rules import Role
from namro.plans import actions, presence, reviewing
from namro.plans.models import Draft, DraftItem, FindingDismissal, FollowedTarget, Plan, ReviewPresence, Target
from namro.plans.rules import ItemKind, ItemState
from namro.reporting.models import Report
from namro.web.templatetags.namro import STATUSES
from tests.apps.plan_text import PLAN
from tests.apps.test_plans import AT, TODAY, accept_all, item, upload
from tests.cast import FROM, PASSWORD, Cast
from tests.doors.test_plans import HTMX, confirm, page, signed_in

REAL_PLAN = Path(__file__).parents[3] / "shared" / "plans" / "004.txt"


def path_of(draft: Draft, rest: str = "") -> str:
    return f"/ke-hoach/ban-nhap/{draft.pk}/{rest}"


def shown(html: str) -> set[int]:
    return {int(found) for found in re.findall(r'<article [^>]*id="i(\d+)"', html)}


def counts(html: str, facet: str) -> dict[str, int]:
    """value → the number behind it, of one select of the list."""
    select = html[html.index(f'id="loc-{facet}"') :].split("</select>")[0]
    return {value: int(number) for value, number in re.findall(r'value="([^"]+)"[^>]*>[^<]*\((\d+)\)</option>', select)}


# ---- the list ----


def test_each_filter_shows_as_many_as_it_says(cast: Cast) -> None:
    draft = upload(cast)
    client = signed_in(cast.standing)
    whole = page(client, path_of(draft))
    for facet in ("kind", "body", "section", "state", "level"):
        for value, number in counts(whole, facet).items():
            assert len(shown(page(client, path_of(draft), **{facet: value}))) == number, (facet, value)


def test_the_counts_of_a_filter_heed_the_other_filters(cast: Cast) -> None:
    draft = upload(cast)
    narrow = page(signed_in(cast.standing), path_of(draft), body="Sở Y tế")
    assert sum(counts(narrow, "kind").values()) == len(shown(narrow))


def test_the_least_certain_come_first_with_the_reason(cast: Cast) -> None:
    draft = upload(cast)
    last = draft.items.filter(kind=ItemKind.REPORTING).order_by("-position")[0]
    DraftItem.objects.filter(pk=last.pk).update(confidence=0.3, doubts=["hạn đứng ở câu khác"])
    html = page(signed_in(cast.standing), path_of(draft), order="unsure")
    assert int(re.findall(r'<article [^>]*id="i(\d+)"', html)[0]) == last.pk
    assert "Hạn đứng ở câu khác." in html


def test_what_reading_says_of_its_certainty_is_kept_with_the_item(cast: Cast) -> None:
    assert {(one.confidence <= 1, isinstance(one.doubts, list)) for one in upload(cast).items.all()} == {(True, True)}


def test_a_body_that_no_unit_bears_is_worth_a_look(cast: Cast) -> None:
    draft = upload(cast, PLAN.replace("2. Sở Y tế\na)", "2. Chi cục Rừng Xanh\na)"))
    html = page(signed_in(cast.standing), path_of(draft), level="look")
    assert "không có đơn vị nào tên «Chi cục Rừng Xanh» vào ngày 20/01/2026" in html.lower().replace(
        "chi cục rừng xanh", "Chi cục Rừng Xanh"
    )


def test_a_group_says_how_many_units_it_stands_for_on_the_plan_s_date(cast: Cast) -> None:
    html = page(signed_in(cast.standing), path_of(upload(cast)))
    assert "Ủy ban nhân dân các xã, phường (3 đơn vị)" in html


def test_what_is_shown_is_accepted_after_a_question(cast: Cast) -> None:
    draft = upload(cast)
    client = signed_in(cast.standing)
    address = path_of(draft, "nhan-muc-dang-hien/?kind=DUTY")
    html = page(client, address)
    number = draft.items.filter(kind=ItemKind.DUTY).count()
    assert f"Nhận {number} mục?" in html
    assert not draft.items.exclude(state=ItemState.PROPOSED).exists()
    seen = re.search(r'name="seen" value="([\d:,]+)"', html)
    assert seen is not None
    client.post(address, {"seen": seen[1]})
    assert set(draft.items.exclude(state=ItemState.PROPOSED).values_list("kind", flat=True)) == {ItemKind.DUTY}


@pytest.mark.parametrize("seen", ["", "x", "1:1;DROP", "99999999999999999999:1", "1"])
def test_a_crooked_list_accepts_nothing(cast: Cast, seen: str) -> None:
    draft = upload(cast)
    response = signed_in(cast.standing).post(path_of(draft, "nhan-muc-dang-hien/"), {"seen": seen})
    assert response.status_code == 302
    assert not draft.items.exclude(state=ItemState.PROPOSED).exists()


@pytest.mark.slow
@pytest.mark.skipif(not REAL_PLAN.exists(), reason="the public plans are not beside the repository")
@pytest.mark.django_db
def test_a_plan_of_a_real_size_opens_in_twenty_queries(django_assert_max_num_queries: Any) -> None:
    province = set_up_province(by=None, at=AT, code="40")
    officer = open_account(by=None, at=AT, username="canbo", full_name="Cán Bộ", password=PASSWORD)
    unit = Unit.objects.get(kind="drug_police")
    give_role(by=None, at=AT, person=officer, unit=unit, role=Role.STANDING_AGENCY, valid_from=FROM)
    data = REAL_PLAN.read_bytes()
    draft = actions.upload_document(by=officer, at=AT, unit=province, filename="004.txt", data=data).draft
    one = item(draft, ItemKind.TARGET)
    reviewing.decide_item(by=officer, at=AT, item=one, version=1, state=ItemState.ACCEPTED)
    client = signed_in(officer)
    with django_assert_max_num_queries(20):
        page(client, path_of(draft))
    with django_assert_max_num_queries(20):
        client.get(f"/ke-hoach/muc/{one.pk}/", headers=HTMX)


# ---- one item ----


def test_undo_with_script_brings_back_the_entry_alone(cast: Cast) -> None:
    draft = upload(cast)
    one = item(draft, ItemKind.TARGET)
    client = signed_in(cast.standing)
    client.post(f"/ke-hoach/muc/{one.pk}/", {"state": "REJECTED", "version": 1}, headers=HTMX)
    html = client.post(path_of(draft, "hoan-tac/"), headers=HTMX).content.decode()
    assert re.search(rf'<article [^>]*id="i{one.pk}" [^>]*data-state="PROPOSED"[^>]*hx-swap-oob="true"', html)
    assert "<html" not in html


def test_undo_of_nothing_says_so(cast: Cast) -> None:
    response = signed_in(cast.standing).post(path_of(upload(cast), "hoan-tac/"), follow=True)
    assert "Không còn bước nào của anh, chị để hoàn tác." in response.content.decode()


def test_the_history_tells_who_changed_what(cast: Cast) -> None:
    one = item(upload(cast), ItemKind.TARGET)
    data = {**one.data, "value": 7}
    reviewing.correct_item(by=cast.second_standing, at=AT, item=one, version=1, data=data)
    html = page(signed_in(cast.standing), f"/ke-hoach/muc/{one.pk}/lich-su/")
    assert "Người second_standing" in html
    assert re.search(r"«Chờ xem · Tăng ít nhất 5%[^»]*» → «Đã sửa · Tăng ít nhất 7%", html)


def test_a_cut_may_be_named_by_the_words_that_follow(cast: Cast) -> None:
    draft = upload(cast)
    one = draft.items.get(kind=ItemKind.GENERAL_TASK, quote__contains="Rà soát, lập danh sách")
    client = signed_in(cast.standing)
    address = f"/ke-hoach/muc/{one.pk}/tach/"
    assert client.post(address, {"version": 1, "begins": "không có chữ này"}).status_code == 422
    client.post(address, {"version": 1, "begins": "danh  sách người"})
    one.refresh_from_db()
    assert one.quote == "Rà soát, lập"


def test_bodies_are_suggested_without_marks_and_groups_with_their_number(cast: Cast) -> None:
    client = signed_in(cast.standing)
    draft = upload(cast)

    def suggested(typed: str) -> list[dict[str, str]]:
        found: list[dict[str, str]] = client.get(path_of(draft, "co-quan/"), {"q": typed}).json()["bodies"]
        return found

    assert suggested("so y te")[0] == {"name": "Sở Y tế", "note": "Tỉnh Thử"}
    assert suggested("Sở Y tê")[0]["name"] == "Sở Y tế"
    assert {"name": "UBND các xã, phường", "note": "nhóm, 3 đơn vị"} in suggested("ubnd cac xa")
    assert suggested("cam thu")[0]["name"] == "Xã Cẩm Thử"  # gone since, but there on the plan's date
    assert suggested(" ") == []


def test_everyone_else_at_the_draft_is_named(cast: Cast) -> None:
    draft = upload(cast)
    presence.note_presence(by=cast.second_standing, at=AT, draft=draft)
    client = signed_in(cast.standing)
    assert "Người" not in client.post(path_of(draft, "dang-xem/")).content.decode()  # long gone
    ReviewPresence.objects.all().delete()
    signed_in(cast.second_standing).post(path_of(draft, "dang-xem/"))
    said = client.post(path_of(draft, "dang-xem/"), {"opened_at": AT.isoformat()}).content.decode()
    assert "Người second_standing cũng đang mở bản này." in said
    one = item(draft, ItemKind.TARGET)
    signed_in(cast.second_standing).post(f"/ke-hoach/muc/{one.pk}/", {"state": "ACCEPTED", "version": 1})
    said = client.post(path_of(draft, "dang-xem/"), {"opened_at": AT.isoformat()}).content.decode()
    assert "vừa quyết định 1 bước" in said


# ---- findings ----


LATE = PLAN.replace("tổng hợp kết quả thực hiện.", "tổng hợp kết quả thực hiện trước ngày 10/01/2026.")


def test_a_finding_is_dismissed_with_a_reason_and_asked_again(cast: Cast) -> None:
    draft = upload(cast, LATE)
    client = signed_in(cast.standing)
    html = page(client, path_of(draft, "soat-loi/"))
    row = next(part for part in html.split("<li id=") if "10/01/2026" in part)
    place = dict(re.findall(r'name="(code|start|end)" value="([^"]+)"', row))
    client.post(path_of(draft, "soat-loi/bo-qua/"), place | {"reason": " "})
    assert not FindingDismissal.objects.exists()
    client.post(path_of(draft, "soat-loi/bo-qua/"), place | {"reason": "đã làm xong từ trước"})
    assert "Người standing: đã làm xong từ trước" in page(client, path_of(draft, "soat-loi/"))
    client.post(path_of(draft, "soat-loi/bo-qua/"), place | {"back": "yes"})
    assert not FindingDismissal.objects.exists()


# ---- publishing ----


def ready(cast: Cast) -> tuple[Client, Draft]:
    load_catalogue(by=None, at=AT)
    draft = upload(cast)
    accept_all(cast, draft)
    client = signed_in(cast.standing)
    client.post(path_of(draft, "chot/"), {"bulk": "target_unit", "value": "Sở Y tế"})
    return client, draft


def test_what_is_promised_before_publishing_is_what_is_made(cast: Cast) -> None:
    client, draft = ready(cast)
    html = page(client, path_of(draft, "cong-bo/xac-nhan/"))
    facts = dict(re.findall(r'<dt>([^<]+)</dt><dd class="big">([\d.]+)</dd>', html))
    promised = re.search(r"([\d.]+) báo cáo đến hạn", html)
    assert promised is not None
    confirm(client, draft)
    plan = Plan.objects.get()
    assert facts["chỉ tiêu"] == str(plan.targets.count())
    assert facts["nhiệm vụ"] == str(plan.tasks.count())
    assert promised[1] == str(Report.objects.filter(rule__plan=plan).count())
    windows = Report.objects.filter(rule__plan=plan).values("rule", "period_code").distinct().count()
    assert facts["kỳ báo cáo"] == str(windows)


def test_what_changed_since_the_question_is_asked_again(cast: Cast) -> None:
    client, draft = ready(cast)
    response = client.post(path_of(draft, "cong-bo/xac-nhan/"), {"mark": "1-0-1-1-1"})
    assert response.status_code == 409
    assert "vừa thay đổi" in response.content.decode()
    assert not Plan.objects.exists()


def test_nothing_is_asked_before_the_answers_are_complete(cast: Cast) -> None:
    draft = upload(cast)
    response = signed_in(cast.standing).get(path_of(draft, "cong-bo/xac-nhan/"))
    assert response.headers["Location"] == path_of(draft, "cong-bo/")


def test_a_followed_goal_is_nobodys_duty_and_is_listed_apart(cast: Cast) -> None:
    client, draft = ready(cast)
    one = item(draft, ItemKind.TARGET, data__value=30)
    client.post(f"/ke-hoach/muc/{one.pk}/theo-doi/", {"version": one.version, "followed": "yes"})
    confirm(client, draft)
    assert FollowedTarget.objects.get().measure == one.data["measure"]
    assert not Target.objects.filter(item=one).exists()
    html = page(signed_in(cast.leader), f"/ke-hoach/{Plan.objects.get().pk}/", tab="chi-tieu")
    assert one.data["measure"].lower() in html.partition("chỉ để theo dõi")[2].lower()


# ---- words ----


@pytest.mark.django_db
def test_an_indicator_in_another_unit_is_never_suggested() -> None:
    load_catalogue(by=None, at=AT)
    measure = "điểm tổ chức, chứa chấp sử dụng trái phép chất ma túy được phát hiện và triệt xóa"
    assert suggest_indicators(Goal(measure, "%"), TODAY)[0][0].code == "hotspots_eliminated_rate"
    assert "%" not in {one.spec["unit"] for one, _score in suggest_indicators(Goal(measure, "điểm"), TODAY)}


def test_a_label_is_the_word_with_which_the_sentence_begins() -> None:
    assert {state: STATUSES[state].label for state in LABELS} == LABELS
