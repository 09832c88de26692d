"""Targets measured by their settings: unit by unit, by letter, along a path; and never one query more a target."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from namro.catalogue.models import Indicator
from namro.kernel.elements import CellKey
from namro.kernel.figures import reported
from namro.kernel.problems import Refused
from namro.organisations.models import AuditEntry, Unit
from namro.plans import targeting
from namro.plans.models import Allocation, Plan, Target
from namro.plans.rules import Comparator
from namro.plans.targeting import Letter, Settings
from namro.reporting import actions, queries
from tests.apps.reporting import IN_TIME, Q1, make_plan
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ON = IN_TIME.date()
REASON = "Theo công văn số 1."


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return make_plan(cast)


def made(cast: Cast, plan: Plan, code: str, comparator: Comparator, value: str, **more: Any) -> Target:
    return Target.objects.create(
        item=plan.draft.items.get(),
        document=plan.draft.document,
        plan=plan,
        measure=code,
        comparator=comparator,
        value=Decimal(value),
        unit_label=more.pop("unit_label", "%"),
        responsible_unit=cast.drug_police,
        indicator=Indicator.objects.get(code=code),
        **more,
    )


def put(cast: Cast, unit: Unit, **figures: int) -> None:
    values = {CellKey(code): reported(value) for code, value in figures.items()}
    actions.record_baseline(by=cast.standing, at=IN_TIME, unit=unit, period=Q1, figures=values, document="Số gốc")


def told(plan: Plan, target: Target) -> queries.TargetResult:
    return next(r for r in queries.target_results(plan, Q1, on=ON) if r.target.pk == target.pk)


def test_queries_do_not_grow_with_the_number_of_targets(cast: Cast, plan: Plan) -> None:
    put(cast, cast.a, addicts_counselled=5, managed_addicts=100, communication_events=1)
    kinds = ("addicts_counselled_share", "post_rehab_supported_share", "addicts_users_listed_reduction")

    def asked(times: int) -> int:
        for _ in range(times):
            for code in kinds:
                target = made(cast, plan, code, Comparator.AT_LEAST, "45")
                shares = {cast.a.pk: Decimal(40)}
                targeting.allot(by=cast.standing, at=IN_TIME, target=target, shares=shares, reason=REASON)
            made(cast, plan, kinds[0], Comparator.AT_LEAST, "60", each_unit=True)
            made(cast, plan, kinds[1], Comparator.AT_LEAST, "60")
        figures = queries.consolidated(plan, Q1, on=ON)
        with CaptureQueriesContext(connection) as found:
            queries.target_results(plan, Q1, on=ON, found=figures)
        return len(found)

    asked(1)  # what is kept in memory afterwards is asked once
    few, many = asked(1), asked(6)
    assert many == few <= 16


def test_each_unit_has_to_reach_it_by_itself(cast: Cast, plan: Plan) -> None:
    target = made(cast, plan, "addicts_counselled_share", Comparator.AT_LEAST, "45", each_unit=True)
    put(cast, cast.a, addicts_counselled=90, managed_addicts=100)
    put(cast, cast.b, addicts_counselled=1, managed_addicts=10)
    found = told(plan, target)
    assert "1/2 đơn vị = 50%; cần 2 đơn vị, còn thiếu 1" in found.sentence
    assert found.sentence.endswith("chưa đạt ở Phường Bình Thử.")


def test_a_share_is_measured_against_the_units_own_value(cast: Cast, plan: Plan) -> None:
    target = made(cast, plan, "addicts_counselled_share", Comparator.AT_LEAST, "45")
    shares = {cast.a.pk: Decimal(30), cast.b.pk: Decimal(60)}
    targeting.allot(by=cast.standing, at=IN_TIME, target=target, shares=shares, reason=REASON)
    put(cast, cast.a, addicts_counselled=30, managed_addicts=100)
    put(cast, cast.b, addicts_counselled=50, managed_addicts=100)
    found = told(plan, target)
    assert {share.unit: (share.status, share.lacking) for share in found.shares} == {
        cast.a.pk: ("reached", 0),
        cast.b.pk: ("in_progress", 10),
    }


def test_rows_of_the_plans_table_are_linked_and_never_rewritten(cast: Cast, plan: Plan) -> None:
    target = made(cast, plan, "intake_points_count", Comparator.AT_LEAST, "20", unit_label="điểm")
    text = {"plan": plan, "item": plan.draft.items.get(), "document": plan.draft.document, "table": "Bảng 1"}
    row = Allocation.objects.create(**text, unit=cast.a, unit_name="Xã An Thử", value=12, unit_label="điểm")
    targeting.link_table(by=cast.standing, at=IN_TIME, target=target, table="Bảng 1", reason=REASON)
    assert list(target.allocations.all()) == [row]
    change = targeting.allot(
        by=cast.standing, at=IN_TIME, target=target, shares={cast.a.pk: Decimal(15)}, reason=REASON
    )
    row.refresh_from_db()
    assert (row.value, row.target) == (12, None)
    targeting.undo_change(by=cast.standing, at=IN_TIME, change=change)
    assert list(target.allocations.all()) == [row]


def test_a_letter_counts_until_it_is_withdrawn_and_never_before_its_day(cast: Cast, plan: Plan) -> None:
    target = made(cast, plan, "spec_officers_trained_share", Comparator.MORE, "20")
    letter = Letter(number="1/CV", day=ON, method="Danh sách lớp")
    common: dict[str, Any] = {"by": cast.standing, "at": IN_TIME, "target": target, "letter": letter}
    targeting.attest(**common, says=Decimal(20), as_of=date(2026, 2, 1))
    wrong = targeting.attest(**common, says=Decimal(90), as_of=date(2026, 3, 1))
    found = told(plan, target)
    assert (found.status, found.attestation) == ("reached", wrong)
    targeting.withdraw_attestation(by=cast.standing, at=IN_TIME, attestation=wrong, reason="Nhầm lớp")
    assert told(plan, target).result is not None
    assert "20% (cơ quan chủ trì xác nhận" in told(plan, target).sentence
    with pytest.raises(Refused, match="không được sau hôm nay"):
        targeting.attest(**common, says=True, as_of=date(2026, 12, 1))


def test_figures_that_are_all_here_go_before_a_letter(cast: Cast, plan: Plan) -> None:
    target = made(cast, plan, "addicts_counselled_share", Comparator.AT_LEAST, "45")
    put(cast, cast.a, addicts_counselled=50, managed_addicts=100)
    put(cast, cast.b, addicts_counselled=0, managed_addicts=0)
    letter = Letter(number="1/CV", day=ON, method="Ước")
    targeting.attest(by=cast.standing, at=IN_TIME, target=target, says=Decimal(99), as_of=ON, letter=letter)
    assert "50/100 người" in told(plan, target).sentence


def test_settings_that_do_not_fit_are_refused(cast: Cast, plan: Plan) -> None:
    target = made(cast, plan, "addicts_users_listed_reduction", Comparator.DECREASE_AT_LEAST, "7")
    plain = Settings(reading=Comparator.DECREASE_AT_LEAST, indicator=target.indicator_id, due_on=None)
    common: dict[str, Any] = {"by": cast.standing, "at": IN_TIME, "target": target}
    with pytest.raises(Refused, match="Chưa có gì thay đổi"):
        targeting.set_measure(**common, settings=plain, reason=REASON)
    wrong: dict[str, dict[str, Any]] = {
        "không đọc được theo cách ấy": {"reading": Comparator.AT_MOST},
        "Năm gốc phải trước": {"base_year": 2026},
        "văn bản nêu số ấy": {"base_value": Decimal(5)},
    }
    for said, more in wrong.items():
        with pytest.raises(Refused, match=said):
            targeting.set_measure(**common, settings=replace(plain, **more), reason=REASON)
    with pytest.raises(Refused, match="Ghi lý do sửa"):
        targeting.set_measure(**common, settings=replace(plain, due_on=ON), reason="  ")
    with pytest.raises(Refused):
        targeting.set_measure(**common | {"by": cast.leader}, settings=plain, reason=REASON)


def test_a_change_that_was_changed_again_is_not_undone(cast: Cast, plan: Plan) -> None:
    target = made(cast, plan, "addicts_counselled_share", Comparator.AT_LEAST, "45")
    common: dict[str, Any] = {"by": cast.standing, "at": IN_TIME, "target": target}
    first = targeting.lay_path(**common, values={Q1.end: Decimal(10)}, reason=REASON)
    targeting.lay_path(**common, values={Q1.end: Decimal(12)}, reason=REASON)
    with pytest.raises(Refused, match="hoàn tác lần sửa mới hơn trước"):
        targeting.undo_change(by=cast.standing, at=IN_TIME, change=first)
    assert AuditEntry.objects.filter(action="target.change").count() == 2
