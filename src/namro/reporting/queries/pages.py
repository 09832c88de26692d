"""Many reports at once, each with everything that stands beside its boxes: a fixed number of queries for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol, TypeVar

from django.db.models import Max

from namro.catalogue import queries as catalogue
from namro.kernel.elements import CellKey
from namro.kernel.figures import Figure as Value
from namro.organisations import queries as organisations
from namro.organisations.queries import UnitRow
from namro.organisations.rules import Relation
from namro.plans.models import Reporter
from namro.reporting.models import (
    Figure,
    FigureRevision,
    Narrative,
    Report,
    ReportPart,
    ReportStep,
    SignedFile,
    WarningReason,
)
from namro.reporting.queries.page import ReportPage, reports
from namro.reporting.queries.surroundings import around_of, looks_back_to
from namro.reporting.rules import SENT_STATES, EntrySource
from namro.reporting.stored import Entry, Window, entries, form_of, period_of

NOT_STORED_YET = 0
"""Stands for the revision of a figure that is checked before it is stored."""
_Place = tuple[int, Window]


def report_pages(found: Sequence[Report]) -> dict[int, ReportPage]:
    """By report, the page that report_page gives. found: with what reports() selects."""
    if not found:
        return {}
    ids = [report.pk for report in found]
    elements = catalogue.elements()
    figures = _figures(found)
    sent = _sent({report.unit_id for report in found})
    versions = _versions(found)
    units = _units(found)
    asked = set(
        Reporter.objects.filter(rule__in={r.rule_id for r in found}, relation=Relation.REQUESTED).values_list(
            "rule_id", "unit_id"
        )
    )
    texts = _by_report(Narrative.objects.filter(report__in=ids))
    reasons = _by_report(WarningReason.objects.filter(report__in=ids))
    parts = _by_report(ReportPart.objects.filter(report__in=ids).select_related("done_by"))
    steps = _by_report(ReportStep.objects.filter(report__in=ids).select_related("by"))
    files: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for report_id, pk, name in (
        SignedFile.objects.filter(report__in=ids).order_by("-at").values_list("report_id", "pk", "filename")
    ):
        files[report_id].append((pk, name))
    pages = {}
    for report in found:
        period = period_of(report)
        own = [e for e in figures[report.unit_id] if e.window[1] <= period.end]
        others = [r for r in sent[report.unit_id] if r.pk != report.pk]
        pages[report.pk] = ReportPage(
            report=report,
            plan=report.rule.plan,
            unit=units[report.window_end, report.unit_id],
            receiver=units[report.window_end, report.rule.receiver_id],
            asked=(report.rule_id, report.unit_id) in asked,
            period=period,
            form=form_of(report),
            elements=elements,
            around=around_of(report.unit_id, period, own, others, elements),
            versions=versions.get((report.unit_id, (period.start, period.end)), {}),
            texts={n.code: n for n in texts[report.pk]},
            parts={p.section: p for p in parts[report.pk]},
            reasons={(r.rule, r.place): r for r in reasons[report.pk]},
            steps=tuple(steps[report.pk]),
            signed_files=tuple(files[report.pk]),
        )
    return pages


def filled_with(page: ReportPage, changes: Mapping[CellKey, Value | None]) -> ReportPage:
    """The page as it would be with these figures stored; None clears a box. Nothing is stored."""
    unit = page.report.unit_id
    values = {key: entry for key, entry in page.around.values.items() if key not in changes}
    for key, value in changes.items():
        if value is not None:
            values[key] = Entry(unit, unit, key, page.window, value, 1, NOT_STORED_YET, EntrySource.OWN)
    return replace(page, around=replace(page.around, values=values))


def _figures(found: Iterable[Report]) -> dict[int, list[Entry]]:
    """By unit, what report_page looks at for any of its reports."""
    periods = {period_of(report) for report in found}
    since, until = min(looks_back_to(p) for p in periods), max(p.end for p in periods)
    rows: dict[int, list[Entry]] = defaultdict(list)
    units = {report.unit_id for report in found}
    for entry in entries(Figure.objects.filter(unit__in=units, window_end__gte=since, window_end__lte=until)):
        rows[entry.unit].append(entry)
    return rows


def _sent(units: Iterable[int]) -> dict[int, list[Report]]:
    rows: dict[int, list[Report]] = defaultdict(list)
    for report in reports().filter(unit__in=set(units), state__in=SENT_STATES):
        rows[report.unit_id].append(report)
    return rows


def _units(found: Iterable[Report]) -> dict[tuple[date, int], UnitRow]:
    """Units and receivers as they were at the end of each window."""
    wanted: dict[date, set[int]] = defaultdict(set)
    for report in found:
        wanted[report.window_end] |= {report.unit_id, report.rule.receiver_id}
    return {(day, pk): unit for day, ids in wanted.items() for pk, unit in organisations.units_on(day, ids).items()}


def _versions(found: Iterable[Report]) -> dict[_Place, dict[CellKey, int]]:
    places = {(report.unit_id, (report.window_start, report.window_end)) for report in found}
    newest = (
        FigureRevision.objects.filter(
            unit__in={unit for unit, _ in places},
            window_start__in={window[0] for _, window in places},
            window_end__in={window[1] for _, window in places},
        )
        .values_list("unit_id", "supplier_id", "window_start", "window_end", "element__code", "breakdown")
        .annotate(newest=Max("version"))
    )
    versions: dict[_Place, dict[CellKey, int]] = defaultdict(dict)
    for unit, supplier, start, end, element, breakdown, version in newest:
        if unit == supplier:
            versions[unit, (start, end)][CellKey(element, breakdown)] = version
    return versions


class _OfReport(Protocol):
    report_id: int


_Row = TypeVar("_Row", bound=_OfReport)


def _by_report(rows: Iterable[_Row]) -> dict[int, list[_Row]]:
    grouped: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        grouped[row.report_id].append(row)
    return grouped
