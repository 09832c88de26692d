"""Decisions of the province's committee: written down, corrected, shown; lists in force on any day; drafts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from namro.assessment.actions import deciding
from namro.assessment.actions.deciding import Paper
from namro.assessment.models import Decision
from namro.assessment.queries import recognition as queries
from namro.assessment.rules import AreaClass, DecisionKind, DossierState
from namro.kernel.problems import Refused
from namro.organisations import access
from namro.organisations import queries as organisations
from namro.organisations.rules import Permission
from namro.publishing import recognition as papers
from namro.reporting.actions import MOST_BYTES
from namro.web.access import Request, requires
from namro.web.files import DOCX, XLSX, attachment
from namro.web.forms.recognition import ClassesForm, CorrectionForm, DecisionForm, RemovalForm
from namro.web.pages import page
from namro.web.recognition_labels import KINDS, area
from namro.web.templatetags.namro import vn_date
from namro.web.views.recognition import line_of, year_or_404
from namro.writing.docx import render
from namro.writing.sheets import Sheet, SheetCell, workbook


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSESSMENT_DECIDE)
@page(template="recognition/record.html")
def record(request: Request, year: int) -> dict[str, Any] | HttpResponseBase:
    """The paper above; below it every commune with the class that was agreed, to be changed to what was decided."""
    on = request.today
    rows = [row for row in queries.year_rows(year_or_404(year, on), on=on) if row.decided is None]
    agreed = {
        f"u{row.unit.id}": row.dossier.agreed
        for row in rows
        if row.dossier and row.dossier.state == DossierState.VERIFIED
    }
    form = DecisionForm(request.POST or None, request.FILES or None)
    classes = ClassesForm(request.POST or None, communes=[row.unit for row in rows], initial=agreed)
    if request.method == "POST" and form.is_valid() and classes.is_valid():
        try:
            made = deciding.record_decision(
                by=request.user,
                at=timezone.now(),
                year=year,
                paper=_paper(form),
                effective_on=form.cleaned_data["effective_on"],
                classes={unit: AreaClass(said) for unit, said in classes.classes().items() if said},
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Đã ghi quyết định; số liệu và đặc điểm của các xã đã cập nhật."))
            return redirect("recognition:show-decision", made.pk)
    return {
        "year": year,
        "form": form,
        "lines": [(line_of(row), classes[f"u{row.unit.id}"]) for row in rows],
        "verified": len(agreed),
        "status": 422 if form.errors or classes.errors else 200,
    }


def _paper(form: DecisionForm | CorrectionForm) -> Paper:
    file = form.cleaned_data["file"]
    return Paper(
        number=form.cleaned_data["number"],
        issued_on=form.cleaned_data["issued_on"],
        file=(file.name or "", file.read(MOST_BYTES + 1)) if file else None,
    )


def _decision(decision_id: int) -> Decision:
    return get_object_or_404(Decision.objects.defer("content").select_related("corrects", "by"), pk=decision_id)


@require_GET
@requires(Permission.ASSESSMENT_VIEW)
@page(template="recognition/decision.html")
def show(request: Request, decision_id: int) -> dict[str, Any]:
    """Whoever sees the whole province sees the whole list; a commune sees its own line."""
    found = _decision(decision_id)
    lines = list(found.lines.filter(unit__in=request.units).select_related("ended_by", "dossier"))
    ended = list(found.ended.filter(unit__in=request.units).select_related("decision"))
    names = organisations.names_at(found.effective_on, {line.unit_id for line in (*lines, *ended)})
    may_decide = access.may(request.user, Permission.ASSESSMENT_DECIDE, unit=found.decider_id, on=request.today)
    return {
        "decision": found,
        "kind": KINDS[DecisionKind(found.kind)],
        "lines": sorted(((names[line.unit_id], line, area(line.area_class)) for line in lines), key=_by_class),
        "ended": [(names[line.unit_id], line, area(line.area_class)) for line in ended],
        "corrections": found.corrections.defer("content"),
        "may_correct": may_decide and found.kind == DecisionKind.LIST,
        "has_file": bool(found.digest) and found.decider_id in request.units,
    }


def _by_class(entry: tuple[str, Any, Any]) -> tuple[int, str]:
    name, line, _look = entry
    return list(AreaClass).index(AreaClass(line.area_class)), name


@require_GET
@requires(Permission.ASSESSMENT_VIEW)
def signed_file(request: Request, decision_id: int) -> HttpResponse:
    found = get_object_or_404(Decision, pk=decision_id, decider__in=request.units)
    if not found.digest:
        raise Http404
    return attachment(bytes(found.content), found.filename, found.content_type)


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSESSMENT_DECIDE)
@page(template="recognition/correct.html")
def correct(request: Request, decision_id: int) -> dict[str, Any] | HttpResponseBase:
    found = _decision(decision_id)
    on = request.today
    rows = queries.year_rows(found.year, on=on)
    now = {f"u{row.unit.id}": row.decided.area_class if row.decided else "" for row in rows}
    form = CorrectionForm(request.POST or None, request.FILES or None)
    classes = ClassesForm(request.POST or None, communes=[row.unit for row in rows], initial=now)
    if request.method == "POST" and form.is_valid() and classes.is_valid():
        try:
            made = deciding.correct_decision(
                by=request.user,
                at=timezone.now(),
                decision=found,
                paper=_paper(form),
                classes={unit: AreaClass(said) if said else None for unit, said in classes.classes().items()},
                reason=form.cleaned_data["reason"],
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Đã ghi đính chính; số liệu của năm đã sửa theo."))
            return redirect("recognition:show-decision", made.pk)
    return {
        "decision": found,
        "form": form,
        "lines": [(line_of(row), classes[f"u{row.unit.id}"]) for row in rows],
        "status": 422 if form.errors or classes.errors else 200,
    }


def _day(request: Request) -> date:
    try:
        return parse_date(request.GET.get("ngay", "")) or request.today
    except ValueError:
        return request.today


@require_GET
@requires(Permission.ASSESSMENT_VIEW)
@page(template="recognition/lists.html")
def lists(request: Request) -> dict[str, Any]:
    """?ngay= the day on which the lists are asked for; today without it."""
    on = _day(request)
    rows = _listed(request, on)
    return {
        "on": on,
        "groups": [(area(one), [row for row in rows if row[1].area_class == one]) for one in AreaClass],
        "total": len(rows),
        "decisions": [(one, KINDS[DecisionKind(one.kind)]) for one in queries.decisions_of()],
        "may_decide": bool(access.units_for(request.user, Permission.ASSESSMENT_DECIDE, on=request.today)),
    }


def _listed(request: Request, on: date) -> list[tuple[str, Any]]:
    found = queries.standing_of(on, sorted(request.units))
    names = organisations.names_at(on, found)
    order = organisations.units_on(on, found)
    known = [*order, *(unit for unit in found if unit not in order)]
    return [(names[unit], found[unit]) for unit in known]


@require_GET
@requires(Permission.ASSESSMENT_VIEW)
def lists_workbook(request: Request) -> HttpResponse:
    on = _day(request)
    rows = _listed(request, on)
    looks = {one: area(one) for one in AreaClass}
    sheet = Sheet(
        name="Danh sach",
        title=_("Danh sách xã, phường theo quyết định, ngày %(day)s") % {"day": vn_date(on)},
        lines=[],
        head=[_("TT"), _("Xã, phường"), _("Xếp loại"), _("Từ ngày"), _("Quyết định")],
        widths=[6, 34, 20, 14, 40],
        rows=[
            [
                SheetCell(str(number)),
                SheetCell(name),
                *(SheetCell(str(look.label), look.tone) for look in [looks[AreaClass(line.area_class)]] if look),
                SheetCell(vn_date(line.valid.lower)),
                SheetCell(str(line.decision)),
            ]
            for number, (name, line) in enumerate(rows, 1)
        ],
    )
    return attachment(workbook(sheet), f"danh-sach-{on.isoformat()}.xlsx", XLSX)


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSESSMENT_DECIDE)
@page(template="recognition/remove.html")
def remove(request: Request) -> dict[str, Any] | HttpResponseBase:
    form = RemovalForm(request.POST or None, request.FILES or None)
    picked = {int(pk) for pk in request.POST.getlist("unit") if pk.isdecimal()}
    if request.method == "POST" and form.is_valid():
        try:
            made = deciding.remove_from_list(
                by=request.user,
                at=timezone.now(),
                units=sorted(picked),
                paper=_paper(form),
                effective_on=form.cleaned_data["effective_on"],
                reason=form.cleaned_data["reason"],
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Đã đưa ra khỏi danh sách."))
            return redirect("recognition:show-decision", made.pk)
    rows = [(name, line, area(line.area_class)) for name, line in _listed(request, request.today)]
    return {"form": form, "rows": rows, "picked": picked, "status": 422 if form.errors else 200}


@require_GET
@requires(Permission.ASSESSMENT_DECIDE)
def draft(request: Request, year: int, paper: str) -> HttpResponse:
    """A draft as DOCX, of what has been verified so far."""
    if paper not in papers.PAPERS:
        raise Http404
    document = papers.draft(paper, year_or_404(year, request.today), on=request.today)
    return attachment(render(document, at=timezone.now()), f"du-thao-{paper}-{year}.docx", DOCX)
