"""One item of a review: decided, corrected, added, followed; and what was done to it before."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from namro.kernel.problems import Refused
from namro.organisations.rules import Permission
from namro.plans import review_queries, reviewing
from namro.plans.models import Draft, DraftItem, ItemRevision
from namro.plans.rules import DraftState, ItemKind, ItemState, StepKind
from namro.web.access import requires
from namro.web.forms.plans import ItemForm, NamesField, item_form
from namro.web.pages import page
from namro.web.plan_labels import DONE, KINDS, STATES, card, card_of
from namro.web.review_list import Choice, row_of
from namro.web.views.plan_review import find_draft, undo_and_publish


def find_item(request: HttpRequest, item_id: int) -> DraftItem:
    items = DraftItem.objects.select_related("draft__document__owner", "decided_by").defer("draft__document__content")
    return get_object_or_404(items, pk=item_id, draft__document__owner__in=request.units)  # type: ignore[attr-defined]


def number_of(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() else 0


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_READ_IN)
def decide_item(request: HttpRequest, item_id: int) -> HttpResponseBase:
    """GET: the entry as it stands (when an open form is closed again); POST: a decision on it."""
    item = find_item(request, item_id)
    if request.method == "GET":
        return _answer_item(request, item)
    state = request.POST.get("state")
    wanted = ItemState(state) if state in STATES else ItemState.PROPOSED

    def act() -> DraftItem:
        return reviewing.decide_item(
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
            item=item,
            version=number_of(request.POST.get("version")),
            state=wanted,
        )

    return _acted(request, item, act, wanted=str(DONE[reviewing.STEP_OF_STATE[wanted]]))


@require_POST
@requires(Permission.PLAN_READ_IN)
def follow_target(request: HttpRequest, item_id: int) -> HttpResponseBase:
    item = find_item(request, item_id)

    def act() -> DraftItem:
        return reviewing.follow_target(
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
            item=item,
            version=number_of(request.POST.get("version")),
            is_followed=request.POST.get("followed") == "yes",
        )

    return _acted(request, item, act, wanted=str(DONE[StepKind.FOLLOW]))


def _acted(request: HttpRequest, item: DraftItem, act: Callable[[], DraftItem], *, wanted: str) -> HttpResponseBase:
    try:
        return _answer_item(request, act(), saved=True)
    except Refused as refused:
        is_stale = refused.code == "stale-item"
        trouble = _both_values(item, number_of(request.POST.get("version")), wanted) if is_stale else refused.message
        return _answer_item(request, item, trouble)


def _both_values(item: DraftItem, seen: int, wanted: str) -> str:
    """Who was quicker, the value this person saw and the one that stands now."""
    later = [revision for revision in review_queries.history_of(item) if revision.version > seen]
    if not later:
        return _("Người khác vừa sửa mục này; xem giá trị mới rồi quyết định lại.")
    newest, oldest = later[0], later[-1]
    return _(
        "%(who)s vừa %(done)s mục này lúc %(time)s. Anh, chị thấy: «%(before)s». Nay là: «%(now)s». "
        "Muốn %(wanted)s thì bấm lại lần nữa."
    ) % {
        "who": newest.step.by.full_name,
        "done": DONE[StepKind(newest.step.kind)],
        "time": f"{timezone.localtime(newest.step.at):%H:%M}",
        "before": _in_words(item, oldest.before),
        "now": _in_words(item, newest.after),
        "wanted": wanted,
    }


def _in_words(item: DraftItem, snapshot: dict[str, Any]) -> str:
    if not snapshot:
        return ""
    state = STATES.get(snapshot["state"], "")
    line = card_of(ItemKind(item.kind), snapshot["data"], snapshot["quote"]).line
    return " · ".join(str(part) for part in (state, line) if part)


def address_of(item: DraftItem, choice: Choice) -> str:
    return f"{reverse('plans:review-draft', args=[item.draft_id])}{choice.suffix}#i{item.pk}"


def _answer_item(
    request: HttpRequest, item: DraftItem, trouble: str = "", *, saved: bool = False, is_beside: bool = False
) -> HttpResponseBase:
    """The item as it now stands: for htmx the entry alone, without script the page at its place.

    is_beside: the button that asked stands elsewhere, so that the entry has to find its own place.
    """
    choice = Choice.of(request.GET)
    if not request.headers.get("HX-Request"):
        if trouble:
            messages.error(request, trouble)
        return redirect(address_of(item, choice))
    fresh = find_item(request, item.pk)
    names = review_queries.names_in(fresh.draft, on=request.today)  # type: ignore[attr-defined]
    decided, total = review_queries.progress_of(fresh.draft)
    context = {
        "row": row_of(fresh, names),
        "trouble": trouble,
        "draft": fresh.draft,
        "may_review": fresh.draft.state == DraftState.OPEN,
        "choice": choice,
        "swap": True,
        "is_beside": is_beside,
        "decided": decided,
        "total": total,
        **undo_and_publish(request, fresh.draft),
    }
    response = render(request, "plans/item_answer.html", context)
    if saved:
        said = _("%(state)s. Còn %(left)d mục chờ xem.") % {
            "state": STATES[ItemState(fresh.state)],
            "left": total - decided,
        }
        response["HX-Trigger"] = json.dumps({"saved": said})
    return response


@require_POST
@requires(Permission.PLAN_READ_IN)
def undo_step(request: HttpRequest, draft_id: int) -> HttpResponseBase:
    """With script and one item: the entry alone. Else the page anew, at the first item that came back."""
    draft, choice = find_draft(request, draft_id), Choice.of(request.GET)
    try:
        undone = reviewing.undo_step(by=request.user, at=timezone.now(), draft=draft)  # type: ignore[arg-type]
    except Refused as refused:
        messages.error(request, refused.message)
        return _load_anew(request, f"{reverse('plans:review-draft', args=[draft.pk])}{choice.suffix}")
    kept = [item for item in undone.items if item.state != ItemState.WITHDRAWN]
    if request.headers.get("HX-Request") and len(kept) == len(undone.items) == 1:
        return _answer_item(request, kept[0], saved=True, is_beside=True)
    messages.success(request, _undone_in_words(undone))
    # Another address each time, so that the browser loads the page although only the place differs.
    query = "&".join(part for part in (choice.query, urlencode({"anew": undone.items[0].version})) if part)
    place = f"i{kept[0].pk}" if kept else "cac-muc"
    return _load_anew(request, f"{reverse('plans:review-draft', args=[draft.pk])}?{query}#{place}")


def _load_anew(request: HttpRequest, address: str) -> HttpResponseBase:
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(address)
    return redirect(address)


def _undone_in_words(undone: reviewing.Undone) -> str:
    done = {"done": DONE[undone.kind], "count": len(undone.items)}
    sentence = _("Đã hoàn tác: %(done)s %(count)d mục.") % done
    if undone.left:
        sentence += " " + _("%d mục đã được người khác quyết định sau đó nên giữ nguyên.") % undone.left
    return sentence


# ---- forms ----


def _form_for(draft: Draft, kind: ItemKind, data: Any, initial: dict[str, Any]) -> ItemForm:
    """The form of a kind; boxes for bodies know where to ask for suggestions."""
    form = item_form(kind, data, initial=initial)
    for field in form.fields.values():
        if isinstance(field, NamesField):
            words = {"data-change": _("Đổi"), "data-remove": _("Bỏ")}
            field.widget.attrs |= {"data-bodies": reverse("plans:suggest-bodies", args=[draft.pk]), **words}
    return form


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_READ_IN)
@page(template="plans/edit_item.html", partials=("form",))
def edit_item(request: HttpRequest, item_id: int) -> dict[str, Any] | HttpResponseBase:
    item = find_item(request, item_id)
    kind = ItemKind(item.kind)
    standing = {**item.data, "quote": item.quote, "version": item.version}
    form = _form_for(item.draft, kind, request.POST or None, standing)
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
            return _answer_item(request, saved, saved=True)
        except Refused as refused:
            form.add_error(None, refused.message)
            if refused.code == "stale-item":
                theirs = card(item)
                form.data = {**form.data.dict(), "version": item.version}  # type: ignore[attr-defined]
    choice = Choice.of(request.GET)
    newest = review_queries.history_of(item)[:1] if theirs else []
    return {
        "form": form,
        "item": item,
        "draft": item.draft,
        "label": KINDS[kind],
        "theirs": theirs,
        "choice": choice,
        "back": address_of(item, choice),
        "newest": newest[0] if newest else None,
    }


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_READ_IN)
@page(template="plans/add_item.html")
def add_item(request: HttpRequest, draft_id: int) -> dict[str, Any] | HttpResponseBase:
    draft = find_draft(request, draft_id)
    asked = request.POST.get("kind") or request.GET.get("kind") or ItemKind.TARGET
    kind = ItemKind(asked) if asked in set(ItemKind) else ItemKind.TARGET
    quote = request.GET.get("quote", "")
    initial = {"quote": quote, "near": request.GET.get("near"), "text": " ".join(quote.split()), "mode": "assigned"}
    form = _form_for(draft, kind, request.POST or None, initial)
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
            return redirect(address_of(item, Choice()))
        except Refused as refused:
            form.add_error("quote" if refused.code == "quote-not-found" else None, refused.message)
    return {"form": form, "draft": draft, "kind": kind, "kinds": KINDS.items(), "quote": quote}


# ---- what was done before ----


@require_GET
@requires(Permission.PLAN_READ_IN)
@page(template="plans/item_history.html", partials=("history",))
def item_history(request: HttpRequest, item_id: int) -> dict[str, Any]:
    item = find_item(request, item_id)
    entries = [_entry(item, revision) for revision in review_queries.history_of(item)]
    read = {"state": ItemState.PROPOSED, "data": item.proposed, "quote": item.quote}
    return {
        "item": item,
        "draft": item.draft,
        "label": KINDS[ItemKind(item.kind)],
        "entries": entries,
        "read": _in_words(item, read) if item.proposed else "",
        "back": address_of(item, Choice.of(request.GET)),
    }


def _entry(item: DraftItem, revision: ItemRevision) -> dict[str, Any]:
    before, after = _in_words(item, revision.before), _in_words(item, revision.after)
    return {
        "at": revision.step.at,
        "what": str(DONE[StepKind(revision.step.kind)]).capitalize(),
        "who": revision.step.by.full_name,
        "note": _("«%(before)s» → «%(after)s»") % {"before": before, "after": after} if before else f"«{after}»",
        "bad": False,
    }
