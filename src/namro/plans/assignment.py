"""Who has to do what under a published plan: the matter of the assignment table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from namro.organisations import queries as organisations
from namro.organisations.queries import UnitRow
from namro.organisations.rules import Relation
from namro.plans import queries
from namro.plans.models import Plan, Target, Task
from namro.plans.queries import PartRow, RuleRow, TaskRow
from namro.plans.rules import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A task as one body has it. officer: "" where nobody is named yet."""

    task: Task
    part: Part
    officer: str


@dataclass(slots=True, kw_only=True)
class Body:
    """A unit, or a group as the text names it, with everything the plan gives it. units: how many it stands for."""

    name: str
    units: int
    is_asked: bool
    targets: list[Target] = field(default_factory=list)
    work: list[Work] = field(default_factory=list)

    @property
    def leads(self) -> int:
        return sum(1 for work in self.work if work.part is Part.LEAD)

    @property
    def title(self) -> str:
        return f"{self.name} ({self.units} đơn vị)" if self.units > 1 else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """ordered and asked bodies apart; extract_of: the unit of an extract, None for the whole plan."""

    plan: Plan
    ordered: tuple[Body, ...]
    asked: tuple[Body, ...]
    rules: tuple[RuleRow, ...]
    standing: UnitRow
    owner: UnitRow
    extract_of: UnitRow | None


Key = tuple[str, str, bool]


def assignment_of(plan: Plan, *, on: date, unit: int | None = None) -> Assignment:
    """The whole plan's assignment, or one unit's extract of it. A dozen queries whatever the size."""
    units = organisations.units_on(on)
    bodies: dict[Key, Body] = {}
    for target in queries.targets_of(plan, unit=unit):
        name = _name(units, target.responsible_unit_id)
        _body(bodies, name, 1, is_asked=target.relation == Relation.REQUESTED).targets.append(target)
    for row in queries.tasks_of(plan, unit=unit):
        for part in row.parts:
            _add_work(bodies, units, row, part)
    order = {row.name: number for number, row in enumerate(units.values())}
    standing = units[plan.standing_unit_id].name if plan.standing_unit_id in units else ""
    ranked = sorted(
        bodies.values(), key=lambda b: (b.name != standing, b.units > 1, order.get(b.name, len(order)), b.name)
    )
    return Assignment(
        plan=plan,
        ordered=tuple(body for body in ranked if not body.is_asked),
        asked=tuple(body for body in ranked if body.is_asked),
        rules=tuple(queries.rules_of(plan, unit=unit)),
        standing=units[plan.standing_unit_id],
        owner=units[plan.owner_id],
        extract_of=units[unit] if unit is not None else None,
    )


def _add_work(bodies: dict[Key, Body], units: Mapping[int, UnitRow], row: TaskRow, part: PartRow) -> None:
    name = part.named_as or _name(units, part.unit)
    body = _body(bodies, name, part.units, is_asked=part.relation is Relation.REQUESTED)
    body.work.append(Work(task=row.task, part=part.part, officer=part.officer))


def _name(units: Mapping[int, UnitRow], unit: int) -> str:
    return units[unit].name if unit in units else "Đơn vị đã sắp xếp lại"


def _body(bodies: dict[Key, Body], name: str, units: int, *, is_asked: bool) -> Body:
    spelling = name[:1].upper() + name[1:]
    key = (spelling.casefold(), "group" if units > 1 else "unit", is_asked)
    return bodies.setdefault(key, Body(name=spelling, units=units, is_asked=is_asked))
