"""One programme on one day: what its targets come to, who is late, what waits for an answer, what comes next."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from namro.assessment.queries import FourNumbers
from namro.kernel.elements import CellKey
from namro.kernel.targets import Status
from namro.kernel.times import Period, Regime, period_from_code
from namro.organisations import queries as organisations
from namro.organisations.rules import Relation
from namro.plans import wording
from namro.plans.models import Plan, TaskUnit
from namro.plans.rules import Comparator, Part, TaskState
from namro.publishing.overview.standing import Classes, classes, drug_free
from namro.publishing.overview.trends import Trend, trends
from namro.reporting import queries
from namro.reporting.difficulty_rules import DifficultyKind, DifficultyState
from namro.reporting.models import Report
from namro.reporting.queries import DifficultyLine, PeriodTally, ReportLine, TargetResult
from namro.reporting.queries.kept import kept
from namro.reporting.queries.target_units import UnitShare
from namro.reporting.rules import ReportState, Standing

# Worst first: what a leader has to see before everything else.
WORST_FIRST = (
    Status.MISSED,
    Status.AT_RISK,
    Status.NO_DATA,
    Status.IN_PROGRESS,
    Status.NO_OCCURRENCE,
    Status.ON_TRACK,
    Status.REACHED,
)
AHEAD = timedelta(days=45)
DATES_SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetLine:
    """A target as a page tells it. sentence: its assessment; where: the units that hold it back; "" for nothing."""

    id: int
    measure: str
    goal: str
    project: int | None
    project_code: str
    unit: int
    unit_name: str
    asked: bool
    status: Status
    sentence: str
    where: str
    behind: tuple[int, ...]
    shares: tuple[UnitShare, ...]
    officer: str
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LateUnit:
    """A unit that was ordered to report and has not, or to do something and has not. days: since the oldest due day."""

    unit: int
    name: str
    reports: tuple[ReportLine, ...]
    tasks: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """Something that falls due. period: of reports; task: a single one. count: how many units have not done it yet."""

    on: date
    what: str
    period: Period | None
    task: int | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """scope: the units looked at, None for all; targets are always those of the whole programme, worst first.

    classes: None where communes cannot be classed for the period. waiting: proposals and difficulties without an
    answer, oldest first. missing: communes of the plan that give no figure yet in the period, and of how many.
    asked: the boxes that the plan asks for.
    """

    plan: Plan
    period: Period
    on: date
    scope: frozenset[int] | None
    targets: tuple[TargetLine, ...]
    tally: PeriodTally
    late: tuple[LateUnit, ...]
    waiting: tuple[DifficultyLine, ...]
    dates: tuple[Dates, ...]
    trends: tuple[Trend, ...]
    asked: frozenset[CellKey]
    classes: Classes | None
    drug_free: FourNumbers | None
    missing: tuple[str, ...]
    communes: int

    @property
    def counts(self) -> dict[Status, int]:
        found = Counter(target.status for target in self.targets)
        return {status: found[status] for status in WORST_FIRST if found[status]}

    @property
    def proposals(self) -> tuple[DifficultyLine, ...]:
        return tuple(line for line in self.waiting if line.item.kind == DifficultyKind.PROPOSAL)

    @property
    def late_reports(self) -> tuple[LateUnit, ...]:
        return tuple(unit for unit in self.late if unit.reports)


def measured_period(plan: Plan, today: date) -> Period | None:
    """The newest window that is over and has an accepted report, else the newest that has begun; None without reports.

    Of a window still open nearly all figures would be missing. Two queries at most.
    """
    found = Report.objects.filter(rule__plan=plan, form_version__isnull=False).order_by("-window_end", "-window_start")
    for some in (found.filter(state=ReportState.ACCEPTED, window_end__lt=today), found.filter(window_start__lte=today)):
        if row := some.values_list("period_code", "rule__regime").first():
            return period_from_code(row[0], Regime(row[1]))
    return None


def programme(
    plan: Plan, period: Period, *, on: date, today: date, scope: frozenset[int] | None = None, wide: bool = False
) -> Programme:
    """on: the day of the map; wide: figures sent and not yet accepted count, too. Kept until something is written."""
    question = ("programme", plan.pk, period, on, today, scope, wide)
    return kept(question, lambda: _programme(plan, period, on, today, scope, wide=wide))


def _programme(
    plan: Plan, period: Period, on: date, today: date, scope: frozenset[int] | None, *, wide: bool
) -> Programme:
    found = queries.consolidated(plan, period, on=on, include_unaccepted=wide)
    results = queries.target_results(plan, period, on=today, found=found)
    covered, asked = queries.coverage(found), frozenset(found.this.totals)
    lines = _within(queries.report_lines(Report.objects.filter(rule__plan=plan), today), scope)
    missing = [unit for unit in covered.missing if scope is None or unit in scope]
    units = found.units.keys() if scope is None else scope
    return Programme(
        plan=plan,
        period=period,
        on=today,
        scope=scope,
        targets=_targets(results, on),
        tally=queries.tally(period, [line for line in lines if line.period == period]),
        late=_late(plan, lines, today, scope),
        waiting=_waiting(units, today),
        dates=_dates(plan, lines, today, scope),
        trends=trends(plan, period, asked, on, scope, wide=wide),
        asked=asked,
        classes=classes(period, on=on),
        drug_free=drug_free(period, on=on),
        missing=found.unit_names(missing),
        communes=len([unit for unit in covered.units if scope is None or unit in scope]),
    )


def _within(lines: Iterable[ReportLine], scope: frozenset[int] | None) -> list[ReportLine]:
    return [line for line in lines if scope is None or line.unit in scope]


def _targets(results: Sequence[TargetResult], on: date) -> tuple[TargetLine, ...]:
    units = organisations.units_on(on, {result.target.responsible_unit_id for result in results})
    lines = [_target(result, {pk: row.name for pk, row in units.items()}) for result in results]
    return tuple(sorted(lines, key=lambda line: WORST_FIRST.index(line.status)))


def _target(result: TargetResult, names: Mapping[int, str]) -> TargetLine:
    target = result.target
    return TargetLine(
        id=target.pk,
        measure=target.measure,
        goal=wording.goal(Comparator(target.comparator), target.value, target.value_to, target.unit_label),
        project=target.project_id,
        project_code=target.project.code if target.project else "",
        unit=target.responsible_unit_id,
        unit_name=names.get(target.responsible_unit_id, ""),
        asked=target.relation == Relation.REQUESTED,
        status=Status(result.status),
        sentence=result.assessment.sentence if result.assessment else "",
        where=result.where,
        behind=tuple(unit for unit, _ in result.behind),
        shares=result.shares,
        officer=target.officer.full_name if target.officer else "",
        due_on=target.due_on,
    )


# ---- who is late ----


def _late(plan: Plan, lines: Iterable[ReportLine], today: date, scope: frozenset[int] | None) -> tuple[LateUnit, ...]:
    """Of bodies that are ordered only; the longest first."""
    owing: dict[int, list[ReportLine]] = defaultdict(list)
    for line in lines:
        if line.standing in (Standing.OVERDUE, Standing.RETURNED) and line.due_on < today and not line.asked:
            owing[line.unit].append(line)
    tasks = {unit: days for unit, days in _tasks_behind(plan, today).items() if scope is None or unit in scope}
    names = organisations.names_at(today, {*owing, *tasks})
    late = [
        LateUnit(
            unit=unit,
            name=name,
            reports=tuple(owing.get(unit, ())),
            tasks=len(tasks.get(unit, ())),
            days=max((today - day).days for day in [*(r.due_on for r in owing.get(unit, ())), *tasks.get(unit, ())]),
        )
        for unit, name in names.items()
    ]
    return tuple(sorted(late, key=lambda unit: (not unit.reports, -unit.days)))


def _tasks_behind(plan: Plan, today: date) -> dict[int, list[date]]:
    """By unit that leads and was ordered, the due days of tasks that it has not done. One query."""
    found: dict[int, list[date]] = defaultdict(list)
    parts = TaskUnit.objects.filter(task__plan=plan, task__due_on__lt=today, task__recurring=False, part=Part.LEAD)
    parts = parts.exclude(state=TaskState.DONE).exclude(relation=Relation.REQUESTED)
    for unit, due_on in parts.exclude(task__endings__is_closed=True).values_list("unit_id", "task__due_on"):
        if due_on is not None:
            found[unit].append(due_on)
    return dict(found)


# ---- what waits, what comes ----


def _waiting(units: Collection[int], today: date) -> tuple[DifficultyLine, ...]:
    open_ones = queries.difficulties_of(units, on=today, state=DifficultyState.OPEN)
    passed_up = queries.difficulties_of(units, on=today, state=DifficultyState.PASSED_UP)
    return tuple(sorted((*open_ones, *passed_up), key=lambda line: line.item.raised_at))


def _dates(plan: Plan, lines: Iterable[ReportLine], today: date, scope: frozenset[int] | None) -> tuple[Dates, ...]:
    until = today + AHEAD
    owed: Counter[tuple[date, Period]] = Counter()
    for line in lines:
        if line.is_open and not line.asked and today <= line.due_on <= until:
            owed[line.due_on, line.period] += 1
    reports = [
        Dates(on=day, what=f"Báo cáo {_in_text(period.label)}", period=period, task=None, count=count)
        for (day, period), count in owed.items()
    ]
    found = [*reports, *_tasks_ahead(plan, today, until, scope)]
    return tuple(sorted(found, key=lambda one: (one.on, -one.count))[:DATES_SHOWN])


def _in_text(label: str) -> str:
    """«Quý IV/2026» stays, «Năm 2026» and «6 tháng …» are small inside a sentence."""
    return label if label.startswith("Quý") else label[:1].lower() + label[1:]


def _tasks_ahead(plan: Plan, today: date, until: date, scope: frozenset[int] | None) -> Iterator[Dates]:
    """One for each day: the task alone, or how many there are. Only parts of units that were ordered. One query."""
    parts = TaskUnit.objects.filter(task__plan=plan, part=Part.LEAD, task__recurring=False)
    parts = parts.filter(task__due_on__gte=today, task__due_on__lte=until)
    parts = parts.exclude(state=TaskState.DONE).exclude(relation=Relation.REQUESTED)
    if scope is not None:
        parts = parts.filter(unit__in=scope)
    by_day: dict[date, dict[int, str]] = defaultdict(dict)
    units: dict[date, set[int]] = defaultdict(set)
    open_parts = parts.exclude(task__endings__is_closed=True)
    for day, task, text, unit in open_parts.values_list("task__due_on", "task_id", "task__text", "unit_id"):
        if day is not None:
            by_day[day][task] = text
            units[day].add(unit)
    for day, tasks in by_day.items():
        (first, text), *others = tasks.items()
        what = f"{len(tasks)} nhiệm vụ" if others else text
        yield Dates(on=day, what=what, period=None, task=None if others else first, count=len(units[day]))
