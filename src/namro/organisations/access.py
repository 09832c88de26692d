"""May this person, at this unit, on this date? Asked in every action and at every door."""

from __future__ import annotations

from datetime import date

from namro.kernel.problems import Refused
from namro.organisations import queries
from namro.organisations.deputies import posts_on
from namro.organisations.models import Person
from namro.organisations.rules import Permission, Reach


def units_for(person: Person, permission: Permission, *, on: date) -> frozenset[int]:
    """Ids of the units at which the person has the permission on that day; empty if nowhere.

    What a unit left behind when it ended is the matter of its heirs, and of whoever answers for the whole.
    """
    if not person.is_active:
        return frozenset()
    held = [post for post in posts_on(person.pk, on) if permission in post.permissions]
    own = {post.unit for post in held}
    if any(post.reach is Reach.WHOLE for post in held):
        return frozenset(own | queries.units_until(on))
    return frozenset(own | queries.forebears(own, on)) if own else frozenset()


def may(person: Person, permission: Permission, *, unit: int, on: date) -> bool:
    return unit in units_for(person, permission, on=on)


def permissions_on(person: Person, *, on: date) -> frozenset[Permission]:
    """Everything the person may do somewhere; for navigation only, never for a decision about one unit."""
    if not person.is_active:
        return frozenset()
    return frozenset(permission for post in posts_on(person.pk, on) for permission in post.permissions)


def stands_for(person: Person, permission: Permission, *, unit: int, on: date) -> Person | None:
    """Who lent the right, where the person holds it at that unit only in another's place; None for one's own."""
    posts = [
        post
        for post in posts_on(person.pk, on)
        if permission in post.permissions and (post.reach is Reach.WHOLE or _answers_for(post.unit, unit, on))
    ]
    givers = [post.giver for post in posts if post.giver is not None]
    if not givers or len(givers) < len(posts):
        return None
    return Person.objects.get(pk=givers[0])


def _answers_for(post_unit: int, unit: int, on: date) -> bool:
    return post_unit == unit or unit in queries.forebears({post_unit}, on)


def require(person: Person, permission: Permission, *, unit: int, on: date) -> None:
    """Raises Refused("forbidden") where the person lacks the permission at the unit on that day."""
    if not may(person, permission, unit=unit, on=on):
        raise Refused("forbidden", "Anh, chị không có quyền làm việc này ở đơn vị này.")
