"""May this person, at this unit, on this date? Asked in every action and at every door."""

from __future__ import annotations

from datetime import date

from namro.kernel.problems import Refused
from namro.organisations import queries
from namro.organisations.models import Person
from namro.organisations.rules import ROLES, Permission, Reach, Role


def units_for(person: Person, permission: Permission, *, on: date) -> frozenset[int]:
    """Ids of the units at which the person has the permission on that day; empty if nowhere.

    What a unit left behind when it ended is the matter of its heirs, and of whoever answers for the whole.
    """
    if not person.is_active:
        return frozenset()
    held = [r for r in queries.roles_on(person.pk, on) if permission in ROLES[Role(r.role)].permissions]
    own = {r.unit_id for r in held}
    if any(ROLES[Role(r.role)].reach is Reach.WHOLE for r in held):
        return frozenset(own | queries.units_until(on))
    return frozenset(own | queries.forebears(own, on)) if own else frozenset()


def may(person: Person, permission: Permission, *, unit: int, on: date) -> bool:
    return unit in units_for(person, permission, on=on)


def permissions_on(person: Person, *, on: date) -> frozenset[Permission]:
    """Everything the person may do somewhere; for navigation only, never for a decision about one unit."""
    if not person.is_active:
        return frozenset()
    return frozenset(p for r in queries.roles_on(person.pk, on) for p in ROLES[Role(r.role)].permissions)


def require(person: Person, permission: Permission, *, unit: int, on: date) -> None:
    """Raises Refused("forbidden") where the person lacks the permission at the unit on that day."""
    if not may(person, permission, unit=unit, on=on):
        raise Refused("forbidden", "Anh, chị không có quyền làm việc này ở đơn vị này.")
