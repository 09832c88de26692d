"""Opening the reports that a published plan asks for."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from namro.kernel.deadlines import due_periods, last_day, parse_due_rule
from namro.kernel.times import ONE_DAY, Period, Regime, campaign
from namro.organisations import access, audit
from namro.organisations.models import Person, Unit
from namro.organisations.rules import Permission
from namro.plans import actions as plans
from namro.plans import revising, versioning
from namro.plans.models import Draft, Plan, ReportRule
from namro.plans.settlement import ReportLine, Sheet
from namro.reporting.models import Report
from namro.reporting.rules import ReportState


@transaction.atomic
def publish_programme(*, by: Person, at: datetime, draft: Draft) -> Plan:
    """Publish a plan and open the reports it asks for, both or neither.

    Of the plan that it amends or replaces, what ends is ended, and reports that nobody has begun are asked no more.
    """
    plan = plans.publish_plan(by=by, at=at, draft=draft)
    if version := revising.end_earlier(by=by, at=at, plan=plan):
        withdraw_reports(by=by, at=at, plan=version.earlier)
    open_due_reports(by=by, at=at, plan=plan)
    return plan


@transaction.atomic
def withdraw_reports(*, by: Person, at: datetime, plan: Plan) -> int:
    """Take back reports of ended rules whose window closes when the later version holds, unless somebody began them.

    Whatever was entered, written, printed or sent stays. Tells how many were taken back.
    """
    access.require(by, Permission.PLAN_PUBLISH, unit=plan.owner_id, on=timezone.localdate(at))
    gone = 0
    for rule, day in versioning.last_days_of(plan).items():
        _number, kinds = untouched_reports().filter(rule=rule, window_end__gte=day).delete()
        gone += kinds.get("reporting.Report", 0)  # with a report go the reminders of it, which are not counted
    audit.record(by=by, at=at, action="reports.withdraw", subject=plan, unit=plan.owner, reports=gone)
    return gone


def untouched_reports() -> QuerySet[Report]:
    """Reports in which nothing was entered, written, printed or sent, so that taking them back loses nothing."""
    return Report.objects.filter(
        state=ReportState.DRAFT, printed_at=None, first_submitted_at=None, document_number="", revisions=None
    ).filter(
        parts=None,
        narratives=None,
        reasons=None,
        steps=None,
        signed_files=None,
        attachments=None,
        difficulties=None,
        versions=None,
    )


@transaction.atomic
def open_due_reports(*, by: Person, at: datetime, plan: Plan) -> int:
    """Make a report for every rule, reporter and window whose cut-off lies in the plan's time; tells how many are new.

    A unit that has ended by the cut-off owes none; its heir does.
    Called twice it makes nothing twice.
    """
    access.require(by, Permission.PLAN_PUBLISH, unit=plan.owner_id, on=timezone.localdate(at))
    before = Report.objects.filter(rule__plan=plan).count()
    since, ended = versioning.first_day_of(plan.draft), versioning.last_days_of(plan)
    for rule in plan.report_rules.prefetch_related("reporters__unit"):
        windows = within(windows_of(rule, plan), since, ended.get(rule.pk))
        Report.objects.bulk_create(
            (
                Report(
                    rule=rule,
                    unit_id=reporter.unit_id,
                    form_version_id=reporter.form_version_id,
                    window_start=period.start,
                    window_end=period.end,
                    period_code=period.code,
                    due_on=due_on,
                )
                for period, due_on in windows
                for reporter in rule.reporters.all()
                if still_there(reporter.unit, period)
            ),
            ignore_conflicts=True,
        )
    made = Report.objects.filter(rule__plan=plan).count() - before
    audit.record(by=by, at=at, action="reports.open", subject=plan, unit=plan.owner, reports=made)
    return made


def still_there(unit: Unit, period: Period) -> bool:
    """The unit has not ended by the cut-off, so that the report is its own to send."""
    return unit.valid.upper is None or period.end < unit.valid.upper


def within(windows: list[tuple[Period, date]], since: date | None, until: date | None) -> list[tuple[Period, date]]:
    """Windows that close when this version of the plan holds: from the day since, before the day until."""
    return [
        (period, due_on)
        for period, due_on in windows
        if (since is None or period.end >= since) and (until is None or period.end < until)
    ]


def windows_of(rule: ReportRule | ReportLine, plan: Plan | Sheet) -> list[tuple[Period, date]]:
    """The windows that a rule asks for within a plan's time, each with the last day on which it may be sent.

    Told of a sheet that is not published yet, too. A report that is due once is about the plan's time up to that day.
    """
    regime = Regime(rule.regime)
    if rule.once_on is not None:
        last = rule.once_on - ONE_DAY if rule.exclusive else rule.once_on
        return [(campaign(min(plan.period_from, last), min(max(plan.period_from, last), last), regime), last)]
    if not rule.rule:
        return []  # asked for on occasion, without a date
    due = parse_due_rule(rule.rule, exclusive=rule.exclusive)
    around = timedelta(days=100)
    periods = due_periods(due, regime, plan.period_from - around, plan.period_to + around)
    return [(p, last_day(due, p)) for p in periods if plan.period_from <= p.end <= plan.period_to]
