"""Finishing the sections of a report: words, reasons for doubted figures, «xong mục này»."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from namro.kernel.elements import CellKey
from namro.kernel.figures import Figure as Value
from namro.kernel.figures import reported
from namro.kernel.forms import FormSpec
from namro.kernel.personal_data import find_personal_data
from namro.kernel.problems import Refused, Severity
from namro.organisations import audit
from namro.organisations.models import Person
from namro.reporting import queries, rules
from namro.reporting.actions.figures import NOT_HERE, locked, require_boxes, section_of, sections_open_to
from namro.reporting.actions.storing import store
from namro.reporting.models import Narrative, Report, ReportPart, WarningReason
from namro.reporting.rules import EntrySource, PartState, ReportState
from namro.reporting.stored import form_of


@transaction.atomic
def write_narrative(
    *,
    by: Person,
    at: datetime,
    report: Report,
    code: str,
    text: str,
    base_version: int,
    source: EntrySource = EntrySource.OWN,
) -> Narrative:
    """Store a section in words. Raises Refused where it is too long, or someone else has changed it meanwhile."""
    report = locked(report)
    rules.check_can_fill(ReportState(report.state))
    form = form_of(report)
    _require_filler(by, at, report, form, source)
    spec = next((n for n in form.narratives if n.code == code), None)
    if spec is None:
        raise Refused("no-such-box", "Biểu này không có phần lời đó.")
    if len(text) > spec.max_length:
        raise Refused("too-long", f"Phần «{spec.label}» dài {len(text)} ký tự, tối đa {spec.max_length}.")
    stored = report.narratives.filter(code=code).first() or Narrative(report=report, code=code, version=0)
    if stored.text == text and stored.pk:
        return stored
    if stored.version != base_version:
        raise Refused("stale-text", f"Có người vừa sửa phần «{spec.label}»; tải lại trang rồi ghi lại.")
    stored.text = text
    stored.version += 1
    stored.save()
    audit.record(by=by, at=at, action="report.write", subject=report, unit=report.unit, narrative=code)
    return stored


def _require_filler(by: Person, at: datetime, report: Report, form: FormSpec, source: EntrySource) -> None:
    if not sections_open_to(by, report=report, form=form, on=timezone.localdate(at), source=source):
        raise Refused("forbidden", NOT_HERE)


@transaction.atomic
def finish_part(
    *,
    by: Person,
    at: datetime,
    report: Report,
    section: str,
    source: EntrySource = EntrySource.OWN,
    source_reference: str = "",
) -> ReportPart:
    """«Xong mục này». Refused while a box is blank or an identity is broken; the boxes that a form hides until they
    are needed (required = false) become 0 when they are flows that nobody filled.

    source_reference: the unit's letter, where the standing agency types for it; the zeros carry it, too.
    """
    report = locked(report)
    rules.check_can_fill(ReportState(report.state))
    page = queries.report_page(report)
    spec = section_of(page, section)
    require_boxes(by, at, report, page.form, [spec.cells[0].key], source)
    if blank := page.blanks_in(spec):
        raise Refused("blank", f"Mục {section} còn {len(blank)} ô trống: {', '.join(c.label for c in blank)}.")
    if hidden := page.hidden_blanks(spec):
        zeros: dict[CellKey, Value | None] = {key: reported(0) for key in hidden}
        window = (report.window_start, report.window_end)
        rules.check_source(source, source_reference)
        about = {"source": source, "source_reference": source_reference.strip(), "report": report}
        store(report.unit_id, window, zeros, by=by, at=at, **about)
        page = queries.report_page(report)
    if errors := [p for p in page.problems_in(spec) if p.severity is Severity.ERROR]:
        raise Refused("errors", " ".join(p.message for p in errors))
    part, _ = ReportPart.objects.update_or_create(
        report=report, section=section, defaults={"state": PartState.DONE, "done_by": by, "done_at": at}
    )
    audit.record(by=by, at=at, action="report.finish_part", subject=report, unit=report.unit, section=section)
    return part


@transaction.atomic
def explain_warning(
    *,
    by: Person,
    at: datetime,
    report: Report,
    rule: str,
    place: str,
    reason: str,
    source: EntrySource = EntrySource.OWN,
) -> WarningReason | None:
    """Say why a doubted figure is right; an empty reason takes it back (None)."""
    report = locked(report)
    rules.check_can_fill(ReportState(report.state))
    _require_filler(by, at, report, form_of(report), source)
    if find_personal_data(reason):
        raise Refused("personal-data", "Lý do không ghi họ tên, năm sinh, số giấy tờ, địa chỉ của người nào.")
    audit.record(by=by, at=at, action="report.explain", subject=report, unit=report.unit, rule=rule, place=place)
    if not reason.strip():
        WarningReason.objects.filter(report=report, rule=rule, place=place).delete()
        return None
    stored, _ = WarningReason.objects.update_or_create(
        report=report, rule=rule, place=place, defaults={"reason": reason.strip(), "by": by, "at": at}
    )
    return stored
