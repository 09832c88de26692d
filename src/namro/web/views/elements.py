"""The catalogue of data elements: what is counted, by which definition since when, and where it is used."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from namro.catalogue import actions, browsing
from namro.catalogue.models import DataElement
from namro.kernel.elements import ElementKind
from namro.kernel.problems import Refused
from namro.organisations import access
from namro.organisations.rules import Permission
from namro.plans.models import Target
from namro.web.access import Request, requires
from namro.web.form_labels import ADDS_UP, ELEMENT_KINDS, supplier_labels
from namro.web.forms.catalogue import NewElementForm, NewMeaningForm
from namro.web.pages import page

A_PAGE = 50


@require_GET
@requires(Permission.PLAN_VIEW)
@page(template="forms/elements.html", partials=("found",))
def list_elements(request: Request) -> dict[str, Any]:
    """Definitions are no secret within the installation: who fills a figure must be able to read what it counts."""
    asked = request.GET
    form = asked.get("bieu", "")
    lines = browsing.element_lines(
        request.today,
        words=asked.get("tim", ""),
        kind=asked.get("loai", ""),
        supplier=asked.get("noi", ""),
        form=int(form) if form.isdecimal() else None,
    )
    suppliers = supplier_labels(request.today)
    used = {line.element.supplier for line in browsing.element_lines(request.today)}
    return {
        "page_obj": Paginator(lines, A_PAGE).get_page(asked.get("page")),
        "total": len(lines),
        "kinds": ELEMENT_KINDS,
        "suppliers": {code: label for code, label in suppliers.items() if code in used},
        "forms": [line.form for line in browsing.form_lines(request.today) if line.shown],
        "asked": asked,
        "may_edit": may_edit(request),
    }


def may_edit(request: Request) -> bool:
    return Permission.FORM_EDIT in access.permissions_on(request.user, on=request.today)


@require_GET
@requires(Permission.PLAN_VIEW)
@page(template="forms/element.html")
def show_element(request: Request, element: str) -> dict[str, Any]:
    try:
        found = browsing.element_page(element, request.today)
    except Refused as refused:
        raise Http404(refused.message) from refused
    kind = found.element.kind
    return {
        "found": found,
        "element": found.element,
        "versions": [(version, browsing.definition_in(version)) for version in found.versions],
        "kind": ELEMENT_KINDS[kind],
        "adds_up": ADDS_UP[kind],
        "supplier": supplier_labels(request.today).get(found.element.supplier, found.element.supplier),
        "targets": _targets(found.indicators),
        "may_edit": may_edit(request) and kind is not ElementKind.DERIVED,
    }


def _targets(indicators: Any) -> list[Target]:
    """The targets that formulas with this element measure, the newest plans first."""
    found = Target.objects.filter(indicator__in=list(indicators)).select_related("plan", "responsible_unit")
    return list(found.order_by("-plan__published_at", "position"))


@require_http_methods(["GET", "POST"])
@requires(Permission.FORM_EDIT)
@page(template="forms/define.html")
def define_element(request: Request) -> dict[str, Any] | HttpResponseBase:
    form = NewElementForm(request.today, request.POST or None, initial={"valid_from": request.today})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data | {
            "kind": ElementKind(form.cleaned_data["kind"]),
            "breakdowns": form.cleaned_data["breakdowns"].splitlines(),
        }
        try:
            element = actions.define_element(by=request.user, at=timezone.now(), **given)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Đã thêm số liệu; nay chọn được trong mọi biểu."))
            return redirect("forms:show-element", element.code)
    return {"form": form, "status": 422 if form.errors else 200}


@require_http_methods(["GET", "POST"])
@requires(Permission.FORM_EDIT)
@page(template="forms/redefine.html")
def redefine_element(request: Request, element: str) -> dict[str, Any] | HttpResponseBase:
    row = get_object_or_404(DataElement, code=element)
    known = {name: row.spec.get(name, "") for name in ("name", "definition", "source")}
    form = NewMeaningForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            actions.redefine_element(by=request.user, at=timezone.now(), element=row, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(
                request, _("Đã ghi định nghĩa mới; định nghĩa cũ vẫn giữ cho số liệu của thời gian trước.")
            )
            return redirect("forms:show-element", row.code)
    return {"form": form, "element": row, "status": 422 if form.errors else 200}
