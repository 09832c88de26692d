"""What comes after a document was made: it goes up with number and date; figures under it are corrected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from namro.kernel.problems import Refused
from namro.organisations import access, audit
from namro.organisations.models import Person
from namro.organisations.rules import Permission
from namro.publishing.models import Publication, PublicationKind, PublicationNote
from namro.publishing.rules import Settlement, check_settlement
from namro.reporting.actions import answers
from namro.reporting.models import FigureRevision, ReportVersion
from namro.reporting.queries.corrections import Corrected, corrected, newest_of, place_of
from namro.reporting.rules import ReportState, check_document_date


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedUnder:
    """Figures under a document that were corrected after it was made, and what was done about them."""

    figures: tuple[Corrected, ...]
    notes: tuple[PublicationNote, ...]

    @property
    def waiting(self) -> tuple[Corrected, ...]:
        noted = max((note.at for note in self.notes), default=None)
        return tuple(figure for figure in self.figures if noted is None or figure.at > noted)


def corrected_under(publication: Publication) -> CorrectedUnder:
    """Four queries."""
    outdated = (
        FigureRevision.objects.filter(publications=publication, figure__isnull=True)
        .exclude(state="")
        .select_related("element")
        .defer("element__spec")
    )
    on = publication.window_end or timezone.localdate(publication.at)
    return CorrectedUnder(figures=corrected(outdated, on=on), notes=tuple(publication.notes.select_related("by")))


def publications_to_mark(found: Iterable[Publication]) -> frozenset[int]:
    """Which of these documents stand on a corrected figure that nobody has settled. Three queries."""
    used = Publication.revisions.through.objects.filter(
        publication__in=[p.pk for p in found], figurerevision__figure__isnull=True
    ).exclude(figurerevision__state="")
    pairs = [(row.publication_id, row.figurerevision) for row in used.select_related("figurerevision")]
    newest = newest_of(revision for _publication, revision in pairs)
    noted: dict[int, datetime] = {}
    for note in PublicationNote.objects.filter(publication__in={publication for publication, _revision in pairs}):
        noted[note.publication_id] = max(note.at, noted.get(note.publication_id, note.at))
    return frozenset(
        publication
        for publication, revision in pairs
        if publication not in noted or newest[place_of(revision)].at > noted[publication]
    )


@transaction.atomic
def send_up_publication(
    *,
    by: Person,
    at: datetime,
    publication: Publication,
    receiver: str,
    document_number: str,
    document_date: date,
    note: str = "",
) -> Publication:
    """Record that a consolidated report went up, and with it the versions of the reports it was made of."""
    found = Publication.objects.select_for_update(of=("self",)).defer("content").get(pk=publication.pk)
    access.require(by, Permission.PUBLICATION_MAKE, unit=found.unit_id, on=timezone.localdate(at))
    if found.kind != PublicationKind.CONSOLIDATED_REPORT:
        raise Refused("not-a-report", "Chỉ báo cáo tổng hợp gửi lên cấp trên được ghi ở đây.")
    if found.sent_up_id is not None:
        raise Refused("sent-up", "Báo cáo này đã ghi gửi lên cấp trên.")
    found.sent_up = answers.send_up(
        by=by,
        at=at,
        versions=_versions_in(found),
        receiver=receiver,
        document_number=document_number,
        document_date=document_date,
        note=note,
    )
    found.save(update_fields=["sent_up"])
    audit.record(by=by, at=at, action="publication.send_up", subject=found, unit=found.unit)
    return found


def _versions_in(publication: Publication) -> list[ReportVersion]:
    """Of each accepted report of the plan, the newest version of whose own figures the document prints one."""
    versions = ReportVersion.objects.filter(
        report__rule__plan=publication.plan_id,
        report__state=ReportState.ACCEPTED,
        pinned__is_opening=False,
        pinned__revision__publications=publication,
        at__lte=publication.at,
    )
    if publication.window_start and publication.window_end:
        within = {
            "report__window_start__gte": publication.window_start,
            "report__window_end__lte": publication.window_end,
        }
        versions = versions.filter(**within)
    newest: dict[int, ReportVersion] = {}
    for version in versions.distinct().order_by("number"):
        newest[version.report_id] = version
    return list(newest.values())


@transaction.atomic
def settle_corrections(
    *,
    by: Person,
    at: datetime,
    publication: Publication,
    settlement: Settlement,
    text: str,
    document_number: str = "",
    document_date: date | None = None,
) -> PublicationNote:
    """Note what was done about figures corrected under a document; a later correction asks again."""
    on = timezone.localdate(at)
    access.require(by, Permission.PUBLICATION_MAKE, unit=publication.unit_id, on=on)
    check_settlement(settlement, text=text, number=document_number, day=document_date)
    check_document_date(document_date, on=on)
    note = PublicationNote.objects.create(
        publication=publication,
        settlement=settlement,
        text=text.strip(),
        document_number=document_number.strip(),
        document_date=document_date,
        by=by,
        at=at,
    )
    audit.record(by=by, at=at, action="publication.settle", subject=publication, unit=publication.unit)
    return note
