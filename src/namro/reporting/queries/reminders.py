"""Who is to be reminded of which report, what a person has been told, and what waits for the standing agency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from namro.organisations.models import Person, RoleAssignment
from namro.organisations.rules import ROLES, Permission, Relation, Role
from namro.plans.models import Plan, Reporter
from namro.reporting import reminding
from namro.reporting.models import Escalation, Reminder, ReminderPolicy, Report, ReportPart
from namro.reporting.queries.lists import ReportLine, report_lines
from namro.reporting.reminding import Channel, Schedule
from namro.reporting.rules import OPEN_STATES, PartState, ReportState, Standing
from namro.reporting.stored import forms_of

_FILLERS = tuple(r for r in Role if {Permission.REPORT_FILL, Permission.REPORT_SUBMIT} & ROLES[r].permissions)
_RECEIVERS = tuple(r for r in Role if Permission.REPORT_REVIEW in ROLES[r].permissions)
NOTICES_KEPT = timedelta(days=60)


def mail_is_set_up() -> bool:
    """A server is named, and the address that links in mails begin with."""
    return bool(settings.EMAIL_HOST and settings.PUBLIC_ADDRESS)


def schedule_on(on: date) -> Schedule:
    """What the standing agency has laid down for that day; reminding.DEFAULT where it has laid down nothing."""
    policy = ReminderPolicy.objects.filter(valid_from__lte=on).first()
    return schedule_of(policy) if policy else reminding.DEFAULT


def schedule_of(policy: ReminderPolicy) -> Schedule:
    return Schedule(
        steps=tuple(policy.steps),
        quiet_from=policy.quiet_from,
        quiet_until=policy.quiet_until,
        digest_at=policy.digest_at,
    )


def policies() -> QuerySet[ReminderPolicy]:
    """Newest first."""
    return ReminderPolicy.objects.select_related("by")


def steps_of_today(schedule: Schedule, on: date) -> list[tuple[Report, str]]:
    """Open reports of bodies that are ordered, each with the step that is to be said of it on that day, if any.

    A report that was sent back is told of when it was returned, and until its day like any other; it is never late.
    """
    longest = timedelta(days=2 * reminding.LONGEST_BEFORE + 14)
    oldest = timedelta(days=reminding.LONGEST_AFTER + 14)
    near = Report.objects.filter(state__in=OPEN_STATES, due_on__range=(on - oldest, on + longest))
    reports = list(ordered(near).select_related("rule__receiver").prefetch_related("steps"))
    found = []
    for report in reports:
        returned = report.state == ReportState.RETURNED
        if returned and _returned_on(report) + reminding.CATCH_UP >= on:
            found.append((report, reminding.returned_code(report.version)))
        step = reminding.step_on(schedule.steps, due_on=report.due_on, on=on)
        if step is not None and not (returned and step > 0):
            found.append((report, reminding.step_code(step)))
    return found


def _returned_on(report: Report) -> date:
    moments = [step.at for step in report.steps.all() if step.to_state == ReportState.RETURNED]
    return timezone.localdate(max(moments)) if moments else report.due_on


def ordered(reports: QuerySet[Report]) -> QuerySet[Report]:
    """Without those of bodies that a plan only asks."""
    asked = Reporter.objects.filter(rule=OuterRef("rule"), unit=OuterRef("unit"), relation=Relation.REQUESTED)
    return reports.exclude(Exists(asked))


def people_to_remind(reports: Iterable[Report], *, on: date) -> dict[int, list[Person]]:
    """By report, whom to remind: those who fill or send it, and who owns a part of it that is not done yet.

    Three queries, whatever the number of reports.
    """
    wanted = list(reports)
    forms = forms_of({r.form_version_id for r in wanted if r.form_version_id})
    done: dict[int, set[str]] = defaultdict(set)
    for report_id, section in ReportPart.objects.filter(
        report__in=[r.pk for r in wanted], state=PartState.DONE
    ).values_list("report_id", "section"):
        done[report_id].add(section)
    at_unit: dict[int, list[RoleAssignment]] = defaultdict(list)
    for role in fillers_at({r.unit_id for r in wanted}, on=on):
        at_unit[role.unit_id].append(role)
    found: dict[int, list[Person]] = {}
    for report in wanted:
        form = forms.get(report.form_version_id) if report.form_version_id else None
        left = {s.owner for s in form.sections if s.code not in done[report.pk]} if form else set()
        people = {
            role.person_id: role.person
            for role in at_unit[report.unit_id]
            if not role.section_owner or role.section_owner in left
        }
        found[report.pk] = list(people.values())
    return found


def fillers_at(units: Iterable[int], *, on: date) -> QuerySet[RoleAssignment]:
    """The roles of those who fill or send reports of some units on a day."""
    return RoleAssignment.objects.filter(
        unit__in=list(units), role__in=_FILLERS, valid__contains=on, person__is_active=True
    ).select_related("person")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How the people of a unit can be reached: by mail, in the program alone, or not at all."""

    people: int
    with_mail: int


