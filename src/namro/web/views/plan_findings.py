"""What a careful clerk would query in the document: listed, shown in their place, let stand with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from namro.kernel.problems import Refused
from namro.organisations.rules import Permission
from namro.plans.dismissals import bring_finding_back
from namro.plans.dismissals import dismiss_finding as let_stand
from namro.plans.linting import findings_of
from namro.plans.models import Draft
from namro.plans.rules import DraftState
from namro.web.access import requires
from namro.web.pages import page
from namro.web.views.plan_items import number_of
from namro.web.views.plan_review import find_draft


@require_GET
@requires(Permission.PLAN_READ_IN)
@page(template="plans/findings.html", partials=("findings",))
def list_findings(request: HttpRequest, draft_id: int) -> dict[str, Any]:
    return _context(find_draft(request, draft_id))


def _context(draft: Draft) -> dict[str, Any]:
    dismissed = {(d.code, d.start, d.end): d for d in draft.dismissals.select_related("by")}
    text = draft.document.text
    rows = [
        {
            "finding": finding,
            "quote": text[finding.place.start : finding.place.end],
            "paragraph": text.rfind("\n", 0, finding.place.start) + 1,
            "dismissal": dismissed.get((finding.code, finding.place.start, finding.place.end)),
        }
        for finding in findings_of(draft.document)
    ]
    return {
        "draft": draft,
        "may_review": draft.state == DraftState.OPEN,
        "standing": [row for row in rows if row["dismissal"] is None],
        "dismissed": [row for row in rows if row["dismissal"] is not None],
    }


@require_POST
@requires(Permission.PLAN_READ_IN)
@page(template="plans/findings.html", partials=("findings",))
def dismiss_finding(request: HttpRequest, draft_id: int) -> dict[str, Any] | HttpResponseBase:
    """Let a finding stand with a reason, or (back=yes) ask it again."""
    draft = find_draft(request, draft_id)
    place = {
        "code": request.POST.get("code", "")[:60],
        "start": number_of(request.POST.get("start")),
        "end": number_of(request.POST.get("end")),
    }
    refused = ""
    try:
        if request.POST.get("back") == "yes":
            bring_finding_back(by=request.user, at=timezone.now(), draft=draft, **place)  # type: ignore[arg-type]
        else:
            reason = request.POST.get("reason", "")
            let_stand(by=request.user, at=timezone.now(), draft=draft, reason=reason, **place)  # type: ignore[arg-type]
    except Refused as trouble:
        refused = trouble.message
    if request.headers.get("HX-Request"):
        return {**_context(draft), "refused_because": refused}
    if refused:
        messages.error(request, refused)
    else:
        messages.success(request, _("Đã lưu."))
    return redirect("plans:list-findings", draft.pk)
