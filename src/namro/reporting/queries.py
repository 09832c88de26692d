"""Reads of reports: what a unit owes, one report with all that stands beside its boxes, who has sent and who has not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from django.db.models import QuerySet
from django.utils import timezone

from namro.catalogue import queries as catalogue
from namro.kernel.checks import FormFacts, check_form, expected_closing, find_personal_data
from namro.kernel.elements import CellKey, ElementKind, ElementSpec
from namro.kernel.figures import Figure as Value
from namro.kernel.forms import CellSpec, FormSpec, PersonalData, Prefill, SectionSpec
from namro.kernel.problems import Problem, Severity
from namro.kernel.times import ONE_DAY, Period, PeriodKind, period_containing
from namro.organisations import queries as organisations
from namro.organisations.models import UnitName
from namro.organisations.queries import UnitRow
from namro.organisations.rules import Relation
from namro.plans.models import Plan, Reporter
from namro.reporting import rules
from namro.reporting.models import Figure, FigureRevision, Narrative, Report, ReportPart, ReportStep, WarningReason
from namro.reporting.rules import OPEN_STATES, SENT_STANDINGS, SENT_STATES, PartState, ReportState, Standing
from namro.reporting.stored import (
    Entry,
    Window,
    by_key,
    by_window,
    cells_given,
    entries,
    form_of,
    period_of,
    reports_of,
    settled,
)

# How many periods back a plausibility rule may look.
HISTORY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The figures around a window of one unit, as the store has them.

    values: what stands in the boxes. opening, year_opening: accepted closings (or the baseline) on the eve of the
    window and of its year. history: earlier periods, latest first. locked: boxes that another report of the same
    window has already sent. last_known: the newest figure before the window, whatever its state.
    """

    values: Mapping[CellKey, Entry]
    opening: Mapping[CellKey, Value]
    year_opening: Mapping[CellKey, Value]
    history: tuple[Mapping[CellKey, Value], ...]
    last_year: Mapping[CellKey, Value]
    other: Mapping[CellKey, Value]
    last_known: Mapping[CellKey, Value]
    locked: frozenset[CellKey]


def earlier_periods(period: Period) -> tuple[Period, ...]:
    """Latest first; none before a campaign."""
    found: list[Period] = []
    while period.kind is not PeriodKind.CAMPAIGN and len(found) < HISTORY:
        period = period.previous()
        found.append(period)
    return tuple(found)


def year_start(period: Period) -> date:
    return period_containing(period.end, PeriodKind.YEAR, period.regime).start


def around(report: Report, elements: Mapping[str, ElementSpec]) -> Around:
    """Two queries: the unit's figures since a year before the window, and its reports that were sent."""
    period = period_of(report)
    window = (period.start, period.end)
    last_year = period.same_last_year()
    earlier = earlier_periods(period)
    since = min([last_year.start, year_start(period), *(p.start for p in earlier)]) - ONE_DAY
    found = entries(Figure.objects.filter(unit_id=report.unit_id, window_end__gte=since, window_end__lte=period.end))
    sent = [r for r in reports_of(report.unit_id, states=SENT_STATES) if r.pk != report.pk]
    accepted = cells_given(r for r in sent if r.state == ReportState.ACCEPTED)
    same_window = cells_given(r for r in sent if (r.window_start, r.window_end) == window)
    windows = by_window(found)
    unit = report.unit_id

    def values_of(p: Period) -> dict[CellKey, Value]:
        return {key: e.value for key, e in windows.get((unit, (p.start, p.end)), {}).items()}

    known = settled(found, accepted)
    here = [e for e in found if e.window == window]
    return Around(
        values=by_key(e for e in here if e.supplier == unit),
        opening=closing_on(known, period.start - ONE_DAY, elements),
        year_opening=closing_on(known, year_start(period) - ONE_DAY, elements),
        history=tuple(values_of(p) for p in earlier),
        last_year=values_of(last_year),
        other={e.key: e.value for e in here if e.supplier != unit},
        last_known=_last_known(found, period.start, elements),
        locked=same_window.get((unit, window), frozenset()),
    )


def closing_on(found: Iterable[Entry], day: date, elements: Mapping[str, ElementSpec]) -> dict[CellKey, Value]:
    """What was there at the end of a day, from whatever window ends on it."""
    return {
        key: entry.value
        for key, entry in by_key(e for e in found if e.window[1] == day).items()
        if elements[key.element].kind in rules.CARRIED_KINDS
    }


def _last_known(found: Iterable[Entry], before: date, elements: Mapping[str, ElementSpec]) -> dict[CellKey, Value]:
    earlier = sorted((e for e in found if e.window[1] < before), key=lambda e: e.window[1])
    return {e.key: e.value for e in earlier if elements[e.key.element].kind in rules.CARRIED_KINDS}


