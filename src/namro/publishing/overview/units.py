"""The whole picture of one unit in a programme: what it answers for, what it owes, its figures, where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from namro.organisations import queries as organisations
from namro.organisations.history import Event, EventKind, history_of
from namro.organisations.models import Unit
from namro.organisations.queries import UnitRow
from namro.organisations.rules import Relation
from namro.plans import queries as plans
from namro.plans import wording
from namro.plans.queries import TaskRow
from namro.plans.rules import TaskState
from namro.publishing.overview.programme import Programme, TargetLine
from namro.publishing.overview.trends import Trend, trends
from namro.reporting import queries
from namro.reporting.models import Report
from namro.reporting.queries import DifficultyLine, ReportLine
from namro.reporting.queries.kept import kept
from namro.reporting.queries.target_units import UnitShare

FIGURES_SHOWN = 6
_MARKS = frozenset({EventKind.TAGGED, EventKind.RECEIVED, EventKind.GAVE, EventKind.RENAMED})


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    task: TaskRow
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPicture:
    """answers_for: targets of which it is the responsible unit; shares: its part of targets given out to units.

    holds_back: targets that name it among the units behind. tables: what tables of the plan give it, in words.
    marks: tags it got and units it came from, newest first; names: of the other units in them.
    """

    unit: UnitRow
    parent: str
    answers_for: tuple[TargetLine, ...]
    shares: tuple[tuple[TargetLine, UnitShare], ...]
    holds_back: tuple[TargetLine, ...]
    tables: tuple[tuple[str, str], ...]
    tasks: tuple[TaskLine, ...]
    reports: tuple[ReportLine, ...]
    trends: tuple[Trend, ...]
    difficulties: tuple[DifficultyLine, ...]
    marks: tuple[Event, ...]
    names: dict[int, str]

    @property
    def late_reports(self) -> int:
        return sum(line.standing == "OVERDUE" for line in self.reports)

    @property
    def late_tasks(self) -> int:
        return sum(task.is_late for task in self.tasks)


def unit_picture(found: Programme, unit: UnitRow, *, on: date) -> UnitPicture:
    """found: the whole programme. on: the day of the map. Kept until something is written."""
    question = ("unit", found.plan.pk, found.period, unit.id, on, found.on)
    return kept(question, lambda: _picture(found, unit, on))


def _picture(found: Programme, unit: UnitRow, on: date) -> UnitPicture:
    marks = [event for event in history_of(Unit.objects.get(pk=unit.id)) if event.kind in _MARKS]
    others = {event.unit for event in marks if event.unit}
    parents = [unit.parent] if unit.parent else []
    return UnitPicture(
        unit=unit,
        parent=", ".join(organisations.names_at(on, parents).values()),
        answers_for=tuple(target for target in found.targets if target.unit == unit.id),
        shares=tuple((t, share) for t in found.targets for share in t.shares if share.unit == unit.id),
        holds_back=tuple(target for target in found.targets if unit.id in target.behind),
        tables=tuple(
            (row.table, wording.quantity(row.value, row.unit_label))
            for row in plans.allocations_of(found.plan, unit=unit.id)
        ),
        tasks=tuple(_tasks(found, unit)),
        reports=tuple(queries.report_lines(Report.objects.filter(rule__plan=found.plan, unit=unit.id), found.on)),
        trends=trends(found.plan, found.period, found.asked, on, frozenset({unit.id}), most=FIGURES_SHOWN),
        difficulties=queries.difficulties_of([unit.id], on=found.on),
        marks=tuple(marks),
        names=organisations.names_at(on, others) if others else {},
    )


def _tasks(found: Programme, unit: UnitRow) -> list[TaskLine]:
    """Undone and dated first, in order of their days; what has no day and what is done after them."""
    lines = [TaskLine(task=row, is_late=_is_late(row, found.on)) for row in plans.tasks_of(found.plan, unit=unit.id)]

    def place(line: TaskLine) -> tuple[bool, bool, date]:
        done = all(part.state is TaskState.DONE for part in line.task.parts)
        due_on = line.task.task.due_on
        return done, due_on is None, due_on or date.max

    return sorted(lines, key=place)


def _is_late(row: TaskRow, on: date) -> bool:
    is_past = row.task.due_on is not None and row.task.due_on < on and not row.task.recurring
    return is_past and any(p.relation is not Relation.REQUESTED and p.state is not TaskState.DONE for p in row.lead)
