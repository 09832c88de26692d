"""What comes after a document was made: sent up with number and day, corrections under it settled."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from namro.kernel.problems import Refused
from namro.organisations import access
from namro.organisations.rules import Permission
from namro.publishing import errata, follow_up, office_pdf, queries, signing
from namro.publishing.models import Publication, PublicationKind, SignedCopy
from namro.publishing.rules import FileForm, Settlement
from namro.reporting.rules import MAX_SIGNED_FILE
from namro.web.access import Request, requires
from namro.web.files import attachment
from namro.web.forms.chain import SentUpForm
from namro.web.forms.publications import ErratumForm, SettlementForm, SignForm
from namro.web.pages import page

LARGEST_SIGNED = MAX_SIGNED_FILE + 1


def following(request: Request, publication: Publication) -> dict[str, Any]:
    """What the page of a document shows of what came after it."""
    may_make = access.may(request.user, Permission.PUBLICATION_MAKE, unit=publication.unit_id, on=request.today)
    is_report = publication.kind == PublicationKind.CONSOLIDATED_REPORT
    signed = getattr(publication, "signed", None)
    return {
        "corrected": follow_up.corrected_under(publication),
        "may_settle": may_make,
        "may_send_up": may_make and is_report and publication.sent_up_id is None,
        "sent_up_form": SentUpForm(initial={"document_date": request.today}),
        "settlement_form": SettlementForm(),
        "signed": signed,
        "sign_form": SignForm(initial={"document_number": signed.document_number} if signed else {}),
        "may_erratum": may_make and is_report and errata.number_and_day(publication) is not None,
        "pdf": next((file for file in publication.files.all() if file.form == FileForm.PDF), None),
        "may_ask_pdf": may_make and publication.draft is not None and publication.draft.template_id is not None,
        "has_office": office_pdf.is_possible(),
        "no_office": office_pdf.NO_OFFICE,
    }


@require_POST
@requires(Permission.PUBLICATION_MAKE)
def record_signed(request: Request, publication_id: int) -> HttpResponseBase:
    publication = get_object_or_404(queries.publications_at(request.units), pk=publication_id)
    form = SignForm(request.POST, request.FILES)
    if not form.is_valid():
        raise Refused("document-number", _("Ghi số, ký hiệu và ngày ký của văn bản."))
    file = form.cleaned_data["file"]
    try:
        signing.record_signed(
            by=request.user,
            at=timezone.now(),
            publication=publication,
            document_number=form.cleaned_data["document_number"],
            document_date=form.cleaned_data["document_date"],
            filename=file.name if file else "",
            content=file.read(LARGEST_SIGNED) if file else None,
        )
    except Refused as refused:
        if refused.code == "forbidden":
            raise
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Đã ghi số, ngày của văn bản."))
    return redirect("publications:show-publication", publication.pk)


@require_POST
@requires(Permission.PUBLICATION_MAKE)
def forget_signed(request: Request, publication_id: int) -> HttpResponseBase:
    publication = get_object_or_404(queries.publications_at(request.units), pk=publication_id)
    signing.forget_signed(by=request.user, at=timezone.now(), publication=publication)
    messages.success(request, _("Đã bỏ số, ngày và tệp đã ghi."))
    return redirect("publications:show-publication", publication.pk)


@require_GET
@requires(Permission.PUBLICATION_VIEW)
def download_signed(request: Request, publication_id: int) -> HttpResponseBase:
    copy = get_object_or_404(
        SignedCopy, publication=publication_id, publication__unit__in=request.units, content__isnull=False
    )
    return attachment(bytes(copy.content or b""), copy.filename, copy.content_type)


@require_POST
@requires(Permission.PUBLICATION_MAKE)
def ask_for_pdf(request: Request, publication_id: int) -> HttpResponseBase:
    publication = get_object_or_404(queries.publications_at(request.units), pk=publication_id)
    office_pdf.ask_for_pdf(by=request.user, at=timezone.now(), publication=publication)
    return redirect("publications:show-publication", publication.pk)


@require_http_methods(["GET", "POST"])
@requires(Permission.PUBLICATION_MAKE)
@page(template="publications/erratum.html")
def make_erratum(request: Request, publication_id: int) -> dict[str, Any] | HttpResponseBase:
    """Which printed figures changed, old beside new, and the letter that says so."""
    publication = get_object_or_404(queries.publications_at(request.units), pk=publication_id)
    form = ErratumForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = errata.publish_erratum(by=request.user, at=timezone.now(), publication=publication, **form.cleaned_data)
        messages.success(request, _("Đã lập công văn đính chính. Tải về trình ký; ký xong thì ghi số, ngày."))
        return redirect("publications:show-publication", made.pk)
    is_report = publication.kind == PublicationKind.CONSOLIDATED_REPORT
    return {
        "publication": publication,
        "registered": errata.number_and_day(publication),
        "figures": errata.erratum_of(publication, on=request.today).figures if is_report else (),
        "corrected": follow_up.corrected_under(publication),
        "form": form,
        "status": 422 if form.errors else 200,
    }


@require_POST
@requires(Permission.PUBLICATION_MAKE)
def send_up(request: Request, publication_id: int) -> HttpResponseBase:
    publication = get_object_or_404(queries.publications_at(request.units), pk=publication_id)
    form = SentUpForm(request.POST)
    if not form.is_valid():
        raise Refused("sent-up-document", _("Ghi nơi nhận, số, ký hiệu và ngày của văn bản gửi lên."))
    follow_up.send_up_publication(by=request.user, at=timezone.now(), publication=publication, **form.cleaned_data)
    messages.success(request, _("Đã ghi: báo cáo gửi lên cấp trên, cùng các báo cáo đơn vị trong đó."))
    return redirect("publications:show-publication", publication.pk)


@require_POST
@requires(Permission.PUBLICATION_MAKE)
def settle(request: Request, publication_id: int) -> HttpResponseBase:
    publication = get_object_or_404(queries.publications_at(request.units), pk=publication_id)
    form = SettlementForm(request.POST)
    if not form.is_valid():
        raise Refused("settlement", _("Chọn cách xử lý và ghi rõ; đã gửi đính chính thì ghi số, ngày văn bản."))
    given = {**form.cleaned_data, "settlement": Settlement(form.cleaned_data["settlement"])}
    follow_up.settle_corrections(by=request.user, at=timezone.now(), publication=publication, **given)
    messages.success(request, _("Đã ghi cách xử lý."))
    return redirect("publications:show-publication", publication.pk)