@dataclass(frozen=True, kw_only=True)
class ReportPage:
    """A report with everything that stands beside its boxes. Made by report_page; nothing here asks the database."""

    report: Report
    plan: Plan
    unit: UnitRow
    receiver: UnitRow
    asked: bool
    period: Period
    form: FormSpec
    elements: Mapping[str, ElementSpec]
    around: Around
    texts: Mapping[str, Narrative]
    parts: Mapping[str, ReportPart]
    reasons: Mapping[tuple[str, str], WarningReason]
    steps: tuple[ReportStep, ...]
    signed_files: tuple[tuple[int, str], ...]

    @property
    def state(self) -> ReportState:
        return ReportState(self.report.state)

    @property
    def window(self) -> Window:
        return (self.period.start, self.period.end)

    @cached_property
    def values(self) -> dict[CellKey, Value]:
        """What stands in the boxes of this form; a blank box is absent."""
        return {c.key: e.value for c in self.form.cells() if (e := self.around.values.get(c.key))}

    @cached_property
    def facts(self) -> FormFacts:
        return FormFacts(
            values=self.values,
            opening=self.around.opening,
            year_opening=self.around.year_opening,
            history=self.around.history,
            periods_before_in_year=sum(p.start >= year_start(self.period) for p in earlier_periods(self.period)),
            last_year=self.around.last_year,
            other=self.around.other,
            tags=frozenset(self.unit.tags),
            texts={code: narrative.text for code, narrative in self.texts.items()},
        )

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What the form's own rules find, and what in the words would name a person."""
        personal = {rule.id for rule in self.form.warnings if isinstance(rule, PersonalData)}
        found = [p for p in check_form(self.form, self.elements, self.facts) if p.code not in personal]
        return (*found, *self.personal_data)

    @cached_property
    def personal_data(self) -> tuple[Problem, ...]:
        return tuple(
            Problem(p.code, Severity.ERROR, f"narrative:{code}", p.message, p.remedy)
            for code, narrative in self.texts.items()
            for p in find_personal_data(narrative.text)
        )

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.severity is Severity.WARNING)

    @property
    def unexplained(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.warnings if not self.reason(p))

    def reason(self, problem: Problem) -> str:
        given = self.reasons.get((problem.code, problem.place))
        return given.reason if given else ""

    def is_done(self, section: str) -> bool:
        part = self.parts.get(section)
        return part is not None and part.state == PartState.DONE

    @property
    def done(self) -> int:
        return sum(self.is_done(section.code) for section in self.form.sections)

    @cached_property
    def suggestions(self) -> dict[CellKey, Decimal]:
        """What the program would write into blank boxes if a person confirms it: computed closings, carried figures."""
        expected = expected_closing(self.form, self.values, self.around.opening)
        proposed = {c.key: self._proposal(c, expected) for c in self.form.cells() if c.key not in self.around.values}
        return {key: value for key, value in proposed.items() if value is not None}

    def _proposal(self, cell: CellSpec, expected: Mapping[CellKey, Decimal]) -> Decimal | None:
        match cell.prefill:
            case Prefill.OPENING_DERIVED:
                return expected.get(cell.key)
            case Prefill.NONE:
                return None
        return self.carried(cell.key)

    def carried(self, key: CellKey) -> Decimal | None:
        """The figure that stays as it was while nothing happens; 0 for a cumulative one at the start of a year."""
        match self.elements[key.element].kind:
            case ElementKind.FLOW | ElementKind.ATTESTED:
                return None
            case ElementKind.YTD:
                if not self.facts.periods_before_in_year:
                    return Decimal(0)
                earlier = self.around.history[0].get(key)
            case _:
                earlier = self.around.opening.get(key) or self.around.last_known.get(key)
        return earlier.value if earlier else None

    @property
    def check_code(self) -> str:
        return rules.check_code(self.values, window=self.window)

    @property
    def changed_since_print(self) -> bool:
        return bool(self.report.check_code) and self.report.check_code != self.check_code

    @cached_property
    def obstacles(self) -> tuple[Problem, ...]:
        """What keeps this report from being sent, in the order in which one would settle it."""
        open_parts = tuple(
            Problem("part-open", Severity.ERROR, f"section:{s.code}", f"Mục {s.code}. {s.title}: chưa xong.")
            for s in self.form.sections
            if not self.is_done(s.code)
        )
        silent = tuple(
            Problem("reason-missing", Severity.ERROR, p.place, f"{p.message} Chưa ghi lý do.") for p in self.unexplained
        )
        return (*open_parts, *self.errors, *silent, *self._words_missing(), *self._paper_differs())

    def _words_missing(self) -> tuple[Problem, ...]:
        if self.form.sections or any(n.text.strip() for n in self.texts.values()):
            return ()
        return (Problem("words-missing", Severity.ERROR, "narrative:results", "Báo cáo chưa có nội dung."),)

    def _paper_differs(self) -> tuple[Problem, ...]:
        if not (self.report.document_number and self.changed_since_print):
            return ()
        return (
            Problem(
                "paper-differs",
                Severity.ERROR,
                "print",
                f"Số đã đổi sau khi in: bản ký mang mã {self.report.check_code}, số hiện nay là {self.check_code}.",
                "In lại, ký lại, hoặc sửa số cho khớp bản đã ký.",
            ),
        )

    def standing(self, on: date) -> Standing:
        return standing_of(self.report, on, asked=self.asked)

    def problems_in(self, section: SectionSpec) -> tuple[Problem, ...]:
        places = {f"section:{section.code}", *(str(c.key) for c in section.cells)}
        return tuple(p for p in self.problems if p.place in places)

    def blanks_in(self, section: SectionSpec) -> tuple[CellSpec, ...]:
        return tuple(c for c in section.cells if c.required and c.key not in self.around.values)


