"""Checking what was read: the document beside its items, each decided by a person."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from namro.kernel.problems import Refused
from namro.organisations import access
from namro.organisations.rules import Permission
from namro.plans import actions, queries, reviewing, rules
from namro.plans.models import Draft, DraftItem
from namro.plans.rules import DraftState, ItemKind, ItemState
from namro.web.access import requires
from namro.web.files import attachment
from namro.web.forms.plans import HeaderForm, item_form
from namro.web.pages import page
from namro.web.plan_labels import KINDS, card
from namro.web.source_text import paragraphs

STATE_FILTERS = (ItemState.PROPOSED, ItemState.ACCEPTED, ItemState.CORRECTED, ItemState.REJECTED)


def find_draft(request: HttpRequest, draft_id: int) -> Draft:
    return get_object_or_404(queries.drafts(request.units), pk=draft_id)  # type: ignore[attr-defined]


def _find_item(request: HttpRequest, item_id: int) -> DraftItem:
    items = DraftItem.objects.select_related("draft__document", "decided_by").defer("draft__document__content")
    return get_object_or_404(items, pk=item_id, draft__document__owner__in=request.units)  # type: ignore[attr-defined]


@require_GET
@requires(Permission.PLAN_READ_IN)
@page(template="plans/review.html")
def review_draft(request: HttpRequest, draft_id: int) -> dict[str, Any]:
    draft = find_draft(request, draft_id)
    items = queries.items_of(draft)
    shown = [item for item in items if _matches(request, item)]
    counts = queries.counts_by_kind(items)
    return {
        "draft": draft,
        "may_review": draft.state == DraftState.OPEN,
        "paragraphs": paragraphs(draft.document.text, items, draft.left_out),
        "groups": [
            {
                "kind": count.kind,
                "label": KINDS[count.kind],
                "count": count,
                "rows": [{"item": item, "card": card(item)} for item in shown if item.kind == count.kind],
            }
            for count in counts
        ],
        "problems": draft.problems,
        **{name: rules.day(draft.header.get(name)) for name in ("issued_on", "period_from", "period_to")},
        "filters": _filters(request, items),
        "kinds": KINDS.items(),
        **progress_of(items),
        **_publish_right(request, draft),
    }


def _matches(request: HttpRequest, item: DraftItem) -> bool:
    kind, state, body = (request.GET.get(name, "") for name in ("kind", "state", "body"))
    return (
        (not kind or item.kind == kind)
        and (not state or item.state == state)
        and (not body or body in queries.bodies_of(item))
    )


def _filters(request: HttpRequest, items: list[DraftItem]) -> dict[str, Any]:
    bodies = sorted({name for item in items for name in queries.bodies_of(item)}, key=str.casefold)
    present = {item.kind for item in items}
    return {
        "kind": request.GET.get("kind", ""),
        "state": request.GET.get("state", ""),
        "body": request.GET.get("body", ""),
        "kinds": [(kind, label) for kind, label in KINDS.items() if kind in present],
        "states": STATE_FILTERS,
        "bodies": bodies,
        "any": any(request.GET.get(name) for name in ("kind", "state", "body")),
    }


def progress_of(items: list[DraftItem]) -> dict[str, int]:
    return {"decided": sum(1 for item in items if item.state != ItemState.PROPOSED), "total": len(items)}


def _publish_right(request: HttpRequest, draft: Draft) -> dict[str, bool]:
    may = access.may(
        request.user,  # type: ignore[arg-type]
        Permission.PLAN_PUBLISH,
        unit=draft.document.owner_id,
        on=request.today,  # type: ignore[attr-defined]
    )
    return {"may_publish": may and draft.state == DraftState.OPEN}


@require_POST
@requires(Permission.PLAN_READ_IN)
def decide_item(request: HttpRequest, item_id: int) -> HttpResponseBase:
    item = _find_item(request, item_id)
    trouble = ""
    try:
        item = reviewing.decide_item(
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
            item=item,
            version=_number(request.POST.get("version")),
            state=ItemState(request.POST["state"]),
        )
    except Refused as refused:
        trouble = refused.message
    return _answer_item(request, item, trouble)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() else 0


def _answer_item(request: HttpRequest, item: DraftItem, trouble: str = "") -> HttpResponseBase:
    """The item as it now stands: for htmx the entry alone, without script the page at its place."""
    if not request.headers.get("HX-Request"):
        if trouble:
            messages.error(request, trouble)
        return redirect(f"{reverse('plans:review-draft', args=[item.draft_id])}#i{item.pk}")
    fresh = _find_item(request, item.pk)
    items = queries.items_of(fresh.draft)
    context = {
        "item": fresh,
        "card": card(fresh),
        "trouble": trouble,
        "draft": fresh.draft,
        "may_review": fresh.draft.state == DraftState.OPEN,
        "swap": True,
        **progress_of(items),
        **_publish_right(request, fresh.draft),
    }
    response = render(request, "plans/item_answer.html", context)
    if not trouble:
        response["HX-Trigger"] = json.dumps({"saved": _("Đã lưu lúc %s") % f"{timezone.localtime():%H:%M}"})
    return response


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_READ_IN)
@page(template="plans/edit_item.html", partials=("form",))
def edit_item(request: HttpRequest, item_id: int) -> dict[str, Any] | HttpResponseBase:
    item = _find_item(request, item_id)
    kind = ItemKind(item.kind)
    standing = {**item.data, "quote": item.quote, "version": item.version}
    form = item_form(kind, request.POST or None, initial=standing)
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            saved = reviewing.correct_item(
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                item=item,
                version=form.cleaned_data["version"] or 0,
                data=form.data_of_item(),
                quote=form.cleaned_data["quote"],
            )
            return _answer_item(request, saved)
        except Refused as refused:
            form.add_error(None, refused.message)
            if refused.code == "stale-item":
                theirs = card(item)
                form.data = {**form.data.dict(), "version": item.version}  # type: ignore[attr-defined]
    return {"form": form, "item": item, "draft": item.draft, "label": KINDS[kind], "theirs": theirs}


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_READ_IN)
@page(template="plans/add_item.html")
def add_item(request: HttpRequest, draft_id: int) -> dict[str, Any] | HttpResponseBase:
    draft = find_draft(request, draft_id)
    asked = request.POST.get("kind") or request.GET.get("kind") or ItemKind.TARGET
    kind = ItemKind(asked) if asked in set(ItemKind) else ItemKind.TARGET
    quote = request.GET.get("quote", "")
    initial = {"quote": quote, "near": request.GET.get("near"), "text": " ".join(quote.split()), "mode": "assigned"}
    form = item_form(kind, request.POST or None, initial=initial)
    form.fields["quote"].required = True
    if request.method == "POST" and form.is_valid():
        try:
            item = reviewing.add_item(
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                draft=draft,
                kind=kind,
                data=form.data_of_item(),
                quote=form.cleaned_data["quote"],
                near=form.cleaned_data["near"] or 0,
            )
            return redirect(f"{reverse('plans:review-draft', args=[draft.pk])}#i{item.pk}")
        except Refused as refused:
            form.add_error("quote" if refused.code == "quote-not-found" else None, refused.message)
    return {"form": form, "draft": draft, "kind": kind, "kinds": KINDS.items(), "quote": quote}


@require_POST
@requires(Permission.PLAN_READ_IN)
def accept_kind(request: HttpRequest, draft_id: int) -> HttpResponseBase:
    draft = find_draft(request, draft_id)
    kind = ItemKind(request.POST["kind"])
    number = actions.accept_kind(by=request.user, at=timezone.now(), draft=draft, kind=kind)  # type: ignore[arg-type]
    messages.success(request, _("Đã nhận %(number)d mục: %(kind)s.") % {"number": number, "kind": KINDS[kind]})
    return redirect(f"{reverse('plans:review-draft', args=[draft.pk])}#loai-{kind}")


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
