"""One translator of trouble: Refused becomes a sentence, anything else an id that the log and the page share."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from namro.kernel.problems import Refused

log = logging.getLogger("namro.trouble")


class TroubleMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if isinstance(exception, Refused):
            status = 403 if exception.code == "forbidden" else 409
            template = "403.html" if status == 403 else "refused.html"
            return render(request, template, {"refused": exception}, status=status)
        return None


def defect_id(request: HttpRequest) -> str:
    """Name a defect, log it without anything a person typed, and return the name for the page."""
    name = secrets.token_hex(4)
    match = request.resolver_match
    log.error("defect %s in %s", name, match.view_name if match else "?")
    return name
