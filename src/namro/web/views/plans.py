"""The list of plans, and taking a document in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from namro.kernel.problems import Refused
from namro.organisations import access
from namro.organisations import queries as organisations
from namro.organisations.models import Unit
from namro.organisations.rules import Permission
from namro.plans import actions, queries, versioning
from namro.plans.rules import DraftState
from namro.web.access import requires
from namro.web.forms.plans import UploadForm
from namro.web.pages import page


@require_GET
@requires(Permission.PLAN_VIEW)
@page(template="plans/list.html")
def list_plans(request: HttpRequest) -> dict[str, Any]:
    reads_in = units_with(request, Permission.PLAN_READ_IN)
    plans = list(queries.with_counts(queries.plans()))
    return {
        "plans": plans,
        "replaced": versioning.replacements(plans),
        "drafts": queries.open_drafts(reads_in),
        "may_upload": bool(reads_in),
    }


def units_with(request: HttpRequest, permission: Permission) -> frozenset[int]:
    """Units at which the person signed in holds a permission today; empty if nowhere."""
    return access.units_for(request.user, permission, on=request.today)  # type: ignore[arg-type, attr-defined]


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_READ_IN)
@page(template="plans/upload.html")
def upload_document(request: HttpRequest) -> dict[str, Any] | HttpResponseBase:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        try:
            return _take_in(request, form)
        except Refused as refused:
            form.add_error("file" if form.cleaned_data.get("file") else "text", refused.message)
    return {"form": form, "status": 422 if form.errors else 200}


def _take_in(request: HttpRequest, form: UploadForm) -> HttpResponseBase:
    at = timezone.now()
    file = form.cleaned_data.get("file")
    if file:
        name, data = file.name, file.read()
    else:
        name, data = f"van-ban-dan-{timezone.localtime(at):%Y%m%d-%H%M}.txt", form.cleaned_data["text"].encode()
    owner = Unit.objects.get(pk=organisations.tree_on(request.today).root)  # type: ignore[attr-defined]
    upload = actions.upload_document(by=request.user, at=at, unit=owner, filename=name, data=data)  # type: ignore[arg-type]
    if not upload.is_new and upload.draft.state == DraftState.PUBLISHED:
        messages.info(request, _("Tệp này đã được đưa vào và công bố trước đây; đây là kế hoạch ấy."))
        return redirect("plans:show-plan", upload.draft.plan.pk)
    if not upload.is_new:
        messages.info(request, _("Tệp này đã được đưa vào trước đây; đây là bản nháp đã đọc."))
    for said in versioning.suggestions(upload.draft):
        messages.info(
            request, _("Văn bản nhắc đến %s mà nó sửa đổi hoặc thay thế; bấm Phiên bản để so sánh.") % said.plan
        )
    return redirect("plans:review-draft", upload.draft.pk)
