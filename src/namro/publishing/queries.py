"""Reads of frozen documents, and the way from a printed figure down to the entries it stands on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from namro.organisations import queries as organisations
from namro.publishing.models import Publication, PublicationFile, ReportDraft, ReportTemplate
from namro.publishing.rules import DraftState
from namro.reporting.models import Figure, FigureRevision
from namro.reporting.rules import EntrySource


def publications_at(units: Iterable[int]) -> QuerySet[Publication]:
    """Newest first, without the files."""
    return (
        Publication.objects.filter(unit__in=list(units))
        .select_related("plan", "by", "sent_up__by", "signed__by", "corrects")
        .prefetch_related(
            Prefetch("files", PublicationFile.objects.defer("content")),
            Prefetch("errata", Publication.objects.defer("content").select_related("signed").defer("signed__content")),
        )
        .defer("content", "signed__content", "corrects__content")
    )


def drafts_at(units: Iterable[int]) -> QuerySet[ReportDraft]:
    """Newest first."""
    return ReportDraft.objects.filter(unit__in=list(units)).select_related("plan", "unit", "by", "template")


def open_drafts(units: Iterable[int]) -> list[ReportDraft]:
    return list(drafts_at(units).filter(state=DraftState.OPEN).defer("figures", "template__content"))


def templates_for(unit: int, outline: str) -> QuerySet[ReportTemplate]:
    """All versions, the newest of each name first, without the files."""
    found = ReportTemplate.objects.filter(unit=unit, outline=outline).select_related("by")
    return found.defer("content").order_by("name", "-version")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryTrace:
    """One entry that a printed figure stands on. now: what stands there today; None when it was cleared since."""

    revision: int
    unit: int
    unit_name: str
    element: str
    element_name: str
    breakdown: str
    window_start: date
    window_end: date
    state: str
    value: Decimal | None
    decimals: int
    note: str
    by: str
    at: datetime
    source: EntrySource
    source_reference: str
    report: int | None
    document_number: str
    is_changed: bool


def entries_of(revisions: Iterable[int], *, on: date) -> list[EntryTrace]:
    """The entries behind a printed figure, by element and unit. Three queries."""
    found = list(
        FigureRevision.objects.filter(pk__in=list(revisions)).select_related("element", "by", "report").order_by("pk")
    )
    names = organisations.names_at(on, {r.unit_id for r in found})
    current = set(Figure.objects.filter(revision__in=[r.pk for r in found]).values_list("revision_id", flat=True))
    rows = [_trace(r, names[r.unit_id], is_changed=r.pk not in current) for r in found]
    return sorted(rows, key=lambda row: (row.element, row.breakdown, row.window_start, row.unit_name))


def _trace(revision: FigureRevision, unit_name: str, *, is_changed: bool) -> EntryTrace:
    return EntryTrace(
        revision=revision.pk,
        unit=revision.unit_id,
        unit_name=unit_name,
        element=revision.element.code,
        element_name=revision.element.name,
        breakdown=revision.breakdown,
        window_start=revision.window_start,
        window_end=revision.window_end,
        state=revision.state,
        value=revision.value,
        decimals=revision.element.decimals,
        note=revision.note,
        by=revision.by.full_name,
        at=revision.at,
        source=EntrySource(revision.source),
        source_reference=revision.source_reference,
        report=revision.report_id,
        document_number=revision.report.document_number if revision.report else "",
        is_changed=is_changed,
    )


def changed_lines(publication: Publication) -> set[int]:
    """Indexes of the printed figures of which an entry was corrected after the document went out."""
    wanted = {revision for line in publication.lines for revision in line["revisions"]}
    current = set(Figure.objects.filter(revision__in=wanted).values_list("revision_id", flat=True))
    return {n for n, line in enumerate(publication.lines) if not set(line["revisions"]) <= current}