def reach_of(units: Iterable[int], *, on: date) -> Mapping[int, Reach]:
    wanted = set(units)
    people: dict[int, dict[int, bool]] = {unit: {} for unit in wanted}
    for role in fillers_at(wanted, on=on):
        people[role.unit_id][role.person_id] = bool(role.person.email)
    return {unit: Reach(people=len(known), with_mail=sum(known.values())) for unit, known in people.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A reminder as its person sees it in the program."""

    id: int
    line: ReportLine
    made_at: datetime
    is_read: bool
    by: str


def notices_of(person: Person, *, on: date, unread_only: bool = False) -> list[Notice]:
    """Reminders of the last weeks, newest first, one for each report; those about a report that is sent are left out
    where only unread ones are asked for."""
    found = Reminder.objects.filter(person=person, channel=Channel.APP, made_at__date__gte=on - NOTICES_KEPT)
    if unread_only:
        found = found.filter(read_at=None, report__state__in=OPEN_STATES)
    rows = list(found.select_related("by"))
    lines = {line.id: line for line in report_lines(Report.objects.filter(pk__in={r.report_id for r in rows}), on)}
    newest: dict[int, Notice] = {}
    for row in rows:
        newest.setdefault(
            row.report_id,
            Notice(
                id=row.pk,
                line=lines[row.report_id],
                made_at=row.made_at,
                is_read=row.read_at is not None,
                by=row.by.full_name if row.by else "",
            ),
        )
    return list(newest.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What a standing agency has before it: reports that are late, that were sent back, and that nobody looked at."""

    late: int
    returned: int
    waiting: int

    @property
    def is_nothing(self) -> bool:
        return not (self.late or self.returned or self.waiting)


def due_on(on: date) -> Due:
    reports = Report.objects.all()
    return Due(
        late=ordered(reports.filter(state=ReportState.DRAFT, due_on__lt=on)).count(),
        returned=ordered(reports.filter(state=ReportState.RETURNED)).count(),
        waiting=reports.filter(state=ReportState.SUBMITTED).count(),
    )


def receivers_on(on: date) -> list[Person]:
    """The officers of the standing agency."""
    held = RoleAssignment.objects.filter(role__in=_RECEIVERS, valid__contains=on).values("person")
    return list(Person.objects.filter(pk__in=held, is_active=True).order_by("pk"))


def leaders_on(on: date) -> list[RoleAssignment]:
    """Those to whom an officer may report late units."""
    held = RoleAssignment.objects.filter(role=Role.LEADER, valid__contains=on, person__is_active=True)
    return list(held.select_related("person").order_by("person__full_name"))


def lines_of_period(plan: Plan, period_code: str, *, on: date) -> list[ReportLine]:
    """The reports of a plan for one period, by due date and unit."""
    return report_lines(Report.objects.filter(rule__plan=plan, period_code=period_code), on)


def unsent(lines: Iterable[ReportLine]) -> list[ReportLine]:
    """What has still to be sent, by bodies that are asked, too; what is late first, then what was sent back."""
    order = (Standing.OVERDUE, Standing.RETURNED, Standing.NOT_DUE, Standing.ASKED)
    return sorted((line for line in lines if line.is_open), key=lambda line: order.index(line.standing))


def escalations_seen_by(person: Person, *, reviews: bool) -> QuerySet[Escalation]:
    """What was told to a leader; whoever receives reports sees all of it."""
    found = Escalation.objects.select_related("plan", "to", "by")
    return found if reviews else found.filter(to=person)


def last_reminded(reports: Iterable[int]) -> dict[int, datetime]:
    """When somebody was last reminded of each report."""
    rows = Reminder.objects.filter(report__in=list(reports)).order_by("made_at").values_list("report_id", "made_at")
    return dict(rows)
