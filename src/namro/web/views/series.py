"""One figure or one indicator from period to period, drawn and in numbers."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from namro.catalogue import queries as catalogue
from namro.kernel import vietnamese
from namro.kernel.elements import CellKey
from namro.kernel.times import Period
from namro.organisations.rules import Permission
from namro.plans.models import Plan
from namro.reporting import queries
from namro.reporting.queries.kept import kept
from namro.web.access import Request, requires
from namro.web.consolidated_choice import Choice, chosen
from namro.web.files import XLSX, attachment
from namro.web.overview_choice import periods_with_usual
from namro.web.pages import page
from namro.web.series_page import Pictured, element_pictured, indicator_pictured
from namro.writing.sheets import Sheet, SheetCell, workbook


@require_GET
@requires(Permission.CONSOLIDATE)
@page(template="reports/series.html")
def show_series(request: Request, plan_id: int, element: str, breakdown: str) -> dict[str, Any] | HttpResponse:
    """One figure from period to period, with the days on which the map changed."""
    plan, choice = _asked(request, plan_id)
    key = CellKey(element, breakdown)
    if element not in catalogue.elements():
        raise Http404
    found = queries.series(plan, key, on=choice.on, include_unaccepted=choice.wide, scope=choice.scope)
    return _shown(request, plan, choice, element_pictured(found, breakdown), f"{element}/{breakdown}")


@require_GET
@requires(Permission.CONSOLIDATE)
@page(template="reports/series.html")
def show_indicator_series(request: Request, plan_id: int, indicator: str) -> dict[str, Any] | HttpResponse:
    """One indicator in the year of ?ky= (the newest period, unless said), beside the year before."""
    plan, choice = _asked(request, plan_id)
    periods, usual = periods_with_usual(plan, request.today)
    period = next((one for one in periods if one.code == request.GET.get("ky")), usual)
    if period is None:
        raise Http404
    found = kept(
        ("indicator series", plan.pk, indicator, period, choice.on, choice.wide, choice.scope),
        lambda: queries.indicator_series(
            plan, indicator, period, on=choice.on, include_unaccepted=choice.wide, scope=choice.scope
        ),
    )
    if found is None:
        raise Http404
    return _shown(request, plan, choice, indicator_pictured(found), indicator, period)


def _asked(request: Request, plan_id: int) -> tuple[Plan, Choice]:
    plan = get_object_or_404(Plan, pk=plan_id, owner__in=request.units)
    return plan, chosen(request, plan)


def _shown(
    request: Request, plan: Plan, choice: Choice, pictured: Pictured, current: str, period: Period | None = None
) -> dict[str, Any] | HttpResponse:
    if request.GET.get("dang") == "xlsx":
        return attachment(workbook(_sheet(plan, choice, pictured)), "qua-cac-ky.xlsx", XLSX)
    query = request.GET.copy()
    query["dang"] = "xlsx"
    return {
        "plan": plan,
        "choice": choice,
        "pictured": pictured,
        "others": zip((_("Chỉ báo"), _("Số liệu")), _choices(plan, choice), strict=True),
        "current": current,
        "period": period,
        "xlsx_query": query.urlencode(),
        "kept_choices": [(name, value) for name, value in request.GET.items() if value],
    }


def _sheet(plan: Plan, choice: Choice, pictured: Pictured) -> Sheet:
    return Sheet(
        name=_("Qua các kỳ"),
        title=f"{pictured.title} ({pictured.unit})" if pictured.unit else pictured.title,
        lines=tuple(
            line for line in (str(plan), choice.in_words, pictured.chart.note if pictured.chart else "") if line
        ),
        head=(_("Kỳ"), *pictured.head, _("Cách tính")),
        widths=(20, 24, 24, 70),
        rows=tuple(tuple(map(SheetCell, (row.label, *row.cells, row.how))) for row in pictured.rows),
    )


Named = list[tuple[str, str]]


def _choices(plan: Plan, choice: Choice) -> tuple[Named, Named]:
    """What can be followed: the indicators that are computed from what the plan asks for, and every box of it."""

    def ask() -> tuple[Named, Named]:
        boxes = queries.cells_asked(plan)
        given = {key.element for key in boxes}
        specs = catalogue.indicator_specs(choice.on).values()
        indicators = [(one.code, one.name) for one in specs if one.elements() and one.elements() <= given]
        figures = [(f"{key.element}/{key.breakdown}", _named(key)) for key in boxes]
        return _by_name(indicators), _by_name(figures)

    return kept(("series of", plan.pk, choice.on), ask)


def _by_name(found: Named) -> Named:
    return sorted(found, key=lambda pair: vietnamese.sort_key(pair[1]))


def _named(key: CellKey) -> str:
    element = catalogue.elements()[key.element]
    part = dict(element.breakdowns).get(key.breakdown, "")
    return f"{element.name}: {part}" if part else element.name


@require_GET
@requires(Permission.CONSOLIDATE)
def pick_series(request: Request, plan_id: int) -> HttpResponse:
    """From the choice on the page to the page of what was chosen: ?chuoi= an indicator, or an element and its part."""
    get_object_or_404(Plan, pk=plan_id, owner__in=request.units)
    if not (wanted := request.GET.get("chuoi", "")):
        return redirect(f"{reverse('reports:completeness')}?ke-hoach={plan_id}")
    element, slash, breakdown = wanted.partition("/")
    query = request.GET.copy()
    query.pop("chuoi", None)
    try:
        url = (
            reverse("reports:series", args=[plan_id, element, breakdown])
            if slash
            else reverse("reports:indicator-series", args=[plan_id, wanted])
        )
    except NoReverseMatch as wrong:
        raise Http404 from wrong
    return redirect(f"{url}?{query.urlencode()}" if query else url)
