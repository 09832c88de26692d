"""The catalogue of indicators: formulas in words, on real figures, with who uses them."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from namro.catalogue import queries
from namro.catalogue.models import Indicator
from namro.kernel import vietnamese
from namro.kernel.indicators import IndicatorSpec, indicator_from_dict
from namro.kernel.times import short_date
from namro.organisations.rules import Permission
from namro.plans.models import Plan
from namro.web import indicator_page
from namro.web.access import Request, requires
from namro.web.files import XLSX, attachment
from namro.web.indicator_labels import ARQ_MODULES, DIRECTIONS, TOPICS, TRANSFORMS, formula_lines
from namro.web.pages import page
from namro.web.views.elements import may_edit
from namro.writing.sheets import Sheet, SheetCell, workbook

A_PAGE = 30


@require_GET
@requires(Permission.PLAN_VIEW)
@page(template="indicators/list.html", partials=("found",))
def list_indicators(request: Request) -> dict[str, Any]:
    """How targets are measured is no secret within the installation."""
    lines = _lines(request)
    return {
        "page_obj": Paginator(lines, A_PAGE).get_page(request.GET.get("page")),
        "total": len(lines),
        "topics": TOPICS,
        "transforms": TRANSFORMS,
        "plans": Plan.objects.filter(targets__indicator__isnull=False).distinct().order_by("-published_at"),
        "asked": request.GET,
        "chosen": {
            "topic": request.GET.get("chu-de"),
            "plan": request.GET.get("ke-hoach"),
            "transform": request.GET.get("kieu"),
        },
        "may_edit": may_edit(request),
    }


def _lines(request: Request) -> list[dict[str, Any]]:
    """Those that match what is asked; readings stand below what they are readings of."""
    asked, known = request.GET, queries.indicator_specs(request.today)
    plan = asked.get("ke-hoach", "")
    used = indicator_page.used_in(int(plan)) if plan.isdecimal() else None
    by_code = {spec.code: spec for spec in known.values()}
    anywhere = indicator_page.used_in(None)
    found = [
        {"spec": spec, "formula": formula_lines(spec, by_code), "used": pk in anywhere}
        for pk, spec in known.items()
        if _matches(spec, asked) and (used is None or pk in used)
    ]
    order = {topic: number for number, topic in enumerate(TOPICS)}
    return sorted(
        found,
        key=lambda line: (
            order.get(line["spec"].topic, len(order)),
            vietnamese.sort_key(by_code.get(line["spec"].alternative_to, line["spec"]).name),
            bool(line["spec"].alternative_to),
        ),
    )


def _matches(spec: IndicatorSpec, asked: Any) -> bool:
    words = vietnamese.search_key(asked.get("tim", "")).split()
    whole = vietnamese.search_key(f"{spec.name} {spec.code} {spec.source} {spec.definition} {spec.caution}")
    return (
        all(word in whole for word in words)
        and asked.get("chu-de", "") in ("", spec.topic)
        and asked.get("kieu", "") in ("", spec.transform)
    )


@require_GET
@requires(Permission.PLAN_VIEW)
@page(template="indicators/show.html", partials=("values",))
def show_indicator(request: Request, indicator: str) -> dict[str, Any]:
    row = get_object_or_404(Indicator, code=indicator)
    known = queries.indicators_by_code(request.today)
    if row.code not in known:  # its first version is still to come
        known = {**known, row.code: indicator_from_dict(queries.described(row.spec))}
    spec = known[row.code]
    basis = indicator_page.basis_of(request, row)
    then = queries.indicators_by_code(basis.period.end) if basis.period else known
    readings = queries.readings_of(row.code, basis.period.end if basis.period else request.today) or (spec,)
    may_name = basis.plan is not None and indicator_page.may_name_units(request, basis.plan)
    return {
        "indicator": row,
        "spec": spec,
        "formula": formula_lines(spec, known),
        "formula_then": formula_lines(then[row.code], then) if row.code in then and then[row.code] != spec else None,
        "kind": TRANSFORMS[spec.transform],
        "topic": TOPICS.get(spec.topic) if spec.topic else "",
        "direction": DIRECTIONS[spec.direction],
        "arq": [(code, ARQ_MODULES.get(code, "")) for code in spec.arq],
        "parts": [known[code] for code in spec.parts if code in known],
        "composites": indicator_page.composites_of(row.code, known),
        "elements": indicator_page.element_rows([spec], request.today),
        "basis": basis,
        "readings": indicator_page.reading_rows(readings, basis.figures(request.today), may_name=may_name),
        "targets": indicator_page.targets_using([row.code]),
        "versions": _versions(row, known),
        "may_edit": may_edit(request),
    }


def _versions(row: Indicator, known: dict[str, IndicatorSpec]) -> list[dict[str, Any]]:
    """The newest first; one that was replaced on the day it began never held."""
    rows = row.versions.select_related("made_by").order_by("-number")
    specs = [(version, indicator_from_dict(queries.described(version.spec))) for version in rows]
    return [
        {"row": version, "spec": spec, "formula": formula_lines(spec, known), "is_newest": number == 0}
        for number, (version, spec) in enumerate(specs)
    ]


@require_GET
@requires(Permission.PLAN_VIEW)
def export_indicators(request: Request) -> HttpResponse:
    """The list as it is filtered, as one sheet."""
    lines = _lines(request)
    if not lines:
        raise Http404
    sheet = Sheet(
        name=_("Chỉ báo"),
        title=_("DANH MỤC CHỈ BÁO"),
        lines=[_("Có hiệu lực ngày %(day)s") % {"day": short_date(request.today)}],
        head=[
            _("Mã"),
            _("Chỉ báo"),
            _("Chủ đề"),
            _("Kiểu tính"),
            _("Công thức"),
            _("Đơn vị tính"),
            _("Căn cứ"),
            _("Thận trọng"),
            "ARQ",
        ],
        widths=[28, 44, 20, 22, 60, 12, 24, 50, 10],
        rows=[[SheetCell(text) for text in _row(line)] for line in lines],
    )
    return attachment(workbook(sheet), f"chi-bao-{request.today:%Y%m%d}.xlsx", XLSX)


def _row(line: dict[str, Any]) -> list[str]:
    spec: IndicatorSpec = line["spec"]
    return [
        spec.code,
        spec.name,
        str(TOPICS[spec.topic]) if spec.topic else "",
        str(TRANSFORMS[spec.transform]),
        "\n".join(line["formula"]),
        spec.unit,
        spec.source,
        spec.caution,
        ", ".join(spec.arq),
    ]
