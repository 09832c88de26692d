"""A published plan: the five clears, its source, its documents, and the small writes of the units."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from namro.kernel.problems import Refused
from namro.kernel.times import Period, Regime, period_from_code
from namro.organisations import access
from namro.organisations import queries as organisations
from namro.organisations.models import Person
from namro.organisations.queries import UnitRow
from namro.organisations.rules import Permission, Role, UnitLevel, permissions_of
from namro.plans import actions, queries, versioning, wording
from namro.plans.assignment import assignment_of
from namro.plans.models import Goal, Plan, Target, TaskUnit
from namro.plans.rules import BINDING_STATES, Comparator, TaskState
from namro.plans.settlement import officers_of
from namro.publishing.builders.assignment import build_assignment
from namro.publishing.builders.letter import build_letter
from namro.reporting import queries as reporting
from namro.reporting.rules import ReportState
from namro.web.access import requires
from namro.web.files import DOCX, attachment
from namro.web.pages import page
from namro.web.source_text import paragraphs
from namro.writing import docx
from namro.writing.model import OfficialDocument


@require_GET
@requires(Permission.PLAN_VIEW)
@page(template="plans/show.html")
def show_plan(request: HttpRequest, plan_id: int) -> dict[str, Any]:
    plan = get_object_or_404(queries.with_counts(queries.plans()), pk=plan_id)
    today: date = request.today  # type: ignore[attr-defined]
    units = organisations.units_on(today)
    desk = Desk(request, units)
    chosen = desk.chosen_unit()
    named = queries.units_named_in(plan).difference(desk.own)
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "chi-tieu"
    return {
        "plan": plan,
        "tab": tab,
        "unit": units.get(chosen) if chosen is not None else None,
        "mine": [units[own] for own in desk.own],
        "units": [row for row in units.values() if row.id in named],
        "may_publish": desk.publishes,
        "today": today,
        "standing": versioning.standing_of(plan),
        "states": list(TaskState),
        "tabs": _tabs(plan, tab, chosen),
        **TABS[tab](desk, plan, chosen),
    }


class Desk:
    """What the person signed in holds today: for what the page offers; every action asks again for itself."""

    def __init__(self, request: HttpRequest, units: Mapping[int, UnitRow]) -> None:
        self.request, self.units = request, units
        self.today: date = request.today  # type: ignore[attr-defined]
        held = organisations.roles_on(request.user.pk, self.today)  # type: ignore[arg-type]
        self.roles = [r for r in held if r.unit_id in units]
        self.publishes = bool(self.units_with(Permission.PLAN_PUBLISH))

    @property
    def own(self) -> list[int]:
        """Units at which the person works, the whole province apart."""
        found = dict.fromkeys(r.unit_id for r in self.roles)
        return [unit for unit in found if self.units[unit].level is not UnitLevel.PROVINCE]

    def units_with(self, permission: Permission) -> set[int]:
        return {r.unit_id for r in self.roles if permission in permissions_of(Role(r.role))}

    def chosen_unit(self) -> int | None:
        """?unit=ID, or «cua-toi» for the person's own; nothing else than a unit that exists."""
        text = self.request.GET.get("unit", "")
        if text == "cua-toi" and self.own:
            return self.own[0]
        return int(text) if text.isascii() and text.isdecimal() and int(text) in self.units else None


# ---- tabs ----


def _tabs(plan: Plan, current: str, unit: int | None) -> list[dict[str, Any]]:
    labels = {
        "chi-tieu": (_("Chỉ tiêu"), plan.target_count),  # type: ignore[attr-defined]
        "nhiem-vu": (_("Nhiệm vụ"), plan.task_count),  # type: ignore[attr-defined]
        "bao-cao": (_("Chế độ báo cáo"), plan.rule_count),  # type: ignore[attr-defined]
        "du-an": (_("Dự án"), plan.project_count),  # type: ignore[attr-defined]
        "phan-bo": (_("Phân bổ"), plan.allocation_count),  # type: ignore[attr-defined]
        "van-ban": (_("Văn bản nguồn"), None),
    }
    chosen = f"&unit={unit}" if unit is not None else ""
    return [
        {"label": label, "url": f"?tab={tab}{chosen}", "current": tab == current, "count": count}
        for tab, (label, count) in labels.items()
    ]


