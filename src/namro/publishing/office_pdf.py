"""The PDF of a document that an office's own Word template made: LibreOffice makes it, as a job, where it is there."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from namro.kernel.problems import Refused
from namro.organisations import access, audit
from namro.organisations.models import Person
from namro.organisations.rules import Permission
from namro.publishing.actions import keep_file
from namro.publishing.models import Publication, PublicationFile
from namro.publishing.rules import FileForm
from namro.reading.legacy_office import docx_to_pdf, office

NO_OFFICE = (
    "Máy chủ chưa cài LibreOffice nên chưa làm được PDF từ mẫu Word riêng: tải bản DOCX về, mở bằng Word rồi lưu thành "
    "PDF; hoặc đề nghị quản trị cài LibreOffice."
)


def is_possible() -> bool:
    return office() is not None


@transaction.atomic
def ask_for_pdf(*, by: Person, at: datetime, publication: Publication) -> PublicationFile:
    """Queue the making of a document's PDF, once. Raises Refused where LibreOffice is not installed."""
    found = Publication.objects.select_for_update(of=("self",)).defer("content").get(pk=publication.pk)
    access.require(by, Permission.PUBLICATION_MAKE, unit=found.unit_id, on=timezone.localdate(at))
    if not is_possible():
        raise Refused("no-office", NO_OFFICE)
    made = found.files.filter(form=FileForm.PDF).first()
    if made is not None and not made.problem:
        return made
    if made is not None:
        made.delete()
    asked = keep_file(found, FileForm.PDF, None, at=at)
    app.configure_task("namro.publishing.jobs.make_pdf").defer(file=asked.pk)
    audit.record(by=by, at=at, action="publication.pdf", subject=found, unit=found.unit)
    return asked


def make_pdf(*, at: datetime, file: PublicationFile) -> PublicationFile:
    """Outside a transaction, since LibreOffice takes seconds; nobody reads a file that has no content yet."""
    if file.content is not None:
        return file
    try:
        file.content = docx_to_pdf(bytes(file.publication.content))
        file.digest, file.problem = hashlib.sha256(file.content).hexdigest(), ""
    except Refused as refused:
        file.problem = refused.message
    file.at = at
    file.save(update_fields=["content", "digest", "problem", "at"])
    return file
