"""Difficulties and proposals: a list by state, one item with its answers, and the steps that settle it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from namro.kernel.problems import Refused
from namro.organisations import access
from namro.organisations import queries as organisations
from namro.organisations.models import Unit
from namro.organisations.rules import Permission
from namro.reporting import actions, queries
from namro.reporting.difficulty_rules import DifficultyKind, DifficultyState
from namro.reporting.models import Difficulty, Report
from namro.web.access import Request, requires
from namro.web.forms.difficulties import KINDS, RaiseForm, ReopenForm, SettleForm
from namro.web.pages import page
from namro.web.templatetags.namro import status_of

RAISERS = (Permission.REPORT_FILL, Permission.REPORT_SUBMIT, Permission.REPORT_REVIEW)


@require_GET
@requires(Permission.REPORT_VIEW)
@page(template="difficulties/list.html")
def list_difficulties(request: Request) -> dict[str, Any]:
    wanted = request.GET.get("tinh-trang", "")
    state = DifficultyState(wanted) if wanted in set(DifficultyState) else None
    counts = queries.difficulty_counts(request.units)
    tabs = [{"label": _("Tất cả"), "url": "?", "current": state is None, "count": sum(counts.values())}]
    tabs += [
        {
            "label": str(status_of(one, "difficulty").label),
            "url": f"?tinh-trang={one}",
            "current": one is state,
            "count": counts[one],
        }
        for one in DifficultyState
    ]
    return {
        "lines": queries.difficulties_of(request.units, on=request.today, state=state),
        "tabs": tabs,
        "may_raise": bool(_may_raise(request)),
    }


def _may_raise(request: Request) -> frozenset[int]:
    return frozenset().union(*(access.units_for(request.user, right, on=request.today) for right in RAISERS))


@require_http_methods(["GET", "POST"])
@requires(Permission.REPORT_VIEW)
@page(template="difficulties/raise.html")
def raise_difficulty(request: Request) -> dict[str, Any] | HttpResponseBase:
    """?bao-cao= a report, &muc= the heading of it whose words are taken over, to be shortened by whoever records."""
    open_to = _may_raise(request)
    report = _report(request)
    units = organisations.units_on(request.today, open_to)
    if report is not None:
        units = {pk: unit for pk, unit in units.items() if pk == report.unit_id}
    form = RaiseForm(request.POST or None, units=units.values(), initial=_initial(request, report))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.raise_difficulty(
                by=request.user,
                at=timezone.now(),
                unit=Unit.objects.get(pk=form.cleaned_data["unit"]),
                kind=DifficultyKind(form.cleaned_data["kind"]),
                text=form.cleaned_data["text"],
                report=report,
            )
        except Refused as refused:
            form.add_error("text", str(refused))
        else:
            messages.success(request, _("Đã ghi vào danh sách theo dõi."))
            return redirect("difficulties:show-difficulty", made.pk)
    return {"form": form, "report": report, "status": 422 if form.errors else 200}


def _report(request: Request) -> Report | None:
    wanted = request.GET.get("bao-cao", "")
    if not wanted:
        return None
    if not wanted.isdecimal():
        raise Http404
    return get_object_or_404(Report, pk=int(wanted), unit__in=request.units)


def _initial(request: Request, report: Report | None) -> dict[str, Any]:
    heading = request.GET.get("muc", "")
    kind = DifficultyKind.PROPOSAL if heading == "proposals" else DifficultyKind.DIFFICULTY
    words = report.narratives.filter(code=heading).first() if report else None
    return {"unit": report.unit_id if report else None, "kind": kind.value, "text": words.text if words else ""}


def _item(request: Request, difficulty_id: int) -> Difficulty:
    return get_object_or_404(Difficulty.objects.select_related("unit"), pk=difficulty_id, unit__in=request.units)


@require_GET
@requires(Permission.REPORT_VIEW)
@page(template="difficulties/show.html")
def show_difficulty(request: Request, difficulty_id: int) -> dict[str, Any]:
    return _shown(request, _item(request, difficulty_id))


def _shown(request: Request, item: Difficulty, **more: Any) -> dict[str, Any]:
    line = next(x for x in queries.difficulties_of([item.unit_id], on=request.today) if x.item.pk == item.pk)
    open_now = item.state != DifficultyState.CLOSED
    may_settle = access.may(request.user, Permission.REPORT_REVIEW, unit=item.unit_id, on=request.today)
    may_reopen = access.may(request.user, Permission.REPORT_FILL, unit=item.unit_id, on=request.today)
    return {
        "line": line,
        "kind": KINDS[DifficultyKind(item.kind)],
        "settle": SettleForm() if open_now and may_settle else None,
        "reopen": ReopenForm() if may_reopen and item.state == DifficultyState.ANSWERED else None,
        **more,
    }


@require_POST
@requires(Permission.REPORT_REVIEW)
@page(template="difficulties/show.html")
def settle_difficulty(request: Request, difficulty_id: int) -> dict[str, Any] | HttpResponseBase:
    item = _item(request, difficulty_id)
    form = SettleForm(request.POST)
    if form.is_valid():
        try:
            _settle(request, item, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(reverse("difficulties:show-difficulty", args=[item.pk]))
    return _shown(request, item, settle=form, status=422)


def _settle(request: Request, item: Difficulty, *, step: str, passed_to: str, text: str) -> None:
    by, at = request.user, timezone.now()
    match DifficultyState(step):
        case DifficultyState.ANSWERED:
            actions.answer_difficulty(by=by, at=at, difficulty=item, text=text)
        case DifficultyState.PASSED_UP:
            actions.pass_difficulty_up(by=by, at=at, difficulty=item, to=passed_to, text=text)
        case _:
            actions.close_difficulty(by=by, at=at, difficulty=item, text=text)


@require_POST
@requires(Permission.REPORT_FILL)
@page(template="difficulties/show.html")
def reopen_difficulty(request: Request, difficulty_id: int) -> dict[str, Any] | HttpResponseBase:
    item = _item(request, difficulty_id)
    form = ReopenForm(request.POST)
    if form.is_valid():
        try:
            actions.reopen_difficulty(by=request.user, at=timezone.now(), difficulty=item, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(reverse("difficulties:show-difficulty", args=[item.pk]))
    return _shown(request, item, reopen=form, status=422)
