"""Lending rights to another person, being away, and the code on paper for a new one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from namro.kernel.problems import Refused
from namro.organisations import activation, lending, queries
from namro.organisations.deputies import absences_on, colleagues, delegations_of, lendable_roles
from namro.organisations.models import Absence, Delegation, Person, RoleAssignment
from namro.organisations.rules import Permission, Role
from namro.web.access import Request, open_to_all, requires, signed_in
from namro.web.context import ROLE_LABELS
from namro.web.forms.people import ALWAYS, PERMISSION_LABELS, ActivationForm, LendForm, TakerForm
from namro.web.pages import page


@require_http_methods(["GET"])
@signed_in
@page(template="people/deputies.html")
def show_deputies(request: Request) -> dict[str, Any]:
    return _shown(request)


def _shown(request: Request, **forms: Any) -> dict[str, Any]:
    person, on = request.user, request.today
    found = delegations_of(person)
    names = queries.names_at(on, {delegation.role.unit_id for delegation in found})
    lines = [_line(delegation, names, on) for delegation in found]
    return {
        "given": [line for line in lines if line["delegation"].role.person_id == person.pk],
        "taken": [line for line in lines if line["delegation"].taker_id == person.pk],
        "absences": [
            {"absence": absence, "last": _last(absence.valid), "is_over": _is_over(absence, on)}
            for absence in Absence.objects.filter(person=person).prefetch_related("delegations__taker")
        ],
        "lend_form": _lend_form(request),
        "absence_form": _absence_form(request),
        "may_lend": bool(lendable_roles(person, on)),
        "today": on,
        **forms,
    }


def _line(delegation: Delegation, names: dict[int, str], on: Any) -> dict[str, Any]:
    rights = [Permission(p) for p in delegation.permissions]
    return {
        "delegation": delegation,
        "role": ROLE_LABELS[Role(delegation.role.role)],
        "unit": names[delegation.role.unit_id],
        "rights": [PERMISSION_LABELS[p] for p in rights if p not in ALWAYS],
        "first": delegation.valid.lower,
        "last": _last(delegation.valid),
        "is_over": delegation.revoked_at is not None or delegation.valid.upper <= on,
        "is_coming": delegation.valid.lower > on,
    }


def _last(valid: Any) -> Any:
    return valid.upper - timedelta(days=1)


def _is_over(absence: Absence, on: Any) -> bool:
    return absence.ended_at is not None or absence.valid.upper <= on


def _lend_form(request: Request, data: Any = None) -> LendForm:
    roles = lendable_roles(request.user, request.today)
    names = queries.names_at(request.today, {role.unit_id for role in roles})
    return LendForm(data, roles=[(role, names[role.unit_id]) for role in roles], **_around(request, roles))


def _absence_form(request: Request, data: Any = None) -> TakerForm:
    return TakerForm(data, prefix="vang", **_around(request, lendable_roles(request.user, request.today)))


def _around(request: Request, roles: list[RoleAssignment]) -> dict[str, Any]:
    """Whom a person may choose, and who of them is away."""
    people = colleagues({role.unit_id for role in roles}, but=request.user, on=request.today)
    away = absences_on([person.pk for person in people], request.today)
    return {"colleagues": people, "away": away.keys(), "on": request.today}


@require_POST
@signed_in
@page(template="people/deputies.html")
def lend(request: Request) -> dict[str, Any] | HttpResponseBase:
    form = _lend_form(request, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            lending.lend(
                by=request.user,
                at=timezone.now(),
                role=form.roles[given["role"]],
                taker=given["person"],
                permissions=given["lent"],
                first=given["first"],
                last=given["last"],
                note=given["note"],
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Đã ủy quyền cho %(name)s.") % {"name": given["person"].full_name})
            return redirect("people:show-deputies")
    return {**_shown(request, lend_form=form), "status": 422}


@require_POST
@signed_in
@page(template="people/deputies.html")
def note_absence(request: Request) -> dict[str, Any] | HttpResponseBase:
    form = _absence_form(request, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        about = {"first": given["first"], "last": given["last"], "note": given["note"]}
        try:
            lending.note_absence(by=request.user, at=timezone.now(), stand_in=given["person"], **about)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Đã ghi ngày vắng mặt."))
            return redirect("people:show-deputies")
    return {**_shown(request, absence_form=form), "status": 422}


@require_POST
@signed_in
def revoke(request: Request, delegation_id: int) -> HttpResponseBase:
    own = Q(role__person=request.user) | Q(taker=request.user)
    delegation = get_object_or_404(Delegation.objects.filter(own), pk=delegation_id)
    lending.revoke(by=request.user, at=timezone.now(), delegation=delegation)
    messages.success(request, _("Ủy quyền đã kết thúc."))
    return redirect("people:show-deputies")


@require_POST
@signed_in
def end_absence(request: Request, absence_id: int) -> HttpResponseBase:
    absence = get_object_or_404(Absence, pk=absence_id, person=request.user)
    lending.end_absence(by=request.user, at=timezone.now(), absence=absence)
    messages.success(request, _("Đã báo đi làm lại; ủy quyền trong những ngày vắng mặt cũng kết thúc."))
    return redirect("people:show-deputies")


# ---- the first password ----


@require_POST
@requires(Permission.PERSON_MANAGE)
@never_cache
@page(template="people/activation_paper.html")
def issue_code(request: Request, person_id: int) -> dict[str, Any]:
    """A page to print, shown once: whoever loses the paper gets a new code."""
    person = get_object_or_404(Person, pk=person_id)
    code, made = activation.issue_code(by=request.user, at=timezone.now(), person=person)
    return {"person": person, "code": code, "expires_at": made.expires_at}


@require_http_methods(["GET", "POST"])
@open_to_all
@never_cache
@sensitive_post_parameters("code", "password")
@page(template="people/activate.html")
def activate(request: HttpRequest) -> dict[str, Any] | HttpResponseBase:
    form = ActivationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = activation.activate(at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
            messages.success(request, _("Tài khoản đã kích hoạt. Lần sau đăng nhập bằng mật khẩu vừa đặt."))
            return redirect("home")
    return {"form": form, "status": 422 if form.errors else 200}
