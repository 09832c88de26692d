"""All writes about units, people and roles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from namro.kernel.problems import Refused
from namro.organisations import access, audit, founding, official_list
from namro.organisations.journal import Journal
from namro.organisations.models import Person, RoleAssignment, Unit
from namro.organisations.rules import NewUnit, Permission, Role


@transaction.atomic
def add_units(
    *, by: Person | None, at: datetime, valid_from: date, units: Sequence[NewUnit], legal_reference: str = ""
) -> dict[str, Unit]:
    """Add units that exist from a day on, with their names, places and tags; answers them by code.

    by is None only when the program sets itself up. Raises Refused("unit-code") for a code in use on that day.
    """
    known = founding.found(Journal(), units, DateRange(valid_from, None), legal_reference=legal_reference)
    if units:
        audit.record(by=by, at=at, action="units.add", subject=known[units[0].code], units=len(units))
    return {u.code: known[u.code] for u in units}


@transaction.atomic
def set_up_province(*, by: Person | None, at: datetime, code: str) -> Unit:
    """Make a province of the official list with its communes and the agencies that plans name; answers the province.

    by is None when the program is set up from the command line. Raises Refused("set-up") when units are there already.
    """
    if Unit.objects.exists():
        raise Refused(
            "set-up", "Đã có đơn vị trong cơ sở dữ liệu; chỉ thiết lập tỉnh một lần, trên cơ sở dữ liệu trống."
        )
    province = official_list.province(code)
    units = [
        official_list.top_unit(province),
        *official_list.agencies_of(province),
        *official_list.communes_of(code),
    ]
    made = add_units(by=by, at=at, valid_from=official_list.valid_from(), units=units)
    return made[code]


@transaction.atomic
def open_account(
    *,
    by: Person | None,
    at: datetime,
    username: str,
    full_name: str,
    password: str | None,
    position: str = "",
    email: str = "",
) -> Person:
    """Open an account without any right; without a password nobody signs in with it until one is set.

    Raises Refused("username") when the name is taken.
    """
    if by is not None:
        _require_manager(by, at)
    if Person.objects.filter(username__iexact=username).exists():
        raise Refused("username", f"Tên đăng nhập {username} đã có người dùng; chọn tên khác.")
    person = Person(username=username.lower(), full_name=full_name, position=position, email=email)
    person.set_password(password)
    person.save()
    audit.record(by=by, at=at, action="person.open_account", subject=person)
    return person


@transaction.atomic
def set_password(*, by: Person | None, at: datetime, person: Person, password: str) -> None:
    if by is not None:
        _require_manager(by, at)
    person.set_password(password)
    person.save(update_fields=["password"])
    audit.record(by=by, at=at, action="person.set_password", subject=person)


@transaction.atomic
def give_role(
    *,
    by: Person | None,
    at: datetime,
    person: Person,
    unit: Unit,
    role: Role,
    valid_from: date,
    valid_to: date | None = None,
    section_owner: str = "",
) -> RoleAssignment:
    """Give a role at a unit from a day on; valid_to is the first day without it (None: until it is ended)."""
    if by is not None:
        access.require(by, Permission.PERSON_MANAGE, unit=unit.pk, on=timezone.localdate(at))
    if valid_to is not None and valid_to <= valid_from:
        raise Refused("role-dates", "Ngày kết thúc vai trò phải sau ngày bắt đầu.")
    assignment = RoleAssignment.objects.create(
        person=person, unit=unit, role=role, section_owner=section_owner, valid=DateRange(valid_from, valid_to)
    )
    audit.record(by=by, at=at, action="role.give", subject=assignment, unit=unit, role=role, person=person.pk)
    return assignment


@transaction.atomic
def end_role(*, by: Person, at: datetime, assignment: RoleAssignment, valid_to: date) -> RoleAssignment:
    """End a role; valid_to is the first day without it. History stays."""
    access.require(by, Permission.PERSON_MANAGE, unit=assignment.unit_id, on=timezone.localdate(at))
    start = assignment.valid.lower
    assignment.valid = DateRange(start, max(valid_to, start))
    assignment.save(update_fields=["valid"])
    audit.record(by=by, at=at, action="role.end", subject=assignment, unit=assignment.unit)
    return assignment


@transaction.atomic
def close_account(*, by: Person, at: datetime, person: Person) -> None:
    _require_manager(by, at)
    person.is_active = False
    person.save(update_fields=["is_active"])
    audit.record(by=by, at=at, action="person.close_account", subject=person)


def _require_manager(by: Person, at: datetime) -> None:
    if not access.units_for(by, Permission.PERSON_MANAGE, on=timezone.localdate(at)):
        raise Refused("forbidden", "Chỉ quản trị viên mới mở, đóng tài khoản hoặc đặt lại mật khẩu.")
