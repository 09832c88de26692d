"""The due days of a unit in the calendar of a phone: the addresses, and what stands at them."""

from __future__ import annotations

import hashlib
from datetime import UTC, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from icalendar import Alarm, Calendar, Event, vDuration

from namro.organisations import queries as organisations
from namro.organisations.models import Unit
from namro.organisations.rules import Permission
from namro.reporting.actions import feeds as actions
from namro.reporting.models import CalendarFeed
from namro.reporting.queries import feeds as queries
from namro.reporting.queries.feeds import DueDay
from namro.web.access import Request, open_to_all, requires
from namro.web.pages import page

READ_AGAIN_AFTER = timedelta(hours=6)
NINE_ON_THE_DAY_BEFORE = timedelta(hours=-15)


@require_http_methods(["GET", "POST"])
@requires(Permission.REPORT_SUBMIT)
@page(template="reports/calendar_feeds.html")
def calendar_feeds(request: Request) -> dict[str, Any] | HttpResponseBase:
    """The addresses of one's own units. A new one is shown on the page that made it and never again."""
    token = ""
    if request.method == "POST":
        unit = request.POST.get("unit", "")
        chosen = get_object_or_404(Unit, pk=int(unit) if unit.isdecimal() else 0, pk__in=request.units)
        token = actions.open_feed(by=request.user, at=timezone.now(), unit=chosen)
    return feeds_page(request, token)


def feeds_page(request: Request, token: str = "") -> dict[str, Any]:
    names = organisations.names_at(request.today, request.units)
    found = list(queries.feeds_of(request.units))
    return {
        "units": [
            {"id": unit, "name": name, "feeds": [feed for feed in found if feed.unit_id == unit]}
            for unit, name in sorted(names.items(), key=lambda entry: entry[1])
        ],
        "address": request.build_absolute_uri(reverse("calendar-feed", args=[token])) if token else "",
    }


@require_POST
@requires(Permission.REPORT_SUBMIT)
def end_feed(request: Request, feed_id: int) -> HttpResponseBase:
    actions.end_feed(by=request.user, at=timezone.now(), feed=_feed(request, feed_id))
    messages.success(request, _("Đã thu hồi; địa chỉ ấy không đọc được nữa."))
    return redirect("reports:calendar-feeds")


@require_POST
@requires(Permission.REPORT_SUBMIT)
@page(template="reports/calendar_feeds.html")
def replace_feed(request: Request, feed_id: int) -> dict[str, Any]:
    token = actions.replace_feed(by=request.user, at=timezone.now(), feed=_feed(request, feed_id))
    return feeds_page(request, token)


def _feed(request: Request, feed_id: int) -> CalendarFeed:
    return get_object_or_404(queries.feeds_of(request.units), pk=feed_id)


@require_GET
@open_to_all
def calendar_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """An iCalendar file for whoever knows the address: dates and names of reports still to send, nothing else.

    An address that does not open anything is answered like one that never was.
    """
    on = timezone.localdate()
    feed = queries.feed_at(token, on=on)
    if feed is None:
        raise Http404
    actions.note_reading(feed=feed, on=on)
    name = organisations.names_at(on, [feed.unit_id])[feed.unit_id]
    home = request.build_absolute_uri(reverse("home"))
    content = calendar_of(name, queries.due_days_of(feed.unit_id, on=on), home=home)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response: HttpResponse
    if request.headers.get("If-None-Match", "") in {etag, f"W/{etag}"}:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="namro.ics"'
    response["ETag"] = etag
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True, max_age=3600)
    return response


def calendar_of(unit_name: str, days: list[DueDay], *, home: str) -> bytes:
    """RFC 5545. The same days give the same bytes: stamps are those of the plans, not of the reading."""
    calendar = Calendar()
    calendar.add("prodid", "-//Nam Ro//Lich bao cao//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"Năm Rõ: {unit_name}")
    calendar.add("x-wr-timezone", "Asia/Ho_Chi_Minh")
    calendar.add("refresh-interval", vDuration(READ_AGAIN_AFTER), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(READ_AGAIN_AFTER))
    for day in days:
        calendar.add_component(_event(day, home))
    return bytes(calendar.to_ical())


def _event(day: DueDay, home: str) -> Event:
    """A whole day, which is the same day in every zone."""
    event = Event()
    host = home.split("/")[2].partition(":")[0]
    event.add("uid", f"report-{day.report}@{host}")
    event.add("dtstamp", day.since.astimezone(UTC))
    event.add("dtstart", day.due_on)
    event.add("dtend", day.due_on + timedelta(days=1))
    event.add("summary", f"Đề nghị: {day.name}" if day.asked else day.name)
    event.add("url", home)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", day.name)
    alarm.add("trigger", NINE_ON_THE_DAY_BEFORE)
    event.add_component(alarm)
    return event
