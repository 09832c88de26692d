"""Requests for figures: who has answered, what they answered, and what was asked lately."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from namro.catalogue import queries as catalogue
from namro.catalogue.models import FormVersion
from namro.kernel.consolidation import Total, consolidate
from namro.kernel.elements import CellKey, ElementSpec
from namro.kernel.figures import Figure as Value
from namro.kernel.forms import CellSpec
from namro.kernel.times import Period, Regime, period_from_code
from namro.organisations import queries as organisations
from namro.organisations.queries import UnitRow
from namro.organisations.rules import Relation
from namro.plans.models import Reporter
from namro.reporting.models import Figure, FigureRequest, Report
from namro.reporting.rules import SENT_STATES, ReportState
from namro.reporting.stored import by_window, entries


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLine:
    """A request in a list. asked: how many units; sent: how many have answered."""

    request: FigureRequest
    asked: int
    sent: int


def request_lines(units: frozenset[int]) -> list[RequestLine]:
    """Requests that go to these units, the open ones and the newest first. Two queries."""
    sent = Count("rule__reports", filter=Q(rule__reports__state__in=list(SENT_STATES)), distinct=True)
    found = FigureRequest.objects.filter(rule__receiver__in=units).select_related("rule", "made_by")
    counted = found.annotate(asked=Count("rule__reporters", distinct=True), sent=sent)
    lines = [RequestLine(request=r, asked=r.asked, sent=r.sent) for r in counted]
    return sorted(lines, key=lambda line: (line.request.closed_at is not None, -line.request.made_at.timestamp()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One unit's answer. report: None where it was withdrawn unanswered. values: what a sent report gave."""

    unit: UnitRow
    asked: bool
    report: Report | None
    values: Mapping[CellKey, Value]

    @property
    def is_sent(self) -> bool:
        return self.report is not None and self.report.state in SENT_STATES

    @property
    def is_returned(self) -> bool:
        return self.report is not None and self.report.state == ReportState.RETURNED

    def is_late(self, due_at: datetime) -> bool:
        """A body that is only asked is never late."""
        sent = self.report.first_submitted_at if self.report else None
        return sent is not None and sent > due_at and not self.asked


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPage:
    request: FigureRequest
    period: Period
    cells: tuple[CellSpec, ...]
    elements: Mapping[str, ElementSpec]
    answers: tuple[Answer, ...]
    totals: Mapping[CellKey, Total[int]]

    @property
    def sent(self) -> int:
        return sum(answer.is_sent for answer in self.answers)

    @property
    def silent(self) -> tuple[Answer, ...]:
        return tuple(answer for answer in self.answers if not answer.is_sent)


def request_page(request: FigureRequest, *, on: date) -> RequestPage:
    """About eight queries, whatever the number of units. Units that have not answered are named, never counted as 0."""
    reports = {r.unit_id: r for r in Report.objects.filter(rule=request.rule_id).select_related("form_version")}
    reporters = list(Reporter.objects.filter(rule=request.rule_id).select_related("form_version"))
    version = reporters[0].form_version
    assert version is not None
    form, elements = catalogue.spec_of(version), catalogue.elements()
    period = _period_of(version, reports)
    values = _values(reports, period, frozenset(cell.key for cell in form.cells()))
    rows = organisations.units_on(on, [r.unit_id for r in reporters])
    asked = {r.unit_id for r in reporters if r.relation == Relation.REQUESTED}
    answers = tuple(
        Answer(unit=row, asked=row.id in asked, report=reports.get(row.id), values=values.get(row.id, {}))
        for row in rows.values()
    )
    wanted = {cell.element for cell in form.cells()}
    return RequestPage(
        request=request,
        period=period,
        cells=form.cells(),
        elements=elements,
        answers=answers,
        totals=consolidate(list(rows), values, [elements[code] for code in wanted]),
    )


def _period_of(version: FormVersion, reports: Mapping[int, Report]) -> Period:
    """Where every answer was withdrawn, the window is told by the day from which the form holds."""
    for report in reports.values():
        return period_from_code(report.period_code, Regime.STATUTORY)
    day = version.valid.lower
    return period_from_code(f"C{day:%Y%m%d}-{day:%Y%m%d}", Regime.STATUTORY)


def _values(
    reports: Mapping[int, Report], period: Period, cells: frozenset[CellKey]
) -> dict[int, dict[CellKey, Value]]:
    sent = [unit for unit, report in reports.items() if report.state in SENT_STATES]
    figures = Figure.objects.filter(unit__in=sent, window_start=period.start, window_end=period.end)
    return {
        unit: {key: entry.value for key, entry in own.items() if key in cells}
        for (unit, _window), own in by_window(e for e in entries(figures) if e.supplier == e.unit).items()
    }


def requests_of(units: frozenset[int]) -> QuerySet[FigureRequest]:
    return FigureRequest.objects.filter(rule__receiver__in=units).select_related("rule", "made_by", "closed_by")


def lately_asked(limit: int = 8) -> list[CellKey]:
    """The figures of the newest requests, each once."""
    keys: dict[CellKey, None] = {}
    for version in FormVersion.objects.filter(form__for_request=True).order_by("-pk")[:20]:
        keys.update(dict.fromkeys(cell.key for cell in catalogue.spec_of(version).cells()))
    return list(keys)[:limit]
