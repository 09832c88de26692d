"""The first page: what the person owes and what waits for them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from namro.web.access import signed_in


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    return redirect("account_login")
