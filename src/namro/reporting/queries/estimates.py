"""Figures that were estimated and still wait for what they turned out to be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from namro.catalogue import queries as catalogue
from namro.kernel.deadlines import cut_off
from namro.kernel.elements import CellKey, ElementKind
from namro.kernel.figures import Figure as Value
from namro.kernel.figures import FigureState
from namro.kernel.times import Period
from namro.reporting.models import EarlyCutOff, Figure, Report
from namro.reporting.queries.page import reports
from namro.reporting.rules import EntrySource, ReportState
from namro.reporting.stored import form_of, period_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One box of a report with a figure that was estimated. version: of the figure, for whoever replaces it."""

    key: CellKey
    label: str
    unit_label: str
    decimals: int
    value: Value
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimated:
    """A report whose window is over and some of whose figures are still estimates."""

    report: Report
    unit: int
    period: Period
    boxes: tuple[Estimate, ...]

    @property
    def may_be_trued_up(self) -> bool:
        """What waits for acceptance is looked at by somebody else just now."""
        return self.report.state != ReportState.SUBMITTED


def open_estimates(units: Iterable[int], *, before: date) -> tuple[Estimated, ...]:
    """Estimates of windows that ended before a day, the earliest first. Three queries, whatever the number of units.

    What the program computes or puts together follows by itself and is left out.
    """
    elements = catalogue.elements()
    figures = (
        Figure.objects.filter(unit__in=list(units), state=FigureState.ESTIMATED, window_end__lt=before)
        .exclude(source__in=[EntrySource.BASELINE, EntrySource.DERIVED])
        .exclude(revision__report=None)
        .select_related("element", "revision")
        .defer("element__spec")
    )
    grouped: dict[int, list[Figure]] = {}
    for figure in figures:
        if elements[figure.element.code].kind is not ElementKind.DERIVED and figure.revision.report_id:
            grouped.setdefault(figure.revision.report_id, []).append(figure)
    if not grouped:
        return ()
    found = []
    for report in reports().filter(pk__in=grouped):
        boxes = tuple(_boxes(report, grouped[report.pk]))
        if boxes:
            found.append(Estimated(report=report, unit=report.unit_id, period=period_of(report), boxes=boxes))
    return tuple(sorted(found, key=lambda one: (one.period, one.unit, one.report.pk)))


def _boxes(report: Report, figures: Iterable[Figure]) -> Iterable[Estimate]:
    """In the order of the form."""
    elements = catalogue.elements()
    stored = {CellKey(f.element.code, f.breakdown): f for f in figures}
    for cell in form_of(report).cells():
        if figure := stored.get(cell.key):
            element = elements[cell.element]
            yield Estimate(
                key=cell.key,
                label=cell.label,
                unit_label=element.unit,
                decimals=element.decimals,
                value=Value(FigureState.ESTIMATED, figure.value),
                version=figure.version,
            )


def early_cut_off(report: Report) -> date | None:
    """The day up to which this report counts by a local rule; None where figures count to the end of the window."""
    rule = EarlyCutOff.objects.filter(rule=report.rule_id).first()
    return cut_off(period_of(report), rule.days) if rule else None