def _targets(desk: Desk, plan: Plan, unit: int | None) -> dict[str, Any]:
    targets = queries.targets_of(plan, unit=unit)
    period = measured_period(plan, desk.today)
    found = reporting.target_results(plan, period, on=desk.today) if period else ()
    results = {result.target.pk: result for result in found}
    officers = queries.officers_at(desk.units, on=desk.today)
    focal = desk.units_with(Permission.REPORT_SUBMIT)
    sees_all = access.may(desk.request.user, Permission.CONSOLIDATE, unit=plan.owner_id, on=desk.today)  # type: ignore[arg-type]
    rows = [
        {
            "target": target,
            "unit": desk.units.get(target.responsible_unit_id),
            "goal": _goal(target),
            "result": results.get(target.pk),
            "sentence": _sentence(results.get(target.pk), sees_all=sees_all),
            "officers": officers_of(officers, desk.units, target.responsible_unit_id),
            "may_name": desk.publishes or target.responsible_unit_id in focal,
        }
        for target in targets
    ]
    followed = (
        [{"target": target, "goal": _goal(target)} for target in plan.followed_targets.all()] if unit is None else []
    )
    return {"targets": rows, "followed": followed, "results_of": period}


def _sentence(result: reporting.TargetResult | None, *, sees_all: bool) -> str:
    """Which units hold a target back only for whoever may see the figures of all."""
    if result is None or result.assessment is None:
        return ""
    return result.sentence if sees_all else result.assessment.sentence


def _goal(target: Goal) -> str:
    return wording.goal(Comparator(target.comparator), target.value, target.value_to, target.unit_label)


def measured_period(plan: Plan, today: date) -> Period | None:
    """The newest window that is over and has an accepted report; of an open one nearly all would be missing."""
    newest = (
        reporting.reports()
        .filter(rule__plan=plan, state=ReportState.ACCEPTED, form_version__isnull=False, window_end__lt=today)
        .order_by("-window_end", "-window_start")
        .values_list("period_code", "rule__regime")
        .first()
    )
    return period_from_code(newest[0], Regime(newest[1])) if newest else None


def _tasks(desk: Desk, plan: Plan, unit: int | None) -> dict[str, Any]:
    rows = queries.tasks_of(plan, unit=unit)
    fillable = desk.units_with(Permission.REPORT_FILL)
    focal = desk.units_with(Permission.REPORT_SUBMIT)
    officers = queries.officers_at(desk.units, on=desk.today)
    return {
        "tasks": [
            {
                "task": row.task,
                "lead": [_part(part, desk.units) for part in row.lead],
                "coordinating": [_part(part, desk.units) for part in row.coordinating],
                "single": row.single,
                "officers": officers_of(officers, desk.units, row.single.unit) if row.single else [],
                "may_name": row.single is not None and (desk.publishes or row.single.unit in focal),
                "may_fill": row.single is not None and (desk.publishes or row.single.unit in fillable),
                "is_late": _is_late(row, desk.today),
            }
            for row in rows
        ]
    }


def _part(part: queries.PartRow, units: Mapping[int, UnitRow]) -> dict[str, Any]:
    name = part.named_as or (units[part.unit].name if part.unit in units else _("đơn vị đã sắp xếp lại"))
    return {"part": part, "name": name[:1].upper() + name[1:], "is_asked": part.relation == "REQUESTED"}


def _is_late(row: queries.TaskRow, today: date) -> bool:
    """Late is only who was ordered; whoever is asked never is."""
    is_past = row.task.due_on is not None and row.task.due_on < today and not row.task.recurring
    return is_past and any(part.relation != "REQUESTED" and part.state != TaskState.DONE for part in row.lead)


def _reporting(desk: Desk, plan: Plan, unit: int | None) -> dict[str, Any]:
    return {
        "rules": [
            {
                "row": row,
                "rule": row.rule,
                "asks_for_plan": row.rule.what == "kế hoạch",
                "due": wording.due_rule(row.rule.rule, row.rule.once_on, exclusive=row.rule.exclusive),
                "receiver": desk.units.get(row.rule.receiver_id),
            }
            for row in queries.rules_of(plan, unit=unit)
        ]
    }


def _projects(desk: Desk, plan: Plan, unit: int | None) -> dict[str, Any]:
    rows = [
        (project, [desk.units[u.pk] for u in project.lead_units.all() if u.pk in desk.units])
        for project in queries.projects_of(plan)
    ]
    return {"projects": [row for row in rows if unit is None or unit in {lead.id for lead in row[1]}]}


