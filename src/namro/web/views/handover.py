"""Handing over when the officer changes: one screen of what is open, printed, and received by who comes after."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from namro.organisations import queries as organisations
from namro.organisations.models import Unit
from namro.organisations.rules import Permission
from namro.reporting.actions import handovers
from namro.reporting.models import DutyHandover
from namro.reporting.queries.handover import givers_at, handovers_at, open_matters
from namro.web.access import Request, requires
from namro.web.forms.people import HandoverForm, ReceiptForm
from namro.web.pages import page


def _own_units(request: Request) -> set[int]:
    return {role.unit_id for role in organisations.roles_on(request.user.pk, request.today)} & request.units


@require_GET
@requires(Permission.REPORT_VIEW)
@page(template="people/handovers.html")
def list_handovers(request: Request) -> dict[str, Any]:
    own = _own_units(request)
    found = handovers_at(request.units)
    names = organisations.names_at(request.today, own | {h.unit_id for h in found})
    return {
        "own": [(unit, names[unit]) for unit in sorted(own)],
        "handovers": [{"handover": h, "unit": names[h.unit_id]} for h in found],
    }


@require_http_methods(["GET", "POST"])
@requires(Permission.REPORT_VIEW)
@page(template="people/make_handover.html")
def make_handover(request: Request, unit_id: int) -> dict[str, Any] | HttpResponseBase:
    """What would be handed over now, with room for a word to who comes after."""
    if unit_id not in _own_units(request):
        raise Http404
    unit = get_object_or_404(Unit, pk=unit_id)
    form = HandoverForm(
        request.POST or None, givers=givers_at(unit.pk, request.today), initial={"giver": request.user.pk}
    )
    if request.method == "POST" and form.is_valid():
        made = handovers.make_handover(
            by=request.user,
            at=timezone.now(),
            unit=unit,
            giver=form.givers[form.cleaned_data["giver"]],
            notes=form.cleaned_data["notes"],
        )
        messages.success(request, _("Đã lập bàn giao. In ra ký, hoặc để người nhận xác nhận ở trang này."))
        return redirect("people:show-handover", made.pk)
    return {
        "form": form,
        "unit": unit,
        "unit_name": organisations.names_at(request.today, [unit.pk])[unit.pk],
        "content": open_matters(unit.pk, giver=request.user, on=request.today),
        "status": 422 if form.errors else 200,
    }


@require_GET
@requires(Permission.REPORT_VIEW)
@page(template="people/show_handover.html")
def show_handover(request: Request, handover_id: int) -> dict[str, Any]:
    handover = _found(request, handover_id)
    own = _own_units(request)
    return {
        "handover": handover,
        "unit_name": organisations.names_at(request.today, [handover.unit_id])[handover.unit_id],
        "may_receive": handover.received_at is None
        and handover.unit_id in own
        and handover.giver_id != request.user.pk,
        "form": ReceiptForm(),
    }


@require_POST
@requires(Permission.REPORT_VIEW)
def receive_handover(request: Request, handover_id: int) -> HttpResponseBase:
    handover, form = _found(request, handover_id), ReceiptForm(request.POST)
    remark = form.cleaned_data["remark"] if form.is_valid() else ""
    handovers.receive_handover(by=request.user, at=timezone.now(), handover=handover, remark=remark)
    messages.success(request, _("Đã xác nhận nhận bàn giao."))
    return redirect("people:show-handover", handover.pk)


def _found(request: Request, handover_id: int) -> DutyHandover:
    found = DutyHandover.objects.select_related("giver", "by", "received_by", "unit")
    return get_object_or_404(found, pk=handover_id, unit__in=request.units)
