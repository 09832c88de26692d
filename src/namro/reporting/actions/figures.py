"""Storing figures: what a person types, a baseline, and what is computed from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from namro.catalogue import queries as catalogue
from namro.kernel.elements import CellKey
from namro.kernel.figures import Figure as Value
from namro.kernel.figures import reported
from namro.kernel.forms import FormSpec, SectionSpec
from namro.kernel.problems import Refused
from namro.kernel.times import Period
from namro.organisations import access, audit, idempotency
from namro.organisations.deputies import posts_on
from namro.organisations.models import Person, Unit
from namro.organisations.rules import Permission
from namro.reporting import queries, rules
from namro.reporting.actions.comparing import compared, histories, window_of
from namro.reporting.actions.storing import store
from namro.reporting.models import FigureRevision, PinnedRevision, Report
from namro.reporting.rules import EntrySource, PartState, ReportState, StaleFigures, Typed
from namro.reporting.stored import form_of

NOT_HERE = "Anh, chị không có quyền làm việc này ở đơn vị này."


def record_figures(
    *,
    by: Person,
    at: datetime,
    report: Report,
    entries: Mapping[CellKey, Typed],
    source: EntrySource = EntrySource.OWN,
    source_reference: str = "",
    key: str = "",
) -> dict[str, Any]:
    """Store what a person typed into boxes of a report; all of it or, when refused, nothing.

    A box that the person left as it was when the page was opened is never written. Answers {"stored": number,
    "versions": {cell: version}}; the same key gives the same answer again. Raises StaleFigures where someone else
    has changed a box that this person changes, too.
    """
    return idempotency.once(
        person=by,
        key=key,
        at=at,
        make=lambda: _record(by, at, report, entries, source, source_reference),
    )


@transaction.atomic
def _record(
    by: Person, at: datetime, report: Report, entries: Mapping[CellKey, Typed], source: EntrySource, reference: str
) -> dict[str, Any]:
    report = locked(report)
    form = form_of(report)
    require_boxes(by, at, report, form, entries, source)
    rules.check_can_fill(ReportState(report.state))
    rules.check_source(source, reference)
    changes = changes_of(report, form, entries)
    _refuse_sent_elsewhere(report, changes)
    versions = store(
        report.unit_id,
        (report.window_start, report.window_end),
        changes,
        by=by,
        at=at,
        source=source,
        source_reference=reference.strip(),
        report=report,
    )
    if changes:
        _reopen_parts(report, form, changes)
        audit.record(by=by, at=at, action="figures.record", subject=report, unit=report.unit, cells=len(changes))
    return {"stored": len(changes), "versions": {str(k): v for k, v in versions.items()}}


def locked(report: Report) -> Report:
    """The report as it is now, locked together with all reports that share its unit and window, and so its figures."""
    same = queries.reports().filter(
        unit_id=report.unit_id, window_start=report.window_start, window_end=report.window_end
    )
    same = same.select_related("unit")
    return {r.pk: r for r in same.select_for_update(of=("self",)).order_by("pk")}[report.pk]


def require_boxes(
    by: Person, at: datetime, report: Report, form: FormSpec, entries: Iterable[CellKey], source: EntrySource
) -> None:
    allowed = sections_open_to(by, report=report, form=form, on=timezone.localdate(at), source=source)
    if not allowed:
        raise Refused("forbidden", NOT_HERE)
    places = {cell.key: section.code for section in form.sections for cell in section.cells}
    for key in entries:
        if key not in places:
            raise Refused("no-such-box", f"Biểu này không có ô {key}.")
        if places[key] not in allowed:
            raise Refused("forbidden", "Mục này do người khác phụ trách.")


def source_of(person: Person, *, report: Report, on: date) -> EntrySource:
    """Who types into a report: someone of the unit, or else the standing agency for it."""
    own = access.may(person, Permission.REPORT_FILL, unit=report.unit_id, on=on)
    return EntrySource.OWN if own else EntrySource.FOR_UNIT


def sections_open_to(
    person: Person, *, report: Report, form: FormSpec, on: date, source: EntrySource
) -> frozenset[str]:
    """The sections that a person may fill. Someone who answers for one part of a unit fills the parts of that owner."""
    everything = frozenset(section.code for section in form.sections) or frozenset({""})
    if source is not EntrySource.OWN and access.may(person, Permission.REPORT_FILL_FOR, unit=report.unit_id, on=on):
        return everything
    if source is EntrySource.FOR_UNIT:
        return frozenset()
    owners = {
        post.section_owner
        for post in posts_on(person.pk, on)
        if post.unit == report.unit_id and Permission.REPORT_FILL in post.permissions
    }
    if not person.is_active or not owners:
        return frozenset()
    return everything if "" in owners else frozenset(s.code for s in form.sections if s.owner in owners)


def changes_of(report: Report, form: FormSpec, entries: Mapping[CellKey, Typed]) -> dict[CellKey, Value | None]:
    """What differs from the page that the person had open. Raises StaleFigures for what others changed meanwhile."""
    elements = catalogue.elements()
    past = histories([report], {key.element for key in entries})
    changes, conflicts = compared(form, elements, past.get((report.unit_id, window_of(report)), {}), entries)
    if conflicts:
        raise StaleFigures(conflicts, {code: element.decimals for code, element in elements.items()})
    return changes


def _refuse_sent_elsewhere(report: Report, keys: Iterable[CellKey]) -> None:
    """All reports of a unit and window share figures; what one has sent is not changed through another."""
    pinned = PinnedRevision.objects.filter(
        is_opening=False,
        version__number=F("version__report__last_version"),
        version__report__unit=report.unit_id,
        version__report__window_start=report.window_start,
        version__report__window_end=report.window_end,
        version__report__state__in=rules.SENT_STATES,
    ).exclude(version__report=report)
    sent = {CellKey(*pair) for pair in pinned.values_list("revision__element__code", "revision__breakdown")}
    if any(key in sent for key in keys):
        raise Refused("sent-elsewhere", "Số này đã gửi trong một báo cáo khác của cùng kỳ; đính chính ở báo cáo đó.")


def _reopen_parts(report: Report, form: FormSpec, keys: Iterable[CellKey]) -> None:
    changed = set(keys)
    touched = [s.code for s in form.sections if any(c.key in changed for c in s.cells)]
    report.parts.filter(section__in=touched).update(state=PartState.OPEN, done_by=None, done_at=None)


@transaction.atomic
def record_baseline(
    *, by: Person, at: datetime, unit: Unit, period: Period, figures: Mapping[CellKey, Value], document: str
) -> int:
    """Store what was there before the first report, with the document it comes from; answers how many figures.

    period: the window whose figures these are; stocks are those of its last day. Refused for boxes that a report of
    that window has given.
    """
    on = timezone.localdate(at)
    if not access.may(by, Permission.REPORT_FILL_FOR, unit=unit.pk, on=on):
        access.require(by, Permission.REPORT_FILL, unit=unit.pk, on=on)
    rules.check_source(EntrySource.BASELINE, document)
    # Locks the unit, so that two people giving the same baseline go one after the other.
    Unit.objects.select_for_update().get(pk=unit.pk)
    window = (period.start, period.end)
    given = FigureRevision.objects.filter(unit=unit, window_start=window[0], window_end=window[1])
    typed = {
        CellKey(*pair) for pair in given.exclude(source=EntrySource.BASELINE).values_list("element__code", "breakdown")
    }
    if any(key in typed for key in figures):
        raise Refused("baseline-given", "Kỳ này đã có số báo cáo; sửa bằng đính chính, không nhập số gốc.")
    store(unit.pk, window, figures, by=by, at=at, source=EntrySource.BASELINE, source_reference=document.strip())
    audit.record(
        by=by, at=at, action="figures.baseline", subject=unit, unit=unit, window=period.code, cells=len(figures)
    )
    return len(figures)


def declare_nothing(
    *,
    by: Person,
    at: datetime,
    report: Report,
    section: str,
    source: EntrySource = EntrySource.OWN,
    source_reference: str = "",
) -> dict[str, Any]:
    """«Không phát sinh trong kỳ»: 0 in the blank flow boxes of a section, and what stays the same carried forward.

    What a person has typed stays; a computed closing follows from what then stands in the boxes.
    """
    page = queries.report_page(report)
    values = queries.nothing_happened(page, section)
    typed = {key: Typed(reported(value), _version(page, key)) for key, value in values.items()}
    return record_figures(by=by, at=at, report=report, entries=typed, source=source, source_reference=source_reference)


def confirm_suggestions(
    *,
    by: Person,
    at: datetime,
    report: Report,
    section: str,
    source: EntrySource = EntrySource.OWN,
    source_reference: str = "",
) -> dict[str, Any]:
    """Write what the program proposes for the blank boxes of a section: computed closings, figures of before."""
    page = queries.report_page(report)
    keys = {cell.key for cell in section_of(page, section).cells}
    typed = {key: Typed(reported(value), _version(page, key)) for key, value in page.suggestions.items() if key in keys}
    return record_figures(by=by, at=at, report=report, entries=typed, source=source, source_reference=source_reference)


def _version(page: queries.ReportPage, key: CellKey) -> int:
    """The newest version of a box that is blank now: that of the clearing, or 0."""
    return page.versions.get(key, 0)


def section_of(page: queries.ReportPage, code: str) -> SectionSpec:
    return section_of_form(page.form, code)


def section_of_form(form: FormSpec, code: str) -> SectionSpec:
    for section in form.sections:
        if section.code == code:
            return section
    raise Refused("no-such-section", f"Biểu này không có mục {code}.")
