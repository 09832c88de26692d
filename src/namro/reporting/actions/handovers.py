"""Handing a unit's work over to who comes after, and receiving it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from namro.kernel.personal_data import find_personal_data
from namro.kernel.problems import Refused
from namro.organisations import audit
from namro.organisations.models import Person, RoleAssignment, Unit
from namro.organisations.queries import roles_on
from namro.reporting.models import DutyHandover
from namro.reporting.queries.handover import open_matters

NOT_OF_UNIT = "Chỉ người đang giữ vai trò ở đơn vị này lập hoặc nhận bàn giao."


@transaction.atomic
def make_handover(*, by: Person, at: datetime, unit: Unit, giver: Person, notes: str = "") -> DutyHandover:
    """Keep what is open at a unit as one officer leaves it. giver: oneself, or who left before it could be done."""
    on = timezone.localdate(at)
    _require_post(by, unit, at)
    if not RoleAssignment.objects.filter(person=giver, unit=unit, valid__startswith__lte=on).exists():
        raise Refused("giver", "Người bàn giao phải là người đang giữ hoặc từng giữ vai trò ở đơn vị này.")
    if found := find_personal_data(notes):
        raise Refused("personal-data", " ".join(problem.message for problem in found))
    made = DutyHandover.objects.create(
        unit=unit, giver=giver, notes=notes.strip(), content=open_matters(unit.pk, giver=giver, on=on), by=by, at=at
    )
    audit.record(by=by, at=at, action="handover.make", subject=made, unit=unit, giver=giver.pk)
    return made


@transaction.atomic
def receive_handover(*, by: Person, at: datetime, handover: DutyHandover, remark: str = "") -> DutyHandover:
    """Confirm that one has taken the work over; never by who hands it over."""
    held = DutyHandover.objects.select_for_update(of=("self",)).select_related("unit").get(pk=handover.pk)
    _require_post(by, held.unit, at)
    if held.giver_id == by.pk:
        raise Refused("own-handover", "Người bàn giao không tự nhận; người kế nhiệm xác nhận.")
    if held.received_at is not None:
        raise Refused("received", "Bàn giao này đã có người nhận.")
    held.received_by, held.received_at, held.remark = by, at, remark.strip()
    held.save(update_fields=["received_by", "received_at", "remark"])
    audit.record(by=by, at=at, action="handover.receive", subject=held, unit=held.unit)
    return held


def _require_post(person: Person, unit: Unit, at: datetime) -> None:
    if not person.is_active or all(r.unit_id != unit.pk for r in roles_on(person.pk, timezone.localdate(at))):
        raise Refused("forbidden", NOT_OF_UNIT)
