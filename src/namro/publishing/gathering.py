"""Gathering what a consolidated report is made of; the same for its draft, its preview and the frozen document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from namro.assessment.queries import Row as CommuneRow
from namro.assessment.queries import year_rows
from namro.kernel.times import FREE_KINDS, Period
from namro.organisations import queries as organisations
from namro.plans import queries as plans
from namro.plans.models import Plan
from namro.publishing.builders.consolidated import Material, Sender
from namro.publishing.outlines import Outline, outline_for
from namro.publishing.rules import ReportLetterhead
from namro.reporting import queries as reporting


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
    outline = outline_for(letterhead, period.kind, on=on)
    previous, last_year = reporting.comparable(figures)
    return Material(
        figures=figures,
        previous=previous,
        last_year=last_year,
        windows=reporting.windows(figures),
        targets=reporting.target_results(plan, period, on=on, found=figures),
        tasks=plans.tasks_of(plan),
        projects=tuple(plan.projects.values_list("code", "name")),
        difficulties=_difficulties(figures, on),
        communes=_communes(outline, period, on),
        next_due=_next_due(plan, period),
        sender=_sender(figures, letterhead),
        outline=outline,
        bases=tuple(basis.text for basis in outline.bases if not basis.requires or _names(plan, basis.requires)),
        on=on,
        demonstration=organisations.is_demonstration(),
    )


def _difficulties(figures: reporting.Consolidated, on: date) -> tuple[reporting.DifficultyLine, ...]:
    units = {line.unit for line in figures.lines}
    return reporting.difficulties_between(units, figures.period.start, figures.period.end, on=on)


def _communes(outline: Outline, period: Period, on: date) -> Sequence[CommuneRow]:
    return year_rows(period.year, on=on) if "classification" in outline.annexes else ()


def _names(plan: Plan, text: str) -> bool:
    """The plan's own document names another text."""
    return Plan.objects.filter(pk=plan.pk, draft__document__text__contains=text).exists()


def _next_due(plan: Plan, period: Period) -> date | None:
    """When the units' reports of the next period are due, by the first of them."""
    if period.kind in FREE_KINDS:
        return None
    after = period.next()
    due = reporting.reports().filter(rule__plan=plan, window_start=after.start, window_end=after.end)
    return due.order_by("due_on").values_list("due_on", flat=True).first()


def _sender(figures: reporting.Consolidated, letterhead: ReportLetterhead) -> Sender:
    """The body that the plan's reports go to sends the report up; the standing unit has drafted it."""
    plan, units = figures.plan, figures.units
    rule = plan.report_rules.first()
    return Sender(
        letterhead=letterhead,
        issuer=units[rule.receiver_id if rule else plan.standing_unit_id],
        top=units[plan.owner_id],
        standing=units[plan.standing_unit_id],
    )
