"""Units over time, names of bodies, roles for a time, and the audit chain."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from namro.kernel.problems import Refused
from namro.organisations import access, actions, audit, bodies, official_list, queries
from namro.organisations.models import AuditEntry, RoleAssignment, UnitName, UnitParent
from namro.organisations.rules import Permission, Role
from tests.cast import AT, C_GOES_INTO_B, FROM, Cast

BEFORE, AFTER = date(2026, 3, 1), date(2026, 8, 1)


def test_tree_is_that_of_the_day(cast: Cast) -> None:
    assert cast.c.pk in queries.tree_on(BEFORE)
    assert cast.c.pk not in queries.tree_on(AFTER)
    assert queries.tree_on(BEFORE).ancestors(cast.drug_police.pk) == (cast.police.pk, cast.province.pk)


def test_units_come_in_vietnamese_order(cast: Cast) -> None:
    names = [row.name for row in queries.units_on(BEFORE).values()]
    assert names == [
        "Công an tỉnh Thử",
        "Phòng Cảnh sát điều tra tội phạm về ma túy",
        "Phường Bình Thử",
        "Sở Y tế",
        "Tỉnh Thử",
        "Tòa án nhân dân tỉnh",
        "Xã An Thử",
        "Xã Cẩm Thử",
    ]


def test_no_unit_has_two_names_or_two_places_or_shares_its_code_on_one_day(cast: Cast) -> None:
    overlap = DateRange(date(2026, 1, 1), None)
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitName.objects.create(unit=cast.a, name="Xã Khác", valid=overlap)
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitParent.objects.create(unit=cast.a, parent=cast.police, valid=overlap)
    with pytest.raises(IntegrityError), transaction.atomic():
        cast.a.__class__.objects.create(code=cast.a.code, level="COMMUNE", kind="commune", valid=overlap)


def test_a_code_may_stand_again_after_its_unit_is_gone(cast: Cast) -> None:
    again = DateRange(C_GOES_INTO_B, None)
    unit = cast.c.__class__.objects.create(code=cast.c.code, level="COMMUNE", kind="commune", valid=again)
    assert unit.pk != cast.c.pk


@pytest.mark.parametrize(
    ("person", "permission", "where", "allowed"),
    [
        ("clerk_a", Permission.REPORT_FILL, "a", True),
        ("clerk_a", Permission.REPORT_FILL, "b", False),
        ("section_owner_a", Permission.REPORT_FILL, "a", True),
        ("section_owner_a", Permission.REPORT_SUBMIT, "a", False),
        ("approver_a", Permission.REPORT_SUBMIT, "a", True),
        ("standing", Permission.REPORT_REVIEW, "a", True),
        ("standing", Permission.REPORT_FILL, "a", False),
        ("standing", Permission.REPORT_FILL_FOR, "a", True),
        ("leader", Permission.REPORT_VIEW, "health", True),
        ("leader", Permission.PLAN_PUBLISH, "province", False),
        ("auditor", Permission.AUDIT_VIEW, "province", True),
        ("admin", Permission.REPORT_VIEW, "a", False),
        ("nobody", Permission.UNIT_VIEW, "a", False),
    ],
)
def test_who_may_do_what_where(cast: Cast, person: str, permission: Permission, where: str, *, allowed: bool) -> None:
    assert access.may(getattr(cast, person), permission, unit=getattr(cast, where).pk, on=BEFORE) is allowed


def test_a_role_counts_only_in_its_time(cast: Cast) -> None:
    role = RoleAssignment.objects.get(person=cast.clerk_a)
    actions.end_role(by=cast.admin, at=AT, assignment=role, valid_to=date(2026, 6, 1))
    assert access.may(cast.clerk_a, Permission.REPORT_FILL, unit=cast.a.pk, on=date(2026, 5, 31))
    assert not access.may(cast.clerk_a, Permission.REPORT_FILL, unit=cast.a.pk, on=date(2026, 6, 1))


def test_only_an_administrator_gives_roles(cast: Cast) -> None:
    with pytest.raises(Refused, match="không có quyền"):
        actions.give_role(by=cast.standing, at=AT, person=cast.nobody, unit=cast.a, role=Role.LEADER, valid_from=FROM)


def test_a_closed_account_may_do_nothing(cast: Cast) -> None:
    actions.close_account(by=cast.admin, at=AT, person=cast.clerk_a)
    assert access.units_for(cast.clerk_a, Permission.REPORT_FILL, on=BEFORE) == frozenset()


@pytest.mark.parametrize(
    ("text", "kind", "members"),
    [
        ("Sở Y tế", "unit", ["health"]),
        ("Đề nghị Tòa án nhân dân tỉnh", "unit", ["court"]),
        ("Toà án nhân dân tỉnh", "unit", ["court"]),
        ("Công an tỉnh", "unit", ["police"]),
        ("Phòng PC04", "unit", ["drug_police"]),
        ("TAND tỉnh", "unit", ["court"]),
        ("UBND các xã, phường", "group", ["a", "b", "c"]),
        ("Ủy ban nhân dân các xã, phường", "group", ["a", "b", "c"]),
        ("các sở, ban, ngành", "group", ["police", "health"]),
        ("Hội Người làm vườn", "unknown", []),
    ],
)
def test_a_body_named_in_a_plan_is_found(cast: Cast, text: str, kind: str, members: list[str]) -> None:
    match = bodies.directory_on(BEFORE, top=cast.province.pk).match(text)
    assert (match.kind, set(match.units)) == (kind, {getattr(cast, member).pk for member in members})


def test_a_group_is_that_of_the_plans_day(cast: Cast) -> None:
    match = bodies.directory_on(AFTER, top=cast.province.pk).match("UBND các xã, phường")
    assert set(match.units) == {cast.a.pk, cast.b.pk}


def test_a_real_province_starts_with_its_communes(db: None) -> None:
    province = actions.set_up_province(by=None, at=AT, code="40")
    units = queries.units_on(date(2026, 1, 1))
    assert units[province.pk].name == "Tỉnh Nghệ An"
    assert sum(row.kind == "commune" for row in units.values()) == 130
    assert {"police", "health", "court"} <= {row.kind for row in units.values()}
    with pytest.raises(Refused, match="chỉ thiết lập tỉnh một lần"):
        actions.set_up_province(by=None, at=AT, code="40")


def test_an_unknown_province_is_refused_with_the_codes_there_are() -> None:
    with pytest.raises(Refused, match="40 Tỉnh Nghệ An"):
        official_list.province("00")


def link_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_the_chain_holds_and_shows_tampering(cast: Cast) -> None:
    link_now()
    assert audit.first_broken_link() is None
    victim = AuditEntry.objects.order_by("chain_no")[2]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE organisations_auditentry DISABLE TRIGGER only_grows")
        cursor.execute("UPDATE organisations_auditentry SET action = 'x' WHERE id = %s", [victim.pk])
    assert audit.first_broken_link() == victim.chain_no


def test_a_linked_entry_cannot_be_changed(cast: Cast) -> None:
    link_now()
    with pytest.raises(Exception, match="only grows"), transaction.atomic():
        AuditEntry.objects.order_by("chain_no").first().delete()  # type: ignore[union-attr]


def test_cutting_off_the_end_of_the_chain_shows(cast: Cast) -> None:
    link_now()
    last = AuditEntry.objects.order_by("-chain_no")[0]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE organisations_auditentry DISABLE TRIGGER only_grows")
        cursor.execute("DELETE FROM organisations_auditentry WHERE id = %s", [last.pk])
    assert audit.first_broken_link() == last.chain_no


def test_role_dates_are_checked(cast: Cast) -> None:
    with pytest.raises(Refused, match="sau ngày bắt đầu"):
        actions.give_role(
            by=cast.admin,
            at=AT,
            person=cast.nobody,
            unit=cast.a,
            role=Role.FOCAL_POINT,
            valid_from=FROM,
            valid_to=FROM - timedelta(days=1),
        )
