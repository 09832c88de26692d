"""Rights that people hold: those of their own roles, and those that others have lent them for a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, FilteredRelation, Q

from namro.organisations.asking import answer
from namro.organisations.models import Absence, Delegation, Person, RoleAssignment
from namro.organisations.rules import LENDABLE, ROLES, Permission, Reach, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A role at a unit as one person may use it. giver: who lent it; None for one's own."""

    unit: int
    role: Role
    section_owner: str
    permissions: frozenset[Permission]
    giver: int | None
    giver_name: str

    @property
    def reach(self) -> Reach:
        return ROLES[self.role].reach


def posts_on(person: int, on: date) -> list[Post]:
    """Own roles and lent ones of a day, in one query. What is lent never exceeds what its giver holds that day."""
    return answer(("posts", person, on), lambda: _posts_on(person, on))


def _posts_on(person: int, on: date) -> list[Post]:
    lent = FilteredRelation(
        "delegations",
        condition=Q(delegations__taker=person, delegations__revoked_at=None, delegations__valid__contains=on),
    )
    rows = (
        RoleAssignment.objects.annotate(lent=lent)
        .filter(Q(person=person) | Q(lent__isnull=False, person__is_active=True), valid__contains=on)
        .order_by("pk")
        .values_list(
            "unit_id",
            "role",
            "section_owner",
            "person_id",
            "person__full_name",
            F("lent__permissions"),
        )
    )
    return [_post(person, *row) for row in rows]


def _post(
    person: int, unit: int, name: str, owner: str, holder: int, full_name: str, permissions: list[str] | None
) -> Post:
    role, own = Role(name), holder == person
    all_of_it = ROLES[role].permissions
    return Post(
        unit=unit,
        role=role,
        section_owner=owner,
        permissions=all_of_it if own else all_of_it & LENDABLE & {Permission(p) for p in permissions or ()},
        giver=None if own else holder,
        giver_name="" if own else full_name,
    )


def delegations_of(person: Person) -> list[Delegation]:
    """What a person has lent to others or holds of others, the newest first."""
    return list(
        Delegation.objects.filter(Q(role__person=person) | Q(taker=person)).select_related(
            "role", "role__person", "role__unit", "taker", "absence", "revoked_by"
        )
    )


def lendable_roles(person: Person, on: date) -> list[RoleAssignment]:
    """Roles of one's own with something to lend."""
    held = RoleAssignment.objects.filter(person=person, valid__contains=on).select_related("unit").order_by("pk")
    return [role for role in held if ROLES[Role(role.role)].permissions & LENDABLE]


def colleagues(units: Iterable[int], *, but: Person, on: date) -> list[Person]:
    """Whoever has a role at one of these units on a day and can sign in."""
    found = Person.objects.filter(roles__unit__in=list(units), roles__valid__contains=on, is_active=True)
    return list(found.exclude(pk=but.pk).distinct().order_by("full_name"))


def absences_on(people: Iterable[int], on: date) -> dict[int, Absence]:
    """Who is away on a day, with the absence and whoever stands in."""
    found = Absence.objects.filter(person__in=set(people), valid__contains=on, ended_at=None)
    return {absence.person_id: absence for absence in found.prefetch_related("delegations__taker")}
