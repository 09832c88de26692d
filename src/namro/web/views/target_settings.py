"""Changing how a target is measured: each part on a page of its own, with a reason, and undone from the history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from namro.catalogue import queries as catalogue
from namro.catalogue.models import Indicator
from namro.catalogue.suggesting import Goal
from namro.kernel.problems import Refused
from namro.kernel.times import Period, PeriodKind, Regime, period_of
from namro.organisations import queries as organisations
from namro.organisations.queries import UnitRow
from namro.organisations.rules import Permission, UnitLevel
from namro.plans import targeting
from namro.plans.models import Attestation, FollowedTarget, Target, TargetChange
from namro.plans.targeting import Letter, LetterFile
from namro.reporting.rules import signed_file_type
from namro.web.access import Request, requires
from namro.web.files import attachment
from namro.web.forms.targets import (
    NONE,
    TYPED,
    AboveForm,
    AttestForm,
    MeasureForm,
    PathForm,
    SharesForm,
    TableForm,
    choice_of,
)
from namro.web.pages import page
from namro.web.target_page import goal_in_words

TEMPLATE = "targets/edit.html"
MOST_SUGGESTED = 8


def _find(request: Request, target_id: int) -> Target:
    related = ("plan", "indicator", "item", "above__plan", "above_followed")
    return get_object_or_404(Target.objects.select_related(*related), pk=target_id, plan__owner__in=request.units)


def _answer(
    request: Request,
    target: Target,
    form: forms.Form,
    title: str,
    act: Callable[[], object],
    more: dict[str, Any] | None = None,
) -> dict[str, Any] | HttpResponseBase:
    """The form again with what is wrong, or done and back to the target."""
    status = 200
    if request.method == "POST" and form.is_bound:
        if form.is_valid():
            try:
                act()
            except Refused as refused:
                form.add_error(None, refused.message)
            else:
                messages.success(request, _("Đã lưu; lần sửa nằm trong lịch sử của chỉ tiêu."))
                return redirect("plans:show-target", target.pk)
        status = 409
    context = {"target": target, "goal": goal_in_words(target), "form": form, "title": title, "status": status}
    return context | (more or {})


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_PUBLISH)
@page(template=TEMPLATE)
def edit_measure(request: Request, target_id: int) -> dict[str, Any] | HttpResponseBase:
    target = _find(request, target_id)
    form = MeasureForm(target, _indicators(target, request.today), request.POST or None)
    return _answer(
        request,
        target,
        form,
        _("Cách tính"),
        lambda: targeting.set_measure(
            by=request.user,
            at=timezone.now(),
            target=target,
            settings=form.settings(),
            reason=form.cleaned_data["reason"],
        ),
    )


def _indicators(target: Target, on: date) -> list[tuple[int, str]]:
    """The present one with its other readings, then those whose wording is nearest, then all of the same unit."""
    names = dict(Indicator.objects.filter(valid__contains=on).order_by("name").values_list("pk", "name"))
    specs = catalogue.indicator_specs(on)
    codes = {spec.code: pk for pk, spec in specs.items()}
    own = catalogue.readings_of(target.indicator.code, on) if target.indicator else ()
    suggested = catalogue.suggest_indicators(Goal(target.measure, target.unit_label, target.quote), on)
    same_unit = [pk for pk, spec in specs.items() if spec.unit == target.unit_label]
    wanted = [*(codes[spec.code] for spec in own), *(indicator.pk for indicator, _score in suggested), *same_unit]
    readings = {codes[spec.code]: spec.reading for spec in own}
    return [
        (pk, f"{names[pk]} ({readings[pk]})" if readings.get(pk) else names[pk])
        for pk in dict.fromkeys(wanted)
        if pk in names
    ]


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_PUBLISH)
@page(template=TEMPLATE)
def edit_path(request: Request, target_id: int) -> dict[str, Any] | HttpResponseBase:
    target = _find(request, target_id)
    by_month = request.GET.get("theo") == "thang"
    form = PathForm(target, _periods(target, by_month=by_month), request.POST or None)
    help_text = _(
        "Ghi mức phải đạt tính đến hết mỗi kỳ, cùng đơn vị với chỉ tiêu; kỳ để trống thì mốc trước vẫn dùng. "
        "Để trống tất cả là quay về lộ trình thường dùng."
    )
    return _answer(
        request,
        target,
        form,
        _("Lộ trình"),
        lambda: targeting.lay_path(
            by=request.user,
            at=timezone.now(),
            target=target,
            values=form.values(),
            reason=form.cleaned_data["reason"],
        ),
        {"help": help_text, "by_month": by_month, "is_path": True},
    )


def _periods(target: Target, *, by_month: bool) -> list[Period]:
    """Of the target's year, as its plan counts them; also those days that a path already names."""
    rule = target.plan.report_rules.values_list("regime", flat=True).first()
    regime = Regime(rule) if rule else Regime.STATUTORY
    year = period_of(PeriodKind.YEAR, regime, (target.due_on or target.plan.period_to).year)
    months = list(year.parts(PeriodKind.MONTH))
    quarters = list(year.quarters())
    is_monthly = by_month or bool(set(target.path) - {quarter.end.isoformat() for quarter in quarters})
    return months if is_monthly else quarters


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_PUBLISH)
@page(template="targets/shares.html")
def edit_shares(request: Request, target_id: int) -> dict[str, Any] | HttpResponseBase:
    target = _find(request, target_id)
    units = _units(target, request.today)
    rows = target.allocations.filter(unit__isnull=False).values_list("unit_id", "value")
    shares: dict[int, Decimal] = {unit: value for unit, value in rows if unit is not None}
    tables = list(
        target.plan.allocations.filter(item__isnull=False).order_by("table").values_list("table", flat=True).distinct()
    )
    links = request.method == "POST" and "bang-table" in request.POST
    form = SharesForm(units, shares, None if links else request.POST or None)
    table = TableForm(tables, request.POST if links else None)
    more = {"table": table if tables else None}
    if links:
        answer = _answer(
            request,
            target,
            table,
            _("Phân bổ cho đơn vị"),
            lambda: targeting.link_table(by=request.user, at=timezone.now(), target=target, **table.cleaned_data),
        )
        return answer | {"form": form, "table": table} if isinstance(answer, dict) else answer
    return _answer(
        request,
        target,
        form,
        _("Phân bổ cho đơn vị"),
        lambda: targeting.allot(
            by=request.user,
            at=timezone.now(),
            target=target,
            shares=form.shares(),
            reason=form.cleaned_data["reason"],
        ),
        more,
    )


