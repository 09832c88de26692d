"""«Không phát sinh» for a whole report in one step, after a person has looked at what is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from namro.kernel.elements import CellKey
from namro.kernel.figures import reported
from namro.kernel.problems import Refused, Severity
from namro.organisations import audit
from namro.organisations.models import Person
from namro.reporting import queries
from namro.reporting.actions.figures import locked, record_figures, sections_open_to
from namro.reporting.models import Report, ReportPart
from namro.reporting.queries.quiet import mark_of, quiet_period
from namro.reporting.rules import EntrySource, PartState, Typed


@transaction.atomic
def declare_quiet_period(
    *,
    by: Person,
    at: datetime,
    report: Report,
    entries: Mapping[CellKey, Typed],
    mark: str,
    source: EntrySource = EntrySource.OWN,
    source_reference: str = "",
) -> tuple[str, ...]:
    """Write what stays the same and 0 for what did not happen, with what the person typed, and finish what is whole.

    mark: of what the person has seen (queries.quiet.mark_of); Refused where it is no longer what would be written.
    Answers the sections that are done now; one with a blank or a broken identity stays open.
    """
    report = locked(report)
    page = queries.report_page(report)
    on = timezone.localdate(at)
    allowed = sections_open_to(by, report=report, form=page.form, on=on, source=source)
    sections = quiet_period(page, allowed)
    if mark_of(sections) != mark:
        raise Refused("quiet-changed", "Số liệu vừa thay đổi từ lúc anh, chị mở trang này; xem lại rồi bấm lần nữa.")
    proposed = {key: Typed(reported(v), page.versions.get(key, 0)) for s in sections for key, v in s.values.items()}
    record_figures(
        by=by,
        at=at,
        report=report,
        entries={**proposed, **entries},
        source=source,
        source_reference=source_reference,
    )
    page = queries.report_page(report)
    whole = [
        s.spec
        for s in sections
        if not page.blanks_in(s.spec) and not any(p.severity is Severity.ERROR for p in page.problems_in(s.spec))
    ]
    for spec in whole:
        done = {"state": PartState.DONE, "done_by": by, "done_at": at}
        ReportPart.objects.update_or_create(report=report, section=spec.code, defaults=done)
    codes = tuple(spec.code for spec in whole)
    audit.record(by=by, at=at, action="report.quiet", subject=report, unit=report.unit, sections=list(codes))
    return codes
