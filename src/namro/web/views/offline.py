"""What makes the pages open without a network: the service worker, the page it keeps, and leaving nothing behind."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from namro.kernel.figures import FigureState
from namro.web.access import open_to_all
from namro.web.pages import page

SCRIPTS = ("namro", "queue", "figures", "expressions", "checks", "fill", "offline")
ASSETS = (
    *(f"namro/{name}.js" for name in SCRIPTS),
    "namro/namro.css",
    "namro/icons.svg",
    "namro/logo.svg",
    "django_htmx/htmx-2.min.js",
)


@require_safe
@open_to_all
@page(template="offline/outbox.html")
def outbox(request: HttpRequest) -> dict[str, Any]:
    """Open to all, since the service worker keeps it as someone who is not signed in gets it."""
    states = [
        (str(FigureState.REPORTED), _("Ghi số")),
        (str(FigureState.NOT_APPLICABLE), _("Không áp dụng")),
        (str(FigureState.NOT_STORED), _("Không lưu ở đây")),
    ]
    return {"box": {"name": "box-name", "label": "", "unit": "x", "help": "x", "states": states}}


@require_safe
@open_to_all
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. Served from the root, so that it stands before every page."""
    shell = [reverse("offline:outbox"), *(static(asset) for asset in ASSETS)]
    version = hashlib.sha256(json.dumps([settings.VERSION, static("namro/sw.js"), *shell]).encode()).hexdigest()[:12]
    script = f"const VERSION = {json.dumps(version)};\nconst SHELL = {json.dumps(shell)};\n"
    script += f"importScripts({json.dumps(static('namro/sw.js'))});\n"
    return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


def leaving_nothing(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Empty what this site keeps in the browser once somebody has signed out."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = view(request, *args, **kwargs)
        if request.method == "POST" and not request.user.is_authenticated:
            answer["Clear-Site-Data"] = '"storage"'
        return answer

    return wrapped
