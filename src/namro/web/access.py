"""Every view names who may enter: requires(permission) or open_to_all()."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from namro.organisations import access
from namro.organisations.asking import asked_once
from namro.organisations.models import Person
from namro.organisations.rules import Permission


class Request(HttpRequest):
    """What a guarded view gets: someone signed in, the day, and the units where they hold the view's permission.

    Only a name for the type checker: requires() and signed_in() put these on the request that Django made.
    """

    user: Person
    today: date
    units: frozenset[int]
    htmx: HtmxDetails


View = Callable[..., HttpResponseBase]
SAFE_METHODS = ("GET", "HEAD")


class AskOnceMiddleware:
    """A page that is only read asks for rights and definitions once, its rendering included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in SAFE_METHODS:
            return self.get_response(request)
        with asked_once():
            return self.get_response(request)


def requires(permission: Permission) -> Callable[[View], View]:
    """Keep a view for people who hold the permission somewhere today.

    Sets request.units to the ids of the units where they hold it; the view looks its object up within them, so
    that another unit's object is not found (404). Not signed in: the sign-in page. Without the right: 403.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            known = cast(Request, request)
            known.today = timezone.localdate()
            known.units = access.units_for(known.user, permission, on=known.today)
            if not known.units:
                raise PermissionDenied
            return view(known, *args, **kwargs)

        return _named(guarded, permission)

    return decorate


def signed_in(view: View) -> View:
    """Keep a view for anyone who has signed in; for pages that show only what is the person's own."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        known = cast(Request, request)
        known.today = timezone.localdate()
        return view(known, *args, **kwargs)

    return _named(guarded, "signed_in")


def open_to_all(view: View) -> View:
    """Mark a view that anyone may call, on purpose."""
    return _named(view, "open")


def _named(view: View, permission: str) -> View:
    """Write on a view who may enter, where the check of all URLs reads it."""
    view.permission = permission  # type: ignore[attr-defined]
    return view
