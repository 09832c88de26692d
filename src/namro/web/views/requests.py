"""Requests on occasion: three clicks to ask, a table of answers, one to close."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from namro.catalogue import browsing
from namro.catalogue import queries as catalogue
from namro.kernel.elements import CellKey
from namro.kernel.problems import Refused
from namro.organisations import queries as organisations
from namro.organisations.models import Unit
from namro.organisations.rules import ROLES, Permission, Role
from namro.reporting.actions.requests import close_request, make_request
from namro.reporting.queries.lists import standing_of
from namro.reporting.queries.requests import RequestPage, lately_asked, request_lines, request_page, requests_of
from namro.reporting.rules import in_words
from namro.web.access import Request, requires
from namro.web.forms.requests import (
    WindowForm,
    chosen_cells,
    chosen_units,
    deadlines,
    due_of,
    unit_groups,
    usual_window,
)
from namro.web.pages import page

# What is asked most where nothing has been asked yet.
USUAL = ("addicts_closing", "users_closing", "arrests_in_area", "hotspots_detected", "communication_events")
FOUND_SHOWN = 30


@require_GET
@requires(Permission.COMPLETENESS_VIEW)
@page(template="requests/list.html")
def list_requests(request: Request) -> dict[str, Any]:
    return {
        "lines": request_lines(request.units),
        "may_ask": asker_of(request) is not None,
        "now": timezone.now(),
    }


def asker_of(request: Request) -> Unit | None:
    """The unit for which the person may ask: where they hold the role."""
    for held in organisations.roles_on(request.user.pk, request.today):
        if Permission.REQUEST_MAKE in ROLES[Role(held.role)].permissions:
            return held.unit
    return None


@require_http_methods(["GET", "POST"])
@requires(Permission.REQUEST_MAKE)
@page(template="requests/new.html", partials=("found",))
def new_request(request: Request) -> dict[str, Any] | HttpResponseBase:
    """All on one page, with the usual answers given: tick a figure, send."""
    now, posted = timezone.now(), request.POST
    rows = {row.id: row for row in organisations.units_on(request.today).values() if row.parent is not None}
    window = WindowForm(posted or None, initial=usual_window(request.today))
    trouble = ""
    if request.method == "POST" and window.is_valid():
        try:
            asker = asker_of(request)
            assert asker is not None
            made = make_request(
                by=request.user,
                at=now,
                asker=asker,
                cells=chosen_cells(posted),
                units=chosen_units(posted, rows),
                window=window.window(),
                due_at=due_of(posted.dict(), now),
                title=posted.get("title", "")[:160],
                note=posted.get("note", "")[:1000],
            )
        except Refused as refused:
            trouble = refused.message
        else:
            messages.success(request, _("Đã gửi yêu cầu; đơn vị thấy ngay trên trang của mình."))
            return redirect("requests:show-request", made.pk)
    words, offered = request.GET.get("tim", ""), _offered(posted.getlist("cell"))
    # What is ticked stays in sight while one searches on.
    picked = set(posted.getlist("cell")) | set(request.GET.getlist("cell"))
    kept = [cell for cell in _cells(browsing.search_elements("")) if cell[0] in picked]
    results = _cells(browsing.askable(browsing.search_elements(words))[:FOUND_SHOWN]) if words else []
    return {
        "trouble": trouble,
        "window": window,
        "offered": offered,
        "words": words,
        "found": [cell for cell in dict.fromkeys([*kept, *results]) if cell not in offered],
        "picked": picked,
        "groups": unit_groups(rows, request.today),
        "picked_groups": set(posted.getlist("group")) if posted else {"commune"},
        "rows": rows.values(),
        "picked_units": set(posted.getlist("unit")),
        "deadlines": deadlines(now),
        "due": posted.get("due", "1h"),
        "posted": posted,
        "status": 422 if trouble or window.errors else 200,
    }


def _offered(picked: list[str]) -> list[tuple[str, str, str]]:
    """What was picked, then what was asked lately, then what is asked most: address, words, unit of counting."""
    elements = catalogue.elements()
    keys = [*picked, *map(str, lately_asked()), *(str(CellKey(code)) for code in USUAL)]
    found: list[tuple[str, str, str]] = []
    for text in dict.fromkeys(keys):
        element = elements.get(text.partition("[")[0])
        if element is not None and element.kind != "D":
            found.extend(cell for cell in _cells([element]) if cell[0] == text)
    return found


def _cells(elements: Any) -> list[tuple[str, str, str]]:
    return [
        (str(key), f"{e.name}: {part}" if (part := dict(e.breakdowns).get(key.breakdown)) else e.name, e.unit)
        for e in elements
        for key in e.cells()
    ]


@require_GET
@requires(Permission.COMPLETENESS_VIEW)
@page(template="requests/show.html", partials=("answers",))
def show_request(request: Request, request_id: int) -> dict[str, Any]:
    made = get_object_or_404(requests_of(request.units), pk=request_id)
    found = request_page(made, on=request.today)
    return {
        "made": made,
        "found": found,
        "columns": [(cell.label, found.elements[cell.element].unit) for cell in found.cells],
        "rows": _rows(found, request),
        "totals": [(cell.label, found.totals[cell.key], found.elements[cell.element].decimals) for cell in found.cells],
        "may_close": made.closed_at is None and asker_of(request) is not None,
        "over": timezone.now() > made.due_at,
    }


def _rows(found: RequestPage, request: Request) -> list[dict[str, Any]]:
    """Units that have answered first, in order of their names."""
    rows = [
        {
            "answer": answer,
            "standing": standing_of(answer.report, request.today, asked=answer.asked) if answer.report else None,
            "late": answer.is_late(found.request.due_at),
            "cells": [
                (
                    cell.label,
                    in_words(answer.values[cell.key], found.elements[cell.element].decimals)
                    if cell.key in answer.values
                    else "",
                )
                for cell in found.cells
            ],
        }
        for answer in found.answers
    ]
    return sorted(rows, key=lambda row: not row["answer"].is_sent)


@require_POST
@requires(Permission.REQUEST_MAKE)
def end_request(request: Request, request_id: int) -> HttpResponseBase:
    made = get_object_or_404(requests_of(request.units), pk=request_id)
    gone = close_request(by=request.user, at=timezone.now(), request=made)
    messages.success(request, _("Đã đóng yêu cầu; %(n)s đơn vị chưa trả lời không phải trả lời nữa.") % {"n": gone})
    return redirect("requests:show-request", made.pk)
