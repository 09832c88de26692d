"""Adding an indicator, computing one otherwise from a day on, going back; with what it comes to while one types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from namro.catalogue import actions, browsing, queries
from namro.catalogue.models import Indicator, IndicatorVersion
from namro.kernel.formulas import Examined, examine_indicator
from namro.kernel.indicators import IndicatorSpec, Transform, indicator_from_dict, indicator_to_dict
from namro.kernel.problems import Refused
from namro.organisations.rules import Permission
from namro.reporting import queries as reporting
from namro.web import indicator_page
from namro.web.access import Request, requires
from namro.web.form_labels import ELEMENT_KINDS
from namro.web.forms.indicators import ChangeForm, IndicatorForm, RestoreForm, data_of
from namro.web.indicator_labels import formula_lines
from namro.web.pages import page

# A code that no indicator has, for one that is being written.
NEW = "x_"
ELEMENTS_OFFERED = 12


@require_http_methods(["GET", "POST"])
@requires(Permission.FORM_EDIT)
@page(template="indicators/edit.html")
def define_indicator(request: Request) -> dict[str, Any] | HttpResponseBase:
    known = queries.indicators_by_code(request.today)
    form = IndicatorForm(known, request.POST or None, initial={"valid_from": request.today, "unit": "%"})
    if request.method == "POST" and form.is_valid():
        data = data_of(request.POST, request.POST.getlist)
        found = _examined({**data, "code": NEW}, known)
        form.refuse(found)
        if form.is_valid():
            try:
                row = actions.define_indicator(
                    by=request.user, at=timezone.now(), data=data, valid_from=form.cleaned_data["valid_from"]
                )
            except Refused as refused:
                form.add_error(None, refused.message)
            else:
                messages.success(request, _("Đã thêm chỉ báo; nay chọn được cho mọi chỉ tiêu."))
                return redirect("indicators:show-indicator", row.code)
    return _editor(request, form, None)


@require_http_methods(["GET", "POST"])
@requires(Permission.FORM_EDIT)
@page(template="indicators/edit.html")
def change_indicator(request: Request, indicator: str) -> dict[str, Any] | HttpResponseBase:
    row = get_object_or_404(Indicator, code=indicator)
    known = queries.indicators_by_code(request.today)
    spec = indicator_from_dict(queries.described(row.spec))
    initial = {**indicator_to_dict(spec), "valid_from": request.today}
    used = indicator_page.targets_using([row.code]).exists()
    form = ChangeForm(known, request.POST or None, initial=initial, own=row.code, used=used)
    if request.method == "POST" and form.is_valid():
        data = data_of(request.POST, request.POST.getlist)
        form.refuse(_examined({**data, "code": row.code}, known))
        if form.is_valid():
            given = {name: form.cleaned_data[name] for name in ("valid_from", "reason")}
            try:
                actions.change_indicator(by=request.user, at=timezone.now(), indicator=row, data=data, **given)
            except Refused as refused:
                form.add_error(None, refused.message)
            else:
                messages.success(
                    request, _("Đã ghi cách tính mới; kỳ kết thúc trước ngày áp dụng giữ cách tính trước.")
                )
                return redirect("indicators:show-indicator", row.code)
    return _editor(request, form, row)


def _editor(request: Request, form: IndicatorForm, row: Indicator | None) -> dict[str, Any]:
    return {
        "form": form,
        "indicator": row,
        "basis": indicator_page.basis_of(request, row),
        "targets": indicator_page.targets_using([row.code]) if row else [],
        "status": 422 if form.errors else 200,
        **_offered(""),
    }


def _examined(data: Mapping[str, Any], known: Mapping[str, IndicatorSpec]) -> Examined:
    return examine_indicator(
        {"source": "", "direction": "up", "name": "", "unit": "", **data}, queries.elements(), known
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.FORM_EDIT)
@page(template="indicators/restore.html")
def restore_indicator(request: Request, indicator: str, number: int) -> dict[str, Any] | HttpResponseBase:
    version = get_object_or_404(
        IndicatorVersion.objects.select_related("indicator"), indicator__code=indicator, number=number
    )
    targets = indicator_page.targets_using([indicator])
    form = RestoreForm(request.today, request.POST or None, used=targets.exists())
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("valid_from", "reason")}
        try:
            actions.restore_indicator(by=request.user, at=timezone.now(), version=version, **given)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Đã trở lại cách tính của phiên bản %(number)s.") % {"number": number})
            return redirect("indicators:show-indicator", indicator)
    spec = indicator_from_dict(queries.described(version.spec))
    return {
        "form": form,
        "indicator": version.indicator,
        "version": version,
        "formula": formula_lines(spec, queries.indicators_by_code(request.today)),
        "targets": targets,
        "status": 422 if form.errors else 200,
    }


@require_GET
@requires(Permission.FORM_EDIT)
@page(template="indicators/preview.html")
def preview(request: Request) -> dict[str, Any]:
    """What the formula that is being typed comes to on real figures, or why it cannot be computed."""
    basis = indicator_page.basis_of(request)
    on = basis.period.end if basis.period else request.today
    known = queries.indicators_by_code(on)
    code = request.GET.get("ma") or NEW
    data = {**data_of(request.GET, request.GET.getlist), "code": code}
    if data.get("transform") not in set(Transform):
        return {"problems": [], "value": None, "basis": basis}
    found = _examined(data, known)
    context: dict[str, Any] = {"basis": basis, "problems": found.problems, "value": None}
    if found.indicator is None:
        return context
    rows = indicator_page.element_rows([found.indicator], on)
    context |= {
        "formula": formula_lines(found.indicator, known),
        "elements": rows,
        "unasked": [element for element, forms in rows if not forms],
    }
    figures = basis.figures(request.today)
    if figures is not None and basis.plan is not None:
        (result,) = reporting.indicator_values(figures, [found.indicator]).values()
        may_name = indicator_page.may_name_units(request, basis.plan)
        context["value"] = indicator_page.value_of(result, figures, may_name=may_name)
    return context


@require_GET
@requires(Permission.FORM_EDIT)
@page(template="indicators/elements.html")
def offer_elements(request: Request) -> dict[str, Any]:
    """Data elements by name, with the code that a formula writes."""
    return _offered(request.GET.get("tim-so-lieu", ""))


def _offered(words: str) -> dict[str, Any]:
    found = browsing.search_elements(words)
    rows = [
        {
            "element": element,
            "kind": ELEMENT_KINDS[element.kind],
            "codes": [
                _written(key.element, key.breakdown, label)
                for key, label in zip(element.cells(), _group_names(element), strict=True)
            ],
        }
        for element in found[:ELEMENTS_OFFERED]
    ]
    return {"offered": rows, "more": max(0, len(found) - ELEMENTS_OFFERED), "words": words}


def _group_names(element: Any) -> list[str]:
    return [label for _code, label in element.breakdowns] or [""]


def _written(element: str, breakdown: str, label: str) -> tuple[str, str]:
    return (f"{element}[{breakdown}]" if label else element), label
