"""Who has sent and who has not: units × periods of a plan, narrowed to a group, a tag or a form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from namro.kernel.times import PeriodKind, short_date
from namro.organisations import access
from namro.organisations import queries as organisations
from namro.organisations.queries import UnitRow
from namro.organisations.rules import Permission, UnitLevel
from namro.plans.models import Plan
from namro.reporting import queries
from namro.reporting.queries import Grid, GridRow, ReportLine
from namro.reporting.queries.owing import owing
from namro.reporting.rules import Standing
from namro.web.access import Request, requires
from namro.web.files import XLSX, attachment
from namro.web.pages import page
from namro.web.templatetags.namro import status_of
from namro.web.unit_groups import groups_among
from namro.writing.sheets import Sheet, SheetCell, workbook

KINDS = {
    PeriodKind.MONTH: gettext_lazy("Tháng"),
    PeriodKind.QUARTER: gettext_lazy("Quý"),
    PeriodKind.HALF_YEAR: gettext_lazy("6 tháng"),
    PeriodKind.NINE_MONTHS: gettext_lazy("9 tháng"),
    PeriodKind.YEAR: gettext_lazy("Năm"),
    PeriodKind.STAGE: gettext_lazy("Giai đoạn"),
    PeriodKind.CAMPAIGN: gettext_lazy("Theo đợt"),
}
LEVELS = {"xa": {UnitLevel.COMMUNE}, "tinh": {UnitLevel.AGENCY, UnitLevel.FACILITY}}
TAGS: dict[str, str | Promise] = {
    "border": gettext_lazy("Biên giới"),
    "ethnic_minority": gettext_lazy("Đồng bào dân tộc thiểu số"),
    "difficult": gettext_lazy("Địa bàn khó khăn"),
    "class_1": gettext_lazy("Loại I"),
    "class_2": gettext_lazy("Loại II"),
    "class_3": gettext_lazy("Loại III"),
    "drug_free": gettext_lazy("Không có ma túy"),
    "drug_free_registered": gettext_lazy("Đăng ký không ma túy"),
    "specialised_force": gettext_lazy("Lực lượng chuyên trách"),
}
SHOWN = [
    Standing.SUBMITTED,
    Standing.LATE,
    Standing.ACCEPTED,
    Standing.ACCEPTED_LATE,
    Standing.NOT_DUE,
    Standing.OVERDUE,
    Standing.RETURNED,
    Standing.ASKED,
]


# What somebody has still to do although the day has passed.
LATE = frozenset({Standing.OVERDUE, Standing.RETURNED})


@require_GET
@requires(Permission.COMPLETENESS_VIEW)
@page(template="reports/completeness.html")
def completeness(request: Request) -> dict[str, Any]:
    today = request.today
    plans = list(Plan.objects.filter(owner__in=request.units).order_by("-period_from", "pk"))
    wanted = request.GET.get("ke-hoach", "")
    plan = next((p for p in plans if str(p.pk) == wanted), plans[0] if plans else None)
    if plan is None:
        return {"plan": None}
    narrowing = narrowed(request, plan)
    grid = narrowing.grid
    return {
        "plan": plan,
        "plans": plans,
        "grid": grid,
        "today": today,
        "narrowing": narrowing,
        "kind_tabs": _kind_tabs(request, grid),
        "level_tabs": _level_tabs(request),
        "columns": [p.label for p in grid.periods],
        "rows": [_row(row) for row in grid.ordered],
        "asked_rows": [_row(row) for row in grid.asked],
        "tallies": [t for t in grid.tallies if t.period.start <= today],
        "current": next((t for t in reversed(grid.tallies) if t.period.start <= today), None),
        "states": SHOWN,
        "may_remind": plan.owner_id in access.units_for(request.user, Permission.REPORT_REVIEW, on=today),
        "query": request.GET.urlencode(),
    }


@require_GET
@requires(Permission.COMPLETENESS_VIEW)
def completeness_workbook(request: Request, plan_id: int) -> HttpResponse:
    """The grid as it is shown, as a workbook."""
    plan = get_object_or_404(Plan, pk=plan_id, owner__in=request.units)
    narrowing = narrowed(request, plan)
    content = workbook(_sheet(plan, narrowing, today=request.today))
    return attachment(content, f"tinh-hinh-nop-{request.today:%Y%m%d}.xlsx", XLSX)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    value: str
    label: str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """The grid of the units and the form that were chosen, and what there is to choose from."""

    grid: Grid
    groups: list[Choice]
    forms: list[Choice]
    tags: list[Choice]
    group: str
    form: str
    tag: str
    late_only: bool

    @property
    def in_words(self) -> str:
        """What was chosen, for a heading on paper; "" for everything."""
        chosen = [(self.groups, self.group), (self.forms, self.form), (self.tags, self.tag)]
        labels = [str(choice.label) for choices, value in chosen for choice in choices if choice.value == value]
        return "; ".join([*labels, *([_("chỉ đơn vị chậm")] if self.late_only else [])])


def narrowed(request: Request, plan: Plan) -> Narrowing:
    """What the address asks for: ?nhom= group, &bieu= form, &the= tag, &cap= level, &ky= kind of period, &tre=1."""
    today, asked = request.today, request.GET
    found = owing(plan)
    units = organisations.units_on(today, found.units)
    groups = groups_among(units, today)
    group, form, tag = (asked.get(name, "") for name in ("nhom", "bieu", "the"))
    chosen = [unit.id for unit in units.values() if _is_chosen(unit, asked.get("cap", ""), tag)]
    if group in groups:
        chosen = [unit for unit in chosen if unit in groups[group][1]]
    among = Q(unit__in=chosen) if len(chosen) < len(units) else Q()
    if form in found.forms:
        among &= Q(form_version__form__code=form)
    kind = PeriodKind(asked["ky"]) if asked.get("ky") in set(PeriodKind) else None
    grid = queries.completeness_grid(plan, on=today, kind=kind, among=among)
    tags = {tag for unit in units.values() for tag in unit.tags}
    late_only = asked.get("tre") == "1"
    return Narrowing(
        grid=_only_late(grid) if late_only else grid,
        groups=[Choice(value=code, label=label) for code, (label, _units) in groups.items()],
        forms=[Choice(value=code, label=f"{code} · {title}") for code, title in found.forms.items()],
        tags=[Choice(value=code, label=label) for code, label in TAGS.items() if code in tags],
        group=group,
        form=form,
        tag=tag,
        late_only=late_only,
    )


def _is_chosen(unit: UnitRow, level: str, tag: str) -> bool:
    return (level not in LEVELS or unit.level in LEVELS[level]) and (tag not in TAGS or tag in unit.tags)


def _only_late(grid: Grid) -> Grid:
    """Without the rows of units that owe nothing now; what periods sum up to stays."""
    late = tuple(row for row in grid.ordered if any(cell and cell.standing in LATE for cell in row.cells))
    return replace(grid, ordered=late, asked=())


def _kind_tabs(request: Request, grid: Grid) -> list[dict[str, Any]]:
    return [{"label": KINDS[k], "url": _with(request, ky=k), "current": k is grid.kind} for k in grid.kinds]


def _level_tabs(request: Request) -> list[dict[str, Any]]:
    chosen = request.GET.get("cap", "")
    labels = {"": _("Tất cả đơn vị"), "xa": _("Xã, phường"), "tinh": _("Sở, ngành, lực lượng")}
    return [{"label": label, "url": _with(request, cap=cap), "current": cap == chosen} for cap, label in labels.items()]


def _with(request: Request, **changed: str) -> str:
    query = request.GET.copy()
    for name, value in changed.items():
        query[name] = str(value)
    return f"?{query.urlencode()}"


def _row(row: GridRow) -> dict[str, Any]:
    cells = [
        None if line is None else {"state": line.standing, "url": reverse("reports:show-report", args=[line.id])}
        for line in row.cells
    ]
    return {"label": row.unit.name, "cells": cells}


def _sheet(plan: Plan, narrowing: Narrowing, *, today: date) -> Sheet:
    """Words instead of the signs of the page, so that one can sort and filter by them."""
    grid = narrowing.grid
    lines = [str(plan), _("Tính đến ngày %(day)s") % {"day": short_date(today)}, narrowing.in_words]
    rows = [
        (
            SheetCell(str(number)),
            SheetCell(row.unit.name),
            SheetCell(_("Đề nghị") if row.asked else _("Giao")),
            *(_sheet_cell(line) for line in row.cells),
        )
        for number, row in enumerate((*grid.ordered, *grid.asked), 1)
    ]
    return Sheet(
        name=_("Tình hình nộp"),
        title=_("Tình hình nộp báo cáo"),
        lines=tuple(line for line in lines if line),
        head=(_("TT"), _("Đơn vị"), _("Giao hay đề nghị"), *(period.label for period in grid.periods)),
        widths=(6, 42, 16, *(18 for _period in grid.periods)),
        rows=tuple(rows),
    )


def _sheet_cell(line: ReportLine | None) -> SheetCell:
    if line is None:
        return SheetCell("")
    look = status_of(line.standing)
    return SheetCell(str(look.label), tone=look.tone)
