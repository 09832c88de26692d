"""The plan pages: review, settle and publish, the five clears, the documents that go out."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from namro.catalogue.actions import load_catalogue
from namro.organisations.actions import give_role, open_account, set_up_province
from namro.organisations.models import Person, Unit
from namro.organisations.rules import Role
from namro.plans import actions, queries, reviewing
from namro.plans.models import Document, Draft, DraftItem, Plan, TaskUnit
from namro.plans.rules import ItemKind, ItemState, TaskState
from namro.writing.text import body_text
from tests.apps.plan_text import PLAN
from tests.apps.test_plans import AT, TODAY, accept_all, item, published, upload
from tests.cast import FROM, PASSWORD, Cast

REAL_PLAN = Path(__file__).parents[3] / "shared" / "plans" / "004.txt"
HTMX = {"HX-Request": "true"}


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, path: str, **data: Any) -> str:
    response = client.get(path, data)
    assert response.status_code == 200, path
    return response.content.decode()


# ---- upload ----


def test_a_file_goes_in_and_its_draft_is_shown(cast: Cast) -> None:
    client = signed_in(cast.standing)
    file = SimpleUploadedFile("ke-hoach.txt", PLAN.encode())
    response = client.post("/ke-hoach/tai-len/", {"file": file}, follow=True)
    assert response.redirect_chain[-1][0] == f"/ke-hoach/ban-nhap/{Draft.objects.get().pk}/"
    assert "12/KH-UBND" in response.content.decode()


def test_pasted_text_goes_in_too(cast: Cast) -> None:
    response = signed_in(cast.standing).post("/ke-hoach/tai-len/", {"text": PLAN})
    assert response.status_code == 302
    assert Draft.objects.get().header["number"] == "12/KH-UBND"


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n" + bytes(64)], ids=["empty", "png"])
def test_a_bad_file_gets_a_sentence_and_leaves_nothing(cast: Cast, data: bytes) -> None:
    file = SimpleUploadedFile("ke-hoach.docx", data)
    response = signed_in(cast.standing).post("/ke-hoach/tai-len/", {"file": file})
    assert response.status_code == 422
    assert 'class="errorlist"' in response.content.decode()
    assert not Document.objects.exists()


def test_an_upload_without_anything_says_what_to_do(cast: Cast) -> None:
    response = signed_in(cast.standing).post("/ke-hoach/tai-len/", {})
    assert "Chọn một tệp" in response.content.decode()


def test_the_command_reads_a_file_in(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "ke-hoach.txt"
    file.write_text(PLAN, "utf-8")
    said = io.StringIO()
    call_command("import_plan", str(file), "--by", "standing", stdout=said)
    assert f"/ke-hoach/ban-nhap/{Draft.objects.get().pk}/" in said.getvalue()
    with pytest.raises(CommandError):
        call_command("import_plan", str(tmp_path / "khong-co.txt"), "--by", "standing")


# ---- review ----


def test_every_item_lights_its_place_and_no_text_is_lost(cast: Cast) -> None:
    draft = upload(cast)
    html = page(signed_in(cast.standing), f"/ke-hoach/ban-nhap/{draft.pk}/")
    for one in draft.items.all():
        assert f'id="i{one.pk}"' in html
        assert f'id="m{one.pk}"' in html
    source = html[html.index('class="source"') : html.index('id="cac-muc"')]
    shown = " ".join(re.sub(r"<[^>]+>", "", source).split())
    for line in PLAN.splitlines():
        assert " ".join(line.split()) in shown


def decide(client: Client, one: DraftItem, state: ItemState, **headers: str) -> Any:
    data = {"state": state, "version": one.version}
    return client.post(f"/ke-hoach/muc/{one.pk}/", data, headers=headers)


def test_a_decision_works_without_script_and_comes_back_to_its_place(cast: Cast) -> None:
    one = item(upload(cast), ItemKind.TARGET)
    response = decide(signed_in(cast.standing), one, ItemState.ACCEPTED)
    assert response.headers["Location"].endswith(f"#i{one.pk}")
    one.refresh_from_db()
    assert one.state == ItemState.ACCEPTED


def test_with_script_only_the_item_and_the_counts_come_back(cast: Cast) -> None:
    one = item(upload(cast), ItemKind.TARGET)
    html = decide(signed_in(cast.standing), one, ItemState.REJECTED, **HTMX).content.decode()
    assert 'data-state="REJECTED"' in html
    assert 'hx-swap-oob="true"' in html
    assert "<html" not in html


def test_a_stale_decision_shows_the_sentence_and_the_value_that_stands(cast: Cast) -> None:
    one = item(upload(cast), ItemKind.TARGET)
    client = signed_in(cast.standing)
    decide(client, one, ItemState.ACCEPTED)
    html = decide(client, one, ItemState.REJECTED, **HTMX).content.decode()
    assert "Người standing vừa nhận mục này" in html
    assert "Anh, chị thấy: «Chờ xem" in html
    assert "Nay là: «Đã nhận" in html
    assert 'data-state="ACCEPTED"' in html


def form_of(one: DraftItem, **changes: Any) -> dict[str, Any]:
    data = {key: "\n".join(value) if isinstance(value, list) else value for key, value in one.data.items()}
    given = {**data, "quote": one.quote, "version": one.version, **changes}
    return {key: value for key, value in given.items() if value is not None}


def test_two_corrections_show_both_values(cast: Cast) -> None:
    one = item(upload(cast), ItemKind.TARGET)
    first, second = signed_in(cast.standing), signed_in(cast.second_standing)
    assert first.post(f"/ke-hoach/muc/{one.pk}/sua/", form_of(one, value="7,5")).status_code == 302
    html = second.post(f"/ke-hoach/muc/{one.pk}/sua/", form_of(one, value="9")).content.decode()
    assert "7,5%" in html
    assert 'value="9"' in html
    again = form_of(one, value="9", version=one.version + 1)
    assert second.post(f"/ke-hoach/muc/{one.pk}/sua/", again).status_code == 302
    one.refresh_from_db()
    assert one.data["value"] == 9


@pytest.mark.parametrize("kind", list(ItemKind))
def test_every_kind_has_its_form(cast: Cast, kind: ItemKind) -> None:
    draft = upload(cast)
    assert 'name="quote"' in page(signed_in(cast.standing), f"/ke-hoach/ban-nhap/{draft.pk}/them/", kind=kind)


def test_an_item_is_added_from_a_sentence(cast: Cast) -> None:
    draft = upload(cast)
    data = {"kind": ItemKind.GENERAL_TASK, "text": "Rà soát danh sách", "quote": "Rà soát, lập danh sách"}
    client = signed_in(cast.standing)
    response = client.post(f"/ke-hoach/ban-nhap/{draft.pk}/them/", data)
    assert response.status_code == 302
    missing = client.post(f"/ke-hoach/ban-nhap/{draft.pk}/them/", {**data, "quote": "câu lạ"}).content.decode()
    assert "Không tìm thấy câu này" in missing


def test_the_header_is_corrected(cast: Cast) -> None:
    draft = upload(cast)
    data = {"kind": "Kế hoạch", "number": "21/KH-UBND", "title": "Phòng, chống ma túy", "version": draft.version}
    signed_in(cast.standing).post(f"/ke-hoach/ban-nhap/{draft.pk}/phan-dau/", data)
    draft.refresh_from_db()
    assert (draft.header["number"], draft.header["signer"]) == ("21/KH-UBND", None)


# ---- publish ----


def confirm(client: Client, draft: Draft) -> Any:
    """Press the button of the page that says what will be made."""
    path = f"/ke-hoach/ban-nhap/{draft.pk}/cong-bo/xac-nhan/"
    found = re.search(r'name="mark" value="([\d-]+)"', page(client, path))
    assert found is not None
    return client.post(path, {"mark": found[1]})


def test_publication_is_refused_with_what_is_missing(cast: Cast) -> None:
    draft = upload(cast)
    accept_all(cast, draft)
    response = signed_in(cast.standing).post(f"/ke-hoach/ban-nhap/{draft.pk}/cong-bo/")
    assert response.status_code == 409
    assert "đơn vị chịu trách nhiệm" in response.content.decode()
    assert not Plan.objects.exists()


def test_answers_are_kept_row_by_row_and_a_default_stays_a_default(cast: Cast) -> None:
    draft = upload(cast)
    accept_all(cast, draft)
    one = item(draft, ItemKind.TARGET, data__value=30)
    data = {f"i{one.pk}-unit": "Công an tỉnh Thử", f"i{one.pk}-reading": ">=", "row": f"r{one.pk}"}
    html = signed_in(cast.standing).post(f"/ke-hoach/ban-nhap/{draft.pk}/chot/", data, headers=HTMX).content.decode()
    assert f'id="r{one.pk}"' in html
    one.refresh_from_db()
    assert one.settled == {"unit": "Công an tỉnh Thử"}


def test_answers_on_the_page_go_along_with_the_button_that_publishes(cast: Cast) -> None:
    draft = upload(cast)
    accept_all(cast, draft)
    data = {f"i{one.pk}-unit": "Sở Y tế" for one in draft.items.filter(kind=ItemKind.TARGET)}
    data |= {"standing_unit": "Công an tỉnh Thử", "regime": "calendar"}
    client = signed_in(cast.standing)
    response = client.post(f"/ke-hoach/ban-nhap/{draft.pk}/cong-bo/", data)
    assert response.headers["Location"] == f"/ke-hoach/ban-nhap/{draft.pk}/cong-bo/xac-nhan/"
    assert not Plan.objects.exists()
    confirm(client, draft)
    assert {rule.regime for rule in Plan.objects.get().report_rules.all()} == {"calendar"}


def test_one_choice_for_all_targets_without_a_unit(cast: Cast) -> None:
    draft = upload(cast)
    accept_all(cast, draft)
    client = signed_in(cast.standing)
    client.post(f"/ke-hoach/ban-nhap/{draft.pk}/chot/", {"bulk": "target_unit", "value": "Sở Y tế"})
    response = confirm(client, draft)
    plan = Plan.objects.get()
    assert response.headers["Location"] == f"/ke-hoach/{plan.pk}/"
    assert {t.responsible_unit for t in plan.targets.all()} == {cast.health}


def test_a_name_is_answered_once_for_the_whole_plan(cast: Cast) -> None:
    draft = upload(cast, PLAN.replace("3. Ủy ban nhân dân các xã, phường", "3. Ban Điều hành Chương trình"))
    accept_all(cast, draft)
    client = signed_in(cast.standing)
    duty = draft.items.filter(kind=ItemKind.DUTY, section="III.3.a").get()
    (name,) = duty.data["agencies"]
    assert "Tên chưa rõ là đơn vị nào" in page(client, f"/ke-hoach/ban-nhap/{draft.pk}/cong-bo/")
    client.post(f"/ke-hoach/ban-nhap/{draft.pk}/chot/", {f"body:{name}": "Sở Y tế"})
    client.post(f"/ke-hoach/ban-nhap/{draft.pk}/chot/", {"bulk": "target_unit", "value": "Sở Y tế"})
    confirm(client, draft)
    assert TaskUnit.objects.get(task__item=duty).unit == cast.health


# ---- the plan ----

TABS = ("chi-tieu", "nhiem-vu", "bao-cao", "du-an", "phan-bo", "van-ban")


@pytest.mark.parametrize("who", ["standing", "clerk_a", "leader", "inspector", "health_clerk"])
def test_everyone_in_the_province_sees_the_plan(cast: Cast, who: str) -> None:
    plan = published(cast)
    client = signed_in(getattr(cast, who))
    for tab in TABS:
        html = page(client, f"/ke-hoach/{plan.pk}/", tab=tab)
        assert "12/KH-UBND" in html


def test_the_five_clears_stand_above_targets_and_tasks(cast: Cast) -> None:
    plan = published(cast)
    for tab in ("chi-tieu", "nhiem-vu"):
        html = page(signed_in(cast.leader), f"/ke-hoach/{plan.pk}/", tab=tab)
        for clear in ("Rõ người", "Rõ việc", "Rõ trách nhiệm", "Rõ tiến độ", "Rõ hiệu quả"):
            assert clear in html


def test_a_unit_sees_its_own_work_and_may_say_how_far_it_is(cast: Cast) -> None:
    plan = published(cast)
    client = signed_in(cast.clerk_a)
    path = f"/ke-hoach/{plan.pk}/"
    html = page(client, path, tab="nhiem-vu", unit="cua-toi")
    assert "Xây dựng kế hoạch và tổ chức thực hiện trên địa bàn" in html
    assert "xét xử lưu động" not in html
    part = TaskUnit.objects.get(task__plan=plan, unit=cast.a)
    client.post(f"/ke-hoach/phan-viec/{part.pk}/tien-do/", {"state": "DONE", "result": "Kế hoạch số 3", "next": path})
    part.refresh_from_db()
    assert (part.state, part.result) == (TaskState.DONE, "Kế hoạch số 3")


def test_asked_bodies_are_never_late(cast: Cast) -> None:
    plan = published(cast)
    plan.tasks.update(due_on=datetime(2026, 1, 31, tzinfo=UTC).date())
    html = page(signed_in(cast.leader), f"/ke-hoach/{plan.pk}/", tab="nhiem-vu", unit=cast.court.pk)
    assert "Đề nghị" in html
    assert "Quá hạn" not in html


def test_the_number_of_queries_does_not_grow_with_the_plan(cast: Cast, django_assert_max_num_queries: Any) -> None:
    plan = published(cast)
    client = signed_in(cast.leader)
    with django_assert_max_num_queries(32):
        page(client, f"/ke-hoach/{plan.pk}/", tab="nhiem-vu")


# ---- documents ----


def docx(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment")
    return body_text(response.content)


def test_the_assignment_table_keeps_ordered_and_asked_apart(cast: Cast) -> None:
    plan = published(cast)
    text = docx(signed_in(cast.standing), f"/ke-hoach/{plan.pk}/bang-phan-cong.docx")
    ordered, asked = text.split("NỘI DUNG ĐỀ NGHỊ CƠ QUAN, TỔ CHỨC PHỐI HỢP THỰC HIỆN")
    assert "Ủy ban nhân dân các xã, phường (3 đơn vị)" in ordered
    assert "Tòa án nhân dân tỉnh" in asked
    assert "Tòa án nhân dân tỉnh" not in ordered.split("NHIỆM VỤ, CHỈ TIÊU CỦA CƠ QUAN, ĐƠN VỊ ĐƯỢC GIAO")[1]


def test_a_unit_takes_out_its_own_share(cast: Cast) -> None:
    plan = published(cast)
    text = docx(signed_in(cast.clerk_a), f"/ke-hoach/{plan.pk}/bang-phan-cong.docx?unit=cua-toi")
    assert "TRÍCH BẢNG PHÂN CÔNG" in text
    assert "Xã An Thử" in text
    assert "Sở Y tế" not in text


def test_the_letter_names_the_plan_the_units_and_the_dates(cast: Cast) -> None:
    plan = published(cast)
    text = docx(signed_in(cast.standing), f"/ke-hoach/{plan.pk}/cong-van.docx")
    assert "V/v triển khai thực hiện Kế hoạch số 12/KH-UBND ngày 20/01/2026" in text
    assert "Đề nghị Tòa án nhân dân tỉnh" in text
    assert "Báo cáo quý: trước ngày 15 của tháng cuối quý" in text


def test_only_the_publisher_takes_the_letter(cast: Cast) -> None:
    plan = published(cast)
    assert signed_in(cast.clerk_a).get(f"/ke-hoach/{plan.pk}/cong-van.docx").status_code == 403


@pytest.mark.slow
@pytest.mark.skipif(not REAL_PLAN.exists(), reason="the public plans are not beside the repository")
@pytest.mark.django_db
def test_a_real_plan_of_a_real_size_is_published(django_assert_max_num_queries: Any) -> None:
    province = set_up_province(by=None, at=AT, code="40")
    load_catalogue(by=None, at=AT)
    officer = open_account(by=None, at=AT, username="canbo", full_name="Cán Bộ", password=PASSWORD)
    unit = Unit.objects.get(kind="drug_police")
    give_role(by=None, at=AT, person=officer, unit=unit, role=Role.STANDING_AGENCY, valid_from=FROM)
    draft = actions.upload_document(
        by=officer, at=AT, unit=province, filename="004.txt", data=REAL_PLAN.read_bytes()
    ).draft
    seen = {one.pk: one.version for one in draft.items.all()}
    reviewing.accept_items(by=officer, at=AT, draft=draft, seen=seen)
    client = signed_in(officer)
    client.post(f"/ke-hoach/ban-nhap/{draft.pk}/chot/", {"bulk": "target_unit", "value": "Công an tỉnh"})
    client.post(f"/ke-hoach/ban-nhap/{draft.pk}/chot/", {"bulk": "task_unit", "value": "Công an tỉnh"})
    sheet = queries.publish_sheet(draft, on=TODAY)
    assert [(line.item.quote, line.open) for line in sheet.open_lines] == []
    assert confirm(client, draft).status_code == 302
    plan = Plan.objects.get()
    assert plan.targets.count() >= 50
    assert TaskUnit.objects.filter(task__plan=plan).count() > 500
    for tab in ("chi-tieu", "nhiem-vu"):
        with django_assert_max_num_queries(32):
            page(client, f"/ke-hoach/{plan.pk}/", tab=tab)
