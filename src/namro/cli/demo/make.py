"""Making the demonstration, step by step; a step that was done before is not done again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from namro.cli.demo import last_year, people, plan, province, recognition, targets, units, year
from namro.cli.demo.chain import staff
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
            made_plan = plan.publish(officer=officer, unit=top, year=province.demonstration_year(today))
            targets.settle(made_plan, officer)
            targets.attest(made_plan, officer, until=today)
    tell_year(Plan.objects.get(), at=at, say=say)
    top = Unit.objects.get(code=province.province().code)
    audit.record(by=None, at=at, action=FINISHED, subject=top, unit=top)


def tell_year(of: Plan, *, at: datetime, say: Say) -> None:
    people, today = staff(), timezone.localdate(at)
    with told(say, "số liệu gốc"):
        year.record_baselines(of, people)
        last_year.record(of.period_from.year - 1, people)
    with told(say, "kế hoạch của các đơn vị"):
        year.send_plans(of, people, until=at)
    quarters = [province.quarter(of.period_from.year, number) for number in range(1, 5)]
    over = [number for number, period in enumerate(quarters, 1) if period.end < today]
    for number in over:
        with told(say, f"báo cáo {quarters[number - 1].label}"):
            year.tell_quarter(of, number, people, until=at, is_newest=number == over[-1])
    with told(say, "đăng ký, đề nghị, quyết định công nhận"):
        recognition.tell(of.period_from.year, people, until=at)
    with told(say, "báo cáo tổng hợp"):
        year.publish_report(of, over, people, until=at)
    if len(over) < len(quarters):
        with told(say, f"báo cáo {quarters[len(over)].label}, kỳ đang mở"):
            year.tell_open_quarter(of, len(over) + 1, people, until=at)


@contextmanager
def told(say: Say, what: str) -> Iterator[None]:
    start = time.monotonic()
    yield
    say(f"trình diễn: {what} ({time.monotonic() - start:.1f} giây)")
