"""Calendar addresses of units, and what a calendar may read at one: due days and names of reports, nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from namro.organisations import access
from namro.organisations.models import Unit
from namro.organisations.rules import Permission
from namro.reporting.models import CalendarFeed, Report
from namro.reporting.queries.lists import report_lines

PAST_SHOWN = timedelta(days=60)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def feeds_of(units: Iterable[int]) -> QuerySet[CalendarFeed]:
    """Addresses that nobody has ended, newest first."""
    return CalendarFeed.objects.filter(unit__in=list(units), ended_at=None).select_related("by", "unit")


def feed_at(token: str, *, on: date) -> CalendarFeed | None:
    """The address that this token opens on a day; None once it is ended, its person has left, or the unit is gone."""
    feed = CalendarFeed.objects.filter(token_hash=hash_of(token), ended_at=None).select_related("by", "unit").first()
    if feed is None or not Unit.objects.filter(pk=feed.unit_id, valid__contains=on).exists():
        return None
    return feed if access.may(feed.by, Permission.REPORT_VIEW, unit=feed.unit_id, on=on) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDay:
    """since: when the report began to be asked for; it does not change, so that the same feed stays the same bytes."""

    report: int
    name: str
    due_on: date
    asked: bool
    since: datetime


def due_days_of(unit: int, *, on: date) -> list[DueDay]:
    """Reports that the unit has still to send, those long past left out."""
    found = Report.objects.filter(unit=unit, due_on__gte=on - PAST_SHOWN)
    since = dict(found.values_list("pk", "rule__plan__published_at"))
    return [
        DueDay(
            report=line.id,
            name=f"{line.title}, {line.period.label}",
            due_on=line.due_on,
            asked=line.asked,
            since=since[line.id] or timezone.make_aware(datetime.combine(line.period.start, time())),
        )
        for line in report_lines(found, on)
        if line.is_open
    ]
