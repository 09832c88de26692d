"""Checking what was read: the document beside its items, and what concerns the draft as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from namro.kernel.problems import Refused
from namro.organisations import access
from namro.organisations.rules import Permission
from namro.plans import actions, queries, review_queries, reviewing, rules
from namro.plans.models import Draft, ItemRevision
from namro.plans.presence import note_presence
from namro.plans.rules import DraftState, ItemState, StepKind
from namro.web.access import requires
from namro.web.files import attachment
from namro.web.forms.plans import HeaderForm
from namro.web.pages import page
from namro.web.plan_labels import DONE, KINDS, card
from namro.web.review_list import ORDERS, Choice, Row, review_list, row_of
from namro.web.source_text import paragraphs

SEEN = re.compile(r"(\d{1,18}):(\d{1,9})", re.ASCII)
# Somebody whose page has not been heard of for so long has left it.
STILL_THERE = timedelta(seconds=90)


def find_draft(request: HttpRequest, draft_id: int) -> Draft:
    return get_object_or_404(queries.drafts(request.units), pk=draft_id)  # type: ignore[attr-defined]


@require_GET
@requires(Permission.PLAN_READ_IN)
@page(template="plans/review.html", partials=("items",))
def review_draft(request: HttpRequest, draft_id: int) -> dict[str, Any]:
    draft = find_draft(request, draft_id)
    at = timezone.now()
    is_open = draft.state == DraftState.OPEN
    rows = _rows(request, draft)
    items = [row.item for row in rows]
    return {
        "draft": draft,
        "may_review": is_open,
        "paragraphs": paragraphs(draft.document.text, items, draft.left_out, draft.outline),
        "list": review_list(rows, Choice.of(request.GET)),
        "orders": ORDERS.items(),
        "problems": [problem for problem in draft.problems if problem.get("code") == "other-document"],
        "notes": [problem for problem in draft.problems if problem.get("code") == "reading"],
        **{name: rules.day(draft.header.get(name)) for name in ("issued_on", "period_from", "period_to")},
        "decided": sum(1 for item in items if item.state != ItemState.PROPOSED),
        "total": len(items),
        "opened_at": at.isoformat(),
        **undo_and_publish(request, draft),
    }


def _rows(request: HttpRequest, draft: Draft) -> list[Row]:
    names = review_queries.names_in(draft, on=request.today)  # type: ignore[attr-defined]
    return [row_of(item, names) for item in queries.items_of(draft)]


def undo_and_publish(request: HttpRequest, draft: Draft) -> dict[str, Any]:
    """What the bar at the foot of the page offers."""
    if draft.state != DraftState.OPEN:
        return {"may_publish": False, "to_undo": ""}
    held = access.permissions_on(request.user, on=request.today)  # type: ignore[arg-type, attr-defined]
    revisions = review_queries.revisions_to_undo(draft, request.user)  # type: ignore[arg-type]
    return {
        "may_publish": Permission.PLAN_PUBLISH in held,
        "to_undo": _in_words(revisions) if revisions else "",
    }


def _in_words(revisions: list[ItemRevision]) -> str:
    """A step: «nhận 23 mục», «sửa «Tăng cường công tác …»»."""
    kind = StepKind(revisions[0].step.kind)
    done, count = str(DONE[kind]), len(revisions)
    if count > 1 and kind is StepKind.ACCEPT:
        return ngettext("%(done)s %(count)d mục", "%(done)s %(count)d mục", count) % {"done": done, "count": count}
    words = card(revisions[0].item).headline.split()
    return f"{done} «{' '.join(words[:6])}{' …' if len(words) > 6 else ''}»"


# ---- who else is here ----


@require_POST
@requires(Permission.PLAN_READ_IN)
@page(template="plans/fellows.html")
def note_reviewer(request: HttpRequest, draft_id: int) -> dict[str, Any] | HttpResponseBase:
    """Asked by the open page every half minute; answers who else is at the draft."""
    draft, at = find_draft(request, draft_id), timezone.now()
    note_presence(by=request.user, at=at, draft=draft)  # type: ignore[arg-type]
    try:
        opened_at = datetime.fromisoformat(request.POST.get("opened_at", ""))
    except ValueError:
        opened_at = at
    if timezone.is_naive(opened_at):
        opened_at = at
    return {"fellows": _fellows(request, draft, at=at, opened_at=opened_at), "draft": draft}


def _fellows(request: HttpRequest, draft: Draft, *, at: datetime, opened_at: datetime) -> list[review_queries.Fellow]:
    return review_queries.fellows(
        draft,
        but=request.user,  # type: ignore[arg-type]
        since=at - STILL_THERE,
        opened_at=opened_at,
    )


@require_GET
@requires(Permission.PLAN_READ_IN)
def suggest_bodies(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Units and groups of the plan's date that some typed letters may mean, the nearest first."""
    draft = find_draft(request, draft_id)
    names = review_queries.names_in(draft, on=request.today)  # type: ignore[attr-defined]
    typed = request.GET.get("q", "")[:200]
    bodies = []
    for one in names.directory.suggest(typed):
        above = names.directory.units[one.units[0]].parent if one.units and not one.is_group else None
        note = _("nhóm, %d đơn vị") % len(one.units) if one.is_group else _name_of(names.directory.units, above)
        bodies.append({"name": one.name, "note": note})
    return JsonResponse({"bodies": bodies})