def standing_of(report: Report, on: date, *, asked: bool) -> Standing:
    first = report.first_submitted_at
    return rules.standing(
        ReportState(report.state),
        due_on=report.due_on,
        first_sent_on=timezone.localdate(first) if first else None,
        on=on,
        asked=asked,
    )


def report_page(report: Report) -> ReportPage:
    """About a dozen queries, whatever the size of the form. report: with rule, plan and form_version selected."""
    elements = catalogue.elements()
    units = organisations.units_on(report.window_end, [report.unit_id, report.rule.receiver_id])
    reporter = Reporter.objects.filter(rule=report.rule_id, unit=report.unit_id).first()
    return ReportPage(
        report=report,
        plan=report.rule.plan,
        unit=units[report.unit_id],
        receiver=units[report.rule.receiver_id],
        asked=reporter is not None and reporter.relation == Relation.REQUESTED,
        period=period_of(report),
        form=form_of(report),
        elements=elements,
        around=around(report, elements),
        texts={n.code: n for n in report.narratives.all()},
        parts={p.section: p for p in report.parts.select_related("done_by")},
        reasons={(r.rule, r.place): r for r in report.reasons.all()},
        steps=tuple(report.steps.select_related("by")),
        signed_files=tuple(report.signed_files.order_by("-at").values_list("pk", "filename")),
    )


def reports() -> QuerySet[Report]:
    """With what report_page needs."""
    return Report.objects.select_related("rule", "rule__plan", "form_version", "form_version__form")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """A report in a list."""

    id: int
    unit: int
    unit_name: str
    unit_kind: str
    asked: bool
    title: str
    plan: int
    plan_name: str
    period: Period
    due_on: date
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
    """Lists of reports, by due date and unit. Six queries, whatever the number."""
    rows = list(found.select_related("rule", "rule__plan", "form_version", "form_version__form"))
    asked = _asked({r.rule_id for r in rows})
    units = organisations.units_on(on, {r.unit_id for r in rows})
    names = _names_of({r.unit_id for r in rows} - units.keys())
    lines = [_line(r, on, units.get(r.unit_id), names, asked=(r.rule_id, r.unit_id) in asked) for r in rows]
    order = {unit: n for n, unit in enumerate(units)}
    return sorted(lines, key=lambda line: (line.due_on, order.get(line.unit, len(order)), line.id))


def _line(report: Report, on: date, unit: UnitRow | None, names: Mapping[int, str], *, asked: bool) -> ReportLine:
    return ReportLine(
        id=report.pk,
        unit=report.unit_id,
        unit_name=unit.name if unit else names.get(report.unit_id, ""),
        unit_kind=unit.kind if unit else "",
        asked=asked,
        title=form_of(report).title if report.form_version else report.rule.title,
        plan=report.rule.plan_id,
        plan_name=str(report.rule.plan),
        period=period_of(report),
        due_on=report.due_on,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    unit: UnitRow
    asked: bool
    # In the order of the grid's periods; None where this unit owes nothing.
    cells: tuple[ReportLine | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodTally:
    """How many reports of a period were due from bodies that are ordered, were sent, and were sent in time.

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


def completeness_grid(plan: Plan, *, on: date, kind: PeriodKind | None = None) -> Grid:
    """kind: of period; None takes the shortest that the plan asks for. Eight queries, whatever the number of units."""
    lines = report_lines(Report.objects.filter(rule__plan=plan), on)
    kinds = tuple(k for k in PeriodKind if any(line.period.kind is k for line in lines))
    chosen = kind if kind in kinds else next(iter(kinds), None)
    lines = [line for line in lines if line.period.kind is chosen]
    periods = tuple(sorted({line.period for line in lines}))
    places = {(line.unit, line.period): line for line in lines}
    units = organisations.units_on(on, {line.unit for line in lines})
    asked = {line.unit for line in lines if line.asked}
    rows = [
        GridRow(unit=unit, asked=unit.id in asked, cells=tuple(places.get((unit.id, p)) for p in periods))
        for unit in units.values()
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
        due_on=max((line.due_on for line in everyone), default=period.end),
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


def revisions_of(
    *, unit: int, element: str, breakdown: str, window: Window
) -> list[FigureRevision]:
    """Every value that one figure ever had, newest first, from whoever supplied it."""
    return list(
        FigureRevision.objects.filter(
            unit_id=unit, element__code=element, breakdown=breakdown, window_start=window[0], window_end=window[1]
        )
        .select_related("by", "element", "report")
        .order_by("-at", "-version")
    )
