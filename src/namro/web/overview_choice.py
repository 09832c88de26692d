"""What the address of an overview asks for: which plan, up to when, and what of it is looked at.

?ke-hoach= plan, ?ky= period, ?du-an= project, ?tinh-trang= state of targets; the rest as on a consolidated page
(consolidated_choice): ?nhom= group, ?the= tag, ?don-vi= unit and below, ?ban-do= day of the map.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, OuterRef

from namro.kernel.targets import Status
from namro.kernel.times import Period
from namro.plans import versioning
from namro.plans.models import Plan, Reporter, Target, TaskUnit
from namro.publishing import overview
from namro.publishing.overview import Programme, TargetLine
from namro.reporting import queries
from namro.reporting.queries.kept import kept
from namro.web.access import Request
from namro.web.consolidated_choice import Choice, chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """period: None while the plan asks for no figures. project: its id, None for all; state: None for all."""

    plan: Plan
    plans: list[Plan]
    period: Period | None
    periods: tuple[Period, ...]
    choice: Choice
    project: int | None
    state: Status | None

    def programme(self, today: date) -> Programme | None:
        """With the targets of the project and the units that were chosen, in whatever state."""
        if self.period is None:
            return None
        choice = self.choice
        found = overview.programme(
            self.plan, self.period, on=choice.on, today=today, scope=choice.scope, wide=choice.wide
        )
        return replace(found, targets=tuple(target for target in found.targets if self._is_chosen(target)))

    def _is_chosen(self, target: TargetLine) -> bool:
        scope = self.choice.scope
        return (self.project is None or target.project == self.project) and (
            scope is None or target.unit in scope or bool(scope.intersection(target.behind))
        )


def plans_in_force(plans: Iterable[Plan], today: date) -> list[Plan]:
    """Those of today first, the newest before the others; one that another has replaced comes last."""
    found = list(plans)
    replaced = versioning.replacements(found)

    def place(plan: Plan) -> tuple[bool, bool, int, int]:
        holds = plan.period_from <= today <= plan.period_to
        return plan.pk in replaced, not holds, -plan.period_from.toordinal(), plan.pk

    return sorted(found, key=place)


def plans_of_unit(unit: int, today: date) -> list[Plan]:
    """Plans that ask anything of one unit: a report, a target, a task."""
    reports = Reporter.objects.filter(rule__plan=OuterRef("pk"), unit=unit)
    targets = Target.objects.filter(plan=OuterRef("pk"), responsible_unit=unit)
    tasks = TaskUnit.objects.filter(task__plan=OuterRef("pk"), unit=unit)
    return plans_in_force(Plan.objects.filter(Exists(reports) | Exists(targets) | Exists(tasks)), today)


def asked_for(request: Request, plans: list[Plan], choose: Callable[[Request, Plan], Choice] = chosen) -> Asked | None:
    """Of the plans that the person may look at; None where there is none. Raises Refused as `choose`."""
    wanted = request.GET.get("ke-hoach", "")
    plan = next((p for p in plans if str(p.pk) == wanted), plans[0] if plans else None)
    if plan is None:
        return None
    periods, usual = periods_with_usual(plan, request.today)
    period = next((p for p in periods if p.code == request.GET.get("ky")), usual)
    project, state = request.GET.get("du-an", ""), request.GET.get("tinh-trang", "")
    return Asked(
        plan=plan,
        plans=plans,
        period=period,
        periods=periods,
        choice=choose(request, plan),
        project=int(project) if project.isascii() and project.isdecimal() else None,
        state=Status(state) if state in set(Status) else None,
    )


def periods_with_usual(plan: Plan, today: date) -> tuple[tuple[Period, ...], Period | None]:
    """The periods that have begun, newest first, and the one that is shown unless another is asked for."""

    def ask() -> tuple[tuple[Period, ...], Period | None]:
        begun = [period for period in queries.periods_of_plan(plan) if period.start <= today]
        newest_first = sorted(begun, key=lambda p: (p.end, p.start), reverse=True)
        return tuple(newest_first), overview.measured_period(plan, today)

    return kept(("periods", plan.pk, today), ask)
