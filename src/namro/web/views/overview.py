"""How a programme stands, on one page and on one sheet for its leaders, and the whole picture of one unit in it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from namro.organisations import access
from namro.organisations import queries as organisations
from namro.organisations.rules import Permission, UnitLevel
from namro.plans.models import Plan
from namro.publishing import overview
from namro.publishing.builders.leader_page import build_leader_page
from namro.publishing.overview import Programme, UnitPicture
from namro.reporting.queries.kept import kept
from namro.web.access import Request, requires
from namro.web.consolidated_choice import everybody
from namro.web.files import DOCX, PDF, XLSX, attachment
from namro.web.overview_choice import Asked, asked_for, plans_in_force, plans_of_unit
from namro.web.overview_page import SHOWN, said, state_tabs, states_chart, trend_charts
from namro.web.overview_sheets import programme_sheets, unit_sheets
from namro.web.pages import page
from namro.web.unit_labels import EVENTS, TAGS
from namro.writing import docx, pdf
from namro.writing.model import OfficialDocument
from namro.writing.sheets import workbook


def _kept(request: Request, name: str, more: Hashable, build: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What a page shows, its body rendered: the same for everybody who may see the same units, in one language.

    more: what else of the person it depends on. The address is part of the question, so that each choice is its own.
    """
    question = (name, get_language(), request.today, request.units, request.GET.urlencode(), more)

    def ask() -> dict[str, Any]:
        context = build()
        return {**context, "body": render_to_string(f"overview/{name}_body.html", context)}

    return kept(question, ask)


def _asked(request: Request) -> Asked | None:
    return asked_for(request, plans_in_force(Plan.objects.filter(owner__in=request.units), request.today))


@require_GET
@requires(Permission.CONSOLIDATE)
@page(template="overview/programme.html")
def show_programme(request: Request) -> dict[str, Any]:
    may_publish = bool(access.units_for(request.user, Permission.PLAN_PUBLISH, on=request.today))
    return _kept(request, "programme", may_publish, lambda: _programme(request, may_publish=may_publish))


def _programme(request: Request, *, may_publish: bool) -> dict[str, Any]:
    asked = _asked(request)
    found = asked.programme(request.today) if asked else None
    if asked is None or found is None:
        return {"asked": asked, "found": None, "may_publish": may_publish}
    return {
        "asked": asked,
        "found": found,
        "choice": asked.choice,
        "plan": asked.plan,
        "today": request.today,
        "query": request.GET.urlencode(),
        "projects": list(asked.plan.projects.values_list("pk", "code", "name")),
        "said": said(request, found, overview.sentences(found)),
        "targets": [target for target in found.targets if asked.state in (None, target.status)],
        "tabs": state_tabs(request, found.targets, asked.state),
        "states_chart": states_chart(found.targets),
        "trends": trend_charts(asked.plan, found.trends, _scope_query(asked)),
        "late": found.late,
        "classes": found.classes,
        "shown": f":{SHOWN}",
    }


def _scope_query(asked: Asked) -> str:
    """The choice of units alone, for pages that know no project and no state."""
    return asked.choice.query


@require_GET
@requires(Permission.CONSOLIDATE)
def programme_workbook(request: Request) -> HttpResponse:
    """Every table of the page, as it is filtered, each on a sheet of its own."""
    asked, found = _told(request)
    content = workbook(*programme_sheets(asked, found))
    return attachment(content, f"tong-quan-{found.period.code}.xlsx", XLSX)


def _told(request: Request) -> tuple[Asked, Programme]:
    asked = _asked(request)
    found = asked.programme(request.today) if asked else None
    if asked is None or found is None:
        raise Http404
    return asked, found


# ---- one sheet for the leaders ----


@require_GET
@requires(Permission.CONSOLIDATE)
@page(template="overview/one_page.html")
def one_page(request: Request) -> dict[str, Any]:
    return _kept(request, "one_page", None, lambda: _one_page(request))


def _one_page(request: Request) -> dict[str, Any]:
    asked = _asked(request)
    found = asked.programme(request.today) if asked else None
    if asked is None or found is None:
        return {"asked": asked, "sheet": None}
    return {
        "asked": asked,
        "found": found,
        "plan": asked.plan,
        "sheet": overview.leader_sheet(found),
        "whose": asked.choice.in_words,
        "today": request.today,
        "query": request.GET.urlencode(),
    }


