"""Lists of reports: what units owe and have sent, and the grid of who has not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from statistics import mode

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from namro.kernel.times import Period, PeriodKind
from namro.organisations import queries as organisations
from namro.organisations.models import UnitName
from namro.organisations.queries import UnitRow
from namro.organisations.rules import Relation
from namro.plans.models import Plan, Reporter, ReportRule
from namro.reporting import rules
from namro.reporting.models import Report
from namro.reporting.rules import OPEN_STATES, SENT_STANDINGS, ReportState, Standing
from namro.reporting.stored import (
    forms_of,
    period_of,
)


def standing_of(report: Report, on: date, *, asked: bool) -> Standing:
    first = report.first_submitted_at
    return rules.standing(
        ReportState(report.state),
        due_on=report.due_on,
        first_sent_on=timezone.localdate(first) if first else None,
        on=on,
        asked=asked,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """A report in a list."""

    id: int
    unit: int
    unit_name: str
    unit_kind: str
    asked: bool
    title: str
    # None and «Yêu cầu đột xuất» for what no plan lays down.
    plan: int | None
    plan_name: str
    period: Period
    due_on: date
    # The hour of a request; a report of a plan is in time until the end of its day.
    due_at: datetime | None
    state: ReportState
    standing: Standing
    submitted_at: datetime | None
    document: str
    corrected: bool

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def has_begun(self) -> bool:
        """Its window has begun or it is already asked back, so that one can work on it."""
        return self.standing is not Standing.NOT_DUE or self.state is not ReportState.DRAFT


def report_lines(found: QuerySet[Report], on: date) -> list[ReportLine]:
    """Lists of reports, by due date and unit. About ten queries, whatever the number."""
    return _lines_and_units(found, on)[0]


def _lines_and_units(found: QuerySet[Report], on: date) -> tuple[list[ReportLine], dict[int, UnitRow]]:
    rows = list(found)
    for report, rule in zip(rows, _rules_of(rows), strict=True):
        report.rule = rule
    asked = _asked({r.rule_id for r in rows})
    units = organisations.units_on(on, {r.unit_id for r in rows})
    names = _names_of({r.unit_id for r in rows} - units.keys()) | {unit.id: unit.name for unit in units.values()}
    titles: dict[int | None, str] = {
        pk: form.title for pk, form in forms_of({r.form_version_id for r in rows if r.form_version_id}).items()
    }
    lines = [_line(r, on, units, names, titles, asked=(r.rule_id, r.unit_id) in asked) for r in rows]
    order = {unit: n for n, unit in enumerate(units)}
    return sorted(lines, key=lambda line: (line.due_on, order.get(line.unit, len(order)), line.id)), units


def _rules_of(reports: Iterable[Report]) -> list[ReportRule]:
    """The rule of each report with its plan, each read once."""
    found = ReportRule.objects.select_related("plan", "request").in_bulk({r.rule_id for r in reports})
    return [found[r.rule_id] for r in reports]


def _line(
    report: Report,
    on: date,
    units: Mapping[int, UnitRow],
    names: Mapping[int, str],
    titles: Mapping[int | None, str],
    *,
    asked: bool,
) -> ReportLine:
    return ReportLine(
        id=report.pk,
        unit=report.unit_id,
        unit_name=names.get(report.unit_id, ""),
        unit_kind=units[report.unit_id].kind if report.unit_id in units else "",
        asked=asked,
        title=titles.get(report.form_version_id, report.rule.title),
        plan=report.rule.plan_id,
        plan_name=str(report.rule.plan or _("Yêu cầu đột xuất")),
        period=period_of(report),
        due_on=report.due_on,
        due_at=report.rule.request.due_at if report.rule.plan_id is None else None,
        state=ReportState(report.state),
        standing=standing_of(report, on, asked=asked),
        submitted_at=report.submitted_at,
        document=report.document_number,
        corrected=report.corrected_at is not None,
    )


def _asked(rules_in_question: Iterable[int]) -> frozenset[tuple[int, int]]:
    """(rule, unit) of bodies that a rule asks and does not order."""
    return frozenset(
        Reporter.objects.filter(rule__in=list(rules_in_question), relation=Relation.REQUESTED).values_list(
            "rule_id", "unit_id"
        )
    )


def _names_of(units: Iterable[int]) -> dict[int, str]:
    """The last names of units that no longer exist."""
    return dict(UnitName.objects.filter(unit__in=list(units)).order_by("valid").values_list("unit_id", "name"))


def reports_at(units: Iterable[int], *, on: date) -> list[ReportLine]:
    """What units owe and have sent, those without a report to work on yet included."""
    return report_lines(Report.objects.filter(unit__in=list(units)), on)


def waiting_for_review(units: Iterable[int], *, on: date) -> list[ReportLine]:
    return report_lines(Report.objects.filter(unit__in=list(units), state=ReportState.SUBMITTED), on)


# Where a unit owes two reports for one period, the grid shows the one that is furthest from being done.
_FURTHEST_FIRST = (
    Standing.OVERDUE,
    Standing.RETURNED,
    Standing.NOT_DUE,
    Standing.ASKED,
    Standing.LATE,
    Standing.SUBMITTED,
    Standing.ACCEPTED_LATE,
    Standing.ACCEPTED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    unit: UnitRow
    asked: bool
    # In the order of the grid's periods; None where this unit owes nothing.
    cells: tuple[ReportLine | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodTally:
    """How many reports of a period were due from bodies that are ordered, were sent, and were sent in time.

    due_on: the last day for most of them.

    asked, asked_sent: the same for bodies that are only asked, which count in no percentage.
    """

    period: Period
    due_on: date
    expected: int
    sent: int
    in_time: int
    accepted: int
    late: tuple[str, ...]
    returned: tuple[str, ...]
    missing: tuple[str, ...]
    asked: int
    asked_sent: int

    @property
    def completeness(self) -> Fraction | None:
        return Fraction(self.sent, self.expected) if self.expected else None

    @property
    def timeliness(self) -> Fraction | None:
        return Fraction(self.in_time, self.expected) if self.expected else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Units × periods of one kind of a plan. missing of a period names who has not sent although the day has passed."""

    kinds: tuple[PeriodKind, ...]
    kind: PeriodKind | None
    periods: tuple[Period, ...]
    ordered: tuple[GridRow, ...]
    asked: tuple[GridRow, ...]
    tallies: tuple[PeriodTally, ...]


