"""Communes say that they mean to be free of drugs in a year; the province lays down the days of its own steps."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from namro.assessment import rules
from namro.assessment.models import Dossier, Registration, StepDay
from namro.assessment.queries import recognition as queries
from namro.assessment.rules import DossierState
from namro.assessment.steps import check_can_move
from namro.kernel.problems import Refused
from namro.organisations import access, audit
from namro.organisations.models import Person, Unit
from namro.organisations.rules import Permission


@transaction.atomic
def register_communes(
    *, by: Person, at: datetime, units: Collection[Unit], year: int, document: str
) -> list[Registration]:
    """Register communes that are not registered yet, by their own paper or by a list; answers the new ones.

    By the commune itself or by the standing agency. Raises Refused for a unit that is no commune on that day.
    """
    on = timezone.localdate(at)
    for unit in units:
        _require_own_or_standing(by, unit, on)
    rules.check_can_register(year, on=on)
    if not document.strip():
        raise Refused("document", "Ghi số, ngày của văn bản đăng ký hoặc của danh sách.")
    rules.check_words(document)
    communes, known = queries.communes_on(on), queries.registrations_of(year)
    if not units or any(unit.pk not in communes for unit in units):
        raise Refused("no-commune", "Chọn xã, phường đang có trong danh mục đơn vị.")
    made = [
        Registration.objects.create(unit=unit, year=year, document=document.strip()[:300], by=by, at=at)
        for unit in units
        if unit.pk not in known
    ]
    for one in made:
        audit.record(by=by, at=at, action="recognition.register", subject=one, unit=one.unit, year=year)
    return made


@transaction.atomic
def withdraw_registration(*, by: Person, at: datetime, registration: Registration, reason: str) -> Registration:
    """Take a registration back while nothing has been proposed on it."""
    current = Registration.objects.select_for_update(of=("self",)).select_related("unit").get(pk=registration.pk)
    _require_own_or_standing(by, current.unit, timezone.localdate(at))
    rules.check_reason(reason, missing="Ghi vì sao rút đăng ký.")
    if current.withdrawn_at is not None:
        raise Refused("withdrawn", "Đăng ký này đã rút; tải lại trang.")
    under_way = Dossier.objects.filter(unit=current.unit, year=current.year).exclude(state=DossierState.DRAFT)
    if under_way.exists():
        raise Refused("proposed", "Xã đã đề nghị nên không rút đăng ký; thu hồi đề nghị trước.")
    current.withdrawn_by, current.withdrawn_at, current.withdrawn_reason = by, at, reason.strip()[:1000]
    current.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    audit.record(by=by, at=at, action="recognition.withdraw", subject=current, unit=current.unit, year=current.year)
    return current


@transaction.atomic
def lay_down_day(*, by: Person, at: datetime, year: int, step: str, due_on: date, document: str) -> StepDay:
    """Move a step that the law leaves to the province."""
    if not access.units_for(by, Permission.ASSESSMENT_DECIDE, on=timezone.localdate(at)):
        raise Refused("forbidden", "Chỉ cơ quan thường trực đặt lịch của tỉnh.")
    check_can_move(queries.one_step(year, step), due_on, year=year)
    rules.check_words(document)
    found, _is_new = StepDay.objects.update_or_create(
        year=year, step=step, defaults={"due_on": due_on, "document": document.strip()[:300], "by": by, "at": at}
    )
    audit.record(by=by, at=at, action="recognition.day", subject=found, step=step, due_on=due_on.isoformat())
    return found


def _require_own_or_standing(by: Person, unit: Unit, on: date) -> None:
    if not access.may(by, Permission.ASSESSMENT_PROPOSE, unit=unit.pk, on=on):
        access.require(by, Permission.ASSESSMENT_VERIFY, unit=unit.pk, on=on)
