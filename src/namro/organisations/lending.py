"""Lending rights for a time (ủy quyền), and days of absence with who stands in. Also taking both back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from namro.kernel.problems import Refused
from namro.organisations import audit
from namro.organisations.deputies import lendable_roles
from namro.organisations.models import Absence, Delegation, Person, RoleAssignment
from namro.organisations.rules import LENDABLE, ROLES, Permission, Role

LONGEST = timedelta(days=366)


@transaction.atomic
def lend(
    *,
    by: Person,
    at: datetime,
    role: RoleAssignment,
    taker: Person,
    permissions: Collection[Permission],
    first: date,
    last: date,
    note: str = "",
    absence: Absence | None = None,
) -> Delegation:
    """Let another person use some rights of one's own role from a first to a last day, both included.

    What one holds only in another's place cannot be lent on.
    """
    on = timezone.localdate(at)
    if role.person_id != by.pk or role.pk not in {held.pk for held in lendable_roles(by, on)}:
        raise Refused("forbidden", "Chỉ ủy quyền được vai trò của chính anh, chị đang giữ.")
    if taker.pk == by.pk or not taker.is_active:
        raise Refused("taker", "Chọn người khác, có tài khoản đang dùng.")
    may_lend = ROLES[Role(role.role)].permissions & LENDABLE
    if not permissions or not set(permissions) <= may_lend:
        raise Refused("lent-permissions", "Chọn ít nhất một việc trong những việc vai trò này được ủy quyền.")
    check_days(first, last, on=on)
    made = Delegation.objects.create(
        role=role,
        taker=taker,
        permissions=sorted(str(p) for p in permissions),
        valid=DateRange(first, last + timedelta(days=1)),
        note=note.strip(),
        absence=absence,
        by=by,
        at=at,
    )
    audit.record(by=by, at=at, action="role.lend", subject=made, unit=role.unit, to=taker.pk, rights=made.permissions)
    return made


def check_days(first: date, last: date, *, on: date) -> None:
    if last < first:
        raise Refused("days", "Ngày cuối phải từ ngày đầu trở đi.")
    if last < on:
        raise Refused("days", "Những ngày này đã qua; chọn từ hôm nay trở đi.")
    if last - first > LONGEST:
        raise Refused("days", "Mỗi lần nhiều nhất một năm; hết hạn thì lập lại.")


@transaction.atomic
def revoke(*, by: Person, at: datetime, delegation: Delegation) -> Delegation:
    """End a delegation at once: by who lent it, or by who holds it and gives it back."""
    held = Delegation.objects.select_for_update(of=("self",)).select_related("role", "role__unit").get(pk=delegation.pk)
    if by.pk not in (held.role.person_id, held.taker_id):
        raise Refused("forbidden", "Chỉ người ủy quyền hoặc người được ủy quyền kết thúc được.")
    if held.revoked_at is not None:
        return held
    held.revoked_by, held.revoked_at = by, at
    held.save(update_fields=["revoked_by", "revoked_at"])
    audit.record(by=by, at=at, action="role.take_back", subject=held, unit=held.role.unit)
    return held


@transaction.atomic
def note_absence(
    *, by: Person, at: datetime, first: date, last: date, stand_in: Person | None = None, note: str = ""
) -> Absence:
    """Say that one is away; whoever stands in gets all rights of one's roles that can be lent, for those days."""
    check_days(first, last, on=timezone.localdate(at))
    absence = Absence.objects.create(
        person=by, valid=DateRange(first, last + timedelta(days=1)), note=note.strip(), by=by, at=at
    )
    audit.record(by=by, at=at, action="person.absence", subject=absence)
    if stand_in is not None:
        for role in lendable_roles(by, timezone.localdate(at)):
            rights = ROLES[Role(role.role)].permissions & LENDABLE
            lend(by=by, at=at, role=role, taker=stand_in, permissions=rights, first=first, last=last, absence=absence)
    return absence


@transaction.atomic
def end_absence(*, by: Person, at: datetime, absence: Absence) -> Absence:
    """Come back before the day; what was lent for the absence ends with it."""
    if absence.person_id != by.pk:
        raise Refused("forbidden", "Chỉ người vắng mặt báo đi làm lại.")
    if absence.ended_at is None:
        absence.ended_by, absence.ended_at = by, at
        absence.save(update_fields=["ended_by", "ended_at"])
        for delegation in absence.delegations.filter(revoked_at=None):
            revoke(by=by, at=at, delegation=delegation)
        audit.record(by=by, at=at, action="person.back", subject=absence)
    return absence
