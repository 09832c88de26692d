"""The first page: what the person's units owe this week, what the person was told, and what waits for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.views.decorators.http import require_GET

from namro.organisations import access
from namro.organisations.models import Person
from namro.organisations.rules import Permission
from namro.plans.models import Draft, Plan, TaskUnit
from namro.plans.rules import DraftState, Part, TaskState
from namro.reporting import queries as reporting
from namro.reporting.queries import reminders
from namro.reporting.rules import Standing
from namro.web.access import Request, signed_in
from namro.web.pages import page
from namro.web.recognition_home import recognition_of

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
        "notices": len(reminders.notices_of(person, on=on, unread_only=True)),
        "told": list(reminders.escalations_seen_by(person, reviews=False).filter(to=person, seen_at=None)),
        "waiting": waiting(person, on),
        "drafts": drafts(person, on),
        "plans": plans(person, on),
        "has_rights": bool(held),
        "may_upload": Permission.PLAN_READ_IN in held,
        "may_calendar": Permission.REPORT_SUBMIT in held,
        "may_see_all": Permission.CONSOLIDATE in held,
        "recognition": recognition_of(person, on),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What some units have to send and to do by Sunday, the overdue first, and what comes after it."""

    late: Sequence[reporting.ReportLine]
    returned: Sequence[reporting.ReportLine]
    this_week: Sequence[reporting.ReportLine]
    later: Sequence[reporting.ReportLine]
    tasks: Sequence[TaskUnit]
    sunday: date
    several_units: bool

    @property
    def urgent(self) -> list[reporting.ReportLine]:
        return [*self.late, *self.returned, *self.this_week]


def owed(person: Person, on: date) -> Week | None:
    """None for someone who fills and sends for no unit."""
    own = access.units_for(person, Permission.REPORT_FILL, on=on) | access.units_for(
        person, Permission.REPORT_SUBMIT, on=on
    )
    if not own:
        return None
    sunday = on + timedelta(days=6 - on.weekday())
    lines = [line for line in reporting.reports_at(own, on=on) if line.is_open]
    rest = [line for line in lines if line.standing in {Standing.NOT_DUE, Standing.ASKED}]
    return Week(
        late=[line for line in lines if line.standing is Standing.OVERDUE],
        returned=[line for line in lines if line.standing is Standing.RETURNED],
        this_week=[line for line in rest if on <= line.due_on <= sunday],
        later=[line for line in rest if line.period.start <= on and line.due_on > sunday][:LINES_SHOWN],
        tasks=tasks_due(own, sunday),
        sunday=sunday,
        several_units=len(own) > 1,
    )


def tasks_due(units: frozenset[int], sunday: date) -> list[TaskUnit]:
    """Tasks that the units lead, due up to Sunday and not done, of plans that still hold; the newest day first."""
    led = TaskUnit.objects.filter(unit__in=units, part=Part.LEAD)
    parts = led.filter(task__due_on__lte=sunday, task__recurring=False)
    parts = parts.exclude(state=TaskState.DONE).exclude(task__endings__is_closed=True)
    return list(parts.select_related("task__plan").order_by("-task__due_on", "pk"))


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
