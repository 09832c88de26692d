"""One report with everything that stands beside its boxes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import Max, QuerySet

from namro.catalogue import queries as catalogue
from namro.kernel.elements import CellKey, ElementKind, ElementSpec
from namro.kernel.figures import Figure as Value
from namro.kernel.figures import reported
from namro.kernel.form_checks import check_form, expected_closing
from namro.kernel.form_facts import FormFacts
from namro.kernel.form_rules import PersonalData
from namro.kernel.forms import CellSpec, FormSpec, Prefill, SectionSpec
from namro.kernel.personal_data import find_personal_data
from namro.kernel.problems import Problem, Severity
from namro.kernel.times import Period
from namro.organisations import queries as organisations
from namro.organisations.queries import UnitRow
from namro.organisations.rules import Relation
from namro.plans.models import Plan, Reporter
from namro.reporting import rules
from namro.reporting.models import Figure, FigureRevision, Narrative, Report, ReportPart, ReportStep, WarningReason
from namro.reporting.queries.lists import standing_of
from namro.reporting.queries.surroundings import Around, around, earlier_periods, year_start
from namro.reporting.rules import PartState, ReportState, Standing
from namro.reporting.stored import (
    Window,
    entries,
    form_of,
    period_of,
    stored_cells,
)


@dataclass(frozen=True, kw_only=True)
class ReportPage:
    """A report with everything that stands beside its boxes. Made by report_page; nothing here asks the database."""

    report: Report
    # None for a request that no plan lays down.
    plan: Plan | None
    unit: UnitRow
    receiver: UnitRow
    asked: bool
    period: Period
    form: FormSpec
    elements: Mapping[str, ElementSpec]
    around: Around
    # The newest version of every box that was ever filled, cleared ones included.
    versions: Mapping[CellKey, int]
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
    def problems_by_place(self) -> Mapping[str, tuple[Problem, ...]]:
        """A place where nothing is found is absent."""
        found: dict[str, list[Problem]] = {}
        for problem in self.problems:
            found.setdefault(problem.place, []).append(problem)
        return {place: tuple(problems) for place, problems in found.items()}

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

    @property
    def left(self) -> int:
        """Sections that are still to be finished."""
        return len(self.form.sections) - self.done

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
            case Prefill.NONE if cell.of_which is None:
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

    @cached_property
    def openings_used(self) -> frozenset[CellKey]:
        """What the form takes as it stood at the start of its window."""
        asked = {c.key for d in self.form.derived for c in d.formula.cells() if c.function == "open"}
        return frozenset(asked | {c.key for c in self.form.cells() if c.prefill is Prefill.OPENING_DERIVED})

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

    def hidden_blanks(self, section: SectionSpec) -> tuple[CellKey, ...]:
        """Flow boxes that the form shows on demand only and nobody has filled."""
        return tuple(
            c.key
            for c in section.cells
            if not c.required and c.key not in self.around.values and self.elements[c.element].kind is ElementKind.FLOW
        )

    def problems_in(self, section: SectionSpec) -> tuple[Problem, ...]:
        places = {f"section:{section.code}", *(str(c.key) for c in section.cells)}
        return tuple(p for p in self.problems if p.place in places)

    def blanks_in(self, section: SectionSpec) -> tuple[CellSpec, ...]:
        return tuple(c for c in section.cells if c.required and c.key not in self.around.values)


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
        versions=_versions(report),
        texts={n.code: n for n in report.narratives.all()},
        parts={p.section: p for p in report.parts.select_related("done_by")},
        reasons={(r.rule, r.place): r for r in report.reasons.all()},
        steps=tuple(report.steps.select_related("by")),
        signed_files=tuple(report.signed_files.order_by("-at").values_list("pk", "filename")),
    )


def reports() -> QuerySet[Report]:
    """With what report_page needs; what forms ask is kept in memory and not read again."""
    found = Report.objects.select_related("rule", "rule__plan", "form_version", "form_version__form")
    return found.defer("form_version__spec")


def _versions(report: Report) -> dict[CellKey, int]:
    newest = (
        FigureRevision.objects.filter(
            unit=report.unit_id,
            supplier=report.unit_id,
            window_start=report.window_start,
            window_end=report.window_end,
        )
        .values_list("element__code", "breakdown")
        .annotate(newest=Max("version"))
    )
    return {CellKey(element, breakdown): version for element, breakdown, version in newest}


def nothing_happened(page: ReportPage, section: str) -> dict[CellKey, Decimal]:
    """What «không phát sinh» would write into the blank boxes of a section: zeros, closings, figures of before."""
    cells = [c for s in page.form.sections if s.code == section for c in s.cells]
    flows = [c.key for c in cells if page.elements[c.element].kind is ElementKind.FLOW]
    zeros = {key: Decimal(0) for key in flows if key not in page.around.values}
    values = page.values | {key: reported(0) for key in zeros}
    closings = expected_closing(page.form, values, page.around.opening)
    rest = {
        c.key: closings.get(c.key) if c.prefill is Prefill.OPENING_DERIVED else page.carried(c.key)
        for c in cells
        if c.key not in values
    }
    return zeros | {key: value for key, value in rest.items() if value is not None}


def revisions_of(*, unit: int, element: str, breakdown: str, window: Window) -> list[FigureRevision]:
    """Every value that one figure ever had in a window or a part of it, newest first, from whoever supplied it."""
    return list(
        FigureRevision.objects.filter(
            unit_id=unit,
            element__code=element,
            breakdown=breakdown,
            window_start__gte=window[0],
            window_end__lte=window[1],
        )
        .select_related("by", "element", "report", "supplier")
        .order_by("-window_end", "-at", "-version")
    )


def current_revisions(report: Report, form: FormSpec) -> list[int]:
    """The newest revisions of the figures that a report gives, computed ones included."""
    given = stored_cells(form)
    found = entries(
        Figure.objects.filter(
            unit=report.unit_id,
            supplier=report.unit_id,
            window_start=report.window_start,
            window_end=report.window_end,
        )
    )
    return [e.revision for e in found if e.key in given]
