"""The first page: what the person owes and what waits for them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.views.decorators.http import require_GET

from namro.organisations import access
from namro.organisations.models import Person
from namro.organisations.rules import Permission
from namro.plans.models import Draft, Plan
from namro.plans.rules import DraftState
from namro.reporting import queries as reporting
from namro.web.access import Request, signed_in
from namro.web.pages import page

LINES_SHOWN = 8


@require_GET
@signed_in
@page(template="home/home.html")
def home(request: Request) -> dict[str, Any]:
    person, on = request.user, request.today
    held = access.permissions_on(person, on=on)
    return {
        "on": on,
        "owed": owed(person, on),
        "waiting": waiting(person, on),
        "drafts": drafts(person, on),
        "plans": plans(person, on),
        "has_rights": bool(held),
        "may_upload": Permission.PLAN_READ_IN in held,
    }


def owed(person: Person, on: date) -> list[reporting.ReportLine] | None:
    """The open reports of the person's own units, the most urgent first; None for someone who fills none."""
    own = access.units_for(person, Permission.REPORT_FILL, on=on) | access.units_for(
        person, Permission.REPORT_SUBMIT, on=on
    )
    if not own:
        return None
    return [line for line in reporting.reports_at(own, on=on) if line.is_open and line.has_begun][:LINES_SHOWN]


def waiting(person: Person, on: date) -> list[reporting.ReportLine] | None:
    """What units have sent and nobody has looked at; None for someone who reviews none."""
    units = access.units_for(person, Permission.REPORT_REVIEW, on=on)
    return reporting.waiting_for_review(units, on=on) if units else None


def drafts(person: Person, on: date) -> list[Draft]:
    units = access.units_for(person, Permission.PLAN_READ_IN, on=on)
    found = Draft.objects.filter(document__owner__in=units, state=DraftState.OPEN)
    return list(found.select_related("document").order_by("-created_at")[:LINES_SHOWN])


def plans(person: Person, on: date) -> list[dict[str, Any]]:
    """Each plan with how its reports of the last period that is due stand, for those who may see all of them."""
    found = Plan.objects.order_by("-published_at")[:LINES_SHOWN]
    seen = access.units_for(person, Permission.PLAN_VIEW, on=on)
    overview = access.units_for(person, Permission.COMPLETENESS_VIEW, on=on)
    return [
        {"plan": plan, "tally": current_tally(plan, on) if plan.owner_id in overview else None}
        for plan in found
        if seen
    ]


def current_tally(plan: Plan, on: date) -> reporting.PeriodTally | None:
    """The period in which people now report: the first whose due day has not passed, else the last."""
    tallies = reporting.completeness_grid(plan, on=on).tallies
    open_ones = [tally for tally in tallies if tally.due_on >= on]
    return open_ones[0] if open_ones else (tallies[-1] if tallies else None)