@require_GET
@requires(Permission.CONSOLIDATE)
def one_page_file(request: Request, form: str) -> HttpResponse:
    """The sheet as an official document, to be edited (docx) or sent (pdf)."""
    if form not in ("docx", "pdf"):
        raise Http404
    asked, found = _told(request)
    document = _sheet_document(request, asked, found)
    name = f"Tóm tắt {asked.plan.number.replace('/', '-')} {found.period.label.replace('/', '-')}".strip()
    now = timezone.now()
    if form == "pdf":
        return attachment(pdf.render(document, at=now), f"{name}.pdf", PDF)
    return attachment(docx.render(document, at=now), f"{name}.docx", DOCX)


def _sheet_document(request: Request, asked: Asked, found: Programme) -> OfficialDocument:
    units = organisations.units_on(request.today, {asked.plan.standing_unit_id, asked.plan.owner_id})
    standing, owner = units.get(asked.plan.standing_unit_id), units.get(asked.plan.owner_id)
    if standing is None or owner is None:
        raise Http404
    demo = bool(getattr(settings, "NAMRO_DEMO", False)) or organisations.is_demonstration()
    return build_leader_page(overview.leader_sheet(found), standing=standing, owner=owner, on=request.today, demo=demo)


# ---- one unit ----


@require_GET
@requires(Permission.REPORT_VIEW)
@page(template="overview/unit.html")
def show_unit(request: Request, unit_id: int) -> dict[str, Any]:
    if unit_id not in request.units:
        raise Http404
    wide = access.units_for(request.user, Permission.CONSOLIDATE, on=request.today)
    return _kept(request, "unit", (unit_id, wide), lambda: _unit_page(request, unit_id, wide))


def _unit_page(request: Request, unit_id: int, wide: frozenset[int]) -> dict[str, Any]:
    """wide: the units of which the person sees the plans as a whole."""
    asked, unit, found = _unit(request, unit_id)
    if asked is None or found is None:
        return {"asked": asked, "unit": unit, "found": None}
    picture = overview.unit_picture(found, unit, on=asked.choice.on)
    verdict = found.classes.verdicts.get(unit_id) if found.classes else None
    return {
        "asked": asked,
        "plan": asked.plan,
        "found": found,
        "unit": unit,
        "picture": picture,
        "is_commune": unit.level is UnitLevel.COMMUNE,
        "verdict": verdict,
        "sees_all": asked.plan.owner_id in wide,
        "marks": _marks(picture),
        "trends": trend_charts(asked.plan, picture.trends, f"?don-vi={unit_id}"),
        "query": request.GET.urlencode(),
        "today": request.today,
        "shown": f":{SHOWN}",
    }


@require_GET
@requires(Permission.REPORT_VIEW)
def unit_workbook(request: Request, unit_id: int) -> HttpResponse:
    asked, unit, found = _unit(request, unit_id)
    if asked is None or found is None:
        raise Http404
    content = workbook(*unit_sheets(found, overview.unit_picture(found, unit, on=asked.choice.on)))
    return attachment(content, f"tong-quan-{unit.code}-{found.period.code}.xlsx", XLSX)


def _unit(request: Request, unit_id: int) -> tuple[Asked | None, Any, Programme | None]:
    """The unit, where the person may see its reports; the programme that the address asks for, for all of its units."""
    if unit_id not in request.units:
        raise Http404
    asked = asked_for(request, plans_of_unit(unit_id, request.today), lambda asking, _plan: everybody(asking))
    on = asked.choice.on if asked else request.today
    unit = organisations.units_on(on, [unit_id]).get(unit_id)
    if unit is None:
        raise Http404
    if asked is None or asked.period is None:
        return asked, unit, None
    return asked, unit, overview.programme(asked.plan, asked.period, on=asked.choice.on, today=request.today)


def _marks(picture: UnitPicture) -> list[dict[str, Any]]:
    """What became of the unit, in words: from whom it came, which tags it got."""
    return [
        {
            "on": event.on,
            "kind": EVENTS[event.kind],
            "text": picture.names.get(event.unit, "") if event.unit else TAGS.get(event.word, event.word),
            "reference": event.reference,
        }
        for event in picture.marks
    ]
