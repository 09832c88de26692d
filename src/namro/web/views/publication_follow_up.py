"""What comes after a document was made: sent up with number and day, corrections under it settled."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from namro.kernel.problems import Refused
from namro.organisations import access
from namro.organisations.rules import Permission
from namro.publishing import follow_up, queries
from namro.publishing.models import Publication, PublicationKind
from namro.publishing.rules import Settlement
from namro.web.access import Request, requires
from namro.web.forms.chain import SentUpForm
from namro.web.forms.publications import SettlementForm


def following(request: Request, publication: Publication) -> dict[str, Any]:
    """What the page of a document shows of what came after it."""
    may_make = access.may(request.user, Permission.PUBLICATION_MAKE, unit=publication.unit_id, on=request.today)
    is_report = publication.kind == PublicationKind.CONSOLIDATED_REPORT
    return {
        "corrected": follow_up.corrected_under(publication),
        "may_settle": may_make,
        "may_send_up": may_make and is_report and publication.sent_up_id is None,
        "sent_up_form": SentUpForm(initial={"document_date": request.today}),
        "settlement_form": SettlementForm(),
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
