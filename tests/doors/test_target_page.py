"""The page of a target, what is changed on it, and who sees which part of it."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from openpyxl import load_workbook

from namro.catalogue.models import Indicator
from namro.kernel.elements import CellKey
from namro.kernel.figures import reported
from namro.organisations.models import Person
from namro.plans.models import FollowedTarget, Plan, Target
from namro.plans.rules import Comparator
from namro.reporting import actions
from tests.apps.reporting import CLOSINGS, IN_TIME, NOTHING_LEFT, Q1, accepted, baseline, make_plan
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast: Cast) -> Plan:
    made = make_plan(cast)
    baseline(cast, cast.a, **CLOSINGS, **NOTHING_LEFT)
    accepted(cast, cast.a, by=cast.clerk_a, addicts_counselled=5, informed_people__addicts=1)
    return made


@pytest.fixture
def target(cast: Cast, plan: Plan) -> Target:
    return made_target(cast, plan, "addicts_counselled_share", Comparator.AT_LEAST, "45")


def made_target(cast: Cast, plan: Plan, code: str, comparator: Comparator, value: str, **more: Any) -> Target:
    item = plan.draft.items.get()
    return Target.objects.create(
        item=item,
        document=plan.draft.document,
        plan=plan,
        measure="Tỷ lệ người nghiện được tư vấn",
        quote="Ít nhất 45% người nghiện được tư vấn cai nghiện.",
        comparator=comparator,
        value=Decimal(value),
        unit_label=more.pop("unit_label", "%"),
        due_on=date(2026, 12, 31),
        responsible_unit=cast.drug_police,
        indicator=Indicator.objects.get(code=code),
        **more,
    )


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page_of(person: Person, target: Target) -> str:
    answer = signed_in(person).get(reverse("plans:show-target", args=[target.pk]) + f"?ky={Q1.code}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_says_where_the_target_stands_and_what_it_is_made_of(cast: Cast, target: Target) -> None:
    body = page_of(cast.standing, target)
    assert (
        "5/45 người = 11,11%; thiếu số của 1 đơn vị; cần 21 người, còn thiếu 16; lộ trình đến hết quý I/2026: 6" in body
    )
    assert "chậm ở Xã An Thử (còn 16 người)" in body
    assert "Ít nhất 45% người nghiện được tư vấn cai nghiện." in body
    assert "bao phủ lũy kế 25–50–75–100% qua bốn quý" in body
    assert reverse("reports:trace-total", args=[target.plan_id, Q1.code, "addicts_counselled", "total"]) in body
    assert "<svg" in body


def test_another_commune_reads_the_status_but_not_who_is_behind(cast: Cast, target: Target) -> None:
    body = page_of(cast.clerk_b, target)
    assert "5/45 người" in body
    assert "Xã An Thử" not in body


def test_the_tables_of_the_plan_and_the_workbook_lead_to_the_same_numbers(cast: Cast, target: Target) -> None:
    client = signed_in(cast.standing)
    assert (
        reverse("plans:show-target", args=[target.pk])
        in client.get(reverse("plans:show-plan", args=[target.plan_id])).content.decode()
    )
    found = client.get(reverse("plans:target-workbook", args=[target.pk]) + f"?ky={Q1.code}")
    sheet = load_workbook(io.BytesIO(found.content)).active
    assert sheet is not None
    words = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any("5/45 người" in text for text in words)
    assert "Xã An Thử" in words


def post(person: Person, name: str, target: Target, **values: Any) -> Any:
    return signed_in(person).post(reverse(f"plans:{name}", args=[target.pk]), values)


def test_a_path_is_laid_out_and_undone_from_the_history(cast: Cast, target: Target) -> None:
    days = {f"on_{Q1.end.isoformat()}": "11"}
    answer = post(cast.standing, "edit-path", target, reason="Công văn 12/CV giao theo quý.", **days)
    assert answer.status_code == 302
    body = page_of(cast.standing, target)
    assert "Lộ trình do cơ quan thường trực giao." in body
    assert "Đúng tiến độ" in body
    assert "Công văn 12/CV giao theo quý." in body
    change = target.changes.get()
    signed_in(cast.standing).post(reverse("plans:undo-target-change", args=[change.pk]))
    target.refresh_from_db()
    assert target.path == {}
    assert "Hoàn tác: Công văn 12/CV giao theo quý." in page_of(cast.standing, target)


def test_a_change_needs_its_reason_and_changes_nothing_without(cast: Cast, target: Target) -> None:
    answer = post(cast.standing, "edit-path", target, **{f"on_{Q1.end.isoformat()}": "20"}, reason="")
    assert answer.status_code == 409
    target.refresh_from_db()
    assert target.path == {}


def test_a_path_with_a_slip_is_refused_in_one_sentence(cast: Cast, target: Target) -> None:
    days = {f"on_{Q1.end.isoformat()}": "30", f"on_{Q1.next().end.isoformat()}": "20"}
    answer = post(cast.standing, "edit-path", target, reason="Giao", **days)
    assert answer.status_code == 409
    assert "Lộ trình đến 14/6/2026 thấp hơn đến 14/3/2026" in answer.content.decode()


def test_shares_of_units_are_pasted_and_summed(cast: Cast, plan: Plan) -> None:
    counted = made_target(cast, plan, "intake_points_count", Comparator.AT_LEAST, "20", unit_label="điểm")
    pasted = f"{'xã an thử'}\t12\nPhường Bình Thử;5"
    answer = post(cast.standing, "edit-shares", counted, pasted=pasted, reason="Phân bổ theo địa bàn.")
    assert answer.status_code == 302
    body = page_of(cast.standing, counted)
    assert "Tổng giao 17 điểm, còn thiếu so với chỉ tiêu 20 điểm: chênh 3 điểm." in body
    wrong = post(cast.standing, "edit-shares", counted, pasted="Xã Không Có\t3", reason="Sửa")
    assert escape("Dòng 1: không có đơn vị mang tên «Xã Không Có»") in wrong.content.decode()


def test_an_attestation_closes_what_no_figure_measures(cast: Cast, plan: Plan) -> None:
    secret = made_target(cast, plan, "spec_officers_trained_share", Comparator.AT_LEAST, "20")
    letter = {
        "says": "value",
        "value": "22,5",
        "as_of": "2026-03-10",
        "method": "Danh sách tập huấn của Phòng Tổ chức cán bộ",
        "letter_number": "88/CAT-PX01",
        "letter_date": "2026-03-11",
    }
    assert post(cast.standing, "attest-target", secret, **letter).status_code == 302
    body = page_of(cast.standing, secret)
    assert "22,5% (cơ quan chủ trì xác nhận, văn bản số 88/CAT-PX01 ngày 11/3/2026, tính đến 10/3/2026)" in body
    row = secret.attestations.get()
    client = signed_in(cast.standing)
    client.post(reverse("plans:withdraw-attestation", args=[row.pk]), {"reason": "Ghi nhầm chỉ tiêu"})
    body = page_of(cast.standing, secret)
    assert "đã rút:" in body
    assert "cơ quan chủ trì xác nhận, văn bản" not in body


def test_the_margin_over_a_goal_that_is_followed_here(cast: Cast, target: Target) -> None:
    above = FollowedTarget.objects.create(
        item=target.item,
        document=target.document,
        plan=target.plan,
        measure="Tỷ lệ người nghiện được tư vấn",
        comparator=Comparator.AT_LEAST,
        value=Decimal(40),
        unit_label="%",
        due_on=date(2026, 12, 31),
    )
    answer = post(cast.standing, "edit-above", target, above=f"f{above.pk}", reason="Cùng chỉ tiêu.")
    assert answer.status_code == 302
    assert "Chặt hơn 5 điểm %" in page_of(cast.standing, target)


def test_only_the_standing_agency_changes_how_a_target_is_measured(cast: Cast, target: Target) -> None:
    for name in ("edit-measure", "edit-path", "edit-shares", "edit-above", "attest-target"):
        assert post(cast.leader, name, target, reason="x").status_code == 403
    assert "edit-measure" not in page_of(cast.leader, target)


def test_the_settings_offer_only_readings_that_the_sentence_allows(cast: Cast, target: Target) -> None:
    client = signed_in(cast.standing)
    body = client.get(reverse("plans:edit-measure", args=[target.pk])).content.decode()
    assert "Ít nhất 45%" in body
    assert "Giảm" not in body
    assert target.indicator is not None
    answer = post(
        cast.standing,
        "edit-measure",
        target,
        reading=">=",
        indicator=str(target.indicator.pk),
        due_on="2026-06-30",
        nothing_counts="on",
        reason="Hạn theo công văn mới.",
    )
    assert answer.status_code == 302
    target.refresh_from_db()
    assert (target.due_on, target.nothing_counts) == (date(2026, 6, 30), True)
    assert "Hạn: 2026-12-31 → 2026-06-30" in page_of(cast.standing, target)


def test_every_figure_of_another_year_is_needed_only_where_a_target_names_it(cast: Cast, plan: Plan) -> None:
    for unit in (cast.a, cast.b):
        actions.record_baseline(
            by=cast.standing,
            at=IN_TIME,
            unit=unit,
            period=Q1.same_last_year().previous(),
            figures={CellKey("addicts_closing"): reported(100), CellKey("users_closing"): reported(0)},
            document="Số gốc",
        )
    made = made_target(cast, plan, "addicts_users_listed_reduction", Comparator.DECREASE_AT_LEAST, "7", base_year=2024)
    assert "năm 2024 100 người, nay" in page_of(cast.standing, made)
