"""Every view names who may enter: requires(permission) or open_to_all()."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from namro.organisations import access
from namro.organisations.rules import Permission

View = Callable[..., HttpResponseBase]


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
            request.today = timezone.localdate()  # type: ignore[attr-defined]
            request.units = access.units_for(request.user, permission, on=request.today)  # type: ignore[attr-defined]
            if not request.units:  # type: ignore[attr-defined]
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def signed_in(view: View) -> View:
    """Keep a view for anyone who has signed in; for pages that show only what is the person's own."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        request.today = timezone.localdate()  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    guarded.permission = "signed_in"  # type: ignore[attr-defined]
    return guarded


def open_to_all(view: View) -> View:
    """Mark a view that anyone may call, on purpose."""
    view.permission = "open"  # type: ignore[attr-defined]
    return view
