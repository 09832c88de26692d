"""Units, people and their roles, and the audit chain."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from namro.kernel.figures import format_percent
from namro.organisations import access, actions, audit, queries
from namro.organisations.history import history_of
from namro.organisations.models import AuditEntry, Person, RoleAssignment, Unit
from namro.organisations.rules import Permission, Role
from namro.web.access import Request, requires
from namro.web.context import ROLE_LABELS
from namro.web.forms.organisations import AccountForm, PasswordForm, RoleForm
from namro.web.pages import page
from namro.web.unit_labels import CHANGES, EVENTS, LEVELS, SLUGS, TAGS, functions

ENTRIES_A_PAGE = 50
# Changes that begin from the page of one unit.
OF_ONE_UNIT = ("chia-tach", "doi-ten", "chuyen", "giai-the", "dac-diem", "phuc-vu")


def day_of(request: Request) -> date:
    """The day the page is about: ?ngay=2026-03-01, else today. 404 for a day that is none."""
    text = request.GET.get("ngay")
    if not text:
        return request.today
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


@require_GET
@requires(Permission.UNIT_VIEW)
@page(template="units/list.html")
def list_units(request: Request) -> dict[str, Any]:
    on = day_of(request)
    units = queries.units_on(on)
    top = next((row for row in units.values() if row.parent is None), None)
    groups = [
        {"label": label, "units": [_listed(row, units) for row in units.values() if row.level is level and row != top]}
        for level, label in LEVELS.items()
    ]
    return {
        "on": on,
        "top": top,
        "groups": [group for group in groups if group["units"]],
        "days": queries.days_of_change(),
        "may_edit": bool(access.units_for(request.user, Permission.UNIT_EDIT, on=request.today)),
    }


def _listed(row: queries.UnitRow, units: dict[int, queries.UnitRow]) -> dict[str, Any]:
    above = units.get(row.parent) if row.parent is not None else None
    return {"row": row, "tags": [TAGS.get(tag, tag) for tag in row.tags], "above": above.short_name if above else ""}


@require_GET
@requires(Permission.UNIT_VIEW)
@page(template="units/show.html")
def show_unit(request: Request, unit_id: int) -> dict[str, Any]:
    """Any unit may be looked up by whoever takes part: the tree is no secret, what units report is."""
    on = day_of(request)
    unit = get_object_or_404(Unit, pk=unit_id)
    units = queries.units_on(on)
    row = units.get(unit.pk)
    people = RoleAssignment.objects.filter(unit=unit, valid__contains=on).select_related("person")
    serves, served_by = queries.serving(unit.pk, on)
    return {
        "on": on,
        "unit": unit,
        "row": row,
        "name": queries.names_at(on, [unit.pk])[unit.pk],
        "parent": units.get(row.parent) if row and row.parent else None,
        "children": [u for u in units.values() if u.parent == unit.pk],
        "tags": [TAGS.get(tag, tag) for tag in row.tags] if row else [],
        "functions": [functions().get(word, word) for word in row.functions] if row and row.functions else [],
        "serves": [units[u] for u in serves if u in units],
        "served_by": [units[u] for u in served_by if u in units],
        "events": told_events(unit, on),
        "may_edit": row is not None and bool(access.units_for(request.user, Permission.UNIT_EDIT, on=request.today)),
        "kinds": [(slug, CHANGES[SLUGS[slug]]) for slug in OF_ONE_UNIT],
        "people": [{"person": a.person, "role": ROLE_LABELS[Role(a.role)], "owner": a.section_owner} for a in people]
        if unit.pk in request.units
        else [],
    }


def told_events(unit: Unit, on: date) -> list[dict[str, Any]]:
    """What happened to a unit, newest first, in words."""
    events = history_of(unit)
    names = queries.names_at(on, [event.unit for event in events if event.unit is not None])
    return [
        {
            "event": event,
            "label": EVENTS[event.kind],
            "name": names.get(event.unit or 0, ""),
            "word": TAGS.get(event.word) or functions().get(event.word) or event.word,
            "share": format_percent(event.share, 2) if event.share is not None else "",
        }
        for event in events
    ]


@require_GET
@requires(Permission.PERSON_MANAGE)
@page(template="units/people.html")
def list_people(request: Request) -> dict[str, Any]:
    on: date = request.today
    units = queries.units_on(on)
    people = [
        {
            "person": person,
            "posts": [
                {
                    "role": ROLE_LABELS[Role(a.role)],
                    "unit": units[a.unit_id].short_name if a.unit_id in units else "",
                }
                for a in person.roles_now  # type: ignore[attr-defined]
            ],
        }
        for person in queries.people_with_roles(on)
    ]
    return {"people": people}


@require_http_methods(["GET", "POST"])
@requires(Permission.PERSON_MANAGE)
@page(template="units/account.html")
def open_account(request: Request) -> dict[str, Any] | HttpResponseBase:
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = actions.open_account(by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Đã mở tài khoản. Tiếp theo: giao vai trò ở đơn vị."))
        return redirect("units:show-person", person.pk)
    return {"form": form, "status": 422 if form.errors else 200}


@require_GET
@requires(Permission.PERSON_MANAGE)
@page(template="units/person.html")
def show_person(request: Request, person_id: int) -> dict[str, Any]:
    return person_page(request, get_object_or_404(Person, pk=person_id), RoleForm(on=request.today), PasswordForm())


def person_page(request: Request, person: Person, roles: RoleForm, password: PasswordForm) -> dict[str, Any]:
    on: date = request.today
    held = list(RoleAssignment.objects.filter(person=person).order_by("-valid"))
    names = queries.names_at(on, [a.unit_id for a in held])
    return {
        "person": person,
        "roles": [
            {
                "assignment": a,
                "role": ROLE_LABELS[Role(a.role)],
                "unit": names[a.unit_id],
                "is_current": (a.valid.upper is None or a.valid.upper > on) and not a.valid.isempty,
            }
            for a in held
        ],
        "role_form": roles,
        "password_form": password,
        "status": 422 if roles.errors or password.errors else 200,
    }


@require_POST
@requires(Permission.PERSON_MANAGE)
@page(template="units/person.html")
def give_role(request: Request, person_id: int) -> dict[str, Any] | HttpResponseBase:
    person = get_object_or_404(Person, pk=person_id)
    form = RoleForm(request.POST, on=request.today)
    if not form.is_valid():
        return person_page(request, person, form, PasswordForm())
    given = form.cleaned_data
    actions.give_role(
        by=request.user,
        at=timezone.now(),
        person=person,
        unit=get_object_or_404(Unit, pk=given["unit"], pk__in=request.units),
        role=Role(given["role"]),
        valid_from=given["valid_from"],
        valid_to=given["valid_to"],
        section_owner=given["section_owner"],
    )
    messages.success(request, _("Đã giao vai trò."))
    return redirect("units:show-person", person.pk)


@require_POST
@requires(Permission.PERSON_MANAGE)
def end_role(request: Request, assignment_id: int) -> HttpResponseBase:
    assignment = get_object_or_404(RoleAssignment, pk=assignment_id, unit__in=request.units)
    actions.end_role(by=request.user, at=timezone.now(), assignment=assignment, valid_to=request.today)
    messages.success(request, _("Vai trò đã kết thúc từ hôm nay; lịch sử vẫn giữ."))
    return redirect("units:show-person", assignment.person_id)


@require_POST
@requires(Permission.PERSON_MANAGE)
@page(template="units/person.html")
def set_password(request: Request, person_id: int) -> dict[str, Any] | HttpResponseBase:
    person = get_object_or_404(Person, pk=person_id)
    form = PasswordForm(request.POST)
    if not form.is_valid():
        return person_page(request, person, RoleForm(on=request.today), form)
    actions.set_password(by=request.user, at=timezone.now(), person=person, password=form.cleaned_data["password"])
    messages.success(request, _("Đã đặt mật khẩu mới."))
    return redirect("units:show-person", person.pk)


@require_POST
@requires(Permission.PERSON_MANAGE)
def close_account(request: Request, person_id: int) -> HttpResponseBase:
    person = get_object_or_404(Person, pk=person_id)
    actions.close_account(by=request.user, at=timezone.now(), person=person)
    messages.success(request, _("Tài khoản đã đóng; những gì người này đã làm vẫn giữ."))
    return redirect("units:list-people")


@require_GET
@requires(Permission.AUDIT_VIEW)
@page(template="units/audit.html")
def show_audit(request: Request) -> dict[str, Any]:
    entries = AuditEntry.objects.order_by("-at", "-pk").select_related("by")
    page_obj = Paginator(entries, ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    names = queries.names_at(request.today, [e.unit_id for e in page_obj if e.unit_id])
    return {
        "page_obj": page_obj,
        "rows": [{"entry": entry, "unit": names.get(entry.unit_id or 0, "")} for entry in page_obj],
        "broken": audit.first_broken_link(),
    }