def _units(target: Target, on: date) -> list[UnitRow]:
    """Communes, and whoever reports under the plan or has a share already."""
    units = organisations.units_on(on)
    named = set(target.plan.report_rules.values_list("reporters__unit", flat=True))
    named |= set(target.allocations.values_list("unit", flat=True))
    kept = [row for row in units.values() if row.level is UnitLevel.COMMUNE or row.id in named]
    return sorted(kept, key=lambda row: row.level is not UnitLevel.COMMUNE)


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_PUBLISH)
@page(template=TEMPLATE)
def edit_above(request: Request, target_id: int) -> dict[str, Any] | HttpResponseBase:
    target = _find(request, target_id)
    goals = _suggested_above(target)
    labels = [(choice_of(goal), f"{goal_in_words(goal)}: {goal.measure} ({goal.plan})") for goal in goals]
    form = AboveForm(target, labels, request.POST or None)
    by_choice = {choice_of(goal): goal for goal in goals}

    def act() -> None:
        chosen = form.cleaned_data["above"]
        above = {NONE: None, TYPED: form.typed() if chosen == TYPED else None, **by_choice}[chosen]
        reason = form.cleaned_data["reason"]
        targeting.link_above(by=request.user, at=timezone.now(), target=target, above=above, reason=reason)

    return _answer(request, target, form, _("Chỉ tiêu cấp trên"), act)


def _suggested_above(target: Target) -> list[Target | FollowedTarget]:
    """The linked one, the goals followed in this plan, and those of other plans that the same indicator measures."""
    linked = [goal for goal in (target.above, target.above_followed) if goal is not None]
    same: list[Target | FollowedTarget] = list(
        FollowedTarget.objects.filter(plan=target.plan_id, unit_label=target.unit_label).select_related("plan")
    )
    if target.indicator_id is not None:
        others = Target.objects.filter(indicator=target.indicator_id).exclude(plan=target.plan_id)
        same += others.select_related("plan").order_by("-plan__issued_on", "pk")[:MOST_SUGGESTED]
    return list({choice_of(goal): goal for goal in (*linked, *same)}.values())


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_PUBLISH)
@page(template=TEMPLATE)
def attest(request: Request, target_id: int) -> dict[str, Any] | HttpResponseBase:
    target = _find(request, target_id)
    form = AttestForm(target, request.POST or None, request.FILES or None)

    def act() -> None:
        found = form.cleaned_data
        targeting.attest(
            by=request.user,
            at=timezone.now(),
            target=target,
            says=form.says_what(),
            as_of=found["as_of"],
            letter=Letter(number=found["letter_number"], day=found["letter_date"], method=found["method"]),
            file=_file(found["file"]),
        )

    return _answer(request, target, form, _("Ghi xác nhận của cơ quan chủ trì"), act, {"takes_file": True})


def _file(uploaded: Any) -> LetterFile | None:
    if not uploaded:
        return None
    content = uploaded.read()
    return LetterFile(filename=uploaded.name or "", content_type=signed_file_type(content), content=content)


@require_POST
@requires(Permission.PLAN_PUBLISH)
def undo_change(request: Request, target_change_id: int) -> HttpResponseBase:
    changes = TargetChange.objects.select_related("target")
    change = get_object_or_404(changes, pk=target_change_id, target__plan__owner__in=request.units)
    _tried(request, lambda: targeting.undo_change(by=request.user, at=timezone.now(), change=change), _("Đã hoàn tác."))
    return redirect("plans:show-target", change.target_id)


@require_POST
@requires(Permission.PLAN_PUBLISH)
def withdraw_attestation(request: Request, attestation_id: int) -> HttpResponseBase:
    rows = Attestation.objects.select_related("target").defer("content")
    row = get_object_or_404(rows, pk=attestation_id, target__plan__owner__in=request.units)
    reason = request.POST.get("reason", "")
    _tried(
        request,
        lambda: targeting.withdraw_attestation(by=request.user, at=timezone.now(), attestation=row, reason=reason),
        _("Đã rút xác nhận; nó vẫn nằm trong lịch sử."),
    )
    return redirect("plans:show-target", row.target_id)


def _tried(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    try:
        act()
        messages.success(request, done)
    except Refused as refused:
        messages.error(request, refused.message)


@require_GET
@requires(Permission.CONSOLIDATE)
def download_letter(request: Request, attestation_id: int) -> HttpResponse:
    row = get_object_or_404(Attestation, pk=attestation_id, target__plan__owner__in=request.units)
    content = bytes(row.content or b"")
    return attachment(content, row.filename or f"{row.letter_number}.txt", row.content_type or "text/plain")
