"""Signing in; in the demonstration province also by choosing one of its invented people."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from namro.organisations import queries
from namro.organisations.models import Person
from namro.organisations.rules import Role
from namro.web.access import open_to_all
from namro.web.context import ROLE_LABELS


class SignIn(LoginView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "demo_accounts": demonstration_accounts()}


def demonstration_accounts() -> list[dict[str, Any]]:
    """One account for each role, in the demonstration province only; empty anywhere else."""
    if not queries.is_demonstration():
        return []
    today = timezone.localdate()
    units = queries.units_on(today)
    first: dict[Role, tuple[Person, int]] = {}
    for person in (p for p in queries.people_with_roles(today) if p.has_usable_password()):
        for assignment in person.roles_now:  # type: ignore[attr-defined]
            first.setdefault(Role(assignment.role), (person, assignment.unit_id))
    return [
        {
            "username": person.username,
            "role": ROLE_LABELS[role],
            "name": person.full_name,
            "unit": units[unit].short_name,
        }
        for role in Role
        if role in first
        for person, unit in [first[role]]
    ]


@require_POST
@open_to_all
def demonstration_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the offered invented people. 404 outside the demonstration province."""
    offered = {account["username"] for account in demonstration_accounts()}
    username = request.POST.get("username")
    if username not in offered:
        raise Http404
    person = get_object_or_404(Person, username=username)
    login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect("home")
