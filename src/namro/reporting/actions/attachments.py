"""Files beside the figures of a section: added and taken away while the report is open."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction

from namro.kernel.problems import Refused
from namro.organisations import audit
from namro.organisations.models import Person
from namro.reporting import rules
from namro.reporting.actions.figures import locked, require_boxes, section_of_form
from namro.reporting.models import Attachment, Report
from namro.reporting.rules import EntrySource, ReportState
from namro.reporting.stored import form_of
from namro.writing.pictures import without_metadata

MOST_FILES = 10
MOST_BYTES = 10 * 1024 * 1024


@transaction.atomic
def attach_file(
    *,
    by: Person,
    at: datetime,
    report: Report,
    section: str,
    filename: str,
    content: bytes,
    source: EntrySource = EntrySource.OWN,
) -> Attachment:
    """Keep a file beside a section. The same file given twice is kept once; a photograph loses place and device.

    Raises Refused for a section that takes none, for what is no PDF, JPG, PNG or DOCX, above 10 MB or ten files.
    """
    report = locked(report)
    rules.check_can_fill(ReportState(report.state))
    form = form_of(report)
    spec = section_of_form(form, section)
    require_boxes(by, at, report, form, [spec.cells[0].key], source)
    if not spec.takes_files:
        raise Refused("no-files", f"Mục {section} không nhận tệp kèm theo.")
    file = attached_file(filename, content)
    if same := report.attachments.filter(section=section, digest=file["digest"]).first():
        return same
    if report.attachments.count() >= MOST_FILES:
        raise Refused("too-many-files", f"Mỗi báo cáo kèm tối đa {MOST_FILES} tệp; bỏ bớt tệp rồi tải lại.")
    stored = Attachment.objects.create(
        report=report,
        section=section,
        size=len(file["content"]),
        by=by,
        at=at,
        **file,
    )
    audit.record(by=by, at=at, action="report.attach_file", subject=report, unit=report.unit, file=stored.pk)
    return stored


def kept_file(filename: str, content: bytes) -> dict[str, Any]:
    """What is stored of an upload. Raises Refused for what is no PDF, JPG, PNG or DOCX, and above 10 MB."""
    if len(content) > MOST_BYTES:
        raise Refused("too-large", "Tệp lớn hơn 10 MB; chụp hoặc quét lại ở độ phân giải thấp hơn.")
    return {
        "filename": filename[-255:],
        "content_type": rules.signed_file_type(content),
        "content": content,
        "digest": hashlib.sha256(content).hexdigest(),
    }


def attached_file(filename: str, content: bytes) -> dict[str, Any]:
    """As `kept_file`, for what an officer adds and nobody signed: a photograph loses place and device."""
    kept = kept_file(filename, content)
    bare = without_metadata(content, kept["content_type"])
    return kept if bare == content else kept_file(filename, bare)


@transaction.atomic
def remove_file(*, by: Person, at: datetime, attachment: Attachment, source: EntrySource = EntrySource.OWN) -> Report:
    """Take a file away again while the report is open."""
    report = locked(attachment.report)
    rules.check_can_fill(ReportState(report.state))
    form = form_of(report)
    require_boxes(by, at, report, form, [section_of_form(form, attachment.section).cells[0].key], source)
    audit.record(by=by, at=at, action="report.remove_file", subject=report, unit=report.unit, file=attachment.pk)
    attachment.delete()
    return report
