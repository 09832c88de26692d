"""Making the demonstration, step by step; a step that was done before is not done again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from namro.cli.demo import people, plan, province, units
from namro.cli.demo.province import moment
from namro.organisations import audit
from namro.organisations.models import AuditEntry, Person, Unit
from namro.organisations.queries import is_demonstration
from namro.plans.models import Plan

FINISHED = "demonstration.finish"
Say = Callable[[str], None]


def is_unfinished() -> bool:
    """True where the making of the demonstration was broken off."""
    return is_demonstration() and not AuditEntry.objects.filter(action=FINISHED).exists()


def make(*, at: datetime, say: Say) -> None:
    """at: now. Whatever is stored is dated before it, as if the year had gone by in this database."""
    today = timezone.localdate(at)
    if not Unit.objects.exists():
        with told(say, "đơn vị, danh mục, tài khoản"), transaction.atomic():
            made = units.add(at=moment(province.valid_from(), 8))
            people.open_accounts(made, at=moment(province.valid_from(), 9))
    if not Plan.objects.exists():
        with told(say, "kế hoạch"), transaction.atomic():
            top = Unit.objects.get(code=province.province().code)
            officer = Person.objects.get(username="thuongtruc")
            plan.publish(officer=officer, unit=top, year=province.demonstration_year(today))
    top = Unit.objects.get(code=province.province().code)
    audit.record(by=None, at=at, action=FINISHED, subject=top, unit=top)


@contextmanager
def told(say: Say, what: str) -> Iterator[None]:
    start = time.monotonic()
    yield
    say(f"trình diễn: {what} ({time.monotonic() - start:.1f} giây)")
