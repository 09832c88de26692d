"""Freezing an official document: its file, its printed figures, and the revisions they stand on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from namro.kernel.problems import Refused
from namro.kernel.times import Period
from namro.organisations import access, audit
from namro.organisations.models import Person, Unit
from namro.organisations.rules import Permission
from namro.plans.models import Plan
from namro.publishing.builders import consolidated
from namro.publishing.gathering import gather
from namro.publishing.lines import Line
from namro.publishing.models import Publication, PublicationFile, PublicationKind, ReportDraft
from namro.publishing.rules import DraftState, FileForm, ReportLetterhead
from namro.reporting import queries as reporting
from namro.writing import annex_book, docx, pdf
from namro.writing.model import OfficialDocument


@transaction.atomic
def freeze(
    *,
    by: Person,
    at: datetime,
    kind: PublicationKind,
    plan: Plan,
    unit: Unit,
    title: str,
    filename: str,
    document: OfficialDocument,
    lines: Sequence[Line] = (),
    period: Period | None = None,
    own_layout: bytes | None = None,
    **origin: Any,
) -> Publication:
    """Render a document and keep it as it went out, with its PDF and the workbook of its annexes.

    own_layout: the DOCX that an office's own template made of it; the PDF is then left to LibreOffice.
    origin: draft, own_words, corrects, corrections of the publication. Raises Refused where the person may not publish
    for the unit.
    """
    access.require(by, Permission.PUBLICATION_MAKE, unit=unit.pk, on=timezone.localdate(at))
    content = own_layout or docx.render(document, at=at)
    publication = Publication.objects.create(
        kind=kind,
        plan=plan,
        unit=unit,
        title=title,
        filename=filename,
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        lines=[asdict(line) for line in lines],
        window_start=period.start if period else None,
        window_end=period.end if period else None,
        period_code=period.code if period else "",
        by=by,
        at=at,
        **origin,
    )
    publication.revisions.set(_distinct(lines))
    _freeze_files(publication, document, at=at, with_pdf=own_layout is None)
    audit.record(by=by, at=at, action="publication.freeze", subject=publication, unit=unit, kind=kind)
    return publication


def _freeze_files(publication: Publication, document: OfficialDocument, *, at: datetime, with_pdf: bool) -> None:
    if with_pdf:
        try:
            keep_file(publication, FileForm.PDF, pdf.render(document, at=at), at=at)
        except Refused as refused:
            keep_file(publication, FileForm.PDF, None, at=at, problem=refused.message)
    if (book := annex_book.render_annexes(document, at=at)) is not None:
        keep_file(publication, FileForm.XLSX, book, at=at)


def keep_file(
    publication: Publication, form: FileForm, content: bytes | None, *, at: datetime, problem: str = ""
) -> PublicationFile:
    """content: None where the form could not be made, with the reason."""
    return PublicationFile.objects.create(
        publication=publication,
        form=form,
        filename=f"{publication.filename.removesuffix('.docx')}.{form}",
        content=content,
        digest=hashlib.sha256(content).hexdigest() if content else "",
        problem=problem,
        at=at,
    )


def _distinct(lines: Iterable[Line]) -> set[int]:
    return {revision for line in lines for revision in line.revisions}


@transaction.atomic
def publish_consolidated_report(
    *,
    by: Person,
    at: datetime,
    plan: Plan,
    period_code: str,
    letterhead: ReportLetterhead = ReportLetterhead.POLICE,
    include_submitted: bool = False,
) -> Publication:
    """Freeze the report of a period as it is made, with no words of an officer.

    Raises Refused("period") for no period of the plan.
    """
    on = timezone.localdate(at)
    material = gather(
        plan=plan, period_code=period_code, on=on, letterhead=letterhead, include_submitted=include_submitted
    )
    figures = material.figures
    parts = consolidated.sections(material)
    document = consolidated.assemble(parts, {}, material=material)
    draft = ReportDraft.objects.create(
        plan=plan,
        unit=plan.owner,
        period_code=period_code,
        letterhead=letterhead,
        include_submitted=include_submitted,
        state=DraftState.FROZEN,
        figures_at=at,
        by=by,
        at=at,
    )
    return freeze(
        by=by,
        at=at,
        kind=PublicationKind.CONSOLIDATED_REPORT,
        plan=plan,
        unit=plan.owner,
        title=report_title(document),
        filename=f"bao-cao-tong-hop-{figures.period.code}.docx",
        document=document,
        lines=consolidated.printed_lines(parts, {}),
        period=figures.period,
        draft=draft,
    )


def report_title(document: OfficialDocument) -> str:
    return f"{document.kind} {document.title[:1].lower()}{document.title[1:]}"


def consolidated_preview(
    *, plan: Plan, period_code: str, on: date, include_submitted: bool = False
) -> reporting.Consolidated:
    """The figures that a report of the period would print if it were made on that day."""
    period = reporting.period_of_plan(plan, period_code)
    return reporting.consolidated(plan, period, on=on, include_unaccepted=include_submitted, with_revisions=True)
