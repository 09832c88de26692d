"""What the first page says of the year of recognition: what one's communes, or the standing agency, have to do now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from namro.assessment.models import Dossier
from namro.assessment.queries import due, recognition
from namro.assessment.queries.due import DueStep
from namro.assessment.rules import DossierState
from namro.assessment.steps import Doer
from namro.organisations import access
from namro.organisations import queries as organisations
from namro.organisations.models import Person
from namro.organisations.rules import Permission
from namro.web.recognition_labels import STATES, Look

# More communes than this are not listed one by one: the page of the year has them all.
MOST_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionAtHome:
    """own: communes that are to propose, each with the state of its dossier. standing: steps of the standing agency."""

    year: int
    due_on: date | None
    own: list[tuple[int, str, Dossier | None, Look | None]]
    standing: list[DueStep]
    waiting: int
    unread: int


def recognition_of(person: Person, on: date) -> RecognitionAtHome | None:
    """None for whoever has nothing to do with it, or nothing to do now."""
    mine = access.units_for(person, Permission.ASSESSMENT_PROPOSE, on=on)
    verifies = bool(access.units_for(person, Permission.ASSESSMENT_VERIFY, on=on))
    if not mine and not verifies:
        return None
    steps = due.due_steps(on)
    year = recognition.year_at_hand(on)
    proposing = next((one for one in steps if one.step.code == "propose"), None)
    own = _own(sorted(mine & set(proposing.units)), year, on) if proposing else []
    standing = [one for one in steps if one.step.who is Doer.STANDING] if verifies else []
    if not own and not standing:
        return None
    return RecognitionAtHome(
        year=year,
        due_on=proposing.step.due_on if proposing else None,
        own=own,
        standing=standing,
        waiting=Dossier.objects.filter(year=year, state=DossierState.PROPOSED).count() if verifies else 0,
        unread=len(due.unread_of(person, on=on)),
    )


def _own(units: list[int], year: int, on: date) -> list[tuple[int, str, Dossier | None, Look | None]]:
    names = organisations.names_at(on, units)
    known = {one.unit_id: one for one in Dossier.objects.filter(unit__in=units, year=year)}
    return [
        (unit, names[unit], known.get(unit), STATES[DossierState(known[unit].state)] if unit in known else None)
        for unit in units[:MOST_SHOWN]
    ]
