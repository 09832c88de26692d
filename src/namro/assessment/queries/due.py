"""Which steps of a year somebody still has to take, and who: for the first page and for reminders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from namro.assessment.models import Dossier, StepReminder
from namro.assessment.queries.recognition import calendar_of, communes_on, decided_of, year_at_hand
from namro.assessment.rules import OPEN_STATES, DossierState
from namro.assessment.steps import Doer, Step
from namro.organisations.models import Person, RoleAssignment, Unit
from namro.organisations.rules import ROLES, Permission, Role, UnitLevel
from namro.reporting.reminding import Channel

_PROPOSERS = tuple(role for role in Role if Permission.ASSESSMENT_PROPOSE in ROLES[role].permissions)
_VERIFIERS = tuple(role for role in Role if Permission.ASSESSMENT_VERIFY in ROLES[role].permissions)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueStep:
    """A step that units have not taken yet. units: the communes; of a step of the standing agency, the province."""

    year: int
    step: Step
    units: tuple[int, ...]


def due_steps(on: date) -> list[DueStep]:
    """What is open on a day in the year at hand and not done, by due day; registering binds nobody and is left out."""
    year = year_at_hand(on)
    return [
        DueStep(year=year, step=step, units=units)
        for step in calendar_of(year)
        if step.is_open(on) and (units := tuple(_left(step.code, year, on)))
    ]


def _left(step: str, year: int, on: date) -> Iterator[int]:
    """Who still has to take a step."""
    dossiers = dict(Dossier.objects.filter(year=year).values_list("unit_id", "state"))
    match step:
        case "propose":
            done = {unit for unit, state in dossiers.items() if state not in OPEN_STATES} | set(decided_of(year))
            yield from (unit for unit in communes_on(on) if unit not in done)
        case "verify" if DossierState.PROPOSED in dossiers.values():
            yield from _province(on)
        case "decide" if DossierState.VERIFIED in dossiers.values():
            yield from _province(on)


def _province(on: date) -> Iterable[int]:
    return Unit.objects.filter(level=UnitLevel.PROVINCE, valid__contains=on).values_list("pk", flat=True)[:1]


def people_of(due: DueStep, *, on: date) -> dict[int, list[Person]]:
    """By unit, whom a step concerns; one query."""
    is_communes = due.step.who is Doer.COMMUNE
    held = RoleAssignment.objects.filter(
        role__in=_PROPOSERS if is_communes else _VERIFIERS, valid__contains=on, person__is_active=True
    ).select_related("person")
    if is_communes:
        held = held.filter(unit__in=due.units)
    found: dict[int, dict[int, Person]] = {unit: {} for unit in due.units}
    for role in held:
        found[role.unit_id if is_communes else due.units[0]][role.person_id] = role.person
    return {unit: list(people.values()) for unit, people in found.items()}


def unread_of(person: Person, *, on: date) -> list[StepReminder]:
    """What the program told this person of steps that are still to be taken, the newest for each step and unit."""
    left = {(due.year, due.step.code, unit) for due in due_steps(on) for unit in due.units}
    rows = StepReminder.objects.filter(person=person, channel=Channel.APP, read_at=None).order_by("made_at")
    newest = {(row.year, row.step, row.unit_id): row for row in rows}
    return [row for key, row in newest.items() if key in left]
