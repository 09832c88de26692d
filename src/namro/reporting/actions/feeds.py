"""Calendar addresses: made, replaced, ended."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from namro.kernel.problems import Refused
from namro.organisations import access, audit
from namro.organisations.models import Person, Unit
from namro.organisations.rules import Permission
from namro.reporting.models import CalendarFeed
from namro.reporting.queries.feeds import feeds_of, hash_of

MOST_A_UNIT = 12


@transaction.atomic
def open_feed(*, by: Person, at: datetime, unit: Unit) -> str:
    """Make an address for a unit's calendar. Gives its token, which is told this once and not kept."""
    access.require(by, Permission.REPORT_VIEW, unit=unit.pk, on=timezone.localdate(at))
    if feeds_of([unit.pk]).count() >= MOST_A_UNIT:
        raise Refused("feeds", f"Đơn vị đã có {MOST_A_UNIT} địa chỉ lịch; thu hồi bớt địa chỉ không dùng rồi lập mới.")
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(unit=unit, token_hash=hash_of(token), by=by, at=at)
    audit.record(by=by, at=at, action="calendar.open", subject=feed, unit=unit)
    return token


@transaction.atomic
def end_feed(*, by: Person, at: datetime, feed: CalendarFeed) -> None:
    """End an address at once, one's own or that of somebody else at the unit."""
    access.require(by, Permission.REPORT_VIEW, unit=feed.unit_id, on=timezone.localdate(at))
    ended = CalendarFeed.objects.filter(pk=feed.pk, ended_at=None).update(ended_by=by, ended_at=at)
    if ended:
        audit.record(by=by, at=at, action="calendar.end", subject=feed, unit=feed.unit)


@transaction.atomic
def replace_feed(*, by: Person, at: datetime, feed: CalendarFeed) -> str:
    """End an address and give another one in its place."""
    end_feed(by=by, at=at, feed=feed)
    return open_feed(by=by, at=at, unit=feed.unit)


def note_reading(*, feed: CalendarFeed, on: date) -> None:
    """Remember the day of the last reading, by which people tell an address that nobody uses."""
    CalendarFeed.objects.filter(pk=feed.pk).exclude(last_read_on=on).update(last_read_on=on)