def completeness_grid(plan: Plan, *, on: date, kind: PeriodKind | None = None, among: Q | None = None) -> Grid:
    """kind: of period; None takes the shortest that the plan asks for. About ten queries in all.

    among: only these reports, so that rows, periods and tallies are those of some units or of one form.
    """
    lines, units = _lines_and_units(Report.objects.filter(among or Q(), rule__plan=plan), on)
    kinds = tuple(k for k in PeriodKind if any(line.period.kind is k for line in lines))
    chosen = kind if kind in kinds else next(iter(kinds), None)
    lines = [line for line in lines if line.period.kind is chosen]
    periods = tuple(sorted({line.period for line in lines}))
    done_first = sorted(lines, key=lambda line: -_FURTHEST_FIRST.index(line.standing))
    places = {(line.unit, line.period): line for line in done_first}
    owing = {line.unit for line in lines}
    asked = {line.unit for line in lines if line.asked}
    rows = [
        GridRow(unit=unit, asked=unit.id in asked, cells=tuple(places.get((unit.id, p)) for p in periods))
        for unit in units.values()
        if unit.id in owing
    ]
    return Grid(
        kinds=kinds,
        kind=chosen,
        periods=periods,
        ordered=tuple(row for row in rows if not row.asked),
        asked=tuple(row for row in rows if row.asked),
        tallies=tuple(tally(p, [line for line in lines if line.period == p]) for p in periods),
    )


def tally(period: Period, lines: Iterable[ReportLine]) -> PeriodTally:
    """lines: those of the period, in order of the units' names."""
    everyone = list(lines)
    ordered = [line for line in everyone if not line.asked]
    requested = [line for line in everyone if line.asked]
    sent = [line for line in ordered if line.standing in SENT_STANDINGS]
    late = [line for line in sent if line.standing in rules.LATE_STANDINGS]
    return PeriodTally(
        period=period,
        due_on=mode([line.due_on for line in everyone] or [period.end]),
        expected=len(ordered),
        sent=len(sent),
        in_time=len(sent) - len(late),
        accepted=sum(line.state is ReportState.ACCEPTED for line in ordered),
        late=tuple(line.unit_name for line in late),
        returned=tuple(line.unit_name for line in ordered if line.standing is Standing.RETURNED),
        missing=tuple(line.unit_name for line in ordered if line.standing is Standing.OVERDUE),
        asked=len(requested),
        asked_sent=sum(line.standing in SENT_STANDINGS for line in requested),
    )
