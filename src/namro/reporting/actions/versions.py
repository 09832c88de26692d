"""Keeping a report as it is sent or corrected: its words, the revisions it stands on, and the code over its figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from namro.organisations.models import Person
from namro.reporting import queries
from namro.reporting.models import CodedFigures, PinnedRevision, ReportVersion
from namro.reporting.queries import ReportPage
from namro.reporting.rules import VersionKind


def keep_version(
    page: ReportPage, *, by: Person, at: datetime, kind: VersionKind = VersionKind.SENT, reason: str = ""
) -> ReportVersion:
    """Number what now stands in the report; the caller holds its lock and saves it."""
    version = version_of(page, by=by, at=at, kind=kind, reason=reason)
    version.save()
    given = queries.current_revisions(page.report, page.form)
    PinnedRevision.objects.bulk_create(pins_of(version, page, given))
    keep_code(page, by=by, at=at)
    return version


def version_of(
    page: ReportPage, *, by: Person, at: datetime, kind: VersionKind = VersionKind.SENT, reason: str = ""
) -> ReportVersion:
    """The next version of a report, not stored yet; the report takes its number."""
    report = page.report
    report.last_version += 1
    return ReportVersion(
        report=report,
        number=report.last_version,
        kind=kind,
        check_code=page.check_code if page.form.sections else "",
        document_number=report.document_number,
        document_date=report.document_date,
        words={code: narrative.text for code, narrative in page.texts.items()},
        reason=reason,
        by=by,
        at=at,
    )


def pins_of(version: ReportVersion, page: ReportPage, given: Iterable[int]) -> Iterator[PinnedRevision]:
    """given: ids of the revisions of the report's own figures; those of its openings are added."""
    own = set(given)
    for revision in own:
        yield PinnedRevision(version=version, revision_id=revision)
    openings = {page.around.opening_from[key].revision for key in page.openings_used if key in page.around.opening_from}
    for revision in openings - own:
        yield PinnedRevision(version=version, revision_id=revision, is_opening=True)


def keep_code(page: ReportPage, *, by: Person, at: datetime) -> None:
    """Let the code that a paper bears lead back to the report and to the figures it was made of."""
    if page.form.sections:
        CodedFigures.objects.bulk_create([code_of(page, by=by, at=at)], ignore_conflicts=True)


def code_of(page: ReportPage, *, by: Person, at: datetime) -> CodedFigures:
    figures = {
        str(key): [str(figure.state), None if figure.value is None else str(figure.value), figure.note]
        for key, figure in page.values.items()
    }
    return CodedFigures(report=page.report, code=page.check_code, figures=figures, by=by, at=at)
