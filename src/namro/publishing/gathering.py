"""Gathering what a consolidated report is made of; the same for its draft, its preview and the frozen document."""

from __future__ import annotations

from datetime import date

from namro.kernel.times import FREE_KINDS, Period
from namro.organisations import queries as organisations
from namro.plans.models import Plan, Task
from namro.publishing.builders.consolidated import Material, Sender
from namro.publishing.outlines import outline_for
from namro.publishing.rules import ReportLetterhead
from namro.reporting import queries as reporting

TASKS_LISTED = 20


def gather(
    *,
    plan: Plan,
    period_code: str,
    on: date,
    letterhead: ReportLetterhead = ReportLetterhead.POLICE,
    include_submitted: bool = False,
) -> Material:
    """Raises Refused("period") for no period of the plan."""
    period = reporting.period_of_plan(plan, period_code)
    figures = reporting.consolidated(plan, period, on=on, include_unaccepted=include_submitted, with_revisions=True)
    return Material(
        figures=figures,
        targets=reporting.target_results(plan, period, on=on, found=figures),
        sender=_sender(plan, letterhead, on),
        outline=outline_for(letterhead, period.kind, on=on),
        on=on,
        next_tasks=_next_tasks(plan, period),
        demonstration=organisations.is_demonstration(),
    )


def _sender(plan: Plan, letterhead: ReportLetterhead, on: date) -> Sender:
    """The body that the plan's reports go to sends the report up; the standing unit has drafted it."""
    units = organisations.units_on(on)
    rule = plan.report_rules.first()
    return Sender(
        letterhead=letterhead,
        issuer=units[rule.receiver_id if rule else plan.standing_unit_id],
        top=units[plan.owner_id],
        standing=units[plan.standing_unit_id],
    )


def _next_tasks(plan: Plan, period: Period) -> list[Task]:
    """Tasks with a date that fall into the next period; what goes on all year is not listed again each quarter."""
    if period.kind in FREE_KINDS:
        return []
    after = period.next()
    due = plan.tasks.filter(due_on__gte=after.start, due_on__lte=after.end, recurring=False)
    return list(due.order_by("due_on", "position")[:TASKS_LISTED])
