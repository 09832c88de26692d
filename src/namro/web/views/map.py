"""The map of communes: their classes or an indicator, beside its table; and the boundaries that it is drawn from."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from namro.kernel.problems import Refused
from namro.kernel.times import short_date
from namro.organisations import boundaries
from namro.organisations.models import BoundarySet
from namro.organisations.rules import Permission
from namro.reading.boundaries import read_boundaries
from namro.web.access import Request, requires
from namro.web.files import XLSX, attachment
from namro.web.forms.boundaries import BoundaryForm
from namro.web.map_choices import MapChoice, map_choice
from namro.web.map_page import MapPage, map_page
from namro.web.pages import page
from namro.writing.sheets import Sheet, SheetCell, workbook


@require_GET
@requires(Permission.CONSOLIDATE)
@page(template="map/show.html")
def show_map(request: Request) -> dict[str, Any]:
    asked = map_choice(request)
    if asked is None:
        return {"asked": None}
    return {
        "asked": asked,
        "choice": asked.choice,
        "map": map_page(asked),
        "query": request.GET.urlencode(),
        "sorts": {"by_name": _changed(request, xep="ten"), "by_value": _changed(request, xep="gia-tri")},
    }


def _changed(request: Request, **wanted: str) -> str:
    query = request.GET.copy()
    for name, value in wanted.items():
        query[name] = value
    return f"?{query.urlencode()}"


@require_GET
@requires(Permission.CONSOLIDATE)
def map_workbook(request: Request) -> HttpResponse:
    """The table beside the map, with the same choices."""
    asked = map_choice(request)
    if asked is None:
        raise Http404
    found = map_page(asked)
    return attachment(workbook(_sheet(asked, found)), f"ban-do-{asked.what}-{asked.period.code}.xlsx", XLSX)


def _sheet(asked: MapChoice, found: MapPage) -> Sheet:
    return Sheet(
        name=asked.period.code,
        title=found.title,
        lines=tuple(
            line for line in (str(asked.plan), asked.period.in_words, asked.choice.in_words, found.refusal) if line
        ),
        head=(_("Xã, phường"), found.head, _("Nhóm trên bản đồ"), _("Cách tính")),
        widths=(34, 22, 28, 70),
        rows=tuple(tuple(map(SheetCell, (row.unit.name, row.value, row.kind.label, row.how))) for row in found.rows),
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.UNIT_EDIT)
@page(template="map/boundaries.html")
def import_boundaries(request: Request) -> dict[str, Any] | HttpResponseBase:
    """GET: the sets there are, and the form. POST: what a file fits; with «ghi» it is taken in."""
    context: dict[str, Any] = {"sets": BoundarySet.objects.prefetch_related("boundaries"), "status": 200}
    if request.method == "GET":
        return context | {"form": BoundaryForm(initial={"from_day": request.today})}
    form = BoundaryForm(request.POST, request.FILES)
    context["form"] = form
    if not form.is_valid():
        return context | {"status": 422}
    wanted = form.cleaned_data
    try:
        found = read_boundaries(wanted["content"])
        if "ghi" not in request.POST:
            matching = boundaries.match(found, on=wanted["from_day"], property_name=wanted["property_name"])
            return context | {"matching": matching, "names": found.property_names}
        made = boundaries.import_boundaries(
            by=request.user,
            at=timezone.now(),
            found=found,
            from_day=wanted["from_day"],
            source=wanted["source"],
            licence=wanted["licence"],
            property_name=wanted["property_name"],
        )
    except Refused as refused:
        form.add_error(None, refused.message)
        return context | {"status": 422}
    messages.success(request, _("Đã nhập ranh giới, dùng từ ngày %(day)s.") % {"day": short_date(made.from_day)})
    return redirect("map:import-boundaries")


@require_POST
@requires(Permission.UNIT_EDIT)
def remove_boundaries(request: Request, boundary_set_id: int) -> HttpResponseBase:
    """Maps fall back on what was there before."""
    found = get_object_or_404(BoundarySet, pk=boundary_set_id)
    boundaries.remove_boundaries(by=request.user, at=timezone.now(), boundary_set=found)
    messages.success(request, _("Đã gỡ bộ ranh giới."))
    return redirect("map:import-boundaries")
