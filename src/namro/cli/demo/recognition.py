"""Recognition in the invented province: last year's decision, this year's registrations, the first proposals."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from namro.assessment.actions.deciding import Paper, record_decision
from namro.assessment.actions.dossiers import give_back, propose_at_once, verify
from namro.assessment.actions.registering import register_communes
from namro.assessment.models import Decision, Dossier, Registration
from namro.assessment.queries import recognition as queries
from namro.assessment.queries.pinned import Computed, computed_of
from namro.assessment.rules import AreaClass
from namro.cli.demo import province
from namro.cli.demo.chain import Staff
from namro.cli.demo.chance import chance_of
from namro.cli.demo.province import moment
from namro.organisations.asking import asked_once
from namro.organisations.models import Unit

PROPOSALS = 14
VERIFIED = 6
SHOWN_FIRST = "90031"
"""The commune that visitors look at first proposes nothing yet, so that they can."""


def tell(year: int, people: Staff, *, until: datetime) -> None:
    """What has happened by then; a part that is there already is not told again."""
    communes = {c.code: frozenset(c.tags) for c in province.communes()}
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=communes)}
    with transaction.atomic():
        if not Decision.objects.exists():
            decide(year - 1, communes, units, people)
        if not Registration.objects.exists():
            register(year, [units[code] for code, tags in communes.items() if "drug_free_registered" in tags], people)
    if not Dossier.objects.exists() and until.date() > queries.one_step(year, "propose").opens_on + timedelta(days=5):
        propose(year, units, people, on=until.date())


def decide(year: int, communes: dict[str, frozenset[str]], units: dict[str, Unit], people: Staff) -> None:
    day = queries.one_step(year, "decide").due_on
    record_decision(
        by=people.receiver,
        at=moment(day, 16),
        year=year,
        paper=Paper(number="3912/QĐ-UBND", issued_on=day),
        effective_on=day,
        classes={units[code].pk: _class_of(code, tags) for code, tags in communes.items()},
    )


def _class_of(code: str, tags: frozenset[str]) -> AreaClass:
    """By the province's own marks; of those that have registered this year, most were free of drugs last year, too."""
    for tag, area in (("class_1", AreaClass.CLASS_1), ("class_2", AreaClass.CLASS_2), ("class_3", AreaClass.CLASS_3)):
        if tag in tags:
            return area
    chance = chance_of("recognition", code).random()
    if "drug_free_registered" in tags and chance < 0.8:
        return AreaClass.DRUG_FREE
    return AreaClass.CLASS_3 if chance < 0.9 else AreaClass.NONE


def register(year: int, units: Iterable[Unit], people: Staff) -> None:
    day = date(year, 1, 20)
    register_communes(
        by=people.receiver,
        at=moment(day, 9),
        units=list(units),
        year=year,
        document=f"Danh sách đăng ký kèm Công văn số 118/CAT-PC04 ngày {day:%d/%m/%Y}",
    )


def propose(year: int, units: dict[str, Unit], people: Staff, *, on: date) -> None:
    """The communes of which the figures say the most go first; some are verified, one is returned."""
    with asked_once():
        found = computed_of(year, on=on)
        ready = [
            (unit, found[unit.pk])
            for code, unit in sorted(units.items())
            if code != SHOWN_FIRST and unit.pk in found and found[unit.pk].area_class
        ]
        ready.sort(key=lambda one: one[1].area_class is not AreaClass.DRUG_FREE)
        for number, (unit, computed) in enumerate(ready[:PROPOSALS]):
            _propose(number, unit, computed, year, people, on=on)


def _propose(number: int, unit: Unit, computed: Computed, year: int, people: Staff, *, on: date) -> None:
    day = on - timedelta(days=4)
    assert computed.area_class is not None
    dossier = propose_at_once(
        by=people.signs[unit.pk],
        at=moment(day, 8 + number % 8),
        unit=unit,
        year=year,
        proposed=computed.area_class,
        number=f"{40 + number}/TTr-UBND",
        issued_on=day - timedelta(days=1),
    )
    later = moment(on - timedelta(days=1), 8 + number % 8)
    if number < VERIFIED:
        verify(by=people.receiver, at=later, dossier=dossier, agreed=computed.area_class)
    elif number == VERIFIED:
        give_back(by=people.receiver, at=later, dossier=dossier, reason="Bổ sung biên bản họp liên ngành của xã.")
