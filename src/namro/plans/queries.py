"""Reads of documents, drafts and plans. Nothing here asks the clock."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from namro.catalogue import queries as catalogue
from namro.catalogue.models import DataElement, Indicator
from namro.catalogue.suggesting import Goal
from namro.organisations import queries as organisations
from namro.organisations.bodies import directory_on
from namro.organisations.models import RoleAssignment, Unit
from namro.organisations.rules import Relation, Role
from namro.plans import rules
from namro.plans.defaults import World, sheet_of
from namro.plans.models import (
    Allocation,
    Draft,
    DraftItem,
    Plan,
    Project,
    Reporter,
    ReportRule,
    Target,
    Task,
    TaskUnit,
)
from namro.plans.rules import DraftState, ItemKind, ItemState, Part, TaskState
from namro.plans.settlement import Officer, Sheet

OFFICER_ROLES = (Role.STANDING_AGENCY, Role.LEADER, Role.FOCAL_POINT, Role.SECTION_OWNER, Role.APPROVER)


# ---- drafts ----


def open_drafts(units: Iterable[int]) -> list[Draft]:
    """Drafts of these units that are neither published nor abandoned, newest first, with counts on each."""
    return list(
        Draft.objects.filter(document__owner__in=units, state=DraftState.OPEN)
        .select_related("document__uploaded_by")
        .defer("document__content", "document__text", "outline", "left_out")
        .annotate(
            total=Count("items", filter=Q(items__kind__in=rules.MAKING_KINDS) & ~Q(items__state=ItemState.WITHDRAWN)),
            waiting=Count("items", filter=Q(items__kind__in=rules.MAKING_KINDS, items__state=ItemState.PROPOSED)),
        )
        .order_by("-created_at")
    )


def drafts(units: Iterable[int]) -> QuerySet[Draft]:
    """Drafts that somebody with these units may look up, without the bytes of the file."""
    return Draft.objects.filter(document__owner__in=units).select_related("document__owner").defer("document__content")


def items_of(draft: Draft) -> list[DraftItem]:
    """The items of a draft in order of their kind and of the text; withdrawn ones are none any more."""
    items = draft.items.exclude(state=ItemState.WITHDRAWN).select_related("decided_by")
    return list(items.order_by("kind", "position", "pk"))


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCount:
    kind: ItemKind
    total: int
    waiting: int
    binding: int
    rejected: int


def counts_by_kind(items: Sequence[DraftItem]) -> list[KindCount]:
    """One row for each kind that occurs, in the order of review."""
    pairs = Counter((item.kind, item.state) for item in items)
    rows = []
    for kind in ItemKind:
        by_state = {state: pairs[kind, state] for state in ItemState}
        if total := sum(by_state.values()):
            binding = sum(by_state[state] for state in rules.BINDING_STATES)
            waiting, rejected = by_state[ItemState.PROPOSED], by_state[ItemState.REJECTED]
            rows.append(KindCount(kind=kind, total=total, waiting=waiting, binding=binding, rejected=rejected))
    return rows


def bodies_of(item: DraftItem) -> list[str]:
    """The bodies that an item names, as written."""
    data = item.data
    names: list[str] = []
    for key in ("owner", "agencies", "lead", "coordinating", "who", "to"):
        names += data.get(key) or []
    return [*names, data["unit_name"]] if data.get("unit_name") else names


# ---- the sheet before publication ----


def publish_sheet(draft: Draft, *, on: date) -> Sheet:
    """What the draft would become if it were published on a day. About fifteen queries whatever its size."""
    items = list(draft.items.all())
    day = day_of_names(draft, on)
    directory = directory_on(day, top=organisations.tree_on(day).root)
    goals = [Goal(*rules.goal_of(item.data), item.quote) for item in items if item.kind == ItemKind.TARGET]
    world = World(
        on=day,
        directory=directory,
        officers=officers_at(directory.units, on=on),
        forms=catalogue.form_versions_on(on),
        indicators=catalogue.suggestions_for(goals, on),
        suppliers=_suppliers(on),
        standing_unit=_standing_unit(directory.units, on),
    )
    return sheet_of(draft, items, world)


def day_of_names(draft: Draft, on: date) -> date:
    """The plan's own date; today where the plan is older than the record of its owner."""
    issued = rules.day(draft.header.get("issued_on"))
    if issued is None or not Unit.objects.filter(pk=draft.document.owner_id, valid__contains=issued).exists():
        return on
    return issued


