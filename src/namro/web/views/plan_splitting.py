"""Two items of one, and one of two."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from namro.kernel.problems import Refused
from namro.organisations.rules import Permission
from namro.plans import review_queries, reviewing
from namro.plans.rules import ItemKind
from namro.web.access import requires
from namro.web.pages import page
from namro.web.plan_labels import KINDS
from namro.web.review_list import Choice
from namro.web.views.plan_items import address_of, find_item, number_of

# Where a sentence may be cut: behind a mark, or before a word that begins a second matter.
CUTS = re.compile(r"(?<=[;,.:])\s+|\s+(?=(?:và|đồng thời|hoặc|trong đó)\s)|\n+")
MOST_CUTS = 40


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_READ_IN)
@page(template="plans/split_item.html")
def split_item(request: HttpRequest, item_id: int) -> dict[str, Any] | HttpResponseBase:
    item = find_item(request, item_id)
    choice = Choice.of(request.GET)
    trouble = ""
    if request.method == "POST":
        try:
            first, _second = reviewing.split_item(
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                item=item,
                version=number_of(request.POST.get("version")),
                cut=_cut(item.quote, request.POST),
            )
            messages.success(request, _("Đã tách làm hai mục; xem lại rồi quyết định từng mục."))
            return redirect(address_of(first, choice))
        except Refused as refused:
            trouble = refused.message
    cuts = [found.end() for found in CUTS.finditer(item.quote) if 0 < found.end() < len(item.quote)]
    return {
        "item": item,
        "draft": item.draft,
        "label": KINDS[ItemKind(item.kind)],
        "choice": choice,
        "back": address_of(item, choice),
        "trouble": trouble,
        "status": 422 if trouble else 200,
        "cuts": [(cut, item.quote[:cut].rstrip(), item.quote[cut:]) for cut in cuts[:MOST_CUTS]],
    }


def _cut(quote: str, given: Any) -> int:
    """The words with which the second part begins go before a place chosen from the list; -1 where neither is given."""
    if words := given.get("begins", "").split():
        found = re.search(r"\s+".join(re.escape(word) for word in words), quote)
        return found.start() if found else -1
    return number_of(given.get("cut")) or -1


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_READ_IN)
@page(template="plans/merge_items.html")
def merge_items(request: HttpRequest, item_id: int) -> dict[str, Any] | HttpResponseBase:
    item = find_item(request, item_id)
    choice = Choice.of(request.GET)
    trouble = ""
    if request.method == "POST":
        try:
            merged = reviewing.merge_items(
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
                item=item,
                version=number_of(request.POST.get("version")),
                with_version=number_of(request.POST.get("with_version")),
            )
            messages.success(request, _("Đã gộp hai mục làm một; xem lại rồi quyết định."))
            return redirect(address_of(merged, choice))
        except Refused as refused:
            trouble = refused.message
    return {
        "item": item,
        "draft": item.draft,
        "label": KINDS[ItemKind(item.kind)],
        "choice": choice,
        "back": address_of(item, choice),
        "trouble": trouble,
        "status": 422 if trouble else 200,
        "other": review_queries.neighbour_of(item),
    }
