"""A commune's proposal: its own page on a phone, the queue of the standing agency, one dossier with all its steps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from namro.assessment.actions import dossiers as actions
from namro.assessment.models import Dossier
from namro.assessment.queries import recognition as queries
from namro.assessment.queries.pinned import classes_of, computed_for
from namro.assessment.rules import OPEN_STATES, AreaClass, DossierState, assessment_year, needs_reason
from namro.kernel.problems import Refused
from namro.organisations import access
from namro.organisations import queries as organisations
from namro.organisations.models import Unit
from namro.organisations.rules import Permission
from namro.reporting.actions import MOST_BYTES
from namro.web.access import Request, requires
from namro.web.files import attachment
from namro.web.forms.recognition import ProposeForm, ReasonForm, RecallForm, VerifyForm
from namro.web.pages import page
from namro.web.recognition_labels import OPEN, STATES, STEP_WORDS, area
from namro.web.views.recognition import line_of, year_or_404


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSESSMENT_VIEW)
@page(template="recognition/propose.html")
def propose(request: Request, year: int, unit_id: int) -> dict[str, Any] | HttpResponseBase:
    """What the figures say, and one form: what the commune proposes, on which paper, with its file."""
    unit = get_object_or_404(Unit, pk=unit_id, pk__in=request.units)
    on = request.today
    dossier = Dossier.objects.filter(unit=unit, year=year_or_404(year, on)).first()
    if dossier is not None and dossier.state not in OPEN_STATES:
        return redirect("recognition:show-dossier", dossier.pk)
    computed = computed_for(unit.pk, year, on=on)
    form = ProposeForm(request.POST or None, request.FILES or None, initial=_initial(dossier, computed))
    if request.method == "POST" and form.is_valid():
        try:
            made = _propose(request, unit, year, form.cleaned_data)
        except Refused as refused:
            if refused.code == "forbidden":
                raise
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Đã đề nghị; Công an tỉnh thẩm định."))
            return redirect("recognition:show-dossier", made.pk)
    step = queries.one_step(year, "propose")
    return {
        "unit": unit,
        "name": organisations.names_at(on, [unit.pk]).get(unit.pk, unit.code),
        "year": year,
        "period": assessment_year(year),
        "form": form,
        "dossier": dossier,
        "files": dossier.files.defer("content") if dossier else [],
        "returned": _last_comment(dossier) if dossier and dossier.state == DossierState.RETURNED else "",
        "computed": computed,
        "look": (area(computed.area_class) or OPEN) if computed else None,
        "classes": classes_of(computed.verdict) if computed else [],
        "step": step,
        "is_open": step.is_open(on),
        "on": on,
        "status": 422 if form.errors else 200,
    }


def _initial(dossier: Dossier | None, computed: Any) -> dict[str, Any]:
    if dossier is not None and dossier.proposed:
        return {"proposed": dossier.proposed, "number": dossier.number, "grounds": dossier.grounds}
    return {"proposed": computed.area_class if computed and computed.area_class else None}


def _propose(request: Request, unit: Unit, year: int, told: dict[str, Any]) -> Dossier:
    file = told["file"]
    return actions.propose_at_once(
        by=request.user,
        at=timezone.now(),
        unit=unit,
        year=year,
        proposed=AreaClass(told["proposed"]),
        number=told["number"],
        issued_on=told["issued_on"],
        grounds=told["grounds"],
        file=(file.name or "", file.read(MOST_BYTES + 1)) if file else None,
    )


def _last_comment(dossier: Dossier) -> str:
    step = dossier.steps.last()
    return step.comment if step else ""


def _dossier(request: Request, dossier_id: int) -> Dossier:
    rows = Dossier.objects.select_related("unit", "proposed_by", "verified_by")
    return get_object_or_404(rows, pk=dossier_id, unit__in=request.units)


@require_GET
@requires(Permission.ASSESSMENT_VIEW)
@page(template="recognition/dossier.html")
def show_dossier(request: Request, dossier_id: int) -> dict[str, Any]:
    return _shown(request, _dossier(request, dossier_id))


def _shown(request: Request, dossier: Dossier, **forms: Any) -> dict[str, Any]:
    on, state = request.today, DossierState(dossier.state)
    may_verify = access.may(request.user, Permission.ASSESSMENT_VERIFY, unit=dossier.unit_id, on=on)
    proposes = access.may(request.user, Permission.ASSESSMENT_PROPOSE, unit=dossier.unit_id, on=on)
    computed = computed_for(dossier.unit_id, dossier.year, on=on)
    steps = list(dossier.steps.select_related("by"))
    pinned = next((step for step in reversed(steps) if step.verdict), None)
    now = computed.area_class if computed else None
    waiting = state is DossierState.PROPOSED and may_verify
    own = dossier.proposed_by_id == request.user.pk
    return {
        "dossier": dossier,
        "name": organisations.names_at(on, [dossier.unit_id]).get(dossier.unit_id, dossier.unit.code),
        "state": STATES[state],
        "proposed": area(dossier.proposed),
        "agreed": area(dossier.agreed),
        "computed": (area(now) or OPEN) if computed else None,
        "counted_to": computed.counted_to if computed else None,
        "needs_reason": waiting
        and needs_reason(AreaClass(dossier.proposed), proposed=AreaClass(dossier.proposed), computed=now),
        "pinned": pinned,
        "pinned_look": (area(pinned.computed) or OPEN) if pinned else None,
        "entries": [
            {
                "at": step.at,
                "what": STEP_WORDS[DossierState(step.from_state), DossierState(step.to_state)],
                "who": step.by.full_name,
                "note": _note(step),
                "bad": step.to_state == DossierState.RETURNED,
            }
            for step in steps
        ],
        "files": dossier.files.defer("content"),
        "is_open": state in OPEN_STATES and (proposes or may_verify),
        "recall": RecallForm() if state is DossierState.PROPOSED and (proposes or own) else None,
        "verify": forms.get("verify")
        or (VerifyForm(initial={"agreed": dossier.proposed}) if waiting and not own else None),
        "is_own": waiting and own,
        "give_back": forms.get("give_back")
        or (ReasonForm() if may_verify and state in (DossierState.PROPOSED, DossierState.VERIFIED) else None),
        "next": _next(request, dossier) if may_verify else None,
        "lines": [
            (line, area(line.area_class)) for line in dossier.lines.select_related("decision").filter(is_void=False)
        ],
        "status": 422 if forms else 200,
    }


def _note(step: Any) -> str:
    said = area(step.said)
    parts = [str(said.label) if said else "", step.document, step.comment]
    return " · ".join(part for part in parts if part)


def _next(request: Request, dossier: Dossier) -> Dossier | None:
    """Another one that waits for the same person, in the order of names."""
    waiting = queries.waiting_of(dossier.year, request.units, on=request.today)
    return next((one for one in waiting if one.pk != dossier.pk and one.proposed_by_id != request.user.pk), None)


@require_POST
@requires(Permission.ASSESSMENT_VIEW)
def recall(request: Request, dossier_id: int) -> HttpResponseBase:
    dossier = _dossier(request, dossier_id)
    actions.recall(by=request.user, at=timezone.now(), dossier=dossier, reason=request.POST.get("reason", ""))
    messages.success(request, _("Đã thu hồi; sửa rồi đề nghị lại."))
    return redirect("recognition:propose", dossier.year, dossier.unit_id)


@require_http_methods(["POST"])
@requires(Permission.ASSESSMENT_VERIFY)
@page(template="recognition/dossier.html")
def give_back(request: Request, dossier_id: int) -> dict[str, Any] | HttpResponseBase:
    dossier, form = _dossier(request, dossier_id), ReasonForm(request.POST)
    if form.is_valid():
        try:
            actions.give_back(by=request.user, at=timezone.now(), dossier=dossier, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error("reason", refused.message)
        else:
            messages.success(request, _("Đã trả lại xã, phường."))
            return _onwards(request, dossier)
    return _shown(request, dossier, give_back=form)


@require_http_methods(["POST"])
@requires(Permission.ASSESSMENT_VERIFY)
@page(template="recognition/dossier.html")
def verify(request: Request, dossier_id: int) -> dict[str, Any] | HttpResponseBase:
    dossier, form = _dossier(request, dossier_id), VerifyForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            actions.verify(
                by=request.user,
                at=timezone.now(),
                dossier=dossier,
                agreed=AreaClass(told["agreed"]),
                reason=told["reason"],
            )
        except Refused as refused:
            form.add_error("reason", refused.message)
        else:
            messages.success(request, _("Đã thẩm định."))
            return _onwards(request, dossier)
    return _shown(request, dossier, verify=form)


def _onwards(request: Request, dossier: Dossier) -> HttpResponseBase:
    """To the next one that waits; back to the queue after the last."""
    if request.POST.get("then") == "next" and (following := _next(request, dossier)):
        return redirect("recognition:show-dossier", following.pk)
    return redirect("recognition:queue", dossier.year)


@require_GET
@requires(Permission.ASSESSMENT_VERIFY)
@page(template="recognition/queue.html")
def queue(request: Request, year: int) -> dict[str, Any]:
    """Who waits to be verified: those that say what the figures say first, to be taken together."""
    rows = [
        row
        for row in queries.year_rows(year_or_404(year, request.today), on=request.today)
        if row.unit.id in request.units and row.dossier and row.dossier.state == DossierState.PROPOSED
    ]
    mine = [row for row in rows if row.dossier and row.dossier.proposed_by_id == request.user.pk]
    return {
        "year": year,
        "together": [line_of(row) for row in rows if row.agrees and row not in mine],
        "one_by_one": [line_of(row) for row in rows if not row.agrees and row not in mine],
        "mine": [line_of(row) for row in mine],
    }


@require_POST
@requires(Permission.ASSESSMENT_VERIFY)
@page(template="recognition/verify_together.html")
def verify_together(request: Request, year: int) -> dict[str, Any] | HttpResponseBase:
    """First a page that names them, then, confirmed, the work."""
    picked = [int(pk) for pk in request.POST.getlist("dossier") if pk.isdecimal()]
    chosen = [one for one in queries.waiting_of(year, request.units, on=request.today) if one.pk in set(picked)]
    if not chosen:
        messages.error(request, _("Chọn ít nhất một hồ sơ đang chờ."))
        return redirect("recognition:queue", year_or_404(year, request.today))
    if request.POST.get("do") != "confirm":
        names = organisations.names_at(request.today, [one.unit_id for one in chosen])
        return {"year": year, "chosen": [(one, names[one.unit_id], area(one.proposed)) for one in chosen]}
    number = actions.verify_together(by=request.user, at=timezone.now(), dossiers=chosen)
    messages.success(request, _("Đã thẩm định %(n)d hồ sơ.") % {"n": number})
    return redirect("recognition:queue", year)


@require_GET
@requires(Permission.ASSESSMENT_VIEW)
def download_file(request: Request, dossier_id: int, dossier_file_id: int) -> HttpResponse:
    file = get_object_or_404(_dossier(request, dossier_id).files, pk=dossier_file_id)
    return attachment(bytes(file.content), file.filename, file.content_type)


@require_POST
@requires(Permission.ASSESSMENT_VIEW)
def remove_file(request: Request, dossier_id: int, dossier_file_id: int) -> HttpResponseBase:
    dossier = _dossier(request, dossier_id)
    file = get_object_or_404(dossier.files.defer("content"), pk=dossier_file_id)
    actions.remove_from_dossier(by=request.user, at=timezone.now(), file=file)
    messages.success(request, _("Đã bỏ tệp."))
    return redirect("recognition:propose", dossier.year, dossier.unit_id)
