"""Search over plans: one box, a few filters, places grouped by document."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from namro.organisations import access
from namro.organisations.rules import Permission
from namro.plans import rules, search
from namro.plans.indexing import DOCUMENT, TEXT
from namro.plans.search import Filters, Found, FoundPlan, Hit
from namro.plans.search_words import parse_query
from namro.web.access import Request, requires
from namro.web.pages import page
from namro.web.plan_labels import KINDS

LABELS: dict[str, str | Promise] = {
    **{str(kind): label for kind, label in KINDS.items()},
    DOCUMENT: gettext_lazy("Số, trích yếu, nơi ban hành"),
    TEXT: gettext_lazy("Đoạn văn"),
}

# One without marks, one phrase, one number.
EXAMPLES = ("cai nghien", '"trạm y tế"', "58/KH-UBND")


@require_GET
@requires(Permission.PLAN_VIEW)
@page(template="plans/search.html", partials=("results",))
def search_plans(request: Request) -> dict[str, Any]:
    asked = request.GET
    reads_in = access.units_for(request.user, Permission.PLAN_READ_IN, on=request.today)
    typed = asked.get("q", "").replace("\0", "")
    filters = Filters(
        document_kind=asked.get("kind", ""),
        year=asked.get("year", ""),
        issuer=asked.get("issuer", ""),
        item_kind=asked.get("item", "") if asked.get("item") in LABELS else "",
        draft=_number(asked.get("in", "")) or None,
    )
    number = max(_number(asked.get("page", "")), 1)
    query = parse_query(typed)
    found = search.search(query, reads_in=reads_in, filters=filters, page=number) if query else None
    return {
        "typed": typed,
        "filters": filters,
        "any_filter": any((filters.document_kind, filters.year, filters.issuer, filters.item_kind, filters.draft)),
        "choices": search.choices(reads_in),
        "examples": EXAMPLES,
        "item_kinds": LABELS.items(),
        "found": found,
        "rows": [_row(plan) for plan in found.plans] if found else [],
        "page_obj": _page(found, number),
    }


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _page(found: Found | None, number: int) -> Any:
    return Paginator(range(found.total if found else 0), search.PLANS_A_PAGE).get_page(number)


def _row(plan: FoundPlan) -> dict[str, Any]:
    address = (
        f"{reverse('plans:show-plan', args=[plan.plan])}?tab=van-ban"
        if plan.plan
        else reverse("plans:review-draft", args=[plan.draft.pk])
    )
    return {
        "plan": plan,
        "url": reverse("plans:show-plan", args=[plan.plan]) if plan.plan else address,
        "hits": [
            {"hit": hit, "label": LABELS[hit.kind], "url": f"{address}#{_anchor(plan, hit)}"} for hit in plan.hits
        ],
        "more": plan.count - len(plan.hits),
        "issued_on": rules.day(plan.draft.header.get("issued_on")),
    }


def _anchor(plan: FoundPlan, hit: Hit) -> str:
    """The mark of an item where the page draws one, otherwise the paragraph."""
    is_drawn = hit.item is not None and (hit.is_binding or plan.plan is None)
    return f"m{hit.item}" if is_drawn else f"d{hit.paragraph}"