def _name_of(units: Mapping[int, Any], unit: int | None) -> str:
    return units[unit].name if unit is not None and unit in units else ""


# ---- many items at once ----


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_READ_IN)
@page(template="plans/accept_shown.html")
def accept_shown(request: HttpRequest, draft_id: int) -> dict[str, Any] | HttpResponseBase:
    """Asks first, with the count; the form then names each item and the version that was shown."""
    draft = find_draft(request, draft_id)
    choice = Choice.of(request.GET)
    back = f"{reverse('plans:review-draft', args=[draft.pk])}{choice.suffix}"
    if request.method == "POST":
        seen = _seen(request.POST.get("seen", ""))
        accepted = reviewing.accept_items(by=request.user, at=timezone.now(), draft=draft, seen=seen)  # type: ignore[arg-type]
        messages.success(request, _("Đã nhận %d mục; một lần hoàn tác đưa tất cả về như cũ.") % accepted.count)
        if accepted.left:
            messages.warning(
                request, _("%d mục vừa được người khác đổi hoặc còn thiếu: để lại chờ xem.") % accepted.left
            )
        return redirect(f"{back}#cac-muc")
    shown = [row for row in _rows(request, draft) if choice.shows(row) and row.item.state == ItemState.PROPOSED]
    sound = [row for row in shown if reviewing.is_sound(row.item)]
    return {
        "draft": draft,
        "choice": choice,
        "back": back,
        "sound": sound,
        "left": len(shown) - len(sound),
        "doubtful": sum(1 for row in sound if row.judgement.reasons),
        "kinds": [(label, n) for kind, label in KINDS.items() if (n := sum(r.item.kind == kind for r in sound))],
        "seen": ",".join(f"{row.item.pk}:{row.item.version}" for row in sound),
    }


def _seen(text: str) -> dict[int, int]:
    """«12:1,13:4» → item 12 at version 1, item 13 at version 4; anything else is passed over."""
    return {int(item): int(version) for item, version in SEEN.findall(text)}


# ---- the document as a whole ----


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_READ_IN)
@page(template="plans/header.html")
def edit_header(request: HttpRequest, draft_id: int) -> dict[str, Any] | HttpResponseBase:
    draft = find_draft(request, draft_id)
    form = HeaderForm(request.POST or None, initial=HeaderForm.initial_from(draft.header, draft.version))
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_header(
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                draft=draft,
                version=form.cleaned_data["version"],
                header=form.header(draft.header),
            )
            messages.success(request, _("Đã lưu phần đầu văn bản."))
            return redirect("plans:review-draft", draft.pk)
        except Refused as refused:
            form.add_error(None, refused.message)
    return {"form": form, "draft": draft}


@require_POST
@requires(Permission.PLAN_READ_IN)
def abandon_draft(request: HttpRequest, draft_id: int) -> HttpResponseBase:
    draft = find_draft(request, draft_id)
    actions.abandon_draft(by=request.user, at=timezone.now(), draft=draft)  # type: ignore[arg-type]
    messages.success(request, _("Đã hủy bản nháp. Tệp vẫn được giữ trong nhật ký."))
    return redirect("plans:list-plans")


@require_GET
@requires(Permission.PLAN_READ_IN)
def download_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    document = find_draft(request, draft_id).document
    return attachment(bytes(document.content), document.filename, "application/octet-stream")