def officers_at(units: Iterable[int], *, on: date) -> list[Officer]:
    """People who may be named as responsible, at these units on a day, in order of their names."""
    held = (
        RoleAssignment.objects.filter(
            unit__in=list(units), valid__contains=on, role__in=OFFICER_ROLES, person__is_active=True
        )
        .select_related("person")
        .order_by("person__full_name", "person_id")
    )
    found = {(r.person_id, r.unit_id): r for r in held}
    return [
        Officer(id=r.person_id, name=r.person.full_name, position=r.person.position, unit=r.unit_id)
        for r in found.values()
    ]


def _standing_unit(units: Mapping[int, object], on: date) -> int | None:
    role = RoleAssignment.objects.filter(role=Role.STANDING_AGENCY, valid__contains=on, unit__in=list(units))
    return role.order_by("pk").values_list("unit_id", flat=True).first()


def _suppliers(on: date) -> dict[int, str]:
    """The kind of unit whose figures the numerator of each indicator counts."""
    suppliers = dict(DataElement.objects.values_list("code", "spec__supplier"))
    found = {}
    for pk, spec in Indicator.objects.filter(valid__contains=on).values_list("pk", "spec"):
        words = re.findall(r"[a-z][a-z0-9_]*", f"{spec.get('numerator', '')} {spec.get('condition', '')}")
        kinds = [suppliers[word] for word in words if word in suppliers]
        if kinds:
            found[pk] = kinds[0]
    return found


# ---- plans ----


def plans() -> QuerySet[Plan]:
    """Published plans, newest first: official documents to every unit of the installation."""
    return (
        Plan.objects.select_related("draft__document", "published_by")
        .defer("draft__document__content", "draft__document__text", "draft__outline", "draft__left_out")
        .order_by("-issued_on", "-pk")
    )


def with_counts(found: QuerySet[Plan]) -> QuerySet[Plan]:
    """Each plan with target_count, task_count, rule_count, project_count and allocation_count."""
    own = {"plan": OuterRef("pk")}
    return found.annotate(
        target_count=_count_of(Target.objects.filter(**own)),
        task_count=_count_of(Task.objects.filter(**own)),
        rule_count=_count_of(ReportRule.objects.filter(**own)),
        project_count=_count_of(Project.objects.filter(**own)),
        allocation_count=_count_of(Allocation.objects.filter(**own)),
    )