def _allocations(desk: Desk, plan: Plan, unit: int | None) -> dict[str, Any]:
    return {
        "allocations": [
            {
                "row": row,
                "amount": wording.quantity(row.value, row.unit_label),
                "unit": desk.units.get(row.unit_id or 0),
            }
            for row in queries.allocations_of(plan, unit=unit)
        ]
    }


def _source(desk: Desk, plan: Plan, unit: int | None) -> dict[str, Any]:
    items = [item for item in queries.items_of(plan.draft) if item.state in BINDING_STATES]
    return {"paragraphs": paragraphs(plan.draft.document.text, items, plan.draft.left_out, plan.draft.outline)}


TABS = {
    "chi-tieu": _targets,
    "nhiem-vu": _tasks,
    "bao-cao": _reporting,
    "du-an": _projects,
    "phan-bo": _allocations,
    "van-ban": _source,
}


# ---- documents ----


@require_GET
@requires(Permission.PLAN_VIEW)
def assignment_table(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan = get_object_or_404(queries.plans(), pk=plan_id)
    on: date = request.today  # type: ignore[attr-defined]
    units = organisations.units_on(on)
    unit = Desk(request, units).chosen_unit()
    document = build_assignment(assignment_of(plan, on=on, unit=unit), on=on, demo=_is_demo())
    return _docx(document, f"Bảng phân công {plan.number}{f' {units[unit].name}' if unit is not None else ''}")


@require_GET
@requires(Permission.PLAN_PUBLISH)
def official_letter(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan = get_object_or_404(queries.plans(), pk=plan_id)
    on: date = request.today  # type: ignore[attr-defined]
    document = build_letter(assignment_of(plan, on=on), on=on, demo=_is_demo())
    return _docx(document, f"Công văn triển khai {plan.number}")


def _is_demo() -> bool:
    return bool(getattr(settings, "NAMRO_DEMO", False)) or organisations.is_demonstration()


def _docx(document: OfficialDocument, name: str) -> HttpResponse:
    filename = f"{name.replace('/', '-').strip()}.docx"
    return attachment(docx.render(document, at=timezone.now()), filename, DOCX)


@require_GET
@requires(Permission.PLAN_VIEW)
def download_source(request: HttpRequest, plan_id: int) -> HttpResponse:
    document = get_object_or_404(queries.plans(), pk=plan_id).draft.document
    return attachment(bytes(document.content), document.filename, "application/octet-stream")


# ---- small writes ----


@require_POST
@requires(Permission.PLAN_VIEW)
def name_target_officer(request: HttpRequest, target_id: int) -> HttpResponseBase:
    target = get_object_or_404(Target.objects.select_related("plan", "responsible_unit"), pk=target_id)
    _name_officer(request, target)
    return _back(request, target.plan, f"t{target.pk}")


@require_POST
@requires(Permission.PLAN_VIEW)
def name_part_officer(request: HttpRequest, part_id: int) -> HttpResponseBase:
    part = get_object_or_404(TaskUnit.objects.select_related("task__plan", "unit"), pk=part_id)
    _name_officer(request, part)
    return _back(request, part.task.plan, f"n{part.task_id}")


def _name_officer(request: HttpRequest, of: Target | TaskUnit) -> None:
    text = request.POST.get("officer", "")
    officer = get_object_or_404(Person, pk=int(text)) if text.isascii() and text.isdecimal() else None
    actions.name_officer(by=request.user, at=timezone.now(), of=of, officer=officer)  # type: ignore[arg-type]
    messages.success(request, _("Đã lưu cán bộ phụ trách."))


@require_POST
@requires(Permission.PLAN_VIEW)
def set_task_state(request: HttpRequest, part_id: int) -> HttpResponseBase:
    part = get_object_or_404(TaskUnit.objects.select_related("task__plan", "unit"), pk=part_id)
    try:
        actions.set_task_state(
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
            part=part,
            state=TaskState(request.POST["state"]),
            result=request.POST.get("result", ""),
        )
        messages.success(request, _("Đã lưu tiến độ."))
    except Refused as refused:
        if refused.code != "task-result":
            raise
        messages.error(request, refused.message)
    return _back(request, part.task.plan, f"n{part.task_id}")


def _back(request: HttpRequest, plan: Plan, place: str) -> HttpResponseBase:
    """To the page the person came from, at the row."""
    asked = request.POST.get("next", "")
    if asked and url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}):
        return redirect(f"{asked}#{place}")
    return redirect("plans:show-plan", plan.pk)
