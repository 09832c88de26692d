"""What the clerk gives a document: number, day, and the signed file with its digest."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from namro.kernel.problems import Refused
from namro.organisations import access, audit
from namro.organisations.models import Person
from namro.organisations.rules import Permission
from namro.publishing.models import Publication, PublicationKind, PublicationNote, SignedCopy
from namro.publishing.rules import Settlement
from namro.reporting.rules import check_document_date, signed_file_type


@transaction.atomic
def record_signed(
    *,
    by: Person,
    at: datetime,
    publication: Publication,
    document_number: str,
    document_date: date,
    filename: str = "",
    content: bytes | None = None,
) -> SignedCopy:
    """Record number and day; content: the signed file, None where it is kept elsewhere.

    Recorded again, the new values replace the old ones; a file once kept stays unless another is given. Raises Refused
    for a day to come, a file of another kind than PDF, JPG, PNG and DOCX, and one above 20 MB.
    """
    found = _locked(by, at, publication)
    number = document_number.strip()
    if not number:
        raise Refused("document-number", "Ghi số, ký hiệu của văn bản đã ký.")
    check_document_date(document_date, on=timezone.localdate(at))
    stored = SignedCopy.objects.filter(publication=found).first() or SignedCopy(publication=found)
    stored.document_number, stored.document_date, stored.by, stored.at = number, document_date, by, at
    if content is not None:
        stored.content_type = signed_file_type(content)
        stored.filename, stored.content, stored.size = filename[-255:], content, len(content)
        stored.digest = hashlib.sha256(content).hexdigest()
    stored.save()
    if found.kind == PublicationKind.ERRATUM:
        _settle_corrected(by, at, found, number, document_date)
    audit.record(by=by, at=at, action="publication.sign", subject=found, unit=found.unit)
    return stored


@transaction.atomic
def forget_signed(*, by: Person, at: datetime, publication: Publication) -> Publication:
    """Take back number, day and file that were recorded by mistake, as long as nothing has followed from them."""
    found = _locked(by, at, publication)
    if found.sent_up_id is not None:
        raise Refused("sent-up", "Báo cáo đã ghi gửi lên cấp trên nên không bỏ số, ngày được; ghi lại số đúng.")
    if found.kind == PublicationKind.ERRATUM or found.errata.exists():
        raise Refused("erratum", "Đã có đính chính dựa vào số, ngày này nên không bỏ được; ghi lại số đúng.")
    SignedCopy.objects.filter(publication=found).delete()
    audit.record(by=by, at=at, action="publication.unsign", subject=found, unit=found.unit)
    return found


def _settle_corrected(by: Person, at: datetime, erratum: Publication, number: str, day: date) -> None:
    """The corrected figures under the older document are settled by an erratum that has gone out."""
    assert erratum.corrects is not None
    PublicationNote.objects.create(
        publication=erratum.corrects,
        settlement=Settlement.ERRATUM,
        text=erratum.title[:1000],
        document_number=number,
        document_date=day,
        by=by,
        at=at,
    )


def _locked(by: Person, at: datetime, publication: Publication) -> Publication:
    found = Publication.objects.select_for_update(of=("self",)).defer("content").get(pk=publication.pk)
    access.require(by, Permission.PUBLICATION_MAKE, unit=found.unit_id, on=timezone.localdate(at))
    return found
