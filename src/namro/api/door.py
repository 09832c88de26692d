"""The one API: who may enter, how refusals and mistakes are told. No rules here."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja import Header, NinjaAPI, Schema
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import django_auth
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from namro.api.wire import figure_to_dict
from namro.kernel.figures import Figure
from namro.kernel.problems import Refused
from namro.reporting.rules import StaleFigures

# Signed in by the session of the browser, so a write has to carry the token against forged requests, too.
api = NinjaAPI(
    title="Năm Rõ",
    version="1",
    auth=django_auth,
    docs_url=None,
    openapi_url="openapi.json",
    urls_namespace="api",
    description="Điền báo cáo từ điện thoại, kể cả khi mất mạng. / Filling reports from a phone, even offline.",
)


class Strict(Schema):
    """Nothing but what is named."""

    model_config = ConfigDict(extra="forbid")


def no_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("NUL")
    return text


def no_bool(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("bool")
    return value


def text(most: int, *, least: int = 0) -> Any:
    return Annotated[str, Field(min_length=least, max_length=most), AfterValidator(no_nul)]


Key = Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=80, pattern=r"^[\x21-\x7e]+$")]
ReportId = Annotated[int, Field(ge=1, le=2**63 - 1)]
Version = Annotated[int, Field(ge=0, le=2**31 - 1), BeforeValidator(no_bool)]


class Trouble(Schema):
    """code is for programs, message is one Vietnamese sentence for the person."""

    code: str
    message: str


class FigureShape(Strict):
    state: str
    value: str | None = None
    note: str = ""


class ConflictShape(Schema):
    cell: str
    label: str
    mine: FigureShape | None
    theirs: FigureShape | None
    by: str
    version: int


class Stale(Trouble):
    """Nothing was stored; each conflict holds both figures and the version to write over it."""

    conflicts: list[ConflictShape] = []


REFUSALS: dict[int, Any] = {400: Trouble, 401: Trouble, 403: Trouble, 404: Trouble, 409: Stale, 422: Trouble}


def _shape(figure: Figure | None) -> dict[str, Any] | None:
    return None if figure is None else figure_to_dict(figure)


def _answer(request: HttpRequest, status: int, code: str, message: str, **more: Any) -> HttpResponse:
    return api.create_response(request, {"code": code, "message": message, **more}, status=status)


@api.exception_handler(Refused)
def refused(request: HttpRequest, trouble: Refused) -> HttpResponse:
    conflicts = [
        {
            "cell": str(c.key),
            "label": c.label,
            "mine": _shape(c.mine),
            "theirs": _shape(c.theirs),
            "by": c.theirs_by,
            "version": c.version,
        }
        for c in (trouble.conflicts if isinstance(trouble, StaleFigures) else ())
    ]
    status = 403 if trouble.code == "forbidden" else 409
    return _answer(
        request, status, trouble.code, trouble.message, **({"conflicts": conflicts} if status == 409 else {})
    )


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, trouble: ValidationError) -> HttpResponse:
    """Names the first place that is wrong; never repeats what stood there."""
    places = [".".join(str(part) for part in error["loc"] if part != "body") for error in trouble.errors]
    return _answer(request, 422, "unreadable", f"Yêu cầu không đúng dạng ở «{places[0]}»; xem mô tả của API.")


@api.exception_handler(AuthenticationError)
def unknown_person(request: HttpRequest, trouble: AuthenticationError) -> HttpResponse:
    return _answer(request, 401, "signed-out", "Chưa đăng nhập hoặc phiên đã hết; đăng nhập lại rồi gửi lại.")


@api.exception_handler(Http404)
def not_found(request: HttpRequest, trouble: Http404) -> HttpResponse:
    return _answer(request, 404, "not-found", "Không có báo cáo này, hoặc không thuộc đơn vị của anh, chị.")


def urls() -> list[URLPattern]:
    """The patterns of the API. Each carries who may enter, which the check of all addresses reads."""
    found = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern)]
    for pattern in found:
        is_open = pattern.name in ("openapi-json", "api-root")
        pattern.callback.permission = "open" if is_open else "session"  # type: ignore[attr-defined]
    return found
