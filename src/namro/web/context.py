"""What every page shows besides its own matter: who is signed in, where one may go, whether this is a demonstration."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from namro.organisations import queries
from namro.organisations.deputies import Post, posts_on
from namro.organisations.models import Person
from namro.organisations.rules import Permission, Role
from namro.web.in_app import app_around

ROLE_LABELS: dict[Role, str | Promise] = {
    Role.STANDING_AGENCY: _("Cơ quan thường trực"),
    Role.LEADER: _("Lãnh đạo"),
    Role.FOCAL_POINT: _("Đầu mối"),
    Role.SECTION_OWNER: _("Phụ trách phần"),
    Role.APPROVER: _("Người duyệt"),
    Role.CASE_WORKER: _("Cán bộ hồ sơ"),
    Role.INSPECTOR: _("Kiểm tra"),
    Role.AUDITOR: _("Kiểm toán"),
    Role.ADMINISTRATOR: _("Quản trị"),
}


class Destination(NamedTuple):
    """One entry of the main navigation. `short` is what fits under a picture on a phone."""

    view: str
    label: str | Promise
    short: str | Promise
    icon: str
    permission: Permission | None


DESTINATIONS = (
    Destination("home", _("Trang chính"), _("Chính"), "home", None),
    Destination("overview:show-programme", _("Tổng quan"), _("Tổng quan"), "target", Permission.CONSOLIDATE),
    Destination("plans:list-plans", _("Kế hoạch"), _("Kế hoạch"), "plan", Permission.PLAN_VIEW),
    Destination("reports:my-reports", _("Báo cáo"), _("Báo cáo"), "report", Permission.REPORT_VIEW),
    Destination("reports:completeness", _("Tình hình nộp"), _("Nộp"), "grid", Permission.COMPLETENESS_VIEW),
    Destination(
        "publications:list-publications",
        _("Báo cáo tổng hợp"),
        _("Tổng hợp"),
        "publish",
        Permission.PUBLICATION_VIEW,
    ),
    Destination("verdicts:list-verdicts", _("Xếp loại"), _("Xếp loại"), "check", Permission.ASSESSMENT_VIEW),
    Destination(
        "difficulties:list-difficulties",
        _("Khó khăn, kiến nghị"),
        _("Kiến nghị"),
        "alert",
        Permission.REPORT_VIEW,
    ),
    Destination("requests:list-requests", _("Yêu cầu"), _("Yêu cầu"), "clock", Permission.REQUEST_MAKE),
    Destination("forms:list-forms", _("Biểu mẫu"), _("Biểu"), "draft", Permission.FORM_EDIT),
    Destination("units:list-units", _("Đơn vị"), _("Đơn vị"), "units", Permission.UNIT_VIEW),
    Destination("units:list-people", _("Người dùng"), _("Người"), "people", Permission.PERSON_MANAGE),
    Destination("units:audit", _("Nhật ký"), _("Nhật ký"), "trace", Permission.AUDIT_VIEW),
)


def namro(request: HttpRequest) -> dict[str, Any]:
    """Nothing here asks the database before a template does.

    Called "frame" because the sign-in library puts a "site" of its own into the context of its pages.
    """
    posts: list[Post] = SimpleLazyObject(lambda: posts_of(request))  # type: ignore[assignment]
    return {
        "frame": {
            "demonstration": SimpleLazyObject(queries.is_demonstration),
            "province": SimpleLazyObject(lambda: queries.province_name(timezone.localdate())),
            "version": settings.VERSION,
            "app": app_around(request.headers.get("User-Agent", "")),
            "navigation": SimpleLazyObject(lambda: navigation(request, posts)),
            "person": SimpleLazyObject(lambda: person_card(request, posts)),
        }
    }


def posts_of(request: HttpRequest) -> list[Post]:
    """What who is signed in may do today, own roles and lent ones; asked once for a page."""
    person = request.user
    return posts_on(person.pk, timezone.localdate()) if isinstance(person, Person) and person.is_active else []


def navigation(request: HttpRequest, posts: Iterable[Post]) -> list[dict[str, Any]]:
    if not isinstance(request.user, Person):
        return []
    held = {permission for post in posts for permission in post.permissions}
    entries = []
    for destination in DESTINATIONS:
        if destination.permission is not None and destination.permission not in held:
            continue
        try:
            url = reverse(destination.view)
        except NoReverseMatch:
            continue
        entries.append((url, destination))
    above = [url for url, _entry in entries if url != "/" and request.path.startswith(url)]
    here = max(above, key=len, default=request.path)
    return [
        {"url": url, "label": entry.label, "short": entry.short, "icon": entry.icon, "current": url == here}
        for url, entry in entries
    ]


def person_card(request: HttpRequest, posts: Iterable[Post]) -> dict[str, Any]:
    """Name, own role and posts of who is signed in; those that others have lent come after one's own."""
    person = request.user
    assert isinstance(person, Person)
    held = sorted(posts, key=lambda post: post.giver is not None)
    units = queries.short_names_on(timezone.localdate(), {post.unit for post in held})
    told = [(_role_of(post), units[post.unit]) for post in held if post.unit in units]
    return {
        "name": person.full_name,
        "role": f"{told[0][0]} · {told[0][1]}" if told else "",
        "posts": [f"{role}, {unit}" for role, unit in told],
    }


def _role_of(post: Post) -> str:
    if post.giver is None:
        return str(ROLE_LABELS[post.role])
    return gettext("%(role)s thay %(giver)s") % {"role": ROLE_LABELS[post.role], "giver": post.giver_name}