def _count_of(rows: QuerySet[Any]) -> Coalesce:
    """A count of its own for each part: joins of five parts would multiply."""
    return Coalesce(Subquery(rows.order_by().values("plan").annotate(n=Count("pk")).values("n")), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """One body in a task as the text names it: a unit, or a group with the number of its units."""

    part: Part
    relation: Relation
    named_as: str
    units: int
    done: int
    unit: int
    part_id: int
    officer: str
    state: TaskState
    result: str

    @property
    def is_group(self) -> bool:
        return bool(self.named_as)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    task: Task
    parts: tuple[PartRow, ...]

    @property
    def lead(self) -> list[PartRow]:
        return [part for part in self.parts if part.part is Part.LEAD]

    @property
    def coordinating(self) -> list[PartRow]:
        return [part for part in self.parts if part.part is Part.COORDINATING]

    @property
    def single(self) -> PartRow | None:
        """The only unit that leads, if it is one."""
        return self.lead[0] if len(self.lead) == 1 and not self.lead[0].is_group else None


def targets_of(plan: Plan, *, unit: int | None = None) -> list[Target]:
    targets = plan.targets.select_related("officer", "indicator", "project").order_by("position", "pk")
    return list(targets.filter(responsible_unit=unit) if unit is not None else targets)


def tasks_of(plan: Plan, *, unit: int | None = None) -> list[TaskRow]:
    """Tasks in order of the text, groups counted and never listed. unit: only its tasks, with its own part alone."""
    parts = TaskUnit.objects.filter(task__plan=plan)
    tasks = plan.tasks.order_by("position", "pk")
    if unit is not None:
        parts, tasks = parts.filter(unit=unit), tasks.filter(units__unit=unit).distinct()
    rows: dict[int, list[PartRow]] = {}
    single = parts if unit is not None else parts.filter(named_as="")
    for part in single.select_related("officer").order_by("part", "pk"):
        rows.setdefault(part.task_id, []).append(_single_part(part, is_own=unit is not None))
    if unit is None:
        for task_id, row in _group_parts(parts):
            rows.setdefault(task_id, []).append(row)
    return [
        TaskRow(task=task, parts=tuple(sorted(rows.get(task.pk, ()), key=lambda row: row.part is not Part.LEAD)))
        for task in tasks
    ]


def _single_part(part: TaskUnit, *, is_own: bool) -> PartRow:
    return PartRow(
        part=Part(part.part),
        relation=Relation(part.relation),
        named_as="" if is_own else part.named_as,
        units=1,
        done=int(part.state == TaskState.DONE),
        unit=part.unit_id,
        part_id=part.pk,
        officer=part.officer.full_name if part.officer else "",
        state=TaskState(part.state),
        result=part.result,
    )


def _group_parts(parts: QuerySet[TaskUnit]) -> Iterable[tuple[int, PartRow]]:
    groups = (
        parts.exclude(named_as="")
        .values("task_id", "part", "named_as", "relation")
        .annotate(
            units=Count("pk"),
            done=Count("pk", filter=Q(state=TaskState.DONE)),
            begun=Count("pk", filter=~Q(state=TaskState.NOT_STARTED)),
            first=Min("unit_id"),
            part_id=Min("pk"),
        )
        .order_by("task_id", "part", "named_as")
    )
    for group in groups:
        yield (
            group["task_id"],
            PartRow(
                part=Part(group["part"]),
                relation=Relation(group["relation"]),
                named_as=group["named_as"],
                units=group["units"],
                done=group["done"],
                unit=group["first"],
                part_id=group["part_id"],
                officer="",
                state=_state_of_group(group["units"], group["begun"], group["done"]),
                result="",
            ),
        )


def _state_of_group(units: int, begun: int, done: int) -> TaskState:
    if done == units:
        return TaskState.DONE
    return TaskState.IN_PROGRESS if begun else TaskState.NOT_STARTED


@dataclass(frozen=True, slots=True, kw_only=True)
class FormCount:
    title: str
    code: str
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    rule: ReportRule
    forms: tuple[FormCount, ...]
    units: int
    asked: int


def rules_of(plan: Plan, *, unit: int | None = None) -> list[RuleRow]:
    """Report rules with how many units fill which form; a form without title is a report in words."""
    reporters = Reporter.objects.filter(rule__plan=plan)
    kept = plan.report_rules.order_by("position", "pk")
    if unit is not None:
        reporters, kept = reporters.filter(unit=unit), kept.filter(reporters__unit=unit)
    counted = reporters.values("rule_id", "relation", "form_version__form__title", "form_version__form__code").annotate(
        units=Count("pk")
    )
    groups: dict[int, list[dict[str, object]]] = {}
    for row in counted.order_by("rule_id", "form_version__form__code"):
        groups.setdefault(row["rule_id"], []).append(dict(row))
    return [_rule_row(rule, groups.get(rule.pk, [])) for rule in kept]


def _rule_row(rule: ReportRule, groups: Sequence[Mapping[str, object]]) -> RuleRow:
    counts: Counter[tuple[str, str]] = Counter()
    asked = 0
    for group in groups:
        number = int(str(group["units"]))
        key = (str(group["form_version__form__code"] or ""), str(group["form_version__form__title"] or ""))
        counts[key] += number
        asked += number if group["relation"] == Relation.REQUESTED else 0
    forms = tuple(FormCount(code=code, title=title, units=number) for (code, title), number in sorted(counts.items()))
    return RuleRow(rule=rule, forms=forms, units=sum(counts.values()), asked=asked)


def projects_of(plan: Plan) -> list[Project]:
    return list(plan.projects.prefetch_related("lead_units").order_by("position", "pk"))


def allocations_of(plan: Plan, *, unit: int | None = None) -> list[Allocation]:
    rows = plan.allocations.order_by("position", "pk")
    return list(rows.filter(unit=unit) if unit is not None else rows)


def units_named_in(plan: Plan) -> set[int]:
    """Units that a filter of the plan page offers: named by themselves as responsible or as taking part."""
    named = set(TaskUnit.objects.filter(task__plan=plan, named_as="").values_list("unit_id", flat=True))
    return named | set(plan.targets.values_list("responsible_unit_id", flat=True))
