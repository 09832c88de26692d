"""One target: where it stands, why, and what its figures are made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from namro.kernel.targets import LABELS, Status
from namro.kernel.times import Period
from namro.organisations import access
from namro.organisations import queries as organisations
from namro.organisations.queries import UnitRow
from namro.organisations.rules import Permission
from namro.plans import versioning, wording
from namro.plans.models import Target
from namro.reporting import queries
from namro.reporting.queries import Consolidated, TargetResult
from namro.reporting.queries.kept import kept
from namro.reporting.queries.target_letters import letter_of
from namro.reporting.queries.target_trend import target_trend
from namro.web import target_page
from namro.web.access import Request, requires
from namro.web.files import XLSX, attachment
from namro.web.pages import page
from namro.web.views.plan_pages import measured_period
from namro.writing.sheets import Sheet, SheetCell, workbook


def find_target(target_id: int) -> Target:
    """Published plans are official documents to every unit of the installation."""
    related = ("plan__draft__document", "responsible_unit", "officer", "indicator", "project", "item")
    targets = Target.objects.select_related(*related, "above__plan", "above_followed")
    heavy = ("content", "text")
    return get_object_or_404(targets.defer(*(f"plan__draft__document__{name}" for name in heavy)), pk=target_id)


@require_GET
@requires(Permission.PLAN_VIEW)
@page(template="targets/show.html")
def show_target(request: Request, target_id: int) -> dict[str, Any]:
    target = find_target(target_id)
    plan, today = target.plan, request.today
    periods, period = _periods(request, target)
    sees_all = access.may(request.user, Permission.CONSOLIDATE, unit=plan.owner_id, on=today)
    units = organisations.units_on(today)
    context: dict[str, Any] = {
        "plan": plan,
        "target": target,
        "goal": target_page.goal_in_words(target),
        "base": target_page.base_in_words(target),
        "unit": units.get(target.responsible_unit_id),
        "period": period,
        "periods": periods,
        "sees_all": sees_all,
        "may_edit": access.may(request.user, Permission.PLAN_PUBLISH, unit=plan.owner_id, on=today),
        "is_ended": target.pk in versioning.standing_of(plan).targets,
        "attestations": _attestations(target),
        "history": target_page.history_of(target),
        "near": target_page.near(target),
        "result": None,
    }
    return context | _measured(target, period, units, today, request=request, sees_all=sees_all)


def _measured(
    target: Target,
    period: Period | None,
    units: Mapping[int, UnitRow],
    today: date,
    *,
    request: Request,
    sees_all: bool,
) -> dict[str, Any]:
    """Figures of other units only for whoever may see them all."""
    if period is None:
        return {}
    figures, result = _found(target, period, today)
    visible = units if sees_all else {pk: row for pk, row in units.items() if pk in request.units}
    question = ("target trend", target.pk, period, today)
    trend = kept(question, lambda: target_trend(target.plan, target, period, on=today))
    return {
        "result": result,
        "sentence": result.sentence if sees_all else result.assessment.sentence if result.assessment else "",
        "cells": target_page.cell_rows(result, figures) if sees_all else [],
        "chart": target_page.chart_of(trend, result) if trend else None,
        "forecast": target_page.forecast_in_words(trend, result) if trend and not result.final else "",
        "path": target_page.path_rows(result, period),
        "shares": target_page.share_rows(result, visible, figures.reading.names),
        "shares_reached": sum(share.status == Status.REACHED for share in result.shares if share.unit in visible),
        "sum_check": target_page.sum_of_shares(result),
        "behind": _behind(result, figures) if sees_all else [],
        "missing": figures.unit_names(result.result.missing) if sees_all and result.result else (),
    }


def _found(target: Target, period: Period, today: date) -> tuple[Consolidated, TargetResult]:
    """Kept until something is written; the figures are shared by all targets of a plan."""
    plan = target.plan
    figures = kept(("figures", plan.pk, period, today), lambda: queries.consolidated(plan, period, on=today))

    def ask() -> TargetResult:
        return queries.target_results(plan, period, on=today, found=figures, only=[target.pk])[0]

    return figures, kept(("target", target.pk, period, today), ask)


def _periods(request: Request, target: Target) -> tuple[list[dict[str, Any]], Period | None]:
    """Those that have begun, newest first, and the one that is looked at: ?ky=CODE, else the newest that is over."""
    known = [p for p in queries.periods_of_plan(target.plan) if p.start <= request.today]
    asked = request.GET.get("ky", "")
    period = next((p for p in known if p.code == asked), None) if asked else measured_period(target.plan, request.today)
    if asked and period is None:
        raise Http404
    choices = [{"label": p.label, "code": p.code, "current": p == period} for p in sorted(known, reverse=True)]
    return choices, period


def _attestations(target: Target) -> list[dict[str, Any]]:
    rows = target.attestations.select_related("by", "withdrawn_by").defer("content").order_by("-as_of", "-pk")
    return [
        {
            "row": row,
            "letter": letter_of(row),
            "says": wording.quantity(row.value, target.unit_label)
            if row.value is not None
            else _("đã đạt")
            if row.is_met
            else _("chưa đạt"),
        }
        for row in rows
    ]


def _behind(result: TargetResult, figures: Consolidated) -> list[dict[str, Any]]:
    names = figures.reading.names
    return [{"name": names[unit], "lacking": number} for unit, number in result.behind if unit in names]


@require_GET
@requires(Permission.CONSOLIDATE)
def target_workbook(request: Request, target_id: int) -> HttpResponseBase:
    """The shares of units, the boxes and the path, as one sheet."""
    target = get_object_or_404(
        Target.objects.select_related("plan", "indicator"), pk=target_id, plan__owner__in=request.units
    )
    _choices, period = _periods(request, target)
    if period is None:
        messages.error(request, _("Chưa có kỳ báo cáo nào được tiếp nhận, nên chưa có số để tính."))
        return redirect("plans:show-target", target.pk)
    figures, result = _found(target, period, request.today)
    return attachment(
        workbook(_sheet(target, period, figures, result, request.today)), f"chi-tieu-{target.pk}.xlsx", XLSX
    )


def _sheet(target: Target, period: Period, figures: Consolidated, result: TargetResult, today: date) -> Sheet:
    lines = [str(target.plan), target_page.goal_in_words(target), period.in_words, result.sentence]
    rows = [
        (_("Số liệu"), row.label, row.now, row.unit, row.opening, row.last_year)
        for row in target_page.cell_rows(result, figures)
    ]
    rows += [(_("Lộ trình"), row.until, row.due, "", "", "") for row in target_page.path_rows(result, period)]
    units = organisations.units_on(today)
    rows += [
        (_("Phân bổ"), row["name"], row["goal"], row["now"], row["lacking"], str(LABELS[Status(row["status"])]))
        for row in target_page.share_rows(result, units, figures.reading.names)
    ]
    rows += [(_("Chậm ở"), row["name"], str(row["lacking"] or ""), "", "", "") for row in _behind(result, figures)]
    return Sheet(
        name=_("Chỉ tiêu"),
        title=str(target),
        lines=[line for line in lines if line],
        head=(
            _("Phần"),
            _("Nội dung"),
            _("Giá trị"),
            _("Đơn vị tính, hiện nay"),
            _("Đầu năm, còn thiếu"),
            _("Cùng kỳ, trạng thái"),
        ),
        widths=(14, 60, 16, 30, 18, 20),
        rows=[tuple(SheetCell(text) for text in row) for row in rows],
    )
