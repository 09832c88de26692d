"""Dated marks of units: tags that plans and forms address, functions that the law gives, areas that a body serves."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from namro.kernel.problems import Refused
from namro.organisations.changing import Changing
from namro.organisations.models import Person, ServesLink, Unit, UnitChange, UnitFunction, UnitTag
from namro.organisations.rules import TAGS, ChangeKind, Permission


@transaction.atomic
def set_tags(
    *, by: Person, at: datetime, unit: Unit, tags: Collection[str], effective_on: date, legal_reference: str
) -> UnitChange:
    """From a day on a unit has exactly these of the known tags (rules.TAGS); other marks of it are left alone."""
    change = Changing(by, at, ChangeKind.TAG, effective_on, legal_reference)
    change.check_exists(unit)
    if unknown := set(tags) - set(TAGS):
        raise Refused("tag", f"Không có đặc điểm «{min(unknown)}».")
    current = {tag.tag: tag for tag in unit.tags.filter(valid__contains=effective_on, tag__in=TAGS)}
    if set(current) == set(tags):
        raise Refused("same-tags", "Đơn vị đã có đúng các đặc điểm ấy; không có gì để đổi.")
    for tag in current.keys() - set(tags):
        change.end_record(current[tag])
    change.journal.make(
        UnitTag(unit=unit, tag=tag, valid=DateRange(effective_on, None), legal_reference=change.reference)
        for tag in sorted(set(tags) - current.keys())
    )
    return change.finish([unit])


@transaction.atomic
def mark_decided(
    *,
    by: Person,
    at: datetime,
    marks: Mapping[Unit, str],
    among: Collection[str],
    effective_on: date,
    until: Mapping[Unit, date],
    legal_reference: str,
) -> UnitChange:
    """From a day on each unit has of some tags the one that an authority decided, or none of them («»).

    until: where a later decision already says something else of a unit, the day of that. For whoever may write down
    decisions, without the right to edit units.
    """
    change = Changing(by, at, ChangeKind.TAG, effective_on, legal_reference, permission=Permission.ASSESSMENT_DECIDE)
    found = UnitTag.objects.filter(unit__in=list(marks), tag__in=among, valid__contains=effective_on)
    for record in found:
        change.end_record(record)
    change.journal.make(
        UnitTag(unit=unit, tag=tag, valid=DateRange(effective_on, until.get(unit)), legal_reference=change.reference)
        for unit, tag in marks.items()
        if tag
    )
    return change.finish(list(marks))


@transaction.atomic
def set_serves(
    *, by: Person, at: datetime, unit: Unit, served: Sequence[Unit], effective_on: date, legal_reference: str
) -> UnitChange:
    """From a day on a body serves exactly these units beside the one it hangs on."""
    change = Changing(by, at, ChangeKind.SERVES, effective_on, legal_reference)
    change.check_exists(unit)
    for one in served:
        change.check_exists(one)
    if unit in served:
        raise Refused("serves-itself", "Một đơn vị không phục vụ chính nó.")
    current = {link.served_id: link for link in unit.serves.filter(valid__contains=effective_on)}
    wanted = {one.pk: one for one in served}
    if current.keys() == wanted.keys():
        raise Refused("same-serves", "Đơn vị đã phục vụ đúng các nơi ấy; không có gì để đổi.")
    for gone in current.keys() - wanted.keys():
        change.end_record(current[gone])
    change.journal.make(
        ServesLink(unit=unit, served=wanted[new], valid=DateRange(effective_on, None))
        for new in sorted(wanted.keys() - current.keys())
    )
    return change.finish([unit, *served])


@transaction.atomic
def transfer_function(
    *, by: Person, at: datetime, function: str, to: Unit, effective_on: date, legal_reference: str
) -> UnitChange:
    """A task of the law goes to another agency; whoever bore it until then bears it no more.

    function: the word by which elements and forms name who supplies them («health», «drug_police»).
    """
    change = Changing(by, at, ChangeKind.FUNCTION, effective_on, legal_reference)
    change.check_exists(to)
    bearers = list(UnitFunction.objects.filter(function=function, valid__contains=effective_on).select_related("unit"))
    if any(bearer.unit == to for bearer in bearers):
        raise Refused("same-bearer", "Đơn vị ấy đang đảm nhiệm chức năng này; không có gì để chuyển.")
    for bearer in bearers:
        change.end_record(bearer)
    change.journal.make(
        [
            UnitFunction(
                unit=to, function=function, valid=DateRange(effective_on, None), legal_reference=change.reference
            )
        ]
    )
    return change.finish([to, *(bearer.unit for bearer in bearers)])
