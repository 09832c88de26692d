"""Reads of the unit tree on a date. Nothing here asks the clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch

from namro.kernel import vietnamese
from namro.kernel.problems import Refused
from namro.kernel.trees import Tree
from namro.organisations.asking import answer
from namro.organisations.models import (
    Person,
    RoleAssignment,
    ServesLink,
    Succession,
    Unit,
    UnitFunction,
    UnitName,
    UnitParent,
    UnitTag,
)
from namro.organisations.rules import Relation, UnitLevel

# The tag of the top unit of an invented province: every page and document then says so.
DEMONSTRATION = "trình diễn"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """A unit as it is on one date."""

    id: int
    code: str
    level: UnitLevel
    kind: str
    category: str
    relation: Relation
    name: str
    short_name: str
    other_names: tuple[str, ...]
    letterhead_parent: str
    letterhead_name: str
    document_symbol: str
    place: str
    sort_key: str
    parent: int | None
    tags: tuple[str, ...]
    # What the law gives to this agency beside what its kind says; see answers_for.
    functions: tuple[str, ...] = ()

    @property
    def is_asked(self) -> bool:
        """True for a body that a plan asks (đề nghị) and never orders, so that it is never late."""
        return self.relation is Relation.REQUESTED


def units_on(on: date, ids: Iterable[int] | None = None) -> dict[int, UnitRow]:
    """All units that exist on a day, by id, in Vietnamese order of their names. One query whatever the number."""
    names = UnitName.objects.filter(valid__contains=on, unit__valid__contains=on)
    if ids is not None:
        names = names.filter(unit__in=list(ids))

    def that_day(links: type[UnitParent] | type[UnitTag] | type[UnitFunction], field: str) -> ArraySubquery:
        found = links._default_manager.filter(unit=OuterRef("unit"), valid__contains=on)
        return ArraySubquery(found.values(field).order_by(field))

    names = names.select_related("unit").annotate(
        parents=that_day(UnitParent, "parent"),
        tags=that_day(UnitTag, "tag"),
        functions=that_day(UnitFunction, "function"),
    )
    rows = [
        UnitRow(
            id=unit.pk,
            code=unit.code,
            level=UnitLevel(unit.level),
            kind=unit.kind,
            category=unit.category,
            relation=Relation(unit.relation),
            name=name.name,
            short_name=name.short_name or name.name,
            other_names=tuple(name.other_names),
            letterhead_parent=name.letterhead_parent,
            letterhead_name=name.letterhead_name or name.name.upper(),
            document_symbol=name.document_symbol,
            place=name.place,
            sort_key=name.sort_key,
            parent=next(iter(name.parents), None),
            tags=tuple(sorted(name.tags)),
            functions=tuple(sorted(name.functions)),
        )
        for name in names
        for unit in (name.unit,)
    ]
    return {row.id: row for row in sorted(rows, key=lambda row: row.sort_key)}


def bearers(units: Iterable[UnitRow], function: str) -> tuple[UnitRow, ...]:
    """Who supplies what forms ask of «health», «justice» …: whoever was given the function, else units of that kind."""
    rows = tuple(units)
    return tuple(row for row in rows if function in row.functions) or tuple(row for row in rows if row.kind == function)


def tree_on(on: date) -> Tree[int]:
    """The tree of all units on a day, under the one top unit of this installation.

    Raises Refused("no-units") while no unit has been set up for that day.
    """
    existing = Unit.objects.filter(valid__contains=on).values_list("pk", flat=True)
    if not existing:
        raise Refused("no-units", "Chưa có đơn vị nào vào ngày này; hãy thiết lập tỉnh trước.")
    parents = dict(UnitParent.objects.filter(valid__contains=on).values_list("unit_id", "parent_id"))
    return Tree((unit, parents.get(unit)) for unit in existing)


def units_under(tree: Tree[int], unit: int) -> frozenset[int]:
    """A unit and everything below it."""
    return frozenset({unit, *tree.descendants(unit)})


def units_until(on: date) -> set[int]:
    """Every unit that exists on a day or existed before it."""
    units = Unit.objects.filter(valid__startswith__lte=on).values_list("pk", flat=True)
    return answer(("units until", on), lambda: set(units))


def forebears(units: Iterable[int], on: date) -> set[int]:
    """Units ended by a day whose counts, wholly or in part, have gone to these; and those before them."""
    heirs = dict[int, set[int]]()
    for giver, heir in answer(("successions", on), lambda: _successions_until(on)):
        heirs.setdefault(heir, set()).add(giver)
    found: set[int] = set()
    waiting = list(units)
    while waiting:
        new = heirs.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def _successions_until(on: date) -> list[tuple[int, int]]:
    ended = Succession.objects.filter(from_unit__valid__endswith__lte=on, effective_on__lte=on)
    return list(ended.values_list("from_unit_id", "to_unit_id"))


def days_of_change() -> list[date]:
    """The days on which units were merged, split or handed over, newest first."""
    days = Succession.objects.order_by("-effective_on").values_list("effective_on", flat=True)
    return list(days.distinct())


def serving(unit: int, on: date) -> tuple[list[int], list[int]]:
    """Whom a unit serves beside the one it hangs on, and who serves it."""
    links = ServesLink.objects.filter(valid__contains=on)
    serves = links.filter(unit=unit).values_list("served", flat=True)
    return list(serves), list(links.filter(served=unit).values_list("unit", flat=True))


def roles_on(person_id: int, on: date) -> list[RoleAssignment]:
    return list(RoleAssignment.objects.filter(person_id=person_id, valid__contains=on).select_related("unit"))


def is_demonstration() -> bool:
    """True where the top unit is marked as invented; set only when the demonstration province is made."""
    return UnitTag.objects.filter(tag=DEMONSTRATION).exists()


def province_name(on: date) -> str:
    """What the province of this installation is called on a day; "" where none or several are set up."""
    names = UnitName.objects.filter(valid__contains=on, unit__level=UnitLevel.PROVINCE).values_list("name", flat=True)
    return names[0] if len(names) == 1 else ""


def names_at(on: date, ids: Iterable[int]) -> dict[int, str]:
    """What units are called on a day; for units gone by then, their last name."""
    wanted = set(ids)
    found: dict[int, str] = {}
    for name in UnitName.objects.filter(unit_id__in=wanted).order_by("valid"):
        if name.valid.lower is None or name.valid.lower <= on or name.unit_id not in found:
            found[name.unit_id] = name.name
    return found


def short_names_on(on: date, ids: Iterable[int]) -> dict[int, str]:
    """What units are called in brief on a day; a unit that does not exist then is left out."""
    names = UnitName.objects.filter(unit_id__in=set(ids), valid__contains=on)
    return {name.unit_id: name.short_name or name.name for name in names}


def people_with_roles(on: date) -> list[Person]:
    """Everyone with an account, with the roles held on a day in .roles_now, in Vietnamese order of names."""
    people = list(
        Person.objects.prefetch_related(
            Prefetch(
                "roles",
                RoleAssignment.objects.filter(valid__contains=on).select_related("unit"),
                to_attr="roles_now",
            )
        )
    )
    return sorted(people, key=lambda person: vietnamese.sort_key(given_name_first(person.full_name)))


def given_name_first(full_name: str) -> str:
    """«Nguyễn Văn An» is looked for under «An»."""
    *before, given = full_name.split() or [""]
    return " ".join([given, *before])
