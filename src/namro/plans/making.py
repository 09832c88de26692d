"""Rows of a plan from a settled sheet; called inside the action that publishes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from namro.organisations.models import Person
from namro.organisations.rules import Relation
from namro.plans import rules
from namro.plans.models import (
    Allocation,
    DraftItem,
    FollowedTarget,
    Plan,
    Project,
    Reporter,
    ReportRule,
    Target,
    Task,
    TaskUnit,
)
from namro.plans.rules import BaseFrom, Part
from namro.plans.settlement import AllocationLine, Named, ReportLine, Sheet, TargetLine, TaskLine


def make_plan(sheet: Sheet, *, by: Person, at: datetime) -> Plan:
    """Everything that the sheet holds, in about a dozen statements whatever its size."""
    header = sheet.draft.header
    assert sheet.standing_unit is not None
    plan = Plan.objects.create(
        draft=sheet.draft,
        owner_id=sheet.owner,
        standing_unit_id=sheet.standing_unit,
        kind=header.get("kind") or "Kế hoạch",
        number=header.get("number") or "",
        title=header.get("title") or "",
        issuer=header.get("issuer") or "",
        issued_on=rules.day(header.get("issued_on")),
        period_from=sheet.period_from,
        period_to=sheet.period_to,
        published_by=by,
        published_at=at,
    )
    _make_projects(sheet, plan)
    targets = Target.objects.bulk_create(_target(sheet, plan, line) for line in sheet.targets if line.is_made)
    FollowedTarget.objects.bulk_create(_followed(plan, line) for line in sheet.targets if line.is_followed)
    _make_tasks(sheet, plan)
    Allocation.objects.bulk_create(_matched([_allocation(plan, line) for line in sheet.allocations], targets))
    _make_rules(sheet, plan)
    return plan


def _source(plan: Plan, item: DraftItem) -> dict[str, Any]:
    """The sentence that an item came from; general, annex and other tasks keep the order of the text."""
    return {
        "plan": plan,
        "item": item,
        "document_id": plan.draft.document_id,
        "start": item.start,
        "end": item.end,
        "section": item.section,
        "quote": item.quote,
        "position": item.start if item.start is not None else item.position,
    }


def _make_projects(sheet: Sheet, plan: Plan) -> None:
    projects = Project.objects.bulk_create(
        Project(**_source(plan, line.item), code=line.item.data["code"], name=line.item.data["name"])
        for line in sheet.projects
    )
    leads = Project.lead_units.through
    leads.objects.bulk_create(
        leads(project_id=project.pk, unit_id=unit)
        for project, line in zip(projects, sheet.projects, strict=True)
        for unit in dict.fromkeys(unit for one in line.lead for unit in one.units)
    )


def _goal(plan: Plan, line: TargetLine) -> dict[str, Any]:
    data = line.item.data
    return {
        **_source(plan, line.item),
        "measure": data["measure"],
        "comparator": line.reading,
        "value": line.value,
        "value_to": line.value_to,
        "unit_label": data.get("unit") or "",
        "reference": data.get("reference") or "",
        "due_on": line.due_on,
        "recurring": data.get("recurrence") == "yearly",
    }


def _followed(plan: Plan, line: TargetLine) -> FollowedTarget:
    return FollowedTarget(**_goal(plan, line))


def _target(sheet: Sheet, plan: Plan, line: TargetLine) -> Target:
    assert line.unit is not None
    is_given = line.is_change and line.base is BaseFrom.GIVEN
    return Target(
        **_goal(plan, line),
        base_value=line.base_value if is_given else None,
        base_source=line.base_source if is_given else "",
        base_year=line.base_year if line.is_change and line.base is BaseFrom.YEAR else None,
        nothing_counts=line.nothing_counts,
        each_unit=line.each_unit,
        relation=line.relation,
        responsible_unit_id=line.unit,
        officer_id=_known_officer(sheet, line.officer, line.unit),
        indicator_id=line.indicator,
    )


def _allocation(plan: Plan, line: AllocationLine) -> Allocation:
    assert line.value is not None
    return Allocation(
        **_source(plan, line.item),
        table=(line.item.data.get("table") or "")[:500],
        unit_id=line.unit,
        unit_name=line.unit_text,
        value=line.value,
        unit_label=line.item.data.get("unit") or "",
    )


def _matched(rows: list[Allocation], targets: Iterable[Target]) -> list[Allocation]:
    """Each table linked to the one target whose whole its rows add up to; a person links the others."""
    wholes: dict[tuple[str, Decimal], list[Target]] = defaultdict(list)
    for target in targets:
        wholes[target.unit_label, target.value].append(target)
    tables: dict[str, list[Allocation]] = defaultdict(list)
    for row in rows:
        tables[row.table].append(row)
    for own in tables.values():
        units = {row.unit_label for row in own}
        fitting = wholes.get((units.pop(), sum((row.value for row in own), Decimal(0))), []) if len(units) == 1 else []
        if len(fitting) == 1:
            for row in own:
                row.target = fitting[0]
    return rows


def _known_officer(sheet: Sheet, officer: int | None, unit: int | None) -> int | None:
    return officer if officer in {o.id for o in sheet.officers_of(unit)} else None


def _make_tasks(sheet: Sheet, plan: Plan) -> None:
    tasks = Task.objects.bulk_create(_task(plan, line) for line in sheet.tasks)
    pairs = zip(tasks, sheet.tasks, strict=True)
    TaskUnit.objects.bulk_create((part for task, line in pairs for part in _parts(sheet, task, line)), batch_size=2000)


def _task(plan: Plan, line: TaskLine) -> Task:
    return Task(
        **_source(plan, line.item),
        text=line.text,
        product=line.item.data.get("product") or "",
        starts_on=line.starts_on,
        due_on=line.due_on,
        recurring=bool(line.item.data.get("recurring")),
        others_named=[one.text for one in (*line.lead, *line.coordinating) if not one.units],
    )


def _parts(sheet: Sheet, task: Task, line: TaskLine) -> Iterator[TaskUnit]:
    """A unit that leads does not coordinate as well; a unit named by itself stands before its group."""
    seen: set[int] = set()
    for part, named in ((Part.LEAD, line.lead), (Part.COORDINATING, line.coordinating)):
        for unit, group in _each_unit(named):
            if unit in seen:
                continue
            seen.add(unit)
            is_asked = line.is_requested or sheet.units[unit].is_asked
            officer = line.officer if part is Part.LEAD and line.single_unit == unit else None
            yield TaskUnit(
                task=task,
                unit_id=unit,
                part=part,
                named_as=group,
                relation=Relation.REQUESTED if is_asked else Relation.ORDERED,
                officer_id=_known_officer(sheet, officer, unit),
            )


def _each_unit(named: Iterable[Named]) -> Iterator[tuple[int, str]]:
    for one in sorted(named, key=lambda one: one.is_group):
        for unit in one.units:
            yield unit, one.text if one.is_group else ""


def _make_rules(sheet: Sheet, plan: Plan) -> None:
    made = ReportRule.objects.bulk_create(_rule(plan, line) for line in sheet.reports)
    Reporter.objects.bulk_create(
        Reporter(
            rule=rule,
            unit_id=unit,
            form_version=line.forms.get(unit),
            relation=sheet.units[unit].relation,
        )
        for rule, line in zip(made, sheet.reports, strict=True)
        for unit in line.units
    )


def _rule(plan: Plan, line: ReportLine) -> ReportRule:
    assert line.receiver is not None
    return ReportRule(
        **_source(plan, line.item),
        title=line.title,
        what=line.what,
        period_kind=line.period_kind or "",
        regime=line.regime,
        rule=line.rule,
        once_on=line.once_on,
        exclusive=line.exclusive,
        receiver_id=line.receiver,
    )
