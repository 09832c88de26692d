"""Blank workbooks of a ministry or another body: mapped once by clicking cells, filled from the figures each period."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from namro.catalogue import queries as catalogue
from namro.kernel.elements import ElementSpec
from namro.kernel.form_sheets import address, column_letters
from namro.kernel.problems import Refused
from namro.organisations.models import Unit
from namro.organisations.rules import Permission
from namro.plans.models import Plan
from namro.reading.workbooks import Sheet, read_book
from namro.reporting import actions, queries
from namro.reporting.models import MappedCell, MappedWorkbook, Report
from namro.reporting.stored import period_of
from namro.reporting.workbook_rules import Measure
from namro.web.access import Request, requires
from namro.web.files import attachment
from namro.web.forms.workbooks import MapCellForm, MappedWorkbookForm
from namro.web.pages import page
from namro.writing.workbook_filling import fill_workbook
from namro.writing.xlsx import XLSX

ROWS_SHOWN = 250
COLUMNS_SHOWN = 40
MEASURES = {
    Measure.THIS: gettext_lazy("Kỳ này"),
    Measure.PREVIOUS: gettext_lazy("Kỳ trước"),
    Measure.YEAR_TO_DATE: gettext_lazy("Lũy kế từ đầu năm"),
    Measure.LAST_YEAR: gettext_lazy("Cùng kỳ năm trước"),
    Measure.TARGET: gettext_lazy("Chỉ tiêu giao"),
}


def _workbook(request: Request, workbook_id: int) -> MappedWorkbook:
    return get_object_or_404(MappedWorkbook, pk=workbook_id, owner__in=request.units)


@require_http_methods(["GET", "POST"])
@requires(Permission.PUBLICATION_MAKE)
@page(template="workbooks/mapped_list.html")
def list_mapped(request: Request) -> dict[str, Any] | HttpResponseBase:
    form = MappedWorkbookForm(request.POST, request.FILES) if request.method == "POST" else MappedWorkbookForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = actions.add_mapped_workbook(
                by=request.user,
                at=timezone.now(),
                owner=_owner(request),
                name=form.cleaned_data["name"],
                filename=file.name,
                content=file.read(),
            )
        except Refused as refused:
            form.add_error("name" if refused.code.startswith("name") else "file", refused.message)
        else:
            return redirect("workbooks:map-workbook", made.pk)
    found = MappedWorkbook.objects.filter(owner__in=request.units).defer("content").prefetch_related("cells")
    return {"form": form, "workbooks": found, "status": 422 if form.errors else 200}


def _owner(request: Request) -> Unit:
    """The standing agency of whoever keeps the blank: the unit where the person holds the role."""
    role = request.user.roles.filter(unit__in=request.units).order_by("pk").first()
    assert role is not None
    return role.unit


@require_http_methods(["GET", "POST"])
@requires(Permission.PUBLICATION_MAKE)
@page(template="workbooks/map.html")
def map_workbook(request: Request, workbook_id: int) -> dict[str, Any] | HttpResponseBase:
    """The sheet as a table of links; the chosen cell and what goes into it."""
    workbook = _workbook(request, workbook_id)
    book = read_book(bytes(workbook.content))
    visible = [sheet for sheet in book.sheets if not sheet.hidden] or list(book.sheets)
    sheet = next((s for s in visible if s.name == request.GET.get("trang")), visible[0])
    chosen = request.GET.get("o", "")
    form = MapCellForm(_choices(), request.POST or None, initial={"address": chosen, **_known(workbook, sheet, chosen)})
    if request.method == "POST" and form.is_valid():
        try:
            cell = actions.map_cell(
                by=request.user, at=timezone.now(), workbook=workbook, sheet=sheet.name, **form.mapping()
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Đã khớp ô %(cell)s.") % {"cell": cell.address})
            return redirect(f"{_map_url(workbook, sheet.name)}#o-{cell.address}")
    cells = list(workbook.cells.all())
    return {
        "workbook": workbook,
        "form": form,
        "sheet": sheet,
        "chosen": chosen,
        "tabs": [
            {
                "label": s.name,
                "url": _map_url(workbook, s.name),
                "current": s is sheet,
                "count": sum(c.sheet == s.name for c in cells),
            }
            for s in visible
        ],
        **_grid(workbook, sheet, [c for c in cells if c.sheet == sheet.name], chosen),
        "mapped": _told(cells),
        "too_long": _size(sheet)[0] > ROWS_SHOWN or _size(sheet)[1] > COLUMNS_SHOWN,
        "status": 422 if form.errors else 200,
    }


def _map_url(workbook: MappedWorkbook, sheet: str, chosen: str = "") -> str:
    query = {"trang": sheet, "o": chosen}
    return reverse("workbooks:map-workbook", args=[workbook.pk], query={k: v for k, v in query.items() if v})


def _known(workbook: MappedWorkbook, sheet: Sheet, chosen: str) -> dict[str, Any]:
    cell = workbook.cells.filter(sheet=sheet.name, address=chosen).first()
    if cell is None:
        return {}
    what = f"t:{cell.code}" if cell.measure == Measure.TARGET else f"e:{cell.code}[{cell.breakdown}]"
    measure = Measure.THIS if cell.measure == Measure.TARGET else cell.measure
    return {"what": what, "measure": measure, "names_column": cell.names_column, "last_row": cell.last_row}


def _choices() -> list[tuple[str, Any]]:
    elements = [(f"e:{key}", label) for element in catalogue.elements().values() for key, label in _boxes(element)]
    indicators = [(f"t:{spec.code}", spec.name) for spec in catalogue.indicator_specs(timezone.localdate()).values()]
    return [("", _("(chọn)")), (_("Số liệu"), elements), (_("Chỉ tiêu giao của chỉ báo"), indicators)]


def _boxes(element: ElementSpec) -> Iterable[tuple[Any, str]]:
    parts = dict(element.breakdowns)
    for key in element.cells():
        part = parts.get(key.breakdown)
        yield key, f"{element.name}: {part} ({element.unit})" if part else f"{element.name} ({element.unit})"


def _told(cells: Iterable[MappedCell]) -> list[tuple[MappedCell, str, Any]]:
    """Each mapped cell with the name of its figure and which figure of it."""
    names = dict(pair for _group, pairs in _choices()[1:] for pair in pairs)
    found = []
    for cell in cells:
        code = f"t:{cell.code}" if cell.measure == Measure.TARGET else f"e:{cell.code}[{cell.breakdown}]"
        found.append((cell, names.get(code, cell.code), MEASURES[Measure(cell.measure)]))
    return found


def _size(sheet: Sheet) -> tuple[int, int]:
    return max((r for r, _c in sheet.cells), default=1), max((c for _r, c in sheet.cells), default=0) + 1


def _grid(workbook: MappedWorkbook, sheet: Sheet, mapped: Iterable[MappedCell], chosen: str) -> dict[str, Any]:
    """The part of the sheet that is shown; every cell that holds no formula is a link."""
    rows, columns = _size(sheet)
    rows, columns = min(rows + 1, ROWS_SHOWN), min(columns + 1, COLUMNS_SHOWN)
    taken = {cell.address: cell for cell in mapped}
    base = _map_url(workbook, sheet.name)
    lines = []
    for row in range(1, rows + 1):
        line = []
        for column in range(columns):
            cell, place = sheet.at(row, column), address(row, column)
            line.append(
                {
                    "place": place,
                    "text": cell.shown if cell else "",
                    "is_formula": bool(cell and cell.is_formula),
                    "mapped": taken.get(place),
                    "chosen": place == chosen,
                    "url": f"{base}&o={place}#khop",
                }
            )
        lines.append((row, line))
    return {"letters": [column_letters(n) for n in range(columns)], "lines": lines}


@require_POST
@requires(Permission.PUBLICATION_MAKE)
def unmap_cell(request: Request, workbook_id: int, cell_id: int) -> HttpResponseBase:
    workbook = _workbook(request, workbook_id)
    cell = get_object_or_404(workbook.cells, pk=cell_id)
    actions.unmap_cell(by=request.user, at=timezone.now(), workbook=workbook, cell_id=cell.pk)
    return redirect(_map_url(workbook, cell.sheet))


@require_POST
@requires(Permission.PUBLICATION_MAKE)
def drop_workbook(request: Request, workbook_id: int) -> HttpResponseBase:
    actions.drop_mapped_workbook(by=request.user, at=timezone.now(), workbook=_workbook(request, workbook_id))
    messages.success(request, _("Đã xóa mẫu."))
    return redirect("workbooks:list-mapped")


@require_GET
@requires(Permission.PUBLICATION_MAKE)
@page(template="workbooks/fill_mapped.html")
def preview_filling(request: Request, workbook_id: int) -> dict[str, Any]:
    """What will stand in every mapped cell, what stays blank and why; then the file."""
    workbook = _workbook(request, workbook_id)
    periods = _periods(request)
    wanted = request.GET.get("ky", "")
    over = [p for p in periods if p["period"].end < request.today]
    chosen = next((p for p in periods if p["value"] == wanted), next(iter([*over, *periods]), None))
    found = queries.filling(workbook, chosen["plan"], chosen["period"], on=request.today) if chosen else None
    return {"workbook": workbook, "periods": periods, "chosen": chosen, "found": found}


def _periods(request: Request) -> list[dict[str, Any]]:
    """The periods of plans that have begun, the latest first."""
    found: dict[str, dict[str, Any]] = {}
    reports = Report.objects.filter(rule__plan__owner__in=request.units, window_start__lte=request.today)
    for report in reports.select_related("rule__plan").order_by("-window_end", "window_start", "pk"):
        assert report.rule.plan is not None
        value = f"{report.rule.plan_id}/{report.period_code}"
        if value not in found:
            found[value] = {"value": value, "plan": report.rule.plan, "period": period_of(report)}
    return list(found.values())


@require_GET
@requires(Permission.PUBLICATION_MAKE)
def download_filled(request: Request, workbook_id: int, plan_id: int, period_code: str) -> HttpResponse:
    workbook = _workbook(request, workbook_id)
    plan = get_object_or_404(Plan, pk=plan_id, owner__in=request.units)
    period = queries.period_of_plan(plan, period_code)
    found = queries.filling(workbook, plan, period, on=request.today)
    content, _formulas = fill_workbook(bytes(workbook.content), found.values)
    return attachment(content, f"{workbook.name} {period.code}.xlsx".replace("/", "-"), XLSX)
