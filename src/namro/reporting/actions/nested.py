"""One filling that answers two reports: the figures of the longer window follow those of the shorter ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from namro.catalogue import queries as catalogue
from namro.kernel.elements import CellKey
from namro.kernel.problems import Refused
from namro.kernel.times import Period
from namro.organisations import audit
from namro.organisations.models import Person
from namro.reporting import queries
from namro.reporting.actions.chain import correct_figures, submit_report
from namro.reporting.actions.figures import locked, source_of
from namro.reporting.actions.sections import explain_warning, finish_part, write_narrative
from namro.reporting.actions.storing import store
from namro.reporting.models import Figure, Report
from namro.reporting.queries.nested import Longer, longer_than, put_together
from namro.reporting.rules import OPEN_STATES, EntrySource, ReportState, Typed
from namro.reporting.stored import period_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What became of a longer report. why: what kept it from being sent; empty where it was sent."""

    report: Report
    period: Period
    why: str


@transaction.atomic
def submit_both(*, by: Person, at: datetime, report: Report, source_reference: str = "") -> tuple[Answered, ...]:
    """Send a report, and fill and send the longer ones that it answers.

    The report itself is sent or refused as by submit_report. A longer one that is not ready keeps its figures, says
    what is left, and stays open.
    """
    submit_report(by=by, at=at, report=report, source_reference=source_reference)
    return tuple(
        _answer(by, at, report, one, source_reference)
        for one in longer_than(report)
        if ReportState(one.report.state) in OPEN_STATES
    )


def _answer(by: Person, at: datetime, report: Report, longer: Longer, letter: str) -> Answered:
    why = ""
    if longer.lacking:
        why = f"Chưa gửi: {', '.join(p.label for p in longer.lacking)}."
    else:
        _fill(by, at, longer.report, longer.parts)
        try:
            with transaction.atomic():
                _send(by, at, report, longer.report, letter)
        except Refused as refused:
            why = refused.message
    return Answered(report=longer.report, period=longer.period, why=why)


def _fill(by: Person, at: datetime, longer: Report, parts: Sequence[Period], reason: str = "") -> None:
    """Store what the shorter windows give, where it differs."""
    longer = locked(longer)
    page = queries.report_page(longer)
    wanted = put_together(longer, parts, catalogue.elements())
    changes = {key: value for key, value in wanted.items() if value != page.values.get(key)}
    store(
        longer.unit_id,
        page.window,
        changes,
        by=by,
        at=at,
        source=EntrySource.DERIVED,
        source_reference=", ".join(p.label for p in parts),
        reason=reason,
        report=longer,
    )
    if changes:
        audit.record(by=by, at=at, action="figures.derive", subject=longer, unit=longer.unit, cells=len(changes))


def _send(by: Person, at: datetime, report: Report, longer: Report, letter: str) -> None:
    """Words and reasons go over where the longer report has none of its own."""
    source = source_of(by, report=longer, on=timezone.localdate(at))
    shorter, page = queries.report_page(report), queries.report_page(longer)
    asked = {narrative.code for narrative in page.form.narratives}
    for code, text in shorter.texts.items():
        if code in asked and code not in page.texts:
            write_narrative(by=by, at=at, report=longer, code=code, text=text.text, base_version=0, source=source)
    for problem in page.unexplained:
        if reason := next((r.reason for (_, place), r in shorter.reasons.items() if place == problem.place), ""):
            explain_warning(
                by=by, at=at, report=longer, rule=problem.code, place=problem.place, reason=reason, source=source
            )
    for section in page.form.sections:
        finish_part(by=by, at=at, report=longer, section=section.code, source=source, source_reference=letter.strip())
    submit_report(by=by, at=at, report=queries.reports().get(pk=longer.pk), source_reference=letter)


@transaction.atomic
def correct_with_longer(
    *,
    by: Person,
    at: datetime,
    report: Report,
    entries: Mapping[CellKey, Typed],
    reason: str,
    document_number: str = "",
    document_date: date | None = None,
) -> Report:
    """correct_figures, and the same correction in the longer reports that were put together from this one.

    One that was accepted is corrected, too; one that waits for acceptance takes the new figures.
    """
    corrected = correct_figures(
        by=by,
        at=at,
        report=report,
        entries=entries,
        reason=reason,
        document_number=document_number,
        document_date=document_date,
    )
    label = period_of(corrected).label
    for one in longer_than(corrected):
        if not _is_derived(one.report):
            continue
        if one.report.state == ReportState.ACCEPTED:
            _correct(by, at, one, f"Theo đính chính {label}: {reason.strip()}")
        else:
            _fill(by, at, one.report, one.parts, reason.strip())
    return corrected


def _is_derived(report: Report) -> bool:
    return Figure.objects.filter(
        unit=report.unit_id,
        supplier=report.unit_id,
        window_start=report.window_start,
        window_end=report.window_end,
        source=EntrySource.DERIVED,
    ).exists()


def _correct(by: Person, at: datetime, one: Longer, reason: str) -> None:
    page = queries.report_page(one.report)
    wanted = put_together(one.report, one.parts, page.elements)
    entries = {
        key: Typed(value, page.versions.get(key, 0)) for key, value in wanted.items() if value != page.values.get(key)
    }
    if entries:
        correct_figures(by=by, at=at, report=one.report, entries=entries, reason=reason)
