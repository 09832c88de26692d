"""A page of its own for the few seconds in which the database comes back."""

import logging
import secrets
import sys
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseServerError
from django.template.loader import render_to_string

from namro.web.trouble import defect_id

log = logging.getLogger("namro.database")

RETRY_AFTER_SECONDS = 5
# SQLSTATE classes and codes of a server that is going away or not there yet; no code: it wasn't reached at all.
GOING_AWAY = ("08", "57P01", "57P02", "57P03")

PAGE = """<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hệ thống đang khởi động lại</title></head>
<body><main><h1>Hệ thống đang khởi động lại, xin thử lại sau ít giây</h1>
<p>Những gì đã báo là lưu xong vẫn còn nguyên. Nếu vừa bấm gửi một biểu, hãy quay lại trang trước rồi gửi lần nữa;
gửi hai lần cũng chỉ được ghi một lần.</p>
<p lang="en">The system is restarting; please try again in a few seconds.</p>
<p>Mã ghi nhận: <code>{id}</code></p></main></body>
</html>"""


def is_restarting(error: BaseException | None) -> bool:
    """Whether the database was not there, as against having refused or given up this one request."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(GOING_AWAY)


def restarting(request: HttpRequest, error: BaseException) -> HttpResponse:
    name = secrets.token_hex(4)
    log.warning("%s: database not available (%s) for %s", name, type(error.__cause__ or error).__name__, request.method)
    response = HttpResponse(PAGE.format(id=name), status=503)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def server_error(request: HttpRequest) -> HttpResponseBase:
    """handler500: also hears of what failed in other middleware, as when a session could not be saved."""
    error = sys.exc_info()[1]
    if error is not None and is_restarting(error):
        return restarting(request, error)
    # Without the request: what fills every other page may be the very thing that failed.
    return HttpResponseServerError(render_to_string("500.html", {"defect": defect_id(request)}))


class DatabaseRestartMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        return restarting(request, error) if is_restarting(error) else None
